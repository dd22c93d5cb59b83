//! Rows of attachments: first of a form that is being written, then of a letter. Deliberately absent: the files
//! themselves, and their names in clear (`attachments`).

use super::subject::subject_or_null;
use super::{Ask, Row, StoreError, Tx, args};
use crate::attachments::{AttachmentKind, Caution};
use crate::case::{OwnedSubject, Subject};

/// A file that is to be kept.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Row id, also the file's name on disk.
    pub id: String,
    /// Its name under seal.
    pub sealed_name: Vec<u8>,
    /// What it is.
    pub kind: AttachmentKind,
    /// What staff are told before they open it.
    pub caution: Option<Caution>,
    /// Bytes in clear.
    pub bytes: i64,
    /// Keyed hash of the file as it came.
    pub content_hash: String,
}

/// A file that is kept.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Row id, also the file's name on disk.
    pub id: String,
    /// What it belongs to; none while a letter is being written.
    pub subject: Option<OwnedSubject>,
    /// The message that it came with; none: the subject itself.
    pub message_id: Option<String>,
    /// Its name under seal.
    pub sealed_name: Vec<u8>,
    /// What it is.
    pub kind: AttachmentKind,
    /// What staff are told before they open it.
    pub caution: Option<Caution>,
    /// Bytes in clear.
    pub bytes: i64,
    /// Keyed hash of the file as it came.
    pub content_hash: String,
}

impl Attachment {
    /// It is a file of this subject.
    #[must_use]
    pub fn belongs_to(&self, subject: Subject<'_>) -> bool {
        self.subject.as_ref().is_some_and(|own| own.as_subject() == subject)
    }
}

fn read(row: &Row) -> Result<Attachment, StoreError> {
    let caution = row.text_or_null("caution")?.map(|word| Caution::parse(&word).ok_or(word)).transpose();
    Ok(Attachment {
        id: row.text("id")?,
        subject: subject_or_null(row)?,
        message_id: row.text_or_null("message_id")?,
        sealed_name: row.bytes("sealed_name")?,
        kind: AttachmentKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
        caution: caution.map_err(|_| StoreError::Word { column: "caution" })?,
        bytes: row.int("bytes")?,
        content_hash: row.text("content_hash")?,
    })
}

/// To what a new file belongs.
#[derive(Clone, Copy, Debug)]
pub enum BelongsTo<'a> {
    /// A form that is being written, by the hash of its random part.
    Form(&'a str),
    /// A message about a subject.
    Message(&'a str, Subject<'a>),
    /// The subject itself.
    Subject(Subject<'a>),
}

/// Adds files behind those that are there.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_attachments(
    tx: &mut Tx,
    to: BelongsTo<'_>,
    files: &[NewAttachment],
    now_ms: i64,
) -> Result<(), StoreError> {
    let (subject, message_id, form_key) = match to {
        BelongsTo::Form(key) => (None, None, Some(key)),
        BelongsTo::Message(message_id, subject) => (Some(subject), Some(message_id), None),
        BelongsTo::Subject(subject) => (Some(subject), None, None),
    };
    let (subject_kind, subject_id) =
        (subject.map(|subject| subject.kind.as_str()), subject.map(|subject| subject.id));
    let sql = "SELECT COALESCE(MAX(position), 0) AS last FROM attachments WHERE form_key = $1 OR (subject_kind = $2 AND subject_id = $3)";
    let last = (&mut *tx).row(sql, args![form_key, subject_kind, subject_id]).await?;
    let last = last.map_or(Ok(0), |row| row.int("last"))?;
    for (position, file) in (last + 1..).zip(files) {
        tx.execute(
            "INSERT INTO attachments (id, subject_kind, subject_id, message_id, form_key, position, sealed_name, kind, bytes, \
             added_at_ms, content_hash, caution, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            args![
                &file.id,
                subject_kind,
                subject_id,
                message_id,
                form_key,
                position,
                file.sealed_name.as_slice(),
                file.kind.as_str(),
                file.bytes,
                now_ms,
                &file.content_hash,
                file.caution.map(Caution::as_str), tx.township()],
        )
        .await?;
    }
    Ok(())
}

/// The files of a form that is being written, in their order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_pending_attachments<A: Ask + Send>(
    mut ask: A,
    form_key: &str,
) -> Result<Vec<Attachment>, StoreError> {
    let sql = "SELECT * FROM attachments WHERE form_key = $1 ORDER BY position, id";
    ask.rows(sql, args![form_key]).await?.iter().map(read).collect()
}

/// The form is being written on: its files wait from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch_pending_attachments(tx: &mut Tx, form_key: &str, now_ms: i64) -> Result<(), StoreError> {
    tx.execute("UPDATE attachments SET added_at_ms = $2 WHERE form_key = $1", args![form_key, now_ms])
        .await?;
    Ok(())
}

/// Removes the row of a file of a form. Says whether there was one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_pending_attachment(tx: &mut Tx, form_key: &str, id: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM attachments WHERE form_key = $1 AND id = $2";
    Ok(tx.execute(sql, args![form_key, id]).await? > 0)
}

/// Removes the rows of files whose forms were last seen before a moment, and says which they were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_pending_attachments_before(
    tx: &mut Tx,
    before_ms: i64,
) -> Result<Vec<String>, StoreError> {
    let sql = "DELETE FROM attachments WHERE form_key IS NOT NULL AND added_at_ms < $1 AND township = $2 RETURNING id";
    let mut tx = tx;
    tx.rows(sql, args![before_ms, tx.township()]).await?.iter().map(|row| row.text("id")).collect()
}

/// How many bytes wait with forms that are being written.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn sum_pending_attachments<A: Ask + Send>(mut ask: A) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS n FROM attachments WHERE form_key IS NOT NULL \
               AND township = $1";
    let row = ask.row(sql, args![ask.township()]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

/// A file of a form becomes one of the letter.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not there any more.
pub async fn take_pending_attachment(
    tx: &mut Tx,
    form_key: &str,
    id: &str,
    subject: Subject<'_>,
) -> Result<(), StoreError> {
    let sql = "UPDATE attachments SET subject_kind = $3, subject_id = $4, form_key = NULL WHERE form_key = $1 AND id = $2";
    let touched = tx.execute(sql, args![form_key, id, subject.kind.as_str(), subject.id]).await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}

/// The files that waited with a form become those of a message.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take_held_attachments(
    tx: &mut Tx,
    form_key: &str,
    message_id: &str,
    subject: Subject<'_>,
) -> Result<u64, StoreError> {
    let sql = "UPDATE attachments SET subject_kind = $3, subject_id = $4, message_id = $2, form_key = NULL WHERE form_key = $1";
    tx.execute(sql, args![form_key, message_id, subject.kind.as_str(), subject.id]).await
}

/// The files of a subject, in their order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_attachments<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<Attachment>, StoreError> {
    let sql = "SELECT * FROM attachments WHERE subject_kind = $1 AND subject_id = $2 ORDER BY position, id";
    ask.rows(sql, args![subject.kind.as_str(), subject.id]).await?.iter().map(read).collect()
}

/// A file by its row id. Only for callers that have looked its case up through a viewer, or hold nobody else's.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_attachment<A: Ask + Send>(mut ask: A, id: &str) -> Result<Option<Attachment>, StoreError> {
    let row = ask.row("SELECT * FROM attachments WHERE id = $1", args![id]).await?;
    row.as_ref().map(read).transpose()
}

/// Removes the rows of all files of a subject, and says which they were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_attachments(tx: &mut Tx, subject: Subject<'_>) -> Result<Vec<String>, StoreError> {
    let sql = "DELETE FROM attachments WHERE subject_kind = $1 AND subject_id = $2 RETURNING id";
    let mut tx = tx;
    tx.rows(sql, args![subject.kind.as_str(), subject.id]).await?.iter().map(|row| row.text("id")).collect()
}

/// Every file's row id with what it belongs to.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_attachment_ids<A: Ask + Send>(
    mut ask: A,
) -> Result<Vec<(String, Option<OwnedSubject>)>, StoreError> {
    let rows = ask
        .rows(
            "SELECT id, subject_kind, subject_id FROM attachments WHERE township = $1 ORDER BY id",
            args![ask.township()],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("id")?, subject_or_null(row)?))).collect()
}
