//! Plain pages: what the site is, the privacy notice, the mailbox rules. Deliberately absent: news.

use jiff::civil::Date;
use serde::Deserialize;

use super::source::{Source, day};
use crate::problem::Problem;

/// A plain page.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// In URLs: the file's name.
    #[serde(skip)]
    pub slug: String,
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Place in lists, small first.
    pub order: i64,
    /// When it was last changed.
    #[serde(deserialize_with = "day")]
    pub updated_on: Date,
    /// Addresses at which it stood before, relative to the root.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Stands in the main navigation.
    #[serde(default)]
    pub nav: bool,
    /// The text, in Markdown.
    #[serde(skip)]
    pub body: String,
}

impl Article {
    /// Reads a page.
    ///
    /// # Errors
    /// Every problem of the file itself.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut article, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        source.slug().clone_into(&mut article.slug);
        body.clone_into(&mut article.body);
        let problems = source.empty(&["title", "description"]);
        if problems.is_empty() { Ok(article) } else { Err(problems) }
    }
}
