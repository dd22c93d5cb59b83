//! GET the meetings of the last weeks and of those to come, and what waits for one.

use actix_web::{HttpResponse, web};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use super::call::call_address;
use crate::case::{Act, Meeting, MeetingLevel, MeetingState, shanghai_date};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views::meeting_name;
use crate::messages::speak;
use crate::store::{self, ListedMeeting, WaitingCase};

/// So many days back a meeting is listed.
const BACK_DAYS: i64 = 92;

#[derive(Serialize)]
pub(crate) struct MeetingRow {
    id: String,
    name: String,
    state: &'static str,
    state_label: String,
    held_on: String,
    weekday: String,
    starts_at: String,
    place: String,
    items: i64,
    /// Its day is past and nobody has begun it.
    is_overdue: bool,
}

/// A village, an office or the joint meeting, with what waits for it.
#[derive(Serialize)]
struct Group {
    name: String,
    waiting: usize,
    /// Any village's meeting can take it up.
    is_any: bool,
    /// Where one is called, for who may.
    call: Option<String>,
    /// The next one that was called.
    next: Option<Next>,
}

#[derive(Serialize)]
struct Next {
    id: String,
    held_on: String,
}

#[derive(Serialize)]
struct MeetingsView {
    this_week: Vec<MeetingRow>,
    later: Vec<MeetingRow>,
    past: Vec<MeetingRow>,
    groups: Vec<Group>,
    /// What this person may hold with residents.
    gatherings: Vec<CallLink>,
}

/// Where a gathering is called.
#[derive(Serialize)]
struct CallLink {
    name: String,
    call: String,
}

/// A gathering of the whole township, or of one's own village.
fn gatherings(app: &Context, session: &Session) -> Vec<CallLink> {
    let viewer = session.staff.viewer();
    let own = viewer.office.as_deref().filter(|unit| app.township.units.village(unit).is_some());
    let links = MeetingLevel::GATHERINGS.into_iter().map(|level| {
        let meeting = Meeting { level, unit: own, is_issued: false, author: None };
        let may = viewer.check_meeting(Act::CallMeeting, &meeting).is_ok();
        may.then(|| CallLink {
            name: meeting_name(&app.township, level, own),
            call: call_address(level, own),
        })
    });
    links.flatten().collect()
}

fn row(app: &Context, listed: &ListedMeeting) -> MeetingRow {
    let ListedMeeting { meeting, items } = listed;
    MeetingRow {
        id: meeting.id.clone(),
        name: meeting_name(&app.township, meeting.level, meeting.unit.as_deref()),
        state: meeting.state.as_str(),
        state_label: speak(&format!("meeting-state-{}", meeting.state.as_str())),
        held_on: meeting.held_on.to_string(),
        weekday: speak(&format!("weekday-{}", meeting.held_on.weekday().to_monday_one_offset())),
        starts_at: meeting.starts_at.strftime("%H:%M").to_string(),
        place: meeting.place.clone(),
        items: *items,
        is_overdue: meeting.state == MeetingState::Planned && meeting.held_on < shanghai_date(app.now()),
    }
}

/// Who can meet: each village, each office, and all of them together.
fn units(app: &Context) -> Vec<(MeetingLevel, Option<String>)> {
    let units = &app.township.units;
    let villages = units.villages().iter().map(|one| (MeetingLevel::Village, Some(one.id.clone())));
    let offices = units.offices().iter().map(|one| (MeetingLevel::Office, Some(one.id.clone())));
    villages.chain(offices).chain([(MeetingLevel::Joint, None)]).collect()
}

fn groups(app: &Context, session: &Session, listed: &[ListedMeeting], waiting: &[WaitingCase]) -> Vec<Group> {
    let viewer = session.staff.viewer();
    let mut groups = Vec::new();
    for (level, unit) in units(app) {
        let unit = unit.as_deref();
        let is_own = |case: &&WaitingCase| {
            Some(case.state) == level.state()
                && match level {
                    MeetingLevel::Village => case.village.as_deref() == unit,
                    MeetingLevel::Office => case.lead_office.as_deref() == unit,
                    MeetingLevel::Joint => true,
                    MeetingLevel::OutreachDay | MeetingLevel::JointOfficeDay | MeetingLevel::TownHall => {
                        false
                    }
                }
        };
        let meeting = Meeting { level, unit, is_issued: false, author: None };
        let may = viewer.check_meeting(Act::CallMeeting, &meeting).is_ok();
        let waiting = waiting.iter().filter(is_own).count();
        if !may && waiting == 0 {
            continue;
        }
        let next = listed
            .iter()
            .map(|one| &one.meeting)
            .find(|one| one.level == level && one.unit.as_deref() == unit && one.state.is_open());
        groups.push(Group {
            name: meeting_name(&app.township, level, unit),
            waiting,
            is_any: false,
            call: may.then(|| call_address(level, unit)),
            next: next.map(|one| Next { id: one.id.clone(), held_on: one.held_on.to_string() }),
        });
    }
    let of_no_village = waiting
        .iter()
        .filter(|case| Some(case.state) == MeetingLevel::Village.state() && case.village.is_none())
        .count();
    if of_no_village > 0 {
        let name = speak("meetings-no_village");
        groups.push(Group { name, waiting: of_no_village, is_any: true, call: None, next: None });
    }
    // What waits stands first.
    groups.sort_by_key(|group| std::cmp::Reverse(group.waiting));
    groups
}

/// The meetings of this week that this person may see and that are not over.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn meetings_of_week(app: &Context, session: &Session) -> Result<Vec<MeetingRow>, ApiError> {
    let viewer = session.staff.viewer();
    if !viewer.may_ever(Act::SeeMeeting) {
        return Ok(Vec::new());
    }
    let (monday, next_monday) = week_of(shanghai_date(app.now()));
    let listed = store::list_meetings(&app.db, &viewer, monday).await?;
    let is_ahead = |one: &&ListedMeeting| one.meeting.state.is_open() && one.meeting.held_on < next_monday;
    Ok(listed.iter().filter(is_ahead).map(|one| row(app, one)).collect())
}

/// The Monday of a day's week, and the next one.
fn week_of(day: Date) -> (Date, Date) {
    let monday = day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days());
    (monday, monday.saturating_add(7.days()))
}

/// GET the list.
///
/// # Errors
/// [`ApiError::Forbidden`] for who has nothing to do with meetings.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SeeMeeting)?;
    let viewer = session.staff.viewer();
    let today = shanghai_date(app.now());
    let listed = store::list_meetings(&app.db, &viewer, today.saturating_sub(BACK_DAYS.days())).await?;
    let waiting = store::list_waiting_cases(&app.db, &viewer).await?;
    let (monday, next_monday) = week_of(today);
    let rows = |keep: &dyn Fn(&ListedMeeting) -> bool| -> Vec<MeetingRow> {
        listed.iter().filter(|one| keep(one)).map(|one| row(&app, one)).collect()
    };
    let mut past = rows(&|one| one.meeting.held_on < monday);
    past.reverse();
    let view = MeetingsView {
        this_week: rows(&|one| (monday..next_monday).contains(&one.meeting.held_on)),
        later: rows(&|one| one.meeting.held_on >= next_monday),
        past,
        groups: groups(&app, &session, &listed, &waiting),
        gatherings: gatherings(&app, &session),
    };
    Ok(html(app.pages.desk("desk/meetings.html", Some(session.frame()), &view)?))
}
