//! What calendars and the events page show of days that are recorded and days that come again.

use jiff::civil::Date;
use record::{Event, Occurrence};
use serde::Serialize;

use super::FeedName;
use crate::site::Site;
use crate::urls;

/// `calendar.ics`.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarView {
    /// What it is called.
    pub name: FeedName,
    /// The site's name.
    pub site: String,
    /// By their begin.
    pub entries: Vec<CalendarEntry>,
}

/// An entry of a calendar.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarEntry {
    /// Stays the same for ever, also in other calendars of the site.
    pub uid: String,
    /// When it was last written down, `YYYYMMDDTHHMMSSZ`: from the content, for two builds must agree.
    pub stamp: String,
    /// Higher after every change.
    pub sequence: i64,
    /// Shanghai time, `YYYYMMDDTHHMMSS`.
    pub starts: String,
    /// Shanghai time.
    pub ends: String,
    /// Word of the kind: message key `event-<word>`.
    pub kind: &'static str,
    pub title: String,
    pub place: String,
    pub summary: String,
    /// It does not happen.
    pub is_cancelled: bool,
    /// From where it was moved.
    pub moved: Option<Moved>,
    /// Its page, absolute.
    pub url: Option<String>,
}

/// That a day was moved, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The day that was meant.
    pub from: String,
    /// Why, in the words of the content.
    pub reason: Option<String>,
    /// The holiday that it fell into.
    pub holiday: Option<String>,
    /// Its day of the week, 1 is Monday: message key `weekday-<n>`.
    pub weekday: i8,
}

impl Moved {
    /// That a day which comes again was moved; none when it was not.
    #[must_use]
    pub fn new(day: &Occurrence) -> Option<Self> {
        (day.on != day.due).then(|| Self {
            from: day.due.to_string(),
            reason: None,
            holiday: day.holiday.clone(),
            weekday: day.due.weekday().to_monday_one_offset(),
        })
    }

    /// That an event was moved from a day.
    #[must_use]
    pub fn recorded(event: &Event, from: Date) -> Self {
        Self {
            from: from.to_string(),
            reason: event.moved_reason.clone(),
            holiday: None,
            weekday: from.weekday().to_monday_one_offset(),
        }
    }
}

/// Where a calendar is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalendarLinks {
    /// The file, relative to the root.
    pub file: String,
    /// Its address for programs that subscribe (`webcal:`), if the site has one.
    pub subscribe: Option<String>,
}

impl CalendarLinks {
    /// Where a village's calendar is, or the one of all events.
    #[must_use]
    pub fn new(site: &Site, village: Option<&str>) -> Self {
        let file = urls::calendar(village);
        let subscribe = site.settings.site.absolute(&file);
        let subscribe =
            subscribe.and_then(|url| url.split_once("://").map(|(_, rest)| format!("webcal://{rest}")));
        Self { file, subscribe }
    }
}

/// A day that comes again, on the events page.
#[derive(Clone, Debug, Serialize)]
pub struct RegularItem {
    pub title: String,
    /// Day of each month.
    pub month_day: Option<i8>,
    /// Day of each week, 1 is Monday: message key `weekday-<n>`.
    pub weekday: Option<i8>,
    /// `HH:MM–HH:MM`.
    pub hours: String,
    pub place: String,
    pub summary: String,
    /// The next one, if the year's holidays are known.
    pub next: Option<String>,
    /// From where the next one was moved.
    pub moved: Option<Moved>,
}
