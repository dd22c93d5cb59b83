//! What senders asked for later, and what they were answered. Deliberately absent: what granting does (`steps::request`).

use jiff::Timestamp;
use jiff::civil::Date;

use super::cases::day_or_null;
use super::submissions::{SealedParts, moment};
use super::visible::from_visible;
use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{RequestAbout, RequestKind, Viewer};

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct StoredRequest {
    /// Row id.
    pub id: String,
    /// Row id of the case.
    pub case_id: String,
    /// What is asked for.
    pub kind: RequestKind,
    /// What of the sender's it is about.
    pub about: RequestAbout,
    /// Why, in the sender's words; emptied when their data are erased.
    pub text: String,
    /// What is to stand in the place of what was left, sealed as the contact of the case; emptied with the answer.
    pub sealed_contact: Option<Vec<u8>>,
    /// Its address for mail, sealed as that of the case; emptied with the answer.
    pub sealed_mail_to: Option<Vec<u8>>,
    /// The number for text messages that goes with it.
    pub sealed_sms_to: Option<Vec<u8>>,
    /// When.
    pub asked_at: Timestamp,
    /// The last day for an answer.
    pub due_on: Date,
    /// What was decided; none while nobody has answered.
    pub answer: Option<RequestAnswer>,
}

/// What the sender was answered.
#[derive(Clone, Debug)]
pub struct RequestAnswer {
    /// It was done.
    pub is_granted: bool,
    /// What the sender reads.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Staff id.
    pub by: String,
}

/// A request that waits, with the letter that it is about.
#[derive(Clone, Debug)]
pub struct WaitingRequest {
    /// The request.
    pub request: StoredRequest,
    /// Letter number.
    pub submission_no: String,
    /// Title of the letter.
    pub title: String,
}

fn read(row: &Row) -> Result<StoredRequest, StoreError> {
    let answer = match row.text_or_null("answer")? {
        None => None,
        Some(text) => Some(RequestAnswer {
            is_granted: row.int_or_null("is_granted")? == Some(1),
            text,
            at: moment(row.int_or_null("answered_at_ms")?.unwrap_or_default()),
            by: row.text_or_null("answered_by")?.unwrap_or_default(),
        }),
    };
    Ok(StoredRequest {
        id: row.text("id")?,
        case_id: row.text("case_id")?,
        kind: RequestKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
        about: RequestAbout::parse(&row.text("about")?).ok_or(StoreError::Word { column: "about" })?,
        text: row.text("text")?,
        sealed_contact: row.bytes_or_null("sealed_contact")?,
        sealed_mail_to: row.bytes_or_null("sealed_mail_to")?,
        sealed_sms_to: row.bytes_or_null("sealed_sms_to")?,
        asked_at: moment(row.int("asked_at_ms")?),
        due_on: day_or_null(row, "due_on")?.ok_or(StoreError::Word { column: "due_on" })?,
        answer,
    })
}

/// Keeps a request that nobody has answered yet.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_request(tx: &mut Tx, request: &StoredRequest) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO requests (id, case_id, kind, text, sealed_contact, asked_at_ms, due_on, sealed_mail_to, \
         sealed_sms_to, about, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            &request.id,
            &request.case_id,
            request.kind.as_str(),
            &request.text,
            request.sealed_contact.as_deref(),
            request.asked_at.as_millisecond(),
            request.due_on.to_string(),
            request.sealed_mail_to.as_deref(),
            request.sealed_sms_to.as_deref(),
            request.about.as_str(),
            tx.township()
        ],
    )
    .await?;
    Ok(())
}

/// Adds to a request that nobody has answered yet.
///
/// # Errors
/// [`StoreError::Stale`] when somebody has answered it in between.
pub async fn extend_request(tx: &mut Tx, request: &StoredRequest) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE requests SET text = $2, sealed_contact = $3, sealed_mail_to = $4, sealed_sms_to = $5 \
             WHERE id = $1 AND answered_at_ms IS NULL",
            args![
                &request.id,
                &request.text,
                request.sealed_contact.as_deref(),
                request.sealed_mail_to.as_deref(),
                request.sealed_sms_to.as_deref()
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Keeps the answer to a request, and drops what it had brought along under seal.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else has answered it in between.
pub async fn answer_request(tx: &mut Tx, id: &str, answer: &RequestAnswer) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE requests SET is_granted = $2, answer = $3, answered_at_ms = $4, answered_by = $5, \
             sealed_contact = NULL, sealed_mail_to = NULL, sealed_sms_to = NULL \
             WHERE id = $1 AND answered_at_ms IS NULL",
            args![id, answer.is_granted, &answer.text, answer.at.as_millisecond(), &answer.by],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Puts other sealed details in the place of what a sender left.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn correct_contact(tx: &mut Tx, case_id: &str, sealed: &SealedParts) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE submissions SET sealed_contact = $2, sealed_mail_to = $3, sealed_sms_to = $4 WHERE id = $1",
        args![case_id, sealed.contact.as_deref(), sealed.mail_to.as_deref(), sealed.sms_to.as_deref()],
    )
    .await?;
    Ok(())
}

/// Erases what is kept of a sender beside the letter: contact details, hashes of names and numbers, what their requests
/// said, and mail that has not gone yet. Number, letter and events stay.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_contact(tx: &mut Tx, case_id: &str) -> Result<(), StoreError> {
    correct_contact(tx, case_id, &SealedParts::default()).await?;
    tx.execute("DELETE FROM identifiers WHERE subject_kind = 'case' AND subject_id = $1", args![case_id])
        .await?;
    tx.execute(
        "UPDATE requests SET text = '', sealed_contact = NULL, sealed_mail_to = NULL, sealed_sms_to = NULL \
         WHERE case_id = $1",
        args![case_id],
    )
    .await?;
    tx.execute(
        "DELETE FROM outbox WHERE subject_kind = 'case' AND subject_id = $1 AND sent_at_ms IS NULL",
        args![case_id],
    )
    .await?;
    Ok(())
}

/// The requests of a case, the first one first.
///
/// # Errors
/// [`StoreError::Word`] when a row was written by a newer program.
pub async fn list_requests<A: Ask + Send>(
    mut ask: A,
    case_id: &str,
) -> Result<Vec<StoredRequest>, StoreError> {
    let sql = "SELECT * FROM requests WHERE case_id = $1 ORDER BY asked_at_ms, id";
    ask.rows(sql, args![case_id]).await?.iter().map(read).collect()
}

/// Requests that wait for an answer, what is due first, for the cases that a viewer may see.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_waiting_requests<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
) -> Result<Vec<WaitingRequest>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT requests.*, submission_no, title FROM requests JOIN (SELECT cases.id AS visible_id, \
                 cases.township AS visible_township, submission_no, title",
                from_visible!(),
                ") AS visible ON visible_id = requests.case_id AND visible_township = requests.township \
                 WHERE answered_at_ms IS NULL ORDER BY due_on, asked_at_ms, requests.id"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits()],
        )
        .await?;
    super::readable(rows.iter().map(|row| {
        Ok(WaitingRequest {
            request: read(row)?,
            submission_no: row.text("submission_no")?,
            title: row.text("title")?,
        })
    }))
}
