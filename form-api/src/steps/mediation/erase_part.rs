//! What was written in a part of a mediation is erased: a party asked for it, or it should never have been written.

use crate::event_log::{Detail, Kind};
use crate::steps::sealed_record::OnRecord;
use crate::steps::{Desk, StepError};
use crate::store;

/// Erases the words of one part. That it was written, by whom and when, stays.
///
/// # Errors
/// [`StepError::Missing`] for a part that is not there, or has no words any more.
pub async fn erase_mediation_part(desk: Desk<'_>, on: OnRecord<'_>, part_id: &str) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let mediation = desk.look_up_mediation(&mut tx, on).await?;
    let parts = store::list_mediation_parts(&mut tx, &mediation).await?;
    let part = parts.iter().find(|part| part.id == part_id).ok_or(StepError::Missing("mediation_part"))?;
    if !store::erase_mediation_part(&mut tx, on.id, part_id).await? {
        return Err(StepError::Missing("mediation_part"));
    }
    let details = vec![Detail::MediationPart(part.part)];
    desk.note(&mut tx, mediation.subject(), Kind::MediationPartErased, details).await?;
    tx.commit().await?;
    Ok(())
}
