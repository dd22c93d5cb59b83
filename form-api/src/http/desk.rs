//! The desk's pages: the lists, one case, the outbox. Only questions are asked here; steps are in `desk_steps`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::case_view::{self, CaseView, ListLink, QueueLine};
use super::session::Session;
use super::views::{self, RequestView};
use crate::case::{Role, shanghai_date, shanghai_datetime};
use crate::context::Context;
use crate::seal::parse_submission_no;
use crate::store::{self, Queue, StoreError};

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Cases on one page of a list.
const PAGE: i64 = 50;

pub(super) fn html(body: String) -> HttpResponse {
    super::page(StatusCode::OK, body)
}

/// The service is up and its database answers.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn health(app: web::Data<Context>) -> Result<HttpResponse, ApiError> {
    store::find_fact(&app.db, "made_at").await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n"))
}

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

/// The desk's stylesheet and script.
///
/// # Errors
/// [`ApiError::NotFound`].
pub async fn asset(file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    embedded(&file)
}

/// A file of ours.
pub(super) fn embedded(file: &str) -> Result<HttpResponse, ApiError> {
    let found = ASSETS.get_file(file).ok_or(ApiError::NotFound)?;
    let kind = match found.path().extension().and_then(|end| end.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type(kind)
        .body(found.contents()))
}

/// Which list, which page, what to search.
#[derive(Debug, Default, Deserialize)]
pub struct QueueQuery {
    list: Option<String>,
    #[serde(default)]
    page: u32,
    #[serde(default)]
    q: String,
    /// A step was taken after which its case is not this person's to see.
    #[serde(default)]
    done: String,
}

#[derive(Serialize)]
struct QueueView {
    /// What was done with a case that is not there any more for this person.
    done: Option<String>,
    /// Why reports are not taken in, or lie unread: for who can see to it.
    reports_trouble: Option<String>,
    lists: Vec<ListLink>,
    list: &'static str,
    q: String,
    searched: bool,
    rows: Vec<QueueLine>,
    page: u32,
    has_next: bool,
    /// How many senders somebody has to call, because a message did not arrive.
    unreached: i64,
    /// The year whose holiday notice will soon be needed and is not loaded.
    calendar_missing: Option<i16>,
    /// What stops the site, a line each.
    site_trouble: Vec<String>,
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
    let page = query.page.max(1);
    let mut rows = if searched {
        // A number is found however it was typed or copied.
        let wanted = parse_submission_no(&q).unwrap_or_else(|| q.clone());
        store::search_cases(&app.db, &viewer, &wanted, PAGE * 4).await?
    } else {
        store::list_queue(&app.db, &viewer, queue, today, PAGE + 1, i64::from(page - 1) * PAGE).await?
    };
    let has_next = !searched && i64::try_from(rows.len()).is_ok_and(|n| n > PAGE);
    if has_next {
        rows.pop();
    }
    let lists = case_view::list_links(&app, &session, (!searched).then_some(queue)).await?;
    let view = QueueView {
        done: (query.done == GONE).then(|| super::speak("queue-gone")),
        reports_trouble: reports_trouble(&app, &session).await?,
        unreached: lists
            .iter()
            .find(|link| link.list == Queue::Unreached.as_str() && !link.current)
            .map_or(0, |link| link.count),
        lists,
        list: queue.as_str(),
        q,
        searched,
        rows: rows.iter().map(|row| QueueLine::new(&app, row)).collect(),
        page,
        has_next,
        calendar_missing: calendar_missing(&app),
        site_trouble: app
            .site_trouble()
            .map(|trouble| trouble.lines().map(str::to_owned).collect())
            .unwrap_or_default(),
    };
    Ok(html(app.pages.desk("desk/queue.html", Some(&session), &view)?))
}

/// What the address of the lists says after a step whose case is gone for this person.
const GONE: &str = "gone";

/// Leads on after a step: to the case, or to the lists where it is not this person's to see any more.
///
/// # Errors
/// [`ApiError::Internal`].
pub(super) async fn after_step(
    app: &Context,
    session: &Session,
    submission_no: &str,
) -> Result<HttpResponse, ApiError> {
    let to = match store::find_case(&app.db, &session.staff.viewer(), submission_no).await {
        Ok(_) => format!("/desk/cases/{submission_no}"),
        Err(StoreError::NotFound) => format!("/desk/?done={GONE}"),
        Err(error) => return Err(error.into()),
    };
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish())
}

/// Said to the supervision office and to administrators, who see no report themselves.
async fn reports_trouble(app: &Context, session: &Session) -> Result<Option<String>, ApiError> {
    let roles = &session.staff.roles;
    if !roles.has(Role::Administrator) && !roles.has(Role::Supervisor) {
        return Ok(None);
    }
    let trouble = if store::has_unread_report(&app.db).await? {
        Some("queue-reports_unread")
    } else if store::has_report_reader(&app.db).await? {
        None
    } else {
        Some("queue-reports_closed")
    };
    Ok(trouble.map(super::speak))
}

/// The list that a person's work begins with.
fn first_list(session: &Session) -> Queue {
    let roles = &session.staff.roles;
    if roles.has(Role::Registrar) {
        Queue::New
    } else if session.staff.reads_reports {
        Queue::Reports
    } else if roles.has(Role::Handler) {
        Queue::Open
    } else if roles.has(Role::Reviewer) {
        Queue::Review
    } else if roles.has(Role::Redactor) {
        Queue::Redaction
    } else if roles.has(Role::Approver) {
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
    let case = store::find_case(&app.db, &session.staff.viewer(), &submission_no).await?;
    let view = CaseView::load(&app, &session, &case, None).await?;
    Ok(html(app.pages.desk("desk/case.html", Some(&session), &view)?))
}

#[derive(Serialize)]
struct RequestRow {
    submission_no: String,
    title: String,
    request: RequestView,
}

#[derive(Serialize)]
struct RequestsView {
    rows: Vec<RequestRow>,
}

/// GET what senders ask for and nobody has answered, what is due first.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but approvers and the supervision office.
pub async fn requests(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    let roles = &session.staff.roles;
    if !roles.has(Role::Approver) && !roles.has(Role::Supervisor) {
        return Err(ApiError::Forbidden);
    }
    let waiting = store::list_waiting_requests(&app.db, &session.staff.viewer()).await?;
    let rows = waiting.into_iter().map(|one| RequestRow {
        submission_no: one.submission_no,
        title: one.title,
        request: RequestView::new(&app, one.request, &[]),
    });
    let view = RequestsView { rows: rows.collect() };
    Ok(html(app.pages.desk("desk/requests.html", Some(&session), &view)?))
}

#[derive(Serialize)]
struct MailRow {
    mail: String,
    carrier: String,
    delivery: &'static str,
    delivery_label: String,
    submission_no: Option<String>,
    created_at: String,
    sent_at: Option<String>,
    attempts: i64,
    last_error: Option<String>,
}

#[derive(Serialize)]
struct MailView {
    rows: Vec<MailRow>,
}

/// GET the outbox: what waits, what went, what the mail server said; never to whom.
///
/// # Errors
/// [`ApiError::Forbidden`] for anybody but administrators and the supervision office.
pub async fn mail(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    let roles = &session.staff.roles;
    if !roles.has(Role::Administrator) && !roles.has(Role::Supervisor) {
        return Err(ApiError::Forbidden);
    }
    let moment = |ms| jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let shown = |ms| views::minute(shanghai_datetime(moment(ms)));
    let viewer = session.staff.viewer();
    let seen = store::list_mailed_numbers(&app.db, &viewer).await?;
    let rows = store::list_outbox(&app.db).await?;
    let view = MailView {
        rows: rows
            .into_iter()
            .map(|row| MailRow {
                mail: super::speak(&format!("mail-{}", row.mail)),
                carrier: super::speak(&format!("carrier-{}", row.carrier.as_str())),
                delivery: row.delivery.as_str(),
                delivery_label: super::speak(&format!("delivery-{}", row.delivery.as_str())),
                // Only of what this person may see: an administrator sees no case, nobody but its readers a report.
                submission_no: row.submission_no.filter(|number| seen.contains(number)),
                created_at: shown(row.created_at_ms),
                sent_at: row.sent_at_ms.map(shown),
                attempts: row.attempts,
                last_error: row.last_error,
            })
            .collect(),
    };
    Ok(html(app.pages.desk("desk/mail.html", Some(&session), &view)?))
}
