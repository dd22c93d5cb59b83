//! The rows of the log of events, its head, at which all writers queue, and the texts beside it, which can be erased.
//! Deliberately absent: the chain and what is committed to (`event_log`).

use super::many::Many;
use super::subject::subject_or_null;
use super::{Arg, Ask, Row, StoreError, Tx, args};
use crate::case::{OwnedSubject, Subject};

/// An event to be kept.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    /// From 1, without gaps.
    pub seq: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Staff id, `resident` or `system`.
    pub actor: &'a str,
    /// What it is about.
    pub subject: Option<Subject<'a>>,
    /// What.
    pub kind: &'a str,
    /// Lines `name value`.
    pub details: String,
    /// Hex.
    pub text_commitment: Option<String>,
    /// Hex.
    pub hash: String,
}

/// The words of a person that belong to an event.
#[derive(Clone, Copy, Debug)]
pub struct NewEventText<'a> {
    /// Of which event.
    pub seq: i64,
    /// What it is about.
    pub subject: Option<Subject<'a>>,
    /// What the commitment was made with.
    pub salt: [u8; 32],
    /// The words.
    pub text: &'a str,
    /// A withdrawal of the letter leaves them.
    pub is_account: bool,
}

/// An event as its row has it.
#[derive(Clone, Debug)]
pub struct EventRow {
    /// From 1, without gaps.
    pub seq: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Staff id, `resident` or `system`.
    pub actor: String,
    /// What it is about.
    pub subject: Option<OwnedSubject>,
    /// What.
    pub kind: String,
    /// Lines `name value`.
    pub details: String,
    /// Hex.
    pub text_commitment: Option<String>,
    /// Hex.
    pub hash: String,
    /// The text, if one is kept.
    pub text: Option<KeptText>,
}

/// A text that has not been erased, with its salt.
#[derive(Clone, Debug)]
pub struct KeptText {
    /// The words.
    pub text: String,
    /// What the commitment was made with.
    pub salt: Vec<u8>,
}

static INTO_EVENTS: Many<10> = Many::new(
    "INSERT INTO events (township, seq, at_ms, actor, subject_kind, subject_id, kind, details, text_commitment, hash)",
    "",
);

/// Takes the next numbers for so many events; gives the last number and hash before them. Other writers wait from here on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn advance_event_head(mut tx: &mut Tx, by: usize) -> Result<(i64, String), StoreError> {
    let by = i64::try_from(by).unwrap_or(i64::MAX);
    let sql = "UPDATE event_head SET seq = seq + $1 WHERE township = $2 RETURNING seq, hash";
    let head = tx.row(sql, args![by, tx.township()]).await?.ok_or(StoreError::NotFound)?;
    Ok((head.int("seq")? - by, head.text("hash")?))
}

/// Keeps events, and the hash of the last of them at the head.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_events(tx: &mut Tx, events: &[NewEvent<'_>], last: &str) -> Result<(), StoreError> {
    let township = tx.township();
    let rows: Vec<_> = events
        .iter()
        .map(|event| {
            [
                Arg::from(township.clone()),
                Arg::from(event.seq),
                Arg::from(event.at_ms),
                Arg::from(event.actor),
                Arg::from(event.subject.map(|subject| subject.kind.as_str())),
                Arg::from(event.subject.map(|subject| subject.id)),
                Arg::from(event.kind),
                Arg::from(&event.details),
                Arg::from(&event.text_commitment),
                Arg::from(&event.hash),
            ]
        })
        .collect();
    INTO_EVENTS.insert(tx, &rows).await?;
    tx.execute("UPDATE event_head SET hash = $1 WHERE township = $2", args![last, tx.township()])
        .await
        .map(drop)
}

/// Keeps the texts of events.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_event_texts(tx: &mut Tx, texts: &[NewEventText<'_>]) -> Result<(), StoreError> {
    for text in texts {
        tx.execute(
            "INSERT INTO event_texts (township, seq, subject_kind, subject_id, salt, text, is_account) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![
                tx.township(),
                text.seq,
                text.subject.map(|subject| subject.kind.as_str()),
                text.subject.map(|subject| subject.id),
                text.salt.as_slice(),
                text.text,
                text.is_account
            ],
        )
        .await?;
    }
    Ok(())
}

/// Erases the texts of a subject's events with their salts.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_event_texts(tx: &mut Tx, subject: Subject<'_>) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM event_texts WHERE subject_kind = $1 AND subject_id = $2",
        args![subject.kind.as_str(), subject.id],
    )
    .await
    .map(drop)
}

/// Erases the texts of a subject's events with their salts, but for those that account to the sender for what was done with
/// their details or in their name.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_event_texts_of_work(tx: &mut Tx, subject: Subject<'_>) -> Result<(), StoreError> {
    let sql = "DELETE FROM event_texts WHERE subject_kind = $1 AND subject_id = $2 AND is_account = 0";
    tx.execute(sql, args![subject.kind.as_str(), subject.id]).await.map(drop)
}

/// The events about one subject, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_events_of<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<EventRow>, StoreError> {
    let sql = "SELECT events.*, event_texts.text, event_texts.salt FROM events LEFT JOIN event_texts \
               ON event_texts.township = events.township AND event_texts.seq = events.seq WHERE events.subject_kind = $1 AND events.subject_id = $2 ORDER BY events.seq";
    ask.rows(sql, args![subject.kind.as_str(), subject.id]).await?.iter().map(read).collect()
}

/// The next thousand events after a number.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_events_after<A: Ask + Send>(mut ask: A, seq: i64) -> Result<Vec<EventRow>, StoreError> {
    let sql = "SELECT events.*, event_texts.text, event_texts.salt FROM events LEFT JOIN event_texts \
               ON event_texts.township = events.township AND event_texts.seq = events.seq WHERE events.township = $1 AND events.seq > $2 \
               ORDER BY events.seq LIMIT 1000";
    ask.rows(sql, args![ask.township(), seq]).await?.iter().map(read).collect()
}

/// What belongs to no record, from a moment on until before another one, behind the event that was read last at that moment. At most
/// so many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_events_of_installation<A: Ask + Send>(
    mut ask: A,
    (from_ms, to_ms): (i64, i64),
    behind: i64,
    limit: i64,
) -> Result<Vec<EventRow>, StoreError> {
    let sql = "SELECT events.*, event_texts.text, event_texts.salt FROM events LEFT JOIN event_texts \
               ON event_texts.township = events.township AND event_texts.seq = events.seq WHERE events.township = $1 \
               AND events.subject_kind IS NULL AND at_ms >= $2 AND at_ms < $3 AND (at_ms > $2 OR events.seq > $4) \
               ORDER BY at_ms, events.seq LIMIT $5";
    ask.rows(sql, args![ask.township(), from_ms, to_ms, behind, limit]).await?.iter().map(read).collect()
}

/// The last number and hash: what a receipt or a statistics page can show.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_event_head<A: Ask + Send>(mut ask: A) -> Result<(i64, String), StoreError> {
    let row = ask
        .row("SELECT seq, hash FROM event_head WHERE township = $1", args![ask.township()])
        .await?
        .ok_or(StoreError::NotFound)?;
    Ok((row.int("seq")?, row.text("hash")?))
}

/// How many texts of events are kept, and how many were erased.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_event_texts<A: Ask + Send>(mut ask: A) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM event_texts WHERE township = $1) AS kept, COUNT(text_commitment) AS written \
               FROM events WHERE township = $1";
    let row = ask.row(sql, args![ask.township()]).await?.ok_or(StoreError::NotFound)?;
    let (kept, written) = (row.int("kept")?, row.int("written")?);
    Ok((kept, written - kept))
}

fn read(row: &Row) -> Result<EventRow, StoreError> {
    let text = match (row.text_or_null("text")?, row.bytes_or_null("salt")?) {
        (Some(text), Some(salt)) => Some(KeptText { text, salt }),
        _ => None,
    };
    Ok(EventRow {
        seq: row.int("seq")?,
        at_ms: row.int("at_ms")?,
        actor: row.text("actor")?,
        subject: subject_or_null(row)?,
        kind: row.text("kind")?,
        details: row.text("details")?,
        text_commitment: row.text_or_null("text_commitment")?,
        hash: row.text("hash")?,
        text,
    })
}

/// Whether there is an event of this kind on a subject.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_event<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
    kind: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT seq FROM events WHERE subject_kind = $1 AND subject_id = $2 AND kind = $3 AND township = $4 LIMIT 1";
    let found = ask.row(sql, args![subject.kind.as_str(), subject.id, kind, ask.township()]).await?;
    Ok(found.is_some())
}

/// Whether a staff member has left an event of this kind on a letter.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_event_of<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
    kind: &str,
    staff_id: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT seq FROM events JOIN submissions ON events.subject_kind = 'case' AND submissions.id = events.subject_id \
               WHERE submission_no = $1 AND events.kind = $2 AND actor = $3 \
               AND events.township = $4 LIMIT 1";
    Ok(ask.row(sql, args![submission_no, kind, staff_id, ask.township()]).await?.is_some())
}
