//! Content lines of iCalendar (RFC 5545) and vCard (RFC 2426): escaped, folded at 75 octets and never inside
//! a character, each ended by CRLF. Deliberately absent: what the lines say.

use super::without_controls;

/// Octets in a line, without its end.
const LONGEST: usize = 75;

/// Lines, one after another.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// A line as it is: a name, a colon and a value that needs no escaping.
    pub fn raw(&mut self, line: &str) {
        let mut room = LONGEST;
        for c in line.chars() {
            if c.len_utf8() > room {
                // The blank that begins a continued line counts.
                self.0.push_str("\r\n ");
                room = LONGEST - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line with a text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.raw(&format!("{name}:{}", escaped(value)));
    }

    /// A line with a text of several parts.
    pub fn texts(&mut self, name: &str, parts: &[&str]) {
        let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
        self.raw(&format!("{name}:{}", parts.join(";")));
    }

    /// All of them.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in without_controls(text.replace("\r\n", "\n")).chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' | '\r' => out.push_str("\\n"),
            // The only other control character that is left.
            '\t' | '\u{7F}' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_folded_line_reads_back_and_no_line_is_too_long(text in "\\PC*[水路,;\\\\\n]{0,80}\\PC*") {
            let mut lines = Lines::default();
            lines.text("SUMMARY", &text);
            let folded = lines.finish();
            prop_assert!(folded.ends_with("\r\n"));
            prop_assert!(folded.trim_end_matches("\r\n").split("\r\n").all(|line| line.len() <= LONGEST && !line.contains('\n')));
            let unfolded = folded.replace("\r\n ", "");
            prop_assert_eq!(unfolded, format!("SUMMARY:{}\r\n", escaped(&text)));
        }
    }

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!(escaped("水,路;灯\\桥\r\n村\t组\u{1}"), "水\\,路\\;灯\\\\桥\\n村 组");
    }
}
