//! The index itself: documents in, files out. Pure. Deliberately absent: which documents there are
//! (`render::search`) and the order in which they are read again (`query`).

use std::borrow::Borrow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cut::{END, Folded, Term, terms};
use super::layout::Span;
use super::postings::{Distances, Reader, Writer};

/// A page as the search shows it. Nothing in it that the page itself does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Relative to the site's root.
    pub url: String,
    pub title: String,
    /// `YYYY-MM-DD`; empty for what has no day.
    pub date: String,
    /// By what it is narrowed: `column:replies`, `kind:inquiry`, `village:…`, `office:…`, `year:2026`.
    pub marks: Vec<String>,
    /// Names that stand beside the title on the page: topic, village, office, number.
    pub about: Vec<String>,
    /// The text; a line for each paragraph.
    pub text: String,
}

impl Document {
    /// Everything in it that is searched. A phrase never runs from one part into another.
    #[must_use]
    pub fn folded(&self) -> Folded {
        let parts = std::iter::once(&self.title).chain(&self.about).chain(std::iter::once(&self.text));
        Folded::new(&parts.map(String::as_str).collect::<Vec<_>>().join(&END.to_string()))
    }

    /// Whether every phrase stands in it.
    #[must_use]
    pub fn holds(&self, phrases: &[Vec<char>]) -> bool {
        let folded = self.folded();
        phrases.iter().all(|phrase| folded.find(phrase).next().is_some())
    }
}

/// A bucket's file, in letters: how many terms there are and one; then for each, in the order of their
/// numbers in the bucket, its distance from the one before, and the documents with it, counted from the run's
/// first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bucket(pub String);

impl Bucket {
    /// The numbers of the documents with a term; none when the bucket is damaged.
    #[must_use]
    pub fn term(&self, span: &Span, wanted: Term) -> Option<Vec<u32>> {
        let (bucket, wanted) = span.place_of(wanted);
        let mut reader = Reader::new(&self.0);
        let count = reader.count()? - 1;
        let mut terms = Distances::new(count, span.bound(bucket));
        for _ in 0..count {
            let term = terms.read(&mut reader)?;
            let numbers = reader.numbers(span.count)?;
            if term == u64::from(wanted) {
                return Some(numbers);
            }
        }
        Some(Vec::new())
    }
}

/// A file of marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Marks {
    /// Who bears one, in a run.
    One(Bearers),
    /// Who bears which, in a tail: its files are written again with each publication, so there are few. A
    /// mark that nobody bears there is not named.
    All(BTreeMap<String, Bearers>),
}

impl Marks {
    /// Who bears one of a run's marks; documents are given by their marks.
    #[must_use]
    pub fn one<M: AsRef<[String]>>(
        span: &Span,
        mark: &str,
        documents: impl Iterator<Item = Option<M>>,
    ) -> Self {
        Self::One(Bearers::new(span, mark, documents))
    }

    /// Who bears which mark of a tail.
    #[must_use]
    pub fn all<M: AsRef<[String]>>(span: &Span, documents: impl Iterator<Item = Option<M>> + Clone) -> Self {
        let marks = documents.clone().flatten().flat_map(|marks| marks.as_ref().to_vec());
        let marks: std::collections::BTreeSet<String> = marks.collect();
        let bearers = |mark: String| {
            let bearers = Bearers::new(span, &mark, documents.clone());
            (mark, bearers)
        };
        Self::All(marks.into_iter().map(bearers).collect())
    }

    /// All files of a run's marks.
    #[must_use]
    pub fn files<M: AsRef<[String]>>(
        span: &Span,
        marks: &[String],
        documents: impl Iterator<Item = Option<M>> + Clone,
    ) -> Vec<(String, Self)> {
        if span.is_tail {
            return vec![(span.mark_file(""), Self::all(span, documents))];
        }
        let file = |mark: &String| (span.mark_file(mark), Self::one(span, mark, documents.clone()));
        marks.iter().map(file).collect()
    }

    /// Numbers of those who bear a mark, and the letters that say so; none when the file is damaged.
    #[must_use]
    pub fn numbers(&self, span: &Span, mark: &str) -> Option<(Vec<u32>, usize)> {
        let bearers = match self {
            Self::One(bearers) => bearers,
            Self::All(marks) => match marks.get(mark) {
                Some(bearers) => bearers,
                None => return Some((Vec::new(), 0)),
            },
        };
        Some((bearers.numbers(span)?, bearers.0.len()))
    }
}

/// Who bears a mark, in letters: how many documents of a run bear it and one, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bearers(pub String);

impl Bearers {
    /// Those documents, given by their marks, that bear one. Places whose document is gone bear nothing.
    #[must_use]
    pub fn new<M: AsRef<[String]>>(
        span: &Span,
        mark: &str,
        documents: impl Iterator<Item = Option<M>>,
    ) -> Self {
        let bears = |marks: &Option<M>| {
            marks.as_ref().is_some_and(|marks| marks.as_ref().iter().any(|own| own == mark))
        };
        let numbers: Vec<u32> =
            (0..).zip(documents).filter(|(_, marks)| bears(marks)).map(|(number, _)| number).collect();
        let mut writer = Writer::default();
        writer.numbers(&numbers, span.count);
        Self(writer.finish())
    }

    /// Their numbers, counted from the run's first; none when the file is damaged.
    #[must_use]
    pub fn numbers(&self, span: &Span) -> Option<Vec<u32>> {
        Reader::new(&self.0).numbers(span.count)
    }
}

/// The buckets of a run. Places whose document is gone hold nothing.
///
/// # Errors
/// A document that cannot be had.
pub fn buckets<D: Borrow<Document>, E>(
    span: &Span,
    documents: impl Iterator<Item = Result<Option<D>, E>>,
) -> Result<Vec<Bucket>, E> {
    // (number in the bucket, document), eight bytes each: an index is made of very many of them.
    let mut places: Vec<Vec<(u32, u32)>> = vec![Vec::new(); span.buckets()];
    for (number, document) in documents.enumerate() {
        let Some(document) = document? else { continue };
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        for term in terms(&document.borrow().folded()) {
            let (bucket, place) = span.place_of(term);
            places[bucket].push((place, number));
        }
    }
    Ok(places.into_iter().enumerate().map(|(at, places)| bucket(span, at, places)).collect())
}

fn bucket(span: &Span, at: usize, mut places: Vec<(u32, u32)>) -> Bucket {
    places.sort_unstable();
    places.dedup();
    let lists = || places.chunk_by(|a, b| a.0 == b.0);
    let count = lists().count() as u64;
    let mut writer = Writer::default();
    writer.count(count + 1);
    let mut terms = Distances::new(count, span.bound(at));
    for list in lists() {
        terms.write(&mut writer, u64::from(list[0].0));
        let numbers: Vec<u32> = list.iter().map(|(_, number)| *number).collect();
        writer.numbers(&numbers, span.count);
    }
    Bucket(writer.finish())
}
