//! Which reader a file gets, and the pieces of text that come of it.
//!
//! A file's first bytes decide before its name does: a browser does the same. What no reader takes is
//! reported, never passed in silence.
//!
//! Deliberately absent: what counts as a leak (`judge`).

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode_str;
use privacy::Kind;

use super::xml::{self, Flow};
use super::{Unreadable, cards, html, json, packed, pdf, picture, script};

/// Browsers read base64 with and without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What one file may unpack to: more is no file of a township.
pub(super) const LIMIT: u64 = 64 << 20;

/// Attributes that draw.
pub(super) const OUTLINES: &[&str] = &[
    "d",
    "points",
    "transform",
    "viewbox",
    "viewBox",
    "values",
    "path",
    "gradientTransform",
    "stroke-dasharray",
];

/// How deep pages, packages and pictures may stand in each other.
const DEPTH: u8 = 4;

/// A text as a reader may see it, and where it stands.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) place: String,
    pub(super) text: String,
    /// From which byte of the text on which line of the file; empty when the place says enough.
    pub(super) lines: Vec<(usize, usize)>,
}

/// Everything that was found in a file.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    pub(super) unreadable: Vec<(String, Unreadable)>,
    /// What a reader knows to be a leak without reading a text.
    pub(super) found: Vec<(String, Kind, &'static str)>,
    /// What the places inside a package begin with.
    inside: String,
    depth: u8,
}

impl Pieces {
    pub(super) fn add(&mut self, place: impl AsRef<str>, text: impl Into<String>) {
        self.add_lines(place, text, Vec::new());
    }

    pub(super) fn add_lines(
        &mut self,
        place: impl AsRef<str>,
        text: impl Into<String>,
        lines: Vec<(usize, usize)>,
    ) {
        let text = text.into();
        if !text.trim().is_empty() {
            let place = format!("{}{}", self.inside, place.as_ref());
            self.pieces.push(Piece { place, text, lines });
        }
    }

    pub(super) fn found(&mut self, place: impl AsRef<str>, kind: Kind, what: &'static str) {
        self.found.push((format!("{}{}", self.inside, place.as_ref()), kind, what));
    }

    pub(super) fn refuse(&mut self, place: impl AsRef<str>, why: Unreadable) {
        self.unreadable.push((format!("{}{}", self.inside, place.as_ref()), why));
    }

    /// A path: as it is, and with every mark that stands for a space.
    pub(super) fn path(&mut self, path: &str) {
        let decoded = percent(path);
        let spaced: String =
            decoded.chars().map(|c| if matches!(c, '/' | '-' | '_' | '.') { ' ' } else { c }).collect();
        self.add("网址", decoded.into_owned());
        self.add("网址", spaced);
    }

    /// A link: as it is, and with its escapes resolved.
    pub(super) fn link(&mut self, place: &str, link: &str) {
        if let Some(rest) = link.trim_start().strip_prefix("data:") {
            return self.data(place, rest);
        }
        let decoded = percent(link);
        if let Cow::Owned(decoded) = &decoded
            && decoded != link
        {
            self.add(place, decoded.replace('+', " "));
        }
        self.add(place, decoded);
    }

    /// A value of an attribute or a field, which may hold escapes of a link.
    pub(super) fn value(&mut self, place: &str, value: &str) {
        if value.contains('%') || value.trim_start().starts_with("data:") {
            self.link(place, value);
        } else {
            self.add(place, value);
        }
    }

    /// The outline of a drawing. Its many small numbers are no telephone together; a long one may be one by
    /// itself.
    pub(super) fn outline(&mut self, place: &str, value: &str) {
        let is_mark = |c: char| c.is_ascii_alphabetic() || c.is_ascii_whitespace() || "+-.,()".contains(c);
        if !value.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
            return self.value(place, value);
        }
        let long: Vec<&str> = value.split(is_mark).filter(|number| number.len() >= 7).collect();
        let whole = |number: &&str| !value.contains(&format!(".{number}"));
        self.add(place, long.into_iter().filter(whole).collect::<Vec<_>>().join("；"));
    }

    /// A file that is written out in a link: `type;base64,…`.
    fn data(&mut self, place: &str, link: &str) {
        let (head, body) = link.split_once(',').unwrap_or((link, ""));
        let body = percent_decode_str(body).collect::<Vec<u8>>();
        let bytes = if head.contains(";base64") {
            let packed: Vec<u8> = body.into_iter().filter(|b| !b.is_ascii_whitespace()).collect();
            match BASE64.decode(packed) {
                Ok(bytes) => bytes,
                Err(_) => return self.refuse(place, Unreadable::Damaged),
            }
        } else {
            body
        };
        let type_name = head.split(';').next().unwrap_or_default();
        // `image/svg+xml` ends in `svg`, `application/ld+json` in `json`.
        let ending = match type_name.rsplit(['/', '+', '.']).next().unwrap_or_default() {
            "xml" if type_name.contains("svg") => "svg",
            "plain" | "" => "txt",
            "javascript" => "js",
            "calendar" => "ics",
            "vcard" => "vcf",
            other => other,
        };
        self.inside(place, |out| file(&format!("data.{ending}"), &bytes, out));
    }

    /// Reads something that stands inside something else.
    pub(super) fn inside(&mut self, place: &str, read: impl FnOnce(&mut Self)) {
        if self.depth >= DEPTH {
            self.refuse(place, Unreadable::TooMuch);
            return;
        }
        let before = self.inside.len();
        self.inside.push_str(place);
        self.inside.push_str(" › ");
        self.depth += 1;
        read(self);
        self.depth -= 1;
        self.inside.truncate(before);
    }
}

/// A path or a link with its percent escapes resolved.
pub(super) fn percent(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// Reads a file by its first bytes, else by the ending of its name.
pub(super) fn file(path: &str, bytes: &[u8], out: &mut Pieces) {
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let begins = bytes.trim_ascii_start();
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return packed::zip(bytes, out),
        [0x1f, 0x8b, ..] => return packed::gzip(path, bytes, out),
        _ if begins.starts_with(b"%PDF-") => return pdf::read(bytes, out),
        _ if picture::read(bytes, out) => return,
        _ => {}
    }
    if ending == "br" {
        return packed::brotli(path, bytes, out);
    }
    if matches!(ending.as_str(), "ics" | "vcf") {
        return cards::read(bytes, out);
    }
    let Some(text) = decode(bytes) else {
        let text_type = matches!(ending.as_str(), "html" | "htm" | "txt" | "csv" | "md");
        out.refuse("整个文件", if text_type { Unreadable::Encoding } else { Unreadable::Type });
        return;
    };
    match ending.as_str() {
        "html" | "htm" | "xhtml" => html::page(&text, out),
        "json" | "geojson" | "webmanifest" | "map" => json::one(&text, out),
        "jsonl" | "ndjson" => json::lines(&text, out),
        "xml" | "atom" | "rss" | "svg" | "xsl" | "opf" => xml::read(&text, Flow::Data, out),
        "css" | "js" | "mjs" => script::read(&text, out),
        "csv" => cells(&text, ',', out),
        "tsv" => cells(&text, '\t', out),
        "txt" | "md" | "" => plain(&text, out),
        _ => out.refuse("整个文件", Unreadable::Type),
    }
}

/// Text in UTF-8, or in UTF-16 with its mark.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// Text in UTF-16.
pub(super) fn wide(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Vec<u16> = bytes.chunks(2).map(|pair| read([pair[0], *pair.get(1).unwrap_or(&0)])).collect();
    String::from_utf16(&units).ok()
}

/// The text in bytes that may hold anything: runs of printable characters, a line each; as GBK when it is not
/// UTF-8.
pub(super) fn loose(bytes: &[u8]) -> String {
    let printable = |text: &str| -> String {
        let parts = text.split(|c: char| c.is_control() || c == '\u{fffd}');
        parts.filter(|part| part.len() >= 4).collect::<Vec<_>>().join("\n")
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => printable(text),
        Err(_) => {
            let utf8 = printable(&String::from_utf8_lossy(bytes));
            let gbk = printable(&encoding_rs::GBK.decode_without_bom_handling(bytes).0);
            format!("{utf8}\n{gbk}")
        }
    }
}

/// Plain text, line by line.
pub(super) fn plain(text: &str, out: &mut Pieces) {
    out.add_lines("正文", text, line_starts(text));
}

/// A table, row by row. Numbers of neighbouring cells are no telephone together; what stands in one cell is
/// read whole, with its commas and line breaks, as a spreadsheet shows it.
fn cells(text: &str, between: char, out: &mut Pieces) {
    let (mut shown, mut lines, mut line) = (String::with_capacity(text.len()), vec![(0, 1)], 1);
    let (mut is_quoted, mut is_begun) = (false, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.next_if_eq(&'"').is_some() => shown.push('"'),
            '"' if is_quoted => is_quoted = false,
            '"' if !is_begun => is_quoted = true,
            _ if c == between && !is_quoted => shown.push('：'),
            '\n' => {
                line += 1;
                shown.push('\n');
                lines.push((shown.len(), line));
            }
            _ => shown.push(c),
        }
        is_begun = is_quoted || c != between && c != '\n';
    }
    out.add_lines("正文", shown, lines);
}

/// Where each line of a text begins.
pub(super) fn line_starts(text: &str) -> Vec<(usize, usize)> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).zip(1..).collect()
}
