//! Progress sheets (工作进展单): what happened to an office's letters in a week, through the eyes of whoever asks, and which sheets were
//! handed in.
//!
//! Deliberately absent: the remark, in clear, and figures of people.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::{Subject, Viewer, Week};
use crate::store::submissions::moment;
use crate::store::visible::{from_visible, is_visible, township_of_viewer};
use crate::store::{Ask, Row, StoreError, Tx, args};

/// Something that happened to a letter in a week.
#[derive(Clone, Debug)]
pub struct ProgressRow {
    /// Letter number.
    pub submission_no: String,
    /// Title.
    pub title: String,
    /// Kind of the event, by its word.
    pub kind: String,
    /// When.
    pub at: Timestamp,
}

/// A sheet that was handed in.
#[derive(Clone, Debug)]
pub struct ProgressSheetRow {
    /// Row id.
    pub id: String,
    /// The office.
    pub office: String,
    /// What it added, sealed.
    pub sealed_remark: Option<Vec<u8>>,
    /// Who handed it in.
    pub handed_in_by: String,
    /// When.
    pub handed_in_at: Timestamp,
}

impl ProgressSheetRow {
    /// As what events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::progress_sheet(&self.id)
    }
}

fn read(row: &Row) -> Result<ProgressSheetRow, StoreError> {
    Ok(ProgressSheetRow {
        id: row.text("id")?,
        office: row.text("office")?,
        sealed_remark: row.bytes_or_null("sealed_remark")?,
        handed_in_by: row.text("handed_in_by")?,
        handed_in_at: moment(row.int("handed_in_at_ms")?),
    })
}

/// What happened in a week to the letters that an office leads, as far as a viewer may see them, in its order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_progress<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    office: &str,
    week: Week,
) -> Result<Vec<ProgressRow>, StoreError> {
    let (from, to) = week.moments();
    let rows = ask
        .rows(
            concat!(
                "SELECT submissions.submission_no, submissions.title, events.kind, events.at_ms \
                 FROM events CROSS JOIN cases CROSS JOIN submissions WHERE events.township = ",
                township_of_viewer!(),
                " AND events.subject_kind = 'case' AND events.at_ms >= $4 AND events.at_ms < $5 \
                 AND cases.id = events.subject_id AND cases.lead_office = $6 AND submissions.id = cases.id AND ",
                is_visible!(),
                "ORDER BY events.at_ms, events.seq"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                from.as_millisecond(),
                to.as_millisecond(),
                office
            ],
        )
        .await?;
    let read = |row: &Row| {
        Ok(ProgressRow {
            submission_no: row.text("submission_no")?,
            title: row.text("title")?,
            kind: row.text("kind")?,
            at: moment(row.int("at_ms")?),
        })
    };
    crate::store::readable(rows.iter().map(read))
}

/// The letters that an office works on now, as far as a viewer may see them, and how many of them are late.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_in_hand<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    office: &str,
    today: Date,
) -> Result<(i64, i64), StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT COUNT(*) AS n, COUNT(CASE WHEN COALESCE(due_on, ceiling_on) < $5 THEN 1 END) AS late",
                from_visible!(),
                "AND cases.lead_office = $4 AND cases.state IN ('accepted', 'needs_information', 'analysis_village', \
                 'analysis_office', 'analysis_joint', 'handling', 'replied')"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), office, today.to_string()],
        )
        .await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int("n")?, row.int("late")?)))
}

/// Hands a sheet in.
///
/// # Errors
/// [`StoreError::Duplicate`] when that of this office and week is there.
pub async fn add_progress_sheet(
    tx: &mut Tx,
    (id, office, week): (&str, &str, Week),
    sealed_remark: Option<&[u8]>,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO progress_sheets (id, office, week, sealed_remark, handed_in_by, handed_in_at_ms, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![id, office, week.to_string(), sealed_remark, by, at_ms, tx.township()],
    )
    .await
    .map(drop)
}

/// The sheets of a week that were handed in.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_progress_sheets<A: Ask + Send>(
    mut ask: A,
    week: Week,
) -> Result<Vec<ProgressSheetRow>, StoreError> {
    let sql = "SELECT * FROM progress_sheets WHERE township = $1 AND week = $2 ORDER BY office";
    let rows = ask.rows(sql, args![ask.township(), week.to_string()]).await?;
    crate::store::readable(rows.iter().map(read))
}
