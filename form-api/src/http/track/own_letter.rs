//! A letter's own page by GET: whoever typed number and code in this browser sees it again for half an hour, also after
//! Back, a refresh and whatever they sent from it. The cookie holds sealed row ids, at most four of them, so that two
//! letters in two tabs stay apart; the address says which one and opens nothing by itself.
//!
//! Deliberately absent: the code, which stands in no cookie and no address; and a session that looking lengthens.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::context::Context;
use crate::http::extract::cookies::{self, OwnCookie};
use crate::http::pages::ApiError;
use crate::http::track::forms::{case_page, old_page};
use crate::seal::CaseToken;

/// Letters that one browser has open at a time.
const MOST: usize = 4;

/// Between the letters of a cookie; stands in no token.
const BETWEEN: char = '~';

/// The letters that were looked up here within the last half hour, the last one first.
fn opened(app: &Context, request: &HttpRequest) -> Vec<CaseToken> {
    let cookie = OwnCookie::Letters.read(app, request).unwrap_or_default();
    let read = |field| CaseToken::from_cookie(&app.township.keys, field, app.now()).ok();
    cookie.split(BETWEEN).filter_map(read).take(MOST).collect()
}

fn address(app: &Context, case: &CaseToken) -> String {
    format!("letter?of={}", case.address(&app.township.keys))
}

/// The address of a letter's page, seen from any page of its folder.
pub(crate) fn address_of(app: &Context, case_id: &str) -> String {
    address(app, &CaseToken::new(case_id, app.now()))
}

/// Leads to a letter's page: the code was right, or something was done on that page. A browser without cookies is given
/// the page at once.
///
/// # Errors
/// [`ApiError::Internal`].
pub(crate) async fn lead(
    app: &Context,
    request: &HttpRequest,
    case_id: &str,
) -> Result<HttpResponse, ApiError> {
    if !cookies::are_kept(app, request) {
        return case_page(app, case_id, StatusCode::OK, None).await;
    }
    let case = CaseToken::new(case_id, app.now());
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, address(app, &case))).cookie(with(app, request, case));
    Ok(response.insert_header((header::CACHE_CONTROL, "no-store")).finish())
}

/// The cookie with one letter more.
fn with(app: &Context, request: &HttpRequest, case: CaseToken) -> actix_web::cookie::Cookie<'static> {
    let others = opened(app, request).into_iter().filter(|other| other.case_id() != case.case_id());
    let letters: Vec<String> = std::iter::once(case.clone())
        .chain(others)
        .take(MOST)
        .map(|letter| letter.to_cookie(&app.township.keys))
        .collect();
    OwnCookie::Letters.set(app, &letters.join(&BETWEEN.to_string()))
}

/// Which letter.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    of: String,
}

/// GET a letter's page.
///
/// # Errors
/// [`ApiError::Internal`]; after half an hour, and in another browser, the look-up form.
pub async fn show(
    app: web::Data<Context>,
    request: HttpRequest,
    which: web::Query<Which>,
) -> Result<HttpResponse, ApiError> {
    let opened = opened(&app, &request);
    let is_it = |case: &&CaseToken| which.of.is_empty() || case.address(&app.township.keys) == which.of;
    match opened.iter().find(is_it) {
        Some(case) => case_page(&app, case.case_id(), StatusCode::OK, None).await,
        None => old_page(&app),
    }
}

/// GET an address to which only forms are sent: somebody pressed Enter in the address bar.
///
/// # Errors
/// As [`show`].
pub async fn back(app: web::Data<Context>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    match opened(&app, &request).first() {
        Some(case) => {
            Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, address(&app, case))).finish())
        }
        None => old_page(&app),
    }
}

/// POST "I have read it": this browser opens no letter any more.
pub async fn leave(app: web::Data<Context>) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, "./"))
        .cookie(OwnCookie::Letters.forget(&app))
        .finish()
}
