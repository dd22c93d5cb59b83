//! Agendas of meetings and where their cases went. Each statement that could show a case takes the viewer: who sees a meeting does
//! not see every case on its agenda.
//!
//! Deliberately absent: the meeting itself (`meetings`), and what it said of a case (`case_notes`: it is an opinion of the case).

use jiff::Timestamp;
use jiff::civil::Date;

use super::case_notes::{Opinion, read_exclusion, read_opinion};
use super::cases::day_or_null;
use super::meetings::{day, word, word_or_null};
use super::submissions::moment;
use super::visible::{from_visible, is_hidden_from, is_opened, is_report, township_of_viewer};
use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{Exclusion, ItemOutcome, MeetingLevel, MeetingState, State, Viewer};

/// The case was on an agenda of the viewer's own village and is no report. A village reads its minutes to the end, also of what went
/// on to an office. $2 office, $5 the bits of their sight of meetings.
macro_rules! is_of_own_village {
    () => {
        concat!(
            "(($5 & 256) <> 0 AND NOT ",
            is_report!(),
            " AND EXISTS (SELECT 1 FROM meeting_items AS own JOIN meetings AS theirs ON theirs.id = own.meeting_id \
             WHERE own.case_id = cases.id AND theirs.level = 'village' AND theirs.unit = $2))"
        )
    };
}

/// `… WHERE` for the cases of agendas that a viewer may see, behind `FROM` with `meeting_items`: $1 staff id, $2 office, $3 the bits of
/// their sight of letters, $5 those of their sight of meetings. `CROSS JOIN` keeps SQLite from beginning with all cases.
macro_rules! with_visible_cases {
    () => {
        concat!(
            " CROSS JOIN cases JOIN submissions ON submissions.id = cases.id WHERE cases.id = meeting_items.case_id \
             AND cases.township = meeting_items.township AND cases.township = ",
            township_of_viewer!(),
            " AND NOT ",
            is_hidden_from!("$1", "$2"),
            " AND (",
            is_opened!(),
            " OR ",
            is_of_own_village!(),
            ") "
        )
    };
}

pub(super) use {is_of_own_village, with_visible_cases};

/// The items of agendas with their cases, of those that a viewer may see; as [`with_visible_cases`].
macro_rules! visible_items {
    () => {
        concat!(
            "SELECT meeting_items.*, submission_no, title, topic, cases.state AS case_state, village, lead_office, due_on, \
             under_14, CAST(CASE WHEN ",
            is_report!(),
            " THEN 1 ELSE 0 END AS BIGINT) AS is_report FROM meeting_items",
            with_visible_cases!()
        )
    };
}

/// A case on an agenda, for somebody who sees it.
#[derive(Clone, Debug)]
pub struct ItemRow {
    /// Row id.
    pub id: String,
    /// Row id of the case.
    pub case_id: String,
    /// Letter number.
    pub submission_no: String,
    /// Title of the letter.
    pub title: String,
    /// What it is about, in a word or two.
    pub topic: Option<String>,
    /// Where the case stands now.
    pub case_state: State,
    /// Its village.
    pub village: Option<String>,
    /// The office that leads it.
    pub lead_office: Option<String>,
    /// The promised day.
    pub due_on: Option<Date>,
    /// The sender is a child.
    pub under_14: bool,
    /// It is a report.
    pub is_report: bool,
    /// Where it went; none while it is open.
    pub outcome: Option<ItemOutcome>,
    /// Row id of what the meeting said of it.
    pub opinion_id: Option<String>,
    /// Who does what was decided.
    pub responsible: Option<String>,
    /// By which day.
    pub until_on: Option<Date>,
    /// Why it was taken off, or not discussed.
    pub reason: Option<String>,
    /// Staff id of who wrote the outcome down.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
}

fn read_item(row: &Row) -> Result<ItemRow, StoreError> {
    Ok(ItemRow {
        id: row.text("id")?,
        case_id: row.text("case_id")?,
        submission_no: row.text("submission_no")?,
        title: row.text("title")?,
        topic: row.text_or_null("topic")?,
        case_state: word(row, "case_state", State::parse)?,
        village: row.text_or_null("village")?,
        lead_office: row.text_or_null("lead_office")?,
        due_on: day_or_null(row, "due_on")?,
        under_14: row.flag("under_14")?,
        is_report: row.flag("is_report")?,
        outcome: word_or_null(row, "outcome", ItemOutcome::parse)?,
        opinion_id: row.text_or_null("opinion_id")?,
        responsible: row.text_or_null("responsible")?,
        until_on: day_or_null(row, "until_on")?,
        reason: row.text_or_null("reason")?,
        decided_by: row.text_or_null("decided_by")?,
        decided_at: row.int_or_null("decided_at_ms")?.map(moment),
    })
}

/// The agenda of a meeting, of the cases that this viewer may see.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_items<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    meeting_id: &str,
) -> Result<Vec<ItemRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(visible_items!(), "AND meeting_id = $4 ORDER BY position, meeting_items.id"),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                meeting_id,
                viewer.sight_of_meetings().bits()
            ],
        )
        .await?;
    super::readable(rows.iter().map(read_item))
}

/// One case on an agenda.
///
/// # Errors
/// [`StoreError::NotFound`] also for a case that names the viewer.
pub async fn find_item<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    meeting_id: &str,
    id: &str,
) -> Result<ItemRow, StoreError> {
    let row = ask
        .row(
            concat!(visible_items!(), "AND meeting_id = $4 AND meeting_items.id = $6"),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                meeting_id,
                viewer.sight_of_meetings().bits(),
                id
            ],
        )
        .await?;
    read_item(&row.ok_or(StoreError::NotFound)?)
}

/// What is open on an agenda, whoever sees it: row ids of the items, and of their cases. For the step that closes a meeting.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_open_items(mut tx: &mut Tx, meeting_id: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT id, case_id FROM meeting_items WHERE meeting_id = $1 AND outcome IS NULL ORDER BY position, id";
    let rows = tx.rows(sql, args![meeting_id]).await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("case_id")?))).collect()
}

/// Something was said of a case on its agenda, or raised at it.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_said_something(mut tx: &mut Tx, meeting_id: &str) -> Result<bool, StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM meeting_items WHERE meeting_id = $1 AND opinion_id IS NOT NULL) \
               + (SELECT COUNT(*) FROM meeting_points WHERE meeting_id = $1) AS said";
    let row = tx.row(sql, args![meeting_id]).await?;
    row.map_or(Ok(false), |row| Ok(row.int("said")? > 0))
}

/// The opinions on the cases of an agenda, with the row id of their case, oldest first. They are shown with cases that the
/// viewer sees, and with no others.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_item_opinions<A: Ask + Send>(
    mut ask: A,
    meeting_id: &str,
) -> Result<Vec<(String, Opinion)>, StoreError> {
    let rows = ask
        .rows(
            "SELECT * FROM opinions WHERE subject_kind = 'case' AND subject_id IN \
             (SELECT case_id FROM meeting_items WHERE meeting_id = $1) ORDER BY written_at_ms, id",
            args![meeting_id],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("subject_id")?, read_opinion(row)?))).collect()
}

/// From whom the cases of an agenda are hidden, with the row id of their case.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_item_exclusions<A: Ask + Send>(
    mut ask: A,
    meeting_id: &str,
) -> Result<Vec<(String, Exclusion)>, StoreError> {
    let rows = ask
        .rows(
            "SELECT * FROM exclusions WHERE subject_kind = 'case' AND subject_id IN \
             (SELECT case_id FROM meeting_items WHERE meeting_id = $1) ORDER BY excluded_kind, excluded_id",
            args![meeting_id],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("subject_id")?, read_exclusion(row)?))).collect()
}

/// A case that waits for a meeting of its level and is on no agenda.
#[derive(Clone, Debug)]
pub struct WaitingCase {
    /// Row id of the case.
    pub id: String,
    /// Letter number.
    pub submission_no: String,
    /// Title of the letter.
    pub title: String,
    /// Where the case stands: which level it waits for.
    pub state: State,
    /// Its village.
    pub village: Option<String>,
    /// The office that leads it.
    pub lead_office: Option<String>,
    /// The promised day.
    pub due_on: Option<Date>,
}

/// Cases that wait for a meeting, what is due first, of those that this viewer may see.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_waiting_cases<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
) -> Result<Vec<WaitingCase>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT cases.id AS case_id, submission_no, title, state, village, lead_office, due_on, ceiling_on",
                from_visible!(),
                "AND state IN ('analysis_village', 'analysis_office', 'analysis_joint') AND awaits_first_reader = 0 AND NOT EXISTS \
                 (SELECT 1 FROM meeting_items WHERE meeting_items.case_id = cases.id AND outcome IS NULL) \
                 ORDER BY COALESCE(due_on, ceiling_on), submission_no"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits()],
        )
        .await?;
    super::readable(rows.iter().map(|row| {
        Ok(WaitingCase {
            id: row.text("case_id")?,
            submission_no: row.text("submission_no")?,
            title: row.text("title")?,
            state: word(row, "state", State::parse)?,
            village: row.text_or_null("village")?,
            lead_office: row.text_or_null("lead_office")?,
            due_on: day_or_null(row, "due_on")?,
        })
    }))
}

/// Puts cases at the end of an agenda; gives how many of them are on none yet, and so came onto this one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_items(
    tx: &mut Tx,
    meeting_id: &str,
    cases: &[String],
    (by, at): (&str, Timestamp),
) -> Result<usize, StoreError> {
    let mut added = 0;
    for case_id in cases {
        added += tx
            .execute(
                "INSERT INTO meeting_items (id, township, meeting_id, case_id, position, added_by, added_at_ms) \
                 SELECT $1, $2, $3, $4, (SELECT COUNT(*) + 1 FROM meeting_items WHERE meeting_id = $3), $5, $6 \
                 WHERE NOT EXISTS (SELECT 1 FROM meeting_items WHERE case_id = $4 AND outcome IS NULL) ON CONFLICT DO NOTHING",
                args![super::new_id(), tx.township(), meeting_id, case_id, by, at.as_millisecond()],
            )
            .await?;
    }
    Ok(usize::try_from(added).unwrap_or(usize::MAX))
}

/// Where a case went that was on an agenda.
#[derive(Clone, Debug)]
pub struct SettledItem<'a> {
    /// Row id of the item.
    pub id: &'a str,
    /// Where it went.
    pub outcome: ItemOutcome,
    /// Row id of what the meeting said.
    pub opinion_id: Option<&'a str>,
    /// Who does what was decided.
    pub responsible: Option<&'a str>,
    /// By which day.
    pub until_on: Option<Date>,
    /// Why it was taken off, or not discussed.
    pub reason: Option<&'a str>,
    /// Staff id of who writes it down.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Writes down where a case went.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else has done so in between.
pub async fn settle_item(tx: &mut Tx, settled: &SettledItem<'_>) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE meeting_items SET outcome = $2, opinion_id = $3, responsible = $4, until_on = $5, reason = $6, \
             decided_by = $7, decided_at_ms = $8 WHERE id = $1 AND outcome IS NULL",
            args![
                settled.id,
                settled.outcome.as_str(),
                settled.opinion_id,
                settled.responsible,
                settled.until_on.map(|day| day.to_string()),
                settled.reason,
                settled.by,
                settled.at.as_millisecond()
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// A meeting on whose agenda a case is or was.
#[derive(Clone, Debug)]
pub struct MeetingOfCase {
    /// Row id of the meeting.
    pub meeting_id: String,
    /// Which level.
    pub level: MeetingLevel,
    /// Which village or office.
    pub unit: Option<String>,
    /// Its day.
    pub held_on: Date,
    /// The offices have its minutes.
    pub is_issued: bool,
    /// Where the case went; none while it is open.
    pub outcome: Option<ItemOutcome>,
    /// Who does what was decided.
    pub responsible: Option<String>,
    /// By which day.
    pub until_on: Option<Date>,
    /// Why it was taken off, or not discussed.
    pub reason: Option<String>,
}

/// The meetings of a case that was looked up for its viewer, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_meetings_of_case<A: Ask + Send>(
    mut ask: A,
    case_id: &str,
) -> Result<Vec<MeetingOfCase>, StoreError> {
    let rows = ask
        .rows(
            "SELECT meeting_items.*, level, unit, held_on, meetings.state FROM meeting_items JOIN meetings ON meetings.id = meeting_items.meeting_id \
             WHERE case_id = $1 ORDER BY held_on, starts_at, meeting_items.added_at_ms",
            args![case_id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(MeetingOfCase {
                meeting_id: row.text("meeting_id")?,
                level: word(row, "level", MeetingLevel::parse)?,
                unit: row.text_or_null("unit")?,
                held_on: day(row, "held_on")?,
                is_issued: word(row, "state", MeetingState::parse)? == MeetingState::Issued,
                outcome: word_or_null(row, "outcome", ItemOutcome::parse)?,
                responsible: row.text_or_null("responsible")?,
                until_on: day_or_null(row, "until_on")?,
                reason: row.text_or_null("reason")?,
            })
        })
        .collect()
}
