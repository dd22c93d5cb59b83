//! 抽查: answers that were given on the telephone and drawn to be read by somebody else, oldest first.
//!
//! Deliberately absent: what whoever reads answered themselves, and who is right more often than others.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError, web};
use serde::Serialize;

use crate::case::forms::{Choices, Field, Form as CaseForm, SPOT_CHECK};
use crate::case::{Act, CheckVerdict, shanghai_datetime};
use crate::context::Context;
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::form_view::{Fill, FormView, Refused, Said, words_of};
use crate::http::pages::views::{self, Choice, staff_name};
use crate::http::pages::{ApiError, respond};
use crate::http::site::{publish, to_trouble};
use crate::messages::speak;
use crate::steps::{self, StepError};
use crate::store::{self, CaseFile, Staff};

const ADDRESS: &str = "/desk/checks";
/// So many stand on the page; the next ones follow when these are read.
const ON_PAGE: i64 = 20;

#[derive(Serialize)]
struct ChecksView {
    rows: Vec<CheckRow>,
    notice: Option<String>,
    /// What was typed for a call that is not here any more.
    typed: Option<String>,
}

#[derive(Serialize)]
struct CheckRow {
    submission_no: String,
    title: String,
    kind: String,
    answered_by: Option<String>,
    answered_at: String,
    text: Vec<String>,
    answer: Vec<String>,
    form: FormView,
}

struct CheckFill;

impl Fill for CheckFill {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        words_of(choices)
    }

    fn value(&self, _: &CaseForm, _: &Field) -> Vec<String> {
        Vec::new()
    }

    fn today(&self) -> String {
        String::new()
    }
}

impl CheckRow {
    fn new(staff: &[Staff], case: &CaseFile, refused: Option<&Refused>) -> Self {
        let number = &case.submission.submission_no;
        let at = (format!("check-{number}"), format!("{ADDRESS}/{number}"));
        Self {
            submission_no: number.clone(),
            title: case.submission.title.clone(),
            kind: speak(&format!("kind-{}", case.submission.kind.as_str())),
            answered_by: staff_name(staff, case.answered_by.as_deref()),
            answered_at: case.answered_at.map(shanghai_datetime).map(views::minute).unwrap_or_default(),
            text: views::paragraphs(&case.submission.text),
            answer: views::paragraphs(case.answer.as_deref().unwrap_or_default()),
            form: FormView::new(&SPOT_CHECK, at, &CheckFill, refused),
        }
    }
}

/// A form that came back: for which call, and why.
struct CameBack<'a> {
    submission_no: &'a str,
    came: &'a Came,
    refusal: &'a ApiError,
}

async fn page(app: &Context, session: &Session, came_back: Option<CameBack<'_>>) -> Result<String, ApiError> {
    let cases = store::list_unread_calls(&app.db, &session.staff.viewer(), ON_PAGE).await?;
    let staff = store::list_staff(&app.db).await?;
    let refused = came_back.as_ref().map(|back| {
        let faults = match back.refusal {
            ApiError::Form(faults) => faults.clone(),
            ApiError::BadRequest(key) => SPOT_CHECK.fault(key).into_iter().collect(),
            _ => Vec::new(),
        };
        let faults = faults.into_iter().map(Said::from).collect();
        (back.submission_no, Refused { sent: back.came.sent.clone(), faults })
    });
    let of = |case: &CaseFile| {
        let is_of = |(number, _): &&(&str, Refused)| *number == case.submission.submission_no;
        refused.as_ref().filter(is_of).map(|(_, refused)| refused)
    };
    let is_gone = !cases.iter().any(|case| of(case).is_some());
    let typed = came_back.as_ref().filter(|_| is_gone).map(|back| back.came.sent.text("text").to_owned());
    let view = ChecksView {
        rows: cases.iter().map(|case| CheckRow::new(&staff, case, of(case))).collect(),
        notice: came_back.map(|back| back.refusal.sentence()),
        typed: typed.filter(|typed| !typed.trim().is_empty()),
    };
    Ok(app.pages.desk("desk/checks.html", Some(session.frame()), &view)?)
}

/// GET them.
///
/// # Errors
/// [`ApiError::Forbidden`] for who reads none.
pub async fn list(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SpotCheck)?;
    Ok(respond::html(page(&app, &session, None).await?))
}

/// GET the address of one: somebody pressed Enter in the address bar.
pub async fn back(_: Session) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, ADDRESS)).finish()
}

/// POST what is said of one: the rest of the list, or the list again with what was typed.
///
/// # Errors
/// As every step.
pub async fn send(
    app: web::Data<Context>,
    session: Session,
    submission_no: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::SpotCheck)?;
    let came = Came::read(&SPOT_CHECK, &form)?;
    let posting = form.posting(ADDRESS);
    let mut is_public = false;
    let step = async {
        let verdict = CheckVerdict::parse(came.sent.text("verdict"));
        let verdict = verdict.ok_or(StepError::Missing("check_verdict"))?;
        let desk = session.desk(&posting);
        is_public = steps::spot_check(desk, &submission_no, verdict, came.sent.text("text")).await?;
        Ok::<(), StepError>(())
    };
    if let Some(refusal) = came.submit(&session, step).await? {
        let back = CameBack { submission_no: &submission_no, came: &came, refusal: &refusal };
        let body = page(&app, &session, Some(back)).await?;
        let status = if matches!(refusal, ApiError::ForgedForm) {
            StatusCode::FORBIDDEN
        } else {
            refusal.status_code()
        };
        return Ok(respond::page(status, body));
    }
    app.wake_mail();
    if is_public && !publish(&app, &submission_no).await? {
        return Ok(to_trouble());
    }
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, ADDRESS)).finish())
}
