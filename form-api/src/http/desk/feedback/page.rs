//! The list of feedback, and one feedback with what can be done with it.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use super::address;
use super::view::{FeedbackFill, form_of, refused_as_unfit};
use crate::case::forms::{CHANGE_FEEDBACK, Form as CaseForm, TELL_FEEDBACK};
use crate::case::{Act, Because, FeedbackState, shanghai_datetime};
use crate::context::Context;
use crate::http::desk::record_form::{Notice, RefusedRecord};
use crate::http::desk::record_form::{has_next, lead_to, rows_of};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, aside_with, html};
use crate::http::pages::views::{feedback_before, minute, office_name, paragraphs, staff_name};
use crate::messages::speak;
use crate::steps::{self, OnRecord, StepError};
use crate::store::{self, CaseFile, FeedbackFile};

/// Which page of the list.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    page: u32,
}

#[derive(Serialize)]
struct FeedbackLine {
    id: String,
    feedback_no: String,
    title: String,
    said_on: String,
    before: String,
    medium: String,
    letters: i64,
    state: &'static str,
    state_label: String,
}

fn line(app: &Context, row: &store::FeedbackRow) -> FeedbackLine {
    let one = &row.feedback;
    FeedbackLine {
        id: one.id.clone(),
        feedback_no: one.feedback_no.clone(),
        title: one.title.clone(),
        said_on: one.said_on.to_string(),
        before: feedback_before(&app.township, one),
        medium: speak(&format!("feedback_medium-{}", one.medium.as_str())),
        letters: row.seen,
        state: one.state.as_str(),
        state_label: speak(&format!("feedback_state-{}", one.state.as_str())),
    }
}

#[derive(Serialize)]
struct ListView {
    rows: Vec<FeedbackLine>,
    may_write: bool,
    page: u32,
    has_next: bool,
}

/// GET the feedback that this person may see, the newest first.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn list(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    let viewer = session.staff.viewer();
    let page = wanted.page.max(1);
    let mut rows = store::list_feedbacks(&app.db, &viewer, rows_of(page)).await?;
    let view = ListView {
        has_next: has_next(&mut rows),
        rows: rows.iter().map(|row| line(&app, row)).collect(),
        may_write: viewer.may_ever(Act::WriteFeedback),
        page,
    };
    Ok(html(app.pages.desk("desk/feedbacks.html", Some(session.frame()), &view)?))
}

#[derive(Serialize)]
struct LetterLine {
    submission_no: String,
    title: String,
    state_label: String,
}

#[derive(Serialize)]
struct FeedbackView {
    id: String,
    feedback_no: String,
    title: String,
    matter: Vec<String>,
    text: Vec<String>,
    kept: Option<String>,
    office: Option<String>,
    before: String,
    medium: String,
    said_on: String,
    place: Option<String>,
    written_by: Option<String>,
    written_at: String,
    told_by: Option<String>,
    told_at: Option<String>,
    told: i64,
    state: &'static str,
    state_label: String,
    letters: Vec<LetterLine>,
    tell: Option<FormView>,
    change: Option<FormView>,
    /// They wrote it themselves: another person has to look it over.
    is_own: bool,
    notice: Option<Notice>,
}

fn letter_line(case: &CaseFile) -> LetterLine {
    LetterLine {
        submission_no: case.submission.submission_no.clone(),
        title: case.submission.title.clone(),
        state_label: speak(&format!("state-{}", case.state.as_str())),
    }
}

async fn render(
    app: &Context,
    session: &Session,
    one: &FeedbackFile,
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let viewer = session.staff.viewer();
    let letters = store::list_feedback_cases(&app.db, &viewer, &one.id).await?;
    let staff = store::list_staff(&app.db).await?;
    let is_open = one.state == FeedbackState::Written;
    let all = store::count_feedback_letters(&app.db, &one.id).await?;
    let may_tell = steps::letters_to_tell(&session.desk_without_form(), one, letters.clone(), all);
    let is_own =
        matches!(&may_tell, Err(StepError::Refused(refused)) if refused.because == Because::SamePerson);
    let may_change = is_open && letters.iter().all(|case| viewer.may(Act::WriteFeedback, &case.letter()));
    let fill = FeedbackFill { app, letters: &[], ticked: Vec::new(), feedback: Some(one), office: None };
    let show = |form: &'static CaseForm| {
        let came = refused.filter(|came| came.is_of(form)).map(RefusedRecord::came_back);
        let at = (form.word.to_owned(), format!("{}/{}", address(&one.id), form.word));
        FormView::new(form, at, &fill, came).carry("version", one.version.to_string())
    };
    let mut tell = may_tell.is_ok().then(|| show(&TELL_FEEDBACK));
    if let Some(form) = &mut tell {
        form.stand_out();
    }
    let change = may_change.then(|| show(&CHANGE_FEEDBACK));
    let shown: Vec<&'static str> = [(tell.is_some(), &TELL_FEEDBACK), (change.is_some(), &CHANGE_FEEDBACK)]
        .into_iter()
        .filter_map(|(is_shown, form)| is_shown.then_some(form.word))
        .collect();
    let view = FeedbackView {
        id: one.id.clone(),
        feedback_no: one.feedback_no.clone(),
        title: one.title.clone(),
        matter: paragraphs(&one.matter),
        text: paragraphs(&one.text),
        kept: one.kept.clone(),
        office: office_name(&app.township, Some(&one.office)),
        before: feedback_before(&app.township, one),
        medium: speak(&format!("feedback_medium-{}", one.medium.as_str())),
        said_on: one.said_on.to_string(),
        place: one.place.clone(),
        written_by: staff_name(&staff, Some(&one.written_by)),
        written_at: minute(shanghai_datetime(one.written_at)),
        told_by: staff_name(&staff, one.told_by.as_deref()),
        told_at: one.told_at.map(|at| minute(shanghai_datetime(at))),
        told: one.letters,
        state: one.state.as_str(),
        state_label: speak(&format!("feedback_state-{}", one.state.as_str())),
        letters: letters.iter().map(letter_line).collect(),
        notice: refused.map(|came| came.notice(&shown)),
        tell,
        change,
        is_own: is_own && is_open,
    };
    Ok(app.pages.desk("desk/feedback.html", Some(session.frame()), &view)?)
}

/// GET a feedback.
///
/// # Errors
/// [`ApiError::NotFound`] also for one that is not theirs to see.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let one = store::find_feedback(&app.db, &session.staff.viewer(), &id).await?;
    Ok(html(render(&app, &session, &one, None).await?))
}

fn form_by(word: &str) -> Result<&'static CaseForm, ApiError> {
    let forms: [&'static CaseForm; 2] = [&TELL_FEEDBACK, &CHANGE_FEEDBACK];
    forms.into_iter().find(|form| form.word == word).ok_or(ApiError::NotFound)
}

/// GET an address to which a form of it is sent.
///
/// # Errors
/// [`ApiError::NotFound`] for any other word.
pub(crate) async fn back(_: Session, path: web::Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    form_by(&path.1)?;
    Ok(lead_to(&address(&path.0)))
}

/// POST that its senders are told, or what is written in it.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub(crate) async fn take(
    app: web::Data<Context>,
    session: Session,
    path: web::Path<(String, String)>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    let (id, word) = path.into_inner();
    let spec = form_by(&word)?;
    let came = Came::read(spec, &form)?;
    let posting = form.posting(address(&id));
    let mut unfit = None;
    let step = async {
        let (session, sent, id, version) = (session.clone(), came.sent.clone(), id.clone(), came.version);
        // A text is read closely, and hundreds of messages are sealed.
        let done = aside_with(move || async move {
            let (desk, on) = (session.desk(&posting), OnRecord { id: &id, version });
            Ok::<_, ApiError>(if spec == &TELL_FEEDBACK {
                steps::tell_feedback(desk, on).await
            } else {
                steps::change_feedback(desk, on, &form_of(&sent)).await
            })
        })
        .await?;
        match done {
            Err(StepError::Unfit(found)) => {
                unfit = Some(found);
                Err(ApiError::BadRequest("missing-feedback_kept".to_owned()))
            }
            other => other.map_err(ApiError::from),
        }
    };
    let refusal = came.submit(&session, step).await?;
    app.wake_mail();
    let Some(refusal) = refusal else { return Ok(lead_to(&address(&id))) };
    let one = store::find_feedback(&app.db, &session.staff.viewer(), &id).await?;
    let refused = match &unfit {
        Some(unfit) => refused_as_unfit(spec, &came.sent, unfit),
        None => RefusedRecord::new(spec, came.sent.clone(), &refusal),
    };
    Ok(respond::page(refusal.status_code(), render(&app, &session, &one, Some(&refused)).await?))
}
