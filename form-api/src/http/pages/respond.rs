//! How pages go out: which caches may keep them, and when it is worth while to try again.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use crate::http::pages::ApiError;

/// Where an unknown visitor of the desk is sent.
pub(crate) const SIGN_IN: &str = "/desk/sign-in";

pub(crate) fn html(body: String) -> HttpResponse {
    page(StatusCode::OK, body)
}

/// An empty form: it shows nobody's own, so the browser may keep it, and going back to it finds what was typed.
pub(crate) fn empty_form(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

/// A page that no cache keeps: every page of the service but empty forms, for each may show what is one person's own.
pub(crate) fn page(status: StatusCode, body: String) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if let Some(seconds) = retry_after(status) {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

/// When it is worth while to try again, in seconds: limits are filled again by the minute, a lock goes soon, and for room on a disk
/// somebody has to come.
pub(crate) fn retry_after(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Some("60"),
        StatusCode::SERVICE_UNAVAILABLE => Some("30"),
        StatusCode::INSUFFICIENT_STORAGE => Some("300"),
        _ => None,
    }
}

/// Work that takes long, off the threads that serve.
///
/// # Errors
/// Those of the work.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    web::block(work).await.unwrap_or_else(|cut| Err(ApiError::Internal(cut.into())))
}

/// The same for work that asks the database in between.
///
/// # Errors
/// Those of the work.
pub(crate) async fn aside_with<T: Send + 'static, F: Future<Output = Result<T, ApiError>>>(
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, ApiError> {
    let runtime = tokio::runtime::Handle::current();
    aside(move || runtime.block_on(work())).await
}
