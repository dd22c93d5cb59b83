//! Lists of words that are asked at every place of a text: one bit for the first character answers most
//! questions, and a table has the few words that are left.
//!
//! Deliberately absent: what the words mean; the lists stand with the rules that use them.

/// Words by their first character, each with what is known about it. Words with the same first character stay
/// in the order in which they were given.
pub(super) struct WordMap<T> {
    /// A bit for each first character of the basic plane.
    bits: Vec<u64>,
    /// For each character of the basic plane, where its words end; they start where those before it end.
    ends: Vec<u16>,
    words: Vec<(Vec<char>, T)>,
}

impl<T> WordMap<T> {
    pub(super) fn new(words: impl IntoIterator<Item = (Vec<char>, T)>) -> Self {
        const PLANE: usize = 0x1_0000;
        let mut words: Vec<_> = words
            .into_iter()
            .filter(|(word, _)| word.first().is_some_and(|&c| (c as usize) < PLANE))
            .collect();
        words.sort_by_key(|(word, _)| word[0]);
        let mut map = Self { bits: vec![0; PLANE / 64], ends: vec![0; PLANE], words };
        let mut count = 0;
        for (code, end) in map.ends.iter_mut().enumerate() {
            let own = map.words[count..].iter().take_while(|(word, _)| word[0] as usize == code).count();
            map.bits[code / 64] |= u64::from(own > 0) << (code % 64);
            count += own;
            *end = u16::try_from(count).expect("a list has some thousand words");
        }
        map
    }

    /// The words with this first character.
    pub(super) fn of(&self, first: char) -> &[(Vec<char>, T)] {
        let code = first as usize;
        if self.bits.get(code / 64).is_none_or(|bits| bits >> (code % 64) & 1 == 0) {
            return &[];
        }
        let start = code.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[usize::from(start)..usize::from(self.ends[code])]
    }

    /// The words that start at `at`, and what is known about each.
    pub(super) fn at<'a>(&'a self, chars: &'a [char], at: usize) -> impl Iterator<Item = (usize, &'a T)> {
        let words = chars.get(at).map_or(&[][..], |&first| self.of(first));
        words
            .iter()
            .filter(move |(word, _)| stands(chars, at, word, |c| c))
            .map(|(word, of)| (word.len(), of))
    }

    /// The same for words in small letters, whatever letters the text has.
    pub(super) fn at_in_any_case<'a>(
        &'a self,
        chars: &'a [char],
        at: usize,
    ) -> impl Iterator<Item = (usize, &'a T)> {
        let small = |c: char| c.to_ascii_lowercase();
        let words = chars.get(at).map_or(&[][..], |&first| self.of(small(first)));
        words
            .iter()
            .filter(move |(word, _)| stands(chars, at, word, small))
            .map(|(word, of)| (word.len(), of))
    }
}

/// Whether the characters at `at`, each as it is read, are a word. Words are short: one character after another
/// is faster than a comparison of memory.
fn stands(chars: &[char], at: usize, word: &[char], read: impl Fn(char) -> char) -> bool {
    chars.get(at..at + word.len()).is_some_and(|part| part.iter().zip(word).all(|(own, c)| read(*own) == *c))
}

/// Words of one list.
pub(super) struct WordSet(WordMap<()>);

impl WordSet {
    pub(super) fn new<'a>(words: impl IntoIterator<Item = &'a &'a str>) -> Self {
        Self(WordMap::new(words.into_iter().map(|word| (word.chars().collect(), ()))))
    }

    /// The length of the first of the words that starts at `at`.
    pub(super) fn at(&self, chars: &[char], at: usize) -> Option<usize> {
        self.0.at(chars, at).next().map(|(length, ())| length)
    }
}

#[cfg(test)]
mod tests {
    use super::{WordMap, WordSet};

    #[test]
    fn a_word_is_found_where_it_starts() {
        let chars: Vec<char> = "转给VX成海".chars().collect();
        assert_eq!(WordSet::new(&["转交", "转给", "转"]).at(&chars, 0), Some(2));
        assert_eq!(WordSet::new(&["给"]).at(&chars, 0), None);
        assert_eq!(WordSet::new(&["vx成"]).at(&chars, 2), None);
        let map = WordMap::new([("vx成".chars().collect(), 7), ("vx".chars().collect(), 8)]);
        assert_eq!(map.at_in_any_case(&chars, 2).collect::<Vec<_>>(), [(3, &7), (2, &8)]);
    }
}
