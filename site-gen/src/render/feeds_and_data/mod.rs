//! Files that programs read: feeds, site maps, open data and linked data. Everything that needs the site's
//! own address is left out when it has none. Deliberately absent: pages for people, but for the one that
//! names these files.

mod calendar;
mod cards;
mod data;
mod feeds;
mod lines;
mod sitemap;

pub use lines::Lines;

use super::columns::Inputs;
use super::feed_entry::moment;
use super::groups::{Group, Groups};
use super::page::{Ingredients, Whole};
use super::shared_context::{SharedContext, Since};
use super::{Page, Rank};
use crate::site::Site;

/// The feeds, the open data and the page about them.
pub(super) fn files<'a>(inputs: Inputs<'a>, since: Option<&Since>) -> Vec<Page<'a>> {
    let Inputs { site, shared, groups } = inputs;
    let feeds = feeds::feeds(site, shared, groups);
    let months = data::months(site);
    let mut pages = vec![data::page(inputs, &feeds, &months)];
    pages.push(data::list(shared, &months));
    pages.extend(data::replies(shared, months, since));
    pages.extend(calendar::calendars(site));
    pages.extend(cards::cards(site));
    pages.extend(feeds.into_iter().flat_map(|feed| feed.pages(site)));
    pages
}

/// The site maps of all pages that are listed, and `robots.txt`.
pub(super) fn maps<'a>(site: &'a Site, pages: &[Page<'a>], since: Option<&Since>) -> Vec<Page<'a>> {
    sitemap::maps(site, pages, since)
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
