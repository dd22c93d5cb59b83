//! Numbers that lead to a person: telephones, identity cards, bank cards, QQ numbers, accounts.
//!
//! The scanner reads the normalized text once into groups of digits (Latin, Chinese, or Latin with look-alike
//! letters), then asks at each group which number starts here when the groups after it are joined. A group is
//! only ever taken whole, so that a mobile number is never found inside a longer order number. What a number
//! is follows from its shape first (area of issue, date, prefix, check digit) and from the words around it
//! second.
//!
//! Deliberately absent: document numbers, amounts, dates, hotlines and the site's 标识码, which stay; numbers
//! that contain letters ([`super::handles`]).

use super::context::{any_at, holds_any, skip_spaces};
use super::digits::{Digits, Gap, Group, plain_marks_or_lines, run};
use super::number_kinds::{
    area_code_len, bank_rank, check_digit_holds, glued, is_account, is_area, is_birth, is_mobile, is_qq,
    is_short_birth, luhn_holds,
};
use super::number_words::{Around, Whose};
use super::{Kind, Span};
use std::cell::OnceCell;

/// One way to read joined groups.
struct Reading {
    /// The reading with the higher rank wins, and among equals the longer one.
    rank: u8,
    /// Nothing, for a number that is recognised and stays.
    kind: Option<Kind>,
    sure: bool,
    end: usize,
}

/// Finds numbers of persons.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let numbers = Numbers { chars, reply: OnceCell::new(), digits: Digits::read(chars) };
    let mut at = 0;
    while at < numbers.digits.groups.len() {
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
    digits: Digits<'a>,
}

/// No number of a person has more digits than a bank card with a country prefix.
const LONGEST: usize = 22;

impl Numbers<'_> {
    /// The number that starts with group `i`, and the group after it.
    fn at(&self, i: usize) -> (usize, Option<Span>) {
        let mut total = 0;
        let mut best: Option<(usize, Reading)> = None;
        for j in i..self.digits.groups.len() {
            if j > i && self.digits.groups[j].gap == Gap::Break {
                break;
            }
            total += self.digits.groups[j].len();
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
        let start = self.digits.groups[i].start;
        if start > 0 && self.chars[start - 1] == '+' { start - 1 } else { start }
    }

    /// What the groups `i..=j` are when joined.
    fn judge(&self, i: usize, j: usize) -> Option<Reading> {
        let (first, last) = (&self.digits.groups[i], &self.digits.groups[j]);
        let values = &self.digits.values[first.first..last.first + last.len()];
        let around = Around { chars: self.chars, start: first.start, end: last.end };
        let groups = &self.digits.groups[i..=j];
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
                Whose::Unknown if self.is_reply() && !around.is_own() => {
                    Some(Reading { rank: 4, kind: None, sure: true, end })
                }
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
        *self.reply.get_or_init(|| holds_any(self.chars, REPLY))
    }

    /// The end of an identity number (GB 11643: area, date of birth, sequence, check character; 15 digits
    /// before 1999). A wrong check character is a slip of the pen and masked all the same.
    fn identity_end(&self, values: &[u8], groups: &[Group], around: &Around<'_>) -> Option<usize> {
        let end = around.end;
        if !plain_marks_or_lines(groups) {
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

/// Words with which an office answers.
#[rustfmt::skip]
const REPLY: &[&str] = &[
    "回复如下", "答复如下", "收悉", "您反映", "您好!您", "网友:", "我局", "我办", "感谢您对", "您的来信",
    "特此回复", "此复",
];

#[cfg(test)]
mod tests {
    use super::{Span, find};
    use crate::Kind;
    use crate::normalized::Normalized;

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        let normalized = Normalized::new(text);
        let mut spans: Vec<Span> = Vec::new();
        find(normalized.chars(), &mut spans);
        spans
            .into_iter()
            .map(|span| {
                let (start, end) = normalized.original(span.from, span.to);
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
        one("请领导办理，我的号码0880-5512777", Kind::Landline, "0880-5512777");
        assert_eq!(kinds("民政办电话：0880-5512340转8002"), []);
    }

    #[test]
    fn a_qq_number_needs_its_word() {
        one("QQ：28119", Kind::Qq, "28119");
        assert_eq!(kinds("共28119户"), []);
    }
}
