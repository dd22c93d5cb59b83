//! A question to the index, answered as the browser answers it: from the same files, in the same order.
//!
//! Lookups give candidates: every page that holds all the looked-up characters and pairs, and bears all
//! marks. For phrases of one or two characters those are the answer. A longer one may be taken apart in a
//! page (养老…老保…保险), so each candidate's text is read before it is shown, and what does not hold the
//! phrases is passed over. Then the number of candidates is told as "at most".

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::cut::{Term, is_exact, lookups, phrases};
use super::index::{Bucket, Document, Marks};
use super::layout::{HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use super::snippet::{Piece, marked, snippet};
use crate::characters::to_simplified;

/// Results in one portion.
pub const PORTION: usize = 10;

/// Candidates that are read for one portion. A question whose pairs stand everywhere and whose phrase stands
/// nowhere ends here; the reader may go on.
const MOST_READ: usize = 60;

/// Letters of the index that a question loads, but for its first term: a term that would go beyond is left
/// out, and what it would have kept away is read.
const MOST_LOADED: usize = 150_000;

/// So few candidates are read rather than looked up further.
const FEW: usize = 3;

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

/// Asks the index in a finished site's folder. The site is written in simplified characters: what is typed in traditional
/// ones and finds nothing is asked once more in those.
///
/// # Errors
/// A file that is not there or not what it should be: the site was changed in the middle of the question, or
/// has no index. To ask again is worth one try.
pub fn query(files: &impl Files, question: &Question) -> io::Result<Answer> {
    let text: String = question.text.chars().map(|c| to_simplified().get(&c).copied().unwrap_or(c)).collect();
    if text == question.text {
        return query_as_typed(files, question);
    }
    // A later portion is one of the answer that the first was.
    let first = query_as_typed(files, &Question { from: 0, ..question.clone() })?;
    match question.from {
        _ if first.count == 0 => query_as_typed(files, &Question { text, ..question.clone() }),
        0 => Ok(first),
        _ => query_as_typed(files, question),
    }
}

fn query_as_typed(files: &impl Files, question: &Question) -> io::Result<Answer> {
    let phrases = phrases(&question.text);
    if phrases.is_empty() && question.marks.is_empty() {
        return Ok(Answer::default());
    }
    let head: Head = read(files, HEAD)?;
    if !head.is_known() {
        return Err(broken(HEAD));
    }
    let (candidates, is_whole) = candidates(files, &head, &lookups(&phrases), &question.marks)?;
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
        answer.at_most = !(is_whole && is_exact(&phrases));
    }
    Ok(answer)
}

/// The candidates in their order, and whether every term was looked up.
fn candidates(
    files: &impl Files,
    head: &Head,
    terms: &[Term],
    marks: &[String],
) -> io::Result<(Vec<(Set, usize)>, bool)> {
    let spans = || [Set::Pages, Set::Replies].into_iter().flat_map(|set| spans(set, head.extent(set).count));
    let mut runs: Vec<(Span, Option<Vec<u32>>)> = spans().map(|span| (span, None)).collect();
    let mut loaded = 0;
    for mark in marks {
        for (span, left) in &mut runs {
            if !head.extent(span.set).marks.contains(mark) {
                *left = Some(Vec::new());
                continue;
            }
            let file = span.mark_file(mark);
            let marks: Marks = read(files, &file)?;
            let (numbers, letters) = marks.numbers(span, mark).ok_or_else(|| broken(&file))?;
            loaded += letters;
            keep(left, numbers);
        }
    }
    let mut dearest = 0;
    let mut is_whole = true;
    for (at, term) in terms.iter().enumerate() {
        let few = runs.iter().map(|(_, left)| left.as_ref().map_or(FEW + 1, Vec::len)).sum::<usize>() <= FEW;
        if at > 0 && (few || loaded + dearest > MOST_LOADED) {
            is_whole = false;
            break;
        }
        let before = loaded;
        for (span, left) in &mut runs {
            let file = span.file(span.place_of(*term).0);
            let bucket: Bucket = read(files, &file)?;
            loaded += bucket.0.len();
            keep(left, bucket.term(span, *term).ok_or_else(|| broken(&file))?);
        }
        dearest = dearest.max(loaded - before);
    }
    let numbers = |set: Set| {
        let own = runs.iter().filter(move |(span, _)| span.set == set);
        own.flat_map(|(span, left)| left.iter().flatten().map(|number| span.start + *number as usize))
    };
    let mut replies: Vec<usize> = numbers(Set::Replies).collect();
    replies.reverse();
    let pages = numbers(Set::Pages).map(|number| (Set::Pages, number));
    Ok((pages.chain(replies.into_iter().map(|number| (Set::Replies, number))).collect(), is_whole))
}

/// Keeps what was found here too.
fn keep(left: &mut Option<Vec<u32>>, found: Vec<u32>) {
    match left {
        None => *left = Some(found),
        Some(left) => left.retain(|number| found.binary_search(number).is_ok()),
    }
}

fn read<T: for<'a> Deserialize<'a>>(files: &impl Files, file: &str) -> io::Result<T> {
    let text = files.read(file)?.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, file.to_owned()))?;
    serde_json::from_str(&text).map_err(|_| broken(file))
}

fn broken(file: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, file.to_owned())
}
