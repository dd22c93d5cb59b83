//! The desk's lists and their numbers, read from the index that `queue_entries` keeps. Each statement carries the viewer, like every
//! question about cases. Deliberately absent: a case itself (`cases`), and search (`search`).

use jiff::Timestamp;
use jiff::civil::Date;

use super::cases::day_or_null;
use super::submissions::moment;
use super::visible::{is_counted_for, is_in_sight, is_reported_to, is_within_sight, township_of_viewer};
use super::{Arg, Ask, Row, StoreError, args};
use crate::case::{Act, News, PublicationState, Relation, Sight, State, Step, SubmissionKind, Viewer};

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
    /// Who of the office works on it, while it does.
    pub assigned_to: Option<String>,
    /// The promised day.
    pub due_on: Option<Date>,
    /// When it came.
    pub received_at: Timestamp,
    /// What is new in it for the viewer: the last of it.
    pub news: Option<News>,
    /// Where it stands among all: a page before or behind it begins there.
    pub place: String,
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
        /// 我名下: somebody of the office works on it, and it is the viewer.
        Mine => "mine",
        /// 待分办: taken up, and no office leads: it was given back, or its office is named in it.
        WithoutOffice => "without_office",
        /// 有新情况: something happened that the viewer has not looked at yet.
        Unread => "unread",
        /// 待审核: answers, and letters that are not to be taken up.
        Review => "review",
        /// 待办结: answered, to be closed.
        Answered => "answered",
        /// 已超期: the promised day is past and the sender has no answer.
        Overdue => "overdue",
        /// 今天到期: today is the promised day, and the sender has no answer.
        DueToday => "due_today",
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
        /// 在办举报: of them those that wait for something.
        OpenReports => "open_reports",
        /// 全部.
        All => "all",
    }
}

impl Queue {
    /// Whether the list is for this viewer.
    #[must_use]
    pub fn is_for(self, viewer: &Viewer) -> bool {
        match self {
            Self::Mine => viewer.may_ever(Step::PickUp),
            Self::WithoutOffice => viewer.may_by_role(Step::Transfer),
            Self::Supervision => viewer.may_ever(Act::ListSupervision),
            Self::Unreached => viewer.may_ever(Act::ListUnreached),
            Self::Reports | Self::OpenReports => viewer.may_ever(Act::ListReports),
            _ => true,
        }
    }
}

macro_rules! queue_columns {
    () => {
        concat!(
            "SELECT submission_no, title, kind, cases.state AS state, cases.publication AS publication, village, \
             cases.lead_office AS lead_office, queue_entries.assigned_to AS assigned_to, due_on, received_at_ms, place, ",
            last_news!(),
            " FROM queue_entries CROSS JOIN cases CROSS JOIN submissions WHERE queue_entries.township = ",
            township_of_viewer!(),
            " AND cases.id = queue_entries.case_id AND submissions.id = queue_entries.case_id AND "
        )
    };
}

/// Whom a case does not name: $1 staff id, $2 office.
macro_rules! is_not_excluded {
    () => {
        " AND NOT EXISTS (SELECT 1 FROM exclusions WHERE exclusions.subject_kind = 'case' AND exclusions.subject_id = queue_entries.case_id \
         AND ((excluded_kind = 'staff' AND excluded_id = $1) OR (excluded_kind = 'unit' AND excluded_id = $2)))"
    };
}

/// The promised day is past and the sender has no answer; `$place` is the first place whose day is not past. A letter that was merged
/// into one that is late itself is the same matter: it counts once, with that one.
macro_rules! is_late {
    ($place:literal) => {
        concat!(
            "queue_entries.handling IN ('new', 'registered', 'open', 'review') AND queue_entries.place < ",
            $place,
            " AND NOT EXISTS (SELECT 1 FROM queue_entries AS main WHERE main.case_id = queue_entries.merged_into AND main.place < ",
            $place,
            " AND main.handling IN ('new', 'registered', 'open', 'review'))"
        )
    };
}

/// Today is the promised day and the sender has no answer: `$place` is its first place, `$next` that of the day after. A letter that
/// was merged into one that is due itself is the same matter.
macro_rules! is_due_today {
    ($place:literal, $next:literal) => {
        concat!(
            "queue_entries.handling IN ('new', 'registered', 'open', 'review') AND queue_entries.place >= ",
            $place,
            " AND queue_entries.place < ",
            $next,
            " AND NOT EXISTS (SELECT 1 FROM queue_entries AS main WHERE main.case_id = queue_entries.merged_into AND main.place < ",
            $next,
            " AND main.handling IN ('new', 'registered', 'open', 'review'))"
        )
    };
}

/// It was taken up, and no office leads it or the letter that it waits for.
macro_rules! is_without_office {
    () => {
        "queue_entries.handling = 'open' AND queue_entries.lead_office IS NULL AND queue_entries.merged_into IS NULL"
    };
}

/// Somebody has to tell the sender what a message has not.
macro_rules! is_unreached {
    () => {
        "case_id IN (SELECT subject_id FROM calls WHERE subject_kind = 'case' AND ended_at_ms IS NULL)"
    };
}

/// What is new in it for the viewer: the last of it.
macro_rules! last_news {
    () => {
        "(SELECT news FROM unread WHERE unread.staff_id = $1 AND unread.subject_kind = 'case' \
         AND unread.subject_id = queue_entries.case_id ORDER BY since_ms DESC, news LIMIT 1) AS news"
    };
}
pub(super) use last_news;

/// Something in it is new for the viewer.
macro_rules! is_unread {
    () => {
        "queue_entries.case_id IN (SELECT subject_id FROM unread WHERE staff_id = $1 AND subject_kind = 'case')"
    };
}

/// A page of a list, forwards and backwards: $4 is the place that it begins behind, $5 its length.
macro_rules! pages {
    ($($list:expr),+) => {
        [
            concat!(queue_columns!(), $($list),+, is_not_excluded!(), " AND place > $4 ORDER BY place LIMIT $5"),
            concat!(queue_columns!(), $($list),+, is_not_excluded!(), " AND place < $4 ORDER BY place DESC LIMIT $5"),
        ]
    };
}

/// The statements of a list: one for each, so that each walks its own index. `of_office` for viewers who see nothing beyond what
/// their own office leads: the longest lists have an index by office too.
const fn pages(queue: Queue, of_office: bool) -> [&'static str; 2] {
    match (queue, of_office) {
        (Queue::New, _) => pages!("handling = 'new'", is_within_sight!()),
        (Queue::Registered, _) => pages!("handling = 'registered'", is_within_sight!()),
        (Queue::Open, _) => pages!("handling = 'open'", is_within_sight!()),
        (Queue::Mine, _) => pages!("queue_entries.assigned_to = $1", is_in_sight!()),
        (Queue::Unread, _) => pages!(is_unread!(), is_in_sight!()),
        (Queue::WithoutOffice, _) => pages!(is_without_office!(), is_within_sight!()),
        (Queue::Answered, _) => pages!("handling = 'answered'", is_within_sight!()),
        (Queue::Review, _) => pages!("is_in_review = 1", is_within_sight!()),
        (Queue::Overdue, _) => pages!(is_late!("$6"), is_within_sight!()),
        (Queue::DueToday, _) => pages!(is_due_today!("$6", "$7"), is_within_sight!()),
        (Queue::Unreached, _) => pages!(is_unreached!(), is_in_sight!()),
        (Queue::Supervision, _) => pages!("queue_entries.awaits_supervision = 1", is_in_sight!()),
        (Queue::Publishable, false) => {
            pages!("queue_entries.publication = 'publishable'", is_within_sight!())
        }
        (Queue::Redaction, false) => pages!("queue_entries.publication = 'redaction'", is_within_sight!()),
        (Queue::Approval, false) => pages!("queue_entries.publication = 'approval'", is_within_sight!()),
        (Queue::Published, false) => pages!("queue_entries.publication = 'published'", is_within_sight!()),
        (Queue::All, false) => pages!("is_report = 0", is_within_sight!()),
        (Queue::Publishable, true) => {
            pages!(
                "queue_entries.publication = 'publishable' AND queue_entries.lead_office = $2 AND ($3 & 820) = 4"
            )
        }
        (Queue::Redaction, true) => {
            pages!(
                "queue_entries.publication = 'redaction' AND queue_entries.lead_office = $2 AND ($3 & 820) = 4"
            )
        }
        (Queue::Approval, true) => {
            pages!(
                "queue_entries.publication = 'approval' AND queue_entries.lead_office = $2 AND ($3 & 820) = 4"
            )
        }
        (Queue::Published, true) => {
            pages!(
                "queue_entries.publication = 'published' AND queue_entries.lead_office = $2 AND ($3 & 820) = 4"
            )
        }
        (Queue::All, true) => pages!("is_report = 0 AND queue_entries.lead_office = $2 AND ($3 & 820) = 4"),
        (Queue::OpenReports, _) => pages!("is_report = 1 AND place < '1'", is_reported_to!()),
        (Queue::Reports, _) => pages!("is_report = 1", is_reported_to!()),
    }
}

/// Where a page of a list begins. A place stays where it is when cases before it come and go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageFrom {
    /// With the first case.
    First,
    /// Behind a place.
    After(String),
    /// So that it ends before a place.
    Before(String),
    /// So that it ends with the last case.
    Last,
}

/// A page of a list.
#[derive(Clone, Debug, Default)]
pub struct QueuePage {
    /// Its cases, in the list's order.
    pub rows: Vec<QueueRow>,
    /// Numbers of the letters on it whose rows cannot be read: they are named, and keep nobody from the rest.
    pub unreadable: Vec<String>,
    /// Where it begins.
    pub first_place: Option<String>,
    /// Where it ends.
    pub last_place: Option<String>,
    /// There are cases before them.
    pub has_previous: bool,
    /// There are cases behind them.
    pub has_next: bool,
}

/// Before and behind every place.
const FIRST_PLACE: &str = "";
const LAST_PLACE: &str = "9";

/// A page of a list: what is due first comes first. `today` decides what is overdue.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_queue<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    queue: Queue,
    today: Date,
    from: &PageFrom,
    limit: usize,
) -> Result<QueuePage, StoreError> {
    let (is_backward, place) = match from {
        PageFrom::First => (false, FIRST_PLACE),
        PageFrom::After(place) => (false, place.as_str()),
        PageFrom::Before(place) => (true, place.as_str()),
        PageFrom::Last => (true, LAST_PLACE),
    };
    let sight = viewer.sight().bits();
    let beyond_office =
        [Relation::Ordinary, Relation::MayBePublic, Relation::VillageMeeting, Relation::TakenDown];
    let of_office = beyond_office.iter().all(|relation| sight & Sight::bit(*relation) == 0);
    let sql = pages(queue, of_office)[usize::from(is_backward)];
    let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let [first_today, first_tomorrow] = first_in_time(today);
    let args: &[Arg<'_>] =
        args![&viewer.staff_id, &viewer.office, sight, place, one_more, first_today, first_tomorrow];
    let taken = match queue {
        Queue::DueToday => 7,
        Queue::Overdue => 6,
        _ => 5,
    };
    let found = ask.rows(sql, &args[..taken]).await?;
    let has_more = found.len() > limit;
    let mut found: Vec<&Row> = found.iter().take(limit).collect();
    if is_backward {
        found.reverse();
    }
    let place = |row: Option<&&Row>| row.map(|row| row.text("place")).transpose();
    let (first_place, last_place) = (place(found.first())?, place(found.last())?);
    let (rows, unreadable) = read_queue_rows(&found)?;
    let (has_previous, has_next) = match from {
        PageFrom::First => (false, has_more),
        PageFrom::After(_) => (true, has_more),
        PageFrom::Before(_) => (has_more, true),
        PageFrom::Last => (has_more, false),
    };
    Ok(QueuePage { rows, unreadable, first_place, last_place, has_previous, has_next })
}

/// The first places whose promised day is today, and tomorrow.
pub(super) fn first_in_time(today: Date) -> [String; 2] {
    [today, today.tomorrow().unwrap_or(Date::MAX)].map(|day| format!("0{day}"))
}

/// What can be read of rows, and the numbers of the letters of the others.
pub(super) fn read_queue_rows(rows: &[&Row]) -> Result<(Vec<QueueRow>, Vec<String>), StoreError> {
    let (mut read, mut unreadable) = (Vec::new(), Vec::new());
    for row in rows {
        match read_queue_row(row) {
            Ok(line) => read.push(line),
            Err(error) if error.is_of_one_row() => unreadable.push(row.text("submission_no")?),
            Err(error) => return Err(error),
        }
    }
    Ok((read, unreadable))
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
        assigned_to: row.text_or_null("assigned_to")?,
        due_on: day_or_null(row, "due_on")?,
        received_at: moment(row.int("received_at_ms")?),
        news: row.text_or_null("news")?.as_deref().and_then(News::parse),
        place: row.text("place")?,
    })
}

/// The cases that name the viewer: read once for all that are counted.
macro_rules! excluded {
    () => {
        "(SELECT subject_id FROM exclusions WHERE excluded_kind = 'staff' AND excluded_id = $1 AND subject_kind = 'case' \
         UNION SELECT subject_id FROM exclusions WHERE excluded_kind = 'unit' AND excluded_id = $2 AND subject_kind = 'case')"
    };
}

/// What a viewer sees by other ways than those by which counts are kept: few cases.
macro_rules! of_own_village_or_hand {
    () => {
        "(SELECT case_id FROM queue_entries AS own WHERE own.township = (SELECT township FROM staff WHERE staff.id = $1) \
         AND ($3 & 256) <> 0 AND own.meeting_village = $2 UNION SELECT case_id FROM queue_entries AS own \
         WHERE own.township = (SELECT township FROM staff WHERE staff.id = $1) AND ($3 & 512) <> 0 AND own.entered_by = $1)"
    };
}

/// One part of the counts.
macro_rules! count {
    ($list:literal, $($which:expr),+) => {
        concat!(
            "SELECT '", $list, "' AS list, COUNT(*) AS cases FROM queue_entries WHERE queue_entries.township = ",
            township_of_viewer!(), " AND ", $($which),+, " AND case_id NOT IN ", excluded!(),
            " UNION ALL "
        )
    };
}

/// How many cases each list holds for this viewer. The short lists are counted by their indexes; of the long ones the counts are kept.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_queues<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    today: Date,
) -> Result<Vec<(Queue, i64)>, StoreError> {
    let [first_today, first_tomorrow] = first_in_time(today);
    let rows = ask
        .rows(
            concat!(
                count!("review", "is_in_review = 1", is_within_sight!()),
                count!("mine", "queue_entries.assigned_to = $1", is_in_sight!()),
                count!("unread", is_unread!(), is_in_sight!()),
                count!("without_office", is_without_office!(), is_within_sight!()),
                count!("supervision", "awaits_supervision = 1", is_in_sight!()),
                count!("unreached", is_unreached!(), is_in_sight!()),
                count!("redaction", "publication = 'redaction'", is_within_sight!()),
                count!("approval", "publication = 'approval'", is_within_sight!()),
                count!("reports", "is_report = 1", is_reported_to!()),
                count!("open_reports", "is_report = 1 AND place < '1'", is_reported_to!()),
                count!("overdue", is_late!("$4"), is_within_sight!()),
                count!("due_today", is_due_today!("$4", "$5"), is_within_sight!()),
                "SELECT handling, COUNT(*) FROM queue_entries WHERE township = ",
                township_of_viewer!(),
                " AND handling IN ('new', 'registered', 'open', 'answered')",
                is_within_sight!(),
                " AND case_id NOT IN ",
                excluded!(),
                " GROUP BY handling UNION ALL SELECT list, CAST(SUM(cases) AS BIGINT) FROM queue_counts WHERE township = ",
                township_of_viewer!(),
                " AND ((($3 & 4) <> 0 AND office = $2) OR ($3 & 16) <> 0 OR (($3 & 32) <> 0 AND is_shared = 1)) GROUP BY list \
                 UNION ALL SELECT 'all', -COUNT(*) FROM queue_entries WHERE township || '' = ",
                township_of_viewer!(),
                " AND case_id IN ",
                excluded!(),
                " AND is_report + 0 = 0",
                is_within_sight!(),
                " UNION ALL SELECT 'all', COUNT(*) FROM queue_entries WHERE township || '' = ",
                township_of_viewer!(),
                " AND is_report + 0 = 0 AND case_id IN ",
                of_own_village_or_hand!(),
                " AND ",
                is_counted_for!(),
                " IS NOT TRUE UNION ALL SELECT publication, COUNT(*) FROM queue_entries WHERE township || '' = ",
                township_of_viewer!(),
                " AND case_id IN ",
                of_own_village_or_hand!(),
                " AND publication || '' IN ('publishable', 'published') AND ",
                is_counted_for!(),
                " IS NOT TRUE GROUP BY publication UNION ALL SELECT publication, -COUNT(*) FROM queue_entries WHERE township || '' = ",
                township_of_viewer!(),
                " AND case_id IN ",
                excluded!(),
                " AND publication || '' IN ('publishable', 'published')",
                is_within_sight!(),
                " GROUP BY publication"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), first_today, first_tomorrow],
        )
        .await?;
    let mut counts: Vec<(Queue, i64)> =
        Queue::ALL.iter().filter(|queue| queue.is_for(viewer)).map(|queue| (*queue, 0)).collect();
    for row in &rows {
        let (list, cases) = (row.text("list")?, row.int("cases")?);
        let is_of = |queue: &Queue| queue.as_str() == list;
        for (_, count) in counts.iter_mut().filter(|(queue, _)| is_of(queue)) {
            *count += cases;
        }
    }
    Ok(counts)
}
