//! 内部记录: what staff write for each other. It is no part of the log: its text goes with what the sender left, and with the letter.
//! Deliberately absent: any way from a sender's page to it.

use jiff::Timestamp;

use super::submissions::moment;
use super::{Ask, StoreError, Tx, args};
use crate::case::Subject;

/// A note.
#[derive(Clone, Debug)]
pub struct Note {
    /// Row id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Staff id.
    pub written_by: String,
    /// When.
    pub written_at: Timestamp,
    /// Staff id of who is to see it.
    pub mentioned: Option<String>,
}

/// Adds a note; none is ever changed.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_note(tx: &mut Tx, subject: Subject<'_>, note: &Note) -> Result<(), StoreError> {
    let sql = "INSERT INTO notes (id, township, subject_kind, subject_id, text, written_by, written_at_ms, mentioned) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (kind, at) = (subject.kind.as_str(), note.written_at.as_millisecond());
    let args =
        args![&note.id, tx.township(), kind, subject.id, &note.text, &note.written_by, at, &note.mentioned];
    tx.execute(sql, args).await.map(drop)
}

/// The notes in a subject, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_notes<A: Ask + Send>(mut ask: A, subject: Subject<'_>) -> Result<Vec<Note>, StoreError> {
    let sql = "SELECT id, text, written_by, written_at_ms, mentioned FROM notes WHERE subject_kind = $1 AND subject_id = $2 \
               ORDER BY written_at_ms, id";
    let rows = ask.rows(sql, args![subject.kind.as_str(), subject.id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                id: row.text("id")?,
                text: row.text("text")?,
                written_by: row.text("written_by")?,
                written_at: moment(row.int("written_at_ms")?),
                mentioned: row.text_or_null("mentioned")?,
            })
        })
        .collect()
}

/// Erases the notes in a subject: they may name its sender.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_notes(tx: &mut Tx, subject: Subject<'_>) -> Result<(), StoreError> {
    let sql = "DELETE FROM notes WHERE subject_kind = $1 AND subject_id = $2";
    tx.execute(sql, args![subject.kind.as_str(), subject.id]).await.map(drop)
}
