//! A letter arrives. One transaction: the submission, its case, whom it must be hidden from, the event, the mail.
//!
//! Deliberately absent: any judgement whether the letter belongs here (a person registers it) and any refusal for
//! want of a calendar: a letter of a year whose holidays are not known yet is taken in with the ceiling as its promise.

use jiff::Timestamp;
use serde_json::json;

use super::sealing::seal_contact;
use super::tell::tell_sender;
use super::{StepError, Township};
use crate::attachments::MOST;
use crate::case::{self, MailState, NewSubmission, PublicationState, State, SubmissionKind, ToldBy};
use crate::event_log::{Actor, Event, write_event};
use crate::mail::Mail;
use crate::seal::{self, FormToken, QueryCode};
use crate::store::{self, CaseFile, Db, Exclusion, Receipt, SealedParts, StoreError, StoredSubmission, Tx};

/// What the sender takes home.
#[derive(Debug)]
pub struct Accepted {
    /// The number that can be said aloud.
    pub submission_no: String,
    /// The secret: stored nowhere; none once the desk has given the sender another one.
    pub query_code: Option<QueryCode>,
    /// The case as it was opened.
    pub case: CaseFile,
    /// The same form had been received before: nothing was added.
    pub again: bool,
}

impl Accepted {
    /// The secret, for as long after the letter's arrival as it is shown.
    #[must_use]
    pub fn query_code_within(&self, minutes: i64, now: Timestamp) -> Option<&QueryCode> {
        let age_ms = now.as_millisecond().saturating_sub(self.case.submission.received_at.as_millisecond());
        self.query_code.as_ref().filter(|_| age_ms <= minutes * 60 * 1000)
    }
}

/// An answer that an imported letter brings along.
#[derive(Clone, Debug)]
pub struct ImportedAnswer {
    /// The text.
    pub text: String,
    /// When it was given.
    pub replied_at: Timestamp,
    /// The office that answered, if it is one of ours.
    pub office: Option<String>,
}

/// How often another letter number is tried when one is taken: with 100 million numbers a year even the second try
/// is rare.
const TRIES: u8 = 8;

/// Receives a letter. The same form twice is one letter, with the same receipt.
///
/// # Errors
/// [`StepError::Store`] when it could not be written, [`StepError::Missing`] when one of its files is not there any
/// more; then nothing was.
pub async fn receive(
    db: &Db,
    township: &Township,
    form: &FormToken,
    letter: &NewSubmission,
    entered_by: Option<&str>,
) -> Result<Accepted, StepError> {
    let key = form.idempotency_key();
    let query_code = form.query_code(&township.keys);
    let year = case::shanghai_date(letter.received_at).year();
    for attempt in 0..TRIES {
        if let Some(before) = receipt_again(db, township, form).await? {
            return Ok(before);
        }
        let submission_no = form.submission_no(&township.keys, year, attempt);
        let receipt = Receipt {
            id: store::new_id(),
            query_code_hash: query_code.hash(&township.keys, &submission_no).to_vec(),
            submission_no,
            idempotency_key: key.clone(),
            source_id: None,
        };
        let mut tx = db.begin().await?;
        match add_with_files(&mut tx, township, &receipt, letter, entered_by).await {
            // Another form of the same moment took the number, this form came twice at once, or the township's key was
            // changed while it was sealed: look again.
            Err(StepError::Store(StoreError::Duplicate) | StepError::Rotated) => {}
            Err(other) => return Err(other),
            Ok(case) => {
                tell_sender(&mut tx, township, &case, Mail::Receipt, letter.received_at).await?;
                tx.commit().await?;
                return Ok(Accepted {
                    submission_no: receipt.submission_no,
                    query_code: Some(query_code),
                    case,
                    again: false,
                });
            }
        }
    }
    Err(StoreError::Duplicate.into())
}

/// The receipt of a letter that came with this form before, if one did. Nothing is added.
///
/// # Errors
/// [`StepError::Store`].
pub async fn receipt_again(
    db: &Db,
    township: &Township,
    form: &FormToken,
) -> Result<Option<Accepted>, StepError> {
    let Some(stored) = store::find_by_idempotency_key(db, &form.idempotency_key()).await? else {
        return Ok(None);
    };
    let case = store::find_case_id(db, &stored.id).await?;
    let first = form.query_code(&township.keys);
    // The desk may have put another code in its place.
    let is_current = first.matches(&township.keys, &stored.submission_no, &stored.query_code_hash);
    let query_code = is_current.then_some(first);
    Ok(Some(Accepted { submission_no: stored.submission_no, query_code, case, again: true }))
}

/// Takes in a letter of an older system, with its answer if it had one: then the case is closed, and publication
/// starts like that of any other. No mail is sent. Importing the same record again adds nothing and gives `None`.
///
/// # Errors
/// [`StepError::Store`].
pub async fn receive_imported(
    tx: &mut Tx,
    township: &Township,
    source_id: &str,
    letter: &NewSubmission,
    answer: Option<&ImportedAnswer>,
) -> Result<Option<String>, StepError> {
    if store::find_by_source_id(&mut *tx, source_id).await? {
        return Ok(None);
    }
    let form = FormToken::from_nonce(seal::new_nonce(), letter.received_at);
    let year = case::shanghai_date(letter.received_at).year();
    let mut submission_no = form.submission_no(&township.keys, year, 0);
    for attempt in 1..TRIES {
        if store::find_by_number(&mut *tx, &submission_no).await?.is_none() {
            break;
        }
        submission_no = form.submission_no(&township.keys, year, attempt);
    }
    let receipt = Receipt {
        id: store::new_id(),
        query_code_hash: form.query_code(&township.keys).hash(&township.keys, &submission_no).to_vec(),
        submission_no,
        idempotency_key: form.idempotency_key(),
        source_id: Some(source_id.to_owned()),
    };
    let mut case = add(tx, township, &receipt, letter, None).await?;
    if let Some(answer) = answer {
        case.state = State::Closed;
        case.lead_office.clone_from(&answer.office);
        case.answer = Some(answer.text.clone());
        case.answered_at = Some(answer.replied_at);
        case.reviewed_at = Some(answer.replied_at);
        case.closed_at = Some(answer.replied_at);
        case.on_time = Some(super::is_on_time(&case, answer.replied_at));
        store::save_case(tx, &case).await?;
    }
    Ok(Some(receipt.submission_no))
}

/// The letter, and the files that wait with its form.
async fn add_with_files(
    tx: &mut Tx,
    township: &Township,
    receipt: &Receipt,
    letter: &NewSubmission,
    entered_by: Option<&str>,
) -> Result<CaseFile, StepError> {
    let case = add(tx, township, receipt, letter, entered_by).await?;
    if letter.attachments.len() > MOST {
        return Err(StepError::Missing("attachments"));
    }
    for id in &letter.attachments {
        store::take_pending_attachment(tx, &receipt.idempotency_key, id, &receipt.id).await.map_err(
            |error| match error {
                StoreError::NotFound => StepError::Missing("attachments"),
                other => other.into(),
            },
        )?;
    }
    Ok(case)
}

async fn add(
    tx: &mut Tx,
    township: &Township,
    receipt: &Receipt,
    letter: &NewSubmission,
    entered_by: Option<&str>,
) -> Result<CaseFile, StepError> {
    let told = (letter.told_by == ToldBy::Mail, letter.told_by_sms);
    let (sealed, sealing) = seal_contact(&mut *tx, &receipt.id, &letter.contact, told).await?;
    store::add_submission(tx, receipt, letter, &sealed, entered_by).await?;
    let mut case = open_case(township, receipt, letter, sealed);
    store::save_case(tx, &case).await?;
    case.version += 1;
    let marks = township.marks(&letter.contact, &[&letter.title, &letter.text]);
    store::add_marks(tx, &receipt.id, &marks).await?;
    let named = find_named(tx, township, letter).await?;
    for exclusion in &named {
        store::add_exclusion(tx, &receipt.id, exclusion).await?;
    }
    let actor = entered_by.map_or(Actor::Resident, |id| Actor::Staff(id.to_owned()));
    let detail = json!({
        "channel": letter.channel.as_str(),
        "kind": letter.kind.as_str(),
        "due_on": case.due.due_on.map(|day| day.to_string()),
        "hidden_from": named.len(),
    });
    write_event(
        tx,
        &Event {
            at: letter.received_at,
            actor: &actor,
            case_id: Some(&receipt.id),
            kind: "received",
            detail,
        },
    )
    .await?;
    sealing.must_be_in_use(tx).await?;
    Ok(case)
}

fn open_case(
    township: &Township,
    receipt: &Receipt,
    letter: &NewSubmission,
    sealed: SealedParts,
) -> CaseFile {
    CaseFile {
        submission: StoredSubmission {
            id: receipt.id.clone(),
            submission_no: receipt.submission_no.clone(),
            query_code_hash: receipt.query_code_hash.clone(),
            channel: letter.channel,
            kind: letter.kind,
            title: letter.title.clone(),
            text: letter.text.clone(),
            village: letter.village.clone(),
            addressed_office: letter.office.clone(),
            consent: letter.consent,
            under_14: letter.under_14,
            sealed_contact: sealed.contact,
            sealed_mail_to: sealed.mail_to,
            sealed_sms_to: sealed.sms_to,
            told_by: Some(letter.told_by),
            mail_state: MailState::On,
            remarks: letter.remarks.clone(),
            received_at: letter.received_at,
        },
        version: 0,
        state: State::Submitted,
        publication: PublicationState::None,
        lead_office: None,
        topic: None,
        due: case::due_date(letter.received_at, letter.kind, &township.calendar(), &township.limits),
        extended_at: None,
        extension_reason: None,
        reopened_at: None,
        merged_into: None,
        outcome_reason: None,
        answer: None,
        answer_policies: Vec::new(),
        answered_by: None,
        answered_at: None,
        reviewed_by: None,
        reviewed_at: None,
        redo_reason: None,
        on_time: None,
        closed_at: None,
        awaits_supervision: false,
        rating: None,
        rated: false,
    }
}

/// Staff and offices that the letter names. The petition rules (art. 30) forbid passing an accusation to the accused,
/// so a report is hidden from everybody it names before anybody can read it, and a complaint from every staff member
/// it names. A registrar can hide a case from more people later, never from fewer.
async fn find_named(
    tx: &mut Tx,
    township: &Township,
    letter: &NewSubmission,
) -> Result<Vec<Exclusion>, StepError> {
    if !matches!(letter.kind, SubmissionKind::Report | SubmissionKind::Complaint) {
        return Ok(Vec::new());
    }
    let text = case::search_text(&format!("{}\n{}", letter.title, letter.text));
    let names = |word: &str| word.chars().count() >= 2 && text.contains(&case::search_text(word));
    let mut named: Vec<Exclusion> = store::list_staff(&mut *tx)
        .await?
        .into_iter()
        .filter(|staff| names(&staff.display_name))
        .map(|staff| Exclusion::Staff(staff.id))
        .collect();
    if letter.kind == SubmissionKind::Report {
        named.extend(
            township
                .units
                .offices()
                .iter()
                .filter(|office| names(&office.name) || names(&office.short))
                .map(|office| Exclusion::Office(office.id.clone())),
        );
    }
    Ok(named)
}
