//! Generated people in generated files: whoever is planted anywhere is found, however the place writes its
//! text.
//!
//! Nobody here exists: surnames and given names are rare characters put together, mobiles begin with 140,
//! which no person has, and identity numbers belong to no county.

use std::io::Write as _;

use privacy::Known;
use privacy::forms::Form;
use proptest::prelude::*;
use proptest::sample::select;
use site_gen::leaks::{Gate, KnownByHash, LeakKind};

/// A case as the gate knows it.
#[derive(Clone, Debug)]
struct Person {
    name: String,
    number: String,
    lengths: [usize; 2],
}

impl KnownByHash for Person {
    fn lengths(&self, form: Form) -> &[usize] {
        match form {
            Form::Name => &self.lengths[..1],
            Form::Number => &self.lengths[1..],
            _ => &[],
        }
    }

    fn knows(&self, form: Form, plain: &str) -> bool {
        match form {
            Form::Name => plain == self.name,
            Form::Number => plain == self.number,
            _ => false,
        }
    }

    fn is_allowed(&self, _: &str) -> bool {
        false
    }
}

fn person() -> impl Strategy<Value = Person> {
    let surname = select(vec!["尉迟", "亓官", "禚", "佴", "乜"]);
    let given = select(vec!["翀", "翀羽", "骎", "彧姝", "燚"]);
    let number = prop_oneof!["140[0-9]{8}", "331099(19[4-9][0-9])(0[1-9])(1[0-9])[0-9]{3}[0-9X]"];
    (surname, given, number).prop_map(|(surname, given, number)| {
        let name = format!("{surname}{given}");
        Person { lengths: [name.chars().count(), number.len()], name, number }
    })
}

/// Between the characters of the text stands what a reader does not see.
fn hidden(text: &str, with: &str) -> String {
    let parts: Vec<String> = text.chars().map(String::from).collect();
    parts.join(with)
}

fn full_width(text: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c);
    text.chars().map(|c| if c.is_ascii_graphic() { wide(c) } else { c }).collect()
}

/// How somebody writes it.
fn written(text: &str, way: usize) -> String {
    match way {
        0 => text.to_owned(),
        1 => hidden(text, " "),
        2 => hidden(text, "\u{200b}"),
        3 => full_width(text),
        _ => hidden(&full_width(text), "\u{3000}"),
    }
}

fn each(text: &str, write: impl Fn(char) -> String) -> String {
    text.chars().map(write).collect()
}

fn units(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn html(text: &str, how: u8) -> String {
    match how % 4 {
        0 => text.to_owned(),
        1 => each(text, |c| format!("&#{};", u32::from(c))),
        2 => each(text, |c| format!("&#x{:X};", u32::from(c))),
        _ => each(text, |c| format!("<b class=x>{c}</b>")),
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Lines of a calendar, folded after so many bytes, inside a character too.
fn folded(line: &str, after: usize) -> Vec<u8> {
    line.as_bytes().chunks(after).collect::<Vec<_>>().join(&b"\r\n "[..])
}

fn zip(name: &str, body: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
    archive.write_all(body.as_bytes()).expect("memory");
    archive.finish().expect("memory").into_inner()
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(body).expect("memory");
    packed.finish().expect("memory")
}

fn jpeg(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("small").to_be_bytes();
    [&[0xff, 0xd8, 0xff, 0xfe], &length[..], body, &[0xff, 0xd9]].concat()
}

const PLACES: usize = 30;

/// A file that holds the text in one of its places.
fn file(place: usize, text: &str, noise: &str, how: u8) -> (String, Vec<u8>) {
    let page =
        |body: String| ("a/index.html".to_owned(), format!("<h1>{noise}</h1>{body}<p>{noise}").into_bytes());
    let data = |path: &str, body: String| (path.to_owned(), body.into_bytes());
    let attribute = html(text, how % 3);
    let css = each(text, |c| format!("\\{:x} ", u32::from(c)));
    match place {
        0 => page(format!("<p>{noise}{}{noise}</p>", html(text, how))),
        1 => page(format!("<table><td>{noise}</td><td>{}</td></table>", html(text, how))),
        2 => page(format!("<img alt=\"{noise}{attribute}\">")),
        3 => page(format!("<meta property=og:title content='{attribute}'>")),
        4 => page(format!("<a href=\"/s?q={}\">x</a>", percent(text))),
        5 => page(format!("<!-- {noise} {text} -->")),
        6 => page(format!("<script>let x = [\"{noise}\", \"{}\"]</script>", units(text))),
        7 => page(format!("<script type=application/ld+json>{{\"x\":\"{}\"}}</script>", units(text))),
        8 => page(format!("<style>p::before {{ content: '{css}' }}</style>")),
        9 => page(format!("<noscript><p>{}</p></noscript>", html(text, how))),
        10 => page(format!("<i data-{noise}='{attribute}'></i>")),
        11 => page(format!("<template><svg><text>{}</text></svg></template>", html(text, how % 3))),
        12 => data("a.json", format!("{{\"{noise}\":[[\"{}\"]]}}", units(text))),
        13 => data("a.json", format!("{{\"{text}\":0}}")),
        14 => data("shards/a.jsonl", format!("{{}}\n{{\"x\":\"{noise}{text}\"}}\n")),
        15 => data("feed.xml", format!("<feed><title>{noise}{}</title></feed>", html(text, how % 3))),
        16 => data("feed.xml", format!("<content type='html'><![CDATA[<p>{}]]></content>", html(text, how))),
        17 => data("sitemap.xml", format!("<loc>https://a.example/{}/</loc>", percent(text))),
        18 => data("a.svg", format!("<svg><title>{noise}</title><desc>{}</desc></svg>", html(text, how % 3))),
        19 => ("a.ics".to_owned(), folded(&format!("SUMMARY:{noise}，{text}"), usize::from(how) % 40 + 5)),
        20 => ("a.vcf".to_owned(), folded(&format!("NOTE;X=1:{noise}\\n{text}"), usize::from(how) % 40 + 5)),
        21 => data("a.css", format!("/* {noise} */ a::after {{ content: \"{css}\" }}")),
        22 => data("a.js", format!("f('{noise}', `{}`)", units(text))),
        23 => data("a.txt", format!("{noise}\n{noise}{text}{noise}\n")),
        24 => data("a.csv", format!("{noise},{text},{noise}\n")),
        25 => (
            format!(
                "{noise}/{}/index.html",
                if how.is_multiple_of(2) { percent(text) } else { text.to_owned() }
            ),
            Vec::new(),
        ),
        26 => ("a.jpg".to_owned(), jpeg(format!("{noise} {text}").as_bytes())),
        27 => (
            "a.docx".to_owned(),
            zip("word/document.xml", &format!("<w:p>{}</w:p>", each(text, |c| format!("<w:t>{c}</w:t>")))),
        ),
        28 => ("a.html.gz".to_owned(), gzip(format!("<p>{}", html(text, how)).as_bytes())),
        _ => data("robots.txt", format!("# {text}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_of_counts_is_taken_for_somebody(
        label in "[水田山路村镇办理事项]{2,6}|20[0-9]{2}-(0[1-9]|1[0-2])",
        counts in proptest::collection::vec(0..40_000_u32, 3..12),
        tenths in proptest::collection::vec(0..=1000_u32, 1..4),
    ) {
        let rates = tenths.iter().map(|rate| format!("{}.{}%", rate / 10, rate % 10));
        let cells = std::iter::once(label).chain(counts.iter().map(ToString::to_string)).chain(rates);
        let row = cells.collect::<Vec<_>>().join(",");
        let gate = Gate { known: &Known::default(), allowed: &[], hashed: None };
        let leaks = gate.read_file("data/figures-2026.csv", row.as_bytes());
        prop_assert!(leaks.is_empty(), "{row}: {leaks:?}");
    }

    #[test]
    fn whoever_is_planted_anywhere_is_found(
        person in person(),
        by_name in any::<bool>(),
        way in 0..5_usize,
        place in 0..PLACES,
        noise in "[bdfghk]{1,6}|[水田山路村镇办理事项]{1,8}",
        how in any::<u8>(),
    ) {
        let secret = if by_name { &person.name } else { &person.number };
        let text = written(secret, way);
        let (path, bytes) = file(place, &text, &noise, how);
        let known = Known::default();
        let gate = Gate { known: &known, allowed: &[], hashed: Some(&person) };
        let leaks = gate.read_file(&path, &bytes);
        let wanted = if by_name { LeakKind::CaseName } else { LeakKind::CaseNumber };
        prop_assert!(
            leaks.iter().any(|leak| leak.kind == wanted),
            "place {place}: {text:?} in {}: {leaks:?}", String::from_utf8_lossy(&bytes)
        );
        for leak in &leaks {
            let shown = format!("{leak} {leak:?}");
            prop_assert!(!shown.contains(secret) && !shown.contains(&text), "{shown}");
        }
        // The same file without anybody in it is clean.
        let (path, bytes) = file(place, "o", &noise, how);
        prop_assert_eq!(gate.read_file(&path, &bytes), []);
    }

    #[test]
    fn no_bytes_stop_the_gate(path in "[a-z]{1,3}\\.(html|json|xml|svg|ics|css|js|txt|png|jpg|gif|webp|pdf|docx|gz|br|bin)", bytes in any::<Vec<u8>>(), head in 0..7_usize) {
        let heads: [&[u8]; 7] =
            [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x20\0\0\0WEBP", b"PK\x03\x04", b"%PDF-1.7\n"];
        let known = Known::default();
        let gate = Gate { known: &known, allowed: &[], hashed: None };
        let _ = gate.read_file(&path, &[heads[head], &bytes[..]].concat());
    }
}
