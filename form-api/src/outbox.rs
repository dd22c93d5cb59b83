//! The worker that empties the outbox; it alone holds the mail key, which opens addresses, numbers and texts. A message that
//! cannot be sent stays and is tried again, later each time, for ever: a server that is down for a day delays mail and loses
//! none. Meanwhile a person is asked to call: at once where a later try will hardly help, else after two hours. A row is taken by
//! one worker at a time.
//!
//! Between a server's taking of a mail and its saying so the line can break: then the row is tried again under the same
//! Message-ID, by which the server can tell. No program that speaks SMTP can do more (RFC 5321, 4.5.3.2.6 and RFC 1047).

use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;
use tracing::{info, warn};

use crate::case::Carrier;
use crate::mail::{Delivery, Message, SendError, Sms, Transport, Webhook};
use crate::private_folder;
use crate::seal::{self, PrivateKey};
use crate::settings::Settings;
use crate::steps::{self, Upkeep};
use crate::store::{self, Call, Db, DueMail};

/// While a message is being sent no other server may take it: longer than the transport's patience.
const HELD_MS: i64 = 120_000;
const LONGEST_RETRY_MS: i64 = 3_600_000;
/// However soon something is due, a worker breathes.
const SHORTEST_WAIT: Duration = Duration::from_millis(200);

/// The ways out.
#[derive(Debug)]
pub struct Carriers {
    /// For mail.
    pub mail: Transport,
    /// For text messages; none where no gateway is set.
    pub sms: Option<Webhook>,
    /// After a first failure; it doubles from try to try, up to an hour.
    pub first_retry: Duration,
}

impl Carriers {
    /// The ways out, as they are set.
    ///
    /// # Errors
    /// The mail sender's address is none; the secret of the gateway cannot be read.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        Ok(Self {
            mail: mail_transport(settings)?,
            sms: settings.webhook.as_ref().map(Webhook::new).transpose().context("webhook.secret_file")?,
            first_retry: Duration::from_secs(settings.mail.retry_seconds.max(1).into()),
        })
    }
}

/// The way out for mail, as it is set.
///
/// # Errors
/// The mail sender's address is none; the folder that stands for a server cannot be made.
pub fn mail_transport(settings: &Settings) -> anyhow::Result<Transport> {
    let delivery = settings.delivery();
    if let Delivery::Folder(folder) = &delivery {
        private_folder::make(folder)?;
    }
    Transport::new(&delivery, &settings.mail.from).context("mail.from, mail.smtp")
}

/// Sends what is due now and says how many went.
///
/// # Errors
/// [`steps::StepError`] of the outbox itself; a message that cannot be sent is no error here.
pub async fn deliver_due(
    db: &Db,
    key: &PrivateKey,
    carriers: &Carriers,
    clock: &(impl Fn() -> Timestamp + Sync),
) -> Result<usize, steps::StepError> {
    deliver_while(db, key, carriers, clock, || true).await
}

/// Sends what is due for as long as `goes_on` says so before each message: one that is in hand is always finished.
async fn deliver_while(
    db: &Db,
    key: &PrivateKey,
    carriers: &Carriers,
    clock: &(impl Fn() -> Timestamp + Sync),
    goes_on: impl Fn() -> bool,
) -> Result<usize, steps::StepError> {
    let mut sent = 0;
    steps::note_held_up(Upkeep::by_hand(db, clock())).await?;
    while goes_on() {
        let now_ms = clock().as_millisecond();
        let mut tx = db.begin().await?;
        let due = store::take_due_mail(&mut tx, now_ms, now_ms + HELD_MS).await?;
        tx.commit().await?;
        let Some(mail) = due else { return Ok(sent) };
        let outcome = send(key, carriers, &mail, clock()).await;
        let now = clock();
        let mut tx = db.begin().await?;
        match outcome {
            Ok(()) => {
                store::mark_sent(&mut tx, &mail.id, now.as_millisecond()).await?;
                store::end_call_of(&mut tx, &mail.id, now.as_millisecond()).await?;
                tx.commit().await?;
                sent += 1;
                info!(mail = mail.id, "mail sent");
            }
            Err(SendError::Bounced(bounce)) => {
                drop(tx);
                steps::note_bounce(db, &mail.id, &bounce, now).await?;
                warn!(mail = mail.id, status = bounce.status(), "mail refused for good");
            }
            Err(error) => {
                let retry_at_ms = now.as_millisecond() + retry_ms(carriers.first_retry, mail.attempts);
                store::mark_failed(&mut tx, &mail.id, &without_address(&error), retry_at_ms).await?;
                if error.is_lasting() {
                    store::add_call(&mut tx, &call_for(&mail, now)).await?;
                }
                tx.commit().await?;
                warn!(mail = mail.id, attempts = mail.attempts, "mail could not be sent");
            }
        }
    }
    Ok(sent)
}

fn call_for(mail: &DueMail, now: Timestamp) -> Call<'_> {
    Call {
        subject: mail.about.as_subject(),
        mail: &mail.mail,
        carrier: mail.carrier,
        outbox_id: Some(&mail.id),
        since_ms: now.as_millisecond(),
    }
}

/// How long to wait after the `attempts`-th try.
fn retry_ms(first: Duration, attempts: i64) -> i64 {
    let first = i64::try_from(first.as_millis()).unwrap_or(LONGEST_RETRY_MS);
    first.saturating_mul(1 << attempts.clamp(1, 13).saturating_sub(1)).min(LONGEST_RETRY_MS)
}

async fn send(
    key: &PrivateKey,
    carriers: &Carriers,
    mail: &DueMail,
    now: Timestamp,
) -> Result<(), SendError> {
    let message = open(key, mail)?;
    let written_at = Timestamp::from_millisecond(mail.created_at_ms).unwrap_or(now);
    match mail.carrier {
        Carrier::Mail => {
            let to =
                seal::open_mail_to(key, &mail.about.id, &mail.sealed_to).map_err(|_| SendError::OtherKey)?;
            carriers.mail.send(&mail.id, &to, &message, written_at).await
        }
        Carrier::Sms => {
            let to =
                seal::open_sms_to(key, &mail.about.id, &mail.sealed_to).map_err(|_| SendError::OtherKey)?;
            let sms = Sms { id: &mail.id, event: &mail.mail, to: &to, text: &message.text, written_at };
            carriers.sms.as_ref().ok_or(SendError::NoGateway)?.send(&sms, now).await
        }
    }
}

/// The message of a row.
fn open(key: &PrivateKey, mail: &DueMail) -> Result<Message, SendError> {
    let plain = seal::open_message(key, &mail.id, &mail.sealed_body).map_err(|_| SendError::OtherKey)?;
    let mut message: Message = serde_json::from_slice(&plain).map_err(|_| SendError::Form)?;
    message.subject.clone_from(&mail.subject);
    Ok(message)
}

/// What a server says may repeat the address or number it refuses: words with an @, and long numbers, are left out before it is
/// stored.
fn without_address(error: &SendError) -> String {
    let is_personal = |word: &&str| word.contains('@') || word.bytes().filter(u8::is_ascii_digit).count() > 6;
    error.to_string().split_whitespace().filter(|word| !is_personal(word)).collect::<Vec<_>>().join(" ")
}

/// Empties the outbox whenever it is woken, when the next try is due, and once in `every` otherwise, until the sender of
/// wake-ups is gone; the message in hand is finished then.
pub async fn run_worker(
    db: &Db,
    key: &PrivateKey,
    carriers: &Carriers,
    clock: &(impl Fn() -> Timestamp + Sync),
    every: Duration,
    mut woken: tokio::sync::watch::Receiver<u64>,
) {
    loop {
        let goes_on = || woken.has_changed().is_ok();
        let wait = match deliver_while(db, key, carriers, clock, goes_on).await {
            Ok(_) => until_next(db, clock(), every).await,
            Err(error) => {
                warn!(%error, "the outbox could not be read");
                every
            }
        };
        if let Ok(Err(_)) = tokio::time::timeout(wait, woken.changed()).await {
            return;
        }
    }
}

async fn until_next(db: &Db, now: Timestamp, every: Duration) -> Duration {
    match store::find_next_attempt(db).await {
        Ok(Some(at_ms)) => {
            let left = u64::try_from(at_ms.saturating_sub(now.as_millisecond())).unwrap_or(0);
            Duration::from_millis(left).clamp(SHORTEST_WAIT.min(every), every)
        }
        Ok(None) | Err(_) => every,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_number_in_a_servers_answer_is_not_kept() {
        let error = SendError::Server("550 5.1.1 <a@yundu.example>: no such user 14012345678".into());
        assert_eq!(without_address(&error), "550 5.1.1 no such user");
    }

    #[test]
    fn tries_come_later_and_later_and_never_later_than_an_hour() {
        let minute = Duration::from_secs(60);
        assert_eq!(retry_ms(minute, 1), 60_000);
        assert_eq!(retry_ms(minute, 4), 480_000);
        assert_eq!(retry_ms(minute, 1_000), LONGEST_RETRY_MS);
        assert_eq!(retry_ms(Duration::from_secs(1), 13), LONGEST_RETRY_MS);
    }
}
