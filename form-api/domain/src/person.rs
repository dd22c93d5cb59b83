//! Personal data as types that print `***`. `reveal()` is the only way to the value: it is rare, easy to find with
//! grep, and `tests/house` counts its uses.
//!
//! Deliberately absent: `Display`, `Serialize` and `Deref`, so that no template, log line or JSON can take a value
//! along by accident.

use std::fmt;

use zeroize::Zeroize;

use super::phone::Phones;

/// One piece of personal data: a name, a number, an address. Its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal(String);

impl Personal {
    /// Takes a value in; surrounding white space is cut, and nothing but white space is no value.
    #[must_use]
    pub fn new(value: &str) -> Option<Self> {
        let value = value.trim();
        (!value.is_empty()).then(|| Self(value.to_owned()))
    }

    /// The first number in it that takes text messages, in the form in which it is dialled.
    #[must_use]
    pub fn mobile(&self) -> Option<Self> {
        let numbers = Phones::read(&self.0)?.numbers;
        numbers.into_iter().find(|phone| phone.is_mobile).map(|phone| Self(phone.number))
    }

    /// Each telephone number in it as a link dials it, its extension behind a pause (RFC 3966 knows no extension that telephones
    /// understand; a comma waits for two seconds); none where it cannot be read as numbers.
    #[must_use]
    pub fn dialled(&self) -> Vec<Self> {
        let numbers = Phones::read(&self.0).map(|phones| phones.numbers).unwrap_or_default();
        numbers.iter().map(|phone| Self(phone.dialled())).collect()
    }

    /// Each telephone number in it, without extensions; itself where it cannot be read as numbers.
    #[must_use]
    pub(super) fn numbers(&self) -> Vec<Self> {
        match Phones::read(&self.0) {
            Some(phones) => phones.numbers.into_iter().map(|phone| Self(phone.number)).collect(),
            None => vec![self.clone()],
        }
    }

    /// The value in clear. Each use is counted by `tests/house`.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Drop for Personal {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// What a sender may leave so that the office can answer. Every part is optional; an identity number is never asked
/// for (personal information protection law, art. 6: the minimum that is necessary).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SenderContact {
    /// How the sender wants to be called.
    pub name: Option<Personal>,
    /// A telephone number.
    pub phone: Option<Personal>,
    /// An e-mail address.
    pub email: Option<Personal>,
    /// A postal address, or where in the village.
    pub address: Option<Personal>,
}

impl SenderContact {
    /// The number for text messages, if they left one.
    #[must_use]
    pub fn mobile(&self) -> Option<Personal> {
        self.phone.as_ref()?.mobile()
    }

    /// The sender left nothing: no individual reply can reach them but through their query code.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.email.is_none() && self.address.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_stars_only() {
        let contact = SenderContact { name: Personal::new("  尉迟翀 "), ..SenderContact::default() };
        let printed = format!("{contact:?}");
        assert!(printed.contains("***"), "{printed}");
        assert!(!printed.contains('翀'), "{printed}");
        assert_eq!(contact.name.expect("given").reveal(), "尉迟翀");
    }

    #[test]
    fn a_text_message_goes_to_the_number_without_its_extension() {
        for typed in
            ["14012345678 分机801", "14012345678转1", "14012345678#2", "14012345678*1", "+86 140 1234 5678"]
        {
            let number = Personal::new(typed).and_then(|phone| phone.mobile()).expect("a mobile");
            assert_eq!(number.reveal(), "14012345678", "{typed}");
        }
    }

    #[test]
    fn white_space_is_no_value() {
        assert!(Personal::new(" \u{3000}\n").is_none());
    }
}
