//! A staff member's own key pair: the private half lies in the database, wrapped under a key that argon2id makes of their
//! pass phrase. What is sealed to the public half opens only while they type the phrase.
//!
//! Deliberately absent: the hash by which a sign-in is checked (`steps`); it has a salt of its own, so neither gives the
//! other away.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::CannotOpen;
use super::envelope::{PrivateKey, PublicKey};

/// argon2id, XChaCha20-Poly1305.
const ARGON2ID: u8 = 1;
const SALT: usize = 16;
const NONCE: usize = 24;
/// More than this is no work that we ever asked for: whoever can write into the database must not stop the service.
const MEMORY_MOST_KIB: u32 = 1 << 20;
const PASSES_MOST: u32 = 64;

/// How much work a pass phrase costs; kept beside what was wrapped, so that it can grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for Work {
    /// 19 MiB, two passes (OWASP's least, as for signing in): 34 ms of one core. Pass phrases are made here, of 73 random
    /// bits, so nobody guesses them at any speed; the work is for those that come after.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// A staff member's pair as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffKey {
    /// The half that others seal to.
    pub public: PublicKey,
    /// The other half under their pass phrase.
    pub wrapped: Vec<u8>,
}

fn wrapping_key(phrase: &str, salt: &[u8], work: Work) -> Result<Zeroizing<[u8; 32]>, CannotOpen> {
    if work.memory_kib > MEMORY_MOST_KIB || work.passes > PASSES_MOST {
        return Err(CannotOpen);
    }
    let params = Params::new(work.memory_kib, work.passes, 1, Some(32)).map_err(|_| CannotOpen)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(phrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| CannotOpen)?;
    Ok(key)
}

impl StaffKey {
    /// A new pair under a pass phrase. Takes tens of milliseconds of one core: call it off the event loop.
    ///
    /// # Panics
    /// Never with [`Work::default`]; with work that argon2 does not know.
    #[must_use]
    pub fn make(phrase: &str, work: Work) -> Self {
        let private = PrivateKey::new_random();
        let (salt, nonce) = (super::random::<SALT>(), super::random::<NONCE>());
        let key = wrapping_key(phrase, &salt, work).expect("work that argon2 knows");
        let public = private.public();
        let sealed = XChaCha20Poly1305::new(&(*key).into())
            .encrypt(&nonce.into(), Payload { msg: private.expose(), aad: public.as_bytes() })
            .expect("a key is far below the cipher's limit");
        let head = [&[ARGON2ID][..], &work.memory_kib.to_be_bytes(), &work.passes.to_be_bytes()].concat();
        Self { public, wrapped: [&head, salt.as_slice(), &nonce, &sealed].concat() }
    }

    /// The private half. Takes as long as making it.
    ///
    /// # Errors
    /// [`CannotOpen`] for another phrase, or changed bytes.
    pub fn unwrap(&self, phrase: &str) -> Result<PrivateKey, CannotOpen> {
        let (&ARGON2ID, rest) = self.wrapped.split_first().ok_or(CannotOpen)? else {
            return Err(CannotOpen);
        };
        let (memory, rest) = rest.split_first_chunk::<4>().ok_or(CannotOpen)?;
        let (passes, rest) = rest.split_first_chunk::<4>().ok_or(CannotOpen)?;
        let (salt, rest) = rest.split_at_checked(SALT).ok_or(CannotOpen)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let work = Work { memory_kib: u32::from_be_bytes(*memory), passes: u32::from_be_bytes(*passes) };
        let key = wrapping_key(phrase, salt, work)?;
        let private = XChaCha20Poly1305::new(&(*key).into())
            .decrypt(&(*nonce).into(), Payload { msg: sealed, aad: self.public.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| CannotOpen)?;
        PrivateKey::parse(&private)
    }
}

/// The place to which a copy of the township's private key is sealed for one staff member.
fn copy_place(vault: &PublicKey, staff_id: &str) -> String {
    format!("vault_copies|sealed_private.{}|{staff_id}", vault.id().show())
}

/// A copy of the township's private key for one staff member.
///
/// # Errors
/// [`super::CannotSeal`].
pub fn seal_copy(vault: &PrivateKey, staff_id: &str, to: &PublicKey) -> Result<Vec<u8>, super::CannotSeal> {
    to.seal(&copy_place(&vault.public(), staff_id), vault.expose())
}

/// Opens a copy, and makes sure that it is the private half of `vault`.
///
/// # Errors
/// [`CannotOpen`].
pub fn open_copy(
    own: &PrivateKey,
    staff_id: &str,
    vault: &PublicKey,
    sealed: &[u8],
) -> Result<PrivateKey, CannotOpen> {
    let key = PrivateKey::parse(&own.open(&copy_place(vault, staff_id), sealed)?)?;
    if key.public() == *vault { Ok(key) } else { Err(CannotOpen) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Work = Work { memory_kib: 8, passes: 1 };

    #[test]
    fn only_the_pass_phrase_unwraps_a_key() {
        let key = StaffKey::make("babe-bibo", SMALL);
        assert_eq!(key.unwrap("babe-bibo").expect("unwrapped").public(), key.public);
        assert!(key.unwrap("babe-bibu").is_err());
        for at in 0..key.wrapped.len() {
            let mut changed = key.clone();
            // The last byte of a number of four: work stays small.
            changed.wrapped[at] ^= 1;
            assert!(changed.unwrap("babe-bibo").is_err(), "{at}");
        }
        let mut other = key.clone();
        other.public = StaffKey::make("babe-bibo", SMALL).public;
        assert!(other.unwrap("babe-bibo").is_err(), "bound to its public half");
    }

    #[test]
    fn work_beyond_all_measure_is_refused_before_it_is_done() {
        let mut key = StaffKey::make("babe-bibo", SMALL);
        key.wrapped[1..5].copy_from_slice(&u32::MAX.to_be_bytes());
        assert!(key.unwrap("babe-bibo").is_err());
    }

    #[test]
    fn a_copy_opens_for_its_owner_and_its_vault_only() {
        let vault = PrivateKey::parse(&[7; 32]).expect("32 bytes");
        let key = StaffKey::make("babe-bibo", SMALL);
        let own = key.unwrap("babe-bibo").expect("unwrapped");
        let copy = seal_copy(&vault, "ming", &key.public).expect("sealed");
        assert_eq!(open_copy(&own, "ming", &vault.public(), &copy).expect("opened").expose(), vault.expose());
        assert!(open_copy(&own, "hong", &vault.public(), &copy).is_err());
        let other = PrivateKey::parse(&[8; 32]).expect("32 bytes");
        assert!(open_copy(&own, "ming", &other.public(), &copy).is_err());
    }
}
