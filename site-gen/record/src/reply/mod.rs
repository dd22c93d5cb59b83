//! 来信选登: a public reply, and the tombstone of one that was withdrawn.
//!
//! This type is the privacy boundary: it has no field for a person, and a report (举报) has no kind here.
//! Whatever becomes public of a letter passes through it. Deliberately absent: who wrote, who handled, and
//! how to reach anybody.

mod fast_parser;

use std::fmt::Write;
use std::path::PathBuf;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::kind::Column;
use super::source::{Source, day, minute, minute_or_none, show_minute};
use super::words;
use crate::problem::Problem;

words! {
    /// What kind of letter. There is no word for a report: those are never published.
    PublicKind {
        /// 咨询.
        Inquiry => "inquiry",
        /// 投诉.
        Complaint => "complaint",
        /// 建议.
        Suggestion => "suggestion",
        /// 求助.
        HelpRequest => "help_request",
        /// 感谢.
        Thanks => "thanks",
    }
}

words! {
    /// How far an answer concerns people (队组, 全村, 全镇).
    FeedbackScope {
        /// 全镇.
        Township => "township",
        /// 全村.
        Village => "village",
        /// 队组.
        Group => "group",
    }
}

words! {
    /// 好差评, five grades.
    Rating {
        /// 非常满意.
        VerySatisfied => "very_satisfied",
        /// 满意.
        Satisfied => "satisfied",
        /// 基本满意.
        FairlySatisfied => "fairly_satisfied",
        /// 不满意.
        Dissatisfied => "dissatisfied",
        /// 非常不满意.
        VeryDissatisfied => "very_dissatisfied",
    }
}

words! {
    /// Which of a case's answers stands on the page: a case can be worked on again, once.
    Round {
        /// The only answer.
        First => "first",
        /// 重新办理中: the first answer, and the case is worked on again since.
        OpenAgain => "open_again",
        /// 已重新办理: the first answer; the sender has another one since, which is not public.
        AnsweredAgain => "answered_again",
        /// 重新办理后的答复: the answer of the second round.
        Second => "second",
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PublicReply {
    /// `YYYY-NNNN-NNNN`.
    pub submission_no: String,
    pub title: String,
    pub kind: PublicKind,
    /// What it is about, in a word or two.
    pub topic: String,
    /// Village id; none is "the township".
    #[serde(default)]
    pub village: Option<String>,
    /// Office id.
    pub office: String,
    /// How far it concerns people.
    pub scope: FeedbackScope,
    /// When the letter came.
    #[serde(deserialize_with = "day")]
    pub received_on: Date,
    /// When the sender had the answer.
    #[serde(deserialize_with = "day")]
    pub replied_on: Date,
    /// When it was published, Shanghai wall clock to the minute.
    #[serde(deserialize_with = "minute")]
    pub published_at: DateTime,
    /// When anything of it changed since, such as the rating or the round.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub updated: Option<DateTime>,
    /// Working days from the letter to the answer; none where no holiday notice is on file.
    #[serde(default)]
    pub working_days: Option<u32>,
    /// Which answer it is.
    #[serde(default = "first_round")]
    pub round: Round,
    /// Slugs of policy explanations.
    #[serde(default)]
    pub policies: Vec<String>,
    /// How many letters it answers.
    pub letters: u32,
    /// The sender's rating.
    #[serde(default)]
    pub rating: Option<Rating>,
    /// What stands in the texts below although it looks like personal data, because a person said why: the
    /// gate lets exactly this pass.
    #[serde(default)]
    pub kept: Vec<String>,
    /// The redacted letter: plain text, paragraphs by blank lines.
    pub letter: String,
    /// The redacted answer, in Markdown.
    #[serde(skip)]
    pub answer: String,
}

impl PublicReply {
    /// Where replies stand on the site.
    pub const COLUMN: Column =
        Column { word: "replies", path: "replies/", in_navigation: true, has_feed: true };
}

/// What stays of a withdrawn reply: that there was one, and since when there is none. Not its title.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Tombstone {
    /// `YYYY-NNNN-NNNN`.
    pub submission_no: String,
    #[serde(deserialize_with = "day")]
    pub withdrawn_on: Date,
    /// When the reply had been published: it keeps its place among the others, so that none of them moves.
    /// Older tombstones do not know it and keep none.
    #[serde(default, deserialize_with = "minute_or_none")]
    pub published_at: Option<DateTime>,
}

const fn first_round() -> Round {
    Round::First
}

/// A file of `replies/`.
#[expect(clippy::large_enum_variant, reason = "nearly every record is a reply")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicRecord {
    Reply(PublicReply),
    /// A tombstone.
    Withdrawn(Tombstone),
}

impl PublicRecord {
    /// The letter number.
    #[must_use]
    pub fn submission_no(&self) -> &str {
        match self {
            Self::Reply(reply) => &reply.submission_no,
            Self::Withdrawn(tombstone) => &tombstone.submission_no,
        }
    }

    /// Where it stands below `replies/`: `2026/2026-4738-2156.md`.
    #[must_use]
    pub fn relative_path(&self) -> PathBuf {
        PathBuf::from(self.path_below())
    }

    /// The same with `/`.
    #[must_use]
    pub fn path_below(&self) -> String {
        let number = self.submission_no();
        format!("{}/{number}.md", number.get(..4).unwrap_or("0000"))
    }

    /// The one written form. Reading it gives the same record back.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::from("+++\n");
        let mut line = |key: &str, value: &dyn std::fmt::Display| {
            writeln!(text, "{key} = {value}").expect("a String takes everything");
        };
        match self {
            Self::Withdrawn(tombstone) => {
                line("submission_no", &quoted(&tombstone.submission_no));
                line("withdrawn_on", &tombstone.withdrawn_on);
                if let Some(at) = tombstone.published_at {
                    line("published_at", &quoted(&show_minute(at)));
                }
                text.push_str("+++\n");
            }
            Self::Reply(reply) => {
                line("submission_no", &quoted(&reply.submission_no));
                line("title", &quoted(&reply.title));
                line("kind", &quoted(reply.kind.as_str()));
                line("topic", &quoted(&reply.topic));
                if let Some(village) = &reply.village {
                    line("village", &quoted(village));
                }
                line("office", &quoted(&reply.office));
                line("scope", &quoted(reply.scope.as_str()));
                line("received_on", &reply.received_on);
                line("replied_on", &reply.replied_on);
                line("published_at", &quoted(&show_minute(reply.published_at)));
                if let Some(at) = reply.updated {
                    line("updated", &quoted(&show_minute(at)));
                }
                if let Some(days) = reply.working_days {
                    line("working_days", &days);
                }
                if reply.round != Round::First {
                    line("round", &quoted(reply.round.as_str()));
                }
                let policies: Vec<String> = reply.policies.iter().map(|slug| quoted(slug)).collect();
                line("policies", &format!("[{}]", policies.join(", ")));
                line("letters", &reply.letters);
                if let Some(rating) = reply.rating {
                    line("rating", &quoted(rating.as_str()));
                }
                if !reply.kept.is_empty() {
                    let kept: Vec<String> = reply.kept.iter().map(|text| quoted(text)).collect();
                    line("kept", &format!("[{}]", kept.join(", ")));
                }
                line("letter", &quoted(&reply.letter));
                text.push_str("+++\n\n");
                text.push_str(&reply.answer);
                text.push('\n');
            }
        }
        text
    }

    /// Reads a file of `replies/`.
    ///
    /// # Errors
    /// Every problem of the file itself.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (front, body) = source.split().map_err(|problem| vec![problem])?;
        let answered = |mut reply: PublicReply| {
            body.strip_suffix('\n').unwrap_or(body).clone_into(&mut reply.answer);
            Self::Reply(reply)
        };
        let record = if let Some(reply) = fast_parser::read(front) {
            answered(reply)
        } else if front.lines().any(|line| line.starts_with("withdrawn_on")) {
            Self::Withdrawn(source.parse().map_err(|problem| vec![problem])?.0)
        } else {
            answered(source.parse().map_err(|problem| vec![problem])?.0)
        };
        let mut problems = Vec::new();
        if !is_submission_no(record.submission_no()) {
            problems.push(source.problem(
                "submission_no",
                "信件编号不是“年份-四位-四位”",
                "照 2026-4738-2156 的样子写",
            ));
        }
        if let Self::Reply(reply) = &record {
            let texts = [&reply.title, &reply.letter, &reply.answer];
            if reply.kept.iter().any(|kept| kept.is_empty() || !texts.iter().any(|text| text.contains(kept)))
            {
                problems.push(source.problem("kept", "kept 里有正文没有的字", "只留正文里真有的，其余删掉"));
            }
            if reply.letters == 0 {
                problems.push(source.problem(
                    "letters",
                    "一封来信也没有答复",
                    "写一共答复了几封来信，至少是 1",
                ));
            }
            if reply.updated.is_some_and(|at| at < reply.published_at) {
                problems.push(source.problem("updated", "最后改动早于公开的时间", "核对两个时间"));
            }
            if reply.replied_on < reply.received_on {
                problems.push(source.problem("replied_on", "答复日期早于来信日期", "核对两个日期"));
            }
            if reply.letter.trim().is_empty()
                || reply.answer.trim().is_empty()
                || reply.title.trim().is_empty()
            {
                problems.push(source.problem("title", "标题、来信或答复是空的", "补上，或者不公开这一件"));
            }
        }
        if problems.is_empty() { Ok(record) } else { Err(problems) }
    }
}

/// A TOML basic string on one line: whatever the text holds, no line of the front matter can look like its
/// fence.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => {
                write!(quoted, "\\u{:04X}", u32::from(c)).expect("a String takes everything");
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn is_submission_no(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == 3
        && groups.iter().all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn reply() -> PublicReply {
        PublicReply {
            submission_no: "2026-4738-2156".into(),
            title: "“路灯”不亮 \\ 怎么办".into(),
            kind: PublicKind::HelpRequest,
            topic: "路灯".into(),
            village: Some("shuikou".into()),
            office: "chengjian".into(),
            scope: FeedbackScope::Township,
            received_on: date(2026, 9, 3),
            replied_on: date(2026, 9, 10),
            published_at: date(2026, 9, 12).at(15, 4, 0, 0),
            updated: Some(date(2026, 10, 8).at(9, 30, 0, 0)),
            working_days: Some(5),
            round: Round::OpenAgain,
            policies: vec!["nongcun-ludeng".into()],
            letters: 1,
            rating: Some(Rating::Satisfied),
            kept: vec!["第二段".into()],
            letter: "第一段\n\n第二段 \"引号\" '''三引号''' \"\"\" +++\n+++\n\\u4e00".into(),
            answer: "您好！\n\n+++ 这不是栅栏\n\n- 一\n- 二".into(),
        }
    }

    fn read_back(record: &PublicRecord) -> Result<PublicRecord, Vec<Problem>> {
        PublicRecord::parse(&Source { file: "replies/x.md", text: &record.to_text() })
    }

    #[test]
    fn what_is_kept_stands_in_the_texts() {
        let other = PublicReply { kept: vec!["别处的字".into()], ..reply() };
        assert_eq!(read_back(&PublicRecord::Reply(other)).expect_err("not in the texts").len(), 1);
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let record = PublicRecord::Reply(reply());
        assert_eq!(read_back(&record), Ok(record.clone()));
        let bare = PublicRecord::Reply(PublicReply {
            village: None,
            updated: None,
            working_days: None,
            round: Round::First,
            rating: None,
            ..reply()
        });
        assert_eq!(read_back(&bare), Ok(bare.clone()));
    }

    #[test]
    fn a_tombstone_holds_no_title() {
        let record = PublicRecord::Withdrawn(Tombstone {
            submission_no: "2026-4738-2156".into(),
            withdrawn_on: date(2026, 10, 1),
            published_at: Some(date(2026, 9, 12).at(15, 4, 0, 0)),
        });
        assert_eq!(read_back(&record), Ok(record.clone()));
        assert!(!record.to_text().contains("title"));
    }

    #[test]
    fn a_report_cannot_be_written_down() {
        let text = PublicRecord::Reply(reply()).to_text().replace("help_request", "report");
        assert!(PublicRecord::parse(&Source { file: "x.md", text: &text }).is_err());
    }

    #[test]
    fn a_field_for_a_person_is_refused() {
        let text = PublicRecord::Reply(reply()).to_text().replacen("topic", "name = \"尉迟翀\"\ntopic", 1);
        let problems = PublicRecord::parse(&Source { file: "x.md", text: &text }).expect_err("no such field");
        assert_eq!(problems[0].line, Some(5));
    }
}
