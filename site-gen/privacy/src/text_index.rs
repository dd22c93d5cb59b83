//! Which words start and end at each place of a text: read once, and then asked by all rules for names.
//!
//! Deliberately absent: what a word says about a name ([`super::slots`], [`super::name_shape`]).

use super::lexicon::{Cue, TRANSLIT_CORES, cue_words};
use super::name_words::{FACTS, FOLLOWERS, NO_NAMES, PLACE_ENDS, PLACES};
use super::public_names::{CITIES, KNOWN_TO_ALL, TOWARDS_A_PLACE};
use super::slot_words::{BODIES, COUNTED, DOES, IS, NAMED, NO_HOUSEHOLDS, OWNERS, PERSONAL, TITLES, TOWARDS};
use super::word_set::WordMap;
use super::words::{longest_of, words};
use std::sync::LazyLock;

/// The lists of words that the rules for names ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Label,
    Person,
    Report,
    Office,
    Address,
    Owner,
    Named,
    Title,
    Towards,
    Counted,
    Is,
    NoHousehold,
    Belonging,
    Personal,
    Does,
    Follower,
    Place,
    PlaceEnd,
    Fact,
    NoName,
    TranslitCore,
    KnownToAll,
    City,
    TowardsAPlace,
    Body,
}

impl List {
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

impl From<Cue> for List {
    fn from(cue: Cue) -> Self {
        match cue {
            Cue::Label => Self::Label,
            Cue::Person => Self::Person,
            Cue::Report => Self::Report,
            Cue::Office => Self::Office,
            Cue::Address => Self::Address,
            Cue::Owner => Self::Owner,
        }
    }
}

/// The characters of a text, and the words at each of its places.
pub(super) struct TextIndex<'a> {
    pub(super) chars: &'a [char],
    /// The lengths of the ordinary words that start at each place, as bits.
    words: Vec<u8>,
    /// The lists that have a word that starts at each place, as bits.
    starts: Vec<u32>,
    /// The lists that have a word that ends right before each place.
    ends: Vec<u32>,
}

impl<'a> TextIndex<'a> {
    pub(super) fn read(chars: &'a [char]) -> Self {
        let (listed, words) = (&*LISTED, words());
        let mut index = Self {
            chars,
            words: Vec::with_capacity(chars.len()),
            starts: vec![0; chars.len()],
            ends: vec![0; chars.len() + 1],
        };
        for at in 0..chars.len() {
            index.words.push(words.lengths_at(chars, at));
            for (length, lists) in listed.at(chars, at) {
                index.starts[at] |= lists;
                index.ends[at + length] |= lists;
            }
        }
        index
    }

    /// Whether a word of the list starts at `at`.
    pub(super) fn starts(&self, at: usize, list: List) -> bool {
        self.starts.get(at).is_some_and(|lists| lists & list.bit() != 0)
    }

    /// Whether a word of the list ends right before `at`.
    pub(super) fn ends(&self, at: usize, list: List) -> bool {
        self.ends.get(at).is_some_and(|lists| lists & list.bit() != 0)
    }

    /// Whether `from..to` is an ordinary word.
    pub(super) fn is_word(&self, from: usize, to: usize) -> bool {
        let lengths = self.words.get(from).copied().unwrap_or_default();
        to.checked_sub(from).is_some_and(|length| length < 8 && lengths >> length & 1 != 0)
    }

    /// The length of the longest ordinary word that starts at `at`; 0 when none does.
    pub(super) fn longest_word_at(&self, at: usize) -> usize {
        self.words.get(at).map_or(0, |&lengths| longest_of(lengths))
    }

    /// Whether an ordinary word lies across this place.
    pub(super) fn cuts_a_word(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at)
            .any(|start| self.words.get(start).is_some_and(|lengths| lengths >> (at + 1 - start) != 0))
    }

    /// Whether an ordinary word ends right before `at`.
    pub(super) fn ends_a_word(&self, at: usize) -> bool {
        (at.saturating_sub(4)..at).any(|start| self.is_word(start, at))
    }
}

/// The words of all lists, each with the lists that it is in, as bits.
static LISTED: LazyLock<WordMap<u32>> = LazyLock::new(|| {
    let lists: [(&[&str], List); 19] = [
        (NAMED, List::Named),
        (TITLES, List::Title),
        (TOWARDS, List::Towards),
        (COUNTED, List::Counted),
        (IS, List::Is),
        (NO_HOUSEHOLDS, List::NoHousehold),
        (OWNERS, List::Belonging),
        (PERSONAL, List::Personal),
        (DOES, List::Does),
        (FOLLOWERS, List::Follower),
        (PLACES, List::Place),
        (PLACE_ENDS, List::PlaceEnd),
        (FACTS, List::Fact),
        (NO_NAMES, List::NoName),
        (TRANSLIT_CORES, List::TranslitCore),
        (KNOWN_TO_ALL, List::KnownToAll),
        (CITIES, List::City),
        (TOWARDS_A_PLACE, List::TowardsAPlace),
        (BODIES, List::Body),
    ];
    let own = lists.into_iter().flat_map(|(words, list)| words.iter().map(move |word| (*word, list)));
    let cues = cue_words().map(|(word, cue)| (word, List::from(cue)));
    let mut all: Vec<(Vec<char>, u32)> =
        own.chain(cues).map(|(word, list)| (word.chars().collect(), list.bit())).collect();
    all.sort();
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 |= if same { next.1 } else { 0 };
        same
    });
    WordMap::new(all)
});

#[cfg(test)]
mod tests {
    use super::{List, TextIndex};

    #[test]
    fn words_are_known_where_they_start_and_where_they_end() {
        let chars: Vec<char> = "转给成海,社会主义".chars().collect();
        let index = TextIndex::read(&chars);
        assert!(index.ends(2, List::Towards) && index.starts(0, List::Towards));
        assert!(!index.ends(3, List::Towards) && !index.starts(99, List::Towards));
        assert!(index.is_word(5, 9) && index.is_word(5, 7) && !index.is_word(5, 8));
        assert_eq!(index.longest_word_at(5), 4);
        assert!(index.cuts_a_word(8) && !index.cuts_a_word(5) && index.ends_a_word(9));
    }
}
