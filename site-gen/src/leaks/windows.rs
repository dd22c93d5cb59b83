//! People and numbers of cases, known only by keyed hashes: every window of the right length is asked for.
//!
//! The windows slide over the shadow of a text ([`Shadow`]), so that full-width digits, invisible characters and
//! look-alike letters do not hide anything. Between the characters of a name may stand spaces and dots, between the
//! digits of a number the marks that people put there; Chinese numerals are digits too.
//!
//! A window inside the name or number of somebody in duty is theirs: `迟翀` is nobody else in `尉迟翀`.
//!
//! Deliberately absent: how a hash is made, and pinyin, which no hash of characters can match.

use crate::privacy::shadow::Shadow;

use super::{Gate, KnownByHash, LeakKind};

/// A window that is somebody's, as bytes of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: LeakKind,
    /// The window without what stands between its characters.
    pub(super) window: String,
}

/// All windows that are somebody's and not let stand; a window inside another is not told again.
pub(super) fn find(gate: &Gate<'_>, hashed: &dyn KnownByHash, text: &str) -> Vec<Hit> {
    let shadow = Shadow::new(text);
    let mut hits = Vec::new();
    for run in names(shadow.chars()) {
        run.ask(
            hashed.name_lengths(),
            &gate.known.keep_names,
            is_han,
            |window| hashed.is_name(window),
            |run, from, to| {
                hits.push(run.hit(&shadow, from, to, LeakKind::CaseName));
            },
        );
    }
    for run in numbers(shadow.chars()) {
        let keep = &gate.known.keep_numbers;
        let ask = |window: &str| hashed.is_number(window);
        run.ask(
            hashed.number_lengths(),
            keep,
            |c| c.is_ascii_digit(),
            ask,
            |run, from, to| {
                hits.push(run.hit(&shadow, from, to, LeakKind::CaseNumber));
            },
        );
    }
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut reach = 0;
    hits.retain(|hit| {
        let inside = hit.end <= reach;
        reach = reach.max(hit.end);
        !inside
    });
    hits
}

/// Characters that belong together, without what stands between them.
#[derive(Default)]
struct Run {
    text: String,
    /// For each character: its first byte in `text`, and its place in the shadow.
    places: Vec<(usize, usize)>,
}

impl Run {
    fn push(&mut self, c: char, at: usize) {
        self.places.push((self.text.len(), at));
        self.text.push(c);
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        let end = self.places.get(to).map_or(self.text.len(), |(byte, _)| *byte);
        &self.text[self.places[from].0..end]
    }

    /// Asks for every window of the lengths; tells those that are somebody's and nobody's in duty.
    fn ask(
        &self,
        lengths: &[usize],
        keep: &[String],
        belongs: impl Fn(char) -> bool,
        is_somebody: impl Fn(&str) -> bool,
        mut tell: impl FnMut(&Self, usize, usize),
    ) {
        for &length in lengths.iter().filter(|&&length| length > 0) {
            for from in 0..(self.places.len() + 1).saturating_sub(length) {
                let window = self.slice(from, from + length);
                if is_somebody(window) && !self.in_duty(from, from + length, keep, &belongs) {
                    tell(self, from, from + length);
                }
            }
        }
    }

    /// Whether the window lies inside a kept name or number that stands here in full.
    fn in_duty(&self, from: usize, to: usize, keep: &[String], belongs: impl Fn(char) -> bool) -> bool {
        let (start, end) = (self.places[from].0, self.places[from].0 + self.slice(from, to).len());
        keep.iter().any(|kept| {
            let kept: String = kept.chars().filter(|&c| belongs(c)).collect();
            !kept.is_empty()
                && (0..=start).any(|at| {
                    at + kept.len() >= end
                        && self.text.get(at..).is_some_and(|rest| rest.starts_with(kept.as_str()))
                })
        })
    }

    fn hit(&self, shadow: &Shadow, from: usize, to: usize, kind: LeakKind) -> Hit {
        let (start, end) = shadow.original(self.places[from].1, self.places[to - 1].1 + 1);
        Hit { start, end, kind, window: self.slice(from, to).to_owned() }
    }
}

/// Runs of Chinese characters.
fn names(chars: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    for (at, &c) in chars.iter().enumerate() {
        if is_han(c) {
            run.push(c, at);
        } else if !matches!(c, ' ' | '·' | '-' | '_' | '.') && !run.text.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    runs
}

/// How many marks may stand between two digits of one number.
const MARKS: usize = 3;

/// Runs of digits.
fn numbers(chars: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut marks = 0;
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let alike = look_alikes(chars, at);
        if alike > 0 {
            for (at, &c) in chars.iter().enumerate().skip(at).take(alike) {
                run.push(
                    c.to_digit(10).and_then(|d| char::from_digit(d, 10)).or(look_alike(c)).unwrap_or('0'),
                    at,
                );
            }
            at += alike;
            marks = 0;
            continue;
        }
        if let Some(digit) = digit(c) {
            run.push(digit, at);
            marks = 0;
        } else if matches!(c, 'X' | 'x') && !run.text.is_empty() {
            // The last character of an identity number.
            run.push('X', at);
            runs.push(std::mem::take(&mut run));
        } else if marks < MARKS && matches!(c, ' ' | '-' | '.' | '/' | '_' | '(' | ')' | '·') {
            marks += 1;
        } else if !run.text.is_empty() {
            runs.push(std::mem::take(&mut run));
            marks = 0;
        }
        at += 1;
    }
    runs.push(run);
    runs
}

/// The length of a word from `at` on in which letters are used for digits: `l4O12345678`. 0 when it is none.
fn look_alikes(chars: &[char], at: usize) -> usize {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '|';
    if !in_word(chars[at]) || at > 0 && in_word(chars[at - 1]) {
        return 0;
    }
    let word = &chars[at..];
    let word = &word[..word.iter().position(|&c| !in_word(c)).unwrap_or(word.len())];
    let digits = word.iter().filter(|c| c.is_ascii_digit()).count();
    let all_alike = word.iter().all(|&c| c.is_ascii_digit() || look_alike(c).is_some());
    if digits < word.len() && all_alike && digits * 3 > word.len() { word.len() } else { 0 }
}

fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'l' | 'I' | '|' => '1',
        'O' | 'o' | 'Q' | 'D' => '0',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'b' => '6',
        'B' => '8',
        'g' => '9',
        _ => return None,
    })
}

fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        '零' | '〇' | '○' | '洞' => '0',
        '一' | '壹' | '幺' | '弌' => '1',
        '二' | '贰' | '貳' => '2',
        '三' | '叁' | '參' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' | '陸' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        _ => return None,
    })
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Known;

    struct People;

    impl KnownByHash for People {
        fn name_lengths(&self) -> &[usize] {
            &[2, 3, 4]
        }

        fn number_lengths(&self) -> &[usize] {
            &[7, 11, 18]
        }

        fn is_name(&self, window: &str) -> bool {
            matches!(window, "尉迟翀" | "迟翀" | "翀羽")
        }

        fn is_number(&self, digits: &str) -> bool {
            matches!(digits, "14012345678" | "5512340" | "33109919500101000X")
        }

        fn is_allowed(&self, _: &str) -> bool {
            false
        }
    }

    fn found(known: &Known, text: &str) -> Vec<(String, String)> {
        let gate = Gate { known, allowed: &[], hashed: Some(&People) };
        find(&gate, &People, text)
            .into_iter()
            .map(|hit| (text[hit.start..hit.end].to_owned(), hit.window))
            .collect()
    }

    #[test]
    fn a_name_is_found_in_every_window_and_through_what_hides_it() {
        for (text, part) in [
            ("尉迟翀", "尉迟翀"),
            ("昨天村民尉迟翀来信说", "尉迟翀"),
            ("村民尉 迟\u{200b}·翀说", "尉 迟\u{200b}·翀"),
            ("村民尉\u{3000}迟\u{2022}翀说", "尉\u{3000}迟\u{2022}翀"),
            ("村民迟翀", "迟翀"),
        ] {
            let window: String = part.chars().filter(|&c| is_han(c)).collect();
            assert_eq!(found(&Known::default(), text), [(part.to_owned(), window)], "{text}");
        }
        assert_eq!(found(&Known::default(), "尉迟，翀\n尉迟。翀"), []);
    }

    #[test]
    fn a_number_is_found_in_every_window_and_through_what_hides_it() {
        for (text, part) in [
            ("电话14012345678。", "14012345678"),
            ("9914012345678", "14012345678"),
            ("140 1234-5678", "140 1234-5678"),
            ("１４０．１２３４．５６７８", "１４０．１２３４．５６７８"),
            ("一四〇一二三四五六七八", "一四〇一二三四五六七八"),
            ("幺四零1234伍六七八", "幺四零1234伍六七八"),
            ("l4O12345678", "l4O12345678"),
            ("140\u{200b}1234\u{fe0f}5678", "140\u{200b}1234\u{fe0f}5678"),
            ("(0880) 551-2340", "551-2340"),
            ("号33109919500101000x", "33109919500101000x"),
        ] {
            let found = found(&Known::default(), text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].0, part, "{text}");
        }
        assert_eq!(found(&Known::default(), "140、1234、5678；5512，340"), []);
    }

    #[test]
    fn windows_inside_somebody_in_duty_are_theirs() {
        let known = Known {
            keep_names: vec!["尉迟翀羽".to_owned()],
            keep_numbers: vec!["0880-5512340".to_owned()],
            ..Known::default()
        };
        assert_eq!(found(&known, "站长尉迟翀羽，电话0880-5512340"), []);
        assert_eq!(found(&known, "村民尉迟翀，电话5512340").len(), 2);
    }
}
