//! Contact cards to put into a phone (vCard 3.0, RFC 2426): each card alone, and all of a village in one
//! file. Deliberately absent: numbers that are not on the page, and liaisons, who have none.

use record::{Contact, Village};

use super::lines::Lines;
use super::{Page, Rank, Whole};
use crate::messages::Messages;
use crate::render::columns::is_stale;
use crate::site::Site;
use crate::urls;
use crate::view::{CardItem, CardName, CardsView};

/// All files.
pub(super) fn cards(site: &Site) -> Vec<Page<'static>> {
    let file = |path: &str, cards: Vec<CardItem>| {
        Page::file(Rank::Item, path, "vcard", Whole(CardsView { cards }), |view, words| {
            Ok(write(&view.0, words))
        })
    };
    let alone =
        site.records.contacts.iter().map(|card| file(&urls::card_file(&card.id), vec![person(site, card)]));
    let villages = site.units.villages().iter().map(|village| {
        let mut cards = vec![committee(site, village)];
        let serves = |card: &&Contact| card.id == village.instructor || card.villages.contains(&village.id);
        // Consent to a private mobile is consent to the card, not to every collection of cards.
        let without_mobile = |card: &Contact| CardItem { mobile: None, ..person(site, card) };
        cards.extend(site.records.contacts.iter().filter(serves).map(without_mobile));
        file(&urls::cards_file(&village.id), cards)
    });
    alone.chain(villages).collect()
}

fn person(site: &Site, card: &Contact) -> CardItem {
    let office = card.office.as_deref().and_then(|id| site.units.office(id)).map(|office| &office.name);
    let village = card.villages.first().and_then(|id| site.units.village(id)).map(|village| &village.name);
    let unit = office.or(village).cloned();
    CardItem {
        uid: format!("{}/contact-{}", site.settings.site.domain, card.id),
        name: CardName::Person(card.name.clone()),
        organisation: std::iter::once(site.settings.site.township.clone()).chain(unit).collect(),
        post: card.post.clone(),
        phone: card.phone.clone(),
        mobile: card.mobile.clone(),
        address: String::new(),
        topics: card.topics.clone(),
        hours: card.duty_hours.clone(),
        is_stale: is_stale(site, card),
        checked_on: Some(card.verified_on.to_string()),
        url: site.settings.site.absolute(&urls::record(card)),
    }
}

fn committee(site: &Site, village: &Village) -> CardItem {
    CardItem {
        uid: format!("{}/village-{}", site.settings.site.domain, village.id),
        name: CardName::Committee(village.name.clone()),
        organisation: vec![site.settings.site.township.clone(), village.name.clone()],
        post: String::new(),
        phone: village.committee_phone.clone(),
        mobile: None,
        address: village.address.clone(),
        topics: Vec::new(),
        hours: String::new(),
        is_stale: false,
        checked_on: None,
        url: site.settings.site.absolute(&urls::village(&village.id)),
    }
}

fn write(view: &CardsView, words: &Messages) -> String {
    let mut lines = Lines::default();
    for card in &view.cards {
        write_card(&mut lines, card, words);
    }
    lines.finish()
}

fn write_card(lines: &mut Lines, card: &CardItem, words: &Messages) {
    lines.raw("BEGIN:VCARD");
    lines.raw("VERSION:3.0");
    lines.raw("PRODID:-//Lianxin//site-gen//ZH");
    let name = match &card.name {
        CardName::Person(name) => name.clone(),
        CardName::Committee(village) => words.t_with("card-committee", &[("village", village)]),
    };
    lines.text("FN", &name);
    // The whole name as the family's: phones that put the given name first would turn a Chinese name round.
    lines.texts("N", &[&name, "", "", "", ""]);
    let organisation: Vec<&str> = card.organisation.iter().map(String::as_str).collect();
    lines.texts("ORG", &organisation);
    if !card.post.is_empty() {
        lines.text("TITLE", &card.post);
    }
    lines.raw(&format!("TEL;TYPE=WORK,VOICE:{}", card.phone));
    if let Some(mobile) = &card.mobile {
        lines.raw(&format!("TEL;TYPE=CELL,VOICE:{mobile}"));
    }
    if !card.address.is_empty() {
        lines.texts("ADR;TYPE=WORK", &["", "", &card.address, "", "", "", ""]);
    }
    let comma = words.t("list-comma");
    let mut notes = Vec::new();
    if !card.topics.is_empty() {
        notes.push(words.t_with("card-topics", &[("topics", &card.topics.join(&comma))]));
    }
    if !card.hours.is_empty() {
        notes.push(words.t_with("card-hours", &[("hours", &card.hours)]));
    }
    if card.is_stale {
        notes.push(words.t("contact-stale_short"));
    }
    if !notes.is_empty() {
        lines.text("NOTE", &notes.join("\n"));
    }
    if let Some(url) = &card.url {
        lines.raw(&format!("URL:{url}"));
    }
    if let Some(day) = &card.checked_on {
        lines.raw(&format!("REV:{day}"));
    }
    lines.raw(&format!("UID:{}", card.uid));
    lines.raw("END:VCARD");
}
