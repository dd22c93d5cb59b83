//! Which documents of a run hold a term, in letters.
//!
//! Counts are written in Elias's gamma code, distances in Golomb–Rice code: the quotient in zeros ended by a
//! one, then `k` low bits. `k` follows from how many numbers there are below which bound. With `k` = 0 the
//! code is a bitmap, bit for bit, so a list never takes more than a bitmap: 12.5 KB of bits for 100,000
//! documents.
//!
//! Six bits make one character out of letters and marks. The gate reads every string of the finished site,
//! and no accident of coding may look to it like somebody's: there is no digit, none of the letters that
//! stand for 0 and 1, and none of the signs with which addresses (`@#([.`), WeChat names (`vwVW:`) and
//! escapes (`%`) begin.

/// Six bits each; nothing that JSON escapes.
const ALPHABET: &[u8; 64] = b"ABCEFGHJKLMNPRSTUXYZabcdefghijkmnpqrstuxyz!$&')*+,-/;<=>?]^_`{}~";

/// The parameter for `count` numbers below `bound`: that with the fewest bits at worst.
fn parameter(count: u64, bound: u64) -> u32 {
    (0..40).min_by_key(|k| count * u64::from(k + 1) + (bound.saturating_sub(count) >> k)).unwrap_or_default()
}

/// Puts numbers into letters.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    letters: String,
    held: u32,
    count: u32,
}

impl Writer {
    fn bit(&mut self, bit: bool) {
        self.held = (self.held << 1) | u32::from(bit);
        self.count += 1;
        if self.count == 6 {
            self.letters.push(char::from(ALPHABET[self.held as usize & 63]));
            (self.held, self.count) = (0, 0);
        }
    }

    fn bits(&mut self, bits: u64, count: u32) {
        for at in (0..count).rev() {
            self.bit((bits >> at) & 1 == 1);
        }
    }

    /// A count; it is at least one.
    pub fn count(&mut self, count: u64) {
        let width = count.max(1).ilog2();
        self.bits(0, width);
        self.bits(count.max(1), width + 1);
    }

    fn rice(&mut self, number: u64, k: u32) {
        for _ in 0..number >> k {
            self.bit(false);
        }
        self.bit(true);
        self.bits(number, k);
    }

    /// How many numbers there are and one, and the numbers; they grow and stay below `bound`.
    pub fn numbers(&mut self, numbers: &[u32], bound: usize) {
        let count = numbers.len() as u64;
        self.count(count + 1);
        let mut keys = Distances::new(count, bound as u64);
        for number in numbers {
            keys.write(self, u64::from(*number));
        }
    }

    /// The letters.
    #[must_use]
    pub fn finish(mut self) -> String {
        while self.count > 0 {
            self.bit(false);
        }
        self.letters
    }
}

/// Numbers that grow, each written or read as its distance from the one before.
#[derive(Clone, Copy, Debug)]
pub struct Distances {
    k: u32,
    next: u64,
}

impl Distances {
    /// So many numbers below `bound` will follow.
    #[must_use]
    pub fn new(count: u64, bound: u64) -> Self {
        Self { k: parameter(count, bound), next: 0 }
    }

    /// Writes one.
    pub fn write(&mut self, to: &mut Writer, number: u64) {
        to.rice(number - self.next, self.k);
        self.next = number + 1;
    }

    /// Reads one.
    pub fn read(&mut self, from: &mut Reader<'_>) -> Option<u64> {
        let number = self.next.checked_add(from.rice(self.k)?)?;
        self.next = number + 1;
        Some(number)
    }
}

/// Reads what [`Writer`] wrote; none where that is not what it wrote.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    letters: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// From the first letter.
    #[must_use]
    pub fn new(letters: &'a str) -> Self {
        Self { letters: letters.as_bytes(), at: 0 }
    }

    fn bit(&mut self) -> Option<bool> {
        let letter = *self.letters.get(self.at / 6)?;
        let six = SIX[usize::from(letter)]?;
        let bit = (six >> (5 - self.at % 6)) & 1 == 1;
        self.at += 1;
        Some(bit)
    }

    fn bits(&mut self, count: u32) -> Option<u64> {
        (0..count).try_fold(0_u64, |bits, _| Some((bits << 1) | u64::from(self.bit()?)))
    }

    fn zeros(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
        }
        Some(zeros)
    }

    pub fn count(&mut self) -> Option<u64> {
        let width = self.zeros().filter(|width| *width < 40)?;
        Some((1 << width) | self.bits(width)?)
    }

    fn rice(&mut self, k: u32) -> Option<u64> {
        Some((u64::from(self.zeros()?) << k) | self.bits(k)?)
    }

    /// Numbers below `bound`.
    pub fn numbers(&mut self, bound: usize) -> Option<Vec<u32>> {
        let count = self.count()?.checked_sub(1).filter(|count| *count <= bound as u64)?;
        let mut distances = Distances::new(count, bound as u64);
        (0..count).map(|_| u32::try_from(distances.read(self)?).ok()).collect()
    }
}

/// The six bits of a letter.
const SIX: [Option<u8>; 256] = {
    let mut six = [None; 256];
    let mut at = 0;
    while at < 64 {
        six[ALPHABET[at] as usize] = Some(at as u8);
        at += 1;
    }
    six
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn postings_read_back_and_never_take_more_than_a_bitmap(
            numbers in prop::collection::btree_set(0_u32..3000, 0..400),
            dense in any::<bool>(),
            more in any::<bool>(),
        ) {
            let set: BTreeSet<u32> = if dense { (0..3000).filter(|n| !numbers.contains(n)).collect() } else { numbers };
            let numbers: Vec<u32> = set.into_iter().collect();
            let mut writer = Writer::default();
            writer.numbers(&numbers, 3000);
            if more {
                writer.count(5);
            }
            let letters = writer.finish();
            let count = 2 * (numbers.len() + 1).ilog2() as usize + 1;
            prop_assert!(letters.len() <= (count + 3000 + 5).div_ceil(6));
            prop_assert!(!letters.bytes().any(|b| b.is_ascii_digit() || b == b'"' || b == b'\\'));
            let mut reader = Reader::new(&letters);
            prop_assert_eq!(reader.numbers(3000), Some(numbers));
            prop_assert_eq!(reader.count(), more.then_some(5));
        }

        #[test]
        fn letters_that_nobody_wrote_are_no_numbers_but_never_a_panic(letters in "\\PC{0,40}|[A-Za-z!#$]{0,40}") {
            let mut reader = Reader::new(&letters);
            while let Some(numbers) = reader.numbers(3000) {
                prop_assert!(numbers.len() <= 3000);
            }
        }
    }
}
