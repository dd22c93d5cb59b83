//! 联心卡: who to call, by what residents look for and by office and village.

use std::collections::BTreeMap;

use rayon::prelude::*;
use record::{Column, Contact, ContactLevel};
use serde::Serialize;

use super::units::{office_link, village_link};
use super::{About, ColumnPages, Inputs, noon, own_shell, record_shell};
use crate::markdown::Html;
use crate::render::search_text::SearchText;
use crate::render::{Page, Rank, media};
use crate::site::Site;
use crate::urls;
use crate::view::Link;

/// A contact in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ContactItem {
    pub url: String,
    pub name: String,
    pub post: String,
    /// As written.
    pub phone: String,
    /// What residents ask them about.
    pub topics: Vec<String>,
    /// Nobody confirmed the number for too long.
    pub is_stale: bool,
}

/// People under a heading.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ContactGroup {
    /// Anchor.
    pub id: String,
    pub label: String,
    /// Page of the unit; empty when there is none.
    pub url: String,
    pub people: Vec<ContactItem>,
}

/// What somebody looks for, by the first letter of its sound.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TopicGroup {
    /// `A` to `Z`; empty for what does not begin with a sound.
    pub letter: String,
    /// In the order of their sound.
    pub topics: Vec<TopicItem>,
}

/// What somebody looks for, and who helps.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TopicItem {
    /// In residents' words.
    pub topic: String,
    pub people: Vec<TopicPerson>,
}

/// Somebody who helps, and the number to ring.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TopicPerson {
    pub url: String,
    pub name: String,
    pub post: String,
    pub phone: String,
}

/// `contacts.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ContactsView {
    /// By what residents look for, as it sounds.
    pub topics: Vec<TopicGroup>,
    /// By leaders, offices and villages.
    pub groups: Vec<ContactGroup>,
}

/// `contact.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ContactView {
    pub name: String,
    pub post: String,
    pub office: Option<Link>,
    pub villages: Vec<Link>,
    pub phone: String,
    /// With consent.
    pub mobile: Option<String>,
    pub duties: Vec<String>,
    /// What they are asked about.
    pub topics: Vec<String>,
    pub duty_hours: String,
    pub promise: String,
    /// Day of the last check, and whether that is too long ago.
    pub verified_on: String,
    pub is_stale: bool,
    /// Letters to this office: the form with the office chosen, from this page.
    pub write_url: String,
    /// The card for a phone, relative to the root.
    pub card_file: String,
    pub body: Html,
}

pub(in crate::render) struct Contacts;

impl ColumnPages for Contacts {
    fn column(&self) -> &'static Column {
        &Contact::KIND.column
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        let contacts = &site.records.contacts;
        let view = ContactsView { topics: topics_by_sound(contacts), groups: groups(site) };
        let shell = own_shell(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "contacts.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.records.contacts.par_iter().map(|card| page(inputs, card)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let text = |one: &Contact| {
            let text = SearchText::of_record(one).titled(format!("{}　{}", one.name, one.post));
            let text = text.of_office(site, one.office.as_deref());
            let text = one.villages.iter().fold(text, |text, id| text.of_village(site, Some(id)));
            // A private mobile was consented to for the card alone.
            let text = text.about([&one.phone]).plain(&one.topics).plain(&one.duties);
            text.plain([&one.promise, &one.duty_hours])
        };
        site.records.contacts.iter().map(text).collect()
    }
}

pub(in crate::render) fn contact_item(site: &Site, card: &Contact) -> ContactItem {
    ContactItem {
        url: urls::record(card),
        name: card.name.clone(),
        post: card.post.clone(),
        phone: card.phone.clone(),
        topics: card.topics.clone(),
        is_stale: is_stale(site, card),
    }
}

pub(in crate::render) fn is_stale(site: &Site, card: &Contact) -> bool {
    u32::try_from(card.age_days(site.today)).is_ok_and(|days| days > site.settings.limits.contact_stale_days)
}

fn groups(site: &Site) -> Vec<ContactGroup> {
    let people = |is_wanted: &dyn Fn(&Contact) -> bool| {
        let cards = site.records.contacts.iter().filter(|card| is_wanted(card));
        cards.map(|card| contact_item(site, card)).collect::<Vec<_>>()
    };
    let mut groups = vec![ContactGroup {
        id: "leaders".to_owned(),
        label: site.settings.site.township.clone(),
        url: String::new(),
        people: people(&|card| card.level == ContactLevel::Township && card.office.is_none()),
    }];
    groups.extend(site.units.offices().iter().map(|office| ContactGroup {
        id: format!("office-{}", office.id),
        label: office.name.clone(),
        url: urls::office(&office.id),
        people: people(&|card| card.office.as_deref() == Some(&office.id)),
    }));
    groups.extend(site.units.villages().iter().map(|village| ContactGroup {
        id: format!("village-{}", village.id),
        label: village.name.clone(),
        url: urls::village(&village.id),
        people: people(&|card| card.level == ContactLevel::Village && card.villages.contains(&village.id)),
    }));
    groups.retain(|group| !group.people.is_empty());
    groups
}

/// What residents look for in the order in which a dictionary has it; what has no sound comes last.
fn topics_by_sound(contacts: &[Contact]) -> Vec<TopicGroup> {
    let mut people: BTreeMap<&str, Vec<TopicPerson>> = BTreeMap::new();
    for card in contacts {
        for topic in &card.topics {
            people.entry(topic).or_default().push(TopicPerson {
                url: urls::record(card),
                name: card.name.clone(),
                post: card.post.clone(),
                phone: card.phone.clone(),
            });
        }
    }
    let mut letters: BTreeMap<(bool, String), Vec<(String, TopicItem)>> = BTreeMap::new();
    for (topic, people) in people {
        let sound = urls::sound(topic);
        let first = sound.chars().next().filter(char::is_ascii_alphabetic);
        let letter = first.map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default();
        let item = TopicItem { topic: topic.to_owned(), people };
        letters.entry((letter.is_empty(), letter)).or_default().push((sound, item));
    }
    letters
        .into_iter()
        .map(|((_, letter), mut topics)| {
            topics.sort_by(|(a, one), (b, other)| (a, &one.topic).cmp(&(b, &other.topic)));
            TopicGroup { letter, topics: topics.into_iter().map(|(_, topic)| topic).collect() }
        })
        .collect()
}

fn page<'a>(Inputs { site, shared, .. }: Inputs<'a>, card: &Contact) -> Page<'a> {
    let office = card.office.as_deref().and_then(|id| site.units.office(id));
    let title = shared.t_with("contact-title", &[("name", &card.name), ("post", &card.post)]);
    let about = About {
        title: &title,
        description: &shared.t_with("contact-description", &[("title", &title)]),
        published_at: &noon(card.verified_on),
        source: office.map_or(&site.settings.identity.operator_org, |office| &office.name),
    };
    let shell = record_shell(shared, card, &about);
    let villages = card.villages.iter().filter_map(|id| site.units.village(id));
    let first_village = card.villages.first().map(String::as_str);
    let view = ContactView {
        name: card.name.clone(),
        post: card.post.clone(),
        office: office.map(office_link),
        villages: villages.map(village_link).collect(),
        phone: card.phone.clone(),
        mobile: card.mobile.clone(),
        duties: card.duties.clone(),
        topics: card.topics.clone(),
        duty_hours: card.duty_hours.clone(),
        promise: card.promise.clone(),
        verified_on: card.verified_on.to_string(),
        is_stale: is_stale(site, card),
        write_url: urls::write_about(&shell.write_url, office.map(|one| one.id.as_str()), first_village),
        card_file: urls::card_file(&card.id),
        body: media::html(site, card),
    };
    Page::of_record(card, "contact.html", shell, view)
}
