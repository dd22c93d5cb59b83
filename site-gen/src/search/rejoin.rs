//! The index joined again: which of its files do not follow from the texts that it shows.
//!
//! Terms stand in the files as numbers, which nobody can read a name out of and a search can still find one
//! by. So the gate reads the texts, makes every file of letters anew from them and compares: what is left
//! over was never shown, or was taken down and stayed. Deliberately absent: reading the texts for personal
//! data (`leaks`).

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::path::Path;

use super::index::{Bucket, Document, Marks, buckets};
use super::layout::{CHARACTERS, HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use crate::characters::to_simplified;

/// The files of the index in a folder that do not follow from its texts; `files` are all of the site.
#[must_use]
pub fn unfounded(out: &Path, files: &[String]) -> Vec<String> {
    let index: BTreeSet<&str> = files
        .iter()
        .map(String::as_str)
        .filter(|file| file.starts_with("search/") && is_data(file))
        .collect();
    if index.is_empty() {
        return Vec::new();
    }
    let Some(head) = read::<Head>(out, HEAD).filter(Head::is_known) else {
        return index.into_iter().map(str::to_owned).collect();
    };
    let mut founded = BTreeSet::from([HEAD.to_owned()]);
    if read::<BTreeMap<char, char>>(out, CHARACTERS).is_some_and(|table| table == *to_simplified()) {
        founded.insert(CHARACTERS.to_owned());
    }
    for set in [Set::Pages, Set::Replies] {
        let extent = head.extent(set);
        let Some(documents) = documents(out, set, extent.count) else { continue };
        founded.extend((0..extent.count).step_by(TEXTS).map(|number| texts_file(set, number)));
        for span in spans(set, extent.count) {
            let of_span = &documents[span.start..span.start + span.count];
            founded.extend(buckets_that_follow(out, &span, of_span));
            founded.extend(marks_that_follow(out, &span, of_span, &extent.marks));
        }
    }
    index.into_iter().filter(|file| !founded.contains(*file)).map(str::to_owned).collect()
}

fn is_data(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "json")
}

fn read<T: serde::de::DeserializeOwned>(out: &Path, file: &str) -> Option<T> {
    serde_json::from_slice(&std::fs::read(out.join(file)).ok()?).ok()
}

/// The texts of a set; none when one cannot be read.
fn documents(out: &Path, set: Set, count: usize) -> Option<Vec<Option<Document>>> {
    let mut all = Vec::new();
    for number in (0..count).step_by(TEXTS) {
        all.extend(read::<Vec<Option<Document>>>(out, &texts_file(set, number))?);
    }
    (all.len() == count).then_some(all)
}

fn buckets_that_follow(out: &Path, span: &Span, documents: &[Option<Document>]) -> Vec<String> {
    let Ok(made) = made(span, documents);
    let follows = |(at, bucket): (usize, Bucket)| {
        let file = span.file(at);
        (read::<Bucket>(out, &file)? == bucket).then_some(file)
    };
    made.into_iter().enumerate().filter_map(follows).collect()
}

/// The buckets of documents that are at hand.
fn made(span: &Span, documents: &[Option<Document>]) -> Result<Vec<Bucket>, Infallible> {
    buckets(span, documents.iter().map(|one| Ok(one.as_ref())))
}

fn marks_of(documents: &[Option<Document>]) -> impl Iterator<Item = Option<&Vec<String>>> + Clone {
    documents.iter().map(|one| one.as_ref().map(|one| &one.marks))
}

fn marks_that_follow(
    out: &Path,
    span: &Span,
    documents: &[Option<Document>],
    marks: &[String],
) -> Vec<String> {
    let follows = |(file, marks): (String, Marks)| (read::<Marks>(out, &file)? == marks).then_some(file);
    Marks::files(span, marks, marks_of(documents)).into_iter().filter_map(follows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::layout::Extent;

    fn document(title: &str) -> Document {
        Document {
            url: "replies/1/".into(),
            title: title.into(),
            date: "2026-05-06".into(),
            marks: vec!["year:2026".into()],
            about: Vec::new(),
            text: "渠道已经清好".into(),
        }
    }

    fn write(out: &Path, file: &str, value: &impl serde::Serialize) {
        crate::output::replace(out, file, &serde_json::to_vec(value).expect("values"))
            .expect("a folder of the test");
    }

    fn index_of(out: &Path, shown: &[Option<Document>], indexed: &[Option<Document>]) -> Vec<String> {
        let marks = vec!["year:2026".to_owned()];
        let extent = Extent { count: shown.len(), marks: marks.clone() };
        write(out, HEAD, &Head::new(Extent { count: 0, marks: Vec::new() }, extent));
        write(out, &texts_file(Set::Replies, 0), &shown);
        let [span] = spans(Set::Replies, shown.len())[..] else { panic!("one tail") };
        let Ok(buckets) = made(&span, indexed);
        for (at, bucket) in buckets.into_iter().enumerate() {
            write(out, &span.file(at), &bucket);
        }
        for (file, marks) in Marks::files(&span, &marks, marks_of(indexed)) {
            write(out, &file, &marks);
        }
        let files = crate::output::list(out).expect("a folder of the test");
        unfounded(out, &files)
    }

    #[test]
    fn an_index_that_was_made_of_its_texts_has_nothing_left_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let shown = [Some(document("水渠几时清")), None];
        assert_eq!(index_of(folder.path(), &shown, &shown), [""; 0]);
    }

    #[test]
    fn a_name_that_no_text_shows_is_noticed_in_the_letters_of_the_index() {
        let folder = tempfile::tempdir().expect("a folder");
        let shown = [Some(document("水渠几时清")), None];
        let indexed = [Some(document("尉迟翀问水渠几时清")), None];
        let found = index_of(folder.path(), &shown, &indexed);
        assert!(!found.is_empty() && found.iter().all(|file| file.starts_with("search/replies/0-tail/")));
    }

    #[test]
    fn a_withdrawn_reply_that_stayed_in_the_index_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let indexed = [Some(document("水渠几时清")), Some(document("桥几时修"))];
        let found = index_of(folder.path(), &[indexed[0].clone(), None], &indexed);
        assert!(found.iter().any(|file| file.ends_with("marks.json")), "{found:?}");
    }

    #[test]
    fn a_file_that_the_head_does_not_know_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "search/replies/0-9/00.json", &Bucket::default());
        assert_eq!(index_of(folder.path(), &[None], &[None]), ["search/replies/0-9/00.json"]);
    }
}
