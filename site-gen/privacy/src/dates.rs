//! Dates of birth: a date next to a word of birth, or in the row of facts that describes a person.
//!
//! Deliberately absent: all other dates. When something happened stays readable; whether an exact date
//! identifies somebody is asked by the guard in the desk.

use super::context::{Within, after, any_at, before, ends_with_any, holds_any, is_han, skip_spaces};
use super::digits::han_digit;
use super::{Kind, Span};

/// Finds dates of birth.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut at = 0;
    while at < chars.len() {
        let starts = is_date_digit(chars[at])
            && (at == 0 || !is_date_digit(chars[at - 1]) || follows_a_name_like_a_number(chars, at));
        match starts.then(|| date_end(chars, at)).flatten() {
            Some(date) => {
                if is_birth(chars, at, &date) {
                    out.push(Span { from: at, to: date.end, kind: Kind::BirthDate, sure: date.exact });
                }
                at = date.end;
            }
            None => match starts.then(|| short_birth_end(chars, at)).flatten() {
                Some(end) => {
                    out.push(Span { from: at, to: end, kind: Kind::BirthDate, sure: false });
                    at = end;
                }
                None => at += 1,
            },
        }
    }
}

/// The end of a day without its year after a word of birth (生日4月17号), or of a date in three short numbers
/// before one (68.4.17生).
fn short_birth_end(chars: &[char], at: usize) -> Option<usize> {
    let lead = trim_marks(before(chars, at, 10, Within::Clause));
    let month = number_end(chars, at, true);
    if matches!(chars.get(month), Some('月')) && ends_with_any(lead, BIRTH_WORDS) {
        let day = number_end(chars, skip_words(chars, month + 1, &["初"]), true);
        return Some(day + usize::from(matches!(chars.get(day), Some('日' | '号'))));
    }
    let mark = *chars.get(month)?;
    if month - at != 2 || !matches!(mark, '.' | '-' | '/') {
        return None;
    }
    let second = number_end(chars, month + 1, false);
    let third = number_end(chars, second + 1, false);
    let short = (1..=2).contains(&(second - month - 1))
        && chars.get(second) == Some(&mark)
        && (1..=2).contains(&third.saturating_sub(second + 1));
    let said =
        any_at(chars, third, &["生", "出生"]).is_some() && any_at(chars, third, &["生产", "生效"]).is_none();
    (short && (said || ends_with_any(lead, BIRTH_WORDS))).then_some(third)
}

/// Whether digits start here right after one numeral that belongs to the characters before it: 文守一1967年.
fn follows_a_name_like_a_number(chars: &[char], at: usize) -> bool {
    chars[at].is_ascii_digit()
        && han_digit(chars[at - 1]).is_some()
        && at.checked_sub(2).is_some_and(|before| is_han(chars[before]) && !is_date_digit(chars[before]))
}

struct Date {
    end: usize,
    /// Names at least the month.
    exact: bool,
}

fn is_date_digit(c: char) -> bool {
    c.is_ascii_digit() || han_digit(c).is_some()
}

/// The date that starts at `at`: year, and perhaps month and day, in digits or numerals, with 年 月 日 or
/// marks.
fn date_end(chars: &[char], at: usize) -> Option<Date> {
    let year_end = number_end(chars, at, false);
    let year = year_end - at;
    if year == 8 && chars[at..year_end].iter().all(char::is_ascii_digit) {
        let month = pair(chars, at + 4);
        let day = pair(chars, at + 6);
        let plausible = is_century(chars, at) && (1..=12).contains(&month) && (1..=31).contains(&day);
        return plausible.then_some(Date { end: year_end, exact: true });
    }
    if !(year == 4 && is_century(chars, at) || year == 2) {
        return None;
    }
    let mark_at = skip_spaces(chars, year_end);
    let mark = *chars.get(mark_at)?;
    if !matches!(mark, '年' | '-' | '.' | '/' | '、' | '·') || year == 2 && mark != '年' {
        return None;
    }
    let month_start = skip_words(chars, mark_at + 1, &["农历", "阴历", "阳历", "古历", " "]);
    let month_end = month_end(chars, month_start);
    if month_end == month_start {
        return (mark == '年').then_some(Date { end: mark_at + 1, exact: false });
    }
    let day_mark_at = skip_spaces(chars, month_end);
    let day_mark = chars.get(day_mark_at).copied().unwrap_or(' ');
    if mark == '年' && day_mark != '月' {
        return Some(Date { end: mark_at + 1, exact: false });
    }
    if day_mark != '月' && day_mark != mark {
        return (mark != '年').then_some(Date { end: month_end, exact: true });
    }
    let day_start = skip_words(chars, day_mark_at + 1, &["初", " "]);
    let day_end = number_end(chars, day_start, true);
    if day_end == day_start || day_end - day_start > 3 {
        let end = if day_mark == '月' { day_mark_at + 1 } else { month_end };
        return Some(Date { end, exact: true });
    }
    let close = skip_spaces(chars, day_end);
    let end = if matches!(chars.get(close), Some('日' | '号')) { close + 1 } else { day_end };
    Some(Date { end, exact: true })
}

fn month_end(chars: &[char], at: usize) -> usize {
    let end = number_end(chars, at, true);
    if end > at && end - at <= 2 {
        return end;
    }
    if matches!(chars.get(at), Some('正' | '冬' | '腊')) { at + 1 } else { at }
}

fn skip_words(chars: &[char], mut at: usize, words: &[&str]) -> usize {
    while let Some(length) = any_at(chars, at, words) {
        at += length;
    }
    at
}

/// The end of a run of digits or numerals; with `tens`, of a number such as 二十一 or 廿一.
fn number_end(chars: &[char], at: usize, tens: bool) -> usize {
    (at..chars.len())
        .find(|&i| !(is_date_digit(chars[i]) || tens && matches!(chars[i], '十' | '廿' | '卅')))
        .unwrap_or(chars.len())
}

fn is_century(chars: &[char], at: usize) -> bool {
    let value = |i: usize| chars.get(i).and_then(|&c| c.to_digit(10).or_else(|| han_digit(c).map(u32::from)));
    matches!((value(at), value(at + 1)), (Some(1), Some(9)) | (Some(2), Some(0)))
}

fn pair(chars: &[char], at: usize) -> u32 {
    let value = |i: usize| chars.get(i).and_then(|c| c.to_digit(10)).unwrap_or(99);
    value(at) * 10 + value(at + 1)
}

/// Whether the words around a date say that somebody was born on it.
fn is_birth(chars: &[char], at: usize, date: &Date) -> bool {
    let lead = before(chars, at, 10, Within::Clause);
    let tail_at = skip_words(chars, date.end, &[" ", ")"]);
    let said = trim_marks(lead);
    // 先生于 and 发生于 are other words.
    if ends_with_any(said, &["先生于", "学生于", "医生于", "发生于", "产生于", "师生于", "考生于", "新生于"])
    {
        return false;
    }
    if ends_with_any(said, BIRTH_WORDS) {
        return true;
    }
    if any_at(chars, tail_at, &["出生", "生人", "出世", "生辰", "诞生", "降生", "的生日", "生日", "落地"])
        .is_some()
    {
        // "出生率" and "出生人口" speak of many.
        return any_at(chars, tail_at, &["出生率", "出生人口", "出生证"]).is_none();
    }
    if chars.get(tail_at) == Some(&'生') {
        let next = chars.get(tail_at + 1).copied().unwrap_or('。');
        return !is_han(next)
            || matches!(next, '人' | '的' | '于' | '住' | '现' | '系' | '男' | '女' | '汉')
            || next == '身';
    }
    date.exact && describes_person(chars, at, date.end)
}

/// "张某，女，1963年5月2日，汉族": a sex before and another fact of a person after.
fn describes_person(chars: &[char], at: usize, end: usize) -> bool {
    let lead = before(chars, at, 8, Within::Sentence);
    let tail = after(chars, end, 10, Within::Sentence);
    holds_any(lead, &["男,", "女,", "男、", "女、", "男 ", "女 ", "性别"])
        && holds_any(tail, &["族", "籍", "身份证", "住", "学历", "文化", "党员", "农民", "职"])
}

fn trim_marks(window: &[char]) -> &[char] {
    let end = window
        .iter()
        .rposition(|c| {
            !matches!(c, ':' | ' ' | '是' | '为' | '(' | '在' | '农' | '阳' | '阴' | '历' | '"' | '-')
        })
        .map_or(0, |last| last + 1);
    &window[..end]
}

/// Words that a date of birth follows.
#[rustfmt::skip]
const BIRTH_WORDS: &[&str] = &[
    "出生日期", "出生年月", "出生年月日", "出生于", "生于", "出生", "生日", "出生时间", "生辰", "诞生于",
    "出世于", "出生日", "降生于", "生日期", "生年月日", "生日是", "生日为", "DOB", "dob", "出生在",
];

#[cfg(test)]
mod tests {
    use super::find;
    use crate::normalized::Normalized;

    fn found(text: &str) -> Vec<(String, bool)> {
        let normalized = Normalized::new(text);
        let mut spans = Vec::new();
        find(normalized.chars(), &mut spans);
        spans
            .into_iter()
            .map(|span| {
                let (start, end) = normalized.original(span.from, span.to);
                (text[start..end].to_owned(), span.sure)
            })
            .collect()
    }

    #[test]
    fn a_date_of_birth_is_known_by_its_word() {
        for (text, part) in [
            ("本人1956年8月3日出生", "1956年8月3日"),
            ("出生日期：1956-08-03。", "1956-08-03"),
            ("生于1956.8.3，住", "1956.8.3"),
            ("一九五六年八月初三生，", "一九五六年八月初三"),
            ("出生年月１９５６/０８", "１９５６/０８"),
            ("生日19560803", "19560803"),
            ("某某，女，1956年8月3日，汉族", "1956年8月3日"),
            ("五六年腊月生人", "五六年腊月"),
        ] {
            assert_eq!(found(text), [(part.to_owned(), true)], "{text}");
        }
        assert_eq!(found("他1956年出生"), [("1956年".to_owned(), false)]);
    }

    #[test]
    fn a_name_that_ends_in_a_numeral_hides_no_date() {
        assert_eq!(found("父亲庹守一1967年5月10日生"), [("1967年5月10日".to_owned(), true)]);
    }

    #[test]
    fn other_dates_stay() {
        for text in [
            "事故发生于2026年8月3日",
            "我先生于2026年8月购房",
            "2026年8月3日生效",
            "2026-08-03完成",
            "计划2026年8月生产",
            "2026年出生率",
            "于2026.8.3前答复",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
