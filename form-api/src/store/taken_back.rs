//! What was taken back of a letter, as it is kept beyond a restore: read from a database that works, compared with one that was put
//! back. Deliberately absent: the file that keeps it (`withdrawals`), and what is done about a difference (`steps`).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::submissions::moment;
use super::{Ask, StoreError, Tx, args};
use crate::case::{Exclusion, SubjectKind};

/// How far a letter is open, to whom, and how much is kept of its sender. It holds no words and nobody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Openness {
    /// The letter.
    pub submission_no: String,
    /// It is public (true), or was (false); none: it never was.
    pub public: Option<bool>,
    /// What the sender allows.
    pub consent: String,
    /// The keyed hash of its query code, in hex.
    pub code: String,
    /// The sender is told by mail, or not any more.
    pub mail_state: String,
    /// What the sender left is kept.
    pub has_contact: bool,
    /// Their address for mail or messages is kept.
    pub has_address: bool,
    /// The sender took the letter back.
    pub is_withdrawn: bool,
    /// Ids of its files.
    pub files: Vec<String>,
    /// Whom it is hidden from: kind and id.
    pub hidden_from: Vec<(String, String)>,
}

impl Openness {
    /// Whom it is hidden from, as rules know them.
    pub fn exclusions(&self) -> impl Iterator<Item = Exclusion> {
        self.hidden_from.iter().filter_map(|(kind, id)| match kind.as_str() {
            "staff" => Some(Exclusion::Staff(id.clone())),
            "unit" => Some(Exclusion::Office(id.clone())),
            _ => None,
        })
    }
}

/// An event that is kept beyond a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// Its place in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The letter; none for what concerns an account.
    pub case_id: Option<String>,
}

/// Events are read in pages of so many.
const PAGE: i64 = 500;

/// The next events behind one whose kind is kept beyond a restore, the earliest first, and the place up to which all were looked at.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_lasting_events<A: Ask + Send>(
    mut ask: A,
    after: i64,
    is_kept: fn(&str) -> bool,
) -> Result<(Vec<Lasting>, i64), StoreError> {
    let sql = "SELECT seq, at_ms, subject_kind, subject_id, kind FROM events WHERE township = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    let rows = ask.rows(sql, args![ask.township(), after, PAGE]).await?;
    let (mut lasting, mut seen) = (Vec::new(), after);
    for row in &rows {
        seen = row.int("seq")?;
        if !is_kept(&row.text("kind")?) {
            continue;
        }
        let at = moment(row.int("at_ms")?);
        let is_of_case = row.text_or_null("subject_kind")?.as_deref() == Some(SubjectKind::Case.as_str());
        let case_id = if is_of_case { row.text_or_null("subject_id")? } else { None };
        lasting.push(Lasting { seq: seen, at, case_id });
    }
    Ok((lasting, seen))
}

/// How far a letter is open now; none when there is no such letter.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_openness<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Option<Openness>, StoreError> {
    let sql = "SELECT submissions.submission_no AS submission_no, consent, query_code_hash, mail_state, \
               CASE WHEN sealed_contact IS NULL THEN 0 ELSE 1 END AS has_contact, \
               CASE WHEN sealed_mail_to IS NULL AND sealed_sms_to IS NULL THEN 0 ELSE 1 END AS has_address, \
               cases.state AS state, public_replies.submission_no AS public_no, withdrawn_on \
               FROM submissions JOIN cases ON cases.id = submissions.id \
               LEFT JOIN public_replies ON public_replies.township = submissions.township \
               AND public_replies.submission_no = submissions.submission_no WHERE submissions.id = $1";
    let Some(row) = ask.row(sql, args![case_id]).await? else { return Ok(None) };
    let was_public = row.text_or_null("public_no")?.is_some();
    let is_public = row.text_or_null("withdrawn_on")?.is_none();
    let files =
        "SELECT id FROM attachments WHERE subject_kind = $1 AND subject_id = $2 ORDER BY position, id";
    let files = ask.rows(files, args![SubjectKind::Case.as_str(), case_id]).await?;
    let hidden = "SELECT excluded_kind, excluded_id FROM exclusions WHERE subject_kind = 'case' AND subject_id = $1 \
                  ORDER BY excluded_kind, excluded_id";
    let hidden = ask.rows(hidden, args![case_id]).await?;
    Ok(Some(Openness {
        submission_no: row.text("submission_no")?,
        public: was_public.then_some(is_public),
        consent: row.text("consent")?,
        code: crate::seal::hex(&row.bytes("query_code_hash")?),
        mail_state: row.text("mail_state")?,
        has_contact: row.int("has_contact")? == 1,
        has_address: row.int("has_address")? == 1,
        is_withdrawn: row.text("state")? == crate::case::State::Withdrawn.as_str(),
        files: files.iter().map(|row| row.text("id")).collect::<Result<_, _>>()?,
        hidden_from: hidden
            .iter()
            .map(|row| Ok((row.text("excluded_kind")?, row.text("excluded_id")?)))
            .collect::<Result<_, StoreError>>()?,
    }))
}

/// The letter of a number.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_case_of_number<A: Ask + Send>(
    mut ask: A,
    submission_no: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT id FROM submissions WHERE submission_no = $1 AND township = $2";
    let row = ask.row(sql, args![submission_no, ask.township()]).await?;
    row.map(|row| row.text("id")).transpose()
}

/// Removes files of a letter beyond those of a list, and says which they were.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn keep_attachments(
    tx: &mut Tx,
    case_id: &str,
    kept: &[String],
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT id FROM attachments WHERE subject_kind = $1 AND subject_id = $2 ORDER BY position, id";
    let mut removed = Vec::new();
    for row in (&mut *tx).rows(sql, args![SubjectKind::Case.as_str(), case_id]).await? {
        let id = row.text("id")?;
        if !kept.contains(&id) {
            tx.execute("DELETE FROM attachments WHERE id = $1", args![&id]).await?;
            removed.push(id);
        }
    }
    Ok(removed)
}

/// The accounts that cannot sign in.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_disabled_staff<A: Ask + Send>(mut ask: A) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT id FROM staff WHERE township = $1 AND disabled_at_ms IS NOT NULL ORDER BY id";
    ask.rows(sql, args![ask.township()]).await?.iter().map(|row| row.text("id")).collect()
}

/// Ends every session: whoever works at the desk signs in again.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_all_sessions(tx: &mut Tx) -> Result<(), StoreError> {
    let township = tx.township();
    tx.execute("DELETE FROM sessions WHERE township = $1", args![township]).await.map(drop)
}

/// When the last event of the log was written; none in an empty one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_last_event_at<A: Ask + Send>(mut ask: A) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT at_ms FROM events WHERE township = $1 AND seq = (SELECT seq FROM event_head WHERE township = $1)";
    let Some(row) = ask.row(sql, args![ask.township()]).await? else { return Ok(None) };
    row.int("at_ms").map(moment).map(Some)
}

/// Every public record changes its number to one that no program has seen: whoever takes changes over reads all of them again.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn renumber_public_changes(tx: &mut Tx, by: i64) -> Result<(), StoreError> {
    let township = tx.township();
    let head = "UPDATE public_change_head SET change_no = change_no + $2 WHERE township = $1";
    tx.execute(head, args![township.clone(), by]).await?;
    let records = "UPDATE public_replies SET change_no = change_no + $2 WHERE township = $1";
    tx.execute(records, args![township, by]).await.map(drop)
}
