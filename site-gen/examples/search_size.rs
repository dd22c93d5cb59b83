//! How large the search index of a corpus is, and what a question loads of it: `cargo run --release -p
//! site-gen --example search_size -- CORPUS.jsonl [REPLIES]`. A line of the corpus is
//! `{"kind":"reply","slug","title","date","village","office","body"}`; other kinds are passed over. `words`
//! in the place of a corpus makes 600-character texts of 40,000 words whose frequencies fall as in a natural
//! language: texts put together from a few sentences have a small index, these have a large one.
//!
//! Everything stays in memory; the figures are bytes of files as they would be written.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::time::Instant;

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use site_gen::markdown::to_lines;
use site_gen::search::index::{Bucket, Document, buckets};
use site_gen::search::layout::{Extent, HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use site_gen::search::{Files, Question, query};

const QUESTIONS: [&str; 12] = [
    "路灯",
    "水费",
    "医保",
    "低保户",
    "养老金",
    "养老保险",
    "危房改造",
    "慢性病门诊",
    "耕地地力补贴",
    "路面破损严重",
    "镇",
    "水 管",
];

#[derive(Default)]
struct Counted {
    files: HashMap<String, String>,
    loaded: RefCell<BTreeMap<String, usize>>,
}

impl Files for Counted {
    fn read(&self, file: &str) -> io::Result<Option<String>> {
        let text = self.files.get(file).cloned();
        self.loaded.borrow_mut().insert(file.to_owned(), text.as_ref().map_or(0, String::len));
        Ok(text)
    }
}

fn zipped(text: &str) -> anyhow::Result<usize> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    io::Write::write_all(&mut out, text.as_bytes())?;
    Ok(out.finish()?.len())
}

fn document(line: &serde_json::Value) -> Document {
    let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let date = text("date");
    Document {
        url: format!("replies/{}/{}/", date.get(..4).unwrap_or_default(), text("slug")),
        title: text("title"),
        marks: vec![
            "column:replies".to_owned(),
            format!("village:{}", text("village")),
            format!("office:{}", text("office")),
            format!("year:{}", date.get(..4).unwrap_or_default()),
        ],
        date,
        about: vec![text("village"), text("office")],
        text: to_lines(&text("body")),
    }
}

fn read_corpus(file: &str, most: usize) -> anyhow::Result<Vec<Document>> {
    let lines: Vec<serde_json::Value> = std::fs::read_to_string(file)?
        .lines()
        .map(serde_json::from_str)
        .filter(|line: &Result<serde_json::Value, _>| {
            line.as_ref().map_or(true, |line| line["kind"] == "reply")
        })
        .take(most)
        .collect::<Result<_, _>>()?;
    Ok(lines.par_iter().map(document).collect())
}

/// A number that looks like chance and is always the same (SplitMix64).
fn chance(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The number of one of `count` things, the first ones often: by Zipf's law, a little flattened at the top.
fn often_the_first(state: &mut u64, count: u32) -> u32 {
    let unit = (chance(state) >> 11) as f64 / (1_u64 << 53) as f64;
    let top = 10.0;
    ((top * ((f64::from(count) + top) / top).powf(unit)) - top) as u32
}

fn made_of_words(count: usize) -> Vec<Document> {
    let mut state = 1;
    let one = |state: &mut u64| char::from_u32(0x4e00 + often_the_first(state, 3500)).unwrap_or('一');
    let words: Vec<String> = (0..40_000)
        .map(|at| (0..if at % 4 == 3 { 3 } else { 2 }).map(|_| one(&mut state)).collect())
        .collect();
    let make = |at: usize| {
        let mut state = at as u64;
        let mut text = String::new();
        let mut length = 0;
        while length < 600 {
            let word = &words[often_the_first(&mut state, 40_000) as usize];
            text.push_str(word);
            length += word.chars().count();
            if chance(&mut state).is_multiple_of(6) {
                text.push('，');
            }
        }
        Document {
            url: format!("replies/2026/{at:06}/"),
            title: text.chars().take(12).collect(),
            date: String::new(),
            marks: vec![format!("village:v{}", at % 40), format!("office:o{}", at % 12)],
            about: Vec::new(),
            text,
        }
    };
    (0..count).into_par_iter().map(make).collect()
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let corpus = args.next().context("CORPUS.jsonl")?;
    let most: usize = args.next().map_or(Ok(usize::MAX), |text| text.parse())?;
    let mut documents = if corpus == "words" { made_of_words(most) } else { read_corpus(&corpus, most)? };
    documents.sort_by(|a, b| (&a.date, &a.url).cmp(&(&b.date, &b.url)));
    println!("documents {}", documents.len());

    let begun = Instant::now();
    let spans = spans(Set::Replies, documents.len());
    let built: Vec<(Span, Vec<Bucket>)> = spans
        .par_iter()
        .map(|span| {
            let own = documents[span.start..span.start + span.count].iter();
            Ok((*span, buckets(span, own.map(|one| anyhow::Ok(Some(one))))?))
        })
        .collect::<anyhow::Result<_>>()?;
    println!("index made {:?}", begun.elapsed());

    let mut counted = Counted::default();
    let extent = |count| Extent { count, marks: Vec::new() };
    counted
        .files
        .insert(HEAD.to_owned(), serde_json::to_string(&Head::new(extent(0), extent(documents.len())))?);
    for (span, buckets) in &built {
        let mut sizes = Vec::new();
        for (at, bucket) in buckets.iter().enumerate() {
            let text = serde_json::to_string(bucket)?;
            sizes.push(text.len());
            counted.files.insert(span.file(at), text);
        }
        sizes.sort_unstable();
        let all: usize = sizes.iter().sum();
        println!(
            "run {:>6}+{:<6} files {:>5} bytes {:>9} mean {:>6} median {:>6} 99% {:>6} largest {:>6}",
            span.start,
            span.count,
            sizes.len(),
            all,
            all / sizes.len(),
            sizes[sizes.len() / 2],
            sizes[sizes.len() * 99 / 100],
            sizes[sizes.len() - 1]
        );
    }
    let index: usize = counted.files.values().map(String::len).sum();
    for (at, texts) in documents.chunks(TEXTS).enumerate() {
        counted.files.insert(texts_file(Set::Replies, at * TEXTS), serde_json::to_string(texts)?);
    }
    let all: usize = counted.files.values().map(String::len).sum();
    println!("index {index} bytes, texts {} bytes, files {}", all - index, counted.files.len());

    // Beside typical questions, pieces of a text, the hardest: each is found, and none of its pairs is rare.
    let piece = |at: usize, length: usize| -> String {
        documents[at].text.chars().filter(|c| c.is_alphanumeric()).skip(40).take(length).collect()
    };
    let pieces = (0..10).map(|at| piece(documents.len() / 11 * at, 2 + at / 2));
    let questions: Vec<String> = QUESTIONS.map(str::to_owned).into_iter().chain(pieces).collect();
    for text in &questions {
        counted.loaded.borrow_mut().clear();
        let begun = Instant::now();
        let answer = query(&counted, &Question { text: text.clone(), ..Question::default() })?;
        let took = begun.elapsed();
        let loaded = counted.loaded.borrow();
        let (texts, index): (Vec<_>, Vec<_>) =
            loaded.iter().partition(|(file, _)| file.starts_with("search/texts/"));
        let bytes = |files: &[(&String, &usize)]| files.iter().map(|(_, size)| **size).sum::<usize>();
        let small: usize =
            index.iter().map(|(file, _)| zipped(&counted.files[*file])).sum::<anyhow::Result<usize>>()?;
        println!(
            "{text}\tindex {} bytes in {} files ({small} with gzip)\ttexts {} in {}\tfound {}{}\t{took:?}",
            bytes(&index),
            index.len(),
            bytes(&texts),
            texts.len(),
            if answer.at_most { "≤" } else { "" },
            answer.count,
        );
    }
    Ok(())
}
