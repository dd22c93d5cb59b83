//! Working days in China: weekends, holidays, and weekends that are worked, as the State Council's yearly
//! notice fixes them. A year that is not loaded is an error that says so, never silently Monday to Friday.
//!
//! The day of receipt is not counted. Deliberately absent: the clock, and any holiday computed by rule.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::{Date, DateTime, Weekday};
use serde::Deserialize;

use super::source::{day, minute_or_none};
use super::toml_error::toml_problem;
use crate::problem::Problem;
use crate::stray::is_stray_path;

/// A year's notice is not loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the holiday notice of {year} is not loaded")]
pub struct CalendarMissing {
    /// Which year.
    pub year: i16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: i16,
    #[serde(rename = "source")]
    _source: String,
    holidays: Vec<Holiday>,
    workdays: Vec<Day>,
    /// When it was last corrected; none says that it never was.
    #[serde(default, deserialize_with = "minute_or_none")]
    updated: Option<DateTime>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    #[serde(deserialize_with = "day")]
    date: Date,
    name: String,
}

#[derive(Debug, Deserialize)]
struct Day(#[serde(deserialize_with = "day")] Date);

/// The loaded years.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    years: BTreeSet<i16>,
    holidays: BTreeMap<Date, String>,
    workdays: BTreeSet<Date>,
    updated: BTreeMap<i16, DateTime>,
}

impl WorkCalendar {
    /// Reads `<year>.toml` files of a folder.
    ///
    /// # Errors
    /// Every file that is not one, with line and remedy.
    pub fn load(folder: &Path) -> Result<Self, Vec<Problem>> {
        let shown =
            |path: &Path| format!("calendar/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let entries = std::fs::read_dir(folder).map_err(|error| {
            vec![Problem::new(
                "calendar",
                format!("读不到工作日历：{error}"),
                "在内容文件夹里放 calendar/年份.toml",
            )]
        })?;
        let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.retain(|path| !is_stray_path(path) && path.extension().is_some_and(|end| end == "toml"));
        paths.sort();
        let mut calendar = Self::default();
        let mut problems = Vec::new();
        for path in &paths {
            match std::fs::read_to_string(path) {
                Ok(text) => problems.extend(calendar.add(&shown(path), &text)),
                Err(error) => {
                    problems.push(Problem::new(shown(path), error.to_string(), "检查文件权限和编码（UTF-8）"))
                }
            }
        }
        if problems.is_empty() { Ok(calendar) } else { Err(problems) }
    }

    /// Adds one year's file.
    pub fn add(&mut self, file: &str, text: &str) -> Vec<Problem> {
        let parsed: File = match toml::from_str(text) {
            Ok(parsed) => parsed,
            Err(error) => {
                return vec![toml_problem(file, text, 0, &error)];
            }
        };
        let mut problems = Vec::new();
        let line = |date: Date| {
            let at = text.lines().enumerate().filter(|(_, line)| line.contains(&date.to_string())).last();
            at.map(|(at, _)| at + 1)
        };
        // A notice may move days across the turn of the year: each day is in the file of its own date.
        let stray = parsed.holidays.iter().map(|h| h.date).chain(parsed.workdays.iter().map(|d| d.0));
        for date in stray.filter(|date| date.year() != parsed.year) {
            let what = format!("{date} 不在 {} 年", parsed.year);
            problems.push(Problem::new(file, what, "放到那一年的文件里").at(line(date)));
        }
        for Day(date) in &parsed.workdays {
            if parsed.holidays.iter().any(|holiday| holiday.date == *date) {
                let what = format!("{date} 既是假日又是上班日");
                problems.push(Problem::new(file, what, "按放假通知改正").at(line(*date)));
            }
        }
        self.years.insert(parsed.year);
        self.updated.extend(parsed.updated.map(|at| (parsed.year, at)));
        self.holidays.extend(parsed.holidays.into_iter().map(|holiday| (holiday.date, holiday.name)));
        self.workdays.extend(parsed.workdays.into_iter().map(|Day(date)| date));
        problems
    }

    /// The loaded years.
    pub fn years(&self) -> impl Iterator<Item = i16> + '_ {
        self.years.iter().copied()
    }

    /// When a year's file was last corrected, if it says so.
    #[must_use]
    pub fn changed_at(&self, year: i16) -> Option<DateTime> {
        self.updated.get(&year).copied()
    }

    /// The holiday of a day, by name.
    #[must_use]
    pub fn holiday(&self, date: Date) -> Option<&str> {
        self.holidays.get(&date).map(String::as_str)
    }

    /// Is it a working day?
    ///
    /// # Errors
    /// [`CalendarMissing`].
    pub fn is_working_day(&self, date: Date) -> Result<bool, CalendarMissing> {
        if !self.years.contains(&date.year()) {
            return Err(CalendarMissing { year: date.year() });
        }
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!self.holidays.contains_key(&date) && (!weekend || self.workdays.contains(&date)))
    }

    /// The day that is `n` working days after `from`, which is not counted.
    ///
    /// # Errors
    /// [`CalendarMissing`] for the first year that the count reaches and that is not loaded.
    pub fn add_working_days(&self, from: Date, n: u32) -> Result<Date, CalendarMissing> {
        let mut date = from;
        let mut left = n;
        while left > 0 {
            date = date.tomorrow().map_err(|_| CalendarMissing { year: date.year() })?;
            if self.is_working_day(date)? {
                left -= 1;
            }
        }
        Ok(date)
    }

    /// The same day if it is worked, else the next one that is (civil code, art. 203).
    ///
    /// # Errors
    /// [`CalendarMissing`].
    pub fn roll(&self, date: Date) -> Result<Date, CalendarMissing> {
        let mut date = date;
        while !self.is_working_day(date)? {
            date = date.tomorrow().map_err(|_| CalendarMissing { year: date.year() })?;
        }
        Ok(date)
    }

    /// Working days after `from` up to and with `to`; 0 when `to` is not later.
    ///
    /// # Errors
    /// [`CalendarMissing`].
    pub fn count_working_days(&self, from: Date, to: Date) -> Result<u32, CalendarMissing> {
        let mut date = from;
        let mut count = 0;
        while date < to {
            date = date.tomorrow().map_err(|_| CalendarMissing { year: date.year() })?;
            count += u32::from(self.is_working_day(date)?);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Span;
    use jiff::civil::date;

    use super::*;

    fn calendar() -> WorkCalendar {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/calendar");
        WorkCalendar::load(Path::new(folder)).expect("the sample calendar is sound")
    }

    /// Computed from the notice for 2026.
    #[test]
    fn golden_working_days_of_2026() {
        let calendar = calendar();
        for (from, n, due) in [
            ((1, 1), 2, (1, 5)),
            ((2, 13), 5, (2, 27)),
            ((2, 14), 15, (3, 13)),
            ((4, 3), 1, (4, 7)),
            ((4, 30), 15, (5, 25)),
            ((6, 18), 2, (6, 23)),
            ((9, 18), 7, (9, 29)),
            ((9, 30), 3, (10, 10)),
            ((9, 30), 5, (10, 13)),
            ((11, 23), 20, (12, 21)),
        ] {
            let from = date(2026, from.0, from.1);
            assert_eq!(calendar.add_working_days(from, n), Ok(date(2026, due.0, due.1)), "{from} + {n}");
        }
    }

    #[test]
    fn calendar_days_roll_to_the_next_working_day() {
        let calendar = calendar();
        for (from, days, raw, rolled) in [
            (date(2026, 9, 16), 15, date(2026, 10, 1), date(2026, 10, 8)),
            (date(2026, 8, 8), 60, date(2026, 10, 7), date(2026, 10, 8)),
        ] {
            let counted = from.checked_add(Span::new().days(days)).expect("in range");
            assert_eq!(counted, raw);
            assert_eq!(calendar.roll(raw), Ok(rolled));
        }
    }

    #[test]
    fn a_year_that_is_not_loaded_is_an_error_that_names_it() {
        let calendar = calendar();
        assert_eq!(calendar.add_working_days(date(2026, 12, 30), 5), Err(CalendarMissing { year: 2027 }));
        assert_eq!(calendar.is_working_day(date(2010, 6, 1)), Err(CalendarMissing { year: 2010 }));
    }

    #[test]
    fn the_year_2026_has_248_working_days_and_six_worked_weekends() {
        let calendar = calendar();
        assert_eq!(calendar.count_working_days(date(2025, 12, 31), date(2026, 12, 31)), Ok(248));
        assert_eq!(calendar.workdays.iter().filter(|day| day.year() == 2026).count(), 6);
        let years: Vec<i16> = calendar.years().collect();
        assert_eq!(years, (2011..=2026).collect::<Vec<i16>>());
    }
}
