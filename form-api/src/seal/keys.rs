//! Key files: made once, readable by their owner only, never in the database and never in a backup of it.
//! Deliberately absent: a default. Without a key file the service does not start.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::envelope::PrivateKey;

/// What a derived key is for; two purposes never share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Query codes and their stored hashes.
    QueryCode,
    /// Form tokens and the desk's request tokens.
    Form,
    /// Hashes of names and numbers.
    Marks,
    /// Attachments and their names.
    Attachments,
    /// Records of the survey.
    Records,
    /// Addresses at which staff subscribe to their meetings.
    Calendar,
    /// Tells in a database and in a backup which keys belong to it.
    Fingerprint,
}

impl Purpose {
    /// Contexts of BLAKE3's key derivation: fixed for ever, one for each purpose.
    const fn context(self) -> &'static str {
        match self {
            Self::QueryCode => "lianxin 2026-11 query codes",
            Self::Form => "lianxin 2026-11 form tokens",
            Self::Marks => "lianxin 2026-11 hashes of names and numbers",
            Self::Attachments => "lianxin 2026-11 attachments at rest",
            Self::Records => "lianxin 2026-11 records of the survey at rest",
            Self::Calendar => "lianxin 2026-11 addresses of calendars",
            Self::Fingerprint => "lianxin 2026-11 which keys a backup belongs to",
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

/// The first words of the two files: one is never taken for the other.
const KEYS: &str = "lianxin-keys";
const MAIL_KEY: &str = "lianxin-mail-key";

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

    /// Which keys these are. Nobody can find a key of 256 random bits by its hash.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        super::hex(&Sha256::digest(self.derive(Purpose::Fingerprint)))
    }

    /// Makes a key file; one that is there is never written over.
    ///
    /// # Errors
    /// [`KeysError::Io`].
    pub fn create(path: &Path, sample: bool) -> Result<Self, KeysError> {
        let keys = Self::from_root(super::random(), sample);
        create_file(path, KEYS, sample, &keys.root)?;
        Ok(keys)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeysError`] says what is wrong with it.
    pub fn load(path: &Path) -> Result<Self, KeysError> {
        let (root, sample) = load_file(path, KEYS)?;
        Ok(Self { root, sample })
    }
}

/// The private half of the mail key, in a file of its own: whoever sends mail has it, and in production nobody else.
#[derive(Clone, Debug)]
pub struct MailKey {
    /// It opens addresses and texts of mail.
    pub private: PrivateKey,
    sample: bool,
}

impl MailKey {
    /// Made by the demo?
    #[must_use]
    pub const fn is_sample(&self) -> bool {
        self.sample
    }

    /// Makes its file; one that is there is never written over.
    ///
    /// # Errors
    /// [`KeysError::Io`].
    pub fn create(path: &Path, sample: bool) -> Result<Self, KeysError> {
        let private = PrivateKey::new_random();
        create_file(path, MAIL_KEY, sample, private.expose())?;
        Ok(Self { private, sample })
    }

    /// Reads its file.
    ///
    /// # Errors
    /// [`KeysError`] says what is wrong with it.
    pub fn load(path: &Path) -> Result<Self, KeysError> {
        let (secret, sample) = load_file(path, MAIL_KEY)?;
        let private =
            PrivateKey::parse(secret.as_slice()).map_err(|_| KeysError::Damaged(path.to_owned()))?;
        Ok(Self { private, sample })
    }
}

fn create_file(path: &Path, what: &str, sample: bool, secret: &[u8; 32]) -> Result<(), KeysError> {
    let io = |error| KeysError::Io(path.to_owned(), error);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
    let word = if sample { SAMPLE } else { REAL };
    let secret = Zeroizing::new(super::hex(secret));
    let text = Zeroizing::new(format!("{what} 1 {word} {}\n", *secret));
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io)
}

fn load_file(path: &Path, what: &str) -> Result<(Zeroizing<[u8; 32]>, bool), KeysError> {
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
    let [name, "1", word @ (SAMPLE | REAL), secret] = words[..] else { return Err(damaged()) };
    let bytes = Zeroizing::new(super::unhex(secret).filter(|_| name == what).ok_or_else(damaged)?);
    let root = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| damaged())?);
    Ok((root, word == SAMPLE))
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
    fn the_mail_key_reads_back_and_is_no_other_key_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let (keys, mail) = (dir.path().join("keys"), dir.path().join("mail-key"));
        Keys::create(&keys, false).expect("made");
        let made = MailKey::create(&mail, true).expect("made");
        let read = MailKey::load(&mail).expect("read");
        assert!(read.is_sample() && read.private.public() == made.private.public());
        assert!(matches!(MailKey::load(&keys), Err(KeysError::Damaged(_))));
        assert!(matches!(Keys::load(&mail), Err(KeysError::Damaged(_))));
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
        assert_ne!(keys.derive(Purpose::Form), keys.derive(Purpose::QueryCode));
        assert!(!format!("{keys:?}").contains("1, 1"));
    }
}
