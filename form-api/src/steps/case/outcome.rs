//! What every letter has in common that ends without being taken up here: its sender is told why, and where to go;
//! silence is none of the ways.

use jiff::Timestamp;

use crate::case::{Because, Refused, State, Step, Subject, SubmissionKind};
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::letter::nobody_left::can_lead;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, Taken, for_sender};
use crate::store::{self, CaseFile, Tx};

pub(super) async fn conclude(
    desk: Desk<'_>,
    on: On<'_>,
    step: Step,
    reason: &str,
    into: Option<&str>,
) -> Result<(), StepError> {
    let reason = for_sender("reason", reason)?;
    let mut taken = desk.take(on, step).await?;
    taken.case.outcome_reason = Some(reason);
    let mail = if into.is_some() { Mail::Merged } else { Mail::Outcome };
    if let Some(number) = into {
        let other = find_other(desk, &mut taken, number).await?;
        merge_into(&mut taken, other).await?;
    }
    let case_id = taken.case.submission.id.clone();
    if step != Step::Merge {
        release_merged(&mut taken.tx, &case_id, desk.now).await?;
    }
    tell_sender(&mut taken.tx, desk.township, &taken.case, mail, desk.now).await?;
    desk.finish(taken, Vec::new()).await
}

/// The case into which a letter is to be merged. It is looked for once the person may merge.
async fn find_other(desk: Desk<'_>, taken: &mut Taken, number: &str) -> Result<CaseFile, StepError> {
    let other = store::find_case(&mut taken.tx, &desk.staff.viewer(), number)
        .await
        .map_err(|_| StepError::Unknown("case"))?;
    let is_over =
        matches!(other.state, State::Declined | State::ReferredOut | State::Withdrawn | State::Closed);
    let is_same = other.submission.id == taken.case.submission.id;
    if is_same || other.merged_into.is_some() || is_over {
        return Err(StepError::Unknown("case"));
    }
    let is_report = |case: &CaseFile| case.submission.kind == SubmissionKind::Report;
    if is_report(&other) != is_report(&taken.case) {
        return Err(Refused { act: Step::Merge.into(), because: Because::OtherReaders }.into());
    }
    Ok(other)
}

/// Links a case to the one that leads from now on, and all that were merged into it too: no link leads to a case that is
/// merged itself. Both cases are held first, in the same order everywhere, so that nobody merges either meanwhile.
async fn merge_into(taken: &mut Taken, lead: CaseFile) -> Result<(), StepError> {
    let (tx, own, into) = (&mut taken.tx, taken.case.submission.id.as_str(), lead.submission.id.as_str());
    let mut leads = true;
    for id in if own < into { [own, into] } else { [into, own] } {
        leads &= store::lock_case(tx, id).await? || id == own;
    }
    if !leads {
        return Err(StepError::Unknown("case"));
    }
    store::move_merged(tx, own, into).await?;
    if let Some(office) = &lead.lead_office {
        store::lead_merged(tx, into, Some(office)).await?;
    }
    taken.case.merged_into = Some(lead.submission.id);
    lead_with(taken, lead.lead_office).await
}

/// The office that leads the other case answers this letter too, unless it, or all who could do so there, are named in it.
async fn lead_with(taken: &mut Taken, office: Option<String>) -> Result<(), StepError> {
    let excluded = store::list_exclusions(&mut taken.tx, taken.case.subject()).await?;
    let staff = store::list_staff(&mut taken.tx).await?;
    taken.case.assigned_to = None;
    taken.case.lead_office = office.filter(|office| can_lead(&staff, office, &excluded));
    Ok(())
}

/// Letters that were to be answered with one that will have no answer are taken up by themselves.
pub(in crate::steps) async fn release_merged(
    tx: &mut Tx,
    case_id: &str,
    now: Timestamp,
) -> Result<(), StepError> {
    for id in store::release_merged(tx, case_id).await? {
        let event = Event {
            at: now,
            actor: &Actor::System,
            subject: Some(Subject::case(&id)),
            kind: Kind::Released,
            details: Vec::new(),
            text: None,
        };
        write_event(tx, &event).await?;
    }
    Ok(())
}
