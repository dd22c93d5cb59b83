//! 查询进度: a letter number and a query code, by POST, open a letter's own page. An unknown number and a wrong code
//! give the same answer; neither ever stands in a URL or a log.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use serde::{Deserialize, Serialize};

use crate::case::forms::own::{self, CONSENT, INFORM, MAIL, OWN, RATE, WITHDRAW};
use crate::case::forms::{Form as CaseForm, Sent};
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
use crate::messages::speak;
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
#[serde(from = "Vec<(String, String)>")]
pub struct LookUp {
    submission_no: String,
    query_code: String,
    /// The form in which it was typed.
    form: Option<&'static CaseForm>,
    typed: Typed,
}

impl From<Vec<(String, String)>> for LookUp {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self {
            submission_no: first(&pairs, "submission_no").to_owned(),
            query_code: first(&pairs, "query_code").to_owned(),
            form: OWN.iter().find(|form| form.word == first(&pairs, "form")),
            typed: Typed::from(pairs),
        }
    }
}

impl LookUp {
    /// The form again, with a sentence and with all that was typed.
    fn again(self, app: &Context, status: StatusCode, error: &str) -> Result<HttpResponse, ApiError> {
        let held = self.form.map(|form| self.typed.held(form, Vec::new()));
        let view = FormView {
            submission_no: self.submission_no,
            error: Some(speak(error)),
            held,
            ..FormView::default()
        };
        form_page(app, status, &view)
    }
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
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
    match form.form {
        // What was typed comes back into its form: nothing has been done with it yet.
        Some(typed_in) => {
            let held = RefusedForm::held(typed_in, form.typed.of(typed_in));
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

/// What came through a form of the letter's own page, before it is known through which. The token stands for the code that
/// was typed to open the page, and for the page itself: its forms work once. No `Debug`: it can hold contact details.
#[derive(Clone, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct Typed {
    case: String,
    pairs: Vec<(String, String)>,
}

impl From<Vec<(String, String)>> for Typed {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self { case: first(&pairs, "case").to_owned(), pairs }
    }
}

impl Typed {
    /// What came, read by the fields of its form.
    fn of(&self, form: &CaseForm) -> Sent {
        Sent::of(form, &self.pairs)
    }

    /// What a button says that was pressed.
    fn button(&self, name: &str) -> &str {
        first(&self.pairs, name)
    }

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
    fn held(&self, form: &CaseForm, faults: Vec<String>) -> HeldForm {
        let sent = self.of(form);
        // The token opens nothing any more, and tells that the page was ours: a slow line is waited for.
        let fields = std::iter::once(("case", self.case.as_str())).chain(sent.filled());
        let fields = fields.map(|(name, value)| (name, value.to_owned())).collect();
        HeldForm { form: form.word, fields, text: sent.text("text").to_owned(), faults }
    }

    /// The look-up form with all that was typed: number and code open the letter again, and nothing is lost.
    fn look_up_first(
        &self,
        app: &Context,
        form: &CaseForm,
        faults: Vec<String>,
    ) -> Result<HttpResponse, ApiError> {
        let held = Some(self.held(form, faults));
        form_page(app, StatusCode::FORBIDDEN, &FormView { held, ..FormView::default() })
    }
}

/// Leads to the letter's page once the work of a form is done, now or when the form came before; else shows that page with
/// what was refused on top and what was typed in its form.
async fn answer(
    app: &Context,
    request: &HttpRequest,
    case_id: &str,
    (form, sent, files): (&'static CaseForm, Sent, &[String]),
    outcome: Result<(), ApiError>,
) -> Result<HttpResponse, ApiError> {
    match outcome {
        Ok(()) | Err(ApiError::Done { .. }) => own_letter::lead(app, request, case_id).await,
        // Also for what is our fault: what was typed is worth more than a page of its own.
        Err(refusal) => {
            let refused = RefusedForm::new(form, sent, &refusal, files);
            case_page(app, case_id, refusal.status_code(), Some(refused)).await
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
    upload: Upload<Typed>,
) -> Result<HttpResponse, ApiError> {
    let print = upload.print().clone();
    let Upload { form, files, faults, .. } = upload;
    let Some(case_id) = form.case_id(&app) else { return form.look_up_first(&app, &INFORM, faults) };
    let names: Vec<String> = files.iter().map(|file| shown_name(&file.name)).collect();
    let sent = form.of(&INFORM);
    if !faults.is_empty() {
        // Nothing is sent without what was to go with it.
        let refused = Err(ApiError::Files(faults));
        return answer(&app, &request, &case_id, (&INFORM, sent, &names), refused).await;
    }
    let shown = form.question(&app);
    let outcome = to_the_end({
        let (app, case_id, text) = (app.clone(), case_id.clone(), sent.text("text").to_owned());
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
    answer(&app, &request, &case_id, (&INFORM, sent, &names), outcome).await
}

/// POST to download what the office added to a question. The token is in the body: no address leads to a file.
///
/// # Errors
/// [`ApiError::NotFound`] for a file that is not the office's, or of another letter; a page older than half an hour gives
/// the look-up form.
pub async fn download(app: web::Data<Context>, form: Form<Typed>) -> Result<HttpResponse, ApiError> {
    match form.case_id(&app) {
        Some(case_id) => download::download(&app, &case_id, form.button("file")).await,
        None => old_page(&app),
    }
}

/// One of the forms without files: opens its letter, does its work, and answers.
async fn take(
    app: &Context,
    request: &HttpRequest,
    typed: Form<Typed>,
    form: &'static CaseForm,
    work: impl AsyncFnOnce(&Sent, Sender<'_>) -> Result<(), ApiError>,
) -> Result<HttpResponse, ApiError> {
    let Some(case_id) = typed.case_id(app) else { return typed.look_up_first(app, form, Vec::new()) };
    let posting = typed.posting(own_letter::address_of(app, &case_id));
    let sent = typed.of(form);
    let outcome = work(&sent, sender(app, &case_id, &posting)).await;
    answer(app, request, &case_id, (form, sent, &[]), outcome).await
}

/// POST to take the letter back.
///
/// # Errors
/// As [`inform`]; without the tick that asks once more the page is given again.
pub async fn withdraw(
    app: web::Data<Context>,
    request: HttpRequest,
    form: Form<Typed>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, &WITHDRAW, async |sent, sender| {
        if !sent.is_ticked("sure") {
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
    form: Form<Typed>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, &RATE, async |sent, sender| {
        let text = |field: &str| sent.text(field).to_owned();
        let raw = RawRating { grade: text("grade"), solved: text("solved"), reason: text("text") };
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
    form: Form<Typed>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, &CONSENT, async |sent, sender| {
        Ok(steps::change_consent(sender, sent.text("consent")).await?)
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
    form: Form<Typed>,
) -> Result<HttpResponse, ApiError> {
    take(&app, &request, form, &MAIL, async |sent, sender| match sent.text("mail") {
        way @ ("on" | "off") => Ok(steps::set_mail_wanted(sender, way == "on").await?),
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
    form: Form<Typed>,
) -> Result<HttpResponse, ApiError> {
    let kind = RequestKind::parse(form.button("kind")).ok_or(ApiError::NotFound)?;
    take(&app, &request, form, own::of_request(kind), async |sent, sender| {
        let about = RequestAbout::parse(sent.text("about")).unwrap_or(RequestAbout::Contact);
        let contact = contact_of(&RawSubmission::of(sent))?;
        let asked = Asked { kind, about, text: sent.text("text"), contact: &contact };
        Ok(steps::ask_request(sender, asked).await?)
    })
    .await
}
