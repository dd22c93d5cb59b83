//! What a request brings: forms and files, who sends them and from where, and what their browser keeps.

mod client_address;
pub(crate) mod cookies;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod held_form;
mod part_names;
pub(crate) mod rejections;
pub(crate) mod session;
pub(crate) mod typed;
pub(crate) mod upload;
