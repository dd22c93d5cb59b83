//! Keyed hashes of names and numbers: the same mark has the same hash, and without the key file a hash says nothing, for
//! all names of a county could be hashed in a second if there were no key.

use super::keys::{Keys, Purpose};

/// A keyed hash of 128 bits: enough that no two marks of a century's letters fall together.
pub type MarkHash = [u8; 16];

/// Hashes marks under the data folder's key.
#[derive(Clone)]
pub struct MarkHasher {
    key: zeroize::Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for MarkHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MarkHasher")
    }
}

impl MarkHasher {
    /// With the key for this purpose.
    #[must_use]
    pub fn new(keys: &Keys) -> Self {
        Self { key: zeroize::Zeroizing::new(keys.derive(Purpose::Marks)) }
    }

    /// The hash of a mark in its plain form. Subjects (`name`, `number`, …) never fall together.
    #[must_use]
    pub fn hash(&self, subject: &str, plain: &str) -> MarkHash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(subject.as_bytes()).update(&[0]).update(plain.as_bytes());
        let mut hash = MarkHash::default();
        hasher.finalize_xof().fill(&mut hash);
        hash
    }
}

/// Reads a hash as it is stored, in hex.
#[must_use]
pub fn parse_mark_hash(hex: &str) -> Option<MarkHash> {
    let mut hash = MarkHash::default();
    if hex.len() != hash.len() * 2 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_mark_has_the_same_hash_under_the_same_key_only() {
        let (one, other) = (Keys::from_root([7; 32], false), Keys::from_root([8; 32], false));
        let hash = MarkHasher::new(&one).hash("name", "尉迟翀");
        assert_eq!(hash, MarkHasher::new(&one).hash("name", "尉迟翀"));
        assert_ne!(hash, MarkHasher::new(&other).hash("name", "尉迟翀"));
        assert_ne!(hash, MarkHasher::new(&one).hash("number", "尉迟翀"));
        assert_eq!(parse_mark_hash(&super::super::hex(&hash)), Some(hash));
        assert_eq!(parse_mark_hash("尉迟"), None);
    }
}
