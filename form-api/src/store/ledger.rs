//! 民情受理台账: the letters of some months as their viewer may see them, a page at a time. Deliberately absent: contact details.

use jiff::Timestamp;

use super::statistics_rows::{counted_columns, last_rating, read_counted};
use super::submissions::moment;
use super::visible::from_visible_between;
use super::{Ask, StoreError, args, readable};
use crate::case::{LedgerEntry, Viewer, shanghai_date};

/// The lines from a moment on until before another one, behind the number that was read last at that moment, at most so many: a page is
/// short, so that nobody waits for it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_ledger<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (from, to): (Timestamp, Timestamp),
    behind: &str,
    limit: i64,
) -> Result<Vec<LedgerEntry>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                counted_columns!(),
                last_rating!(),
                "submission_no, title, text, village, extended_at_ms, reopened_at_ms, closed_at_ms, \
                 CAST(CASE WHEN sealed_contact IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_contact, \
                 COALESCE(outcome_reason, CASE WHEN reviewed_at_ms IS NOT NULL AND reviewed_at_ms >= COALESCE(answered_at_ms, 0) \
                 THEN answer END) AS result",
                from_visible_between!(),
                "AND (received_at_ms > $4 OR submission_no > $6) ORDER BY received_at_ms, submission_no LIMIT $7",
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                from.as_millisecond(),
                to.as_millisecond(),
                behind,
                limit
            ],
        )
        .await?;
    readable(rows.iter().map(|row| {
        let closed_at = row.int_or_null("closed_at_ms")?;
        Ok(LedgerEntry {
            submission_no: row.text("submission_no")?,
            received_at: moment(row.int("received_at_ms")?),
            title: row.text("title")?,
            text: row.text("text")?,
            village: row.text_or_null("village")?,
            has_contact: row.flag("has_contact")?,
            is_extended: row.int_or_null("extended_at_ms")?.is_some(),
            was_reopened: row.int_or_null("reopened_at_ms")?.is_some(),
            result: row.text_or_null("result")?,
            closed_on: closed_at.map(|ms| shanghai_date(moment(ms))),
            counted: read_counted(row)?,
        })
    }))
}
