//! What is counted of letters. Deliberately absent: counting (`case::figures`), and what of it is public
//! (`public_figures`).

use jiff::Timestamp;
use record::Rating;

use super::cases::day_or_null;
use super::submissions::moment;
use super::{Ask, StoreError, args};
use crate::case::{Channel, Counted, State, SubmissionKind, shanghai_date};

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
            "SELECT received_at_ms, kind, submissions.channel, lead_office, state, due_on, ceiling_on, reviewed_at_ms, \
             CAST(CASE WHEN merged_into IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_merged, \
             on_time, last.grade AS grade, last.solved AS solved FROM submissions JOIN cases ON cases.id = submissions.id \
             LEFT JOIN ratings AS last ON last.case_id = cases.id AND last.round = (SELECT MAX(round) FROM ratings \
             WHERE ratings.case_id = cases.id) WHERE submissions.township = $3 AND received_at_ms >= $1 AND received_at_ms < $2",
            args![from.as_millisecond(), to.as_millisecond(), ask.township()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let ceiling_on = day_or_null(row, "ceiling_on")?;
            let due_on = day_or_null(row, "due_on")?.or(ceiling_on);
            let grade = row.text_or_null("grade")?;
            Ok(Counted {
                received_on: shanghai_date(moment(row.int("received_at_ms")?)),
                kind: SubmissionKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
                channel: Channel::parse(&row.text("channel")?)
                    .ok_or(StoreError::Word { column: "channel" })?,
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
        })
        .collect()
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
