//! The learnt name tagger: names of persons as the network of Baidu LAC sees them.
//!
//! A second opinion to the rules of [`super::names`]: it reads whole sentences, knows no list of surnames and
//! finds names that nothing introduces. It is also wrong in its own ways, so that what it says is weighed in
//! [`super::tagger_merge`].
//!
//! Deliberately absent: all tags but that of persons, and what follows from one.

mod decode;
mod network;

use decode::{Lattice, WordTags};
use network::Network;
use std::sync::LazyLock;

static NETWORK: LazyLock<Network> =
    LazyLock::new(|| Network::read(include_bytes!("../data/tagger.bin")).expect("the data file is whole"));

/// A window that is longer is cut, so that memory and time stay bounded.
const LONGEST: usize = 160;

/// A place that the tagger takes for a name of a person, or was asked about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tagged {
    pub(super) from: usize,
    pub(super) to: usize,
    /// How far the best reading with a name here is behind the best of all: 0 for a name that the tagger
    /// sees by itself; below 3 it hesitates; above 8 it sees something else.
    pub(super) cost: f32,
}

/// The names of persons in a text, as places of its characters, in order, and then what the tagger thinks of
/// the places that `asked` names, by a first place and a closure for each place after the last. Only the
/// clauses are read that are `wanted` by their first place and the place after their last; those of a
/// sentence that stand together are read together.
pub(super) fn names(
    chars: &[char],
    wanted: impl Fn(usize, usize) -> bool,
    asked: impl Fn(usize, &mut dyn FnMut(usize)),
) -> Vec<Tagged> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let mut end = clause_end(chars, at);
        if wanted(at, end) {
            while end < chars.len() && !ends_sentence(chars[end - 1]) {
                let next = clause_end(chars, end);
                if next - at > LONGEST || !wanted(end, next) {
                    break;
                }
                end = next;
            }
            read(chars, at, end, &asked, &mut names);
        }
        at = end;
    }
    names
}

/// The place after the clause that starts at `at`, its mark included.
fn clause_end(chars: &[char], at: usize) -> usize {
    let most = chars.len().min(at + LONGEST);
    let mark = (at..most).find(|&i| ends_sentence(chars[i]) || matches!(chars[i], ',' | '，'));
    mark.map_or(most, |mark| mark + 1)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '！' | '？' | '\n' | ';' | '；')
}

/// Adds the names of a window, and what is asked about it.
fn read(
    chars: &[char],
    start: usize,
    end: usize,
    asked: &impl Fn(usize, &mut dyn FnMut(usize)),
    names: &mut Vec<Tagged>,
) {
    let network = &*NETWORK;
    let scores = network.scores(&chars[start..end]);
    let lattice = Lattice::new(&scores, &network.transitions, network.tags.len());
    let mut inside = None;
    let tags = lattice.best_tags();
    let tags = tags.into_iter().map(|tag| network.tags[tag].as_str());
    for (place, tag) in tags.chain([""]).enumerate() {
        // As in the package, only the beginning of a word says what it is.
        if let Some(from) = inside
            && !tag.ends_with("-I")
        {
            names.push(Tagged { from: start + from, to: start + place, cost: 0.0 });
            inside = None;
        }
        if tag == "PER-B" {
            inside = Some(place);
        }
    }
    let person = WordTags { first: network.tag("PER-B"), inside: network.tag("PER-I") };
    for from in start..end {
        asked(from, &mut |to| {
            if to <= end {
                let cost = lattice.cost(from - start, to - start, person);
                names.push(Tagged { from, to, cost });
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::decode::Lattice;
    use super::{LONGEST, NETWORK, clause_end, names};
    use serde::Deserialize;

    fn tags(window: &[char]) -> Vec<&'static str> {
        let network = &*NETWORK;
        let scores = network.scores(window);
        let best = Lattice::new(&scores, &network.transitions, network.tags.len()).best_tags();
        best.into_iter().map(|tag| network.tags[tag].as_str()).collect()
    }

    #[derive(Deserialize)]
    struct Expected {
        text: String,
        tags: Vec<String>,
    }

    #[test]
    fn every_tag_is_that_of_the_package() {
        for line in include_str!("../data/tagger_expected.jsonl").lines() {
            let expected: Expected = serde_json::from_str(line).expect("each line is JSON");
            let chars: Vec<char> = expected.text.chars().collect();
            assert_eq!(tags(&chars), expected.tags, "{}", expected.text);
        }
    }

    fn places(text: &str, wanted: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
        let names = names(&text.chars().collect::<Vec<_>>(), wanted, |_, _| {});
        names.into_iter().map(|name| (name.from, name.to)).collect()
    }

    #[test]
    fn names_are_places_of_the_whole_text() {
        assert_eq!(places("路灯坏了。昨天厍秋禾来过", |_, _| true), [(7, 10)]);
        assert_eq!(places("", |_, _| true), []);
    }

    #[test]
    fn only_wanted_clauses_are_read() {
        let text = "厍秋禾来过,路灯坏了,我叫尹禾";
        assert_eq!(places(text, |_, _| true), [(0, 3), (13, 15)]);
        assert_eq!(places(text, |from, _| from > 0), [(13, 15)]);
        assert_eq!(places(text, |from, to| (from, to) == (0, 6)), [(0, 3)]);
    }

    #[test]
    fn a_long_text_is_read_in_windows() {
        let chars: Vec<char> = "水".repeat(LONGEST + 5).chars().collect();
        assert_eq!(clause_end(&chars, 0), LONGEST);
        assert_eq!(clause_end(&chars, LONGEST), LONGEST + 5);
        let longest = std::cell::Cell::new(0);
        names(
            &chars,
            |from, to| {
                longest.set(longest.get().max(to - from));
                true
            },
            |_, _| {},
        );
        assert_eq!(longest.get(), LONGEST);
    }
}
