//! Emphasis beside Chinese marks.
//!
//! `**注意：**请` is bold: CommonMark would leave the stars, because a punctuation mark before the closing
//! run looks to it like the end of a word; the source is passed with a non-character (U+FDD0, neither blank
//! nor punctuation) between such runs and marks, and the non-character is taken out again of what comes of
//! it. Deliberately absent: the parser.

use std::borrow::Cow;

use super::holds;

/// Stands between a run and a mark while the parser reads.
pub(super) const MARK: char = '\u{FDD0}';

/// Puts the mark between a run of `*` or `~` and an adjacent punctuation mark or symbol, where a side of the
/// run is Chinese or the mark is no ASCII: then CommonMark's rule of word ends does not apply.
pub(super) fn loosen_emphasis(text: &str) -> Cow<'_, str> {
    let text = if has_mark(text) { Cow::Owned(text.replace(MARK, "")) } else { Cow::Borrowed(text) };
    let mut out = String::new();
    // Up to where the text stands in `out`.
    let (mut taken, mut from) = (0, 0);
    while let Some(at) = memchr::memchr2(b'*', b'~', &text.as_bytes()[from..]) {
        let start = from + at;
        let c = text.as_bytes()[start];
        let end = start + text.as_bytes()[start..].iter().take_while(|byte| **byte == c).count();
        from = end;
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        let is_chinese = |c: Option<char>| c.is_some_and(|c| is_wide(c) || !c.is_ascii() && is_mark(c));
        if !is_chinese(before) && !is_chinese(after) {
            continue;
        }
        for (at, _) in [(start, before), (end, after)].into_iter().filter(|(_, c)| c.is_some_and(is_mark)) {
            out.push_str(&text[taken..at]);
            out.push(MARK);
            taken = at;
        }
    }
    if taken == 0 && out.is_empty() {
        return text;
    }
    out.push_str(&text[taken..]);
    Cow::Owned(out)
}

/// Whether the mark stands in a text.
pub(super) fn has_mark(text: &str) -> bool {
    holds(text, MARK.encode_utf8(&mut [0; 4]))
}

/// A Han letter or a mark as wide as one.
pub(super) const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Whatever is neither a letter nor a number nor blank: punctuation and symbols, as CommonMark counts them,
/// and a few more that make no difference to it.
fn is_mark(c: char) -> bool {
    !(c.is_alphanumeric() || c.is_whitespace() || c.is_control() || matches!(c, '*' | '~' | '\\' | MARK))
}
