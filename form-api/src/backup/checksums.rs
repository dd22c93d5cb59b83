//! What every part of a backup was when it was made: a list of SHA-256 beside the database file.
//!
//! The lines of the parts are those of `sha256sum`, so that the place where copies are kept can check them without this
//! program. The last line is a hash of the list itself: a flipped bit is found there too. The hash of the key file tells,
//! before anything is put back, that other keys were handed in; it says nothing about them.
//!
//! Deliberately absent: protection against somebody who writes a backup of their own, list and all.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{BackupError, attachments_beside};
use crate::seal::{Keys, hex};

const HEAD: &str = "# lianxin-backup 1";
const KEYS: &str = "# keys ";
const LIST: &str = "# list ";

/// The parts of a backup and their hashes, in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checksums {
    keys: String,
    database: String,
    attachments: BTreeMap<String, String>,
}

/// The list that belongs to a backup.
#[must_use]
pub fn checksums_beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".sha256");
    file.with_file_name(name)
}

impl Checksums {
    /// Reads a backup and these of its attachments through.
    pub(super) fn compute(file: &Path, attachments: &[String], keys: &Keys) -> Result<Self, BackupError> {
        let beside = attachments_beside(file);
        let hashed = |id: &String| Ok((id.clone(), hash(&beside.join(id))?));
        Ok(Self {
            keys: keys.fingerprint(),
            database: hash(file)?,
            attachments: attachments.iter().map(hashed).collect::<Result<_, BackupError>>()?,
        })
    }

    /// The hash of the database file.
    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// Ids and hashes of the attachments.
    pub(super) const fn attachments(&self) -> &BTreeMap<String, String> {
        &self.attachments
    }

    /// The backup was made with these keys.
    pub(super) fn is_of(&self, keys: &Keys) -> bool {
        self.keys == keys.fingerprint()
    }

    /// The first part of a backup that is not as it was.
    pub(super) fn find_damage(&self, file: &Path) -> Result<Option<PathBuf>, BackupError> {
        let beside = attachments_beside(file);
        let attachments = self.attachments.iter().map(|(id, hash)| (beside.join(id), hash));
        for (part, expected) in std::iter::once((file.to_owned(), &self.database)).chain(attachments) {
            match hash(&part) {
                Ok(found) if found == *expected => {}
                Err(error) if !is_missing(&error) => return Err(error),
                _ => return Ok(Some(part)),
            }
        }
        Ok(None)
    }

    /// The list as it is written; `file` is the backup's name.
    pub(super) fn to_text(&self, file: &Path) -> String {
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (database, folder) = (name(file), name(&attachments_beside(file)));
        let mut text = format!("{HEAD}\n{KEYS}{}\n{}  {database}\n", self.keys, self.database);
        for (id, hash) in &self.attachments {
            text += &format!("{hash}  {folder}/{id}\n");
        }
        let list = hex(&Sha256::digest(text.as_bytes()));
        text + LIST + &list + "\n"
    }

    /// Reads a list. The names of database and folder may have changed since: only the attachments' own names count.
    fn parse(text: &str) -> Option<Self> {
        let (lines, list) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let is_whole = hex(&Sha256::digest(format!("{lines}\n").as_bytes())) == list.strip_prefix(LIST)?;
        let mut lines = lines.lines();
        if !is_whole || lines.next()? != HEAD {
            return None;
        }
        let keys = lines.next()?.strip_prefix(KEYS)?.to_owned();
        let (database, _) = lines.next()?.split_once("  ")?;
        let attachment = |line: &str| {
            let (hash, name) = line.split_once("  ")?;
            Some((name.rsplit_once('/')?.1.to_owned(), hash.to_owned()))
        };
        let attachments = lines.map(attachment).collect::<Option<_>>()?;
        Some(Self { keys, database: database.to_owned(), attachments })
    }

    /// Reads the list beside a backup; none where there is none.
    pub(super) fn load(file: &Path) -> Result<Option<Self>, BackupError> {
        let path = checksums_beside(file);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(BackupError::Io(path, error)),
        };
        let list = std::str::from_utf8(&bytes).ok().and_then(Self::parse);
        list.map(Some).ok_or(BackupError::Damaged(path))
    }
}

fn is_missing(error: &BackupError) -> bool {
    matches!(error, BackupError::Io(_, error) if error.kind() == io::ErrorKind::NotFound)
}

/// SHA-256 of a file, read piece by piece.
pub(super) fn hash(path: &Path) -> Result<String, BackupError> {
    let io = |error| BackupError::Io(path.to_owned(), error);
    let mut file = fs::File::open(path).map_err(io)?;
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece).map_err(io)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&piece[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_back_under_another_name_and_no_bit_of_it_may_change() {
        let list = Checksums {
            keys: "k".repeat(64),
            database: "d".repeat(64),
            attachments: [("a1".to_owned(), "e".repeat(64)), ("a2".to_owned(), "f".repeat(64))].into(),
        };
        let text = list.to_text(Path::new("/backups/monday.db"));
        assert!(text.contains(&format!("{}  monday.db.attachments/a2\n", "f".repeat(64))), "{text}");
        assert_eq!(Checksums::parse(&text), Some(list));
        for at in 0..text.len() * 8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at / 8] ^= 1 << (at % 8);
            let read = std::str::from_utf8(&bytes).ok().and_then(Checksums::parse);
            assert_eq!(read, None, "bit {at}");
        }
    }
}
