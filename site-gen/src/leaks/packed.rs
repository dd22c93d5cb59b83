//! Packages: office files and other zip archives, and the compressed copies that stand beside pages.
//!
//! An office file is a zip of XML parts; each is read, and so is whatever else stands in it. Deliberately
//! absent: what an archive holds beside its list of files.

use std::io::{Cursor, Read};

use super::extract::{LIMIT, Pieces, decode, file, loose};
use super::xml::{self, Flow};
use super::{Unreadable, place::label};

/// So many files may be in one package.
const PARTS: usize = 5000;

/// Reads an archive.
pub(super) fn zip(bytes: &[u8], out: &mut Pieces) {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return out.refuse("整个文件", Unreadable::Damaged);
    };
    if archive.len() > PARTS {
        return out.refuse("整个文件", Unreadable::TooMuch);
    }
    out.add("压缩包的注释", loose(archive.comment()));
    let mut total = 0;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(at) else {
            out.refuse("整个文件", Unreadable::Damaged);
            continue;
        };
        let name = part.name().map_or_else(|_| loose(part.name_raw()), std::borrow::Cow::into_owned);
        let locked = part.encrypted();
        out.path(&name);
        out.add("压缩包的注释", loose(part.comment_raw()));
        drop(part);
        let place = label(&name).to_owned();
        if locked {
            out.refuse(&place, Unreadable::Locked);
            continue;
        }
        if name.ends_with('/') {
            continue;
        }
        let Some(body) = archive.by_index(at).ok().and_then(|part| unpack(part, &mut total)) else {
            out.refuse(&place, if total > LIMIT { Unreadable::TooMuch } else { Unreadable::Damaged });
            continue;
        };
        out.inside(&place, |out| part_of(&name, &body, out));
    }
}

fn part_of(name: &str, body: &[u8], out: &mut Pieces) {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "xml" | "rels" | "rdf" | "vml" => match decode(body) {
            Some(text) => xml::read(&text, Flow::Office, out),
            None => out.refuse("整个文件", Unreadable::Encoding),
        },
        // Shapes of letters, which every OFD carries with it.
        "ttf" | "otf" | "ttc" | "odttf" | "fntdata" => {}
        _ => file(name, body, out),
    }
}

/// Unpacks, but not more than the gate can hold; `total` counts over all parts of a package.
fn unpack(packed: impl Read, total: &mut u64) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let read = packed.take(LIMIT + 1 - (*total).min(LIMIT)).read_to_end(&mut plain);
    *total += plain.len() as u64;
    (read.is_ok() && *total <= LIMIT).then_some(plain)
}

/// A compressed copy, read under the name it has without its last ending.
pub(super) fn copy(path: &str, packed: impl Read, out: &mut Pieces) {
    let mut total = 0;
    match unpack(packed, &mut total) {
        Some(plain) => {
            let name = path.rsplit_once('.').map_or(path, |(name, _)| name);
            out.inside("解压后", |out| file(name, &plain, out));
        }
        None if total > LIMIT => out.refuse("整个文件", Unreadable::TooMuch),
        None => out.refuse("整个文件", Unreadable::Damaged),
    }
}

/// A gzip file: its header may hold a name and a comment.
pub(super) fn gzip(path: &str, bytes: &[u8], out: &mut Pieces) {
    let reader = flate2::read::GzDecoder::new(bytes);
    if let Some(header) = reader.header() {
        for text in [header.filename(), header.comment(), header.extra()].into_iter().flatten() {
            out.add("压缩包的文件头", loose(text));
        }
    }
    copy(path, flate2::read::MultiGzDecoder::new(bytes), out);
}

/// A Brotli file, which only its name tells.
pub(super) fn brotli(path: &str, bytes: &[u8], out: &mut Pieces) {
    copy(path, brotli_decompressor::Decompressor::new(bytes, 4096), out);
}
