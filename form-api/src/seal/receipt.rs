//! The letter number and the query code.
//!
//! The number (year and eight random digits in two groups) can be said aloud and says nothing about how many letters
//! there are. The code is the secret: 17 random symbols of 31 (84 bits) and one check symbol, in three groups of six,
//! without 0, 1, I, L and O. Both are derived from the random part of the form that was sent, so that a form sent twice
//! shows the same receipt although only a keyed hash of the code is kept.
//!
//! Deliberately absent: a way from what is stored back to a code, and a reset by mail.

use unicode_normalization::UnicodeNormalization;

use super::keys::{Keys, Purpose};

/// 31 symbols, a prime number: a check symbol by weighted sum finds every single wrong symbol and every swap.
pub(super) const SYMBOLS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const RANDOM: usize = 17;
const GROUP: usize = 6;
/// The random part of a form, in bytes.
pub(super) const NONCE: usize = 16;

/// A new random part for a letter that does not come through a web form.
#[must_use]
pub fn new_nonce() -> [u8; NONCE] {
    super::random()
}

/// The secret of one letter. Its `Debug` prints stars; [`QueryCode::show`] is for the receipt alone.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryCode([u8; RANDOM]);

/// What is wrong with a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a query code: it has a typing mistake")]
pub struct CodeFault;

impl QueryCode {
    /// The code of the letter that came with this random part.
    #[must_use]
    pub fn of(keys: &Keys, nonce: &[u8]) -> Self {
        let mut stream = blake3::Hasher::new_keyed(&keys.derive(Purpose::QueryCode))
            .update(b"code")
            .update(nonce)
            .finalize_xof();
        let mut symbols = [0; RANDOM];
        for symbol in &mut symbols {
            // 248 is the largest multiple of 31 in a byte: taking only what is below keeps all symbols alike.
            let mut byte = [255];
            while byte[0] >= 248 {
                stream.fill(&mut byte);
            }
            *symbol = byte[0] % 31;
        }
        Self(symbols)
    }

    /// Reads what a person typed: lower case, spaces, dashes and full-width forms are fine.
    ///
    /// # Errors
    /// [`CodeFault`] when it cannot be a code: the check symbol catches it before anything is looked up.
    pub fn parse(typed: &str) -> Result<Self, CodeFault> {
        let symbols: Vec<u8> = typed
            .nfkc()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '.' | '·'))
            .map(|c| {
                let upper = c.to_ascii_uppercase();
                SYMBOLS
                    .iter()
                    .position(|symbol| char::from(*symbol) == upper)
                    .and_then(|at| u8::try_from(at).ok())
            })
            .collect::<Option<_>>()
            .ok_or(CodeFault)?;
        let (check, random) = symbols.split_last().ok_or(CodeFault)?;
        let random: [u8; RANDOM] = random.try_into().map_err(|_| CodeFault)?;
        if check_symbol(&random) == *check { Ok(Self(random)) } else { Err(CodeFault) }
    }

    /// As it is printed on the receipt: `XXXXXX-XXXXXX-XXXXXX`.
    #[must_use]
    pub fn show(&self) -> String {
        let mut shown = String::with_capacity(20);
        for (at, symbol) in self.0.iter().chain([&check_symbol(&self.0)]).enumerate() {
            if at > 0 && at % GROUP == 0 {
                shown.push('-');
            }
            shown.push(char::from(SYMBOLS[usize::from(*symbol)]));
        }
        shown
    }

    /// What is stored: keyed, so that a stolen database is no list to try codes on, and bound to the number.
    #[must_use]
    pub fn hash(&self, keys: &Keys, submission_no: &str) -> [u8; 32] {
        *blake3::Hasher::new_keyed(&keys.derive(Purpose::QueryCode))
            .update(b"hash")
            .update(submission_no.as_bytes())
            .update(&self.0)
            .finalize()
            .as_bytes()
    }

    /// Compares with what is stored, in constant time.
    #[must_use]
    pub fn matches(&self, keys: &Keys, submission_no: &str, stored: &[u8]) -> bool {
        let Ok(stored) = <[u8; 32]>::try_from(stored) else { return false };
        blake3::Hash::from_bytes(self.hash(keys, submission_no)) == blake3::Hash::from_bytes(stored)
    }
}

impl std::fmt::Debug for QueryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// Σ (position · symbol) mod 31, positions from 1: none of the weights is a multiple of the prime 31.
fn check_symbol(random: &[u8; RANDOM]) -> u8 {
    let sum: usize = random.iter().enumerate().map(|(at, symbol)| (at + 1) * usize::from(*symbol)).sum();
    u8::try_from(sum % 31).expect("less than 31")
}

/// The letter number for a random part; `attempt` gives another one when the first is taken.
pub(super) fn submission_no(keys: &Keys, nonce: &[u8], year: i16, attempt: u8) -> String {
    let hash = blake3::Hasher::new_keyed(&keys.derive(Purpose::QueryCode))
        .update(b"number")
        .update(nonce)
        .update(&[attempt])
        .finalize();
    let random =
        u64::from_be_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes")) % 100_000_000;
    format!("{year}-{:04}-{:04}", random / 10_000, random % 10_000)
}

/// Reads a letter number that a person typed: spaces, full-width digits and missing dashes are fine.
#[must_use]
pub fn parse_submission_no(typed: &str) -> Option<String> {
    let digits: String = typed.nfkc().filter(char::is_ascii_digit).collect();
    let rest = typed.nfkc().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    (rest && digits.len() == 12).then(|| format!("{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_root([3; 32], false)
    }

    #[test]
    fn a_code_reads_back_as_people_type_it() {
        let code = QueryCode::of(&keys(), b"a form");
        let shown = code.show();
        assert_eq!(shown.len(), 20);
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('-', "")] {
            assert_eq!(QueryCode::parse(&typed), Ok(code.clone()), "{typed}");
        }
        let wide: String =
            shown.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).expect("full width")).collect();
        assert_eq!(QueryCode::parse(&wide), Ok(code));
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_of_neighbours_is_noticed() {
        let shown = QueryCode::of(&keys(), b"a form").show().replace('-', "");
        for at in 0..shown.len() {
            for symbol in SYMBOLS {
                let mut typed = shown.clone().into_bytes();
                if typed[at] == *symbol {
                    continue;
                }
                typed[at] = *symbol;
                assert_eq!(QueryCode::parse(std::str::from_utf8(&typed).expect("ascii")), Err(CodeFault));
            }
            let mut swapped = shown.clone().into_bytes();
            if at + 1 < swapped.len() - 1 && swapped[at] != swapped[at + 1] {
                swapped.swap(at, at + 1);
                assert_eq!(QueryCode::parse(std::str::from_utf8(&swapped).expect("ascii")), Err(CodeFault));
            }
        }
        for wrong in ["", "ABC", "0000000000000000 00", "查询码"] {
            assert_eq!(QueryCode::parse(wrong), Err(CodeFault));
        }
    }

    #[test]
    fn a_hash_belongs_to_one_number_and_one_key() {
        let code = QueryCode::of(&keys(), b"a form");
        let stored = code.hash(&keys(), "2026-0000-0001");
        assert!(code.matches(&keys(), "2026-0000-0001", &stored));
        assert!(!code.matches(&keys(), "2026-0000-0002", &stored));
        assert!(!code.matches(&Keys::from_root([4; 32], false), "2026-0000-0001", &stored));
        assert_eq!(format!("{code:?}"), "***");
    }

    #[test]
    fn a_number_reads_back_as_people_say_it() {
        let number = submission_no(&keys(), b"a form", 2026, 0);
        assert_eq!(number.len(), 14);
        assert_eq!(parse_submission_no(&number.replace('-', "")), Some(number.clone()));
        assert_eq!(parse_submission_no(" ２０２６ 4738 2156 "), Some("2026-4738-2156".to_owned()));
        assert_eq!(parse_submission_no("2026-4738"), None);
        assert_eq!(parse_submission_no("2026-4738-215x6"), None);
    }
}
