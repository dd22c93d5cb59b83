//! A workbook to rows of text. A telephone that a spreadsheet took for a number is read as its digits, a day as a day.
//! Deliberately absent: what the columns mean (`card`).

use std::collections::BTreeMap;
use std::io::Cursor;

use anyhow::Context as _;
use calamine::{Data, Reader as _, open_workbook_auto_from_rs};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};

use super::column::Column;
use super::template::HELP;

/// A heading stands within so many rows: above it there is a title, and who filled the table in.
const FIRST_ROWS: usize = 10;

/// A table of people.
#[derive(Debug)]
pub(super) struct Table {
    /// The sheet.
    pub(super) name: String,
    /// Rows that are not empty.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    /// As the spreadsheet numbers it.
    pub(super) line: usize,
    cells: BTreeMap<Column, String>,
}

impl Row {
    /// What stands in a column; empty when nothing does.
    pub(super) fn text(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }
}

/// The tables of all sheets that have a row of headings, and the names of those that hold something and have none.
///
/// # Errors
/// What is no workbook.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<(Vec<Table>, Vec<String>)> {
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes))
        .context("打不开：要 xlsx、xls 或 ods 表格；设了密码的先去掉密码")?;
    let (mut tables, mut without_headings) = (Vec::new(), Vec::new());
    for (name, range) in workbook.worksheets() {
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(shown).collect()).collect();
        let headings = rows.iter().take(FIRST_ROWS).position(|row| is_heading(row));
        let Some(at) = headings else {
            if name != HELP && rows.iter().flatten().any(|cell| !cell.is_empty()) {
                without_headings.push(name);
            }
            continue;
        };
        let columns: Vec<Option<Column>> = rows[at].iter().map(|cell| Column::of(cell)).collect();
        let of_row = |(nth, row): (usize, &Vec<String>)| {
            let mut cells = BTreeMap::new();
            for (column, cell) in columns.iter().zip(row) {
                if let (Some(column), false) = (column, cell.is_empty()) {
                    cells.entry(*column).or_insert_with(|| cell.clone());
                }
            }
            (!cells.is_empty()).then_some(Row { line: first + nth + 1, cells })
        };
        tables.push(Table { name, rows: rows.iter().enumerate().skip(at + 1).filter_map(of_row).collect() });
    }
    Ok((tables, without_headings))
}

fn is_heading(row: &[String]) -> bool {
    let has = |wanted| row.iter().any(|cell| Column::of(cell) == Some(wanted));
    has(Column::Name) && has(Column::Phone)
}

/// A cell as it is read. Numbers have no point and no exponent: they are telephones and numbers of rows.
fn shown(cell: &Data) -> String {
    let text = match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::Float(number) => number.to_string(),
        Data::DateTime(at) => day(at.as_f64()).map_or_else(String::new, |day| day.to_string()),
        Data::Bool(_) | Data::Error(_) | Data::Empty => String::new(),
    };
    text.trim().to_owned()
}

/// Spreadsheets count days from the end of 1899.
fn day(days: f64) -> Option<Date> {
    #[expect(clippy::cast_possible_truncation, reason = "out of range is out of the calendar")]
    let days: Span = (days.floor() as i32).days();
    date(1899, 12, 30).checked_add(days).ok()
}
