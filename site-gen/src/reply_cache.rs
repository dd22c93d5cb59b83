//! What was read of `replies/` before: the facts of each file, under the stamp that the file had then. A file
//! whose stamp is the same is not read again; the same bytes give the same record, so it makes no difference
//! to the site.
//!
//! A stamp is size, time of the last change of content and of the file's entry, and the entry's number. A
//! file that changed in the very moment in which it was read could keep its stamp: such a stamp is never
//! trusted.
//!
//! Deliberately absent: texts, and the question what a site is made of.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use record::{Fingerprint, ReplyFacts, StoredRecord, StoredReply, Tombstone};

/// Tells a file from what it was: another content has another stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    size: u64,
    changed_ns: i64,
    entry_ns: i64,
    entry: u64,
}

impl FileStamp {
    /// The stamp of a file; none when it cannot be looked at or is none.
    #[must_use]
    pub fn of(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().filter(fs::Metadata::is_file).map(|meta| Self::from(&meta))
    }

    /// Whether the file may have changed after `moment` without getting another stamp. Clocks of file systems
    /// tick up to a hundred times a second; two seconds are those of the coarsest.
    #[must_use]
    pub fn is_fresh_at(&self, moment: &Self) -> bool {
        const COARSE_NS: i64 = 2_000_000_000;
        self.changed_ns.max(self.entry_ns).saturating_add(COARSE_NS) >= moment.changed_ns
    }

    /// The same but for the entry's own time, which changes when a link to the file is made.
    #[must_use]
    pub fn of_content(self) -> Self {
        Self { entry_ns: 0, ..self }
    }

    /// A stamp that no file has.
    #[must_use]
    pub fn none() -> Self {
        Self { size: u64::MAX, changed_ns: 0, entry_ns: 0, entry: 0 }
    }
}

impl From<&fs::Metadata> for FileStamp {
    fn from(meta: &fs::Metadata) -> Self {
        let ns = |seconds: i64, ns: i64| seconds.saturating_mul(1_000_000_000).saturating_add(ns);
        Self {
            size: meta.size(),
            changed_ns: ns(meta.mtime(), meta.mtime_nsec()),
            entry_ns: ns(meta.ctime(), meta.ctime_nsec()),
            entry: meta.ino(),
        }
    }
}

/// What a file of `replies/` was when it was read.
#[derive(Clone, Debug)]
pub struct CachedReply {
    /// The file's stamp.
    pub stamp: FileStamp,
    /// What was in it.
    pub stored: StoredRecord,
}

/// All of them, by their path below `replies/`.
#[derive(Clone, Debug, Default)]
pub struct ReplyCache(pub HashMap<String, CachedReply>);

/// How an entry is kept between two runs of the program.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptEntry<'a> {
    path: Cow<'a, str>,
    stamp: FileStamp,
    what: Kept<'a>,
}

#[derive(Serialize, Deserialize)]
enum Kept<'a> {
    Reply(Cow<'a, ReplyFacts>, Fingerprint),
    /// Field by field: a tombstone reads its days as TOML writes them, and the state is no TOML.
    Withdrawn {
        submission_no: Cow<'a, str>,
        withdrawn_on: Date,
        published_at: Option<DateTime>,
    },
}

impl ReplyCache {
    /// What was stored of a file that still has its stamp.
    #[must_use]
    pub fn find(&self, path: &str, stamp: &FileStamp) -> Option<&StoredRecord> {
        self.0.get(path).filter(|entry| entry.stamp == *stamp).map(|entry| &entry.stored)
    }

    /// The stamps of files that were read in the moment in which they changed are forgotten.
    pub fn distrust_fresh(&mut self, began: &FileStamp) {
        for entry in self.0.values_mut().filter(|entry| entry.stamp.is_fresh_at(began)) {
            entry.stamp = FileStamp::none();
        }
    }

    pub(crate) fn to_kept(&self) -> Vec<KeptEntry<'_>> {
        fn kept<'a>((path, entry): (&'a String, &'a CachedReply)) -> KeptEntry<'a> {
            KeptEntry {
                path: Cow::Borrowed(path),
                stamp: entry.stamp,
                what: match &entry.stored {
                    StoredRecord::Reply(reply) => {
                        Kept::Reply(Cow::Borrowed(reply.facts()), reply.fingerprint())
                    }
                    StoredRecord::Withdrawn(tombstone) => Kept::Withdrawn {
                        submission_no: Cow::Borrowed(&tombstone.submission_no),
                        withdrawn_on: tombstone.withdrawn_on,
                        published_at: tombstone.published_at,
                    },
                },
            }
        }
        self.0.iter().map(kept).collect()
    }

    pub(crate) fn from_kept(folder: &Path, kept: Vec<KeptEntry<'_>>) -> Self {
        let entry = |one: KeptEntry<'_>| {
            let stored = match one.what {
                Kept::Reply(facts, fingerprint) => {
                    let file = folder.join(&*one.path);
                    StoredRecord::Reply(Arc::new(StoredReply::in_file(facts.into_owned(), file, fingerprint)))
                }
                Kept::Withdrawn { submission_no, withdrawn_on, published_at } => {
                    let submission_no = submission_no.into_owned();
                    StoredRecord::Withdrawn(Tombstone { submission_no, withdrawn_on, published_at })
                }
            };
            (one.path.into_owned(), CachedReply { stamp: one.stamp, stored })
        };
        Self(kept.into_iter().map(entry).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output;

    #[test]
    fn another_content_has_another_stamp_and_a_fresh_one_is_not_trusted() {
        let dir = tempfile::tempdir().expect("a folder");
        output::replace(dir.path(), "a", b"one").expect("written");
        let before = FileStamp::of(&dir.path().join("a")).expect("a file");
        output::replace(dir.path(), "a", b"two").expect("written");
        let after = FileStamp::of(&dir.path().join("a")).expect("a file");
        assert_ne!(before, after);
        assert!(after.is_fresh_at(&before));
        let later = FileStamp { changed_ns: after.changed_ns + 3_000_000_000, ..after };
        assert!(!after.is_fresh_at(&later));
        assert_eq!(FileStamp::of(dir.path()), None);
    }
}
