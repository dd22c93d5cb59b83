//! The lists of public replies: all, and narrowed to a village, an office, a kind, a year or a topic. Every list is a
//! set of plain pages, so it works without scripts. Deliberately absent: two filters at once.

use std::borrow::Cow;
use std::sync::Arc;

use record::PublicKind;

use super::columns::{REPLIES, list_shell};
use super::ground::{Ground, Since};
use super::groups::{Group, Groups};
use super::page::{Ingredients, Seen, Whole};
use super::{Page, Rank};
use crate::settings::{ListBy, Settings};
use crate::site::Site;
use crate::view::{
    FilterGroup, FilterLabel, Link, Listed, PageKind, Pager, RepliesView, Shell, TopicCount, TopicsView,
};
use crate::words::sound;

/// The page of all topics.
const TOPICS: &str = "replies/topics/";

/// The list of a topic. Topics are free words: their sound makes the address readable, their hash makes it their own.
fn topic_path(topic: &str) -> String {
    let hash = blake3::hash(topic.as_bytes()).to_hex();
    format!("{TOPICS}{}-{}/", sound(topic), &hash[..6]).replace("/-", "/t-")
}

/// The list of a village or an office, if the site has such lists.
pub(super) fn list_of(site: &Site, by: ListBy, id: &str) -> Option<String> {
    let folder = if by == ListBy::Village { "villages" } else { "offices" };
    site.settings.lists.has(by).then(|| format!("replies/{folder}/{id}/"))
}

/// The list of a topic, if the site has such lists.
pub(super) fn list_of_topic(settings: &Settings, topic: &str) -> Option<String> {
    settings.lists.has(ListBy::Topic).then(|| topic_path(topic))
}

fn year_path(year: i16) -> String {
    format!("replies/years/{year}/")
}

/// The list of all replies and its narrower ones.
pub(super) fn lists<'a>(
    site: &'a Site,
    ground: &'a Ground<'a>,
    groups: &'a Groups,
    since: Option<&Since>,
) -> Vec<Page<'a>> {
    let by = &site.settings.lists;
    let filters: Arc<[FilterGroup]> = filters(site, groups).into();
    let mut lists = Vec::new();
    let mut add = |base: String, filter: Option<FilterLabel>, replies: Group<'a>| {
        let list = List { ground, base, filter, replies, filters: Arc::clone(&filters) };
        lists.extend(list.pages(since));
    };
    add("replies/".to_owned(), None, Group::all(site));
    let label = |by: &'static str, value: &str| Some(FilterLabel { by, value: value.to_owned() });
    for village in site.units.villages().iter().filter(|_| by.has(ListBy::Village)) {
        let base = format!("replies/villages/{}/", village.id);
        let own = Group::of(site, groups.villages.get(&village.id));
        add(base, label("village", &village.name), own);
    }
    for office in site.units.offices().iter().filter(|_| by.has(ListBy::Office)) {
        let base = format!("replies/offices/{}/", office.id);
        let own = Group::of(site, groups.offices.get(&office.id));
        add(base, label("office", &office.name), own);
    }
    for kind in PublicKind::ALL.iter().filter(|_| by.has(ListBy::Kind)) {
        let own = Group::of(site, groups.kinds.get(kind.as_str()));
        add(format!("replies/kinds/{}/", kind.as_str()), label("kind", kind.as_str()), own);
    }
    for (year, own) in groups.years.iter().filter(|_| by.has(ListBy::Year)) {
        add(year_path(*year), label("year", &year_label(*year)), Group::of(site, Some(own)));
    }
    for (topic, own) in groups.topics.iter().filter(|_| by.has(ListBy::Topic)) {
        add(topic_path(topic), label("topic", topic), Group::of(site, Some(own)));
    }
    if by.has(ListBy::Topic) {
        lists.push(all_topics(site, groups));
    }
    lists
}

fn year_label(year: i16) -> String {
    format!("{year}年")
}

/// The page that leads to each topic's list, the most frequent first. It stands apart from the lists, which would all
/// change with every new topic if they named them.
fn all_topics<'a>(site: &'a Site, groups: &Groups) -> Page<'a> {
    let mut counts: Vec<TopicCount> = groups
        .topics
        .iter()
        .map(|(topic, replies)| TopicCount {
            topic: Link { url: topic_path(topic), label: topic.clone() },
            count: replies.len(),
        })
        .collect();
    counts.sort_by(|a, b| (b.count, &a.topic.label).cmp(&(a.count, &b.topic.label)));
    let shell = list_shell(site, &REPLIES, TOPICS, &format!("{}：按事项看", REPLIES.name));
    Page::new(Rank::List, TOPICS, "topics.html", shell, TopicsView { topics: counts })
}

/// A list in pages that are numbered from the oldest: a full page never changes again, so one reply more touches the
/// newest page of each list it is on. The newest page stands at the list's own address and takes the rest, from one
/// entry to just under two pages of them; `page/N/` are the full ones.
struct List<'a> {
    ground: &'a Ground<'a>,
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
        let size = self.ground.frame.settings.lists.page_size;
        let full = (self.replies.len().saturating_sub(1) / size).saturating_sub(1);
        let first = since.map_or(0, |since| first_to_differ(since.before(self.replies), size));
        let list = Arc::new(self);
        (1 + first.min(full)..=full + 1).map(move |number| {
            let of = OfList { list: Arc::clone(&list), number, full };
            let path = of.address(number);
            // Older pages are reached from the newest, and each reply is listed by itself.
            let newest = of.is_newest().then(|| list.ground.frame.settings.site.absolute(&path)).flatten();
            let listed = newest.map(|url| Listed::new(url, None));
            Page::of(Rank::List, &path, "replies.html", of, list_view).listed_as(listed)
        })
    }
}

/// Where in a list the pages begin that may differ when the first so many replies are as they were. A list that had no
/// more than these had its newest page, which takes up to two pages of them, from `(same - 1) / size - 1` on; the page
/// before pointed to it by the list's own address, and points to `page/N/` once that one is full.
const fn first_to_differ(same: usize, size: usize) -> usize {
    (same.saturating_sub(1) / size).saturating_sub(2)
}

impl<'a> OfList<'a> {
    fn is_newest(&self) -> bool {
        self.number > self.full
    }

    fn address(&self, number: usize) -> String {
        let base = &self.list.base;
        if number > self.full { base.clone() } else { format!("{base}page/{number}/") }
    }

    fn slice(&self) -> Group<'a> {
        let size = self.list.ground.frame.settings.lists.page_size;
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
            // The last full page points at the list's own address and changes once more, when the next page is full;
            // all older ones are done for ever.
            newer: (!self.is_newest()).then(|| self.address(self.number + 1)),
            older: (self.number > 1).then(|| self.address(self.number - 1)),
        }
    }
}

impl Ingredients for OfList<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.list.ground.print());
        Whole((&self.list.base, &self.list.filter, self.pager(), self.total(), self.filters())).feed(hasher);
        self.slice().feed(hasher);
    }
}

fn list_view<'v>(of: &'v OfList<'_>) -> anyhow::Result<Seen<'v, RepliesView>> {
    let List { ground, base, filter, .. } = &*of.list;
    let title = match filter {
        Some(label) if label.by != "kind" => format!("{}：{}", REPLIES.name, label.value),
        _ => REPLIES.name.to_owned(),
    };
    let title = if of.is_newest() { title } else { format!("{title}（第 {} 页）", of.number) };
    let kind = PageKind::Column { column: REPLIES.name, column_type: REPLIES.column_type };
    let path = of.address(of.number);
    let shell = Shell::in_frame(&ground.frame, &path, &title, REPLIES.description, kind);
    let settings = ground.frame.settings;
    let shell = match filter {
        None => shell.with_feed_of(settings, base, "feed-replies", ""),
        Some(label) if matches!(label.by, "village" | "office") => {
            shell.with_feed_of(settings, base, "feed-replies_of", &label.value)
        }
        Some(_) => shell,
    };
    let view = RepliesView {
        filter: filter.clone(),
        replies: of.slice().iter().rev().map(|reply| ground.item(reply)).collect(),
        total: of.total(),
        pager: of.pager(),
        filters: of.filters().to_vec(),
        topics_url: settings.lists.has(ListBy::Topic).then(|| TOPICS.to_owned()),
    };
    Ok((Cow::Owned(shell), Cow::Owned(view)))
}

/// The lists that there are.
fn filters(site: &Site, groups: &Groups) -> Vec<FilterGroup> {
    let by = &site.settings.lists;
    let link = |url: String, label: &str| Link { url, label: label.to_owned() };
    let years = groups.years.keys().rev().map(|year| link(year_path(*year), &year_label(*year)));
    let kinds = PublicKind::ALL.iter().map(|kind| kind.as_str());
    let kinds = kinds.map(|kind| link(format!("replies/kinds/{kind}/"), kind));
    let villages = site.units.villages().iter();
    let villages = villages.map(|one| link(format!("replies/villages/{}/", one.id), &one.name));
    let offices = site.units.offices().iter();
    let offices = offices.map(|one| link(format!("replies/offices/{}/", one.id), &one.name));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_topics_never_share_an_address_and_an_address_needs_no_encoding() {
        let paths: Vec<String> = ["水费", "税费", "Wi-Fi 装不上", "？", "路灯"].map(topic_path).to_vec();
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
