//! PDF: the text of pages and of everything placed on them, notes, forms, bookmarks, metadata, pictures,
//! attachments.
//!
//! Text in a PDF is numbers of glyphs; which characters they are only a table beside the font says. Where the
//! table is missing the reader sees words and the gate sees none, so that is reported. So is a page without
//! any text and with a picture (a scan), and a file that still carries what stood there before a change.
//!
//! Deliberately absent: letters drawn as curves, and the order in which the eye reads columns.

use std::collections::{BTreeMap, HashSet};

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Error, LoadOptions, Object, ObjectId, Stream};

use super::extract::{LIMIT, Pieces, decode, file, loose};
use super::xml::{self, Flow};
use super::{Unreadable, picture};

/// Reads a document.
pub(super) fn read(bytes: &[u8], out: &mut Pieces) {
    let limit = usize::try_from(LIMIT).unwrap_or(usize::MAX);
    let document =
        match Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(limit)) {
            Ok(document) => document,
            Err(Error::InvalidPassword | Error::Decryption(_)) => {
                return out.refuse("整个文件", Unreadable::Locked);
            }
            Err(_) => return out.refuse("整个文件", Unreadable::Damaged),
        };
    if document.is_encrypted() {
        return out.refuse("整个文件", Unreadable::Locked);
    }
    let count = |wanted: &[u8]| bytes.windows(wanted.len()).filter(|part| *part == wanted).count();
    if count(b"startxref") > 1 && count(b"/Linearized") == 0 {
        out.refuse("整个文件", Unreadable::OlderText);
    }
    let mut reader =
        Reader { document: &document, out, limit, contents: shapes(&document), seen: Seen::default() };
    reader.pages();
    for (id, object) in &document.objects {
        reader.strings(object, 0);
        if let Object::Stream(stream) = object {
            reader.stream(*id, stream);
        }
    }
    let Seen { letters, pictures, unknown } = reader.seen;
    if unknown {
        out.refuse("正文", Unreadable::Glyphs);
    } else if !letters && pictures {
        out.refuse("正文", Unreadable::Scan);
    }
}

/// The streams of fonts: outlines, tables of characters, and letters that are drawn as small pages of curves.
fn shapes(document: &Document) -> HashSet<ObjectId> {
    let mut shapes = HashSet::new();
    let dictionaries = document.objects.values().filter_map(|object| object.as_dict().ok());
    for dict in dictionaries {
        for key in [&b"ToUnicode"[..], b"FontFile", b"FontFile2", b"FontFile3", b"CIDToGIDMap"] {
            shapes.extend(dict.get(key).and_then(Object::as_reference));
        }
        if let Ok(letters) = dict.get_deref(b"CharProcs", document).and_then(Object::as_dict) {
            shapes.extend(letters.iter().filter_map(|(_, letter)| letter.as_reference().ok()));
        }
    }
    shapes
}

#[derive(Default)]
struct Seen {
    letters: bool,
    pictures: bool,
    /// Glyphs whose characters nobody knows.
    unknown: bool,
}

struct Reader<'a> {
    document: &'a Document,
    out: &'a mut Pieces,
    limit: usize,
    /// The streams that are pages, and those that are shapes of letters.
    contents: HashSet<ObjectId>,
    seen: Seen,
}

impl<'a> Reader<'a> {
    fn pages(&mut self) {
        for (number, page) in self.document.get_pages() {
            let place = format!("第 {number} 页");
            self.contents.extend(self.document.get_page_contents(page));
            let fonts = self.document.get_page_fonts(page).unwrap_or_default();
            match self.document.get_page_content_with_limit(page, self.limit) {
                Ok(content) => self.text(&place, &content, &fonts),
                Err(_) => self.out.refuse(&place, Unreadable::Damaged),
            }
        }
    }

    /// What a page, or something that is placed on pages, writes.
    fn text(&mut self, place: &str, content: &[u8], fonts: &BTreeMap<Vec<u8>, &'a Dictionary>) {
        let Ok(content) = Content::decode(content) else {
            return self.out.refuse(place, Unreadable::Damaged);
        };
        let mut text = String::new();
        let mut font = None;
        let mut read: BTreeMap<&[u8], Option<Letters<'_>>> = BTreeMap::new();
        for operation in &content.operations {
            match operation.operator.as_str() {
                "Tf" => {
                    let name =
                        operation.operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    font = fonts.get_key_value(name);
                }
                "Tj" | "TJ" | "'" | "\"" => {
                    if matches!(operation.operator.as_str(), "'" | "\"") {
                        text.push('\n');
                    }
                    let letters = font.and_then(|(name, font)| {
                        read.entry(name.as_slice())
                            .or_insert_with(|| Letters::of(font, self.document, self.limit))
                            .as_ref()
                    });
                    self.show(&operation.operands, letters, &mut text);
                }
                // A new place: usually a new line, or the same one after a gap.
                "T*" | "ET" => text.push('\n'),
                "Td" | "TD" | "Tm" => text.push(' '),
                // Marked text may carry what it stands for: `/Span <</ActualText (…)>> BDC`.
                "BDC" | "DP" => {
                    for operand in &operation.operands {
                        self.strings(operand, 0);
                    }
                }
                _ => {}
            }
        }
        self.seen.letters |= text.chars().any(char::is_alphanumeric);
        self.out.add(place, close_up(&text));
    }

    fn show(&mut self, operands: &[Object], letters: Option<&Letters<'_>>, text: &mut String) {
        for operand in operands {
            match operand {
                Object::String(bytes, _) if !bytes.is_empty() => {
                    match letters.and_then(|letters| letters.read(bytes)) {
                        Some(read) => {
                            self.seen.unknown |= read.contains('\u{fffd}');
                            text.push_str(&read);
                        }
                        None => self.seen.unknown = true,
                    }
                }
                Object::Array(parts) => self.show(parts, letters, text),
                _ => {}
            }
        }
    }

    fn stream(&mut self, id: ObjectId, stream: &'a Stream) {
        let name =
            |key: &[u8]| stream.dict.get_deref(key, self.document).ok().and_then(|name| name.as_name().ok());
        let (kind, subtype) = (name(b"Type").unwrap_or_default(), name(b"Subtype").unwrap_or_default());
        if self.contents.contains(&id) || matches!(kind, b"ObjStm" | b"XRef") {
            return;
        }
        let place = format!("对象 {}", id.0);
        if subtype == b"Image" {
            self.seen.pictures = true;
            // A photo is stored as the camera made it.
            self.out.inside(&place, |out| {
                picture::read(&stream.content, out);
            });
            return;
        }
        let body = match stream.filters() {
            Ok(filters) if !filters.is_empty() => match stream.decompressed_content_with_limit(self.limit) {
                Ok(body) => body,
                Err(_) => return self.out.refuse(place, Unreadable::Damaged),
            },
            _ => stream.content.clone(),
        };
        match (kind, subtype) {
            (_, b"Form") | (b"Pattern", _) => {
                let fonts = self.fonts(&stream.dict);
                self.text(&place, &body, &fonts);
            }
            (b"Metadata", _) | (_, b"XML") => match decode(&body) {
                Some(text) => self.out.inside(&place, |out| xml::read(&text, Flow::Data, out)),
                None => self.out.refuse(place, Unreadable::Encoding),
            },
            (b"EmbeddedFile", _) => self.out.inside(&place, |out| file("attached", &body, out)),
            // Colours and tables are numbers in bytes. Scripts and the like are text, and read.
            _ => {
                if let Some(text) = decode(&body) {
                    self.out.add(place, text);
                }
            }
        }
    }

    /// The fonts of something that is placed on pages.
    fn fonts(&self, dict: &'a Dictionary) -> BTreeMap<Vec<u8>, &'a Dictionary> {
        let inner = |dict: &'a Dictionary, key: &[u8]| {
            dict.get_deref(key, self.document).ok().and_then(|object| object.as_dict().ok())
        };
        let own = inner(dict, b"Resources").and_then(|resources| inner(resources, b"Font"));
        own.into_iter()
            .flat_map(|fonts| fonts.iter())
            .filter_map(|(name, font)| {
                let (_, font) = self.document.dereference(font).ok()?;
                Some((name.clone(), font.as_dict().ok()?))
            })
            .collect()
    }

    /// Every text that is not drawn: titles, authors, notes, fields, bookmarks.
    fn strings(&mut self, object: &Object, depth: u8) {
        if depth > 32 {
            return;
        }
        match object {
            Object::String(bytes, _) => self.out.add("文档属性、批注或表单", text_string(bytes)),
            Object::Array(values) => values.iter().for_each(|value| self.strings(value, depth + 1)),
            Object::Dictionary(dict) => dict.iter().for_each(|(_, value)| self.strings(value, depth + 1)),
            Object::Stream(stream) => {
                stream.dict.iter().for_each(|(_, value)| self.strings(value, depth + 1))
            }
            _ => {}
        }
    }
}

/// Removes the gaps between Chinese characters: some programs place every character for itself.
fn close_up(text: &str) -> String {
    let is_wide = |c: char| c >= '\u{2e80}';
    let mut closed = String::with_capacity(text.len());
    for part in text.split(' ').filter(|part| !part.is_empty()) {
        let grows = closed.is_empty() || closed.ends_with(is_wide) && part.starts_with(is_wide);
        if !grows {
            closed.push(' ');
        }
        closed.push_str(part);
    }
    closed
}

/// A text outside pages: UTF-16 or UTF-8 with its mark, else what it looks like.
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => {
            decode(bytes).map_or_else(|| loose(bytes), |text| text.into_owned())
        }
        _ => loose(bytes),
    }
}

/// How the glyphs of a font become characters.
enum Letters<'a> {
    Table(Encoding<'a>),
    /// GBK, which the crate does not know.
    Gbk,
}

impl<'a> Letters<'a> {
    fn of(font: &'a Dictionary, document: &'a Document, limit: usize) -> Option<Self> {
        // The table beside the font goes before the name of the encoding: a font that holds only some letters
        // numbers them as it likes.
        if font.get_deref(b"ToUnicode", document).is_ok_and(|table| table.as_stream().is_ok()) {
            let mut bare = font.clone();
            bare.remove(b"Encoding");
            return match bare.get_font_encoding_with_limit(document, limit).ok()? {
                Encoding::UnicodeMapEncoding(map) => Some(Self::Table(Encoding::UnicodeMapEncoding(map))),
                _ => None,
            };
        }
        let encoding = font.get_deref(b"Encoding", document).ok().and_then(|name| name.as_name().ok());
        match encoding {
            Some(b"GBK-EUC-H" | b"GBK-EUC-V" | b"GB-EUC-H" | b"GB-EUC-V" | b"GBKp-EUC-H" | b"GBK2K-H") => {
                Some(Self::Gbk)
            }
            Some(name) if name.starts_with(b"Identity") => None,
            _ if font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type3") => None,
            _ => font.get_font_encoding_with_limit(document, limit).ok().map(Self::Table),
        }
    }

    fn read(&self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Table(encoding) => encoding.bytes_to_string(bytes).ok(),
            Self::Gbk => Some(encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned()),
        }
    }
}
