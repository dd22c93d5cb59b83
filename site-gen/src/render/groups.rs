//! Replies by what they have in common, as places in the order of the site: a service that keeps its site
//! adds one more reply to them instead of grouping all of them again.
//!
//! Deliberately absent: the replies themselves, which are the site's.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::ops::Range;
use std::sync::Arc;

use record::{Fingerprint, ReplyFacts, StoredReply};

use crate::site::Site;

/// Which replies belong together. Each group is in the order of the site; none is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    count: u32,
    pub(super) villages: HashMap<String, Vec<u32>>,
    pub(super) offices: HashMap<String, Vec<u32>>,
    pub(super) policies: HashMap<String, Vec<u32>>,
    pub(super) kinds: HashMap<&'static str, Vec<u32>>,
    pub(super) years: BTreeMap<i16, Vec<u32>>,
    pub(super) topics: BTreeMap<String, Vec<u32>>,
}

impl Groups {
    /// Of all replies of a site.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let mut groups = Self::default();
        for reply in &site.replies {
            groups.insert(groups.count as usize, reply);
        }
        groups
    }

    /// Takes in a reply that now stands at this place; those behind it have moved on by one.
    pub(crate) fn insert(&mut self, place: usize, reply: &ReplyFacts) {
        let place = u32::try_from(place).expect("fewer than four thousand million replies");
        if place < self.count {
            self.shift(place, |later| *later += 1);
        }
        self.count += 1;
        fn hash<K: Hash + Eq>(map: &mut HashMap<K, Vec<u32>>, key: K, place: u32) {
            put(map.entry(key).or_default(), place);
        }
        fn known(map: &mut HashMap<String, Vec<u32>>, key: &str, place: u32) {
            match map.get_mut(key) {
                Some(group) => put(group, place),
                None => hash(map, key.to_owned(), place),
            }
        }
        if let Some(village) = &reply.village {
            known(&mut self.villages, village, place);
        }
        known(&mut self.offices, &reply.office, place);
        for policy in &reply.policies {
            known(&mut self.policies, policy, place);
        }
        hash(&mut self.kinds, reply.kind.as_str(), place);
        put(self.years.entry(reply.replied_on.year()).or_default(), place);
        match self.topics.get_mut(&reply.topic) {
            Some(group) => put(group, place),
            None => put(self.topics.entry(reply.topic.clone()).or_default(), place),
        }
    }

    /// Takes out the reply that stood at this place; those behind it move up by one.
    pub(crate) fn remove(&mut self, place: usize) {
        let place = u32::try_from(place).expect("fewer than four thousand million replies");
        self.each(|group| {
            if let Ok(at) = group.binary_search(&place) {
                group.remove(at);
            }
        });
        self.shift(place, |later| *later -= 1);
        self.count -= 1;
        self.villages.retain(|_, group| !group.is_empty());
        self.offices.retain(|_, group| !group.is_empty());
        self.policies.retain(|_, group| !group.is_empty());
        self.kinds.retain(|_, group| !group.is_empty());
        self.years.retain(|_, group| !group.is_empty());
        self.topics.retain(|_, group| !group.is_empty());
    }

    /// Whether a village, an office, a kind or a year has none but replies from this place on.
    pub(super) fn has_mark_since(&self, place: usize) -> bool {
        let units = self.villages.values().chain(self.offices.values());
        let mut marks = units.chain(self.kinds.values()).chain(self.years.values());
        marks.any(|group| group.first().is_none_or(|first| *first as usize >= place))
    }

    /// Changes all places from this one on.
    fn shift(&mut self, from: u32, change: impl Fn(&mut u32) + Copy) {
        self.each(|group| group.iter_mut().rev().take_while(|place| **place >= from).for_each(change));
    }

    fn each(&mut self, act: impl FnMut(&mut Vec<u32>)) {
        let units = self.villages.values_mut().chain(self.offices.values_mut());
        let words = self.kinds.values_mut().chain(self.years.values_mut()).chain(self.topics.values_mut());
        units.chain(self.policies.values_mut()).chain(words).for_each(act);
    }
}

/// Puts a place where it belongs: nearly always at the end.
fn put(group: &mut Vec<u32>, place: u32) {
    let at = group.len() - group.iter().rev().take_while(|later| **later > place).count();
    // A reply may name a policy twice.
    if at == 0 || group[at - 1] != place {
        group.insert(at, place);
    }
}

/// Prints that are hashed together.
const AT_ONCE: usize = 4096;

/// Replies of a site that belong together, or some of them that follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group<'a> {
    replies: &'a [Arc<StoredReply>],
    /// Those of them that are meant; none are all.
    places: Option<&'a [u32]>,
}

impl<'a> Group<'a> {
    /// All replies of a site.
    pub(super) fn all(site: &'a Site) -> Self {
        Self { replies: &site.replies, places: None }
    }

    /// Those at these places; none is an empty group.
    pub(super) fn of(site: &'a Site, places: Option<&'a Vec<u32>>) -> Self {
        Self { replies: &site.replies, places: Some(places.map_or(&[], Vec::as_slice)) }
    }

    pub(super) fn len(&self) -> usize {
        self.places.map_or(self.replies.len(), <[u32]>::len)
    }

    pub(super) fn at(&self, at: usize) -> &'a StoredReply {
        &self.replies[self.places.map_or(at, |places| places[at] as usize)]
    }

    pub(super) fn last(&self) -> Option<&'a StoredReply> {
        self.len().checked_sub(1).map(|at| self.at(at))
    }

    /// From the oldest.
    pub(super) fn iter(self) -> impl DoubleEndedIterator<Item = &'a StoredReply> + ExactSizeIterator {
        (0..self.len()).map(move |at| self.at(at))
    }

    /// What stands for all of them, in their order.
    pub(super) fn feed(self, hasher: &mut blake3::Hasher) {
        // Many at a time: one by one the fingerprints of a hundred thousand replies took a seventeenth of a
        // publication.
        let mut fingerprints = Vec::with_capacity(self.len().min(AT_ONCE) * size_of::<Fingerprint>());
        for (at, reply) in self.iter().enumerate() {
            fingerprints.extend(reply.fingerprint());
            if (at + 1).is_multiple_of(AT_ONCE) {
                hasher.update(&fingerprints);
                fingerprints.clear();
            }
        }
        hasher.update(&fingerprints);
    }

    /// Some that follow each other.
    pub(super) fn slice(self, range: Range<usize>) -> Self {
        match self.places {
            None => Self { replies: &self.replies[range], places: None },
            Some(places) => Self { places: Some(&places[range]), ..self },
        }
    }

    /// The newest, so many at most.
    pub(super) fn newest(self, most: usize) -> Self {
        self.slice(self.len().saturating_sub(most)..self.len())
    }

    /// How many come before the first for which this no longer holds.
    pub(super) fn partition_point(self, holds: impl Fn(&StoredReply) -> bool) -> usize {
        match self.places {
            None => self.replies.partition_point(|reply| holds(reply)),
            Some(places) => places.partition_point(|place| holds(&self.replies[*place as usize])),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use record::{FeedbackScope, PublicKind, PublicReply, Round};

    /// A reply of one of a few villages, offices, topics, policies and years.
    fn facts(seed: usize, pattern: &ReplyFacts) -> ReplyFacts {
        let mut facts = pattern.clone();
        facts.village = (!seed.is_multiple_of(3)).then(|| format!("v{}", seed % 3));
        facts.office = format!("o{}", seed % 2);
        facts.topic = format!("t{}", seed % 5);
        facts.policies = vec![format!("p{}", seed % 4), format!("p{}", seed % 2)];
        facts
    }

    proptest! {
        #[test]
        fn replies_that_come_and_go_leave_the_groups_of_those_that_stay(
            steps in proptest::collection::vec((0_usize..40, any::<usize>(), any::<bool>()), 1..60),
        ) {
            let pattern = pattern();
            let (mut stands, mut groups) = (Vec::<ReplyFacts>::new(), Groups::default());
            for (seed, place, comes) in steps {
                if comes || stands.is_empty() {
                    let (place, facts) = (place % (stands.len() + 1), facts(seed, pattern.facts()));
                    groups.insert(place, &facts);
                    stands.insert(place, facts);
                } else {
                    let place = place % stands.len();
                    groups.remove(place);
                    stands.remove(place);
                }
                let mut anew = Groups::default();
                for (place, facts) in stands.iter().enumerate() {
                    anew.insert(place, facts);
                }
                prop_assert_eq!(&groups, &anew);
            }
            let named: usize = groups.offices.values().map(Vec::len).sum();
            prop_assert_eq!(named, stands.len());
        }
    }

    fn pattern() -> StoredReply {
        StoredReply::from(PublicReply {
            submission_no: "2026-0001-0001".to_owned(),
            title: "路灯不亮".to_owned(),
            kind: PublicKind::ALL[0],
            topic: String::new(),
            village: None,
            office: String::new(),
            scope: FeedbackScope::ALL[0],
            received_on: date(2026, 5, 6),
            replied_on: date(2026, 5, 8),
            published_at: date(2026, 5, 9).at(9, 0, 0, 0),
            working_days: Some(2),
            updated: None,
            round: Round::First,
            policies: Vec::new(),
            letters: 1,
            rating: None,
            kept: Vec::new(),
            letter: "灯不亮。".to_owned(),
            answer: "修好了。".to_owned(),
        })
    }
}
