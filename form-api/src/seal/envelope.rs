//! Sealing to a public key: whoever has only that key can write and not read.
//!
//! HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. An envelope is
//! `algorithm ‖ key id ‖ encapsulated key ‖ part ‖ sealed bytes`, bound to `table|column|row`, so that a value cannot be moved
//! to another row. The algorithm byte lets SM2 with SM4 follow; the key id says which private key opens it.
//!
//! Agreeing on a secret costs far more than sealing a name with it, so what one request seals to one key shares the
//! agreement: each part has a key of its own that HPKE exports for it (section 5.3), and opens by itself.
//!
//! Deliberately absent: what is sealed, and where private keys are kept.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hpke::aead::{AeadCtxS, ExportOnlyAead};
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem as _, OpModeR, OpModeS, Serializable};
use zeroize::Zeroizing;

use super::CannotOpen;

type Kem = X25519HkdfSha256;

/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, and ChaCha20-Poly1305 under an exported key. 1 was another cipher, before the first release.
const HPKE_X25519: u8 = 3;
/// The same in one shot, with an agreement for each envelope: opened and not made any more.
const HPKE_X25519_ALONE: u8 = 2;
const KEY_ID: usize = 8;
const KEY: usize = 32;
/// What all envelopes of this program share: those of another one never open here.
const INFO: &[u8] = b"lianxin 2026-11 sealed to a public key";
/// Each exported key seals once.
const NO_NONCE: [u8; 12] = [0; 12];

/// Says which key pair an envelope belongs to: the beginning of a hash over the public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; KEY_ID]);

impl KeyId {
    /// Hex, as it is stored and printed.
    #[must_use]
    pub fn show(self) -> String {
        super::hex(&self.0)
    }

    /// Its first bytes, for what people type.
    pub(super) fn beginning<const N: usize>(self) -> [u8; N] {
        std::array::from_fn(|at| self.0[at])
    }
}

impl std::fmt::Debug for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.show())
    }
}

/// A public key cannot be sealed to: it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public key in the database is none")]
pub struct CannotSeal;

/// Half of a pair, which may be known to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; KEY]);

impl PublicKey {
    /// As it is stored.
    ///
    /// # Errors
    /// [`CannotSeal`] for another length.
    pub fn parse(bytes: &[u8]) -> Result<Self, CannotSeal> {
        Ok(Self(bytes.try_into().map_err(|_| CannotSeal)?))
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// Which pair it belongs to.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let hash = blake3::derive_key("lianxin 2026-11 key ids", &self.0);
        KeyId(std::array::from_fn(|at| hash[at]))
    }

    /// Seals several things of one moment.
    #[must_use]
    pub const fn sealer(&self) -> Sealer {
        Sealer { to: *self, agreed: None, parts: 0 }
    }

    /// Seals bytes for a place (`table|column|row`), alone.
    ///
    /// # Errors
    /// [`CannotSeal`] for a key on which no secret can be agreed.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<Vec<u8>, CannotSeal> {
        self.sealer().seal(place, plain)
    }
}

type Agreed = AeadCtxS<ExportOnlyAead, HkdfSha256, Kem>;

/// Seals to one public key what one request brings; dropped with the request, it leaves nothing that opens. The secret is
/// agreed on with the first part.
pub struct Sealer {
    to: PublicKey,
    agreed: Option<([u8; KEY], Agreed)>,
    parts: u8,
}

impl Sealer {
    /// Seals bytes for a place (`table|column|row`).
    ///
    /// # Errors
    /// [`CannotSeal`] for a key on which no secret can be agreed, and after 255 parts: no key is ever used twice.
    pub fn seal(&mut self, place: &str, plain: &[u8]) -> Result<Vec<u8>, CannotSeal> {
        if self.agreed.is_none() {
            let to = <Kem as hpke::Kem>::PublicKey::from_bytes(&self.to.0).map_err(|_| CannotSeal)?;
            let (encapsulated, agreed) =
                hpke::setup_sender::<ExportOnlyAead, HkdfSha256, Kem>(&OpModeS::Base, &to, INFO)
                    .map_err(|_| CannotSeal)?;
            let encapsulated = encapsulated.to_bytes();
            self.agreed = Some((std::array::from_fn(|at| encapsulated[at]), agreed));
        }
        let (encapsulated, agreed) = self.agreed.as_ref().ok_or(CannotSeal)?;
        let part = self.parts;
        self.parts = part.checked_add(1).ok_or(CannotSeal)?;
        let mut key = Zeroizing::new([0; KEY]);
        agreed.export(&[part], key.as_mut()).map_err(|_| CannotSeal)?;
        let sealed = ChaCha20Poly1305::new(&(*key).into())
            .encrypt(&NO_NONCE.into(), Payload { msg: plain, aad: place.as_bytes() })
            .map_err(|_| CannotSeal)?;
        Ok([&[HPKE_X25519], self.to.id().0.as_slice(), encapsulated, &[part], &sealed].concat())
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({:?})", self.to.id())
    }
}

/// Half of a pair, which opens. Its memory is wiped when it is dropped, and its `Debug` shows the id only.
#[derive(Clone)]
pub struct PrivateKey(Zeroizing<[u8; KEY]>);

impl PrivateKey {
    /// A new pair: 256 random bits.
    #[must_use]
    pub fn new_random() -> Self {
        Self(Zeroizing::new(super::random()))
    }

    /// From the bytes that [`PrivateKey::expose`] gave.
    ///
    /// # Errors
    /// [`CannotOpen`] for another length.
    pub fn parse(bytes: &[u8]) -> Result<Self, CannotOpen> {
        Ok(Self(Zeroizing::new(bytes.try_into().map_err(|_| CannotOpen)?)))
    }

    /// The secret itself, to be wrapped, shared out or written into its own file; nowhere else.
    #[must_use]
    pub fn expose(&self) -> &[u8; KEY] {
        &self.0
    }

    /// The other half.
    ///
    /// # Panics
    /// Never: every 32 bytes are a private key of X25519.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let public = Kem::sk_to_pk(&self.inner()).to_bytes();
        PublicKey(std::array::from_fn(|at| public[at]))
    }

    /// Opens what was sealed to the other half for this place.
    ///
    /// # Errors
    /// [`CannotOpen`]: another key, another place, or changed bytes.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let (&algorithm, rest) = sealed.split_first().ok_or(CannotOpen)?;
        let (id, rest) = rest.split_at_checked(KEY_ID).ok_or(CannotOpen)?;
        let (encapsulated, sealed) = rest.split_at_checked(KEY).ok_or(CannotOpen)?;
        if id != self.public().id().0 {
            return Err(CannotOpen);
        }
        let encapsulated =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| CannotOpen)?;
        let plain = match algorithm {
            HPKE_X25519 => {
                let (&part, sealed) = sealed.split_first().ok_or(CannotOpen)?;
                let agreed = hpke::setup_receiver::<ExportOnlyAead, HkdfSha256, Kem>(
                    &OpModeR::Base,
                    &self.inner(),
                    &encapsulated,
                    INFO,
                )
                .map_err(|_| CannotOpen)?;
                let mut key = Zeroizing::new([0; KEY]);
                agreed.export(&[part], key.as_mut()).map_err(|_| CannotOpen)?;
                ChaCha20Poly1305::new(&(*key).into())
                    .decrypt(&NO_NONCE.into(), Payload { msg: sealed, aad: place.as_bytes() })
                    .map_err(|_| CannotOpen)?
            }
            HPKE_X25519_ALONE => hpke::single_shot_open::<hpke::aead::ChaCha20Poly1305, HkdfSha256, Kem>(
                &OpModeR::Base,
                &self.inner(),
                &encapsulated,
                INFO,
                sealed,
                place.as_bytes(),
            )
            .map_err(|_| CannotOpen)?,
            _ => return Err(CannotOpen),
        };
        Ok(Zeroizing::new(plain))
    }

    fn inner(&self) -> <Kem as hpke::Kem>::PrivateKey {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(self.0.as_slice())
            .expect("every 32 bytes are a private key of X25519")
    }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({:?})", self.public().id())
    }
}

/// The key pair that an envelope was sealed to; none for what is no such envelope.
#[must_use]
pub fn sealed_under(sealed: &[u8]) -> Option<KeyId> {
    match sealed {
        [HPKE_X25519 | HPKE_X25519_ALONE, rest @ ..] => Some(KeyId(rest.first_chunk().copied()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(byte: u8) -> PrivateKey {
        PrivateKey::parse(&[byte; KEY]).expect("32 bytes")
    }

    #[test]
    fn what_is_sealed_opens_for_its_place_and_key_only() {
        let sealed = pair(7).public().seal("t|c|a", "尉迟翀".as_bytes()).expect("sealed");
        assert_eq!(pair(7).open("t|c|a", &sealed).expect("opened").as_slice(), "尉迟翀".as_bytes());
        assert_eq!(pair(7).open("t|c|b", &sealed), Err(CannotOpen));
        assert_eq!(pair(8).open("t|c|a", &sealed), Err(CannotOpen));
        assert_eq!(sealed_under(&sealed), Some(pair(7).public().id()));
        assert_eq!(sealed_under(&[1, 2, 3]), None);
    }

    #[test]
    fn a_changed_or_cut_envelope_does_not_open() {
        let sealed = pair(7).public().seal("t|c|a", b"x").expect("sealed");
        for cut in 0..sealed.len() {
            assert_eq!(pair(7).open("t|c|a", &sealed[..cut]), Err(CannotOpen), "{cut}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(pair(7).open("t|c|a", &changed), Err(CannotOpen), "{at}");
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let to = pair(7).public();
        assert_ne!(to.seal("t|c|a", b"x"), to.seal("t|c|a", b"x"));
    }

    #[test]
    fn parts_of_one_agreement_open_by_themselves_and_not_as_one_another() {
        let mut sealer = pair(7).public().sealer();
        let name = sealer.seal("t|c|name", "尉迟翀".as_bytes()).expect("sealed");
        let phone = sealer.seal("t|c|phone", b"0880-5512345").expect("sealed");
        assert_eq!(pair(7).open("t|c|phone", &phone).expect("opened").as_slice(), b"0880-5512345");
        assert_eq!(pair(7).open("t|c|name", &name).expect("opened").as_slice(), "尉迟翀".as_bytes());
        assert_eq!(pair(7).open("t|c|name", &phone), Err(CannotOpen));
        let part = 1 + KEY_ID + KEY;
        assert_eq!(name[..part], phone[..part], "one agreement");
        assert_ne!(name[part], phone[part], "two keys");
    }

    #[test]
    fn no_key_seals_twice() {
        let mut sealer = pair(7).public().sealer();
        let sealed: Vec<_> = (0..255).map(|_| sealer.seal("t|c|a", b"x").expect("sealed")).collect();
        assert_eq!(sealer.seal("t|c|a", b"x"), Err(CannotSeal));
        let different: std::collections::HashSet<_> =
            sealed.iter().map(|it| &it[1 + KEY_ID + KEY + 1..]).collect();
        assert_eq!(different.len(), sealed.len());
    }

    #[test]
    fn an_envelope_with_an_agreement_of_its_own_still_opens() {
        let to = <Kem as hpke::Kem>::PublicKey::from_bytes(pair(7).public().as_bytes()).expect("a key");
        let (encapsulated, sealed) = hpke::single_shot_seal::<hpke::aead::ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &to,
            INFO,
            b"x",
            b"t|c|a",
        )
        .expect("sealed");
        let id = pair(7).public().id();
        let older = [&[HPKE_X25519_ALONE], id.0.as_slice(), &encapsulated.to_bytes(), &sealed].concat();
        assert_eq!(pair(7).open("t|c|a", &older).expect("opened").as_slice(), b"x");
        assert_eq!(pair(7).open("t|c|b", &older), Err(CannotOpen));
        assert_eq!(sealed_under(&older), Some(id));
    }

    #[test]
    fn the_public_half_is_that_of_the_standard() {
        // RFC 7748, section 6.1: Bob's pair.
        let private = [
            0x5d, 0xab, 0x08, 0x7e, 0x62, 0x4a, 0x8a, 0x4b, 0x79, 0xe1, 0x7f, 0x8b, 0x83, 0x80, 0x0e, 0xe6,
            0x6f, 0x3b, 0xb1, 0x29, 0x26, 0x18, 0xb6, 0xfd, 0x1c, 0x2f, 0x8b, 0x27, 0xff, 0x88, 0xe0, 0xeb,
        ];
        let public = PrivateKey::parse(&private).expect("32 bytes").public();
        assert_eq!(
            super::super::hex(public.as_bytes()),
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
        );
    }

    #[test]
    fn a_key_on_which_no_secret_can_be_agreed_is_refused() {
        assert_eq!(PublicKey([0; KEY]).seal("t|c|a", b"x"), Err(CannotSeal));
        assert_eq!(PublicKey::parse(b"short"), Err(CannotSeal));
        let shown = format!("{:?}", pair(7));
        assert!(!shown.contains("7, 7") && shown.len() < 40, "{shown}");
    }
}
