//! The two columns by which a row belongs to what is worked on.

use super::{Row, StoreError};
use crate::case::{OwnedSubject, SubjectKind};

/// The subject of a row that always has one.
pub(super) fn subject(row: &Row) -> Result<OwnedSubject, StoreError> {
    subject_or_null(row)?.ok_or(StoreError::Word { column: "subject_kind" })
}

/// The subject of a row, if it has one.
pub(super) fn subject_or_null(row: &Row) -> Result<Option<OwnedSubject>, StoreError> {
    let Some(kind) = row.text_or_null("subject_kind")? else { return Ok(None) };
    let kind = SubjectKind::parse(&kind).ok_or(StoreError::Word { column: "subject_kind" })?;
    Ok(Some(OwnedSubject { kind, id: row.text("subject_id")? }))
}
