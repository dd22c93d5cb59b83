//! What residents sent: written once; only the sender changes what they allow, or has their details corrected or erased.
//! Deliberately absent: the query code, of which only a keyed hash
//! is kept, and contact details in clear.

use jiff::Timestamp;

use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{Channel, Consent, MailState, NewSubmission, Remark, SubmissionKind, ToldBy, search_text};

/// A letter as it is kept.
#[derive(Clone, Debug)]
pub struct StoredSubmission {
    /// Row id, also the case's.
    pub id: String,
    /// The number that can be said aloud.
    pub submission_no: String,
    /// Keyed hash of the query code.
    pub query_code_hash: Vec<u8>,
    /// The door it came through.
    pub channel: Channel,
    /// Its kind.
    pub kind: SubmissionKind,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Village id.
    pub village: Option<String>,
    /// Office id that the sender named.
    pub addressed_office: Option<String>,
    /// What may be published.
    pub consent: Consent,
    /// The sender is under 14.
    pub under_14: bool,
    /// Sealed contact details.
    pub sealed_contact: Option<Vec<u8>>,
    /// The address for mail, sealed to the mail key; none once the case and its rating window are closed.
    pub sealed_mail_to: Option<Vec<u8>>,
    /// The number for text messages, sealed to the mail key; goes with the address for mail.
    pub sealed_sms_to: Option<Vec<u8>>,
    /// How the sender wants to be told; none for older letters.
    pub told_by: Option<ToldBy>,
    /// Whether the sender is told by mail.
    pub mail_state: MailState,
    /// What was noticed at the door.
    pub remarks: Vec<Remark>,
    /// When it was received.
    pub received_at: Timestamp,
}

/// What makes a letter findable for its sender.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// Row id.
    pub id: String,
    /// The number that can be said aloud.
    pub submission_no: String,
    /// Hash of the form's random part.
    pub idempotency_key: String,
    /// Id in an imported file.
    pub source_id: Option<String>,
    /// Keyed hash of the query code.
    pub query_code_hash: Vec<u8>,
}

/// What of a sender is kept under seal.
#[derive(Clone, Debug, Default)]
pub struct SealedParts {
    /// Contact details, to the township's key.
    pub contact: Option<Vec<u8>>,
    /// The address for mail, to the mail key.
    pub mail_to: Option<Vec<u8>>,
    /// The number for text messages, to the mail key.
    pub sms_to: Option<Vec<u8>>,
}

/// Keeps a new letter.
///
/// # Errors
/// [`StoreError::Duplicate`] when the number, the idempotency key or the source id is there already.
pub async fn add_submission(
    tx: &mut Tx,
    receipt: &Receipt,
    letter: &NewSubmission,
    sealed: &SealedParts,
    entered_by: Option<&str>,
) -> Result<(), StoreError> {
    let searched = search_text(&format!("{}\n{}\n{}", receipt.submission_no, letter.title, letter.text));
    tx.execute(
        "INSERT INTO submissions (id, submission_no, idempotency_key, source_id, query_code_hash, channel, kind, \
         title, text, search_text, village, addressed_office, consent, under_14, sealed_contact, received_at_ms, \
         entered_by, sealed_mail_to, sealed_sms_to, remarks, told_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
        args![
            &receipt.id,
            &receipt.submission_no,
            &receipt.idempotency_key,
            &receipt.source_id,
            receipt.query_code_hash.as_slice(),
            letter.channel.as_str(),
            letter.kind.as_str(),
            &letter.title,
            &letter.text,
            searched,
            &letter.village,
            &letter.office,
            letter.consent.as_str(),
            letter.under_14,
            sealed.contact.as_deref(),
            letter.received_at.as_millisecond(),
            entered_by,
            sealed.mail_to.as_deref(),
            sealed.sms_to.as_deref(),
            Remark::to_words(&letter.remarks),
            letter.told_by.as_str(),
        ],
    )
    .await?;
    Ok(())
}

pub(super) fn read(row: &Row) -> Result<StoredSubmission, StoreError> {
    Ok(StoredSubmission {
        id: row.text("id")?,
        submission_no: row.text("submission_no")?,
        query_code_hash: row.bytes("query_code_hash")?,
        channel: Channel::parse(&row.text("channel")?).ok_or(StoreError::Word { column: "channel" })?,
        kind: SubmissionKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
        title: row.text("title")?,
        text: row.text("text")?,
        village: row.text_or_null("village")?,
        addressed_office: row.text_or_null("addressed_office")?,
        consent: Consent::parse(&row.text("consent")?).ok_or(StoreError::Word { column: "consent" })?,
        under_14: row.flag("under_14")?,
        sealed_contact: row.bytes_or_null("sealed_contact")?,
        sealed_mail_to: row.bytes_or_null("sealed_mail_to")?,
        sealed_sms_to: row.bytes_or_null("sealed_sms_to")?,
        told_by: ToldBy::parse(&row.text("told_by")?),
        mail_state: MailState::parse(&row.text("mail_state")?)
            .ok_or(StoreError::Word { column: "mail_state" })?,
        remarks: Remark::from_words(&row.text("remarks")?),
        received_at: moment(row.int("received_at_ms")?),
    })
}

/// A stored moment.
pub(super) fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A letter by its row id. Only for steps that have already looked the case up through a viewer.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_submission<A: Ask + Send>(mut ask: A, id: &str) -> Result<StoredSubmission, StoreError> {
    let row = ask.row("SELECT * FROM submissions WHERE id = $1", args![id]).await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// Letters by their row ids, those behind `after`, at most `limit`: for hashing all of them again, a part at a time. Those
/// whose senders had their data erased are left out.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_submissions_after<A: Ask + Send>(
    mut ask: A,
    after: &str,
    limit: i64,
) -> Result<Vec<StoredSubmission>, StoreError> {
    let sql = "SELECT * FROM submissions WHERE id > $1 AND NOT EXISTS (SELECT 1 FROM requests WHERE \
               requests.case_id = submissions.id AND requests.kind = 'erasure' AND requests.about = 'contact' AND is_granted = 1) ORDER BY id LIMIT $2";
    ask.rows(sql, args![after, limit]).await?.iter().map(read).collect()
}

/// A letter by its number, for its sender: the caller compares the query code.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_number<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
) -> Result<Option<StoredSubmission>, StoreError> {
    let row = ask.row("SELECT * FROM submissions WHERE submission_no = $1", args![submission_no]).await?;
    row.as_ref().map(read).transpose()
}

/// The letter that this form has already become, if it has.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_idempotency_key<A: Ask + Send>(
    mut ask: A,
    key: &str,
) -> Result<Option<StoredSubmission>, StoreError> {
    let row = ask.row("SELECT * FROM submissions WHERE idempotency_key = $1", args![key]).await?;
    row.as_ref().map(read).transpose()
}

/// Has this record of a file been imported?
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_source_id<A: Ask + Send>(mut ask: A, source_id: &str) -> Result<bool, StoreError> {
    Ok(ask.row("SELECT id FROM submissions WHERE source_id = $1", args![source_id]).await?.is_some())
}

/// Notes what the sender allows from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_consent(tx: &mut Tx, id: &str, consent: Consent) -> Result<(), StoreError> {
    tx.execute("UPDATE submissions SET consent = $2 WHERE id = $1", args![id, consent.as_str()]).await?;
    Ok(())
}

/// Puts another query code in the place of the one that a sender lost.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn replace_query_code(tx: &mut Tx, id: &str, hash: &[u8]) -> Result<(), StoreError> {
    tx.execute("UPDATE submissions SET query_code_hash = $2 WHERE id = $1", args![id, hash]).await?;
    Ok(())
}

/// Letters with an address or a number for messages to which nothing more is to be told: they were not taken up or taken back, or their
/// case was closed before a moment, and no request waits.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mail_addresses_of_before<A: Ask + Send>(
    mut ask: A,
    closed_before_ms: i64,
) -> Result<Vec<String>, StoreError> {
    let rows = ask
        .rows(
            "SELECT submissions.id FROM submissions JOIN cases ON cases.id = submissions.id \
             WHERE (sealed_mail_to IS NOT NULL OR sealed_sms_to IS NOT NULL) AND awaits_supervision = 0 \
             AND (state IN ('declined', 'referred_out', 'merged', 'withdrawn') OR state = 'closed' AND closed_at_ms < $1) \
             AND NOT EXISTS (SELECT 1 FROM requests WHERE case_id = submissions.id AND answered_at_ms IS NULL)",
            args![closed_before_ms],
        )
        .await?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// Notes whether the sender is told by mail from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_mail_state(tx: &mut Tx, id: &str, state: MailState) -> Result<(), StoreError> {
    tx.execute("UPDATE submissions SET mail_state = $2 WHERE id = $1", args![id, state.as_str()]).await?;
    Ok(())
}

/// Erases the address and the number for messages about a letter.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_mail_address(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE submissions SET sealed_mail_to = NULL, sealed_sms_to = NULL WHERE id = $1", args![id])
        .await?;
    Ok(())
}

/// How many letters there are.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_submissions<A: Ask + Send>(mut ask: A) -> Result<i64, StoreError> {
    let row = ask.row("SELECT COUNT(*) AS n FROM submissions", &[]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}
