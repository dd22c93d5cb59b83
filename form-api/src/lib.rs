//! The mailbox: takes in letters, lets staff register, analyse, handle and answer them, redacts them with a person in
//! the loop, and hands answers over for publication.
//!
//! The rooms: [`case`] the rules, without any world (the crate `domain`); [`store`] all SQL; [`seal`] keys, sealed contacts and receipts;
//! [`event_log`] the hash-chained log; [`steps`] what changes the world; [`mail`] what messages say and how they leave; [`outbox`] the worker that sends them; [`publish`] files from the
//! public table; [`gate`] what the gate over the site knows of the cases; [`http`] forms in, pages out; [`jobs`] duties as rows; [`context`] the parts that a handler needs; [`server`] what serves them; [`commands`] what the program can be told to do.

#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod attachments;
pub mod backup;
pub mod commands;
pub mod context;
pub mod event_log;
pub mod gate;
pub mod http;
pub mod import;
pub mod jobs;
pub mod log;
pub mod mail;
pub mod messages;
pub mod outbox;
mod private_folder;
pub mod public_url;
pub mod publish;
pub mod rate_limits;
mod readiness;
mod routes;
pub mod sample;
pub mod seal;
pub mod server;
pub mod settings;
pub mod steps;
pub mod store;
mod tables;
pub mod templates;
pub mod turns;
pub mod withdrawals;

pub use domain as case;
