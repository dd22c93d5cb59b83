//! 查询进度: a letter number and a query code, by POST, open a letter's own page. An unknown number and a wrong code
//! give the same answer; neither ever stands in a URL or a log.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::guard::ClientPrefix;
use super::receipt;
use super::texts::speak;
use super::views::TrackView;
use crate::app::App;
use crate::seal::{CaseToken, QueryCode, parse_submission_no};
use crate::steps;
use crate::store::{self, StoredSubmission};

#[derive(Serialize)]
struct FormView {
    submission_no: String,
    error: Option<String>,
    /// This browser sent a letter a moment ago and can show its receipt.
    has_receipt: bool,
}

fn page(app: &App, submission_no: &str, error: Option<&str>) -> Result<HttpResponse, ApiError> {
    form_page(
        app,
        FormView { submission_no: submission_no.to_owned(), error: error.map(speak), has_receipt: false },
    )
}

fn form_page(app: &App, view: FormView) -> Result<HttpResponse, ApiError> {
    let body = app.pages.public("public/track.html", "track/", &speak("track-title"), &view)?;
    let status = if view.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(super::page(status, body))
}

/// GET without the final slash.
pub async fn to_form() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "track/")).finish()
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show_form(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let has_receipt = receipt::kept(&app, &request).is_some();
    form_page(&app, FormView { submission_no: String::new(), error: None, has_receipt })
}

/// The look-up form.
#[derive(Deserialize)]
pub struct LookUp {
    submission_no: String,
    query_code: String,
}

/// POST number and code.
///
/// # Errors
/// [`ApiError::TooMany`]; a number or code that does not fit gives the form again.
pub async fn show_case(
    app: web::Data<App>,
    from: ClientPrefix,
    form: web::Form<LookUp>,
) -> Result<HttpResponse, ApiError> {
    let Some(number) = parse_submission_no(&form.submission_no) else {
        return page(&app, &form.submission_no, Some("track-number_form"));
    };
    app.limits.look_up(&from, &number)?;
    let Ok(code) = QueryCode::parse(&form.query_code) else {
        return page(&app, &number, Some("track-code_form"));
    };
    let found = store::find_by_number(&app.db, &number).await?;
    // A number that is not there is compared too, so that both answers take the same time.
    let stored = found.as_ref().map_or_else(|| vec![0; 32], |letter| letter.query_code_hash.clone());
    let fits = code.matches(&app.township.keys, &number, &stored);
    match found {
        Some(letter) if fits => case_page(&app, &letter).await,
        _ => page(&app, &number, Some("track-no_match")),
    }
}

async fn case_page(app: &App, letter: &StoredSubmission) -> Result<HttpResponse, ApiError> {
    let case = store::find_case_id(&app.db, &letter.id).await?;
    let token = CaseToken::new(&letter.id, app.now()).to_field(&app.township.keys);
    let view = TrackView::load(app, &case, token).await?;
    let body = app.pages.public("public/case.html", "track/", &speak("track-title"), &view)?;
    Ok(super::page(StatusCode::OK, body))
}

/// What a sender adds on the letter's own page. The token stands for the code that was typed to open it.
#[derive(Deserialize)]
pub struct CaseForm {
    case: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    sure: String,
}

impl CaseForm {
    fn case_id(&self, app: &App) -> Result<String, ApiError> {
        CaseToken::from_field(&app.township.keys, &self.case, app.now())
            .map(|token| token.case_id().to_owned())
            .map_err(|_| ApiError::ForgedForm)
    }
}

/// POST what the office asked for.
///
/// # Errors
/// [`ApiError::ForgedForm`] for a page older than half an hour; [`ApiError::BadRequest`] without a text.
pub async fn inform(app: web::Data<App>, form: web::Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    steps::provide_information(&app.db, &app.township, &case_id, &form.text, app.now()).await?;
    case_page(&app, &store::find_submission(&app.db, &case_id).await?).await
}

/// POST to take the letter back.
///
/// # Errors
/// [`ApiError::BadRequest`] without the tick that asks once more.
pub async fn withdraw(app: web::Data<App>, form: web::Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    if form.sure.is_empty() {
        return Err(ApiError::BadRequest("missing-sure".to_owned()));
    }
    steps::withdraw(&app.db, &case_id, app.now()).await?;
    case_page(&app, &store::find_submission(&app.db, &case_id).await?).await
}
