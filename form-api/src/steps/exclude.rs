//! A case names a staff member or an office: from now on it does not exist for them. Nobody can take that back at the
//! desk, for a person named could be the one who is asked to.

use super::{Desk, On, StepError};
use crate::case::{Because, Refused, Role, Step};
use crate::event_log::{Event, Kind, write_event};
use crate::store::{self, Exclusion};

/// Hides a case from whom it names. An office that leads it loses it: the case goes back to the registrar's list by
/// having no lead office.
///
/// # Errors
/// [`StepError::Unknown`] for somebody or an office that does not exist.
pub async fn exclude(desk: Desk<'_>, on: On<'_>, whom: &Exclusion) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let mut case = store::find_case(&mut tx, &desk.staff.viewer(), on.submission_no).await?;
    if !desk.staff.roles.has(Role::Registrar) && !desk.staff.roles.has(Role::Supervisor) {
        return Err(Refused { step: Step::Register, because: Because::Role }.into());
    }
    if case.version != on.version {
        return Err(StepError::Stale);
    }
    match whom {
        Exclusion::Staff(id) => {
            store::find_staff(&mut tx, id).await.map_err(|_| StepError::Unknown("staff"))?;
        }
        Exclusion::Office(id) => {
            desk.township.units.office(id).ok_or(StepError::Unknown("office"))?;
            if case.lead_office.as_deref() == Some(id) {
                case.lead_office = None;
            }
        }
    }
    store::add_exclusions(&mut tx, &[(&case.submission.id, whom)]).await?;
    store::save_case(&mut tx, &case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        case_id: Some(&case.submission.id),
        kind: Kind::HiddenFromNamed,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
