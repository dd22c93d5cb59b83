//! The key file: made once, readable by its owner only, never in the database and never in a backup of it.
//! Deliberately absent: a default. Without a key file the service does not start.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// What a derived key is for; two purposes never share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Sealing contact details and mail addresses.
    Contact,
    /// Query codes and their stored hashes.
    QueryCode,
    /// Form tokens and the desk's request tokens.
    Form,
    /// Hashes of names and numbers.
    Marks,
}

impl Purpose {
    /// Contexts of BLAKE3's key derivation: fixed for ever, one for each purpose.
    const fn context(self) -> &'static str {
        match self {
            Self::Contact => "lianxin 2026-11 contact details at rest",
            Self::QueryCode => "lianxin 2026-11 query codes",
            Self::Form => "lianxin 2026-11 form tokens",
            Self::Marks => "lianxin 2026-11 hashes of names and numbers",
        }
    }
}

/// The root secret of a data folder.
pub struct Keys {
    root: Zeroizing<[u8; 32]>,
    sample: bool,
}

/// Why the key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// It is not there.
    #[error("the key file {0} is not there")]
    Missing(PathBuf),
    /// It cannot be read or written.
    #[error("the key file {0} cannot be used: {1}")]
    Io(PathBuf, std::io::Error),
    /// It does not hold what a key file holds.
    #[error("the key file {0} is damaged")]
    Damaged(PathBuf),
    /// Others than its owner can read it.
    #[error("the key file {0} can be read by others: chmod 600 it")]
    TooOpen(PathBuf),
}

const SAMPLE: &str = "sample";
const REAL: &str = "real";

impl Keys {
    /// From the root secret itself, for tests and for making a new file.
    #[must_use]
    pub fn from_root(root: [u8; 32], sample: bool) -> Self {
        Self { root: Zeroizing::new(root), sample }
    }

    /// Were they made by the demo? `serve` refuses such keys.
    #[must_use]
    pub const fn is_sample(&self) -> bool {
        self.sample
    }

    /// The key for one purpose.
    #[must_use]
    pub fn derive(&self, purpose: Purpose) -> [u8; 32] {
        blake3::derive_key(purpose.context(), self.root.as_slice())
    }

    /// Makes a key file; one that is there is never written over.
    ///
    /// # Errors
    /// [`KeysError::Io`].
    pub fn create(path: &Path, sample: bool) -> Result<Self, KeysError> {
        let keys = Self::from_root(super::random(), sample);
        let io = |error| KeysError::Io(path.to_owned(), error);
        let mut file =
            fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
        let word = if sample { SAMPLE } else { REAL };
        let text = Zeroizing::new(format!("lianxin-keys 1 {word} {}\n", super::hex(keys.root.as_slice())));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
        Ok(keys)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeysError`] says what is wrong with it.
    pub fn load(path: &Path) -> Result<Self, KeysError> {
        let io = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => KeysError::Missing(path.to_owned()),
            _ => KeysError::Io(path.to_owned(), error),
        };
        let mode = fs::metadata(path).map_err(io)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeysError::TooOpen(path.to_owned()));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        let damaged = || KeysError::Damaged(path.to_owned());
        let words: Vec<&str> = text.split_whitespace().collect();
        let ["lianxin-keys", "1", word @ (SAMPLE | REAL), secret] = words[..] else { return Err(damaged()) };
        let mut root = [0; 32];
        if secret.len() != 64 || !secret.is_ascii() {
            return Err(damaged());
        }
        for (byte, pair) in root.iter_mut().zip(secret.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| damaged())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| damaged())?;
        }
        Ok(Self::from_root(root, word == SAMPLE))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("sample", &self.sample).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_reads_back_and_is_never_written_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("keys");
        let made = Keys::create(&path, true).expect("made");
        let read = Keys::load(&path).expect("read");
        assert_eq!(made.derive(Purpose::Form), read.derive(Purpose::Form));
        assert!(read.is_sample());
        assert!(matches!(Keys::create(&path, false), Err(KeysError::Io(..))));
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("keys");
        Keys::create(&path, false).expect("made");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changed");
        assert!(matches!(Keys::load(&path), Err(KeysError::TooOpen(_))));
    }

    #[test]
    fn purposes_never_share_a_key_and_debug_shows_none() {
        let keys = Keys::from_root([1; 32], false);
        assert_ne!(keys.derive(Purpose::Contact), keys.derive(Purpose::QueryCode));
        assert_ne!(keys.derive(Purpose::Form), keys.derive(Purpose::QueryCode));
        assert!(!format!("{keys:?}").contains("1, 1"));
    }
}
