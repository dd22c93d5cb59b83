//! The search page: empty as a page of the site, where a script fills it; filled when the mailbox service
//! answers.

use serde::Serialize;

use crate::search::Answer;
use crate::search::snippet::Piece;

/// The search page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchView {
    /// What was asked.
    pub q: String,
    /// By what results can be narrowed.
    pub filters: Vec<SearchFilter>,
    /// Something is chosen.
    pub narrowed: bool,
    /// The service's answer; none on the page of the site.
    pub answer: Option<AnswerView>,
    /// The index could not be read.
    pub failed: bool,
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchFilter {
    /// `column`, `kind`, `village`, `office` or `year`.
    pub by: &'static str,
    /// Choices.
    pub options: Vec<SearchOption>,
}

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchOption {
    /// In the address.
    pub value: String,
    /// Its own words; empty where a message has them (`column-…`, `kind-…`).
    pub label: String,
    pub chosen: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// How many, in all portions.
    pub count: usize,
    /// That many at most.
    pub at_most: bool,
    /// This portion.
    pub hits: Vec<HitView>,
    /// The address of the next portion: everything after the question mark.
    pub next: Option<String>,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HitView {
    /// Relative to the site's root.
    pub url: String,
    pub column: String,
    /// `YYYY-MM-DD`, or empty.
    pub date: String,
    /// Names beside the title.
    pub about: Vec<String>,
    /// Title, what was asked for marked.
    pub title: Vec<Piece>,
    /// Text, what was asked for marked.
    pub snippet: Vec<Piece>,
}

impl AnswerView {
    /// An answer to show; `address` makes the address of a portion out of where it begins.
    #[must_use]
    pub fn new(answer: Answer, address: impl Fn(usize) -> String) -> Self {
        let hits = answer.hits.into_iter().map(|hit| HitView {
            column: column_of(&hit.document.marks).to_owned(),
            url: hit.document.url,
            date: hit.document.date,
            about: hit.document.about,
            title: hit.title,
            snippet: hit.snippet,
        });
        Self {
            count: answer.count,
            at_most: answer.at_most,
            hits: hits.collect(),
            next: answer.next.map(address),
        }
    }
}

fn column_of(marks: &[String]) -> &str {
    marks.iter().find_map(|mark| mark.strip_prefix("column:")).unwrap_or_default()
}
