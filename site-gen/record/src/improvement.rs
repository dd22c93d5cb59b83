//! 完善制度: a rule that was mended because of letters. Deliberately absent: the letters, which are linked by number.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::showing::{Showing, Timed, last_change, later, too_early};
use super::source::{Source, day_or_none, minute, minute_or_none};
use crate::problem::Problem;

/// A rule improvement.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Improvement {
    /// In URLs: the file's name.
    #[serde(skip)]
    pub slug: String,
    /// Title.
    pub title: String,
    /// Office id.
    pub office: String,
    /// When it was published.
    #[serde(deserialize_with = "minute")]
    pub published_at: DateTime,
    /// When it was last changed, for who reads along; none says that it never was.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub updated: Option<DateTime>,
    /// The document that changed.
    #[serde(default)]
    pub document: Option<String>,
    /// Letter numbers of the public replies that caused it.
    #[serde(default)]
    pub replies: Vec<String>,
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
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
    /// More, in Markdown.
    #[serde(skip)]
    pub body: String,
}

impl Improvement {
    /// Reads a rule improvement.
    ///
    /// # Errors
    /// Every problem of the file itself.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut improvement, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        source.slug().clone_into(&mut improvement.slug);
        body.clone_into(&mut improvement.body);
        let mut problems = source.empty(&["title", "office", "before", "after"]);
        problems.extend(too_early(source, improvement.published_at, improvement.updated));
        if let (Some(first), Some(last)) = (improvement.publish_on, improvement.expires_on)
            && last < first
        {
            problems.push(source.problem(
                "expires_on",
                "最后一天早于第一天",
                "核对 publish_on 和 expires_on",
            ));
        }
        if problems.is_empty() { Ok(improvement) } else { Err(problems) }
    }
}

impl Timed for Improvement {
    fn showing(&self) -> Showing {
        Showing {
            draft: self.draft,
            from: later(Some(self.published_at.date()), self.publish_on),
            until: self.expires_on,
        }
    }

    fn file(&self) -> String {
        format!("improvements/{}.md", self.slug)
    }

    fn changed_at(&self) -> DateTime {
        last_change(self.published_at, self.updated)
    }
}
