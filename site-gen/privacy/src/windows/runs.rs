//! Characters that belong together, read out of a text without what stands between them, with their places.

use super::super::form::Form;
use super::super::normalized::Normalized;

/// A hit as places of the normalized text.
pub(super) struct Found {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) form: Form,
    pub(super) window: String,
}

/// Characters that belong together, without what stands between them.
#[derive(Default)]
pub(super) struct Run {
    text: String,
    /// For each character: its first byte in `text`, and its places in the normalized text.
    places: Vec<(usize, usize, usize)>,
}

impl Run {
    fn push(&mut self, c: char, at: usize) {
        self.push_for(c, at, at + 1);
    }

    fn push_for(&mut self, c: char, from: usize, to: usize) {
        self.places.push((self.text.len(), from, to));
        self.text.push(c);
    }

    fn slice(&self, from: usize, to: usize) -> &str {
        let end = self.places.get(to).map_or(self.text.len(), |(byte, ..)| *byte);
        &self.text[self.places[from].0..end]
    }

    fn found(&self, form: Form, from: usize, to: usize) -> Found {
        let window = self.slice(from, to).to_owned();
        Found { from: self.places[from].1, to: self.places[to - 1].2, form, window }
    }

    /// Asks for every window of the lengths; tells those that are somebody's and nobody's in duty.
    pub(super) fn ask(
        &self,
        form: Form,
        lengths: &[usize],
        keep: &[String],
        belongs: impl Fn(char) -> bool,
        is_somebody: impl Fn(&str) -> bool,
        tell: &mut impl FnMut(Found),
    ) {
        for &length in lengths.iter().filter(|&&length| length > 0) {
            for from in 0..(self.places.len() + 1).saturating_sub(length) {
                let window = self.slice(from, from + length);
                if is_somebody(window) && !self.in_duty(from, from + length, keep, &belongs) {
                    tell(self.found(form, from, from + length));
                }
            }
        }
    }

    /// Asks for every window of the lengths that ends where a house ends.
    pub(super) fn ask_houses(
        &self,
        lengths: &[usize],
        is_somebody: impl Fn(&str) -> bool,
        tell: &mut impl FnMut(Found),
    ) {
        let chars: Vec<char> = self.text.chars().collect();
        for end in (1..=chars.len()).filter(|end| ends_house(&chars, *end)) {
            for from in lengths.iter().filter_map(|length| end.checked_sub(*length)) {
                if from < end && is_somebody(self.slice(from, end)) {
                    tell(self.found(Form::Address, from, end));
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
}

/// Runs of Chinese characters.
pub(super) fn names(chars: &[char]) -> Vec<Run> {
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

/// Words of letters, each with its places in the normalized text.
pub(super) struct Words(Vec<(String, usize, usize)>);

pub(super) fn words(chars: &[char], is_letter: impl Fn(&char) -> bool) -> Words {
    let mut found: Vec<(String, usize, usize)> = Vec::new();
    for (at, c) in chars.iter().enumerate().filter(|(_, c)| is_letter(c)) {
        match found.last_mut() {
            Some((word, _, end)) if *end == at => {
                word.push(c.to_ascii_lowercase());
                *end = at + 1;
            }
            _ => found.push((c.to_ascii_lowercase().to_string(), at, at + 1)),
        }
    }
    Words(found)
}

impl Words {
    /// Asks for each sequence of up to `most` words, not more than three marks apart, that has one of the
    /// lengths.
    pub(super) fn ask(
        &self,
        form: Form,
        lengths: &[usize],
        most: usize,
        is_somebody: impl Fn(&str) -> bool,
        tell: &mut impl FnMut(Found),
    ) {
        let longest = lengths.iter().copied().max().unwrap_or_default();
        for (at, (first, from, _)) in self.0.iter().enumerate() {
            let mut window = first.clone();
            let mut to = self.0[at].2;
            let mut next = at + 1;
            loop {
                if lengths.contains(&window.len()) && is_somebody(&window) {
                    tell(Found { from: *from, to, form, window: window.clone() });
                }
                match self.0.get(next) {
                    Some((word, start, end))
                        if next < at + most && start - to <= MARKS && window.len() < longest =>
                    {
                        window.push_str(word);
                        to = *end;
                    }
                    _ => break,
                }
                next += 1;
            }
        }
    }
}

/// How many marks may stand between two digits of one number.
const MARKS: usize = 3;

/// Runs of digits.
pub(super) fn numbers(chars: &[char]) -> Vec<Run> {
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

/// Runs of what addresses are made of: Chinese characters, letters and digits; numerals are read as one
/// number, so that 十二号 is 12号.
pub(super) fn addresses(chars: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let end = (at..chars.len()).find(|at| !is_numeral(chars[*at])).unwrap_or(chars.len());
        if end > at {
            for digit in numeral(&chars[at..end]).chars() {
                run.push_for(digit, at, end);
            }
            at = end;
            continue;
        }
        if is_han(c) || c.is_ascii_alphanumeric() {
            run.push(c.to_ascii_uppercase(), at);
        } else if !matches!(c, ' ' | '·' | '-' | '_' | '.' | '#') && !run.text.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
        at += 1;
    }
    runs.push(run);
    runs
}

/// An address without anything between its characters; what stands in brackets or behind a comma is left out
/// when it comes last.
pub(crate) fn plain_address(text: &str) -> String {
    let runs = addresses(Normalized::new(text).chars());
    let is_house = |run: &&Run| house_end(&run.text.chars().collect::<Vec<_>>()).is_some();
    runs.iter().find(is_house).or(runs.first()).map(|run| run.text.clone()).unwrap_or_default()
}

const fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '零' | '〇' | '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百'
    )
}

/// A numeral as digits: 十二 is 12, 二十 is 20, 一百零三 is 103, 三零一 is 301.
fn numeral(chars: &[char]) -> String {
    let value = |c: char| super::super::digits::han_digit(c).map(u32::from).or((c == '两').then_some(2));
    if !chars.iter().any(|c| matches!(c, '十' | '百')) {
        return chars.iter().filter_map(|c| char::from_digit(value(*c)?, 10)).collect();
    }
    let (mut whole, mut digit) = (0, None);
    for c in chars {
        match c {
            '百' => whole += digit.take().unwrap_or(1) * 100,
            '十' => whole += digit.take().unwrap_or(1) * 10,
            c => digit = value(*c),
        }
    }
    (whole + digit.unwrap_or(0)).to_string()
}

/// Whether a house can end before `end`: behind 号, 室, 户, 栋, 幢 with a number before it, or behind a
/// number that follows one.
fn ends_house(chars: &[char], end: usize) -> bool {
    match chars[..end] {
        [.., number, '号' | '室' | '户' | '栋' | '幢'] => number.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Where the house of a plain address ends; none when it leads to no house.
pub(crate) fn house_end(chars: &[char]) -> Option<usize> {
    (1..=chars.len()).rev().find(|end| ends_house(chars, *end))
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

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '〇')
}
