//! GET and POST the form that calls a meeting of one village, of one office, or the joint one.

use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError, web};
use jiff::civil::Date;
use serde::Serialize;

use super::view::{MeetingFill, meeting_address};
use crate::case::forms::{CALL_MEETING, Fault, Form as CaseForm, GATHER, Sent};
use crate::case::{Act, Meeting, MeetingLevel, parse_time, shanghai_date};
use crate::context::Context;
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{FormView, Refused, Said, SummaryLine, summary};
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::meeting_name;
use crate::steps::{self, Called};
use crate::store;

/// The unit in the address of the joint meeting, which has none.
const NO_UNIT: &str = "-";

/// The list of meetings.
const MEETINGS: &str = "/desk/meetings";

/// What a form says of a meeting that is called, or changes.
pub(super) fn called<'a>(form: &CaseForm, sent: &'a Sent) -> Result<Called<'a>, ApiError> {
    let has_members = form.field("members").is_some();
    let missing = |key: &str| ApiError::BadRequest(key.to_owned());
    Ok(Called {
        held_on: sent.day("held_on").ok_or_else(|| missing("missing-meeting_day"))?,
        starts_at: parse_time(sent.text("starts_at").trim())
            .ok_or_else(|| missing("missing-meeting_time"))?,
        place: sent.text("place"),
        chair: sent.text("chair"),
        members: if has_members {
            sent.count("members").map(i64::from).ok_or_else(|| missing("missing-meeting_members"))?
        } else {
            0
        },
        topic: sent.text("topic"),
        invited: sent.text("invited"),
    })
}

/// Whose meeting an address means.
struct Asked {
    level: MeetingLevel,
    unit: Option<String>,
}

impl Asked {
    fn read(session: &Session, app: &Context, (level, unit): (String, String)) -> Result<Self, ApiError> {
        let level = MeetingLevel::parse(&level).ok_or(ApiError::NotFound)?;
        let units = &app.township.units;
        let is_there = match level {
            MeetingLevel::Village => units.village(&unit).is_some(),
            MeetingLevel::Office => units.office(&unit).is_some(),
            MeetingLevel::Joint => unit == NO_UNIT,
            MeetingLevel::OutreachDay | MeetingLevel::JointOfficeDay | MeetingLevel::TownHall => {
                unit == NO_UNIT || units.village(&unit).is_some()
            }
        };
        if !is_there {
            return Err(ApiError::NotFound);
        }
        let asked = Self { level, unit: Some(unit).filter(|unit| unit != NO_UNIT) };
        let meeting = Meeting { level, unit: asked.unit.as_deref(), is_issued: false, author: None };
        let may = session.staff.viewer().check_meeting(Act::CallMeeting, &meeting);
        if may.is_ok() { Ok(asked) } else { Err(ApiError::Forbidden) }
    }

    fn form(&self) -> &'static CaseForm {
        if self.level.is_gathering() { &GATHER } else { &CALL_MEETING }
    }

    fn address(&self) -> String {
        call_address(self.level, self.unit.as_deref())
    }
}

/// Where a meeting of this level and unit is called.
pub(super) fn call_address(level: MeetingLevel, unit: Option<&str>) -> String {
    format!("/desk/meetings/call/{}/{}", level.as_str(), unit.unwrap_or(NO_UNIT))
}

#[derive(Serialize)]
struct CallView {
    name: String,
    level: &'static str,
    last: Option<String>,
    form: FormView,
    sentence: Option<String>,
    summary: Vec<SummaryLine>,
}

async fn view(
    app: &Context,
    asked: &Asked,
    refused: Option<(Refused, String)>,
) -> Result<CallView, ApiError> {
    let unit = asked.unit.as_deref();
    let last = store::find_last_meeting(&app.db, asked.level, unit, Date::MAX).await?;
    let fill = MeetingFill {
        app,
        meeting: None,
        waiting: &[],
        proposed: Some(asked.level.next_day(last, shanghai_date(app.now()))),
        members: None,
    };
    let came_back = refused.as_ref().map(|(came, _)| came);
    let form = (asked.form().word.to_owned(), asked.address());
    let form = FormView::new(asked.form(), form, &fill, came_back).fill_page();
    Ok(CallView {
        name: meeting_name(&app.township, asked.level, unit),
        level: asked.level.as_str(),
        last: last.map(|day| day.to_string()),
        form,
        summary: came_back.map(|came| summary(asked.form().word, &came.faults)).unwrap_or_default(),
        sentence: refused.map(|(_, sentence)| sentence),
    })
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Forbidden`] for who does not call such meetings.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::read(&session, &app, path.into_inner())?;
    let view = view(&app, &asked, None).await?;
    Ok(html(app.pages.desk("desk/meeting_call.html", Some(session.frame()), &view)?))
}

/// POST it.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub async fn send(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::read(&session, &app, path.into_inner())?;
    let came = Came::read(asked.form(), &form)?;
    let posting = form.posting(MEETINGS);
    let mut called_one = None;
    let step = async {
        let (desk, unit) = (session.desk(&posting), asked.unit.as_deref());
        called_one =
            Some(steps::call_meeting(desk, asked.level, unit, &called(came.form, &came.sent)?).await?);
        Ok::<(), ApiError>(())
    };
    let Some(refusal) = came.submit(&session, step).await? else {
        let to = called_one.map_or_else(|| MEETINGS.to_owned(), |id| meeting_address(&id));
        return Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish());
    };
    let faults: Vec<Fault> = match &refusal {
        ApiError::Form(faults) => faults.clone(),
        ApiError::BadRequest(key) => asked.form().fault(key).into_iter().collect(),
        _ => Vec::new(),
    };
    let came_back = Refused { sent: came.sent, faults: faults.into_iter().map(Said::from).collect() };
    let view = view(&app, &asked, Some((came_back, refusal.sentence()))).await?;
    let body = app.pages.desk("desk/meeting_call.html", Some(session.frame()), &view)?;
    Ok(respond::page(refusal.status_code(), body))
}
