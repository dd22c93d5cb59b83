//! Excel until 2003 (MS-XLS), which WPS still writes. calamine reads the values; the records themselves say
//! which rows and columns are hidden.

use std::io::{Cursor, Read as _, Seek as _, SeekFrom, Write as _};

use anyhow::Context as _;
use calamine::{Reader as _, SheetType, SheetVisible, Xls};

use super::{Place, Runs, Sheet, cell_of};

/// Cells that calamine would make room for, at most: it does so for every cell up to the last that is used.
const MOST_ROOM: u64 = 4_000_000;
/// Columns that are kept of a sheet that would need more room.
const KEPT_COLUMNS: u16 = 64;

/// Numbers of records (MS-XLS, 2.3).
mod record {
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000A;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const COLUMNS: u16 = 0x007D;
    pub(super) const FORMULA: u16 = 0x0006;
    /// The text that a formula gave: it follows the formula.
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    /// A note on a cell; its words stand in a drawing.
    pub(super) const NOTE: u16 = 0x001C;
    pub(super) const BLANK: u16 = 0x0201;
    /// Records of one cell or more: they begin with row and column.
    pub(super) const CELLS: [u16; 8] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x00BD, FORMULA];
}

/// What is hidden in a sheet.
#[derive(Default)]
struct Layout {
    rows: Runs,
    columns: Runs,
    notes: Vec<Place>,
}

pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Vec<Sheet>> {
    let (bytes, layouts) = look_at(bytes)?;
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes))?;
    let about = workbook.sheets_metadata().to_vec();
    let mut sheets = Vec::new();
    for (one, layout) in about.into_iter().zip(layouts) {
        if one.typ != SheetType::WorkSheet {
            continue;
        }
        let merged = workbook.merge_cells_by_sheet_name(&one.name)?;
        let range = workbook.worksheet_range(&one.name)?;
        let mut sheet = Sheet {
            is_hidden: one.visible != SheetVisible::Visible,
            name: one.name,
            merged,
            hidden_rows: layout.rows,
            hidden_columns: layout.columns,
            ..Sheet::default()
        };
        layout.notes.into_iter().for_each(|at| sheet.note(at, "…"));
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let at = (top + u32::try_from(row)?, left + u32::try_from(column)?);
            sheet.put(at, cell_of(value))?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What is hidden in each sheet, in the order of the workbook; and the workbook without cells that are so far
/// away that the room up to them would fill the memory.
fn look_at(bytes: &[u8]) -> anyhow::Result<(Vec<u8>, Vec<Layout>)> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes.to_vec()))?;
    let path = ["/Workbook", "/Book"].into_iter().find(|path| file.is_stream(path)).context("Workbook")?;
    let mut stream = file.open_stream(path)?;
    let mut records = Vec::new();
    stream.read_to_end(&mut records)?;
    let mut layouts = Vec::new();
    for sheet in Records::at(&records, 0).take_while(|one| one.kind != record::END) {
        if sheet.kind == record::BOUND_SHEET {
            let start = sheet.number(0).zip(sheet.number(2)).context("BoundSheet8")?;
            let start = usize::from(start.0) | usize::from(start.1) << 16;
            let (layout, far) = look_at_sheet(&records, start);
            for at in far {
                stream.seek(SeekFrom::Start(at as u64))?;
                stream.write_all(&record::BLANK.to_le_bytes())?;
            }
            layouts.push(layout);
        }
    }
    stream.flush()?;
    drop(stream);
    Ok((file.into_inner().into_inner(), layouts))
}

/// What is hidden, and where the records of cells stand that are too far away.
fn look_at_sheet(records: &[u8], start: usize) -> (Layout, Vec<usize>) {
    let (mut layout, mut depth) = (Layout::default(), 0);
    let (mut far, mut is_far) = (Vec::new(), false);
    let (mut rows, mut columns) = (0, 0);
    for one in Records::at(records, start) {
        match one.kind {
            record::BEGIN => depth += 1,
            record::END => depth -= 1,
            // A chart inside the sheet.
            _ if depth > 1 => continue,
            record::ROW if one.has_bit(12, 0x20) => {
                let row = one.number(0).unwrap_or_default().into();
                layout.rows.add(row, row);
            }
            record::COLUMNS if one.has_bit(8, 0x01) || one.number(4) == Some(0) => {
                if let (Some(first), Some(last)) = (one.number(0), one.number(2)) {
                    layout.columns.add(first.into(), last.into());
                }
            }
            record::NOTE => {
                if let (Some(row), Some(column)) = (one.number(0), one.number(2)) {
                    layout.notes.push((row.into(), column.into()));
                }
            }
            record::FORMULA_TEXT if is_far => far.push(one.at),
            kind if record::CELLS.contains(&kind) => {
                let (row, column) = (one.number(0).unwrap_or_default(), one.number(2).unwrap_or_default());
                (rows, columns) = (rows.max(u64::from(row) + 1), columns.max(u64::from(column) + 1));
                is_far = column >= KEPT_COLUMNS;
                if is_far {
                    far.push(one.at);
                }
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    if rows * columns <= MOST_ROOM {
        far.clear();
    }
    (layout, far)
}

/// A record: its number, its place in the stream, and its data.
struct Record<'a> {
    kind: u16,
    at: usize,
    data: &'a [u8],
}

impl Record<'_> {
    fn number(&self, at: usize) -> Option<u16> {
        self.data.get(at..)?.first_chunk::<2>().map(|pair| u16::from_le_bytes(*pair))
    }

    fn has_bit(&self, at: usize, bit: u8) -> bool {
        self.data.get(at).is_some_and(|byte| byte & bit != 0)
    }
}

/// Records one after the other; it ends where they do.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    const fn at(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let head = self.stream.get(self.at..)?.first_chunk::<4>()?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let data = self.stream.get(self.at + 4..self.at + 4 + length)?;
        let record = Record { kind: u16::from_le_bytes([head[0], head[1]]), at: self.at, data };
        self.at += 4 + length;
        Some(record)
    }
}
