//! What residents sent: written once; only the sender changes what they allow, or has their details corrected or erased.
//! Deliberately absent: the query code, of which only a keyed hash
//! is kept, and contact details in clear.

use jiff::Timestamp;

use super::db::list_column;
use super::many::Many;
use super::queue_entries::enter_in_queues;
use super::search_index::index_letters;
use super::{Arg, Ask, Row, StoreError, Tx, args};
use crate::case::{
    Channel, Consent, MailState, NotifyBy, Remark, Subject, SubmissionKind, TownshipId, search_text,
};

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
    /// Whom or what it is about, where the sender said so.
    pub accused: String,
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
    pub notify_by: Option<NotifyBy>,
    /// Whether the sender is told by mail.
    pub mail_state: MailState,
    /// What was noticed at the door.
    pub remarks: Vec<Remark>,
    /// When it was received.
    pub received_at: Timestamp,
    /// When staff entered it; none for what came by itself.
    pub entered_at: Option<Timestamp>,
    /// Who took it down at the desk.
    pub entered_by: Option<String>,
}

impl StoredSubmission {
    /// When it came into the service: staff can enter what was received before.
    #[must_use]
    pub fn came_in_at(&self) -> Timestamp {
        self.entered_at.unwrap_or(self.received_at)
    }

    /// As what events, files and messages belong to: the letter's case, which has the same id.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::case(&self.id)
    }
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

/// A letter to be kept, with what else belongs to its row.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// The letter.
    pub submission: &'a StoredSubmission,
    /// Hash of the form's random part.
    pub idempotency_key: &'a str,
    /// Id in an imported file.
    pub source_id: Option<&'a str>,
    /// Number, title and text as the desk searches them: [`searched`].
    pub search_text: &'a str,
}

/// How the desk finds a letter: by its number, its title and its text.
#[must_use]
pub fn searched(submission_no: &str, title: &str, text: &str) -> String {
    search_text(&format!("{submission_no}\n{title}\n{text}"))
}

static INTO_SUBMISSIONS: Many<24> = Many::new(
    "INSERT INTO submissions (id, submission_no, idempotency_key, source_id, query_code_hash, channel, kind, title, text, \
     search_text, village, addressed_office, consent, under_14, sealed_contact, received_at_ms, entered_by, \
     sealed_mail_to, sealed_sms_to, spam_flags, notify_by, accused, entered_at_ms, township)",
    "ON CONFLICT DO NOTHING RETURNING id",
);

/// Keeps new letters, and says which: one whose number, idempotency key or source id is there already, also among
/// these, is left out. Gives the row ids of those that were kept.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_submissions(tx: &mut Tx, letters: &[NewLetter<'_>]) -> Result<Vec<String>, StoreError> {
    let rows: Vec<_> = letters.iter().map(|letter| columns(letter, tx.township())).collect();
    let kept = INTO_SUBMISSIONS.insert(tx, &rows).await?;
    let kept = kept.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<_> = letters
        .iter()
        .map(|new| (new.submission.id.as_str(), new.search_text))
        .filter(|(id, _)| kept.iter().any(|kept| kept == id))
        .collect();
    index_letters(tx, &texts).await?;
    Ok(kept)
}

fn columns<'a>(new: &NewLetter<'a>, township: TownshipId) -> [Arg<'a>; 24] {
    let letter = new.submission;
    [
        Arg::from(&letter.id),
        Arg::from(&letter.submission_no),
        Arg::from(new.idempotency_key),
        Arg::from(new.source_id),
        Arg::from(letter.query_code_hash.as_slice()),
        Arg::from(letter.channel.as_str()),
        Arg::from(letter.kind.as_str()),
        Arg::from(&letter.title),
        Arg::from(&letter.text),
        Arg::from(new.search_text),
        Arg::from(&letter.village),
        Arg::from(&letter.addressed_office),
        Arg::from(letter.consent.as_str()),
        Arg::from(letter.under_14),
        Arg::from(letter.sealed_contact.as_deref()),
        Arg::from(letter.received_at.as_millisecond()),
        Arg::from(&letter.entered_by),
        Arg::from(letter.sealed_mail_to.as_deref()),
        Arg::from(letter.sealed_sms_to.as_deref()),
        Arg::from(list_column(&Remark::to_words(&letter.remarks))),
        Arg::from(letter.notify_by.map_or("", NotifyBy::as_str)),
        Arg::from(&letter.accused),
        Arg::from(letter.entered_at.map(Timestamp::as_millisecond)),
        Arg::from(township),
    ]
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
        accused: row.text("accused")?,
        village: row.text_or_null("village")?,
        addressed_office: row.text_or_null("addressed_office")?,
        consent: Consent::parse(&row.text("consent")?).ok_or(StoreError::Word { column: "consent" })?,
        under_14: row.flag("under_14")?,
        sealed_contact: row.bytes_or_null("sealed_contact")?,
        sealed_mail_to: row.bytes_or_null("sealed_mail_to")?,
        sealed_sms_to: row.bytes_or_null("sealed_sms_to")?,
        notify_by: NotifyBy::parse(&row.text("notify_by")?),
        mail_state: MailState::parse(&row.text("mail_state")?)
            .ok_or(StoreError::Word { column: "mail_state" })?,
        remarks: Remark::from_words(&row.list::<String>("spam_flags")?),
        received_at: moment(row.int("received_at_ms")?),
        entered_at: row.int_or_null("entered_at_ms")?.map(moment),
        entered_by: row.text_or_null("entered_by")?,
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

/// Letters that may accuse somebody: reports, complaints, and those whose senders said whom they are about.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_accusing<A: Ask + Send>(mut ask: A) -> Result<Vec<StoredSubmission>, StoreError> {
    let sql = "SELECT * FROM submissions WHERE township = $1 AND (kind IN ('report', 'complaint') OR accused <> '') \
               ORDER BY id";
    ask.rows(sql, args![ask.township()]).await?.iter().map(read).collect()
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
    let sql = "SELECT * FROM submissions WHERE township = $3 AND id > $1 AND NOT EXISTS (SELECT 1 FROM requests WHERE \
               requests.case_id = submissions.id AND requests.kind = 'erasure' AND requests.about = 'contact' AND is_granted = 1) ORDER BY id LIMIT $2";
    ask.rows(sql, args![after, limit, ask.township()]).await?.iter().map(read).collect()
}

/// What a query code is compared with.
#[derive(Clone, Debug)]
pub struct CodeHash {
    /// Row id of the letter that was read.
    pub case_id: String,
    /// Its keyed hash.
    pub query_code_hash: Vec<u8>,
    /// It is the letter that was asked for. Else it was read so that asking for it took as long.
    pub is_its_own: bool,
}

/// The hash of a letter's query code, by the letter's number. For a number that nobody has, that of the next higher one
/// (or of the lowest) is read by the same statement, so that the answer takes as long; nothing else of a letter is read.
/// None only where there is no letter at all.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_code_hash<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
) -> Result<Option<CodeHash>, StoreError> {
    let sql = "SELECT id, submission_no, query_code_hash FROM submissions WHERE township = $2 AND submission_no = COALESCE(\
               (SELECT MIN(submission_no) FROM submissions WHERE township = $2 AND submission_no >= $1), \
               (SELECT MIN(submission_no) FROM submissions WHERE township = $2))";
    let Some(row) = ask.row(sql, args![submission_no, ask.township()]).await? else { return Ok(None) };
    Ok(Some(CodeHash {
        case_id: row.text("id")?,
        query_code_hash: row.bytes("query_code_hash")?,
        is_its_own: row.text("submission_no")? == submission_no,
    }))
}

/// A letter by its number, as a whole.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_number<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
) -> Result<Option<StoredSubmission>, StoreError> {
    let row = ask
        .row(
            "SELECT * FROM submissions WHERE submission_no = $1 AND township = $2",
            args![submission_no, ask.township()],
        )
        .await?;
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
    let row = ask
        .row(
            "SELECT * FROM submissions WHERE idempotency_key = $1 AND township = $2",
            args![key, ask.township()],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Has this record of a file been imported?
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_by_source_id<A: Ask + Send>(mut ask: A, source_id: &str) -> Result<bool, StoreError> {
    Ok(ask
        .row(
            "SELECT id FROM submissions WHERE source_id = $1 AND township = $2",
            args![source_id, ask.township()],
        )
        .await?
        .is_some())
}

/// Notes what the sender allows from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_consent(tx: &mut Tx, id: &str, consent: Consent) -> Result<(), StoreError> {
    tx.execute("UPDATE submissions SET consent = $2 WHERE id = $1", args![id, consent.as_str()]).await?;
    enter_in_queues(tx, &[id]).await
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
/// case (or the one that they were merged into) was closed before a moment, and no request waits.
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
             WHERE submissions.township = $2 AND (sealed_mail_to IS NOT NULL OR sealed_sms_to IS NOT NULL) AND awaits_supervision = 0 \
             AND (state IN ('declined', 'referred_out', 'withdrawn') OR state = 'closed' AND closed_at_ms < $1 \
             OR state = 'merged' AND EXISTS (SELECT 1 FROM cases AS main WHERE main.id = cases.merged_into \
             AND main.state = 'closed' AND main.closed_at_ms < $1)) \
             AND NOT EXISTS (SELECT 1 FROM requests WHERE case_id = submissions.id AND answered_at_ms IS NULL)",
            args![closed_before_ms, ask.township()],
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
    let row =
        ask.row("SELECT COUNT(*) AS n FROM submissions WHERE township = $1", args![ask.township()]).await?;
    row.map_or(Ok(0), |row| row.int("n"))
}
