//! The days that come again, beside the events that are recorded for them. Deliberately absent: how they are shown.

use record::{Event, Occurrence, RegularDay};

use crate::site::Site;

/// Every rule with its days of this year and the next, as far as their holidays are known: they do not change from day to day.
pub(super) struct RegularDays<'a>(pub Vec<(&'a RegularDay, Vec<Occurrence>)>);

impl<'a> RegularDays<'a> {
    pub(super) fn of(site: &'a Site) -> Self {
        let year = site.today.year();
        let days_of = |rule: &RegularDay| {
            (year..=year + 1).flat_map(|year| rule.in_year(year, &site.calendar)).collect::<Vec<_>>()
        };
        Self(site.regular.iter().map(|rule| (rule, days_of(rule))).collect())
    }

    /// The event that is recorded for a rule's day, of these.
    pub(super) fn record_of<'e>(
        &self,
        rule: &RegularDay,
        day: &Occurrence,
        mut events: impl Iterator<Item = &'e Event>,
    ) -> Option<&'e Event> {
        events.find(|event| rule.is_recorded_by(day, event) && self.stands_for(rule, event))
    }

    /// Whether a record that may stand for a rule's day does so: no other rule for that day has hours that are nearer to it.
    fn stands_for(&self, rule: &RegularDay, event: &Event) -> bool {
        let rivals =
            self.0.iter().filter(|(other, days)| days.iter().any(|day| other.is_recorded_by(day, event)));
        rivals
            .map(|(other, _)| other.minutes_apart(event))
            .min()
            .is_none_or(|near| rule.minutes_apart(event) <= near)
    }
}
