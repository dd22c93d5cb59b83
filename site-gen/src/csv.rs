//! Tables as CSV (RFC 4180), with the mark that spreadsheets need to take them for UTF-8.

/// A table that is being written.
#[derive(Debug)]
pub struct Csv(String);

impl Default for Csv {
    fn default() -> Self {
        Self::new()
    }
}

impl Csv {
    /// Without rows.
    #[must_use]
    pub fn new() -> Self {
        Self(String::from("\u{feff}"))
    }

    /// A row; one without cells is an empty line.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.cell(cell.as_ref());
        }
        self.0.push_str("\r\n");
    }

    fn cell(&mut self, text: &str) {
        if text.contains([',', '"', '\n', '\r']) {
            self.0.push('"');
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(text);
        }
    }

    /// The whole file.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_end_a_cell_is_quoted() {
        let mut csv = Csv::new();
        csv.row(["一", "二,三", "四\"五\"", "六\n七", "说“好”", ""]);
        csv.row([""; 0]);
        let wanted = "\u{feff}一,\"二,三\",\"四\"\"五\"\"\",\"六\n七\",说“好”,\r\n\r\n";
        assert_eq!(csv.into_text(), wanted);
    }
}
