//! What the mailbox counted for a year: counts and nothing else. The service writes the file, the site shows it and
//! refuses it when its sums do not agree.
//!
//! A hidden count is not in the file: what is small enough to point at somebody never leaves the service. Deliberately
//! absent: rates, which follow from the counts (`render::figures`), and any letter.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::refusal::toml_problem;
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
    /// Answers by grade, from the best to the worst.
    pub grades: [u32; 5],
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

impl Total {
    /// Answers that were rated.
    #[must_use]
    pub fn rated(&self) -> u32 {
        self.grades.iter().sum()
    }

    /// Those with one of the three best grades.
    #[must_use]
    pub fn satisfied(&self) -> u32 {
        self.grades[..3].iter().sum()
    }

    /// 应答复: answered, or open although the promised day has passed. The rate of what was answered in time is over
    /// these, so that leaving a letter lie never makes it better.
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

    fn problems(&self, file: &str, text: &str) -> Vec<Problem> {
        let total = &self.total;
        let mut wrong: Vec<(String, String)> = Vec::new();
        let mut hold = |holds: bool, begin: &str, what: String| {
            if !holds {
                wrong.push((begin.to_owned(), what));
            }
        };
        hold(self.until.year() == self.year, "until", format!("截止日 {} 不在 {} 年", self.until, self.year));
        hold(
            self.counted_at.parse::<DateTime>().is_ok_and(|at| at.date() > self.until),
            "counted_at",
            "统计时间应当在截止日以后".to_owned(),
        );
        hold(
            total.received == total.valid + total.duplicates + total.invalid + total.withdrawn,
            "received",
            "收到的不等于有效、重复、不予受理、撤回的和".to_owned(),
        );
        hold(total.answered + total.referred <= total.valid, "valid", "答复和转出的比有效的还多".to_owned());
        hold(total.on_time <= total.answered, "on_time", "按期的比答复的还多".to_owned());
        hold(total.due() + total.referred <= total.valid, "valid", "应答复的比有效的还多".to_owned());
        hold(total.rated() <= total.answered, "grades", "评价的比答复的还多".to_owned());
        hold(
            total.solved + total.not_solved <= total.rated(),
            "solved",
            "说了解决没有的比评价的还多".to_owned(),
        );
        hold(
            total.median_days <= total.p90_days && total.days_of <= total.answered,
            "days_of",
            "用时的数字对不上".to_owned(),
        );
        let of_all = [
            total.received,
            total.valid,
            total.answered,
            total.on_time,
            total.overdue,
            total.rated(),
            total.satisfied(),
        ];
        for (name, parts) in self.tables() {
            for (at, whole) in of_all.into_iter().enumerate() {
                let counts = || parts.iter().map(|part| part.counts()[at].1);
                let shown: u32 = counts().flatten().sum();
                let is_whole = counts().all(|count| count.is_some());
                let begin = format!("[[{name}]]");
                let column = Part::default().counts()[at].0;
                hold(
                    if is_whole { shown == whole } else { shown <= whole },
                    &begin,
                    format!("{name} 表里 {column} 一列加起来是 {shown}，总数是 {whole}"),
                );
                let is_small = |count: u32| (1..SMALLEST_SHOWN).contains(&count);
                hold(
                    !counts().flatten().any(is_small),
                    &begin,
                    format!("{name} 表里 {column} 一列有小于 {SMALLEST_SHOWN} 的数，不能公开"),
                );
            }
        }
        let line = |begin: &str| text.lines().position(|line| line.starts_with(begin)).map(|at| at + 1);
        let problem = |(begin, what): (String, String)| {
            Problem::new(file, what, "这个文件只由信箱程序写；让信箱程序重新统计一次").at(line(&begin))
        };
        wrong.into_iter().map(problem).collect()
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
                grades: [1, 1, 1, 0, 0],
                ..Total::default()
            },
            months: vec![part("2026-10", all)],
            kinds: vec![part("inquiry", all)],
            channels: vec![part("web", all)],
            offices: vec![part("nongye", all)],
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

    #[test]
    fn a_hidden_count_is_not_in_the_file() {
        let mut hidden = figures();
        hidden.offices[0].rated = None;
        assert!(!hidden.to_text().split("[[office]]").nth(1).expect("a table").contains("rated"));
        assert_eq!(Figures::parse("figures/2026.toml", &hidden.to_text()), Ok(hidden));
    }
}
