//! OpenDocument tables (OASIS ODF 1.3, part 3, section 9). Read here and not by calamine, which spreads every
//! repeated row and column in memory and leaves out what is merged and what is hidden.

use std::collections::HashSet;
use std::io::Cursor;

use anyhow::Context as _;
use calamine::Dimensions;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Cell, NOT_SHOWN, Sheet, attribute, number_text, part, resolve};

/// Digits as a date in Chinese has them.
const NUMERALS: [char; 12] = ['〇', '零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/// Rows that repeat one that holds something: more are the trace of a drag of the mouse.
const MOST_REPEATED: u32 = 1000;

/// A ZIP that says so in its first part.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(anyhow::Error::from)
        .and_then(|mut archive| part(&mut archive, "mimetype"))
        .is_ok_and(|kind| kind.starts_with("application/vnd.oasis.opendocument.spreadsheet"))
}

pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Vec<Sheet>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let content = part(&mut archive, "content.xml").context("content.xml")?;
    let mut reader = Reader::from_str(&content);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    loop {
        match reader.read_event()? {
            Event::Start(tag) => state.start(&tag)?,
            Event::End(tag) => state.end(tag.local_name().as_ref())?,
            Event::Text(text) => state.text(&text),
            Event::CData(text) => state.text(&text),
            Event::GeneralRef(name) => state.text(&resolve(&name)),
            Event::Eof => return Ok(state.sheets),
            _ => {}
        }
    }
}

#[derive(Default)]
struct State {
    sheets: Vec<Sheet>,
    /// Styles of tables that are not shown, and of columns and rows that are as narrow as nothing.
    hidden_styles: HashSet<String>,
    style: String,
    /// Tables inside tables.
    depth: usize,
    row: u32,
    row_count: u32,
    column: u32,
    /// The next `table-column`.
    declared: u32,
    /// Cells of the row that is read.
    cells: Vec<(u32, Cell)>,
    cell: Option<Open>,
    /// Inside a note or a drawing: its paragraphs are not the cell's.
    aside: usize,
    /// Inside a note, and in a paragraph of it.
    annotations: usize,
    is_in_note: bool,
}

/// A cell while its paragraphs are read.
#[derive(Default)]
struct Open {
    kind: String,
    value: Option<String>,
    has_formula: bool,
    is_error: bool,
    count: u32,
    paragraphs: Vec<String>,
    is_in_paragraph: bool,
}

impl State {
    fn start(&mut self, tag: &BytesStart<'_>) -> anyhow::Result<()> {
        let name = tag.local_name();
        let number = |name: &str| count(tag, name);
        match name.as_ref() {
            "style" => self.style = attribute(tag, "name").unwrap_or_default(),
            "table-properties" if attribute(tag, "display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table-column-properties" if is_nothing(tag, "column-width") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "table-row-properties" if is_nothing(tag, "row-height") => {
                self.hidden_styles.insert(self.style.clone());
            }
            // How a word is pronounced stands above it.
            "annotation" | "frame" | "custom-shape" | "shapes" | "ruby-text" => {
                self.aside += 1;
                self.annotations += usize::from(name.as_ref() == "annotation");
            }
            // Not who wrote a note, and when.
            "p" if self.annotations > 0 => self.is_in_note = true,
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let style = attribute(tag, "style-name").unwrap_or_default();
                    self.sheets.push(Sheet {
                        name: attribute(tag, "name").unwrap_or_default(),
                        is_hidden: self.hidden_styles.contains(&style),
                        ..Sheet::default()
                    });
                    (self.row, self.declared) = (0, 0);
                }
            }
            _ if self.depth != 1 || self.aside > 0 => {}
            "table-column" => {
                let count = number("number-columns-repeated");
                if (is_hidden(tag) || self.has_hidden_style(tag))
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.hidden_columns.add(self.declared, self.declared.saturating_add(count - 1));
                }
                self.declared = self.declared.saturating_add(count);
            }
            "table-row" => {
                (self.column, self.row_count) = (0, number("number-rows-repeated"));
                if (is_hidden(tag) || self.has_hidden_style(tag))
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.hidden_rows.add(self.row, self.row.saturating_add(self.row_count - 1));
                }
            }
            "table-cell" | "covered-table-cell" => self.start_cell(tag),
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    cell.paragraphs.push(String::new());
                    cell.is_in_paragraph = true;
                }
            }
            "s" => self.text(&" ".repeat(number("c").min(100) as usize)),
            "tab" => self.text(" "),
            "line-break" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn start_cell(&mut self, tag: &BytesStart<'_>) {
        let value = ["date-value", "time-value", "boolean-value", "value"];
        let (rows, columns) = (count(tag, "number-rows-spanned"), count(tag, "number-columns-spanned"));
        if (rows > 1 || columns > 1)
            && let Some(sheet) = self.sheets.last_mut()
        {
            let end = (self.row.saturating_add(rows - 1), self.column.saturating_add(columns - 1));
            sheet.merged.push(Dimensions::new((self.row, self.column), end));
        }
        let own_kind = tag.try_get_attribute("calcext:value-type").ok().flatten();
        let is_error = own_kind.is_some_and(|kind| &*kind.value == "error");
        self.cell = Some(Open {
            // `office:value-type`; LibreOffice adds one of its own behind it.
            kind: attribute(tag, "value-type").unwrap_or_default(),
            value: value.iter().find_map(|name| attribute(tag, name)),
            has_formula: attribute(tag, "formula").is_some(),
            is_error,
            count: count(tag, "number-columns-repeated"),
            ..Open::default()
        });
    }

    fn has_hidden_style(&self, tag: &BytesStart<'_>) -> bool {
        attribute(tag, "style-name").is_some_and(|style| self.hidden_styles.contains(&style))
    }

    fn text(&mut self, text: &str) {
        if self.is_in_note
            && self.depth == 1
            && let Some(sheet) = self.sheets.last_mut()
        {
            sheet.note((self.row, self.column), text);
        }
        if self.aside == 0
            && let Some(cell) = self.cell.as_mut().filter(|cell| cell.is_in_paragraph)
            && let Some(paragraph) = cell.paragraphs.last_mut()
        {
            paragraph.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> anyhow::Result<()> {
        match name {
            "annotation" | "frame" | "custom-shape" | "shapes" | "ruby-text" => {
                self.aside = self.aside.saturating_sub(1);
                self.annotations = self.annotations.saturating_sub(usize::from(name == "annotation"));
            }
            "p" if self.annotations > 0 => self.is_in_note = false,
            "table" => self.depth = self.depth.saturating_sub(1),
            _ if self.depth != 1 || self.aside > 0 => {}
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    cell.is_in_paragraph = false;
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(open) = self.cell.take() {
                    let (count, cell) = (open.count, open.finish());
                    // A value that is repeated to the edge is the trace of a drag of the mouse.
                    if !matches!(&cell, Cell::Text(text) if text.is_empty()) {
                        let shown = self.column..self.column.saturating_add(count.min(MOST_REPEATED));
                        self.cells.extend(shown.map(|column| (column, cell.clone())));
                    }
                    self.column = self.column.saturating_add(count);
                }
            }
            "table-row" => {
                let cells = std::mem::take(&mut self.cells);
                let sheet = self.sheets.last_mut().context("table-row")?;
                for row in self.row..self.row.saturating_add(self.row_count.min(MOST_REPEATED)) {
                    for (column, cell) in &cells {
                        sheet.put((row, *column), cell.clone())?;
                    }
                    if cells.is_empty() {
                        break;
                    }
                }
                self.row = self.row.saturating_add(self.row_count);
            }
            _ => {}
        }
        Ok(())
    }
}

impl Open {
    fn finish(self) -> Cell {
        let shown = self.paragraphs.join("\n").trim().to_owned();
        let looks_wrong = shown.starts_with('#') || shown.starts_with("Err:");
        if self.is_error || self.has_formula && looks_wrong {
            return Cell::Error(shown);
        }
        let has_paragraph = !self.paragraphs.is_empty();
        // A format may show words instead of the value, or nothing.
        let is_seen = shown.contains(char::is_numeric) || shown.contains(NUMERALS) || !has_paragraph;
        Cell::Text(match (self.kind.as_str(), self.value) {
            ("float" | "percentage" | "currency" | "date" | "time", Some(_))
                if shown.is_empty() && has_paragraph =>
            {
                return Cell::Error(NOT_SHOWN.to_owned());
            }
            ("float" | "percentage" | "currency", Some(value)) if is_seen => {
                value.parse().map_or(value, number_text)
            }
            ("date" | "time", Some(value)) if is_seen => value,
            _ => shown,
        })
    }
}

/// `0in`, `0cm`.
fn is_nothing(tag: &BytesStart<'_>, size: &str) -> bool {
    let number =
        |value: String| value.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<f64>().ok();
    attribute(tag, size).and_then(number).is_some_and(|value| value == 0.0)
}

/// How often something stands there: once when it does not say.
fn count(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

/// Hidden by hand, or left out by a filter.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    attribute(tag, "visibility").is_some_and(|value| matches!(value.as_str(), "collapse" | "filter"))
}
