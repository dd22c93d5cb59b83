//! What staff corrected of letters, each time with what stood before. Deliberately absent: what follows from it
//! (`steps::correct`).

use jiff::Timestamp;

use super::queue_entries::enter_in_queues;
use super::search_index::set_search_text;
use super::submissions::{moment, searched};
use super::{Ask, StoreError, Tx, args};
use crate::case::SubmissionKind;

/// What of a letter can be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correctable {
    /// Its kind.
    pub kind: SubmissionKind,
    /// Its title.
    pub title: String,
    /// Village id.
    pub village: Option<String>,
}

/// A correction.
#[derive(Clone, Debug)]
pub struct StoredCorrection {
    /// What stood before.
    pub before: Correctable,
    /// What stands since.
    pub after: Correctable,
    /// Why; the sender reads it.
    pub reason: String,
    /// Staff id.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Corrects a letter and keeps what stood before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_correction(
    tx: &mut Tx,
    (case_id, submission_no, text): (&str, &str, &str),
    correction: &StoredCorrection,
) -> Result<(), StoreError> {
    let StoredCorrection { before, after, .. } = correction;
    tx.execute(
        "INSERT INTO corrections (id, case_id, kind_before, kind_after, title_before, title_after, village_before, \
         village_after, reason, corrected_by, corrected_at_ms, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            super::new_id(),
            case_id,
            before.kind.as_str(),
            after.kind.as_str(),
            &before.title,
            &after.title,
            &before.village,
            &after.village,
            &correction.reason,
            &correction.by,
            correction.at.as_millisecond(), tx.township()],
    )
    .await?;
    tx.execute(
        "UPDATE submissions SET kind = $2, title = $3, village = $4 WHERE id = $1",
        args![case_id, after.kind.as_str(), &after.title, &after.village],
    )
    .await?;
    set_search_text(tx, case_id, &searched(submission_no, &after.title, text)).await?;
    enter_in_queues(tx, &[case_id]).await
}

/// The corrections of a letter, the first one first.
///
/// # Errors
/// [`StoreError::Word`] when a row was written by a newer program.
pub async fn list_corrections<A: Ask + Send>(
    mut ask: A,
    case_id: &str,
) -> Result<Vec<StoredCorrection>, StoreError> {
    let sql = "SELECT * FROM corrections WHERE case_id = $1 ORDER BY corrected_at_ms, id";
    let kind = |word: String| SubmissionKind::parse(&word).ok_or(StoreError::Word { column: "kind" });
    ask.rows(sql, args![case_id])
        .await?
        .iter()
        .map(|row| {
            Ok(StoredCorrection {
                before: Correctable {
                    kind: kind(row.text("kind_before")?)?,
                    title: row.text("title_before")?,
                    village: row.text_or_null("village_before")?,
                },
                after: Correctable {
                    kind: kind(row.text("kind_after")?)?,
                    title: row.text("title_after")?,
                    village: row.text_or_null("village_after")?,
                },
                reason: row.text("reason")?,
                by: row.text("corrected_by")?,
                at: moment(row.int("corrected_at_ms")?),
            })
        })
        .collect()
}

/// A correction that waits for a second person.
#[derive(Clone, Debug)]
pub struct ProposedCorrection {
    /// What is to stand.
    pub after: Correctable,
    /// Why.
    pub reason: String,
    /// Staff id.
    pub by: String,
}

/// Keeps what a letter is to be corrected to, in the place of what was proposed before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn propose_correction(
    tx: &mut Tx,
    case_id: &str,
    proposed: &ProposedCorrection,
    at: Timestamp,
) -> Result<(), StoreError> {
    drop_proposed_correction(tx, case_id).await?;
    tx.execute(
        "INSERT INTO proposed_corrections (case_id, kind, title, village, reason, proposed_by, proposed_at_ms, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            case_id,
            proposed.after.kind.as_str(),
            &proposed.after.title,
            &proposed.after.village,
            &proposed.reason,
            &proposed.by,
            at.as_millisecond(), tx.township()],
    )
    .await
    .map(drop)
}

/// What a letter is to be corrected to, if somebody proposed it.
///
/// # Errors
/// [`StoreError::Word`] when the row was written by a newer program.
pub async fn find_proposed_correction<A: Ask + Send>(
    mut ask: A,
    case_id: &str,
) -> Result<Option<ProposedCorrection>, StoreError> {
    let sql = "SELECT * FROM proposed_corrections WHERE case_id = $1";
    let Some(row) = ask.row(sql, args![case_id]).await? else { return Ok(None) };
    let kind = SubmissionKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?;
    let after = Correctable { kind, title: row.text("title")?, village: row.text_or_null("village")? };
    Ok(Some(ProposedCorrection { after, reason: row.text("reason")?, by: row.text("proposed_by")? }))
}

/// Nothing is proposed any more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn drop_proposed_correction(tx: &mut Tx, case_id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM proposed_corrections WHERE case_id = $1", args![case_id]).await.map(drop)
}

/// Erases why a letter was corrected; that it was, and what stood before, stays.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_correction_reasons(tx: &mut Tx, case_id: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE corrections SET reason = '' WHERE case_id = $1", args![case_id]).await?;
    drop_proposed_correction(tx, case_id).await
}
