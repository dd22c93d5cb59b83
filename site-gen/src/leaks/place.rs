//! How a place is named without naming what stands there: a key, an attribute or a file in a package can
//! itself be a name or a number. Deliberately absent: the text of a finding.

/// A label as it may be printed: plain short Latin words stay, anything else is stars.
pub(super) fn label(name: &str) -> &str {
    let plain = name.len() <= 40
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.' | b'/' | b'@'))
        && name.bytes().filter(u8::is_ascii_digit).count() < 5;
    if plain { name } else { "***" }
}

/// Counts lines while going forward through a text, so that a whole page costs one pass.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, line: 1 }
    }

    /// The line that the byte `at` is in; places come in order.
    pub(super) fn line(&mut self, at: usize) -> usize {
        let at = at.min(self.bytes.len());
        if at > self.at {
            self.line += self.bytes[self.at..at].iter().filter(|&&b| b == b'\n').count();
            self.at = at;
        }
        self.line
    }
}
