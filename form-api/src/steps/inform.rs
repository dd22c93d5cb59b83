//! 补正: the office asks the sender something, and the sender answers, or adds something that nobody asked for. The clock
//! does not stop for it. Either side may add files, which are on disk already.

use jiff::Timestamp;
use serde_json::json;

use super::tell::tell_sender;
use super::{Desk, On, StepError, Township, needed, said};
use crate::case::{self, SenderContact, Step};
use crate::event_log::{Actor, Event, write_event};
use crate::mail::Mail;
use crate::store::{self, BelongsTo, Db, Message, NewAttachment};

/// What a sender may add unasked, so many times: more is said on the telephone.
const MOST_ADDED: usize = 20;

/// Asks the sender something.
///
/// # Errors
/// [`StepError::Missing`] without a question; else as every step.
pub async fn request_information(
    desk: Desk<'_>,
    on: On<'_>,
    question: &str,
    files: &[NewAttachment],
) -> Result<(), StepError> {
    let text = needed("question", question)?;
    let mut taken = desk.take(on, Step::RequestInformation).await?;
    let message = Message { id: store::new_id(), from_office: true, text, sent_at: desk.now };
    let case_id = &taken.case.submission.id;
    store::add_message(&mut taken.tx, case_id, &message).await?;
    let to = BelongsTo::Message(&message.id, case_id);
    store::add_attachments(&mut taken.tx, to, files, desk.now.as_millisecond()).await?;
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Question, desk.now).await?;
    desk.finish(taken, json!({ "files": files.len() })).await
}

/// The sender answers, or adds something while there is no answer yet; they have proved their query code, and `case_id` is
/// what it opened. What nobody asked for moves nothing: staff find it with the case.
///
/// # Errors
/// [`StepError::Missing`] without a text, [`StepError::Unknown`] when too much was added already, [`StepError::Refused`]
/// once there is an answer.
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
    let next = case::next(&case.case(), Step::ProvideInformation);
    let is_asked = next.is_ok();
    match next {
        Ok(state) => case.state = state,
        Err(refused) if !case::takes_more(&case.case()) => return Err(refused.into()),
        Err(_) => {
            let before = store::list_messages(&mut tx, case_id).await?;
            if before.iter().filter(|message| !message.from_office).count() >= MOST_ADDED {
                return Err(StepError::Unknown("more_information"));
            }
        }
    }
    let marks = township.marks(&SenderContact::default(), &[&text]);
    store::add_marks(&mut tx, case_id, &marks).await?;
    let message = Message { id: store::new_id(), from_office: false, text, sent_at: now };
    store::add_message(&mut tx, case_id, &message).await?;
    let to = BelongsTo::Message(&message.id, case_id);
    store::add_attachments(&mut tx, to, files, now.as_millisecond()).await?;
    if is_asked {
        store::save_case(&mut tx, &case).await?;
    }
    let kind = if is_asked { super::past_tense(Step::ProvideInformation) } else { "information_added" };
    let detail = json!({ "files": files.len() });
    let event = Event { at: now, actor: &Actor::Resident, case_id: Some(case_id), kind, detail };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
