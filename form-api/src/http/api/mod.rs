//! What programs ask and send: JSON below `/api/v1`, with problem+json where something does not work. Another site takes
//! public replies over by their changes ([`replies`]); a kiosk or an app sends letters ([`letters`]) under the rules,
//! limits and sealing of the form; [`open311`] is the same door for clients that speak GeoReport v2.
//!
//! Deliberately absent: anything about a case that is not public, but to who has its number and query code; accounts and
//! keys of clients.

mod json;
pub mod letters;
pub mod open311;
pub mod openapi;
pub(crate) mod problem;
pub mod replies;
pub mod township;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use problem::Fault;
use serde::Serialize;

use crate::context::Context;
use crate::http::api::problem::reason_of_fault;
use crate::messages::Language;
use crate::seal;

/// The methods of an address that is only asked.
pub const GET: &str = "GET, HEAD, OPTIONS";

/// Those of an address that is asked and sent to.
pub const GET_AND_POST: &str = "GET, HEAD, POST, OPTIONS";

/// Those of an address that is only sent to.
pub const POST: &str = "POST";

/// Anything below `/api` that is no address of it: the same answer as for whatever is not public.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    open(answer(&request, Err(Fault::NotFound)))
}

/// A method that the address does not have; `allowed` is what it has.
pub fn method_not_allowed(request: &HttpRequest, allowed: &'static str) -> HttpResponse {
    let mut response = answer(request, Err(Fault::Method));
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// What a handler gives: its answer, or the problem in the client's language.
fn answer(request: &HttpRequest, outcome: Result<HttpResponse, Fault>) -> HttpResponse {
    outcome.unwrap_or_else(|fault| problem::response(&fault, Language::of(request.headers())))
}

/// The answer to a program whose body does not say how long it is, in the format of the address; none where people read.
pub(crate) fn need_a_length(request: &HttpRequest) -> Option<HttpResponse> {
    let path = request.path();
    if path.starts_with("/api/") {
        Some(answer(request, Err(Fault::Length)))
    } else if path.starts_with("/open311/") {
        Some(open311::refused(request, &Fault::Length))
    } else {
        None
    }
}

/// Counts what is refused at a door to which programs send.
fn counted<T>(app: &Context, outcome: Result<T, Fault>) -> Result<T, Fault> {
    if let Some(reason) = outcome.as_ref().err().and_then(reason_of_fault) {
        app.limits.turn_away(reason);
    }
    outcome
}

/// What a page of another site may do here, before its browser asks a public question with `If-None-Match` (the CORS
/// protocol of the Fetch standard, 3.3). Sending is not among it.
pub async fn preflight() -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response
        .insert_header((header::ALLOW, GET))
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept-Language, If-None-Match"))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"));
    open(response.finish())
}

/// An answer that pages of other sites may read too: it is public, and no cookie has a part in it.
fn open(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag"));
    headers.insert(header::CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    response
}

/// Public JSON, or "not modified" (RFC 9110, 13.1.2). Caches ask each time: what is withdrawn is withdrawn at once.
fn public_json(request: &HttpRequest, value: &impl Serialize) -> Result<HttpResponse, Fault> {
    let body = serde_json::to_vec(value).map_err(|error| Fault::Internal(error.into()))?;
    Ok(public_bytes(request, "application/json", body))
}

/// Public bytes of any type, or "not modified".
pub(super) fn public_bytes(request: &HttpRequest, media_type: &str, body: Vec<u8>) -> HttpResponse {
    let tag = format!("W/\"{}\"", seal::hex(&blake3::hash(&body).as_bytes()[..16]));
    let known = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    let is_known = known
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag.trim_start_matches("W/"));
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "public, no-cache"))
        .insert_header((header::VARY, "Accept-Language"));
    if is_known { response.finish() } else { response.content_type(media_type).body(body) }
}
