//! 团队分析单 at the desk: written by a village's instructor, read by a leader of the township.
//!
//! Deliberately absent: any link to it from a case, any number of it for others, and grades.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use crate::case::forms::{READ_TEAM_ASSESSMENT, TEAM_ASSESSMENT};
use crate::case::{Act, Record, shanghai_date};
use crate::context::Context;
use crate::http::desk::record_form::{
    Notice, RecordFill, RefusedRecord, has_next, hidden, lead_to, row_id, rows_of,
};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, html};
use crate::http::pages::views::{Choice, paragraphs, staff_name, village_name};
use crate::messages::speak;
use crate::steps::{self, OnRecord};
use crate::store::{self, Staff, TeamAssessmentRow};

/// Which page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    page: u32,
}

#[derive(Serialize)]
struct AssessmentLine {
    id: String,
    month: String,
    village: String,
    by: Option<String>,
    read_on: Option<String>,
}

#[derive(Serialize)]
struct AssessmentsView {
    rows: Vec<AssessmentLine>,
    may_write: bool,
    page: u32,
    has_next: bool,
}

fn may_write(session: &Session) -> bool {
    session.staff.viewer().may_ever(Act::WriteTeamAssessment)
}

fn must_read(session: &Session) -> Result<(), ApiError> {
    let viewer = session.staff.viewer();
    let reads = viewer.may_ever(Act::WriteTeamAssessment) || viewer.may_ever(Act::AnswerTeamAssessment);
    if reads { Ok(()) } else { Err(ApiError::Forbidden) }
}

/// GET what this person may read: what no leader has read first.
///
/// # Errors
/// [`ApiError::Forbidden`] for who neither writes nor reads them.
pub(crate) async fn list(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    must_read(&session)?;
    let page = wanted.page.max(1);
    let mut rows = store::list_team_assessments(&app.db, &session.staff.viewer(), rows_of(page)).await?;
    let staff = store::list_staff(&app.db).await?;
    let has_next = has_next(&mut rows);
    let line = |row: &TeamAssessmentRow| AssessmentLine {
        id: row.id.clone(),
        month: row.month.clone(),
        village: village_name(&app.township, Some(&row.village)).unwrap_or_default(),
        by: staff_name(&staff, Some(&row.written_by)),
        read_on: row.read_on.map(|day| day.to_string()),
    };
    let rows = rows.iter().map(line).collect();
    let view = AssessmentsView { rows, may_write: may_write(&session), page, has_next };
    Ok(html(app.pages.desk("desk/team_assessments.html", Some(session.frame()), &view)?))
}

#[derive(Serialize)]
struct AssessmentFormView {
    form: FormView,
    is_new: bool,
    notice: Option<Notice>,
}

fn months(app: &Context, kept: &str) -> Vec<Choice> {
    let recent = steps::recent_months(shanghai_date(app.now())).map(|month| month.to_string());
    let older = Some(kept.to_owned()).filter(|kept| !kept.is_empty() && !recent.contains(kept));
    let choice = |value: String| Choice { label: value.clone(), value, hint: String::new() };
    recent.into_iter().chain(older).map(choice).collect()
}

fn form_page(
    app: &Context,
    session: &Session,
    (on, kept): (OnRecord<'_>, &str),
    values: Vec<(String, String)>,
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let fill = RecordFill::new(app, session, values).with_parts(months(app, kept));
    let mut form =
        fill.show(&TEAM_ASSESSMENT, (format!("/desk/team-assessments/{}", on.id), on.version), refused);
    form.stand_out();
    let notice = refused.map(|came| came.notice(&[TEAM_ASSESSMENT.word]));
    let view = AssessmentFormView { form, is_new: on.version == 0, notice };
    Ok(app.pages.desk("desk/team_assessment_form.html", Some(session.frame()), &view)?)
}

/// GET the form of a new one, under an id of its own.
///
/// # Errors
/// [`ApiError::Forbidden`] for who writes none.
pub(crate) async fn show_new(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::WriteTeamAssessment)?;
    let id = store::new_id();
    let [month, _] = steps::recent_months(shanghai_date(app.now()));
    let values = vec![("month".to_owned(), month.to_string())];
    Ok(html(form_page(&app, &session, (OnRecord { id: &id, version: 0 }, ""), values, None)?))
}

/// GET the form with what was written.
///
/// # Errors
/// [`ApiError::NotFound`] also for one of somebody else, and once a leader has read it.
pub(crate) async fn show_edit(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::WriteTeamAssessment)?;
    let row = store::find_team_assessment(&app.db, &session.staff.viewer(), &id).await?;
    if !may_correct(&session, &row) {
        return Err(ApiError::NotFound);
    }
    let values = steps::open_team_assessment(&app.township, &row)?;
    let on = OnRecord { id: &row.id, version: row.version };
    Ok(html(form_page(&app, &session, (on, &row.month), values, None)?))
}

fn may_correct(session: &Session, row: &TeamAssessmentRow) -> bool {
    row.read_on.is_none() && row.written_by == session.staff.id && may_write(session)
}

/// POST one: the way to its sheet, or the form again, filled.
///
/// # Errors
/// As [`show_new`]; [`ApiError::ForgedForm`].
pub(crate) async fn save(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::WriteTeamAssessment)?;
    let id = row_id(&id)?;
    let came = Came::read(&TEAM_ASSESSMENT, &form)?;
    let address = format!("/desk/team-assessments/{id}");
    let posting = form.posting(address.as_str());
    let on = OnRecord { id, version: came.version };
    let step = steps::save_team_assessment(session.desk(&posting), on, &came.sent);
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(&TEAM_ASSESSMENT, came.sent.clone(), &refusal);
            let kept = came.sent.text("month");
            let body = form_page(&app, &session, (on, kept), Vec::new(), Some(&refused))?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}

#[derive(Serialize)]
struct AnswerView {
    name: &'static str,
    label: String,
    paragraphs: Vec<String>,
}

#[derive(Serialize)]
struct AssessmentView {
    id: String,
    month: String,
    village: String,
    by: Option<String>,
    answers: Vec<AnswerView>,
    read_by: Option<String>,
    read_on: Option<String>,
    word: Vec<String>,
    may_correct: bool,
    read_form: Option<FormView>,
    notice: Option<Notice>,
}

fn sheet(
    app: &Context,
    session: &Session,
    row: &TeamAssessmentRow,
    staff: &[Staff],
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let pairs = steps::open_team_assessment(&app.township, row)?;
    let texts = TEAM_ASSESSMENT.fields.iter().filter(|field| field.name != "month");
    let answers = texts.map(|field| AnswerView {
        name: field.name,
        label: speak(field.label),
        paragraphs: paragraphs(&hidden(&pairs, field.name).replace('\r', "")),
    });
    let record =
        Record { village: Some(&row.village), office: None, is_own: row.written_by == session.staff.id };
    let may_answer = session.staff.viewer().check_in(Act::AnswerTeamAssessment, &record).is_ok();
    let fill = RecordFill::new(app, session, Vec::new());
    let at = (format!("/desk/team-assessments/{}/{}", row.id, READ_TEAM_ASSESSMENT.word), row.version);
    let read_form =
        (may_answer && row.read_on.is_none()).then(|| fill.show(&READ_TEAM_ASSESSMENT, at, refused));
    let word = steps::open_leaders_word(&app.township, row)?.unwrap_or_default();
    let view = AssessmentView {
        id: row.id.clone(),
        month: row.month.clone(),
        village: village_name(&app.township, Some(&row.village)).unwrap_or_default(),
        by: staff_name(staff, Some(&row.written_by)),
        answers: answers.filter(|answer| !answer.paragraphs.is_empty()).collect(),
        read_by: staff_name(staff, row.read_by.as_deref()),
        read_on: row.read_on.map(|day| day.to_string()),
        word: paragraphs(&word.replace('\r', "")),
        may_correct: may_correct(session, row),
        notice: refused.map(|came| {
            let shown: &[&'static str] = if read_form.is_some() { &[READ_TEAM_ASSESSMENT.word] } else { &[] };
            came.notice(shown)
        }),
        read_form,
    };
    Ok(app.pages.desk("desk/team_assessment.html", Some(session.frame()), &view)?)
}

/// GET one as its sheet.
///
/// # Errors
/// [`ApiError::NotFound`] also for one that is not theirs to read.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let row = store::find_team_assessment(&app.db, &session.staff.viewer(), &id).await?;
    let staff = store::list_staff(&app.db).await?;
    Ok(html(sheet(&app, &session, &row, &staff, None)?))
}

/// GET an address to which its form is sent.
pub(crate) async fn back(_: Session, id: web::Path<String>) -> HttpResponse {
    lead_to(&format!("/desk/team-assessments/{id}"))
}

/// POST that a leader has read it.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub(crate) async fn mark_read(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let came = Came::read(&READ_TEAM_ASSESSMENT, &form)?;
    let row = store::find_team_assessment(&app.db, &session.staff.viewer(), &id).await?;
    let address = format!("/desk/team-assessments/{id}");
    let posting = form.posting(address.as_str());
    let on = OnRecord { id: &id, version: came.version };
    let step = steps::read_team_assessment(session.desk(&posting), on, &came.sent);
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(&READ_TEAM_ASSESSMENT, came.sent.clone(), &refusal);
            let staff = store::list_staff(&app.db).await?;
            let body = sheet(&app, &session, &row, &staff, Some(&refused))?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}
