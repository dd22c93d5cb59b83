//! 撤下公开: the reply leaves the site, a tombstone without the title stays, and the texts leave the public table too. It is
//! taken down in two steps: the table first, and, once the site was built without the page, the word that it is done.

use jiff::Timestamp;

use crate::case::{self, RequestKind, Step, Subject, shanghai_date};
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, Township, needed};
use crate::store::{self, CaseFile, Db, Tx};

/// Takes a published reply down, with a reason for the file.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn retract(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.look_up(on, Step::Retract).await?;
    take_down(&mut taken.tx, &mut taken.case, &reason, desk.now).await?;
    store::save_case(&mut taken.tx, &taken.case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(taken.case.subject()),
        kind: Kind::TakeDownBegan,
        details: Vec::new(),
        text: Some(&reason),
    };
    write_event(&mut taken.tx, &event).await?;
    taken.tx.commit().await?;
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
    store::withdraw_public_reply(tx, &case.submission.submission_no, shanghai_date(now)).await?;
    store::return_redaction(tx, &case.submission.id, reason).await?;
    Ok(())
}

/// The site was built after these cases were taken down: their pages are gone, and their senders are told. Says how many
/// there were.
///
/// # Errors
/// [`StepError::Store`]; whoever was not told is told after the next time that the site is built.
pub async fn confirm_taken_down(
    db: &Db,
    township: &Township,
    case_ids: &[String],
    now: Timestamp,
) -> Result<usize, StepError> {
    let mut confirmed = 0;
    for case_id in case_ids {
        let mut tx = db.begin().await?;
        let mut case = store::find_case_id(&mut tx, case_id).await?;
        if !case.waits_for_site {
            continue;
        }
        case.waits_for_site = false;
        store::save_case(&mut tx, &case).await?;
        let event = Event {
            at: now,
            actor: &Actor::System,
            subject: Some(Subject::case(case_id)),
            kind: Kind::Retracted,
            details: Vec::new(),
            text: None,
        };
        write_event(&mut tx, &event).await?;
        let requests = store::list_requests(&mut tx, case_id).await?;
        let is_done = |request: &&store::StoredRequest| {
            request.kind == RequestKind::TakeDown
                && request.answer.as_ref().is_some_and(|answer| answer.is_granted)
        };
        if requests.iter().rfind(is_done).is_some() {
            tell_sender(&mut tx, township, &case, Mail::RequestAnswer, now).await?;
        }
        tx.commit().await?;
        confirmed += 1;
    }
    Ok(confirmed)
}
