//! 接办, 交给同事办, 退回分办: who of an office works on a case, and that it does not belong to the office at all.
//!
//! Deliberately absent: more rights for who was given a case. Whoever of the office may answer it may still do so: nobody's absence
//! keeps a sender waiting.

use crate::case::{Because, Exclusion, Refused, Step};
use crate::event_log::{Detail, Id};
use crate::steps::letter::nobody_left::is_hidden;
use crate::steps::{Desk, On, StepError, Taken};
use crate::store::{self, CaseFile, Staff};

/// This member of staff can work on the case: of the office that leads it, and it names them in no way.
#[must_use]
pub fn can_work_on(member: &Staff, case: &CaseFile, hidden_from: &[Exclusion]) -> bool {
    let is_of_office = case.lead_office.is_none() || member.office == case.lead_office;
    is_of_office
        && !member.is_disabled
        && !is_hidden(member, hidden_from)
        && member.viewer().may(Step::Answer, &case.letter())
}

/// Takes a case on oneself.
///
/// # Errors
/// [`StepError::Refused`] where it is theirs already; else as every step.
pub async fn pick_up(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::PickUp).await?;
    if taken.case.assigned_to.as_deref() == Some(desk.staff.id.as_str()) {
        return Err(Refused { act: Step::PickUp.into(), because: Because::State }.into());
    }
    taken.case.assigned_to = Some(desk.staff.id.clone());
    desk.finish(taken, Vec::new()).await
}

/// Gives a case to a person of the office, with a word for them that its sender does not read.
///
/// # Errors
/// [`StepError::Missing`] without a person; [`StepError::Unknown`] for one who cannot work on it; else as every step.
pub async fn assign(desk: Desk<'_>, on: On<'_>, whom: &str, word: &str) -> Result<(), StepError> {
    if whom.is_empty() {
        return Err(StepError::Missing("colleague"));
    }
    let mut taken = desk.take(on, Step::Assign).await?;
    let Taken { tx, case, .. } = &mut taken;
    let member = store::find_staff(&mut *tx, whom).await.map_err(|_| StepError::Unknown("colleague"))?;
    let hidden_from = store::list_exclusions(&mut *tx, case.subject()).await?;
    if !can_work_on(&member, case, &hidden_from) {
        return Err(StepError::Unknown("colleague"));
    }
    let details = Id::new(&member.id).map(Detail::Staff).into_iter().collect();
    case.assigned_to = Some(member.id);
    let word = domain::clean_text(word);
    desk.finish_with(taken, details, Some(word.as_str()).filter(|word| !word.is_empty())).await
}

/// The office gives a case back: from now on no office leads it or what was merged into it, and the registrar finds another one.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn give_back(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = crate::steps::needed("reason", reason)?;
    let mut taken = desk.take(on, Step::GiveBack).await?;
    let from = taken.case.lead_office.take().ok_or(StepError::Missing("office"))?;
    taken.case.assigned_to = None;
    store::lead_merged(&mut taken.tx, &taken.case.submission.id, None).await?;
    let details = Id::new(&from).map(Detail::OfficeBefore).into_iter().collect();
    desk.finish_because(taken, details, &reason).await
}
