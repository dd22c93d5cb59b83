//! What senders said of their answers. Deliberately absent: what follows from it (`steps::rate`), and any change of what
//! was said.

use jiff::Timestamp;
use record::Rating;

use super::submissions::moment;
use super::{Ask, StoreError, Tx, args};
use crate::case::{Channel, NewRating};

/// A rating as it is kept.
#[derive(Clone, Debug)]
pub struct StoredRating {
    /// 0, and 1 after the case was reopened.
    pub round: i64,
    /// The grade.
    pub grade: Rating,
    /// Whether the matter is solved, where the sender said so.
    pub solved: Option<bool>,
    /// Why.
    pub reason: Option<String>,
    /// The answer that was rated, in Markdown.
    pub answer: String,
    /// How the rating came.
    pub channel: Channel,
    /// When.
    pub rated_at: Timestamp,
    /// What the supervision office did about a bad one.
    pub supervision: Option<String>,
}

/// Keeps a rating of an answer.
///
/// # Errors
/// [`StoreError::Duplicate`] when this round has one.
pub async fn add_rating(
    tx: &mut Tx,
    (case_id, round): (&str, i64),
    rating: &NewRating,
    answer: &str,
    (channel, entered_by): (Channel, Option<&str>),
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO ratings (case_id, round, grade, solved, reason, answer, channel, rated_at_ms, entered_by, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            case_id,
            round,
            rating.grade.as_str(),
            rating.solved.map(i64::from),
            &rating.reason,
            answer,
            channel.as_str(),
            at.as_millisecond(),
            entered_by, tx.township()],
    )
    .await?;
    Ok(())
}

/// Notes with the last rating what the supervision office did.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn note_supervision(
    tx: &mut Tx,
    case_id: &str,
    text: &str,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE ratings SET supervision = $2, supervised_by = $3, supervised_at_ms = $4 WHERE case_id = $1 AND round = \
         (SELECT MAX(round) FROM ratings AS latest WHERE latest.case_id = $1)",
        args![case_id, text, by, at.as_millisecond()],
    )
    .await?;
    Ok(())
}

/// The ratings of a case, the first round first.
///
/// # Errors
/// [`StoreError::Word`] when a row was written by a newer program.
pub async fn list_ratings<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Vec<StoredRating>, StoreError> {
    let rows = ask.rows("SELECT * FROM ratings WHERE case_id = $1 ORDER BY round", args![case_id]).await?;
    rows.iter()
        .map(|row| {
            Ok(StoredRating {
                round: row.int("round")?,
                grade: Rating::parse(&row.text("grade")?).ok_or(StoreError::Word { column: "grade" })?,
                solved: row.int_or_null("solved")?.map(|solved| solved != 0),
                reason: row.text_or_null("reason")?,
                answer: row.text("answer")?,
                channel: Channel::parse(&row.text("channel")?)
                    .ok_or(StoreError::Word { column: "channel" })?,
                rated_at: moment(row.int("rated_at_ms")?),
                supervision: row.text_or_null("supervision")?,
            })
        })
        .collect()
}
