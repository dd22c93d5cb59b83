//! What must agree within the figures of a year: sums, parts and their wholes, and what is hidden. A file
//! that does not is refused. Deliberately absent: mending.

use jiff::civil::DateTime;

use super::{Figures, Part, SMALLEST_SHOWN, disclosure_control};
use crate::problem::Problem;
use crate::source::is_slug;

/// What letters are counted by: the public kinds, and reports, which are never published.
const KINDS: [&str; 6] = ["inquiry", "complaint", "suggestion", "help_request", "report", "thanks"];

/// The ways in which letters come.
const CHANNELS: [&str; 8] =
    ["web", "phone", "counter", "paper_slip", "home_visit", "liaison", "transferred_in", "imported"];

impl Part {
    /// Shown counts of which one is more than the one that holds it, and the names of the two.
    fn contradictions(&self) -> Vec<(&'static str, &'static str)> {
        let due = self.due();
        let pairs = [
            (("valid", self.valid), ("received", self.received)),
            (("answered", self.answered), ("valid", self.valid)),
            (("answered + overdue", due), ("valid", self.valid)),
            (("on_time", self.on_time), ("answered", self.answered)),
            (("rated", self.rated), ("answered", self.answered)),
            (("satisfied", self.satisfied), ("rated", self.rated)),
            (("median_days", self.median_days), ("p90_days", self.p90_days)),
        ];
        let is_wrong = |less: Option<u32>, more: Option<u32>| less.zip(more).is_some_and(|(l, m)| l > m);
        let wrong = pairs.into_iter().filter(|(less, more)| is_wrong(less.1, more.1));
        wrong.map(|(less, more)| (less.0, more.0)).collect()
    }
}

impl Figures {
    /// Whether a table can have a part of this name. An office may have been closed since: its id stays.
    fn is_known(&self, table: &str, id: &str) -> bool {
        match table {
            "month" => (1..=self.until.month()).any(|month| id == format!("{}-{month:02}", self.year)),
            "kind" => KINDS.contains(&id),
            "channel" => CHANNELS.contains(&id),
            _ => id.is_empty() || is_slug(id),
        }
    }

    /// Every sum that does not agree, and every part that nobody knows.
    pub(super) fn problems(&self, file: &str, text: &str) -> Vec<Problem> {
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
        let holds_grades = |shown: &[Option<u32>], whole: Option<u32>| {
            let sum: u32 = shown.iter().flatten().sum();
            whole.is_some_and(|whole| if shown.contains(&None) { sum <= whole } else { sum == whole })
        };
        let [best, worst] = [&total.grades[..3], &total.grades[3..]];
        hold(
            holds_grades(best, Some(total.satisfied()))
                && holds_grades(worst, total.rated().checked_sub(total.satisfied())),
            "grades",
            "各档评价和评价总数、满意数对不上".to_owned(),
        );
        for shown in [best, worst] {
            let fault = disclosure_control::fault(shown.iter().copied());
            hold(fault.is_none(), "grades", format!("各档评价里{}", fault.unwrap_or_default()));
        }
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
            let begin = format!("[[{name}]]");
            for (at, part) in parts.iter().enumerate() {
                hold(self.is_known(name, &part.id), &begin, format!("{name} 表里不认识“{}”", part.id));
                hold(
                    parts[..at].iter().all(|other| other.id != part.id),
                    &begin,
                    format!("{name} 表里“{}”有两行", part.id),
                );
                for (less, more) in part.contradictions() {
                    hold(false, &begin, format!("{name} 表里“{}”的 {less} 比 {more} 还多", part.id));
                }
            }
            // A table of one part says what the total says; it is left out when it would hide something.
            if parts.is_empty() {
                continue;
            }
            for (at, whole) in of_all.into_iter().enumerate() {
                let counts = || parts.iter().map(|part| part.counts()[at].1);
                let shown: u32 = counts().flatten().sum();
                let is_whole = counts().all(|count| count.is_some());
                let column = Part::default().counts()[at].0;
                hold(
                    if is_whole { shown == whole } else { shown <= whole },
                    &begin,
                    format!("{name} 表里 {column} 一列加起来是 {shown}，总数是 {whole}"),
                );
                let fault = disclosure_control::fault(counts());
                hold(
                    fault.is_none(),
                    &begin,
                    format!("{name} 表里 {column} 一列{}", fault.unwrap_or_default()),
                );
            }
        }
        for (at, month) in self.approvals.iter().enumerate() {
            let is_known = self.is_known("month", &month.id);
            let is_first = self.approvals[..at].iter().all(|other| other.id != month.id);
            hold(is_known && is_first, "[[approval]]", format!("approval 表里“{}”不对", month.id));
            let is_fit =
                month.approved.map_or(month.median_seconds.is_none(), |count| count >= SMALLEST_SHOWN);
            hold(is_fit, "[[approval]]", format!("approval 表里“{}”有小于 3 的数", month.id));
        }
        let line = |begin: &str| text.lines().position(|line| line.starts_with(begin)).map(|at| at + 1);
        let problem = |(begin, what): (String, String)| {
            Problem::new(file, what, "这个文件只由信箱程序写；让信箱程序重新统计一次").at(line(&begin))
        };
        wrong.into_iter().map(problem).collect()
    }
}
