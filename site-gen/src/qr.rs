//! A QR code as one path, which the template draws: no style, no picture from elsewhere, nothing that the
//! policy of our pages forbids. Deliberately absent: anything but an address. What a camera reads may end up
//! in a history, so no letter number and no query code ever stands in one.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

/// Light modules around the code that a camera needs (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// A code to be drawn in a square of `size` units.
#[derive(Clone, Debug, Serialize)]
pub struct Qr {
    size: usize,
    /// One rectangle for each run of dark modules of a line.
    path: String,
}

impl Qr {
    /// The code of a text; none when the text is too long for one.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, line) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in line.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let n = run.len();
                    write!(path, "M{} {}h{n}v1h-{n}z", x + QUIET, y + QUIET).expect("a text takes any text");
                }
                x += run.len();
            }
        }
        Some(Self { size: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_corners_inside_a_quiet_border() {
        let qr = Qr::of("https://www.yundu.example/hexi/track/").expect("short enough");
        assert_eq!(qr.size, 29 + 8, "version 3 holds an address of this length");
        // The first line of the two upper finder patterns: seven dark modules each.
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{}", qr.path);
        assert!(qr.path.contains("M26 4h7v1h-7z"), "{}", qr.path);
        assert!(Qr::of(&"长".repeat(2_000)).is_none());
    }
}
