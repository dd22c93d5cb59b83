//! The receipt: number, code, the promised date, and the way to follow the letter. The browser that sent the letter may
//! show it again for half an hour, by a cookie that is gone with the browser or with "I have it". After that the same
//! form, confirmed once more, says that the letter was sent and shows its number alone. Deliberately absent: a copy of
//! the code on the server, and a reset by mail.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use site_gen::qr::Qr;

use crate::case::{Channel, NotifyBy, State, SubmissionKind, shanghai_datetime};
use crate::context::Context;
use crate::http::extract::cookies::{self, OwnCookie};
use crate::http::pages::{ApiError, respond, views};
use crate::messages::speak;
use crate::seal::{FormToken, QueryCode, RECEIPT_MINUTES, ReceiptToken};
use crate::steps::{self, Accepted, Promise, RenewedCode};
use crate::store::CaseFile;

/// Hex digits of the hash that stands for a form.
const IDEMPOTENCY_KEY: usize = 32;

/// So many letters whose receipts were saved are known to a browser; a person hardly sends more in one sitting.
const MOST_SAVED: usize = 8;

/// The letters of this browser whose senders said "I have it": hashes of their forms' random parts.
fn saved(app: &Context, request: &HttpRequest) -> Vec<String> {
    let value = OwnCookie::ReceiptSaved.read(app, request).unwrap_or_default();
    // Whatever else stands there is not ours, and is not sent back.
    let is_key =
        |key: &&str| key.len() == IDEMPOTENCY_KEY && key.bytes().all(|byte| byte.is_ascii_hexdigit());
    value.split('.').filter(is_key).take(MOST_SAVED).map(str::to_owned).collect()
}

#[derive(Serialize)]
struct ReceiptView {
    submission_no: String,
    query_code: String,
    received_at: String,
    due_on: Option<String>,
    ceiling_on: String,
    kind: String,
    title: String,
    /// Word of the way in which the sender is told.
    notify_by: &'static str,
    at_the_desk: bool,
    /// Whoever entered it cannot open it: it goes to who reads reports.
    is_report: bool,
    /// The same: it goes to a first reader, who finds out whom it is about.
    awaits_first_reader: bool,
    hides_nobody: bool,
    is_next_call: bool,
    /// It was answered on the telephone.
    is_settled: bool,
    /// It is not the first code of this letter.
    is_renewed: bool,
    track_url: String,
    qr: Option<Qr>,
}

/// The receipt of a letter that was entered at the desk, to be printed and handed over; it leads back there.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) fn at_the_desk(
    app: &Context,
    accepted: &Accepted,
    promise: Option<Promise>,
    is_next_call: bool,
) -> Result<HttpResponse, ApiError> {
    let hides_nobody = promise == Some(Promise::None);
    let is_next_call = is_next_call && accepted.case.submission.channel == Channel::Phone;
    match accepted.query_code_within(RECEIPT_MINUTES, app.now()) {
        Some(code) => {
            let body = render(app, accepted, code, Way::AtTheDesk { hides_nobody, is_next_call })?;
            Ok(respond::page(StatusCode::OK, body))
        }
        None => sent_before(app, accepted, Way::AtTheDesk { hides_nobody, is_next_call }),
    }
}

/// The slip with a letter's new code, for whoever gives it to the sender.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) fn renewed(app: &Context, renewed: &RenewedCode) -> Result<HttpResponse, ApiError> {
    let accepted = &renewed.accepted;
    Ok(respond::page(StatusCode::OK, render(app, accepted, &renewed.query_code, Way::Renewed)?))
}

/// How a receipt reaches the sender.
#[derive(Clone, Copy)]
enum Way {
    /// In their own browser.
    OwnBrowser,
    /// Printed or read out by staff.
    AtTheDesk {
        /// It is not known whom the letter is about: the sender is told that nothing is promised.
        hides_nobody: bool,
        /// It was a call, and whoever took it takes the next one.
        is_next_call: bool,
    },
    /// The same for a code that takes the place of a lost one.
    Renewed,
}

impl Way {
    /// The folder of the page's address, below the site's root: what leads from there to the site's own files.
    const fn folder(self) -> &'static str {
        match self {
            Self::OwnBrowser => "mailbox/",
            Self::AtTheDesk { .. } => "desk/enter/",
            Self::Renewed => "desk/cases/letter/",
        }
    }
}

#[derive(Serialize)]
struct SentView {
    submission_no: String,
    at_the_desk: bool,
}

/// The letter was sent, and its code has been shown: the number, and what helps who has no code.
fn sent_before(app: &Context, accepted: &Accepted, way: Way) -> Result<HttpResponse, ApiError> {
    let at_the_desk = !matches!(way, Way::OwnBrowser);
    let view = SentView { submission_no: accepted.submission_no.clone(), at_the_desk };
    let title = speak("receipt-sent");
    let body = app.pages.public("public/receipt_sent.html", way.folder(), &title, &view)?;
    Ok(respond::page(StatusCode::OK, body))
}

/// Leads to the receipt of a letter that was sent. A browser without cookies is shown it at once: its code is nowhere else.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) fn lead(
    app: &Context,
    request: &HttpRequest,
    accepted: &Accepted,
    kept: &ReceiptToken,
) -> Result<HttpResponse, ApiError> {
    if !cookies::are_kept(app, request) {
        return page(app, request, accepted, kept);
    }
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "receipt"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(OwnCookie::Receipt.set(app, &kept.to_field(&app.township.keys)))
        .finish())
}

/// Leads a member of staff to a slip that they print; for half an hour this browser can show it, and until they sign out.
pub(crate) fn lead_to_slip(app: &Context, form: &FormToken, address: &str) -> HttpResponse {
    let slip = ReceiptToken::new(form, false, app.now()).to_field(&app.township.keys);
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, address))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .cookie(OwnCookie::Slip.set(app, &slip))
        .finish()
}

/// The slip that was made in this browser within the last half hour.
pub(crate) fn kept_slip(app: &Context, request: &HttpRequest) -> Option<ReceiptToken> {
    let cookie = OwnCookie::Slip.read(app, request)?;
    ReceiptToken::from_field(&app.township.keys, &cookie, app.now()).ok()
}

/// The receipt of a letter, with the cookie that shows it again; the number alone once half an hour has gone by or this
/// browser has said "I have it".
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) fn page(
    app: &Context,
    request: &HttpRequest,
    accepted: &Accepted,
    kept: &ReceiptToken,
) -> Result<HttpResponse, ApiError> {
    let is_saved = saved(app, request).contains(&kept.form().idempotency_key());
    let code = accepted.query_code_within(RECEIPT_MINUTES, app.now()).filter(|_| !is_saved);
    let Some(code) = code else { return sent_before(app, accepted, Way::OwnBrowser) };
    let way = Way::OwnBrowser;
    let mut response = respond::page(StatusCode::OK, render(app, accepted, code, way)?);
    let cookie = OwnCookie::Receipt.set(app, &kept.to_field(&app.township.keys));
    response.add_cookie(&cookie).map_err(|error| ApiError::Internal(error.into()))?;
    Ok(response)
}

fn render(app: &Context, accepted: &Accepted, code: &QueryCode, way: Way) -> Result<String, ApiError> {
    let case = &accepted.case;
    let track_url = app.settings.server.public_url.join("track/");
    let view = ReceiptView {
        submission_no: accepted.submission_no.clone(),
        query_code: code.show(),
        received_at: views::received(shanghai_datetime(case.submission.received_at)),
        due_on: case.due.due_on.map(|day| day.to_string()),
        ceiling_on: case.due.ceiling_on.to_string(),
        kind: speak(&format!("kind-{}", case.submission.kind.as_str())),
        title: case.submission.title.clone(),
        notify_by: notify_by(case),
        at_the_desk: !matches!(way, Way::OwnBrowser),
        is_report: case.submission.kind == SubmissionKind::Report,
        awaits_first_reader: case.awaits_first_reader,
        hides_nobody: matches!(way, Way::AtTheDesk { hides_nobody: true, .. }),
        is_next_call: matches!(way, Way::AtTheDesk { is_next_call: true, .. }),
        is_settled: case.state == State::Closed,
        is_renewed: matches!(way, Way::Renewed),
        qr: app.pages.track_code(&track_url),
        track_url,
    };
    Ok(app.pages.public("public/receipt.html", way.folder(), &speak("receipt-title"), &view)?)
}

/// How the sender is told: what they chose, and for letters from before there was a choice what is kept of them.
fn notify_by(case: &CaseFile) -> &'static str {
    let letter = &case.submission;
    let kept = if letter.sealed_mail_to.is_some() { NotifyBy::Mail } else { NotifyBy::Here };
    letter.notify_by.unwrap_or(kept).as_str()
}

/// What the browser keeps of a letter that it sent within the last half hour.
pub(crate) fn kept(app: &Context, request: &HttpRequest) -> Option<ReceiptToken> {
    let cookie = OwnCookie::Receipt.read(app, request)?;
    ReceiptToken::from_field(&app.township.keys, &cookie, app.now()).ok()
}

/// GET the receipt again. Looking does not lengthen the half hour.
///
/// # Errors
/// [`ApiError::Internal`]; without the cookie, or when it is old, a page that says how to go on, with status 404.
pub async fn show_again(app: web::Data<Context>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    if let Some(kept) = kept(&app, &request)
        && let Some(accepted) = steps::receipt_again(&app.db, &app.township, kept.form()).await?
    {
        return page(&app, &request, &accepted, &kept);
    }
    let title = speak("receipt-gone");
    let body = app.pages.public("public/receipt_gone.html", "mailbox/", &title, &())?;
    Ok(respond::page(StatusCode::NOT_FOUND, body))
}

/// POST "I have it": the browser forgets, and the next page is the one where number and code are needed.
///
/// # Errors
/// None; the type is that of all handlers.
pub async fn forget(app: web::Data<Context>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, "../track/")).cookie(OwnCookie::Receipt.forget(&app));
    if let Some(kept) = kept(&app, &request) {
        let mut saved = saved(&app, &request);
        saved.push(kept.form().idempotency_key());
        let last = saved.split_off(saved.len().saturating_sub(MOST_SAVED));
        response.cookie(OwnCookie::ReceiptSaved.set(&app, &last.join(".")));
    }
    Ok(response.finish())
}
