//! What of a letter could give its people away elsewhere: names and numbers, in the plain form in which they are hashed
//! when the letter arrives. The gate over the finished site hashes what it reads in the same way and compares, so it can
//! find them without knowing them.
//!
//! Deliberately absent: the hashing (`seal`), and marks that are not words or digits, such as places.

use site_gen::privacy::{self, Kind, Known};

use super::state::words;
use super::{Personal, SenderContact};

words! {
    /// What a mark is.
    Subject {
        /// A name: Chinese characters without anything between them.
        Name => "name",
        /// A number: digits without anything between them; the last one may be the `X` of an identity number.
        Number => "number",
    }
}

/// A name or a number in its plain form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub subject: Subject,
    /// The plain form.
    pub text: Personal,
    /// Its length in characters.
    pub length: usize,
}

/// Shorter numbers are everywhere, longer ones are nobody's.
const NUMBER_LENGTHS: std::ops::RangeInclusive<usize> = 7..=19;

/// One character is no name; more than eight are a sentence.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=8;

/// The marks of a letter: what its sender left, and what the rules surely find in its texts. Officials in duty and their
/// numbers (`known`'s lists of what stays) are none.
#[must_use]
pub fn marks_of(contact: &SenderContact, texts: &[&str], known: &Known) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |subject: Subject, text: &str| {
        let plain: String = match subject {
            Subject::Name => text.chars().filter(|c| is_han(*c)).collect(),
            Subject::Number => plain_number(text),
        };
        let length = plain.chars().count();
        let lengths = if subject == Subject::Name { NAME_LENGTHS } else { NUMBER_LENGTHS };
        let is_official = match subject {
            Subject::Name => known.keep_names.contains(&plain),
            Subject::Number => known.keep_numbers.iter().any(|number| plain_number(number) == plain),
        };
        if !lengths.contains(&length) || is_official {
            return;
        }
        if let Some(text) = Personal::new(&plain) {
            let mark = Mark { subject, text, length };
            if !marks.contains(&mark) {
                marks.push(mark);
            }
        }
    };
    if let Some(name) = &contact.name {
        add(Subject::Name, name.reveal());
    }
    if let Some(phone) = &contact.phone {
        add(Subject::Number, phone.reveal());
    }
    for text in texts {
        for finding in privacy::scan(text, known).iter().filter(|finding| finding.sure) {
            let found = &text[finding.start..finding.end];
            match finding.kind {
                Kind::PersonName | Kind::KnownName => add(Subject::Name, found),
                Kind::Mobile
                | Kind::Landline
                | Kind::IdCard
                | Kind::Passport
                | Kind::BankCard
                | Kind::Account
                | Kind::Qq
                | Kind::KnownNumber => add(Subject::Number, found),
                _ => {}
            }
        }
    }
    marks
}

fn plain_number(text: &str) -> String {
    let plain: String = privacy::shadow::Shadow::new(text)
        .chars()
        .iter()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(char::to_ascii_uppercase)
        .collect();
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 17 && plain.ends_with('X') { digits + "X" } else { digits }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_and_what_is_surely_found_are_marks_in_plain_form() {
        let contact = SenderContact {
            name: Personal::new("尉迟·翀"),
            phone: Personal::new("140-1234-5678"),
            ..SenderContact::default()
        };
        let known = Known { keep_numbers: vec!["0880-5512373".into()], ..Known::default() };
        let texts =
            ["我叫上官翾，身份证11010119900307663X，办公室电话0880-5512373，也可打１４０ １２３４ ５６７８"];
        let marks = marks_of(&contact, &texts, &known);
        let shown: Vec<&str> = marks.iter().map(|mark| mark.text.reveal()).collect();
        assert_eq!(shown, ["尉迟翀", "14012345678", "上官翾", "11010119900307663X"], "{shown:?}");
        assert_eq!(marks[0].length, 3);
    }

    #[test]
    fn one_character_and_short_numbers_are_no_marks() {
        let contact = SenderContact {
            name: Personal::new("翀"),
            phone: Personal::new("12345"),
            ..SenderContact::default()
        };
        assert_eq!(marks_of(&contact, &[], &Known::default()), []);
    }
}
