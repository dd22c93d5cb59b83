//! What was raised at gatherings with residents. A point that became a case is there for who sees the case, and for nobody else.

use std::collections::HashMap;

use jiff::Timestamp;

use super::visible::{is_hidden_from, is_opened, township_of_viewer};
use super::{Ask, Row, StoreError, Tx, args};
use crate::case::Viewer;

/// A point, for somebody who may read it.
#[derive(Clone, Debug)]
pub struct PointRow {
    /// Row id.
    pub id: String,
    /// What was raised.
    pub text: String,
    /// What was answered.
    pub answer: Option<String>,
    /// Staff id of who wrote the answer down.
    pub answered_by: Option<String>,
    /// Number of the letter that it became.
    pub submission_no: Option<String>,
}

/// Writes down what was raised, behind what was raised before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_point(
    tx: &mut Tx,
    meeting_id: &str,
    text: &str,
    (by, at): (&str, Timestamp),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO meeting_points (id, township, meeting_id, position, text, noted_by, noted_at_ms) \
         SELECT $1, $2, $3, (SELECT COUNT(*) + 1 FROM meeting_points WHERE meeting_id = $3), $4, $5, $6",
        args![super::new_id(), tx.township(), meeting_id, text, by, at.as_millisecond()],
    )
    .await
    .map(drop)
}

/// The points of a gathering that a viewer may read, in the order in which they were raised.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_points<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    meeting_id: &str,
) -> Result<Vec<PointRow>, StoreError> {
    let cases = ask
        .rows(
            concat!(
                "SELECT meeting_points.id AS point_id, submission_no FROM meeting_points CROSS JOIN cases \
                 JOIN submissions ON submissions.id = cases.id WHERE cases.id = meeting_points.case_id AND cases.township = ",
                township_of_viewer!(),
                " AND NOT ",
                is_hidden_from!("$1", "$2"),
                " AND ",
                is_opened!(),
                "AND meeting_points.meeting_id = $4"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), meeting_id],
        )
        .await?;
    let mut numbers = HashMap::new();
    for row in &cases {
        numbers.insert(row.text("point_id")?, row.text("submission_no")?);
    }
    let sql = "SELECT * FROM meeting_points WHERE meeting_id = $1 ORDER BY position, id";
    let rows = ask.rows(sql, args![meeting_id]).await?;
    let mut points = Vec::new();
    for row in &rows {
        let point = read(row, &mut numbers)?;
        if point.submission_no.is_some() || row.text_or_null("case_id")?.is_none() {
            points.push(point);
        }
    }
    Ok(points)
}

fn read(row: &Row, numbers: &mut HashMap<String, String>) -> Result<PointRow, StoreError> {
    let id = row.text("id")?;
    Ok(PointRow {
        submission_no: numbers.remove(&id),
        text: row.text("text")?,
        answer: row.text_or_null("answer")?,
        answered_by: row.text_or_null("answered_by")?,
        id,
    })
}

/// Which gathering a point belongs to.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_meeting_of_point<A: Ask + Send>(mut ask: A, id: &str) -> Result<String, StoreError> {
    let row = ask.row("SELECT meeting_id FROM meeting_points WHERE id = $1", args![id]).await?;
    row.ok_or(StoreError::NotFound)?.text("meeting_id")
}

/// Writes down what was answered.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else has answered it, or made it a case, in between.
pub async fn answer_point(
    tx: &mut Tx,
    id: &str,
    answer: &str,
    (by, at): (&str, Timestamp),
) -> Result<(), StoreError> {
    let sql = "UPDATE meeting_points SET answer = $2, answered_by = $3, answered_at_ms = $4 \
               WHERE id = $1 AND answer IS NULL AND case_id IS NULL";
    let touched = tx.execute(sql, args![id, answer, by, at.as_millisecond()]).await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// The point became a case; gives whether it had been none before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_case_of_point(tx: &mut Tx, id: &str, case_id: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE meeting_points SET case_id = $2 WHERE id = $1 AND case_id IS NULL";
    Ok(tx.execute(sql, args![id, case_id]).await? > 0)
}

/// How many points of a gathering have neither an answer nor a case.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_open_points(mut tx: &mut Tx, meeting_id: &str) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM meeting_points WHERE meeting_id = $1 AND answer IS NULL AND case_id IS NULL";
    let row = tx.row(sql, args![meeting_id]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}
