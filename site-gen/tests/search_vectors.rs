//! What the browser's half of the search must agree on: `search-vectors.json` is read here and in
//! `tests/browser/search.test.mjs`. Written anew with `LIANXIN_WRITE_VECTORS=1` after a deliberate change.

#![expect(clippy::disallowed_methods, reason = "writes its own vectors anew when asked to")]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde_json::{Value, json};
use site_gen::search::cut::{Folded, lookups, phrases};
use site_gen::search::index::{Document, Marks, buckets};
use site_gen::search::layout::{CHARACTERS, Extent, HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use site_gen::search::snippet::{Piece, marked, snippet};
use site_gen::search::{Files, Question, query};

const TEXTS_TO_FOLD: [&str; 16] = [
    "路灯",
    "ＡＢＣ１２３ Wi-Fi",
    "“一卡通”办理（试行）。《办法》",
    "0880-5512345",
    "Café ㎡ ① Ⅳ ½ ﬁ",
    "水费。怎么交？！\n路灯……不亮",
    "𠮷野家 𪚥",
    "한국어 ｶﾀｶﾅ が",
    "İstanbul ẞ ΑΣ",
    "甲\u{200b}乙\u{ad}丙\u{fe0f}丁\u{301}戊",
    "　全角 空\u{a0}格\u{2009}窄",
    "a—b–c−d~e·f・g",
    "〇二〇 々 〆 ㈠ ⺀",
    "👍🏻 好 🇨🇳",
    "x=1; y<2 & z>3",
    "①②③ Ⓐ 🅰 𝐀𝟙",
];

const QUERIES: [&str; 12] = [
    "路灯",
    "修路灯",
    "养老保险金",
    "低保 材料",
    "路",
    "水 管",
    "一二三四五六七八九十",
    "𠮷野家",
    "“一卡通”",
    "。，",
    "低保 低保",
    "Wi-Fi ＷＩＦＩ",
];

struct Memory<'a>(&'a BTreeMap<String, String>);

impl Files for Memory<'_> {
    fn read(&self, file: &str) -> io::Result<Option<String>> {
        Ok(self.0.get(file).cloned())
    }
}

/// A small index: some pages, a run of 256 replies with a gap, and a tail.
fn index() -> BTreeMap<String, String> {
    let words = ["路灯", "水费", "养老", "保险", "老保", "医保", "危房", "改造", "一卡通", "𠮷"];
    let document = |at: usize| Document {
        url: format!("d/{at}/"),
        title: format!("{}的事 {at}", words[at % 10]),
        date: format!("202{}-01-02", at % 3),
        marks: vec![format!("village:v{}", at % 4), format!("year:202{}", at % 3)],
        about: vec![words[at / 7 % 10].to_owned()],
        text: format!(
            "{}{}。{}{}",
            words[at * 3 % 10],
            words[at / 3 % 10],
            words[at / 5 % 10],
            words[at % 7]
        ),
    };
    let pages: Vec<Option<Document>> = (0..11).map(|at| Some(document(at))).collect();
    let replies: Vec<Option<Document>> = (0..270).map(|at| (at % 50 != 7).then(|| document(at))).collect();
    let mut files = BTreeMap::new();
    let mut put = |file: &str, value: Value| files.insert(file.to_owned(), value.to_string());
    let marks = ["village:v0", "village:v1", "village:v2", "village:v3", "year:2020", "year:2021"];
    let marks = marks.map(str::to_owned).to_vec();
    let extent = |count| Extent { count, marks: marks.clone() };
    put(CHARACTERS, json!({ "養": "养", "險": "险", "燈": "灯" }));
    put(HEAD, json!(Head::new(extent(pages.len()), extent(replies.len()))));
    for (set, documents) in [(Set::Pages, &pages), (Set::Replies, &replies)] {
        for span in spans(set, documents.len()) {
            let own = documents[span.start..span.start + span.count].iter().map(Option::as_ref);
            let made = own.clone().map(Ok::<_, std::convert::Infallible>);
            let made = buckets(&span, made).expect("all are at hand");
            for (at, bucket) in made.iter().enumerate() {
                put(&span.file(at), json!(bucket));
            }
            let marks_of = own.clone().map(|one| one.map(|one| &one.marks));
            for (file, marks) in Marks::files(&span, &marks, marks_of) {
                put(&file, json!(marks));
            }
        }
        for (at, texts) in documents.chunks(TEXTS).enumerate() {
            put(&texts_file(set, at * TEXTS), json!(texts));
        }
    }
    files
}

fn pieces(pieces: &[Piece]) -> Value {
    json!(pieces)
}

fn folds() -> Vec<Value> {
    let fold = |text: &&str| {
        let folded = Folded::new(text);
        json!({ "text": text, "chars": folded.chars.iter().collect::<String>(), "places": folded.places })
    };
    TEXTS_TO_FOLD.iter().map(fold).collect()
}

fn layouts() -> Vec<Value> {
    let term = lookups(&phrases("路灯"))[0];
    let single = lookups(&phrases("路"))[0];
    let file = |span: &Span| json!([span.file(span.place_of(term).0), span.file(span.place_of(single).0)]);
    let counts = [1, 8, 255, 256, 257, 300, 4_096, 8_191, 98_303, 100_000];
    let cases = counts.iter().flat_map(|count| [(Set::Pages, *count), (Set::Replies, *count)]);
    cases
        .map(|(set, count)| {
            let files: Vec<Value> = spans(set, count).iter().map(file).collect();
            json!({ "set": set.as_str(), "count": count, "files": files })
        })
        .collect()
}

fn vectors() -> Value {
    let queries = QUERIES.iter().map(|text| {
        let phrases = phrases(text);
        let terms = lookups(&phrases);
        let shown: Vec<String> = phrases.iter().map(|phrase| phrase.iter().collect()).collect();
        let terms: Vec<Value> = terms.iter().map(|term| json!([term.is_pair, term.number])).collect();
        json!({ "text": text, "phrases": shown, "terms": terms })
    });
    let long = format!("{}\n路灯{}", "甲".repeat(60), "乙".repeat(200));
    let texts = ["“一卡 通”用ＷＩＦＩ办", "水费", "修路灯的路灯", "𠮷野家，路灯", long.as_str()];
    let snippets = texts.iter().map(|text| {
        let wanted = phrases("一卡通 wifi 路灯 灯的 野家");
        let (title, snippet) = (marked(text, &wanted), snippet(text, &wanted));
        json!({ "text": text, "query": "一卡通 wifi 路灯 灯的 野家", "marked": pieces(&title), "snippet": pieces(&snippet) })
    });
    let files = index();
    let questions: [(&str, &[&str], usize); 15] = [
        ("路灯", &[], 0),
        ("路灯", &[], 10),
        ("养老保险", &[], 0),
        ("危房改造", &["village:v1"], 0),
        ("一卡通 医保", &[], 0),
        ("𠮷", &["year:2020"], 0),
        ("", &["village:v2", "year:2021"], 20),
        ("没有的", &[], 0),
        ("路灯", &["village:none"], 0),
        ("路灯", &["../x:y"], 0),
        ("老保险", &[], 0),
        ("路燈", &[], 0),
        ("路燈", &[], 10),
        ("養老保險", &["village:v1"], 0),
        ("燈籠", &[], 0),
    ];
    let answers = questions.iter().map(|(text, marks, from)| {
        let marks: Vec<String> = marks.iter().map(|mark| (*mark).to_owned()).collect();
        let question = Question { text: (*text).to_owned(), marks: marks.clone(), from: *from };
        let answer = query(&Memory(&files), &question).expect("asked");
        let hits = answer.hits.iter().map(|hit| {
            json!({ "url": hit.document.url, "title": pieces(&hit.title), "snippet": pieces(&hit.snippet) })
        });
        json!({
            "question": { "text": text, "marks": marks, "from": from },
            "count": answer.count, "atMost": answer.at_most, "next": answer.next, "hits": hits.collect::<Vec<_>>(),
        })
    });
    json!({
        "folds": folds(),
        "queries": queries.collect::<Vec<_>>(),
        "layouts": layouts(),
        "snippets": snippets.collect::<Vec<_>>(),
        "answers": answers.collect::<Vec<_>>(),
        "files": files,
    })
}

#[test]
fn the_search_agrees_with_the_vectors_that_the_browser_reads() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search-vectors.json");
    let now = vectors();
    if std::env::var_os("LIANXIN_WRITE_VECTORS").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&now).expect("JSON") + "\n").expect("written");
    }
    let known: Value =
        serde_json::from_str(&std::fs::read_to_string(&file).expect("the vectors")).expect("JSON");
    for (name, now) in now.as_object().expect("an object") {
        assert_eq!(&known[name], now, "{name}");
    }
}
