//! 各村 and 各办公室: what they are, who is there, and what they answered. They stand in `units.toml` and in
//! no files of their own.

use rayon::prelude::*;
use record::{Column, Contact, ContactLevel, Office, Village};
use serde::Serialize;

use super::contacts::{ContactItem, contact_item};
use super::events::{EventItem, coming};
use super::policies::{PolicyItem, policy_item};
use super::replies::ReplyItem;
use super::{ColumnPages, Inputs, latest, own_shell};
use crate::render::groups::Group;
use crate::render::search_text::SearchText;
use crate::render::shared_context::SharedContext;
use crate::render::{Page, Rank};
use crate::settings::ListBy;
use crate::site::Site;
use crate::urls;
use crate::view::{CalendarLinks, Link, PageKind, Shell};

/// A village or office in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnitItem {
    pub url: String,
    pub name: String,
    pub intro: String,
    /// As written.
    pub phone: String,
    /// What residents ask an office about; the groups of a village.
    pub words: Vec<String>,
}

/// `villages.html` and `offices.html`, in the order of the file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnitsView {
    pub units: Vec<UnitItem>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct LiaisonItem {
    pub name: String,
    /// Who they are.
    pub intro: String,
}

/// `village.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VillageView {
    pub name: String,
    pub intro: String,
    pub population: u32,
    pub households: u32,
    pub groups: Vec<String>,
    /// The committee's.
    pub phone: String,
    pub address: String,
    /// Where the box hangs, and when it is opened.
    pub mailbox_point: String,
    pub sorting_day: String,
    pub instructor: Option<ContactItem>,
    /// The village's own cadres.
    pub people: Vec<ContactItem>,
    /// Cadres of the township that see to it, besides the instructor.
    pub township_people: Vec<ContactItem>,
    pub liaisons: Vec<LiaisonItem>,
    pub events: Vec<EventItem>,
    pub replies: Vec<ReplyItem>,
    /// All its replies, relative to the root, if the site has such lists.
    pub replies_url: Option<String>,
    /// Its days, to subscribe to.
    pub calendar: CalendarLinks,
    /// All its cards for a phone, relative to the root.
    pub card_file: String,
    /// Its cards on paper, relative to the root.
    pub sheet_url: String,
    /// The form with the village chosen, from this page.
    pub write_url: String,
}

/// `office.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OfficeView {
    pub name: String,
    pub intro: String,
    pub phone: String,
    pub address: String,
    pub hours: String,
    /// What it is asked about.
    pub topics: Vec<String>,
    pub people: Vec<ContactItem>,
    /// What it explains.
    pub policies: Vec<PolicyItem>,
    pub replies: Vec<ReplyItem>,
    /// All its replies, relative to the root, if the site has such lists.
    pub replies_url: Option<String>,
    /// The form with the office chosen, from this page.
    pub write_url: String,
}

pub(in crate::render) struct Villages;

impl ColumnPages for Villages {
    fn column(&self) -> &'static Column {
        &Village::COLUMN
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        let view = UnitsView { units: site.units.villages().iter().map(village_item).collect() };
        let shell = own_shell(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "villages.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.units.villages().par_iter().map(|village| village_page(inputs, village)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let text = |one: &Village| {
            let text = SearchText::new(self.column(), urls::village(&one.id), &one.name, &one.intro);
            let liaisons = one.liaisons.iter().flat_map(|liaison| [&liaison.name, &liaison.intro]);
            let text = text.about([&one.committee_phone]).plain([&one.address, &one.mailbox_point]);
            text.plain(&one.groups).plain(liaisons).marked("village", &one.id)
        };
        site.units.villages().iter().map(text).collect()
    }
}

pub(in crate::render) struct Offices;

impl ColumnPages for Offices {
    fn column(&self) -> &'static Column {
        &Office::COLUMN
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        let view = UnitsView { units: site.units.offices().iter().map(office_item).collect() };
        let shell = own_shell(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "offices.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.units.offices().iter().map(|office| office_page(inputs, office)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let text = |one: &Office| {
            let text = SearchText::new(self.column(), urls::office(&one.id), &one.name, &one.intro);
            let text = text.about([&one.phone]).plain(&one.topics).plain([&one.address, &one.hours]);
            text.marked("office", &one.id)
        };
        site.units.offices().iter().map(text).collect()
    }
}

fn village_item(village: &Village) -> UnitItem {
    UnitItem {
        url: urls::village(&village.id),
        name: village.name.clone(),
        intro: village.intro.clone(),
        phone: village.committee_phone.clone(),
        words: village.groups.clone(),
    }
}

pub(in crate::render) fn office_item(office: &Office) -> UnitItem {
    UnitItem {
        url: urls::office(&office.id),
        name: office.name.clone(),
        intro: office.intro.clone(),
        phone: office.phone.clone(),
        words: office.topics.clone(),
    }
}

pub(in crate::render) fn village_link(village: &Village) -> Link {
    Link { url: urls::village(&village.id), label: village.name.clone() }
}

pub(in crate::render) fn office_link(office: &Office) -> Link {
    Link { url: urls::office(&office.id), label: office.name.clone() }
}

/// The list of a unit's replies, if the site has such lists.
fn replies_url(site: &Site, by: ListBy, id: &str) -> Option<String> {
    site.settings.lists.has(by).then(|| urls::replies_of_unit(by, id))
}

/// The frame of a unit's page, with the feed of its replies when it has a list of them.
fn unit_shell(
    shared: &SharedContext<'_>,
    column: &Column,
    (id, name, intro): (&str, &str, &str),
    replies: Option<&str>,
) -> Shell {
    let kind = PageKind::Column { column: name, column_type: &shared.column(column).column_type };
    let shell = Shell::in_frame(&shared.frame, &urls::below(column, id), name, intro, kind);
    match replies {
        Some(list) => shell.with_feed(shared.frame.settings, list, "feed-replies_of", name),
        None => shell,
    }
}

fn village_page<'a>(Inputs { site, shared, groups }: Inputs<'a>, village: &Village) -> Page<'a> {
    let replies_url = replies_url(site, ListBy::Village, &village.id);
    let named = (village.id.as_str(), village.name.as_str(), village.intro.as_str());
    let shell = unit_shell(shared, &Village::COLUMN, named, replies_url.as_deref());
    let serves = |card: &&Contact| card.villages.contains(&village.id) && card.id != village.instructor;
    let people = |level: ContactLevel| {
        let cards = site.records.contacts.iter().filter(serves).filter(|card| card.level == level);
        cards.map(|card| contact_item(site, card)).collect::<Vec<_>>()
    };
    let liaisons = village.liaisons.iter();
    let view = VillageView {
        name: village.name.clone(),
        intro: village.intro.clone(),
        population: village.population,
        households: village.households,
        groups: village.groups.clone(),
        phone: village.committee_phone.clone(),
        address: village.address.clone(),
        mailbox_point: village.mailbox_point.clone(),
        sorting_day: site.settings.mailbox.sorting_day.clone(),
        instructor: site.contact(&village.instructor).map(|card| contact_item(site, card)),
        people: people(ContactLevel::Village),
        township_people: people(ContactLevel::Township),
        liaisons: liaisons
            .map(|one| LiaisonItem { name: one.name.clone(), intro: one.intro.clone() })
            .collect(),
        events: coming(site, |event| event.village.as_deref().is_none_or(|id| id == village.id)),
        replies: latest(shared, Group::of(site, groups.villages.get(&village.id))),
        replies_url,
        calendar: CalendarLinks::new(site, Some(&village.id)),
        card_file: urls::cards_file(&village.id),
        sheet_url: urls::card_sheet(&village.id),
        write_url: urls::write_about(&shell.write_url, None, Some(&village.id)),
    };
    Page::new(Rank::List, &urls::village(&village.id), "village.html", shell, view)
}

fn office_page<'a>(Inputs { site, shared, groups }: Inputs<'a>, office: &Office) -> Page<'a> {
    let replies_url = replies_url(site, ListBy::Office, &office.id);
    let named = (office.id.as_str(), office.name.as_str(), office.intro.as_str());
    let shell = unit_shell(shared, &Office::COLUMN, named, replies_url.as_deref());
    let people = site.records.contacts.iter().filter(|card| card.office.as_deref() == Some(&office.id));
    let policies = site.records.policies.iter().filter(|policy| policy.explained_by == office.id);
    let view = OfficeView {
        name: office.name.clone(),
        intro: office.intro.clone(),
        phone: office.phone.clone(),
        address: office.address.clone(),
        hours: office.hours.clone(),
        topics: office.topics.clone(),
        people: people.map(|card| contact_item(site, card)).collect(),
        policies: policies.map(|policy| policy_item(site, policy)).collect(),
        replies: latest(shared, Group::of(site, groups.offices.get(&office.id))),
        replies_url,
        write_url: urls::write_about(&shell.write_url, Some(&office.id), None),
    };
    Page::new(Rank::List, &urls::office(&office.id), "office.html", shell, view)
}
