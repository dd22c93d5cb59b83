//! The redacted text of a case, before and after approval. Deliberately absent: whether it is clean enough
//! (`case::check`).

use jiff::Timestamp;

use super::db::list_column;
use super::submissions::moment;
use super::{Ask, StoreError, Tx, args};

/// A redacted text as it is kept.
#[derive(Clone, Debug)]
pub struct StoredRedaction {
    /// The public title.
    pub title: String,
    /// The public letter.
    pub letter: String,
    /// The public answer, in Markdown.
    pub answer: String,
    /// The village as it will be public; none is "the township".
    pub village: Option<String>,
    /// What it is about, in a word or two.
    pub topic: String,
    /// Word of `FeedbackScope`.
    pub scope: String,
    /// Slugs of policies that the answer rests on.
    pub policies: Vec<String>,
    /// JSON of `case::RedactionRecord`: what was decided, what stays and why.
    pub record: String,
    /// Version of the rules that found nothing more.
    pub rules_version: u32,
    /// Staff id.
    pub author_id: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// What the approver asked to change.
    pub returned_reason: Option<String>,
    /// Staff id of the second person.
    pub approver_id: Option<String>,
}

/// The redacted text of a case.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_redaction<A: Ask + Send>(
    mut ask: A,
    case_id: &str,
) -> Result<Option<StoredRedaction>, StoreError> {
    let row = ask.row("SELECT * FROM redactions WHERE case_id = $1", args![case_id]).await?;
    row.map(|row| {
        Ok(StoredRedaction {
            title: row.text("title")?,
            letter: row.text("letter")?,
            answer: row.text("answer")?,
            village: row.text_or_null("village")?,
            topic: row.text("topic")?,
            scope: row.text("scope")?,
            policies: row.list("policies")?,
            record: row.text("record")?,
            rules_version: u32::try_from(row.int("rules_version")?)
                .map_err(|_| StoreError::Word { column: "rules_version" })?,
            author_id: row.text("author_id")?,
            written_at: moment(row.int("written_at_ms")?),
            returned_reason: row.text_or_null("returned_reason")?,
            approver_id: row.text_or_null("approver_id")?,
        })
    })
    .transpose()
}

/// Keeps a redacted text over an older one of the same case; an approval of the older one is gone with it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn save_redaction(tx: &mut Tx, case_id: &str, text: &StoredRedaction) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO redactions (case_id, title, letter, answer, village, topic, scope, policies, record, rules_version, \
         author_id, written_at_ms, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (case_id) DO UPDATE SET title = excluded.title, letter = excluded.letter, answer = \
         excluded.answer, village = excluded.village, topic = excluded.topic, scope = excluded.scope, policies = \
         excluded.policies, record = excluded.record, rules_version = excluded.rules_version, author_id = \
         excluded.author_id, written_at_ms = excluded.written_at_ms, returned_reason = NULL, approver_id = NULL, \
         approved_at_ms = NULL",
        args![
            case_id,
            &text.title,
            &text.letter,
            &text.answer,
            &text.village,
            &text.topic,
            &text.scope,
            list_column(&text.policies),
            &text.record,
            i64::from(text.rules_version),
            &text.author_id,
            text.written_at.as_millisecond(), tx.township()],
    )
    .await?;
    Ok(())
}

/// Notes what the approver asked to change.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn return_redaction(tx: &mut Tx, case_id: &str, reason: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE redactions SET returned_reason = $2 WHERE case_id = $1", args![case_id, reason])
        .await?;
    Ok(())
}

/// Erases what the approver, or a sender, asked to change.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_returned_reason(tx: &mut Tx, case_id: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE redactions SET returned_reason = NULL WHERE case_id = $1", args![case_id]).await?;
    Ok(())
}

/// Notes who approved it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn approve_redaction(
    tx: &mut Tx,
    case_id: &str,
    approver: &str,
    at_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE redactions SET approver_id = $2, approved_at_ms = $3 WHERE case_id = $1",
        args![case_id, approver, at_ms],
    )
    .await?;
    Ok(())
}
