//! The service as people meet it: a real server, a real database, real mail files, the real site. `tests/run` runs
//! this once on SQLite and once on PostgreSQL.

#![expect(clippy::disallowed_methods, reason = "tests make and break files on purpose")]

mod abuse;
mod added;
mod addresses;
mod answer;
mod api_letters;
mod api_open311;
mod api_replies;
mod attachments;
mod backup;
mod bad_input;
mod calendar;
mod calls;
mod canaries;
mod commands;
mod desk;
mod doors;
mod enter;
mod event_log;
mod figures;
mod full_disk;
mod gate;
mod group;
mod import;
mod journey;
mod look_up;
mod mail;
mod mailbox;
mod methods;
mod new_day;
mod nothing_lost;
mod once;
mod privacy;
mod process;
mod rating;
mod receipt;
mod redaction;
mod released;
mod reports;
mod requests;
mod rights;
mod sample;
mod search;
mod second_looks;
mod signing_in;
mod sms;
mod spoken;
mod subjects;
mod theft;
mod told_by;
mod upgrade;
mod vault;
mod waits;
mod withdrawal;
