//! The whole site, built from the sample township and read again.

#![expect(clippy::disallowed_methods, reason = "tests change townships of their own")]

mod again;
mod broken;
mod calendar;
mod cards;
mod editions;
mod explain;
mod feeds_and_data;
mod figures;
mod files;
mod held;
mod live;
mod moved;
mod preview;
mod reply_lists;
mod search;
mod since;
mod strays;
mod terminal;
mod themes;
mod town;
