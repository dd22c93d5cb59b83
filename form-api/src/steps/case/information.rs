//! 补正: the office asks the sender something, and the sender answers, or adds something that nobody asked for; what they say on
//! the telephone or hand in is taken down for them. The clock does not stop for it, and once an office works on the case
//! nothing waits for an answer either. Either side may add files, which are on disk already.

use jiff::Timestamp;

use crate::case::{self, Channel, News, SenderContact, Step, Subject};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::letter::named::hide_from_named;
use crate::steps::notify::tell_sender;
use crate::steps::unread::mark_unread;
use crate::steps::{Desk, On, Posting, Sender, StepError, Township, for_sender, said};
use crate::store::{self, BelongsTo, CaseFile, HashedMark, Message, NewAttachment, Tx};

/// What a sender may add unasked, so many times: more is said on the telephone.
const MOST_ADDED: usize = 20;

/// Asks the sender something.
///
/// # Errors
/// [`StepError::Missing`] without a question; else as every step.
pub async fn request_information(desk: Desk<'_>, on: On<'_>, question: &str) -> Result<(), StepError> {
    let text = for_sender("question", question)?;
    let mut taken = desk.take(on, Step::RequestInformation).await?;
    let message = Message {
        id: store::new_id(),
        from_office: true,
        text,
        sent_at: desk.now,
        channel: Channel::Web,
        entered_by: Some(desk.staff.id.clone()),
    };
    let subject = taken.case.subject();
    store::add_message(&mut taken.tx, subject, &message).await?;
    let to = (message.id.as_str(), subject);
    let count = add_files(&mut taken.tx, to, &[], desk.posting, desk.now).await?;
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Question, desk.now).await?;
    desk.finish(taken, vec![Detail::Files(count)]).await
}

/// The sender answers, or adds something while there is no answer yet. What nobody asked for moves nothing: staff find it
/// with the case.
///
/// # Errors
/// [`StepError::Missing`] without a text, [`StepError::Unknown`] when too much was added already, [`StepError::Refused`]
/// once there is an answer.
pub async fn provide_information(
    sender: Sender<'_>,
    text: &str,
    files: &[NewAttachment],
    answers: InReplyTo<'_>,
) -> Result<(), StepError> {
    let text = said("information", text)?;
    let marks = sender.township.marks(&SenderContact::default(), &[&text]);
    let mut tx = sender.begin().await?;
    let mut case = store::find_case_id(&mut tx, sender.case_id).await?;
    case.state = case::next(&case.case(), Step::ProvideInformation)?;
    let (channel, entered_by, posting) = (Channel::Web, None, sender.posting);
    let said = Said { text, marks, files, channel, entered_by, posting, answers };
    keep(&mut tx, sender.township, &mut case, said, sender.now).await?;
    tx.commit().await?;
    Ok(())
}

/// What the sender said to staff, or handed in.
///
/// # Errors
/// As [`provide_information`]; [`StepError::Unknown`] without a channel of the desk; else as every step.
pub async fn enter_information(
    desk: Desk<'_>,
    on: On<'_>,
    text: &str,
    channel: &str,
) -> Result<(), StepError> {
    let text = said("information", text)?;
    let channel = Channel::parse_at_the_desk(channel).ok_or(StepError::Unknown("channel"))?;
    let marks = desk.township.marks(&SenderContact::default(), &[&text]);
    let mut taken = desk.take(on, Step::ProvideInformation).await?;
    let entered_by = Some(desk.staff.id.clone());
    let (answers, posting) = (InReplyTo::WhateverIsAsked, desk.posting);
    let said = Said { text, marks, files: &[], channel, entered_by, posting, answers };
    keep(&mut taken.tx, desk.township, &mut taken.case, said, desk.now).await?;
    taken.tx.commit().await?;
    Ok(())
}

/// Which question somebody had before them when they wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InReplyTo<'a> {
    /// The one that is open now.
    WhateverIsAsked,
    /// The last one that their page showed, by its row id; none where it showed none.
    Shown(Option<&'a str>),
}

/// What a sender says, and how it came.
struct Said<'a> {
    text: String,
    /// Of the text: made before the transaction.
    marks: Vec<HashedMark>,
    files: &'a [NewAttachment],
    channel: Channel,
    /// Who wrote it down.
    entered_by: Option<String>,
    posting: Option<&'a Posting>,
    answers: InReplyTo<'a>,
}

/// Adds the files of a message: those that came now, and those that waited with its form. Says how many.
async fn add_files(
    tx: &mut Tx,
    (message_id, subject): (&str, Subject<'_>),
    files: &[NewAttachment],
    posting: Option<&Posting>,
    now: Timestamp,
) -> Result<u64, StepError> {
    let mut waited = 0;
    for key in keys_of_files(posting) {
        waited += store::take_held_attachments(tx, key, message_id, subject).await?;
    }
    let to = BelongsTo::Message(message_id, subject);
    store::add_attachments(tx, to, files, now.as_millisecond()).await?;
    Ok(waited + files.len() as u64)
}

/// Under which keys files wait that belong to a form.
fn keys_of_files(posting: Option<&Posting>) -> impl Iterator<Item = &str> {
    posting.into_iter().flat_map(|posting| [&posting.held, &posting.files]).filter_map(Option::as_deref)
}

/// Keeps what a sender says, with what came along, and the case in the state that it is in now.
async fn keep(
    tx: &mut Tx,
    township: &Township,
    case: &mut CaseFile,
    said: Said<'_>,
    now: Timestamp,
) -> Result<(), StepError> {
    let Said { text, marks, files, channel, entered_by, posting, answers } = said;
    let case_id = &case.submission.id.clone();
    let before = store::list_messages(&mut *tx, Subject::case(case_id)).await?;
    let stored = store::find_case_id(&mut *tx, case_id).await?;
    let question = before.iter().rfind(|message| message.from_office).map(|message| message.id.as_str());
    let is_seen = match answers {
        InReplyTo::WhateverIsAsked => true,
        InReplyTo::Shown(shown) => shown == question,
    };
    // The same words from another page: they were said already. To another question they may be right once more.
    let is_again = |said: &Message| !said.from_office && said.text == text;
    let has_files = !files.is_empty() || keys_of_files(posting).next().is_some();
    let was_said = if is_seen { before.last().is_some_and(is_again) } else { before.iter().any(is_again) };
    if !has_files && was_said {
        return Ok(());
    }
    let passing = store::list_passing(&mut *tx, Subject::case(case_id)).await?;
    let last_word = before.iter().rfind(|message| !passing.contains(&message.id));
    let is_open = stored.is_asked(last_word.map(|last| (last.from_office, last.sent_at)));
    let is_asked = is_open && is_seen;
    if !is_seen {
        // Nobody answers a question that they have not read.
        case.state = stored.state;
    }
    if !is_asked && before.iter().filter(|message| !message.from_office).count() >= MOST_ADDED {
        return Err(StepError::Unknown("more_information"));
    }
    store::add_marks(tx, Subject::case(case_id), &marks).await?;
    let (hidden_from, _) = hide_from_named(tx, township, case, &[&text]).await?;
    let actor = entered_by.clone().map_or(Actor::Resident, Actor::Staff);
    let message =
        Message { id: store::new_id(), from_office: false, text, sent_at: now, channel, entered_by };
    store::add_message(tx, Subject::case(case_id), &message).await?;
    if is_open && !is_seen {
        store::pass_question(tx, &message.id).await?;
    }
    let count = add_files(tx, (&message.id, Subject::case(case_id)), files, posting, now).await?;
    if stored.stand() != case.stand() {
        store::save_case(tx, case).await?;
    } else {
        // Whoever has the page open answers a letter that says less.
        store::touch_case(tx, case_id).await?;
    }
    let by = message.entered_by.as_deref();
    mark_unread(tx, case, News::Reply, by, now).await?;
    let event = Event {
        at: now,
        actor: &actor,
        subject: Some(Subject::case(case_id)),
        kind: if is_asked { Kind::InformationProvided } else { Kind::InformationAdded },
        details: vec![Detail::Files(count), Detail::Channel(channel), Detail::HiddenFrom(hidden_from)],
        text: None,
    };
    write_event(tx, &event).await?;
    Ok(())
}
