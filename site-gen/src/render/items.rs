//! The small views that lists show. A body is never in a list's view. Deliberately absent: whole pages.

use jiff::civil::Date;
use record::{
    Contact, DocumentStatus, Event, EventStatus, Improvement, Office, PolicyDocument, PolicyExplanation,
    Village,
};

use crate::site::Site;
use crate::view::{ContactItem, DocumentItem, EventItem, ImprovementItem, Link, PolicyItem, UnitItem};

pub(super) fn minute(at: jiff::civil::DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

pub(super) fn contact(site: &Site, card: &Contact) -> ContactItem {
    ContactItem {
        url: format!("contacts/{}/", card.id),
        name: card.name.clone(),
        post: card.post.clone(),
        phone: card.phone.clone(),
        topics: card.topics.clone(),
        is_stale: is_stale(site, card),
    }
}

pub(super) fn is_stale(site: &Site, card: &Contact) -> bool {
    u32::try_from(card.age_days(site.today)).is_ok_and(|days| days > site.settings.limits.contact_stale_days)
}

pub(super) fn reply_url(submission_no: &str) -> String {
    format!("replies/{}/{submission_no}/", submission_no.get(..4).unwrap_or("0000"))
}

pub(super) fn status(site: &Site, policy: &PolicyExplanation) -> DocumentStatus {
    site.document(&policy.document).map_or(DocumentStatus::InForce, |document| document.status_on(site.today))
}

/// A policy explanation as lists show it.
#[must_use]
pub fn policy(site: &Site, policy: &PolicyExplanation) -> PolicyItem {
    PolicyItem {
        url: format!("policies/{}/", policy.slug),
        title: policy.title.clone(),
        summary: policy.summary.clone(),
        status: status(site, policy).as_str(),
        number: site.document(&policy.document).map(|document| document.number.clone()).unwrap_or_default(),
        published_on: policy.published_at.date().to_string(),
        topics: policy.topics.clone(),
    }
}

pub(super) fn document(site: &Site, document: &PolicyDocument) -> DocumentItem {
    DocumentItem {
        url: format!("documents/{}/", document.slug),
        title: document.title.clone(),
        number: document.number.clone(),
        issued_by: document.issued_by.clone(),
        issued_on: document.issued_on.to_string(),
        effective_on: document.effective_on.to_string(),
        expires_on: document.expires_on.map(|day| day.to_string()),
        status: document.status_on(site.today).as_str(),
        status_note: document.status_note.clone(),
        changed_by: document.changed_by.as_deref().and_then(|slug| site.document(slug)).map(|other| Link {
            url: format!("documents/{}/", other.slug),
            label: format!("{}（{}）", other.title, other.number),
        }),
        is_expired: document.expires_on.is_some_and(|day| day < site.today),
    }
}

/// A planned event whose day is over no longer says that it is to come, whatever its author has not written yet.
fn event_status(site: &Site, event: &Event) -> &'static str {
    let is_over = event.status == EventStatus::Planned && event.ends_at.date() < site.today;
    if is_over { "over" } else { event.status.as_str() }
}

pub(super) fn event(site: &Site, event: &Event) -> EventItem {
    let date: Date = event.starts_at.date();
    let last = event.ends_at.date();
    let clock = |at: jiff::civil::DateTime| at.strftime("%H:%M").to_string();
    let hours = if date == last {
        format!("{}–{}", clock(event.starts_at), clock(event.ends_at))
    } else {
        format!("{} – {last} {}", clock(event.starts_at), clock(event.ends_at))
    };
    EventItem {
        url: format!("events/{}/", event.slug),
        title: event.title.clone(),
        kind: event.kind.as_str(),
        status: event_status(site, event),
        date: date.to_string(),
        day: date.day(),
        month: date.month(),
        weekday: date.weekday().to_monday_one_offset(),
        hours,
        place: event.place.clone(),
        summary: event.summary.clone(),
    }
}

pub(super) fn improvement(site: &Site, improvement: &Improvement) -> ImprovementItem {
    ImprovementItem {
        url: format!("improvements/{}/", improvement.slug),
        title: improvement.title.clone(),
        office: site.units.office(&improvement.office).map(|office| office.name.clone()).unwrap_or_default(),
        published_on: improvement.published_at.date().to_string(),
        before: improvement.before.clone(),
        after: improvement.after.clone(),
    }
}

pub(super) fn village(village: &Village) -> UnitItem {
    UnitItem {
        url: format!("villages/{}/", village.id),
        name: village.name.clone(),
        intro: village.intro.clone(),
        phone: village.committee_phone.clone(),
        words: village.groups.clone(),
    }
}

pub(super) fn office(office: &Office) -> UnitItem {
    UnitItem {
        url: format!("offices/{}/", office.id),
        name: office.name.clone(),
        intro: office.intro.clone(),
        phone: office.phone.clone(),
        words: office.topics.clone(),
    }
}

pub(super) fn village_link(village: &Village) -> Link {
    Link { url: format!("villages/{}/", village.id), label: village.name.clone() }
}

pub(super) fn office_link(office: &Office) -> Link {
    Link { url: format!("offices/{}/", office.id), label: office.name.clone() }
}
