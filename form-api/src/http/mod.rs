//! Forms in, pages out. A handler parses what came, calls a step or asks the store a question, and renders a page.
//!
//! Deliberately absent: SQL, rules, mail, and scripts in pages: everything works without them.

pub mod desk;
pub mod desk_steps;
mod error;
mod guard;
pub mod mailbox;
mod pages;
pub mod redaction;
pub mod session;
mod texts;
pub mod track;
mod views;

pub use error::ApiError;
pub use guard::{ClientPrefix, Limits, security_headers};
pub use pages::Pages;
pub use texts::{speak, speak_with};
