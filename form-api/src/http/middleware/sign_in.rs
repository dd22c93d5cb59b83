//! Who is not signed in is led to the sign-in page and from there to where they wanted to go; what they had typed waits
//! for them.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, web};

use crate::context::Context;
use crate::http::extract::held_form;
use crate::http::extract::session::{Session, sign_in_for};
use crate::http::pages::ApiError;
use crate::http::pages::respond::SIGN_IN;

/// Wraps the desk: who is not signed in is led to the sign-in page and from there to where they wanted to go; what they
/// had typed waits for them. That is no error that a log should name.
///
/// # Errors
/// Those of the handlers.
pub async fn lead_to_sign_in(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let app = request.app_data::<web::Data<Context>>().cloned();
    if let Some(app) = app.filter(|_| brings_something(&request)) {
        match request.extract::<Session>().await {
            Ok(session) => drop(request.extensions_mut().insert(session)),
            Err(ApiError::NotSignedIn) => {
                let way = held_form::hold(&app, &mut request).await;
                return Ok(request.into_response(way));
            }
            Err(other) => return Ok(request.error_response(other)),
        }
    }
    let response = next.call(request).await?.map_into_boxed_body();
    let error = response.response().error().and_then(|error| error.as_error::<ApiError>());
    match error {
        Some(ApiError::NotSignedIn) => {
            let request = response.request();
            let wanted = request.uri().path_and_query().map_or("", |wanted| wanted.as_str());
            let way = match request.method().is_safe() {
                true => sign_in_for(wanted),
                false => sign_in_for(&held_form::page_of(request.path())),
            };
            Ok(response.into_response(way))
        }
        _ => Ok(response),
    }
}

/// A form with something in it, which needs a session.
fn brings_something(request: &ServiceRequest) -> bool {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    !request.method().is_safe() && request.path() != SIGN_IN && length.is_some_and(|length| length != "0")
}
