//! Full-text search over all pages, without a server: what stands in the index, and how it is asked.
//!
//! | file | what |
//! | --- | --- |
//! | `cut` | a text as a reader types it, and the pairs of characters in it |
//! | `postings` | which documents hold a pair, in letters |
//!
//! The browser does the same in `themes/town/static/search.js`; `tests/search-vectors.json` holds both to it.
//! Deliberately absent: a dictionary (pairs need none, so no name or dialect word is missed) and a score (a reader is
//! better served by the newest).

pub mod cut;
pub mod postings;
