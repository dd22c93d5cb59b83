//! 撤回: the sender takes the letter back, as long as no answer has been written. Its attachments go with it, and the reasons
//! that staff gave for what they did with it.

use jiff::Timestamp;

use crate::case::{self, Step};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::case::outcome::release_merged;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, Sender, StepError, needed, recognised};
use crate::store::{self, CaseFile, Tx};

/// Withdraws a letter for its sender. Names the files whose rows are gone: the caller
/// removes them.
///
/// # Errors
/// [`StepError::Refused`] once an answer is written.
pub async fn withdraw(sender: Sender<'_>) -> Result<Vec<String>, StepError> {
    let mut tx = sender.begin().await?;
    let mut case = store::find_case_id(&mut tx, sender.case_id).await?;
    case.state = case::next(&case.case(), Step::Withdraw)?;
    let files = take_back(&mut tx, &mut case, (&Actor::Resident, Vec::new(), None), sender.now).await?;
    tx.commit().await?;
    Ok(files)
}

/// Withdraws a letter for a sender who said so on the telephone or at the counter, and was recognised.
///
/// # Errors
/// As [`withdraw`]; [`StepError::Missing`] without the tick that somebody was recognised, or without a word on how.
pub async fn enter_withdrawal(
    desk: Desk<'_>,
    on: On<'_>,
    channel: &str,
    is_recognised: bool,
    reason: &str,
) -> Result<Vec<String>, StepError> {
    let channel = recognised(channel, is_recognised)?;
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, Step::Withdraw).await?;
    let (actor, details) = (desk.actor(), vec![Detail::Channel(channel)]);
    let said = (&actor, details, Some(reason.as_str()));
    let files = take_back(&mut taken.tx, &mut taken.case, said, desk.now).await?;
    // Whoever did not ask for it learns of it.
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Withdrawal, desk.now).await?;
    taken.tx.commit().await?;
    Ok(files)
}

pub(in crate::steps) async fn take_back(
    tx: &mut Tx,
    case: &mut CaseFile,
    (actor, mut details, text): (&Actor, Vec<Detail>, Option<&str>),
    now: Timestamp,
) -> Result<Vec<String>, StepError> {
    case.closed_at = Some(now);
    case.forget_reasons();
    (case.decline_reason, case.decline_by) = (None, None);
    store::save_case(tx, case).await?;
    let case_id = case.submission.id.as_str();
    release_merged(tx, case_id, now).await?;
    store::remove_all_unread(tx, case.subject()).await?;
    let files = store::remove_attachments(tx, case.subject()).await?;
    store::erase_notes(tx, case.subject()).await?;
    store::erase_event_texts_of_work(tx, case.subject()).await?;
    details.push(Detail::FilesErased(files.len()));
    let (subject, kind) = (Some(case.subject()), Kind::WithdrawnBySender);
    write_event(tx, &Event { at: now, actor, subject, kind, details, text }).await?;
    Ok(files)
}
