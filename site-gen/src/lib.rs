//! Builds a township's public site from content records and a theme: content in, a folder of pages out.
//!
//! The rooms: [`settings`] `site.toml`; [`load`] the only reader; [`reply_cache`] what was read before;
//! [`markdown`] text to safe HTML; [`media`] files beside records; [`picture`] pixels as everybody sees them;
//! [`site`] the whole site as one value; [`urls`] every address; [`view`] what templates may see; [`theme`]
//! templates and assets; [`messages`] the theme's words for what no template writes; [`qr`] codes to be drawn;
//! [`render`] site to pages; [`characters`] traditional and simplified; [`build`] what must be made again; [`output`] the only writer; [`check`] reads
//! the finished site again; [`leaks`] reads every byte of it for personal data; [`scaffold`] new records;
//! [`import`] a content folder out of another system; [`roster`] contact cards from and to a spreadsheet;
//! [`search`] full-text search; [`serve`] preview while writing; [`csv`] tables for programs; [`stray`] what programs leave in folders;
//! [`terminal`] what the programs say.
//!
//! Deliberately absent: the database, letters, staff, the clock, and the network (but for the preview).

#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod annual_report;
pub mod build;
pub mod characters;
pub mod check;
pub mod csv;
pub mod import;
pub mod leaks;
pub mod load;
pub mod manual;
pub mod markdown;
pub mod media;
pub mod messages;
pub mod output;
pub mod picture;
mod progress;
pub mod qr;
pub mod render;
pub mod reply_cache;
pub mod roster;
pub mod scaffold;
pub mod search;
pub mod serve;
pub mod settings;
pub mod site;
pub mod site_lock;
pub mod stray;
pub mod terminal;
pub mod theme;
pub mod urls;
pub mod view;

/// Both programs make and drop millions of small texts on several threads, and the service keeps its site for
/// months: measured against the system's, this one takes less time and gives memory back
/// (`tests/bench/README.md`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
