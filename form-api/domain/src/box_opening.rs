//! 民意信箱: a box in each village, opened every Tuesday.
//!
//! Deliberately absent: holidays. A box that was not opened in its week is said to be not yet opened, whatever the reason.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use record::words;

words! {
    /// How the box of a village stands this week.
    BoxStanding {
        /// 本周已开.
        Opened => "opened",
        /// 星期二开: its day is to come.
        Waiting => "waiting",
        /// 今天开.
        Today => "today",
        /// 本周还没有开: its day is past.
        NotYet => "not_yet",
    }
}

/// Days from Monday to the day on which boxes are opened.
const TUESDAY: i8 = Weekday::Tuesday.to_monday_zero_offset();

/// How a box stands that was opened last on this day.
#[must_use]
pub fn box_standing(last_opened: Option<Date>, today: Date) -> BoxStanding {
    let from_monday = today.weekday().to_monday_zero_offset();
    let monday = today.saturating_sub(i64::from(from_monday).days());
    match from_monday {
        _ if last_opened.is_some_and(|day| day >= monday) => BoxStanding::Opened,
        TUESDAY => BoxStanding::Today,
        day if day < TUESDAY => BoxStanding::Waiting,
        _ => BoxStanding::NotYet,
    }
}

/// The last day on which boxes were to be opened: what most of them are entered for.
#[must_use]
pub fn last_box_day(today: Date) -> Date {
    let since = (today.weekday().to_monday_zero_offset() - TUESDAY).rem_euclid(7);
    today.saturating_sub(i64::from(since).days())
}

/// An opening can be closed as it is: as many slips were entered as were counted, or somebody says why not.
#[must_use]
pub fn box_agrees(counted: i64, entered: i64, reason: &str) -> bool {
    counted == entered || !reason.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_box_is_due_on_tuesday_and_not_yet_opened_from_wednesday_on() {
        // The 23rd is a Monday.
        let days = [23, 24, 25, 29].map(|day| date(2026, 11, day));
        let standing = |last: Option<Date>| days.map(|today| box_standing(last, today).as_str());
        assert_eq!(standing(None), ["waiting", "today", "not_yet", "not_yet"]);
        assert_eq!(standing(Some(date(2026, 11, 22))), standing(None), "that was the week before");
        assert_eq!(standing(Some(date(2026, 11, 23))), ["opened"; 4], "a day early is this week too");
    }

    #[test]
    fn a_box_is_entered_for_the_tuesday_before() {
        let last = |day| last_box_day(date(2026, 11, day)).to_string();
        assert_eq!([last(24), last(25), last(30)], ["2026-11-24"; 3]);
        assert_eq!(last(23), "2026-11-17");
    }

    #[test]
    fn the_count_agrees_or_somebody_says_why_not() {
        assert!(box_agrees(12, 12, "") && box_agrees(0, 0, " "));
        assert!(!box_agrees(12, 11, " \n") && !box_agrees(11, 12, ""));
        assert!(box_agrees(12, 11, "有一张是白纸"));
    }
}
