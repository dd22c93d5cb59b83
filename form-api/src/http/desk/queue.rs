//! The desk's lists, and one case. Only questions are asked here; steps are taken in `steps`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::case::{Act, MOST_TOGETHER, STEPS_TOGETHER, Step, shanghai_date};
use crate::context::Context;
use crate::http::desk::case_view::{self, CaseView, ListLink, QueueLine, RefusedForm};
use crate::http::desk::today::TodayView;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::{self, html};
use crate::jobs::{self, status::stuck_sentence};
use crate::messages::speak;
use crate::seal::parse_submission_no;
use crate::steps;
use crate::store::{self, Found, PageFrom, Queue, QueuePage, StoreError};

/// Cases on one page of a list.
const PAGE: usize = 50;

/// GET without the final slash.
pub async fn to_queue() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/desk/")).finish()
}

/// Anything below the desk that is no address or method of it.
///
/// # Errors
/// [`ApiError::NotFound`], always.
pub async fn not_found() -> Result<HttpResponse, ApiError> {
    Err(ApiError::NotFound)
}

/// Which list, which page, what to search.
#[derive(Debug, Default, Deserialize)]
pub struct QueueQuery {
    list: Option<String>,
    /// The page begins behind this place.
    after: Option<String>,
    /// The page ends before this place.
    before: Option<String>,
    #[serde(default)]
    q: String,
    /// A step was taken after which its case is not this person's to see.
    #[serde(default)]
    done: String,
}

impl QueueQuery {
    /// Nothing was asked for: somebody comes to the desk.
    fn is_first_page(&self) -> bool {
        self.list.is_none() && self.after.is_none() && self.before.is_none() && self.q.trim().is_empty()
    }
}

#[derive(Serialize)]
struct QueueView {
    /// What was done with a case that is not there any more for this person.
    done: Option<String>,
    /// Why reports are not taken in, or lie unread: for who can see to it.
    reports_trouble: Option<String>,
    /// What there is to do today: on the first page, and on no other.
    today: Option<TodayView>,
    /// Letters lie because nobody is left who could go on with them: for who can see to it.
    left_lying: bool,
    lists: Vec<ListLink>,
    list: &'static str,
    q: String,
    searched: bool,
    /// One text may be written for what was found.
    may_feed_back: bool,
    rows: Vec<QueueLine>,
    /// Numbers of letters whose rows cannot be read.
    unreadable: Vec<String>,
    /// How many there are on all pages of the list; what a search finds is counted on this page alone.
    total: i64,
    /// This person sees letters, or would see some.
    sees_letters: bool,
    /// A search finds more than is on this page.
    is_cut: bool,
    pages: Pages,
    /// Where all of the list from here on is worked on together, for who takes such steps.
    all_together: Option<String>,
    most_together: usize,
    /// How many senders somebody has to call, because a message did not arrive.
    unreached: i64,
    /// The year whose holiday notice will soon be needed and is not loaded.
    calendar_missing: Option<i16>,
    /// What stops the site, a line each.
    site_trouble: Vec<String>,
    /// What the service does by itself and has not done, a sentence each.
    stuck_jobs: Vec<String>,
}

/// Addresses of the pages around this one.
#[derive(Default, Serialize)]
struct Pages {
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
    last: Option<String>,
}

impl Pages {
    fn of_list(queue: Queue, page: &QueuePage) -> Self {
        let list = queue.as_str();
        let before = |place: &str| format!("/desk/?list={list}&before={place}");
        let behind = page.last_place.as_ref().filter(|_| page.has_next);
        let ahead = page.first_place.as_ref().filter(|_| page.has_previous);
        Self {
            first: page.has_previous.then(|| format!("/desk/?list={list}")),
            previous: ahead.map(|place| before(place)),
            next: behind.map(|place| format!("/desk/?list={list}&after={place}")),
            last: page.has_next.then(|| before(END)),
        }
    }

    fn of_search(q: &str, is_first: bool, found: &Found) -> Self {
        let q = serde_urlencoded::to_string([("q", q)]).unwrap_or_default();
        Self {
            first: (!is_first).then(|| format!("/desk/?{q}")),
            next: found.next.map(|next| format!("/desk/?{q}&after={next}")),
            ..Self::default()
        }
    }
}

/// What stands for a place behind all of them in an address.
const END: &str = "end";

/// Where the page that was asked for begins. A place is digits, strokes and letters; with anything else the list begins anew.
fn page_from(query: &QueueQuery) -> PageFrom {
    let is_place =
        |place: &&String| place.len() <= 64 && place.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    match (query.before.as_ref().filter(is_place), query.after.as_ref().filter(is_place)) {
        (Some(place), _) if place == END => PageFrom::Last,
        (Some(place), _) => PageFrom::Before(place.clone()),
        (None, Some(place)) => PageFrom::After(place.clone()),
        (None, None) => PageFrom::First,
    }
}

/// Characters of a search that are looked at.
const SEARCHED: usize = 100;

/// From this many days ahead on, a missing holiday notice is said: the notice comes in November.
const AHEAD_DAYS: i64 = 60;

fn calendar_missing(app: &Context) -> Option<i16> {
    let ahead = shanghai_date(app.now()).saturating_add(jiff::Span::new().days(AHEAD_DAYS)).year();
    (!app.township.calendar().years().any(|year| year == ahead)).then_some(ahead)
}

/// GET a list, or what a search finds.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn queue(
    app: web::Data<Context>,
    session: Session,
    query: web::Query<QueueQuery>,
) -> Result<HttpResponse, ApiError> {
    let viewer = session.staff.viewer();
    let today = shanghai_date(app.now());
    // More than a line is no word of a letter.
    let q: String = query.q.chars().take(SEARCHED).collect();
    let searched = !q.trim().is_empty();
    let asked = query.list.as_deref().and_then(Queue::parse).filter(|queue| queue.is_for(&viewer));
    let queue = asked.unwrap_or_else(|| first_list(&session));
    let lists = case_view::list_links(&app, &session, (!searched).then_some(queue)).await?;
    let sees_letters = viewer.takes_steps() || lists.iter().any(|link| link.count > 0);
    let today_view = match query.is_first_page() {
        true => Some(TodayView::load(&app, &session, &lists).await?),
        false => None,
    };
    let (rows, unreadable, total, is_cut, pages) = if searched {
        // A number is found however it was typed or copied.
        let wanted = parse_submission_no(&q).unwrap_or_else(|| q.clone());
        let before = query.after.as_deref().and_then(|after| after.parse().ok());
        let found = store::search_cases(&app.db, &viewer, &wanted, before, PAGE).await?;
        let is_cut = before.is_some() || found.next.is_some();
        let pages = Pages::of_search(&q, before.is_none(), &found);
        let total = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
        (found.rows, found.unreadable, total, is_cut, pages)
    } else {
        let page =
            store::list_queue(app.db.for_desk(), &viewer, queue, today, &page_from(&query), PAGE).await?;
        let total = lists.iter().find(|link| link.current).map_or(0, |link| link.count);
        let pages = Pages::of_list(queue, &page);
        (page.rows, page.unreadable, total, false, pages)
    };
    let takes_together = STEPS_TOGETHER.iter().any(|step| viewer.may_ever(*step));
    let all_together = takes_together.then(|| together_way(&query, queue, &q, searched));
    let staff = store::list_staff(&app.db).await?;
    let standing = jobs::list(&app.db, app.now()).await?;
    let site_trouble = standing.iter().flat_map(|job| job.row.trouble.lines().map(str::to_owned)).collect();
    let stuck_jobs = standing.iter().filter(|job| job.is_stuck).map(stuck_sentence).collect();
    let view = QueueView {
        today: today_view,
        done: (query.done == GONE).then(|| speak("queue-gone")),
        reports_trouble: reports_trouble(&app, &session).await?,
        left_lying: viewer.may_ever(Act::SeeReportTrouble) && steps::is_anything_left_lying(&app.db).await?,
        unreached: lists
            .iter()
            .find(|link| link.list == Queue::Unreached.as_str() && !link.current)
            .map_or(0, |link| link.count),
        lists: if sees_letters { lists } else { Vec::new() },
        sees_letters,
        list: queue.as_str(),
        q,
        searched,
        may_feed_back: viewer.may_ever(Act::WriteFeedback),
        rows: rows.iter().map(|row| QueueLine::new(&app, &staff, row)).collect(),
        unreadable,
        total,
        is_cut,
        pages,
        all_together,
        most_together: MOST_TOGETHER,
        calendar_missing: calendar_missing(&app),
        site_trouble,
        stuck_jobs,
    };
    Ok(html(app.pages.desk("desk/queue.html", Some(session.frame()), &view)?))
}

/// All of what is shown, from this page on, to be worked on together.
fn together_way(query: &QueueQuery, queue: Queue, q: &str, searched: bool) -> String {
    let mut pairs = if searched { vec![("q", q)] } else { vec![("list", queue.as_str())] };
    pairs.extend(query.after.as_deref().filter(|_| !searched).map(|place| ("after", place)));
    format!("/desk/together?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// What the address of the lists says after a step whose case is gone for this person.
const GONE: &str = "gone";

/// Leads on after a step: to the case, or to the lists where it is not this person's to see any more.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn after_step(
    app: &Context,
    session: &Session,
    submission_no: &str,
) -> Result<HttpResponse, ApiError> {
    let to = match store::find_case(&app.db, &session.staff.viewer(), submission_no).await {
        Ok(_) => format!("/desk/cases/{submission_no}"),
        // The step was taken, whatever else of the row cannot be read.
        Err(error) if error.is_of_one_row() => format!("/desk/cases/{submission_no}"),
        Err(StoreError::NotFound) => format!("/desk/?done={GONE}"),
        Err(error) => return Err(error.into()),
    };
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish())
}

/// Said to the supervision office and to administrators, who see no report themselves.
async fn reports_trouble(app: &Context, session: &Session) -> Result<Option<String>, ApiError> {
    if !session.staff.viewer().may_ever(Act::SeeReportTrouble) {
        return Ok(None);
    }
    let trouble = if store::has_unread_report(&app.db).await? {
        Some("queue-reports_unread")
    } else if store::has_report_reader(&app.db).await? {
        None
    } else {
        Some("queue-reports_closed")
    };
    Ok(trouble.map(speak))
}

/// The list that a person's work begins with.
fn first_list(session: &Session) -> Queue {
    let viewer = session.staff.viewer();
    if viewer.may_by_role(Step::Register) {
        Queue::New
    } else if viewer.reads_reports {
        Queue::Reports
    } else if viewer.may_ever(Step::Handle) {
        Queue::Open
    } else if viewer.may_ever(Step::Review) {
        Queue::Review
    } else if viewer.may_ever(Step::Redact) {
        Queue::Redaction
    } else if viewer.may_ever(Step::Publish) {
        Queue::Approval
    } else {
        Queue::Overdue
    }
}

/// GET one case.
///
/// # Errors
/// [`ApiError::NotFound`] also for a case that names the viewer.
pub async fn case(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let now = app.now();
    match load_case(&app, &session, &submission_no, None).await {
        Ok(view) => {
            let page = app.pages.desk("desk/case.html", Some(session.frame()), &view)?;
            if let Some(case_id) = view.shows_news_of() {
                // Where nothing can be written now, that is no reason to refuse a page.
                if let Err(error) = steps::look_at_case(&app.db, &session.staff.id, case_id, now).await {
                    tracing::warn!(%error, "a look could not be noted");
                }
            }
            Ok(html(page))
        }
        Err(error) if error.is_of_one_row() => {
            damaged(&app, &session, &submission_no, None, StatusCode::OK).await
        }
        Err(error) => Err(error),
    }
}

/// A case as its page shows it.
pub(crate) async fn load_case(
    app: &Context,
    session: &Session,
    submission_no: &str,
    refused: Option<RefusedForm>,
) -> Result<CaseView, ApiError> {
    let case = store::find_case(&app.db, &session.staff.viewer(), submission_no).await?;
    CaseView::load(app, session, &case, refused).await
}

#[derive(Serialize)]
struct DamagedView {
    submission_no: String,
    version: i64,
    /// It is on the site.
    is_public: bool,
    /// This person can take it down.
    may_retract: bool,
    /// What was refused.
    sentence: Option<String>,
}

/// In the place of a case whose row cannot be read: that it is so, and the way to take it off the site.
pub(crate) async fn damaged(
    app: &Context,
    session: &Session,
    submission_no: &str,
    sentence: Option<String>,
    status: StatusCode,
) -> Result<HttpResponse, ApiError> {
    let case = store::find_public_case(&app.db, &session.staff.viewer(), submission_no).await?;
    let view = DamagedView {
        version: case.version,
        is_public: case.is_published,
        may_retract: case.is_published && session.staff.viewer().may_ever(Step::Retract),
        submission_no: case.submission_no,
        sentence,
    };
    Ok(respond::page(status, app.pages.desk("desk/damaged.html", Some(session.frame()), &view)?))
}
