//! The desk's lists, their numbers, and search by sub-string. Each statement carries the viewer, like every question
//! about cases. Deliberately absent: a case itself (`cases`).

use jiff::Timestamp;
use jiff::civil::Date;

use super::cases::day_or_null;
use super::submissions::moment;
use super::visible::{from_visible, is_never_public, is_report};
use super::{Ask, Row, StoreError, args};
use crate::case::{Act, PublicationState, State, SubmissionKind, Viewer, search_text};

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

record::words! {
    /// The lists of the desk.
    Queue {
        /// 待登记.
        New => "new",
        /// 待受理: registered or waiting for the sender.
        Registered => "registered",
        /// 办理中: accepted, in analysis or being handled; or merged into one that is.
        Open => "open",
        /// 待审核: answers, and letters that are not to be taken up.
        Review => "review",
        /// 待办结: answered, to be closed.
        Answered => "answered",
        /// 已超期: the promised day is past and the sender has no answer.
        Overdue => "overdue",
        /// 没收到通知: a message to the sender has not arrived, and somebody has to tell them.
        Unreached => "unreached",
        /// 需督办: a bad rating that the supervision office has not seen to.
        Supervision => "supervision",
        /// 可公开: closed, not yet nominated, and the sender allows it or is still to be asked.
        Publishable => "publishable",
        /// 待脱敏.
        Redaction => "redaction",
        /// 待发布审批.
        Approval => "approval",
        /// 已公开.
        Published => "published",
        /// 举报: reports, and letters that first readers see alone for now, for who may see them; of the other lists they stand in those of calls and of bad ratings alone.
        Reports => "reports",
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
            Self::Open => {
                (",merged,accepted,analysis_village,analysis_office,analysis_joint,handling,", "", "")
            }
            Self::Review => (",replied,", "", ""),
            Self::Answered => (",reviewed,", "", ""),
            Self::Overdue => (
                ",submitted,registered,needs_information,merged,accepted,analysis_village,analysis_office,analysis_joint,\
                 handling,replied,",
                "",
                "",
            ),
            Self::Publishable => (",closed,", ",none,", ",anonymised,to_ask,"),
            Self::Redaction => ("", ",candidate,", ""),
            Self::Approval => ("", ",redacted,", ""),
            Self::Published => ("", ",published,", ""),
            Self::Unreached | Self::Supervision | Self::Reports | Self::All => ("", "", ""),
        }
    }

    /// The list holds reports too: what is somebody's task today is nobody else's, for nobody else sees them.
    const fn holds_reports(self) -> bool {
        matches!(self, Self::Reports | Self::Unreached | Self::Supervision)
    }

    /// Whether the list is for this viewer.
    #[must_use]
    pub fn is_for(self, viewer: &Viewer) -> bool {
        match self {
            Self::Supervision => viewer.may_ever(Act::ListSupervision),
            Self::Unreached => viewer.may_ever(Act::ListUnreached),
            Self::Reports => viewer.may_ever(Act::ListReports),
            _ => true,
        }
    }
}

macro_rules! queue_columns {
    () => {
        "submission_no, title, kind, state, publication, village, lead_office, due_on, received_at_ms"
    };
}

/// What the sender allows; `to_ask` while somebody who wants to be asked first has not been.
macro_rules! allowed {
    () => {
        "CASE WHEN consent = 'ask_first' AND consent_asked = 0 THEN 'to_ask' ELSE consent END"
    };
}

/// Somebody has to tell the sender what a message has not.
macro_rules! is_unreached {
    () => {
        "cases.id IN (SELECT subject_id FROM calls WHERE subject_kind = 'case' AND ended_at_ms IS NULL)"
    };
}

/// The promised day (`$today` is a parameter) is past. A letter that was merged into one that is late itself is the same
/// matter: it counts once, with that one.
macro_rules! is_late {
    ($today:literal) => {
        concat!(
            "COALESCE(due_on, ceiling_on) < ",
            $today,
            " AND NOT (state = 'merged' AND EXISTS (SELECT 1 FROM cases AS main WHERE main.id = cases.merged_into \
             AND COALESCE(main.due_on, main.ceiling_on) < ",
            $today,
            " AND main.state NOT IN ('declined', 'referred_out', 'withdrawn', 'reviewed', 'closed')))"
        )
    };
}

/// Lines of a list, and the numbers of the letters whose rows cannot be read: they are named, and keep nobody from the rest.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// What can be read.
    pub rows: Vec<QueueRow>,
    /// What cannot.
    pub unreadable: Vec<String>,
}

impl Listed {
    fn read(rows: &[Row]) -> Result<Self, StoreError> {
        let mut listed = Self::default();
        for row in rows {
            match read_queue_row(row) {
                Ok(line) => listed.rows.push(line),
                Err(error) if error.is_of_one_row() => listed.unreadable.push(row.text("submission_no")?),
                Err(error) => return Err(error),
            }
        }
        Ok(listed)
    }
}

fn read_queue_row(row: &Row) -> Result<QueueRow, StoreError> {
    let kind = row.text("kind")?;
    SubmissionKind::parse(&kind).ok_or(StoreError::Word { column: "kind" })?;
    Ok(QueueRow {
        submission_no: row.text("submission_no")?,
        title: row.text("title")?,
        kind,
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
) -> Result<Listed, StoreError> {
    let (states, publications, consents) = queue.filter();
    let before = if queue == Queue::Overdue { today.to_string() } else { String::new() };
    let rows = ask
        .rows(
            concat!(
                "SELECT ",
                queue_columns!(),
                from_visible!(),
                "AND ($4 = '' OR $4 LIKE '%,' || state || ',%' OR ($13 = 1 AND decline_by IS NOT NULL)) AND ($5 = '' OR $5 LIKE '%,' || publication || ',%') \
                 AND ($6 = '' OR ($6 LIKE '%,' || ",
                allowed!(),
                " || ',%' AND NOT ",
                is_never_public!(),
                ")) AND ($7 = '' OR (",
                is_late!("$7"),
                ")) AND ($8 = 0 OR awaits_supervision = 1) AND ($9 = 0 OR ",
                is_unreached!(),
                ") AND CASE WHEN ",
                is_report!(),
                " THEN CAST($10 AS BIGINT) ELSE CAST($14 AS BIGINT) END = 1 ORDER BY CASE WHEN ",
                is_report!(),
                " AND state IN ('declined', 'referred_out', 'withdrawn', 'closed') THEN 1 ELSE 0 END, \
                 COALESCE(due_on, ceiling_on), received_at_ms, submission_no LIMIT $11 OFFSET $12"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.sight().bits(),
                states,
                publications,
                consents,
                before,
                queue == Queue::Supervision,
                queue == Queue::Unreached,
                queue.holds_reports(),
                limit,
                offset,
                queue == Queue::Review,
                queue != Queue::Reports
            ],
        )
        .await?;
    Listed::read(&rows)
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
                "SELECT state, publication, CASE WHEN ",
                is_never_public!(),
                " THEN 'no' ELSE ",
                allowed!(),
                " END AS allowed, CAST(CASE WHEN ",
                is_late!("$4"),
                " THEN 1 ELSE 0 END AS BIGINT) AS late, awaits_supervision, CAST(CASE WHEN ",
                is_unreached!(),
                " THEN 1 ELSE 0 END AS BIGINT) AS unreached, \
                 CAST(CASE WHEN ",
                is_report!(),
                " THEN 1 ELSE 0 END AS BIGINT) AS is_report, \
                 CAST(CASE WHEN decline_by IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_proposed, COUNT(*) AS n",
                from_visible!(),
                "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), today.to_string()],
        )
        .await?;
    let mut counts: Vec<(Queue, i64)> =
        Queue::ALL.iter().filter(|queue| queue.is_for(viewer)).map(|queue| (*queue, 0)).collect();
    for row in &rows {
        let holds = |list: &str, word: &str| list.is_empty() || list.contains(&format!(",{word},"));
        let (state, publication, allowed) =
            (row.text("state")?, row.text("publication")?, row.text("allowed")?);
        let (late, n) = (row.int("late")? != 0, row.int("n")?);
        let (awaits_supervision, unreached) = (row.flag("awaits_supervision")?, row.flag("unreached")?);
        let is_report = row.flag("is_report")?;
        let is_declining = row.flag("is_proposed")?;
        for (queue, count) in &mut counts {
            let (states, publications, consents) = queue.filter();
            let is_proposed = *queue == Queue::Review && is_declining;
            if (holds(states, &state) || is_proposed)
                && holds(publications, &publication)
                && holds(consents, &allowed)
                && (*queue != Queue::Overdue || late)
                && (*queue != Queue::Supervision || awaits_supervision)
                && (*queue != Queue::Unreached || unreached)
                && (if is_report { queue.holds_reports() } else { *queue != Queue::Reports })
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
) -> Result<Listed, StoreError> {
    let mut patterns: Vec<String> = query
        .split_whitespace()
        .take(5)
        .map(|word| {
            let plain = search_text(word).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            format!("%{plain}%")
        })
        .collect();
    if patterns.is_empty() {
        return Ok(Listed::default());
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
                viewer.sight().bits(),
                &patterns[0],
                &patterns[1],
                &patterns[2],
                &patterns[3],
                &patterns[4],
                limit
            ],
        )
        .await?;
    Listed::read(&rows)
}
