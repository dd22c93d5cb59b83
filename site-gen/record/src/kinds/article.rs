//! Plain pages: what the site is, the privacy notice, the mailbox rules. Deliberately absent: news.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::kind::{Column, Kind, Record, ReportLine};
use crate::source::day;

record! {
    /// A plain page.
    pub struct Article named slug {
        pub title: String,
        /// One sentence.
        pub description: String,
        /// Place in lists, small first.
        pub order: i64,
        /// When it was last changed.
        #[serde(deserialize_with = "day")]
        pub updated_on: Date,
        /// Stands in the main navigation.
        #[serde(default)]
        pub nav: bool,
    }
}

impl Article {
    pub const KIND: Kind = Kind {
        word: "page",
        folder: "pages",
        column: Column { word: "about", path: "", in_navigation: false, has_feed: false },
        required: &["title", "description"],
        beginning: |today| {
            format!(
                "+++\ntitle = \"\"\ndescription = \"\"\norder = 100\nupdated_on = {today}\nnav = false\n+++\n"
            )
        },
        limit: None,
        report: Some(ReportLine::Overview),
    };
}

impl Record for Article {
    common_fields!(slug, title);
    times!(own => own.updated_on.at(0, 0, 0, 0), None);

    fn compare(&self, other: &Self) -> Ordering {
        (self.order, &self.slug).cmp(&(other.order, &other.slug))
    }

    fn day(&self) -> Option<Date> {
        None
    }
}
