//! The general office gives a sheet that came from a village to the office that it belongs to.

use crate::case::{Act, Because, Refused, SheetLevel};
use crate::event_log::{Detail, Id, Kind};
use crate::steps::sealed_record::OnRecord;
use crate::steps::survey::record_of;
use crate::steps::{Desk, StepError};
use crate::store;

/// Gives it to an office; another one can follow, as long as none has said what it thinks.
///
/// # Errors
/// [`StepError::Unknown`] for no office; [`StepError::Refused`], [`StepError::Stale`].
pub async fn assign_sheet(desk: Desk<'_>, on: OnRecord<'_>, office: &str) -> Result<(), StepError> {
    let act = Act::AssignSheet;
    desk.township.units.office(office).ok_or(StepError::Unknown("office"))?;
    let mut tx = desk.begin().await?;
    let visit = desk.look_up_visit(&mut tx, on).await?;
    desk.staff.viewer().check_in(act, &record_of(&visit, &desk.staff.id))?;
    if visit.level != SheetLevel::Office {
        return Err(Refused { act, because: Because::State }.into());
    }
    store::pass_sheet_on(&mut tx, (on.id, on.version), SheetLevel::Office, Some(office)).await?;
    let details = Id::new(office).map(Detail::Office).into_iter().collect();
    desk.note(&mut tx, visit.subject(), Kind::SheetAssigned, details).await?;
    tx.commit().await?;
    Ok(())
}
