//! Pictures: everything in them but the pixels. A camera writes the place and its owner, a program the
//! author's name.
//!
//! The containers are walked here and not by a crate: those are made to strip what comes before the first
//! scan, and the gate also wants what comes after it, and after the end of the picture.
//!
//! Deliberately absent: reading the pixels. A photo of a letter is for a person to refuse.

use std::io::Read as _;

use exif::{Context, Exif, Tag, Value};
use flate2::read::ZlibDecoder;
use privacy::Kind;

use super::Unreadable;
use super::extract::{LIMIT, Pieces, decode, loose, wide};
use super::xml::{self, Flow};

/// Reads a picture by its first bytes; says whether it is one.
pub(super) fn read(bytes: &[u8], out: &mut Pieces) -> bool {
    let end = match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg(bytes, out),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png(bytes, out),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes, out),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif(bytes, out),
        [0, 0, 1, 0, ..] => ico(bytes, out),
        _ => return false,
    };
    match end.and_then(|end| bytes.get(end..)) {
        None => out.refuse("整个文件", Unreadable::Damaged),
        Some(rest) if rest.iter().any(|b| !matches!(b, 0 | b'\r' | b'\n')) => {
            out.refuse("文件末尾", Unreadable::Tail);
        }
        Some(_) => {}
    }
    true
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn long(bytes: &[u8], at: usize, read: fn([u8; 4]) -> u32) -> Option<usize> {
    usize::try_from(read(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}

/// Where the picture ends; none when it is cut off.
fn jpeg(bytes: &[u8], out: &mut Pieces) -> Option<usize> {
    let mut at = 2;
    loop {
        // Between two segments stand pixels, fill bytes and markers without a body.
        while *bytes.get(at)? != 0xff || matches!(*bytes.get(at + 1)?, 0x00 | 0x01 | 0xd0..=0xd8 | 0xff) {
            at += 1;
        }
        let marker = bytes[at + 1];
        if marker == 0xd9 {
            return Some(at + 2);
        }
        let next = at + 2 + short(bytes, at + 2)?;
        let body = bytes.get(at + 4..next)?;
        match (marker, body) {
            (0xe1, [b'E', b'x', b'i', b'f', 0, _, tiff @ ..]) => exif("EXIF", tiff, out),
            (0xe0..=0xef | 0xfe, _) => segment(&format!("标记 {marker:02X}"), body, out),
            _ => {}
        }
        at = next;
    }
}

fn png(bytes: &[u8], out: &mut Pieces) -> Option<usize> {
    let mut at = 8;
    loop {
        let length = long(bytes, at, u32::from_be_bytes)?;
        let kind = bytes.get(at + 4..at + 8)?;
        let body = bytes.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        at += length + 12;
        let place = format!("图片里的 {}", super::place::label(&String::from_utf8_lossy(kind)));
        match kind {
            b"IEND" => return Some(at),
            b"IDAT" | b"fdAT" | b"PLTE" | b"tRNS" | b"IHDR" => {}
            b"eXIf" => exif(&place, body, out),
            b"zTXt" | b"iTXt" => {
                let (key, rest) = split(body);
                segment(&place, key, out);
                match kind {
                    b"zTXt" => text(&place, key, &inflate(rest.get(1..).unwrap_or_default()), out),
                    _ => {
                        let packed = rest.first() == Some(&1);
                        let (language, rest) = split(rest.get(2..).unwrap_or_default());
                        let (translated, rest) = split(rest);
                        segment(&place, language, out);
                        segment(&place, translated, out);
                        text(&place, key, &if packed { inflate(rest) } else { rest.to_vec() }, out);
                    }
                }
            }
            b"tEXt" => {
                let (key, rest) = split(body);
                segment(&place, key, out);
                text(&place, key, rest, out);
            }
            _ => segment(&place, body, out),
        }
    }
}

fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    // What is damaged is read as far as it goes.
    let _ = ZlibDecoder::new(bytes).take(LIMIT).read_to_end(&mut plain);
    plain
}

/// A text under a key. ImageMagick writes whole EXIF and XMP blocks there, in hexadecimal.
fn text(place: &str, key: &[u8], body: &[u8], out: &mut Pieces) {
    if key.starts_with(b"Raw profile type") {
        let digits: Vec<u8> = body
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .skip(2)
            .flatten()
            .filter_map(|&b| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok()))
            .collect();
        let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect();
        match bytes.as_slice() {
            [b'E', b'x', b'i', b'f', 0, _, tiff @ ..] => exif(place, tiff, out),
            bytes => segment(place, bytes, out),
        }
    }
    segment(place, body, out);
}

fn webp(bytes: &[u8], out: &mut Pieces) -> Option<usize> {
    let end = long(bytes, 4, u32::from_le_bytes)?.checked_add(8)?;
    let whole = bytes.get(..end)?;
    let mut at = 12;
    while at < end {
        let kind = whole.get(at..at + 4)?;
        let length = long(whole, at + 4, u32::from_le_bytes)?;
        let body = whole.get(at + 8..at.checked_add(8)?.checked_add(length)?)?;
        let place = format!("图片里的 {}", super::place::label(String::from_utf8_lossy(kind).trim()));
        match kind {
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANMF" => {}
            b"EXIF" => exif(&place, body.strip_prefix(b"Exif\0\0").unwrap_or(body), out),
            _ => segment(&place, body, out),
        }
        at += 8 + length + length % 2;
    }
    Some(end)
}

fn gif(bytes: &[u8], out: &mut Pieces) -> Option<usize> {
    let palette = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + palette(*bytes.get(10)?);
    loop {
        let begin = *bytes.get(at)?;
        at += match begin {
            0x3b => return Some(at + 1),
            0x21 => 2,
            0x2c => 11 + palette(*bytes.get(at + 9)?),
            _ => return None,
        };
        let mut body = Vec::new();
        loop {
            let length = usize::from(*bytes.get(at)?);
            body.extend_from_slice(bytes.get(at + 1..at + 1 + length)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
        if begin == 0x21 {
            segment("图片里的注释", &body, out);
        }
    }
}

/// Icons of several sizes behind one directory. They are PNGs that follow one another; the older form with bare pixels is
/// not read.
fn ico(bytes: &[u8], out: &mut Pieces) -> Option<usize> {
    const DIRECTORY: usize = 6;
    const ENTRY: usize = 16;
    let count = usize::from(u16::from_le_bytes(bytes.get(4..DIRECTORY)?.try_into().ok()?));
    let mut end = DIRECTORY + ENTRY * count;
    for entry in bytes.get(DIRECTORY..end)?.chunks_exact(ENTRY) {
        let (length, from) = (long(entry, 8, u32::from_le_bytes)?, long(entry, 12, u32::from_le_bytes)?);
        let icon = bytes.get(from..from.checked_add(length)?)?;
        if from != end || !icon.starts_with(b"\x89PNG\r\n\x1a\n") || png(icon, out)? != length {
            return None;
        }
        end += length;
    }
    Some(end)
}

/// A part that may hold text: XMP is read as such, anything else as the text that is in it.
fn segment(place: &str, body: &[u8], out: &mut Pieces) {
    let find = |wanted: &[u8]| body.windows(wanted.len()).position(|part| part == wanted);
    if let Some(from) = find(b"<x:xmpmeta").or_else(|| find(b"<rdf:RDF")) {
        let to = body.iter().rposition(|&b| b == b'>').map_or(body.len(), |at| at + 1);
        if let Some(xmp) = body.get(from..to).and_then(decode) {
            if ["GPSLatitude", "GPSLongitude"].iter().any(|tag| xmp.contains(tag)) {
                out.found(place, Kind::Coordinates, "XMP GPS");
            }
            // The end of an XMP in a GIF is a row of magic bytes, not markup.
            let xmp = xmp.split("<?xpacket end").next().unwrap_or_default();
            out.inside(place, |out| xml::read(xmp, Flow::Data, out));
        }
    }
    out.add(place, loose(body));
}

/// The block of the camera. Where a picture was taken is a leak whatever else it says.
fn exif(place: &str, tiff: &[u8], out: &mut Pieces) {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let read: Option<Exif> = match reader.read_raw(tiff.to_vec()) {
        Ok(exif) => Some(exif),
        Err(error) => error.distill_partial_result(|_| {}).ok(),
    };
    let Some(read) = read else {
        out.refuse(place, Unreadable::Damaged);
        out.add(place, loose(tiff));
        return;
    };
    for field in read.fields() {
        if field.tag.context() == Context::Gps && field.tag != Tag::GPSVersionID {
            out.found(place, Kind::Coordinates, "EXIF GPS");
        }
        let place = format!("{place} {}", field.tag);
        match &field.value {
            Value::Ascii(texts) => {
                for text in texts {
                    out.add(&place, loose(text));
                }
            }
            // Windows writes its texts in UTF-16, cameras their comments after eight bytes that name the
            // encoding.
            Value::Byte(bytes) | Value::Undefined(bytes, _) => {
                out.add(&place, loose(bytes));
                let body = bytes.strip_prefix(b"UNICODE\0").unwrap_or(bytes);
                for read in [u16::from_le_bytes, u16::from_be_bytes] {
                    if let Some(text) = wide(body, read) {
                        out.add(&place, loose(text.as_bytes()));
                    }
                }
            }
            _ => {}
        }
    }
}
