//! 矛盾调处 at the desk: one's own mediations, the form that opens one, its file with what can be added.
//!
//! Deliberately absent: any list of mediations of others, and any number of them.

pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod page;
mod view;
