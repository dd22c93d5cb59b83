//! 政策解读: what a document means in plain words, with questions and what has changed.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use crate::kind::{AgeLimit, Attachment, Column, Kind, Record, Reference, ReportLine, Target};
use crate::source::{day, minute, minute_or_none};

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

record! {
    pub struct PolicyExplanation named slug {
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
        #[serde(default)]
        pub topics: Vec<String>,
        /// Questions and answers.
        #[serde(default, rename = "question")]
        pub questions: Vec<Question>,
        #[serde(default, rename = "change")]
        pub changes: Vec<Change>,
        #[serde(default, rename = "attachment")]
        pub attachments: Vec<Attachment>,
    }
}

impl PolicyExplanation {
    pub const KIND: Kind = Kind {
        word: "policy",
        folder: "policies",
        column: Column { word: "policies", path: "policies/", in_navigation: true, has_feed: true },
        required: &["title", "summary", "document", "explained_by", "q", "a", "what", "file"],
        beginning: |today| {
            format!(
                "+++\ntitle = \"\"\n# 一两句大白话：谁能享受什么、怎么办\nsummary = \"\"\n# documents/ 里的文件名\n\
                 document = \"\"\n# 负责解读的办公室 id\nexplained_by = \"\"\npublished_at = \"{today} 09:00\"\n\
                 topics = []\n\n[[question]]\nq = \"\"\na = \"\"\n+++\n\n解读正文。\n"
            )
        },
        limit: Some(AgeLimit::Column),
        report: Some(ReportLine::Explanations),
    };
}

impl Record for PolicyExplanation {
    common_fields!(slug, title);
    times!(own => own.published_at, own.updated);

    fn compare(&self, other: &Self) -> Ordering {
        (other.published_at, &self.slug).cmp(&(self.published_at, &other.slug))
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference { key: "document", target: Target::PublicDocument(&self.document) },
            Reference { key: "explained_by", target: Target::Office(&self.explained_by) },
        ]
    }
}
