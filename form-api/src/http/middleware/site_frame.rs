//! What did not work is said in the frame of its scope: where an error arises no frame is known.

use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, web};
use serde::Serialize;

use crate::context::Context;
use crate::http::extract::typed;
use crate::http::pages::error::Sorry;
use crate::http::pages::respond;
use crate::messages::speak;
use crate::templates;

#[derive(Serialize)]
struct SorryView {
    sentence: String,
    /// What was typed, to be sent again, where the fault is ours.
    typed: Vec<typed::Field>,
    /// What was written for something that is not this person's any more: to be copied.
    written: Vec<String>,
}

impl SorryView {
    fn new(request: &HttpRequest, status: StatusCode, sentence: String) -> Self {
        let typed = if status.is_server_error() { typed::fields(request) } else { Vec::new() };
        Self { sentence, typed, written: Vec::new() }
    }
}

/// Wraps the scopes of residents: what did not work is said in the site's frame, with the hotline and the ways on.
///
/// # Errors
/// Those of the handlers.
pub(crate) async fn in_the_sites_frame(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    Ok(in_frame(next.call(request).await?.map_into_boxed_body()))
}

/// What did not work, in the site's frame; any other page as it is.
pub(crate) fn in_frame(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let sorry = response.response().extensions().get::<Sorry>().map(|sorry| sorry.sentence.clone());
    let app = response.request().app_data::<web::Data<Context>>().cloned();
    let (Some(sentence), Some(app)) = (sorry, app) else { return response };
    let path = response.request().path().trim_start_matches('/');
    let page = if path.contains('/') { "track/" } else { "search" };
    let view = SorryView::new(response.request(), response.status(), sentence);
    // Where even that does not work, the plain page stands.
    let Ok(body) = app.pages.public("public/error.html", page, &speak("sorry-title"), &view) else {
        return response;
    };
    let status = response.status();
    response.into_response(respond::page(status, body))
}

/// Wraps the desk: a form that could not be taken through our fault comes back with what was typed. So does what was written
/// about a letter that went to somebody else meanwhile; whether there is such a letter, that page does not say.
///
/// # Errors
/// Those of the handlers.
pub(crate) async fn in_the_desks_frame(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let sorry = response.response().extensions().get::<Sorry>().map(|sorry| sorry.for_staff.clone());
    let Some(sentence) = sorry else { return Ok(response) };
    let status = response.status();
    let mut view = SorryView::new(response.request(), status, sentence);
    if [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status) {
        view.written = typed::written(response.request());
    }
    if view.typed.is_empty() && view.written.is_empty() {
        return Ok(response);
    }
    Ok(response.into_response(respond::page(status, templates::sorry_page(&view))))
}

/// Wraps everything: what the parts below refuse with a bare status (another method, a path or a range that is none) is
/// said in a sentence too.
///
/// # Errors
/// Those of the handlers.
pub(crate) async fn with_a_sentence<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let response = next.call(request).await?;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_empty = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
    let is_bare = is_empty || kind.is_none_or(|kind| kind.starts_with("text/plain"));
    if !is_bare || !response.status().is_client_error() {
        return Ok(response.map_into_left_body());
    }
    let status = response.status();
    let sentence = match status {
        StatusCode::METHOD_NOT_ALLOWED => speak("error-method"),
        StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PRECONDITION_FAILED => speak("error-condition"),
        _ => speak("error-not_found"),
    };
    let mut page = respond::page(status, templates::error_page(&sentence));
    for name in [header::ALLOW, header::CONTENT_RANGE] {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    Ok(response.into_response(page).map_into_right_body())
}
