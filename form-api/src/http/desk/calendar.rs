//! Somebody's meetings as a calendar (RFC 5545) to which their phone subscribes, at a secret address of their own.
//!
//! Deliberately absent: letters. The calendar lies on phones and on the servers of their makers: it says when and where who
//! meets, and neither what of nor how many.

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use jiff::tz::{self, TimeZone};
use jiff::{Timestamp, ToSpan};
use serde::Serialize;
use site_gen::render::Lines;

use crate::case::{Act, MeetingState, shanghai_date};
use crate::context::Context;
use crate::event_log::Kind;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views::meeting_name;
use crate::messages::{speak, speak_with};
use crate::seal::{calendar_secret, read_calendar_secret};
use crate::steps;
use crate::store::{self, MeetingFile};

const PAGE: &str = "/desk/calendar";

/// So many days back a calendar holds meetings.
const BACK_DAYS: i64 = 31;

#[derive(Serialize)]
struct CalendarView {
    /// None while this person has none.
    address: Option<String>,
}

/// GET the page with one's own address.
///
/// # Errors
/// [`ApiError::Forbidden`] for who has nothing to do with meetings.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SeeMeeting)?;
    let id = store::find_calendar_feed(&app.db, &session.staff.id).await?;
    let address = id.map(|id| {
        let secret = calendar_secret(&app.township.keys, &id);
        format!("{}{PAGE}/{secret}.ics", app.settings.server.public_url.base())
    });
    let view = CalendarView { address };
    Ok(html(app.pages.desk("desk/calendar.html", Some(session.frame()), &view)?))
}

/// POST that one wants a new address, or none.
///
/// # Errors
/// [`ApiError::ForgedForm`]; [`ApiError::Forbidden`].
pub async fn change(
    session: Session,
    way: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SeeMeeting)?;
    let csrf = form.iter().find(|(name, _)| name == "csrf").ok_or_else(ApiError::unreadable)?;
    session.check(&csrf.1)?;
    let posting = form.posting(PAGE);
    match way.as_str() {
        "make" => steps::make_calendar_feed(session.desk(&posting)).await?,
        "end" => steps::end_calendar_feed(session.desk(&posting)).await?,
        _ => return Err(ApiError::NotFound),
    }
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, PAGE)).finish())
}

/// GET the address of a form: somebody pressed Enter in the address bar.
pub async fn back(_: Session) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, PAGE)).finish()
}

/// GET the calendar itself: whoever has the address reads it, for phones do not sign in.
///
/// # Errors
/// [`ApiError::NotFound`] for an address that is none, or not any more.
pub async fn feed(app: web::Data<Context>, secret: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let id = read_calendar_secret(&app.township.keys, &secret).ok_or(ApiError::NotFound)?;
    let owner = store::find_calendar_owner(&app.db, id).await?.ok_or(ApiError::NotFound)?;
    let from = shanghai_date(app.now()).saturating_sub(BACK_DAYS.days());
    let listed = store::list_meetings(&app.db, &owner.viewer(), from).await?;
    // What is said of it here, and nothing of its agenda: a number that rises with that would tell of what is hidden.
    let told = [Kind::MeetingCalled, Kind::MeetingChanged, Kind::MeetingCancelled].map(Kind::as_str);
    let changes = store::count_meeting_events(&app.db, from, told).await?;
    let calendar = write(&app, listed.iter().map(|one| &one.meeting), &changes);
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/calendar; charset=utf-8")
        .body(calendar))
}

/// How often what a calendar says of a meeting has changed, and when last.
type Changes = HashMap<String, (i64, Timestamp)>;

fn write<'a>(app: &Context, meetings: impl Iterator<Item = &'a MeetingFile>, changes: &Changes) -> String {
    let mut lines = Lines::default();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//lianxin//meetings//ZH", "CALSCALE:GREGORIAN"] {
        lines.raw(line);
    }
    lines.text("X-WR-CALNAME", &speak("meetings-title"));
    // A reader asks every hour.
    for line in ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"] {
        lines.raw(line);
    }
    for meeting in meetings {
        let change = changes.get(&meeting.id).copied().unwrap_or((1, meeting.called_at));
        write_meeting(app, &mut lines, meeting, change);
    }
    lines.raw("END:VCALENDAR");
    lines.finish()
}

/// The offset of the whole country, all year round.
fn starts_at(meeting: &MeetingFile) -> Timestamp {
    let here = TimeZone::fixed(tz::offset(8));
    let starts = meeting.held_on.to_datetime(meeting.starts_at);
    here.to_timestamp(starts).unwrap_or(meeting.called_at)
}

fn write_meeting(app: &Context, lines: &mut Lines, meeting: &MeetingFile, (sequence, at): (i64, Timestamp)) {
    let moment = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let site = app.settings.server.public_url.base();
    let host = site.split_once("://").map_or(site, |(_, rest)| rest).split(['/', ':']).next().unwrap_or(site);
    let is_cancelled = meeting.state == MeetingState::Cancelled;
    let name = meeting_name(&app.township, meeting.level, meeting.unit.as_deref());
    // Many readers show what is cancelled like everything else.
    let name = if is_cancelled { speak_with("calendar-cancelled", &[("name", name)]) } else { name };
    lines.raw("BEGIN:VEVENT");
    lines.raw(&format!("UID:{}@{host}", meeting.id));
    lines.raw(&format!("DTSTAMP:{}", moment(at)));
    lines.raw(&format!("DTSTART:{}", moment(starts_at(meeting))));
    lines.raw(&format!("LAST-MODIFIED:{}", moment(at)));
    lines.raw(&format!("SEQUENCE:{}", sequence - 1));
    lines.raw(if is_cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    lines.text("SUMMARY", &name);
    lines.text("LOCATION", &meeting.place);
    lines.text("DESCRIPTION", &speak(&format!("meeting-state-{}", meeting.state.as_str())));
    lines.raw(&format!("URL:{site}/desk/meetings/{}", meeting.id));
    lines.raw("END:VEVENT");
}
