//! From a site to its pages: which there are, at which address, with which template and view. Pure: nothing is read or
//! written here.
//!
//! `page` is a page to be, `columns` names the columns, `items` makes the small views of lists, `pages` and
//! `reply_lists` the pages, `figures` and `charts` those of what was counted, `print` sheets of
//! cards, `machine` the files that programs read, `search` the index. Deliberately absent: files (`output`) and the question whether a page must be made again (`build`).

mod charts;
mod columns;
mod figures;
mod items;
mod machine;
mod page;
mod pages;
mod print;
mod reply_lists;
mod search;

use crate::record::PublicRecord;
use crate::search::Question;
use crate::site::Site;
use crate::theme::Theme;
use crate::view::SearchView;

pub use page::{Page, Rank};

/// All files of a site, but for the theme's own.
#[must_use]
pub fn pages(site: &Site) -> Vec<Page> {
    let mut pages = pages::pages(site);
    pages.extend(figures::pages(site));
    pages.extend(machine::files(site));
    pages.extend(search::files(site));
    pages.extend(machine::maps(site, &pages));
    pages
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
    let number = record.submission_no().to_owned();
    let page = pages::record_page(&site.with_record(record.clone()), &number);
    let page = page.ok_or_else(|| anyhow::anyhow!("没有编号为 {number} 的记录"))?;
    page.render(&theme.press()?)
}
