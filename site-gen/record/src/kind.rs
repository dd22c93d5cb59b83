//! What every record that people write has in common: one file in the folder of its kind, an address, days on
//! the site, and records that it names. The kinds are listed in `kinds`.
//!
//! Deliberately absent: public replies, which only the mailbox writes, and how a kind looks
//! (`site-gen/src/render`).

use std::cmp::Ordering;
use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use super::schedule::{Schedule, Times};
use super::source::Source;

/// A part of the site with a list of its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// In message keys and in the marks of the search index.
    pub word: &'static str,
    /// What addresses of its pages begin with, relative to the root; empty for plain pages.
    pub path: &'static str,
    /// The main navigation leads to its list.
    pub in_navigation: bool,
    /// It can be subscribed to: its entries are news, and the home page shows them.
    pub has_feed: bool,
}

/// What all records of a kind have in common.
#[derive(Debug)]
pub struct Kind {
    /// What `site-gen new` calls it.
    pub word: &'static str,
    /// The folder of its files in the content.
    pub folder: &'static str,
    /// Where it stands on the site.
    pub column: Column,
    /// Keys that must not be left empty.
    pub required: &'static [&'static str],
    /// The text that a new record begins with, as of a day.
    pub beginning: fn(Date) -> String,
    /// By which limit of `site.toml` its column grows old; none when it does not.
    pub limit: Option<AgeLimit>,
    /// Where the yearly report counts it; none where it does not.
    pub report: Option<ReportLine>,
}

/// A limit in `[limits]` of `site.toml`: days within which something in a column must be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgeLimit {
    /// `news_days`.
    News,
    /// `column_days`.
    Column,
    /// `contact_stale_days`.
    Contacts,
}

/// A line of the yearly report of government sites (国办函〔2018〕12号).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportLine {
    /// 概况类信息更新量.
    Overview,
    /// 政务动态信息更新量.
    News,
    /// 信息公开目录信息更新量.
    Catalogue,
    /// 解读信息发布总数.
    Explanations,
}

/// Something that a record names and that must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The key that names it.
    pub key: &'static str,
    /// What is named.
    pub target: Target<'a>,
}

/// What a record can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A village by its id.
    Village(&'a str),
    /// An office by its id.
    Office(&'a str),
    /// A policy document by its slug. One that is not public yet will be there.
    Document(&'a str),
    /// A policy document that must be public no later than what names it.
    PublicDocument(&'a str),
    /// A public reply by the number of its letter.
    Reply(&'a str),
}

/// What is wrong with a record on a day, whatever its file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key at fault.
    pub key: &'static str,
    /// What is wrong.
    pub what: String,
    /// The remedy.
    pub do_this: &'static str,
}

/// A file that is given out with a text. It stands in the folder of the record's name.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name in that folder.
    pub file: String,
    /// What residents read.
    pub title: String,
}

/// A record that people write.
pub trait Record: fmt::Debug + Send + Sync {
    /// What it has in common with others.
    fn kind(&self) -> &'static Kind;

    /// Its file's name without the ending: its name in addresses.
    fn slug(&self) -> &str;

    /// What its page is called.
    fn title(&self) -> &str;

    fn body(&self) -> &str;

    /// Addresses at which it stood before, relative to the root.
    fn aliases(&self) -> &[String];

    /// What its author wrote down about its time.
    fn times(&self) -> Times;

    /// Takes in what stands in no key: the file's name and the text below the front matter.
    fn set_place(&mut self, slug: &str, body: &str);

    /// The order of the kind's list.
    fn compare(&self, other: &Self) -> Ordering
    where
        Self: Sized;

    /// Files that are given out with it.
    fn attachments(&self) -> &[Attachment] {
        &[]
    }

    /// What it names.
    fn references(&self) -> Vec<Reference<'_>> {
        Vec::new()
    }

    /// What is wrong with it by itself, beyond empty keys and days that contradict each other.
    fn problems(&self, _source: &Source<'_>) -> Vec<Problem> {
        Vec::new()
    }

    /// What is wrong with it on a day.
    fn faults_on(&self, _today: Date) -> Vec<Fault> {
        Vec::new()
    }

    /// The day by which readers look for it, for the years of the search; none when it has no such day.
    fn day(&self) -> Option<Date> {
        Some(self.times().published_at.date())
    }

    /// When it is on the site.
    fn schedule(&self) -> Schedule {
        self.times().schedule()
    }

    /// The moment of its last change, by the wall clock of Shanghai: what its author wrote down. The file's
    /// own time is another one on every machine, and what the last build knew is no source.
    fn changed_at(&self) -> DateTime {
        let times = self.times();
        times.updated.map_or(times.published_at, |at| at.max(times.published_at))
    }

    /// Its file, relative to the content.
    fn file(&self) -> String {
        format!("{}/{}.md", self.kind().folder, self.slug())
    }

    /// Reads a record.
    ///
    /// # Errors
    /// Every problem of the file itself; what it names is looked up when all files are read.
    fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>>
    where
        Self: DeserializeOwned,
    {
        let (mut record, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        record.set_place(source.slug(), body);
        let mut problems = source.empty(record.kind().required);
        problems.extend(source.unseen());
        problems.extend(record.times().problems(source));
        problems.extend(record.problems(source));
        if problems.is_empty() { Ok(record) } else { Err(problems) }
    }
}
