//! A picture that came with a letter, made again: upright, and without what the camera wrote into it (place, time, owner),
//! without anything that stood behind its end.
//!
//! Deliberately absent: repairing. A picture that is cut off or claims more pixels than any telephone makes is refused.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits, Rgba};
use site_gen::picture::{
    clean_jpeg, clean_png, encode_jpeg, encode_png, is_srgb, is_whole, on_white, to_srgb, told_to_its_end,
};

use super::{AttachmentKind, Fault};

/// The shorter side is made this long where it is longer, in pixels: small print on a photographed page can still be read. The
/// longer side is not asked: a whole conversation on one picture of a screen is as wide as the screen, and its words stay as large.
const WIDEST: u32 = 3072;
/// A picture has so many pixels at most; larger ones are made smaller. The longest that is taken, as wide as a screen, has less.
const MOST_PIXELS: u64 = 30_000_000;
/// A side that no camera has, in pixels.
const LONGEST_TAKEN: u32 = 20_000;
/// What decoding a picture may take: 52 million pixels of three bytes, more than telephones make unless they are told to.
const MOST_MEMORY: u64 = 156_000_000;
/// A picture may have so many pixels for each of its bytes, beyond those that any picture may have. A screen full of nothing has a
/// hundred; a file that is made to cost as much as it can has tens of thousands.
const PIXELS_FOR_A_BYTE: u64 = 200;
/// Eight million pixels, a large screen: every picture may have them, however small its file.
const PIXELS_AT_ALL: u64 = 8_000_000;
/// Of JPEG, of 100.
const QUALITY: u8 = 85;

/// The picture without anything but its pixels, and what it is now.
pub(super) fn remake(bytes: &[u8], kind: AttachmentKind) -> Result<(Vec<u8>, AttachmentKind), Fault> {
    let format = match kind {
        AttachmentKind::Png => ImageFormat::Png,
        AttachmentKind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    if !is_whole(bytes, format) {
        return Err(Fault::CutOff);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_TAKEN);
    limits.max_image_height = Some(LONGEST_TAKEN);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut decoder = begin(bytes, format).map_err(|error| fault(&error))?;
    decoder.set_limits(limits.clone()).map_err(|error| fault(&error))?;
    if !is_affordable(bytes, format, &decoder) {
        return Err(Fault::Pixels);
    }
    let orientation = decoder.orientation().map_err(|error| fault(&error))?;
    let profile = decoder.icc_profile().map_err(|error| fault(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    if format == ImageFormat::Jpeg {
        let told = told_to_its_end(bytes, picture, &limits).map_err(|error| fault(&error))?;
        picture = told.ok_or(Fault::CutOff)?;
    }
    let has_own_colours = !is_srgb(profile.as_deref());
    let size = size_within(picture.width(), picture.height());
    let is_scaled = size.is_some();
    let is_as_it_came = !has_own_colours && !is_scaled && orientation == Orientation::NoTransforms;
    if kind == AttachmentKind::Png
        && is_as_it_came
        && !picture.color().has_alpha()
        && let Some(cleaned) = clean_png(bytes)
    {
        return Ok((cleaned, AttachmentKind::Png));
    }
    if has_own_colours {
        picture = to_srgb(picture, profile.as_deref());
    }
    if picture.color().has_alpha() {
        picture = on_white(picture).into();
    }
    if let Some((width, height)) = size {
        // By averaging whole numbers: the finer filters take three times the picture's own memory.
        picture = picture.thumbnail_exact(width, height);
    }
    picture.apply_orientation(orientation);
    if kind == AttachmentKind::Png {
        return Ok((encode_png(&picture).map_err(|error| fault(&error))?, AttachmentKind::Png));
    }
    let plain = if picture.color().has_color() {
        DynamicImage::from(picture.into_rgb8())
    } else {
        picture.into_luma8().into()
    };
    // A JPEG does not grow: one that needs no change is only cleaned then, any other loses a little.
    let came_as_jpeg = kind == AttachmentKind::Jpeg;
    let most = (came_as_jpeg && !is_scaled && !is_as_it_came).then_some(bytes.len());
    let made = encode_jpeg(&plain, QUALITY, most).map_err(|error| fault(&error))?;
    let has_grown = came_as_jpeg && is_as_it_came && made.len() > bytes.len();
    let cleaned = if has_grown { clean_jpeg(bytes) } else { None };
    Ok((cleaned.unwrap_or(made), AttachmentKind::Jpeg))
}

/// The size of a picture that is made smaller; none for one that stays as it is.
fn size_within(width: u32, height: u32) -> Option<(u32, u32)> {
    let pixels = f64::from(width) * f64::from(height);
    let by_side = f64::from(WIDEST) / f64::from(width.min(height).max(1));
    let part = by_side.min((MOST_PIXELS as f64 / pixels).sqrt());
    let side = |side: u32| ((f64::from(side) * part).round() as u32).max(1);
    (part < 1.0).then(|| (side(width), side(height)))
}

/// A decoder that has read the header. The first picture of a moving WebP is laid on white, and not on the ground that
/// its header suggests: browsers show none of that.
fn begin(bytes: &[u8], format: ImageFormat) -> ImageResult<Box<dyn ImageDecoder + '_>> {
    if format != ImageFormat::WebP {
        return Ok(Box::new(ImageReader::with_format(Cursor::new(bytes), format).into_decoder()?));
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes))?;
    if decoder.has_animation() {
        decoder.set_background_color(Rgba([u8::MAX; 4]))?;
    }
    Ok(Box::new(decoder))
}

/// Before anything is decoded: what the picture says of itself is enough to know what it would cost.
fn is_affordable(bytes: &[u8], format: ImageFormat, decoder: &impl ImageDecoder) -> bool {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    // Bytes for each pixel beside what the decoder gives: WebP and a JPEG in several scans are kept once more in a form of their
    // own, and a PNG is made again as one.
    let beside = match format {
        ImageFormat::Jpeg if !is_progressive(bytes) => 0,
        ImageFormat::Jpeg => 6,
        _ => 4,
    };
    pixels <= PIXELS_AT_ALL + PIXELS_FOR_A_BYTE * bytes.len() as u64
        && decoder.total_bytes().saturating_add(pixels * beside) <= MOST_MEMORY
}

/// A JPEG that comes in several scans (ITU-T T.81, B.1.1.3: SOF2 and its kin): its decoder keeps them all.
fn is_progressive(bytes: &[u8]) -> bool {
    let mut markers = markers(bytes);
    markers.find(|marker| matches!(marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF))
        != Some(0xC0)
}

fn fault(error: &image::ImageError) -> Fault {
    if matches!(error, image::ImageError::Limits(_)) { Fault::Pixels } else { Fault::Broken }
}

const END_OF_IMAGE: u8 = 0xD9;

/// The markers of a JPEG, each behind what the one before says of its length; in a scan, FF 00 is a byte and FF D0 to D7 only
/// restart it.
fn markers(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let mut rest = &bytes[2.min(bytes.len())..];
    std::iter::from_fn(move || {
        let at = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7))?;
        let marker = rest[at + 1];
        rest = &rest[at + 2..];
        if marker != END_OF_IMAGE {
            let length =
                rest.first_chunk::<2>().map_or(2, |length| usize::from(u16::from_be_bytes(*length)).max(2));
            rest = rest.get(length..).unwrap_or_default();
        }
        Some(marker)
    })
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;
    use image::codecs::png::PngEncoder;

    use super::*;

    /// A moving picture: a frame of 4 x 4 on a canvas of 16 x 16 whose own ground is black.
    fn moving_webp() -> Vec<u8> {
        let chunk = |kind: &[u8; 4], data: &[u8]| {
            let length = u32::try_from(data.len()).expect("short").to_le_bytes();
            let pad: &[u8] = if data.len() % 2 == 1 { &[0] } else { &[] };
            [kind.as_slice(), &length, data, pad].concat()
        };
        let mut frame = Cursor::new(Vec::new());
        let red = image::RgbaImage::from_pixel(4, 4, Rgba([200, 30, 30, 255]));
        DynamicImage::from(red).write_to(&mut frame, ImageFormat::WebP).expect("encoded");
        // RFC 9649, 2.7: extended, with alpha and animation; canvas and frame by their sizes less one.
        let header = [0b0001_0010, 0, 0, 0, 15, 0, 0, 15, 0, 0];
        let place = [0, 0, 0, 0, 0, 0, 3, 0, 0, 3, 0, 0, 100, 0, 0, 0];
        let frame = [place.as_slice(), &frame.into_inner()[12..]].concat();
        let ground = [0, 0, 0, 255, 0, 0];
        let body = [chunk(b"VP8X", &header), chunk(b"ANIM", &ground), chunk(b"ANMF", &frame)].concat();
        chunk(b"RIFF", &[b"WEBP".as_slice(), &body].concat())
    }

    #[test]
    fn a_moving_picture_lies_on_white() {
        let (made, _) = remake(&moving_webp(), AttachmentKind::Webp).expect("made");
        let picture = image::load_from_memory(&made).expect("decoded").into_rgb8();
        assert_eq!(picture.dimensions(), (16, 16));
        let [inside, beside] = [(1, 1), (14, 14)].map(|(x, y)| picture.get_pixel(x, y).0);
        assert!(inside[0] > 150 && inside[2] < 90, "{inside:?}");
        assert!(beside.iter().all(|part| *part > 240), "{beside:?}");
    }

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let picture = DynamicImage::from(image::RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([u8::try_from(x % 256).expect("a byte"), u8::try_from(y % 256).expect("a byte"), 40])
        }));
        let mut out = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, 90)).expect("encoded");
        out
    }

    /// EXIF with orientation 6 and a place, in front of the picture; words behind its end.
    fn from_camera(width: u32, height: u32) -> Vec<u8> {
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x0e\0\x02\0\0\0\x0b\0\0\0\x26\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 30.1 N\0";
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        let plain = jpeg(width, height);
        [&[0xFF, 0xD8, 0xFF, 0xE1], length.as_slice(), exif, &plain[2..], b"PK\x03\x04 behind the end"]
            .concat()
    }

    #[test]
    fn a_picture_is_upright_and_holds_nothing_but_its_pixels() {
        let (made, kind) = remake(&from_camera(64, 32), AttachmentKind::Jpeg).expect("made");
        assert_eq!(kind, AttachmentKind::Jpeg);
        let picture = image::load_from_memory(&made).expect("a picture");
        assert_eq!((picture.width(), picture.height()), (32, 64));
        for word in [b"Exif".as_slice(), b"GPS", b"behind"] {
            assert!(memchr::memmem::find(&made, word).is_none());
        }
    }

    #[test]
    fn a_large_picture_is_made_smaller_and_a_long_one_keeps_its_width() {
        let side = |width, height| {
            let (made, _) = remake(&jpeg(width, height), AttachmentKind::Jpeg).expect("made");
            let picture = image::load_from_memory(&made).expect("a picture");
            (picture.width(), picture.height())
        };
        assert_eq!(side(4800, 3600), (4096, WIDEST));
        assert_eq!(side(1080, 12_000), (1080, 12_000));
        assert_eq!(side(10, 19_999), (10, 19_999));
        assert_eq!(size_within(1080, 20_000), None);
        assert_eq!(size_within(1440, LONGEST_TAKEN), None);
        let (width, height) = size_within(20_000, 2600).expect("smaller");
        assert!(u64::from(width) * u64::from(height) <= MOST_PIXELS + 40_000, "{width} {height}");
    }

    /// Nothing but noise, turned by its camera: the hardest to make again in as few bytes.
    #[test]
    fn a_turned_jpeg_does_not_grow() {
        let mut seed = 7_u32;
        let mut noise = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(seed >> 24).expect("a byte")
        };
        let picture = DynamicImage::from(image::RgbImage::from_fn(320, 240, |_, _| {
            image::Rgb([noise(), noise(), noise()])
        }));
        for quality in [30, 10] {
            let mut plain = Vec::new();
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut plain, quality)).expect("encoded");
            let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
            let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
            let came = [&[0xFF, 0xD8, 0xFF, 0xE1], length.as_slice(), exif, &plain[2..]].concat();
            let (made, _) = remake(&came, AttachmentKind::Jpeg).expect("made");
            assert!(made.len() <= came.len(), "{quality}: {} of {}", made.len(), came.len());
            assert_eq!(image::load_from_memory(&made).expect("a picture").height(), 320);
        }
    }

    #[test]
    fn cut_off_pictures_and_bombs_are_refused() {
        let whole = jpeg(200, 200);
        for cut in [2, 30, whole.len() / 2, whole.len() - 2] {
            assert!(matches!(remake(&whole[..cut], AttachmentKind::Jpeg), Err(Fault::CutOff)), "{cut}");
        }
        for cut in [whole.len() / 3, whole.len() / 2, whole.len() * 3 / 4] {
            let closed = [&whole[..cut], &[0xFF, END_OF_IMAGE]].concat();
            assert!(matches!(remake(&closed, AttachmentKind::Jpeg), Err(Fault::CutOff)), "{cut}");
        }
        let mut grey = Vec::new();
        let picture = DynamicImage::from(image::RgbImage::from_pixel(200, 200, image::Rgb([128; 3])));
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut grey, 90)).expect("encoded");
        assert!(remake(&grey, AttachmentKind::Jpeg).is_ok(), "grey to its end");
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        assert!(remake(&png, AttachmentKind::Png).is_err());
        let mut wide = Vec::new();
        let picture = DynamicImage::new_luma8(16_000, 3_500);
        picture.write_with_encoder(PngEncoder::new(&mut wide)).expect("encoded");
        assert!(wide.len() < 500_000, "56 million pixels in {} bytes", wide.len());
        assert!(matches!(remake(&wide, AttachmentKind::Png), Err(Fault::Pixels)));
    }

    #[test]
    fn a_small_file_that_would_cost_much_is_refused_before_it_is_decoded() {
        let mut webp = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(6000, 6000).write_to(&mut webp, ImageFormat::WebP).expect("encoded");
        let webp = webp.into_inner();
        assert!(webp.len() < 20_000, "36 million pixels in {} bytes", webp.len());
        assert!(matches!(remake(&webp, AttachmentKind::Webp), Err(Fault::Pixels)));
        // With as many bytes behind its end as would pay for the pixels, it is still more than memory allows.
        let padded = [webp.as_slice(), &vec![0; 1_000_000]].concat();
        assert!(matches!(remake(&padded, AttachmentKind::Webp), Err(Fault::Pixels)));
        let screen = jpeg(2400, 3200);
        assert!(remake(&screen, AttachmentKind::Jpeg).is_ok());
    }

    #[test]
    fn a_picture_in_several_scans_costs_more() {
        let plain = jpeg(64, 64);
        assert!(!is_progressive(&plain));
        let at = plain.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a frame");
        let mut scans = plain;
        scans[at + 1] = 0xC2;
        assert!(is_progressive(&scans));
    }

    #[test]
    fn what_is_transparent_has_a_white_ground() {
        let picture = DynamicImage::from(image::RgbaImage::from_fn(300, 120, |_, y| {
            if (50..70).contains(&y) { image::Rgba([0, 0, 0, 255]) } else { image::Rgba([0, 0, 0, 0]) }
        }));
        for (format, kind) in
            [(ImageFormat::WebP, AttachmentKind::Webp), (ImageFormat::Png, AttachmentKind::Png)]
        {
            let mut came = Cursor::new(Vec::new());
            picture.write_to(&mut came, format).expect("encoded");
            let (made, _) = remake(came.get_ref(), kind).expect("made");
            let seen = image::load_from_memory(&made).expect("a picture").into_rgba8();
            assert!(seen.get_pixel(0, 0).0.iter().all(|part| *part > 250), "{format:?}");
            assert!(seen.get_pixel(150, 60).0[..3].iter().all(|part| *part < 5), "{format:?}");
        }
    }

    #[test]
    fn a_png_of_two_colours_does_not_grow() {
        let mut came = Vec::new();
        let mut encoder = png::Encoder::new(&mut came, 800, 600);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::One);
        encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
        let rows: Vec<u8> = (0..600_u32)
            .flat_map(|y| (0..100_u32).map(move |x| u8::try_from(x * y % 251).expect("a byte")))
            .collect();
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&rows)).expect("encoded");
        let (made, kind) = remake(&came, AttachmentKind::Png).expect("made");
        assert!(kind == AttachmentKind::Png && made.len() <= came.len(), "{} of {}", made.len(), came.len());
    }

    #[test]
    fn other_formats_lose_their_words_too() {
        let picture = DynamicImage::from(image::RgbImage::from_pixel(30, 20, image::Rgb([9, 90, 200])));
        let encode = |format| {
            let mut out = Cursor::new(Vec::new());
            picture.write_to(&mut out, format).expect("encoded");
            out.into_inner()
        };
        let mut webp = encode(ImageFormat::WebP);
        webp.extend(b"EXIF\x0a\0\0\0GPS 30.1 N");
        let length = u32::try_from(webp.len() - 8).expect("short").to_le_bytes();
        webp[4..8].copy_from_slice(&length);
        let (made, kind) = remake(&webp, AttachmentKind::Webp).expect("made");
        assert_eq!(kind, AttachmentKind::Jpeg);
        assert!(image::load_from_memory(&made).is_ok() && memchr::memmem::find(&made, b"GPS").is_none());
        // A chunk of words between the picture's header and its pixels, as an editor writes it.
        let png = encode(ImageFormat::Png);
        let chunk = b"tEXtComment\0GPS 30.1 N";
        let length = u32::try_from(chunk.len() - 4).expect("short").to_be_bytes();
        let with_words = [&png[..33], &length, chunk, &crc32(chunk).to_be_bytes(), &png[33..]].concat();
        let (made, kind) = remake(&with_words, AttachmentKind::Png).expect("made");
        assert_eq!(kind, AttachmentKind::Png);
        assert!(image::load_from_memory(&made).is_ok() && memchr::memmem::find(&made, b"GPS").is_none());
    }

    /// Of ISO 3309, as PNG asks for it.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1))
            })
        })
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

        #[test]
        fn whatever_is_changed_in_a_picture_it_is_made_again_or_refused(
            changes in proptest::collection::vec((proptest::prelude::any::<u16>(), proptest::prelude::any::<u8>()), 1..6),
            kind in proptest::sample::select(vec![ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP]),
        ) {
            let mut bytes = Cursor::new(Vec::new());
            let picture = DynamicImage::from(image::RgbImage::from_fn(24, 16, |x, y| {
                image::Rgb([u8::try_from(x * 9 % 256).unwrap_or(0), u8::try_from(y * 9 % 256).unwrap_or(0), 7])
            }));
            picture.write_to(&mut bytes, kind).expect("encoded");
            let mut bytes = bytes.into_inner();
            for (at, value) in changes {
                let at = usize::from(at) % bytes.len();
                bytes[at] = value;
            }
            let kind = match kind {
                ImageFormat::Jpeg => AttachmentKind::Jpeg,
                ImageFormat::Png => AttachmentKind::Png,
                _ => AttachmentKind::Webp,
            };
            if let Ok((made, _)) = remake(&bytes, kind) {
                proptest::prop_assert!(image::load_from_memory(&made).is_ok());
            }
        }
    }
}
