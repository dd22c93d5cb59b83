//! 督查: what is counted of the letters of a month, by office or by village, for the desk. Pure: letters in, figures out.
//!
//! A figure and the list behind it are one sentence ([`Measure::holds`]), so that they cannot differ; what the public figures count
//! too is counted by their definitions (`figures`). Units stand in the order of their ids, and of people nothing is counted: this is
//! no table of ranks.
//! Deliberately absent: which letters there are, and who may see them (`store`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{Rating, Total, words};

use super::figures::{Counted, total};

/// A letter as it is counted, with what leads to it.
#[derive(Clone, Debug)]
pub struct UnitLetter {
    /// Letter number.
    pub submission_no: String,
    /// Title.
    pub title: String,
    /// Village id.
    pub village: Option<String>,
    /// Its answer went back at least once (退回重办).
    pub was_redone: bool,
    /// It was opened again, by a bad rating or by staff.
    pub was_reopened: bool,
    /// What the public figures count of it.
    pub counted: Counted,
}

words! {
    /// By what the letters of a month are put together.
    UnitsBy {
        /// The office that leads.
        Office => "office",
        /// The village that they are about.
        Village => "village",
    }
}

impl UnitsBy {
    /// The unit of a letter; none where it has none.
    #[must_use]
    pub fn unit_of(self, letter: &UnitLetter) -> Option<&str> {
        match self {
            Self::Office => letter.counted.office.as_deref(),
            Self::Village => letter.village.as_deref(),
        }
    }
}

words! {
    /// A figure: so many letters of which one sentence holds.
    Measure {
        /// 收到.
        Received => "received",
        /// 有效: not merged, not declined, not withdrawn.
        Valid => "valid",
        /// 已答复.
        Answered => "answered",
        /// 应答复: answered, or open although the promised day is past.
        Due => "due",
        /// 按时答复.
        OnTime => "on_time",
        /// 超期未答.
        Overdue => "overdue",
        /// 还在办: valid, ours, and its sender has no answer.
        Open => "open",
        /// 退回重办.
        Redone => "redone",
        /// 重新办理.
        Reopened => "reopened",
        /// 评价的.
        Rated => "rated",
        /// 满意的: one of the three best grades.
        Satisfied => "satisfied",
        /// Answered on the day, or on the next working day.
        Within1 => "within_1",
        /// In two to five working days.
        Within5 => "within_5",
        /// In six to ten.
        Within10 => "within_10",
        /// In eleven to fifteen.
        Within15 => "within_15",
        /// Later.
        Over15 => "over_15",
        /// Answered in a year whose working days are not known.
        DaysUnknown => "days_unknown",
    }
}

impl Measure {
    /// Is the letter one of those that are counted here, on this day?
    #[must_use]
    pub fn holds(self, letter: &UnitLetter, today: Date) -> bool {
        let counted = &letter.counted;
        let took = |from: u32, to: u32| {
            counted.is_answered() && counted.working_days.is_some_and(|days| (from..=to).contains(&days))
        };
        match self {
            Self::Received => true,
            Self::Valid => counted.is_valid(),
            Self::Answered => counted.is_answered(),
            Self::Due => counted.is_answered() || counted.is_overdue(today),
            Self::OnTime => counted.is_on_time(),
            Self::Overdue => counted.is_overdue(today),
            Self::Open => counted.is_open(),
            Self::Redone => letter.was_redone,
            Self::Reopened => letter.was_reopened,
            Self::Rated => counted.is_rated(),
            Self::Satisfied => counted.is_rated() && counted.rating.is_some_and(is_satisfied),
            Self::Within1 => took(0, 1),
            Self::Within5 => took(2, 5),
            Self::Within10 => took(6, 10),
            Self::Within15 => took(11, 15),
            Self::Over15 => took(16, u32::MAX),
            Self::DaysUnknown => counted.is_answered() && counted.working_days.is_none(),
        }
    }
}

/// One of the three best grades, as [`Total::satisfied`] has it.
fn is_satisfied(grade: Rating) -> bool {
    Rating::ALL[..3].contains(&grade)
}

/// The figures of a unit, or of all of them.
#[derive(Clone, Debug)]
pub struct UnitFigures {
    /// Its id; none: letters that have no unit, and the sum of all.
    pub unit: Option<String>,
    /// Each figure.
    counts: BTreeMap<Measure, u32>,
    /// What the public figures say of the same letters.
    pub total: Total,
    /// The letter that has waited longest: its number, and the day on which it came.
    pub oldest_open: Option<(String, Date)>,
}

impl UnitFigures {
    fn of(unit: Option<String>, letters: &[&UnitLetter], today: Date) -> Self {
        let count = |measure: Measure| {
            let held = letters.iter().filter(|letter| measure.holds(letter, today)).count();
            (measure, u32::try_from(held).unwrap_or(u32::MAX))
        };
        let open = letters.iter().filter(|letter| letter.counted.is_open());
        let oldest = open.min_by_key(|letter| (letter.counted.received_on, &letter.submission_no));
        let counted: Vec<&Counted> = letters.iter().map(|letter| &letter.counted).collect();
        Self {
            unit,
            counts: Measure::ALL.iter().copied().map(count).collect(),
            total: total(&counted, today),
            oldest_open: oldest.map(|letter| (letter.submission_no.clone(), letter.counted.received_on)),
        }
    }

    /// One of the figures.
    #[must_use]
    pub fn count(&self, measure: Measure) -> u32 {
        self.counts.get(&measure).copied().unwrap_or_default()
    }
}

/// Counts the letters of each unit, in the order of their ids, and of all together.
#[must_use]
pub fn count_units(letters: &[UnitLetter], by: UnitsBy, today: Date) -> (Vec<UnitFigures>, UnitFigures) {
    let mut groups: BTreeMap<Option<&str>, Vec<&UnitLetter>> = BTreeMap::new();
    for letter in letters {
        groups.entry(by.unit_of(letter)).or_default().push(letter);
    }
    let units = groups
        .into_iter()
        .map(|(unit, letters)| UnitFigures::of(unit.map(str::to_owned), &letters, today))
        .collect();
    let all: Vec<&UnitLetter> = letters.iter().collect();
    (units, UnitFigures::of(None, &all, today))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::{Channel, State, SubmissionKind};
    use super::*;

    const TODAY: Date = date(2026, 11, 20);

    fn letter(no: &str, state: State) -> UnitLetter {
        UnitLetter {
            submission_no: no.to_owned(),
            title: "水口村路灯".to_owned(),
            village: Some("shuikou".to_owned()),
            was_redone: false,
            was_reopened: false,
            counted: Counted {
                received_on: date(2026, 11, 2),
                kind: SubmissionKind::Inquiry,
                channel: Channel::Web,
                office: Some("nongye".to_owned()),
                state,
                is_merged: state == State::Merged,
                due_on: date(2026, 11, 9),
                answered_on: None,
                working_days: None,
                on_time: None,
                rating: None,
                solved: None,
            },
        }
    }

    #[test]
    fn an_open_and_late_letter_stands_below_the_line_of_what_is_on_time() {
        let mut answered = letter("1", State::Closed);
        answered.counted.answered_on = Some(date(2026, 11, 5));
        answered.counted.working_days = Some(3);
        answered.counted.on_time = Some(true);
        let (units, all) = count_units(&[answered, letter("2", State::Handling)], UnitsBy::Office, TODAY);
        assert_eq!(units.len(), 1);
        let wanted = [(Measure::OnTime, 1), (Measure::Due, 2), (Measure::Overdue, 1), (Measure::Within5, 1)];
        for (measure, count) in wanted {
            assert_eq!(all.count(measure), count, "{}", measure.as_str());
        }
        assert_eq!(all.oldest_open, Some(("2".to_owned(), date(2026, 11, 2))));
    }

    #[test]
    fn units_stand_in_the_order_of_their_ids_and_never_of_their_figures() {
        let of = |no: &str, office: Option<&str>| {
            let mut letter = letter(no, State::Handling);
            letter.counted.office = office.map(str::to_owned);
            letter
        };
        let letters =
            [of("1", Some("nongye")), of("2", None), of("3", Some("caizheng")), of("4", Some("nongye"))];
        let (units, _) = count_units(&letters, UnitsBy::Office, TODAY);
        let ids: Vec<_> = units.iter().map(|one| one.unit.as_deref()).collect();
        assert_eq!(ids, [None, Some("caizheng"), Some("nongye")]);
    }

    proptest! {
        #[test]
        fn every_figure_is_that_of_the_public_count_and_units_sum_up_to_all(
            letters in prop::collection::vec((0_usize..15, 0_usize..4, 0_usize..7, 0_u32..25, any::<bool>()), 0..60)
        ) {
            let letters: Vec<UnitLetter> = letters
                .into_iter()
                .map(|(state, office, rating, days, is_known)| {
                    let mut letter = letter("1", State::ALL[state]);
                    let is_answered = matches!(letter.counted.state, State::Reviewed | State::Closed | State::Merged);
                    letter.was_redone = days % 3 == 0;
                    letter.counted.office = (office > 0).then(|| office.to_string());
                    letter.counted.answered_on = is_answered.then(|| date(2026, 11, 9));
                    letter.counted.working_days = (is_answered && is_known).then_some(days);
                    letter.counted.on_time = is_answered.then_some(days < 6);
                    letter.counted.rating = Rating::ALL.get(rating).copied();
                    letter
                })
                .collect();
            let (units, all) = count_units(&letters, UnitsBy::Office, TODAY);
            for measure in Measure::ALL {
                let sum: u32 = units.iter().map(|one| one.count(*measure)).sum();
                prop_assert_eq!(sum, all.count(*measure), "{}", measure.as_str());
            }
            for one in units.iter().chain([&all]) {
                let total = &one.total;
                let pairs = [
                    (Measure::Received, total.received),
                    (Measure::Valid, total.valid),
                    (Measure::Answered, total.answered),
                    (Measure::Due, total.due()),
                    (Measure::OnTime, total.on_time),
                    (Measure::Overdue, total.overdue),
                    (Measure::Rated, total.rated()),
                    (Measure::Satisfied, total.satisfied()),
                    (Measure::Open, total.valid - total.referred - total.answered),
                ];
                for (measure, public) in pairs {
                    prop_assert_eq!(one.count(measure), public, "{}", measure.as_str());
                }
                let parts = [
                    Measure::Within1,
                    Measure::Within5,
                    Measure::Within10,
                    Measure::Within15,
                    Measure::Over15,
                    Measure::DaysUnknown,
                ];
                let distributed: u32 = parts.iter().map(|part| one.count(*part)).sum();
                prop_assert_eq!(distributed, total.answered, "every answer stands in one part");
            }
        }
    }
}
