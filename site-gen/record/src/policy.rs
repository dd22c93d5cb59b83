//! 政策文件 and 政策解读: a document, and what it means in plain words. Deliberately absent: documents of other levels
//! of government, which are linked and not copied.

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::showing::{Showing, Timed, last_change, later, too_early};
use super::source::{Source, day, day_or_none, minute, minute_or_none};
use super::words;
use crate::problem::Problem;

words! {
    /// Whether a document holds. Changed or repealed ones must be marked on their own page.
    DocumentStatus {
        /// 有效.
        InForce => "in_force",
        /// 已修改.
        Amended => "amended",
        /// 已废止.
        Repealed => "repealed",
    }
}

/// A policy document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// In URLs: the file's name.
    #[serde(skip)]
    pub slug: String,
    /// Title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// Who issued it.
    pub issued_by: String,
    /// When.
    #[serde(deserialize_with = "day")]
    pub issued_on: Date,
    /// When it was last changed, for who reads along; none says that it never was.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub updated: Option<DateTime>,
    /// From when it holds.
    #[serde(deserialize_with = "day")]
    pub effective_on: Date,
    /// Until when, if it says so.
    #[serde(default, deserialize_with = "day_or_none")]
    pub expires_on: Option<Date>,
    /// Whether it holds.
    pub status: DocumentStatus,
    /// By what it was changed or repealed.
    #[serde(default)]
    pub status_note: Option<String>,
    /// The document that changed or repealed it, by its slug.
    #[serde(default)]
    pub changed_by: Option<String>,
    /// Still being written: it is not on the site.
    #[serde(default)]
    pub draft: bool,
    /// The first day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub publish_on: Option<Date>,
    /// Addresses at which it stood before, relative to the root.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Files.
    #[serde(default, rename = "attachment")]
    pub attachments: Vec<Attachment>,
    /// The text, in Markdown.
    #[serde(skip)]
    pub body: String,
}

impl PolicyDocument {
    /// Reads a document.
    ///
    /// # Errors
    /// Every problem of the file itself.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut document, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        source.slug().clone_into(&mut document.slug);
        body.clone_into(&mut document.body);
        let mut problems = source.empty(&["title", "number", "issued_by", "file"]);
        problems.extend(too_early(source, document.issued_on.at(0, 0, 0, 0), document.updated));
        if document.status != DocumentStatus::InForce && document.status_note.is_none() {
            problems.push(source.problem(
                "status",
                "修改或废止的文件要说明依据",
                "加一项 status_note，写明被哪个文件修改或废止",
            ));
        }
        if document.expires_on.is_some_and(|day| day < document.effective_on) {
            problems.push(source.problem("expires_on", "失效日期早于施行日期", "核对两个日期"));
        }
        if problems.is_empty() { Ok(document) } else { Err(problems) }
    }

    /// Whether it holds on a day: a date of expiry that has passed repeals it.
    #[must_use]
    pub fn status_on(&self, today: Date) -> DocumentStatus {
        if self.expires_on.is_some_and(|day| day < today) { DocumentStatus::Repealed } else { self.status }
    }
}

impl Timed for PolicyDocument {
    fn showing(&self) -> Showing {
        // What has expired is repealed: its page stays, and says so.
        Showing { draft: self.draft, from: later(Some(self.issued_on), self.publish_on), until: None }
    }

    fn file(&self) -> String {
        format!("documents/{}.md", self.slug)
    }

    fn changed_at(&self) -> DateTime {
        last_change(self.issued_on.at(0, 0, 0, 0), self.updated)
    }
}

/// A file that is given out with a text. It stands in the folder of the record's name.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name in that folder.
    pub file: String,
    /// What residents read.
    pub title: String,
}

/// A question with its answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What residents ask.
    pub q: String,
    /// What holds.
    pub a: String,
}

/// A change of what holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// From when.
    #[serde(deserialize_with = "day")]
    pub on: Date,
    /// What changed.
    pub what: String,
}

/// A policy explanation.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PolicyExplanation {
    /// In URLs: the file's name.
    #[serde(skip)]
    pub slug: String,
    /// Title.
    pub title: String,
    /// In plain words.
    pub summary: String,
    /// The document's slug.
    pub document: String,
    /// Office id.
    pub explained_by: String,
    /// When it was published.
    #[serde(deserialize_with = "minute")]
    pub published_at: DateTime,
    /// When it was last changed, for who reads along; none says that it never was.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub updated: Option<DateTime>,
    /// Words.
    #[serde(default)]
    pub topics: Vec<String>,
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
    /// Questions and answers.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// History.
    #[serde(default, rename = "change")]
    pub changes: Vec<Change>,
    /// Files.
    #[serde(default, rename = "attachment")]
    pub attachments: Vec<Attachment>,
    /// The explanation, in Markdown.
    #[serde(skip)]
    pub body: String,
}

impl PolicyExplanation {
    /// Reads an explanation.
    ///
    /// # Errors
    /// Every problem of the file itself.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut policy, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        source.slug().clone_into(&mut policy.slug);
        body.clone_into(&mut policy.body);
        let keys = ["title", "summary", "document", "explained_by", "q", "a", "what", "file"];
        let mut problems = source.empty(&keys);
        problems.extend(too_early(source, policy.published_at, policy.updated));
        if let (Some(first), Some(last)) = (policy.publish_on, policy.expires_on)
            && last < first
        {
            problems.push(source.problem(
                "expires_on",
                "最后一天早于第一天",
                "核对 publish_on 和 expires_on",
            ));
        }
        if problems.is_empty() { Ok(policy) } else { Err(problems) }
    }
}

impl Timed for PolicyExplanation {
    fn showing(&self) -> Showing {
        Showing {
            draft: self.draft,
            from: later(Some(self.published_at.date()), self.publish_on),
            until: self.expires_on,
        }
    }

    fn file(&self) -> String {
        format!("policies/{}.md", self.slug)
    }

    fn changed_at(&self) -> DateTime {
        last_change(self.published_at, self.updated)
    }
}
