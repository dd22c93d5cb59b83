//! 民情受理台账 and what else leaves the desk as a table: which files there are, in which form, and of which months.
//!
//! Deliberately absent: who may take them (`rights`), and how a file is written (the service).

use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};
use privacy::{Kind, Known, scan};
use record::words;

use super::act::Act;
use super::deadline::shanghai_midnight;
use super::figures::Counted;

words! {
    /// A file that leaves the desk.
    Export {
        /// 督查月报.
        Supervision => "supervision",
        /// 民情受理台账.
        Ledger => "ledger",
        /// 超期未答: valid, open, and the promised day is past.
        Overdue => "overdue",
        /// 走访: which visits there were, without what was said on them.
        Visits => "visits",
        /// 日志: what belongs to no letter.
        Log => "log",
    }
}

impl Export {
    /// What somebody must be allowed who takes it.
    #[must_use]
    pub const fn act(self) -> Act {
        match self {
            Self::Supervision => Act::ReadSupervision,
            Self::Ledger | Self::Overdue | Self::Visits => Act::ExportLedger,
            Self::Log => Act::ExportLog,
        }
    }
}

words! {
    /// The form of such a file.
    TableFormat {
        /// For WPS, Excel and LibreOffice.
        Xlsx => "xlsx",
        /// For programs.
        Csv => "csv",
    }
}

impl TableFormat {
    /// What a browser is told.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A line of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Letter number.
    pub submission_no: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Title, as it stands.
    pub title: String,
    /// The letter.
    pub text: String,
    /// Village id.
    pub village: Option<String>,
    /// The sender left something to be reached by.
    pub has_contact: bool,
    /// The promise was extended in this round.
    pub is_extended: bool,
    /// It was opened again.
    pub was_reopened: bool,
    /// Why it was declined, referred or merged; else the answer that its sender can read.
    pub result: Option<String>,
    /// The day on which it was closed.
    pub closed_on: Option<Date>,
    /// What is counted of it.
    pub counted: Counted,
}

/// In the place of what may lead to a person.
const MASK: &str = "＊＊";

/// The beginning of a text as it may leave the desk: at most so many characters, and a mask over each place that may lead to a
/// person. What is masked is found by rules alone: it keeps a telephone number out of a file that is handed round, and makes no text fit
/// to be published. Characters that only may be a name stay: a ledger full of masks says nothing.
#[must_use]
pub fn masked_beginning(text: &str, most: usize, known: &Known) -> String {
    let end_of = |count: usize, text: &str| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    // A number that the end would cut in two is still seen whole.
    let read = &text[..end_of(2 * most, text)];
    let (mut masked, mut at) = (String::new(), 0);
    for finding in scan(read, known).into_iter().filter(|finding| finding.kind != Kind::PossibleName) {
        masked.push_str(&read[at..finding.start]);
        masked.push_str(MASK);
        at = finding.end;
    }
    masked.push_str(&read[at..]);
    let line: Vec<&str> = masked.split_whitespace().collect();
    let line = line.join(" ");
    let end = end_of(most, &line);
    if end < line.len() || read.len() < text.len() { format!("{}…", &line[..end]) } else { line }
}

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// That of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Reads `2026-11`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_month = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if !is_month {
            return None;
        }
        format!("{text}-01").parse().ok().map(Self)
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.0
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(Span::new().months(1)))
    }

    /// The one behind.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(Span::new().months(1)))
    }

    /// When it begins, and when the one behind it begins.
    #[must_use]
    pub fn moments(self) -> (Timestamp, Timestamp) {
        (shanghai_midnight(self.0), shanghai_midnight(self.next().0))
    }

    /// It has begun.
    #[must_use]
    pub fn has_begun(self, now: DateTime) -> bool {
        self.0 <= now.date()
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{shanghai_date, shanghai_datetime};
    use super::*;

    #[test]
    fn a_beginning_leaves_without_a_telephone_number_also_where_it_is_cut() {
        let known = Known::default();
        let masked = masked_beginning("路灯坏了，电话14012345678，请派人来看看。", 200, &known);
        assert_eq!(masked, "路灯坏了，电话＊＊，请派人来看看。");
        assert_eq!(masked_beginning("一二三四五六", 4, &known), "一二三四…");
        let cut = masked_beginning("请打电话14012345678谢谢", 8, &known);
        assert!(!cut.contains("140"), "{cut}");
        assert_eq!(masked_beginning("第一行\n第二行", 20, &known), "第一行 第二行");
    }

    #[test]
    fn a_month_reads_back_and_ends_where_the_next_begins() {
        let november = Month::parse("2026-11").expect("a month");
        assert_eq!(november, Month::of(date(2026, 11, 30)));
        assert_eq!(november.to_string(), "2026-11");
        assert_eq!(november.next().next().to_string(), "2027-01");
        assert_eq!(Month::of(date(2027, 1, 31)).previous().to_string(), "2026-12");
        let (from, to) = november.moments();
        assert_eq!(shanghai_datetime(from).to_string(), "2026-11-01T00:00:00");
        assert_eq!(shanghai_date(to), date(2026, 12, 1));
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-11-01", "２０２６-11", "-026-11", "2026/11"]
        {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }
}
