//! Cases as the desk sees them. Every question that could show a case takes the viewer, and the statement itself
//! leaves out what that viewer must not know of: cases that name them or their office, and other offices' cases for
//! those who only handle. Deliberately absent: which step is allowed (`case::next`).

use jiff::Timestamp;
use jiff::civil::Date;

use super::submissions::{self, StoredSubmission, moment};
use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{Case, DueDate, Facts, PublicationState, State, Viewer, search_text};

/// A case with its letter.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// The letter.
    pub submission: StoredSubmission,
    /// Saved over this version only.
    pub version: i64,
    /// Where handling stands.
    pub state: State,
    /// Where publication stands.
    pub publication: PublicationState,
    /// The office that leads.
    pub lead_office: Option<String>,
    /// What it is about, in a word or two.
    pub topic: Option<String>,
    /// The promise.
    pub due: DueDate,
    /// When it was extended.
    pub extended_at: Option<Timestamp>,
    /// Why; the sender sees it.
    pub extension_reason: Option<String>,
    /// When it was reopened.
    pub reopened_at: Option<Timestamp>,
    /// The earlier case about the same matter.
    pub merged_into: Option<String>,
    /// Why it was declined, referred out or merged; the sender sees it.
    pub outcome_reason: Option<String>,
    /// The answer, in Markdown.
    pub answer: Option<String>,
    /// Who wrote it.
    pub answered_by: Option<String>,
    /// When it was written.
    pub answered_at: Option<Timestamp>,
    /// Who reviewed it.
    pub reviewed_by: Option<String>,
    /// When the sender could read it.
    pub reviewed_at: Option<Timestamp>,
    /// What the reviewer asked to be done again.
    pub redo_reason: Option<String>,
    /// Answered by the promised day: the verdict of that moment.
    pub on_time: Option<bool>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

impl CaseFile {
    /// The case as the workflow sees it.
    #[must_use]
    pub fn case(&self) -> Case {
        Case {
            state: self.state,
            publication: self.publication,
            facts: Facts {
                reopened: self.reopened_at.is_some(),
                extended: self.extended_at.is_some(),
                kind: self.submission.kind,
                consent: self.submission.consent,
                under_14: self.submission.under_14,
            },
        }
    }
}

/// A line of the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// Letter number.
    pub submission_no: String,
    /// Title.
    pub title: String,
    /// Word of the kind.
    pub kind: String,
    /// Where handling stands.
    pub state: State,
    /// Where publication stands.
    pub publication: PublicationState,
    /// Village id.
    pub village: Option<String>,
    /// Office id.
    pub lead_office: Option<String>,
    /// The promised day.
    pub due_on: Option<Date>,
    /// Unix milliseconds.
    pub received_at: Timestamp,
}

crate::case::words! {
    /// The lists of the desk.
    Queue {
        /// 待登记.
        New => "new",
        /// 待受理: registered or waiting for the sender.
        Registered => "registered",
        /// 办理中: accepted, in analysis or being handled.
        Open => "open",
        /// 待审核.
        Review => "review",
        /// 待办结: answered, to be closed.
        Answered => "answered",
        /// 已超期: the promised day is past and the sender has no answer.
        Overdue => "overdue",
        /// 可公开: closed, not yet nominated, and the sender allows it.
        Publishable => "publishable",
        /// 待脱敏.
        Redaction => "redaction",
        /// 待发布审批.
        Approval => "approval",
        /// 已公开.
        Published => "published",
        /// 全部.
        All => "all",
    }
}

impl Queue {
    /// States, publication states and consents of the list, each as `,word,word,`; an empty text is "any".
    const fn filter(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::New => (",submitted,", "", ""),
            Self::Registered => (",registered,needs_information,", "", ""),
            Self::Open => (",accepted,analysis_village,analysis_office,analysis_joint,handling,", "", ""),
            Self::Review => (",replied,", "", ""),
            Self::Answered => (",reviewed,", "", ""),
            Self::Overdue => (
                ",submitted,registered,needs_information,accepted,analysis_village,analysis_office,analysis_joint,\
                 handling,replied,",
                "",
                "",
            ),
            Self::Publishable => (",closed,", ",none,", ",anonymised,"),
            Self::Redaction => ("", ",candidate,", ""),
            Self::Approval => ("", ",redacted,", ""),
            Self::Published => ("", ",published,", ""),
            Self::All => ("", "", ""),
        }
    }
}

macro_rules! case_columns {
    () => {
        "submissions.*, version, state, publication, lead_office, topic, due_on, ceiling_on, extended_at_ms, \
         extension_reason, reopened_at_ms, merged_into, outcome_reason, answer, answered_by, answered_at_ms, \
         reviewed_by, reviewed_at_ms, redo_reason, on_time, closed_at_ms"
    };
}

macro_rules! queue_columns {
    () => {
        "submission_no, title, kind, state, publication, village, lead_office, due_on, received_at_ms"
    };
}

/// `FROM … WHERE` for everything that a viewer may see: $1 staff id, $2 office, $3 sees every office.
macro_rules! from_visible {
    () => {
        " FROM cases JOIN submissions ON submissions.id = cases.id WHERE NOT EXISTS (SELECT 1 FROM exclusions \
         WHERE exclusions.case_id = cases.id AND ((subject = 'staff' AND subject_id = $1) OR (subject = 'office' \
         AND subject_id = $2))) AND ($3 = 1 OR cases.lead_office = $2) "
    };
}

fn read(row: &Row) -> Result<CaseFile, StoreError> {
    let when = |column| Ok::<_, StoreError>(row.int_or_null(column)?.map(moment));
    Ok(CaseFile {
        submission: submissions::read(row)?,
        version: row.int("version")?,
        state: State::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
        publication: PublicationState::parse(&row.text("publication")?)
            .ok_or(StoreError::Word { column: "publication" })?,
        lead_office: row.text_or_null("lead_office")?,
        topic: row.text_or_null("topic")?,
        due: DueDate {
            due_on: day_or_null(row, "due_on")?,
            ceiling_on: day_or_null(row, "ceiling_on")?.ok_or(StoreError::Word { column: "ceiling_on" })?,
        },
        extended_at: when("extended_at_ms")?,
        extension_reason: row.text_or_null("extension_reason")?,
        reopened_at: when("reopened_at_ms")?,
        merged_into: row.text_or_null("merged_into")?,
        outcome_reason: row.text_or_null("outcome_reason")?,
        answer: row.text_or_null("answer")?,
        answered_by: row.text_or_null("answered_by")?,
        answered_at: when("answered_at_ms")?,
        reviewed_by: row.text_or_null("reviewed_by")?,
        reviewed_at: when("reviewed_at_ms")?,
        redo_reason: row.text_or_null("redo_reason")?,
        on_time: row.int_or_null("on_time")?.map(|verdict| verdict != 0),
        closed_at: when("closed_at_ms")?,
    })
}

fn day_or_null(row: &Row, column: &'static str) -> Result<Option<Date>, StoreError> {
    row.text_or_null(column)?.map(|day| day.parse().map_err(|_| StoreError::Word { column })).transpose()
}

/// Writes a case over the version that was read; a new one (version 0) is added.
///
/// # Errors
/// [`StoreError::Stale`] when somebody saved it in between.
pub async fn save_case(tx: &mut Tx, case: &CaseFile) -> Result<(), StoreError> {
    let ms = |moment: Option<Timestamp>| moment.map(Timestamp::as_millisecond);
    if case.version == 0 {
        tx.execute(
            "INSERT INTO cases (id, version, state, publication, ceiling_on) VALUES ($1, 0, $2, $3, $4)",
            args![
                &case.submission.id,
                case.state.as_str(),
                case.publication.as_str(),
                case.due.ceiling_on.to_string()
            ],
        )
        .await?;
    }
    let touched = tx
        .execute(
            "UPDATE cases SET version = version + 1, state = $3, publication = $4, lead_office = $5, topic = $6, \
             due_on = $7, ceiling_on = $8, extended_at_ms = $9, extension_reason = $10, reopened_at_ms = $11, \
             merged_into = $12, outcome_reason = $13, answer = $14, answered_by = $15, answered_at_ms = $16, \
             reviewed_by = $17, reviewed_at_ms = $18, redo_reason = $19, on_time = $20, closed_at_ms = $21 \
             WHERE id = $1 AND version = $2",
            args![
                &case.submission.id,
                case.version,
                case.state.as_str(),
                case.publication.as_str(),
                &case.lead_office,
                &case.topic,
                case.due.due_on.map(|day| day.to_string()),
                case.due.ceiling_on.to_string(),
                ms(case.extended_at),
                &case.extension_reason,
                ms(case.reopened_at),
                &case.merged_into,
                &case.outcome_reason,
                &case.answer,
                &case.answered_by,
                ms(case.answered_at),
                &case.reviewed_by,
                ms(case.reviewed_at),
                &case.redo_reason,
                case.on_time.map(i64::from),
                ms(case.closed_at),
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// A case by its letter number, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_case<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    submission_no: &str,
) -> Result<CaseFile, StoreError> {
    let row = ask
        .row(
            concat!("SELECT ", case_columns!(), from_visible!(), "AND submission_no = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.roles.see_every_office(), submission_no],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// A case by its row id, without a viewer: for the sender (who has proved the query code) and for the service itself.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_case_id<A: Ask + Send>(mut ask: A, id: &str) -> Result<CaseFile, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM cases JOIN submissions ON submissions.id = cases.id WHERE cases.id = $1"
            ),
            args![id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

fn read_queue_row(row: &Row) -> Result<QueueRow, StoreError> {
    Ok(QueueRow {
        submission_no: row.text("submission_no")?,
        title: row.text("title")?,
        kind: row.text("kind")?,
        state: State::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
        publication: PublicationState::parse(&row.text("publication")?)
            .ok_or(StoreError::Word { column: "publication" })?,
        village: row.text_or_null("village")?,
        lead_office: row.text_or_null("lead_office")?,
        due_on: day_or_null(row, "due_on")?,
        received_at: moment(row.int("received_at_ms")?),
    })
}

/// A page of a list: what is due first comes first. `today` decides what is overdue.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_queue<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    queue: Queue,
    today: Date,
    limit: i64,
    offset: i64,
) -> Result<Vec<QueueRow>, StoreError> {
    let (states, publications, consents) = queue.filter();
    let before = if queue == Queue::Overdue { today.to_string() } else { String::new() };
    let rows = ask
        .rows(
            concat!(
                "SELECT ",
                queue_columns!(),
                from_visible!(),
                "AND ($4 = '' OR $4 LIKE '%,' || state || ',%') AND ($5 = '' OR $5 LIKE '%,' || publication || ',%') \
                 AND ($6 = '' OR ($6 LIKE '%,' || consent || ',%' AND kind <> 'report' AND under_14 = 0)) \
                 AND ($7 = '' OR COALESCE(due_on, ceiling_on) < $7) \
                 ORDER BY COALESCE(due_on, ceiling_on), received_at_ms, submission_no LIMIT $8 OFFSET $9"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.roles.see_every_office(),
                states,
                publications,
                consents,
                before,
                limit,
                offset
            ],
        )
        .await?;
    rows.iter().map(read_queue_row).collect()
}

/// How many cases each list holds for this viewer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_queues<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    today: Date,
) -> Result<Vec<(Queue, i64)>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT state, publication, CASE WHEN kind <> 'report' AND under_14 = 0 THEN consent ELSE 'no' END AS \
                 allowed, CAST(CASE WHEN COALESCE(due_on, ceiling_on) < $4 THEN 1 ELSE 0 END AS BIGINT) AS late, COUNT(*) AS n",
                from_visible!(),
                "GROUP BY 1, 2, 3, 4"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.roles.see_every_office(), today.to_string()],
        )
        .await?;
    let mut counts: Vec<(Queue, i64)> = Queue::ALL.iter().map(|queue| (*queue, 0)).collect();
    for row in &rows {
        let holds = |list: &str, word: &str| list.is_empty() || list.contains(&format!(",{word},"));
        let (state, publication, allowed) =
            (row.text("state")?, row.text("publication")?, row.text("allowed")?);
        let (late, n) = (row.int("late")? != 0, row.int("n")?);
        for (queue, count) in &mut counts {
            let (states, publications, consents) = queue.filter();
            if holds(states, &state)
                && holds(publications, &publication)
                && holds(consents, &allowed)
                && (*queue != Queue::Overdue || late)
            {
                *count += n;
            }
        }
    }
    Ok(counts)
}

/// Cases whose number, title or text hold every word of `query` as a sub-string, newest first. Words are cut at white
/// space; at most five are looked at.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn search_cases<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    query: &str,
    limit: i64,
) -> Result<Vec<QueueRow>, StoreError> {
    let mut patterns: Vec<String> = query
        .split_whitespace()
        .take(5)
        .map(|word| {
            let plain = search_text(word).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            format!("%{plain}%")
        })
        .collect();
    if patterns.is_empty() {
        return Ok(Vec::new());
    }
    patterns.resize(5, "%".to_owned());
    let rows = ask
        .rows(
            concat!(
                "SELECT ",
                queue_columns!(),
                from_visible!(),
                "AND search_text LIKE $4 ESCAPE '\\' AND search_text LIKE $5 ESCAPE '\\' \
                 AND search_text LIKE $6 ESCAPE '\\' AND search_text LIKE $7 ESCAPE '\\' \
                 AND search_text LIKE $8 ESCAPE '\\' ORDER BY received_at_ms DESC, submission_no LIMIT $9"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.roles.see_every_office(),
                &patterns[0],
                &patterns[1],
                &patterns[2],
                &patterns[3],
                &patterns[4],
                limit
            ],
        )
        .await?;
    rows.iter().map(read_queue_row).collect()
}

/// The latest answers of other cases, to refuse one text for all.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_recent_answers<A: Ask + Send>(mut ask: A, except: &str) -> Result<Vec<String>, StoreError> {
    let rows = ask
        .rows(
            "SELECT answer FROM cases WHERE answer IS NOT NULL AND id <> $1 ORDER BY answered_at_ms DESC LIMIT 500",
            args![except],
        )
        .await?;
    rows.iter().map(|row| row.text("answer")).collect()
}

/// Open cases whose promise waits for a year's holiday notice.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_cases_without_due_date<A: Ask + Send>(mut ask: A) -> Result<Vec<CaseFile>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT ",
                case_columns!(),
                " FROM cases JOIN submissions ON submissions.id = cases.id WHERE due_on IS NULL AND reviewed_at_ms IS \
                 NULL AND state NOT IN ('declined', 'referred_out', 'merged', 'withdrawn', 'closed')"
            ),
            &[],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Whom a case names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// A staff member, by id.
    Staff(String),
    /// An office, by id.
    Office(String),
}

impl Exclusion {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Staff(id) => ("staff", id),
            Self::Office(id) => ("office", id),
        }
    }
}

/// From now on the case does not exist for them. Doing it again changes nothing.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_exclusion(tx: &mut Tx, case_id: &str, exclusion: &Exclusion) -> Result<(), StoreError> {
    let (subject, id) = exclusion.columns();
    tx.execute(
        "INSERT INTO exclusions (case_id, subject, subject_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![case_id, subject, id],
    )
    .await?;
    Ok(())
}

/// Whom a case is hidden from.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_exclusions<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Vec<Exclusion>, StoreError> {
    let rows = ask
        .rows(
            "SELECT subject, subject_id FROM exclusions WHERE case_id = $1 ORDER BY subject, subject_id",
            args![case_id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id = row.text("subject_id")?;
            Ok(if row.text("subject")? == "staff" { Exclusion::Staff(id) } else { Exclusion::Office(id) })
        })
        .collect()
}

/// An opinion of one level of analysis.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// The state that the case entered with it: which level.
    pub level: State,
    /// The day of the meeting.
    pub held_on: Date,
    /// A township leader attended (asked of the offices' meeting).
    pub leader_attended: bool,
    /// What was said.
    pub opinion: String,
    /// Staff id.
    pub written_by: String,
    /// When it was written down.
    pub written_at: Timestamp,
}

/// Adds an opinion; none is ever changed.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_opinion(tx: &mut Tx, case_id: &str, opinion: &Opinion) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO opinions (id, case_id, level, held_on, leader_attended, opinion, written_by, written_at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            super::new_id(),
            case_id,
            opinion.level.as_str(),
            opinion.held_on.to_string(),
            opinion.leader_attended,
            &opinion.opinion,
            &opinion.written_by,
            opinion.written_at.as_millisecond()
        ],
    )
    .await?;
    Ok(())
}

/// The opinions on a case, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_opinions<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Vec<Opinion>, StoreError> {
    let rows =
        ask.rows("SELECT * FROM opinions WHERE case_id = $1 ORDER BY written_at_ms", args![case_id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Opinion {
                level: State::parse(&row.text("level")?).ok_or(StoreError::Word { column: "level" })?,
                held_on: day_or_null(row, "held_on")?.ok_or(StoreError::Word { column: "held_on" })?,
                leader_attended: row.flag("leader_attended")?,
                opinion: row.text("opinion")?,
                written_by: row.text("written_by")?,
                written_at: moment(row.int("written_at_ms")?),
            })
        })
        .collect()
}

/// A question of the office, or what the sender answered.
#[derive(Clone, Debug)]
pub struct Message {
    /// From the office; else from the resident.
    pub from_office: bool,
    /// The text.
    pub text: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// Adds a message to a case.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_message(tx: &mut Tx, case_id: &str, message: &Message) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO messages (id, case_id, sender, text, sent_at_ms) VALUES ($1, $2, $3, $4, $5)",
        args![
            super::new_id(),
            case_id,
            if message.from_office { "office" } else { "resident" },
            &message.text,
            message.sent_at.as_millisecond()
        ],
    )
    .await?;
    Ok(())
}

/// The messages of a case, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_messages<A: Ask + Send>(mut ask: A, case_id: &str) -> Result<Vec<Message>, StoreError> {
    let rows =
        ask.rows("SELECT * FROM messages WHERE case_id = $1 ORDER BY sent_at_ms", args![case_id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Message {
                from_office: row.text("sender")? == "office",
                text: row.text("text")?,
                sent_at: moment(row.int("sent_at_ms")?),
            })
        })
        .collect()
}
