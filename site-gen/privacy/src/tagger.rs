//! The learnt name tagger: names of persons as the network of Baidu LAC sees them.
//!
//! A second opinion to the rules of [`super::names`]: it reads whole sentences, knows no list of surnames and
//! finds names that nothing introduces. It is also wrong in its own ways, so that what it says is weighed in
//! [`super::tagger_merge`].
//!
//! Deliberately absent: all tags but that of persons, and what follows from one.

mod decode;
mod network;

use network::Network;
use std::sync::LazyLock;

static NETWORK: LazyLock<Network> =
    LazyLock::new(|| Network::read(include_bytes!("../data/tagger.bin")).expect("the data file is whole"));

/// A window that is longer is cut, so that memory and time stay bounded.
const LONGEST: usize = 160;

/// The names of persons in a text, as places of its characters, in order. Only the clauses are read that are
/// `wanted` by their first place and the place after their last; those of a sentence that stand together are
/// read together.
pub(super) fn names(chars: &[char], wanted: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
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
            read(&chars[at..end], |from, to| names.push((at + from, at + to)));
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

/// Gives each name of a window to `found`.
fn read(window: &[char], mut found: impl FnMut(usize, usize)) {
    let mut inside = None;
    for (place, tag) in tags(window).into_iter().chain([""]).enumerate() {
        // As in the package, only the beginning of a word says what it is.
        if let Some(from) = inside
            && !tag.ends_with("-I")
        {
            found(from, place);
            inside = None;
        }
        if tag == "PER-B" {
            inside = Some(place);
        }
    }
}

/// The tag of each character of a window.
fn tags(window: &[char]) -> Vec<&'static str> {
    let network = &*NETWORK;
    let scores = network.scores(window);
    let best = decode::best_tags(&scores, &network.transitions, network.tags.len());
    best.into_iter().map(|tag| network.tags[tag].as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, clause_end, names, tags};
    use serde::Deserialize;

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
        names(&text.chars().collect::<Vec<_>>(), wanted)
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
        names(&chars, |from, to| {
            longest.set(longest.get().max(to - from));
            true
        });
        assert_eq!(longest.get(), LONGEST);
    }
}
