//! What is counted of letters: for the public of all, for the desk of those that its viewer may see. Deliberately absent: counting
//! (`case::figures`, `case::supervision`), and what of it is public (`public_figures`).

use jiff::Timestamp;
use record::Rating;

use super::cases::day_or_null;
use super::submissions::moment;
use super::visible::from_visible_between;
use super::{Ask, Row, StoreError, args, readable};
use crate::case::{Channel, Counted, State, SubmissionKind, UnitLetter, Viewer, shanghai_date};

/// What every count is made of.
macro_rules! counted_columns {
    () => {
        "SELECT received_at_ms, kind, submissions.channel AS channel, lead_office, state, due_on, ceiling_on, reviewed_at_ms, on_time, \
         CAST(CASE WHEN merged_into IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_merged, "
    };
}

pub(super) use counted_columns;

/// The last rating of each.
macro_rules! last_rating {
    () => {
        "(SELECT grade FROM ratings WHERE ratings.case_id = cases.id ORDER BY round DESC LIMIT 1) AS grade, \
         (SELECT solved FROM ratings WHERE ratings.case_id = cases.id ORDER BY round DESC LIMIT 1) AS solved, "
    };
}
pub(super) use last_rating;

/// What is counted of every letter that came between two moments; working days are still to be found.
///
/// # Errors
/// [`StoreError::Word`] when a row was written by a newer program.
pub async fn list_statistics_rows<A: Ask + Send>(
    mut ask: A,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Counted>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                counted_columns!(),
                "last.grade AS grade, last.solved AS solved FROM submissions JOIN cases ON cases.id = submissions.id \
                 LEFT JOIN ratings AS last ON last.case_id = cases.id AND last.round = (SELECT MAX(round) FROM ratings \
                 WHERE ratings.case_id = cases.id) WHERE submissions.township = $3 AND received_at_ms >= $1 AND received_at_ms < $2",
            ),
            args![from.as_millisecond(), to.as_millisecond(), ask.township()],
        )
        .await?;
    rows.iter().map(read_counted).collect()
}

/// The same of those that a viewer may see, with what leads to each, in the order in which they came. `sent_back` is the word of the
/// event by which an answer goes back.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_unit_letters<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (from, to): (Timestamp, Timestamp),
    sent_back: &str,
) -> Result<Vec<UnitLetter>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                counted_columns!(),
                last_rating!(),
                "submission_no, title, village, reopened_at_ms, CAST(CASE WHEN EXISTS (SELECT 1 FROM events WHERE events.subject_kind = 'case' AND events.subject_id = cases.id \
                 AND events.kind = $6) THEN 1 ELSE 0 END AS BIGINT) AS was_redone",
                from_visible_between!(),
                "ORDER BY received_at_ms, submission_no",
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                from.as_millisecond(),
                to.as_millisecond(),
                sent_back
            ],
        )
        .await?;
    readable(rows.iter().map(|row| {
        Ok(UnitLetter {
            submission_no: row.text("submission_no")?,
            title: row.text("title")?,
            village: row.text_or_null("village")?,
            was_redone: row.flag("was_redone")?,
            was_reopened: row.int_or_null("reopened_at_ms")?.is_some(),
            counted: read_counted(row)?,
        })
    }))
}

pub(super) fn read_counted(row: &Row) -> Result<Counted, StoreError> {
    let ceiling_on = day_or_null(row, "ceiling_on")?;
    let due_on = day_or_null(row, "due_on")?.or(ceiling_on);
    let grade = row.text_or_null("grade")?;
    Ok(Counted {
        received_on: shanghai_date(moment(row.int("received_at_ms")?)),
        kind: SubmissionKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
        channel: Channel::parse(&row.text("channel")?).ok_or(StoreError::Word { column: "channel" })?,
        office: row.text_or_null("lead_office")?,
        state: State::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
        is_merged: row.flag("is_merged")?,
        due_on: due_on.ok_or(StoreError::Word { column: "ceiling_on" })?,
        answered_on: row.int_or_null("reviewed_at_ms")?.map(|ms| shanghai_date(moment(ms))),
        working_days: None,
        on_time: row.int_or_null("on_time")?.map(|on_time| on_time != 0),
        rating: grade
            .map(|word| Rating::parse(&word).ok_or(StoreError::Word { column: "grade" }))
            .transpose()?,
        solved: row.int_or_null("solved")?.map(|solved| solved != 0),
    })
}

/// When the first letter came.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_first_receipt<A: Ask + Send>(mut ask: A) -> Result<Option<Timestamp>, StoreError> {
    let row = ask
        .row(
            "SELECT MIN(received_at_ms) AS first FROM submissions WHERE township = $1",
            args![ask.township()],
        )
        .await?;
    Ok(row.map(|row| row.int_or_null("first")).transpose()?.flatten().map(moment))
}
