//! Scripts and style sheets: the whole text as it stands, and once more with the escapes of their strings
//! resolved and glued strings joined. Deliberately absent: running them, or telling code from comments; both
//! are public.

use super::extract::Pieces;

/// Reads a script or a style sheet.
pub(super) fn read(text: &str, out: &mut Pieces) {
    let plain = join(&unescape(text));
    if plain != text {
        out.add("换码之后", plain);
    }
    super::extract::plain(text, out);
}

/// Resolves `\uXXXX`, `\u{…}`, `\xXX`, `%uXXXX` and the escapes of CSS (`\5c09 `).
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Two halves of a character beyond the first plane come one after the other.
    let mut half: Option<u32> = None;
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '%']) {
        if at > 0 {
            half = None;
        }
        plain.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        let after = &rest[at + 1..];
        let Some((code, used)) = escape(mark, after) else {
            half = None;
            plain.push(char::from(mark));
            rest = after;
            continue;
        };
        match (half.take(), code) {
            (_, 0xd800..=0xdbff) => half = Some(code),
            (Some(high), 0xdc00..=0xdfff) => {
                plain.extend(char::from_u32(0x10000 + ((high - 0xd800) << 10) + (code - 0xdc00)));
            }
            _ => plain.extend(char::from_u32(code)),
        }
        rest = &after[used..];
    }
    plain.push_str(rest);
    plain
}

/// The character of an escape and how many bytes it takes after its mark.
fn escape(mark: u8, after: &str) -> Option<(u32, usize)> {
    let hex = |from: usize, most: usize| {
        let digits =
            after.as_bytes().iter().skip(from).take(most).take_while(|b| b.is_ascii_hexdigit()).count();
        let code = u32::from_str_radix(after.get(from..from + digits)?, 16).ok()?;
        Some((code, digits))
    };
    if after.starts_with("u{") && mark == b'\\' {
        let (code, digits) = hex(2, 6)?;
        return Some((code, (2 + digits + 1).min(after.len())));
    }
    if after.starts_with('u') {
        return hex(1, 4).filter(|(_, digits)| *digits == 4).map(|(code, _)| (code, 5));
    }
    if mark == b'%' {
        return None;
    }
    if after.starts_with('x') {
        return hex(1, 2).filter(|(_, digits)| *digits == 2).map(|(code, _)| (code, 3));
    }
    match after.as_bytes().first()? {
        b'n' | b'r' => return Some((u32::from(b'\n'), 1)),
        b't' => return Some((u32::from(b' '), 1)),
        b'/' | b'\'' | b'"' | b'\\' => return Some((u32::from(after.as_bytes()[0]), 1)),
        // A line that goes on.
        b'\n' => return Some((0, 1)),
        _ => {}
    }
    let (code, digits) = hex(0, 6)?;
    let space = usize::from(after.as_bytes().get(digits).is_some_and(u8::is_ascii_whitespace));
    Some((code, digits + space))
}

/// Joins strings that are glued together: `"尉迟" + "翀"`, and the CSS way without a plus.
fn join(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = rest.as_bytes()[at];
        let after = &rest[at + 1..];
        let glue = after.trim_start_matches([' ', '\n', '\r', '\t', '+']);
        let between = &after[..after.len() - glue.len()];
        let glued = glue.as_bytes().first() == Some(&quote) && !between.is_empty();
        joined.push_str(&rest[..at]);
        if glued {
            rest = &glue[1..];
        } else {
            joined.push(char::from(quote));
            rest = after;
        }
    }
    joined.push_str(rest);
    joined
}
