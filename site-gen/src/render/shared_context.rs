//! What pages of replies may show besides the records themselves: the frame, names of units, policies and
//! improvements that are linked. Made once for all pages of replies; its fingerprint stands for all of it, so
//! a page of replies depends on exactly (shared context, the records it shows).
//!
//! Deliberately absent: the day, other replies, and whatever a page of replies does not show.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use record::{COLUMNS, Column, Fingerprint, Rating, ReplyFacts, Round, first_half};
use serde::Serialize;

use super::columns::{
    ImprovementItem, PolicyItem, ReplyItem, improvement_item, office_link, policy_item, village_link,
};
use super::groups::Group;
use crate::messages::Messages;
use crate::site::Site;
use crate::urls::{self, OTHER_COLUMNS};
use crate::view::{ColumnWords, Frame, Link};

/// A village or an office.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LinkedUnit {
    pub(super) link: Link,
    pub(super) phone: String,
}

#[derive(Debug, Serialize)]
pub(super) struct SharedContext<'a> {
    pub(super) frame: Frame<'a>,
    /// Of the theme, as `words`: its fingerprint stands for both.
    #[serde(skip)]
    columns: BTreeMap<&'static str, ColumnWords>,
    pub(super) villages: BTreeMap<&'a str, LinkedUnit>,
    pub(super) offices: BTreeMap<&'a str, LinkedUnit>,
    pub(super) policies: BTreeMap<&'a str, PolicyItem>,
    /// By the number of a reply that caused them.
    pub(super) improvements: BTreeMap<&'a str, Vec<ImprovementItem>>,
    #[serde(skip)]
    words: &'a Messages,
    #[serde(skip)]
    fingerprint: Fingerprint,
}

impl<'a> SharedContext<'a> {
    pub(super) fn new(site: &'a Site, words: &'a Messages) -> Self {
        let villages = site.units.villages().iter();
        let offices = site.units.offices().iter();
        let mut improvements: BTreeMap<&str, Vec<ImprovementItem>> = BTreeMap::new();
        for one in &site.records.improvements {
            for number in &one.replies {
                improvements.entry(number).or_default().push(improvement_item(site, one));
            }
        }
        let policies = site.records.policies.iter();
        let mut shared = Self {
            frame: Frame::new(site),
            columns: COLUMNS
                .iter()
                .chain(&OTHER_COLUMNS)
                .map(|column| (column.word, ColumnWords::new(words, column)))
                .collect(),
            villages: villages
                .map(|one| {
                    let phone = one.committee_phone.clone();
                    (one.id.as_str(), LinkedUnit { link: village_link(one), phone })
                })
                .collect(),
            offices: offices
                .map(|one| {
                    let phone = one.phone.clone();
                    (one.id.as_str(), LinkedUnit { link: office_link(one), phone })
                })
                .collect(),
            policies: policies.map(|one| (one.slug.as_str(), policy_item(site, one))).collect(),
            improvements,
            words,
            fingerprint: Fingerprint::default(),
        };
        let mut hasher = blake3::Hasher::new();
        serde_json::to_writer(&mut hasher, &shared).expect("texts, numbers and lists");
        shared.fingerprint = first_half(hasher.finalize());
        shared
    }

    /// Stands for all of it.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// What a column is called.
    pub(super) fn column(&self, column: &Column) -> &ColumnWords {
        self.columns.get(column.word).expect("all columns are among them")
    }

    /// The type of pages that stand in no column.
    pub(super) fn other_type(&self) -> &str {
        &self.column(&record::Article::KIND.column).column_type
    }

    /// The words of the theme.
    pub(super) fn words(&self) -> &Messages {
        self.words
    }

    /// A message of the theme with its parts.
    pub(super) fn t_with(&self, key: &str, parts: &[(&'static str, &str)]) -> String {
        self.words.t_with(key, parts)
    }

    /// A year in words.
    pub(super) fn year(&self, year: i16) -> String {
        self.t_with("replies-year", &[("year", &year.to_string())])
    }

    /// A reply as lists show it.
    pub(super) fn item(&self, reply: &ReplyFacts) -> ReplyItem {
        let village = reply.village.as_deref().and_then(|id| self.villages.get(id));
        ReplyItem {
            url: urls::reply(&reply.submission_no),
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
