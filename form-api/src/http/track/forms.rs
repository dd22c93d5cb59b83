//! 查询进度: a letter number and a query code, by POST, open a letter's own page. An unknown number and a wrong code
//! give the same answer; neither ever stands in a URL or a log.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};

use crate::case::{
    self, Invalid, RawRating, RawSubmission, RequestAbout, RequestKind, SenderContact, TurnedAway, Why,
};
use crate::context::Context;
use crate::http::extract::cookies;
use crate::http::extract::files::{keep, place, to_the_end};
use crate::http::extract::form::Form;
use crate::http::extract::rejections::reason_of_token;
use crate::http::extract::upload::{Upload, shown_name};
use crate::http::mailbox::receipt;
use crate::http::pages::{ApiError, respond};
use crate::http::track::own_letter;
use crate::http::track::view::{RefusedForm, TrackView};
use crate::http::{download, site};
use crate::messages::{speak, speak_with};
use crate::rate_limits::ClientPrefix;
use crate::seal::{CaseToken, QueryCode, parse_submission_no};
use crate::steps::{self, Asked, InReplyTo, Posting, Sender, StepError};
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

fn form_page(app: &Context, status: StatusCode, view: &FormView) -> Result<HttpResponse, ApiError> {
    let body = app.pages.public("public/track.html", "track/", &speak("track-title"), view)?;
    Ok(cookies::try_one(app, respond::page(status, body)))
}

/// The form in the place of a letter's page that is open no more.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) fn old_page(app: &Context) -> Result<HttpResponse, ApiError> {
    let view = FormView { error: Some(speak("track-old")), ..FormView::default() };
    form_page(app, StatusCode::FORBIDDEN, &view)
}

/// GET the form.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show_form(app: web::Data<Context>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
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
    fn again(self, app: &Context, status: StatusCode, error: &str) -> Result<HttpResponse, ApiError> {
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
    app: web::Data<Context>,
    request: HttpRequest,
    from: ClientPrefix,
    form: Form<LookUp>,
) -> Result<HttpResponse, ApiError> {
    let mut form = form.into_inner();
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    if app.limits.look_up(&from).is_err() {
        return form.again(&app, StatusCode::TOO_MANY_REQUESTS, "track-too_many");
    }
    // Whoever pastes the whole slip into one field, or changes the two, has said both.
    let typed = [form.submission_no.as_str(), form.query_code.as_str()];
    let Some(number) = typed.into_iter().find_map(parse_submission_no) else {
        app.limits.turn_away(TurnedAway::MalformedCode);
        return form.again(&app, wrong, "track-number_form");
    };
    let code = typed.into_iter().rev().find_map(|text| QueryCode::parse(text).ok());
    form.submission_no.clone_from(&number);
    let Some(code) = code else {
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
    match form_named(&form.form) {
        // What was typed comes back into its form: nothing has been done with it yet.
        Some(word) => {
            let held = RefusedForm { form: word, sentence: speak("own-held"), typed: form.typed };
            case_page(&app, &case_id, StatusCode::OK, Some(held)).await
        }
        None => own_letter::lead(&app, &request, &case_id).await,
    }
}

/// The case that number and code open. An unknown number and a wrong code are one answer, in the same time, and count as
/// guesses alike; the right code is never held up.
///
/// # Errors
/// [`ApiError::TooMany`] for one guess too many.
pub(crate) async fn find(
    app: &Context,
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
        None => Ok(app.limits.wrong_code(from, number).map(|()| None)?),
    }
}

pub(crate) async fn case_page(
    app: &Context,
    case_id: &str,
    status: StatusCode,
    refused: Option<RefusedForm>,
) -> Result<HttpResponse, ApiError> {
    let view = TrackView::load(app, case_id, refused).await?;
    let body = app.pages.public("public/case.html", "track/", &speak("track-title"), &view)?;
    Ok(respond::page(status, body))
}

/// What a sender adds on the letter's own page; each form uses what it needs. The token stands for the code that was
/// typed to open the page, and for the page itself: its forms work once.
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
    fn case_id(&self, app: &Context) -> Option<String> {
        match CaseToken::from_field(&app.township.keys, &self.case, app.now()) {
            Ok(token) => Some(token.case_id().to_owned()),
            Err(fault) => {
                app.limits.turn_away(reason_of_token(fault));
                None
            }
        }
    }

    /// The last question that the page showed.
    fn question(&self, app: &Context) -> Option<String> {
        let token = CaseToken::from_field(&app.township.keys, &self.case, app.now()).ok()?;
        token.question().map(str::to_owned)
    }

    /// What was typed, to go with the look-up.
    fn held(self, form: &'static str, faults: Vec<String>) -> HeldForm {
        let text = self.text.clone();
        let fields = [
            // It opens nothing any more, and tells that the page was ours: a slow line is waited for.
            ("case", self.case),
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
        app: &Context,
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

    /// Leads to the letter's page once its work is done, now or when the form came before; else shows that page with what
    /// was refused on top and what was typed in its form. Files do not come back with it: they are named.
    async fn answer(
        self,
        app: &Context,
        request: &HttpRequest,
        case_id: &str,
        form: &'static str,
        outcome: Result<(), ApiError>,
        files: &[String],
    ) -> Result<HttpResponse, ApiError> {
        match outcome {
            Ok(()) | Err(ApiError::Done { .. }) => own_letter::lead(app, request, case_id).await,
            // Also for what is our fault: what was typed is worth more than a page of its own.
            Err(refusal) => {
                let mut sentence = refusal.sentence_for_residents();
                if !files.is_empty() {
                    sentence += &speak_with("own-files_again", &[("files", files.join("、"))]);
                }
                let refused = RefusedForm { form, sentence, typed: self };
                case_page(app, case_id, refusal.status_code(), Some(refused)).await
            }
        }
    }
}

/// Contact details of a form of their own.
///
/// # Errors
/// [`ApiError::BadRequest`] names the first that is wrong.
pub(crate) fn contact_of(raw: &RawSubmission) -> Result<SenderContact, ApiError> {
    case::parse_contact(raw).map_err(|wrong| {
        let Some(Invalid { field, why }) = wrong.first() else { return ApiError::unreadable() };
        ApiError::BadRequest(match why {
            Why::NotAscii => format!("unknown-{}_not_ascii", field.as_str()),
            _ => format!("unknown-{}", field.as_str()),
        })
    })
}

/// A sender at work on the letter whose page they have open, with the form that they sent.
fn sender<'a>(app: &'a Context, case_id: &'a str, posting: &'a Posting) -> Sender<'a> {
    Sender { db: &app.db, township: &app.township, case_id, posting: Some(posting), now: app.now() }
}

/// POST what the office asked for.
///
/// # Errors
/// [`ApiError::Internal`]; a page older than half an hour gives the look-up form with what was typed, and without a
/// text the page is given again.
pub async fn inform(
    app: web::Data<Context>,
    request: HttpRequest,
    upload: Upload<CaseForm>,
) -> Result<HttpResponse, ApiError> {
    let print = upload.print().clone();
    let Upload { form, files, faults, .. } = upload;
    let Some(case_id) = form.case_id(&app) else { return form.look_up_first(&app, "inform", faults) };
    let names: Vec<String> = files.iter().map(|file| shown_name(&file.name)).collect();
    if !faults.is_empty() {
        // Nothing is sent without what was to go with it.
        let refused = Err(ApiError::Files(faults));
        return form.answer(&app, &request, &case_id, "inform", refused, &names).await;
    }
    let shown = form.question(&app);
    let outcome = to_the_end({
        let (app, case_id, text) = (app.clone(), case_id.clone(), form.text.clone());
        async move {
            let posting = print.posting(own_letter::address_of(&app, &case_id));
            let (files, rows) = place(&app, files).await?;
            let answers = InReplyTo::Shown(shown.as_deref());
            steps::provide_information(sender(&app, &case_id, &posting), &text, &rows, answers).await?;
            keep(files);
            Ok(())
        }
    })
    .await;
    form.answer(&app, &request, &case_id, "inform", outcome, &names).await
}

/// POST to download what the office added to a question. The token is in the body: no address leads to a file.
///
/// # Errors
/// [`ApiError::NotFound`] for a file that is not the office's, or of another letter; a page older than half an hour gives
/// the look-up form.
pub async fn download(app: web::Data<Context>, form: Form<CaseForm>) -> Result<HttpResponse, ApiError> {
    match form.case_id(&app) {
        Some(case_id) => download::download(&app, &case_id, &form.file).await,
        None => old_page(&app),
    }
}

/// One of the forms without files: opens its letter, does its work, and answers.
async fn take(
    app: &Context,
    request: &HttpRequest,
    form: Form<CaseForm>,
    word: &'static str,
    work: impl AsyncFnOnce(&CaseForm, Sender<'_>) -> Result<(), ApiError>,
) -> Result<HttpResponse, ApiError> {
    let Some(case_id) = form.case_id(app) else {
        return form.into_inner().look_up_first(app, word, Vec::new());
    };
    let posting = form.posting(own_letter::address_of(app, &case_id));
    let form = form.into_inner();
    let outcome = work(&form, sender(app, &case_id, &posting)).await;
    form.answer(app, request, &case_id, word, outcome, &[]).await
}

/// POST to take the letter back.
///
/// # Errors
/// As [`inform`]; without the tick that asks once more the page is given again.
pub async fn withdraw(
    app: web::Data<Context>,
    request: HttpRequest,
    form: Form<CaseForm>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, "withdraw", async |form, sender| {
        if form.sure.is_empty() {
            return Err(ApiError::BadRequest("missing-sure".to_owned()));
        }
        let files = steps::withdraw(sender).await?;
        app.attachments.remove(&files);
        Ok(())
    })
    .await
}

/// POST what the sender thinks of the answer. What is public carries the grade at once.
///
/// # Errors
/// As [`inform`]; an empty form gives the page again, and so does whatever else is refused.
pub async fn rate(
    app: web::Data<Context>,
    request: HttpRequest,
    form: Form<CaseForm>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, "rate", async |form, sender| {
        let raw =
            RawRating { grade: form.grade.clone(), solved: form.solved.clone(), reason: form.text.clone() };
        if let Some(submission_no) = steps::rate(sender, &raw).await? {
            // A site that cannot be built is said at the desk; the rating is kept either way.
            site::publish(&app, &submission_no).await?;
        }
        Ok(())
    })
    .await
}

/// POST what the sender allows from now on.
///
/// # Errors
/// As [`inform`]; once it is public the page is given again.
pub async fn change_consent(
    app: web::Data<Context>,
    request: HttpRequest,
    form: Form<CaseForm>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, "consent", async |form, sender| {
        Ok(steps::change_consent(sender, &form.consent).await?)
    })
    .await
}

/// POST whether the sender is told by mail from now on.
///
/// # Errors
/// As [`inform`].
pub async fn change_mail(
    app: web::Data<Context>,
    request: HttpRequest,
    form: Form<CaseForm>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, "mail", async |form, sender| match form.mail.as_str() {
        "on" | "off" => Ok(steps::set_mail_wanted(sender, form.mail == "on").await?),
        _ => Err(StepError::Unknown("mail").into()),
    })
    .await
}

/// POST a request: to take down, to read, to correct, to erase.
///
/// # Errors
/// As [`inform`]; [`ApiError::NotFound`] for another kind; what is refused gives the page again.
pub async fn ask(
    app: web::Data<Context>,
    request: HttpRequest,
    form: Form<CaseForm>,
) -> Result<HttpResponse, ApiError> {
    let kind = RequestKind::parse(&form.kind).ok_or(ApiError::NotFound)?;
    take(&app, &request, form, kind.as_str(), async |form, sender| {
        let about = RequestAbout::parse(&form.about).unwrap_or(RequestAbout::Contact);
        let contact = form.contact()?;
        let asked = Asked { kind, about, text: &form.text, contact: &contact };
        Ok(steps::ask_request(sender, asked).await?)
    })
    .await
}
