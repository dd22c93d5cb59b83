//! The whole site as one value: settings, units, records in the order of lists, and questions about them. Deliberately
//! absent: reading, rendering, and anything private.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use record::{
    Article, Attachment, Contact, Event, Figures, Filed, FiledReply, HeldBack, Improvement, PolicyDocument,
    PolicyExplanation, PublicRecord, RegularDay, Timed, Tombstone, Units, WorkCalendar,
};

use crate::media::Media;
use crate::settings::Settings;

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
    /// Cards by order.
    pub contacts: Vec<Contact>,
    /// Documents, newest first.
    pub documents: Vec<PolicyDocument>,
    /// Explanations, newest first.
    pub policies: Vec<PolicyExplanation>,
    /// Events by their begin.
    pub events: Vec<Event>,
    /// Improvements, newest first.
    pub improvements: Vec<Improvement>,
    /// Plain pages by order.
    pub articles: Vec<Article>,
    /// Replies, oldest first: lists are paged from the oldest, so that page 1 never changes again.
    pub replies: Vec<Arc<FiledReply>>,
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
    /// Why.
    pub why: HeldBack,
}

/// Takes out of a list what is not on the site, and notes it.
fn hold_back<T: Timed>(records: &mut Vec<T>, as_of: AsOf, held: &mut Vec<Held>) {
    records.retain(|record| {
        let why = record.showing().held_back_on(as_of.day);
        let why = why.filter(|why| !as_of.drafts || *why == HeldBack::Over);
        held.extend(why.map(|why| Held { file: record.file(), why }));
        why.is_none()
    });
}

/// As of which day a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub day: Date,
    /// With drafts, and with what is still to come: for the eyes of who writes it.
    pub drafts: bool,
}

/// A record's text with what belongs to it.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    /// Its folder in the content.
    pub folder: &'static str,
    /// Its name in URLs.
    pub slug: &'a str,
    /// In Markdown.
    pub text: &'a str,
    /// Files that are given out with it.
    pub attachments: &'a [Attachment],
}

impl Body<'_> {
    /// The address of its page.
    #[must_use]
    pub fn url(&self) -> String {
        if self.folder == "pages" {
            format!("{}/", self.slug)
        } else {
            format!("{}/{}/", self.folder, self.slug)
        }
    }
}

impl Site {
    /// Puts records in the order of lists. What is not public on that day stays out, and is noted.
    #[expect(clippy::too_many_arguments, reason = "one for each folder of the content")]
    #[must_use]
    pub fn new(
        settings: Settings,
        units: Units,
        mut contacts: Vec<Contact>,
        mut documents: Vec<PolicyDocument>,
        mut policies: Vec<PolicyExplanation>,
        mut events: Vec<Event>,
        mut improvements: Vec<Improvement>,
        mut articles: Vec<Article>,
        records: Vec<Filed>,
        as_of: AsOf,
    ) -> Self {
        let mut held = Vec::new();
        hold_back(&mut contacts, as_of, &mut held);
        hold_back(&mut documents, as_of, &mut held);
        hold_back(&mut policies, as_of, &mut held);
        hold_back(&mut events, as_of, &mut held);
        hold_back(&mut improvements, as_of, &mut held);
        hold_back(&mut articles, as_of, &mut held);
        contacts.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        documents.sort_by(|a, b| (b.issued_on, &a.slug).cmp(&(a.issued_on, &b.slug)));
        policies.sort_by(|a, b| (b.published_at, &a.slug).cmp(&(a.published_at, &b.slug)));
        events.sort_by(|a, b| (a.starts_at, &a.slug).cmp(&(b.starts_at, &b.slug)));
        improvements.sort_by(|a, b| (b.published_at, &a.slug).cmp(&(a.published_at, &b.slug)));
        articles.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
        let mut site = Self {
            settings,
            units,
            contacts,
            documents,
            policies,
            events,
            improvements,
            articles,
            replies: Vec::new(),
            tombstones: Vec::new(),
            figures: Vec::new(),
            regular: Vec::new(),
            calendar: WorkCalendar::default(),
            media: Media::default(),
            held,
            today: as_of.day,
        };
        site.file(records);
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

    fn file(&mut self, records: impl IntoIterator<Item = Filed>) {
        for record in records {
            match record {
                Filed::Reply(reply) if reply.published_at.date() > self.today => self
                    .held
                    .push(Held { file: format!("replies/{}", reply.submission_no), why: HeldBack::ToCome }),
                Filed::Reply(reply) => self.replies.push(reply),
                Filed::Withdrawn(tombstone) => self.tombstones.push(tombstone),
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
        self.with_filed(records.into_iter().map(Filed::from))
    }

    /// The same site with these and no others.
    #[must_use]
    pub fn with_filed(&self, records: impl IntoIterator<Item = Filed>) -> Self {
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
    pub fn with_changed(&self, records: Vec<Filed>) -> Self {
        let number = |record: &Filed| match record {
            Filed::Reply(reply) => reply.submission_no.clone(),
            Filed::Withdrawn(tombstone) => tombstone.submission_no.clone(),
        };
        let changed: HashSet<String> = records.iter().map(number).collect();
        let mut site = self.clone();
        site.replies.retain(|reply| !changed.contains(&reply.submission_no));
        site.tombstones.retain(|tombstone| !changed.contains(&tombstone.submission_no));
        site.file(records);
        site
    }

    /// Takes in a reply whose number it does not have, and says in which place.
    pub(crate) fn insert(&mut self, reply: Arc<FiledReply>) -> usize {
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
        self.contacts.iter().find(|card| card.id == id)
    }

    /// A document.
    #[must_use]
    pub fn document(&self, slug: &str) -> Option<&PolicyDocument> {
        self.documents.iter().find(|document| document.slug == slug)
    }

    /// An explanation.
    #[must_use]
    pub fn policy(&self, slug: &str) -> Option<&PolicyExplanation> {
        self.policies.iter().find(|policy| policy.slug == slug)
    }

    /// A reply.
    #[must_use]
    pub fn reply(&self, submission_no: &str) -> Option<&FiledReply> {
        self.replies.iter().map(|reply| &**reply).find(|reply| reply.submission_no == submission_no)
    }

    /// Texts of all records that may have files.
    #[must_use]
    pub fn bodies(&self) -> Vec<Body<'_>> {
        fn body<'a>(folder: &'static str, slug: &'a str, text: &'a str) -> Body<'a> {
            Body { folder, slug, text, attachments: &[] }
        }
        let contacts = self.contacts.iter().map(|one| body("contacts", &one.id, &one.body));
        let documents = self
            .documents
            .iter()
            .map(|one| Body { attachments: &one.attachments, ..body("documents", &one.slug, &one.body) });
        let policies = self
            .policies
            .iter()
            .map(|one| Body { attachments: &one.attachments, ..body("policies", &one.slug, &one.body) });
        let events = self.events.iter().map(|one| body("events", &one.slug, &one.body));
        let improvements = self.improvements.iter().map(|one| body("improvements", &one.slug, &one.body));
        let pages = self.articles.iter().map(|one| body("pages", &one.slug, &one.body));
        contacts.chain(documents).chain(policies).chain(events).chain(improvements).chain(pages).collect()
    }

    /// Addresses of all pages that the content makes, and of the columns.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        let columns = ["contacts", "villages", "offices", "policies", "replies", "events", "improvements"]
            .map(str::to_owned);
        let below = |folder: &'static str, slug: &str| format!("{folder}/{slug}");
        let contacts = self.contacts.iter().map(|one| below("contacts", &one.id));
        let villages = self.units.villages().iter().map(|one| below("villages", &one.id));
        let offices = self.units.offices().iter().map(|one| below("offices", &one.id));
        let documents = self.documents.iter().map(|one| below("documents", &one.slug));
        let policies = self.policies.iter().map(|one| below("policies", &one.slug));
        let events = self.events.iter().map(|one| below("events", &one.slug));
        let improvements = self.improvements.iter().map(|one| below("improvements", &one.slug));
        let articles = self.articles.iter().map(|one| one.slug.clone());
        let items = contacts.chain(villages).chain(offices).chain(documents).chain(policies);
        let items = items.chain(events).chain(improvements).chain(articles);
        let lists = (!self.documents.is_empty()).then(|| "documents".to_owned());
        columns.into_iter().chain(lists).chain(items).map(|path| path + "/").collect()
    }

    /// Every address at which something stood before, and where it is now.
    #[must_use]
    pub fn moves(&self) -> Vec<Move<'_>> {
        fn each<'a>(
            folder: &'static str,
            slug: &'a str,
            title: &'a str,
            aliases: &'a [String],
        ) -> impl Iterator<Item = Move<'a>> {
            let (file, url) = match folder {
                "pages" => (format!("pages/{slug}.md"), format!("{slug}/")),
                "villages" | "offices" => ("units.toml".to_owned(), format!("{folder}/{slug}/")),
                _ => (format!("{folder}/{slug}.md"), format!("{folder}/{slug}/")),
            };
            aliases.iter().map(move |alias| Move { file: file.clone(), alias, url: url.clone(), title })
        }
        let mut moves = Vec::new();
        for one in &self.contacts {
            moves.extend(each("contacts", &one.id, &one.name, &one.aliases));
        }
        for one in self.units.villages() {
            moves.extend(each("villages", &one.id, &one.name, &one.aliases));
        }
        for one in self.units.offices() {
            moves.extend(each("offices", &one.id, &one.name, &one.aliases));
        }
        for one in &self.documents {
            moves.extend(each("documents", &one.slug, &one.title, &one.aliases));
        }
        for one in &self.policies {
            moves.extend(each("policies", &one.slug, &one.title, &one.aliases));
        }
        for one in &self.events {
            moves.extend(each("events", &one.slug, &one.title, &one.aliases));
        }
        for one in &self.improvements {
            moves.extend(each("improvements", &one.slug, &one.title, &one.aliases));
        }
        for one in &self.articles {
            moves.extend(each("pages", &one.slug, &one.title, &one.aliases));
        }
        moves
    }

    /// Names of officials and liaisons in duty: they may stand in a public text.
    #[must_use]
    pub fn official_names(&self) -> Vec<String> {
        let liaisons =
            self.units.villages().iter().flat_map(|village| &village.liaisons).map(|l| l.name.clone());
        self.contacts.iter().map(|card| card.name.clone()).chain(liaisons).collect()
    }

    /// Office numbers that are public anyway: they may stand in a public text. Private mobiles are not among them,
    /// consent for a card is not consent for every page.
    #[must_use]
    pub fn official_numbers(&self) -> Vec<String> {
        let cards = self.contacts.iter().map(|card| card.phone.clone());
        let villages = self.units.villages().iter().map(|village| village.committee_phone.clone());
        let offices = self.units.offices().iter().map(|office| office.phone.clone());
        let hotline = [self.settings.hotline.number.clone(), self.settings.hotline.national.clone()];
        let routes = self.settings.routes.iter().map(|route| route.phone.clone());
        cards.chain(villages).chain(offices).chain(hotline).chain(routes).collect()
    }
}
