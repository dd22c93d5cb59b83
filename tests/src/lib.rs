//! Helpers for the tests of every kind: a real service with its own database, a browser without scripts, and a town.
//!
//! Deliberately absent: sleeps, fixed ports and the wall clock. A test sets the clock of its service.

mod client;
mod data_folder;
mod forms;
mod service;
mod smtp;
mod statements;

pub use client::{Client, Page, multipart};
pub use data_folder::copy_folder;
pub use forms::{Field, Form, Takes};
pub use service::{Database, Service, cheap, databases, logged, phrase, project};
pub use smtp::{Fault, SmtpServer};
pub use statements::{Statement, statements};
