//! Invariants under random input: round trips, safe HTML, and a site that is the same however it came about.

#![expect(clippy::disallowed_methods, reason = "tests make and break files on purpose")]

mod build;
mod text;
