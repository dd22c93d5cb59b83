//! When an answer is promised.
//!
//! Sources: the limits that the township sets (defaults from common local practice, never less strict than the
//! petition rules' 60 calendar days, 信访工作条例 art. 34); working days from the State Council's yearly notice, which
//! moves holidays and turns weekends into working days. The day of receipt is not counted; the day is Shanghai's.
//! Deliberately absent: the clock, and any guess about a year whose notice is not loaded.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};
use record::WorkCalendar;

use super::submission::SubmissionKind;

/// China has kept one offset, +08:00, since 1992; letters are younger.
const SHANGHAI: Offset = jiff::tz::offset(8);

/// The township's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// For 咨询, in working days.
    pub inquiry_working_days: u32,
    /// For every other kind, in working days.
    pub other_working_days: u32,
    /// What one extension adds at most, in working days.
    pub extension_working_days: u32,
    /// The ceiling for all, in calendar days.
    pub ceiling_calendar_days: u32,
    /// How long the sender's address for mail is kept after a case was closed, in calendar days.
    pub rating_calendar_days: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            inquiry_working_days: 5,
            other_working_days: 15,
            extension_working_days: 15,
            ceiling_calendar_days: 60,
            rating_calendar_days: 30,
        }
    }
}

/// A promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDate {
    /// The promised day; none while the holiday notice of a year that it touches is not loaded. It is then fixed when
    /// the year is loaded, and until then the receipt names the ceiling.
    pub due_on: Option<Date>,
    /// The last day by calendar days, as counted. Alarms go by this one.
    pub ceiling_on: Date,
}

/// The day in Shanghai.
#[must_use]
pub fn shanghai_date(at: Timestamp) -> Date {
    shanghai_datetime(at).date()
}

/// When a day begins in Shanghai.
#[must_use]
pub fn shanghai_midnight(day: Date) -> Timestamp {
    let midnight = day.at(0, 0, 0, 0);
    TimeZone::fixed(SHANGHAI).to_timestamp(midnight).unwrap_or(Timestamp::MAX)
}

/// The wall clock in Shanghai.
#[must_use]
pub fn shanghai_datetime(at: Timestamp) -> DateTime {
    TimeZone::fixed(SHANGHAI).to_datetime(at)
}

/// The same to the minute: what is public has no seconds.
#[must_use]
pub fn shanghai_minute(at: Timestamp) -> DateTime {
    let moment = shanghai_datetime(at);
    moment.with().second(0).subsec_nanosecond(0).build().unwrap_or(moment)
}

/// The promise for a letter of this kind.
#[must_use]
pub fn due_date(
    received_at: Timestamp,
    kind: SubmissionKind,
    calendar: &WorkCalendar,
    limits: &Limits,
) -> DueDate {
    let received_on = shanghai_date(received_at);
    let days = match kind {
        SubmissionKind::Inquiry => limits.inquiry_working_days,
        _ => limits.other_working_days,
    };
    DueDate {
        due_on: calendar.add_working_days(received_on, days).ok(),
        ceiling_on: received_on.saturating_add(Span::new().days(i64::from(limits.ceiling_calendar_days))),
    }
}

/// The promise after the one extension, counted from the day that was promised. It never passes the ceiling.
#[must_use]
pub fn extend_due(due: DueDate, calendar: &WorkCalendar, limits: &Limits) -> DueDate {
    let due_on = due
        .due_on
        .and_then(|day| calendar.add_working_days(day, limits.extension_working_days).ok())
        .map(|day| day.min(due.ceiling_on));
    DueDate { due_on, ..due }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn calendar() -> WorkCalendar {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/calendar");
        WorkCalendar::load(std::path::Path::new(dir)).expect("the sample calendar is sound")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn an_inquiry_of_a_friday_before_a_worked_saturday() {
        let due = due_date(
            at("2026-02-13T21:30:00+08:00"),
            SubmissionKind::Inquiry,
            &calendar(),
            &Limits::default(),
        );
        assert_eq!(due.due_on, Some(date(2026, 2, 27)));
        assert_eq!(due.ceiling_on, date(2026, 4, 14));
    }

    #[test]
    fn the_day_is_shanghais() {
        assert_eq!(shanghai_date(at("2026-02-13T16:00:00Z")), date(2026, 2, 14));
    }

    #[test]
    fn a_year_without_notice_gives_no_date_but_a_ceiling() {
        let due = due_date(
            at("2026-12-22T09:00:00+08:00"),
            SubmissionKind::Complaint,
            &calendar(),
            &Limits::default(),
        );
        assert_eq!(due.due_on, None);
        assert_eq!(due.ceiling_on, date(2027, 2, 20));
    }

    #[test]
    fn an_extension_never_passes_the_ceiling() {
        let due = DueDate { due_on: Some(date(2026, 9, 30)), ceiling_on: date(2026, 10, 9) };
        assert_eq!(extend_due(due, &calendar(), &Limits::default()).due_on, Some(date(2026, 10, 9)));
    }

    #[test]
    fn a_question_is_answered_sooner_than_everything_else() {
        let due = |kind| due_date(at("2026-09-07T09:00:00+08:00"), kind, &calendar(), &Limits::default());
        assert_eq!(due(SubmissionKind::Inquiry).due_on, Some(date(2026, 9, 14)));
        for kind in SubmissionKind::ALL.iter().filter(|kind| **kind != SubmissionKind::Inquiry) {
            assert_eq!(due(*kind).due_on, due(SubmissionKind::Complaint).due_on, "{}", kind.as_str());
            assert!(due(*kind).due_on > due(SubmissionKind::Inquiry).due_on, "{}", kind.as_str());
        }
    }

    #[test]
    fn what_is_public_has_no_seconds() {
        let minute = shanghai_minute(at("2026-02-13T16:07:41.5Z"));
        assert_eq!(minute, date(2026, 2, 14).at(0, 7, 0, 0));
        assert_eq!(shanghai_datetime(at("2026-02-13T16:07:41Z")), date(2026, 2, 14).at(0, 7, 41, 0));
    }

    #[test]
    fn an_extension_is_counted_from_the_promised_day() {
        let due = DueDate { due_on: Some(date(2026, 9, 7)), ceiling_on: date(2026, 12, 31) };
        let limits = Limits { extension_working_days: 5, ..Limits::default() };
        let extended = extend_due(due, &calendar(), &limits);
        assert_eq!(extended, DueDate { due_on: Some(date(2026, 9, 14)), ..due });
        let unknown = DueDate { due_on: None, ..due };
        assert_eq!(extend_due(unknown, &calendar(), &limits), unknown, "no day is guessed");
    }
}
