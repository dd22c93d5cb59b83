//! Forms in, pages out. A handler parses what came, calls a step or asks the store a question, and renders a page.
//!
//! Deliberately absent: SQL, rules, mail, and scripts in pages: everything works without them.

mod answers;
pub mod api;
pub mod approval;
pub mod attachments;
pub mod calls;
mod case_view;
mod cookies;
pub mod desk;
pub mod desk_requests;
pub mod desk_steps;
pub mod enter;
mod error;
mod folders;
mod form;
mod guard;
mod head;
pub mod held_form;
mod intake;
mod letter_preview;
pub mod mailbox;
mod other_sites;
pub mod own_letter;
mod pages;
mod part_names;
mod pieces;
pub mod ready;
pub mod receipt;
pub mod redaction;
mod redaction_view;
pub mod search;
pub mod session;
pub mod stop_mail;
mod texts;
pub mod track;
mod track_view;
pub mod turned_away;
mod typed;
mod upload;
mod views;
mod watch;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

pub use error::ApiError;
pub(crate) use error::with_a_sentence;
pub(crate) use error::{in_the_desks_frame, in_the_sites_frame};
pub use folders::lead_into_folders;
pub use guard::{ClientPrefix, Limits, need_a_length, security_headers};
pub use head::answer_head;
pub use other_sites::refuse_other_sites;
pub use pages::Pages;
pub use pieces::send_in_pieces;
pub use ready::Readiness;
pub use texts::{Language, speak, speak_in, speak_with};
pub use watch::{LONGEST_TURN, Turn, Watch, watch_turns};

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
