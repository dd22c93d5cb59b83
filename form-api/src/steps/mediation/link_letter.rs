//! A letter is about the same dispute as a mediation.

use crate::event_log::{Detail, Kind};
use crate::steps::sealed_record::OnRecord;
use crate::steps::{Desk, StepError};
use crate::store;

/// Notes it, where this person sees the letter and handles the mediation. Said twice, it is noted once. The letter's own events say
/// nothing of it: others read them.
///
/// # Errors
/// [`StepError::Unknown`] for a letter that is not there, or not theirs.
pub async fn link_letter(desk: Desk<'_>, on: OnRecord<'_>, number: &str) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let mediation = desk.look_up_mediation(&mut tx, on).await?;
    let case = store::find_case(&mut tx, &desk.staff.viewer(), number.trim()).await;
    let case = case.map_err(|error| match error {
        store::StoreError::NotFound => StepError::Unknown("mediation_letter"),
        other => other.into(),
    })?;
    if store::link_mediation(&mut tx, on.id, &case.submission.id).await? > 0 {
        let details = vec![Detail::Letters(1)];
        desk.note(&mut tx, mediation.subject(), Kind::MediationLinked, details).await?;
    }
    tx.commit().await?;
    Ok(())
}
