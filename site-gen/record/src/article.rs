//! Plain pages: what the site is, the privacy notice, the mailbox rules. Deliberately absent: news.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::showing::{Showing, Timed, later};
use super::source::{Source, day, day_or_none};
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
    /// Still being written: it is not on the site.
    #[serde(default)]
    pub draft: bool,
    /// The first day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub publish_on: Option<Date>,
    /// The last day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub expires_on: Option<Date>,
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
        let mut problems = source.empty(&["title", "description"]);
        if let (Some(first), Some(last)) = (article.publish_on, article.expires_on)
            && last < first
        {
            problems.push(source.problem(
                "expires_on",
                "最后一天早于第一天",
                "核对 publish_on 和 expires_on",
            ));
        }
        if problems.is_empty() { Ok(article) } else { Err(problems) }
    }
}

impl Timed for Article {
    fn showing(&self) -> Showing {
        Showing {
            draft: self.draft,
            from: later(Some(self.updated_on), self.publish_on),
            until: self.expires_on,
        }
    }

    fn file(&self) -> String {
        format!("pages/{}.md", self.slug)
    }

    fn changed_at(&self) -> DateTime {
        self.updated_on.at(0, 0, 0, 0)
    }
}
