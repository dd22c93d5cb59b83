//! 附件: rows of files that a sender adds. The file itself is on disk, for good, before its row is committed; a row that is
//! removed is named to the caller, who removes the file afterwards.
//!
//! Deliberately absent: files, and any event: a letter that nobody has sent is none.

use jiff::{Span, Timestamp};

use crate::attachments::{MOST, PENDING_HOURS};
use crate::steps::{StepError, Upkeep};
use crate::store::{self, BelongsTo, Db, NewAttachment};

/// What became of files that came with a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldFiles {
    /// Row ids of those that are kept.
    pub kept: Vec<String>,
    /// Row ids of those for which there was no room.
    pub too_many: Vec<String>,
}

/// Keeps files with a form that is being written, as many as there is room for. One that is there already is the same
/// file, sent again by a browser that went back. The form's other files wait from now on too.
///
/// # Errors
/// [`StepError::Store`]; then none is kept.
pub async fn hold_attachments(
    db: &Db,
    form_key: &str,
    files: &[NewAttachment],
    now: Timestamp,
) -> Result<HeldFiles, StepError> {
    let mut tx = db.begin().await?;
    let there = store::list_pending_attachments(&mut tx, form_key).await?;
    let mut known: Vec<String> = there.into_iter().map(|file| file.content_hash).collect();
    let mut held = HeldFiles::default();
    let mut new = Vec::new();
    for file in files {
        if known.contains(&file.content_hash) {
            continue;
        }
        if known.len() < MOST {
            known.push(file.content_hash.clone());
            held.kept.push(file.id.clone());
            new.push(file.clone());
        } else {
            held.too_many.push(file.id.clone());
        }
    }
    let (to, now) = (BelongsTo::Form(form_key), now.as_millisecond());
    store::add_attachments(&mut tx, to, &new, now).await?;
    store::touch_pending_attachments(&mut tx, form_key, now).await?;
    tx.commit().await?;
    Ok(held)
}

/// The sender does not want to send a file after all. Says whether there was one.
///
/// # Errors
/// [`StepError::Store`].
pub async fn drop_pending_attachment(db: &Db, form_key: &str, id: &str) -> Result<bool, StepError> {
    let mut tx = db.begin().await?;
    let dropped = store::remove_pending_attachment(&mut tx, form_key, id).await?;
    tx.commit().await?;
    Ok(dropped)
}

/// Forgets files of letters that were not sent within two hours of their last preview, and names them.
///
/// # Errors
/// [`StepError::Store`].
pub async fn forget_pending_attachments(upkeep: Upkeep<'_>) -> Result<Vec<String>, StepError> {
    let before = upkeep.now.checked_sub(Span::new().hours(PENDING_HOURS)).unwrap_or(Timestamp::MIN);
    let mut tx = upkeep.begin().await?;
    let gone = store::remove_pending_attachments_before(&mut tx, before.as_millisecond()).await?;
    tx.commit().await?;
    Ok(gone)
}
