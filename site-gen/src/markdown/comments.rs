//! HTML comments are notes of authors to themselves: nobody else sees them, over however many lines and paragraphs they
//! go. So they are taken out before the text is read. Deliberately absent: one without an end, which would take the rest
//! of the text with it, and is shown as text; and what stands in code, which is no comment.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::{OPTIONS, holds};

/// So often a text is read anew. Who has more comments with the beginning of code in them does without the code between
/// them: a text that was made for it must not keep others waiting.
const MOST_READINGS: usize = 32;

/// A text without its comments, line by line the same.
pub(super) fn without_comments(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    // What a comment hid from the parser (a fence, a backtick) may have hidden code behind it: then it is read again.
    let mut from = 0;
    let mut readings = 0;
    while holds(&text[from..], "<!--") {
        let code = code(&text);
        readings += 1;
        let (out, done) = taken_out(&text, from, &code, readings == MOST_READINGS);
        let Some(done) = done else { return Cow::Owned(out) };
        (text, from) = (Cow::Owned(out), done);
    }
    text
}

/// Takes comments out that begin at `from` or later. Where one had the beginning of code in it, only up to its end, which
/// comes back as a place of the result; but not where this is the last reading.
fn taken_out(text: &str, from: usize, code: &[Range<usize>], is_last: bool) -> (String, Option<usize>) {
    let mut out = String::with_capacity(text.len());
    let (mut done, mut at) = (0, from);
    while let Some(begin) = text[at..].find("<!--").map(|found| at + found) {
        let next = code.partition_point(|one| one.end <= begin);
        if let Some(around) = code.get(next).filter(|one| one.contains(&begin)) {
            at = around.end;
            continue;
        }
        let Some(end) = end_of(text, begin) else { break };
        if is_escaped(&text[..begin]) {
            at = begin + 4;
            continue;
        }
        out.push_str(&text[done..begin]);
        push_lines(&mut out, &text[begin..end]);
        done = end;
        // Blanks that a comment kept from the beginning of a line would make code of what follows.
        if out.rsplit('\n').next().is_some_and(|line| line.trim().is_empty()) {
            done += text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
        }
        at = done;
        if !is_last && code.get(next).is_some_and(|one| begin < one.start && one.start < end) {
            let place = out.len();
            out.push_str(&text[done..]);
            return (out, Some(place));
        }
    }
    out.push_str(&text[done..]);
    (out, None)
}

/// Adds the lines of a comment, empty. In a quotation they keep its mark: what follows the comment is quoted too.
fn push_lines(out: &mut String, comment: &str) {
    let quote = |line: &str| line.len() - line.trim_start_matches([' ', '\t', '>']).len();
    let own = out.rsplit('\n').next().unwrap_or_default();
    let is_quoted = own[..quote(own)].contains('>');
    for line in comment.split('\n').skip(1) {
        out.push('\n');
        if is_quoted {
            out.push_str(&line[..quote(line)]);
        }
    }
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
