//! What the mailbox counted for a year: counts and nothing else. The service writes the file, the site shows
//! it and refuses it when its sums do not agree.
//!
//! A hidden count is not in the file: what is small enough to point at somebody never leaves the service.
//! Which counts those are is said in one place (`disclosure_control`), for who writes and who reads.
//! Deliberately absent: rates, which follow from the counts (`render::figures`), and any letter.

mod agreement;
mod disclosure_control;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::toml_error::toml_problem;
use crate::problem::Problem;

/// A count below this, and above nothing, is hidden in a part: it would speak of one or two letters.
pub const SMALLEST_SHOWN: u32 = 3;

/// The figures of the letters that a year received, as they stood at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The year in which the letters came.
    pub year: i16,
    /// The last day whose letters are counted: the end of a month.
    pub until: Date,
    /// When they were counted, Shanghai wall clock to the minute.
    pub counted_at: String,
    /// All of them.
    pub total: Total,
    /// By month of receipt.
    #[serde(default, rename = "month")]
    pub months: Vec<Part>,
    /// By kind of letter.
    #[serde(default, rename = "kind")]
    pub kinds: Vec<Part>,
    /// By the way they came.
    #[serde(default, rename = "channel")]
    pub channels: Vec<Part>,
    /// By the office that leads.
    #[serde(default, rename = "office")]
    pub offices: Vec<Part>,
    /// Public texts that were approved, by the month of their approval.
    #[serde(default, rename = "approval", skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approvals>,
}

/// The public texts that were approved in a month, and how long they were read before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approvals {
    /// `2026-10`.
    pub id: String,
    /// How many; missing when it is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<u32>,
    /// Half of them were read for no longer, in seconds from opening the page; only with a count that is
    /// shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_seconds: Option<u32>,
}

/// All letters of the year. `received` is the sum of valid ones, duplicates, invalid ones and withdrawn ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Total {
    /// 收到.
    pub received: u32,
    /// 有效: neither merged, declined nor taken back.
    pub valid: u32,
    /// 重复: merged into an earlier letter.
    pub duplicates: u32,
    /// 不予受理.
    pub invalid: u32,
    /// 写信人撤回.
    pub withdrawn: u32,
    /// 转出: of the valid ones, those that another body answers.
    pub referred: u32,
    /// 已答复: of the valid ones, those whose sender can read the answer.
    pub answered: u32,
    /// 按期: of these, by the promised day.
    pub on_time: u32,
    /// 超期未答复: open, and the promised day has passed.
    pub overdue: u32,
    /// Half of the answers took no more working days; none without answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u32>,
    /// Nine of ten answers took no more working days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90_days: Option<u32>,
    /// On how many answers the two rest: those in years whose working days are known.
    pub days_of: u32,
    /// Answers by grade, from the best to the worst; those of one or two people are hidden (`"*"` in the
    /// file).
    #[serde(with = "disclosure_control::stars")]
    pub grades: [Option<u32>; 5],
    /// Answers that were rated. Older files have none: then no grade is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<u32>,
    /// Those with one of the three best grades. As [`Self::rated`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<u32>,
    /// Answers whose sender said that the matter is solved.
    pub solved: u32,
    /// Answers whose sender said that it is not.
    pub not_solved: u32,
}

/// The letters of one month, kind, channel or office. A count that is missing is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// `2026-10`, a word of the kinds or channels, an office's id; empty for letters that no office has yet.
    pub id: String,
    /// 收到.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<u32>,
    /// 有效.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<u32>,
    /// 已答复.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<u32>,
    /// 按期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_time: Option<u32>,
    /// 超期未答复.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<u32>,
    /// 已评价.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<u32>,
    /// 满意: the three best grades.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<u32>,
    /// As in [`Total`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_days: Option<u32>,
    /// As in [`Total`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p90_days: Option<u32>,
}

/// A rate in tenths of a percent, rounded half up. Nothing is a rate of nothing. Whoever shows a rate shows this one, so that site,
/// desk and file agree.
#[must_use]
pub fn rate_in_tenths(n: u32, of: u32) -> Option<u64> {
    let (n, of) = (u64::from(n), u64::from(of));
    (n * 2000 + of).checked_div(of * 2)
}

impl Total {
    /// Answers that were rated.
    #[must_use]
    pub fn rated(&self) -> u32 {
        self.rated.unwrap_or_else(|| self.grades.iter().flatten().sum())
    }

    /// Those with one of the three best grades.
    #[must_use]
    pub fn satisfied(&self) -> u32 {
        self.satisfied.unwrap_or_else(|| self.grades[..3].iter().flatten().sum())
    }

    /// 应答复: answered, or open although the promised day has passed. The rate of what was answered in time
    /// is over these, so that leaving a letter lie never makes it better.
    #[must_use]
    pub fn due(&self) -> u32 {
        self.answered + self.overdue
    }
}

impl Part {
    /// As [`Total::due`]; none when one of the two is hidden.
    #[must_use]
    pub fn due(&self) -> Option<u32> {
        Some(self.answered? + self.overdue?)
    }

    /// The counts, each with its name in the file.
    #[must_use]
    pub fn counts(&self) -> [(&'static str, Option<u32>); 7] {
        [
            ("received", self.received),
            ("valid", self.valid),
            ("answered", self.answered),
            ("on_time", self.on_time),
            ("overdue", self.overdue),
            ("rated", self.rated),
            ("satisfied", self.satisfied),
        ]
    }

    /// The same counts, to be changed.
    pub fn counts_mut(&mut self) -> [&mut Option<u32>; 7] {
        [
            &mut self.received,
            &mut self.valid,
            &mut self.answered,
            &mut self.on_time,
            &mut self.overdue,
            &mut self.rated,
            &mut self.satisfied,
        ]
    }
}

impl Figures {
    /// Reads a file of `figures/`.
    ///
    /// # Errors
    /// What is not readable, and every sum that does not agree.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let figures: Self =
            toml::from_str(text).map_err(|error| vec![toml_problem(file, text, 0, &error)])?;
        let problems = figures.problems(file, text);
        if problems.is_empty() { Ok(figures) } else { Err(problems) }
    }

    /// The one written form.
    #[must_use]
    pub fn to_text(&self) -> String {
        toml::to_string(self).expect("counts, words and days")
    }

    /// The same without what must not be told.
    #[must_use]
    pub fn without_small_counts(mut self) -> Self {
        disclosure_control::hide_small_counts(&mut self);
        self
    }

    /// A written form that an earlier version made, without what must not be told today. What cannot be read
    /// stays as it is: the site refuses it.
    #[must_use]
    pub fn rewrite(text: &str) -> String {
        toml::from_str::<Self>(text)
            .map_or_else(|_| text.to_owned(), |figures| figures.without_small_counts().to_text())
    }

    /// The year's four tables.
    #[must_use]
    pub fn tables(&self) -> [(&'static str, &[Part]); 4] {
        [
            ("month", &self.months),
            ("kind", &self.kinds),
            ("channel", &self.channels),
            ("office", &self.offices),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: &str, counts: [Option<u32>; 7]) -> Part {
        let mut part = Part { id: id.into(), ..Part::default() };
        for (own, count) in part.counts_mut().into_iter().zip(counts) {
            *own = count;
        }
        part
    }

    fn figures() -> Figures {
        let all = [Some(10), Some(7), Some(6), Some(5), Some(0), Some(3), Some(3)];
        Figures {
            year: 2026,
            until: "2026-10-31".parse().expect("a day"),
            counted_at: "2026-11-01T00:05".into(),
            total: Total {
                received: 10,
                valid: 7,
                duplicates: 2,
                invalid: 1,
                answered: 6,
                on_time: 5,
                days_of: 6,
                median_days: Some(3),
                p90_days: Some(9),
                grades: [Some(3), Some(0), Some(0), Some(0), Some(0)],
                rated: Some(3),
                satisfied: Some(3),
                ..Total::default()
            },
            months: vec![part("2026-10", all)],
            kinds: vec![part("inquiry", all)],
            channels: vec![part("web", all)],
            offices: vec![part("nongye", all)],
            approvals: Vec::new(),
        }
    }

    #[test]
    fn what_was_written_reads_back() {
        let text = figures().to_text();
        assert_eq!(Figures::parse("figures/2026.toml", &text), Ok(figures()));
    }

    #[test]
    fn sums_that_do_not_agree_are_all_named() {
        let mut wrong = figures();
        wrong.total.valid = 8;
        wrong.kinds[0].answered = Some(9);
        wrong.offices[0].rated = Some(2);
        let problems = Figures::parse("figures/2026.toml", &wrong.to_text()).expect_err("three faults");
        let all: String = problems.iter().map(ToString::to_string).collect();
        for part in ["收到的不等于有效", "kind 表里 answered", "office 表里 rated 一列有小于 3"]
        {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    fn refused(change: impl FnOnce(&mut Figures)) -> String {
        let mut wrong = figures();
        change(&mut wrong);
        let problems = Figures::parse("figures/2026.toml", &wrong.to_text()).expect_err("a fault");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn parts_that_contradict_themselves_are_refused() {
        let by_office = |counts: [[u32; 7]; 2]| {
            let parts = counts.map(|counts| counts.map(Some));
            move |wrong: &mut Figures| {
                wrong.offices = vec![part("nongye", parts[0]), part("zonghe", parts[1])]
            }
        };
        for (counts, what) in [
            ([[3, 7, 6, 5, 0, 3, 3], [7, 0, 0, 0, 0, 0, 0]], "“nongye”的 valid 比 received 还多"),
            ([[7, 3, 6, 5, 0, 3, 3], [3, 4, 0, 0, 0, 0, 0]], "“nongye”的 answered 比 valid 还多"),
            ([[7, 4, 3, 5, 0, 3, 3], [3, 3, 3, 0, 0, 0, 0]], "“nongye”的 on_time 比 answered 还多"),
            ([[7, 4, 0, 0, 0, 3, 3], [3, 3, 6, 5, 0, 0, 0]], "“nongye”的 rated 比 answered 还多"),
            ([[7, 4, 3, 5, 0, 0, 3], [3, 3, 3, 0, 0, 3, 0]], "“nongye”的 satisfied 比 rated 还多"),
        ] {
            let told = refused(by_office(counts));
            assert!(told.contains(what), "{what}: {told}");
        }
    }

    #[test]
    fn parts_that_nobody_knows_and_parts_that_stand_twice_are_refused() {
        for (told, what) in [
            (refused(|wrong| wrong.kinds[0].id = "petition".into()), "kind 表里不认识“petition”"),
            (refused(|wrong| wrong.channels[0].id = "fax".into()), "channel 表里不认识“fax”"),
            (refused(|wrong| wrong.offices[0].id = "农业".into()), "office 表里不认识“农业”"),
            (refused(|wrong| wrong.months[0].id = "2026-11".into()), "month 表里不认识“2026-11”"),
            (refused(|wrong| wrong.months.push(part("2026-10", [Some(0); 7]))), "“2026-10”有两行"),
        ] {
            assert!(told.contains(what), "{what}: {told}");
        }
    }

    #[test]
    fn a_count_that_is_hidden_alone_follows_from_the_total_and_is_refused() {
        let told = refused(|wrong| wrong.offices[0].rated = None);
        assert!(told.contains("office 表里 rated 一列只藏了一个数"), "{told}");
        let told = refused(|wrong| wrong.total.grades = [None, Some(0), Some(0), Some(0), Some(0)]);
        assert!(told.contains("各档评价里只藏了一个数"), "{told}");
        let told = refused(|wrong| wrong.total.grades = [Some(1), Some(2), Some(0), Some(0), Some(0)]);
        assert!(told.contains("各档评价里有小于 3 的数"), "{told}");
    }

    #[test]
    fn what_an_earlier_version_wrote_is_written_again_without_small_grades() {
        let old = figures().to_text().replace("grades = [3, 0, 0, 0, 0]", "grades = [1, 1, 1, 0, 0]");
        let old = old.replacen("rated = 3\nsatisfied = 3\n", "", 1);
        assert!(Figures::parse("figures/2026.toml", &old).is_err());
        let new = Figures::rewrite(&old);
        let read = Figures::parse("figures/2026.toml", &new).expect("fit to be read");
        assert_eq!((read.total.grades, read.total.rated()), ([None, None, None, Some(0), Some(0)], 3));
        assert_eq!(Figures::rewrite(&new), new, "twice changes nothing");
        assert_eq!(Figures::rewrite("?"), "?");
    }

    #[test]
    fn approvals_of_one_or_two_are_not_in_the_file() {
        let approvals = |approved, median_seconds| {
            let one = Approvals { id: "2026-10".into(), approved, median_seconds };
            Figures { approvals: vec![one], ..figures() }
        };
        for fit in [approvals(Some(3), Some(95)), approvals(None, None)] {
            assert_eq!(Figures::parse("figures/2026.toml", &fit.to_text()), Ok(fit));
        }
        for unfit in [approvals(Some(2), Some(95)), approvals(Some(1), None), approvals(None, Some(95))] {
            assert!(Figures::parse("figures/2026.toml", &unfit.to_text()).is_err(), "{unfit:?}");
        }
    }

    #[test]
    fn a_hidden_count_is_not_in_the_file() {
        let mut hidden = figures();
        let none = part("zonghe", [Some(0), Some(0), Some(0), Some(0), Some(0), None, Some(0)]);
        hidden.offices.push(none);
        hidden.offices[0].rated = None;
        assert!(!hidden.to_text().split("[[office]]").nth(1).expect("a table").contains("rated"));
        assert_eq!(Figures::parse("figures/2026.toml", &hidden.to_text()), Ok(hidden));
    }
}
