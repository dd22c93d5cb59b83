//! What pages of replies may show besides the records themselves: the frame, names of units, policies and improvements
//! that are linked. Made once for all pages of replies; its print stands for all of it, so a page of replies depends on
//! exactly (ground, the records it shows).
//!
//! Deliberately absent: the day, other replies, and whatever a page of replies does not show.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::DateTime;
use serde::Serialize;

use super::items;
use crate::record::{FiledReply, Print, Rating, ReplyFacts, first_half};
use crate::site::Site;
use crate::view::{Frame, ImprovementItem, Link, PolicyItem, ReplyItem};

/// A village or an office.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GroundUnit {
    pub(super) link: Link,
    pub(super) phone: String,
}

/// The ground.
#[derive(Debug, Serialize)]
pub(super) struct Ground<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) villages: BTreeMap<&'a str, GroundUnit>,
    pub(super) offices: BTreeMap<&'a str, GroundUnit>,
    pub(super) policies: BTreeMap<&'a str, PolicyItem>,
    /// By the number of a reply that caused them.
    pub(super) improvements: BTreeMap<&'a str, Vec<ImprovementItem>>,
    #[serde(skip)]
    print: Print,
}

impl<'a> Ground<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        let villages = site.units.villages().iter();
        let offices = site.units.offices().iter();
        let mut improvements: BTreeMap<&str, Vec<ImprovementItem>> = BTreeMap::new();
        for one in &site.improvements {
            for number in &one.replies {
                improvements.entry(number).or_default().push(items::improvement(site, one));
            }
        }
        let mut ground = Self {
            frame: Frame::new(site),
            villages: villages
                .map(|one| {
                    let phone = one.committee_phone.clone();
                    (one.id.as_str(), GroundUnit { link: items::village_link(one), phone })
                })
                .collect(),
            offices: offices
                .map(|one| {
                    let phone = one.phone.clone();
                    (one.id.as_str(), GroundUnit { link: items::office_link(one), phone })
                })
                .collect(),
            policies: site.policies.iter().map(|one| (one.slug.as_str(), items::policy(site, one))).collect(),
            improvements,
            print: Print::default(),
        };
        let mut hasher = blake3::Hasher::new();
        serde_json::to_writer(&mut hasher, &ground).expect("texts, numbers and lists");
        ground.print = first_half(hasher.finalize());
        ground
    }

    /// Stands for all of it.
    pub(super) fn print(&self) -> Print {
        self.print
    }

    /// A reply as lists show it.
    pub(super) fn item(&self, reply: &ReplyFacts) -> ReplyItem {
        let village = reply.village.as_deref().and_then(|id| self.villages.get(id));
        ReplyItem {
            url: items::reply_url(&reply.submission_no),
            submission_no: reply.submission_no.clone(),
            title: reply.title.clone(),
            kind: reply.kind.as_str(),
            topic: reply.topic.clone(),
            village: village.map(|village| village.link.label.clone()),
            office: self.office_name(reply),
            received_on: reply.received_on.to_string(),
            replied_on: reply.replied_on.to_string(),
            working_days: reply.working_days,
            rating: reply.rating.map(Rating::as_str),
            letters: reply.letters,
        }
    }

    /// The name of the office that answered.
    pub(super) fn office_name(&self, reply: &ReplyFacts) -> String {
        self.offices.get(reply.office.as_str()).map(|office| office.link.label.clone()).unwrap_or_default()
    }
}

/// From where on the order of replies may differ from what it was: everything before is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// When the first reply that may differ was published.
    pub published_at: DateTime,
    /// Its number.
    pub submission_no: String,
}

impl Since {
    /// How many replies come before.
    pub(super) fn before(&self, replies: &[&FiledReply]) -> usize {
        replies.partition_point(|reply| {
            (reply.published_at, &reply.submission_no) < (self.published_at, &self.submission_no)
        })
    }
}

/// Replies by what they have in common, each in the order of the site.
#[derive(Debug, Default)]
pub(super) struct Groups<'a> {
    pub(super) villages: HashMap<&'a str, Vec<&'a FiledReply>>,
    pub(super) offices: HashMap<&'a str, Vec<&'a FiledReply>>,
    pub(super) kinds: HashMap<&'static str, Vec<&'a FiledReply>>,
    pub(super) years: BTreeMap<i16, Vec<&'a FiledReply>>,
    pub(super) topics: BTreeMap<&'a str, Vec<&'a FiledReply>>,
    pub(super) policies: HashMap<&'a str, Vec<&'a FiledReply>>,
    pub(super) all: Vec<&'a FiledReply>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        let all: Vec<&FiledReply> = site.replies.iter().map(|reply| &**reply).collect();
        let of_units = || {
            let mut groups = Self::default();
            for &reply in &all {
                if let Some(village) = &reply.village {
                    groups.villages.entry(village).or_default().push(reply);
                }
                groups.offices.entry(&reply.office).or_default().push(reply);
                for policy in &reply.policies {
                    groups.policies.entry(policy).or_default().push(reply);
                }
            }
            groups
        };
        let of_words = || {
            let mut groups = Self::default();
            for &reply in &all {
                groups.kinds.entry(reply.kind.as_str()).or_default().push(reply);
                groups.years.entry(reply.replied_on.year()).or_default().push(reply);
                groups.topics.entry(&reply.topic).or_default().push(reply);
            }
            groups
        };
        let (units, words) = rayon::join(of_units, of_words);
        Self { kinds: words.kinds, years: words.years, topics: words.topics, all, ..units }
    }

    pub(super) fn of_village(&self, id: &str) -> &[&'a FiledReply] {
        self.villages.get(id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn of_office(&self, id: &str) -> &[&'a FiledReply] {
        self.offices.get(id).map_or(&[], Vec::as_slice)
    }
}
