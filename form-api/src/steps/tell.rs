//! Telling the sender that there is something to read: a row in the outbox for each way that they chose. And whether they are
//! told by mail at all: they stop it without an account, or their mailbox takes none.
//!
//! Deliberately absent: opening an address or a number (both are copied as they are sealed), and what the messages say (`mail`).

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{StepError, Township};
use crate::case::{Bounce, Carrier, MailState};
use crate::event_log::{Actor, Event, write_event};
use crate::mail::{Mail, Message};
use crate::seal::{self, MailToken, PublicKey};
use crate::store::{self, CaseFile, Db, NewMail, SealingFor, Tx};

/// Leaves the messages in the outbox. They never hold the letter, the answer, a name or the query code: they say that
/// something is to be read and where.
pub(super) async fn tell_sender(
    tx: &mut Tx,
    township: &Township,
    case: &CaseFile,
    mail: Mail,
    now: Timestamp,
) -> Result<(), StepError> {
    let letter = &case.submission;
    let mail_to = letter.sealed_mail_to.as_ref().filter(|_| letter.mail_state == MailState::On);
    let sms_to = letter.sealed_sms_to.as_ref();
    if mail_to.is_none() && sms_to.is_none() {
        return Ok(());
    }
    let key = store::find_sealing_key(&mut *tx, SealingFor::Mail).await?.ok_or(StepError::NoVault)?;
    if let Some(to) = mail_to {
        let stop = MailToken::new(&letter.id).to_field(&township.keys);
        let message = township.mails.write(mail, case, &stop);
        add(tx, &key, &letter.id, (Carrier::Mail, to), (mail, &message), now).await?;
    }
    if let Some(to) = sms_to {
        let message = township.mails.write_sms(mail, case);
        add(tx, &key, &letter.id, (Carrier::Sms, to), (mail, &message), now).await?;
    }
    Ok(())
}

async fn add(
    tx: &mut Tx,
    key: &PublicKey,
    case_id: &str,
    (carrier, sealed_to): (Carrier, &[u8]),
    (mail, message): (Mail, &Message),
    now: Timestamp,
) -> Result<(), StepError> {
    let id = store::new_id();
    let plain = serde_json::to_vec(message).expect("texts are values");
    store::add_mail(
        tx,
        &NewMail {
            id: &id,
            case_id,
            mail: mail.as_str(),
            carrier,
            sealed_to,
            subject: &message.subject,
            sealed_body: &seal::seal_message(key, &id, &plain)?,
            created_at_ms: now.as_millisecond(),
        },
    )
    .await?;
    Ok(())
}

/// The sender wants no more mail about their letter, or wants it again; mail that waits is not sent then. Asked for twice, it
/// is done once.
///
/// # Errors
/// [`StepError::NotFound`] for a case that is not there.
pub async fn set_mail_wanted(db: &Db, case_id: &str, wanted: bool, now: Timestamp) -> Result<(), StepError> {
    let mut tx = db.begin().await?;
    let before = store::find_submission(&mut tx, case_id).await?.mail_state;
    let (state, kind) =
        if wanted { (MailState::On, "mail_resumed") } else { (MailState::Stopped, "mail_stopped") };
    if before == state {
        return Ok(());
    }
    change(&mut tx, case_id, state, (&Actor::Resident, kind, json!({})), now).await?;
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
