//! What stands at addresses of no record: a page that leads on to where something is now, and the page for
//! all others.

use serde::Serialize;

use super::columns::Inputs;
use super::{Page, Rank};
use crate::site::Move;
use crate::urls;
use crate::view::{Link, NotFoundView, PageKind, Shell};

/// `redirect.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RedirectView {
    /// Where it is now, relative to the root.
    pub target: Link,
}

pub(super) fn pages(inputs: Inputs<'_>) -> Vec<Page<'_>> {
    let moves = inputs.site.moves();
    let mut pages: Vec<Page<'_>> = moves.iter().map(|one| redirect(inputs, one)).collect();
    pages.push(not_found(inputs));
    pages
}

/// A small page that leads on by itself: `canonical` tells search engines, the link is for readers.
fn redirect<'a>(Inputs { site, shared, .. }: Inputs<'a>, moved: &Move<'_>) -> Page<'a> {
    let kind = PageKind::Column { column: moved.title, column_type: shared.other_type() };
    let shell = Shell::in_frame(&shared.frame, moved.alias, moved.title, moved.title, kind);
    let canonical = site.settings.site.absolute(&moved.url).unwrap_or_default();
    let shell = Shell { canonical, ..shell };
    let view = RedirectView { target: Link { url: moved.url.clone(), label: moved.title.to_owned() } };
    Page::new(Rank::Item, moved.alias, "redirect.html", shell, view).without_listing()
}

fn not_found<'a>(Inputs { site, shared, .. }: Inputs<'a>) -> Page<'a> {
    let root = urls::path_of(&site.settings.site.base_url);
    let shell = Shell::not_found(&shared.frame, shared.other_type(), &root);
    Page::new(Rank::Item, urls::NOT_FOUND, "404.html", shell, NotFoundView {})
}
