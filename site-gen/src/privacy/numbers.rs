//! Numbers that lead to a person: telephones, identity cards, bank cards, QQ numbers, accounts.
//!
//! The scanner reads the shadow once into groups of digits (Latin, Chinese, or Latin with look-alike letters), then
//! asks at each group which number starts here when the groups after it are joined. A group is only ever taken
//! whole, so that a mobile number is never found inside a longer order number. What a number is follows from its
//! shape first (area of issue, date, prefix, check digit) and from the words around it second.
//!
//! Deliberately absent: document numbers, amounts, dates, hotlines and the site's 标识码, which stay; numbers that
//! contain letters ([`super::handles`]).

use super::context::{Within, after, any_at, before, ends_with_any, holds_any, skip_spaces};
use super::{Kind, Span};
use std::cell::OnceCell;

/// A run of digits without anything between them.
#[derive(Debug)]
struct Group {
    start: usize,
    end: usize,
    /// Where the group's values start in the scanner's list; it has one value a character.
    first: usize,
    /// What stands between the group before and this one, when both may belong to one number.
    gap: Gap,
    /// A Latin letter touches the group's start.
    letter_before: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Break,
    Touch,
    Mark(char),
}

/// One way to read joined groups.
struct Reading {
    /// The reading with the higher rank wins, and among equals the longer one.
    rank: u8,
    /// Nothing, for a number that is recognised and stays.
    kind: Option<Kind>,
    sure: bool,
    end: usize,
}

impl Group {
    fn len(&self) -> usize {
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

fn latin_digit(c: char) -> Option<u8> {
    c.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

/// The digit that a Latin letter is used for by people who avoid a filter.
fn look_alike(c: char) -> Option<u8> {
    Some(match c {
        'l' | 'I' | '|' => 1,
        'O' | 'o' | 'Q' | 'D' => 0,
        'Z' | 'z' => 2,
        'S' | 's' => 5,
        'b' => 6,
        'B' => 8,
        'g' => 9,
        _ => return None,
    })
}

/// Finds numbers of persons.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let numbers = Numbers::read(chars);
    let mut at = 0;
    while at < numbers.groups.len() {
        let (next, found) = numbers.at(at);
        if let Some(span) = found {
            out.push(span);
        }
        at = next.max(at + 1);
    }
}

struct Numbers<'a> {
    chars: &'a [char],
    /// Whether the whole text is an office's reply, once somebody asked.
    reply: OnceCell<bool>,
    groups: Vec<Group>,
    values: Vec<u8>,
}

/// No number of a person has more digits than a bank card with a country prefix.
const LONGEST: usize = 22;

impl<'a> Numbers<'a> {
    fn read(chars: &'a [char]) -> Self {
        let mut numbers = Self { chars, reply: OnceCell::new(), groups: Vec::new(), values: Vec::new() };
        let mut at = 0;
        while at < chars.len() {
            let c = chars[at];
            if han_digit(c).is_some() {
                let end = run(chars, at, |c| han_digit(c).is_some());
                numbers.push(at, end, han_digit);
                at = end;
            } else if c.is_ascii_alphanumeric() || c == '|' {
                let end = run(chars, at, |c| c.is_ascii_alphanumeric() || c == '|');
                numbers.push_latin(at, end);
                at = end;
            } else {
                at += 1;
            }
        }
        numbers
    }

    /// Adds the digits of a run of Latin letters and digits: as one group when every letter can stand for a digit
    /// and enough of the run is digits, else digit group by digit group.
    fn push_latin(&mut self, start: usize, end: usize) {
        let run_chars = &self.chars[start..end];
        let digits = run_chars.iter().filter(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            return;
        }
        let all_alike = run_chars.iter().all(|&c| latin_digit(c).is_some() || look_alike(c).is_some());
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

    /// The number that starts with group `i`, and the group after it.
    fn at(&self, i: usize) -> (usize, Option<Span>) {
        let mut total = 0;
        let mut best: Option<(usize, Reading)> = None;
        for j in i..self.groups.len() {
            if j > i && self.groups[j].gap == Gap::Break {
                break;
            }
            total += self.groups[j].len();
            if total > LONGEST && j > i {
                break;
            }
            if total < 5 {
                continue;
            }
            if let Some(reading) = self.judge(i, j)
                && best.as_ref().is_none_or(|(_, known)| reading.rank >= known.rank)
            {
                best = Some((j, reading));
            }
        }
        best.map_or((i + 1, None), |(j, Reading { kind, sure, end, .. })| {
            (j + 1, kind.map(|kind| Span { from: self.number_start(i), to: end, kind, sure }))
        })
    }

    /// A leading bracket or plus sign belongs to the number.
    fn number_start(&self, i: usize) -> usize {
        let start = self.groups[i].start;
        if start > 0 && self.chars[start - 1] == '+' { start - 1 } else { start }
    }

    /// What the groups `i..=j` are when joined.
    fn judge(&self, i: usize, j: usize) -> Option<Reading> {
        let (first, last) = (&self.groups[i], &self.groups[j]);
        let values = &self.values[first.first..last.first + last.len()];
        let around = Around { chars: self.chars, start: first.start, end: last.end };
        let groups = &self.groups[i..=j];
        let sure = |rank, kind, end| Some(Reading { rank, kind: Some(kind), sure: true, end });
        if let Some(end) = self.identity_end(values, groups, &around) {
            return sure(9, Kind::IdCard, end);
        }
        if is_mobile(values, groups, &around) {
            return sure(7, Kind::Mobile, last.end);
        }
        if let Some(end) = self.mobile_and_hotline_end(values, groups) {
            return sure(7, Kind::Mobile, end);
        }
        if let Some(rank) = bank_rank(values, groups, &around) {
            return sure(rank, Kind::BankCard, last.end);
        }
        if groups.len() == 1 && glued(values) {
            return sure(6, Kind::Mobile, last.end);
        }
        if is_qq(values, groups, &around) {
            return sure(5, Kind::Qq, last.end);
        }
        if let Some(end) = self.landline_end(values, groups, &around) {
            return match around.whose_landline() {
                Whose::Unknown if self.is_reply() => Some(Reading { rank: 4, kind: None, sure: true, end }),
                Whose::Private => sure(4, Kind::Landline, end),
                Whose::Unknown => Some(Reading { rank: 4, kind: Some(Kind::Landline), sure: false, end }),
                Whose::Office => Some(Reading { rank: 4, kind: None, sure: true, end }),
            };
        }
        is_account(values, groups, &around).then_some(Reading {
            rank: 1,
            kind: Some(Kind::Account),
            sure: false,
            end: last.end,
        })
    }

    /// Whether the text speaks as an office that answers: the fixed lines that it gives are its own.
    fn is_reply(&self) -> bool {
        *self.reply.get_or_init(|| {
            holds_any(
                self.chars,
                &["回复如下", "答复如下", "收悉", "感谢您", "您反映", "您好!您", "答复", "给您", "网友:", "对您", "我局", "我办", "谢谢您"],
            )
        })
    }

    /// The end of an identity number (GB 11643: area, date of birth, sequence, check character; 15 digits before 1999).
    /// A wrong check character is a slip of the pen and masked all the same.
    fn identity_end(&self, values: &[u8], groups: &[Group], around: &Around<'_>) -> Option<usize> {
        let end = around.end;
        if !plain_marks(groups) {
            return None;
        }
        if values.len() == 17 {
            let mut x = end;
            if groups.len() > 1 || self.chars.get(x).is_some_and(|&c| matches!(c, ' ' | '-')) {
                x += usize::from(self.chars.get(x).is_some_and(|&c| matches!(c, ' ' | '-')));
            }
            let is_x = self.chars.get(x).is_some_and(|&c| matches!(c, 'X' | 'x' | '×' | '*' | '✕'));
            let free = !self.chars.get(x + 1).is_some_and(char::is_ascii_alphanumeric);
            if is_x && free && (is_area(values) && is_birth(&values[6..14]) || around.has_id_cue()) {
                return Some(x + 1);
            }
        }
        let shaped = match values.len() {
            18 => is_area(values) && is_birth(&values[6..14]),
            15 => is_area(values) && is_short_birth(&values[6..12]) && !groups[0].letter_before,
            _ => false,
        };
        if shaped {
            let certain = values.len() == 18 && check_digit_holds(values);
            return (certain || !around.has_order_cue() || around.has_id_cue()).then_some(end);
        }
        ((14..=20).contains(&values.len()) && around.has_id_cue() && !around.has_bank_cue()).then_some(end)
    }

    /// The end of a mobile number that a hotline follows without a mark between them; the hotline stays.
    fn mobile_and_hotline_end(&self, values: &[u8], groups: &[Group]) -> Option<usize> {
        let hotline = values.len() == 16 && matches!(values[11..], [1, 2, 3, _, _] | [9, 5 | 6, ..]);
        (groups.len() == 1 && hotline && values[0] == 1 && matches!(values[1], 3..=9) && !luhn_holds(values))
            .then(|| groups[0].start + 11)
    }

    /// The end of a fixed-line number, its extension included.
    fn landline_end(&self, values: &[u8], groups: &[Group], around: &Around<'_>) -> Option<usize> {
        let area = area_code_len(values);
        let long = groups.len() <= 4
            && area.is_some_and(|area| {
                matches!(values.len() - area, 7 | 8)
                    && matches!(values[area], 2..=9)
                    && (groups.len() == 1 || groups[0].len() == area || groups[0].len() == values.len() - 4)
            });
        let local = groups.len() <= 2
            && matches!(values.len(), 7 | 8)
            && matches!(values[0], 2..=9)
            && (groups.len() == 1 || groups[1].gap == Gap::Mark('-') && groups[1].len() == 4)
            && around.has_phone_cue()
            && !around.is_amount();
        if !(long && !around.is_amount() || local) || groups[0].letter_before || around.has_order_cue() {
            return None;
        }
        let mut end = around.end;
        let at = skip_spaces(self.chars, end);
        if let Some(skip) = any_at(self.chars, at, &["转分机", "转", "分机", "-"]) {
            let from = skip_spaces(self.chars, at + skip);
            let to = run(self.chars, from, |c| c.is_ascii_digit());
            if (2..=5).contains(&(to - from)) {
                end = to;
            }
        }
        Some(end)
    }
}

fn run(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|&i| !belongs(chars[i])).unwrap_or(chars.len())
}

/// What the characters between two groups make of them: at most three marks of the kind people put between digits.
fn gap(between: &[char]) -> Gap {
    if between.is_empty() {
        return Gap::Touch;
    }
    let is_mark = |c: &char| {
        matches!(c, ' ' | '-' | '.' | '/' | '_' | '(' | ')' | '~' | '·' | ',' | '、' | '+' | '*' | '\'')
    };
    if between.len() > 3 || !between.iter().all(is_mark) {
        return Gap::Break;
    }
    Gap::Mark(between.iter().copied().find(|&c| c != ' ').unwrap_or(' '))
}

/// Whether the groups are joined only by marks that people put inside long numbers (no comma, which lists numbers).
fn plain_marks(groups: &[Group]) -> bool {
    groups[1..].iter().all(|group| !matches!(group.gap, Gap::Mark(',' | '、' | '+' | '*')))
}

/// A mainland mobile number: 1, then 3 to 9, then nine digits; with 86, 0086 or a trunk 0 before it.
fn is_mobile(values: &[u8], groups: &[Group], around: &Around<'_>) -> bool {
    let skip = match values {
        [0, 0, 8, 6, 1, ..] if values.len() == 15 => 4,
        [8, 6, 1, ..] if values.len() == 13 => 2,
        [0, 1, ..] if values.len() == 12 => 1,
        [1, ..] if values.len() == 11 => 0,
        [1, ..] if groups.len() == 1 && matches!(values.len(), 10 | 12) => {
            // A slip of the pen: one digit too many or too few after a clear cue.
            return matches!(values[1], 3..=9)
                && around.has_mobile_cue()
                && !around.has_qq_cue()
                && !around.has_order_cue()
                && !around.is_amount();
        }
        _ => return false,
    };
    if !matches!(values[skip + 1], 3..=9) {
        return false;
    }
    if groups.len() == 1 {
        return (!around.has_order_cue() || around.has_phone_cue())
            && (!around.is_amount() || around.has_mobile_cue() && !around.is_money());
    }
    !around.is_money() && grouped_like_a_phone(&groups[usize::from(groups[0].len() == skip && skip > 0)..])
}

/// Digit by digit, in pairs, or in the ways people write eleven digits, always with one mark throughout
/// (brackets count as any mark).
fn grouped_like_a_phone(groups: &[Group]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let mut marks = groups[1..].iter().filter_map(|group| match group.gap {
        Gap::Mark(mark) if !matches!(mark, '(' | ')') => Some(mark),
        _ => None,
    });
    let one_mark = marks.next().is_none_or(|first| marks.all(|mark| mark == first));
    let touching = groups[1..].iter().any(|group| group.gap == Gap::Touch);
    let short = lengths.iter().rev().skip(1).all(|&n| n <= 2) && lengths.len() >= 6;
    let usual = matches!(
        lengths[..],
        [11] | [3, 4, 4]
            | [4, 3, 4]
            | [3, 8]
            | [7, 4]
            | [4, 7]
            | [4, 4, 3]
            | [5, 6]
            | [6, 5]
            | [3, 3, 5]
            | [5, 3, 3]
            | [3, 5, 3]
            | [3, 2, 2, 2, 2]
            | [3, 2, 2, 4]
            | [3, 4, 2, 2]
            | [3, 3, 3, 2]
            | [3, 4, 3, 1]
    );
    let year_first = lengths[0] == 4
        && matches!(groups[1].gap, Gap::Mark('-' | '.' | '/'))
        && lengths.len() == 3
        && lengths[1] <= 2;
    (touching || one_mark && (usual || short)) && !year_first
}

/// Several mobile or identity numbers written without anything between them.
fn glued(values: &[u8]) -> bool {
    if !(22..=60).contains(&values.len()) {
        return false;
    }
    let mut rest = values;
    while !rest.is_empty() {
        if rest.len() >= 18 && is_area(rest) && is_birth(&rest[6..14]) && check_digit_holds(&rest[..18]) {
            rest = &rest[18..];
        } else if rest.len() >= 11 && rest[0] == 1 && matches!(rest[1], 3..=9) {
            rest = &rest[11..];
        } else {
            return false;
        }
    }
    true
}

/// How well the digits read as a bank card or account: a card by length, prefix and check digit (ISO/IEC 7812), or
/// by the words before it.
fn bank_rank(values: &[u8], groups: &[Group], around: &Around<'_>) -> Option<u8> {
    if !plain_marks(groups) || around.is_money() {
        return None;
    }
    let cue = around.has_bank_cue();
    let lengths_fit = groups.len() == 1
        || groups[..groups.len() - 1].iter().all(|group| (3..=8).contains(&group.len()))
        || groups.iter().all(|group| group.len() == 1);
    let card = (15..=19).contains(&values.len()) && lengths_fit;
    if card
        && luhn_holds(values)
        && (cue || values.len() > 15 && is_issuer(values) && !groups[0].letter_before)
    {
        return (cue || !around.has_order_cue()).then_some(8);
    }
    // In groups of four with a short rest: a slip in one digit does not make the rest of a card public.
    let grouped = groups.len() > 3 && groups[..groups.len() - 1].iter().all(|group| group.len() == 4);
    if card && values[0] != 0 && (cue || grouped && values[0] == 6 && values[1] == 2) && !around.has_order_cue() {
        return Some(8);
    }
    let account = groups.len() == 1 && (10..=22).contains(&values.len()) && cue && values.len() != 11;
    (account && !around.has_order_cue() && !around.has_phone_cue()).then_some(3)
}

/// First digits of cards that people hold: UnionPay, and the international networks.
fn is_issuer(values: &[u8]) -> bool {
    matches!(values, [6, 2, ..] | [4, ..] | [5, 1..=5, ..] | [3, 5, ..] | [6, 0, ..] | [9, 5 | 6 | 8 | 9, ..])
}

fn luhn_holds(values: &[u8]) -> bool {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &value)| {
            let value = u32::from(value);
            if i % 2 == 0 { value } else { value * 2 / 10 + value * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// GB/T 2260: the first two digits name a province.
fn is_area(values: &[u8]) -> bool {
    matches!(
        values[0] * 10 + values[1],
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82 | 83 | 91
    )
}

fn is_birth(date: &[u8]) -> bool {
    let century = date[0] * 10 + date[1];
    matches!(century, 18..=20) && is_day(date[4] * 10 + date[5], date[6] * 10 + date[7])
}

fn is_short_birth(date: &[u8]) -> bool {
    is_day(date[2] * 10 + date[3], date[4] * 10 + date[5])
}

fn is_day(month: u8, day: u8) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// GB 11643: the weighted sum of the first 17 digits gives the check character.
fn check_digit_holds(values: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = WEIGHTS.iter().zip(values).map(|(weight, &value)| weight * u32::from(value)).sum();
    values.get(17).is_some_and(|&check| (12 - sum % 11) % 11 == u32::from(check))
}

/// QQ numbers have 5 to 11 digits and are known only by the word before them.
fn is_qq(values: &[u8], groups: &[Group], around: &Around<'_>) -> bool {
    (5..=11).contains(&values.len())
        && plain_marks(groups)
        && values[0] != 0
        && around.has_qq_cue()
}

/// Numbers of contracts, meters, benefits and memberships: known by their cue, and always for a person to decide.
fn is_account(values: &[u8], groups: &[Group], around: &Around<'_>) -> bool {
    const CUES: &[&str] = &[
        "合同编号",
        "合同号",
        "合同",
        "户号",
        "水表号",
        "电表号",
        "燃气号",
        "用户编号",
        "客户编号",
        "社保号",
        "医保号",
        "医保卡号",
        "社保卡号",
        "低保证号",
        "残疾证号",
        "残疾人证",
        "军官证",
        "驾驶证号",
        "房产证号",
        "不动产权",
        "学籍号",
        "准考证号",
        "病历号",
        "住院号",
        "社会保障号",
        "保单号",
        "支付宝",
    ];
    groups.len() <= 3
        && values.len() >= 6
        && plain_marks(groups)
        && ends_with_any(trim_fill(before(around.chars, around.start, 12, Within::Clause)), CUES)
}

/// Drops what stands between a cue and its number: 号 码 ： 是 为, brackets, letters of a prefix, spaces.
fn trim_fill(window: &[char]) -> &[char] {
    let fill = |c: char| {
        matches!(c, ' ' | ':' | '是' | '为' | '码' | '(' | '第' | '"' | '-' | '字') || c.is_ascii_alphabetic()
    };
    let end = window.iter().rposition(|&c| !fill(c)).map_or(0, |last| last + 1);
    &window[..end]
}

/// The length of the trunk prefix and area code at the start of a number.
fn area_code_len(values: &[u8]) -> Option<usize> {
    match values {
        [0, 1, 0, ..] | [0, 2, ..] if values.len() > 9 => Some(3),
        [0, 3..=9, ..] if values.len() > 10 => Some(4),
        _ => None,
    }
}

/// Whose telephone a fixed line is, as far as the words around it tell.
enum Whose {
    Private,
    Office,
    Unknown,
}

/// The words around a number.
struct Around<'a> {
    chars: &'a [char],
    start: usize,
    end: usize,
}

impl Around<'_> {
    fn cue(&self, reach: usize, words: &[&str]) -> bool {
        holds_any(before(self.chars, self.start, reach, Within::Clause), words)
    }

    /// A word for QQ in front, and no other number in between.
    fn has_qq_cue(&self) -> bool {
        let cue = before(self.chars, self.start, 8, Within::Clause);
        holds_any(cue, &["QQ", "qq", "Qq", "扣扣", "企鹅号", "秋秋", "球球号", "Q号", "q号", "Q Q", "我Q", "加Q", "我q", "加q", "Q:"])
            && !cue.iter().any(char::is_ascii_digit)
            && !holds_any(cue, &["群号", "QQ群", "qq群"])
    }

    fn has_order_cue(&self) -> bool {
        self.cue(
            10,
            &[
                "单号",
                "编号",
                "受理号",
                "订单",
                "流水号",
                "批号",
                "文号",
                "案号",
                "发票",
                "货号",
                "条形码",
                "标识码",
                "备案号",
                "许可证",
                "执照",
                "信用代码",
                "代码",
                "版本",
                "序号",
                "学号",
                "工号",
                "票号",
                "快递",
                "运单",
                "批准号",
                "专利号",
                "工单",
                "信件号",
                "查询码",
                "回执",
                "UU",
            ],
        )
    }

    fn has_phone_cue(&self) -> bool {
        self.cue(
            12,
            &[
                "电话",
                "手机",
                "电話",
                "手機",
                "联系方式",
                "联络方式",
                "号码",
                "致电",
                "拨打",
                "热线",
                "座机",
                "固话",
                "传真",
                "短信",
                "来电",
                "打给",
                "微信",
                "宅电",
                "Tel",
                "TEL",
                "tel",
                "phone",
                "Phone",
                "☎",
                "📞",
                "📱",
                "有事打",
                "分机",
            ],
        )
    }

    fn has_mobile_cue(&self) -> bool {
        self.cue(
            10,
            &[
                "手机",
                "手機",
                "电话",
                "联系方式",
                "联系电话",
                "号码",
                "Tel",
                "tel",
                "TEL",
                "短信",
                "微信同号",
            ],
        )
    }

    fn has_id_cue(&self) -> bool {
        self.cue(
            10,
            &[
                "身份证",
                "身份號",
                "身份号",
                "身分证",
                "证件号",
                "公民身份",
                "居民身份",
                "身证",
                "证号",
                "ID号",
                "ID卡",
            ],
        )
    }

    fn has_bank_cue(&self) -> bool {
        self.cue(
            12,
            &[
                "卡号",
                "账号",
                "帐号",
                "账户",
                "帐户",
                "银行",
                "存折",
                "收款",
                "一卡通",
                "社保卡",
                "储蓄",
                "信用社",
                "农信",
                "开户",
                "打入",
                "转账到",
                "汇入",
                "汇到",
                "工行",
                "农行",
                "建行",
                "中行",
                "邮储",
            ],
        )
    }

    fn is_money(&self) -> bool {
        let sign = before(self.chars, self.start, 1, Within::Clause);
        let at = skip_spaces(self.chars, self.end);
        sign.first().is_some_and(|&c| matches!(c, '¥' | '$' | '€'))
            || any_at(self.chars, at, &["元", "万", "亿", "块钱", "美元"]).is_some()
            || any_at(self.chars, self.end, &["."]).is_some()
                && self.chars.get(self.end + 1).is_some_and(char::is_ascii_digit)
                && self.chars[self.end..].iter().take(8).any(|&c| matches!(c, '元' | '万' | '亿'))
    }

    fn is_amount(&self) -> bool {
        let at = skip_spaces(self.chars, self.end);
        self.is_money()
            || any_at(
                self.chars,
                at,
                &[
                    "米", "平方", "平米", "㎡", "m2", "m²", "户", "吨", "公里", "公顷", "亩", "%", "度电",
                    "斤", "千瓦", "余", "多人", "人次", "立方", "件", "册", "株",
                ],
            )
            .is_some()
    }

    /// Decides by the nearest words before the number, then by those after it.
    fn whose_landline(&self) -> Whose {
        let sentence = before(self.chars, self.start, 28, Within::Sentence);
        let near = before(self.chars, self.start, 14, Within::Clause);
        const HOME: &[&str] = &[
            "家里",
            "家中",
            "我家",
            "宅电",
            "住宅",
            "家庭电话",
            "家电",
            "座机是",
            "固话是",
            "本人电话",
            "我的电话",
            "我的座机",
            "我的固话",
            "家里座机",
            "他家",
            "她家",
            "老家",
        ];
        const OFFICE: &[&str] = &[
            "监督",
            "办公",
            "值班",
            "政府",
            "局",
            "办",
            "科",
            "中心",
            "站",
            "所",
            "热线",
            "咨询",
            "单位",
            "公司",
            "服务",
            "投诉",
            "举报电话",
            "举报",
            "客服",
            "社区",
            "村委",
            "大厅",
            "窗口",
            "委",
            "部",
            "学校",
            "医院",
            "银行",
            "拨打",
            "致电",
            "询问",
            "传真",
            "电询",
            "院",
            "支队",
            "大队",
            "处",
            "厅",
            "物业",
            "详询",
            "厂",
            "校",
            "店",
            "来电",
        ];
        if holds_any(near, HOME) {
            return Whose::Private;
        }
        if holds_any(sentence, OFFICE)
            || holds_any(sentence, &["我们", "欢迎", "变更", "网友"])
            || holds_any(
                after(self.chars, self.end, 10, Within::Sentence),
                &["咨询", "办公", "反映", "询问", "主任", "了解", "致电", "监督", "投诉", "转"],
            )
        {
            return Whose::Office;
        }
        if holds_any(sentence, HOME) {
            return Whose::Private;
        }
        // What follows the sentence: the signature of an office.
        let until = self.chars.len().min(self.end + 24);
        if holds_any(&self.chars[self.end..until], &["局", "委员会", "政府", "中心", "街道", "公司", "委办"]) {
            return Whose::Office;
        }
        Whose::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::{Span, find};
    use crate::privacy::Kind;
    use crate::privacy::shadow::Shadow;

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        let shadow = Shadow::new(text);
        let mut spans: Vec<Span> = Vec::new();
        find(shadow.chars(), &mut spans);
        spans
            .into_iter()
            .map(|span| {
                let (start, end) = shadow.original(span.from, span.to);
                (span.kind, text[start..end].to_owned())
            })
            .collect()
    }

    fn one(text: &str, kind: Kind, part: &str) {
        assert_eq!(kinds(text), [(kind, part.to_owned())], "{text}");
    }

    #[test]
    fn a_mobile_number_is_found_in_every_dress() {
        for number in [
            "13800138000",
            "１３８ ００１３ ８０００",
            "一三八零零一三八零零零",
            "幺三八〇〇幺三八〇〇〇",
            "138-0013-8000",
            "138—0013—8000",
            "138.0013.8000",
            "138\u{200b}0013\u{200b}8000",
            "l38OO138OOO",
            "1 3 8 0 0 1 3 8 0 0 0",
            "1-3-8-0-0-1-3-8-0-0-0",
            "13八00一38000",
            "壹叁捌零零壹叁捌零零零",
            "①③⑧00138000",
            "+86 138 0013 8000",
            "008613800138000",
            "8613800138000",
            "(138) 0013 8000",
        ] {
            let text = format!("请回电{number}，谢谢");
            let found = kinds(&text);
            assert_eq!(found.len(), 1, "{number}: {found:?}");
            assert_eq!(found[0].0, Kind::Mobile);
            assert!(number.trim_start_matches('(').contains(found[0].1.trim_start_matches('(')), "{number}");
            assert!(found[0].1.chars().count() + 1 >= number.chars().count(), "{number}: {found:?}");
        }
    }

    #[test]
    fn numbers_of_the_public_record_stay() {
        for text in [
            "2026年11月13日1380件",
            "国办发〔2017〕47号",
            "标识码3300000001",
            "请拨打12345热线",
            "投资13900000000元",
            "工单号202601056243427691已办结",
            "受理编号：XF202511222300",
            "面积13512345678平方米",
            "2026-10-13 15:30:00",
            "客服400-888-1234",
            "办公室电话0880-5512340",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn identity_numbers_are_found_with_any_check_character() {
        one("证11010519491231002X。", Kind::IdCard, "11010519491231002X");
        one("号码110105194912310021", Kind::IdCard, "110105194912310021");
        one("110105-19491231-002x号", Kind::IdCard, "110105-19491231-002x");
        one("110105 19491231 0021 是", Kind::IdCard, "110105 19491231 0021");
        one("旧证110105491231002", Kind::IdCard, "110105491231002");
        one("身份证号110105194913320021", Kind::IdCard, "110105194913320021");
    }

    #[test]
    fn bank_cards_are_known_by_their_check_digit_or_their_cue() {
        one("卡 6222 0212 3456 7890 128", Kind::BankCard, "6222 0212 3456 7890 128");
        one("请打到账户6222021234567890123", Kind::BankCard, "6222021234567890123");
        one("转到4111111111111111。", Kind::BankCard, "4111111111111111");
        assert_eq!(kinds("运单6222021234567890123"), []);
    }

    #[test]
    fn a_fixed_line_is_private_or_of_an_office() {
        one("家里座机0880-5512777", Kind::Landline, "0880-5512777");
        one("固话是（0880）5512777", Kind::Landline, "0880）5512777");
        assert_eq!(kinds("民政办电话：0880-5512340转8002"), []);
    }

    #[test]
    fn a_qq_number_needs_its_word() {
        one("QQ：28119", Kind::Qq, "28119");
        assert_eq!(kinds("共28119户"), []);
    }
}
