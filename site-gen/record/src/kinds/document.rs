//! 政策文件: a document of the township. Deliberately absent: documents of other
//! levels of government, which are linked and not copied.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};

use crate::kind::{AgeLimit, Attachment, Column, Kind, Record, Reference, ReportLine, Target};
use crate::problem::Problem;
use crate::schedule::Times;
use crate::source::{Source, day, minute_or_none};
use crate::words;

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

record! {
    pub struct PolicyDocument named slug {
        pub title: String,
        /// 文号.
        pub number: String,
        pub issued_by: String,
        #[serde(deserialize_with = "day")]
        pub issued_on: Date,
        /// When it was last changed, for who reads along; none says that it never was.
        #[serde(default, deserialize_with = "minute_or_none")]
        pub updated: Option<DateTime>,
        /// From when it holds.
        #[serde(deserialize_with = "day")]
        pub effective_on: Date,
        /// Whether it holds.
        pub status: DocumentStatus,
        /// By what it was changed or repealed.
        #[serde(default)]
        pub status_note: Option<String>,
        /// The document that changed or repealed it, by its slug.
        #[serde(default)]
        pub changed_by: Option<String>,
        #[serde(default, rename = "attachment")]
        pub attachments: Vec<Attachment>,
    }
}

impl PolicyDocument {
    pub const KIND: Kind = Kind {
        word: "document",
        folder: "documents",
        column: Column { word: "documents", path: "documents/", in_navigation: false, has_feed: false },
        required: &["title", "number", "issued_by", "file"],
        beginning: |today| {
            format!(
                "+++\ntitle = \"\"\nnumber = \"\"\nissued_by = \"\"\nissued_on = {today}\neffective_on = {today}\n\
                 # in_force（有效）、amended（已修改）或 repealed（已废止）；后两种要写 status_note\n\
                 status = \"in_force\"\n+++\n\n文件原文。\n"
            )
        },
        limit: Some(AgeLimit::Column),
        report: Some(ReportLine::Catalogue),
    };

    /// Whether it holds on a day: a date of expiry that has passed repeals it.
    #[must_use]
    pub fn status_on(&self, today: Date) -> DocumentStatus {
        if self.expires_on.is_some_and(|day| day < today) { DocumentStatus::Repealed } else { self.status }
    }
}

impl Record for PolicyDocument {
    common_fields!(slug, title);

    fn times(&self) -> Times {
        Times {
            published_at: self.issued_on.at(0, 0, 0, 0),
            updated: self.updated,
            draft: self.draft,
            publish_on: self.publish_on,
            // What has expired is repealed: its page stays, and says so.
            expires_on: None,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        (other.issued_on, &self.slug).cmp(&(self.issued_on, &other.slug))
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let other = self.changed_by.iter();
        other.map(|slug| Reference { key: "changed_by", target: Target::Document(slug) }).collect()
    }

    fn problems(&self, source: &Source<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.status != DocumentStatus::InForce && self.status_note.is_none() {
            let do_this = "加一项 status_note，写明被哪个文件修改或废止";
            problems.push(source.problem("status", "修改或废止的文件要说明依据", do_this));
        }
        if self.expires_on.is_some_and(|day| day < self.effective_on) {
            problems.push(source.problem("expires_on", "失效日期早于施行日期", "核对两个日期"));
        }
        problems
    }
}
