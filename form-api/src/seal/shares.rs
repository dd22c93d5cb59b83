//! Recovery shares: three printed slips, of which any two give the township's private key back and one says nothing.
//!
//! Shamir's scheme over GF(256) with a line through the secret, byte by byte. A slip is twelve groups of six symbols: each
//! group holds three bytes and a check symbol, so that a typing error is found and its group named. Deliberately absent:
//! any way to keep a slip in the program.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::envelope::{KeyId, PrivateKey};
use super::receipt::SYMBOLS;
use crate::case::{is_dash, is_unseen};

/// Slips that are printed.
pub const SHARES: u8 = 3;
const SECRET: usize = 32;
/// The number of the slip, three bytes of the key's id, the secret's share.
const BYTES: usize = 1 + ID + SECRET;
const ID: usize = 3;
const GROUP: usize = 6;
const GROUPS: usize = BYTES / 3;

/// One slip. Its `Debug` shows its number only.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    at: u8,
    id: [u8; ID],
    secret: Zeroizing<[u8; SECRET]>,
}

/// What is wrong with typed slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// A slip has twelve groups of six.
    #[error("恢复份应当是 12 组，每组 6 个字符")]
    Length,
    /// A typing error, in this group (counted from 1).
    #[error("第 {0} 组有错字，请对照纸条再打一遍")]
    Typing(usize),
    /// Both are the same slip.
    #[error("两次输入的是同一份，请用另一份")]
    Same,
    /// They belong to another key: of before a rotation, or of another township.
    #[error("这份不是现在这把密钥的恢复份（可能是更换密钥以前印的）")]
    OtherKey,
}

/// Makes the slips of a key.
#[must_use]
pub fn share_out(key: &PrivateKey) -> Vec<Share> {
    let slope = Zeroizing::new(super::random::<SECRET>());
    (1..=SHARES).map(|at| share_at(key, &slope, at)).collect()
}

fn share_at(key: &PrivateKey, slope: &[u8; SECRET], at: u8) -> Share {
    let secret = std::array::from_fn(|byte| key.expose()[byte] ^ times(slope[byte], at));
    Share { at, id: key.public().id().beginning(), secret: Zeroizing::new(secret) }
}

/// Gives the key back of two slips.
///
/// # Errors
/// [`ShareFault::Same`]; [`ShareFault::OtherKey`] when what comes out is not the private half of `wanted`.
pub fn combine(one: &Share, other: &Share, wanted: KeyId) -> Result<PrivateKey, ShareFault> {
    if one.id != wanted.beginning() || other.id != wanted.beginning() {
        return Err(ShareFault::OtherKey);
    }
    if one.at == other.at {
        return Err(ShareFault::Same);
    }
    // The line through (a, y) and (b, z) meets 0 at (y·b + z·a) / (a + b).
    let below = inverse(one.at ^ other.at);
    let secret = Zeroizing::new(std::array::from_fn::<u8, SECRET, _>(|byte| {
        times(times(one.secret[byte], other.at) ^ times(other.secret[byte], one.at), below)
    }));
    let key = PrivateKey::parse(secret.as_slice()).map_err(|_| ShareFault::OtherKey)?;
    if key.public().id() == wanted { Ok(key) } else { Err(ShareFault::OtherKey) }
}

/// Multiplication in GF(2⁸) modulo x⁸+x⁴+x³+x+1, without tables or branches on the secret.
const fn times(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    let mut bit = 0;
    while bit < 8 {
        product ^= a & 0u8.wrapping_sub(b & 1);
        a = (a << 1) ^ (0x1b & 0u8.wrapping_sub(a >> 7));
        b >>= 1;
        bit += 1;
    }
    product
}

/// a²⁵⁴, which is 1/a; 0 for 0.
const fn inverse(a: u8) -> u8 {
    let mut power = a;
    let mut result = 1;
    let mut bit = 0;
    while bit < 7 {
        power = times(power, power);
        result = times(result, power);
        bit += 1;
    }
    result
}

impl Share {
    /// Which slip it is: 1, 2 or 3.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.at
    }

    /// As it is printed.
    #[must_use]
    pub fn show(&self) -> Zeroizing<String> {
        let bytes = Zeroizing::new([&[self.at], self.id.as_slice(), self.secret.as_slice()].concat());
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for (group, three) in bytes.chunks(3).enumerate() {
            if group > 0 {
                text.push('-');
            }
            let mut number = three.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
            let mut symbols = [0; GROUP];
            for symbol in symbols[..GROUP - 1].iter_mut().rev() {
                *symbol = number % 31;
                number /= 31;
            }
            symbols[GROUP - 1] = check(group, &symbols);
            text.extend(symbols.iter().map(|symbol| char::from(SYMBOLS[*symbol as usize])));
        }
        text
    }

    /// Reads what a person typed: lower case, spaces, dashes and full-width forms are fine.
    ///
    /// # Errors
    /// [`ShareFault::Length`]; [`ShareFault::Typing`] with the group.
    pub fn parse(typed: &str) -> Result<Self, ShareFault> {
        let plain: Zeroizing<Vec<char>> = Zeroizing::new(
            typed
                .nfkc()
                .filter(|c| !c.is_whitespace() && !is_unseen(*c) && !is_dash(*c) && !matches!(c, '.' | '·'))
                .collect(),
        );
        if plain.len() != GROUPS * GROUP {
            return Err(ShareFault::Length);
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (group, typed) in plain.chunks(GROUP).enumerate() {
            let mut symbols = [0; GROUP];
            for (symbol, c) in symbols.iter_mut().zip(typed) {
                let at = SYMBOLS.iter().position(|known| char::from(*known) == c.to_ascii_uppercase());
                *symbol = at.and_then(|at| u32::try_from(at).ok()).ok_or(ShareFault::Typing(group + 1))?;
            }
            let number = symbols[..GROUP - 1].iter().fold(0u32, |number, symbol| number * 31 + symbol);
            if check(group, &symbols) != symbols[GROUP - 1] || number >= 1 << 24 {
                return Err(ShareFault::Typing(group + 1));
            }
            bytes[group * 3..group * 3 + 3].copy_from_slice(&number.to_be_bytes()[1..]);
        }
        let id = std::array::from_fn(|at| bytes[1 + at]);
        let secret = std::array::from_fn(|at| bytes[1 + ID + at]);
        match bytes[0] {
            at @ 1..=SHARES => Ok(Self { at, id, secret: Zeroizing::new(secret) }),
            _ => Err(ShareFault::Typing(1)),
        }
    }
}

/// The check symbol of a group: 31 is a prime number, so the weighted sum finds every single wrong symbol and every swap;
/// the group's own place is in it, so that groups cannot change places.
fn check(group: usize, symbols: &[u32; GROUP]) -> u32 {
    let sum: u32 = (2..).zip(&symbols[..GROUP - 1]).map(|(weight, symbol)| weight * symbol).sum();
    (sum + u32::try_from(group).unwrap_or_default() + 1) % 31
}

impl std::fmt::Debug for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Share").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> PrivateKey {
        PrivateKey::parse(&std::array::from_fn::<u8, SECRET, _>(|at| 7 * at as u8 + 3)).expect("32 bytes")
    }

    #[test]
    fn the_field_is_that_of_the_standard() {
        // FIPS 197, sections 4.2 and 4.2.1.
        assert_eq!(times(0x57, 0x83), 0xc1);
        assert_eq!(times(0x57, 0x13), 0xfe);
        assert_eq!(inverse(0x53), 0xca);
        for a in 1..=255 {
            assert_eq!(times(a, inverse(a)), 1);
        }
    }

    #[test]
    fn any_two_slips_give_the_key_back_and_one_twice_does_not() {
        let shares = share_out(&key());
        let id = key().public().id();
        for (one, other) in [(0, 1), (1, 0), (0, 2), (2, 1)] {
            let back = combine(&shares[one], &shares[other], id).expect("combined");
            assert_eq!(back.expose(), key().expose());
        }
        assert_eq!(combine(&shares[1], &shares[1], id).map(|_| ()), Err(ShareFault::Same));
        let other_key = PrivateKey::parse(&[9; 32]).expect("32 bytes");
        let of_other = share_out(&other_key);
        assert_eq!(combine(&of_other[0], &of_other[1], id).map(|_| ()), Err(ShareFault::OtherKey));
        assert_eq!(combine(&shares[0], &of_other[1], id).map(|_| ()), Err(ShareFault::OtherKey));
        // Slips of the same key that were made at different times lie on different lines.
        let again = share_out(&key());
        assert_eq!(combine(&shares[0], &again[1], id).map(|_| ()), Err(ShareFault::OtherKey));
    }

    #[test]
    fn one_slip_says_nothing_for_every_secret_there_is_a_line_through_it() {
        let share = &share_out(&key())[1];
        let other = PrivateKey::parse(&[0x5a; 32]).expect("32 bytes");
        let slope = std::array::from_fn(|at| times(share.secret[at] ^ 0x5a, inverse(2)));
        assert_eq!(share_at(&other, &slope, 2).secret, share.secret);
    }

    #[test]
    fn a_slip_is_the_one_of_the_vector() {
        let share = share_at(&key(), &[0x11; SECRET], 3);
        let printed = share.show();
        assert_eq!(printed.split('-').count(), GROUPS);
        assert_eq!(Share::parse(&printed), Ok(share.clone()));
        assert_eq!(Share::parse(&printed.to_lowercase().replace('-', " ")), Ok(share));
        // Computed a second time, in another language.
        let vector = "28QSGS-DP7XUR-4F76R3-3HG5CW-2MKTNP-93P5R4-86286S-795WQ4-FDZXCJ-CSH76R-BVPZHT-M2K2E4";
        assert_eq!(printed.as_str(), vector);
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_is_found_with_its_group() {
        let printed = share_out(&key())[0].show();
        let symbols: Vec<char> = printed.chars().collect();
        for at in (0..symbols.len()).filter(|at| symbols[*at] != '-') {
            for wrong in SYMBOLS.map(char::from) {
                let mut typed = symbols.clone();
                typed[at] = wrong;
                let read = Share::parse(&typed.iter().collect::<String>());
                assert_eq!(read.is_ok(), wrong == symbols[at], "{at} {wrong}");
                if wrong != symbols[at] {
                    assert_eq!(read, Err(ShareFault::Typing(at / (GROUP + 1) + 1)));
                }
            }
            if symbols.get(at + 1).is_some_and(|next| *next != '-' && *next != symbols[at]) {
                let mut typed = symbols.clone();
                typed.swap(at, at + 1);
                assert!(Share::parse(&typed.iter().collect::<String>()).is_err(), "{at}");
            }
        }
        let mut groups: Vec<&str> = printed.split('-').collect();
        groups.swap(4, 5);
        assert!(groups[4] == groups[5] || Share::parse(&groups.concat()).is_err());
        assert_eq!(Share::parse("234"), Err(ShareFault::Length));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", share_out(&key())[0]), "Share { at: 1, .. }");
    }
}
