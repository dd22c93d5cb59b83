//! The columns of the site, a file each: what templates see of a column's records, its list, its pages, and
//! what of them stands in feeds and in the search index. [`COLUMNS`] is the table. Deliberately absent: files
//! for programs (`feeds_and_data`), and how a page becomes bytes (`page`).

mod articles;
mod contacts;
mod documents;
mod events;
mod improvements;
mod policies;
mod replies;
mod reply_lists;
mod units;

pub(super) use contacts::is_stale;
pub(super) use events::{EventItem, coming};
pub(super) use improvements::{ImprovementItem, improvement_item};
pub use policies::{PolicyItem, policy_item};
pub(super) use replies::{ReplyItem, pages as reply_pages, record_page};
pub(super) use units::{UnitItem, office_item, office_link, village_link};

use record::{Column, Record};

use super::Page;
use super::groups::{Group, Groups};
use super::search_text::SearchText;
use super::shared_context::SharedContext;
use crate::site::Site;
use crate::urls;
use crate::view::{FeedEntry, PageKind, Shell};

/// How many entries a page of another kind shows of a list.
pub(super) const FEW: usize = 5;

/// What pages are made of.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) site: &'a Site,
    pub(super) shared: &'a SharedContext<'a>,
    pub(super) groups: &'a Groups,
}

/// What the site makes of one column.
pub(super) trait ColumnPages: Sync {
    fn column(&self) -> &'static Column;

    /// The column's own page; none where an empty column is none.
    fn list<'a>(&self, inputs: Inputs<'a>) -> Option<Page<'a>>;

    /// The pages of its records.
    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>>;

    /// What of it can be found.
    fn search_texts(&self, site: &Site) -> Vec<SearchText>;

    /// What a reader of its feed is told, in any order; none where it has no feed.
    fn feed(&self, _site: &Site) -> Vec<FeedEntry> {
        Vec::new()
    }
}

/// All columns, in the order of [`record::COLUMNS`]. Replies have pages and feeds of their own making: there
/// are very many of them.
pub(super) static COLUMNS: [&dyn ColumnPages; 8] = [
    &contacts::Contacts,
    &units::Villages,
    &units::Offices,
    &policies::Policies,
    &documents::Documents,
    &events::Events,
    &improvements::Improvements,
    &articles::Articles,
];

/// The lists of all columns, those of the navigation first.
pub(super) fn lists(inputs: Inputs<'_>) -> Vec<Page<'_>> {
    let mut columns = COLUMNS;
    columns.sort_by_key(|one| !one.column().in_navigation);
    columns.iter().filter_map(|one| one.list(inputs)).collect()
}

/// The frame of a column's page.
pub(super) fn list_shell(shared: &SharedContext<'_>, column: &Column, path: &str, title: &str) -> Shell {
    let words = shared.column(column);
    let kind = PageKind::Column { column: &words.name, column_type: &words.column_type };
    Shell::in_frame(&shared.frame, path, title, &words.description, kind)
}

/// The frame of a column's own page.
fn own_shell(shared: &SharedContext<'_>, column: &Column) -> Shell {
    list_shell(shared, column, column.path, &shared.column(column).name)
}

/// The frame of a column's own page, with its feed.
fn own_shell_with_feed(shared: &SharedContext<'_>, column: &Column) -> Shell {
    own_shell(shared, column).with_feed_of_column(shared.frame.settings, column)
}

/// What the frame of a record's page says of it.
struct About<'t> {
    title: &'t str,
    description: &'t str,
    /// `YYYY-MM-DD HH:MM`.
    published_at: &'t str,
    /// The publishing unit.
    source: &'t str,
}

/// The frame of a record's page.
fn record_shell(shared: &SharedContext<'_>, record: &dyn Record, about: &About<'_>) -> Shell {
    let words = shared.column(&record.kind().column);
    let kind = PageKind::Article {
        column: &words.name,
        column_description: &words.description,
        column_type: &words.column_type,
        published_at: about.published_at,
        source: about.source,
    };
    Shell::in_frame(&shared.frame, &urls::record(record), about.title, about.description, kind)
}

/// Noon of a day, where a record has a day and the guideline wants minutes.
fn noon(day: jiff::civil::Date) -> String {
    format!("{day} 12:00")
}

/// The only form of a moment that the guideline takes.
fn minute(at: jiff::civil::DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The newest replies of a group, as lists show them.
pub(super) fn latest(shared: &SharedContext<'_>, replies: Group<'_>) -> Vec<ReplyItem> {
    replies.iter().rev().take(FEW).map(|reply| shared.item(reply)).collect()
}

#[cfg(test)]
mod tests {
    use record::PublicReply;

    use super::*;

    #[test]
    fn every_column_has_its_pages_in_the_order_of_the_navigation() {
        let with_pages: Vec<&Column> = COLUMNS.iter().map(|one| one.column()).collect();
        let wanted: Vec<&Column> =
            record::COLUMNS.into_iter().filter(|column| **column != PublicReply::COLUMN).collect();
        assert_eq!(with_pages, wanted);
    }
}
