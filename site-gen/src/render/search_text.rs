//! What of a page is searched, before its Markdown is read: an index that is not made again needs no text.
//! Deliberately absent: the index (`search`).

use record::{Column, DocumentStatus, Record};
use serde::Serialize;

use crate::markdown;
use crate::messages::Messages;
use crate::search::index::Document;
use crate::site::Site;
use crate::urls;

/// A page's title, marks and texts.
#[derive(Debug, Serialize)]
pub(super) struct SearchText {
    url: String,
    title: String,
    date: String,
    marks: Vec<String>,
    about: Vec<String>,
    /// Its document is not as it was: a result says so.
    status: Option<&'static str>,
    plain: Vec<String>,
    markdown: String,
}

impl SearchText {
    /// A record's page: its title, its day, its text.
    pub(super) fn of_record(record: &dyn Record) -> Self {
        let text = Self::new(&record.kind().column, urls::record(record), record.title(), record.body());
        match record.day() {
            Some(day) => text.marked("year", &format!("{:04}", day.year())).on(day.to_string()),
            None => text,
        }
    }

    /// A page that no record makes.
    pub(super) fn new(column: &Column, url: String, title: &str, markdown: &str) -> Self {
        Self {
            url,
            title: title.to_owned(),
            date: String::new(),
            marks: vec![column_mark(column)],
            about: Vec::new(),
            status: None,
            plain: Vec::new(),
            markdown: markdown.to_owned(),
        }
    }

    pub(super) fn on(self, date: String) -> Self {
        Self { date, ..self }
    }

    pub(super) fn titled(self, title: String) -> Self {
        Self { title, ..self }
    }

    /// The mark alone, for a page that is the village's or the office's own.
    pub(super) fn marked(mut self, by: &str, id: &str) -> Self {
        self.marks.push(format!("{by}:{id}"));
        self
    }

    pub(super) fn of_village(mut self, site: &Site, id: Option<&str>) -> Self {
        if let Some(village) = id.and_then(|id| site.units.village(id)) {
            self.about.push(village.name.clone());
            return self.marked("village", &village.id);
        }
        self
    }

    pub(super) fn of_office(mut self, site: &Site, id: Option<&str>) -> Self {
        if let Some(office) = id.and_then(|id| site.units.office(id)) {
            self.about.push(office.name.clone());
            return self.marked("office", &office.id);
        }
        self
    }

    /// Words that stand beside the title of a result.
    pub(super) fn about<'a>(mut self, words: impl IntoIterator<Item = &'a String>) -> Self {
        self.about.extend(words.into_iter().filter(|word| !word.is_empty()).cloned());
        self
    }

    pub(super) fn of_status(self, status: DocumentStatus) -> Self {
        Self { status: (status != DocumentStatus::InForce).then(|| status.as_str()), ..self }
    }

    /// More that is searched, above the text.
    pub(super) fn plain<'a>(mut self, texts: impl IntoIterator<Item = &'a String>) -> Self {
        self.plain.extend(texts.into_iter().filter(|text| !text.is_empty()).cloned());
        self
    }

    pub(super) fn marks(&self) -> &[String] {
        &self.marks
    }

    pub(super) fn document(&self, words: &Messages) -> Document {
        let status = self.status.map(|status| words.t(&format!("status-{status}")));
        let lines = markdown::to_lines(&self.markdown);
        let texts =
            self.plain.iter().map(String::as_str).chain([lines.as_str()]).filter(|text| !text.is_empty());
        Document {
            url: self.url.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            marks: self.marks.clone(),
            about: status.into_iter().chain(self.about.iter().cloned()).collect(),
            text: texts.collect::<Vec<_>>().join("\n"),
        }
    }
}

/// What pages of a column bear in the index.
pub(super) fn column_mark(column: &Column) -> String {
    format!("column:{}", column.word)
}
