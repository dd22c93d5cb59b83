//! What stands around a place in the normalized text: the questions that the rules ask about the words before
//! and after.
//!
//! Deliberately absent: any knowledge of kinds; the word lists stand with the rules that use them.

/// How far a look back or ahead may go before it must stop.
#[derive(Clone, Copy)]
pub(super) enum Within {
    /// Stops at a comma, a full stop or a line break.
    Clause,
    /// Stops at a full stop or a line break.
    Sentence,
}

impl Within {
    fn ends_at(self, c: char) -> bool {
        matches!(c, '。' | '!' | '?' | ';' | '\n') || matches!((self, c), (Self::Clause, ',' | '、'))
    }
}

/// Up to `reach` characters before `at`, cut at the nearest end of the clause or sentence.
pub(super) fn before(chars: &[char], at: usize, reach: usize, within: Within) -> &[char] {
    let floor = at.saturating_sub(reach);
    let from = (floor..at).rev().find(|&i| within.ends_at(chars[i])).map_or(floor, |i| i + 1);
    &chars[from..at]
}

/// Up to `reach` characters from `at` on, cut at the nearest end of the clause or sentence.
pub(super) fn after(chars: &[char], at: usize, reach: usize, within: Within) -> &[char] {
    let ceiling = chars.len().min(at + reach);
    let to = (at.min(ceiling)..ceiling).find(|&i| within.ends_at(chars[i])).unwrap_or(ceiling);
    &chars[at.min(to)..to]
}

/// Whether `word` stands at `at`.
pub(super) fn stands_at(chars: &[char], at: usize, word: &str) -> bool {
    let mut i = at;
    word.chars().all(|c| {
        let same = chars.get(i) == Some(&c);
        i += 1;
        same
    })
}

/// The length in characters of the first of `words` that stands at `at`.
pub(super) fn any_at(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    words.iter().find(|word| stands_at(chars, at, word)).map(|word| word.chars().count())
}

/// The same for words in small letters, whatever letters the text has: `AT`, `At` and `at` are one word.
pub(super) fn any_at_in_any_case(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    let stands = |word: &&&str| {
        let mut own = chars.iter().skip(at);
        word.chars().all(|c| own.next().is_some_and(|own| own.to_ascii_lowercase() == c))
    };
    words.iter().find(stands).map(|word| word.chars().count())
}

/// Whether any of `words` stands somewhere in `window`.
pub(super) fn holds_any(window: &[char], words: &[&str]) -> bool {
    // By words: to look for one character is what processors do best.
    let stands = |word: &&str| {
        let Some(first) = word.chars().next() else { return !window.is_empty() };
        let rest = &word[first.len_utf8()..];
        window.iter().enumerate().any(|(i, c)| *c == first && stands_at(window, i + 1, rest))
    };
    words.iter().any(stands)
}

/// Whether `window` ends with one of `words`.
pub(super) fn ends_with_any(window: &[char], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let mut tail = window.iter().rev();
        word.chars().rev().all(|c| tail.next() == Some(&c))
    })
}

/// The first place from `at` on that is not a space.
pub(super) fn skip_spaces(chars: &[char], at: usize) -> usize {
    (at..chars.len()).find(|&i| chars[i] != ' ').unwrap_or(chars.len())
}

/// Whether `c` is a Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '〇')
}
