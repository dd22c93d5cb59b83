//! 公开意愿: a sender changes what they allow, on their letter's page or through staff, and whoever wants to be asked before
//! publication is asked. Silence allows nothing.

use jiff::Timestamp;

use crate::case::{self, Channel, Consent, Step, Subject};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::mail::Mail;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, Sender, StepError};
use crate::store::{self, CaseFile, Tx};

/// The sender changes what they allow, until it is public.
///
/// # Errors
/// [`StepError::Unknown`] for a word that is no consent, and once it was public; [`StepError::Missing`] when nothing
/// would change.
pub async fn change_consent(sender: Sender<'_>, word: &str) -> Result<(), StepError> {
    let consent = Consent::parse(word).ok_or(StepError::Unknown("consent"))?;
    let now = store::find_submission(sender.db, sender.case_id).await?.consent;
    let mut tx = sender.begin_unless(now == consent).await?;
    let mut case = store::find_case_id(&mut tx, sender.case_id).await?;
    if case::next(&case.case(), Step::EnterConsent).is_err() {
        return Err(StepError::Unknown("consent_now"));
    }
    keep(&mut tx, &mut case, consent, (Channel::Web, &Actor::Resident), sender.now).await?;
    tx.commit().await?;
    Ok(())
}

/// What the sender told staff that they allow.
///
/// # Errors
/// As [`change_consent`]; [`StepError::Unknown`] without a channel of the desk; else as every step.
pub async fn enter_consent(desk: Desk<'_>, on: On<'_>, word: &str, channel: &str) -> Result<(), StepError> {
    let consent = Consent::parse(word).ok_or(StepError::Unknown("consent"))?;
    let channel = Channel::parse_at_the_desk(channel).ok_or(StepError::Unknown("channel"))?;
    let mut taken = desk.take(on, Step::EnterConsent).await?;
    keep(&mut taken.tx, &mut taken.case, consent, (channel, &desk.actor()), desk.now).await?;
    taken.tx.commit().await?;
    Ok(())
}

/// Asks a sender who wants to be asked: on their letter's page, and by the way that they chose. Once: whoever does not
/// answer has not allowed it.
///
/// # Errors
/// [`StepError::Refused`] where there is nothing to ask, or a second time; else as every step.
pub async fn ask_consent(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::AskConsent).await?;
    taken.case.consent_asked = true;
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::ConsentQuestion, desk.now).await?;
    desk.finish(taken, Vec::new()).await
}

async fn keep(
    tx: &mut Tx,
    case: &mut CaseFile,
    consent: Consent,
    (channel, actor): (Channel, &Actor),
    now: Timestamp,
) -> Result<(), StepError> {
    if case.submission.consent == consent {
        return Err(StepError::Missing("consent_change"));
    }
    case.publication =
        case::publication_under(&case.case(), consent).ok_or(StepError::Unknown("consent_now"))?;
    let case_id = case.submission.id.as_str();
    store::set_consent(tx, case_id, consent).await?;
    // The version moves with it: an approver's open page cannot publish over the change.
    store::save_case(tx, case).await?;
    let event = Event {
        at: now,
        actor,
        subject: Some(Subject::case(case_id)),
        kind: Kind::ConsentChanged,
        details: vec![Detail::Consent(consent), Detail::Channel(channel)],
        text: None,
    };
    write_event(tx, &event).await?;
    Ok(())
}
