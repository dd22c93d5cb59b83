//! From scores to tags: the best sequence, each pair of neighbours weighed as the network learnt it.
//!
//! Deliberately absent: where the scores come from ([`super::network`]).

/// The best sequence of tags for the scores of a window (Viterbi). `transitions` goes from each tag to each
/// tag.
pub(super) fn best_tags(scores: &[f32], transitions: &[f32], tags: usize) -> Vec<usize> {
    let Some((first, rest)) = scores.split_at_checked(tags) else { return Vec::new() };
    let mut best = first.to_vec();
    let mut next = vec![0.0_f32; tags];
    let mut from = vec![0_u16; rest.len()];
    for (scores, from) in rest.chunks_exact(tags).zip(from.chunks_exact_mut(tags)) {
        next.fill(f32::NEG_INFINITY);
        for (tag, (&best, transitions)) in (0_u16..).zip(best.iter().zip(transitions.chunks_exact(tags))) {
            for ((next, from), transition) in next.iter_mut().zip(from.iter_mut()).zip(transitions) {
                let score = best + transition;
                // Of two equal ways the first one counts, as in the package.
                let better = score > *next;
                *next = if better { score } else { *next };
                *from = if better { tag } else { *from };
            }
        }
        for ((best, next), score) in best.iter_mut().zip(&next).zip(scores) {
            *best = next + score;
        }
    }
    let last = (0..tags).fold(0, |most, tag| if best[tag] > best[most] { tag } else { most });
    let mut sequence = vec![last];
    for from in from.chunks_exact(tags).rev() {
        let to = sequence[sequence.len() - 1];
        sequence.push(usize::from(from[to]));
    }
    sequence.reverse();
    sequence
}

#[cfg(test)]
mod tests {
    use super::best_tags;

    #[test]
    fn a_forbidden_neighbour_outweighs_a_better_score() {
        // Two tags; the second may not follow the first.
        let transitions = [0.0, -9.0, 0.0, 0.0];
        assert_eq!(best_tags(&[1.0, 0.0, 0.0, 1.5], &transitions, 2), [1, 1]);
        assert_eq!(best_tags(&[1.0, 0.0, 0.0, 1.5], &[0.0; 4], 2), [0, 1]);
        assert_eq!(best_tags(&[], &transitions, 2), [0; 0]);
    }
}
