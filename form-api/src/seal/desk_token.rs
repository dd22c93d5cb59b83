//! What comes back to us from browsers of staff: the hidden field of every form of the desk, the cookie of a device that
//! has signed in before, and the cookie that opens a form which waits for its writer. Deliberately absent: the session,
//! which is random and stands in the database (`http/extract/session`).

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use jiff::Timestamp;

use super::CannotOpen;
use super::keys::Keys;
use super::receipt::{NONCE, new_nonce};
use super::token::{FormToken, TokenFault, open_field, read_nonce, seal_field};

/// How long a page of the desk takes forms: longer than any session, and shorter than used forms are remembered.
const DESK_AGE_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a device is known after its last sign-in.
pub const DEVICE_DAYS: i64 = 180;
const DEVICE_AGE_MS: i64 = DEVICE_DAYS * 24 * 60 * 60 * 1000;

/// A page of the desk that was handed out to somebody. It stops posts that never saw one of our pages, and its random part
/// makes a form known again when it is sent twice. It belongs to a person and not to a session, so that a form outlives
/// the session in which it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskToken {
    staff_id: String,
    nonce: [u8; NONCE],
    made_at: Timestamp,
}

impl DeskToken {
    /// For a page that is shown to this person now.
    #[must_use]
    pub fn new(staff_id: &str, now: Timestamp) -> Self {
        Self { staff_id: staff_id.to_owned(), nonce: new_nonce(), made_at: now }
    }

    /// Whose page it was.
    #[must_use]
    pub fn staff_id(&self) -> &str {
        &self.staff_id
    }

    /// The form of a letter that stands for this page: what is derived from it is the same however often it is sent.
    #[must_use]
    pub const fn as_form(&self) -> FormToken {
        FormToken::from_nonce(self.nonce, self.made_at)
    }

    /// As a hidden field.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        seal(keys, "desk", (&self.staff_id, &self.nonce), self.made_at)
    }

    /// Reads the hidden field back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (staff_id, nonce, made_at) = open(keys, "desk", field, now, DESK_AGE_MS)?;
        Ok(Self { staff_id, nonce, made_at })
    }

    /// Whose page it was, however old: for what is kept until its writer comes back.
    ///
    /// # Errors
    /// [`TokenFault::Forged`].
    pub fn writer(keys: &Keys, field: &str) -> Result<String, TokenFault> {
        open(keys, "desk", field, Timestamp::MIN, DESK_AGE_MS).map(|(staff_id, ..)| staff_id)
    }
}

/// A device on which this person has signed in before: guesses from elsewhere do not hold it up. It opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceToken {
    staff_id: String,
    nonce: [u8; NONCE],
    made_at: Timestamp,
}

impl DeviceToken {
    /// For somebody who has signed in now.
    #[must_use]
    pub fn new(staff_id: &str, now: Timestamp) -> Self {
        Self { staff_id: staff_id.to_owned(), nonce: new_nonce(), made_at: now }
    }

    /// Who signed in.
    #[must_use]
    pub fn staff_id(&self) -> &str {
        &self.staff_id
    }

    /// What stands for the device where tries are counted.
    #[must_use]
    pub fn device(&self) -> String {
        super::hex(&self.nonce)
    }

    /// As the value of a cookie.
    #[must_use]
    pub fn to_cookie(&self, keys: &Keys) -> String {
        seal(keys, "device", (&self.staff_id, &self.nonce), self.made_at)
    }

    /// Reads the cookie back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_cookie(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (staff_id, nonce, made_at) = open(keys, "device", field, now, DEVICE_AGE_MS)?;
        Ok(Self { staff_id, nonce, made_at })
    }
}

fn seal(keys: &Keys, purpose: &str, (staff_id, nonce): (&str, &[u8; NONCE]), at: Timestamp) -> String {
    seal_field(keys, purpose, &format!("{staff_id}-{}.{}", super::hex(nonce), at.as_millisecond()))
}

fn open(
    keys: &Keys,
    purpose: &str,
    field: &str,
    now: Timestamp,
    age_ms: i64,
) -> Result<(String, [u8; NONCE], Timestamp), TokenFault> {
    let (text, made_at) = open_field(keys, purpose, field, now, age_ms)?;
    let (staff_id, nonce) = text.rsplit_once('-').ok_or(TokenFault::Forged)?;
    Ok((staff_id.to_owned(), read_nonce(nonce)?, made_at))
}

/// The only key to a form that waits for its writer: it is in their browser and nowhere else.
pub struct HeldKey([u8; 32]);

/// Each form is sealed under a key of its own, so that one nonce is enough.
const HELD_NONCE: [u8; 24] = *b"one form under every key";

impl HeldKey {
    /// For a form that came now.
    #[must_use]
    pub fn new() -> Self {
        Self(super::random())
    }

    /// As the value of a cookie.
    #[must_use]
    pub fn to_cookie(&self) -> String {
        super::hex(&self.0)
    }

    /// Reads the cookie back.
    ///
    /// # Errors
    /// [`TokenFault::Forged`].
    pub fn from_cookie(field: &str) -> Result<Self, TokenFault> {
        blake3::Hash::from_hex(field).map(|key| Self(*key.as_bytes())).map_err(|_| TokenFault::Forged)
    }

    /// Row id of the form.
    #[must_use]
    pub fn id(&self) -> String {
        super::hex(&blake3::derive_key("lianxin 2026-11 id of a held form", &self.0)[..16])
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&blake3::derive_key("lianxin 2026-11 key of a held form", &self.0).into())
    }

    /// What is stored of the form.
    ///
    /// # Panics
    /// Never: a form is far below the cipher's limit.
    #[must_use]
    pub fn seal(&self, form: &[u8]) -> Vec<u8> {
        self.cipher().encrypt(&HELD_NONCE.into(), form).expect("a form is far below the cipher's limit")
    }

    /// The form again.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        self.cipher().decrypt(&HELD_NONCE.into(), sealed).map_err(|_| CannotOpen)
    }
}

impl Default for HeldKey {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_root([3; 32], false)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("in range")
    }

    #[test]
    fn a_page_of_the_desk_belongs_to_one_person_and_is_no_device() {
        let token = DeskToken::new("ming", at(0));
        let field = token.to_field(&keys());
        assert_eq!(DeskToken::from_field(&keys(), &field, at(3600)), Ok(token));
        assert_eq!(DeskToken::from_field(&keys(), &field, at(25 * 3600)), Err(TokenFault::Old));
        assert_eq!(DeskToken::writer(&keys(), &field).as_deref(), Ok("ming"), "however old");
        assert_eq!(DeviceToken::from_cookie(&keys(), &field, at(0)), Err(TokenFault::Forged));
        let forged = field.replacen("ming", "hong", 1);
        assert_eq!(DeskToken::from_field(&keys(), &forged, at(0)), Err(TokenFault::Forged));
        assert_eq!(DeskToken::writer(&keys(), &forged), Err(TokenFault::Forged));
        assert_ne!(
            DeskToken::new("ming", at(0)).to_field(&keys()),
            field,
            "each page has a token of its own"
        );
    }

    #[test]
    fn a_device_is_known_for_half_a_year() {
        let device = DeviceToken::new("ming", at(0));
        let cookie = device.to_cookie(&keys());
        assert_eq!(DeviceToken::from_cookie(&keys(), &cookie, at(86_400 * 179)), Ok(device));
        assert_eq!(DeviceToken::from_cookie(&keys(), &cookie, at(86_400 * 181)), Err(TokenFault::Old));
        assert_eq!(DeskToken::from_field(&keys(), &cookie, at(0)), Err(TokenFault::Forged));
    }

    #[test]
    fn a_held_form_opens_with_its_cookie_only() {
        let key = HeldKey::new();
        let sealed = key.seal("写了一半".as_bytes());
        let again = HeldKey::from_cookie(&key.to_cookie()).expect("ours");
        assert_eq!(again.id(), key.id());
        assert_eq!(again.open(&sealed).expect("opened"), "写了一半".as_bytes());
        assert!(HeldKey::new().open(&sealed).is_err());
        assert!(HeldKey::from_cookie("held").is_err() && !key.to_cookie().contains(&key.id()));
    }
}
