//! What to make of the places that the tagger takes for names of persons.
//!
//! The tagger is a second witness, with faults of its own: it takes places, shops and file numbers for
//! persons, and it knows no officials. A name that the rules find possible as well gains from it, and so does
//! one of a surname and two characters that nothing speaks against; anything else that only the tagger sees
//! is worth a look, no more. What stands beside an office is the name of somebody in duty and stays.
//!
//! Deliberately absent: the tagger itself ([`super::tagger`]).

use super::context::is_han;
use super::lexicon::Cue;
use super::name_score;
use super::name_shape::{Shape, WORTH_A_LOOK};
use super::name_weight::{Noticed, Place};
use super::tagger::{self, Tagged};
use super::text_index::List;

/// What the tagger's word adds to the weight of a name that nothing introduces.
const SECOND_WITNESS: u8 = 4;
/// What a word before the name adds that names follow.
const INTRODUCED: u8 = 3;
/// What a fact about a person adds after the name.
const FACT: u8 = 2;
/// No name is longer.
const LONGEST: usize = 16;

/// The places of a text that the tagger takes for names. It reads only the clauses where a name may begin,
/// which halves the time.
pub(super) fn ask(shape: &Shape) -> Vec<Tagged> {
    tagger::names(
        shape.chars,
        |from, to| (from..to).any(|at| may_begin(shape, at)),
        |at, found| name_score::ends(shape, at, found),
    )
}

/// Whether a name may begin at a place: a surname that is not part of a word, or a part of a name with a dot.
fn may_begin(shape: &Shape, at: usize) -> bool {
    let chars = shape.chars;
    if chars[at] == '·' {
        return true;
    }
    let surname = shape.lexicon.surname_len(chars, at);
    if surname == 0 || !chars.get(at + surname).is_some_and(|&c| is_han(c) && !shape.lexicon.never_given(c)) {
        return false;
    }
    let word = shape.longest_word_at(at);
    // A word is a name at most where one stands alone: 高峰说.
    let alone = word <= surname || word < 4 && shape.starts_freely(at) && shape.end_score(at + word).0 > 1;
    alone && !shape.cuts_a_word(at)
}

/// Adds the tagger's names to what the rules noticed.
pub(super) fn weigh(noticed: &mut Noticed, tagged: &[Tagged]) {
    for &Tagged { from, to, .. } in tagged.iter().filter(|one| one.cost <= 0.0) {
        let shape = noticed.shape;
        let name = &shape.chars[from..to];
        if name.len() > LONGEST {
            continue;
        }
        if in_duty(&shape, from, to) {
            noticed.officials.push((from, to));
            continue;
        }
        if let Some(found) = noticed.found.iter_mut().find(|found| found.from < to && from < found.to) {
            // 高家后住在: the rules saw the first two characters.
            if found.from == from && found.to < to && looks_like_a_name(&shape, from, to) {
                found.to = to;
            }
            let place = Place { from, to, sure: false };
            noticed.free.push((place, weight(&shape, from, to)));
            continue;
        }
        if is_place(&shape, from, to) || numbers_a_document(&shape, to) {
            continue;
        }
        let place = Place { from, to, sure: false };
        let weight = weight(&shape, from, to).max(WORTH_A_LOOK);
        noticed.free.push((place, weight));
    }
}

/// How much speaks for the name.
fn weight(shape: &Shape, from: usize, to: usize) -> u8 {
    let around = INTRODUCED * u8::from(is_introduced(shape, from)) + FACT * u8::from(shape.facts_follow(to));
    let own = match shape.free_name_at(from) {
        Some(name) if name.end == to => name.score,
        _ if is_transliterated(shape, from, to) => 6,
        // Nothing speaks against it.
        _ if looks_like_a_name(shape, from, to)
            && !shape.is_word(from, to)
            && !shape.starts_word(from, to) =>
        {
            if shape.lexicon.is_wordy(shape.chars[from]) || to - from == 2 { 2 } else { 5 }
        }
        _ => return WORTH_A_LOOK,
    };
    own + around + SECOND_WITNESS
}

/// A surname and one or two characters.
fn looks_like_a_name(shape: &Shape, from: usize, to: usize) -> bool {
    let surname = shape.lexicon.surname_len(shape.chars, from);
    let given = shape.chars.get(from + surname..to).unwrap_or_default();
    surname > 0
        && (1..=2).contains(&given.len())
        && given.iter().all(|&c| is_han(c) && !shape.lexicon.never_given(c))
}

/// Parts joined by dots, or the characters of such names alone.
fn is_transliterated(shape: &Shape, from: usize, to: usize) -> bool {
    let name = &shape.chars[from..to];
    let dotted = name.contains(&'·') && name.iter().all(|&c| is_han(c) || c == '·');
    dotted || name.len() > 3 && name.iter().all(|&c| shape.lexicon.in_translit(c))
}

/// Whether a word that names follow ends right before the name.
fn is_introduced(shape: &Shape, from: usize) -> bool {
    let from = if from > 0 && matches!(shape.chars[from - 1], ':' | '(' | ' ' | '是' | '叫') {
        from - 1
    } else {
        from
    };
    (from.saturating_sub(5)..from).any(|at| {
        shape
            .lexicon
            .cues_at(shape.chars, at)
            .any(|(length, cue)| at + length == from && matches!(cue, Cue::Label | Cue::Person))
    })
}

/// Whether an office stands in the name or beside it: 严书记, 镇长卢云舟, 卢云舟同志.
fn in_duty(shape: &Shape, from: usize, to: usize) -> bool {
    let office = |at| shape.index.starts(at, List::Office);
    (from + 1..=to).any(office)
        || (from.saturating_sub(4)..from).any(|at| {
            shape
                .lexicon
                .cues_at(shape.chars, at)
                .any(|(length, cue)| cue == Cue::Office && at + length == from)
        })
}

/// Whether the characters after or at the end of the name make a place of it.
fn is_place(shape: &Shape, from: usize, to: usize) -> bool {
    shape.place_follows(to) || shape.ends_a_place(from, to)
}

/// Whether the number of a document follows: 楚政办发〔2013〕12号.
fn numbers_a_document(shape: &Shape, to: usize) -> bool {
    let rest = &shape.chars[to..];
    let open = rest.iter().take(4).position(|c| matches!(c, '(' | '[' | '〔' | '【'));
    open.is_some_and(|open| {
        let year = &rest[open + 1..];
        year.len() >= 4
            && year[..4].iter().all(char::is_ascii_digit)
            && year.get(4).is_none_or(|c| !c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::may_begin;
    use crate::name_shape::Shape;
    use crate::text_index::TextIndex;
    use crate::{Finding, Kind, Known, scan, scan_with_names};

    fn names(text: &str, findings: Vec<Finding>, kind: Kind) -> Vec<String> {
        let found = findings.into_iter().filter(|finding| finding.kind == kind);
        found.map(|finding| text[finding.start..finding.end].to_owned()).collect()
    }

    fn with_names(text: &str) -> Vec<String> {
        names(text, scan_with_names(text, &Known::default()), Kind::PersonName)
    }

    fn by_rules(text: &str) -> Vec<String> {
        names(text, scan(text, &Known::default()), Kind::PersonName)
    }

    #[test]
    fn a_name_that_the_rules_doubt_is_settled_by_the_tagger() {
        for (text, name) in [
            ("后来厍禾碳来过", "厍禾碳"),
            ("隔壁的阚渡砚把垃圾倒在河里", "阚渡砚"),
            ("东街的邝铅砖把路堵了", "邝铅砖"),
        ] {
            assert_eq!(with_names(text), [name], "{text}");
        }
        assert_eq!(by_rules("后来厍禾碳来过"), [""; 0]);
    }

    #[test]
    fn what_only_the_tagger_sees_is_worth_a_look() {
        let text = "东街的邝铅把路堵了";
        let found = scan_with_names(text, &Known::default());
        assert!(found.iter().all(|finding| !finding.sure), "{text}");
        assert_eq!(names(text, found, Kind::PossibleName), ["邝铅"], "{text}");
    }

    #[test]
    fn a_name_found_by_the_tagger_is_found_everywhere() {
        let text = "后来厍禾碳来过。厍禾碳又走了";
        assert_eq!(with_names(text), ["厍禾碳", "厍禾碳"]);
    }

    #[test]
    fn what_the_tagger_takes_for_a_name_by_mistake_stays() {
        for text in [
            "请镇长庹砚舟过问",
            "庹砚舟书记来过",
            "不能张三推李四、李四推王五",
            "依据楚政办发〔2013〕12号",
            "刘湾派出所来过",
            "陈家冲的路坏了",
        ] {
            assert_eq!(with_names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn names_that_are_kept_stay() {
        let known = Known { keep_names: vec!["厍禾碳".to_owned()], ..Known::default() };
        assert_eq!(scan_with_names("后来厍禾碳来过", &known), []);
    }

    #[test]
    fn a_name_begins_at_a_surname_that_is_not_inside_a_word() {
        let begins = |text: &str, at: usize| {
            let chars: Vec<char> = text.chars().collect();
            may_begin(&Shape::new(&TextIndex::read(&chars), crate::slots::ends_part), at)
        };
        assert!(begins("昨天厍秋禾来过", 2));
        assert!(begins("高峰说没有", 0));
        assert!(!begins("高度重视", 0));
        assert!(!begins("路灯坏了", 0));
        assert!(begins("帕提·买买提", 2));
    }
}
