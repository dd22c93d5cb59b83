//! From scores to tags: the best sequence, each pair of neighbours weighed as the network learnt it, and how
//! much worse the best sequence is that has a certain word at a certain place.
//!
//! Deliberately absent: where the scores come from ([`super::network`]).

/// The tags of a word: of its first character, and of all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WordTags {
    pub(super) first: usize,
    pub(super) inside: usize,
}

/// All sequences of tags for the scores of a window, each as far as it is the best (Viterbi, in both
/// directions).
pub(super) struct Lattice<'a> {
    scores: &'a [f32],
    /// From each tag to each tag.
    transitions: &'a [f32],
    tags: usize,
    /// For each character and tag, the best sum up to there.
    up_to: Vec<f32>,
    /// For each character and tag, the best sum of what follows.
    onwards: Vec<f32>,
    best: f32,
}

impl<'a> Lattice<'a> {
    pub(super) fn new(scores: &'a [f32], transitions: &'a [f32], tags: usize) -> Self {
        let length = scores.len() / tags;
        let mut up_to = scores.to_vec();
        for at in 1..length {
            let (before, rest) = up_to.split_at_mut(at * tags);
            let before = &before[(at - 1) * tags..];
            let mut most = vec![f32::NEG_INFINITY; tags];
            for (before, transitions) in before.iter().zip(transitions.chunks_exact(tags)) {
                for (most, transition) in most.iter_mut().zip(transitions) {
                    *most = most.max(before + transition);
                }
            }
            for (sum, most) in rest[..tags].iter_mut().zip(&most) {
                *sum += most;
            }
        }
        let mut onwards = vec![0.0; scores.len()];
        for at in (0..length.saturating_sub(1)).rev() {
            let (here, next) = onwards.split_at_mut((at + 1) * tags);
            let next: Vec<f32> =
                next[..tags].iter().zip(&scores[(at + 1) * tags..]).map(|(on, score)| on + score).collect();
            for (sum, transitions) in here[at * tags..].iter_mut().zip(transitions.chunks_exact(tags)) {
                *sum = largest(transitions.iter().zip(&next).map(|(transition, next)| transition + next));
            }
        }
        let best = largest(up_to[scores.len() - tags.min(scores.len())..].iter().copied());
        Self { scores, transitions, tags, up_to, onwards, best }
    }

    /// The best sequence.
    pub(super) fn best_tags(&self) -> Vec<usize> {
        let length = self.scores.len() / self.tags;
        let mut sequence = Vec::with_capacity(length);
        for at in (0..length).rev() {
            let sum = |tag: usize| {
                let next =
                    sequence.last().map_or(0.0, |&next: &usize| self.transitions[tag * self.tags + next]);
                self.up_to[at * self.tags + tag] + next
            };
            // Of two equal ways the first one counts, as in the package.
            sequence.push((1..self.tags).fold(0, |most, tag| if sum(tag) > sum(most) { tag } else { most }));
        }
        sequence.reverse();
        sequence
    }

    /// How much worse the best sequence is in which a word with these tags fills the place `from..to` and ends
    /// there; 0 when it is the best of all.
    pub(super) fn cost(&self, from: usize, to: usize, word: WordTags) -> f32 {
        let length = self.scores.len() / self.tags;
        if from >= to || to > length {
            return f32::INFINITY;
        }
        let score = |at: usize, tag: usize| self.scores[at * self.tags + tag];
        let transition = |one: usize, next: usize| self.transitions[one * self.tags + next];
        let mut sum = self.up_to[from * self.tags + word.first];
        let mut tag = word.first;
        for at in from + 1..to {
            sum += transition(tag, word.inside) + score(at, word.inside);
            tag = word.inside;
        }
        if to < length {
            let next = (0..self.tags).filter(|&next| next != word.inside);
            sum +=
                largest(next.map(|next| {
                    transition(tag, next) + score(to, next) + self.onwards[to * self.tags + next]
                }));
        }
        (self.best - sum).max(0.0)
    }
}

fn largest(numbers: impl Iterator<Item = f32>) -> f32 {
    numbers.fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests {
    use super::{Lattice, WordTags};

    fn best_tags(scores: &[f32], transitions: &[f32], tags: usize) -> Vec<usize> {
        Lattice::new(scores, transitions, tags).best_tags()
    }

    #[test]
    fn a_forbidden_neighbour_outweighs_a_better_score() {
        // Two tags; the second may not follow the first.
        let transitions = [0.0, -9.0, 0.0, 0.0];
        assert_eq!(best_tags(&[1.0, 0.0, 0.0, 1.5], &transitions, 2), [1, 1]);
        assert_eq!(best_tags(&[1.0, 0.0, 0.0, 1.5], &[0.0; 4], 2), [0, 1]);
        assert_eq!(best_tags(&[], &transitions, 2), [0; 0]);
    }

    #[test]
    fn a_word_costs_what_the_best_sequence_with_it_lacks() {
        let (scores, transitions) = ([1.0, 0.0, 0.0, 1.5, 0.0, 0.5], [0.0, -0.25, 0.0, 0.0]);
        let lattice = Lattice::new(&scores, &transitions, 2);
        let word = WordTags { first: 0, inside: 1 };
        assert_eq!(lattice.best_tags(), [0, 1, 1]);
        assert!(lattice.cost(0, 3, word).abs() < 1e-6, "the best sequence itself");
        assert!((lattice.cost(0, 2, word) - 0.5).abs() < 1e-6, "the last character loses its better tag");
        assert!(lattice.cost(2, 4, word).is_infinite(), "outside of the window");
    }
}
