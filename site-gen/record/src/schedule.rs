//! When a record that somebody wrote is on the site: not while it is a draft, not before its day, not after
//! its last one. Deliberately absent: the clock (the day comes in), and replies, which the mailbox publishes.

use jiff::civil::{Date, DateTime};

use super::problem::Problem;
use super::source::Source;

/// What a record's author wrote down about its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// When it was published, or what stands for that: the day of a document, the last check of a card.
    pub published_at: DateTime,
    /// When it was last changed, for who reads along; none says that it never was.
    pub updated: Option<DateTime>,
    /// Still being written.
    pub draft: bool,
    /// The first day on the site.
    pub publish_on: Option<Date>,
    /// The last day on the site.
    pub expires_on: Option<Date>,
}

impl Times {
    /// From when to when that puts a record on the site.
    pub(crate) fn schedule(&self) -> Schedule {
        Schedule {
            draft: self.draft,
            from: Some(self.published_at.date()).max(self.publish_on),
            until: self.expires_on,
        }
    }

    /// Times that contradict each other.
    pub(crate) fn problems(&self, source: &Source<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.updated.is_some_and(|at| at < self.published_at) {
            let do_this = "写最后一次改动的时间；没有改动过就删掉这一项";
            problems.push(source.problem("updated", "最后改动早于发布时间", do_this));
        }
        if let (Some(first), Some(last)) = (self.publish_on, self.expires_on)
            && last < first
        {
            let do_this = "核对 publish_on 和 expires_on";
            problems.push(source.problem("expires_on", "最后一天早于第一天", do_this));
        }
        problems
    }
}

/// From when to when a record is on the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
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
    Draft,
    /// Its day is still to come.
    ToCome,
    /// Its last day is over.
    Over,
}

impl Schedule {
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_record_is_shown_from_its_first_day_to_its_last() {
        let today = date(2026, 11, 23);
        let schedule = |from, until| Schedule { draft: false, from: Some(from), until: Some(until) };
        assert_eq!(schedule(today, today).held_back_on(today), None, "both days count");
        assert_eq!(
            schedule(date(2026, 11, 24), date(2026, 12, 1)).held_back_on(today),
            Some(HeldBack::ToCome)
        );
        assert_eq!(schedule(date(2026, 1, 1), date(2026, 11, 22)).held_back_on(today), Some(HeldBack::Over));
        assert_eq!(Schedule::default().held_back_on(today), None);
        let draft = Schedule { draft: true, ..Schedule::default() };
        assert_eq!(draft.held_back_on(today), Some(HeldBack::Draft));
    }
}
