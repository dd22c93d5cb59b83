//! Ordinary words of two to four characters, so that a word is not taken for a name (高度, 安全, 和谐).
//!
//! The list is data (`data/words.txt`, made by `data/make_words.py`). Deliberately absent: meanings, counts,
//! names.

use std::collections::HashSet;
use std::sync::LazyLock;

const FUNCTION_WORDS: &str = include_str!("../data/function_words.txt");

static FUNCTION: LazyLock<HashSet<Vec<char>>> =
    LazyLock::new(|| FUNCTION_WORDS.lines().map(|word| word.chars().collect()).collect());

/// Whether the characters are a word of grammar, time or number that begins with a surname: 于是, 何时, 万分.
pub(super) fn is_function_word(chars: &[char]) -> bool {
    FUNCTION.contains(chars)
}

const LIST: &str = include_str!("../data/words.txt");

/// Slots of the table: a power of two, more than twice the number of words.
const SLOTS: usize = 1 << 18;
const LONGEST: usize = 4;

/// A set of words, packed four characters to a number, in a table with open addressing: a look-up touches one
/// place of memory, which matters because the name rules ask at every surname.
pub(super) struct Words {
    slots: Vec<u64>,
    /// A bit for each character of the basic plane that some word is written with.
    used: Vec<u64>,
    /// The lengths of the words that begin with two characters, as bits, by a hash of these: most places of a
    /// text begin no word, and one look at a small table says so.
    lengths: Vec<u8>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(LIST.lines()));

/// The ordinary words.
pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    fn new<'a>(list: impl Iterator<Item = &'a str>) -> Self {
        let mut words = Self { slots: vec![0; SLOTS], used: vec![0; 0x1_0000 / 64], lengths: vec![0; SLOTS] };
        for word in list {
            let chars: Vec<char> = word.chars().collect();
            for c in &chars {
                if let Some(bits) = words.used.get_mut(*c as usize / 64) {
                    *bits |= 1 << (*c as usize % 64);
                }
            }
            if let Some(key) = pack(&chars)
                && let Some(beginning) = chars.get(..2).and_then(pack)
            {
                let slot = words.slot_of(key);
                words.slots[slot] = key;
                words.lengths[hash(beginning)] |= 1 << chars.len();
            }
        }
        words
    }

    /// The slot that holds `key`, or the free one where it would go.
    fn slot_of(&self, key: u64) -> usize {
        let mut slot = hash(key);
        while self.slots[slot] != 0 && self.slots[slot] != key {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    /// Whether some ordinary word is written with `c`. Characters that none is written with have little other
    /// use than in names: 翾, 飏, 锴.
    pub(super) fn use_char(&self, c: char) -> bool {
        self.used.get(c as usize / 64).is_none_or(|bits| bits & (1 << (c as usize % 64)) != 0)
    }

    /// Whether the characters are a word.
    pub(super) fn has(&self, chars: &[char]) -> bool {
        pack(chars).is_some_and(|key| self.slots[self.slot_of(key)] == key)
    }

    /// The lengths of all words that start at `at`, as bits.
    pub(super) fn lengths_at(&self, chars: &[char], at: usize) -> u8 {
        let Some(beginning) = chars.get(at..at + 2).and_then(pack) else { return 0 };
        let possible = self.lengths[hash(beginning)];
        (2..=LONGEST)
            .filter(|length| possible >> length & 1 != 0)
            .filter(|length| chars.get(at..at + length).is_some_and(|word| self.has(word)))
            .fold(0, |lengths, length| lengths | 1 << length)
    }
}

/// The longest of lengths that are given as bits; 0 when there is none.
pub(super) fn longest_of(lengths: u8) -> usize {
    (2..=LONGEST).rev().find(|length| lengths >> length & 1 != 0).unwrap_or(0)
}

/// A place of the tables for a key.
fn hash(key: u64) -> usize {
    usize::try_from(key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 46).unwrap_or(0) % SLOTS
}

/// Up to four characters of the basic plane as one number; nothing else is in the list.
fn pack(chars: &[char]) -> Option<u64> {
    if chars.len() > LONGEST {
        return None;
    }
    chars.iter().try_fold(0, |key: u64, &c| {
        let code = u64::from(u32::from(c));
        (code <= 0xffff).then_some(key << 16 | code)
    })
}

#[cfg(test)]
mod tests {
    use super::{LIST, SLOTS, longest_of, words};

    #[test]
    fn every_word_of_the_list_is_found_and_the_table_is_not_crowded() {
        let mut count = 0;
        for word in LIST.lines() {
            let chars: Vec<char> = word.chars().collect();
            assert!(words().has(&chars), "{word}");
            count += 1;
        }
        assert!(count * 2 < SLOTS);
    }

    #[test]
    fn the_longest_word_is_found() {
        let chars: Vec<char> = "社会主义很重要".chars().collect();
        let longest = |at| longest_of(words().lengths_at(&chars, at));
        assert_eq!(longest(0), 4);
        assert_eq!(longest(1), 0);
        assert_eq!(longest(5), 2);
    }
}
