//! What pages of replies may show besides the records themselves: the frame, names of units, policies and improvements
//! that are linked. Made once for all pages of replies; its print stands for all of it, so a page of replies depends on
//! exactly (ground, the records it shows).
//!
//! Deliberately absent: the day, other replies, and whatever a page of replies does not show.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use record::{Print, Rating, ReplyFacts, Round, first_half};
use serde::Serialize;

use super::groups::Group;
use super::items;
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
            same_day: reply.is_of_same_day(),
            round: (reply.round != Round::First).then(|| reply.round.as_str()),
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
    /// How many replies are new. Nothing has gone.
    pub added: usize,
}

impl Since {
    /// How many replies come before.
    pub(super) fn before(&self, replies: Group<'_>) -> usize {
        replies.partition_point(|reply| self.is_after(reply.published_at, &reply.submission_no))
    }

    /// Whether it stands behind this place in the order of the site.
    pub(super) fn is_after(&self, published_at: DateTime, submission_no: &str) -> bool {
        (published_at, submission_no) < (self.published_at, &self.submission_no)
    }
}
