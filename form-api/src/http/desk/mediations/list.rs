//! The mediations that a person handles, and what of them is due.

use actix_web::{HttpResponse, web};
use jiff::ToSpan as _;
use jiff::civil::Date;
use record::WorkCalendar;
use serde::{Deserialize, Serialize};

use super::view::application_of;
use crate::case::{Act, confirmation_until, shanghai_date};
use crate::context::Context;
use crate::http::desk::record_form::{has_next, hidden, rows_of};
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views::village_name;
use crate::messages::speak;
use crate::store::{self, MediationRow};

record::words! {
    /// What of a mediation waits for a day.
    Due {
        /// What was agreed is to be done.
        Performance => "performance",
        /// A call-back.
        CallBack => "call_back",
        /// The last day on which a court can be asked to confirm the agreement.
        Confirmation => "confirmation",
    }
}

/// Something is said to be near so many days before.
const NEAR_DAYS: i64 = 7;

impl Due {
    /// The day for which a mediation waits in this regard.
    fn of(self, row: &MediationRow, calendar: &WorkCalendar) -> Option<Date> {
        let days = row.standing.days();
        match self {
            Self::Performance => days.perform_by,
            Self::CallBack => days.call_back_on,
            Self::Confirmation => days.unconfirmed_since.map(|day| confirmation_until(day, calendar)),
        }
    }

    /// It is near, or past; a right that has lapsed waits for nobody.
    fn is_near(self, day: Date, today: Date) -> bool {
        let is_near = day <= today.saturating_add(NEAR_DAYS.days());
        is_near && (self != Self::Confirmation || day >= today)
    }
}

/// How many mediations wait: of each kind those that are due, and those that soon are.
pub(crate) struct DueMediations {
    /// What waits.
    pub(crate) due: Due,
    /// Today, or since before.
    pub(crate) now: i64,
    /// In the days to come.
    pub(crate) soon: i64,
}

/// What waits for this person.
pub(crate) async fn count_due(app: &Context, session: &Session) -> Result<Vec<DueMediations>, ApiError> {
    let viewer = session.staff.viewer();
    if !viewer.may_ever(Act::HandleMediation) {
        return Ok(Vec::new());
    }
    let rows = store::list_waiting_mediations(&app.db, &viewer).await?;
    let (today, calendar) = (shanghai_date(app.now()), app.township.calendar());
    let count = |due: &Due| {
        let days = rows.iter().filter_map(|row| due.of(row, &calendar));
        let near: Vec<Date> = days.filter(|day| due.is_near(*day, today)).collect();
        let now = near.iter().filter(|day| **day <= today).count();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        DueMediations { due: *due, now: number(now), soon: number(near.len() - now) }
    };
    Ok(Due::ALL.iter().map(count).collect())
}

/// Which page, and whether only what waits.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    page: u32,
    #[serde(default)]
    due: String,
}

#[derive(Serialize)]
struct MediationLine {
    id: String,
    mediation_no: String,
    parties: String,
    applied_on: String,
    village: String,
    dispute: String,
    state: &'static str,
    state_label: String,
    perform_by: Option<String>,
    call_back_on: Option<String>,
    confirm_until: Option<String>,
}

fn line(app: &Context, row: &MediationRow) -> Result<MediationLine, ApiError> {
    let answers = application_of(app, row)?;
    let names = ["applicants", "respondents"].map(|name| hidden(&answers, name));
    let parties = names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · ");
    let dispute = hidden(&answers, "dispute");
    let state = row.standing.state;
    let calendar = app.township.calendar();
    let day = |due: Due| due.of(row, &calendar).map(|day| day.to_string());
    let today = shanghai_date(app.now()).to_string();
    Ok(MediationLine {
        id: row.id.clone(),
        mediation_no: row.mediation_no.clone(),
        parties: if parties.is_empty() { speak("mediation-erased") } else { parties },
        applied_on: row.applied_on.to_string(),
        village: village_name(&app.township, Some(&row.village)).unwrap_or_default(),
        dispute: if dispute.is_empty() { String::new() } else { speak(&format!("dispute-{dispute}")) },
        state: state.as_str(),
        state_label: speak(&format!("mediation_state-{}", state.as_str())),
        perform_by: day(Due::Performance),
        call_back_on: day(Due::CallBack),
        confirm_until: day(Due::Confirmation).filter(|day| *day >= today),
    })
}

#[derive(Serialize)]
struct MediationsView {
    rows: Vec<MediationLine>,
    due: Option<&'static str>,
    may_open: bool,
    page: u32,
    has_next: bool,
}

/// GET the mediations that this person handles: those that have not ended first; or only those that wait for a day.
///
/// # Errors
/// [`ApiError::Forbidden`] for who mediates nothing.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::HandleMediation)?;
    let viewer = session.staff.viewer();
    let page = wanted.page.max(1);
    let due = Due::parse(&wanted.due);
    let mut rows = match due {
        None => store::list_mediations(&app.db, &viewer, rows_of(page)).await?,
        Some(_) => store::list_waiting_mediations(&app.db, &viewer).await?,
    };
    let mut further = false;
    if let Some(due) = due {
        let (today, calendar) = (shanghai_date(app.now()), app.township.calendar());
        let day = |row: &MediationRow| due.of(row, &calendar).filter(|day| due.is_near(*day, today));
        rows.retain(|row| day(row).is_some());
        rows.sort_by_key(day);
    } else {
        further = has_next(&mut rows);
    }
    let view = MediationsView {
        rows: rows.iter().map(|row| line(&app, row)).collect::<Result<_, _>>()?,
        due: due.map(|due| due.as_str()),
        may_open: viewer.may_ever(Act::OpenMediation),
        page,
        has_next: further,
    };
    Ok(html(app.pages.desk("desk/mediations.html", Some(session.frame()), &view)?))
}
