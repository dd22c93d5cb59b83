//! How contact details were sealed before: under a key that the service itself derives from its key file. What an older
//! data folder holds is opened once, at the first start with a vault, and sealed again; nothing else opens it.
//!
//! Deliberately absent: sealing in this way.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::{CannotOpen, Keys, Purpose};
use crate::case::{Personal, SenderContact};

/// XChaCha20-Poly1305 with a random 24-byte nonce.
const XCHACHA: u8 = 1;
const NONCE: usize = 24;

/// Was it sealed in the older way?
#[must_use]
pub fn is_older(sealed: &[u8]) -> bool {
    sealed.first() == Some(&XCHACHA)
}

fn open(keys: &Keys, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
    let (&XCHACHA, rest) = sealed.split_first().ok_or(CannotOpen)? else { return Err(CannotOpen) };
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
    XChaCha20Poly1305::new(&keys.derive(Purpose::OlderContact).into())
        .decrypt(&(*nonce).into(), Payload { msg: body, aad: place.as_bytes() })
        .map(Zeroizing::new)
        .map_err(|_| CannotOpen)
}

/// Opens what a sender left.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_older_contact(
    keys: &Keys,
    submission_id: &str,
    sealed: &[u8],
) -> Result<SenderContact, CannotOpen> {
    let plain = open(keys, &format!("submissions|sealed_contact|{submission_id}"), sealed)?;
    let mut rest = plain.as_slice();
    let mut next = || {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(CannotOpen)?;
        let (value, after) =
            after.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(CannotOpen)?;
        rest = after;
        Ok(Personal::new(std::str::from_utf8(value).map_err(|_| CannotOpen)?))
    };
    Ok(SenderContact { name: next()?, phone: next()?, email: next()?, address: next()? })
}

/// Opens the address of one mail in the outbox.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_older_recipient(keys: &Keys, mail_id: &str, sealed: &[u8]) -> Result<Personal, CannotOpen> {
    let plain = open(keys, &format!("outbox|sealed_to|{mail_id}"), sealed)?;
    Personal::new(std::str::from_utf8(&plain).map_err(|_| CannotOpen)?).ok_or(CannotOpen)
}
