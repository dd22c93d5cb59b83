//! Full-text search over all pages, without a server: what stands in the index, and how it is asked.
//!
//! | file | what |
//! | --- | --- |
//! | `cut` | a text folded as a reader types it, and the characters and pairs in it |
//! | `postings` | which documents hold a term, in letters |
//! | `layout` | which files there are, and in which a term is looked up |
//! | `index` | documents to files |
//! | `query` | a question to the files |
//! | `rejoin` | files that do not follow from the texts, for the gate |
//! | `snippet` | what is shown of a page |
//!
//! The browser does the same in `themes/town/static/search.js`; `site-gen/tests/search-vectors.json` holds
//! both to it. Deliberately absent: a dictionary (pairs need none, so no name or dialect word is missed), a
//! score (the newest comes first), and the choice of documents (`render::search`).

pub mod cut;
pub mod index;
pub mod layout;
pub mod postings;
pub mod query;
pub mod rejoin;
pub mod snippet;

#[cfg(test)]
mod tests;

pub use query::{Answer, Files, Folder, Hit, Question, query};
