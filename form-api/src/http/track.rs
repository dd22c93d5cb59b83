//! 查询进度: a letter number and a query code, by POST, open a letter's own page. An unknown number and a wrong code
//! give the same answer; neither ever stands in a URL or a log.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};

use super::ApiError;
use super::attachments::{self, keep, place, to_the_end};
use super::folders::into_folder;
use super::form::Form;
use super::guard::ClientPrefix;
use super::receipt;
use super::texts::speak;
use super::track_view::{RefusedForm, TrackView};
use super::turned_away::reason_of_token;
use super::upload::Upload;
use crate::app::App;
use crate::case::{self, RawRating, RawSubmission, RequestAbout, RequestKind, SenderContact, TurnedAway};
use crate::seal::{CaseToken, QueryCode, parse_submission_no};
use crate::steps::{self, Asked, StepError};
use crate::store;

#[derive(Default, Serialize)]
struct FormView {
    submission_no: String,
    error: Option<String>,
    /// This browser sent a letter a moment ago and can show its receipt.
    has_receipt: bool,
    /// What was typed on a letter's own page that has grown old: it goes with the look-up and comes back in its form.
    held: Option<HeldForm>,
}

/// What was typed in a form of a letter's own page.
#[derive(Serialize)]
struct HeldForm {
    form: &'static str,
    fields: Vec<(&'static str, String)>,
    /// What of it a person reads.
    text: String,
    /// Files that have to be chosen again.
    faults: Vec<String>,
}

fn form_page(app: &App, status: StatusCode, view: &FormView) -> Result<HttpResponse, ApiError> {
    let body = app.pages.public("public/track.html", "track/", &speak("track-title"), view)?;
    Ok(super::page(status, body))
}

/// GET without the final slash.
pub async fn to_form(request: HttpRequest) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, into_folder(request.uri()))).finish()
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show_form(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let has_receipt = receipt::kept(&app, &request).is_some();
    form_page(&app, StatusCode::OK, &FormView { has_receipt, ..FormView::default() })
}

/// The look-up form, and what was typed on a letter's own page that had grown old.
#[derive(Deserialize)]
pub struct LookUp {
    submission_no: String,
    query_code: String,
    #[serde(default)]
    form: String,
    #[serde(flatten)]
    typed: CaseForm,
}

impl LookUp {
    /// The form again, with a sentence and with all that was typed.
    fn again(self, app: &App, status: StatusCode, error: &str) -> Result<HttpResponse, ApiError> {
        let held = form_named(&self.form).map(|form| self.typed.held(form, Vec::new()));
        let view = FormView {
            submission_no: self.submission_no,
            error: Some(speak(error)),
            held,
            ..FormView::default()
        };
        form_page(app, status, &view)
    }
}

/// A form of the letter's own page by its word.
fn form_named(word: &str) -> Option<&'static str> {
    let kinds = RequestKind::ALL.iter().map(|kind| kind.as_str());
    ["inform", "rate", "consent", "mail", "withdraw"].into_iter().chain(kinds).find(|form| *form == word)
}

/// POST number and code.
///
/// # Errors
/// [`ApiError::Internal`]; a number or code that does not fit gives the form again, and so do too many tries.
pub async fn show_case(
    app: web::Data<App>,
    from: ClientPrefix,
    form: Form<LookUp>,
) -> Result<HttpResponse, ApiError> {
    let mut form = form.into_inner();
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    if app.limits.look_up(&from).is_err() {
        return form.again(&app, StatusCode::TOO_MANY_REQUESTS, "track-too_many");
    }
    let Some(number) = parse_submission_no(&form.submission_no) else {
        app.limits.turn_away(TurnedAway::MalformedCode);
        return form.again(&app, wrong, "track-number_form");
    };
    form.submission_no.clone_from(&number);
    let Ok(code) = QueryCode::parse(&form.query_code) else {
        app.limits.turn_away(TurnedAway::MalformedCode);
        return form.again(&app, wrong, "track-code_form");
    };
    let case_id = match find(&app, &from, &number, &code).await {
        Ok(Some(case_id)) => case_id,
        Ok(None) => return form.again(&app, wrong, "track-no_match"),
        Err(ApiError::TooMany) => {
            return form.again(&app, StatusCode::TOO_MANY_REQUESTS, "track-too_many");
        }
        Err(error) => return Err(error),
    };
    let held = form_named(&form.form).map(|word| RefusedForm {
        form: word,
        sentence: speak("own-held"),
        typed: form.typed,
    });
    case_page(&app, &case_id, StatusCode::OK, held).await
}

/// The case that number and code open. An unknown number and a wrong code are one answer, in the same time, and count as
/// guesses alike; the right code is never held up.
///
/// # Errors
/// [`ApiError::TooMany`] for one guess too many.
pub(super) async fn find(
    app: &App,
    from: &ClientPrefix,
    number: &str,
    code: &QueryCode,
) -> Result<Option<String>, ApiError> {
    let found = store::find_code_hash(&app.db, number).await?;
    // A number that is not there is compared too, with a row that was read for it.
    let stored = found.as_ref().map_or(&[0; 32][..], |row| &row.query_code_hash);
    let fits = code.matches(&app.township.keys, number, stored);
    match found.filter(|row| fits && row.is_its_own) {
        Some(row) => Ok(Some(row.case_id)),
        None => app.limits.wrong_code(from, number).map(|()| None),
    }
}

async fn case_page(
    app: &App,
    case_id: &str,
    status: StatusCode,
    refused: Option<RefusedForm>,
) -> Result<HttpResponse, ApiError> {
    let token = CaseToken::new(case_id, app.now()).to_field(&app.township.keys);
    let view = TrackView::load(app, case_id, token, refused).await?;
    let body = app.pages.public("public/case.html", "track/", &speak("track-title"), &view)?;
    Ok(super::page(status, body))
}

/// What a sender adds on the letter's own page; each form uses what it needs. The token stands for the code that was
/// typed to open the page.
#[derive(Clone, Deserialize, Serialize)]
pub struct CaseForm {
    #[serde(default)]
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
    /// Row id of a file that is to be downloaded.
    #[serde(default, skip_serializing)]
    file: String,
    /// What a request is about: a word of [`RequestAbout`].
    #[serde(default)]
    about: String,
}

impl CaseForm {
    /// The case that the page showed; none for a page that has grown old or is not ours.
    fn case_id(&self, app: &App) -> Option<String> {
        match CaseToken::from_field(&app.township.keys, &self.case, app.now()) {
            Ok(token) => Some(token.case_id().to_owned()),
            Err(fault) => {
                app.limits.turn_away(reason_of_token(fault));
                None
            }
        }
    }

    /// What was typed, to go with the look-up.
    fn held(self, form: &'static str, faults: Vec<String>) -> HeldForm {
        let text = self.text.clone();
        let fields = [
            ("text", self.text),
            ("sure", self.sure),
            ("grade", self.grade),
            ("solved", self.solved),
            ("consent", self.consent),
            ("mail", self.mail),
            ("kind", self.kind),
            ("name", self.name),
            ("phone", self.phone),
            ("email", self.email),
            ("address", self.address),
            ("about", self.about),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        HeldForm { form, fields, text, faults }
    }

    /// The look-up form with all that was typed: number and code open the letter again, and nothing is lost.
    fn look_up_first(
        self,
        app: &App,
        form: &'static str,
        faults: Vec<String>,
    ) -> Result<HttpResponse, ApiError> {
        let held = Some(self.held(form, faults));
        form_page(app, StatusCode::FORBIDDEN, &FormView { held, ..FormView::default() })
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
        contact_of(&raw)
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
            // Also for what is our fault: what was typed is worth more than a page of its own.
            Err(refusal) => {
                let refused = RefusedForm { form, sentence: refusal.sentence_for_residents(), typed: self };
                case_page(app, case_id, refusal.status_code(), Some(refused)).await
            }
        }
    }
}

/// Contact details of a form of their own.
///
/// # Errors
/// [`ApiError::BadRequest`] names the first that is wrong.
pub(super) fn contact_of(raw: &RawSubmission) -> Result<SenderContact, ApiError> {
    case::parse_contact(raw).map_err(|wrong| {
        let field = wrong.first().map_or("name", |invalid| invalid.field.as_str());
        ApiError::BadRequest(format!("unknown-{field}"))
    })
}

/// POST what the office asked for.
///
/// # Errors
/// [`ApiError::Internal`]; a page older than half an hour gives the look-up form with what was typed, and without a
/// text the page is given again.
pub async fn inform(app: web::Data<App>, upload: Upload<CaseForm>) -> Result<HttpResponse, ApiError> {
    let Upload { form, files, faults } = upload;
    let Some(case_id) = form.case_id(&app) else { return form.look_up_first(&app, "inform", faults) };
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

/// POST to download what the office added to a question. The token is in the body: no address leads to a file.
///
/// # Errors
/// [`ApiError::NotFound`] for a file that is not the office's, or of another letter; a page older than half an hour gives
/// the look-up form.
pub async fn download(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    match form.case_id(&app) {
        Some(case_id) => attachments::download(&app, &case_id, &form.file).await,
        None => {
            let view = FormView { error: Some(speak("track-old")), ..FormView::default() };
            form_page(&app, StatusCode::FORBIDDEN, &view)
        }
    }
}

/// POST to take the letter back.
///
/// # Errors
/// As [`inform`]; without the tick that asks once more the page is given again.
pub async fn withdraw(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let Some(case_id) = form.case_id(&app) else {
        return form.into_inner().look_up_first(&app, "withdraw", Vec::new());
    };
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
/// As [`inform`]; an empty form gives the page again, and so does whatever else is refused.
pub async fn rate(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let Some(case_id) = form.case_id(&app) else {
        return form.into_inner().look_up_first(&app, "rate", Vec::new());
    };
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
/// As [`inform`]; once it is public the page is given again.
pub async fn change_consent(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let Some(case_id) = form.case_id(&app) else {
        return form.into_inner().look_up_first(&app, "consent", Vec::new());
    };
    let outcome = steps::change_consent(&app.db, &case_id, &form.consent, app.now()).await;
    form.into_inner().answer(&app, &case_id, "consent", outcome.map_err(ApiError::from)).await
}

/// POST whether the sender is told by mail from now on.
///
/// # Errors
/// As [`inform`].
pub async fn change_mail(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let Some(case_id) = form.case_id(&app) else {
        return form.into_inner().look_up_first(&app, "mail", Vec::new());
    };
    let outcome = match form.mail.as_str() {
        "on" | "off" => steps::set_mail_wanted(&app.db, &case_id, form.mail == "on", app.now()).await,
        _ => Err(StepError::Unknown("mail")),
    };
    form.into_inner().answer(&app, &case_id, "mail", outcome.map_err(ApiError::from)).await
}

/// POST a request: to take down, to read, to correct, to erase.
///
/// # Errors
/// As [`inform`]; [`ApiError::NotFound`] for another kind; what is refused gives the page again.
pub async fn ask(app: web::Data<App>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    let kind = RequestKind::parse(&form.kind).ok_or(ApiError::NotFound)?;
    let Some(case_id) = form.case_id(&app) else {
        return form.into_inner().look_up_first(&app, kind.as_str(), Vec::new());
    };
    let about = RequestAbout::parse(&form.about).unwrap_or(RequestAbout::Contact);
    let outcome = match form.contact() {
        Ok(contact) => {
            let now = app.now();
            let asked = Asked { kind, about, text: &form.text, contact: &contact };
            steps::ask_request(&app.db, &app.township, &case_id, asked, now).await.map_err(ApiError::from)
        }
        Err(wrong) => Err(wrong),
    };
    form.into_inner().answer(&app, &case_id, kind.as_str(), outcome).await
}
