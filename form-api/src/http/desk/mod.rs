//! Staff at work: the lists, one case, its steps.

pub mod calendar;
pub mod calls;
pub(crate) mod case_view;
pub mod checks;
pub(crate) mod entry;
pub(crate) mod feedback;
pub mod held_form;
pub mod hotline;
pub mod ledger;
pub(crate) mod mediations;
pub mod meetings;
pub mod new_letter;
pub mod notes;
pub mod outbox;
pub mod queue;
pub(crate) mod record_form;
pub mod rejections;
pub mod requests;
pub mod sign_in;
pub mod steps;
pub mod supervision;
pub mod survey;
pub(crate) mod table_file;
pub(crate) mod today;
pub mod together;
