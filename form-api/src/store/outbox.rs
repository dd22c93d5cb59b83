//! Mail that waits and mail that went. Once sent, its recipient and body are emptied and the rest stays as
//! proof; a row is dropped only when the sender has their address erased before it went. Deliberately absent: sending (`mail/`).

use super::{Ask, StoreError, Tx, args};

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// Row id, part of what the text is sealed to.
    pub id: &'a str,
    /// The case it is about.
    pub case_id: &'a str,
    /// Which mail, the folder's name under `templates/mail`.
    pub mail: &'a str,
    /// The address as it is kept with the letter, sealed to the mail key.
    pub sealed_to: &'a [u8],
    /// Without personal data.
    pub subject: &'a str,
    /// Plain text, sealed to the mail key.
    pub sealed_body: &'a [u8],
    /// Unix milliseconds.
    pub created_at_ms: i64,
}

/// A mail whose time has come.
#[derive(Clone, Debug)]
pub struct DueMail {
    /// Row id.
    pub id: String,
    /// The case it is about, part of what the address is sealed to.
    pub case_id: String,
    /// The sealed address.
    pub sealed_to: Vec<u8>,
    /// The subject.
    pub subject: String,
    /// The sealed text.
    pub sealed_body: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
}

/// What the desk shows of a mail: never to whom.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// Row id.
    pub id: String,
    /// Which mail.
    pub mail: String,
    /// The letter number of its case.
    pub submission_no: Option<String>,
    /// Unix milliseconds.
    pub created_at_ms: i64,
    /// Unix milliseconds; none while it waits.
    pub sent_at_ms: Option<i64>,
    /// How often it was tried.
    pub attempts: i64,
    /// What the mail server said last.
    pub last_error: Option<String>,
}

/// Puts a mail into the outbox, in the transaction of the step that causes it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_mail(tx: &mut Tx, mail: &NewMail<'_>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO outbox (id, case_id, mail, sealed_to, subject, body, sealed_body, created_at_ms, next_attempt_at_ms, \
         attempts) VALUES ($1, $2, $3, $4, $5, '', $6, $7, $7, 0)",
        args![mail.id, mail.case_id, mail.mail, mail.sealed_to, mail.subject, mail.sealed_body, mail.created_at_ms],
    )
    .await?;
    Ok(())
}

/// Takes mails whose time has come and puts their next attempt off to `retry_at_ms`, so that no other server takes
/// them too while this one sends.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_due_mail(tx: &mut Tx, now_ms: i64, retry_at_ms: i64) -> Result<Vec<DueMail>, StoreError> {
    let rows = (&mut *tx)
        .rows(
            "UPDATE outbox SET next_attempt_at_ms = $2, attempts = attempts + 1 WHERE id IN \
             (SELECT id FROM outbox WHERE next_attempt_at_ms <= $1 AND sealed_body IS NOT NULL \
             ORDER BY next_attempt_at_ms LIMIT 20) \
             AND next_attempt_at_ms <= $1 RETURNING id, case_id, sealed_to, subject, sealed_body, attempts",
            args![now_ms, retry_at_ms],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(DueMail {
                id: row.text("id")?,
                case_id: row.text("case_id")?,
                sealed_to: row.bytes("sealed_to")?,
                subject: row.text("subject")?,
                sealed_body: row.bytes("sealed_body")?,
                attempts: row.int("attempts")?,
            })
        })
        .collect()
}

/// Notes that a mail went, and empties it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_sent(tx: &mut Tx, id: &str, at_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET sent_at_ms = $2, next_attempt_at_ms = NULL, sealed_to = NULL, sealed_body = NULL, last_error = NULL \
         WHERE id = $1",
        args![id, at_ms],
    )
    .await?;
    Ok(())
}

/// Notes that a mail could not be sent, and when to try again.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_failed(tx: &mut Tx, id: &str, error: &str, retry_at_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET last_error = $2, next_attempt_at_ms = $3 WHERE id = $1",
        args![id, error, retry_at_ms],
    )
    .await?;
    Ok(())
}

/// The latest mails, those that wait first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_outbox<A: Ask + Send>(mut ask: A) -> Result<Vec<OutboxRow>, StoreError> {
    let rows = ask
        .rows(
            "SELECT outbox.id, mail, submission_no, created_at_ms, sent_at_ms, attempts, last_error FROM outbox \
             LEFT JOIN submissions ON submissions.id = outbox.case_id \
             ORDER BY CASE WHEN sent_at_ms IS NULL THEN 0 ELSE 1 END, created_at_ms DESC LIMIT 200",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(OutboxRow {
                id: row.text("id")?,
                mail: row.text("mail")?,
                submission_no: row.text_or_null("submission_no")?,
                created_at_ms: row.int("created_at_ms")?,
                sent_at_ms: row.int_or_null("sent_at_ms")?,
                attempts: row.int("attempts")?,
                last_error: row.text_or_null("last_error")?,
            })
        })
        .collect()
}
