//! Keys, sealed contact details, receipts.
//!
//! One file of random bytes, outside the database, from which a key for each purpose is derived. Contact details are
//! sealed with XChaCha20-Poly1305 and bound to their table, column and row, so that a value cannot be moved to another
//! case. The first byte of what is sealed names the algorithm, so that another can follow without touching old rows.
//!
//! Deliberately absent: pass phrases (`steps::hash_pass_phrase`) and any key that the database itself could hold.

mod keys;
mod mark_hash;
mod receipt;
mod token;

pub use keys::{Keys, KeysError, Purpose};
pub use mark_hash::{MarkHash, MarkHasher, parse_mark_hash};
pub use receipt::{CodeFault, QueryCode, new_nonce, parse_submission_no};
pub use token::{CaseToken, FormToken, ReceiptToken, TokenFault};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

use crate::case::{Personal, SenderContact};

/// XChaCha20-Poly1305 with a random 24-byte nonce.
const XCHACHA: u8 = 1;
const NONCE: usize = 24;

/// What was sealed cannot be opened: another key, another row, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sealed data cannot be opened with the key of this data folder")]
pub struct CannotOpen;

/// `N` random bytes of the operating system.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes once it has started");
    bytes
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

fn seal(keys: &Keys, place: &str, plain: &[u8]) -> Vec<u8> {
    let nonce = random::<NONCE>();
    let cipher = XChaCha20Poly1305::new(&keys.derive(Purpose::Contact).into());
    let sealed = cipher
        .encrypt(&nonce.into(), Payload { msg: plain, aad: place.as_bytes() })
        .expect("a contact is far below the cipher's limit of 256 GiB");
    [&[XCHACHA], nonce.as_slice(), &sealed].concat()
}

fn open(keys: &Keys, place: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
    let (&XCHACHA, rest) = sealed.split_first().ok_or(CannotOpen)? else { return Err(CannotOpen) };
    let (nonce, body) = rest.split_at_checked(NONCE).ok_or(CannotOpen)?;
    let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| CannotOpen)?;
    let cipher = XChaCha20Poly1305::new(&keys.derive(Purpose::Contact).into());
    cipher.decrypt(&nonce.into(), Payload { msg: body, aad: place.as_bytes() }).map_err(|_| CannotOpen)
}

/// Seals what a sender left, for one submission. Nothing left gives nothing.
#[must_use]
pub fn seal_contact(keys: &Keys, submission_id: &str, contact: &SenderContact) -> Option<Vec<u8>> {
    if contact.is_empty() {
        return None;
    }
    let parts = [&contact.name, &contact.phone, &contact.email, &contact.address];
    let mut plain: Vec<u8> = Vec::new();
    for part in parts {
        let value = part.as_ref().map_or("", Personal::reveal);
        plain.extend_from_slice(&u32::try_from(value.len()).unwrap_or(0).to_be_bytes());
        plain.extend_from_slice(value.as_bytes());
    }
    // The length of what is sealed says nothing about the length of a name: it is a multiple of 128.
    plain.resize(plain.len().next_multiple_of(128), 0);
    let sealed = seal(keys, &contact_place(submission_id), &plain);
    zeroize::Zeroize::zeroize(&mut plain);
    Some(sealed)
}

/// Opens what a sender left.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_contact(keys: &Keys, submission_id: &str, sealed: &[u8]) -> Result<SenderContact, CannotOpen> {
    let plain = zeroize::Zeroizing::new(open(keys, &contact_place(submission_id), sealed)?);
    let mut rest = plain.as_slice();
    let mut next = || {
        let (length, after) = rest.split_at_checked(4).ok_or(CannotOpen)?;
        let length = u32::from_be_bytes(length.try_into().map_err(|_| CannotOpen)?) as usize;
        let (value, after) = after.split_at_checked(length).ok_or(CannotOpen)?;
        rest = after;
        Ok(Personal::new(std::str::from_utf8(value).map_err(|_| CannotOpen)?))
    };
    Ok(SenderContact { name: next()?, phone: next()?, email: next()?, address: next()? })
}

/// Seals the address of one mail in the outbox.
#[must_use]
pub fn seal_recipient(keys: &Keys, mail_id: &str, address: &Personal) -> Vec<u8> {
    seal(keys, &format!("outbox|sealed_to|{mail_id}"), address.reveal().as_bytes())
}

/// Opens the address of one mail in the outbox.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_recipient(keys: &Keys, mail_id: &str, sealed: &[u8]) -> Result<Personal, CannotOpen> {
    let plain = zeroize::Zeroizing::new(open(keys, &format!("outbox|sealed_to|{mail_id}"), sealed)?);
    Personal::new(std::str::from_utf8(&plain).map_err(|_| CannotOpen)?).ok_or(CannotOpen)
}

fn contact_place(submission_id: &str) -> String {
    format!("submissions|sealed_contact|{submission_id}")
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

    #[test]
    fn what_is_sealed_opens_again_for_the_same_row_only() {
        let keys = Keys::from_root([7; 32], false);
        let sealed = seal_contact(&keys, "a", &contact()).expect("something was left");
        assert_eq!(open_contact(&keys, "a", &sealed), Ok(contact()));
        assert_eq!(open_contact(&keys, "b", &sealed), Err(CannotOpen));
        assert_eq!(open_contact(&Keys::from_root([8; 32], false), "a", &sealed), Err(CannotOpen));
        let clear = "尉迟翀".as_bytes();
        assert!(!sealed.windows(clear.len()).any(|window| window == clear));
    }

    #[test]
    fn a_changed_or_cut_value_does_not_open() {
        let keys = Keys::from_root([7; 32], false);
        let sealed = seal_contact(&keys, "a", &contact()).expect("something was left");
        for cut in [0, 1, 20, sealed.len() - 1] {
            assert_eq!(open_contact(&keys, "a", &sealed[..cut]), Err(CannotOpen));
        }
        let mut changed = sealed.clone();
        changed[40] ^= 1;
        assert_eq!(open_contact(&keys, "a", &changed), Err(CannotOpen));
    }

    #[test]
    fn the_length_of_a_name_does_not_show() {
        let keys = Keys::from_root([7; 32], false);
        let short = SenderContact { name: Personal::new("王"), ..SenderContact::default() };
        assert_eq!(
            seal_contact(&keys, "a", &short).map(|sealed| sealed.len()),
            seal_contact(&keys, "a", &contact()).map(|sealed| sealed.len())
        );
    }

    #[test]
    fn nothing_left_is_nothing_sealed() {
        assert_eq!(seal_contact(&Keys::from_root([7; 32], false), "a", &SenderContact::default()), None);
    }
}
