//! 不予受理, 转出, 并案: three ways in which a letter ends without being taken up here. Each tells the sender why, and
//! where to go; silence is none of them.

use jiff::Timestamp;

use super::tell::tell_sender;
use super::{Desk, On, StepError, Taken, needed};
use crate::case::{Because, Refused, State, Step, Subject, SubmissionKind};
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::mail::Mail;
use crate::store::{self, CaseFile, Exclusion, Tx};

/// Fewer characters than this say neither on what ground a letter is refused nor where else to go.
const LEAST_REASON: usize = 20;

/// Does not take the letter up. Where the township has two persons look at that, the first one proposes it, and another one
/// who sends the same reason confirms it; another reason is another proposal. The sender reads what was confirmed.
///
/// # Errors
/// [`StepError::Missing`] without a reason or with one that is too short; else as every step.
pub async fn decline(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    if reason.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_REASON {
        return Err(StepError::Missing("longer_reason"));
    }
    if !desk.township.declines_need_two {
        return conclude(desk, on, Step::Decline, &reason, None).await;
    }
    let mut taken = desk.look_up(on, Step::Decline).await?;
    let (case, own) = (&mut taken.case, Some(&desk.staff.id));
    crate::case::next(&case.case(), Step::Decline)?;
    let is_proposed = case.decline_reason.as_ref() == Some(&reason);
    if is_proposed && case.decline_by.as_ref() == own {
        return Err(Refused { step: Step::Decline, because: Because::SamePerson }.into());
    }
    if is_proposed {
        drop(taken);
        return conclude(desk, on, Step::Decline, &reason, None).await;
    }
    case.decline_reason = Some(reason);
    case.decline_by = own.cloned();
    store::save_case(&mut taken.tx, &taken.case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(taken.case.subject()),
        kind: Kind::DeclineProposed,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut taken.tx, &event).await?;
    taken.tx.commit().await?;
    Ok(())
}

/// The letter belongs to another body; `route` says to which, with address or number.
///
/// # Errors
/// [`StepError::Missing`] without a route; else as every step.
pub async fn refer_out(desk: Desk<'_>, on: On<'_>, route: &str) -> Result<(), StepError> {
    conclude(desk, on, Step::ReferOut, route, None).await
}

/// The letter is about the same matter as an earlier one, `into`. Both keep their receipts, and each sender gets an answer:
/// the other case is not closed before this letter has one.
///
/// # Errors
/// [`StepError::Unknown`] when there is no such other case for this person, or it is over; else as every step.
pub async fn merge(desk: Desk<'_>, on: On<'_>, into: &str, reason: &str) -> Result<(), StepError> {
    let number = crate::seal::parse_submission_no(into).ok_or(StepError::Unknown("case"))?;
    let other = store::find_case(desk.db, &desk.staff.viewer(), &number)
        .await
        .map_err(|_| StepError::Unknown("case"))?;
    let is_over =
        matches!(other.state, State::Declined | State::ReferredOut | State::Withdrawn | State::Closed);
    if number == on.submission_no || other.merged_into.is_some() || is_over {
        return Err(StepError::Unknown("case"));
    }
    conclude(desk, on, Step::Merge, reason, Some(other)).await
}

async fn conclude(
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
pub(super) async fn release_merged(tx: &mut Tx, case_id: &str, now: Timestamp) -> Result<(), StepError> {
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
