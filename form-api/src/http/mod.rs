//! Forms in, pages out. A handler parses what came, calls a step or asks the store a question, and renders a page.
//!
//! By feature: [`mailbox`] letters of residents, [`track`] their own pages, [`desk`] staff at work, [`publishing`] what
//! makes a letter public, [`api`] programs. Below them stand [`extract`] what a request brings, [`pages`] how it is
//! answered, and around all of them [`middleware`]. No room knows one that knows it.
//!
//! Deliberately absent: SQL, rules, mail, and scripts in pages: everything works without them.

pub mod api;
pub mod desk;
pub mod download;
pub mod extract;
pub mod mailbox;
pub mod middleware;
pub mod pages;
pub mod publishing;
pub mod ready;
pub mod search;
mod site;
pub mod track;
