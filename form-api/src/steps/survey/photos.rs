//! Photos of a visit. They come apart from it, one by one where the line is bad; the text never waits for them.

use crate::attachments::MOST;
use crate::event_log::{Detail, Kind};
use crate::steps::{Desk, StepError};
use crate::store::{self, BelongsTo, NewAttachment};

/// What became of photos that came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPhotos {
    /// Row ids of those that are kept.
    pub kept: Vec<String>,
    /// Row ids of those for which there was no room.
    pub too_many: Vec<String>,
}

/// Adds photos to one's own visit. One that is there already is the same one, sent again.
///
/// # Errors
/// [`StepError::NotFound`] for a visit of somebody else.
pub async fn add_visit_photos(
    desk: Desk<'_>,
    visit_id: &str,
    files: &[NewAttachment],
) -> Result<KeptPhotos, StepError> {
    let mut tx = desk.begin().await?;
    let visit = store::find_own_visit(&mut tx, visit_id, &desk.staff.id).await?.ok_or(StepError::NotFound)?;
    let there = store::list_attachments(&mut tx, visit.subject()).await?;
    let mut known: Vec<String> = there.into_iter().map(|file| file.content_hash).collect();
    let (mut kept, mut new) = (KeptPhotos::default(), Vec::new());
    for file in files {
        if known.contains(&file.content_hash) {
            continue;
        }
        if known.len() < MOST {
            known.push(file.content_hash.clone());
            kept.kept.push(file.id.clone());
            new.push(file.clone());
        } else {
            kept.too_many.push(file.id.clone());
        }
    }
    if !new.is_empty() {
        let to = BelongsTo::Subject(visit.subject());
        store::add_attachments(&mut tx, to, &new, desk.now.as_millisecond()).await?;
        let details = vec![Detail::Files(new.len() as u64)];
        desk.note(&mut tx, visit.subject(), Kind::PhotosAdded, details).await?;
    }
    tx.commit().await?;
    Ok(kept)
}
