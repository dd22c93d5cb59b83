//! A picture, made again: upright, no wider than a page shows it, and without what the camera wrote into it
//! (place, time, owner), in sRGB. The same picture always gives the same bytes, and no more than it had
//! unless it is made narrower.
//!
//! Deliberately absent: other formats than JPEG and PNG, and a second size: phones and tables show the same
//! file.

use std::io::Cursor;

use anyhow::{Context as _, Result, bail};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::picture::{
    clean_jpeg, clean_png, encode_jpeg, encode_png, is_srgb, is_whole, to_srgb, told_to_its_end,
    white_underneath,
};

/// Wider pictures are made this wide, in pixels: twice the width of a text column, for dense screens.
const WIDEST: u32 = 1280;

/// More pixels than any camera of an office makes: a file that claims them would only fill the memory.
const MOST_PIXELS: u64 = 100_000_000;

/// Of JPEG, of 100.
const QUALITY: u8 = 82;

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_PIXELS * 4);
    limits
}

fn reader(bytes: &[u8]) -> Result<(ImageReader<Cursor<&[u8]>>, ImageFormat)> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.limits(limits());
    match reader.format() {
        Some(format @ (ImageFormat::Jpeg | ImageFormat::Png)) => Ok((reader, format)),
        _ => bail!("内容不是 jpg 或 png"),
    }
}

/// Width and height in pixels as the picture is shown.
pub(super) fn measure(bytes: &[u8]) -> Result<(u32, u32)> {
    let (reader, format) = reader(bytes)?;
    if !is_whole(bytes, format) {
        bail!("图片只有一半，后面的没有了");
    }
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        bail!("{width}×{height} 像素太大");
    }
    let is_turned = matches!(
        decoder.orientation()?,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let (width, height) = if is_turned { (height, width) } else { (width, height) };
    if width <= WIDEST {
        return Ok((width, height));
    }
    let scaled = u64::from(height) * u64::from(WIDEST) / u64::from(width);
    Ok((WIDEST, u32::try_from(scaled)?.max(1)))
}

/// The picture in this size.
pub(super) fn make(bytes: &[u8], width: u32, height: u32) -> Result<Vec<u8>> {
    let (reader, format) = reader(bytes)?;
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let profile = decoder.icc_profile()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if format == ImageFormat::Jpeg {
        let told = told_to_its_end(bytes, picture, &limits())?;
        picture = told.context("图片只有一半，后面的没有了")?;
    }
    let is_turned = orientation != Orientation::NoTransforms;
    picture.apply_orientation(orientation);
    let is_scaled = (picture.width(), picture.height()) != (width, height);
    let has_own_colours = !is_srgb(profile.as_deref());
    let is_as_it_came = !is_turned && !is_scaled && !has_own_colours;
    if format == ImageFormat::Png
        && is_as_it_came
        && let Some(cleaned) = clean_png(bytes)
    {
        return Ok(cleaned);
    }
    if has_own_colours {
        picture = to_srgb(picture, profile.as_deref());
    }
    picture = white_underneath(picture);
    if is_scaled {
        picture = picture.resize_exact(width, height, FilterType::CatmullRom);
    }
    Ok(match format {
        ImageFormat::Jpeg => {
            let picture = if picture.color().has_color() {
                picture.into_rgb8().into()
            } else {
                picture.into_luma8().into()
            };
            let made = encode_jpeg(&picture, QUALITY, (!is_scaled && !is_as_it_came).then_some(bytes.len()))?;
            let cleaned = if is_as_it_came && made.len() > bytes.len() { clean_jpeg(bytes) } else { None };
            cleaned.unwrap_or(made)
        }
        _ => encode_png(&picture)?,
    })
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;

    use super::*;

    /// A JPEG that a camera held upright, with its place in it: EXIF, orientation 6, wrapped around a plain
    /// picture.
    fn from_camera(width: u32, height: u32) -> Vec<u8> {
        let mut plain = Vec::new();
        let picture = DynamicImage::from(image::RgbImage::from_fn(width, height, |x, _| {
            image::Rgb([u8::try_from(x % 256).expect("below 256"), 80, 40])
        }));
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 90)).expect("encoded");
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x0e\0\x02\0\0\0\x0b\0\0\0\x26\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0GPS 30.1 N\0".to_vec();
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        let mut out = vec![0xFF, 0xD8, 0xFF, 0xE1, length[0], length[1]];
        out.append(&mut exif);
        out.extend(&plain[2..]);
        out
    }

    #[test]
    fn a_picture_is_upright_small_and_without_what_the_camera_wrote() {
        let bytes = from_camera(300, 2600);
        assert!(bytes.windows(3).any(|three| three == b"GPS"));
        let (width, height) = measure(&bytes).expect("measured");
        assert_eq!((width, height), (1280, 147), "turned by a quarter, and no wider than a page");
        let made = make(&bytes, width, height).expect("made");
        assert_eq!(measure(&made).expect("measured"), (width, height));
        assert!(!made.windows(3).any(|three| three == b"GPS"));
        assert!(!made.windows(4).any(|four| four == b"Exif"));
        assert_eq!(made, make(&bytes, width, height).expect("made again"));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(measure(b"GIF89a").is_err());
        assert!(measure(&from_camera(20, 20)[..40]).is_err());
        // A header that claims more pixels than there is memory for.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        assert!(measure(&png).is_err());
    }
}
