//! The lists of public replies: all, and narrowed to a village, an office, a kind, a year or a topic. Every
//! list is a set of plain pages, so it works without scripts. Deliberately absent: two filters at once.

use std::borrow::Cow;
use std::sync::Arc;

use record::{PublicKind, PublicReply};
use serde::Serialize;

use super::replies::ReplyItem;
use super::{Inputs, list_shell};
use crate::render::groups::{Group, Groups};
use crate::render::page::{Ingredients, Seen, Whole};
use crate::render::shared_context::{SharedContext, Since};
use crate::render::{Page, Rank};
use crate::settings::ListBy;
use crate::site::Site;
use crate::urls::{self, TOPICS};
use crate::view::{Link, Listed, PageKind, Shell};

/// A page of a list. Pages are numbered from the oldest; the newest stands at the list's own address.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pager {
    /// This page.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// Newer entries, relative to the root.
    pub newer: Option<String>,
    /// Older entries, relative to the root.
    pub older: Option<String>,
}

/// `replies.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RepliesView {
    /// What the list is narrowed to.
    pub filter: Option<FilterLabel>,
    /// Newest first.
    pub replies: Vec<ReplyItem>,
    /// How many in the whole list; on older pages none, so that they never change again.
    pub total: Option<usize>,
    /// Other pages.
    pub pager: Pager,
    /// Narrower lists, on the newest page only.
    pub filters: Vec<FilterGroup>,
    /// The page of all topics, relative to the root, if there are lists by topic.
    pub topics_url: Option<String>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FilterLabel {
    /// `village`, `office`, `kind`, `year` or `topic`.
    pub by: &'static str,
    /// A name, or the word of a kind (message key `kind-<word>`).
    pub value: String,
}

/// Lists by one property.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FilterGroup {
    /// `village`, `office`, `kind` or `year`.
    pub by: &'static str,
    /// The lists; of kinds the label is the word.
    pub links: Vec<Link>,
}

/// A topic and how many replies it has.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TopicCount {
    /// Its list.
    pub topic: Link,
    /// How many.
    pub count: usize,
}

/// `topics.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TopicsView {
    /// The most frequent first.
    pub topics: Vec<TopicCount>,
}

/// The list of all replies and its narrower ones.
pub(super) fn lists<'a>(inputs: Inputs<'a>, since: Option<&Since>) -> Vec<Page<'a>> {
    let Inputs { site, shared, groups } = inputs;
    let by = &site.settings.lists;
    let filters: Arc<[FilterGroup]> = filters(shared, site, groups).into();
    let mut lists = Vec::new();
    let mut add = |base: String, filter: Option<FilterLabel>, replies: Group<'a>| {
        let list = List { shared, base, filter, replies, filters: Arc::clone(&filters) };
        lists.extend(list.pages(since));
    };
    add(PublicReply::COLUMN.path.to_owned(), None, Group::all(site));
    let label = |by: &'static str, value: &str| Some(FilterLabel { by, value: value.to_owned() });
    for village in site.units.villages().iter().filter(|_| by.has(ListBy::Village)) {
        let base = urls::replies_of_unit(ListBy::Village, &village.id);
        let own = Group::of(site, groups.villages.get(&village.id));
        add(base, label("village", &village.name), own);
    }
    for office in site.units.offices().iter().filter(|_| by.has(ListBy::Office)) {
        let base = urls::replies_of_unit(ListBy::Office, &office.id);
        let own = Group::of(site, groups.offices.get(&office.id));
        add(base, label("office", &office.name), own);
    }
    for kind in PublicKind::ALL.iter().filter(|_| by.has(ListBy::Kind)) {
        let own = Group::of(site, groups.kinds.get(kind.as_str()));
        add(urls::replies_of_kind(*kind), label("kind", kind.as_str()), own);
    }
    for (year, own) in groups.years.iter().filter(|_| by.has(ListBy::Year)) {
        add(urls::replies_of_year(*year), label("year", &shared.year(*year)), Group::of(site, Some(own)));
    }
    for (topic, own) in groups.topics.iter().filter(|_| by.has(ListBy::Topic)) {
        add(urls::replies_on(topic), label("topic", topic), Group::of(site, Some(own)));
    }
    if by.has(ListBy::Topic) {
        lists.push(all_topics(shared, groups));
    }
    lists
}

/// The page that leads to each topic's list, the most frequent first. It stands apart from the lists, which
/// would all change with every new topic if they named them.
fn all_topics<'a>(shared: &SharedContext<'_>, groups: &Groups) -> Page<'a> {
    let mut counts: Vec<TopicCount> = groups
        .topics
        .iter()
        .map(|(topic, replies)| TopicCount {
            topic: Link { url: urls::replies_on(topic), label: topic.clone() },
            count: replies.len(),
        })
        .collect();
    counts.sort_by(|a, b| (b.count, &a.topic.label).cmp(&(a.count, &b.topic.label)));
    let column = &PublicReply::COLUMN;
    let title = shared.t_with("topics-title", &[("column", &shared.column(column).name)]);
    let shell = list_shell(shared, column, TOPICS, &title);
    Page::new(Rank::List, TOPICS, "topics.html", shell, TopicsView { topics: counts })
}

/// A list in pages that are numbered from the oldest: a full page never changes again, so one reply more
/// touches the newest page of each list it is on. The newest page stands at the list's own address and takes
/// the rest, from one entry to just under two pages of them; `page/N/` are the full ones.
struct List<'a> {
    shared: &'a SharedContext<'a>,
    base: String,
    filter: Option<FilterLabel>,
    replies: Group<'a>,
    filters: Arc<[FilterGroup]>,
}

/// A page of a list.
struct OfList<'a> {
    list: Arc<List<'a>>,
    number: usize,
    /// How many full pages the list has.
    full: usize,
}

impl<'a> List<'a> {
    fn pages(self, since: Option<&Since>) -> impl Iterator<Item = Page<'a>> + use<'a> {
        let size = self.shared.frame.settings.lists.page_size;
        let full = (self.replies.len().saturating_sub(1) / size).saturating_sub(1);
        let first = since.map_or(0, |since| first_to_differ(since.before(self.replies), size));
        let list = Arc::new(self);
        (1 + first.min(full)..=full + 1).map(move |number| {
            let of = OfList { list: Arc::clone(&list), number, full };
            let path = of.address(number);
            // Older pages are reached from the newest, and each reply is listed by itself.
            let newest = of.is_newest().then(|| list.shared.frame.settings.site.absolute(&path)).flatten();
            let listed = newest.map(|url| Listed::new(url, None));
            Page::of(Rank::List, &path, "replies.html", of, list_view).listed_as(listed)
        })
    }
}

/// Where in a list the pages begin that may differ when the first so many replies are as they were. A list
/// that had no more than these had its newest page, which takes up to two pages of them, from `(same - 1) /
/// size - 1` on; the page before pointed to it by the list's own address, and points to `page/N/` once that
/// one is full.
const fn first_to_differ(same: usize, size: usize) -> usize {
    (same.saturating_sub(1) / size).saturating_sub(2)
}

impl<'a> OfList<'a> {
    fn is_newest(&self) -> bool {
        self.number > self.full
    }

    fn address(&self, number: usize) -> String {
        let base = &self.list.base;
        if number > self.full { base.clone() } else { urls::page_of(base, number) }
    }

    fn slice(&self) -> Group<'a> {
        let size = self.list.shared.frame.settings.lists.page_size;
        let from = (self.number - 1) * size;
        let to = if self.is_newest() { self.list.replies.len() } else { from + size };
        self.list.replies.slice(from..to)
    }

    /// Narrower lists, on the newest page only.
    fn filters(&self) -> &[FilterGroup] {
        if self.is_newest() { &self.list.filters } else { &[] }
    }

    fn total(&self) -> Option<usize> {
        self.is_newest().then_some(self.list.replies.len())
    }

    fn pager(&self) -> Pager {
        Pager {
            number: self.number,
            count: if self.is_newest() { self.number } else { 0 },
            // The last full page points at the list's own address and changes once more, when the next page
            // is full; all older ones are done for ever.
            newer: (!self.is_newest()).then(|| self.address(self.number + 1)),
            older: (self.number > 1).then(|| self.address(self.number - 1)),
        }
    }
}

impl Ingredients for OfList<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.list.shared.fingerprint());
        Whole((&self.list.base, &self.list.filter, self.pager(), self.total(), self.filters())).feed(hasher);
        self.slice().feed(hasher);
    }
}

fn list_view<'v>(of: &'v OfList<'_>) -> anyhow::Result<Seen<'v, RepliesView>> {
    let List { shared, base, filter, .. } = &*of.list;
    let column = &PublicReply::COLUMN;
    let words = shared.column(column);
    let title = match filter {
        Some(label) if label.by != "kind" => {
            shared.t_with("replies-title_of", &[("column", &words.name), ("what", &label.value)])
        }
        _ => words.name.clone(),
    };
    let title = if of.is_newest() {
        title
    } else {
        shared.t_with("replies-title_of_page", &[("title", &title), ("n", &of.number.to_string())])
    };
    let kind = PageKind::Column { column: &words.name, column_type: &words.column_type };
    let shell = Shell::in_frame(&shared.frame, &of.address(of.number), &title, &words.description, kind);
    let settings = shared.frame.settings;
    let shell = match filter {
        None => shell.with_feed_of_column(settings, column),
        Some(label) if matches!(label.by, "village" | "office") => {
            shell.with_feed(settings, base, "feed-replies_of", &label.value)
        }
        Some(_) => shell,
    };
    let view = RepliesView {
        filter: filter.clone(),
        replies: of.slice().iter().rev().map(|reply| shared.item(reply)).collect(),
        total: of.total(),
        pager: of.pager(),
        filters: of.filters().to_vec(),
        topics_url: settings.lists.has(ListBy::Topic).then(|| TOPICS.to_owned()),
    };
    Ok((Cow::Owned(shell), Cow::Owned(view)))
}

/// The lists that there are.
fn filters(shared: &SharedContext<'_>, site: &Site, groups: &Groups) -> Vec<FilterGroup> {
    let by = &site.settings.lists;
    let link = |url: String, label: &str| Link { url, label: label.to_owned() };
    let years = groups.years.keys().rev().map(|year| link(urls::replies_of_year(*year), &shared.year(*year)));
    let kinds = PublicKind::ALL.iter().map(|kind| link(urls::replies_of_kind(*kind), kind.as_str()));
    let villages = site.units.villages().iter();
    let villages = villages.map(|one| link(urls::replies_of_unit(ListBy::Village, &one.id), &one.name));
    let offices = site.units.offices().iter();
    let offices = offices.map(|one| link(urls::replies_of_unit(ListBy::Office, &one.id), &one.name));
    let group = |which: ListBy, name: &'static str, links: Vec<Link>| {
        by.has(which).then_some(FilterGroup { by: name, links })
    };
    [
        group(ListBy::Year, "year", years.collect()),
        group(ListBy::Kind, "kind", kinds.collect()),
        group(ListBy::Village, "village", villages.collect()),
        group(ListBy::Office, "office", offices.collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}
