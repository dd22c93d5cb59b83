//! A list of words that is asked at every place of a text: one bit for the first or last character answers
//! most questions.
//!
//! Deliberately absent: what the words mean; the lists stand with the rules that use them.

use std::collections::HashMap;

/// Words by their first, or by their last, character.
pub(super) struct WordSet {
    bits: Vec<u64>,
    words: HashMap<char, Vec<Vec<char>>>,
}

impl WordSet {
    /// Words that are looked for where they start.
    pub(super) fn by_start<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> Self {
        Self::new(words, |word| word.first().copied())
    }

    /// Words that are looked for where they end.
    pub(super) fn by_end<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> Self {
        Self::new(words, |word| word.last().copied())
    }

    fn new<'a>(words: impl IntoIterator<Item = &'a &'a str>, key: impl Fn(&[char]) -> Option<char>) -> Self {
        let mut set = Self { bits: vec![0; 0x1_0000 / 64], words: HashMap::new() };
        for word in words {
            let word: Vec<char> = word.chars().collect();
            let Some(key) = key(&word) else { continue };
            if let Some(bits) = set.bits.get_mut(key as usize / 64) {
                *bits |= 1 << (key as usize % 64);
            }
            set.words.entry(key).or_default().push(word);
        }
        set
    }

    /// Whether any of the words has this first (or last) character.
    pub(super) fn with(&self, c: char) -> bool {
        self.bits.get(c as usize / 64).is_some_and(|bits| bits & (1 << (c as usize % 64)) != 0)
    }

    fn words_of(&self, c: char) -> &[Vec<char>] {
        let words = if self.with(c) { self.words.get(&c) } else { None };
        words.map_or(&[], Vec::as_slice)
    }

    /// The length of the first of the words that starts at `at`.
    pub(super) fn at(&self, chars: &[char], at: usize) -> Option<usize> {
        let words = self.words_of(*chars.get(at)?);
        words.iter().find(|word| chars[at..].starts_with(word)).map(Vec::len)
    }

    /// Whether one of the words ends right before `at`.
    pub(super) fn before(&self, chars: &[char], at: usize) -> bool {
        let Some(last) = at.checked_sub(1) else { return false };
        self.words_of(chars[last]).iter().any(|word| chars[..at].ends_with(word))
    }
}

#[cfg(test)]
mod tests {
    use super::WordSet;

    #[test]
    fn a_word_is_found_where_it_starts_and_where_it_ends() {
        let chars: Vec<char> = "转给成海".chars().collect();
        assert_eq!(WordSet::by_start(&["转交", "转给"]).at(&chars, 0), Some(2));
        assert_eq!(WordSet::by_start(&["给"]).at(&chars, 0), None);
        assert!(WordSet::by_end(&["转给"]).before(&chars, 2));
        assert!(!WordSet::by_end(&["转给"]).before(&chars, 3));
    }
}
