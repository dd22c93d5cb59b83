//! Geographic coordinates.
//!
//! Deliberately absent: names of places.

use super::context::{Within, before, holds_any};
use super::{Kind, Span};

/// Finds coordinates.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut at = 0;
    while at < chars.len() {
        let starts = chars[at].is_ascii_digit()
            && (at == 0 || !chars[at - 1].is_ascii_digit() && chars[at - 1] != '.');
        match starts.then(|| coordinates(chars, at)).flatten() {
            Some(span) => {
                at = span.to;
                out.push(span);
            }
            None => at += 1,
        }
    }
}

/// Degrees with at least three decimals after a word for a coordinate, or a pair of them inside China.
fn coordinates(chars: &[char], at: usize) -> Option<Span> {
    let (first, end) = degrees(chars, at)?;
    let mut second = end;
    while chars.get(second).is_some_and(|&c| {
        matches!(c, ',' | ' ' | '/' | 'E' | 'N' | '°' | '、' | '北' | '东' | '经' | '纬' | '度' | ':')
    }) {
        second += 1;
    }
    let cue =
        holds_any(before(chars, at, 8, Within::Sentence), &["经度", "纬度", "东经", "北纬", "坐标", "定位"]);
    let pair = (second > end && second <= end + 6).then(|| degrees(chars, second)).flatten();
    if let Some((other, to)) = pair
        && (in_china(first, other) || in_china(other, first))
    {
        return Some(Span { from: at, to, kind: Kind::Coordinates, sure: true });
    }
    (cue && (18.0..136.0).contains(&first)).then_some(Span {
        from: at,
        to: end,
        kind: Kind::Coordinates,
        sure: true,
    })
}

fn in_china(longitude: f64, latitude: f64) -> bool {
    (73.0..136.0).contains(&longitude) && (17.0..54.0).contains(&latitude)
}

/// A number with two or three digits before the point and three or more after it, or in degrees and minutes.
fn degrees(chars: &[char], at: usize) -> Option<(f64, usize)> {
    let digit_end =
        |from: usize| (from..chars.len()).find(|&i| !chars[i].is_ascii_digit()).unwrap_or(chars.len());
    let whole = digit_end(at);
    if !(2..=3).contains(&(whole - at)) {
        return None;
    }
    let number = |text: &[char]| text.iter().collect::<String>().parse::<f64>().ok();
    match chars.get(whole) {
        Some('.') => {
            let end = digit_end(whole + 1);
            (end - whole > 3).then(|| number(&chars[at..end]).map(|value| (value, end)))?
        }
        Some('°' | '度') => {
            let minutes = digit_end(whole + 1);
            if minutes == whole + 1 || !matches!(chars.get(minutes), Some('′' | '\'' | '分' | '.')) {
                return None;
            }
            let end = (minutes..chars.len())
                .find(|&i| {
                    !(chars[i].is_ascii_digit()
                        || matches!(chars[i], '.' | '′' | '″' | '\'' | '"' | '分' | '秒'))
                })
                .unwrap_or(chars.len());
            number(&chars[at..whole]).map(|value| (value, end))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::Kind;
    use crate::normalized::Normalized;

    #[test]
    fn coordinates_are_found_with_their_word_or_as_a_pair() {
        let kinds = |text: &str| {
            let mut spans = Vec::new();
            find(Normalized::new(text).chars(), &mut spans);
            spans.into_iter().map(|span| span.kind).collect::<Vec<_>>()
        };
        assert_eq!(kinds("位置119.123456,29.654321"), [Kind::Coordinates]);
        assert_eq!(kinds("东经119.1234"), [Kind::Coordinates]);
        assert_eq!(kinds("东经119°12′35″，北纬29°3′1″"), [Kind::Coordinates]);
        assert_eq!(kinds("面积119.12亩"), []);
    }
}
