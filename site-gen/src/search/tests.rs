//! A question finds what reading every page finds.

use std::collections::HashMap;
use std::io;

use proptest::prelude::*;

use super::cut::phrases;
use super::index::{Document, Marks, buckets};
use super::layout::{Extent, HEAD, Head, SEGMENT, Set, TEXTS, spans, texts_file};
use super::*;

/// An index in memory.
#[derive(Default)]
struct Memory(HashMap<String, String>);

impl Files for Memory {
    fn read(&self, file: &str) -> io::Result<Option<String>> {
        Ok(self.0.get(file).cloned())
    }
}

impl Memory {
    fn new(pages: &[Option<Document>], replies: &[Option<Document>]) -> Self {
        let mut files = Self::default();
        let marks: Vec<String> = (0..3).map(|at| format!("village:v{at}")).collect();
        let extent = |count| Extent { count, marks: marks.clone() };
        files.put(HEAD, &Head::new(extent(pages.len()), extent(replies.len())));
        for (set, documents) in [(Set::Pages, pages), (Set::Replies, replies)] {
            for span in spans(set, documents.len()) {
                let own = documents[span.start..span.start + span.count].iter().map(Option::as_ref);
                let marks_of = own.clone().map(|one| one.map(|one| &one.marks));
                for (file, marks) in Marks::files(&span, &marks, marks_of) {
                    files.put(&file, &marks);
                }
                let made =
                    buckets(&span, own.map(Ok::<_, std::convert::Infallible>)).expect("all are at hand");
                for (at, bucket) in made.iter().enumerate() {
                    files.put(&span.file(at), bucket);
                }
            }
            for (at, texts) in documents.chunks(TEXTS).enumerate() {
                files.put(&texts_file(set, at * TEXTS), &texts);
            }
        }
        files
    }

    fn put(&mut self, file: &str, value: &impl serde::Serialize) {
        self.0.insert(file.to_owned(), serde_json::to_string(value).expect("JSON"));
    }

    /// The addresses of all portions.
    fn ask(&self, text: &str, marks: &[String]) -> Vec<String> {
        let mut question = Question { text: text.to_owned(), marks: marks.to_vec(), from: 0 };
        let mut urls = Vec::new();
        loop {
            let answer = query(self, &question).expect("asked");
            urls.extend(answer.hits.into_iter().map(|hit| hit.document.url));
            match answer.next {
                Some(next) => question.from = next,
                None => return urls,
            }
        }
    }
}

fn document(at: usize, title: &str, text: &str, village: usize) -> Document {
    Document {
        url: format!("d{at}"),
        title: title.to_owned(),
        date: String::new(),
        marks: vec![format!("village:v{village}")],
        about: vec!["路灯".to_owned()],
        text: text.to_owned(),
    }
}

/// A few characters that meet often, so that pairs stand everywhere and phrases stand apart.
fn few(length: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    let chars: Vec<char> = "水费路灯养老保险a1 ，。“”𠮷".chars().collect();
    prop::collection::vec(prop::sample::select(chars), length).prop_map(|chars| chars.into_iter().collect())
}

fn documents() -> impl Strategy<Value = Vec<Option<Document>>> {
    let one = (few(1..=8), few(0..=40), 0_usize..3, 0_usize..10);
    prop::collection::vec(one, 0..60).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(at, (title, text, village, gone))| {
                (gone > 0).then(|| document(at, &title, &text, village))
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_question_finds_what_reading_every_page_finds(
        pages in documents(),
        replies in documents(),
        repeat in 1_usize..12,
        text in few(1..=9),
        village in prop::option::of(0_usize..3),
    ) {
        // Enough replies for runs and a tail.
        let replies: Vec<Option<Document>> = (0..repeat).flat_map(|_| replies.clone()).collect();
        let files = Memory::new(&pages, &replies);
        let marks: Vec<String> = village.map(|at| format!("village:v{at}")).into_iter().collect();
        let phrases = phrases(&text);
        let found = files.ask(&text, &marks);
        let holds = |document: &&Document| {
            (!phrases.is_empty() || !marks.is_empty())
                && marks.iter().all(|mark| document.marks.contains(mark))
                && phrases.iter().all(|phrase| {
                    let phrase: String = phrase.iter().collect();
                    let parts = [&document.title, &document.about[0], &document.text];
                    parts.iter().any(|part| folded_slowly(part).contains(&phrase))
                })
        };
        let in_order = pages.iter().chain(replies.iter().rev()).flatten();
        let expected: Vec<String> = in_order.filter(holds).map(|document| document.url.clone()).collect();
        prop_assert_eq!(found, expected);
    }
}

/// What folding does to the few characters above, by another way.
fn folded_slowly(text: &str) -> String {
    text.replace([' ', '“', '”'], "").replace(['，', '。'], "|")
}

#[test]
fn one_reply_more_changes_the_tail_and_nothing_else() {
    let replies: Vec<Option<Document>> = (0..SEGMENT * 3 + 40)
        .map(|at| Some(document(at, &format!("第{at}盏"), &format!("路灯{at}不亮"), at % 3)))
        .collect();
    let before = Memory::new(&[], &replies[..SEGMENT * 3 + 39]);
    let after = Memory::new(&[], &replies);
    let changed: Vec<&String> = after
        .0
        .iter()
        .filter(|(file, text)| before.0.get(*file) != Some(*text))
        .map(|(file, _)| file)
        .collect();
    assert!(changed.len() <= 2 + 40 + 3, "{changed:?}");
    let tail = format!("search/replies/{}-tail/", SEGMENT * 3);
    let texts = texts_file(Set::Replies, SEGMENT * 3 + 39);
    assert!(
        changed.iter().all(|file| file.starts_with(&tail) || **file == texts || *file == HEAD),
        "{changed:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_gate_has_nothing_to_say_about_letters_of_the_index(sixes in prop::collection::vec(0_u32..64, 20_000)) {
        let numbers: Vec<u32> = sixes.iter().scan(0, |at, six| { *at += six % 11 + 1; Some(*at) }).collect();
        let mut writer = super::postings::Writer::default();
        writer.numbers(&numbers, 300_000);
        let mut scattered = super::postings::Writer::default();
        for six in &sixes {
            scattered.count(u64::from(*six) * 37 + 1);
        }
        let known = privacy::Known::default();
        let gate = crate::leaks::Gate { known: &known, allowed: &[], hashed: None };
        for letters in [writer.finish(), scattered.finish()] {
            let text = serde_json::to_string(&letters).expect("JSON");
            let found = gate.read_file("search/replies/0-tail/00.json", text.as_bytes());
            prop_assert!(found.is_empty(), "{:?}", found);
        }
    }
}

#[test]
fn the_count_is_exact_or_says_that_it_is_at_most() {
    let replies: Vec<Option<Document>> = (0..70)
        .map(|at| Some(document(at, "题", if at < 65 { "养老，老保，保险" } else { "养老保险" }, 0)))
        .collect();
    let files = Memory::new(&[], &replies);
    let ask = |text: &str, from: usize| {
        query(&files, &Question { text: text.to_owned(), from, ..Question::default() }).expect("asked")
    };
    let two = ask("养老", 0);
    assert_eq!((two.count, two.at_most, two.hits.len(), two.next), (70, false, 10, Some(10)));
    let four = ask("养老保险", 0);
    assert_eq!((four.count, four.at_most, four.hits.len(), four.next), (70, true, 5, Some(60)));
    let rest = ask("养老保险", 60);
    assert_eq!((rest.hits.len(), rest.next), (0, None));
}

#[test]
fn an_index_of_another_form_or_with_a_hole_is_an_error_and_not_an_empty_answer() {
    let mut files = Memory::new(&[], &[Some(document(0, "路灯", "不亮", 0))]);
    let question = Question { text: "路灯".into(), ..Question::default() };
    assert!(query(&files, &question).is_ok());
    let texts = files.0.remove("search/texts/replies-0.json").expect("there");
    assert!(query(&files, &question).is_err());
    files.0.insert("search/texts/replies-0.json".into(), texts);
    assert!(query(&files, &question).is_ok());
    let head = files.0[HEAD].clone();
    files.0.insert(HEAD.into(), head.replace("\"format\":2", "\"format\":99"));
    assert!(query(&files, &question).is_err());
}
