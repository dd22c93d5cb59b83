//! Digits as people write them: groups of Latin digits, Chinese numerals and look-alike letters, and what
//! stands between the groups.
//!
//! Deliberately absent: what a number means ([`super::numbers`]).

/// A run of digits without anything between them.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the group's values start in the scanner's list; it has one value a character.
    pub(super) first: usize,
    /// What stands between the group before and this one, when both may belong to one number.
    pub(super) gap: Gap,
    /// A Latin letter touches the group's start.
    pub(super) letter_before: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Break,
    Touch,
    Mark(char),
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// The value of a Chinese numeral that is read digit by digit.
pub(super) fn han_digit(c: char) -> Option<u8> {
    Some(match c {
        '零' | '〇' | '○' | '洞' => 0,
        '一' | '壹' | '幺' | '弌' => 1,
        '二' | '贰' | '貳' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Numerals that are digits only where a number is spoken: 幺三拐洞, and no other words.
fn spoken_digit(c: char) -> Option<u8> {
    match c {
        '么' => Some(1),
        '两' => Some(2),
        '拐' => Some(7),
        '勾' => Some(9),
        _ => han_digit(c),
    }
}

/// So many spoken digits are a number.
const SPOKEN: usize = 7;

pub(super) fn latin_digit(c: char) -> Option<u8> {
    c.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

/// The digit that a Latin letter is used for by people who avoid a filter.
pub(super) fn look_alike(c: char) -> Option<u8> {
    Some(match c {
        'l' | 'i' | 'I' | '|' => 1,
        'O' | 'o' | 'Q' | 'D' => 0,
        'Z' | 'z' => 2,
        'S' | 's' => 5,
        'b' => 6,
        'B' => 8,
        'g' => 9,
        _ => return None,
    })
}

/// All digits of a normalized text.
pub(super) struct Digits<'a> {
    chars: &'a [char],
    pub(super) groups: Vec<Group>,
    /// The value of each digit, group after group.
    pub(super) values: Vec<u8>,
}

impl<'a> Digits<'a> {
    /// Reads all groups of a normalized text.
    pub(super) fn read(chars: &'a [char]) -> Self {
        let mut digits = Self { chars, groups: Vec::new(), values: Vec::new() };
        let mut at = 0;
        while at < chars.len() {
            let c = chars[at];
            let spoken = run(chars, at, |c| spoken_digit(c).is_some());
            if spoken - at >= SPOKEN {
                digits.push(at, spoken, spoken_digit);
                at = spoken;
            } else if han_digit(c).is_some() {
                let end = run(chars, at, |c| han_digit(c).is_some());
                digits.push(at, end, han_digit);
                at = end;
            } else if c.is_ascii_alphanumeric() || c == '|' {
                let end = run(chars, at, |c| c.is_ascii_alphanumeric() || c == '|');
                digits.push_latin(at, end);
                at = end;
            } else {
                at += 1;
            }
        }
        digits
    }

    /// Adds the digits of a run of Latin letters and digits: as one group when every letter can stand for a
    /// digit and enough of the run is digits, else digit group by digit group.
    fn push_latin(&mut self, start: usize, end: usize) {
        let run_chars = &self.chars[start..end];
        let digits = run_chars.iter().filter(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            return;
        }
        // zs13706574182: the letters stand before a whole number.
        let whole = run_chars.split(|c| !c.is_ascii_digit()).any(|part| part.len() >= 11);
        let all_alike =
            !whole && run_chars.iter().all(|&c| latin_digit(c).is_some() || look_alike(c).is_some());
        if digits < run_chars.len() && all_alike && run_chars.len() >= 11 && digits * 3 > run_chars.len() {
            self.push(start, end, |c| latin_digit(c).or_else(|| look_alike(c)));
            return;
        }
        let mut at = start;
        while at < end {
            if self.chars[at].is_ascii_digit() {
                let stop = run(self.chars, at, |c| c.is_ascii_digit()).min(end);
                self.push(at, stop, latin_digit);
                at = stop;
            } else {
                at += 1;
            }
        }
    }

    fn push(&mut self, start: usize, end: usize, value: impl Fn(char) -> Option<u8>) {
        let first = self.values.len();
        self.values.extend(self.chars[start..end].iter().map(|&c| value(c).unwrap_or_default()));
        let gap = self.groups.last().map_or(Gap::Break, |last| gap(&self.chars[last.end..start]));
        self.groups.push(Group {
            start,
            end,
            first,
            gap,
            letter_before: start > 0 && self.chars[start - 1].is_ascii_alphabetic(),
        });
    }
}

/// The end of the characters from `from` on that belong together.
pub(super) fn run(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&i| !belongs(chars[i])).unwrap_or(chars.len())
}

/// What the characters between two groups make of them: at most three marks of the kind people put between
/// digits.
pub(super) fn gap(between: &[char]) -> Gap {
    if between.is_empty() {
        return Gap::Touch;
    }
    // Any mark, and a line break; what ends a sentence begins another number.
    let is_mark = |c: &char| {
        *c == '转'
            || !c.is_alphanumeric() && !matches!(c, '。' | ';' | '!' | '?' | ':' | '%' | '¥' | '$' | '"')
    };
    // Behind an empty line another text begins.
    let lines = between.iter().filter(|c| **c == '\n').count();
    if between.len() > 3 || lines > 1 || !between.iter().all(is_mark) {
        return Gap::Break;
    }
    Gap::Mark(between.iter().copied().find(|&c| c != ' ').unwrap_or(' '))
}

/// Whether the groups are joined only by marks that people put inside long numbers (no comma, which lists
/// numbers).
pub(super) fn plain_marks(groups: &[Group]) -> bool {
    let plain = |mark| matches!(mark, ' ' | '-' | '.' | '/' | '_' | '(' | ')' | '~' | '·' | '\'');
    groups[1..].iter().all(|group| !matches!(group.gap, Gap::Mark(mark) if !plain(mark)))
}

/// The same, or joined over one line break: a number whose shape is strict may run on in the next line. The cells of a table
/// are lines too, and a row of figures is no number.
pub(super) fn plain_marks_or_lines(groups: &[Group]) -> bool {
    let plain = |mark| matches!(mark, ' ' | '-' | '.' | '/' | '_' | '(' | ')' | '~' | '·' | '\'' | '\n');
    let gaps = groups[1..].iter().map(|group| group.gap);
    let lines = gaps.clone().filter(|gap| matches!(gap, Gap::Mark('\n'))).count();
    lines <= 1 && gaps.into_iter().all(|gap| !matches!(gap, Gap::Mark(mark) if !plain(mark)))
}
