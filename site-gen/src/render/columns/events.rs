//! 沟通日历: what happens when and where, and the days that come again.

use jiff::civil::{Date, DateTime};
use record::{Attendance, Column, Event, EventStatus, Occurrence, RegularDay};
use serde::Serialize;

use super::units::{office_link, village_link};
use super::{About, ColumnPages, FEW, Inputs, minute, own_shell_with_feed, record_shell};
use crate::markdown::Html;
use crate::render::feed_entry::{body, new_entry, part, word};
use crate::render::regular_days::RegularDays;
use crate::render::search_text::SearchText;
use crate::render::{Page, Rank, media};
use crate::site::Site;
use crate::urls;
use crate::view::{CalendarLinks, FeedEntry, FeedPart, FeedText, Link, Moved, RegularItem};

/// An event in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventItem {
    pub url: String,
    pub title: String,
    /// Word of the kind: message key `event-<word>`.
    pub kind: &'static str,
    /// Word of the status, or `over` for what was planned and is past: message key `event_status-<word>`.
    pub status: &'static str,
    pub date: String,
    /// Day of the month, for a calendar leaf.
    pub day: i8,
    pub month: i8,
    /// 1 is Monday: message key `weekday-<n>`.
    pub weekday: i8,
    /// `HH:MM–HH:MM`; of several days `HH:MM – YYYY-MM-DD HH:MM`, for the first one stands beside it.
    pub hours: String,
    pub place: String,
    pub summary: String,
}

/// `events.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventsView {
    /// From today, soonest first.
    pub coming: Vec<EventItem>,
    /// Before today, latest first.
    pub past: Vec<EventItem>,
    /// Days that come again.
    pub regular: Vec<RegularItem>,
    /// To subscribe to.
    pub calendar: CalendarLinks,
}

/// `event.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventView {
    pub event: EventItem,
    pub chair: Option<String>,
    pub village: Option<Link>,
    pub office: Option<Link>,
    pub moved_from: Option<String>,
    pub moved_reason: Option<String>,
    /// How many came, by role.
    pub attendance: Vec<Attendance>,
    pub published_at: String,
    /// The minutes.
    pub body: Html,
}

pub(in crate::render) struct Events;

impl ColumnPages for Events {
    fn column(&self) -> &'static Column {
        &Event::KIND.column
    }

    fn list<'a>(&self, Inputs { site, shared, .. }: Inputs<'a>) -> Option<Page<'a>> {
        let (coming, mut past): (Vec<_>, Vec<_>) =
            site.records.events.iter().partition(|event| event.ends_at.date() >= site.today);
        past.reverse();
        let view = EventsView {
            coming: coming.into_iter().map(|event| event_item(site, event)).collect(),
            past: past.into_iter().map(|event| event_item(site, event)).collect(),
            regular: regular_days(site),
            calendar: CalendarLinks::new(site, None),
        };
        let shell = own_shell_with_feed(shared, self.column());
        Some(Page::new(Rank::List, self.column().path, "events.html", shell, view))
    }

    fn pages<'a>(&self, inputs: Inputs<'a>) -> Vec<Page<'a>> {
        inputs.site.records.events.iter().map(|event| page(inputs, event)).collect()
    }

    fn search_texts(&self, site: &Site) -> Vec<SearchText> {
        let recorded = site.records.events.iter().map(|one| {
            let text = SearchText::of_record(one).of_village(site, one.village.as_deref());
            let text = text.of_office(site, one.office.as_deref()).about([&one.place]);
            text.plain([&one.summary]).plain(&one.moved_reason)
        });
        let regular = site.regular.iter().map(|one| {
            let list = self.column().path.to_owned();
            SearchText::new(self.column(), list, &one.title, "").about([&one.place]).plain([&one.summary])
        });
        recorded.chain(regular).collect()
    }

    fn feed(&self, site: &Site) -> Vec<FeedEntry> {
        site.records.events.iter().map(|event| entry(site, event)).collect()
    }
}

/// A planned event whose day is over no longer says that it is to come, whatever its author has not written
/// yet.
fn event_status(site: &Site, event: &Event) -> &'static str {
    let is_over = event.status == EventStatus::Planned && event.ends_at.date() < site.today;
    if is_over { "over" } else { event.status.as_str() }
}

pub(in crate::render) fn event_item(site: &Site, event: &Event) -> EventItem {
    let date: Date = event.starts_at.date();
    let last = event.ends_at.date();
    let clock = |at: DateTime| at.strftime("%H:%M").to_string();
    let hours = if date == last {
        format!("{}–{}", clock(event.starts_at), clock(event.ends_at))
    } else {
        format!("{} – {last} {}", clock(event.starts_at), clock(event.ends_at))
    };
    EventItem {
        url: urls::record(event),
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

/// The next events that somebody wants to see.
pub(in crate::render) fn coming(site: &Site, is_wanted: impl Fn(&Event) -> bool) -> Vec<EventItem> {
    let ahead = site.records.events.iter().filter(|event| event.ends_at.date() >= site.today);
    ahead.filter(|event| is_wanted(event)).take(FEW).map(|event| event_item(site, event)).collect()
}

/// The days that come again, each with the next one that takes place.
fn regular_days(site: &Site) -> Vec<RegularItem> {
    let regular = RegularDays::of(site);
    regular
        .0
        .iter()
        .map(|(rule, days)| {
            let next =
                days.iter().filter_map(|day| next_of(site, &regular, (rule, day))).min_by_key(|one| one.0);
            RegularItem {
                title: rule.title.clone(),
                month_day: rule.month_day,
                weekday: rule.weekday.map(|day| day.to_monday_one_offset()),
                hours: format!("{}–{}", rule.begins.strftime("%H:%M"), rule.ends.strftime("%H:%M")),
                place: rule.place.clone(),
                summary: rule.summary.clone(),
                next: next.as_ref().map(|(day, _)| day.to_string()),
                moved: next.and_then(|(_, moved)| moved),
            }
        })
        .collect()
}

/// The day of a rule as it is now known, if it takes place and is not past: a record of the whole township may have moved it or
/// called it off.
fn next_of(
    site: &Site,
    regular: &RegularDays<'_>,
    (rule, day): (&RegularDay, &Occurrence),
) -> Option<(Date, Option<Moved>)> {
    let of_all = site.records.events.iter().filter(|event| event.village.is_none());
    let (on, moved) = match regular.record_of(rule, day, of_all) {
        Some(event) if event.status == EventStatus::Cancelled => return None,
        Some(event) => (event.starts_at.date(), event.moved_from.map(|from| Moved::recorded(event, from))),
        None => (day.on, Moved::new(day)),
    };
    (on >= site.today).then_some((on, moved))
}

/// Who announces an event: its office, or the township.
fn announcer<'a>(site: &'a Site, event: &Event) -> &'a String {
    let office = event.office.as_deref().and_then(|id| site.units.office(id));
    office.map_or(&site.settings.identity.operator_org, |office| &office.name)
}

fn page<'a>(Inputs { site, shared, .. }: Inputs<'a>, event: &Event) -> Page<'a> {
    let office = event.office.as_deref().and_then(|id| site.units.office(id));
    let village = event.village.as_deref().and_then(|id| site.units.village(id));
    let published_at = minute(event.published_at);
    let about = About {
        title: &event.title,
        description: &event.summary,
        published_at: &published_at,
        source: announcer(site, event),
    };
    let shell = record_shell(shared, event, &about);
    let view = EventView {
        event: event_item(site, event),
        chair: event.chair.clone(),
        village: village.map(village_link),
        office: office.map(office_link),
        moved_from: event.moved_from.map(|day| day.to_string()),
        moved_reason: event.moved_reason.clone(),
        attendance: event.attendance.clone(),
        published_at,
        body: media::html(site, event),
    };
    Page::of_record(event, "event.html", shell, view)
}

fn entry(site: &Site, event: &Event) -> FeedEntry {
    let item = event_item(site, event);
    let said = (event.status == EventStatus::Cancelled).then(|| word("event_status-cancelled".to_owned()));
    let mut parts: Vec<FeedPart> = said.into_iter().collect();
    if let Some(from) = event.moved_from {
        let why = event.moved_reason.iter().map(|why| format!("\n\n{why}"));
        let text = why.fold(from.to_string(), |text, why| text + &why);
        parts.push(part("event_page-moved_from", FeedText::Plain(text)));
    }
    parts.extend([
        part("event_page-when", FeedText::Plain(format!("{} {}", item.date, item.hours))),
        part("event_page-where", FeedText::Plain(event.place.clone())),
        body(event),
    ]);
    let title_key = match (event.status, event.moved_from) {
        (EventStatus::Cancelled, _) => Some("feed-cancelled"),
        (EventStatus::Planned, Some(_)) => Some("feed-moved"),
        _ => None,
    };
    let (author, summary) = (announcer(site, event).clone(), event.summary.clone());
    FeedEntry { author, summary, parts, title_key, ..new_entry(site, event) }
}
