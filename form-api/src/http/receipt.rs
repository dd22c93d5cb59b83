//! The receipt: number, code, the promised date, and the way to follow the letter. The browser that sent the letter may
//! show it again for half an hour, by a cookie that is gone with the browser or with "I have it". Deliberately absent: a
//! copy of the code on the server, and a reset by mail.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::ApiError;
use super::texts::speak;
use super::views;
use crate::app::App;
use crate::case::shanghai_datetime;
use crate::seal::ReceiptToken;
use crate::steps::{self, Accepted};
use site_gen::view::Qr;

const PLAIN_COOKIE: &str = "receipt";
const HOST_COOKIE: &str = "__Host-receipt";

const fn cookie_name(https: bool) -> &'static str {
    if https { HOST_COOKIE } else { PLAIN_COOKIE }
}

fn cookie(https: bool, value: &str) -> Cookie<'static> {
    Cookie::build(cookie_name(https), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Strict)
        .finish()
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
    told_by_mail: bool,
    at_the_desk: bool,
    track_url: String,
    qr: Option<Qr>,
}

/// The receipt of a letter that was entered at the desk, to be printed and handed over; it leads back there, and the
/// office's browser keeps nothing.
///
/// # Errors
/// [`ApiError::Internal`].
pub(super) fn at_the_desk(
    app: &App,
    accepted: &Accepted,
    told_by_mail: bool,
) -> Result<HttpResponse, ApiError> {
    Ok(super::page(StatusCode::OK, render(app, accepted, told_by_mail, true)?))
}

/// The receipt of a letter, with the cookie that shows it again.
///
/// # Errors
/// [`ApiError::Internal`].
pub(super) fn page(app: &App, accepted: &Accepted, kept: &ReceiptToken) -> Result<HttpResponse, ApiError> {
    let mut response = super::page(StatusCode::OK, render(app, accepted, kept.told_by_mail(), false)?);
    let cookie = cookie(app.settings.is_https(), &kept.to_field(&app.township.keys));
    response.add_cookie(&cookie).map_err(|error| ApiError::Internal(error.into()))?;
    Ok(response)
}

fn render(app: &App, accepted: &Accepted, told_by_mail: bool, at_the_desk: bool) -> Result<String, ApiError> {
    let case = &accepted.case;
    let track_url = format!("{}/track/", app.settings.server.public_url.trim_end_matches('/'));
    let view = ReceiptView {
        submission_no: accepted.submission_no.clone(),
        query_code: accepted.query_code.show(),
        received_at: views::minute(shanghai_datetime(case.submission.received_at)),
        due_on: case.due.due_on.map(|day| day.to_string()),
        ceiling_on: case.due.ceiling_on.to_string(),
        kind: speak(&format!("kind-{}", case.submission.kind.as_str())),
        title: case.submission.title.clone(),
        told_by_mail,
        at_the_desk,
        qr: app.pages.track_code(&track_url),
        track_url,
    };
    app.pages.public("public/receipt.html", "mailbox/", &speak("receipt-title"), &view)
}

/// What the browser keeps of a letter that it sent within the last half hour.
pub(super) fn kept(app: &App, request: &HttpRequest) -> Option<ReceiptToken> {
    let cookie = request.cookie(cookie_name(app.settings.is_https()))?;
    ReceiptToken::from_field(&app.township.keys, cookie.value(), app.now()).ok()
}

/// GET the receipt again. Looking does not lengthen the half hour.
///
/// # Errors
/// [`ApiError::Internal`]; without the cookie, or when it is old, a page that says how to go on, with status 404.
pub async fn show_again(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    if let Some(kept) = kept(&app, &request)
        && let Some(accepted) = steps::receipt_again(&app.db, &app.township, kept.form()).await?
    {
        return page(&app, &accepted, &kept);
    }
    let title = speak("receipt-gone");
    let body = app.pages.public("public/receipt_gone.html", "mailbox/", &title, &())?;
    Ok(super::page(StatusCode::NOT_FOUND, body))
}

/// POST "I have it": the browser forgets, and the next page is the one where number and code are needed.
///
/// # Errors
/// None; the type is that of all handlers.
pub async fn forget(app: web::Data<App>) -> Result<HttpResponse, ApiError> {
    let mut gone = cookie(app.settings.is_https(), "");
    gone.make_removal();
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "../track/")).cookie(gone).finish())
}
