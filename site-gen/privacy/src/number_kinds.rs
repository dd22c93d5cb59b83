//! What a row of digits can be by its shape: the checks of the numbering plans.
//!
//! Deliberately absent: where digits stand in a text ([`super::digits`]) and the words around them
//! ([`super::number_words`]).

use super::context::{Within, before, ends_with_any};
use super::digits::{Gap, Group, plain_marks, plain_marks_or_lines};
use super::number_words::Around;

/// A mainland mobile number: 1, then 3 to 9, then nine digits; with 86, 0086 or a trunk 0 before it.
pub(super) fn is_mobile(values: &[u8], groups: &[Group], around: &Around<'_>) -> bool {
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
pub(super) fn grouped_like_a_phone(groups: &[Group]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let mut marks = groups[1..].iter().filter_map(|group| match group.gap {
        Gap::Mark(mark) if !matches!(mark, '(' | ')' | '\n') => Some(mark),
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
pub(super) fn glued(values: &[u8]) -> bool {
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

/// How well the digits read as a bank card or account: a card by length, prefix and check digit (ISO/IEC
/// 7812), or by the words before it.
pub(super) fn bank_rank(values: &[u8], groups: &[Group], around: &Around<'_>) -> Option<u8> {
    if !plain_marks_or_lines(groups) || around.is_money() {
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
    if card
        && values[0] != 0
        && (cue || grouped && values[0] == 6 && values[1] == 2)
        && !around.has_order_cue()
    {
        return Some(8);
    }
    let account = groups.len() == 1 && (10..=22).contains(&values.len()) && cue && values.len() != 11;
    (account && !around.has_order_cue() && !around.has_phone_cue()).then_some(3)
}

/// First digits of cards that people hold: UnionPay, and the international networks.
pub(super) fn is_issuer(values: &[u8]) -> bool {
    matches!(values, [6, 2, ..] | [4, ..] | [5, 1..=5, ..] | [3, 5, ..] | [6, 0, ..] | [9, 5 | 6 | 8 | 9, ..])
}

pub(super) fn luhn_holds(values: &[u8]) -> bool {
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
pub(super) fn is_area(values: &[u8]) -> bool {
    matches!(
        values[0] * 10 + values[1],
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81 | 82 | 83 | 91
    )
}

pub(super) fn is_birth(date: &[u8]) -> bool {
    let century = date[0] * 10 + date[1];
    matches!(century, 18..=20) && is_day(date[4] * 10 + date[5], date[6] * 10 + date[7])
}

pub(super) fn is_short_birth(date: &[u8]) -> bool {
    is_day(date[2] * 10 + date[3], date[4] * 10 + date[5])
}

pub(super) fn is_day(month: u8, day: u8) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// GB 11643: the weighted sum of the first 17 digits gives the check character.
pub(super) fn check_digit_holds(values: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = WEIGHTS.iter().zip(values).map(|(weight, &value)| weight * u32::from(value)).sum();
    values.get(17).is_some_and(|&check| (12 - sum % 11) % 11 == u32::from(check))
}

/// QQ numbers have 5 to 11 digits and are known only by the word before them.
pub(super) fn is_qq(values: &[u8], groups: &[Group], around: &Around<'_>) -> bool {
    (5..=11).contains(&values.len()) && plain_marks(groups) && values[0] != 0 && around.has_qq_cue()
}

/// Numbers of contracts, meters, benefits and memberships: known by their cue, and always for a person to
/// decide.
pub(super) fn is_account(values: &[u8], groups: &[Group], around: &Around<'_>) -> bool {
    groups.len() <= 3
        && values.len() >= 6
        && plain_marks(groups)
        && ends_with_any(trim_fill(before(around.chars, around.start, 12, Within::Clause)), ACCOUNT)
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
pub(super) fn area_code_len(values: &[u8]) -> Option<usize> {
    match values {
        [0, 1, 0, ..] | [0, 2, ..] if values.len() > 9 => Some(3),
        [0, 3..=9, ..] if values.len() > 10 => Some(4),
        _ => None,
    }
}

/// Words before numbers of contracts, meters, benefits and memberships.
#[rustfmt::skip]
const ACCOUNT: &[&str] = &[
    "合同编号", "合同号", "合同", "户号", "水表号", "电表号", "燃气号", "用户编号", "客户编号", "社保号",
    "医保号", "医保卡号", "社保卡号", "低保证号", "残疾证号", "残疾人证", "军官证", "驾驶证号", "房产证号",
    "不动产权", "学籍号", "准考证号", "病历号", "住院号", "社会保障号", "保单号", "支付宝",
];
