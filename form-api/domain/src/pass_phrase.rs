//! Pass phrases and names for signing in, as people type them from a slip of paper.
//!
//! Phrases are given out, never chosen (`steps/staff/accounts`): letters in groups of four. So capitals, full width, blanks or
//! other dashes between the groups, and signs that do not show leave no doubt. Deliberately absent: whether a phrase is right.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::submission::{is_dash, is_unseen};

/// Letters of a phrase, and of each of its groups.
const LETTERS: usize = 24;
const GROUP: usize = 4;

/// The phrase as it was given out; what cannot be one stays as it was typed.
#[must_use]
pub fn read_pass_phrase(typed: &str) -> Zeroizing<String> {
    let seen = typed.nfkc().filter(|c| !c.is_whitespace() && !is_unseen(*c) && !is_dash(*c));
    let letters: Zeroizing<String> = Zeroizing::new(seen.take(LETTERS + 1).flat_map(char::to_lowercase).collect());
    if letters.len() != LETTERS || !letters.bytes().all(|b| b.is_ascii_lowercase()) {
        return Zeroizing::new(typed.trim().to_owned());
    }
    let groups: Vec<&str> = (0..LETTERS / GROUP).map(|at| &letters[at * GROUP..(at + 1) * GROUP]).collect();
    Zeroizing::new(groups.join("-"))
}

/// The name under which somebody signs in, which is in small letters.
#[must_use]
pub fn read_sign_in_name(typed: &str) -> String {
    let seen = typed.nfkc().filter(|c| !c.is_whitespace() && !is_unseen(*c));
    seen.map(|c| if is_dash(c) && !c.is_ascii() { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_read_as_people_type_it_and_another_one_stays_as_it_is() {
        let given = "babe-difo-guha-kemi-nopu-rasi";
        for typed in [
            given.to_owned(),
            format!("  {given}\n"),
            given.to_uppercase(),
            given.replace('-', " "),
            given.replace('-', "—"),
            given.replace('-', "\u{2013}"),
            given.replace('-', ""),
            given.replace('-', "\u{200B}-"),
            given.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).expect("full width")).collect(),
        ] {
            assert_eq!(*read_pass_phrase(&typed), given, "{typed}");
        }
        for other in ["babe-difo", "a phrase of another kind with blanks", "Babe-difo-guha-kemi-nopu-ras1", "口令"] {
            assert_eq!(*read_pass_phrase(other), other);
        }
    }

    #[test]
    fn a_name_is_read_in_small_letters() {
        for typed in ["jiwei-2", "Jiwei-2", " JIWEI－２ ", "jiwei\u{2011}2\u{200B}"] {
            assert_eq!(read_sign_in_name(typed), "jiwei-2", "{typed}");
        }
    }
}
