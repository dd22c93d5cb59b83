//! Calendars to subscribe to (RFC 5545): all events, and those that concern a village, together with the days
//! that come again. Deliberately absent: the clock (a day's stamp comes from the content) and reminders,
//! which are the reader's.

use jiff::civil::{Date, DateTime};
use jiff::tz::{self, TimeZone};
use record::{Event, EventStatus, Occurrence, Record as _, RegularDay};

use super::lines::Lines;
use super::{Page, Rank, Whole};
use crate::messages::Messages;
use crate::render::regular_days::RegularDays;
use crate::site::Site;
use crate::urls;
use crate::view::{CalendarEntry, CalendarView, FeedName, Moved};

pub(super) fn calendars<'a>(site: &'a Site) -> Vec<Page<'a>> {
    let mut pages = vec![calendar(site, &urls::calendar(None), "calendar-all", "", None)];
    for village in site.units.villages() {
        pages.push(calendar(
            site,
            &urls::calendar(Some(&village.id)),
            "calendar-of",
            &village.name,
            Some(village.id.as_str()),
        ));
    }
    pages
}

fn calendar(site: &Site, path: &str, key: &str, what: &str, village: Option<&str>) -> Page<'static> {
    let concerns =
        |event: &&Event| village.is_none_or(|id| event.village.as_deref().is_none_or(|own| own == id));
    let events: Vec<&Event> = site.records.events.iter().filter(concerns).collect();
    let mut entries: Vec<CalendarEntry> = events.iter().map(|event| recorded(site, event)).collect();
    let regular = RegularDays::of(site);
    // In the calendar of all villages one village's record does not stand for the other ones' day.
    let records = || events.iter().copied().filter(move |event| village.is_some() || event.village.is_none());
    for (at, (rule, days)) in regular.0.iter().enumerate() {
        let nth = regular.0[..at].iter().filter(|(other, _)| other.kind == rule.kind).count() + 1;
        let open = days.iter().filter(|day| regular.record_of(rule, day, records()).is_none());
        entries.extend(open.map(|day| coming_again(site, (*rule, nth), day)));
    }
    entries.sort_by(|a, b| (&a.starts, &a.uid).cmp(&(&b.starts, &b.uid)));
    let name = FeedName { key: key.to_owned(), what: what.to_owned() };
    let view = CalendarView { name, site: site.settings.site.name.clone(), entries };
    Page::file(Rank::List, path, "calendar", Whole(view), |view, words| Ok(write(&view.0, words)))
}

/// Readers that remember an entry take over a change only with a higher number: minutes of the last change, and beside
/// them the few that count what became of an entry without a moment of its own.
fn sequence(updated: Option<DateTime>, changes: [bool; 2]) -> i64 {
    let counted: i64 = changes.into_iter().map(i64::from).sum();
    let shanghai = TimeZone::fixed(tz::offset(8));
    let moment = updated.and_then(|at| shanghai.to_timestamp(at).ok());
    counted + moment.map_or(0, |moment| moment.as_second() / 60)
}

fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

/// A minute of Shanghai as UTC.
fn utc(at: DateTime) -> String {
    let shanghai = TimeZone::fixed(tz::offset(8));
    let moment = shanghai.to_timestamp(at).unwrap_or_default();
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn recorded(site: &Site, event: &Event) -> CalendarEntry {
    CalendarEntry {
        uid: format!("{}/event-{}", site.settings.site.domain, event.slug),
        stamp: utc(event.changed_at()),
        sequence: sequence(
            event.updated,
            [event.moved_from.is_some(), event.status == EventStatus::Cancelled],
        ),
        starts: local(event.starts_at),
        ends: local(event.ends_at),
        kind: event.kind.as_str(),
        title: event.title.clone(),
        place: event.place.clone(),
        summary: event.summary.clone(),
        is_cancelled: event.status == EventStatus::Cancelled,
        moved: event.moved_from.map(|from| Moved::recorded(event, from)),
        url: site.settings.site.absolute(&urls::record(event)),
    }
}

/// A day of the nth rule of its kind: by its place, a corrected hour leaves the day what it was.
fn coming_again(site: &Site, (rule, nth): (&RegularDay, usize), day: &Occurrence) -> CalendarEntry {
    // The days of a year that is still to come stand there since this one.
    let year = day.due.year().min(site.today.year());
    let new_year = Date::constant(year, 1, 1).at(0, 0, 0, 0);
    // A corrected holiday moves the day as a corrected rule does.
    let of_holidays = [day.due, day.on].map(|date| site.calendar.changed_at(date.year()));
    let updated = of_holidays.into_iter().flatten().chain(rule.updated).max();
    let place = if nth > 1 { format!("-{nth}") } else { String::new() };
    CalendarEntry {
        uid: format!("{}/{}{place}-{}", site.settings.site.domain, rule.kind.as_str(), day.due),
        stamp: utc(updated.map_or(new_year, |at| at.max(new_year))),
        sequence: sequence(updated, [day.on != day.due, false]),
        starts: local(day.on.to_datetime(rule.begins)),
        ends: local(day.on.to_datetime(rule.ends)),
        kind: rule.kind.as_str(),
        title: rule.title.clone(),
        place: rule.place.clone(),
        summary: rule.summary.clone(),
        is_cancelled: false,
        moved: Moved::new(day),
        url: site.settings.site.absolute(Event::KIND.column.path),
    }
}

fn why(moved: &Moved, words: &Messages) -> String {
    if let Some(reason) = &moved.reason {
        return reason.clone();
    }
    match &moved.holiday {
        Some(holiday) => words.t_with("calendar-holiday", &[("holiday", holiday)]),
        None => {
            let weekday = words.t(&format!("weekday-{}", moved.weekday));
            words.t_with("calendar-weekend", &[("weekday", &weekday)])
        }
    }
}

fn write(view: &CalendarView, words: &Messages) -> String {
    let mut lines = Lines::default();
    let name = words.t_with(&view.name.key, &[("site", &view.site), ("what", &view.name.what)]);
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lianxin//site-gen//ZH", "CALSCALE:GREGORIAN"] {
        lines.raw(line);
    }
    lines.text("NAME", &name);
    lines.text("X-WR-CALNAME", &name);
    // A reader asks once a day.
    for line in [
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ] {
        lines.raw(line);
    }
    for entry in &view.entries {
        write_entry(&mut lines, entry, words);
    }
    lines.raw("END:VCALENDAR");
    lines.finish()
}

fn write_entry(lines: &mut Lines, entry: &CalendarEntry, words: &Messages) {
    let mut description = entry.summary.clone();
    if let Some(moved) = &entry.moved {
        let mut parts = moved.from.split('-');
        let mut part = || parts.next().unwrap_or_default().trim_start_matches('0');
        let (y, m, d) = (part(), part(), part());
        let from = words.t_with("date-full", &[("y", y), ("m", m), ("d", d)]);
        let said = words.t_with("calendar-moved", &[("from", &from), ("why", &why(moved, words))]);
        description = format!("{said}\n{description}");
    }
    let mut title = entry.title.clone();
    // Many readers show what is cancelled like everything else.
    if entry.is_cancelled {
        title = words.t_with("feed-cancelled", &[("title", &title)]);
        description = format!("{}\n{description}", words.t("event_status-cancelled"));
    }
    lines.raw("BEGIN:VEVENT");
    lines.raw(&format!("UID:{}", entry.uid));
    lines.raw(&format!("DTSTAMP:{}", entry.stamp));
    lines.raw(&format!("DTSTART;TZID=Asia/Shanghai:{}", entry.starts));
    lines.raw(&format!("DTEND;TZID=Asia/Shanghai:{}", entry.ends));
    lines.raw(&format!("SEQUENCE:{}", entry.sequence));
    lines.raw(if entry.is_cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    lines.text("SUMMARY", &title);
    lines.text("LOCATION", &entry.place);
    lines.text("DESCRIPTION", &description);
    lines.text("CATEGORIES", &words.t(&format!("event-{}", entry.kind)));
    if let Some(url) = &entry.url {
        lines.raw(&format!("URL:{url}"));
    }
    lines.raw("END:VEVENT");
}
