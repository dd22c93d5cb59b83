//! The letter number and the query code.
//!
//! The number (year and eight random digits in two groups) can be said aloud and says nothing about how many letters
//! there are. The code is the secret: 17 random symbols of 31 (84 bits) and one check symbol, in three groups of six,
//! without 0, 1, I, L and O. Both are derived from the random part of the form that was sent, so that a form sent twice
//! shows the same receipt although only a keyed hash of the code is kept.
//!
//! Deliberately absent: a way from what is stored back to a code, and a reset by mail.

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use super::keys::{Keys, Purpose};
use crate::case::{is_dash, is_unseen};

/// 31 symbols, a prime number: a check symbol by weighted sum finds every single wrong symbol and every swap.
pub(super) const SYMBOLS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const RANDOM: usize = 17;
const GROUP: usize = 6;
/// Characters of what was pasted that are looked at: more than stand on a slip.
const PASTED: usize = 2_000;
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

    /// Reads what a person typed or pasted: lower case, blanks, dashes of any kind and full-width forms are fine, and so are
    /// quotes, labels and the rest of the slip around it.
    ///
    /// # Errors
    /// [`CodeFault`] when it cannot be a code, for the check symbol catches typing mistakes before anything is looked up, and when
    /// there are two.
    pub fn parse(typed: &str) -> Result<Self, CodeFault> {
        let read = |code: &str| {
            let symbols: Vec<u8> = code.bytes().map(symbol).collect::<Option<_>>()?;
            let (check, random) = symbols.split_last()?;
            let random: [u8; RANDOM] = random.try_into().ok()?;
            (check_symbol(&random) == *check).then_some(Self(random))
        };
        only_one(find_grouped(typed, &[GROUP; 3], read)).ok_or(CodeFault)
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

/// Numbers with four zeros in the middle are those of collective feedback.
const OF_FEEDBACK: u64 = 10_000;

/// The letter number for a random part; `attempt` gives another one when the first is taken.
pub(super) fn submission_no(keys: &Keys, nonce: &[u8], year: i16, attempt: u8) -> String {
    let hash = blake3::Hasher::new_keyed(&keys.derive(Purpose::QueryCode))
        .update(b"number")
        .update(nonce)
        .update(&[attempt])
        .finalize();
    let random =
        u64::from_be_bytes(hash.as_bytes()[..8].try_into().expect("a hash has 32 bytes")) % 100_000_000;
    let random = if random < OF_FEEDBACK { random + OF_FEEDBACK } else { random };
    format!("{year}-{:04}-{:04}", random / 10_000, random % 10_000)
}

/// Reads a letter number that a person typed or pasted, as [`QueryCode::parse`] reads a code.
#[must_use]
pub fn parse_submission_no(typed: &str) -> Option<String> {
    let read = |number: &str| {
        let is_number = number.starts_with("20") && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| format!("{}-{}-{}", &number[..4], &number[4..8], &number[8..]))
    };
    only_one(find_grouped(typed, &[4; 3], read))
}

fn symbol(letter: u8) -> Option<u8> {
    let at = SYMBOLS.iter().position(|symbol| *symbol == letter.to_ascii_uppercase())?;
    u8::try_from(at).ok()
}

/// What `read` makes of the words of a text that are together as long as what is printed in these groups. Words are ASCII letters
/// and digits; blanks, dashes, dots and the like hold them together (also the marks of a quoted mail), and all else parts them. Divided otherwise than it is printed
/// it counts only where nothing else is beside it: two days have twelve digits in a row too.
fn find_grouped<T>(typed: &str, printed: &[usize], read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let length: usize = printed.iter().sum();
    let (mut exact, mut other) = (Vec::new(), Vec::new());
    for words in words_that_belong_together(typed) {
        let mut from = 0;
        while from < words.len() {
            let mut end = from;
            let mut whole = String::new();
            while whole.len() < length && end < words.len() {
                whole += &words[end];
                end += 1;
            }
            let divided = words[from..end].iter().map(String::len);
            let is_printed = end == from + 1 || divided.eq(printed.iter().copied());
            let is_alone = from == 0 && end == words.len();
            let fits = whole.len() == length && (is_printed || is_alone);
            let found = if fits { read(&whole) } else { None };
            // What was found is not a part of something else.
            from = if found.is_some() { end } else { from + 1 };
            if is_printed { exact.extend(found) } else { other.extend(found) }
        }
    }
    if exact.is_empty() { other } else { exact }
}

fn words_that_belong_together(typed: &str) -> Vec<Vec<String>> {
    let (mut runs, mut words, mut word) = (Vec::new(), Vec::new(), String::new());
    // Copied out of an address, a dash or a blank stands there as it is written in one (RFC 3986, 2.1).
    let typed = percent_decode_str(typed).decode_utf8_lossy();
    let seen = typed.chars().take(PASTED).nfkc().filter(|c| c.is_whitespace() || !is_unseen(*c)).map(latin);
    for c in seen.chain(['\0']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        let holds = c.is_whitespace() || is_dash(c) || ".·•‧一/,+|。、*=>年".contains(c);
        if !holds && !words.is_empty() {
            runs.push(std::mem::take(&mut words));
        }
    }
    runs
}

/// A Cyrillic letter as the Latin one that looks like it: some keyboards and correction programs put it there.
const fn latin(c: char) -> char {
    match c {
        'А' | 'а' => 'A',
        'В' | 'в' => 'B',
        'Е' | 'е' => 'E',
        'К' | 'к' => 'K',
        'М' | 'м' => 'M',
        'Н' | 'н' => 'H',
        'О' | 'о' => 'O',
        'Р' | 'р' => 'P',
        'С' | 'с' => 'C',
        'Т' | 'т' => 'T',
        'У' | 'у' => 'Y',
        'Х' | 'х' => 'X',
        c => c,
    }
}

/// The one thing that was found; said twice it is still one.
fn only_one<T: PartialEq>(found: Vec<T>) -> Option<T> {
    let mut found = found.into_iter();
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
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

    /// What is printed on a slip, in the order in which it is printed.
    fn slip(number: &str, code: &str) -> String {
        format!(
            "联心网 来信凭条\n信件编号\u{3000}{number}\n查询码：{code}\n收到时间 2026-11-30 10:20\n\
             最迟 2026-12-20 以前答复\n民心电话 0880-5512345\nhttps://yundu.example/track/\n"
        )
    }

    #[test]
    fn a_code_and_a_number_read_back_as_people_paste_them() {
        let code = QueryCode::of(&keys(), b"a form");
        let number = submission_no(&keys(), b"a form", 2026, 0);
        let shown = code.show();
        let mut pasted = vec![
            slip(&number, &shown),
            slip(&number, &shown).replace('\n', " "),
            format!("{number} {shown}"),
            format!("{number},{shown}"),
            format!("{number}/{shown}"),
            format!("{number}|{shown}"),
            format!("https://yundu.example/?number={number}&code={}", shown.replace('-', "%2D")),
            format!("> 编号 {}\n> 查询码 {}\n", number.replace('-', "-\n> "), shown.replace('-', "-\n> ")),
            slip(&number, &shown.replace('A', "А").replace('C', "С").replace('H', "Н").replace('X', "Х")),
        ];
        for dash in "‐‑‒–—―−﹣－ー─一~～_·‧.。、*=/,，+|年 \n\t\u{A0}\u{3000}\u{2003}".chars()
        {
            pasted
                .push(slip(&number.replace('-', &dash.to_string()), &shown.replace('-', &dash.to_string())));
        }
        for unseen in
            "\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{202A}\u{202C}\u{2060}\u{FEFF}\u{AD}\u{FE0F}".chars()
        {
            let with =
                |text: &str| format!("{unseen}{}{unseen}", text.replace('-', &format!("{unseen}-{unseen}")));
            pasted.push(slip(&with(&number), &with(&shown)));
        }
        for (before, after) in [
            ("“", "”"),
            ("「", "」"),
            ("\"", "\""),
            ("（", "）"),
            ("【", "】"),
            ("", "。"),
            ("", "，"),
            ("code: ", ""),
            ("是", "吗"),
        ] {
            pasted.push(slip(&format!("{before}{number}{after}"), &format!("{before}{shown}{after}")));
        }
        for text in pasted {
            assert_eq!(QueryCode::parse(&text).as_ref(), Ok(&code), "{text}");
            assert_eq!(parse_submission_no(&text).as_ref(), Some(&number), "{text}");
        }
    }

    #[test]
    fn two_codes_or_numbers_are_a_doubt_and_the_same_one_twice_is_not() {
        let (one, other) = (QueryCode::of(&keys(), b"a form"), QueryCode::of(&keys(), b"another"));
        assert_eq!(QueryCode::parse(&format!("{} {}", one.show(), one.show())).as_ref(), Ok(&one));
        assert_eq!(QueryCode::parse(&format!("{} {}", one.show(), other.show())), Err(CodeFault));
        assert_eq!(parse_submission_no("2026-4738-2156 2026-4738-2157"), None);
        assert_eq!(parse_submission_no("2026-4738-2156 2026-4738-2156").as_deref(), Some("2026-4738-2156"));
        assert_eq!(parse_submission_no("2026-11-30 2026-12-20"), None, "two days");
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
