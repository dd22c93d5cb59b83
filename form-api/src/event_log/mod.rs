//! The log of events: each step of the world leaves exactly one row, chained by hash to the row before it, so that a
//! row changed or taken out later is noticed.
//!
//! Deliberately absent: any text of a letter, any name, number or address. An event says that a contact was opened,
//! never what stood there; the only persons in it are staff, by row id.

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::store::{self, Ask, NewEvent, StoreError, Tx, args};

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
}

/// An event to be written.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: &'a Actor,
    /// On which case, by row id.
    pub case_id: Option<&'a str>,
    /// What, in the past tense.
    pub kind: &'a str,
    /// More, as JSON; never text of a letter, never personal data.
    pub detail: serde_json::Value,
}

/// An event as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvent {
    /// From 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Staff id, `resident` or `system`.
    pub actor: String,
    /// On which case.
    pub case_id: Option<String>,
    /// What.
    pub kind: String,
    /// JSON.
    pub detail: String,
    /// SHA-256 in hex over the hash before it and this row.
    pub hash: String,
}

/// What is hashed: one line of JSON with the hash before it, in this order of keys. Changing it breaks every chain.
#[derive(Serialize)]
struct Line<'a> {
    before: &'a str,
    seq: i64,
    at_ms: i64,
    actor: &'a str,
    case_id: Option<&'a str>,
    kind: &'a str,
    detail: &'a str,
}

fn hash(line: &Line<'_>) -> String {
    let json = serde_json::to_vec(line).expect("a line of texts and numbers is JSON");
    crate::seal::hex(&Sha256::digest(json))
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
    let (mut seq, mut before) = store::advance_event_head(tx, events.len()).await?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        seq += 1;
        let (at_ms, actor, detail) =
            (event.at.as_millisecond(), event.actor.as_str(), event.detail.to_string());
        let (case_id, kind) = (event.case_id, event.kind);
        let hash = hash(&Line { before: &before, seq, at_ms, actor, case_id, kind, detail: &detail });
        before.clone_from(&hash);
        rows.push(NewEvent { seq, at_ms, actor, case_id, kind, detail, hash });
    }
    store::add_events(tx, &rows, &before).await
}

/// The events of one case, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_events<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Vec<WrittenEvent>, StoreError> {
    let rows = ask.rows("SELECT * FROM events WHERE case_id = $1 ORDER BY seq", args![case_id]).await?;
    rows.iter().map(read).collect()
}

/// The last number and hash: what a receipt or a statistics page can show.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_head<A: Ask + Send>(mut ask: A) -> Result<(i64, String), StoreError> {
    let row =
        ask.row("SELECT seq, hash FROM event_head WHERE id = 1", &[]).await?.ok_or(StoreError::NotFound)?;
    Ok((row.int("seq")?, row.text("hash")?))
}

/// Recomputes the whole chain and gives the number of the first event that does not fit, if there is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_break<A: Ask + Send>(mut ask: A) -> Result<Option<i64>, StoreError> {
    let (head_seq, head_hash) = {
        let row = ask.row("SELECT seq, hash FROM event_head WHERE id = 1", &[]).await?;
        let row = row.ok_or(StoreError::NotFound)?;
        (row.int("seq")?, row.text("hash")?)
    };
    let mut before = String::new();
    let mut last = 0;
    loop {
        let rows =
            ask.rows("SELECT * FROM events WHERE seq > $1 ORDER BY seq LIMIT 1000", args![last]).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let event = read(row)?;
            let line = Line {
                before: &before,
                seq: event.seq,
                at_ms: event.at.as_millisecond(),
                actor: &event.actor,
                case_id: event.case_id.as_deref(),
                kind: &event.kind,
                detail: &event.detail,
            };
            if event.seq != last + 1 || hash(&line) != event.hash {
                return Ok(Some(last + 1));
            }
            last = event.seq;
            before = event.hash;
        }
    }
    Ok((last != head_seq || before != head_hash).then_some(last + 1))
}

fn read(row: &crate::store::Row) -> Result<WrittenEvent, StoreError> {
    Ok(WrittenEvent {
        seq: row.int("seq")?,
        at: Timestamp::from_millisecond(row.int("at_ms")?).unwrap_or(Timestamp::UNIX_EPOCH),
        actor: row.text("actor")?,
        case_id: row.text_or_null("case_id")?,
        kind: row.text("kind")?,
        detail: row.text("detail")?,
        hash: row.text("hash")?,
    })
}
