//! When a record that somebody wrote is on the site: not while it is a draft, not before its day, not after its last one.
//! Deliberately absent: the clock (the day comes in), and replies, which the mailbox publishes.

use jiff::civil::{Date, DateTime};

use super::source::Source;
use crate::problem::Problem;

/// What a record says of its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Showing {
    /// It is still being written.
    pub draft: bool,
    /// Its first day; none is always.
    pub from: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
}

/// Why a record is not on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBack {
    /// It is a draft.
    Draft,
    /// Its day is still to come.
    ToCome,
    /// Its last day is over.
    Over,
}

impl Showing {
    /// Why it is not on the site of a day; none when it is.
    #[must_use]
    pub fn held_back_on(&self, today: Date) -> Option<HeldBack> {
        if self.draft {
            Some(HeldBack::Draft)
        } else if self.from.is_some_and(|day| day > today) {
            Some(HeldBack::ToCome)
        } else {
            self.until.is_some_and(|day| day < today).then_some(HeldBack::Over)
        }
    }
}

/// A record that somebody wrote.
pub trait Timed {
    /// When it is on the site.
    fn showing(&self) -> Showing;

    /// Its file, relative to the content.
    fn file(&self) -> String;

    /// The moment of its last change, by the wall clock of Shanghai: what its author wrote down. The file's own time is
    /// another one on every machine, and what the last build knew is no source.
    fn changed_at(&self) -> DateTime;
}

/// The later of when a record was published and when its author last changed it.
pub(super) fn last_change(published_at: DateTime, updated: Option<DateTime>) -> DateTime {
    updated.map_or(published_at, |at| at.max(published_at))
}

/// A change comes after the publication.
pub(super) fn too_early(
    source: &Source<'_>,
    published_at: DateTime,
    updated: Option<DateTime>,
) -> Option<Problem> {
    updated.is_some_and(|at| at < published_at).then(|| {
        source.problem("updated", "最后改动早于发布时间", "写最后一次改动的时间；没有改动过就删掉这一项")
    })
}

/// The later of a record's own day and the day on which it is to appear.
pub(super) fn later(own: Option<Date>, publish_on: Option<Date>) -> Option<Date> {
    own.max(publish_on)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_record_is_shown_from_its_first_day_to_its_last() {
        let today = date(2026, 11, 23);
        let showing = |from, until| Showing { draft: false, from: Some(from), until: Some(until) };
        assert_eq!(showing(today, today).held_back_on(today), None, "both days count");
        assert_eq!(
            showing(date(2026, 11, 24), date(2026, 12, 1)).held_back_on(today),
            Some(HeldBack::ToCome)
        );
        assert_eq!(showing(date(2026, 1, 1), date(2026, 11, 22)).held_back_on(today), Some(HeldBack::Over));
        assert_eq!(Showing::default().held_back_on(today), None);
        let draft = Showing { draft: true, ..Showing::default() };
        assert_eq!(draft.held_back_on(today), Some(HeldBack::Draft));
    }
}
