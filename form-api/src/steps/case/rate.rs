//! 评价: the sender says what they think of the answer. A bad rating opens the case again, once, and waits for the
//! supervision office; a second one only waits. What is public carries the new grade at once.

use jiff::Timestamp;

use crate::case::{
    self, Because, Channel, NewRating, News, PublicationState, RawRating, Refused, SenderContact, Step,
    Subject, shanghai_minute,
};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::steps::case::close::open_again;
use crate::steps::letter::named::hide_from_named;
use crate::steps::unread::mark_unread;
use crate::steps::{Desk, On, Sender, StepError, Township, needed};
use crate::store::{self, CaseFile, HashedMark, StoreError, Tx};

/// Keeps what the sender says. Gives the letter's number when what is public has changed by it.
///
/// # Errors
/// [`StepError::Missing`] for an empty form, without a grade, or without a reason where one is needed;
/// [`StepError::Refused`] before there is an answer, and a second time in a round.
pub async fn rate(sender: Sender<'_>, raw: &RawRating) -> Result<Option<String>, StepError> {
    let rating = NewRating::parse(raw).map_err(|fault| StepError::Missing(fault.as_str()))?;
    let marks = marks_of(sender.township, &rating);
    let mut tx = sender.begin().await?;
    let mut case = store::find_case_id(&mut tx, sender.case_id).await?;
    case::next(&case.case(), Step::Rate)?;
    let by = (Channel::Web, None);
    keep(&mut tx, sender.township, &mut case, (&rating, &marks), by, sender.now).await?;
    tx.commit().await?;
    let is_public = case.publication == PublicationState::Published;
    Ok(is_public.then_some(case.submission.submission_no))
}

/// Keeps what the sender wrote on a slip or said when they were called back.
///
/// # Errors
/// As [`rate`]; [`StepError::Unknown`] without a channel of the desk; else as every step.
pub async fn enter_rating(
    desk: Desk<'_>,
    on: On<'_>,
    raw: &RawRating,
    channel: &str,
) -> Result<bool, StepError> {
    let rating = NewRating::parse(raw).map_err(|fault| StepError::Missing(fault.as_str()));
    let marks = rating.as_ref().map(|rating| marks_of(desk.township, rating)).unwrap_or_default();
    let mut taken = desk.take(on, Step::Rate).await?;
    let rating = rating?;
    let channel = Channel::parse_at_the_desk(channel).ok_or(StepError::Unknown("channel"))?;
    let by = (channel, Some(desk.staff.id.as_str()));
    keep(&mut taken.tx, desk.township, &mut taken.case, (&rating, &marks), by, desk.now).await?;
    taken.tx.commit().await?;
    Ok(taken.case.publication == PublicationState::Published)
}

/// People name themselves and others in a reason too: the gate has to know. Read before the transaction.
fn marks_of(township: &Township, rating: &NewRating) -> Vec<HashedMark> {
    let said: Vec<&str> = rating.reason.iter().map(String::as_str).collect();
    township.marks(&SenderContact::default(), &said)
}

async fn keep(
    tx: &mut Tx,
    township: &Township,
    case: &mut CaseFile,
    (rating, marks): (&NewRating, &[HashedMark]),
    (channel, entered_by): (Channel, Option<&str>),
    now: Timestamp,
) -> Result<(), StepError> {
    let id = case.submission.id.clone();
    let round = case.round();
    let answer = case.answer_for_sender().ok_or(StepError::Missing("answer"))?.to_owned();
    let kept = store::add_rating(tx, (&id, round), rating, &answer, (channel, entered_by), now).await;
    kept.map_err(|error| match error {
        // The same form came twice at once.
        StoreError::Duplicate => Refused { act: Step::Rate.into(), because: Because::RatedBefore }.into(),
        other => StepError::from(other),
    })?;
    store::add_marks(tx, Subject::case(&id), marks).await?;
    if case.publication == PublicationState::Published {
        store::rate_public_reply(tx, &case.submission.submission_no, rating.grade, shanghai_minute(now))
            .await?;
    }
    let before = case.stand();
    case.awaits_supervision = rating.is_bad();
    let again = rating.reason.as_deref().filter(|_| rating.is_bad());
    let reopens = match (again, case::next(&case.case(), Step::Reopen)) {
        (Some(reason), Ok(state)) => {
            case.state = state;
            open_again(tx, township, case, reason, now).await?;
            true
        }
        _ => false,
    };
    // Whom its reason names must not read it, nor the letter any more.
    let said: Vec<&str> = rating.reason.iter().map(String::as_str).collect();
    let (hidden_from, _) = hide_from_named(tx, township, case, &said).await?;
    // A good one changes nothing of the case: whoever has its page open is not held up.
    if case.stand() != before {
        store::save_case(tx, case).await?;
    }
    mark_unread(tx, case, News::Rated, entered_by, now).await?;
    if reopens {
        mark_unread(tx, case, News::Reopened, entered_by, now).await?;
    }
    let actor = entered_by.map_or(Actor::Resident, |id| Actor::Staff(id.to_owned()));
    let mut details = vec![
        Detail::Grade(rating.grade),
        Detail::Round(round),
        Detail::Channel(channel),
        Detail::HiddenFrom(hidden_from),
    ];
    details.extend(rating.solved.map(Detail::IsSolved));
    let (kind, subject) = (Kind::Rated, Some(Subject::case(&id)));
    write_event(tx, &Event { at: now, actor: &actor, subject, kind, details, text: None }).await?;
    if reopens {
        let (actor, kind) = (&Actor::System, Kind::Reopened);
        let details = case.due.due_on.map(Detail::DueOn).into_iter().collect();
        write_event(tx, &Event { at: now, actor, subject, kind, details, text: None }).await?;
    }
    Ok(())
}

/// The supervision office has seen to a bad rating, and says what it did.
///
/// # Errors
/// [`StepError::Missing`] without a word on it; else as every step.
pub async fn supervise(desk: Desk<'_>, on: On<'_>, text: &str) -> Result<(), StepError> {
    let text = needed("supervision", text)?;
    let mut taken = desk.take(on, Step::Supervise).await?;
    taken.case.awaits_supervision = false;
    let id = taken.case.submission.id.clone();
    store::note_supervision(&mut taken.tx, &id, &text, &desk.staff.id, desk.now).await?;
    desk.finish(taken, Vec::new()).await
}
