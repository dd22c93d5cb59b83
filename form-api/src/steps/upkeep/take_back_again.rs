//! After a backup was put back: what was taken back since it was made is taken back again, letter by letter, before anything is
//! public. A letter that came after the backup is gone with all that it said; if it was public, whoever copied it learns that it
//! is not any more.
//!
//! Deliberately absent: giving back. What was opened or allowed since the backup stays closed until a person opens it.

use jiff::Timestamp;

use crate::case::{Consent, MailState, PublicationState, Step, Subject, shanghai_date};
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::steps::case::requests::erase_reasons;
use crate::steps::case::withdraw::take_back;
use crate::steps::{StepError, Upkeep};
use crate::store::{self, CaseFile, Openness, Tx};

/// What was found to be more open than it may be, and is not any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// Numbers of letters.
    pub letters: Vec<String>,
    /// Numbers of public replies that the backup does not have.
    pub unknown: Vec<String>,
    /// Files whose rows are gone: the caller removes them.
    pub files: Vec<String>,
}

/// Makes a letter no more open than it was last known to be.
///
/// # Errors
/// [`StepError::Store`].
pub async fn take_back_again(
    upkeep: Upkeep<'_>,
    known: &Openness,
    done: &mut TakenBack,
) -> Result<(), StepError> {
    let now = upkeep.now;
    let mut tx = upkeep.begin().await?;
    let Some(case_id) = store::find_case_of_number(&mut tx, &known.submission_no).await? else {
        if known.public.is_some() {
            store::withdraw_public_reply(&mut tx, &known.submission_no, shanghai_date(now)).await?;
            tx.commit().await?;
            done.unknown.push(known.submission_no.clone());
        }
        return Ok(());
    };
    let Some(found) = store::find_openness(&mut tx, &case_id).await? else { return Ok(()) };
    if found == *known {
        return Ok(());
    }
    let is_changed = close_public(&mut tx, &case_id, (&found, known), now).await?
        | close_to_readers(&mut tx, &case_id, (&found, known)).await?
        | erase(&mut tx, &case_id, (&found, known), done, now).await?;
    if !is_changed {
        return Ok(());
    }
    let event = Event {
        at: now,
        actor: &Actor::System,
        subject: Some(Subject::case(&case_id)),
        kind: Kind::TakenBackAgain,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    done.letters.push(known.submission_no.clone());
    Ok(())
}

/// What it allows, and what the public reads of it.
async fn close_public(
    tx: &mut Tx,
    case_id: &str,
    (found, known): (&Openness, &Openness),
    now: Timestamp,
) -> Result<bool, StepError> {
    let mut is_changed = false;
    if let Some(consent) = Consent::parse(&known.consent).filter(|_| found.consent != known.consent) {
        store::set_consent(tx, case_id, consent).await?;
        is_changed = true;
    }
    let is_more_public = match (found.public, known.public) {
        (Some(true), Some(false)) | (None, Some(_)) => true,
        // Nothing was ever public of it, as far as was known.
        (found, None) => found == Some(true),
        _ => false,
    };
    if is_more_public {
        store::withdraw_public_reply(tx, &known.submission_no, shanghai_date(now)).await?;
    }
    if is_more_public || is_changed {
        let mut case = store::find_case_id(&mut *tx, case_id).await?;
        // Redacted and approved anew, if at all.
        case.publication = if is_more_public { PublicationState::Withdrawn } else { PublicationState::None };
        case.waits_for_site = is_more_public;
        store::save_case(tx, &case).await?;
    }
    Ok(is_more_public || is_changed)
}

/// Who may read it.
async fn close_to_readers(
    tx: &mut Tx,
    case_id: &str,
    (found, known): (&Openness, &Openness),
) -> Result<bool, StepError> {
    let missing: Vec<_> =
        known.exclusions().filter(|one| !found.exclusions().any(|there| there == *one)).collect();
    let subject = Subject::case(case_id);
    let named: Vec<_> = missing.iter().map(|one| (subject, one)).collect();
    store::add_exclusions(tx, &named).await?;
    let is_renewed = found.code != known.code;
    if let Some(code) = crate::seal::unhex(&known.code).filter(|_| is_renewed) {
        store::replace_query_code(tx, case_id, &code).await?;
    }
    let state = MailState::parse(&known.mail_state).filter(|_| found.mail_state != known.mail_state);
    if let Some(state) = state {
        store::set_mail_state(tx, case_id, state).await?;
    }
    Ok(!missing.is_empty() || is_renewed || state.is_some())
}

/// What is kept of it and of its sender.
async fn erase(
    tx: &mut Tx,
    case_id: &str,
    (found, known): (&Openness, &Openness),
    done: &mut TakenBack,
    now: Timestamp,
) -> Result<bool, StepError> {
    let mut is_changed = false;
    if known.is_withdrawn && !found.is_withdrawn {
        let mut case: CaseFile = store::find_case_id(&mut *tx, case_id).await?;
        case.state = crate::case::next(&case.case(), Step::Withdraw)?;
        done.files.extend(take_back(tx, &mut case, (&Actor::Resident, Vec::new(), None), now).await?);
        is_changed = true;
    }
    if found.has_contact && !known.has_contact {
        let mut case = store::find_case_id(&mut *tx, case_id).await?;
        erase_reasons(tx, &mut case).await?;
        store::erase_contact(tx, case_id).await?;
        store::end_calls(tx, case.subject(), now.as_millisecond()).await?;
        case.submission.sealed_contact = None;
        case.submission.sealed_mail_to = None;
        case.submission.sealed_sms_to = None;
        store::save_case(tx, &case).await?;
        is_changed = true;
    } else if found.has_address && !known.has_address {
        store::erase_mail_address(tx, case_id).await?;
        is_changed = true;
    }
    let removed = store::keep_attachments(tx, case_id, &known.files).await?;
    is_changed |= !removed.is_empty();
    done.files.extend(removed);
    Ok(is_changed)
}
