//! What came of a form that was sent for several letters, and which letters are worked on together. Deliberately absent: who may see
//! a letter of it now: the page asks for each.

use super::db::list_column;
use super::visible::{is_within_sight, township_of_viewer};
use super::{Ask, StoreError, Tx, args};
use crate::case::{Step, Viewer};

/// What came of a form.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The step that was taken.
    pub step: Step,
    /// Of each letter: its number, and what was said where the step was not taken.
    pub lines: Vec<(String, Option<String>)>,
}

/// Keeps what came of a form; one that is kept already stays as it is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_batch(
    tx: &mut Tx,
    (id, staff_id): (&str, &str),
    batch: &Batch,
    at_ms: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO batches (id, township, staff_id, step, sent_at_ms, lines) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT DO NOTHING";
    let lines = list_column(&batch.lines);
    tx.execute(sql, args![id, tx.township(), staff_id, batch.step.as_str(), at_ms, lines]).await.map(drop)
}

/// What came of a form, for who sent it.
///
/// # Errors
/// [`StoreError::NotFound`] also for another one's.
pub async fn find_batch<A: Ask + Send>(mut ask: A, id: &str, staff_id: &str) -> Result<Batch, StoreError> {
    let sql = "SELECT step, lines FROM batches WHERE id = $1 AND staff_id = $2";
    let row = ask.row(sql, args![id, staff_id]).await?.ok_or(StoreError::NotFound)?;
    let step = Step::parse(&row.text("step")?).ok_or(StoreError::Word { column: "step" })?;
    Ok(Batch { step, lines: row.list("lines")? })
}

/// Forgets what came of forms that were sent before a moment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_batches(tx: &mut Tx, before_ms: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM batches WHERE township = $1 AND sent_at_ms < $2";
    tx.execute(sql, args![tx.township(), before_ms]).await.map(drop)
}

/// Letters that stand in the same list of handling as this case, as far as the viewer sees them: number, title and the beginning of the
/// text, the earliest promise first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_beside<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    case_id: &str,
    limit: i64,
) -> Result<Vec<(String, String, String)>, StoreError> {
    let sql = concat!(
        "SELECT submission_no, title, substr(text, 1, 300) AS beginning FROM queue_entries CROSS JOIN submissions \
         WHERE queue_entries.township = ",
        township_of_viewer!(),
        " AND submissions.id = queue_entries.case_id \
         AND handling = (SELECT handling FROM queue_entries AS own WHERE own.case_id = $4)",
        is_within_sight!(),
        " AND NOT EXISTS (SELECT 1 FROM exclusions WHERE exclusions.subject_kind = 'case' \
         AND exclusions.subject_id = queue_entries.case_id AND ((excluded_kind = 'staff' AND excluded_id = $1) \
         OR (excluded_kind = 'unit' AND excluded_id = $2))) ORDER BY place LIMIT $5"
    );
    let args = args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), case_id, limit];
    let rows = ask.rows(sql, args).await?;
    rows.iter()
        .map(|row| Ok((row.text("submission_no")?, row.text("title")?, row.text("beginning")?)))
        .collect()
}
