//! A question to the index, answered as the browser answers it: from the same files, in the same order.
//!
//! Lookups give candidates: every page that holds all the looked-up characters and pairs, and bears all marks. For
//! phrases of one or two characters those are the answer. A longer one may be taken apart in a page (养老…老保…保险), so
//! each candidate's text is read before it is shown, and what does not hold the phrases is passed over. Then the number
//! of candidates is told as "at most".

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::cut::{Term, is_exact, lookups, phrases};
use super::index::{Bucket, Document};
use super::layout::{HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use super::snippet::{Piece, marked, snippet};

/// Results in one portion.
pub const PORTION: usize = 10;

/// Candidates that are read for one portion. A question whose pairs stand everywhere and whose phrase stands nowhere
/// ends here; the reader may go on.
const MOST_READ: usize = 60;

/// Where the index's files are.
pub trait Files {
    /// A file's text; none when there is no such file.
    ///
    /// # Errors
    /// What the machine says.
    fn read(&self, file: &str) -> io::Result<Option<String>>;
}

/// The folder of a finished site.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a>(pub &'a Path);

impl Files for Folder<'_> {
    fn read(&self, file: &str) -> io::Result<Option<String>> {
        match std::fs::read_to_string(self.0.join(file)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed.
    pub text: String,
    /// Marks that a page must bear: `village:shuikou`.
    pub marks: Vec<String>,
    /// At which candidate to go on: [`Answer::next`] of the portion before.
    pub from: usize,
}

/// A page that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The page.
    pub document: Document,
    /// Its title, what was asked for marked.
    pub title: Vec<Piece>,
    /// The place in its text.
    pub snippet: Vec<Piece>,
}

/// A portion of what was found: pages first, then replies from the newest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// How many were found, in all portions.
    pub count: usize,
    /// That many at most: not all of them were read.
    pub at_most: bool,
    /// This portion.
    pub hits: Vec<Hit>,
    /// Where the next portion begins, if there may be more.
    pub next: Option<usize>,
}

/// Asks the index in a finished site's folder.
///
/// # Errors
/// A file that is not there or not what it should be: the site was changed in the middle of the question, or has no
/// index. To ask again is worth one try.
pub fn query(files: &impl Files, question: &Question) -> io::Result<Answer> {
    let phrases = phrases(&question.text);
    if phrases.is_empty() && question.marks.is_empty() {
        return Ok(Answer::default());
    }
    let head: Head = read(files, HEAD)?;
    if !head.is_known() {
        return Err(broken(HEAD));
    }
    let terms = lookups(&phrases);
    let mut candidates: Vec<(Set, usize)> = Vec::new();
    for set in [Set::Pages, Set::Replies] {
        let mut found = Vec::new();
        for span in spans(set, head.count(set)) {
            found.extend(in_span(files, &span, &terms, &question.marks)?);
        }
        if set == Set::Replies {
            found.reverse();
        }
        candidates.extend(found.into_iter().map(|number| (set, number)));
    }
    let mut answer = Answer { count: candidates.len(), ..Answer::default() };
    let mut at = question.from;
    let mut texts: Option<(String, Vec<Option<Document>>)> = None;
    while at < candidates.len() && answer.hits.len() < PORTION && at - question.from < MOST_READ {
        let (set, number) = candidates[at];
        let file = texts_file(set, number);
        if texts.as_ref().is_none_or(|(known, _)| *known != file) {
            texts = Some((file.clone(), read(files, &file)?));
        }
        let document =
            texts.as_ref().and_then(|(_, documents)| documents.get(number % TEXTS)).cloned().flatten();
        // A place that holds nothing any more is passed over as one that does not hold the phrases.
        if let Some(document) = document.filter(|document| document.holds(&phrases)) {
            let title = marked(&document.title, &phrases);
            let snippet = snippet(&document.text, &phrases);
            answer.hits.push(Hit { document, title, snippet });
        }
        at += 1;
    }
    answer.next = (at < candidates.len()).then_some(at);
    if answer.next.is_none() && question.from == 0 {
        answer.count = answer.hits.len();
    } else {
        answer.at_most = !is_exact(&phrases);
    }
    Ok(answer)
}

/// The numbers of a run's candidates.
fn in_span(files: &impl Files, span: &Span, terms: &[Term], marks: &[String]) -> io::Result<Vec<usize>> {
    let mut left: Option<Vec<u32>> = None;
    let both = |left: Option<Vec<u32>>, more: Vec<u32>| match left {
        None => more,
        Some(left) => left.into_iter().filter(|number| more.binary_search(number).is_ok()).collect(),
    };
    for term in terms {
        let file = span.file(span.bucket_of(*term));
        let bucket: Bucket = read(files, &file)?;
        left = Some(both(left, bucket.term(*term).ok_or_else(|| broken(&file))?));
    }
    for mark in marks {
        let file = span.file(span.bucket_of_mark(mark));
        let bucket: Bucket = read(files, &file)?;
        left = Some(both(left, bucket.mark(mark).ok_or_else(|| broken(&file))?));
    }
    Ok(left.unwrap_or_default().into_iter().map(|number| span.start + number as usize).collect())
}

fn read<T: for<'a> Deserialize<'a>>(files: &impl Files, file: &str) -> io::Result<T> {
    let text = files.read(file)?.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, file.to_owned()))?;
    serde_json::from_str(&text).map_err(|_| broken(file))
}

fn broken(file: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, file.to_owned())
}
