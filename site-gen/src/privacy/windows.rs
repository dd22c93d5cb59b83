//! People, numbers and houses that are known only by keyed hashes: every place of a text that could hold one is read into
//! its plain form ([`Form`]) and asked for.
//!
//! The windows slide over the shadow of a text ([`Shadow`]), so that full-width digits, invisible characters and
//! look-alike letters do not hide anything. Between the characters of a name may stand spaces and dots, between the
//! digits of a number the marks that people put there; Chinese numerals are digits too.
//!
//! A window inside the name or number of somebody in duty is theirs: `迟翀` is nobody else in `尉迟翀`.
//!
//! Deliberately absent: how a hash is made.

use super::forms::{Form, SEEN_DIGITS};
use super::known::Known;
use super::shadow::Shadow;

/// Names, numbers and houses that are known only by keyed hashes; and texts that two persons let stand.
pub trait KnownByHash: Sync {
    /// How long the known ones of a form are, in characters. Of a form without lengths nothing is asked.
    fn lengths(&self, form: Form) -> &[usize];
    /// Whether this plain form is known.
    fn knows(&self, form: Form, plain: &str) -> bool;
    /// Whether two persons decided that this text may stand.
    fn is_allowed(&self, text: &str) -> bool;
}

/// A window that is somebody's, as bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// First byte.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
    /// What it is.
    pub form: Form,
    /// The plain form: what was asked for.
    pub window: String,
}

/// All windows that are somebody's and nobody's in duty; a window inside another is not told again.
#[must_use]
pub fn find(hashed: &dyn KnownByHash, known: &Known, text: &str) -> Vec<Hit> {
    let shadow = Shadow::new(text);
    let chars = shadow.chars();
    let mut hits = Vec::new();
    let mut tell = |hit: Found| {
        let (start, end) = shadow.original(hit.from, hit.to);
        hits.push(Hit { start, end, form: hit.form, window: hit.window });
    };
    let has = |form: Form| !hashed.lengths(form).is_empty();
    let asks = |form: Form| move |window: &str| hashed.knows(form, window);
    if has(Form::Name) {
        for run in names(chars) {
            run.ask(
                Form::Name,
                hashed.lengths(Form::Name),
                &known.keep_names,
                is_han,
                asks(Form::Name),
                &mut tell,
            );
        }
    }
    if has(Form::Number) {
        let is_digit = |c: char| c.is_ascii_digit();
        for run in numbers(chars) {
            let lengths = hashed.lengths(Form::Number);
            run.ask(Form::Number, lengths, &known.keep_numbers, is_digit, asks(Form::Number), &mut tell);
        }
    }
    for (form, is_letter, most) in [
        (Form::Latin, char::is_ascii_alphabetic as fn(&char) -> bool, 4),
        (Form::Letters, char::is_ascii_alphanumeric as fn(&char) -> bool, 12),
    ] {
        if has(form) {
            words(chars, is_letter).ask(form, hashed.lengths(form), most, asks(form), &mut tell);
        }
    }
    if has(Form::Address) {
        for run in addresses(chars) {
            run.ask_houses(hashed.lengths(Form::Address), asks(Form::Address), &mut tell);
        }
    }
    if has(Form::Masked) {
        masked_names(chars, asks(Form::Masked), &mut tell);
    }
    if has(Form::MaskedNumber) {
        masked_numbers(chars, &known.keep_numbers, asks(Form::MaskedNumber), &mut tell);
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

/// A hit as places of the shadow.
struct Found {
    from: usize,
    to: usize,
    form: Form,
    window: String,
}

/// Characters that belong together, without what stands between them.
#[derive(Default)]
struct Run {
    text: String,
    /// For each character: its first byte in `text`, and its places in the shadow.
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
    fn ask(
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
    fn ask_houses(
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

/// Words of letters, each with its places in the shadow.
struct Words(Vec<(String, usize, usize)>);

fn words(chars: &[char], is_letter: impl Fn(&char) -> bool) -> Words {
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
    /// Asks for each sequence of up to `most` words, not more than three marks apart, that has one of the lengths.
    fn ask(
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

/// What stands for something that is not to be read.
const fn is_mask(c: char) -> bool {
    matches!(c, '*' | '某' | '×' | '○' | '□' | '■' | '●' | '_' | 'X' | 'x')
}

/// The masks of a text, as places of the shadow.
fn masks(chars: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let begins = |at: usize| is_mask(chars[at]) && (at == 0 || !is_mask(chars[at - 1]));
    (0..chars.len())
        .filter(move |at| begins(*at))
        .map(|from| (from, (from..chars.len()).find(|at| !is_mask(chars[*at])).unwrap_or(chars.len())))
}

/// Masked names: 林*月, 林某某, *秋月.
fn masked_names(chars: &[char], is_somebody: impl Fn(&str) -> bool, tell: &mut impl FnMut(Found)) {
    let plain = |from: usize, mask: (usize, usize), to: usize| -> Option<String> {
        let (before, after) = (chars.get(from..mask.0)?, chars.get(mask.1..to)?);
        let is_name = |c: &char| is_han(*c) && !is_mask(*c);
        (before.iter().all(is_name) && after.iter().all(is_name))
            .then(|| before.iter().chain(&['*']).chain(after).collect())
    };
    for mask in masks(chars).filter(|(from, to)| to - from <= 4) {
        // What says most is asked for first: surname and last character, given name, surname alone.
        let shapes = [(1, 1), (2, 1), (0, 2), (0, 3), (1, 0), (2, 0)];
        for (before, after) in shapes {
            let Some(from) = mask.0.checked_sub(before) else { continue };
            let to = mask.1 + after;
            if let Some(window) = plain(from, mask, to).filter(|window| is_somebody(window)) {
                tell(Found { from, to, form: Form::Masked, window });
                break;
            }
        }
    }
}

/// Masked numbers: 140****5678, 1401234****; seven digits have to be there.
fn masked_numbers(
    chars: &[char],
    keep: &[String],
    is_somebody: impl Fn(&str) -> bool,
    tell: &mut impl FnMut(Found),
) {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    for (mask_from, mask_to) in masks(chars) {
        let mut first = mask_from;
        while first > 0 && is_digit(first - 1) && mask_from - first < 19 {
            first -= 1;
        }
        let mut last = mask_to;
        while is_digit(last) && last - mask_to < 19 {
            last += 1;
        }
        let (before, after) = (&chars[first..mask_from], &chars[mask_to..last]);
        if before.len() + after.len() < SEEN_DIGITS || is_in_duty(keep, before, after) {
            continue;
        }
        let known = (0..=SEEN_DIGITS).find_map(|seen| {
            let head = before.get(..seen)?;
            let tail = after.get(after.len().checked_sub(SEEN_DIGITS - seen)?..)?;
            let window: String = head.iter().chain(&['*']).chain(tail).collect();
            is_somebody(&window).then_some(window)
        });
        if let Some(window) = known {
            tell(Found { from: first, to: last, form: Form::MaskedNumber, window });
        }
    }
}

/// Whether what can be seen is that of a number in duty.
fn is_in_duty(keep: &[String], before: &[char], after: &[char]) -> bool {
    keep.iter().any(|kept| {
        let kept: Vec<char> = kept.chars().filter(char::is_ascii_digit).collect();
        kept.len() >= before.len() + after.len() && kept.starts_with(before) && kept.ends_with(after)
    })
}

/// Runs of what addresses are made of: Chinese characters, letters and digits; numerals are read as one number, so that 十二号 is
/// 12号.
fn addresses(chars: &[char]) -> Vec<Run> {
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

/// An address without anything between its characters; what stands in brackets or behind a comma is left out when it comes
/// last.
pub(super) fn plain_address(text: &str) -> String {
    let runs = addresses(Shadow::new(text).chars());
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
    let value = |c: char| super::digits::han_digit(c).map(u32::from).or((c == '两').then_some(2));
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

/// Whether a house can end before `end`: behind 号, 室, 户, 栋, 幢 with a number before it, or behind a number that follows one.
fn ends_house(chars: &[char], end: usize) -> bool {
    match chars[..end] {
        [.., number, '号' | '室' | '户' | '栋' | '幢'] => number.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Where the house of a plain address ends; none when it leads to no house.
pub(super) fn house_end(chars: &[char]) -> Option<usize> {
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

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    struct People;

    impl KnownByHash for People {
        fn lengths(&self, form: Form) -> &[usize] {
            match form {
                Form::Name => &[2, 3, 4],
                Form::Number => &[7, 11, 18],
                _ => &[],
            }
        }

        fn knows(&self, form: Form, plain: &str) -> bool {
            match form {
                Form::Name => matches!(plain, "尉迟翀" | "迟翀" | "翀羽"),
                Form::Number => matches!(plain, "14012345678" | "5512340" | "33109919500101000X"),
                _ => false,
            }
        }

        fn is_allowed(&self, _: &str) -> bool {
            false
        }
    }

    fn found(known: &Known, text: &str) -> Vec<(String, String)> {
        find(&People, known, text)
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

    /// Somebody of whom only the forms are known.
    struct Sender(Vec<(Form, String)>, Vec<usize>);

    impl Sender {
        fn new() -> Self {
            use super::super::forms::{address_forms, letters_form, name_forms, number_forms};
            let mut forms = name_forms("林秋月");
            forms.extend(number_forms("14012345678"));
            forms.extend(letters_form("Lin.Qiu88@mail.yundu.example"));
            forms.extend(address_forms("禾溪镇水口村三组十二号"));
            let mut lengths: Vec<usize> = forms.iter().map(|(_, plain)| plain.chars().count()).collect();
            lengths.sort_unstable();
            lengths.dedup();
            Self(forms, lengths)
        }
    }

    impl KnownByHash for Sender {
        fn lengths(&self, _: Form) -> &[usize] {
            &self.1
        }

        fn knows(&self, form: Form, plain: &str) -> bool {
            self.0.iter().any(|(one, known)| *one == form && known == plain)
        }

        fn is_allowed(&self, _: &str) -> bool {
            false
        }
    }

    #[test]
    fn every_form_is_found_where_it_stands() {
        let sender = Sender::new();
        for (text, part, form) in [
            ("昨天林秋月来过", "林秋月", Form::Name),
            ("昨天Lin Qiuyue来过", "Lin Qiuyue", Form::Latin),
            ("昨天qiu-yue LIN来过", "qiu-yue LIN", Form::Latin),
            ("网名linqiuyue88的", "linqiuyue", Form::Latin),
            ("昨天林*月来过", "林*月", Form::Masked),
            ("昨天林某某来过", "林某某", Form::Masked),
            ("昨天××秋月来过", "××秋月", Form::Masked),
            ("打14012345678找", "14012345678", Form::Number),
            ("打140****5678找", "140****5678", Form::MaskedNumber),
            ("打１４０１＊＊＊２３４５６７８", "１４０１＊＊＊２３４５６７８", Form::MaskedNumber),
            ("打1401234****找", "1401234****", Form::MaskedNumber),
            ("打1401234xxxx找", "1401234xxxx", Form::MaskedNumber),
            ("邮箱lin.qiu88 @ mail.yundu.example，", "lin.qiu88 @ mail.yundu.example", Form::Letters),
            ("住在水口村3组12号的", "水口村3组12号", Form::Address),
            ("住在水口村三组 十二号的", "水口村三组 十二号", Form::Address),
        ] {
            let found = find(&sender, &Known::default(), text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!((&text[found[0].start..found[0].end], found[0].form), (part, form), "{text}");
        }
    }

    #[test]
    fn what_leads_to_nobody_is_not_found() {
        let sender = Sender::new();
        for text in [
            "林业站",
            "秋月",
            "linqiuyuexi",
            "140****567",
            "****5678",
            "张某某",
            "水口村三组",
            "水口村三组112号",
            "12号",
            "lin.qiu88@mail.yundu",
            "某某村某某组",
            "1409999****",
        ] {
            assert_eq!(find(&sender, &Known::default(), text), [], "{text}");
        }
        let duty = Known { keep_numbers: vec!["140-1234-5678".to_owned()], ..Known::default() };
        assert_eq!(find(&sender, &duty, "值班电话140****5678"), []);
    }
}
