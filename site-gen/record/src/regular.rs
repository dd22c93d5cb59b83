//! Days that come again: 民情沟通日 on the 15th, 集中办公日 on Tuesdays. A day that is not worked moves to
//! the next one that is, and says from where. Deliberately absent: days of a year whose holidays are not
//! known.

use jiff::civil::{Date, DateTime, Time, Weekday, date};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::calendar::WorkCalendar;
use super::kinds::{Event, EventKind};
use super::source::minute_or_none;
use crate::problem::Problem;

/// A day that comes again.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct RegularDay {
    /// What kind of event.
    pub kind: EventKind,
    pub title: String,
    /// Day of each month, 1 to 28.
    #[serde(default)]
    pub month_day: Option<i8>,
    /// Day of each week.
    #[serde(default, deserialize_with = "weekday")]
    pub weekday: Option<Weekday>,
    /// When it begins.
    #[serde(deserialize_with = "clock")]
    pub begins: Time,
    /// When it ends.
    #[serde(deserialize_with = "clock")]
    pub ends: Time,
    pub place: String,
    pub summary: String,
    /// When the rule was last changed; none says that it never was.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub updated: Option<DateTime>,
}

/// One of the days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The day that the rule names.
    pub due: Date,
    /// The day on which it happens.
    pub on: Date,
    /// The holiday that it was moved out of, by name; none when it was not moved, or out of a weekend.
    pub holiday: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "day")]
    days: Vec<RegularDay>,
}

/// `HH:MM`.
fn clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let text = String::deserialize(deserializer)?;
    Time::strptime("%H:%M", &text).map_err(|_| D::Error::custom("应当是钟点，例如 \"08:30\""))
}

fn weekday<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Weekday>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let known = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let found = known.into_iter().find(|(word, _)| *word == text);
    found.map(|(_, day)| Some(day)).ok_or_else(|| D::Error::custom("应当是 monday 到 sunday"))
}

impl RegularDay {
    /// Reads `regular.toml`.
    ///
    /// # Errors
    /// What TOML or the types refuse.
    pub fn parse(text: &str) -> Result<Vec<Self>, toml::de::Error> {
        toml::from_str::<File>(text).map(|file| file.days)
    }

    /// What is wrong with it, at the line of its title in the file's text.
    #[must_use]
    pub fn problems(&self, file: &str, text: &str) -> Vec<Problem> {
        let title = format!("\"{}\"", self.title);
        let line = text.lines().position(|line| line.starts_with("title") && line.contains(&title));
        let mut problems = Vec::new();
        if self.month_day.is_some() == self.weekday.is_some() {
            problems.push(Problem::new(
                file,
                format!("“{}”要么写每月几号，要么写星期几", self.title),
                "写 month_day 或 weekday 中的一项",
            ));
        }
        if self.month_day.is_some_and(|day| !(1..=28).contains(&day)) {
            problems.push(Problem::new(file, "month_day 应当是 1 到 28", "每个月都有的日子才行"));
        }
        if self.ends <= self.begins {
            problems.push(Problem::new(file, "结束时间不晚于开始时间", "核对 begins 和 ends"));
        }
        problems.into_iter().map(|problem: Problem| problem.at(line.map(|at| at + 1))).collect()
    }

    /// Its days in a year. A year whose holidays are not known has none; nor has a day that would move into
    /// one.
    #[must_use]
    pub fn in_year(&self, year: i16, calendar: &WorkCalendar) -> Vec<Occurrence> {
        let days = date(year, 1, 1).series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
        days.filter(|day| {
            self.month_day.is_some_and(|wanted| wanted == day.day())
                || self.weekday.is_some_and(|wanted| wanted == day.weekday())
        })
        .filter_map(|due| {
            let on = calendar.roll(due).ok()?;
            let holiday = if on == due { None } else { calendar.holiday(due).map(str::to_owned) };
            Some(Occurrence { due, on, holiday })
        })
        .collect()
    }

    /// A recorded event may stand for this day: it is of the kind and the day, or was moved from it.
    #[must_use]
    pub fn is_recorded_by(&self, day: &Occurrence, event: &Event) -> bool {
        let began = event.starts_at.date();
        event.kind == self.kind && (began == day.due || began == day.on || event.moved_from == Some(day.due))
    }

    /// How far an event's hours are from those of the rule, in minutes; none when they overlap. Of two rules
    /// for one day an event stands for the one whose hours it has.
    #[must_use]
    pub fn minutes_apart(&self, event: &Event) -> u64 {
        let (begins, ends) = (event.starts_at.time(), event.ends_at.time());
        let is_over_night = event.ends_at.date() > event.starts_at.date();
        if begins < self.ends && (self.begins < ends || is_over_night) {
            return 0;
        }
        let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
        minutes(begins).abs_diff(minutes(self.begins))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn sample() -> (Vec<RegularDay>, WorkCalendar) {
        let content = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../content"));
        let text = std::fs::read_to_string(content.join("regular.toml")).expect("there");
        let calendar = WorkCalendar::load(&content.join("calendar")).expect("sound");
        (RegularDay::parse(&text).expect("sound"), calendar)
    }

    #[test]
    fn a_day_that_is_not_worked_moves_to_the_next_one_that_is_and_says_so() {
        let (days, calendar) = sample();
        let outreach = days[0].in_year(2026, &calendar);
        assert_eq!(outreach.len(), 12);
        let of = |month: i8| outreach.iter().find(|day| day.due.month() == month).expect("every month");
        // In the spring festival; on a Sunday; on a Tuesday.
        assert_eq!((of(2).on, of(2).holiday.as_deref()), (date(2026, 2, 24), Some("春节")));
        assert_eq!((of(11).on, of(11).holiday.as_deref()), (date(2026, 11, 16), None));
        assert_eq!((of(12).on, of(12).holiday.as_deref()), (date(2026, 12, 15), None));
        let offices = days[1].in_year(2026, &calendar);
        assert_eq!(offices.len(), 52);
        let october = offices.iter().find(|day| day.due == date(2026, 10, 6)).expect("a Tuesday");
        assert_eq!((october.on, october.holiday.as_deref()), (date(2026, 10, 8), Some("国庆节")));
    }

    #[test]
    fn a_year_whose_holidays_are_not_known_has_no_days() {
        let (days, calendar) = sample();
        assert_eq!(days[0].in_year(2027, &calendar), []);
    }

    #[test]
    fn a_rule_names_a_day_of_the_month_or_of_the_week() {
        let text = "[[day]]\nkind = \"outreach_day\"\ntitle = \"甲\"\nbegins = \"08:30\"\nends = \"08:00\"\nplace = \"\"\nsummary = \"\"\n";
        let days = RegularDay::parse(text).expect("read");
        assert_eq!(days[0].problems("regular.toml", "").len(), 2);
        assert!(RegularDay::parse(&format!("{text}weekday = \"二\"\n")).is_err());
        let both = RegularDay::parse(&format!("{text}weekday = \"friday\"\nmonth_day = 31\n")).expect("read");
        assert_eq!(both[0].problems("regular.toml", "").len(), 3);
    }
}
