//! A line of the file, and the records that it becomes. Deliberately absent: files.

use jiff::civil::Date;
use privacy::Known;
use record::problem::Problem;
use record::{
    Contact, FeedbackScope, PolicyDocument, PolicyExplanation, PublicKind, PublicRecord, PublicReply,
    Record as _, Round, Source, is_slug, quoted,
};
use serde::Deserialize;

use super::units::Units;
use crate::leaks::{Gate, LeakKind};
use crate::markdown;
use crate::roster;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Reply,
    Contact,
    Policy,
}

/// A record of the other system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) slug: String,
    title: String,
    date: Date,
    pub(super) village: String,
    category: String,
    pub(super) office: String,
    #[serde(rename = "ref")]
    number: String,
    body: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    pub(super) phone: String,
    #[serde(default)]
    duty: String,
    #[serde(default)]
    pub(super) hours: String,
    /// Where it stands in the file.
    #[serde(skip)]
    pub(super) at: usize,
}

impl Line {
    /// Reads a line and tries whether its records can be read back.
    pub(super) fn parse(file: &str, at: usize, text: &str, today: Date) -> Result<Self, Vec<Problem>> {
        let problem = |what: String, do_this: &str| Problem::new(file, what, do_this).at(Some(at));
        let mut line: Self = serde_json::from_str(text).map_err(|error| {
            let column = error.column();
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or(&what);
            vec![problem(
                format!("第 {column} 字节处读不懂：{what}"),
                "一行一条 JSON 记录，对照说明检查项名、引号和日期",
            )]
        })?;
        line.at = at;
        let mut problems = Vec::new();
        if !is_slug(&line.slug) {
            problems
                .push(problem(format!("slug “{}” 不能用在网址里", line.slug), "只用小写字母、数字和短横线"));
        }
        for (key, value) in [
            ("title", &line.title),
            ("village", &line.village),
            ("office", &line.office),
            ("category", &line.category),
            ("body", &line.body),
        ] {
            if value.trim().is_empty() {
                problems.push(problem(format!("{key} 是空的"), "补上，或者删掉这一行"));
            }
        }
        if line.date > today {
            problems.push(problem(
                format!("date {} 还没有到", line.date),
                "写已经过去的日期；以后才公开的，到时候再导入",
            ));
        }
        let is_unit = [&line.village, &line.office].contains(&&line.name);
        if line.kind == Kind::Contact && (is_unit || !roster::is_name(&line.name)) {
            problems.push(problem(
                format!("name “{}”不是一个人的姓名，或者还写了别的", line.name),
                "一行一个人，name 只写姓名；空缺的、已经离开的，删掉这一行",
            ));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        // What the record's own reader refuses is told at this line; its remedy is the same.
        let mut units = Units::default();
        units.learn(&line);
        let read = match line.kind {
            Kind::Reply => PublicRecord::parse(&source(&line.reply(&units, 1).to_text())).err(),
            Kind::Contact => Contact::parse(&source(&line.contact(&units, 1))).err(),
            Kind::Policy => PolicyDocument::parse(&source(&line.document()))
                .err()
                .or_else(|| PolicyExplanation::parse(&source(&line.policy(&units))).err()),
        };
        if let Some(found) = read {
            return Err(found.into_iter().map(|one| problem(one.what, &one.do_this)).collect());
        }
        let leaks: Vec<Problem> = line
            .leaks()
            .map(|(key, leak)| {
                problem(
                    format!("{key} 里有{leak}，网站检查时会拦下来"),
                    "从这一项里删掉；确实要公开的，导入以后再写",
                )
            })
            .collect();
        if leaks.is_empty() { Ok(line) } else { Err(leaks) }
    }

    /// Numbers of persons that the gate would refuse on a page. Names are left to it: who is in duty is known only when all
    /// lines are read.
    fn leaks(&self) -> impl Iterator<Item = (&'static str, LeakKind)> {
        let known = Known::default();
        let gate = Gate { known: &known, allowed: &[], hashed: None };
        let texts = [
            ("title", &self.title),
            ("ref", &self.number),
            ("body", &self.body),
            ("post", &self.post),
            ("duty", &self.duty),
            ("hours", &self.hours),
        ];
        let mut found: Vec<(&'static str, LeakKind)> = Vec::new();
        for (key, text) in texts {
            found.extend(gate.read_text(text).into_iter().map(|leak| (key, leak)));
        }
        found.into_iter().filter(|(_, leak)| *leak != LeakKind::Personal(privacy::Kind::PersonName))
    }

    pub(super) fn path(&self, folder: &str) -> String {
        format!("{folder}/{}.md", self.slug)
    }

    /// The reply with a number of this system: the year, and which reply of the file it is.
    pub(super) fn reply(&self, units: &Units, count: usize) -> PublicRecord {
        let (letter, answer) = split(&self.body);
        let letter = if letter.is_empty() { self.title.clone() } else { letter };
        PublicRecord::Reply(PublicReply {
            submission_no: format!("{:04}-{:04}-{:04}", self.date.year(), count / 10_000, count % 10_000),
            title: self.title.clone(),
            kind: PublicKind::Inquiry,
            topic: self.category.clone(),
            village: Some(units.village(&self.village)),
            office: units.office(&self.office),
            scope: FeedbackScope::Village,
            received_on: self.date,
            replied_on: self.date,
            published_at: self.date.at(9, 0, 0, 0),
            working_days: None,
            updated: None,
            round: Round::First,
            policies: Vec::new(),
            letters: 1,
            rating: None,
            kept: Vec::new(),
            letter,
            answer: answer.to_owned(),
        })
    }

    pub(super) fn contact(&self, units: &Units, order: usize) -> String {
        let duties: Vec<String> = self.duty.split('、').filter(|duty| !duty.is_empty()).map(quoted).collect();
        format!(
            "+++\nname = {}\npost = {}\nlevel = \"township\"\noffice = {}\nvillages = [{}]\nphone = {}\n\
             duties = [{duties}]\ntopics = [{duties}]\nduty_hours = {}\nverified_on = {}\norder = {order}\n+++\n\n{}",
            quoted(&self.name),
            quoted(&self.post),
            quoted(&units.office(&self.office)),
            quoted(&units.village(&self.village)),
            quoted(&self.phone),
            quoted(&self.hours),
            self.date,
            self.body,
            duties = duties.join(", "),
        )
    }

    pub(super) fn document(&self) -> String {
        format!(
            "+++\ntitle = {}\nnumber = {}\nissued_by = {}\nissued_on = {day}\neffective_on = {day}\nstatus = \"in_force\"\n+++\n",
            quoted(&self.title),
            quoted(&self.number),
            quoted(&self.office),
            day = self.date,
        )
    }

    pub(super) fn policy(&self, units: &Units) -> String {
        let summary: String = markdown::to_plain(&self.body).chars().take(80).collect();
        format!(
            "+++\ntitle = {}\nsummary = {}\ndocument = {}\nexplained_by = {}\npublished_at = \"{} 09:00\"\ntopics = [{}]\n+++\n\n{}",
            quoted(&self.title),
            quoted(&summary),
            quoted(&self.slug),
            quoted(&units.office(&self.office)),
            self.date,
            quoted(&self.category),
            self.body,
        )
    }
}

fn source(text: &str) -> Source<'_> {
    Source { file: "", text }
}

/// The letter, as plain text, and the answer: the second heading begins it. A text with fewer is an answer
/// alone.
fn split(body: &str) -> (String, &str) {
    let headings: Vec<usize> = body
        .match_indices("## ")
        .map(|(at, _)| at)
        .filter(|at| *at == 0 || body[..*at].ends_with('\n'))
        .collect();
    let [_, second, ..] = headings[..] else { return (String::new(), body) };
    let letter = body[..second].lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    (markdown::to_lines(letter.trim()).replace('\n', "\n\n"), &body[second..])
}
