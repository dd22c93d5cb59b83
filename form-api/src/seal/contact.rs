//! What a sender left, sealed to the township's public key part by part: a correction puts a new part in the place of an
//! old one although nobody opens either.
//!
//! The stored form is one byte for the form, then for each part that was left its tag, the length of its envelope and the
//! envelope. Which parts were left can be seen; what they say cannot, and how long they are only in steps of 128 bytes.

use zeroize::Zeroizing;

use super::CannotOpen;
use super::envelope::{CannotSeal, KeyId, PrivateKey, PublicKey, Sealer, sealed_under};
use crate::case::{Personal, SenderContact};

/// Parts, each in an envelope of its own. 1 was one envelope for all of them, before the first release.
const PARTS: u8 = 2;
/// In the order of their tags.
const NAMES: [&str; 4] = ["name", "phone", "email", "address"];
const STEP: usize = 128;

/// Sealed contact details of one letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealedContact {
    parts: [Option<Vec<u8>>; 4],
}

fn place(submission_id: &str, part: usize) -> String {
    format!("submissions|sealed_contact.{}|{submission_id}", NAMES[part])
}

/// Length and value, filled up to a multiple of [`STEP`].
fn padded(value: &Personal) -> Zeroizing<Vec<u8>> {
    let value = value.reveal().as_bytes();
    // The room is taken at once, so that growing leaves no copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity((4 + value.len()).next_multiple_of(STEP)));
    plain.extend_from_slice(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes());
    plain.extend_from_slice(value);
    let full = plain.len().next_multiple_of(STEP);
    plain.resize(full, 0);
    plain
}

fn unpadded(plain: &[u8]) -> Result<Option<Personal>, CannotOpen> {
    let (length, rest) = plain.split_first_chunk::<4>().ok_or(CannotOpen)?;
    let value = rest.get(..u32::from_be_bytes(*length) as usize).ok_or(CannotOpen)?;
    Ok(Personal::new(std::str::from_utf8(value).map_err(|_| CannotOpen)?))
}

impl SealedContact {
    /// Seals what was left, for one letter. Nothing left gives nothing.
    ///
    /// # Errors
    /// [`CannotSeal`].
    pub fn seal(
        to: &PublicKey,
        submission_id: &str,
        contact: &SenderContact,
    ) -> Result<Option<Self>, CannotSeal> {
        let mut sealer = to.sealer();
        let mut sealed = Self::default();
        let values = [&contact.name, &contact.phone, &contact.email, &contact.address];
        for (at, value) in values.into_iter().enumerate() {
            if let Some(value) = value {
                sealed.parts[at] = Some(sealer.seal(&place(submission_id, at), &padded(value))?);
            }
        }
        Ok((!contact.is_empty()).then_some(sealed))
    }

    /// As it is stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![PARTS];
        for (tag, part) in (0..).zip(&self.parts) {
            if let Some(part) = part {
                bytes.push(tag);
                bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
                bytes.extend_from_slice(part);
            }
        }
        bytes
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`CannotOpen`] for what is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, CannotOpen> {
        let (&PARTS, mut rest) = bytes.split_first().ok_or(CannotOpen)? else { return Err(CannotOpen) };
        let mut sealed = Self::default();
        while let Some((tag, after)) = rest.split_first() {
            let (length, after) = after.split_first_chunk::<4>().ok_or(CannotOpen)?;
            let (part, after) =
                after.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(CannotOpen)?;
            *sealed.parts.get_mut(usize::from(*tag)).ok_or(CannotOpen)? = Some(part.to_vec());
            rest = after;
        }
        Ok(sealed)
    }

    /// These parts, and those of `older` where these have none.
    #[must_use]
    pub fn over(self, older: Self) -> Self {
        let mut older = older.parts.into_iter();
        Self { parts: self.parts.map(|part| part.or(older.next().flatten())) }
    }

    /// Whether exactly the parts were left that stand in these contact details.
    #[must_use]
    pub fn has_the_parts_of(&self, contact: &SenderContact) -> bool {
        let values = [&contact.name, &contact.phone, &contact.email, &contact.address];
        self.parts.iter().zip(values).all(|(part, value)| part.is_some() == value.is_some())
    }

    /// The pairs that its parts were sealed to.
    pub fn keys(&self) -> impl Iterator<Item = KeyId> {
        self.parts.iter().flatten().filter_map(|part| sealed_under(part))
    }

    /// Opens it with whichever of the keys each part needs.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open(&self, keys: &[PrivateKey], submission_id: &str) -> Result<SenderContact, CannotOpen> {
        let open = |at: usize| {
            let Some(part) = &self.parts[at] else { return Ok(None) };
            let id = sealed_under(part).ok_or(CannotOpen)?;
            let key = keys.iter().find(|key| key.public().id() == id).ok_or(CannotOpen)?;
            unpadded(&key.open(&place(submission_id, at), part)?)
        };
        Ok(SenderContact { name: open(0)?, phone: open(1)?, email: open(2)?, address: open(3)? })
    }
}

/// Where the address for mail stands that only the outbox worker opens.
fn mail_place(submission_id: &str) -> String {
    format!("submissions|sealed_mail_to|{submission_id}")
}

/// Seals an address to the mail key, for all mail about one letter.
///
/// # Errors
/// [`CannotSeal`].
pub fn seal_mail_to(to: &mut Sealer, submission_id: &str, address: &Personal) -> Result<Vec<u8>, CannotSeal> {
    to.seal(&mail_place(submission_id), &padded(address))
}

/// Opens an address for mail.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_mail_to(key: &PrivateKey, submission_id: &str, sealed: &[u8]) -> Result<Personal, CannotOpen> {
    unpadded(&key.open(&mail_place(submission_id), sealed)?)?.ok_or(CannotOpen)
}

/// Where the number for text messages stands that only the outbox worker opens.
fn sms_place(submission_id: &str) -> String {
    format!("submissions|sealed_sms_to|{submission_id}")
}

/// Seals a number to the mail key, for all text messages about one letter.
///
/// # Errors
/// [`CannotSeal`].
pub fn seal_sms_to(to: &mut Sealer, submission_id: &str, number: &Personal) -> Result<Vec<u8>, CannotSeal> {
    to.seal(&sms_place(submission_id), &padded(number))
}

/// Opens a number for text messages.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_sms_to(key: &PrivateKey, submission_id: &str, sealed: &[u8]) -> Result<Personal, CannotOpen> {
    unpadded(&key.open(&sms_place(submission_id), sealed)?)?.ok_or(CannotOpen)
}

/// Seals a whole message, in whatever form its writer gave it: it names the letter, and the outbox is no place to read who
/// is told what.
///
/// # Errors
/// [`CannotSeal`].
pub fn seal_message(to: &mut Sealer, row_id: &str, message: &[u8]) -> Result<Vec<u8>, CannotSeal> {
    to.seal(&format!("outbox|sealed_message|{row_id}"), message)
}

/// Opens a whole message.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_message(key: &PrivateKey, row_id: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
    key.open(&format!("outbox|sealed_message|{row_id}"), sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact() -> SenderContact {
        SenderContact {
            name: Personal::new("尉迟翀"),
            phone: Personal::new("0880-5512345"),
            ..SenderContact::default()
        }
    }

    fn key(byte: u8) -> PrivateKey {
        PrivateKey::parse(&[byte; 32]).expect("32 bytes")
    }

    fn seal(to: u8, id: &str, contact: &SenderContact) -> SealedContact {
        SealedContact::seal(&key(to).public(), id, contact).expect("a key").expect("something was left")
    }

    #[test]
    fn what_was_left_opens_for_its_letter_only_and_its_stored_form_shows_nothing() {
        let sealed = seal(7, "a", &contact());
        let read = SealedContact::parse(&sealed.to_bytes()).expect("read");
        assert_eq!(read, sealed);
        assert_eq!(read.open(&[key(8), key(7)], "a"), Ok(contact()));
        assert_eq!(read.open(&[key(7)], "b"), Err(CannotOpen));
        assert_eq!(read.open(&[key(8)], "a"), Err(CannotOpen));
        let clear = "尉迟翀".as_bytes();
        assert!(!read.to_bytes().windows(clear.len()).any(|window| window == clear));
        assert_eq!(
            SealedContact::seal(&key(7).public(), "a", &SenderContact::default()),
            Ok(None),
            "nothing was left"
        );
    }

    #[test]
    fn a_correction_takes_the_place_of_its_own_parts_only_and_of_another_key_too() {
        let new = SenderContact { phone: Personal::new("14112349999"), ..SenderContact::default() };
        let both = seal(8, "a", &new).over(seal(7, "a", &contact()));
        let opened = both.open(&[key(7), key(8)], "a").expect("opened");
        assert_eq!(opened.phone, new.phone);
        assert_eq!(opened.name, contact().name);
        assert_eq!(both.keys().collect::<Vec<_>>(), [key(7).public().id(), key(8).public().id()]);
    }

    #[test]
    fn a_cut_form_is_refused_and_parts_cannot_change_places() {
        let sealed = seal(7, "a", &contact());
        let bytes = sealed.to_bytes();
        for cut in [0, 2, 5, 6, 40, bytes.len() - 1] {
            assert_eq!(SealedContact::parse(&bytes[..cut]), Err(CannotOpen), "{cut}");
        }
        assert_eq!(SealedContact::parse(&[1, 2, 3]), Err(CannotOpen), "another form");
        let mut swapped = sealed;
        swapped.parts.swap(0, 1);
        assert_eq!(swapped.open(&[key(7)], "a"), Err(CannotOpen));
    }

    #[test]
    fn the_length_of_a_name_does_not_show() {
        let named = |name: &str| SenderContact { name: Personal::new(name), ..SenderContact::default() };
        let length = |name: &str| seal(7, "a", &named(name)).to_bytes().len();
        assert_eq!(length("王"), length("尉迟翀翯"));
    }

    #[test]
    fn mail_opens_with_the_mail_key_for_its_letter_and_its_row() {
        let address = Personal::new("weichi@mail.yundu.example").expect("an address");
        let to = seal_mail_to(&mut key(9).public().sealer(), "a", &address).expect("sealed");
        assert_eq!(open_mail_to(&key(9), "a", &to), Ok(address));
        assert_eq!(open_mail_to(&key(9), "b", &to), Err(CannotOpen));
        let message =
            seal_message(&mut key(9).public().sealer(), "m", "您的来信".as_bytes()).expect("sealed");
        let opened = open_message(&key(9), "m", &message).expect("opened");
        assert_eq!(opened.as_slice(), "您的来信".as_bytes());
        assert_eq!(open_message(&key(9), "n", &message), Err(CannotOpen));
    }
}
