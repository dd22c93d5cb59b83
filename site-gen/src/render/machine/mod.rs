//! Files that programs read: feeds, site maps, open data and linked data. Everything that needs the site's own address
//! is left out when it has none. Deliberately absent: pages for people, but for the one that names these files.

mod calendar;
mod cards;
mod data;
mod feeds;
mod lines;
mod linked;
mod sitemap;

use super::ground::{Ground, Since};
use super::groups::{Group, Groups};
use super::page::{Ingredients, Whole};
use super::{Page, Rank};
use crate::site::Site;

pub(super) use calendar::{links as calendar_links, regular as regular_days};
pub(super) use cards::{card_file, village_file};
pub(super) use data::DATA;
pub(super) use linked::{organisation, questions};

/// The feeds, the open data and the page about them.
pub(super) fn files<'a>(
    site: &'a Site,
    ground: &'a Ground<'a>,
    groups: &'a Groups,
    since: Option<&Since>,
) -> Vec<Page<'a>> {
    let feeds = feeds::feeds(site, ground, groups);
    let months = data::months(site);
    let mut pages = vec![data::page(site, &feeds, &months)];
    pages.push(data::list(ground, &months));
    pages.extend(data::replies(ground, months, since));
    pages.extend(calendar::calendars(site));
    pages.extend(cards::cards(site));
    pages.extend(feeds.into_iter().flat_map(|feed| feed.pages(site)));
    pages
}

/// The site maps of all pages that are listed, and `robots.txt`.
pub(super) fn maps<'a>(site: &'a Site, pages: &[Page<'a>], since: Option<&Since>) -> Vec<Page<'a>> {
    sitemap::maps(site, pages, since)
}

/// Shanghai wall clock to the minute, as RFC 3339.
fn moment(at: jiff::civil::DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:00+08:00").to_string()
}

/// XML 1.0 forbids most control characters, and no content needs them.
fn without_controls(mut text: String) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    // Nearly every text has none, and bytes are looked through faster than characters.
    let may_have = |(at, b): (usize, u8)| {
        b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r') || b == 0xEF && text.as_bytes()[at + 1] == 0xBF
    };
    if text.bytes().enumerate().any(may_have) {
        text.retain(allowed);
    }
    text
}
