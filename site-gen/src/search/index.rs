//! The index itself: documents in, files out. Pure. Deliberately absent: which documents there are (`render::search`)
//! and the order in which they are read again (`query`).

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::cut::{END, Folded, Term, terms};
use super::layout::Span;
use super::postings::{read_number, write, write_number};

/// A page as the search shows it. Nothing in it that the page itself does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Relative to the site's root.
    pub url: String,
    /// Title.
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

/// A bucket's file: terms in letters, marks by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// For each term, in the order of their numbers: the distance from the one before, the length of its postings in
    /// letters, the postings.
    pub terms: String,
    /// Postings of each mark.
    pub marks: BTreeMap<String, String>,
}

impl Bucket {
    /// The numbers of the documents with a term, counted from the run's first.
    #[must_use]
    pub fn term(&self, wanted: Term) -> Option<Vec<u32>> {
        let mut letters = self.terms.as_bytes();
        let mut number = 0;
        while !letters.is_empty() {
            number += read_number(&mut letters)?;
            let length = usize::try_from(read_number(&mut letters)?).ok()?;
            let (postings, rest) = letters.split_at_checked(length)?;
            if number == wanted.number() {
                return super::postings::read(postings);
            }
            letters = rest;
        }
        Some(Vec::new())
    }

    /// The numbers of the documents with a mark.
    #[must_use]
    pub fn mark(&self, mark: &str) -> Option<Vec<u32>> {
        self.marks.get(mark).map_or(Some(Vec::new()), |letters| super::postings::read(letters.as_bytes()))
    }
}

/// The buckets of a run. Places whose document is gone hold nothing.
#[must_use]
pub fn buckets<'a>(span: &Span, documents: impl Iterator<Item = Option<&'a Document>>) -> Vec<Bucket> {
    let mut marks: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut all: HashMap<Term, Vec<u32>> = HashMap::new();
    for (number, document) in documents.enumerate() {
        let Some(document) = document else { continue };
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        for term in terms(&document.folded()) {
            all.entry(term).or_default().push(number);
        }
        for mark in &document.marks {
            marks.entry(mark).or_default().push(number);
        }
    }
    let mut sorted: Vec<(Term, Vec<u32>)> = all.into_iter().collect();
    sorted.sort_unstable_by_key(|(term, _)| *term);
    let mut buckets = vec![(Bucket::default(), 0); span.buckets()];
    for (term, numbers) in sorted {
        let (bucket, before) = &mut buckets[span.bucket_of(term)];
        let postings = write(&numbers);
        write_number(&mut bucket.terms, term.number() - *before);
        write_number(&mut bucket.terms, postings.len() as u64);
        bucket.terms.push_str(&postings);
        *before = term.number();
    }
    for (mark, mut numbers) in marks {
        numbers.dedup();
        buckets[span.bucket_of_mark(mark)].0.marks.insert(mark.to_owned(), write(&numbers));
    }
    buckets.into_iter().map(|(bucket, _)| bucket).collect()
}
