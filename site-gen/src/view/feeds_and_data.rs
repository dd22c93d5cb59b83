//! What programs read instead of people: feeds, site maps, open data, linked data. Deliberately absent: the
//! formats, which are written in `render/feeds_and_data`.

use serde::Serialize;

use super::{Link, Shell};
use crate::markdown::Html;
use crate::settings::Settings;
use crate::urls;

/// The files of a feed, with their types.
const FEEDS: [(&str, &str); 2] =
    [("feed.xml", "application/atom+xml"), ("feed.json", "application/feed+json")];

/// A list's feed: what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedName {
    /// Message key of the title, which takes `site` and `what`.
    pub key: String,
    /// The village or office it is narrowed to; empty for the whole site.
    pub what: String,
}

/// A `<link rel="alternate">`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// Its title.
    pub name: FeedName,
    /// Relative to the site's root.
    pub url: String,
    /// Its type.
    pub mime: &'static str,
}

impl FeedName {
    /// The feed of a column.
    #[must_use]
    pub fn of_column(column: &record::Column) -> Self {
        Self { key: format!("feed-{}", column.word), what: String::new() }
    }
}

impl Shell {
    /// The frame of a page whose list has feeds in `folder`. Without an address for the site there are none.
    #[must_use]
    pub fn with_feed(self, settings: &Settings, folder: &str, key: &str, what: &str) -> Self {
        self.with_feed_named(settings, folder, &FeedName { key: key.to_owned(), what: what.to_owned() })
    }

    /// The same, for the feed of a column.
    #[must_use]
    pub fn with_feed_of_column(self, settings: &Settings, column: &record::Column) -> Self {
        self.with_feed_named(settings, column.path, &FeedName::of_column(column))
    }

    fn with_feed_named(mut self, settings: &Settings, folder: &str, name: &FeedName) -> Self {
        if settings.site.absolute("").is_some() {
            for (file, mime) in FEEDS {
                let url = urls::file_of(folder, file);
                self.alternates.push(Alternate { name: name.clone(), url, mime });
            }
        }
        self
    }
}

/// `feed.xml` and `feed.json`.
#[derive(Clone, Debug, Serialize)]
pub struct FeedView {
    /// What it is called.
    pub name: FeedName,
    /// The site's name.
    pub site: String,
    /// BCP 47.
    pub language: String,
    /// Who publishes.
    pub author: String,
    /// Absolute address of the list.
    pub page_url: String,
    /// Absolute address of the feed itself.
    pub self_url: String,
    /// RFC 3339: when an entry was last published or changed.
    pub updated: String,
    /// Newest first.
    pub entries: Vec<FeedEntry>,
}

/// An entry of a feed.
#[derive(Clone, Debug, Serialize)]
pub struct FeedEntry {
    /// A tag URI: stays the same when the site moves.
    pub id: String,
    /// Absolute address.
    pub url: String,
    pub title: String,
    /// Message key of what became of it, which takes `title`: who reads no more than titles must not be
    /// misled.
    pub title_key: Option<&'static str>,
    /// RFC 3339.
    pub published: String,
    /// RFC 3339: when it was last changed; the same when it was not.
    pub updated: String,
    pub author: String,
    /// A sentence, or nothing.
    pub summary: String,
    pub topics: Vec<String>,
    /// The text.
    pub parts: Vec<FeedPart>,
}

/// A part of an entry's text.
#[derive(Clone, Debug, Serialize)]
pub struct FeedPart {
    /// Message key of its heading.
    pub heading: Option<&'static str>,
    /// What it says.
    pub text: FeedText,
}

/// Plain text, paragraphs by blank lines, or what `markdown` has made.
#[derive(Clone, Debug, Serialize)]
pub enum FeedText {
    Plain(String),
    Html(Html),
    /// A message, by its key.
    Word(String),
}

/// An address in a site map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Absolute.
    pub url: String,
    /// `YYYY-MM-DD`.
    pub changed_on: Option<String>,
    /// The same page in every edition, its own included: language and absolute address. Empty where there is
    /// one alone.
    pub editions: Vec<(&'static str, String)>,
}

impl Listed {
    /// An address without other editions.
    #[must_use]
    pub const fn new(url: String, changed_on: Option<String>) -> Self {
        Self { url, changed_on, editions: Vec::new() }
    }
}

/// `sitemap.xml` (of site maps) and `sitemaps/*.xml` (of pages).
#[derive(Clone, Debug, Serialize)]
pub struct SitemapView {
    pub is_index: bool,
    /// Addresses.
    pub listed: Vec<Listed>,
}

/// `robots.txt`.
#[derive(Clone, Debug, Serialize)]
pub struct RobotsView {
    /// Absolute address of the index, if the site has an address.
    pub sitemap: Option<String>,
}

/// A line of `data/replies/*.jsonl`. The columns and their order are fixed: others read them by name and by
/// place.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyRow {
    /// Letter number.
    pub submission_no: String,
    pub title: String,
    /// Word of the kind.
    pub kind: &'static str,
    /// What it is about.
    pub topic: String,
    /// Village, or none for the township.
    pub village: Option<String>,
    pub office: String,
    /// Word of the scope.
    pub scope: &'static str,
    pub received_on: String,
    pub replied_on: String,
    /// Shanghai time, RFC 3339.
    pub published_at: String,
    /// Working days from the one to the other.
    pub working_days: Option<u32>,
    /// How many letters it answers.
    pub letters: u32,
    /// Word of the rating.
    pub rating: Option<&'static str>,
    /// Where it is read: absolute, or from the site's root when that has no address.
    pub url: String,
    /// Word of the round.
    pub round: &'static str,
    /// The last change: Shanghai time, RFC 3339.
    pub updated_at: String,
}

/// A line of `data/replies.jsonl`.
#[derive(Clone, Debug, Serialize)]
pub struct MonthRow {
    /// `2026-09`.
    pub month: String,
    /// The month's file: absolute, or from the site's root when that has no address.
    pub url: String,
    /// How many replies it holds.
    pub replies: usize,
    /// When the newest of them was published: Shanghai time, RFC 3339.
    pub newest: Option<String>,
    /// Another one whenever the file may have changed.
    pub version: String,
}

/// `data.html`: what can be subscribed to and downloaded.
#[derive(Clone, Debug, Serialize)]
pub struct DataView {
    /// Feeds: the Atom file of each; the JSON file stands beside it.
    pub feeds: Vec<FeedLink>,
    /// Columns of the files of replies: name, and message key of what it means.
    pub columns: Vec<Column>,
    /// The files of replies, a month each, newest first.
    pub months: Vec<Link>,
    /// The list of those files, for programs.
    pub list: Link,
    /// The files of figures, newest first.
    pub figures: Vec<Link>,
}

/// A feed on the page that lists them.
#[derive(Clone, Debug, Serialize)]
pub struct FeedLink {
    /// What it is called.
    pub name: FeedName,
    /// Folder, relative to the root.
    pub folder: String,
}

/// A column of open data.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// Message key.
    pub key: &'static str,
}

/// Linked data (JSON-LD) that may stand in a `<script type="application/ld+json">`: a block of data that no
/// browser runs, with nothing in it that could end the block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LinkedData(String);

impl LinkedData {
    /// Writes a value.
    #[must_use]
    pub fn new(value: &serde_json::Value) -> Self {
        let text = value.to_string();
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '<' => out.push_str("\\u003c"),
                '>' => out.push_str("\\u003e"),
                '&' => out.push_str("\\u0026"),
                '\u{2028}' => out.push_str("\\u2028"),
                '\u{2029}' => out.push_str("\\u2029"),
                other => out.push(other),
            }
        }
        Self(out)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_block_of_linked_data() {
        let wicked = "</script><script>alert(1)</script><!--\u{2028}";
        let data = LinkedData::new(&serde_json::json!({ "name": wicked }));
        assert!(!data.as_str().contains(['<', '>', '&', '\u{2028}']), "{}", data.as_str());
        let back: serde_json::Value = serde_json::from_str(data.as_str()).expect("still JSON");
        assert_eq!(back["name"], wicked);
    }
}
