//! What templates may see: small typed structs of ready words and links. A page depends on exactly its view
//! and the theme, so the fingerprint of those two says whether it must be made again.
//!
//! Here is what pages of several kinds share and what programs read; what the templates of one column see
//! stands with its pages in `render/columns`. Deliberately absent: whole records, the bodies of other pages,
//! and the clock.

mod calendar;
mod cards;
mod column;
mod feeds_and_data;
mod figures;
mod print;
mod search;
mod shell;

use serde::Serialize;

pub use calendar::{CalendarEntry, CalendarLinks, CalendarView, Moved, RegularItem};
pub use cards::{CardItem, CardName, CardsView};
pub use column::ColumnWords;
pub use feeds_and_data::{
    Alternate, Column, DataView, FeedEntry, FeedLink, FeedName, FeedPart, FeedText, FeedView, LinkedData,
    Listed, MonthRow, ReplyRow, RobotsView, SitemapView,
};
pub use figures::{
    Cell, ChartBar, ChartRule, ChartView, ChartWord, FigureFileView, FigureLabel, FigureRow, FigureSentence,
    FigureTable, FiguresView, Headline, MostLetters, PartOf, TotalRow,
};
pub use print::{PrintPerson, PrintSheetView};
pub use search::{AnswerView, HitView, SearchFilter, SearchOption, SearchView};
pub use shell::{Frame, Link, Meta, NavLink, PageKind, Shell};

/// `404.html`: linked from anywhere, so its frame's root is the site's own address.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {}
