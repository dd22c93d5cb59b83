//! All slips of an opening are entered: as many as were counted, or somebody says why not.

use crate::case::{Act, Because, Refused, box_agrees, clean_text};
use crate::event_log::{Detail, Kind};
use crate::steps::{Desk, OnRecord, StepError};
use crate::store;

/// Closes an opening.
///
/// # Errors
/// [`StepError::Missing`] where the numbers differ and nobody says why; [`StepError::Refused`] once it is closed;
/// [`StepError::Stale`] when a slip was entered in between.
pub async fn close_box(desk: Desk<'_>, on: OnRecord<'_>, difference: &str) -> Result<(), StepError> {
    let act = Act::OpenBox;
    let mut tx = desk.begin().await?;
    let opening = store::find_box_opening(&mut tx, &desk.staff.viewer(), on.id).await?;
    desk.staff.viewer().check_in(act, &opening.record())?;
    if opening.closed_at.is_some() {
        return Err(Refused { act, because: Because::State }.into());
    }
    let difference = clean_text(difference).replace('\n', " ");
    if !box_agrees(opening.slips, opening.entered, &difference) {
        return Err(StepError::Missing("box_difference"));
    }
    let why = (opening.slips != opening.entered).then_some(difference.as_str());
    let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
    store::close_box(&mut tx, (on.id, on.version), why, by).await?;
    let details = vec![Detail::Letters(usize::try_from(opening.entered).unwrap_or_default())];
    desk.note(&mut tx, opening.subject(), Kind::BoxClosed, details).await?;
    tx.commit().await?;
    Ok(())
}
