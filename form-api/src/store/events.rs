//! The rows of the log of events, and its head, at which all writers queue. Deliberately absent: the chain (`event_log`).

use super::many::Many;
use super::{Arg, Ask, StoreError, Tx, args};

/// An event to be kept.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    /// From 1, without gaps.
    pub seq: i64,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Staff id, `resident` or `system`.
    pub actor: &'a str,
    /// On which case.
    pub case_id: Option<&'a str>,
    /// What.
    pub kind: &'a str,
    /// JSON.
    pub detail: String,
    /// Hex.
    pub hash: String,
}

static INTO_EVENTS: Many<7> =
    Many::new("INSERT INTO events (seq, at_ms, actor, case_id, kind, detail, hash)", "");

/// Takes the next numbers for so many events; gives the last number and hash before them. Other writers wait from here on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn advance_event_head(mut tx: &mut Tx, by: usize) -> Result<(i64, String), StoreError> {
    let by = i64::try_from(by).unwrap_or(i64::MAX);
    let sql = "UPDATE event_head SET seq = seq + $1 WHERE id = 1 RETURNING seq, hash";
    let head = tx.row(sql, args![by]).await?.ok_or(StoreError::NotFound)?;
    Ok((head.int("seq")? - by, head.text("hash")?))
}

/// Keeps events, and the hash of the last of them at the head.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_events(tx: &mut Tx, events: &[NewEvent<'_>], last: &str) -> Result<(), StoreError> {
    let rows: Vec<_> = events
        .iter()
        .map(|event| {
            [
                Arg::from(event.seq),
                Arg::from(event.at_ms),
                Arg::from(event.actor),
                Arg::from(event.case_id),
                Arg::from(event.kind),
                Arg::from(&event.detail),
                Arg::from(&event.hash),
            ]
        })
        .collect();
    INTO_EVENTS.insert(tx, &rows).await?;
    tx.execute("UPDATE event_head SET hash = $1 WHERE id = 1", args![last]).await.map(drop)
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
    let sql = "SELECT seq FROM events JOIN submissions ON submissions.id = events.case_id \
               WHERE submission_no = $1 AND events.kind = $2 AND actor = $3 LIMIT 1";
    Ok(ask.row(sql, args![submission_no, kind, staff_id]).await?.is_some())
}
