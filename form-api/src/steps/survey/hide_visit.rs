//! A visit concerns somebody of the staff: from now on it does not exist for them.

use crate::case::{Act, Exclusion};
use crate::event_log::Kind;
use crate::steps::sealed_record::OnRecord;
use crate::steps::survey::record_of;
use crate::steps::{Desk, StepError};
use crate::store;

/// Hides a visit from a member of staff. Nobody takes that back at the desk.
///
/// # Errors
/// [`StepError::Unknown`] for nobody; [`StepError::Refused`].
pub async fn hide_visit(desk: Desk<'_>, on: OnRecord<'_>, staff_id: &str) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let visit = store::find_visit(&mut tx, &desk.staff.viewer(), on.id).await?;
    desk.staff.viewer().check_in(Act::HideVisit, &record_of(&visit, &desk.staff.id))?;
    store::find_staff(&mut tx, staff_id).await.map_err(|_| StepError::Unknown("staff"))?;
    let whom = Exclusion::Staff(staff_id.to_owned());
    store::add_exclusions(&mut tx, &[(visit.subject(), &whom)]).await?;
    desk.note(&mut tx, visit.subject(), Kind::HiddenFromNamed, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}
