//! A case names a staff member or an office: from now on it does not exist for them. Anybody may step back from a case
//! themselves (回避). Nobody can take that back at the desk, for a person named could be the one who is asked to.

use crate::case::{Act, Exclusion};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::{Desk, On, StepError};
use crate::store::{self, StoreError};

/// Hides a case from whom it names, or from who steps back. An office that leads it loses it: the case goes back to the
/// registrar's list by having no lead office. Who steps back twice has stepped back.
///
/// # Errors
/// [`StepError::Unknown`] for somebody or an office that does not exist; [`StepError::Refused`] for hiding it from others
/// without the right to.
pub async fn exclude(desk: Desk<'_>, on: On<'_>, whom: &Exclusion) -> Result<(), StepError> {
    let is_self = *whom == Exclusion::Staff(desk.staff.id.clone());
    let mut tx = desk.begin().await?;
    let mut case = match store::find_case(&mut tx, &desk.staff.viewer(), on.submission_no).await {
        // Only who did so themselves learns it: that a letter names somebody must not be found out by trying.
        Err(StoreError::NotFound)
            if is_self
                && store::has_event_of(&mut tx, on.submission_no, Kind::Recused.as_str(), &desk.staff.id)
                    .await? =>
        {
            return Ok(());
        }
        found => found?,
    };
    let act = if is_self { Act::Recuse } else { Act::HideFromNamed };
    desk.staff.viewer().check(act, &case.letter())?;
    // Stepping back is right whatever others have done in between.
    if !is_self && case.version != on.version {
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
    store::add_exclusions(&mut tx, &[(case.subject(), whom)]).await?;
    store::save_case(&mut tx, &case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(case.subject()),
        kind: if is_self { Kind::Recused } else { Kind::HiddenFromNamed },
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
