//! 办结, and opening an answered case again, once, under its own number, with a promise of its own.

use jiff::Timestamp;
use record::Round;

use crate::case::{self, Because, PublicationState, Refused, Step, shanghai_minute};
use crate::event_log::Detail;
use crate::mail::Mail;
use crate::steps::case::outcome::release_merged;
use crate::steps::letter::nobody_left::hand_on_if_left;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, Township, needed};
use crate::store::{self, CaseFile, MergedLetter, Tx};

/// Closes an answered case. A letter that was merged into it and is hidden from whoever closes it is answered by itself from
/// then on: they must not learn of it by being refused.
///
/// # Errors
/// [`StepError::Refused`] while a letter that was merged into it has no answer; else as every step.
pub async fn close(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::Close).await?;
    let merged = store::list_merged(&mut taken.tx, &desk.staff.viewer(), &taken.case.submission.id).await?;
    if merged.iter().any(MergedLetter::is_unanswered) {
        return Err(Refused { act: Step::Close.into(), because: Because::MergedUnanswered }.into());
    }
    let case_id = taken.case.submission.id.clone();
    release_merged(&mut taken.tx, &case_id, desk.now).await?;
    taken.case.closed_at = Some(desk.now);
    desk.finish(taken, Vec::new()).await
}

/// Opens an answered case again: it goes back to handling. What is public stays, and says so; gives whether anything is.
///
/// # Errors
/// [`StepError::Refused`] a second time, [`StepError::Missing`] without a reason.
pub async fn reopen(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<bool, StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, Step::Reopen).await?;
    open_again(&mut taken.tx, desk.township, &mut taken.case, &reason, desk.now).await?;
    let due_on = taken.case.due.due_on.map(Detail::DueOn);
    let is_public = taken.case.publication == PublicationState::Published;
    desk.finish_because(taken, due_on.into_iter().collect(), &reason).await?;
    Ok(is_public)
}

/// Says on the page of a public answer what its case has come to since; gives whether there is one.
pub(in crate::steps) async fn note_round(
    tx: &mut Tx,
    case: &CaseFile,
    round: Round,
    now: Timestamp,
) -> Result<bool, StepError> {
    let is_public = case.publication == PublicationState::Published;
    if is_public {
        store::set_public_round(tx, &case.submission.submission_no, round, shanghai_minute(now)).await?;
    }
    Ok(is_public)
}

/// What a second round begins with: the time of a new letter, of which the sender is told, and a public text that waited for approval goes back to
/// its author, for it tells of an answer that will change.
pub(in crate::steps) async fn open_again(
    tx: &mut Tx,
    township: &Township,
    case: &mut CaseFile,
    reason: &str,
    now: Timestamp,
) -> Result<(), StepError> {
    case.reopened_at = Some(now);
    case.closed_at = None;
    case.redo_reason = Some(reason.to_owned());
    // The promise is a new one: it can be extended once, and the reason of the first round explains nothing here.
    case.extended_at = None;
    case.extension_reason = None;
    case.due = case::due_date(now, case.submission.kind, &township.calendar(), &township.limits);
    if let Ok(publication) = case::next_publication(&case.case(), Step::Return) {
        case.publication = publication;
        store::return_redaction(tx, &case.submission.id, reason).await?;
    }
    hand_on_if_left(tx, case).await?;
    note_round(tx, case, Round::OpenAgain, now).await?;
    tell_sender(tx, township, case, Mail::Reopening, now).await
}
