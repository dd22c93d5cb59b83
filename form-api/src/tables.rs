//! A table as a file that leaves the desk: XLSX for offices, CSV for programs. Both say the same words and end with the number of
//! rows, so that whoever opens one sees whether it is whole.
//!
//! No cell is ever a formula, whatever a letter says: in XLSX a text is a text by its type; in CSV one that a spreadsheet would work
//! out has an apostrophe before it.
//! Deliberately absent: which rows there are, who may have them, and the words (`http/desk`).

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use site_gen::csv::Csv;

use crate::case::TableFormat;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A text: numbers of letters and telephones too.
    Text(String),
    /// Something counted.
    Count(u32),
}

impl Cell {
    /// A text, or nothing.
    pub(crate) fn maybe(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_default())
    }

    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Count(count) => count.to_string(),
        }
    }
}

/// A table in words.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Name of the sheet, at most 31 characters.
    pub(crate) name: String,
    /// The first row, with the width of each column in characters.
    pub(crate) head: Vec<(String, u16)>,
    /// The rows.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What stands below them: how many there are.
    pub(crate) foot: String,
}

/// The longest text of a cell that spreadsheets take.
const LONGEST: usize = 32_767;

impl Table {
    /// The bytes of the file.
    ///
    /// # Errors
    /// The library's, for what does not fit into a spreadsheet.
    pub(crate) fn into_file(self, format: TableFormat) -> Result<Vec<u8>, XlsxError> {
        match format {
            TableFormat::Xlsx => self.into_xlsx(),
            TableFormat::Csv => Ok(self.into_csv()),
        }
    }

    fn into_csv(self) -> Vec<u8> {
        let mut csv = Csv::new();
        csv.row(self.head.iter().map(|(word, _)| word));
        for row in self.rows {
            csv.row(row.into_iter().map(|cell| harmless(cell.into_text())));
        }
        csv.row([self.foot]);
        csv.into_text().into_bytes()
    }

    fn into_xlsx(self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
        let bordered = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
        let (text, head) = (bordered.clone().set_text_wrap(), bordered.clone().set_bold().set_text_wrap());
        let mut line = 0;
        for (column, (word, width)) in (0..).zip(&self.head) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(line, column, word, &head)?;
        }
        for row in self.rows {
            line += 1;
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(words) => {
                        let words: String = words.chars().take(LONGEST).collect();
                        sheet.write_string_with_format(line, column, words, &text)?;
                    }
                    Cell::Count(count) => {
                        sheet.write_number_with_format(line, column, count, &bordered)?;
                    }
                }
            }
        }
        sheet.write_string(line + 1, 0, self.foot)?;
        book.save_to_buffer()
    }
}

/// The number that spreadsheets have for A4.
const PAPER_A4: u8 = 9;

/// A text that no spreadsheet takes for a formula.
fn harmless(text: String) -> String {
    let works_out = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    if text.starts_with(works_out) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(texts: &[&str]) -> Table {
        Table {
            name: "台账".to_owned(),
            head: vec![("标题".to_owned(), 20), ("件数".to_owned(), 8)],
            rows: texts.iter().map(|text| vec![Cell::Text((*text).to_owned()), Cell::Count(3)]).collect(),
            foot: format!("共 {} 行", texts.len()),
        }
    }

    #[test]
    fn a_letter_that_looks_like_a_formula_is_a_text_in_both_files() {
        let texts = ["=1+1", "@cmd", "＝HYPERLINK(1)", "普通, 的", "-3"];
        let csv =
            String::from_utf8(table(&texts).into_file(TableFormat::Csv).expect("written")).expect("text");
        let wanted = "\u{feff}标题,件数\r\n'=1+1,3\r\n'@cmd,3\r\n'＝HYPERLINK(1),3\r\n\"普通, 的\",3\r\n'-3,3\r\n共 5 行\r\n";
        assert_eq!(csv, wanted);
        let xlsx = table(&texts).into_file(TableFormat::Xlsx).expect("written");
        assert!(xlsx.starts_with(b"PK"));
    }

    #[test]
    fn a_text_that_is_too_long_for_a_cell_keeps_nobody_from_the_rest() {
        let long = "长".repeat(LONGEST + 1);
        assert!(table(&[&long]).into_file(TableFormat::Xlsx).is_ok());
    }
}
