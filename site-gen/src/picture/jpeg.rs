//! A JPEG with nothing in it but what its pixels are made of (ITU-T T.81, annex B): its frame, its scans, and of the tables those
//! that a scan reads. A segment is written anew where it could be longer than what it says, or could say something to nobody.
//!
//! Deliberately absent: decoding. What stands between the last pixel and the next marker of a scan is taken as it is.

use std::collections::BTreeMap;

const TABLES_OF_CODES: u8 = 0xC4;
const RESTARTS: u8 = 0xDD;
const LINES: u8 = 0xDC;
const QUANTISATION: u8 = 0xDB;
const START_OF_SCAN: u8 = 0xDA;
pub(super) const END_OF_IMAGE: u8 = 0xD9;
const ADOBE: u8 = 0xEE;

/// The same picture without anything else; so it is never larger. None for a file that is not built like one.
#[must_use]
pub fn clean_jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut cleaner = Cleaner { out: bytes.get(..2)?.to_vec(), ..Cleaner::default() };
    let mut rest = &bytes[2..];
    loop {
        let at = next_marker(rest)?;
        let marker = rest[at + 1];
        if marker == END_OF_IMAGE {
            cleaner.out.extend_from_slice(&[0xFF, END_OF_IMAGE]);
            return Some(cleaner.out);
        }
        let length = usize::from(u16::from_be_bytes(*rest.get(at + 2..)?.first_chunk::<2>()?)).max(2);
        let end = at + 2 + length;
        let data = rest.get(at + 4..end)?;
        rest = &rest[end..];
        match marker {
            START_OF_SCAN => {
                // Behind the head of a scan stand its pixels, up to the next marker.
                let (pixels, after) = rest.split_at(next_marker(rest)?);
                cleaner.take_scan(data, pixels)?;
                rest = after;
            }
            QUANTISATION => cleaner.take_quantisation(data)?,
            TABLES_OF_CODES => cleaner.take_codes(data)?,
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => cleaner.take_frame(marker, data)?,
            RESTARTS | LINES => cleaner.write(marker, data.get(..2)?),
            // What Adobe says of the colours, without which they are other colours: one byte of it does.
            ADOBE if data.starts_with(b"Adobe") => {
                let transform = *data.get(11)?;
                cleaner.write(marker, &[b"Adobe\0\x64\0\0\0\0".as_slice(), &[transform]].concat());
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Cleaner {
    out: Vec<u8>,
    /// Several scans, each of which reads the codes of one kind.
    is_progressive: bool,
    /// Which tables of quantisation the frame's colours use.
    used: Vec<u8>,
    /// Tables that came and that no scan has read yet.
    quantisation: BTreeMap<u8, Vec<u8>>,
    codes: BTreeMap<u8, Vec<u8>>,
}

impl Cleaner {
    fn write(&mut self, marker: u8, data: &[u8]) {
        let length = u16::try_from(data.len() + 2).expect("no longer than the segment that it was read from");
        self.out.extend_from_slice(&[0xFF, marker]);
        self.out.extend_from_slice(&length.to_be_bytes());
        self.out.extend_from_slice(data);
    }

    /// B.2.2: six bytes, and three for each colour.
    fn take_frame(&mut self, marker: u8, data: &[u8]) -> Option<()> {
        let colours = data.get(6..6 + 3 * usize::from(*data.get(5)?))?;
        self.used = colours.chunks_exact(3).map(|colour| colour[2]).collect();
        self.is_progressive = matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
        self.write(marker, &data[..6 + colours.len()]);
        Some(())
    }

    /// B.2.4.1: tables of 64 numbers of one byte or two, one behind the other.
    fn take_quantisation(&mut self, mut data: &[u8]) -> Option<()> {
        while let Some(head) = data.first() {
            let table = data.get(..if head >> 4 == 0 { 65 } else { 129 })?;
            self.quantisation.insert(head & 0x0F, table.to_vec());
            data = &data[table.len()..];
        }
        Some(())
    }

    /// B.2.4.2: tables of 16 counts and as many values as these say.
    fn take_codes(&mut self, mut data: &[u8]) -> Option<()> {
        while let Some(head) = data.first() {
            let count: usize = data.get(1..17)?.iter().map(|count| usize::from(*count)).sum();
            let table = data.get(..17 + count)?;
            self.codes.insert(*head, table.to_vec());
            data = &data[table.len()..];
        }
        Some(())
    }

    /// B.2.3: the colours of a scan with their tables, and which part of each number it has.
    fn take_scan(&mut self, data: &[u8], pixels: &[u8]) -> Option<()> {
        let count = usize::from(*data.first()?);
        let head = data.get(..1 + 2 * count + 3)?;
        let (begins_at, refines) = (head[1 + 2 * count], head[3 + 2 * count] >> 4 != 0);
        for id in self.used.clone() {
            if let Some(table) = self.quantisation.remove(&id) {
                self.write(QUANTISATION, &table);
            }
        }
        // The first kind of codes is for means, the second (from 16) for what differs from them.
        let reads_means = !self.is_progressive || (begins_at == 0 && !refines);
        let reads_rest = !self.is_progressive || begins_at > 0;
        for colour in head[1..=2 * count].chunks_exact(2) {
            let means = reads_means.then_some(colour[1] >> 4);
            let rest = reads_rest.then_some(0x10 | (colour[1] & 0x0F));
            for id in means.into_iter().chain(rest) {
                if let Some(table) = self.codes.remove(&id) {
                    self.write(TABLES_OF_CODES, &table);
                }
            }
        }
        self.write(START_OF_SCAN, head);
        self.out.extend_from_slice(pixels);
        Some(())
    }
}

/// Where the next marker stands: in a scan, FF 00 is a byte and FF D0 to D7 only restart it.
pub(super) fn next_marker(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7))
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, Rgb, RgbImage};

    use super::super::encode_jpeg;
    use super::*;

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len() + 2).expect("short").to_be_bytes();
        [&[0xFF, marker], length.as_slice(), data].concat()
    }

    fn plain() -> Vec<u8> {
        let picture = DynamicImage::from(RgbImage::from_fn(64, 64, |x, y| {
            Rgb([u8::try_from(x * 4).expect("a byte"), u8::try_from(y * 4).expect("a byte"), 9])
        }));
        encode_jpeg(&picture, 40, None).expect("made")
    }

    #[test]
    fn words_hide_in_no_segment() {
        let plain = plain();
        let words = b"GPS 30.1 N GPS 30.1 N GPS 30.1 N GPS 30.1 N GPS 30.1 N GPS 30.1 N";
        let spare_numbers = [&[3], &words[..64]].concat();
        let counts = [[0; 15].as_slice(), &[60]].concat();
        let spare_codes = [&[0x13], counts.as_slice(), &words[..60]].concat();
        for hidden in [
            segment(0xE1, &[b"Exif\0\0", words.as_slice()].concat()),
            segment(0xFE, words),
            segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x01", words.as_slice()].concat()),
            segment(0xEE, b"AdobeGPS 301\x01"),
            segment(QUANTISATION, &spare_numbers),
            segment(TABLES_OF_CODES, &spare_codes),
            segment(RESTARTS, &[&[0, 0], words.as_slice()].concat()),
            segment(0xC8, words),
            segment(0xDF, words),
        ] {
            let with_words = [&plain[..2], &hidden, &plain[2..], b"GPS behind"].concat();
            let cleaned = clean_jpeg(&with_words).expect("cleaned");
            assert!(memchr::memmem::find(&cleaned, b"GPS").is_none(), "{hidden:?}");
            assert!(cleaned.len() <= with_words.len());
            let seen = |bytes: &[u8]| image::load_from_memory(bytes).expect("a picture");
            // Adobe's segment may say that the colours are others.
            if hidden[1] != ADOBE {
                assert_eq!(seen(&cleaned), seen(&plain), "{hidden:?}");
            }
        }
    }

    #[test]
    fn a_frame_and_a_scan_end_where_they_say() {
        let plain = plain();
        let longer = |marker: u8| {
            let at = plain.windows(2).position(|pair| pair == [0xFF, marker]).expect("there");
            let length = usize::from(u16::from_be_bytes([plain[at + 2], plain[at + 3]]));
            let data = [&plain[at + 4..at + 2 + length], b"GPS 30.1 N"].concat();
            [&plain[..at], &segment(marker, &data), &plain[at + 2 + length..]].concat()
        };
        for marker in [0xC0, START_OF_SCAN] {
            let cleaned = clean_jpeg(&longer(marker)).expect("cleaned");
            assert!(memchr::memmem::find(&cleaned, b"GPS").is_none());
            assert!(image::load_from_memory(&cleaned).is_ok());
        }
        assert_eq!(clean_jpeg(&plain[..plain.len() / 2]), None, "cut off");
    }
}
