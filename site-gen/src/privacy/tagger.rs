//! The learnt name tagger: names of persons as the network of Baidu LAC sees them.
//!
//! A second opinion to the rules of [`super::names`]: it reads whole sentences, knows no list of surnames and finds
//! names that nothing introduces. It is also wrong in its own ways, so that what it says is weighed in
//! [`super::second_opinion`].
//!
//! Deliberately absent: all tags but that of persons, and what follows from one.

mod decode;
mod network;

use network::Network;
use std::sync::LazyLock;

static NETWORK: LazyLock<Network> =
    LazyLock::new(|| Network::read(include_bytes!("../../data/tagger.bin")).expect("the data file is whole"));

/// A sentence that is longer is cut, so that memory and time stay bounded.
const LONGEST: usize = 160;

/// The names of persons in a text, as places of its characters, in order. Only the windows are read that are `wanted`
/// by their first place and the place after their last.
pub(super) fn names(chars: &[char], wanted: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = window_end(chars, at);
        let tags = if wanted(at, end) { tags(&chars[at..end]) } else { Vec::new() };
        let mut inside = None;
        for (place, tag) in tags.iter().copied().chain([""]).enumerate() {
            // As in the package, only the beginning of a word says what it is.
            if let Some(from) = inside
                && !tag.ends_with("-I")
            {
                names.push((at + from, at + place));
                inside = None;
            }
            if tag == "PER-B" {
                inside = Some(place);
            }
        }
        at = end;
    }
    names
}

/// The end of the window that starts at `at`: after a sentence, or else after the last comma or character that fits.
fn window_end(chars: &[char], at: usize) -> usize {
    let most = chars.len().min(at + LONGEST);
    let after = |marks: &[char]| (at..most).find(|&i| marks.contains(&chars[i])).map(|i| i + 1);
    if let Some(end) = after(&['。', '!', '?', '！', '？', '\n', ';', '；']) {
        return end;
    }
    let clause = (at..most).rev().find(|&i| matches!(chars[i], ',' | '，' | '、' | ' ')).map(|i| i + 1);
    if most == chars.len() { most } else { clause.unwrap_or(most) }
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
    use super::{LONGEST, names, tags, window_end};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Expected {
        text: String,
        tags: Vec<String>,
    }

    #[test]
    fn every_tag_is_that_of_the_package() {
        for line in include_str!("../../data/tagger_expected.jsonl").lines() {
            let expected: Expected = serde_json::from_str(line).expect("each line is JSON");
            let chars: Vec<char> = expected.text.chars().collect();
            assert_eq!(tags(&chars), expected.tags, "{}", expected.text);
        }
    }

    #[test]
    fn names_are_places_of_the_whole_text() {
        let chars: Vec<char> = "路灯坏了。昨天厍秋禾来过".chars().collect();
        assert_eq!(names(&chars, |_, _| true), [(7, 10)]);
        assert_eq!(names(&chars, |_, to| to < 6), []);
        assert_eq!(names(&[], |_, _| true), []);
    }

    #[test]
    fn a_long_text_is_read_in_windows() {
        let chars: Vec<char> = "水".repeat(LONGEST + 5).chars().collect();
        assert_eq!(window_end(&chars, 0), LONGEST);
        assert_eq!(window_end(&chars, LONGEST), LONGEST + 5);
        let chars: Vec<char> = format!("{},{}", "水".repeat(100), "水".repeat(100)).chars().collect();
        assert_eq!(window_end(&chars, 0), 101);
    }
}
