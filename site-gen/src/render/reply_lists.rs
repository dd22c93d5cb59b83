//! The lists of public replies: all, and narrowed to a village, an office, a kind, a year or a topic. Every list is a
//! set of plain pages, so it works without scripts. Deliberately absent: two filters at once.

use std::collections::BTreeMap;

use super::columns::{REPLIES, list_shell};
use super::{Page, Rank, items};
use crate::record::{PublicKind, PublicReply};
use crate::site::Site;
use crate::view::{FilterGroup, FilterLabel, Link, Pager, RepliesView, TopicCount, TopicsView};
use crate::words::sound;

/// The page of all topics.
const TOPICS: &str = "replies/topics/";

/// The list of a topic. Topics are free words: their sound makes the address readable, their hash makes it their own.
pub(super) fn topic_path(topic: &str) -> String {
    let hash = blake3::hash(topic.as_bytes()).to_hex();
    format!("{TOPICS}{}-{}/", sound(topic), &hash[..6]).replace("/-", "/t-")
}

fn year_path(year: i16) -> String {
    format!("replies/years/{year}/")
}

/// The list of all replies and its narrower ones.
pub(super) fn lists(site: &Site) -> Vec<Page> {
    let all: Vec<&PublicReply> = site.replies.iter().collect();
    let mut lists = paged(site, "replies/", None, &all);
    for village in site.units.villages() {
        let label = FilterLabel { by: "village", value: village.name.clone() };
        let own: Vec<_> =
            all.iter().copied().filter(|reply| reply.village.as_deref() == Some(&village.id)).collect();
        lists.extend(paged(site, &format!("replies/villages/{}/", village.id), Some(label), &own));
    }
    for office in site.units.offices() {
        let label = FilterLabel { by: "office", value: office.name.clone() };
        let own: Vec<_> = all.iter().copied().filter(|reply| reply.office == office.id).collect();
        lists.extend(paged(site, &format!("replies/offices/{}/", office.id), Some(label), &own));
    }
    for kind in PublicKind::ALL {
        let label = FilterLabel { by: "kind", value: kind.as_str().to_owned() };
        let own: Vec<_> = all.iter().copied().filter(|reply| reply.kind == *kind).collect();
        lists.extend(paged(site, &format!("replies/kinds/{}/", kind.as_str()), Some(label), &own));
    }
    let mut years: BTreeMap<i16, Vec<&PublicReply>> = BTreeMap::new();
    let mut topics: BTreeMap<&str, Vec<&PublicReply>> = BTreeMap::new();
    for reply in &all {
        years.entry(reply.replied_on.year()).or_default().push(reply);
        topics.entry(&reply.topic).or_default().push(reply);
    }
    for (year, own) in years {
        let label = FilterLabel { by: "year", value: year_label(year) };
        lists.extend(paged(site, &year_path(year), Some(label), &own));
    }
    lists.push(all_topics(site, &topics));
    for (topic, own) in topics {
        let label = FilterLabel { by: "topic", value: topic.to_owned() };
        lists.extend(paged(site, &topic_path(topic), Some(label), &own));
    }
    lists
}

fn year_label(year: i16) -> String {
    format!("{year}年")
}

/// The page that leads to each topic's list, the most frequent first. It stands apart from the lists, which would all
/// change with every new topic if they named them.
fn all_topics(site: &Site, topics: &BTreeMap<&str, Vec<&PublicReply>>) -> Page {
    let mut counts: Vec<TopicCount> = topics
        .iter()
        .map(|(topic, replies)| TopicCount {
            topic: Link { url: topic_path(topic), label: (*topic).to_owned() },
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
fn paged(site: &Site, base: &str, filter: Option<FilterLabel>, replies: &[&PublicReply]) -> Vec<Page> {
    let size = site.settings.lists.page_size;
    let full = (replies.len().saturating_sub(1) / size).saturating_sub(1);
    let address = |number: usize| {
        if number > full { base.to_owned() } else { format!("{base}page/{number}/") }
    };
    (1..=full + 1)
        .map(|number| {
            let newest = number > full;
            let slice =
                if newest { &replies[full * size..] } else { &replies[(number - 1) * size..number * size] };
            let path = address(number);
            let title = match &filter {
                Some(label) if label.by != "kind" => format!("{}：{}", REPLIES.name, label.value),
                _ => REPLIES.name.to_owned(),
            };
            let title = if newest { title } else { format!("{title}（第 {number} 页）") };
            let shell = list_shell(site, &REPLIES, &path, &title);
            let shell = match &filter {
                None => shell.with_feed(site, base, "feed-replies", ""),
                Some(label) if matches!(label.by, "village" | "office") => {
                    shell.with_feed(site, base, "feed-replies_of", &label.value)
                }
                Some(_) => shell,
            };
            let view = RepliesView {
                filter: filter.clone(),
                replies: slice.iter().rev().map(|reply| items::reply(site, reply)).collect(),
                total: newest.then_some(replies.len()),
                pager: Pager {
                    number,
                    count: if newest { number } else { 0 },
                    // The last full page points at the list's own address and changes once more, when the next
                    // page is full; all older ones are done for ever.
                    newer: (!newest).then(|| address(number + 1)),
                    older: (number > 1).then(|| address(number - 1)),
                },
                filters: if newest { filters(site) } else { Vec::new() },
            };
            Page::new(Rank::List, &path, "replies.html", shell, view)
        })
        .collect()
}

fn filters(site: &Site) -> Vec<FilterGroup> {
    let link = |url: String, label: &str| Link { url, label: label.to_owned() };
    let years: std::collections::BTreeSet<i16> =
        site.replies.iter().map(|reply| reply.replied_on.year()).collect();
    vec![
        FilterGroup {
            by: "year",
            links: years.into_iter().rev().map(|year| link(year_path(year), &year_label(year))).collect(),
        },
        FilterGroup {
            by: "kind",
            links: PublicKind::ALL
                .iter()
                .map(|kind| link(format!("replies/kinds/{}/", kind.as_str()), kind.as_str()))
                .collect(),
        },
        FilterGroup {
            by: "village",
            links: site
                .units
                .villages()
                .iter()
                .map(|v| link(format!("replies/villages/{}/", v.id), &v.name))
                .collect(),
        },
        FilterGroup {
            by: "office",
            links: site
                .units
                .offices()
                .iter()
                .map(|o| link(format!("replies/offices/{}/", o.id), &o.name))
                .collect(),
        },
    ]
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
