//! A public reply as the site files it: its facts, which lists show, and where its two texts are. The facts
//! of a century fit into memory; the texts, ten times as much, are read when a page needs them.
//!
//! Deliberately absent: the order of replies, and any text of a file that has changed since it was stored.

use std::borrow::Cow;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::source::plain_lines;
use super::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Rating, Round, Source};

/// What stands for some bytes: the same bytes have the same, other bytes another.
pub type Fingerprint = [u8; 16];

/// The fingerprint of bytes.
#[must_use]
pub fn fingerprint_of(bytes: &[u8]) -> Fingerprint {
    first_half(blake3::hash(bytes))
}

/// The first half of a hash: 128 bits meet by accident in no town.
pub fn first_half(hash: blake3::Hash) -> Fingerprint {
    let mut fingerprint = Fingerprint::default();
    fingerprint.copy_from_slice(&hash.as_bytes()[..16]);
    fingerprint
}

/// A public reply without its texts; the fields are those of [`PublicReply`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyFacts {
    pub submission_no: String,
    pub title: String,
    pub kind: PublicKind,
    pub topic: String,
    pub village: Option<String>,
    pub office: String,
    pub scope: FeedbackScope,
    pub received_on: Date,
    pub replied_on: Date,
    pub published_at: DateTime,
    pub updated: Option<DateTime>,
    pub round: Round,
    pub working_days: Option<u32>,
    pub policies: Vec<String>,
    pub letters: u32,
    pub rating: Option<Rating>,
    pub kept: Vec<String>,
}

impl ReplyFacts {
    /// The moment of its last change.
    #[must_use]
    pub fn changed_at(&self) -> DateTime {
        self.updated.map_or(self.published_at, |at| at.max(self.published_at))
    }

    /// The answer came on the day of the letter. No working day between the two is another matter: holidays
    /// have none.
    #[must_use]
    pub fn is_of_same_day(&self) -> bool {
        self.received_on == self.replied_on
    }
}

/// The two texts of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The redacted letter.
    pub letter: String,
    /// The redacted answer, in Markdown.
    pub answer: String,
}

#[derive(Clone, Debug)]
enum Place {
    Here(Texts),
    File(PathBuf),
}

#[derive(Clone, Debug)]
pub struct StoredReply {
    facts: ReplyFacts,
    texts: Place,
    fingerprint: Fingerprint,
}

impl Deref for StoredReply {
    type Target = ReplyFacts;

    fn deref(&self) -> &ReplyFacts {
        &self.facts
    }
}

impl StoredReply {
    /// Files a reply with its texts. `fingerprint` is that of its file.
    #[must_use]
    pub fn new(reply: PublicReply, fingerprint: Fingerprint) -> Self {
        let facts = ReplyFacts {
            submission_no: reply.submission_no,
            title: reply.title,
            kind: reply.kind,
            topic: reply.topic,
            village: reply.village,
            office: reply.office,
            scope: reply.scope,
            received_on: reply.received_on,
            replied_on: reply.replied_on,
            published_at: reply.published_at,
            updated: reply.updated,
            round: reply.round,
            working_days: reply.working_days,
            policies: reply.policies,
            letters: reply.letters,
            rating: reply.rating,
            kept: reply.kept,
        };
        Self { facts, texts: Place::Here(Texts { letter: reply.letter, answer: reply.answer }), fingerprint }
    }

    /// Files a reply whose facts are known and whose texts stay in their file.
    #[must_use]
    pub fn in_file(facts: ReplyFacts, file: PathBuf, fingerprint: Fingerprint) -> Self {
        Self { facts, texts: Place::File(file), fingerprint }
    }

    /// The facts alone.
    #[must_use]
    pub fn facts(&self) -> &ReplyFacts {
        &self.facts
    }

    /// What stands for the whole record.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The texts.
    ///
    /// # Errors
    /// The file cannot be read, or is not the one that was stored.
    pub fn texts(&self) -> anyhow::Result<Cow<'_, Texts>> {
        let file = match &self.texts {
            Place::Here(texts) => return Ok(Cow::Borrowed(texts)),
            Place::File(file) => file,
        };
        let shown = || file.display().to_string();
        let bytes = std::fs::read(file).with_context(shown)?;
        if fingerprint_of(&bytes) != self.fingerprint {
            bail!("{} 在生成的时候变了：再生成一次", file.display());
        }
        let text = String::from_utf8(bytes).with_context(shown)?;
        match PublicRecord::parse(&Source { file: &shown(), text: &plain_lines(&text) }) {
            Ok(PublicRecord::Reply(reply)) => {
                Ok(Cow::Owned(Texts { letter: reply.letter, answer: reply.answer }))
            }
            _ => bail!("{} 不是一条公开答复", file.display()),
        }
    }
}

impl From<PublicReply> for StoredReply {
    fn from(reply: PublicReply) -> Self {
        let record = PublicRecord::Reply(reply);
        let fingerprint = fingerprint_of(record.to_text().as_bytes());
        match record {
            PublicRecord::Reply(reply) => Self::new(reply, fingerprint),
            PublicRecord::Withdrawn(_) => unreachable!("it was made of a reply"),
        }
    }
}

/// A file of `replies/`, stored.
#[derive(Clone, Debug)]
pub enum StoredRecord {
    Reply(Arc<StoredReply>),
    /// A tombstone.
    Withdrawn(super::Tombstone),
}

impl From<PublicRecord> for StoredRecord {
    fn from(record: PublicRecord) -> Self {
        match record {
            PublicRecord::Reply(reply) => Self::Reply(Arc::new(reply.into())),
            PublicRecord::Withdrawn(tombstone) => Self::Withdrawn(tombstone),
        }
    }
}
