//! Telling the sender that there is something to read: a row in the outbox for each way that they chose. And whether they are
//! told by mail at all: they stop it without an account, or their mailbox takes none.
//!
//! Deliberately absent: opening an address or a number (both are copied as they are sealed), and what the messages say (`mail`).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Sender, StepError, Township};
use crate::case::{Bounce, Carrier, MailState};
use crate::event_log::{Actor, Event, write_event};
use crate::mail::Mail;
use crate::seal::{self, MailToken, Sealer};
use crate::store::{self, CaseFile, Db, NewMail, SealingFor, Tx};

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
    /// As a row about this case.
    pub(super) fn row<'a>(&'a self, case_id: &'a str) -> NewMail<'a> {
        NewMail {
            id: &self.id,
            case_id,
            mail: self.mail.as_str(),
            carrier: self.carrier,
            sealed_to: &self.sealed_to,
            subject: &self.subject,
            sealed_body: &self.sealed_body,
            created_at_ms: self.at_ms,
        }
    }
}

/// Leaves the messages in the outbox.
pub(super) async fn tell_sender(
    tx: &mut Tx,
    township: &Township,
    case: &CaseFile,
    mail: Mail,
    now: Timestamp,
) -> Result<(), StepError> {
    if ways(case).is_empty() {
        return Ok(());
    }
    let key = store::find_sealing_key(&mut *tx, SealingFor::Mail).await?.ok_or(StepError::NoVault)?;
    let written = write_to_sender(township, &mut key.sealer(), case, mail, now)?;
    let rows: Vec<_> = written.iter().map(|message| message.row(&case.submission.id)).collect();
    store::add_mails(tx, &rows).await?;
    Ok(())
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

/// The sender wants no more mail about their letter, or wants it again; mail that waits is not sent then. Asked for twice, it
/// is done once.
///
/// # Errors
/// [`StepError::NotFound`] for a case that is not there.
pub async fn set_mail_wanted(sender: Sender<'_>, wanted: bool) -> Result<(), StepError> {
    let mut tx = sender.begin().await?;
    let before = store::find_submission(&mut tx, sender.case_id).await?.mail_state;
    let (state, kind) =
        if wanted { (MailState::On, "mail_resumed") } else { (MailState::Stopped, "mail_stopped") };
    if before == state {
        return Ok(());
    }
    change(&mut tx, sender.case_id, state, (&Actor::Resident, kind, json!({})), sender.now).await?;
    tx.commit().await?;
    Ok(())
}

/// A mail came back, or was refused because its mailbox is not there. When it is for good, no more mail goes there and staff
/// read that they have to call. Says whether the row was one of ours that had not come back before.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_bounce(db: &Db, row_id: &str, bounce: &Bounce, now: Timestamp) -> Result<bool, StepError> {
    let mut tx = db.begin().await?;
    let Some(case_id) = store::mark_bounced(&mut tx, row_id, &bounce.status, now.as_millisecond()).await?
    else {
        return Ok(false);
    };
    let is_on = store::find_submission(&mut tx, &case_id).await?.mail_state == MailState::On;
    if bounce.is_for_good() && is_on {
        let event = (&Actor::System, "mail_bounced", json!({ "status": bounce.status }));
        change(&mut tx, &case_id, MailState::Bounced, event, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn change(
    tx: &mut Tx,
    case_id: &str,
    state: MailState,
    (actor, kind, detail): (&Actor, &'static str, Value),
    now: Timestamp,
) -> Result<(), StepError> {
    store::set_mail_state(tx, case_id, state).await?;
    if state != MailState::On {
        store::stop_mail(tx, case_id).await?;
    }
    write_event(tx, &Event { at: now, actor, case_id: Some(case_id), kind, detail }).await?;
    Ok(())
}
