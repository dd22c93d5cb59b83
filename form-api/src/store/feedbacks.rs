//! Collective feedback with its letters. A feedback is there for whoever sees at least one of its letters and is named in none
//! of them; of its letters they find those that they see.

use jiff::Timestamp;
use jiff::civil::Date;
use record::FeedbackScope;

use super::cases::{self, CaseFile, case_columns};
use super::many::Many;
use super::submissions::moment;
use super::visible::{is_hidden_from, is_never_public, is_report, is_visible, township_of_viewer};
use super::{Arg, Ask, Row, StoreError, Tx, args};
use crate::case::{FeedbackMedium, FeedbackState, Subject, Viewer, shanghai_date};

/// A feedback as it is kept.
#[derive(Clone, Debug)]
pub struct FeedbackFile {
    /// Row id.
    pub id: String,
    /// Saved over this version only.
    pub version: i64,
    /// `YYYY-0000-NNNN`.
    pub feedback_no: String,
    /// Where it stands.
    pub state: FeedbackState,
    /// What it is about, in a line.
    pub title: String,
    /// What the letters have in common.
    pub matter: String,
    /// What was said.
    pub text: String,
    /// Why what looks like somebody's details may stand in it.
    pub kept: Option<String>,
    /// Office id: who says it.
    pub office: String,
    /// Before whom.
    pub scope: FeedbackScope,
    /// Village id.
    pub village: Option<String>,
    /// Of which group of the village.
    pub group: Option<String>,
    /// How.
    pub medium: FeedbackMedium,
    /// On which day.
    pub said_on: Date,
    /// Where.
    pub place: Option<String>,
    /// Staff id of who wrote it last.
    pub written_by: String,
    /// When.
    pub written_at: Timestamp,
    /// Staff id of the second person.
    pub told_by: Option<String>,
    /// When they let it out.
    pub told_at: Option<Timestamp>,
    /// How many senders were told.
    pub letters: i64,
}

impl FeedbackFile {
    /// As what events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::feedback(&self.id)
    }
}

/// A feedback in a list, with how many of its letters the viewer sees.
#[derive(Clone, Debug)]
pub struct FeedbackRow {
    /// The feedback.
    pub feedback: FeedbackFile,
    /// Letters that the viewer sees.
    pub seen: i64,
}

fn read(row: &Row) -> Result<FeedbackFile, StoreError> {
    Ok(FeedbackFile {
        id: row.text("id")?,
        version: row.int("version")?,
        feedback_no: row.text("feedback_no")?,
        state: FeedbackState::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
        title: row.text("title")?,
        matter: row.text("matter")?,
        text: row.text("text")?,
        kept: row.text_or_null("kept")?,
        office: row.text("office")?,
        scope: FeedbackScope::parse(&row.text("scope")?).ok_or(StoreError::Word { column: "scope" })?,
        village: row.text_or_null("village")?,
        group: row.text_or_null("group_name")?,
        medium: FeedbackMedium::parse(&row.text("medium")?).ok_or(StoreError::Word { column: "medium" })?,
        said_on: row.text("said_on")?.parse().map_err(|_| StoreError::Word { column: "said_on" })?,
        place: row.text_or_null("place")?,
        written_by: row.text("written_by")?,
        written_at: moment(row.int("written_at_ms")?),
        told_by: row.text_or_null("told_by")?,
        told_at: row.int_or_null("told_at_ms")?.map(moment),
        letters: row.int("letters")?,
    })
}

/// Its letters that the viewer sees, of the feedback of the statement around it: $1 staff id, $2 office, $3 the bits of their
/// sight.
macro_rules! seen_letters {
    ($what:literal) => {
        concat!(
            "(SELECT ",
            $what,
            " FROM feedback_cases JOIN cases ON cases.id = feedback_cases.case_id JOIN submissions ON submissions.id = cases.id \
             WHERE feedback_cases.feedback_id = feedbacks.id AND feedback_cases.township = feedbacks.township AND ",
            is_visible!(),
            ")"
        )
    };
}

/// `FROM … WHERE` for the feedback that a viewer may see, with the same places. They are counted: what exists, PostgreSQL would
/// seek by joining whole tables.
macro_rules! from_feedbacks {
    () => {
        concat!(
            " FROM feedbacks WHERE feedbacks.township = ",
            township_of_viewer!(),
            " AND (SELECT COUNT(*) FROM feedback_cases JOIN cases ON cases.id = feedback_cases.case_id \
             WHERE feedback_cases.feedback_id = feedbacks.id AND feedback_cases.township = feedbacks.township AND ",
            is_hidden_from!("$1", "$2"),
            ") = 0 AND ",
            seen_letters!("COUNT(*)"),
            " > 0"
        )
    };
}

/// Keeps a feedback under the next number of the year, with its letters; gives the number. One that a letter has is passed over.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id is there already.
pub async fn add_feedback(
    tx: &mut Tx,
    feedback: &FeedbackFile,
    case_ids: &[String],
) -> Result<String, StoreError> {
    static INTO_CASES: Many<3> = Many::new("INSERT INTO feedback_cases (feedback_id, case_id, township)", "");
    let township = tx.township();
    let year = shanghai_date(feedback.written_at).year();
    let feedback_no = next_number(tx, year).await?;
    tx.execute(
        "INSERT INTO feedbacks (id, township, version, feedback_no, state, title, matter, text, kept, office, scope, village, \
         group_name, medium, said_on, place, written_by, written_at_ms, letters) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0)",
        args![
            &feedback.id,
            tx.township(),
            &feedback_no,
            feedback.state.as_str(),
            &feedback.title,
            &feedback.matter,
            &feedback.text,
            &feedback.kept,
            &feedback.office,
            feedback.scope.as_str(),
            &feedback.village,
            &feedback.group,
            feedback.medium.as_str(),
            feedback.said_on.to_string(),
            &feedback.place,
            &feedback.written_by,
            feedback.written_at.as_millisecond()
        ],
    )
    .await?;
    let rows: Vec<_> = case_ids
        .iter()
        .map(|case_id| {
            [Arg::from(feedback.id.as_str()), Arg::from(case_id.as_str()), Arg::from(township.clone())]
        })
        .collect();
    INTO_CASES.insert(tx, &rows).await?;
    Ok(feedback_no)
}

async fn next_number(tx: &mut Tx, year: i16) -> Result<String, StoreError> {
    let beginning = format!("{year}-0000-");
    let sql = "SELECT COALESCE(MAX(feedback_no), '') AS last FROM feedbacks WHERE township = $1 AND feedback_no >= $2 \
               AND feedback_no < $3";
    let until = format!("{year}-0001-");
    let township = tx.township();
    let row = (&mut *tx).row(sql, args![township, &beginning, until]).await?;
    let last = row.map_or(Ok(String::new()), |row| row.text("last"))?;
    let mut number: u32 =
        last.strip_prefix(&beginning).and_then(|digits| digits.parse().ok()).unwrap_or(0) + 1;
    loop {
        let next = format!("{beginning}{number:04}");
        if super::find_by_number(&mut *tx, &next).await?.is_none() {
            return Ok(next);
        }
        number += 1;
    }
}

/// Saves a feedback over the version that was read.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn save_feedback(tx: &mut Tx, feedback: &FeedbackFile) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE feedbacks SET version = version + 1, state = $3, title = $4, matter = $5, text = $6, kept = $7, \
             office = $8, scope = $9, village = $10, group_name = $11, medium = $12, said_on = $13, place = $14, \
             written_by = $15, written_at_ms = $16, told_by = $17, told_at_ms = $18, letters = $19 \
             WHERE id = $1 AND version = $2",
            args![
                &feedback.id,
                feedback.version,
                feedback.state.as_str(),
                &feedback.title,
                &feedback.matter,
                &feedback.text,
                &feedback.kept,
                &feedback.office,
                feedback.scope.as_str(),
                &feedback.village,
                &feedback.group,
                feedback.medium.as_str(),
                feedback.said_on.to_string(),
                &feedback.place,
                &feedback.written_by,
                feedback.written_at.as_millisecond(),
                &feedback.told_by,
                feedback.told_at.map(Timestamp::as_millisecond),
                feedback.letters
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Notes that the sender of one of its letters was told.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn note_told(
    tx: &mut Tx,
    feedback_id: &str,
    case_id: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE feedback_cases SET told_at_ms = $3 WHERE feedback_id = $1 AND case_id = $2";
    tx.execute(sql, args![feedback_id, case_id, at.as_millisecond()]).await.map(drop)
}

/// A feedback, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_feedback<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<FeedbackFile, StoreError> {
    let row = ask
        .row(
            concat!("SELECT feedbacks.*", from_feedbacks!(), " AND feedbacks.id = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// The feedback that a viewer may see, the newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_feedbacks<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (most, from): (i64, i64),
) -> Result<Vec<FeedbackRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT feedbacks.*, ",
                seen_letters!("COUNT(*)"),
                " AS seen",
                from_feedbacks!(),
                " ORDER BY feedbacks.written_at_ms DESC, feedbacks.id LIMIT $4 OFFSET $5"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), most, from],
        )
        .await?;
    super::readable(rows.iter().map(|row| Ok(FeedbackRow { feedback: read(row)?, seen: row.int("seen")? })))
}

/// The letters of a feedback that a viewer sees, in the order in which they came.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_feedback_cases<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<Vec<CaseFile>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM feedback_cases JOIN cases ON cases.id = feedback_cases.case_id \
                 JOIN submissions ON submissions.id = cases.id WHERE feedback_cases.feedback_id = $4 AND ",
                is_visible!(),
                " ORDER BY received_at_ms, submission_no"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), id],
        )
        .await?;
    rows.iter().map(cases::read).collect()
}

/// How many letters it has that may be answered in public, whoever sees them.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_feedback_letters<A: Ask + Send>(mut ask: A, id: &str) -> Result<usize, StoreError> {
    let sql = concat!(
        "SELECT COUNT(*) AS n FROM feedback_cases JOIN cases ON cases.id = feedback_cases.case_id \
         JOIN submissions ON submissions.id = cases.id WHERE feedback_cases.feedback_id = $1 AND NOT ",
        is_report!(),
        " AND NOT ",
        is_never_public!()
    );
    let row = ask.row(sql, args![id]).await?;
    let count = row.map_or(Ok(0), |row| row.int("n"))?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// What the sender of a case was told together with others, the latest first. Only for callers that have looked the case up
/// through a viewer, and for its sender.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_feedbacks_of_case<A: Ask + Send>(
    mut ask: A,
    case_id: &str,
) -> Result<Vec<FeedbackFile>, StoreError> {
    let sql = "SELECT feedbacks.* FROM feedback_cases JOIN feedbacks ON feedbacks.id = feedback_cases.feedback_id \
               WHERE feedback_cases.case_id = $1 AND feedback_cases.told_at_ms IS NOT NULL \
               ORDER BY feedback_cases.told_at_ms DESC, feedbacks.feedback_no DESC";
    let rows = ask.rows(sql, args![case_id]).await?;
    super::readable(rows.iter().map(read))
}
