//! Emphasis beside Chinese marks.
//!
//! `**注意：**请` is bold: CommonMark would leave the stars, because a punctuation mark before the closing
//! run looks to it like the end of a word; the source is passed with a non-character (U+FDD0, neither blank
//! nor punctuation) between such runs and marks, and the non-character is taken out again of what comes of
//! it. Deliberately absent: the parser.

use std::borrow::Cow;

use super::holds;
use super::stars::plain_stars;

/// Stands between a run and a mark while the parser reads.
pub(super) const MARK: char = '\u{FDD0}';

/// Stand for `*` and `~` that are no emphasis while the parser reads.
const STAR: char = '\u{FDD1}';
const WAVE: char = '\u{FDD2}';

/// Puts the mark between a run of `*` or `~` and an adjacent punctuation mark or symbol, where a side of the run is Chinese
/// or the mark is no ASCII: then CommonMark's rule of word ends does not apply. A star that is meant as it stands
/// (`stars`) and a single wave are put away: GitHub has it for its shorter strike, Chinese for ranges and for a lengthened
/// word (`3~5天`).
pub(super) fn loosen_emphasis(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = if has_mark(&text) { Cow::Owned(text.replace([MARK, STAR, WAVE], "")) } else { text };
    let mut out = String::new();
    // Up to where the text stands in `out`.
    let (mut taken, mut from) = (0, 0);
    let mut plain = None;
    while let Some(at) = memchr::memchr2(b'*', b'~', &text.as_bytes()[from..]) {
        let start = from + at;
        let c = text.as_bytes()[start];
        let end = start + text.as_bytes()[start..].iter().take_while(|byte| **byte == c).count();
        from = end;
        let is_plain = match (end == start + 1, c) {
            // Looked for at the first star: most texts have none.
            (true, b'*') => plain.get_or_insert_with(|| plain_stars(&text)).binary_search(&start).is_ok(),
            (is_single, _) => is_single && !is_escape(&text[..start]),
        };
        if is_plain {
            out.push_str(&text[taken..start]);
            out.push(if c == b'*' { STAR } else { WAVE });
            taken = end;
            continue;
        }
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        let is_chinese = |c: Option<char>| c.is_some_and(|c| is_wide(c) || !c.is_ascii() && is_mark(c));
        if !is_chinese(before) && !is_chinese(after) {
            continue;
        }
        let before = before.filter(|c| is_mark(*c) && !is_escape(&text[..start]));
        for (at, _) in
            [(start, before), (end, after.filter(|c| is_mark(*c)))].into_iter().filter(|one| one.1.is_some())
        {
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

/// An odd number of backslashes: the next character is meant as it stands already.
pub(super) fn is_escape(before: &str) -> bool {
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// A text as its author wrote it.
pub(super) fn unmarked(text: String) -> String {
    if has_mark(&text) { text.chars().filter_map(plain_char).collect() } else { text }
}

/// A character as its author wrote it; marks of this room are none.
pub(super) const fn plain_char(c: char) -> Option<char> {
    match c {
        MARK => None,
        STAR => Some('*'),
        WAVE => Some('~'),
        other => Some(other),
    }
}

/// Whether a mark of this room stands in a text.
pub(super) fn has_mark(text: &str) -> bool {
    holds(text, "\u{FDD0}") || holds(text, "\u{FDD1}") || holds(text, "\u{FDD2}")
}

/// A Han letter or a mark as wide as one.
pub(super) const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Whatever is neither a letter nor a number nor blank: punctuation and symbols, as CommonMark counts them, and a few
/// more that make no difference to it. Letters in circles and squares are symbols, though Unicode lets them spell words.
fn is_mark(c: char) -> bool {
    let is_circled = matches!(c,
        '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}' | '\u{1F170}'..='\u{1F189}');
    is_circled || !(c.is_alphanumeric() || c.is_whitespace() || c.is_control() || c == MARK)
}
