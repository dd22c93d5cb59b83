//! The mailbox: takes in letters, lets staff register, analyse, handle and answer them, redacts them with a person in
//! the loop, and hands answers over for publication.
//!
//! The rooms: [`case`] the rules, without any world (the crate `domain`); [`store`] all SQL; [`seal`] keys, sealed contacts and receipts;
//! [`event_log`] the hash-chained log; [`steps`] what changes the world; [`mail`] the outbox; [`publish`] files from the
//! public table; [`gate`] what the gate over the site knows of the cases; [`http`] forms in, pages out; [`context`] the wiring; [`commands`] what the program can be told to do.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod attachment_commands;
pub mod attachments;
pub mod backup;
pub mod commands;
pub mod context;
mod demo;
pub mod event_log;
pub mod gate;
pub mod http;
pub mod import;
pub mod log;
pub mod mail;
pub mod messages;
pub mod publish;
pub mod rate_limits;
mod readiness;
mod routes;
pub mod sample;
pub mod seal;
pub mod settings;
mod staff_commands;
pub mod steps;
pub mod store;
pub mod templates;
pub mod turns;
pub mod vault_commands;

pub use domain as case;
