//! The whole site as one value: settings, units, records in the order of lists, and questions about them.
//! Deliberately absent: reading, rendering, and anything private.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use record::{
    COLUMNS, Column, Contact, Figures, HeldBack, PolicyDocument, PolicyExplanation, PublicRecord, Records,
    RegularDay, StoredRecord, StoredReply, Tombstone, Units, WorkCalendar,
};

use crate::media::Media;
use crate::settings::Settings;
use crate::urls;

/// An address at which something stood before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move<'a> {
    /// The content file that says so.
    pub file: String,
    /// The old address, relative to the root.
    pub alias: &'a str,
    /// The new one.
    pub url: String,
    /// What stands there.
    pub title: &'a str,
}

/// Everything that is public, as of a day.
#[derive(Clone, Debug)]
pub struct Site {
    /// `site.toml`.
    pub settings: Settings,
    /// Villages and offices.
    pub units: Units,
    /// What people wrote.
    pub records: Records,
    /// Replies, oldest first: lists are paged from the oldest, so that page 1 never changes again.
    pub replies: Vec<Arc<StoredReply>>,
    /// Tombstones by number.
    pub tombstones: Vec<Tombstone>,
    /// What was counted, the newest year first.
    pub figures: Vec<Figures>,
    /// Days that come again.
    pub regular: Vec<RegularDay>,
    /// Which days are worked, as far as the days that come again need it.
    pub calendar: WorkCalendar,
    /// Files beside records.
    pub media: Media,
    /// What somebody wrote and is not on the site.
    pub held: Vec<Held>,
    /// The day.
    pub today: Date,
}

/// A record that is not on the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its file, relative to the content.
    pub file: String,
    pub why: HeldBack,
}

/// As of which day a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub day: Date,
    /// With drafts, and with what is still to come: for the eyes of who writes it.
    pub drafts: bool,
}

impl Site {
    /// Puts records in the order of lists. What is not public on that day stays out, and is noted.
    #[must_use]
    pub fn new(
        settings: Settings,
        units: Units,
        mut records: Records,
        replies: Vec<StoredRecord>,
        as_of: AsOf,
    ) -> Self {
        let mut held = Vec::new();
        records.retain(|record| {
            let why = record.schedule().held_back_on(as_of.day);
            let why = why.filter(|why| !as_of.drafts || *why == HeldBack::Over);
            held.extend(why.map(|why| Held { file: record.file(), why }));
            why.is_none()
        });
        records.sort();
        let mut site = Self {
            settings,
            units,
            records,
            replies: Vec::new(),
            tombstones: Vec::new(),
            figures: Vec::new(),
            regular: Vec::new(),
            calendar: WorkCalendar::default(),
            media: Media::default(),
            held,
            today: as_of.day,
        };
        site.file(replies);
        site
    }

    /// The same site with days that come again.
    #[must_use]
    pub fn with_regular_days(self, regular: Vec<RegularDay>, calendar: WorkCalendar) -> Self {
        Self { regular, calendar, ..self }
    }

    /// The same site with files beside its records.
    #[must_use]
    pub fn with_media(self, media: Media) -> Self {
        Self { media, ..self }
    }

    /// The same site with more that is not on it.
    #[must_use]
    pub fn with_held(mut self, held: Vec<Held>) -> Self {
        self.held.extend(held);
        self
    }

    /// Why a record is not on the site; none when it is, or when nobody wrote it.
    #[must_use]
    pub fn why_held(&self, file: &str) -> Option<HeldBack> {
        self.held.iter().find(|held| held.file == file).map(|held| held.why)
    }

    /// How many records are not on the site for a reason.
    #[must_use]
    pub fn count_held(&self, why: HeldBack) -> usize {
        self.held.iter().filter(|held| held.why == why).count()
    }

    /// The same site with figures.
    #[must_use]
    pub fn with_figures(self, mut figures: Vec<Figures>) -> Self {
        figures.sort_by_key(|one| std::cmp::Reverse(one.year));
        Self { figures, ..self }
    }

    fn file(&mut self, records: impl IntoIterator<Item = StoredRecord>) {
        for record in records {
            match record {
                StoredRecord::Reply(reply) if reply.published_at.date() > self.today => self
                    .held
                    .push(Held { file: format!("replies/{}", reply.submission_no), why: HeldBack::ToCome }),
                StoredRecord::Reply(reply) => self.replies.push(reply),
                StoredRecord::Withdrawn(tombstone) => self.tombstones.push(tombstone),
            }
        }
        // Both are in order but for what is new: a stable sort sees that.
        self.replies
            .sort_by(|a, b| (a.published_at, &a.submission_no).cmp(&(b.published_at, &b.submission_no)));
        self.tombstones.sort_by(|a, b| a.submission_no.cmp(&b.submission_no));
    }

    /// The same site with these replies and tombstones and no others.
    #[must_use]
    pub fn with_records(&self, records: Vec<PublicRecord>) -> Self {
        self.with_stored(records.into_iter().map(StoredRecord::from))
    }

    /// The same site with these and no others.
    #[must_use]
    pub fn with_stored(&self, records: impl IntoIterator<Item = StoredRecord>) -> Self {
        let mut site = Self { replies: Vec::new(), tombstones: Vec::new(), ..self.clone() };
        site.held.retain(|held| !held.file.starts_with("replies/"));
        site.file(records);
        site
    }

    /// The same site with the replies, tombstones and figures of another.
    #[must_use]
    pub fn with_records_of(&self, other: &Self) -> Self {
        Self {
            replies: other.replies.clone(),
            tombstones: other.tombstones.clone(),
            figures: other.figures.clone(),
            ..self.clone()
        }
    }

    /// The same site with these records more, or in the place of others with their numbers.
    #[must_use]
    pub fn with_changed(&self, records: Vec<StoredRecord>) -> Self {
        let number = |record: &StoredRecord| match record {
            StoredRecord::Reply(reply) => reply.submission_no.clone(),
            StoredRecord::Withdrawn(tombstone) => tombstone.submission_no.clone(),
        };
        let changed: HashSet<String> = records.iter().map(number).collect();
        let mut site = self.clone();
        site.replies.retain(|reply| !changed.contains(&reply.submission_no));
        site.tombstones.retain(|tombstone| !changed.contains(&tombstone.submission_no));
        site.file(records);
        site
    }

    /// Takes in a reply whose number it does not have, and says in which place.
    pub(crate) fn insert(&mut self, reply: Arc<StoredReply>) -> usize {
        let own = (reply.published_at, &reply.submission_no);
        let place = self.replies.partition_point(|other| (other.published_at, &other.submission_no) < own);
        self.replies.insert(place, reply);
        place
    }

    /// Takes out the reply in a place.
    pub(crate) fn remove(&mut self, place: usize) {
        self.replies.remove(place);
    }

    /// A card.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<&Contact> {
        self.records.contacts.iter().find(|card| card.id == id)
    }

    #[must_use]
    pub fn document(&self, slug: &str) -> Option<&PolicyDocument> {
        self.records.documents.iter().find(|document| document.slug == slug)
    }

    /// An explanation.
    #[must_use]
    pub fn policy(&self, slug: &str) -> Option<&PolicyExplanation> {
        self.records.policies.iter().find(|policy| policy.slug == slug)
    }

    #[must_use]
    pub fn reply(&self, submission_no: &str) -> Option<&StoredReply> {
        self.replies.iter().map(|reply| &**reply).find(|reply| reply.submission_no == submission_no)
    }

    /// Addresses of all pages that the content makes, and of the columns.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        // Documents have a list only where there is one.
        let has_list = |column: &&Column| {
            !column.path.is_empty()
                && (**column != PolicyDocument::KIND.column || !self.records.documents.is_empty())
        };
        let columns = COLUMNS.into_iter().filter(has_list).map(|column| column.path.to_owned());
        let villages = self.units.villages().iter().map(|one| urls::village(&one.id));
        let offices = self.units.offices().iter().map(|one| urls::office(&one.id));
        columns.chain(villages).chain(offices).chain(self.records.iter().map(urls::record)).collect()
    }

    /// Every address at which something stood before, and where it is now.
    #[must_use]
    pub fn moves(&self) -> Vec<Move<'_>> {
        fn each<'a>(
            file: &str,
            url: &str,
            title: &'a str,
            aliases: &'a [String],
        ) -> impl Iterator<Item = Move<'a>> + use<'a> {
            let (file, url) = (file.to_owned(), url.to_owned());
            aliases.iter().map(move |alias| Move { file: file.clone(), alias, url: url.clone(), title })
        }
        const UNITS: &str = "units.toml";
        let records = self.records.iter();
        let records =
            records.flat_map(|one| each(&one.file(), &urls::record(one), one.title(), one.aliases()));
        let villages = self.units.villages().iter();
        let villages = villages.flat_map(|one| each(UNITS, &urls::village(&one.id), &one.name, &one.aliases));
        let offices = self.units.offices().iter();
        let offices = offices.flat_map(|one| each(UNITS, &urls::office(&one.id), &one.name, &one.aliases));
        records.chain(villages).chain(offices).collect()
    }

    /// Names of officials and liaisons in duty: they may stand in a public text.
    #[must_use]
    pub fn official_names(&self) -> Vec<String> {
        let liaisons =
            self.units.villages().iter().flat_map(|village| &village.liaisons).map(|l| l.name.clone());
        self.records.contacts.iter().map(|card| card.name.clone()).chain(liaisons).collect()
    }

    /// Office numbers that are public anyway, and the site's own registrations: they may stand in a public text. Private mobiles are not among
    /// them, consent for a card is not consent for every page.
    #[must_use]
    pub fn official_numbers(&self) -> Vec<String> {
        let cards = self.records.contacts.iter().map(|card| card.phone.clone());
        let villages = self.units.villages().iter().map(|village| village.committee_phone.clone());
        let offices = self.units.offices().iter().map(|office| office.phone.clone());
        let hotline = [self.settings.hotline.number.clone(), self.settings.hotline.national.clone()];
        let routes = self.settings.routes.iter().map(|route| route.phone.clone());
        let identity = &self.settings.identity;
        let registered =
            [&identity.site_id_code, &identity.police_record_code, &identity.icp, &identity.police_record]
                .map(|text| text.chars().filter(char::is_ascii_digit).collect());
        cards.chain(villages).chain(offices).chain(hotline).chain(routes).chain(registered).collect()
    }
}
