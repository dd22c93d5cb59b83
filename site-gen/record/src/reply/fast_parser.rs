//! Reads a reply back from the one form in which it is written ([`super::PublicRecord::to_text`]): a line for
//! each key, each value in its plainest shape. A site of a century is read in this way each time it is built
//! anew, at a tenth of what the whole of TOML costs.
//!
//! Deliberately absent: everything else that TOML allows, and what is wrong with a text. Whatever is not
//! exactly in this form is left to the parser of TOML, which knows both; what is read here reads the same
//! there, and a test holds that.

use jiff::civil::Date;

use super::{FeedbackScope, PublicKind, PublicReply, Rating, Round};
use crate::source::parse_minute;

/// A reply without its answer, of a front matter; none when it is not in the written form.
pub(super) fn read(front: &str) -> Option<PublicReply> {
    let mut lines = Lines { rest: front };
    let reply = PublicReply {
        submission_no: text(lines.want("submission_no")?)?,
        title: text(lines.want("title")?)?,
        kind: PublicKind::parse(plain(lines.want("kind")?)?)?,
        topic: text(lines.want("topic")?)?,
        village: lines.want("village").map(|value| text(value).ok_or(())).transpose().ok()?,
        office: text(lines.want("office")?)?,
        scope: FeedbackScope::parse(plain(lines.want("scope")?)?)?,
        received_on: day(lines.want("received_on")?)?,
        replied_on: day(lines.want("replied_on")?)?,
        published_at: parse_minute(plain(lines.want("published_at")?)?)?,
        updated: lines
            .want("updated")
            .map(|value| plain(value).and_then(parse_minute).ok_or(()))
            .transpose()
            .ok()?,
        working_days: lines.want("working_days").map(|value| count(value).ok_or(())).transpose().ok()?,
        round: match lines.want("round") {
            Some(value) => plain(value).and_then(Round::parse)?,
            None => Round::First,
        },
        policies: texts(lines.want("policies")?)?,
        letters: count(lines.want("letters")?)?,
        rating: lines
            .want("rating")
            .map(|value| plain(value).and_then(Rating::parse).ok_or(()))
            .transpose()
            .ok()?,
        kept: lines.want("kept").map_or(Some(Vec::new()), texts)?,
        letter: text(lines.want("letter")?)?,
        answer: String::new(),
    };
    lines.rest.is_empty().then_some(reply)
}

/// What is not read yet.
struct Lines<'a> {
    rest: &'a str,
}

impl<'a> Lines<'a> {
    /// The value of a key, if the next line is its own.
    fn want(&mut self, key: &str) -> Option<&'a str> {
        let value = self.rest.strip_prefix(key)?.strip_prefix(" = ")?;
        let end = memchr::memchr(b'\n', value.as_bytes())?;
        self.rest = &value[end + 1..];
        Some(&value[..end])
    }
}

/// What stands between quotation marks that hold nothing to be resolved.
fn plain(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    inner.bytes().all(|b| b >= 0x20 && b != 0x7F && b != b'"' && b != b'\\').then_some(inner)
}

fn text(value: &str) -> Option<String> {
    if let Some(inner) = plain(value) {
        return Some(inner.to_owned());
    }
    let (text, rest) = begun(value)?;
    rest.is_empty().then_some(text)
}

/// The text that a value begins with, and what stands behind it.
fn begun(value: &str) -> Option<(String, &str)> {
    let mut rest = value.strip_prefix('"')?;
    let mut text = String::with_capacity(rest.len());
    loop {
        let at = rest.bytes().position(|b| b < 0x20 || b == 0x7F || b == b'"' || b == b'\\')?;
        text.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        rest = match (rest.as_bytes()[at], behind.as_bytes().first()) {
            (b'"', _) => return Some((text, behind)),
            (b'\\', Some(b'n')) => {
                text.push('\n');
                &behind[1..]
            }
            (b'\\', Some(b'"' | b'\\')) => {
                text.push_str(&behind[..1]);
                &behind[1..]
            }
            (b'\\', Some(b'u')) => {
                let digits = behind.get(1..5).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
                text.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                &behind[5..]
            }
            _ => return None,
        };
    }
}

/// `["…", "…"]`.
fn texts(value: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    if value == "[]" {
        return Some(texts);
    }
    let mut rest = value.strip_prefix('[')?;
    loop {
        let (text, behind) = begun(rest)?;
        texts.push(text);
        match behind.strip_prefix(", ") {
            Some(next) => rest = next,
            None => return (behind == "]").then_some(texts),
        }
    }
}

/// Digits without a sign or a zero in front.
fn count(value: &str) -> Option<u32> {
    let is_plain = value == "0" || !value.starts_with('0');
    (is_plain && value.bytes().all(|b| b.is_ascii_digit())).then(|| value.parse().ok()).flatten()
}

/// `YYYY-MM-DD`.
fn day(value: &str) -> Option<Date> {
    let number = |from: usize, to: usize| {
        let digits = value.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
        digits.parse::<i16>().ok()
    };
    let dashes = value.len() == 10 && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-';
    let (month, day) = (i8::try_from(number(5, 7)?).ok()?, i8::try_from(number(8, 10)?).ok()?);
    dashes.then(|| Date::new(number(0, 4)?, month, day).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::PublicRecord;
    use super::*;
    use crate::source::Source;

    /// The same by the parser of TOML.
    fn by_toml(front: &str) -> Option<PublicReply> {
        toml::from_str(front).ok()
    }

    fn some_text() -> impl Strategy<Value = String> {
        prop_oneof![".{0,40}", "[一-龥“”，。！\\PC\"\\\\\n\r\t\u{7f}\u{85}]{0,60}", "[a-z0-9 +=\\[\\]]{0,20}"]
    }

    fn some_reply() -> impl Strategy<Value = PublicReply> {
        let texts = || prop::collection::vec(some_text(), 0..3);
        let facts = (some_text(), some_text(), some_text(), prop::option::of(some_text()), some_text());
        let numbers =
            (0_i32..40_000, 0_i32..3_000, 0..1440_i64, prop::option::of(any::<u32>()), any::<u32>());
        let words = (
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            prop::option::of(0..1440_i64),
            prop::option::of(any::<prop::sample::Index>()),
        );
        (facts, numbers, words, texts(), texts(), some_text()).prop_map(
            |(
                (number, title, topic, village, office),
                (first, days, minute, working_days, letters),
                words,
                policies,
                kept,
                letter,
            )| {
                let received_on = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(first));
                let replied_on = received_on.saturating_add(jiff::Span::new().days(days));
                let published_at =
                    replied_on.at(0, 0, 0, 0).saturating_add(jiff::Span::new().minutes(minute));
                PublicReply {
                    submission_no: number,
                    title,
                    kind: *words.0.get(PublicKind::ALL),
                    topic,
                    village,
                    office,
                    scope: *words.1.get(FeedbackScope::ALL),
                    received_on,
                    replied_on,
                    published_at,
                    updated: words
                        .3
                        .map(|later| published_at.saturating_add(jiff::Span::new().minutes(later))),
                    working_days,
                    round: *words.2.get(Round::ALL),
                    policies,
                    letters,
                    rating: words.4.map(|word| *word.get(Rating::ALL)),
                    kept,
                    letter,
                    answer: String::new(),
                }
            },
        )
    }

    fn front(reply: &PublicReply) -> String {
        let text = PublicRecord::Reply(reply.clone()).to_text();
        Source { file: "x.md", text: &text }.split().expect("a written record").0.to_owned()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_as_toml_reads_it(reply in some_reply()) {
            let front = front(&reply);
            prop_assert_eq!(read(&front), Some(reply.clone()));
            prop_assert_eq!(by_toml(&front), Some(reply));
        }

        #[test]
        fn nothing_is_read_that_toml_would_not_read_so(
            reply in some_reply(),
            at in any::<prop::sample::Index>(),
            piece in prop_oneof![
                Just("\n"), Just("\""), Just("\\"), Just("\\u0041"), Just("\\uD800"), Just("\\t"), Just("0"), Just("-"),
                Just(" "), Just("\t"), Just("\r"), Just("#"), Just(","), Just("]"), Just("title = \"a\"\n"), Just("+"), Just("_"),
            ],
            drop in 0_usize..3,
        ) {
            let mut front = front(&reply);
            let mut at = at.index(front.len() + 1);
            while !front.is_char_boundary(at) { at -= 1; }
            let behind: String = front[at..].chars().skip(drop).collect();
            front.truncate(at);
            front.push_str(piece);
            front.push_str(&behind);
            if let Some(read) = read(&front) {
                prop_assert_eq!(Some(read), by_toml(&front), "{}", front);
            }
        }
    }
}
