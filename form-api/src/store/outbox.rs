//! Messages that wait and messages that went. Once sent or stopped, recipient and text are emptied and the rest stays as
//! proof; a row is dropped only when the sender has their address erased before it went. Deliberately absent: sending (`mail/`).

use std::collections::HashSet;

use super::many::Many;
use super::subject::subject;
use super::visible::from_visible;
use super::{Arg, Ask, Row, StoreError, Tx, args};
use crate::case::{Carrier, OwnedSubject, Subject, Viewer};

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    /// Row id, part of what the text is sealed to.
    pub id: &'a str,
    /// What it is about.
    pub about: Subject<'a>,
    /// Which mail, the folder's name under `templates/mail`.
    pub mail: &'a str,
    /// What carries it.
    pub carrier: Carrier,
    /// The address or number as it is kept with the letter, sealed to the mail key.
    pub sealed_to: &'a [u8],
    /// Without personal data.
    pub subject_line: &'a str,
    /// The message, sealed to the mail key.
    pub sealed_body: &'a [u8],
    /// Unix milliseconds.
    pub created_at_ms: i64,
}

/// A message whose time has come.
#[derive(Clone, Debug)]
pub struct DueMail {
    /// Row id.
    pub id: String,
    /// Which mail.
    pub mail: String,
    /// What carries it.
    pub carrier: Carrier,
    /// What it is about; its id is part of what the address is sealed to.
    pub about: OwnedSubject,
    /// The sealed address.
    pub sealed_to: Vec<u8>,
    /// The subject.
    pub subject: String,
    /// The sealed message.
    pub sealed_body: Vec<u8>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written, Unix milliseconds.
    pub created_at_ms: i64,
}

record::words! {
    /// How far a message went.
    Delivery {
        /// It has not been tried yet.
        Waiting => "waiting",
        /// The last try failed; it is tried again.
        Failed => "failed",
        /// The server took it.
        Sent => "sent",
        /// It came back, or the mailbox was not there.
        Bounced => "bounced",
        /// It was not to be sent any more.
        Stopped => "stopped",
    }
}

/// What the desk shows of a mail: never to whom.
#[derive(Clone, Debug)]
pub struct OutboxRow {
    /// Row id.
    pub id: String,
    /// Which mail.
    pub mail: String,
    /// What carries it.
    pub carrier: Carrier,
    /// How far it went.
    pub delivery: Delivery,
    /// The letter number of its case.
    pub submission_no: Option<String>,
    /// Unix milliseconds.
    pub created_at_ms: i64,
    /// Unix milliseconds; none while it waits.
    pub sent_at_ms: Option<i64>,
    /// How often it was tried.
    pub attempts: i64,
    /// What the server said last, or with which status the message came back.
    pub last_error: Option<String>,
}

impl OutboxRow {
    /// It is still to be sent.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.delivery, Delivery::Waiting | Delivery::Failed)
    }
}

static INTO_OUTBOX: Many<12> = Many::new(
    "INSERT INTO outbox (id, subject_kind, subject_id, mail, carrier, sealed_to, subject, sealed_body, created_at_ms, \
     next_attempt_at_ms, attempts, township)",
    "",
);

/// Puts messages into the outbox, in the transaction of the step that causes them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_mails(tx: &mut Tx, mails: &[NewMail<'_>]) -> Result<(), StoreError> {
    let rows: Vec<_> = mails
        .iter()
        .map(|mail| {
            [
                Arg::from(mail.id),
                Arg::from(mail.about.kind.as_str()),
                Arg::from(mail.about.id),
                Arg::from(mail.mail),
                Arg::from(mail.carrier.as_str()),
                Arg::from(mail.sealed_to),
                Arg::from(mail.subject_line),
                Arg::from(mail.sealed_body),
                Arg::from(mail.created_at_ms),
                Arg::from(mail.created_at_ms),
                Arg::from(0),
                Arg::from(tx.township()),
            ]
        })
        .collect();
    INTO_OUTBOX.insert(tx, &rows).await.map(drop)
}

/// Takes the message whose time came first, and puts its next attempt off to `retry_at_ms`, so that no other server takes
/// it too while this one sends. One at a time: a slow server never holds one beyond its time.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take_due_mail(
    tx: &mut Tx,
    now_ms: i64,
    retry_at_ms: i64,
) -> Result<Option<DueMail>, StoreError> {
    let township = tx.township();
    let row = (&mut *tx)
        .row(
            "UPDATE outbox SET next_attempt_at_ms = $2, attempts = attempts + 1 WHERE id IN \
             (SELECT id FROM outbox WHERE township = $3 AND next_attempt_at_ms <= $1 AND sealed_body IS NOT NULL \
             ORDER BY next_attempt_at_ms, created_at_ms LIMIT 1) \
             AND next_attempt_at_ms <= $1 \
             RETURNING id, subject_kind, subject_id, mail, carrier, sealed_to, subject, sealed_body, attempts, created_at_ms",
            args![now_ms, retry_at_ms, township],
        )
        .await?;
    row.map(|row| {
        Ok(DueMail {
            id: row.text("id")?,
            mail: row.text("mail")?,
            carrier: carrier(&row)?,
            about: subject(&row)?,
            sealed_to: row.bytes("sealed_to")?,
            subject: row.text("subject")?,
            sealed_body: row.bytes("sealed_body")?,
            attempts: row.int("attempts")?,
            created_at_ms: row.int("created_at_ms")?,
        })
    })
    .transpose()
}

fn carrier(row: &Row) -> Result<Carrier, StoreError> {
    Carrier::parse(&row.text("carrier")?).ok_or(StoreError::Word { column: "carrier" })
}

/// When the next message is to be tried, Unix milliseconds; none while nothing waits.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_next_attempt<A: Ask + Send>(mut ask: A) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT MIN(next_attempt_at_ms) AS at FROM outbox WHERE township = $1 AND next_attempt_at_ms IS NOT NULL AND sealed_body IS NOT NULL";
    ask.row(sql, args![ask.township()]).await?.map_or(Ok(None), |row| row.int_or_null("at"))
}

/// Notes that a message went, and empties it.
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

/// Notes that a message could not be sent, and when to try again. One that was stopped in between stays so.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_failed(tx: &mut Tx, id: &str, error: &str, retry_at_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET last_error = $2, next_attempt_at_ms = $3 WHERE id = $1 AND sealed_body IS NOT NULL",
        args![id, error, retry_at_ms],
    )
    .await?;
    Ok(())
}

/// What came back.
#[derive(Clone, Debug)]
pub struct BouncedMail {
    /// What it was about.
    pub about: OwnedSubject,
    /// Which mail.
    pub mail: String,
    /// What carried it.
    pub carrier: Carrier,
}

/// Notes that a message came back, and empties it. None for an unknown row and for one that came back before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn mark_bounced(
    tx: &mut Tx,
    id: &str,
    status: &str,
    at_ms: i64,
) -> Result<Option<BouncedMail>, StoreError> {
    let row = (&mut *tx)
        .row(
            "UPDATE outbox SET bounced_at_ms = $3, bounce_status = $2, next_attempt_at_ms = NULL, sealed_to = NULL, \
             sealed_body = NULL WHERE id = $1 AND subject_id IS NOT NULL AND bounced_at_ms IS NULL \
             RETURNING subject_kind, subject_id, mail, carrier",
            args![id, status, at_ms],
        )
        .await?;
    row.map(|row| Ok(BouncedMail { about: subject(&row)?, mail: row.text("mail")?, carrier: carrier(&row)? }))
        .transpose()
}

/// Empties the mails about a subject that wait: they are not sent any more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn stop_mail(tx: &mut Tx, subject: Subject<'_>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET next_attempt_at_ms = NULL, sealed_to = NULL, sealed_body = NULL \
         WHERE subject_kind = $1 AND subject_id = $2 AND carrier = 'mail' AND sent_at_ms IS NULL AND bounced_at_ms IS NULL",
        args![subject.kind.as_str(), subject.id],
    )
    .await?;
    Ok(())
}

macro_rules! outbox_columns {
    () => {
        "SELECT outbox.id, mail, carrier, submission_no, created_at_ms, next_attempt_at_ms, sent_at_ms, bounced_at_ms, \
         bounce_status, attempts, last_error FROM outbox LEFT JOIN submissions ON outbox.subject_kind = 'case' \
         AND submissions.id = outbox.subject_id AND submissions.township = outbox.township "
    };
}

/// The messages about a subject, oldest first. Only for callers that have looked it up through a viewer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mail_of<A: Ask + Send>(
    mut ask: A,
    subject: Subject<'_>,
) -> Result<Vec<OutboxRow>, StoreError> {
    let sql = concat!(
        outbox_columns!(),
        "WHERE outbox.subject_kind = $1 AND outbox.subject_id = $2 ORDER BY created_at_ms, outbox.id"
    );
    ask.rows(sql, args![subject.kind.as_str(), subject.id]).await?.iter().map(read).collect()
}

/// Messages that the desk shows.
pub const LISTED_MESSAGES: i64 = 200;

/// The latest messages, those that wait first: two short walks along two indexes.
macro_rules! latest {
    ($column:literal, $township:literal, $limit:literal $(, $which:expr)*) => {
        concat!(
            "SELECT ",
            $column,
            " FROM (SELECT * FROM (SELECT id, subject_id, 0 AS has_left, created_at_ms FROM outbox \
             WHERE next_attempt_at_ms IS NOT NULL AND township = ",
            $township,
            $($which,)*
            " ORDER BY created_at_ms DESC LIMIT ",
            $limit,
            ") AS waiting UNION ALL SELECT * FROM \
             (SELECT id, subject_id, 1 AS has_left, created_at_ms FROM outbox WHERE next_attempt_at_ms IS NULL AND township = ",
            $township,
            $($which,)*
            " ORDER BY created_at_ms DESC LIMIT ",
            $limit,
            ") AS gone ORDER BY has_left, created_at_ms DESC LIMIT ",
            $limit,
            ") AS latest"
        )
    };
}

/// What a message is about is this viewer's to see. `OFFSET` keeps PostgreSQL from reading all cases to answer for two hundred messages.
macro_rules! is_of_visible {
    () => {
        concat!(
            " AND (outbox.subject_id IS NULL OR outbox.subject_kind <> 'case' OR EXISTS (SELECT 1",
            from_visible!(),
            "AND cases.id = outbox.subject_id LIMIT 1 OFFSET 0))"
        )
    };
}

/// The latest messages, those that wait first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_outbox<A: Ask + Send>(mut ask: A) -> Result<Vec<OutboxRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                outbox_columns!(),
                "WHERE outbox.id IN (",
                latest!("id", "$1", "$2"),
                ") ORDER BY CASE WHEN next_attempt_at_ms IS NULL THEN 1 ELSE 0 END, created_at_ms DESC"
            ),
            args![ask.township(), LISTED_MESSAGES],
        )
        .await?;
    super::readable(rows.iter().map(read))
}

/// The latest messages, those that wait first, of what this viewer may see: a message about a letter that is hidden from them
/// is not there, for its row alone would tell that the letter is.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_outbox_for<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
) -> Result<Vec<OutboxRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                outbox_columns!(),
                "WHERE outbox.id IN (",
                latest!("id", "$4", "$5", is_of_visible!()),
                ") ORDER BY CASE WHEN next_attempt_at_ms IS NULL THEN 1 ELSE 0 END, created_at_ms DESC"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), ask.township(), LISTED_MESSAGES],
        )
        .await?;
    super::readable(rows.iter().map(read))
}

/// The numbers of letters that a viewer may see, of the latest messages about such letters.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mailed_numbers<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    limit: i64,
) -> Result<HashSet<String>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT submission_no FROM submissions WHERE submissions.township || '' = $4 AND submissions.id IN (",
                latest!("subject_id", "$4", "$5", is_of_visible!()),
                ")"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), ask.township(), limit],
        )
        .await?;
    rows.iter().map(|row| row.text("submission_no")).collect()
}

fn read(row: &Row) -> Result<OutboxRow, StoreError> {
    let (sent_at_ms, last_error) = (row.int_or_null("sent_at_ms")?, row.text_or_null("last_error")?);
    Ok(OutboxRow {
        id: row.text("id")?,
        mail: row.text("mail")?,
        carrier: carrier(row)?,
        delivery: if row.int_or_null("bounced_at_ms")?.is_some() {
            Delivery::Bounced
        } else if sent_at_ms.is_some() {
            Delivery::Sent
        } else if row.int_or_null("next_attempt_at_ms")?.is_none() {
            Delivery::Stopped
        } else if last_error.is_some() {
            Delivery::Failed
        } else {
            Delivery::Waiting
        },
        submission_no: row.text_or_null("submission_no")?,
        created_at_ms: row.int("created_at_ms")?,
        sent_at_ms,
        attempts: row.int("attempts")?,
        last_error: row.text_or_null("bounce_status")?.or(last_error),
    })
}
