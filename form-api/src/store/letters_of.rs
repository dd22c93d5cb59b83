//! The letters that stand in a table beside a record, as far as a viewer may see them.

use super::{Ask, StoreError, args};
use crate::case::Viewer;

/// Number and title of each letter of a record (`$column` = $4 in `$table`), oldest first; the viewer is $1 to $3.
macro_rules! letters_of {
    ($table:literal, $column:literal) => {
        concat!(
            "SELECT submissions.submission_no, submissions.title",
            crate::store::visible::from_visible!(),
            "AND cases.id IN (SELECT case_id FROM ",
            $table,
            " WHERE ",
            $column,
            " = $4) ORDER BY submissions.received_at_ms, submissions.submission_no"
        )
    };
}
pub(super) use letters_of;

/// Asks a statement of `letters_of`.
///
/// # Errors
/// [`StoreError::Database`].
pub(super) async fn list_letters_of<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    sql: &'static str,
    record_id: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    let args = args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), record_id];
    let rows = ask.rows(sql, args).await?;
    rows.iter().map(|row| Ok((row.text("submission_no")?, row.text("title")?))).collect()
}
