//! From a site to its pages: which there are, at which address, with which template and view. Pure: nothing is read or
//! written here.
//!
//! `page` is a page to be, `columns` names the columns, `ground` is what pages of replies show
//! besides records, `groups` which replies belong together, `items` makes the small views of lists, `pages` and `reply_lists` the pages, `figures` and `charts`
//! those of what was counted, `print` sheets of cards, `media` files beside records, `edition` and `languages` the pages in Traditional characters and in an English frame, `machine` the files that programs read, `search` the index.
//! Deliberately absent: files (`output`) and the question whether a page must be made again (`build`).

mod charts;
mod columns;
pub(crate) mod edition;
mod figures;
mod ground;
mod groups;
mod hant;
mod items;
mod languages;
mod machine;
mod media;
mod page;
mod pages;
mod print;
mod reply_lists;
mod search;

use std::sync::{Arc, OnceLock};

use crate::search::Question;
use crate::site::Site;
use crate::theme::Theme;
use crate::view::SearchView;
use ground::Ground;
pub use ground::Since;
pub use groups::Groups;
pub use items::policy as policy_item;
use record::{Filed, Print, PublicRecord};

pub use page::{Page, Rank};

/// A site with what its pages share: pages refer to it.
#[derive(Debug)]
pub struct Plan<'a> {
    site: &'a Site,
    ground: Ground<'a>,
    groups: &'a Groups,
    shelf: OnceLock<search::Shelf<'a>>,
}

impl<'a> Plan<'a> {
    /// Looks through a site whose replies stand in these groups.
    #[must_use]
    pub fn new(site: &'a Site, groups: &'a Groups) -> Self {
        Self { site, ground: Ground::new(site), groups, shelf: OnceLock::new() }
    }

    /// All files of the site, but for the theme's own.
    #[must_use]
    pub fn pages(&'a self) -> Vec<Page<'a>> {
        self.pages_since(None)
    }

    /// The files of the site that may differ from what they were, when nothing but replies has changed, and those only
    /// from a place on; the others are left out, for they depend on nothing that has.
    #[must_use]
    pub fn pages_since(&'a self, since: Option<&Since>) -> Vec<Page<'a>> {
        let Self { site, ground, groups, shelf } = self;
        let mut pages = pages::pages(site, ground, groups, since);
        pages.extend(media::files(site));
        pages.extend(figures::pages(site));
        pages.extend(machine::files(site, ground, groups, since));
        if site.settings.search.enabled {
            let shelf = shelf.get_or_init(|| search::Shelf::new(site, ground, groups, since));
            pages.extend(search::files(site, groups, shelf));
        }
        pages.extend(machine::maps(site, &pages, since));
        let reprints = edition::Reprint::all(site).into_iter().map(Arc::new);
        let more: Vec<Page<'a>> = reprints
            .flat_map(|reprint| {
                let own = pages.iter().filter(|page| page.file.ends_with(".html"));
                let own = own.filter(|page| edition::has(&site.settings, reprint.edition, &page.file));
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
    pub fn ground(&self) -> Print {
        self.ground.print()
    }
}

/// The search page with what is chosen on it, for the service to put its answer in.
#[must_use]
pub fn search_view(site: &Site, question: &Question) -> SearchView {
    search::view(site, question)
}

/// The page of one record exactly as it would be published: what the desk's preview shows.
///
/// # Errors
/// As [`Page::render`].
pub fn preview(site: &Site, theme: &Theme, record: &PublicRecord) -> anyhow::Result<String> {
    let (ground, record) = (Ground::new(site), Filed::from(record.clone()));
    let page = pages::record_page(site, &ground, &record);
    Ok(String::from_utf8(page.render(&theme.press()?)?)?)
}
