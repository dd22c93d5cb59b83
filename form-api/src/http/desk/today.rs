//! What there is to do today, for one person: the top of the first page. Each line is a number and the list behind it, so that page and
//! list cannot disagree. Deliberately absent: questions of its own about letters, and lists of other people's work for who has none.

use jiff::ToSpan as _;
use serde::Serialize;

use crate::case::{Act, Relation, Step, Viewer, shanghai_date};
use crate::context::Context;
use crate::http::desk::boxes::boxes_to_open;
use crate::http::desk::case_view::ListLink;
use crate::http::desk::mediations::list::{Due, count_due};
use crate::http::desk::meetings::list::{MeetingRow, meetings_of_week};
use crate::http::desk::progress::missing_week;
use crate::http::desk::survey::visits::{VisitsDue, visits_due};
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::messages::speak;
use crate::steps;
use crate::store::{self, Queue};

/// The top of the first page.
#[derive(Serialize)]
pub(crate) struct TodayView {
    /// Sheets of the notice that this person writes or reads, and that no case leads to.
    ways: Vec<WayLine>,
    /// What comes first: late, or due today.
    urgent: Vec<TodayLine>,
    /// What waits for this person.
    mine: Vec<TodayLine>,
    /// What waits for somebody else, of the line in which this person works.
    others: Vec<TodayLine>,
    /// Visits of this month, for who visits.
    visits: Option<VisitsDue>,
    /// Meetings of this week that are still to be held, or run, for who goes to some.
    meetings: Vec<MeetingRow>,
}

/// A number and where it leads.
#[derive(Serialize)]
struct TodayLine {
    word: &'static str,
    label: String,
    count: i64,
    way: String,
}

/// A way without a number.
#[derive(Serialize)]
struct WayLine {
    label: String,
    way: &'static str,
}

fn ways(viewer: &Viewer) -> Vec<WayLine> {
    let mut ways = Vec::new();
    if viewer.may_ever(Act::WriteTeamAssessment) || viewer.may_ever(Act::AnswerTeamAssessment) {
        ways.push(WayLine { label: speak("team_assessments-title"), way: "/desk/team-assessments" });
    }
    if viewer.may_ever(Act::ReadProgress) {
        ways.push(WayLine { label: speak("progress-title"), way: "/desk/progress" });
    }
    if viewer.may_ever(Act::WriteProgress) {
        ways.push(WayLine { label: speak("progress-own"), way: "/desk/progress/own" });
    }
    ways
}

/// Assessments that no leader has read, for a leader.
async fn unread_assessments(app: &Context, viewer: &Viewer) -> Result<Option<TodayLine>, ApiError> {
    if !viewer.may_ever(Act::AnswerTeamAssessment) {
        return Ok(None);
    }
    let count = store::count_unread_team_assessments(&app.db, viewer).await?;
    Ok((count > 0).then(|| TodayLine {
        word: "team_assessments",
        label: speak("today-team_assessments"),
        count,
        way: "/desk/team-assessments".to_owned(),
    }))
}

/// The week before this one, where the office of this person has not handed it in.
async fn missing_progress(app: &Context, session: &Session) -> Result<Option<TodayLine>, ApiError> {
    let missing = missing_week(app, session).await?;
    Ok(missing.map(|week| TodayLine {
        word: "progress",
        label: speak("today-progress"),
        count: 1,
        way: format!("/desk/progress/own?week={week}"),
    }))
}

/// Work on letters, in the order in which it is done.
const HANDLING: [Queue; 6] =
    [Queue::New, Queue::Registered, Queue::WithoutOffice, Queue::Open, Queue::Review, Queue::Answered];

/// Work on what becomes public.
const PUBLICATION: [Queue; 3] = [Queue::Publishable, Queue::Redaction, Queue::Approval];

/// What somebody looks after beside both.
const BESIDE: [Queue; 3] = [Queue::OpenReports, Queue::Supervision, Queue::Unreached];

impl TodayView {
    /// Gathers it from the numbers of the lists.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub(crate) async fn load(app: &Context, session: &Session, lists: &[ListLink]) -> Result<Self, ApiError> {
        let viewer = session.staff.viewer();
        let line = |queue: Queue| {
            let link = lists.iter().find(|link| link.list == queue.as_str() && link.count > 0)?;
            let way = format!("/desk/?list={}", link.list);
            Some(TodayLine { word: link.list, label: link.label.clone(), count: link.count, way })
        };
        let is_mine = |queue: &Queue| is_turn_of(&viewer, *queue);
        let all = || HANDLING.into_iter().chain(PUBLICATION).chain(BESIDE);
        let mut urgent: Vec<TodayLine> =
            [Queue::Overdue, Queue::DueToday].into_iter().filter_map(line).collect();
        let own = [Queue::Unread, Queue::Mine].into_iter();
        let mut mine: Vec<TodayLine> = own.chain(all()).filter(is_mine).filter_map(line).collect();
        let with_others = |queue: &Queue| !is_mine(queue) && works_beside(&viewer, *queue);
        let others = all().filter(with_others).filter_map(line).collect();
        let [near, later] = requests(app, &viewer).await?;
        urgent.extend(near);
        mine.extend(later);
        mine.extend(unread_calls(app, &viewer).await?);
        for waiting in count_due(app, session).await? {
            urgent.extend(mediation_line(waiting.due, waiting.now, false));
            mine.extend(mediation_line(waiting.due, waiting.soon, true));
        }
        mine.extend(unread_assessments(app, &viewer).await?);
        mine.extend(missing_progress(app, session).await?);
        let (boxes, is_late) = boxes_to_open(app, session).await?;
        let (word, label) = if is_late {
            ("boxes_late", speak("today-boxes_late"))
        } else {
            ("boxes_today", speak("today-boxes_today"))
        };
        let line = TodayLine { word, label, count: boxes, way: "/desk/boxes".to_owned() };
        urgent.extend((boxes > 0).then_some(line));
        Ok(Self {
            ways: ways(&viewer),
            urgent,
            mine,
            others,
            visits: visits_due(app, session).await?,
            meetings: meetings_of_week(app, session).await?,
        })
    }
}

/// The list waits for this person: they may take the step that empties it.
fn is_turn_of(viewer: &Viewer, queue: Queue) -> bool {
    match queue {
        Queue::Unread => true,
        Queue::Mine => viewer.may_ever(Step::PickUp),
        Queue::New => viewer.may_by_role(Step::Register),
        Queue::WithoutOffice => viewer.may_by_role(Step::Transfer),
        Queue::Registered => viewer.may_by_role(Step::Accept),
        // A leader may write down what a meeting said of any letter; that does not make all letters theirs.
        Queue::Open => {
            viewer.may_by_role(Step::Handle)
                || (viewer.may_by_role(Step::RecordOpinion) && !viewer.sight().has(Relation::Ordinary))
        }
        Queue::Review => viewer.may_by_role(Step::Review),
        Queue::Answered => viewer.may_by_role(Step::Close),
        Queue::Publishable => viewer.may_ever(Step::Nominate),
        Queue::Redaction => viewer.may_ever(Step::Redact),
        Queue::Approval => viewer.may_ever(Step::Publish),
        Queue::OpenReports => viewer.may_ever(Act::ListReports),
        Queue::Supervision => viewer.may_ever(Act::ListSupervision),
        Queue::Unreached => viewer.may_ever(Act::ListUnreached),
        _ => false,
    }
}

/// The list is of the line in which this person works, or which they look after.
fn works_beside(viewer: &Viewer, queue: Queue) -> bool {
    if PUBLICATION.contains(&queue) {
        return PUBLICATION.iter().any(|one| is_turn_of(viewer, *one));
    }
    let works = HANDLING.iter().any(|one| is_turn_of(viewer, *one));
    HANDLING.contains(&queue) && (works || viewer.sight().has(Relation::Ordinary))
}

/// Mediations that wait for their handler.
fn mediation_line(due: Due, count: i64, is_soon: bool) -> Option<TodayLine> {
    let label = match (due, is_soon) {
        (Due::Performance, false) => speak("today-mediation_performance"),
        (Due::Performance, true) => speak("today-mediation_performance_soon"),
        (Due::CallBack, false) => speak("today-mediation_call_back"),
        (Due::CallBack, true) => speak("today-mediation_call_back_soon"),
        (Due::Confirmation, false) => speak("today-mediation_confirmation"),
        (Due::Confirmation, true) => speak("today-mediation_confirmation_soon"),
    };
    let way = format!("/desk/mediations?due={}", due.as_str());
    (count > 0).then_some(TodayLine { word: "mediation", label, count, way })
}

/// What senders ask for: near its day, or late, and the rest.
async fn requests(app: &Context, viewer: &Viewer) -> Result<[Option<TodayLine>; 2], ApiError> {
    if !viewer.may_ever(Act::ListRequests) {
        return Ok([None, None]);
    }
    let waiting = store::list_waiting_requests(&app.db, viewer).await?;
    let near_day = shanghai_date(app.now()).saturating_add(steps::NEAR_DAYS.days());
    let near = waiting.iter().filter(|one| one.request.due_on <= near_day).count();
    let line = |word: &'static str, label: String, count: usize| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        (count > 0).then(|| TodayLine { word, label, count, way: "/desk/requests".to_owned() })
    };
    Ok([
        line("requests_near", speak("today-requests_near"), near),
        line("requests", speak("today-requests"), waiting.len() - near),
    ])
}

/// Answers given on the telephone that this person reads afterwards.
async fn unread_calls(app: &Context, viewer: &Viewer) -> Result<Option<TodayLine>, ApiError> {
    if !viewer.may_ever(Act::SpotCheck) {
        return Ok(None);
    }
    let count = store::count_unread_calls(&app.db, viewer).await?;
    let label = speak("today-checks");
    Ok((count > 0).then(|| TodayLine { word: "checks", label, count, way: "/desk/checks".to_owned() }))
}
