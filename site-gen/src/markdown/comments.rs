//! HTML comments are notes of authors to themselves: nobody else sees them, over however many lines and paragraphs they
//! go. So they are taken out before the text is read. Deliberately absent: one without an end, which would take the rest
//! of the text with it, and is shown as text; and what stands in code, which is no comment.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::{OPTIONS, holds};

/// A text without its comments, line by line the same.
pub(super) fn without_comments(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    // What a comment hid from the parser (a fence, a backtick) may have hidden code behind it: then it is read again.
    let mut from = 0;
    while holds(&text[from..], "<!--") {
        let code = code(&text);
        let (out, done) = taken_out(&text, from, &code);
        let Some(done) = done else { return Cow::Owned(out) };
        (text, from) = (Cow::Owned(out), done);
    }
    text
}

/// Takes comments out that begin at `from` or later. Where one had the beginning of code in it, only up to its end, which
/// comes back as a place of the result.
fn taken_out(text: &str, from: usize, code: &[Range<usize>]) -> (String, Option<usize>) {
    let mut out = String::with_capacity(text.len());
    let (mut done, mut at) = (0, from);
    while let Some(begin) = text[at..].find("<!--").map(|found| at + found) {
        if let Some(around) = code.iter().find(|one| one.contains(&begin)) {
            at = around.end;
            continue;
        }
        let Some(end) = end_of(text, begin) else { break };
        if is_escaped(&text[..begin]) {
            at = begin + 4;
            continue;
        }
        out.push_str(&text[done..begin]);
        out.extend(text[begin..end].chars().filter(|c| *c == '\n'));
        done = end;
        // Blanks that a comment kept from the beginning of a line would make code of what follows.
        if out.rsplit('\n').next().is_some_and(|line| line.trim().is_empty()) {
            done += text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
        }
        at = done;
        if code.iter().any(|one| begin < one.start && one.start < end) {
            let place = out.len();
            out.push_str(&text[done..]);
            return (out, Some(place));
        }
    }
    out.push_str(&text[done..]);
    (out, None)
}

/// Where a comment ends that begins there. `<!-->` and `<!--->` are whole ones (HTML, 13.2.5.43).
fn end_of(text: &str, begin: usize) -> Option<usize> {
    let inside = &text[begin + 4..];
    if let Some(rest) = inside.strip_prefix('>').or_else(|| inside.strip_prefix("->")) {
        return Some(text.len() - rest.len());
    }
    inside.find("-->").map(|length| begin + 4 + length + 3)
}

/// An odd number of backslashes stands before it.
fn is_escaped(before: &str) -> bool {
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// Where code stands.
fn code(text: &str) -> Vec<Range<usize>> {
    let places = Parser::new_ext(text, OPTIONS).into_offset_iter();
    let is_code = |event: &Event<'_>| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_)));
    places.filter(|(event, _)| is_code(event)).map(|(_, place)| place).collect()
}
