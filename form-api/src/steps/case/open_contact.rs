//! Opening what the sender left: with a reason, and with the pass phrase of somebody who holds a copy of the township's
//! key. Each opening is an event with role and reason, and the sender reads it on the tracking page.
//!
//! Deliberately absent: anything of a key after the request.

use jiff::{SignedDuration, Timestamp};

use crate::case::{Act, Because, Refused, SenderContact};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::seal::SealedContact;
use crate::steps::staff::tries::count_try;
use crate::steps::vault::copies::{PassPhrase, VaultError, open_vault};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, TriedAt, Tx};

/// Where tries at the desk count: whoever found a desk unlocked does not hold up its owner's sign-in elsewhere.
const AT_THE_DESK: &str = "desk";

/// So long after an opening the same form again is that opening: a second click, or a page that was loaded once more.
const SAME_OPENING: SignedDuration = SignedDuration::from_mins(10);

/// Opens the contact details of one case for a registrar or handler with the vault right.
///
/// # Errors
/// [`StepError::Missing`] without a reason or the right; [`StepError::Unknown`] for a wrong phrase, of which only so many
/// are looked at; [`StepError::NotFound`] when nothing was left.
pub async fn open_contact(
    desk: Desk<'_>,
    submission_no: &str,
    reason: &str,
    phrase: PassPhrase,
) -> Result<SenderContact, StepError> {
    let reason = needed("reason", reason)?;
    let viewer = desk.staff.viewer();
    let case = store::find_case(desk.db, &viewer, submission_no).await?;
    viewer.check(Act::OpenContact, &case.letter())?;
    if case.submission.sealed_contact.is_none() {
        return Err(StepError::NotFound);
    }
    let staff = store::find_staff(desk.db, &desk.staff.id).await?;
    let at = TriedAt { who: &staff.id, whence: AT_THE_DESK };
    if !count_try(desk.db, at, desk.now).await? {
        return Err(StepError::Unknown("pass_phrase_for_now"));
    }
    let keys = match open_vault(desk.db, &staff, phrase).await {
        Ok(keys) => keys,
        Err(VaultError::Step(error)) => return Err(error),
        Err(VaultError::WrongPhrase) => {
            let mut tx = desk.db.begin().await?;
            let event = Event {
                at: desk.now,
                actor: &desk.actor(),
                subject: None,
                kind: Kind::ContactPhraseWrong,
                details: Vec::new(),
                text: None,
            };
            write_event(&mut tx, &event).await?;
            tx.commit().await?;
            return Err(StepError::Unknown("pass_phrase"));
        }
        Err(_) => return Err(StepError::Missing("vault_right")),
    };
    let mut tx = desk.db.begin().await?;
    // Looked up again: the phrase took a while, and the case may be hidden from this person since.
    let case = store::find_case(&mut tx, &desk.staff.viewer(), submission_no).await?;
    let role = viewer
        .role_for(Act::OpenContact, &case.letter())
        .ok_or(Refused { act: Act::OpenContact, because: Because::Role })?;
    let sealed = case.submission.sealed_contact.as_deref().ok_or(StepError::NotFound)?;
    let contact = SealedContact::parse(sealed)?.open(&keys, &case.submission.id)?;
    if !is_same_opening(&mut tx, desk).await? {
        let event = Event {
            at: desk.now,
            actor: &desk.actor(),
            subject: Some(case.subject()),
            kind: Kind::ContactOpened,
            details: vec![Detail::Role(role)],
            text: Some(&reason),
        };
        write_event(&mut tx, &event).await?;
    }
    store::forget_tries_at(&mut tx, at).await?;
    tx.commit().await?;
    Ok(contact)
}

/// The same form has opened them a moment ago: the sender reads of one opening. Notes the form else.
async fn is_same_opening(tx: &mut Tx, desk: Desk<'_>) -> Result<bool, StepError> {
    let Some(posting) = desk.posting else { return Ok(false) };
    if store::use_form(tx, &posting.key, &posting.leads_to, desk.now.as_millisecond()).await? {
        return Ok(false);
    }
    let used = store::find_used_form(&mut *tx, &posting.key).await?;
    let since = desk.now.checked_sub(SAME_OPENING).unwrap_or(Timestamp::MIN).as_millisecond();
    Ok(used.is_some_and(|used| used.used_at_ms >= since))
}
