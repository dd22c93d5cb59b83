//! Calendars and contact cards: lines unfolded, escapes resolved. The house writes them in UTF-8 and without
//! transfer encodings, so those of vCard 2.1 are reported and not decoded.

use std::borrow::Cow;

use super::extract::{Pieces, decode};
use super::place::label;
use super::{Unreadable, html};

/// Reads a calendar or a card.
pub(super) fn read(bytes: &[u8], out: &mut Pieces) {
    // Unfolded before it is decoded: a fold may stand between the bytes of one character.
    let Some(text) = decode(&unfold(bytes)).map(Cow::into_owned) else {
        out.refuse("整个文件", Unreadable::Encoding);
        return;
    };
    for (line, text) in (1..).zip(text.lines()) {
        let colon = value_begins(text);
        let (head, value) = colon.map_or((text, ""), |colon| (&text[..colon], &text[colon + 1..]));
        let name = head.split(';').next().unwrap_or_default();
        let place = format!("第 {line} 条 {}", label(name));
        if head.to_ascii_uppercase().contains(";ENCODING=") {
            out.refuse(&place, Unreadable::Encoding);
        }
        let value = unescape(value);
        if value.contains('<') {
            out.inside(&place, |out| html::page(&value, out));
        }
        // A name comes in parts: surname, given name.
        if value.contains(';') {
            out.add(&place, value.replace(';', ""));
        }
        out.add(&place, head);
        // The name is the label of its value: `X-QQ`, `TEL`.
        out.value(&place, &format!("{name}:{value}"));
        if value.contains(':') {
            out.link(&place, &value);
        }
    }
}

/// A line that begins with white space goes on.
fn unfold(bytes: &[u8]) -> Vec<u8> {
    let mut whole: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line {
            [b' ' | b'\t', rest @ ..] => {
                if whole.last() == Some(&b'\n') {
                    whole.pop();
                }
                whole.extend_from_slice(rest);
            }
            line => whole.extend_from_slice(line),
        }
        whole.push(b'\n');
    }
    whole
}

/// The first colon that is not in quotes.
fn value_begins(line: &str) -> Option<usize> {
    let mut quoted = false;
    line.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b':' && !quoted
    })
}

fn unescape(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => {}
            },
            (c, false) => plain.push(c),
        }
    }
    plain
}
