//! 请求: the sender asks to take a reply down, or to read, correct or erase what is kept of them; an approver or the supervision
//! office answers, with a text that the sender reads. Granting does what was asked in the same transaction.

use jiff::Timestamp;

use crate::case::{
    Act, Channel, MailState, News, NotifyBy, PublicationState, RequestAbout, RequestKind, SenderContact,
    Subject, shanghai_date,
};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::mail::Mail;
use crate::seal::SealedContact;
use crate::steps::letter::named::hide_from_named;
use crate::steps::letter::seal_contact::{Sealing, seal_contact};
use crate::steps::notify::tell_sender;
use crate::steps::publication::retract::take_down;
use crate::steps::unread::mark_unread;
use crate::steps::{Desk, On, Sender, StepError, Township, for_sender, recognised, said};
use crate::store::{self, CaseFile, HashedMark, RequestAnswer, SealedParts, StoredRequest, Tx};

/// What a sender asks for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Which request.
    pub kind: RequestKind,
    /// What it is about.
    pub about: RequestAbout,
    /// Why, in the sender's words.
    pub text: &'a str,
    /// What is to stand in the place of what they left; parts that are not given stay.
    pub contact: &'a SenderContact,
}

/// The sender asks for something.
///
/// # Errors
/// [`StepError::Missing`] without a reason, or without anything to correct; [`StepError::Unknown`] for what cannot be
/// asked for here, or is being looked at already.
pub async fn ask_request(sender: Sender<'_>, asked: Asked<'_>) -> Result<(), StepError> {
    let said = Said::new(sender.township, &asked);
    let mut tx = sender.begin().await?;
    let mut case = store::find_case_id(&mut tx, sender.case_id).await?;
    let by = (Channel::Web, &Actor::Resident);
    let sealing = keep(&mut tx, sender.township, &mut case, (asked, said), by, sender.now).await?;
    sealing.must_be_in_use(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// What a sender who was recognised asked for on the telephone or at the counter.
///
/// # Errors
/// As [`ask_request`]; [`StepError::Missing`] without the tick that somebody was recognised; [`StepError::Refused`] for
/// anybody but registrars; [`StepError::Stale`].
pub async fn enter_request(
    desk: Desk<'_>,
    on: On<'_>,
    asked: Asked<'_>,
    (channel, is_recognised): (&str, bool),
) -> Result<(), StepError> {
    let channel = recognised(channel, is_recognised)?;
    let said = Said::new(desk.township, &asked);
    let mut tx = desk.begin().await?;
    let mut case = store::find_case(&mut tx, &desk.staff.viewer(), on.submission_no).await?;
    desk.staff.viewer().check(Act::EnterRequest, &case.letter())?;
    if case.version != on.version {
        return Err(StepError::Stale);
    }
    let by = (channel, &desk.actor());
    let sealing = keep(&mut tx, desk.township, &mut case, (asked, said), by, desk.now).await?;
    sealing.must_be_in_use(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// What the sender says, and what the gate is to know of it: read before the transaction.
struct Said(Result<(String, Vec<HashedMark>), StepError>);

impl Said {
    fn new(township: &Township, asked: &Asked<'_>) -> Self {
        Self(said("request", asked.text).map(|text| {
            let marks = township.marks(asked.contact, &[&text]);
            (text, marks)
        }))
    }
}

async fn keep(
    tx: &mut Tx,
    township: &Township,
    case: &mut CaseFile,
    (asked, said): (Asked<'_>, Said),
    (channel, actor): (Channel, &Actor),
    now: Timestamp,
) -> Result<Sealing, StepError> {
    let Asked { kind, about, contact, .. } = asked;
    let (text, marks) = said.0?;
    if kind == RequestKind::Correction && about == RequestAbout::Contact && contact.is_empty() {
        return Err(StepError::Missing("correction"));
    }
    if !kind.is_open_to(&case.case()) {
        return Err(StepError::Unknown("public"));
    }
    let case_id = &case.submission.id.clone();
    let before = store::list_requests(&mut *tx, case_id).await?;
    let is_open =
        |request: &StoredRequest| (request.kind, request.about) == (kind, about) && request.answer.is_none();
    let earlier = before.into_iter().find(is_open);
    if earlier.as_ref().is_some_and(|earlier| !may_be_joined(earlier, &text, contact)) {
        return Err(StepError::Unknown("second_request"));
    }
    store::add_marks(tx, Subject::case(case_id), &marks).await?;
    // Whom it names must not read it, nor the letter any more.
    let (hidden_from, _) = hide_from_named(tx, township, case, &[&text]).await?;
    let letter = &case.submission;
    let by_mail = matches!(letter.notify_by, None | Some(NotifyBy::Mail)) || letter.sealed_mail_to.is_some();
    let by_sms = letter.sealed_sms_to.is_some();
    if by_sms && kind == RequestKind::Correction && contact.phone.is_some() && contact.mobile().is_none() {
        return Err(StepError::Unknown("mobile"));
    }
    let told = (by_mail, by_sms);
    let (sealed, sealing) = seal_contact(tx, case_id, contact, told).await?;
    let request = StoredRequest {
        id: store::new_id(),
        case_id: case_id.clone(),
        kind,
        about,
        text,
        sealed_contact: sealed.contact,
        sealed_mail_to: sealed.mail_to,
        sealed_sms_to: sealed.sms_to,
        asked_at: now,
        due_on: kind.due_on(shanghai_date(now), &township.calendar()),
        answer: None,
    };
    let request = match earlier {
        None => {
            store::add_request(tx, &request).await?;
            request
        }
        Some(earlier) => {
            let joined = join(earlier, request)?;
            store::extend_request(tx, &joined).await?;
            joined
        }
    };
    // Two forms sent at once meet here: the second finds another version.
    store::save_case(tx, case).await?;
    mark_unread(tx, case, News::Request, actor.staff_id(), now).await?;
    let event = Event {
        at: now,
        actor,
        subject: Some(Subject::case(case_id)),
        kind: Kind::RequestMade,
        details: vec![
            Detail::Request(kind),
            Detail::DueOn(request.due_on),
            Detail::Channel(channel),
            Detail::HiddenFrom(hidden_from),
        ],
        text: None,
    };
    write_event(tx, &event).await?;
    Ok(sealing)
}

/// More than anybody writes about mistakes in a letter, in characters.
const MOST_JOINED: usize = 20_000;

/// Whoever notices one more mistake while the first is looked at says so too. Anything else would be the same request once more.
fn may_be_joined(earlier: &StoredRequest, text: &str, contact: &SenderContact) -> bool {
    let says_more = !contact.is_empty() || !says(&earlier.text, text);
    let length = earlier.text.chars().count() + text.chars().count();
    earlier.kind == RequestKind::Correction && says_more && length <= MOST_JOINED
}

fn says(before: &str, text: &str) -> bool {
    before == text || before.starts_with(&format!("{text}\n\n")) || before.ends_with(&format!("\n\n{text}"))
}

/// Two corrections as one request, answered by the first one's day. Of what is to be corrected the later part counts: it may
/// correct a slip in the first.
fn join(earlier: StoredRequest, later: StoredRequest) -> Result<StoredRequest, StepError> {
    let read = |sealed: &Option<Vec<u8>>| sealed.as_deref().map(SealedContact::parse).transpose();
    let (new, old) = (read(&later.sealed_contact)?, read(&earlier.sealed_contact)?);
    let is_any = new.is_some() || old.is_some();
    let contact = new.unwrap_or_default().over(old.unwrap_or_default());
    let mut joined = earlier;
    if !says(&joined.text, &later.text) {
        joined.text = format!("{}\n\n{}", joined.text, later.text);
    }
    joined.sealed_contact = is_any.then(|| contact.to_bytes());
    joined.sealed_mail_to = later.sealed_mail_to.or(joined.sealed_mail_to);
    joined.sealed_sms_to = later.sealed_sms_to.or(joined.sealed_sms_to);
    Ok(joined)
}

/// What answering a request has changed beside its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Something public is so no more.
    pub public_changed: bool,
    /// Files whose rows are gone: the caller removes them.
    pub files: Vec<String>,
}

/// Answers a request, and does what was asked when it is granted.
///
/// # Errors
/// [`StepError::Missing`] without a text for the sender; [`StepError::Stale`] when it has been answered;
/// [`StepError::Refused`] for anybody but approvers and the supervision office, and for a take-down for anybody but
/// approvers.
pub async fn answer_request(
    desk: Desk<'_>,
    on: On<'_>,
    id: &str,
    is_granted: bool,
    text: &str,
) -> Result<Answered, StepError> {
    let text = for_sender("request_answer", text)?;
    let mut tx = desk.begin().await?;
    let mut case = store::find_case(&mut tx, &desk.staff.viewer(), on.submission_no).await?;
    let request = store::list_requests(&mut tx, &case.submission.id)
        .await?
        .into_iter()
        .find(|request| request.id == id)
        .ok_or(StepError::NotFound)?;
    let takes_down = is_granted && request.kind == RequestKind::TakeDown;
    let act = if takes_down { Act::GrantTakeDown } else { Act::AnswerRequest };
    desk.staff.viewer().check(act, &case.letter())?;
    if case.version != on.version {
        return Err(StepError::Stale);
    }
    let answer = RequestAnswer { is_granted, text, at: desk.now, by: desk.staff.id.clone() };
    store::answer_request(&mut tx, id, &answer).await?;
    let mut changed = Answered::default();
    if is_granted {
        if request.kind == RequestKind::Erasure && request.about != RequestAbout::Files {
            erase_reasons(&mut tx, &mut case).await?;
        }
        let done = match request.kind {
            // Somebody may have taken it down already: then there is nothing left to do.
            RequestKind::TakeDown if case.publication == PublicationState::Withdrawn => None,
            RequestKind::TakeDown => {
                take_down(&mut tx, &mut case, &request.text, desk.now).await?;
                changed.public_changed = true;
                Some(Kind::TakeDownBegan)
            }
            // What the letter says, and copies, are seen to by people: the answer says how.
            RequestKind::Access => None,
            RequestKind::Erasure if request.about == RequestAbout::Letter => None,
            RequestKind::Erasure if request.about == RequestAbout::Files => {
                changed.files = store::remove_attachments(&mut tx, case.subject()).await?;
                Some(Kind::AttachmentsErased)
            }
            RequestKind::Correction if request.sealed_contact.is_none() => None,
            RequestKind::Correction => {
                correct(&mut tx, &mut case, &request).await?;
                if request.sealed_mail_to.is_some() || request.sealed_sms_to.is_some() {
                    // What was written before is on the page on which they asked, and this answer goes to the new address.
                    store::end_calls(&mut tx, case.subject(), desk.now.as_millisecond()).await?;
                }
                Some(Kind::ContactCorrected)
            }
            RequestKind::Erasure => {
                store::erase_contact(&mut tx, &case.submission.id).await?;
                // There is no number left to call.
                store::end_calls(&mut tx, case.subject(), desk.now.as_millisecond()).await?;
                case.submission.sealed_contact = None;
                case.submission.sealed_mail_to = None;
                case.submission.sealed_sms_to = None;
                Some(Kind::ContactErased)
            }
        };
        if let Some(kind) = done {
            write(&mut tx, desk, &case, kind, Vec::new()).await?;
        }
    }
    store::save_case(&mut tx, &case).await?;
    let kind = if is_granted { Kind::RequestGranted } else { Kind::RequestRefused };
    write(&mut tx, desk, &case, kind, vec![Detail::Request(request.kind)]).await?;
    // Of a take-down the sender is told when the page is gone.
    if !changed.public_changed {
        tell_sender(&mut tx, desk.township, &case, Mail::RequestAnswer, desk.now).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

async fn write(
    tx: &mut Tx,
    desk: Desk<'_>,
    case: &CaseFile,
    kind: Kind,
    details: Vec<Detail>,
) -> Result<(), StepError> {
    let subject = Some(case.subject());
    write_event(tx, &Event { at: desk.now, actor: &desk.actor(), subject, kind, details, text: None })
        .await?;
    Ok(())
}

/// What staff wrote about a letter while they worked on it may name its sender: it goes with what the sender left, and with the
/// letter. Nothing is left of it but the commitments of the log, and they say nothing without the salts.
pub(in crate::steps) async fn erase_reasons(tx: &mut Tx, case: &mut CaseFile) -> Result<(), StepError> {
    case.forget_reasons();
    let case_id = &case.submission.id;
    store::erase_event_texts(tx, case.subject()).await?;
    store::erase_returned_reason(tx, case_id).await?;
    store::erase_notes(tx, case.subject()).await?;
    store::erase_override_reasons(tx, case.subject()).await?;
    store::erase_correction_reasons(tx, case_id).await?;
    Ok(())
}

/// What the sender gave takes the place of what they had left; the rest stays. Nobody opens either: each part is an
/// envelope of its own.
async fn correct(tx: &mut Tx, case: &mut CaseFile, request: &StoredRequest) -> Result<(), StepError> {
    let letter = &mut case.submission;
    let read = |sealed: &Option<Vec<u8>>| sealed.as_deref().map(SealedContact::parse).transpose();
    let (new, old) = (read(&request.sealed_contact)?, read(&letter.sealed_contact)?);
    let contact = new.unwrap_or_default().over(old.unwrap_or_default());
    let sealed = SealedParts {
        contact: Some(contact.to_bytes()),
        mail_to: request.sealed_mail_to.clone().or_else(|| letter.sealed_mail_to.clone()),
        sms_to: request.sealed_sms_to.clone().or_else(|| letter.sealed_sms_to.clone()),
    };
    store::correct_contact(tx, &letter.id, &sealed).await?;
    // A mailbox that takes no mail has another in its place now.
    if request.sealed_mail_to.is_some() && letter.mail_state == MailState::Bounced {
        store::set_mail_state(tx, &letter.id, MailState::On).await?;
        letter.mail_state = MailState::On;
    }
    letter.sealed_contact = sealed.contact;
    letter.sealed_mail_to = sealed.mail_to;
    letter.sealed_sms_to = sealed.sms_to;
    Ok(())
}
