//! 受理: the letter is taken up and one office leads (首接负责: exactly one).

use record::UnitKind;

use crate::case::{Exclusion, Step, shanghai_date};
use crate::event_log::{Detail, Id};
use crate::steps::letter::nobody_left::can_lead;
use crate::steps::{Desk, On, StepError, Taken};
use crate::store;

/// Takes the letter up under a lead office.
///
/// # Errors
/// [`StepError::Unknown`] for an office that is not ours, or where nobody is left who could handle it;
/// [`StepError::NamedInCase`] for one that the letter names.
pub async fn accept(desk: Desk<'_>, on: On<'_>, office: &str) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::Accept).await?;
    let office = give_to(&desk, &mut taken, office).await?;
    desk.finish(taken, vec![Detail::Office(office)]).await
}

/// Puts a case under an office that exists and that the case does not name; gives its id for the event.
pub(in crate::steps) async fn give_to(
    desk: &Desk<'_>,
    taken: &mut Taken,
    office: &str,
) -> Result<Id, StepError> {
    if !desk.township.tree.stands(office, UnitKind::Office, shanghai_date(desk.now)) {
        return Err(StepError::Unknown("office"));
    }
    let id = Id::new(office).ok_or(StepError::Unknown("office"))?;
    let excluded = store::list_exclusions(&mut taken.tx, taken.case.subject()).await?;
    if excluded.contains(&Exclusion::Office(office.to_owned())) {
        return Err(StepError::NamedInCase);
    }
    let staff = store::list_staff(&mut taken.tx).await?;
    if !can_lead(&staff, office, &excluded) {
        return Err(StepError::Unknown("office_with_handler"));
    }
    taken.case.lead_office = Some(office.to_owned());
    taken.case.assigned_to = None;
    store::lead_merged(&mut taken.tx, &taken.case.submission.id, Some(office)).await?;
    Ok(id)
}
