//! 补正: the office asks the sender something, and the sender answers. The clock does not stop for it.

use jiff::Timestamp;
use serde_json::json;

use super::tell::tell_sender;
use super::{Desk, On, StepError, Township, needed, said};
use crate::case::{self, SenderContact, Step};
use crate::event_log::{Actor, Event, write_event};
use crate::mail::Mail;
use crate::store::{self, BelongsTo, Db, Message, NewAttachment};

/// Asks the sender something.
///
/// # Errors
/// [`StepError::Missing`] without a question; else as every step.
pub async fn request_information(desk: Desk<'_>, on: On<'_>, question: &str) -> Result<(), StepError> {
    let text = needed("question", question)?;
    let mut taken = desk.take(on, Step::RequestInformation).await?;
    let message = Message { id: store::new_id(), from_office: true, text, sent_at: desk.now };
    store::add_message(&mut taken.tx, &taken.case.submission.id, &message).await?;
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Question, desk.now).await?;
    desk.finish(taken, json!({})).await
}

/// The sender answers, with files that are on disk already; they have proved their query code, and `case_id` is what it opened.
///
/// # Errors
/// [`StepError::Missing`] without an answer, [`StepError::Refused`] when nothing was asked.
pub async fn provide_information(
    db: &Db,
    township: &Township,
    case_id: &str,
    text: &str,
    files: &[NewAttachment],
    now: Timestamp,
) -> Result<(), StepError> {
    let text = said("information", text)?;
    let mut tx = db.begin().await?;
    let mut case = store::find_case_id(&mut tx, case_id).await?;
    case.state = case::next(&case.case(), Step::ProvideInformation)?;
    let marks = township.marks(&SenderContact::default(), &[&text]);
    store::add_marks(&mut tx, case_id, &marks).await?;
    let message = Message { id: store::new_id(), from_office: false, text, sent_at: now };
    store::add_message(&mut tx, case_id, &message).await?;
    let to = BelongsTo::Message(&message.id, case_id);
    store::add_attachments(&mut tx, to, files, now.as_millisecond()).await?;
    store::save_case(&mut tx, &case).await?;
    let kind = super::past_tense(Step::ProvideInformation);
    let detail = json!({ "files": files.len() });
    let event = Event { at: now, actor: &Actor::Resident, case_id: Some(case_id), kind, detail };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
