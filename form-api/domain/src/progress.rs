//! 工作进展单: an office's week. It is made from what happened, so that nobody writes twice what stands in the cases already.
//!
//! Deliberately absent: figures of people, and any order of offices by figures.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::deadline::shanghai_midnight;

/// A week from Monday to Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week(Date);

impl Week {
    /// That of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        let since = i64::from(day.weekday().to_monday_zero_offset());
        Self(day.saturating_sub(since.days()))
    }

    /// Reads its Monday, or any day of it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::of)
    }

    /// Its Monday.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.0
    }

    /// Its Sunday.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.0.saturating_add(6.days())
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(7.days()))
    }

    /// The one behind.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(7.days()))
    }

    /// When it begins, and when the one behind it begins.
    #[must_use]
    pub fn moments(self) -> (Timestamp, Timestamp) {
        (shanghai_midnight(self.0), shanghai_midnight(self.next().0))
    }

    /// It has begun.
    #[must_use]
    pub fn has_begun(self, today: Date) -> bool {
        self.0 <= today
    }
}

impl std::fmt::Display for Week {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_from_monday_to_sunday_also_around_new_year() {
        for day in [date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 3)] {
            let week = Week::of(day);
            assert_eq!((week.first_day(), week.last_day()), (date(2026, 12, 28), date(2027, 1, 3)), "{day}");
        }
        let week = Week::parse("2026-11-25").expect("a day");
        assert_eq!(week.to_string(), "2026-11-23");
        assert_eq!(week.previous().next(), week);
        assert_eq!(week.next().first_day(), date(2026, 11, 30));
        assert!(week.has_begun(date(2026, 11, 23)) && !week.has_begun(date(2026, 11, 22)));
        assert_eq!(Week::parse("2026-W48"), None);
        let (from, to) = week.moments();
        assert_eq!(to.as_second() - from.as_second(), 7 * 24 * 3600);
    }
}
