//! 撤下公开: the reply leaves the site, a tombstone without the title stays, and the texts leave the public table too. It is
//! taken down in two steps: the table first, and, once the site was built without the page, the word that it is done.

use jiff::Timestamp;

use crate::case::{self, Because, Refused, RequestKind, Step, Subject, shanghai_date};
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, Township, Upkeep, needed};
use crate::store::{self, CaseFile, StoreError, Tx};

/// Takes a published reply down, with a reason for the file. It reads no more of the letter and its case than it needs: a row that
/// is damaged keeps no page on the site.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn retract(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let step = Step::Retract;
    let mut tx = desk.begin().await?;
    let case = store::find_public_case(&mut tx, &desk.staff.viewer(), on.submission_no).await?;
    if !desk.staff.viewer().may_ever(step) {
        return Err(Refused { act: step.into(), because: Because::Role }.into());
    }
    if case.version != on.version {
        return Err(StepError::Stale);
    }
    if !case.is_published {
        return Err(Refused { act: step.into(), because: Because::State }.into());
    }
    store::save_taken_down(&mut tx, &case).await?;
    empty_public(&mut tx, (&case.id, &case.submission_no), &reason, desk.now).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(Subject::case(&case.id)),
        kind: Kind::TakeDownBegan,
        details: Vec::new(),
        text: Some(&reason),
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}

/// Says whether a person may take a reply down now, by themselves or as the sender requests, as far as can be read, where nothing can be written.
///
/// # Errors
/// As [`retract`].
pub async fn may_take_down(
    desk: Desk<'_>,
    submission_no: &str,
    request: Option<&str>,
) -> Result<(), StepError> {
    let step = Step::Retract;
    let viewer = desk.staff.viewer();
    let case = store::find_public_case(desk.db, &viewer, submission_no).await?;
    let refuse = |because| Err(Refused { act: step.into(), because }.into());
    if let Some(id) = request {
        let asked = store::list_requests(desk.db, &case.id).await?;
        let is_it = |one: &store::StoredRequest| one.id == id && one.kind == RequestKind::TakeDown;
        if !asked.iter().any(is_it) {
            return refuse(Because::State);
        }
    }
    match (viewer.may_ever(step), case.is_published) {
        (false, _) => refuse(Because::Role),
        (_, false) => refuse(Because::State),
        _ => Ok(()),
    }
}

async fn empty_public(
    tx: &mut Tx,
    (case_id, submission_no): (&str, &str),
    reason: &str,
    now: Timestamp,
) -> Result<(), StepError> {
    store::withdraw_public_reply(tx, submission_no, shanghai_date(now)).await?;
    store::return_redaction(tx, case_id, reason).await?;
    Ok(())
}

/// Takes a reply down, whoever asked for it. That it is done is said by [`confirm_taken_down`].
pub(in crate::steps) async fn take_down(
    tx: &mut Tx,
    case: &mut CaseFile,
    reason: &str,
    now: Timestamp,
) -> Result<(), StepError> {
    case.publication = case::next_publication(&case.case(), Step::Retract)?;
    case.waits_for_site = true;
    empty_public(tx, (&case.submission.id, &case.submission.submission_no), reason, now).await
}

/// The site was built after these cases were taken down, of the public tables up to a change: their pages are gone, and
/// their senders are told. One whose reply has changed again since then waits for the next time. Says how many there were.
///
/// # Errors
/// [`StepError::Store`]; whoever was not told is told after the next time that the site is built.
pub async fn confirm_taken_down(
    upkeep: Upkeep<'_>,
    township: &Township,
    case_ids: &[String],
    up_to: i64,
) -> Result<usize, StepError> {
    let now = upkeep.now;
    let mut confirmed = 0;
    for case_id in case_ids {
        let mut tx = upkeep.begin().await?;
        if !store::save_off_the_site(&mut tx, case_id, up_to).await? {
            continue;
        }
        let event = Event {
            at: now,
            actor: &Actor::System,
            subject: Some(Subject::case(case_id)),
            kind: Kind::Retracted,
            details: Vec::new(),
            text: None,
        };
        write_event(&mut tx, &event).await?;
        tell_of_request(&mut tx, township, case_id, now).await?;
        tx.commit().await?;
        confirmed += 1;
    }
    Ok(confirmed)
}

/// Tells a sender who asked for it. What cannot be read of one case keeps no other from being told.
async fn tell_of_request(
    tx: &mut Tx,
    township: &Township,
    case_id: &str,
    now: Timestamp,
) -> Result<(), StepError> {
    let asked = async {
        let requests = store::list_requests(&mut *tx, case_id).await?;
        Ok::<_, StoreError>((requests, store::find_case_id(&mut *tx, case_id).await?))
    };
    let (requests, case) = match asked.await {
        Err(error) if error.is_of_one_row() => {
            tracing::error!(%error, "the sender of a letter that was taken down cannot be told");
            return Ok(());
        }
        found => found?,
    };
    let is_done = |request: &&store::StoredRequest| {
        request.kind == RequestKind::TakeDown
            && request.answer.as_ref().is_some_and(|answer| answer.is_granted)
    };
    if requests.iter().rfind(is_done).is_some() {
        tell_sender(tx, township, &case, Mail::RequestAnswer, now).await?;
    }
    Ok(())
}
