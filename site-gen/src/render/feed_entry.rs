//! An entry of a feed, and the parts of its text: what columns say of their records. Deliberately absent: the
//! formats (`feeds_and_data`).

use jiff::civil::DateTime;
use record::Record;

use crate::markdown;
use crate::settings::SiteSettings;
use crate::site::Site;
use crate::urls;
use crate::view::{FeedEntry, FeedPart, FeedText};

/// The year of every tag URI, whatever day a record bears: an id must not change when a date is corrected.
const TAGGED: &str = "2026";

/// An entry for a record, without author and text.
pub(super) fn new_entry(site: &Site, record: &dyn Record) -> FeedEntry {
    let at = (record.times().published_at, record.changed_at());
    entry_at(&site.settings.site, &urls::record(record), record.title(), at)
}

/// An entry for the page at `path`.
pub(super) fn entry_at(
    settings: &SiteSettings,
    path: &str,
    title: &str,
    (published_at, changed_at): (DateTime, DateTime),
) -> FeedEntry {
    FeedEntry {
        id: format!("tag:{},{TAGGED}:{path}", settings.domain),
        url: settings.absolute(path).unwrap_or_default(),
        title: title.to_owned(),
        title_key: None,
        published: moment(published_at),
        updated: moment(changed_at),
        author: String::new(),
        summary: String::new(),
        topics: Vec::new(),
        parts: Vec::new(),
    }
}

/// A part under a heading, by its message key.
pub(super) fn part(heading: &'static str, text: FeedText) -> FeedPart {
    FeedPart { heading: Some(heading), text }
}

/// A sentence of the theme.
pub(super) fn word(key: String) -> FeedPart {
    FeedPart { heading: None, text: FeedText::Word(key) }
}

pub(super) fn plain(text: String) -> FeedPart {
    FeedPart { heading: None, text: FeedText::Plain(text) }
}

/// The record's own text.
pub(super) fn body(record: &dyn Record) -> FeedPart {
    FeedPart { heading: None, text: FeedText::Html(markdown::to_html(record.body())) }
}

/// Shanghai wall clock to the minute, as RFC 3339.
pub(super) fn moment(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:00+08:00").to_string()
}
