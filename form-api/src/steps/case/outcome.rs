//! What every letter has in common that ends without being taken up here: its sender is told why, and where to go;
//! silence is none of the ways.

use jiff::Timestamp;

use crate::case::{Because, Refused, Step, Subject, SubmissionKind};
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, Taken, needed};
use crate::store::{self, CaseFile, Exclusion, Tx};

pub(super) async fn conclude(
    desk: Desk<'_>,
    on: On<'_>,
    step: Step,
    reason: &str,
    into: Option<CaseFile>,
) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, step).await?;
    taken.case.outcome_reason = Some(reason);
    let mail = if into.is_some() { Mail::Merged } else { Mail::Outcome };
    if let Some(other) = into {
        let is_report = |kind| kind == SubmissionKind::Report;
        if is_report(other.submission.kind) != is_report(taken.case.submission.kind) {
            return Err(Refused { step, because: Because::OtherReaders }.into());
        }
        merge_into(&mut taken, other).await?;
    }
    let case_id = taken.case.submission.id.clone();
    if step != Step::Merge {
        release_merged(&mut taken.tx, &case_id, desk.now).await?;
    }
    tell_sender(&mut taken.tx, desk.township, &taken.case, mail, desk.now).await?;
    desk.finish(taken, Vec::new()).await
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
        store::lead_merged(tx, into, office).await?;
    }
    taken.case.merged_into = Some(lead.submission.id);
    lead_with(taken, lead.lead_office).await
}

/// The office that leads the other case answers this letter too, unless it is named in it.
async fn lead_with(taken: &mut Taken, office: Option<String>) -> Result<(), StepError> {
    let excluded = store::list_exclusions(&mut taken.tx, taken.case.subject()).await?;
    taken.case.lead_office = office.filter(|office| !excluded.contains(&Exclusion::Office(office.clone())));
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
