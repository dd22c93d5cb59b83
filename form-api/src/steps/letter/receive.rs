//! A letter arrives. One transaction: the submission, its case, whom it must be hidden from, the event, the mail.
//!
//! Deliberately absent: any judgement whether the letter belongs here (a person registers it) and any refusal for
//! want of a calendar: a letter of a year whose holidays are not known yet is taken in with the ceiling as its promise.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::attachments::MOST;
use crate::case::{
    self, Exclusion, MailState, NewSubmission, NotifyBy, Personal, PublicationState, SenderContact, State,
    Subject, SubmissionKind,
};
use crate::event_log::{Actor, Detail, Event, Kind, write_events};
use crate::mail::Mail;
use crate::seal::{self, FormToken, MarkHasher, QueryCode, SealedContact};
use crate::steps::letter::named::{Named, Promise, Said, find_named, named_by};
use crate::steps::letter::seal_contact::{Sealing, SealingKeys, must_be_in_use, seal_to};
use crate::steps::notify::{Written, write_to_sender};
use crate::steps::{StepError, Township};
use crate::store::{
    self, CaseFile, Correctable, Db, HashedMark, NewLetter, SealedParts, StoreError, StoredSubmission, Tx,
};

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
        let age_ms = now.as_millisecond().saturating_sub(self.case.submission.came_in_at().as_millisecond());
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
    receive_by(db, township, form, letter, entered_by, async |prepared| {
        let mut tx = db.begin().await?;
        add(&mut tx, &prepared).await?;
        tx.commit().await?;
        Ok(prepared.case)
    })
    .await
}

/// Receives a letter; `write` commits what was prepared of it.
pub(in crate::steps) async fn receive_by(
    db: &Db,
    township: &Township,
    form: &FormToken,
    letter: &NewSubmission,
    entered_by: Option<&str>,
    write: impl AsyncFn(Prepared) -> Result<CaseFile, StepError>,
) -> Result<Accepted, StepError> {
    for attempt in 0..TRIES {
        // The first time, the writing itself tells whether the form has come before.
        if attempt > 0
            && let Some(before) = receipt_again(db, township, form).await?
        {
            return Ok(before);
        }
        let prepared = prepare(db, township, form, letter, entered_by, attempt).await?;
        match write(prepared).await {
            // This form has come before or came twice at once, or another form of the same moment took the number.
            Err(StepError::Store(StoreError::Duplicate)) => {}
            // The township's key was changed while the letter was sealed.
            Err(StepError::Rotated) => township.sealing_keys.forget(),
            Err(other) => return Err(other),
            Ok(case) => {
                let submission_no = case.submission.submission_no.clone();
                let query_code = Some(form.query_code(&township.keys));
                return Ok(Accepted { submission_no, query_code, case, again: false });
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

/// A letter could be taken in: of a report, that somebody may read it. Gives what may be said of whom it is about.
///
/// # Errors
/// [`StepError::Missing`] names what it lacks.
pub async fn may_be_read(
    db: &Db,
    township: &Township,
    letter: &NewSubmission,
) -> Result<Option<Promise>, StepError> {
    Ok(find_named(db, township, said(letter, &texts(letter))).await?.promise)
}

/// Subject of the hash over all that a sender left: no form of a name or a number, so neither gate nor redaction looks for it.
const WHOLE_CONTACT: &str = "whole_contact";

/// Tells whether the same was left once more, also where a name is one character and an address is any village.
fn whole_contact(township: &Township, contact: &SenderContact) -> Option<HashedMark> {
    let bare = |part: &Option<Personal>| part.as_ref().map(Personal::reveal).unwrap_or_default().to_owned();
    let parts = [&contact.name, &contact.phone, &contact.email, &contact.address].map(bare);
    let whole = zeroize::Zeroizing::new(parts.join("\0"));
    let hash = MarkHasher::new(&township.keys).hash(WHOLE_CONTACT, &whole);
    let form = WHOLE_CONTACT.to_owned();
    (!contact.is_empty()).then(|| HashedMark { form, length: 0, hash: seal::hex(&hash), of_sender: true })
}

/// Whether a letter is the one that came with its form before: a changed one must not be given the other's receipt, for it
/// would be lost. Contact details, which nobody reads any more, are compared by which parts were left and by their hashes.
///
/// # Errors
/// [`StepError::Store`].
pub async fn is_same_letter(
    db: &Db,
    township: &Township,
    letter: &NewSubmission,
    before: &StoredSubmission,
) -> Result<bool, StepError> {
    // Taken apart, so that a field that is new to a letter is compared too, or not on purpose.
    let NewSubmission {
        kind,
        channel,
        title,
        text,
        village,
        office,
        accused,
        consent,
        under_14,
        contact,
        notify_by,
        attachments,
        // What was noticed at the door is nothing that the sender said; the number for messages is a part of the contact.
        notify_by_sms: _,
        remarks: _,
        received_at,
        entered_at,
    } = letter;
    // What comes by itself may be sent again the next day; of what staff enter they said the day.
    let is_said_of_the_day =
        entered_at.is_none() || case::shanghai_date(*received_at) == case::shanghai_date(before.received_at);
    // Staff may have corrected it since.
    let corrections = store::list_corrections(db, &before.id).await?;
    // What was allowed of a report is void once it is none.
    let is_report = |one: &Correctable| one.kind == SubmissionKind::Report;
    let is_void = corrections.iter().any(|one| is_report(&one.before) && !is_report(&one.after));
    let first = corrections.into_iter().next();
    let as_sent = first.as_ref().map_or((&before.kind, &before.title, &before.village), |first| {
        (&first.before.kind, &first.before.title, &first.before.village)
    });
    let is_said_alike = (kind, title, village) == as_sent
        && (*channel, *under_14) == (before.channel, before.under_14)
        && (*consent == before.consent || is_void)
        && (text, accused, office) == (&before.text, &before.accused, &before.addressed_office)
        && before.notify_by.is_none_or(|before| before == *notify_by)
        && is_said_of_the_day;
    if !is_said_alike {
        return Ok(false);
    }
    let sealed = before.sealed_contact.as_deref().map(SealedContact::parse).transpose()?;
    if !sealed.unwrap_or_default().has_the_parts_of(contact) {
        return Ok(false);
    }
    let kept = store::list_sender_marks(db, Subject::case(&before.id)).await?;
    let whole = whole_contact(township, contact);
    // Letters of before have no hash of the whole; a correction or an erasure takes it away.
    let is_known = kept.iter().any(|mark| mark.form == WHOLE_CONTACT);
    if is_known && !whole.is_some_and(|whole| kept.contains(&whole)) {
        return Ok(false);
    }
    if attachments.is_empty() {
        return Ok(true);
    }
    let files = store::list_attachments(db, Subject::case(&before.id)).await?;
    Ok(attachments.iter().all(|id| files.iter().any(|file| file.id == *id)))
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
    let mut attempt = 0;
    let mut submission_no = form.submission_no(&township.keys, year, attempt);
    while attempt + 1 < TRIES && store::find_by_number(&mut *tx, &submission_no).await?.is_some() {
        attempt += 1;
        submission_no = form.submission_no(&township.keys, year, attempt);
    }
    let sealing = if letter.contact.is_empty() { None } else { Some(SealingKeys::find(&mut *tx).await?) };
    // What was taken in elsewhere is here in any case; a report that nobody may read waits unread.
    let staff = store::list_staff(&mut *tx).await?;
    let named = named_by(township, &staff, said(letter, &texts(letter)));
    let mut prepared = put_together(township, &form, (attempt, None), letter, named, sealing)?;
    prepared.source_id = Some(source_id.to_owned());
    // Nobody is told of a letter that was answered elsewhere.
    prepared.messages.clear();
    add(tx, &prepared).await?;
    let mut case = prepared.case;
    if let Some(answer) = answer {
        case.awaits_first_reader = false;
        case.state = State::Closed;
        case.lead_office.clone_from(&answer.office);
        case.answer = Some(answer.text.clone());
        case.answered_at = Some(answer.replied_at);
        case.reviewed_at = Some(answer.replied_at);
        case.closed_at = Some(answer.replied_at);
        case.on_time = Some(crate::steps::is_on_time(&case, answer.replied_at));
        store::save_case(tx, &case).await?;
        let fingerprint = case::answer_fingerprint(&answer.text);
        store::set_answer_fingerprint(tx, &case.submission.id, fingerprint.as_deref()).await?;
    }
    Ok(Some(submission_no))
}

/// A letter that is ready to be written: all is done that needs no transaction, its sealing and hashing above all.
#[derive(Debug)]
pub(in crate::steps) struct Prepared {
    /// As it is opened.
    pub(in crate::steps) case: CaseFile,
    idempotency_key: String,
    source_id: Option<String>,
    search_text: String,
    attachments: Vec<String>,
    marks: Vec<HashedMark>,
    named: Vec<Exclusion>,
    messages: Vec<Written>,
    sealing: Sealing,
}

impl Prepared {
    /// It names nobody of the township's, as far as anybody can tell.
    pub(in crate::steps) fn names_nobody(&self) -> bool {
        self.named.is_empty() && !self.case.awaits_first_reader
    }

    /// Its sender is told something else than that it has come.
    pub(in crate::steps) fn drop_receipt(&mut self) {
        self.messages.clear();
    }

    /// Files come with it: they may be gone.
    pub(in crate::steps) fn has_files(&self) -> bool {
        !self.attachments.is_empty()
    }
}

fn texts(letter: &NewSubmission) -> [&str; 2] {
    [&letter.title, &letter.text]
}

fn said<'a>(letter: &'a NewSubmission, texts: &'a [&'a str]) -> Said<'a> {
    Said { kind: letter.kind, accused: &letter.accused, texts, village: letter.village.as_deref() }
}

async fn prepare(
    db: &Db,
    township: &Township,
    form: &FormToken,
    letter: &NewSubmission,
    entered_by: Option<&str>,
    attempt: u8,
) -> Result<Prepared, StepError> {
    let keys = if letter.contact.is_empty() { None } else { Some(township.sealing_keys.get(db).await?) };
    let named = find_named(db, township, said(letter, &texts(letter))).await?;
    put_together(township, form, (attempt, entered_by), letter, named, keys)
}

fn put_together(
    township: &Township,
    form: &FormToken,
    (attempt, entered_by): (u8, Option<&str>),
    letter: &NewSubmission,
    named: Named,
    keys: Option<SealingKeys>,
) -> Result<Prepared, StepError> {
    if letter.attachments.len() > MOST {
        return Err(StepError::Missing("attachments"));
    }
    let id = store::new_id();
    let year = case::shanghai_date(letter.received_at).year();
    let submission_no = form.submission_no(&township.keys, year, attempt);
    let query_code_hash = form.query_code(&township.keys).hash(&township.keys, &submission_no).to_vec();
    let mut sealer = keys.map(|keys| keys.mail.sealer());
    let sealed = match (keys, &mut sealer) {
        (Some(keys), Some(mail)) => {
            let told = (letter.notify_by == NotifyBy::Mail, letter.notify_by_sms);
            seal_to(&keys.vault, mail, &id, &letter.contact, told)?
        }
        _ => SealedParts::default(),
    };
    let search_text = store::searched(&submission_no, &letter.title, &letter.text);
    let mut case = open_case(township, (id, submission_no, query_code_hash), letter, sealed);
    case.submission.entered_by = entered_by.map(str::to_owned);
    case.awaits_first_reader = named.awaits_first_reader(letter.kind);
    let messages = match &mut sealer {
        Some(mail) => write_to_sender(township, mail, &case, Mail::Receipt, case.submission.came_in_at())?,
        None => Vec::new(),
    };
    Ok(Prepared {
        idempotency_key: form.idempotency_key(),
        source_id: None,
        search_text,
        attachments: letter.attachments.clone(),
        marks: {
            let mut marks = township.marks(&letter.contact, &[&letter.title, &letter.text, &letter.accused]);
            marks.extend(whole_contact(township, &letter.contact));
            marks
        },
        named: named.hidden_from,
        messages,
        sealing: Sealing::to(keys),
        case,
    })
}

/// Writes a letter.
///
/// # Errors
/// [`StoreError::Duplicate`] when the form or the number is there already, [`StepError::Missing`] when a file is not,
/// [`StepError::Rotated`] when the township's key was changed.
pub(in crate::steps) async fn add(tx: &mut Tx, letter: &Prepared) -> Result<(), StepError> {
    let kept = add_all(tx, &[letter]).await?;
    if kept == [true] { Ok(()) } else { Err(StoreError::Duplicate.into()) }
}

/// Writes letters, all with the same statements, and says for each whether it was kept: one whose form or number is
/// there already is left out.
///
/// # Errors
/// As [`add`], of any of them; then all is to be undone.
pub(in crate::steps) async fn add_all(tx: &mut Tx, letters: &[&Prepared]) -> Result<Vec<bool>, StepError> {
    let rows: Vec<_> = letters
        .iter()
        .map(|letter| NewLetter {
            submission: &letter.case.submission,
            idempotency_key: &letter.idempotency_key,
            source_id: letter.source_id.as_deref(),
            search_text: &letter.search_text,
        })
        .collect();
    let kept: HashSet<String> = store::add_submissions(tx, &rows).await?.into_iter().collect();
    let verdicts = letters.iter().map(|letter| kept.contains(letter.id())).collect();
    let letters: Vec<&Prepared> =
        letters.iter().copied().filter(|letter| kept.contains(letter.id())).collect();
    if letters.is_empty() {
        return Ok(verdicts);
    }

    let cases: Vec<_> = letters.iter().map(|letter| &letter.case).collect();
    store::add_cases(tx, &cases).await?;
    let marks: Vec<_> =
        letters.iter().map(|letter| (letter.case.subject(), letter.marks.as_slice())).collect();
    store::add_marks_of_many(tx, &marks).await?;
    let named: Vec<_> = letters
        .iter()
        .flat_map(|letter| letter.named.iter().map(|exclusion| (letter.case.subject(), exclusion)))
        .collect();
    store::add_exclusions(tx, &named).await?;
    for letter in &letters {
        for file in &letter.attachments {
            take_file(tx, letter, file).await?;
        }
    }
    let messages: Vec<_> = letters
        .iter()
        .flat_map(|letter| letter.messages.iter().map(|message| message.row(letter.case.subject())))
        .collect();
    store::add_mails(tx, &messages).await?;

    let actors: Vec<Actor> = letters.iter().map(|letter| letter.actor()).collect();
    let events: Vec<_> = letters.iter().zip(&actors).map(|(letter, actor)| letter.event(actor)).collect();
    write_events(tx, &events).await?;
    let sealings: Vec<_> = letters.iter().map(|letter| letter.sealing).collect();
    must_be_in_use(tx, &sealings).await?;
    Ok(verdicts)
}

/// A file that waits with the letter's form becomes the letter's.
async fn take_file(tx: &mut Tx, letter: &Prepared, file: &str) -> Result<(), StepError> {
    let taken =
        store::take_pending_attachment(tx, &letter.idempotency_key, file, letter.case.subject()).await;
    taken.map_err(|error| match error {
        StoreError::NotFound => StepError::Missing("attachments"),
        other => other.into(),
    })
}

impl Prepared {
    fn id(&self) -> &str {
        &self.case.submission.id
    }

    fn actor(&self) -> Actor {
        self.case.submission.entered_by.as_ref().map_or(Actor::Resident, |id| Actor::Staff(id.clone()))
    }

    fn event<'a>(&'a self, actor: &'a Actor) -> Event<'a> {
        let letter = &self.case.submission;
        let mut details = vec![
            Detail::Channel(letter.channel),
            Detail::LetterKind(letter.kind),
            Detail::HiddenFrom(self.named.len()),
        ];
        details.extend(self.case.due.due_on.map(Detail::DueOn));
        let (at, subject) = (letter.came_in_at(), Some(self.case.subject()));
        Event { at, actor, subject, kind: Kind::Received, details, text: None }
    }
}

fn open_case(
    township: &Township,
    (id, submission_no, query_code_hash): (String, String, Vec<u8>),
    letter: &NewSubmission,
    sealed: SealedParts,
) -> CaseFile {
    CaseFile {
        submission: StoredSubmission {
            id,
            submission_no,
            query_code_hash,
            channel: letter.channel,
            kind: letter.kind,
            title: letter.title.clone(),
            text: letter.text.clone(),
            accused: letter.accused.clone(),
            village: letter.village.clone(),
            addressed_office: letter.office.clone(),
            consent: letter.consent,
            under_14: letter.under_14,
            sealed_contact: sealed.contact,
            sealed_mail_to: sealed.mail_to,
            sealed_sms_to: sealed.sms_to,
            notify_by: Some(letter.notify_by),
            mail_state: MailState::On,
            remarks: letter.remarks.clone(),
            received_at: letter.received_at,
            entered_at: letter.entered_at,
            entered_by: None,
        },
        version: 1,
        state: State::Submitted,
        publication: PublicationState::None,
        lead_office: None,
        assigned_to: None,
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
        consent_asked: false,
        decline_reason: None,
        decline_by: None,
        waits_for_site: false,
        awaits_supervision: false,
        awaits_first_reader: false,
        rating: None,
        rated: false,
    }
}
