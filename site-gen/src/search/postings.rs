//! Which documents of a run hold a term, in letters.
//!
//! Gaps are written in Golomb–Rice code: the quotient in zeros ended by a one, then `k` low bits. With `k` = 0 that is a
//! bitmap, bit for bit, so the best `k` never takes more than a bitmap: 12.5 KB of bits for 100,000 documents.
//!
//! Six bits make one character out of letters and marks, without digits: the gate reads every string of the finished
//! site, and no accident of coding should look like somebody's number.

/// Six bits each; nothing that JSON escapes and no digit.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$()*+-.:;~";

/// The largest parameter: gaps of a run are below 2^20.
const LARGEST_K: u32 = 20;

fn letter(six: u64) -> char {
    char::from(ALPHABET[usize::try_from(six & 63).unwrap_or_default()])
}

fn six(letter: u8) -> Option<u64> {
    ALPHABET.iter().position(|known| *known == letter).map(|at| at as u64)
}

/// A number in letters, five bits each, the lowest first; the sixth bit says that more follow.
pub fn write_number(out: &mut String, mut number: u64) {
    while number >= 32 {
        out.push(letter(32 | (number & 31)));
        number >>= 5;
    }
    out.push(letter(number));
}

/// Reads a number from the front of `letters`.
pub fn read_number(letters: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (first, rest) = letters.split_first()?;
        *letters = rest;
        let bits = six(*first)?;
        number |= (bits & 31).checked_shl(shift)?;
        shift += 5;
        if bits < 32 {
            return Some(number);
        }
    }
}

/// Packs bits into letters.
#[derive(Default)]
struct Bits {
    letters: String,
    held: u64,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u64, count: u32) {
        for at in (0..count).rev() {
            self.held = (self.held << 1) | ((bits >> at) & 1);
            self.count += 1;
            if self.count == 6 {
                self.letters.push(letter(self.held));
                (self.held, self.count) = (0, 0);
            }
        }
    }

    /// Zeros fill the last letter: a quotient without its one says nothing.
    fn finish(mut self) -> String {
        if self.count > 0 {
            self.push(0, 6 - self.count);
        }
        self.letters
    }
}

fn gaps(numbers: &[u32]) -> impl Iterator<Item = u64> + '_ {
    let before = std::iter::once(None).chain(numbers.iter().copied().map(Some));
    numbers.iter().zip(before).map(|(number, before)| u64::from(before.map_or(*number, |b| number - b - 1)))
}

/// Numbers that grow, in letters: the parameter, then the gaps.
#[must_use]
pub fn write(numbers: &[u32]) -> String {
    let size = |k: &u32| gaps(numbers).map(|gap| (gap >> k) + 1 + u64::from(*k)).sum::<u64>();
    let k = (0..=LARGEST_K).min_by_key(size).unwrap_or_default();
    let mut bits = Bits::default();
    for gap in gaps(numbers) {
        for _ in 0..gap >> k {
            bits.push(0, 1);
        }
        bits.push(1, 1);
        bits.push(gap & ((1 << k) - 1), k);
    }
    format!("{}{}", letter(u64::from(k)), bits.finish())
}

/// The numbers that [`write`] wrote; none when that is not what it wrote.
#[must_use]
pub fn read(letters: &[u8]) -> Option<Vec<u32>> {
    let (first, rest) = letters.split_first()?;
    let k = u32::try_from(six(*first)?).ok().filter(|k| *k <= LARGEST_K)?;
    let mut bits = Vec::with_capacity(rest.len() * 6);
    for one in rest {
        let six = six(*one)?;
        bits.extend((0..6).rev().map(|at| (six >> at) & 1));
    }
    let mut numbers = Vec::new();
    let (mut at, mut next) = (0, 0_u64);
    while let Some(zeros) = bits[at..].iter().position(|bit| *bit == 1) {
        at += zeros + 1;
        let low = bits.get(at..at + k as usize)?.iter().fold(0, |low, bit| (low << 1) | bit);
        at += k as usize;
        let number = next + ((zeros as u64) << k) + low;
        numbers.push(u32::try_from(number).ok()?);
        next = number + 1;
    }
    Some(numbers)
}

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
        ) {
            let set: BTreeSet<u32> = if dense { (0..3000).filter(|n| !numbers.contains(n)).collect() } else { numbers };
            let numbers: Vec<u32> = set.into_iter().collect();
            let letters = write(&numbers);
            prop_assert!(letters.len() <= 1 + 3000_usize.div_ceil(6));
            prop_assert!(!letters.bytes().any(|b| b.is_ascii_digit() || b == b'"' || b == b'\\'));
            prop_assert_eq!(read(letters.as_bytes()), Some(numbers));
        }

        #[test]
        fn a_number_reads_back(number in 0_u64..1 << 42, rest in "[A-Z]{0,3}") {
            let mut letters = String::new();
            write_number(&mut letters, number);
            let whole = letters + &rest;
            let mut bytes = whole.as_bytes();
            prop_assert_eq!(read_number(&mut bytes), Some(number));
            prop_assert_eq!(bytes, rest.as_bytes());
        }
    }
}
