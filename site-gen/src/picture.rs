//! Pixels as everybody sees them, and small files of them: for pictures beside records and for those that
//! come with letters. A colour profile is worked into the pixels before it is dropped, what is transparent
//! gets a ground, and a file that is only cleaned never grows.
//!
//! Deliberately absent: limits of what is decoded; each caller has its own.

mod jpeg;

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{
    DynamicImage, GenericImageView as _, ImageDecoder as _, ImageFormat, ImageResult, Limits, Rgb, RgbImage,
    Rgba,
};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

pub use jpeg::clean_jpeg;
use jpeg::{END_OF_IMAGE, next_marker};

const WHITE: u8 = u8::MAX;

/// A PNG whose pixels are numbers of colours in a table (ISO/IEC 15948, 11.2.2).
const INDEXED: u8 = 3;

/// Colours of a PNG that names its colours.
const MOST_COLOURS: usize = 256;

/// The pixels in sRGB, which every browser takes a picture without a profile for. A profile that cannot be
/// read, or that is of another kind of picture, changes nothing: the numbers are the best that is known.
#[must_use]
pub fn to_srgb(picture: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    let Some(profile) = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok()) else {
        return picture;
    };
    let is_grey = profile.color_space == DataColorSpace::Gray;
    if !is_grey && profile.color_space != DataColorSpace::Rgb || is_grey && picture.color().has_color() {
        return picture;
    }
    match (is_grey, picture.color().has_alpha()) {
        (false, false) => convert(&profile, Layout::Rgb, Layout::Rgb, picture.into_rgb8(), 3, 3).into(),
        (false, true) => convert(&profile, Layout::Rgba, Layout::Rgba, picture.into_rgba8(), 4, 4).into(),
        (true, false) => convert(&profile, Layout::Gray, Layout::Rgb, picture.into_luma8(), 1, 3).into(),
        (true, true) => {
            convert(&profile, Layout::GrayAlpha, Layout::Rgba, picture.into_luma_alpha8(), 2, 4).into()
        }
    }
}

/// Row by row, so that no second picture stands in memory.
fn convert<P>(
    profile: &ColorProfile,
    from: Layout,
    to: Layout,
    mut pixels: image::ImageBuffer<P, Vec<u8>>,
    parts: usize,
    parts_after: usize,
) -> image::ImageBuffer<P, Vec<u8>>
where
    P: image::Pixel<Subpixel = u8>,
{
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()) else {
        return pixels;
    };
    let width = pixels.width() as usize;
    let mut row_after = vec![0; width * parts_after];
    for row in pixels.chunks_exact_mut((width * parts).max(1)) {
        if transform.transform(row, &mut row_after).is_err() {
            continue;
        }
        // Grey stays grey: its three colours are one.
        for (pixel, after) in row.chunks_exact_mut(parts).zip(row_after.chunks_exact(parts_after)) {
            pixel[0] = after[0];
            if parts == parts_after {
                pixel.copy_from_slice(after);
            }
        }
    }
    pixels
}

/// The profile says no more than that the picture is sRGB: its numbers stay as they are, give or take one.
#[must_use]
pub fn is_srgb(profile: Option<&[u8]>) -> bool {
    let Some(profile) = profile else { return true };
    let steps = || (0..=u8::MAX).step_by(51);
    let colours: Vec<u8> =
        steps().flat_map(|r| steps().flat_map(move |g| steps().flat_map(move |b| [r, g, b]))).collect();
    let count = u32::try_from(colours.len() / 3).expect("few");
    let Some(before) = RgbImage::from_raw(count, 1, colours) else { return false };
    let after = to_srgb(before.clone().into(), Some(profile)).into_rgb8();
    before.iter().zip(after.iter()).all(|(before, after)| before.abs_diff(*after) <= 1)
}

/// The picture on white, as it would look on paper.
#[must_use]
pub fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *seen.get_pixel(x, y);
        let over = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + u32::from(WHITE) * (255 - alpha) + 127) / 255).unwrap_or(WHITE)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

/// A transparent picture whose transparent pixels are white underneath: scaled down, or shown by a program
/// that knows no transparency, its edges do not turn black.
#[must_use]
pub fn white_underneath(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut pixels = picture.into_rgba8();
    for pixel in pixels.pixels_mut().filter(|pixel| pixel.0[3] == 0) {
        pixel.0 = [WHITE, WHITE, WHITE, 0];
    }
    pixels.into()
}

/// A JPEG of this quality; where the file may have only so many bytes, of the highest one that they are enough for.
///
/// # Errors
/// No room for it in memory.
pub fn encode_jpeg(picture: &DynamicImage, quality: u8, most: Option<usize>) -> ImageResult<Vec<u8>> {
    let mut out = Vec::new();
    for most_quality in [100, 75, 65, 55, 45, 35, 25, 18, 12, 8, 5, 3, 1] {
        let quality = quality.min(most_quality);
        out.clear();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality))?;
        if most.is_none_or(|most| out.len() <= most) {
            break;
        }
    }
    Ok(out)
}

/// A PNG that names its colours where there are few, and has no more channels than it needs.
///
/// # Errors
/// No room for it in memory.
pub fn encode_png(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    if let Some(colours) = Colours::of(picture) {
        return colours.encode(picture);
    }
    let mut out = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, FilterType::Adaptive);
    let is_opaque =
        !picture.color().has_alpha() || picture.pixels().all(|(_, _, pixel)| pixel.0[3] == u8::MAX);
    if picture.color().has_alpha() && is_opaque {
        DynamicImage::from(picture.to_rgb8()).write_with_encoder(encoder)?;
    } else {
        picture.write_with_encoder(encoder)?;
    }
    Ok(out)
}

/// The colours of a picture that has few.
struct Colours {
    all: Vec<[u8; 4]>,
    places: HashMap<[u8; 4], u8>,
}

impl Colours {
    fn of(picture: &DynamicImage) -> Option<Self> {
        let mut colours = Self { all: Vec::new(), places: HashMap::new() };
        let mut last = None;
        for (_, _, Rgba(colour)) in picture.pixels() {
            if last == Some(colour) || colours.places.contains_key(&colour) {
                last = Some(colour);
                continue;
            }
            if colours.all.len() == MOST_COLOURS {
                return None;
            }
            colours.places.insert(colour, u8::try_from(colours.all.len()).ok()?);
            colours.all.push(colour);
            last = Some(colour);
        }
        Some(colours)
    }

    fn encode(&self, picture: &DynamicImage) -> ImageResult<Vec<u8>> {
        let (bits, depth) = match self.all.len() {
            0..=2 => (1, png::BitDepth::One),
            3..=4 => (2, png::BitDepth::Two),
            5..=16 => (4, png::BitDepth::Four),
            _ => (8, png::BitDepth::Eight),
        };
        let mut packed = Vec::new();
        for y in 0..picture.height() {
            let (mut byte, mut filled) = (0_u8, 0);
            for x in 0..picture.width() {
                let place = self.places.get(&picture.get_pixel(x, y).0).copied().unwrap_or_default();
                filled += bits;
                byte |= place << (8 - filled);
                if filled == 8 {
                    packed.push(byte);
                    (byte, filled) = (0, 0);
                }
            }
            if filled > 0 {
                packed.push(byte);
            }
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, picture.width(), picture.height());
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(depth);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_palette(
            self.all.iter().flat_map(|colour| [colour[0], colour[1], colour[2]]).collect::<Vec<u8>>(),
        );
        if self.all.iter().any(|colour| colour[3] != u8::MAX) {
            encoder.set_trns(self.all.iter().map(|colour| colour[3]).collect::<Vec<u8>>());
        }
        let failed = |error: png::EncodingError| {
            let format = image::error::ImageFormatHint::Exact(ImageFormat::Png);
            image::ImageError::Encoding(image::error::EncodingError::new(format, error))
        };
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&packed)).map_err(failed)?;
        Ok(out)
    }
}

/// The same PNG with nothing in it but what its pixels are made of, in the same packing; so it is never
/// larger. None for one whose pixels are packed in a way that could carry something else.
#[must_use]
pub fn clean_png(bytes: &[u8]) -> Option<Vec<u8>> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let (mut kept, mut packed, mut header) = (Vec::new(), Vec::new(), None);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (kind, data) = (after.get(..4)?, after.get(4..4 + length)?);
        match kind {
            b"IHDR" => header = Some(data),
            // Where pixels name no colours, a table of them is only suggested, and could hold anything.
            b"PLTE" | b"tRNS" if header.and_then(|header| header.get(9)) == Some(&INDEXED) => {
                kept.push((kind, data.to_vec()))
            }
            b"IDAT" => packed.extend_from_slice(data),
            b"IEND" => break,
            _ => {}
        }
        rest = after.get(4 + length + 4..)?;
    }
    let header = header?;
    let size = size_of_rows(header)?;
    // Behind the end of the pixels nothing may stand, nor may there be more of them.
    let mut reader = flate2::bufread::ZlibDecoder::new(packed.as_slice());
    let count = std::io::copy(&mut reader.by_ref().take(size + 1), &mut std::io::sink()).ok()?;
    if count != size || reader.total_in() > packed.len() as u64 {
        return None;
    }
    packed.truncate(usize::try_from(reader.total_in()).ok()?);
    let mut out = SIGNATURE.to_vec();
    chunk(&mut out, b"IHDR", header);
    for (kind, data) in &kept {
        chunk(&mut out, kind, data);
    }
    chunk(&mut out, b"IDAT", &packed);
    chunk(&mut out, b"IEND", &[]);
    Some(out)
}

/// Bytes of all rows, each with the byte of its filter (PNG, 7.2). None for rows that come in several passes.
fn size_of_rows(header: &[u8]) -> Option<u64> {
    let number =
        |at: usize| header.get(at..)?.first_chunk::<4>().map(|four| u64::from(u32::from_be_bytes(*four)));
    let [depth, colour, _, _, 0] = header.get(8..)? else { return None };
    let channels = match colour {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    let row = (number(0)? * channels * u64::from(*depth)).div_ceil(8) + 1;
    row.checked_mul(number(4)?)
}

fn chunk(out: &mut Vec<u8>, kind: &[u8], data: &[u8]) {
    let mut crc = flate2::Crc::new();
    crc.update(kind);
    crc.update(data);
    let length = u32::try_from(data.len()).expect("no longer than where it was read");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    out.extend_from_slice(&crc.sum().to_be_bytes());
}

/// Whether a picture is there to its end, by its own markers and lengths: a decoder would fill up what is
/// missing.
#[must_use]
pub fn is_whole(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => end_of_jpeg(bytes).is_some(),
        ImageFormat::Png => is_whole_png(bytes),
        // RIFF: the length of all that follows.
        ImageFormat::WebP => {
            let length = bytes.get(4..).and_then(|rest| rest.first_chunk::<4>());
            length.is_some_and(|length| u64::from(u32::from_le_bytes(*length)) + 8 <= bytes.len() as u64)
        }
        _ => true,
    }
}

/// Its chunks lead to the last one.
fn is_whole_png(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        if after.starts_with(b"IEND") {
            return true;
        }
        let Ok(length) = usize::try_from(u32::from_be_bytes(*length)) else { return false };
        let Some(next) = length.checked_add(8).and_then(|length| after.get(length..)) else { return false };
        rest = next;
    }
    false
}

/// Where its markers lead to an end of image (ITU-T T.81, B.1).
fn end_of_jpeg(bytes: &[u8]) -> Option<usize> {
    let mut from = 2.min(bytes.len());
    loop {
        let at = from + next_marker(&bytes[from..])?;
        if bytes[at + 1] == END_OF_IMAGE {
            return Some(at);
        }
        let length = usize::from(u16::from_be_bytes(*bytes[at + 2..].first_chunk::<2>()?));
        from = at + 2 + length.max(2);
        bytes.get(from..)?;
    }
}

/// Bits that are in no picture: as many as change every pixel that a scan does not tell.
const OTHER_END: [u8; 64] = [0x55; 64];

/// Pixels in a row whose coefficients stand together, at most (ITU-T T.81, A.2.3: two blocks of eight).
const MCU: usize = 16;

/// A decoded JPEG, or none if less is in it than it says, though it ends as it should: a program that kept half
/// a picture wrote the end behind it. A decoder goes on with bits of its own then, and what it paints at the end
/// repeats itself. Only such a picture is decoded again, with other bits behind its last ones: one that is whole
/// does not change. Two never stand in memory at once.
///
/// # Errors
/// As decoding; that of the second time.
pub fn told_to_its_end(
    bytes: &[u8],
    picture: DynamicImage,
    limits: &Limits,
) -> ImageResult<Option<DynamicImage>> {
    let channels = usize::from(picture.color().channel_count());
    let row = usize::try_from(picture.width()).unwrap_or_default() * channels;
    let pixels = picture.as_bytes();
    let last = &pixels[pixels.len().saturating_sub(row)..];
    let repeats = match last.len().checked_sub(2 * MCU * channels) {
        Some(from) => last[from..][..MCU * channels] == last[from + MCU * channels..],
        None => true,
    };
    let Some(end) = end_of_jpeg(bytes).filter(|_| repeats) else { return Ok(Some(picture)) };
    let before = blake3::hash(pixels);
    drop(picture);
    let other = [&bytes[..end], &OTHER_END, &[0xFF, END_OF_IMAGE]].concat();
    let mut decoder = JpegDecoder::new(Cursor::new(other))?;
    decoder.set_limits(limits.clone())?;
    let again = DynamicImage::from_decoder(decoder)?;
    Ok((blake3::hash(again.as_bytes()) == before).then_some(again))
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;

    #[test]
    fn colours_of_another_space_are_converted() {
        let red = DynamicImage::from(RgbImage::from_pixel(3, 2, Rgb([230, 40, 40])));
        let p3 = ColorProfile::new_display_p3().encode().expect("a profile");
        let Rgb([r, g, b]) = *to_srgb(red.clone(), Some(&p3)).into_rgb8().get_pixel(1, 1);
        // Linear: 0.964, -0.011 and 0.006.
        assert!(r.abs_diff(251) <= 2 && g <= 2 && b.abs_diff(18) <= 3, "{r} {g} {b}");
        let srgb = ColorProfile::new_srgb().encode().expect("a profile");
        assert!(is_srgb(Some(&srgb)) && is_srgb(None) && !is_srgb(Some(&p3)));
        assert_eq!(to_srgb(red.clone(), Some(b"no profile")), red);
        let grey = DynamicImage::new_luma8(2, 2);
        assert_eq!(to_srgb(grey.clone(), Some(&p3)), DynamicImage::from(grey.into_rgb8()));
    }

    #[test]
    fn what_is_transparent_has_a_white_ground() {
        let mut picture = RgbaImage::new(4, 1);
        picture.put_pixel(1, 0, Rgba([0, 0, 0, 255]));
        picture.put_pixel(2, 0, Rgba([0, 0, 0, 128]));
        let seen: Vec<u8> = on_white(picture.clone().into()).pixels().map(|pixel| pixel.0[0]).collect();
        assert_eq!(seen, [255, 0, 127, 255]);
        let under = white_underneath(picture.into()).into_rgba8();
        assert_eq!(under.get_pixel(0, 0).0, [255, 255, 255, 0]);
    }

    #[test]
    fn a_picture_of_few_colours_stays_small_and_the_same() {
        for colours in [2_u32, 3, 9, 200] {
            let picture = DynamicImage::from(RgbaImage::from_fn(101, 37, |x, y| {
                let one = u8::try_from((x * 7 + y * 13) % colours).expect("below 256");
                Rgba([one, 255 - one, 3, if one == 0 { 0 } else { 255 }])
            }));
            let made = encode_png(&picture).expect("made");
            let again = image::load_from_memory_with_format(&made, ImageFormat::Png).expect("a picture");
            assert_eq!(again.into_rgba8(), picture.into_rgba8(), "{colours}");
        }
        let line =
            DynamicImage::from(RgbImage::from_fn(
                800,
                600,
                |x, _| Rgb([if x % 9 == 0 { 0 } else { 255 }; 3]),
            ));
        assert!(encode_png(&line).expect("made").len() < 1500);
    }

    #[test]
    fn a_cleaned_png_has_its_pixels_alone_and_never_grows() {
        let picture = DynamicImage::from(RgbImage::from_fn(60, 40, |x, y| {
            Rgb([u8::try_from(x).expect("small"), u8::try_from(y).expect("small"), 9])
        }));
        let mut plain = Vec::new();
        picture.write_with_encoder(PngEncoder::new(&mut plain)).expect("encoded");
        let mut words = plain[..33].to_vec();
        chunk(&mut words, b"tEXt", b"Comment\0GPS 30.1 N");
        words.extend_from_slice(&plain[33..]);
        words.extend_from_slice(b"behind the end");
        let cleaned = clean_png(&words).expect("cleaned");
        assert!(cleaned.len() <= plain.len());
        assert_eq!(image::load_from_memory(&cleaned).expect("a picture"), picture);
        // Messages behind the pixels, inside their own chunk.
        let mut inside = Vec::from(&plain[..33]);
        let data = clean_png(&plain).expect("cleaned");
        let packed = &data[41..data.len() - 16];
        chunk(&mut inside, b"IDAT", &[packed, b"GPS 30.1 N"].concat());
        chunk(&mut inside, b"IEND", &[]);
        let cleaned = clean_png(&inside).expect("cleaned");
        assert!(memchr::memmem::find(&cleaned, b"GPS").is_none());
        assert_eq!(image::load_from_memory(&cleaned).expect("a picture"), picture);
        assert_eq!(clean_png(&plain[..plain.len() / 2]), None, "cut off");
    }

    #[test]
    fn a_cleaned_jpeg_has_its_pixels_alone() {
        let picture = DynamicImage::from(RgbImage::from_fn(64, 64, |x, y| {
            Rgb([u8::try_from(x * 4).expect("a byte"), u8::try_from(y * 4).expect("a byte"), 9])
        }));
        let plain = encode_jpeg(&picture, 40, None).expect("made");
        let words = [
            &plain[..2],
            b"\xFF\xE1\x00\x0EExif\0\0GPS 30",
            b"\xFF\xFE\x00\x05GPS",
            &plain[2..],
            b"GPS behind",
        ];
        let cleaned = clean_jpeg(&words.concat()).expect("cleaned");
        assert!(cleaned.len() <= plain.len() && memchr::memmem::find(&cleaned, b"GPS").is_none());
        let seen = |bytes: &[u8]| image::load_from_memory(bytes).expect("a picture");
        assert_eq!(seen(&cleaned), seen(&plain));
        assert_eq!(clean_jpeg(&plain[..plain.len() / 2]), None);
    }

    #[test]
    fn a_picture_that_is_cut_off_is_known() {
        let picture = DynamicImage::from(RgbImage::from_fn(64, 64, |x, y| {
            Rgb([u8::try_from(x * y % 256).expect("a byte"), 0, 0])
        }));
        let whole = encode_jpeg(&picture, 90, None).expect("made");
        let mut png = Vec::new();
        picture.write_with_encoder(PngEncoder::new(&mut png)).expect("encoded");
        for (whole, format) in [(&whole, ImageFormat::Jpeg), (&png, ImageFormat::Png)] {
            assert!(is_whole(whole, format));
            for cut in [2, 30, whole.len() / 2, whole.len() - 9] {
                assert!(!is_whole(&whole[..cut], format), "{cut}");
            }
        }
        let small = encode_jpeg(&picture, 90, Some(whole.len() - 200)).expect("made");
        assert!(small.len() < whole.len());
    }
}
