//! What of a page is shown in a list of results, with what was asked for marked. Deliberately absent: HTML.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cut::Folded;

/// Characters before the first place.
const BEFORE: usize = 20;

/// Characters in a snippet.
const LENGTH: usize = 100;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub text: String,
    /// It is what was asked for.
    pub mark: bool,
}

/// A whole text in pieces.
#[must_use]
pub fn marked(text: &str, phrases: &[Vec<char>]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    pieces(&chars, &places(text, phrases), 0, chars.len())
}

/// The surroundings of the first place where a phrase stands, or the beginning.
#[must_use]
pub fn snippet(text: &str, phrases: &[Vec<char>]) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    let places = places(text, phrases);
    let first = places.first().copied().unwrap_or_default();
    let from = if first < BEFORE * 2 { 0 } else { first - BEFORE };
    let mut to = chars.len().min(from + LENGTH);
    // It never ends inside of what was asked for.
    while to < chars.len().min(from + LENGTH * 2) && places.contains(&(to - 1)) && places.contains(&to) {
        to += 1;
    }
    let mut pieces = pieces(&chars, &places, from, to);
    let dots = || Piece { text: "…".to_owned(), mark: false };
    if from > 0 {
        pieces.insert(0, dots());
    }
    if to < chars.len() {
        pieces.push(dots());
    }
    pieces
}

/// The characters that belong to a phrase. What is passed over inside of one belongs to it.
fn places(text: &str, phrases: &[Vec<char>]) -> BTreeSet<usize> {
    let folded = Folded::new(text);
    let mut places = BTreeSet::new();
    for phrase in phrases {
        for at in folded.find(phrase) {
            places.extend(folded.places[at]..=folded.places[at + phrase.len() - 1]);
        }
    }
    places
}

fn pieces(chars: &[char], places: &BTreeSet<usize>, from: usize, to: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, c) in chars.iter().enumerate().take(to).skip(from) {
        let mark = places.contains(&at);
        match pieces.last_mut() {
            Some(last) if last.mark == mark => last.text.push(*c),
            _ => pieces.push(Piece { text: c.to_string(), mark }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::cut::phrases;
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|p| if p.mark { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn what_was_asked_for_is_marked_as_it_is_written() {
        assert_eq!(
            shown(&marked("“一卡 通”用ＷＩＦＩ办", &phrases("一卡通 wifi"))),
            "“[一卡 通]”用[ＷＩＦＩ]办"
        );
        assert_eq!(shown(&marked("水费", &phrases("路灯"))), "水费");
    }

    #[test]
    fn a_snippet_does_not_end_inside_of_what_was_asked_for() {
        let text = format!("路灯{}路灯{}", "甲".repeat(97), "乙".repeat(50));
        let shown = shown(&snippet(&text, &phrases("路灯")));
        assert_eq!(shown, format!("[路灯]{}[路灯]…", "甲".repeat(97)));
        assert_eq!(snippet(&"灯".repeat(500), &phrases("灯"))[0].text.chars().count(), 200, "it has an end");
    }

    #[test]
    fn a_snippet_begins_shortly_before_the_first_place() {
        let text = format!("{}\n路灯{}", "甲".repeat(300), "乙".repeat(300));
        let shown = shown(&snippet(&text, &phrases("路灯")));
        assert_eq!(shown, format!("…{} [路灯]{}…", "甲".repeat(19), "乙".repeat(78)));
    }
}
