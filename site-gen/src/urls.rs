//! The addresses of all pages and files of the site, relative to its root, and what can be done with an
//! address. Nothing else puts one together. Deliberately absent: whether a page is there (`site`, `render`),
//! and addresses of the mailbox service, which come from `site.toml`.

use pinyin::ToPinyin as _;
use record::{COLUMNS, Column, Contact, Event, Office, PublicKind, PublicReply, Record, Village};

use crate::settings::{Edition, ListBy, Settings};

/// 数据发布.
pub const FIGURES: Column =
    Column { word: "figures", path: "figures/", in_navigation: true, has_feed: false };

/// 站内搜索.
pub const SEARCH: Column = Column { word: "search", path: "search/", in_navigation: false, has_feed: false };

/// 订阅和开放数据.
pub const DATA: Column = Column { word: "data", path: "data/", in_navigation: false, has_feed: false };

/// Columns that no record and no unit makes.
pub const OTHER_COLUMNS: [&Column; 3] = [&FIGURES, &SEARCH, &DATA];

/// The page for addresses at which nothing stands.
pub const NOT_FOUND: &str = "404.html";

/// The page of all topics of replies.
pub const TOPICS: &str = "replies/topics/";

/// The list of the files of open data, a line each.
pub const REPLY_DATA: &str = "data/replies.jsonl";

/// Pages that an edition leads to and does not have.
const SHARED: [&str; 2] = [SEARCH.path, NOT_FOUND];

/// What the program fills by itself at the root: no old address may begin so, and no plain page may be called
/// so.
const RESERVED: [&str; 8] =
    ["replies", "assets", "data", "sitemaps", "mailbox", "track", "desk", "index.html"];

/// More names that no plain page may have.
const RESERVED_FOR_PAGES: [&str; 8] =
    ["zh-hant", "en", "documents", "figures", "search", "calendar", "print", "feeds"];

/// Folders that the program fills by itself: what is in them only the finished site knows.
const MADE: [&str; 7] = ["replies", "data", "search", "figures", "assets", "zh-hant", "en"];

/// The page of a record that people wrote.
#[must_use]
pub fn record(record: &dyn Record) -> String {
    below(&record.kind().column, record.slug())
}

/// A page of a column by the last part of its address.
#[must_use]
pub fn below(column: &Column, slug: &str) -> String {
    format!("{}{slug}/", column.path)
}

/// The page of a village.
#[must_use]
pub fn village(id: &str) -> String {
    below(&Village::COLUMN, id)
}

/// The page of an office.
#[must_use]
pub fn office(id: &str) -> String {
    below(&Office::COLUMN, id)
}

/// The page of a public reply, or of what was withdrawn.
#[must_use]
pub fn reply(submission_no: &str) -> String {
    format!("{}{}/{submission_no}/", PublicReply::COLUMN.path, submission_no.get(..4).unwrap_or("0000"))
}

/// The replies of a village or an office.
#[must_use]
pub fn replies_of_unit(by: ListBy, id: &str) -> String {
    let units = if by == ListBy::Village { &Village::COLUMN } else { &Office::COLUMN };
    format!("{}{}{id}/", PublicReply::COLUMN.path, units.path)
}

/// The replies of a kind.
#[must_use]
pub fn replies_of_kind(kind: PublicKind) -> String {
    format!("{}kinds/{}/", PublicReply::COLUMN.path, kind.as_str())
}

/// The replies of a year.
#[must_use]
pub fn replies_of_year(year: i16) -> String {
    format!("{}years/{year}/", PublicReply::COLUMN.path)
}

/// The replies on a topic. Topics are free words: their sound makes the address readable, their hash makes it
/// their own.
#[must_use]
pub fn replies_on(topic: &str) -> String {
    let hash = blake3::hash(topic.as_bytes()).to_hex();
    format!("{TOPICS}{}-{}/", sound(topic), &hash[..6]).replace("/-", "/t-")
}

/// A full page of a list, which ends in `/`; pages are numbered from the oldest.
#[must_use]
pub fn page_of(list: &str, number: usize) -> String {
    format!("{list}page/{number}/")
}

/// A file that belongs to a page, which ends in `/`.
#[must_use]
pub fn file_of(page: &str, name: &str) -> String {
    format!("{page}{name}")
}

/// A contact card for a phone.
#[must_use]
pub fn card_file(id: &str) -> String {
    format!("{}{id}/{id}.vcf", Contact::KIND.column.path)
}

/// All cards of a village for a phone.
#[must_use]
pub fn cards_file(village: &str) -> String {
    format!("{}{village}/{village}.vcf", Village::COLUMN.path)
}

/// A village's sheet of cards on paper.
#[must_use]
pub fn card_sheet(village: &str) -> String {
    format!("{}{village}/cards/", Village::COLUMN.path)
}

/// A village's calendar, or that of all events.
#[must_use]
pub fn calendar(village: Option<&str>) -> String {
    let page = village.map_or_else(|| Event::KIND.column.path.to_owned(), self::village);
    file_of(&page, "calendar.ics")
}

/// The figures of a year.
#[must_use]
pub fn figures(year: i16) -> String {
    format!("{}{year}/", FIGURES.path)
}

/// A file of open data.
#[must_use]
pub fn data_file(name: &str) -> String {
    file_of(DATA.path, name)
}

/// The facts of the replies that were published in a month (`2026-11`).
#[must_use]
pub fn month_of_replies(month: &str) -> String {
    format!("{}replies/{month}.jsonl", DATA.path)
}

/// The mailbox's form, which stands at `form`, with an office or a village chosen.
#[must_use]
pub fn write_about(form: &str, office: Option<&str>, village: Option<&str>) -> String {
    match (office, village) {
        (Some(office), _) => format!("{form}?office={office}"),
        (None, Some(village)) => format!("{form}?village={village}"),
        (None, None) => form.to_owned(),
    }
}

/// Whether the page at this path, or in this file, has one in the edition.
#[must_use]
pub fn has_edition(settings: &Settings, edition: Edition, path: &str) -> bool {
    let is_page = path.is_empty() || path.ends_with('/') || path.ends_with(".html");
    settings.site.editions.contains(&edition) && is_page && !is_shared(path)
}

/// Whether editions lead to the page at this path, or in this file, and do not have one of their own. What stands at
/// the root besides the home page is a proof for somebody else, or an old address.
#[must_use]
pub fn is_shared(path: &str) -> bool {
    let is_at_root = path.ends_with(".html") && !path.contains('/') && path != "index.html";
    is_at_root || SHARED.iter().any(|shared| path.starts_with(shared))
}

/// The file that a file of an edition is made of, or the file itself.
#[must_use]
pub fn without_edition(file: &str) -> &str {
    Edition::ALL.iter().find_map(|edition| file.strip_prefix(edition.folder())).unwrap_or(file)
}

/// Whether content may say that something stood here before: the folders that the program fills by itself are
/// not free. Older systems had capitals and underscores in their addresses.
#[must_use]
pub fn is_old_address(path: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    let first = path.split('/').next().unwrap_or_default();
    let page = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm"));
    let is_own = RESERVED.contains(&first) || path.ends_with("/index.html") || path == NOT_FOUND;
    path.len() <= 200
        && !is_own
        && page.or_else(|| path.strip_suffix('/')).is_some_and(|parts| parts.split('/').all(is_part))
}

/// Whether the program makes pages of its own where a plain page of this name would stand.
#[must_use]
pub fn is_reserved(slug: &str) -> bool {
    let is_column = COLUMNS.iter().any(|column| column.path.strip_suffix('/') == Some(slug));
    is_column || RESERVED.contains(&slug) || RESERVED_FOR_PAGES.contains(&slug)
}

/// Whether the program alone knows what stands below this first part of an address.
#[must_use]
pub fn is_made_folder(first: &str) -> bool {
    MADE.contains(&first)
}

/// Whether every page below this first part of an address is that of a record or a unit.
#[must_use]
pub fn is_record_folder(first: &str) -> bool {
    let is_here = |column: &&Column| column.path.strip_suffix('/') == Some(first);
    COLUMNS.iter().copied().filter(is_here).any(|column| *column != PublicReply::COLUMN)
}

/// A relative link from a file, as a path below the root; none when it leaves it.
#[must_use]
pub fn resolve(file: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(file.to_owned());
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    let is_folder = link.ends_with('/') || link.ends_with("..") || link == ".";
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    let mut path = parts.join("/");
    if is_folder && !path.is_empty() {
        path.push('/');
    }
    Some(path)
}

/// The path part of an absolute address: `/hexi/` of `https://www.yundu.example/hexi/`.
#[must_use]
pub fn path_of(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or_else(|| "/".to_owned(), |at| rest[at..].to_owned())
}

/// Percent-encodes everything but unreserved characters (RFC 3986).
#[must_use]
pub fn percent(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a String takes everything");
        }
        out
    })
}

/// How a Chinese text sounds, in letters for an address; what has no sound is left out.
#[must_use]
pub fn sound(text: &str) -> String {
    let mut sound = String::new();
    for c in text.chars() {
        match c.to_pinyin() {
            Some(syllable) => sound.extend(syllable.plain().chars().filter(char::is_ascii_alphabetic)),
            None => sound.extend(c.to_lowercase().filter(char::is_ascii_alphanumeric)),
        }
    }
    sound.truncate(40);
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_file() {
        assert_eq!(resolve("a/b/index.html", "../"), Some("a/".to_owned()));
        assert_eq!(resolve("a/b/index.html", "../../"), Some(String::new()));
        assert_eq!(resolve("a/b/index.html", "../../../"), None);
        assert_eq!(resolve("index.html", "./a/"), Some("a/".to_owned()));
        assert_eq!(resolve("a/index.html", ""), Some("a/index.html".to_owned()));
    }

    #[test]
    fn an_old_address_is_one_that_a_page_can_have_and_the_program_has_not() {
        for right in ["policies/old/", "old.html", "art/2021/5/6/art_1229-A.html", "a/b/c/", "x.htm"] {
            assert!(is_old_address(right), "{right}");
        }
        for wrong in [
            "",
            "/",
            "/a/",
            "a",
            "../a/",
            "a//b/",
            "a/./b/",
            "replies/2026/x/",
            "data/",
            "mailbox/",
            "404.html",
            "index.html",
            "a/index.html",
            "a/水/",
            "a/b.php",
            "https://a.example/",
            "a/?b/",
            ".well-known/a/",
            "a.html/b.html",
        ] {
            assert!(!is_old_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn two_topics_never_share_an_address_and_an_address_needs_no_encoding() {
        let paths: Vec<String> = ["水费", "税费", "Wi-Fi 装不上", "？", "路灯"].map(replies_on).to_vec();
        assert!(
            paths[0].starts_with("replies/topics/shuifei-")
                && paths[1].starts_with("replies/topics/shuifei-")
        );
        assert_ne!(paths[0], paths[1]);
        assert!(paths[2].starts_with("replies/topics/wifizhuangbushang-"), "{paths:?}");
        assert!(paths[3].starts_with("replies/topics/t-"), "{paths:?}");
        for path in &paths {
            assert!(path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-".contains(&b)), "{path}");
        }
    }
}
