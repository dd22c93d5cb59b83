//! Telling the sender that there is something to read: a row in the outbox for each way that they chose. And whether they are
//! told by mail at all: they stop it without an account, or a mail to them came back. What does not arrive is told by a
//! person: each such message is a call that somebody at the desk has to make.
//!
//! Deliberately absent: opening an address or a number (both are copied as they are sealed), and what the messages say (`mail`).

use jiff::Timestamp;

use crate::case::{Bounce, Carrier, HELD_UP_HOURS, MailState, Subject};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::mail::Mail;
use crate::seal::{self, MailToken, Sealer};
use crate::steps::{Sender, StepError, Township, Upkeep};
use crate::store::{self, Call, CaseFile, Db, NewMail, SealingFor, Tx};

/// A message that is written and sealed: a row of the outbox.
#[derive(Debug)]
pub(super) struct Written {
    id: String,
    mail: Mail,
    carrier: Carrier,
    sealed_to: Vec<u8>,
    subject: String,
    sealed_body: Vec<u8>,
    at_ms: i64,
}

impl Written {
    /// As a row of the outbox.
    pub(super) fn row<'a>(&'a self, about: Subject<'a>) -> NewMail<'a> {
        NewMail {
            id: &self.id,
            about,
            mail: self.mail.as_str(),
            carrier: self.carrier,
            sealed_to: &self.sealed_to,
            subject_line: &self.subject,
            sealed_body: &self.sealed_body,
            created_at_ms: self.at_ms,
        }
    }
}

/// Leaves the messages in the outbox. Where mail came back before, somebody has to call instead.
pub(super) async fn tell_sender(
    tx: &mut Tx,
    township: &Township,
    case: &CaseFile,
    mail: Mail,
    now: Timestamp,
) -> Result<(), StepError> {
    if is_to_be_called(case) {
        let call = Call {
            subject: case.subject(),
            mail: mail.as_str(),
            carrier: Carrier::Mail,
            outbox_id: None,
            since_ms: now.as_millisecond(),
        };
        store::add_call(tx, &call).await?;
    }
    if ways(case).is_empty() {
        return Ok(());
    }
    let key = store::find_sealing_key(&mut *tx, SealingFor::Mail).await?.ok_or(StepError::NoVault)?;
    let written = write_to_sender(township, &mut key.sealer(), case, mail, now)?;
    let rows: Vec<_> = written.iter().map(|message| message.row(case.subject())).collect();
    store::add_mails(tx, &rows).await?;
    Ok(())
}

/// The same for many senders at once, each about their own letter: under one key, and in few statements.
pub(super) async fn tell_senders(
    tx: &mut Tx,
    township: &Township,
    cases: &[CaseFile],
    mail: Mail,
    now: Timestamp,
) -> Result<(), StepError> {
    let (told, called): (Vec<&CaseFile>, Vec<&CaseFile>) =
        cases.iter().partition(|case| !is_to_be_called(case));
    for case in called {
        tell_sender(tx, township, case, mail, now).await?;
    }
    if told.iter().all(|case| ways(case).is_empty()) {
        return Ok(());
    }
    let key = store::find_sealing_key(&mut *tx, SealingFor::Mail).await?.ok_or(StepError::NoVault)?;
    let mut sealer = key.sealer();
    let mut written = Vec::new();
    for case in told {
        written.push((case, write_to_sender(township, &mut sealer, case, mail, now)?));
    }
    let rows: Vec<_> = written
        .iter()
        .flat_map(|(case, messages)| messages.iter().map(|message| message.row(case.subject())))
        .collect();
    store::add_mails(tx, &rows).await?;
    Ok(())
}

/// Mail to them came back before.
fn is_to_be_called(case: &CaseFile) -> bool {
    case.submission.mail_state == MailState::Bounced && case.submission.sealed_mail_to.is_some()
}

/// The ways that the sender chose, each with where it leads, sealed.
fn ways(case: &CaseFile) -> Vec<(Carrier, &Vec<u8>)> {
    let letter = &case.submission;
    let mail_to = letter.sealed_mail_to.as_ref().filter(|_| letter.mail_state == MailState::On);
    let sms_to = letter.sealed_sms_to.as_ref();
    let mail = mail_to.map(|to| (Carrier::Mail, to));
    mail.into_iter().chain(sms_to.map(|to| (Carrier::Sms, to))).collect()
}

/// Writes a message for each way. They never hold the letter, the answer, a name or the query code: they say that
/// something is to be read and where.
pub(super) fn write_to_sender(
    township: &Township,
    sealer: &mut Sealer,
    case: &CaseFile,
    mail: Mail,
    now: Timestamp,
) -> Result<Vec<Written>, StepError> {
    let write = |(carrier, sealed_to): (Carrier, &Vec<u8>)| {
        let message = match carrier {
            Carrier::Mail => {
                let stop = MailToken::new(&case.submission.id).to_field(&township.keys);
                township.mails.write(mail, case, &stop)
            }
            Carrier::Sms => township.mails.write_sms(mail, case),
        };
        let id = store::new_id();
        let plain = serde_json::to_vec(&message).expect("texts are values");
        Ok(Written {
            sealed_body: seal::seal_message(sealer, &id, &plain)?,
            id,
            mail,
            carrier,
            sealed_to: sealed_to.clone(),
            subject: message.subject,
            at_ms: now.as_millisecond(),
        })
    };
    ways(case).into_iter().map(write).collect()
}

/// The sender wants no more mail about their letter, or wants it again; mail that waits is not sent then. Who says so has read
/// their letter's page, or a mail: nobody has to call them for what was written before. Asked for twice, it is done once.
///
/// # Errors
/// [`StepError::NotFound`] for a case that is not there.
pub async fn set_mail_wanted(sender: Sender<'_>, wanted: bool) -> Result<(), StepError> {
    let (state, kind) =
        if wanted { (MailState::On, Kind::MailResumed) } else { (MailState::Stopped, Kind::MailStopped) };
    let before = store::find_submission(sender.db, sender.case_id).await?.mail_state;
    let mut tx = sender.begin_unless(before == state).await?;
    let before = store::find_submission(&mut tx, sender.case_id).await?.mail_state;
    if before == state {
        return Ok(());
    }
    change(&mut tx, sender.case_id, state, (&Actor::Resident, kind, Vec::new()), sender.now).await?;
    store::end_calls(&mut tx, Subject::case(sender.case_id), sender.now.as_millisecond()).await?;
    tx.commit().await?;
    Ok(())
}

/// A message came back, or was refused for good: it will not arrive, whatever the reason. Somebody has to call, and no more
/// mail goes to that mailbox. Says whether the row was one of ours that had not come back before.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_bounce(db: &Db, row_id: &str, bounce: &Bounce, now: Timestamp) -> Result<bool, StepError> {
    let mut tx = db.begin().await?;
    let now_ms = now.as_millisecond();
    let Some(bounced) = store::mark_bounced(&mut tx, row_id, bounce.status(), now_ms).await? else {
        return Ok(false);
    };
    let (subject, case_id) = (bounced.about.as_subject(), bounced.about.id.as_str());
    let before = store::find_submission(&mut tx, case_id).await?.mail_state;
    let details = vec![Detail::Status(bounce.clone())];
    // Who stopped mail is not waiting for it.
    if bounced.carrier == Carrier::Sms || before != MailState::Stopped {
        let call = Call {
            subject,
            mail: &bounced.mail,
            carrier: bounced.carrier,
            outbox_id: Some(row_id),
            since_ms: now_ms,
        };
        store::add_call(&mut tx, &call).await?;
    }
    match bounced.carrier {
        Carrier::Mail if before == MailState::On => {
            store::add_calls_of_waiting(&mut tx, subject, now_ms).await?;
            let event = (&Actor::System, Kind::MailBounced, details);
            change(&mut tx, case_id, MailState::Bounced, event, now).await?;
        }
        Carrier::Mail => {}
        Carrier::Sms => {
            let (actor, subject) = (&Actor::System, Some(subject));
            let event = Event { at: now, actor, subject, kind: Kind::SmsBounced, details, text: None };
            write_event(&mut tx, &event).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Messages that have waited too long, for whatever reason and even where nobody tries to send them, are told by a person.
/// They are tried further. Says how many are new.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_held_up(upkeep: Upkeep<'_>) -> Result<u64, StepError> {
    let now_ms = upkeep.now.as_millisecond();
    let mut tx = upkeep.begin().await?;
    let noted = store::add_calls_of_late(&mut tx, now_ms - HELD_UP_HOURS * 3_600_000, now_ms).await?;
    tx.commit().await?;
    Ok(noted)
}

async fn change(
    tx: &mut Tx,
    case_id: &str,
    state: MailState,
    (actor, kind, details): (&Actor, Kind, Vec<Detail>),
    now: Timestamp,
) -> Result<(), StepError> {
    store::set_mail_state(tx, case_id, state).await?;
    if state != MailState::On {
        store::stop_mail(tx, Subject::case(case_id)).await?;
    }
    write_event(
        tx,
        &Event { at: now, actor, subject: Some(Subject::case(case_id)), kind, details, text: None },
    )
    .await?;
    Ok(())
}
