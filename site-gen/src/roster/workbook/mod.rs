//! A workbook to sheets, as somebody sees them: what is hidden is marked, what is merged is named, and a cell
//! that shows an error says so. Only cells that hold something are kept, so one at the far end of a sheet
//! costs nothing.
//!
//! | file | what |
//! | --- | --- |
//! | `xlsx` | Excel since 2007: values by calamine, what is hidden from the parts themselves |
//! | `xls` | Excel until 2003, and WPS: the same, from the records |
//! | `ods` | OpenDocument: read here, because calamine leaves out merged cells and what is hidden |
//!
//! Deliberately absent: what the cells mean (`sheet`, `card`).

mod ods;
mod xls;
mod xlsx;

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context as _, bail};
use calamine::{Data, Dimensions};

/// Cells of one sheet: the roster of a whole county has fewer.
const MOST_CELLS: usize = 1_000_000;

/// Bytes of one note.
const MOST_NOTED: usize = 4000;

/// Bytes of one part of a packed workbook, unpacked.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// What is told of a cell whose format (`;;;`) shows nothing of its value.
const NOT_SHOWN: &str = "看不见的内容（格式不显示）";

/// Row and column, from 0.
pub(super) type Place = (u32, u32);

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    /// No value: what the spreadsheet shows in its stead, such as `#REF!`.
    Error(String),
}

impl Cell {
    /// The text; an error has none.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Error(_) => "",
        }
    }
}

/// Rows or columns, from 0, as runs that do not overlap: first to last.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs(BTreeMap<u32, u32>);

impl Runs {
    fn add(&mut self, first: u32, last: u32) {
        let end = self.0.entry(first).or_insert(last);
        *end = last.max(*end);
    }

    /// One of them.
    pub(super) fn contains(&self, at: u32) -> bool {
        self.0.range(..=at).next_back().is_some_and(|(_, last)| at <= *last)
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Cells that hold something.
    pub(super) cells: BTreeMap<Place, Cell>,
    /// Each area shows its upper left cell.
    pub(super) merged: Vec<Dimensions>,
    /// Also those that a filter leaves out.
    pub(super) hidden_rows: Runs,
    pub(super) hidden_columns: Runs,
    /// What somebody noted on a cell; of an old workbook only that there is a note.
    pub(super) notes: BTreeMap<Place, String>,
}

impl Sheet {
    /// Adds a note, or more of it.
    fn note(&mut self, at: Place, text: &str) {
        let note = self.notes.entry(at).or_default();
        if note.len() < MOST_NOTED {
            note.push_str(text.trim());
        }
    }

    fn put(&mut self, at: Place, cell: Cell) -> anyhow::Result<()> {
        if matches!(&cell, Cell::Text(text) if text.is_empty()) {
            return Ok(());
        }
        if self.cells.len() >= MOST_CELLS {
            bail!("“{}”里的内容太多，不像名册", self.name);
        }
        self.cells.insert(at, cell);
        Ok(())
    }
}

/// The sheets of a workbook, in its order.
///
/// # Errors
/// What is no workbook, is damaged or needs a pass phrase.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Vec<Sheet>> {
    let sheets = match bytes {
        [0xD0, 0xCF, 0x11, 0xE0, ..] => xls::read(bytes),
        [b'P', b'K', ..] if ods::is_one(bytes) => ods::read(bytes),
        _ => xlsx::read(bytes),
    };
    sheets.context("打不开：要 xlsx、xls 或 ods 表格；设了密码的先去掉密码")
}

/// A value as it is read. Numbers have no point and no exponent: they are telephones and numbers of rows.
fn cell_of(value: &Data) -> Cell {
    let text = match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        // The workbook says from which year it counts its days.
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        Data::Error(error) => return Cell::Error(error.to_string()),
        Data::Empty => String::new(),
    };
    Cell::Text(text)
}

fn number_text(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() }
}

/// A part of a packed workbook. Names are compared as spreadsheets do, without regard to capitals.
fn part(archive: &mut zip::ZipArchive<std::io::Cursor<&[u8]>>, name: &str) -> anyhow::Result<String> {
    let wanted = name.trim_start_matches('/');
    let is_wanted = |own: &str| own.replace('\\', "/").eq_ignore_ascii_case(wanted);
    let own = archive.file_names().flatten().find(|own| is_wanted(own)).map(|own| own.into_owned());
    let own = own.with_context(|| wanted.to_owned())?;
    let mut text = String::new();
    archive.by_name(&own)?.take(MOST_BYTES).read_to_string(&mut text).context(own)?;
    Ok(text)
}

/// The value of an attribute, by its name without a prefix.
fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes();
    let found = all.with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), Into::into))
}

/// A text of a file as it stands for itself.
fn resolve(name: &quick_xml::events::BytesRef<'_>) -> String {
    match name.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned(),
    }
}
