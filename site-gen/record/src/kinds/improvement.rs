//! 完善制度: a rule that was mended because of letters. Deliberately absent: the letters, which are linked by
//! number.

use std::cmp::Ordering;

use jiff::civil::DateTime;

use crate::kind::{AgeLimit, Column, Kind, Record, Reference, ReportLine, Target};
use crate::source::{minute, minute_or_none};

record! {
    /// A rule improvement.
    pub struct Improvement named slug {
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
        /// How it was.
        pub before: String,
        /// How it is.
        pub after: String,
    }
}

impl Improvement {
    pub const KIND: Kind = Kind {
        word: "improvement",
        folder: "improvements",
        column: Column { word: "improvements", path: "improvements/", in_navigation: true, has_feed: true },
        required: &["title", "office", "before", "after"],
        beginning: |today| {
            format!(
                "+++\ntitle = \"\"\noffice = \"\"\npublished_at = \"{today} 09:00\"\nreplies = []\nbefore = \"\"\n\
                 after = \"\"\n+++\n"
            )
        },
        limit: Some(AgeLimit::Column),
        report: Some(ReportLine::News),
    };
}

impl Record for Improvement {
    common_fields!(slug, title);
    times!(own => own.published_at, own.updated);

    fn compare(&self, other: &Self) -> Ordering {
        (other.published_at, &self.slug).cmp(&(self.published_at, &other.slug))
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let office = Reference { key: "office", target: Target::Office(&self.office) };
        let document = self.document.iter().map(|slug| ("document", Target::Document(slug)));
        let replies = self.replies.iter().map(|number| ("replies", Target::Reply(number)));
        let others = document.chain(replies).map(|(key, target)| Reference { key, target });
        std::iter::once(office).chain(others).collect()
    }
}
