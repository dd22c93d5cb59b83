//! Counts a year's letters for the public. Pure: letters in, figures out.
//!
//! Definitions, printed beside the figures: a letter counts for the month in which it came; merged letters are
//! duplicates, declined ones invalid; on time is over everything that was due, so that a letter left lying makes it
//! worse. Counts of one or two in the parts and among the grades are hidden by the rule of the site's record, and with
//! them whatever would give them away by subtraction.
//! Deliberately absent: which letters there are (`store`), and rates (the site makes them of the counts).

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use record::{Approvals, Figures, Part, Rating, SMALLEST_SHOWN, Total, WorkCalendar};

use super::{Channel, State, SubmissionKind};

/// What is counted of a letter.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Day of receipt.
    pub received_on: Date,
    /// Its kind.
    pub kind: SubmissionKind,
    /// How it came.
    pub channel: Channel,
    /// The office that leads.
    pub office: Option<String>,
    /// Where it stands.
    pub state: State,
    /// It is about the same matter as an earlier letter, whatever has become of it since.
    pub is_merged: bool,
    /// The last day by which an answer was promised.
    pub due_on: Date,
    /// When the sender could read the answer.
    pub answered_on: Option<Date>,
    /// Working days from receipt to answer; none where a year's working days are not known.
    pub working_days: Option<u32>,
    /// The verdict when it was answered.
    pub on_time: Option<bool>,
    /// The last grade.
    pub rating: Option<Rating>,
    /// Whether the sender said that it is solved.
    pub solved: Option<bool>,
}

impl Counted {
    /// Counts the working days from receipt to answer, where the calendar knows them.
    pub fn count_working_days(&mut self, calendar: &WorkCalendar) {
        self.working_days =
            self.answered_on.and_then(|on| calendar.count_working_days(self.received_on, on).ok());
    }

    pub(super) fn is_valid(&self) -> bool {
        !self.is_merged && !matches!(self.state, State::Declined | State::Withdrawn)
    }

    fn is_referred(&self) -> bool {
        self.state == State::ReferredOut
    }

    pub(super) fn is_answered(&self) -> bool {
        self.is_valid() && !self.is_referred() && self.answered_on.is_some()
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_valid() && !self.is_referred() && self.answered_on.is_none()
    }

    pub(super) fn is_on_time(&self) -> bool {
        self.is_answered() && self.on_time == Some(true)
    }

    pub(super) fn is_rated(&self) -> bool {
        self.is_answered() && self.rating.is_some()
    }

    pub(super) fn is_overdue(&self, at: Date) -> bool {
        self.is_open() && self.due_on < at
    }
}

/// Counts the letters of a year that came up to the end of a month, as they stand at a moment.
#[must_use]
pub fn count_figures(until: Date, counted_at: DateTime, letters: &[Counted]) -> Figures {
    let today = counted_at.date();
    let within: Vec<&Counted> = letters
        .iter()
        .filter(|letter| letter.received_on.year() == until.year() && letter.received_on <= until)
        .collect();
    let by = |id: &dyn Fn(&Counted) -> String| -> BTreeMap<String, Vec<&Counted>> {
        let mut groups: BTreeMap<String, Vec<&Counted>> = BTreeMap::new();
        for letter in &within {
            groups.entry(id(letter)).or_default().push(letter);
        }
        groups
    };
    let mut months: BTreeMap<String, Vec<&Counted>> =
        (1..=until.month()).map(|month| (format!("{}-{month:02}", until.year()), Vec::new())).collect();
    months.extend(by(&|letter| letter.received_on.strftime("%Y-%m").to_string()));
    // In the order of the words; offices by their ids.
    let parts = |groups: BTreeMap<String, Vec<&Counted>>, words: &[&str]| {
        let mut parts: Vec<Part> =
            groups.into_iter().map(|(id, letters)| part(id, &letters, today)).collect();
        parts.sort_by_key(|part| words.iter().position(|word| *word == part.id));
        parts
    };
    let kinds: Vec<&str> = SubmissionKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let channels: Vec<&str> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
    let figures = Figures {
        year: until.year(),
        until,
        counted_at: counted_at.strftime("%Y-%m-%dT%H:%M").to_string(),
        total: total(&within, today),
        months: parts(months, &[]),
        kinds: parts(by(&|letter| letter.kind.as_str().to_owned()), &kinds),
        channels: parts(by(&|letter| letter.channel.as_str().to_owned()), &channels),
        offices: parts(by(&|letter| letter.office.clone().unwrap_or_default()), &[]),
        approvals: Vec::new(),
    };
    figures.without_small_counts()
}

/// Counts approvals by month: the day of each, and the seconds that its page was open. Of one or two in a month nothing
/// is told: how long somebody read one letter is that person's.
#[must_use]
pub fn count_approvals(approvals: &[(Date, i64)]) -> Vec<Approvals> {
    let mut months: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (day, seconds) in approvals {
        let seconds = u32::try_from(*seconds).unwrap_or(u32::MAX);
        months.entry(day.strftime("%Y-%m").to_string()).or_default().push(seconds);
    }
    let counted = months.into_iter().map(|(id, mut seconds)| {
        seconds.sort_unstable();
        let approved = u32::try_from(seconds.len()).ok().filter(|count| *count >= SMALLEST_SHOWN);
        Approvals { id, approved, median_seconds: approved.and_then(|_| percentile(&seconds, 50)) }
    });
    counted.collect()
}

fn count(letters: &[&Counted], wanted: impl Fn(&Counted) -> bool) -> u32 {
    u32::try_from(letters.iter().filter(|letter| wanted(letter)).count()).unwrap_or(u32::MAX)
}

/// Working days of the answers, the shortest first.
fn days(letters: &[&Counted]) -> Vec<u32> {
    let mut days: Vec<u32> = letters
        .iter()
        .filter(|letter| letter.is_answered())
        .filter_map(|letter| letter.working_days)
        .collect();
    days.sort_unstable();
    days
}

/// The nearest rank: the smallest value that so many percent do not exceed.
fn percentile(sorted: &[u32], percent: usize) -> Option<u32> {
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}

/// Counts some letters as they stand on a day.
pub(super) fn total(letters: &[&Counted], today: Date) -> Total {
    let days = days(letters);
    let said = |solved| count(letters, |letter| letter.is_answered() && letter.solved == Some(solved));
    let mut grades = [None; 5];
    for (own, grade) in grades.iter_mut().zip(Rating::ALL) {
        *own = Some(count(letters, |letter| letter.is_answered() && letter.rating == Some(*grade)));
    }
    Total {
        received: count(letters, |_| true),
        valid: count(letters, Counted::is_valid),
        duplicates: count(letters, |letter| letter.is_merged && letter.state != State::Withdrawn),
        invalid: count(letters, |letter| letter.state == State::Declined),
        withdrawn: count(letters, |letter| letter.state == State::Withdrawn),
        referred: count(letters, Counted::is_referred),
        answered: count(letters, Counted::is_answered),
        on_time: count(letters, Counted::is_on_time),
        overdue: count(letters, |letter| letter.is_overdue(today)),
        median_days: percentile(&days, 50),
        p90_days: percentile(&days, 90),
        days_of: u32::try_from(days.len()).unwrap_or(u32::MAX),
        grades,
        rated: None,
        satisfied: None,
        solved: said(true),
        not_solved: said(false),
    }
}

fn part(id: String, letters: &[&Counted], today: Date) -> Part {
    let all = total(letters, today);
    // How long two letters took is what one of their senders and the office know of the other.
    let of_enough = |days: Option<u32>| days.filter(|_| all.days_of >= SMALLEST_SHOWN);
    Part {
        id,
        received: Some(all.received),
        valid: Some(all.valid),
        answered: Some(all.answered),
        on_time: Some(all.on_time),
        overdue: Some(all.overdue),
        rated: Some(all.rated()),
        satisfied: Some(all.satisfied()),
        median_days: of_enough(all.median_days),
        p90_days: of_enough(all.p90_days),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn letter(state: State) -> Counted {
        Counted {
            received_on: date(2026, 10, 12),
            kind: SubmissionKind::Inquiry,
            channel: Channel::Web,
            office: Some("nongye".into()),
            state,
            is_merged: state == State::Merged,
            due_on: date(2026, 10, 19),
            answered_on: None,
            working_days: None,
            on_time: None,
            rating: None,
            solved: None,
        }
    }

    fn answered(days: u32, on_time: bool, rating: Option<Rating>) -> Counted {
        let answered_on = Some(date(2026, 10, 20));
        Counted {
            answered_on,
            working_days: Some(days),
            on_time: Some(on_time),
            rating,
            ..letter(State::Closed)
        }
    }

    fn counted(letters: &[Counted]) -> Figures {
        count_figures(date(2026, 10, 31), date(2026, 11, 1).at(0, 5, 0, 0), letters)
    }

    /// The vector of the township's rules: 10 = 7 valid + 2 duplicates + 1 invalid.
    #[test]
    fn the_golden_year_is_counted_by_its_definitions() {
        // A duplicate stays one when its sender has an answer too.
        let duplicate = Counted { is_merged: true, ..answered(9, false, Some(Rating::VeryDissatisfied)) };
        let mut letters = vec![letter(State::Merged), duplicate, letter(State::Declined)];
        let grades = [Rating::VerySatisfied, Rating::Satisfied, Rating::Dissatisfied];
        letters.extend(grades.map(|grade| answered(3, true, Some(grade))));
        letters.extend([answered(4, true, None), answered(5, true, None), answered(20, false, None)]);
        letters.push(Counted { due_on: date(2026, 11, 2), ..letter(State::Handling) });
        let figures = counted(&letters);
        let total = &figures.total;
        assert_eq!((total.received, total.valid, total.duplicates, total.invalid), (10, 7, 2, 1));
        assert_eq!((total.answered, total.on_time, total.due()), (6, 5, 6));
        assert_eq!((total.satisfied(), total.rated()), (2, 3));
        assert_eq!(total.grades, [None, None, Some(0), None, None], "one grade is one person's");
        assert_eq!((total.median_days, total.p90_days), (Some(3), Some(20)));
        assert_eq!(Figures::parse("figures/2026.toml", &figures.to_text()), Ok(figures));
    }

    #[test]
    fn approvals_are_told_by_month_and_those_of_one_or_two_are_not() {
        let at = |month, day, seconds| (date(2026, month, day), seconds);
        let told = count_approvals(&[at(9, 1, 5), at(10, 1, 40), at(10, 2, 900), at(10, 3, 95), at(9, 2, 6)]);
        let month =
            |id: &str, approved, median_seconds| Approvals { id: id.into(), approved, median_seconds };
        assert_eq!(told, [month("2026-09", None, None), month("2026-10", Some(3), Some(95))]);
    }

    #[test]
    fn a_letter_left_lying_makes_the_year_worse() {
        let figures = counted(&[answered(3, true, None), letter(State::Handling)]);
        assert_eq!((figures.total.on_time, figures.total.due(), figures.total.overdue), (1, 2, 1));
    }

    #[test]
    fn letters_of_another_year_or_a_later_month_are_not_counted() {
        let later = Counted { received_on: date(2026, 11, 1), ..letter(State::Handling) };
        let before = Counted { received_on: date(2025, 12, 31), ..letter(State::Handling) };
        assert_eq!(counted(&[later, before]).total.received, 0);
    }

    #[test]
    fn a_count_of_one_or_two_is_hidden_and_does_not_follow_from_the_others() {
        let mut letters = vec![letter(State::Handling); 9];
        letters.extend(vec![Counted { office: Some("caizheng".into()), ..letter(State::Handling) }; 4]);
        letters.push(Counted { office: None, ..letter(State::Submitted) });
        let shown: Vec<(String, Option<u32>)> =
            counted(&letters).offices.into_iter().map(|part| (part.id, part.received)).collect();
        let wanted = [(String::new(), None), ("caizheng".into(), None), ("nongye".into(), Some(9))];
        assert_eq!(shown, wanted);
    }

    proptest! {
        #[test]
        fn what_is_counted_is_always_fit_to_be_read(
            letters in prop::collection::vec((0_usize..15, 0_usize..6, 0_u8..4, 1_i8..11, 0_usize..7), 0..60)
        ) {
            let letters: Vec<Counted> = letters
                .into_iter()
                .map(|(state, kind, office, month, rating)| {
                    let state = State::ALL[state];
                    let is_answered = matches!(state, State::Reviewed | State::Closed);
                    Counted {
                        received_on: date(2026, month, 3),
                        kind: SubmissionKind::ALL[kind],
                        office: (office > 0).then(|| office.to_string()),
                        answered_on: is_answered.then(|| date(2026, month, 9)),
                        on_time: is_answered.then_some(rating > 2),
                        working_days: is_answered.then_some(4),
                        rating: Rating::ALL.get(rating).copied(),
                        ..letter(state)
                    }
                })
                .collect();
            let figures = counted(&letters);
            prop_assert_eq!(Figures::parse("figures/2026.toml", &figures.to_text()), Ok(figures.clone()));
            for (_, parts) in figures.tables() {
                for column in 0..7 {
                    let hidden = parts.iter().filter(|part| part.counts()[column].1.is_none()).count();
                    prop_assert!(hidden != 1);
                }
            }
        }
    }

    #[test]
    fn each_letter_is_counted_under_what_became_of_it() {
        let withdrawn_duplicate = Counted { is_merged: true, ..letter(State::Withdrawn) };
        let referred = Counted { answered_on: Some(date(2026, 10, 13)), ..letter(State::ReferredOut) };
        let letters = [
            letter(State::Withdrawn),
            withdrawn_duplicate,
            letter(State::Merged),
            letter(State::Declined),
            referred,
        ];
        let total = counted(&letters).total;
        assert_eq!((total.received, total.valid, total.duplicates), (5, 1, 1));
        assert_eq!((total.invalid, total.withdrawn, total.referred), (1, 2, 1));
        assert_eq!((total.answered, total.overdue), (0, 0), "what belongs to another body is not late here");
    }

    #[test]
    fn a_letter_is_overdue_from_the_day_after_its_last_day() {
        let due_on = |day| Counted { due_on: date(2026, day, 1), ..letter(State::Handling) };
        assert_eq!(counted(&[due_on(11)]).total.overdue, 0, "counted on the first of November");
        assert_eq!(counted(&[due_on(10)]).total.overdue, 1);
        assert_eq!(counted(&[answered(30, false, None)]).total.overdue, 0, "late, and answered");
    }

    #[test]
    fn what_senders_say_counts_once_they_have_an_answer() {
        let said = |solved, letter: Counted| Counted { solved: Some(solved), ..letter };
        let letters = [
            said(true, answered(3, true, None)),
            said(true, answered(3, true, None)),
            said(false, answered(3, true, None)),
            said(true, letter(State::Handling)),
        ];
        let total = counted(&letters).total;
        assert_eq!((total.solved, total.not_solved), (2, 1));
    }

    #[test]
    fn a_percentile_is_the_nearest_rank() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[7], 50), Some(7));
        assert_eq!(percentile(&[1, 2], 50), Some(1));
        assert_eq!(percentile(&[1, 2, 3], 50), Some(2));
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 90), Some(10));
    }

    #[test]
    fn parts_stand_in_the_order_of_their_words_and_every_month_is_there() {
        let of = |kind, channel| Counted { kind, channel, ..letter(State::Handling) };
        let mut letters = vec![of(SubmissionKind::Thanks, Channel::Counter); 3];
        letters.extend(vec![of(SubmissionKind::Inquiry, Channel::Phone); 3]);
        letters.extend(vec![of(SubmissionKind::Complaint, Channel::Web); 3]);
        let figures = counted(&letters);
        let ids = |parts: &[Part]| parts.iter().map(|part| part.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&figures.kinds), ["inquiry", "complaint", "thanks"]);
        assert_eq!(ids(&figures.channels), ["web", "phone", "counter"]);
        assert_eq!(figures.months.len(), 10);
        assert_eq!((figures.months[9].id.as_str(), figures.months[9].received), ("2026-10", Some(9)));
        assert_eq!((figures.months[0].id.as_str(), figures.months[0].received), ("2026-01", Some(0)));
        assert_eq!(figures.counted_at, "2026-11-01T00:05");
    }

    #[test]
    fn how_long_answers_took_is_told_of_three_and_not_of_two() {
        let days = |answers: usize| {
            let mut letters = vec![letter(State::Handling); 5];
            letters.extend(vec![Counted { office: Some("caizheng".into()), ..letter(State::Handling) }; 5]);
            letters.extend(vec![answered(4, true, None); answers]);
            let figures = counted(&letters);
            let office = figures.offices.iter().find(|part| part.id == "nongye").expect("it has letters");
            (office.median_days, office.p90_days)
        };
        assert_eq!(days(3), (Some(4), Some(4)));
        assert_eq!(days(2), (None, None));
    }
}
