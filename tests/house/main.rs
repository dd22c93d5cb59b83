//! The house's own rules, kept by reading its source: which room knows which, what the documents name, what the
//! messages say. Every check is a function over text, and has a test of its own that a violation is noticed.
//! Deliberately absent: what Cargo keeps (site-gen never knows form-api) and what clippy keeps (who writes files).

mod arrows;
mod circles;
mod documents;
mod event_log;
mod licences;
mod messages;
mod migrations;
mod pages;
mod personal_data;
mod rights;
mod rust_source;
mod sources;
mod townships;
mod tree;
