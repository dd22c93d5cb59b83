//! 一起办: look-alike letters with one form. Each letter has its own step, its own right, its own version and its own event; what was
//! refused is said for each.

pub mod act;
mod choose;
pub mod page;
