//! The log of events: each step of the world leaves exactly one row, chained by hash to the row before it, so that a
//! row changed or taken out later is noticed.
//!
//! Deliberately absent: any text of a person. An event says that a contact was opened, never what stood there; the only
//! persons in it are staff, by row id. The reason that somebody gave for a step is kept beside the log, where it can be
//! erased; the chain holds its commitment alone.

mod canonical;
mod detail;
mod kind;

use jiff::Timestamp;

pub use canonical::{Salt, Stored, commit};
pub use detail::{CorrectedPart, Detail, Id, KeySource};
pub use kind::{Kind, Shown, Words};

use crate::case::{OwnedSubject, Subject, TownshipId};
use crate::seal;
use crate::store::{self, Ask, Db, EventRow, NewEvent, NewEventText, StoreError, Tx};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A staff member, by id.
    Staff(String),
    /// The sender of the letter.
    Resident,
    /// The service itself.
    System,
}

impl Actor {
    fn as_str(&self) -> &str {
        match self {
            Self::Staff(id) => id,
            Self::Resident => "resident",
            Self::System => "system",
        }
    }

    /// The staff id, where it is one.
    #[must_use]
    pub fn staff_id(&self) -> Option<&str> {
        if let Self::Staff(id) = self { Some(id) } else { None }
    }

    fn read(word: String) -> Self {
        match word.as_str() {
            "resident" => Self::Resident,
            "system" => Self::System,
            _ => Self::Staff(word),
        }
    }
}

/// An event to be written.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a Actor,
    /// What it is about; none: the installation.
    pub subject: Option<Subject<'a>>,
    /// What.
    pub kind: Kind,
    /// More.
    pub details: Vec<Detail>,
    /// The words of a person that came along; only where the kind takes some. They are kept beside the log.
    pub text: Option<&'a str>,
}

/// The words that came along with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventText {
    /// There were none.
    None,
    /// As they were written.
    Kept(String),
    /// They were erased; the chain still says that there were some.
    Erased,
}

/// An event as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvent {
    /// From 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What it is about; none: the installation.
    pub subject: Option<OwnedSubject>,
    /// What.
    pub kind: Kind,
    /// More.
    pub details: Vec<Detail>,
    /// The words that came along.
    pub text: EventText,
}

/// What does not fit in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// This event was changed, or one before it was taken out or put in.
    Chain(i64),
    /// The text kept for this event is another than the one that was written.
    Text(i64),
}

/// Writes an event in the transaction of the step that it records. Writers queue at the head, so that the chain has
/// one order on every database.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn write_event(tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
    write_events(tx, std::slice::from_ref(event)).await
}

/// Writes the events of several steps that share a transaction, in this order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn write_events(tx: &mut Tx, events: &[Event<'_>]) -> Result<(), StoreError> {
    let township = tx.township();
    let (mut seq, mut before) = store::advance_event_head(tx, events.len()).await?;
    let mut rows = Vec::with_capacity(events.len());
    let mut texts = Vec::new();
    for event in events {
        seq += 1;
        debug_assert!(
            event.text.is_none() || event.kind.words() != Words::None,
            "{:?} takes no text",
            event.kind
        );
        let text = event.text.map(|text| {
            let salt: Salt = seal::random();
            let is_account = event.kind.words().are_an_account();
            NewEventText { seq, subject: event.subject, salt, text, is_account }
        });
        let text_commitment = text.as_ref().map(|text| commit(&text.salt, text.text));
        texts.extend(text);
        let (at_ms, actor, kind) = (event.at.as_millisecond(), event.actor.as_str(), event.kind.as_str());
        let (subject, details) = (event.subject, Detail::write_all(&event.details));
        let stored = Stored {
            township: township.as_str(),
            before: &before,
            seq,
            at_ms,
            actor,
            subject,
            kind,
            text_commitment: text_commitment.as_deref(),
            details: &details,
        };
        let hash = stored.hash().ok_or(StoreError::Word { column: "actor" })?;
        before.clone_from(&hash);
        rows.push(NewEvent { seq, at_ms, actor, subject, kind, details, text_commitment, hash });
    }
    store::add_events(tx, &rows, &before).await?;
    store::add_event_texts(tx, &texts).await
}

/// The events about one subject, oldest first.
///
/// # Errors
/// [`StoreError::Word`] when a newer program wrote one.
pub async fn list_events<A: Ask + Send>(
    ask: A,
    subject: Subject<'_>,
) -> Result<Vec<WrittenEvent>, StoreError> {
    store::list_events_of(ask, subject).await?.into_iter().map(read).collect()
}

/// Recomputes the whole chain, and the commitment of every text that is still kept; gives the first thing that does not
/// fit.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_break(db: &Db) -> Result<Option<Break>, StoreError> {
    let (head_seq, head_hash) = store::find_event_head(db).await?;
    let township = db.township();
    let mut before = String::new();
    let mut last = 0;
    loop {
        let rows = store::list_events_after(db, last).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != last + 1 || hash_of(&township, &row, &before).as_ref() != Some(&row.hash) {
                return Ok(Some(Break::Chain(last + 1)));
            }
            if !is_committed(&row) {
                return Ok(Some(Break::Text(row.seq)));
            }
            last = row.seq;
            before = row.hash;
        }
    }
    Ok((last != head_seq || before != head_hash).then_some(Break::Chain(last + 1)))
}

fn hash_of(township: &TownshipId, row: &EventRow, before: &str) -> Option<String> {
    let stored = Stored {
        township: township.as_str(),
        before,
        seq: row.seq,
        at_ms: row.at_ms,
        actor: &row.actor,
        subject: row.subject.as_ref().map(OwnedSubject::as_subject),
        kind: &row.kind,
        text_commitment: row.text_commitment.as_deref(),
        details: &row.details,
    };
    stored.hash()
}

/// No text is kept, or the one that the event commits to.
fn is_committed(row: &EventRow) -> bool {
    let Some(kept) = &row.text else { return true };
    let salt = Salt::try_from(kept.salt.as_slice());
    salt.is_ok_and(|salt| row.text_commitment.as_ref() == Some(&commit(&salt, &kept.text)))
}

fn read(row: EventRow) -> Result<WrittenEvent, StoreError> {
    Ok(WrittenEvent {
        seq: row.seq,
        at: Timestamp::from_millisecond(row.at_ms).unwrap_or(Timestamp::UNIX_EPOCH),
        actor: Actor::read(row.actor),
        subject: row.subject,
        kind: Kind::parse(&row.kind).ok_or(StoreError::Word { column: "kind" })?,
        details: Detail::read_all(&row.details).ok_or(StoreError::Word { column: "details" })?,
        text: match (row.text_commitment, row.text) {
            (None, _) => EventText::None,
            (Some(_), Some(kept)) => EventText::Kept(kept.text),
            (Some(_), None) => EventText::Erased,
        },
    })
}
