//! Records of the desk at rest: who a household is and what was said there, under a key of the key file. Somebody who takes
//! the database alone reads none of it.
//!
//! Deliberately absent: any public key. Staff who may see a record read it without a pass phrase, and `docs/security.md` says so.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::{CannotOpen, Keys, Purpose};

/// XChaCha20-Poly1305, whole.
const XCHACHA: u8 = 1;
const NONCE: usize = 24;

/// The key under which records are kept.
#[derive(Clone)]
pub struct RecordKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordKey").finish_non_exhaustive()
    }
}

impl RecordKey {
    /// Of the key file.
    #[must_use]
    pub fn of(keys: &Keys) -> Self {
        Self(Zeroizing::new(keys.derive(Purpose::Records)))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }

    /// Seals what stands in a column (`table.column`) of the row of this id: it opens in no other place.
    #[must_use]
    pub fn seal(&self, column: &str, id: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = super::random();
        let aad = format!("{column}|{id}");
        let payload = Payload { msg: plain, aad: aad.as_bytes() };
        let sealed = self.cipher().encrypt(&nonce.into(), payload).expect("a record is short");
        [&[XCHACHA], nonce.as_slice(), &sealed].concat()
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open(&self, column: &str, id: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (&XCHACHA, rest) = sealed.split_first().ok_or(CannotOpen)? else { return Err(CannotOpen) };
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let aad = format!("{column}|{id}");
        let payload = Payload { msg: body, aad: aad.as_bytes() };
        self.cipher().decrypt(&(*nonce).into(), payload).map_err(|_| CannotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_opens_in_its_own_place_and_in_no_other() {
        let key = RecordKey::of(&Keys::from_root([7; 32], true));
        let sealed = key.seal("visits.sealed_answers", "a", "说了什么".as_bytes());
        assert_eq!(key.open("visits.sealed_answers", "a", &sealed).as_deref(), Ok("说了什么".as_bytes()));
        for (column, id) in [("visits.sealed_answers", "b"), ("households.sealed_who", "a")] {
            assert_eq!(key.open(column, id, &sealed), Err(CannotOpen));
        }
        let other = RecordKey::of(&Keys::from_root([8; 32], true));
        assert_eq!(other.open("visits.sealed_answers", "a", &sealed), Err(CannotOpen));
        for cut in [0, 1, 25, sealed.len() - 1] {
            assert_eq!(key.open("visits.sealed_answers", "a", &sealed[..cut]), Err(CannotOpen));
        }
    }
}
