//! What of a letter could give its people away: names, numbers and houses, in the plain forms in which they are hashed when
//! the letter arrives. Redaction and the gate over the finished site hash what they read in the same way and compare, so
//! they find them without knowing them.
//!
//! Deliberately absent: the hashing (`seal`), the forms themselves (`privacy::forms`), and marks that are places
//! of many.

use privacy::forms::{Form, PlainForm, address_forms, letters_form, name_forms, number_forms, plain_number};
use privacy::{Kind, Known};

use super::{Personal, SenderContact};

/// A name, a number or a house in a plain form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which.
    pub form: Form,
    /// The plain form.
    pub text: Personal,
    /// Its length in characters.
    pub length: usize,
    /// The sender left it; else it was found in a text.
    pub of_sender: bool,
}

/// The marks of a letter: what its sender left, in every form, and the names and numbers that the rules surely find in its
/// texts. Officials in duty and their numbers (`known`'s lists of what stays) are none in a text; a sender who is an
/// official writes as a private person.
#[must_use]
pub fn marks_of(contact: &SenderContact, texts: &[&str], known: &Known) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |(form, plain): PlainForm, of_sender: bool| {
        let Some(text) = Personal::new(&plain) else { return };
        if !marks.iter().any(|mark| mark.form == form && mark.text == text) {
            marks.push(Mark { form, length: plain.chars().count(), text, of_sender });
        }
    };
    for form in contact_forms(contact) {
        add(form, true);
    }
    for text in texts {
        for finding in privacy::scan(text, known).iter().filter(|finding| finding.sure) {
            let found = &text[finding.start..finding.end];
            let forms = match finding.kind {
                Kind::PersonName | Kind::KnownName => name_forms(found),
                Kind::Mobile
                | Kind::Landline
                | Kind::IdCard
                | Kind::Passport
                | Kind::BankCard
                | Kind::Account
                | Kind::Qq
                | Kind::KnownNumber => number_forms(found),
                _ => Vec::new(),
            };
            let is_whole = |(form, plain): &PlainForm| match form {
                Form::Name => !known.keep_names.contains(plain),
                Form::Number => !known.keep_numbers.iter().any(|number| plain_number(number) == *plain),
                _ => false,
            };
            for form in forms.into_iter().filter(is_whole) {
                add(form, false);
            }
        }
    }
    marks
}

fn contact_forms(contact: &SenderContact) -> Vec<PlainForm> {
    let mut forms = Vec::new();
    if let Some(name) = &contact.name {
        forms.extend(name_forms(name.reveal()));
    }
    if let Some(phone) = &contact.phone {
        // Two numbers in one field are two numbers.
        forms.extend(phone.numbers().iter().flat_map(|number| number_forms(number.reveal())));
    }
    if let Some(email) = &contact.email {
        forms.extend(letters_form(email.reveal()));
        forms.extend(local_part_forms(email.reveal()));
    }
    if let Some(address) = &contact.address {
        forms.extend(address_forms(address.reveal()));
    }
    forms
}

/// What stands before the @ is what many are called elsewhere too: a number, or letters with a digit among them. Letters alone
/// are a word of somebody's language.
fn local_part_forms(email: &str) -> Vec<PlainForm> {
    let local = email.split('@').next().unwrap_or_default();
    let has = |is: fn(&char) -> bool| local.chars().any(|c| is(&c));
    match (has(char::is_ascii_digit), has(char::is_ascii_alphabetic)) {
        (true, true) => letters_form(local).into_iter().collect(),
        (true, false) => number_forms(local),
        _ => Vec::new(),
    }
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
        let whole = |of_sender: bool| -> Vec<&str> {
            let is_whole = |mark: &&Mark| matches!(mark.form, Form::Name | Form::Number);
            let whole = marks.iter().filter(is_whole).filter(|mark| mark.of_sender == of_sender);
            whole.map(|mark| mark.text.reveal()).collect()
        };
        assert_eq!(whole(true), ["尉迟翀", "14012345678"]);
        assert_eq!(whole(false), ["上官翾", "11010119900307663X"]);
        assert_eq!(marks[0].length, 3);
        let other_forms = |mark: &&Mark| !matches!(mark.form, Form::Name | Form::Number);
        assert!(marks.iter().filter(other_forms).all(|mark| mark.of_sender), "only what was left is masked");
    }

    #[test]
    fn a_sender_who_is_an_official_is_a_private_person() {
        let contact = SenderContact { name: Personal::new("卢云舟"), ..SenderContact::default() };
        let known = Known { keep_names: vec!["卢云舟".into()], ..Known::default() };
        assert_eq!(marks_of(&contact, &[], &known)[0].text.reveal(), "卢云舟");
        assert_eq!(marks_of(&SenderContact::default(), &["我叫卢云舟。"], &known), []);
    }

    #[test]
    fn what_stands_before_the_at_sign_is_a_mark_where_it_is_no_word() {
        let plain = |email: &str| {
            let contact = SenderContact { email: Personal::new(email), ..SenderContact::default() };
            let marks = marks_of(&contact, &[], &Known::default());
            marks.iter().map(|mark| mark.text.reveal().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(plain("weichi77@mail.example"), ["weichi77mailexample", "weichi77"]);
        assert!(plain("24681357@qq.example").contains(&"24681357".to_owned()));
        assert_eq!(plain("office@mail.example"), ["officemailexample"]);
        assert_eq!(plain("a1@mail.example"), ["a1mailexample"]);
    }

    #[test]
    fn one_character_and_short_numbers_are_no_marks() {
        let contact = SenderContact {
            name: Personal::new("翀"),
            phone: Personal::new("12345"),
            address: Personal::new("水口村三组"),
            ..SenderContact::default()
        };
        assert_eq!(marks_of(&contact, &[], &Known::default()), []);
    }
}
