//! What senders are to be told in person, because a message has not arrived: one row for each message.
//! Deliberately absent: which messages those are (`mail`, `steps`), and what is said.

use super::{Ask, StoreError, Tx, args};
use crate::case::{Carrier, Subject};

/// A message that somebody has to stand in for.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// What it is about.
    pub subject: Subject<'a>,
    /// Which mail, the folder's name under `templates/mail`.
    pub mail: &'a str,
    /// What would have carried it.
    pub carrier: Carrier,
    /// Row of the outbox; none where nothing was written, because nothing more is sent there.
    pub outbox_id: Option<&'a str>,
    /// Unix milliseconds.
    pub since_ms: i64,
}

/// An open call as the desk shows it.
#[derive(Clone, Debug)]
pub struct OpenCall {
    /// Which mail.
    pub mail: String,
    /// What would have carried it.
    pub carrier: Carrier,
    /// Unix milliseconds.
    pub since_ms: i64,
}

/// Notes that somebody has to call. A message is noted once, also where the call has ended.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_call(tx: &mut Tx, call: &Call<'_>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO calls (id, subject_kind, subject_id, mail, carrier, outbox_id, since_ms, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT DO NOTHING",
        args![super::new_id(), call.subject.kind.as_str(), call.subject.id, call.mail, call.carrier.as_str(), call.outbox_id, call.since_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// Notes a call for each message that was written before a moment and still waits. Says how many are new.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_calls_of_late(tx: &mut Tx, before_ms: i64, since_ms: i64) -> Result<u64, StoreError> {
    tx.execute(
        "INSERT INTO calls (id, subject_kind, subject_id, mail, carrier, outbox_id, since_ms, township) \
         SELECT id, subject_kind, subject_id, mail, carrier, id, $2, township FROM outbox WHERE township = $3 AND next_attempt_at_ms > 0 AND created_at_ms < $1 \
         AND subject_id IS NOT NULL ON CONFLICT DO NOTHING",
        args![before_ms, since_ms, tx.township()],
    )
    .await
}

/// Notes a call for each mail about a subject that still waits: it will not be sent.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_calls_of_waiting(
    tx: &mut Tx,
    subject: Subject<'_>,
    since_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO calls (id, subject_kind, subject_id, mail, carrier, outbox_id, since_ms, township) \
         SELECT id, subject_kind, subject_id, mail, carrier, id, $3, township FROM outbox WHERE subject_kind = $1 AND subject_id = $2 AND carrier = 'mail' \
         AND next_attempt_at_ms > 0 ON CONFLICT DO NOTHING",
        args![subject.kind.as_str(), subject.id, since_ms],
    )
    .await?;
    Ok(())
}

/// Ends the open calls about a subject; says how many there were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end_calls(tx: &mut Tx, subject: Subject<'_>, at_ms: i64) -> Result<u64, StoreError> {
    let sql = "UPDATE calls SET ended_at_ms = $3 WHERE subject_kind = $1 AND subject_id = $2 AND ended_at_ms IS NULL";
    tx.execute(sql, args![subject.kind.as_str(), subject.id, at_ms]).await
}

/// A message went after all: nobody has to call for it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn end_call_of(tx: &mut Tx, outbox_id: &str, at_ms: i64) -> Result<(), StoreError> {
    let sql = "UPDATE calls SET ended_at_ms = $2 WHERE outbox_id = $1 AND ended_at_ms IS NULL";
    tx.execute(sql, args![outbox_id, at_ms]).await?;
    Ok(())
}

/// The open calls about a subject, oldest first. Only for callers that have looked it up through a viewer, and for its
/// sender.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_calls<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<OpenCall>, StoreError> {
    let sql = "SELECT mail, carrier, since_ms FROM calls WHERE subject_kind = $1 AND subject_id = $2 AND ended_at_ms IS NULL ORDER BY since_ms, id";
    ask.rows(sql, args![subject.kind.as_str(), subject.id])
        .await?
        .iter()
        .map(|row| {
            Ok(OpenCall {
                mail: row.text("mail")?,
                carrier: Carrier::parse(&row.text("carrier")?)
                    .ok_or(StoreError::Word { column: "carrier" })?,
                since_ms: row.int("since_ms")?,
            })
        })
        .collect()
}
