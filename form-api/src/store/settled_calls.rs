//! Questions that were answered and closed on the telephone, and which of them somebody else reads afterwards.
//! Deliberately absent: the question and the answer, which are the case's.

use jiff::Timestamp;

use super::cases::{case_columns, read};
use super::visible::{is_visible, township_of_viewer};
use super::{Ask, CaseFile, StoreError, Tx, args};
use crate::case::{CheckVerdict, Viewer};

/// Somebody has settled a call before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_settled_before<A: Ask + Send>(mut ask: A, staff_id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM settled_calls WHERE township = $2 AND settled_by = $1 LIMIT 1";
    Ok(ask.row(sql, args![staff_id, ask.township()]).await?.is_some())
}

/// Notes that a call was settled.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_settled_call(
    tx: &mut Tx,
    case_id: &str,
    settled_by: &str,
    is_drawn: bool,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO settled_calls (case_id, settled_by, is_drawn, township) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, args![case_id, settled_by, is_drawn, tx.township()]).await.map(drop)
}

/// `FROM … WHERE` for those that wait for a viewer to read them: $1 staff id, $2 office, $3 the bits of their sight.
macro_rules! from_unread {
    () => {
        concat!(
            " FROM settled_calls CROSS JOIN cases CROSS JOIN submissions WHERE settled_calls.township = ",
            township_of_viewer!(),
            " AND is_drawn = 1 AND checked_at_ms IS NULL AND settled_by <> $1 \
             AND cases.id = settled_calls.case_id AND submissions.id = settled_calls.case_id AND ",
            is_visible!()
        )
    };
}

/// Those that wait for this viewer to read them: what they answered themselves is not among them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_unread_calls<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    limit: i64,
) -> Result<Vec<CaseFile>, StoreError> {
    let sql =
        concat!("SELECT ", case_columns!(), from_unread!(), "ORDER BY closed_at_ms, submission_no LIMIT $4");
    let found = ask.rows(sql, args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), limit]).await?;
    found.iter().map(read).collect()
}

/// How many these are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_unread_calls<A: Ask + Send>(mut ask: A, viewer: &Viewer) -> Result<i64, StoreError> {
    let sql = concat!("SELECT COUNT(*) AS unread", from_unread!());
    let row = ask.row(sql, args![&viewer.staff_id, &viewer.office, viewer.sight().bits()]).await?;
    row.map_or(Ok(0), |row| row.int("unread"))
}

/// Notes what whoever read it says; says whether nobody had before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn note_check(
    tx: &mut Tx,
    case_id: &str,
    verdict: CheckVerdict,
    checked_by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE settled_calls SET verdict = $2, checked_by = $3, checked_at_ms = $4 \
               WHERE case_id = $1 AND is_drawn = 1 AND checked_at_ms IS NULL";
    let args = args![case_id, verdict.as_str(), checked_by, at.as_millisecond()];
    Ok(tx.execute(sql, args).await? == 1)
}
