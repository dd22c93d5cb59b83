//! The letter number and the query code.
//!
//! The number (year and eight random digits in two groups) can be said aloud and says nothing about how many letters
//! there are. The code is the secret: 17 random symbols of 31 (84 bits) and one check symbol, in three groups of six,
//! without 0, 1, I, L and O. Both are derived from the random part of the form that was sent, so that a form sent twice
//! shows the same receipt although only a keyed hash of the code is kept.
//!
//! Deliberately absent: a way from what is stored back to a code, and a reset by mail.

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;

use super::keys::{Keys, Purpose};

/// 31 symbols, a prime number: a check symbol by weighted sum finds every single wrong symbol and every swap.
const SYMBOLS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const RANDOM: usize = 17;
const GROUP: usize = 6;
/// The random part of a form, in bytes.
const NONCE: usize = 16;
/// How long a form stays open: a resident may take a day to write.
const FORM_AGE_MS: i64 = 24 * 60 * 60 * 1000;

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
fn submission_no(keys: &Keys, nonce: &[u8], year: i16, attempt: u8) -> String {
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

/// A form that was handed out: its random part, when, and a seal over both. It makes a letter idempotent and stops
/// posts that never saw the form. It is no session: nothing is kept until a letter is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken {
    nonce: [u8; NONCE],
    made_at: Timestamp,
}

/// Why a form token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not made here, or changed.
    #[error("the form token is not of this service")]
    Forged,
    /// Older than a day.
    #[error("the form token is older than a day")]
    Old,
}

impl FormToken {
    /// A token for a form that is handed out now.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { nonce: new_nonce(), made_at: now }
    }

    /// A token for a letter that does not come through a web form, so that its receipt is made the same way.
    #[must_use]
    pub const fn from_nonce(nonce: [u8; NONCE], now: Timestamp) -> Self {
        Self { nonce, made_at: now }
    }

    /// As a hidden field of the form.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        seal_field(keys, "form", &format!("{}.{}", super::hex(&self.nonce), self.made_at.as_millisecond()))
    }

    /// Reads the hidden field back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (text, made_at) = open_field(keys, "form", field, now, FORM_AGE_MS)?;
        let mut nonce = [0; NONCE];
        if text.len() != NONCE * 2 {
            return Err(TokenFault::Forged);
        }
        for (byte, pair) in nonce.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| TokenFault::Forged)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| TokenFault::Forged)?;
        }
        Ok(Self { nonce, made_at })
    }

    /// The code of the letter that comes with this form.
    #[must_use]
    pub fn query_code(&self, keys: &Keys) -> QueryCode {
        QueryCode::of(keys, &self.nonce)
    }

    /// The number of the letter that comes with this form.
    #[must_use]
    pub fn submission_no(&self, keys: &Keys, year: i16, attempt: u8) -> String {
        submission_no(keys, &self.nonce, year, attempt)
    }

    /// What is stored to know the form again; the random part itself is not, for it would give the code.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        super::hex(&blake3::derive_key("lianxin 2026-11 idempotency", &self.nonce)[..16])
    }
}

/// How long a letter's own page takes a sender's additions.
const PAGE_AGE_MS: i64 = 30 * 60 * 1000;

/// Stands on a letter's own page for the query code that opened it, so that the code itself need not stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseToken {
    case_id: String,
    made_at: Timestamp,
}

impl CaseToken {
    /// For a page that is shown now.
    #[must_use]
    pub fn new(case_id: &str, now: Timestamp) -> Self {
        Self { case_id: case_id.to_owned(), made_at: now }
    }

    /// The case that the code opened.
    #[must_use]
    pub fn case_id(&self) -> &str {
        &self.case_id
    }

    /// As a hidden field.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        seal_field(keys, "case", &format!("{}.{}", self.case_id, self.made_at.as_millisecond()))
    }

    /// Reads the hidden field back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (case_id, made_at) = open_field(keys, "case", field, now, PAGE_AGE_MS)?;
        Ok(Self { case_id: case_id.to_owned(), made_at })
    }
}

fn seal_field(keys: &Keys, purpose: &str, body: &str) -> String {
    let mac = blake3::keyed_hash(&keys.derive(Purpose::Form), format!("{purpose} {body}").as_bytes());
    format!("{body}.{mac}")
}

/// Reads `text.milliseconds.mac` and checks seal and age.
fn open_field<'a>(
    keys: &Keys,
    purpose: &str,
    field: &'a str,
    now: Timestamp,
    age_ms: i64,
) -> Result<(&'a str, Timestamp), TokenFault> {
    let (body, mac) = field.rsplit_once('.').ok_or(TokenFault::Forged)?;
    let given = blake3::Hash::from_hex(mac).map_err(|_| TokenFault::Forged)?;
    if blake3::keyed_hash(&keys.derive(Purpose::Form), format!("{purpose} {body}").as_bytes()) != given {
        return Err(TokenFault::Forged);
    }
    let (text, ms) = body.rsplit_once('.').ok_or(TokenFault::Forged)?;
    let made_at =
        ms.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or(TokenFault::Forged)?;
    if now.as_millisecond().saturating_sub(made_at.as_millisecond()) > age_ms {
        return Err(TokenFault::Old);
    }
    Ok((text, made_at))
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
    fn a_form_reads_back_once_and_for_a_day() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let token = FormToken::new(now);
        let field = token.to_field(&keys());
        let read = FormToken::from_field(&keys(), &field, now).expect("ours");
        assert_eq!(read.idempotency_key(), token.idempotency_key());
        let later = Timestamp::from_second(1_800_000_000 + 25 * 3600).expect("in range");
        assert_eq!(FormToken::from_field(&keys(), &field, later).map(|_| ()), Err(TokenFault::Old));
        let forged = field.replacen(&field[..1], if field.starts_with('a') { "b" } else { "a" }, 1);
        assert_eq!(FormToken::from_field(&keys(), &forged, now).map(|_| ()), Err(TokenFault::Forged));
        for wrong in ["", "a.b", "a.b.c", &"0".repeat(64)] {
            assert_eq!(FormToken::from_field(&keys(), wrong, now).map(|_| ()), Err(TokenFault::Forged));
        }
    }

    #[test]
    fn a_number_reads_back_as_people_say_it() {
        let number = FormToken::new(Timestamp::UNIX_EPOCH).submission_no(&keys(), 2026, 0);
        assert_eq!(number.len(), 14);
        assert_eq!(parse_submission_no(&number.replace('-', "")), Some(number.clone()));
        assert_eq!(parse_submission_no(" ２０２６ 4738 2156 "), Some("2026-4738-2156".to_owned()));
        assert_eq!(parse_submission_no("2026-4738"), None);
        assert_eq!(parse_submission_no("2026-4738-215x6"), None);
    }
}
