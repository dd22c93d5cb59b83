//! From a site to its pages: which there are, at which address, with which template and view. Pure: nothing
//! is read or written here.
//!
//! `page` is a page to be; `columns` has the lists and pages of each column, `home` a few of everything,
//! `moved` what stands where something has left; `shared_context` is what pages of replies show besides
//! records, `groups` which replies belong together; `figures` and `charts` are the pages of what was counted,
//! `print` sheets of cards, `media` files beside records, `edition` and `languages` the pages in Traditional
//! characters (`hant`, `titles`) and in an English frame; `feed_entry`, `linked_data` and `feeds_and_data` are what programs
//! read, `search_text` and `search` the index. Deliberately absent: files (`output`) and the question whether
//! a page must be made again (`build`).

mod charts;
mod columns;
pub(crate) mod edition;
mod feed_entry;
mod feeds_and_data;
mod figures;
mod groups;
mod hant;
mod home;
mod languages;
mod linked_data;
mod media;
mod moved;
mod page;
mod print;
mod regular_days;
mod search;
mod search_text;
mod shared_context;
mod titles;

use std::sync::{Arc, OnceLock};

pub use crate::characters::in_simplified;
use crate::messages::Messages;
use crate::search::Question;
use crate::site::Site;
use crate::theme::Theme;
use crate::urls;
use crate::view::SearchView;
use columns::{COLUMNS, Inputs};
pub use columns::{PolicyItem, policy_item};
pub use feeds_and_data::Lines;
pub use groups::Groups;
pub(crate) use languages::end_of_tag;
use record::{Fingerprint, PublicRecord, StoredRecord};
use shared_context::SharedContext;
pub use shared_context::Since;

pub use page::{Page, Rank};

/// A site with what its pages share: pages refer to it.
#[derive(Debug)]
pub struct Plan<'a> {
    site: &'a Site,
    shared: SharedContext<'a>,
    groups: &'a Groups,
    search_places: OnceLock<search::SearchPlaces<'a>>,
}

impl<'a> Plan<'a> {
    /// Looks through a site whose replies stand in these groups, in the words of its theme.
    #[must_use]
    pub fn new(site: &'a Site, groups: &'a Groups, words: &'a Messages) -> Self {
        Self { site, shared: SharedContext::new(site, words), groups, search_places: OnceLock::new() }
    }

    /// All files of the site, but for the theme's own.
    #[must_use]
    pub fn pages(&'a self) -> Vec<Page<'a>> {
        self.pages_since(None)
    }

    /// The files of the site that may differ from what they were, when nothing but replies has changed, and
    /// those only from a place on; the others are left out, for they depend on nothing that has.
    #[must_use]
    pub fn pages_since(&'a self, since: Option<&Since>) -> Vec<Page<'a>> {
        let Self { site, shared, groups, search_places } = self;
        let inputs = Inputs { site, shared, groups };
        let mut pages = vec![home::page(inputs)];
        pages.extend(columns::lists(inputs));
        pages.extend(COLUMNS.iter().flat_map(|column| column.pages(inputs)));
        pages.extend(print::sheets(inputs));
        pages.extend(columns::reply_pages(inputs, since));
        pages.extend(moved::pages(inputs));
        pages.extend(media::files(site));
        pages.extend(figures::pages(inputs));
        pages.extend(feeds_and_data::files(inputs, since));
        if site.settings.search.enabled {
            let search_places =
                search_places.get_or_init(|| search::SearchPlaces::new(site, shared, groups, since));
            pages.extend(search::files(inputs, search_places));
        }
        pages.extend(feeds_and_data::maps(site, &pages, since));
        let reprints = edition::Reprint::all(site).into_iter().map(Arc::new);
        let more: Vec<Page<'a>> = reprints
            .flat_map(|reprint| {
                let own = pages.iter().filter(|page| page.file.ends_with(".html"));
                let own = own.filter(|page| urls::has_edition(&site.settings, reprint.edition, &page.file));
                own.map(|page| page.in_edition(&reprint)).collect::<Vec<_>>()
            })
            .collect();
        pages.extend(more);
        pages
    }

    /// Folders of the index that the new replies bring to an end: their runs were joined.
    #[must_use]
    pub fn ended_runs(&self, since: &Since) -> Vec<String> {
        search::ended_runs(self.site, since)
    }

    /// What stands for everything that pages of replies show besides replies.
    #[must_use]
    pub fn shared(&self) -> Fingerprint {
        self.shared.fingerprint()
    }
}

/// The search page with what is chosen on it, for the service to put its answer in.
#[must_use]
pub fn search_view(site: &Site, words: &Messages, question: &Question) -> SearchView {
    search::view(site, words, question)
}

/// The page of one record exactly as it would be published: what the desk's preview shows.
///
/// # Errors
/// As [`Page::render`].
pub fn preview(site: &Site, theme: &Theme, record: &PublicRecord) -> anyhow::Result<String> {
    let renderer = theme.renderer()?;
    let (shared, record) = (SharedContext::new(site, &renderer.words), StoredRecord::from(record.clone()));
    let page = columns::record_page(&shared, &record);
    Ok(String::from_utf8(page.render(&renderer)?)?)
}
