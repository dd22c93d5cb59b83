//! 工作进展单 at the desk: an office's own week, and for who looks after all of them which are there.
//!
//! Deliberately absent: figures of people, and an order of offices by anything but their own.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use crate::case::forms::HAND_IN_PROGRESS;
use crate::case::{Act, Week, shanghai_date, shanghai_datetime};
use crate::context::Context;
use crate::event_log::Kind;
use crate::http::desk::record_form::{Notice, RecordFill, RefusedRecord, hidden, lead_to};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::{minute, office_name, paragraphs, staff_name};
use crate::messages::speak;
use crate::steps;
use crate::store::{self, ProgressSheetRow};

/// What of a letter's events is work that is reported.
const REPORTED: [Kind; 12] = [
    Kind::Transferred,
    Kind::HandlingBegan,
    Kind::InformationRequested,
    Kind::AnalysedByVillage,
    Kind::AnalysedByOffice,
    Kind::AnalysedByJointMeeting,
    Kind::Extended,
    Kind::Answered,
    Kind::Reviewed,
    Kind::SentBack,
    Kind::Closed,
    Kind::Reopened,
];

/// What is counted on top of the sheet.
const COUNTED: [Kind; 5] = [Kind::Transferred, Kind::Reviewed, Kind::Closed, Kind::Extended, Kind::Reopened];

fn label_of(kind: Kind) -> String {
    speak(&format!("progress_kind-{}", kind.as_str()))
}

/// Which week; this one where none is named.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    week: String,
}

fn week_of(app: &Context, text: &str) -> Week {
    let today = shanghai_date(app.now());
    Week::parse(text).filter(|week| week.has_begun(today)).unwrap_or_else(|| Week::of(today))
}

/// The weeks around one, for the ways to them.
#[derive(Serialize)]
struct WeekView {
    first_day: String,
    last_day: String,
    previous: String,
    next: Option<String>,
}

impl WeekView {
    fn new(app: &Context, week: Week) -> Self {
        let next = Some(week.next()).filter(|next| next.has_begun(shanghai_date(app.now())));
        Self {
            first_day: week.first_day().to_string(),
            last_day: week.last_day().to_string(),
            previous: week.previous().to_string(),
            next: next.map(|week| week.to_string()),
        }
    }
}

#[derive(Serialize)]
struct OfficeLine {
    id: String,
    name: String,
    is_handed_in: bool,
}

#[derive(Serialize)]
struct WeekPage {
    week: WeekView,
    offices: Vec<OfficeLine>,
}

/// GET which offices have handed in their week, in the order in which the township names them.
///
/// # Errors
/// [`ApiError::Forbidden`] for who looks after none of them.
pub(crate) async fn list(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadProgress)?;
    let week = week_of(&app, &wanted.week);
    let sheets = store::list_progress_sheets(&app.db, week).await?;
    let today = shanghai_date(app.now());
    let offices =
        crate::http::pages::views::offices(&app.township, today).into_iter().map(|office| OfficeLine {
            is_handed_in: sheets.iter().any(|sheet| sheet.office == office.value),
            id: office.value,
            name: office.label,
        });
    let view = WeekPage { offices: offices.collect(), week: WeekView::new(&app, week) };
    Ok(html(app.pages.desk("desk/progress.html", Some(session.frame()), &view)?))
}

/// The week before this one, where the office of this person has not handed it in.
pub(crate) async fn missing_week(app: &Context, session: &Session) -> Result<Option<Week>, ApiError> {
    let office = session.staff.office.as_deref().filter(|unit| app.township.units.office(unit).is_some());
    let Some(office) = office.filter(|_| session.staff.viewer().may_ever(Act::WriteProgress)) else {
        return Ok(None);
    };
    let last = Week::of(shanghai_date(app.now())).previous();
    let sheets = store::list_progress_sheets(&app.db, last).await?;
    let is_there = sheets.iter().any(|sheet| sheet.office == office);
    Ok((!is_there).then_some(last))
}

#[derive(Serialize)]
struct FigureView {
    word: &'static str,
    label: String,
    count: i64,
}

#[derive(Serialize)]
struct LetterView {
    submission_no: String,
    title: String,
    happened: Vec<HappenedView>,
}

#[derive(Serialize)]
struct HappenedView {
    day: String,
    what: String,
}

#[derive(Serialize)]
struct HandedInView {
    by: Option<String>,
    at: String,
    remark: Vec<String>,
}

#[derive(Serialize)]
struct ProgressView {
    office: String,
    is_own: bool,
    /// Where other weeks of it are.
    way: String,
    week: WeekView,
    figures: Vec<FigureView>,
    letters: Vec<LetterView>,
    handed_in: Option<HandedInView>,
    form: Option<FormView>,
    notice: Option<Notice>,
}

/// Each letter once, in the order in which something first happened to it.
fn letters_of(rows: &[store::ProgressRow]) -> (Vec<LetterView>, BTreeMap<&'static str, i64>) {
    let mut letters: Vec<LetterView> = Vec::new();
    let mut counts = BTreeMap::new();
    for row in rows {
        let Some(kind) = Kind::parse(&row.kind).filter(|kind| REPORTED.contains(kind)) else { continue };
        *counts.entry(kind.as_str()).or_default() += 1;
        let happened = HappenedView { day: shanghai_date(row.at).to_string(), what: label_of(kind) };
        match letters.iter_mut().find(|letter| letter.submission_no == row.submission_no) {
            Some(letter) => letter.happened.push(happened),
            None => letters.push(LetterView {
                submission_no: row.submission_no.clone(),
                title: row.title.clone(),
                happened: vec![happened],
            }),
        }
    }
    (letters, counts)
}

async fn sheet(
    app: &Context,
    session: &Session,
    (office, week): (&str, Week),
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let viewer = session.staff.viewer();
    let is_own = viewer.office.as_deref() == Some(office) && viewer.may_ever(Act::WriteProgress);
    let rows = store::list_progress(&app.db, &viewer, office, week).await?;
    let (letters, counts) = letters_of(&rows);
    let today = shanghai_date(app.now());
    let (in_hand, late) = store::count_in_hand(&app.db, &viewer, office, today).await?;
    let counted = COUNTED.iter().map(|kind| FigureView {
        word: kind.as_str(),
        label: label_of(*kind),
        count: counts.get(kind.as_str()).copied().unwrap_or(0),
    });
    let now = [
        FigureView { word: "in_hand", label: speak("progress-in_hand"), count: in_hand },
        FigureView { word: "late", label: speak("progress-late"), count: late },
    ];
    let staff = store::list_staff(&app.db).await?;
    let handed_in = store::list_progress_sheets(&app.db, week).await?;
    let handed_in = handed_in.iter().find(|sheet| sheet.office == office);
    let shown = |row: &ProgressSheetRow| -> Result<HandedInView, ApiError> {
        let remark = steps::open_remark(&app.township, row)?.unwrap_or_default();
        Ok(HandedInView {
            by: staff_name(&staff, Some(&row.handed_in_by)),
            at: minute(shanghai_datetime(row.handed_in_at)),
            remark: paragraphs(&remark.replace('\r', "")),
        })
    };
    let fill = RecordFill::new(app, session, Vec::new());
    let form = (is_own && handed_in.is_none()).then(|| {
        let shown = fill.show(&HAND_IN_PROGRESS, ("/desk/progress/own".to_owned(), 0), refused);
        shown.carry("week", week.to_string())
    });
    let view = ProgressView {
        office: office_name(&app.township, Some(office)).unwrap_or_default(),
        is_own,
        way: if is_own { "/desk/progress/own".to_owned() } else { format!("/desk/progress/{office}") },
        week: WeekView::new(app, week),
        figures: counted.chain(now).collect(),
        letters,
        handed_in: handed_in.map(shown).transpose()?,
        notice: refused.map(|came| {
            let shown: &[&'static str] = if form.is_some() { &[HAND_IN_PROGRESS.word] } else { &[] };
            came.notice(shown)
        }),
        form,
    };
    Ok(app.pages.desk("desk/progress_sheet.html", Some(session.frame()), &view)?)
}

/// The office in which this person works, where it hands its weeks in.
fn own_office<'a>(app: &Context, session: &'a Session) -> Result<&'a str, ApiError> {
    session.must_hold(Act::WriteProgress)?;
    let office = session.staff.office.as_deref().filter(|unit| app.township.units.office(unit).is_some());
    office.ok_or(ApiError::Forbidden)
}

/// GET the week of one's own office.
///
/// # Errors
/// [`ApiError::Forbidden`] for who hands none in.
pub(crate) async fn show_own(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    let week = week_of(&app, &wanted.week);
    let office = own_office(&app, &session)?;
    Ok(html(sheet(&app, &session, (office, week), None).await?))
}

/// GET the week of an office, for who looks after all of them.
///
/// # Errors
/// [`ApiError::Forbidden`]; [`ApiError::NotFound`] for no office.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    office: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadProgress)?;
    app.township.units.office(&office).ok_or(ApiError::NotFound)?;
    let week = week_of(&app, &wanted.week);
    Ok(html(sheet(&app, &session, (&office, week), None).await?))
}

/// POST that a week is handed in.
///
/// # Errors
/// As [`show_own`]; [`ApiError::ForgedForm`].
pub(crate) async fn hand_in(
    app: web::Data<Context>,
    session: Session,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let office = own_office(&app, &session)?;
    let came = Came::read(&HAND_IN_PROGRESS, &form)?;
    let week = Week::parse(hidden(&form, "week")).ok_or_else(ApiError::unreadable)?;
    let address = format!("/desk/progress/own?week={week}");
    let posting = form.posting(address.as_str());
    let step = steps::hand_in_progress(session.desk(&posting), week, came.sent.text("remark"));
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(&HAND_IN_PROGRESS, came.sent.clone(), &refusal);
            let body = sheet(&app, &session, (office, week), Some(&refused)).await?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}
