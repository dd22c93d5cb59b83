//! Forms in, pages out. A handler parses what came, calls a step or asks the store a question, and renders a page.
//!
//! Deliberately absent: SQL, rules, mail, and scripts in pages: everything works without them.

mod answers;
pub mod api;
pub mod attachments;
mod case_view;
pub mod desk;
pub mod desk_requests;
pub mod desk_steps;
pub mod enter;
mod error;
mod form;
mod guard;
mod head;
mod intake;
mod letter_preview;
pub mod mailbox;
mod pages;
mod part_names;
mod pieces;
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
mod upload;
mod views;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

pub use error::ApiError;
pub(crate) use error::in_the_sites_frame;
pub(crate) use error::with_a_sentence;
pub use guard::{ClientPrefix, Limits, need_a_length, security_headers};
pub use head::answer_head;
pub use pages::Pages;
pub use pieces::send_in_pieces;
pub use texts::{Language, speak, speak_in, speak_with};

/// An empty form: it shows nobody's own, so the browser may keep it, and going back to it finds what was typed.
pub(crate) fn empty_form(body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

/// A page that no cache keeps: every page of the service but empty forms, for each may show what is one person's own.
pub(crate) fn page(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}
