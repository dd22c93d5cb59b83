//! Emphasis beside Chinese marks.
//!
//! `**注意：**请` is bold: CommonMark would leave the stars, because a punctuation mark before the closing run looks to it
//! like the end of a word; the source is passed with a non-character (U+FDD0, neither blank nor punctuation) between such
//! runs and marks, and the non-character is taken out again of what comes of it. Deliberately absent: the parser.

use std::borrow::Cow;

/// Stands between a run and a mark while the parser reads.
pub(super) const MARK: char = '\u{FDD0}';

/// Puts the mark between a run of `*` or `~` and an adjacent punctuation mark, where the other side is a Han letter or
/// mark: then CommonMark's rule of word ends does not apply.
pub(super) fn loosen_emphasis(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '~']) && !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let text = if text.contains(MARK) { Cow::Owned(text.replace(MARK, "")) } else { Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = &*text;
    while let Some(start) = rest.find(['*', '~']) {
        let c = rest.as_bytes()[start];
        let run = rest.as_bytes()[start..].iter().take_while(|byte| **byte == c).count();
        let (before, after) = (rest[..start].chars().next_back(), rest[start + run..].chars().next());
        // A run of the other mark may end right here.
        let before = before.or_else(|| out.chars().rev().find(|c| *c != MARK));
        let han = before.is_some_and(is_wide) || after.is_some_and(is_wide);
        out.push_str(&rest[..start]);
        if han && before.is_some_and(is_mark) {
            out.push(MARK);
        }
        out.push_str(&rest[start..start + run]);
        if han && after.is_some_and(is_mark) {
            out.push(MARK);
        }
        rest = &rest[start + run..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A Han letter or a mark as wide as one.
pub(super) const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

fn is_mark(c: char) -> bool {
    (c.is_ascii_punctuation() && !matches!(c, '*' | '~' | '\\'))
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
