//! 查询进度: a letter number and a query code, by POST, open a letter's own page. An unknown number and a wrong code
//! give the same answer; neither ever stands in a URL or a log.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::attachments::{keep, place, to_the_end};
use super::form::Form;
use super::guard::{ClientPrefix, turned_away_by};
use super::receipt;
use super::texts::speak;
use super::upload::Upload;
use super::views::{RefusedForm, TrackView};
use crate::app::App;
use crate::case::{self, RawRating, RawSubmission, RequestKind, SenderContact, TurnedAway};
use crate::seal::{CaseToken, QueryCode, parse_submission_no};
use crate::steps::{self, StepError};
use crate::store::{self, CaseFile, StoreError};

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
    form: Form<LookUp>,
) -> Result<HttpResponse, ApiError> {
    let Some(number) = parse_submission_no(&form.submission_no) else {
        return page(&app, &form.submission_no, Some("track-number_form"));
    };
    app.limits.look_up(&from, &number)?;
    let Ok(code) = QueryCode::parse(&form.query_code) else {
        return page(&app, &number, Some("track-code_form"));
    };
    match find(&app, &number, &code).await? {
        Some(case) => page_of(&app, &case, StatusCode::OK, None).await,
        None => page(&app, &number, Some("track-no_match")),
    }
}

/// The case that number and code open. An unknown number and a wrong code are one answer, in the same time.
pub(super) async fn find(app: &App, number: &str, code: &QueryCode) -> Result<Option<CaseFile>, StoreError> {
    let found = store::find_case_of_sender(&app.db, number).await?;
    // A number that is not there is compared too, so that both answers take the same time.
    let stored = found.as_ref().map_or_else(|| vec![0; 32], |case| case.submission.query_code_hash.clone());
    let fits = code.matches(&app.township.keys, number, &stored);
    let case = found.filter(|_| fits);
    if case.is_none() {
        app.limits.turn_away(TurnedAway::WrongCode);
    }
    Ok(case)
}

async fn case_page(
    app: &App,
    case_id: &str,
    status: StatusCode,
    refused: Option<RefusedForm>,
) -> Result<HttpResponse, ApiError> {
    let case = store::find_case_id(&app.db, case_id).await?;
    page_of(app, &case, status, refused).await
}

async fn page_of(
    app: &App,
    case: &CaseFile,
    status: StatusCode,
    refused: Option<RefusedForm>,
) -> Result<HttpResponse, ApiError> {
    let token = CaseToken::new(&case.submission.id, app.now()).to_field(&app.township.keys);
    let view = TrackView::load(app, case, token, refused).await?;
    let body = app.pages.public("public/case.html", "track/", &speak("track-title"), &view)?;
    Ok(super::page(status, body))
}

/// What a sender adds on the letter's own page; each form uses what it needs. The token stands for the code that was
/// typed to open the page.
#[derive(Clone, Deserialize, Serialize)]
pub struct CaseForm {
    case: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    sure: String,
    #[serde(default)]
    grade: String,
    #[serde(default)]
    solved: String,
    #[serde(default)]
    consent: String,
    #[serde(default)]
    mail: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    address: String,
}

impl CaseForm {
    fn case_id(&self, app: &App) -> Result<String, ApiError> {
        CaseToken::from_field(&app.township.keys, &self.case, app.now())
            .map(|token| token.case_id().to_owned())
            .map_err(|fault| {
                app.limits.turn_away(turned_away_by(fault));
                ApiError::ForgedForm
            })
    }

    /// What is to stand in the place of what was left.
    fn contact(&self) -> Result<SenderContact, ApiError> {
        let raw = RawSubmission {
            name: self.name.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
            address: self.address.clone(),
            ..RawSubmission::default()
        };
        case::parse_contact(&raw).map_err(|wrong| {
            let field = wrong.first().map_or("name", |invalid| invalid.field.as_str());
            ApiError::BadRequest(format!("unknown-{field}"))
        })
    }

    /// Shows the letter's page again: as it is now, or with what was refused on top and what was typed in its form.
    async fn answer(
        self,
        app: &App,
        case_id: &str,
        form: &'static str,
        outcome: Result<(), ApiError>,
    ) -> Result<HttpResponse, ApiError> {
        match outcome {
            Ok(()) => case_page(app, case_id, StatusCode::OK, None).await,
            Err(
                refusal @ (ApiError::BadRequest(_)
                | ApiError::Refused(_)
                | ApiError::Files(_)
                | ApiError::Stale),
            ) => {
                let refused = RefusedForm { form, sentence: refusal.sentence(), typed: self };
                case_page(app, case_id, refusal.status_code(), Some(refused)).await
            }
            Err(other) => Err(other),
        }
    }
}

/// POST what the office asked for.
///
/// # Errors
/// [`ApiError::ForgedForm`] for a page older than half an hour; without a text the page is given again.
pub async fn inform(app: web::Data<App>, upload: Upload<CaseForm>) -> Result<HttpResponse, ApiError> {
    let Upload { form, files, faults } = upload;
    let case_id = form.case_id(&app)?;
    if !faults.is_empty() {
        // Nothing is sent without what was to go with it.
        return form.answer(&app, &case_id, "inform", Err(ApiError::Files(faults))).await;
    }
    let outcome = to_the_end({
        let (app, case_id, text) = (app.clone(), case_id.clone(), form.text.clone());
        async move {
            let (files, rows) = place(&app, files).await?;
            steps::provide_information(&app.db, &app.township, &case_id, &text, &rows, app.now()).await?;
            keep(files);
            Ok(())
        }
    })
    .await;
    form.answer(&app, &case_id, "inform", outcome).await
}

/// POST to take the letter back.
///
/// # Errors
/// [`ApiError::ForgedForm`]; without the tick that asks once more the page is given again.
pub async fn withdraw(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    let outcome = if form.sure.is_empty() {
        Err(ApiError::BadRequest("missing-sure".to_owned()))
    } else {
        let withdrawn = steps::withdraw(&app.db, &case_id, app.now()).await;
        withdrawn.map(|files| app.attachments.remove(&files)).map_err(ApiError::from)
    };
    form.into_inner().answer(&app, &case_id, "withdraw", outcome).await
}

/// POST what the sender thinks of the answer. What is public carries the grade at once.
///
/// # Errors
/// [`ApiError::ForgedForm`]; an empty form gives the page again, and so does whatever else is refused.
pub async fn rate(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    let raw = RawRating { grade: form.grade.clone(), solved: form.solved.clone(), reason: form.text.clone() };
    let outcome = steps::rate(&app.db, &app.township, &case_id, &raw, app.now()).await;
    if let Ok(Some(submission_no)) = &outcome {
        // A site that cannot be built is said at the desk; the rating is kept either way.
        super::desk_steps::publish(&app, submission_no).await?;
    }
    form.into_inner().answer(&app, &case_id, "rate", outcome.map(|_| ()).map_err(ApiError::from)).await
}

/// POST what the sender allows from now on.
///
/// # Errors
/// [`ApiError::ForgedForm`]; once it is public the page is given again.
pub async fn change_consent(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    let outcome = steps::change_consent(&app.db, &case_id, &form.consent, app.now()).await;
    form.into_inner().answer(&app, &case_id, "consent", outcome.map_err(ApiError::from)).await
}

/// POST whether the sender is told by mail from now on.
///
/// # Errors
/// [`ApiError::ForgedForm`] for a page older than half an hour.
pub async fn change_mail(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    let outcome = match form.mail.as_str() {
        "on" | "off" => steps::set_mail_wanted(&app.db, &case_id, form.mail == "on", app.now()).await,
        _ => Err(StepError::Unknown("mail")),
    };
    form.into_inner().answer(&app, &case_id, "mail", outcome.map_err(ApiError::from)).await
}

/// POST a request: to take down, to correct, to erase.
///
/// # Errors
/// [`ApiError::ForgedForm`]; [`ApiError::NotFound`] for another kind; what is refused gives the page again.
pub async fn ask(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let case_id = form.case_id(&app)?;
    let kind = RequestKind::parse(&form.kind).ok_or(ApiError::NotFound)?;
    let outcome = match form.contact() {
        Ok(contact) => {
            let now = app.now();
            steps::ask_request(&app.db, &app.township, &case_id, kind, &form.text, &contact, now)
                .await
                .map_err(ApiError::from)
        }
        Err(wrong) => Err(wrong),
    };
    form.into_inner().answer(&app, &case_id, kind.as_str(), outcome).await
}
