//! The worker that empties the outbox; it alone holds the mail key, which opens addresses and texts. A mail that cannot be
//! sent stays and is tried again, later each time, for ever: a server that is down for a day delays mail and loses none.
//! A row is taken by one worker at a time.

use jiff::Timestamp;
use tracing::{info, warn};

use super::transport::{SendError, Transport};
use crate::seal::{self, PrivateKey};
use crate::store::{self, Db, DueMail, StoreError};

/// While a mail is being sent no other server may take it: longer than the transport's patience.
const HELD_MS: i64 = 120_000;
const FIRST_RETRY_MS: i64 = 60_000;
const LONGEST_RETRY_MS: i64 = 3_600_000;

/// Sends what is due now and says how many went.
///
/// # Errors
/// [`StoreError`] of the outbox itself; a mail that cannot be sent is no error here.
pub async fn deliver_due(
    db: &Db,
    key: &PrivateKey,
    transport: &Transport,
    clock: &(impl Fn() -> Timestamp + Sync),
) -> Result<usize, StoreError> {
    let mut sent = 0;
    loop {
        let now_ms = clock().as_millisecond();
        let mut tx = db.begin().await?;
        let due = store::list_due_mail(&mut tx, now_ms, now_ms + HELD_MS).await?;
        tx.commit().await?;
        if due.is_empty() {
            return Ok(sent);
        }
        for mail in due {
            let outcome = send(key, transport, &mail).await;
            let now_ms = clock().as_millisecond();
            let mut tx = db.begin().await?;
            match outcome {
                Ok(()) => {
                    store::mark_sent(&mut tx, &mail.id, now_ms).await?;
                    sent += 1;
                    info!(mail = mail.id, "mail sent");
                }
                Err(error) => {
                    let wait =
                        (FIRST_RETRY_MS << mail.attempts.clamp(1, 7).saturating_sub(1)).min(LONGEST_RETRY_MS);
                    store::mark_failed(&mut tx, &mail.id, &without_address(&error), now_ms + wait).await?;
                    warn!(mail = mail.id, attempts = mail.attempts, "mail could not be sent");
                }
            }
            tx.commit().await?;
        }
    }
}

async fn send(key: &PrivateKey, transport: &Transport, mail: &DueMail) -> Result<(), SendError> {
    let to = seal::open_mail_to(key, &mail.case_id, &mail.sealed_to).map_err(|_| SendError::OtherKey)?;
    let body = seal::open_mail_body(key, &mail.id, &mail.sealed_body).map_err(|_| SendError::OtherKey)?;
    transport.send(&mail.id, &to, &mail.subject, &body).await
}

/// What a server says may repeat the address it refuses: words with an @ are left out before it is stored.
fn without_address(error: &SendError) -> String {
    error.to_string().split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ")
}

/// Empties the outbox whenever it is woken, and once in `every` otherwise, until the sender of wake-ups is gone.
pub async fn run_worker(
    db: &Db,
    key: &PrivateKey,
    transport: &Transport,
    clock: &(impl Fn() -> Timestamp + Sync),
    every: std::time::Duration,
    mut woken: tokio::sync::watch::Receiver<u64>,
) {
    loop {
        if let Err(error) = deliver_due(db, key, transport, clock).await {
            warn!(%error, "the outbox could not be read");
        }
        if let Ok(Err(_)) = tokio::time::timeout(every, woken.changed()).await {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_servers_answer_is_not_kept() {
        let error = SendError::Server("550 5.1.1 <a@yundu.example>: no such user".into());
        assert_eq!(without_address(&error), "550 5.1.1 no such user");
    }
}
