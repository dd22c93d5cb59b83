//! How long approvers looked at a page before they approved it, one row an approval: counted by month, so that nobody
//! can wave letters through unnoticed. Deliberately absent: the text that was approved.

use jiff::Timestamp;

use super::{Ask, StoreError, Tx, args};
use crate::case::Subject;

/// An approval.
#[derive(Clone, Copy, Debug)]
pub struct Approval<'a> {
    /// Of what.
    pub subject: Subject<'a>,
    /// Staff id.
    pub approver_id: &'a str,
    /// When.
    pub at: Timestamp,
    /// From opening the page to approving it.
    pub seconds: i64,
}

/// Keeps one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_approval(tx: &mut Tx, approval: &Approval<'_>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO approvals (id, subject_kind, subject_id, approver_id, approved_at_ms, seconds, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            super::new_id(),
            approval.subject.kind.as_str(),
            approval.subject.id,
            approval.approver_id,
            approval.at.as_millisecond(),
            approval.seconds, tx.township()],
    )
    .await?;
    Ok(())
}

/// Moment and seconds of the approvals in a span of time, the earliest first; the end is not in it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_approvals<A: Ask + Send>(
    mut ask: A,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Timestamp, i64)>, StoreError> {
    let sql = "SELECT approved_at_ms, seconds FROM approvals WHERE approved_at_ms >= $1 AND approved_at_ms < $2 AND township = $3 \
               ORDER BY approved_at_ms";
    let rows = ask.rows(sql, args![from.as_millisecond(), until.as_millisecond(), ask.township()]).await?;
    rows.iter()
        .map(|row| Ok((super::submissions::moment(row.int("approved_at_ms")?), row.int("seconds")?)))
        .collect()
}
