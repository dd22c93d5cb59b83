//! Atom 1.0 (RFC 4287) and JSON Feed 1.1: the newest entries of each list, with their whole text. A reply
//! that was withdrawn is in none of them. Deliberately absent: excerpts, trackers, and old entries.

use std::borrow::Cow;
use std::fmt::Write as _;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use record::{PublicReply, Round, StoredReply};
use serde_json::json;

use super::{Group, Groups, Ingredients, Page, Rank, SharedContext, Whole, without_controls};
use crate::markdown::{self, Html};
use crate::messages::Messages;
use crate::render::columns::COLUMNS;
use crate::render::feed_entry::{entry_at, part, word};
use crate::settings::ListBy;
use crate::site::Site;
use crate::urls;
use crate::view::{FeedEntry, FeedName, FeedPart, FeedText, FeedView};

/// How many entries a feed has.
const NEWEST: usize = 20;
/// What an empty feed gives as its last change: it must name one, and nothing has ever changed.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// A feed, before it is written in its two formats.
pub(super) struct Feed<'a> {
    /// Where the list stands, relative to the root.
    pub(super) folder: String,
    pub(super) name: FeedName,
    entries: Entries<'a>,
}

/// What a feed holds. Texts of replies are read when it is written.
#[derive(Clone)]
enum Entries<'a> {
    Ready(Vec<FeedEntry>),
    /// The newest replies, newest last.
    Replies(&'a SharedContext<'a>, Group<'a>),
}

/// All feeds of a site; none without its address, for readers of feeds need absolute links.
pub(super) fn feeds<'a>(site: &'a Site, shared: &'a SharedContext<'a>, groups: &'a Groups) -> Vec<Feed<'a>> {
    if site.settings.site.absolute("").is_none() {
        return Vec::new();
    }
    let feed = |folder: &str, name: FeedName, entries: Entries<'a>| Feed {
        folder: folder.to_owned(),
        name,
        entries,
    };
    let of_unit = |name: &str| FeedName { key: "feed-replies_of".to_owned(), what: name.to_owned() };
    let newest = |replies: Group<'a>| Entries::Replies(shared, replies.newest(NEWEST));
    let mut feeds = vec![feed(
        PublicReply::COLUMN.path,
        FeedName::of_column(&PublicReply::COLUMN),
        newest(Group::all(site)),
    )];
    feeds.extend(COLUMNS.iter().filter(|column| column.column().has_feed).map(|column| {
        let entries = Entries::Ready(last_changed(column.feed(site)));
        feed(column.column().path, FeedName::of_column(column.column()), entries)
    }));
    let lists = &site.settings.lists;
    feeds.extend(site.units.villages().iter().filter(|_| lists.has(ListBy::Village)).map(|one| {
        let own = newest(Group::of(site, groups.villages.get(&one.id)));
        feed(&urls::replies_of_unit(ListBy::Village, &one.id), of_unit(&one.name), own)
    }));
    feeds.extend(site.units.offices().iter().filter(|_| lists.has(ListBy::Office)).map(|one| {
        let own = newest(Group::of(site, groups.offices.get(&one.id)));
        feed(&urls::replies_of_unit(ListBy::Office, &one.id), of_unit(&one.name), own)
    }));
    feeds
}

/// A feed's file, without its entries; and the entries.
struct OfFeed<'a> {
    head: FeedView,
    entries: Entries<'a>,
}

impl Ingredients for OfFeed<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        Whole(&self.head).feed(hasher);
        match &self.entries {
            Entries::Ready(entries) => Whole(entries).feed(hasher),
            Entries::Replies(shared, replies) => {
                hasher.update(&shared.fingerprint());
                replies.feed(hasher);
            }
        }
    }
}

impl OfFeed<'_> {
    fn view(&self) -> anyhow::Result<FeedView> {
        let entries = match &self.entries {
            Entries::Ready(entries) => entries.clone(),
            Entries::Replies(shared, replies) => {
                replies.iter().rev().map(|one| reply(shared, one)).collect::<anyhow::Result<_>>()?
            }
        };
        let updated = entries.iter().map(|entry| &entry.updated).max().cloned();
        let updated = updated.unwrap_or_else(|| NEVER.to_owned());
        Ok(FeedView { entries, updated, ..self.head.clone() })
    }
}

impl<'a> Feed<'a> {
    /// Its two files.
    pub(super) fn pages(self, site: &'a Site) -> [Page<'a>; 2] {
        let settings = &site.settings;
        let absolute = |path: &str| settings.site.absolute(path).unwrap_or_default();
        let path = |file: &str| urls::file_of(&self.folder, file);
        let of = |file: &str| OfFeed {
            head: FeedView {
                name: self.name.clone(),
                site: settings.site.name.clone(),
                language: settings.site.language.clone(),
                author: settings.identity.operator_org.clone(),
                page_url: absolute(&self.folder),
                self_url: absolute(&path(file)),
                updated: String::new(),
                entries: Vec::new(),
            },
            entries: self.entries.clone(),
        };
        [
            Page::file(Rank::List, &path("feed.xml"), "atom", of("feed.xml"), |of, words| {
                atom(&of.view()?, words)
            }),
            Page::file(Rank::List, &path("feed.json"), "json feed", of("feed.json"), |of, words| {
                json_feed(&of.view()?, words)
            }),
        ]
    }
}

/// The newest entries: who has read one reads it again when it has changed.
fn last_changed(mut entries: Vec<FeedEntry>) -> Vec<FeedEntry> {
    entries.sort_by(|a, b| (&b.updated, &b.published, &a.url).cmp(&(&a.updated, &a.published, &b.url)));
    entries.truncate(NEWEST);
    entries
}

fn reply(shared: &SharedContext<'_>, reply: &StoredReply) -> anyhow::Result<FeedEntry> {
    let texts = reply.texts()?;
    let said = (reply.round != Round::First).then(|| word(format!("reply_said-{}", reply.round.as_str())));
    let mut parts: Vec<FeedPart> = said.into_iter().collect();
    parts.extend([
        part("reply-letter", FeedText::Plain(texts.letter.clone())),
        part("reply-answer", FeedText::Html(markdown::to_html_from_root(&texts.answer, "../../../"))),
    ]);
    let settings = &shared.frame.settings.site;
    let at = (reply.published_at, reply.changed_at());
    Ok(FeedEntry {
        author: shared.office_name(reply),
        topics: vec![reply.topic.clone()],
        parts,
        ..entry_at(settings, &urls::reply(&reply.submission_no), &reply.title, at)
    })
}

fn title(feed: &FeedView, words: &Messages) -> String {
    words.t_with(&feed.name.key, &[("site", &feed.site), ("what", &feed.name.what)])
}

fn entry_title<'e>(entry: &'e FeedEntry, words: &Messages) -> Cow<'e, str> {
    match entry.title_key {
        Some(key) => Cow::Owned(words.t_with(key, &[("title", &entry.title)])),
        None => Cow::Borrowed(&entry.title),
    }
}

/// The text of an entry as HTML that stands on its own: headings, paragraphs, absolute links.
fn content(entry: &FeedEntry, words: &Messages) -> String {
    let mut out = String::new();
    for part in &entry.parts {
        if let Some(key) = part.heading {
            writeln!(out, "<h2>{}</h2>", escaped(&words.t(key))).expect("a String takes everything");
        }
        match &part.text {
            FeedText::Plain(text) => {
                for paragraph in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
                    let lines = escaped(paragraph).replace('\n', "<br>");
                    writeln!(out, "<p>{lines}</p>").expect("a String takes everything");
                }
            }
            FeedText::Word(key) => {
                writeln!(out, "<p>{}</p>", escaped(&words.t(key))).expect("a String takes everything");
            }
            FeedText::Html(html) => out.push_str(&with_absolute_links(html, &entry.url)),
        }
    }
    out
}

fn escaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

/// A text that is read elsewhere: its relative links begin at the page it comes from.
fn with_absolute_links(html: &Html, page: &str) -> String {
    const HREF: &str = " href=\"";
    let mut pieces = html.as_str().split(HREF);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (link, rest) = piece.split_once('"').unwrap_or((piece, ""));
        out.extend([HREF, &resolve(page, link), "\"", rest]);
    }
    out
}

/// A link from a page, as a browser would follow it.
fn resolve(page: &str, link: &str) -> String {
    let scheme = page.find("://").map_or(0, |at| at + 3);
    let host_end = page[scheme..].find('/').map_or(page.len(), |at| scheme + at);
    let is_absolute = link.contains("://") || link.starts_with("mailto:") || link.starts_with("tel:");
    if is_absolute {
        return link.to_owned();
    }
    if link.starts_with('#') {
        return format!("{page}{link}");
    }
    if link.starts_with('/') {
        return format!("{}{link}", &page[..host_end]);
    }
    let mut folders: Vec<&str> = page[host_end..].trim_matches('/').split('/').collect();
    let mut rest = link;
    while let Some(after) = rest.strip_prefix("../") {
        folders.pop();
        rest = after;
    }
    let path =
        folders.iter().filter(|part| !part.is_empty()).fold(String::new(), |path, part| path + "/" + part);
    format!("{}{path}/{}", &page[..host_end], rest.trim_start_matches("./"))
}

fn atom(feed: &FeedView, words: &Messages) -> anyhow::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let name = title(feed, words);
    xml.create_element("feed")
        .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", feed.language.as_str())])
        .write_inner_content(|xml| {
            text(xml, "id", &feed.self_url)?;
            text(xml, "title", &name)?;
            text(xml, "updated", &feed.updated)?;
            link(xml, "self", &feed.self_url, "application/atom+xml")?;
            link(xml, "alternate", &feed.page_url, "text/html")?;
            person(xml, &feed.author)?;
            for one in &feed.entries {
                xml.create_element("entry").write_inner_content(|xml| entry_of_atom(xml, one, words))?;
            }
            Ok(())
        })?;
    Ok(without_controls(String::from_utf8(xml.into_inner())? + "\n"))
}

type Out = Writer<Vec<u8>>;

fn entry_of_atom(xml: &mut Out, entry: &FeedEntry, words: &Messages) -> std::io::Result<()> {
    text(xml, "id", &entry.id)?;
    text(xml, "title", &entry_title(entry, words))?;
    link(xml, "alternate", &entry.url, "text/html")?;
    text(xml, "published", &entry.published)?;
    text(xml, "updated", &entry.updated)?;
    person(xml, &entry.author)?;
    for topic in &entry.topics {
        xml.create_element("category").with_attribute(("term", topic.as_str())).write_empty()?;
    }
    if !entry.summary.is_empty() {
        text(xml, "summary", &entry.summary)?;
    }
    let html = content(entry, words);
    let element = xml.create_element("content").with_attribute(("type", "html"));
    element.write_text_content(BytesText::new(&html)).map(|_| ())
}

fn text(xml: &mut Out, name: &str, text: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(|_| ())
}

fn link(xml: &mut Out, rel: &str, href: &str, mime: &str) -> std::io::Result<()> {
    let attributes = [("rel", rel), ("href", href), ("type", mime)];
    xml.create_element("link").with_attributes(attributes).write_empty().map(|_| ())
}

fn person(xml: &mut Out, name: &str) -> std::io::Result<()> {
    xml.create_element("author").write_inner_content(|xml| text(xml, "name", name)).map(|_| ())
}

fn json_feed(feed: &FeedView, words: &Messages) -> anyhow::Result<String> {
    let items: Vec<_> = feed
        .entries
        .iter()
        .map(|entry| {
            let mut item = json!({
                "id": entry.id,
                "url": entry.url,
                "title": entry_title(entry, words),
                "content_html": content(entry, words),
                "date_published": entry.published,
                "date_modified": entry.updated,
                "authors": [{ "name": entry.author }],
            });
            if !entry.summary.is_empty() {
                item["summary"] = json!(entry.summary);
            }
            if !entry.topics.is_empty() {
                item["tags"] = json!(entry.topics);
            }
            item
        })
        .collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(feed, words),
        "home_page_url": feed.page_url,
        "feed_url": feed.self_url,
        "language": feed.language,
        "authors": [{ "name": feed.author }],
        "items": items,
    });
    Ok(without_controls(serde_json::to_string_pretty(&feed)? + "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_in_a_feed_begin_at_the_page_they_come_from() {
        let page = "https://a.example/hexi/policies/b/";
        for (link, whole) in [
            ("../c/", "https://a.example/hexi/policies/c/"),
            ("../../contacts/d/#e", "https://a.example/hexi/contacts/d/#e"),
            ("d/", "https://a.example/hexi/policies/b/d/"),
            ("#top", "https://a.example/hexi/policies/b/#top"),
            ("/portal/", "https://a.example/portal/"),
            ("https://b.example/", "https://b.example/"),
            ("tel:12345", "tel:12345"),
        ] {
            assert_eq!(resolve(page, link), whole);
        }
    }

    #[test]
    fn what_xml_forbids_is_not_written() {
        assert_eq!(without_controls("水\u{1}\u{B}路\u{FFFE}\n".to_owned()), "水路\n");
    }
}
