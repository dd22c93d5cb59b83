//! Workbooks of all three formats, made of the same cells, with what offices do to them.

use std::io::{Cursor, Write as _};

/// A cell of a test.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    Nothing,
    Text(&'static str),
    /// A day that is a number of the workbook's own calendar: days since 1899-12-30.
    Day(u32),
    Error(&'static str),
    /// A formula that no spreadsheet has computed.
    Formula,
    /// A number whose format shows nothing, or other words; not in an xls.
    Unseen(u64, &'static str),
}

/// A sheet of a test.
#[derive(Default)]
pub(super) struct Book {
    pub(super) rows: Vec<Vec<Kept>>,
    /// First row and column, last row and column.
    pub(super) merged: Vec<[u16; 4]>,
    pub(super) hidden_rows: Vec<u16>,
    pub(super) hidden_columns: Vec<u16>,
    /// As narrow as nothing.
    pub(super) narrow_columns: Vec<u16>,
    /// Row, column and words of what somebody noted on cells.
    pub(super) notes: Vec<(u16, u16, &'static str)>,
    pub(super) is_hidden: bool,
    /// Days count from 1904.
    pub(super) is_1904: bool,
    /// Something in the last cell that the format has.
    pub(super) has_last_cell: bool,
}

/// Days between the two calendars.
const TO_1904: u32 = 1462;

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

fn place(row: usize, column: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(column).expect("few columns"));
    format!("{letter}{}", row + 1)
}

pub(super) fn xlsx(sheet: &Book) -> Vec<u8> {
    let mut data = String::new();
    for (row, cells) in sheet.rows.iter().enumerate() {
        let hidden = sheet.hidden_rows.iter().any(|own| usize::from(*own) == row);
        data += &format!("<row r=\"{}\"{}>", row + 1, if hidden { " hidden=\"1\"" } else { "" });
        for (column, cell) in cells.iter().enumerate() {
            let at = place(row, column);
            data += &match cell {
                Kept::Nothing => continue,
                Kept::Text(text) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
                Kept::Day(day) => {
                    let day = if sheet.is_1904 { day - TO_1904 } else { *day };
                    format!("<c r=\"{at}\" s=\"1\"><v>{day}</v></c>")
                }
                Kept::Error(error) => format!("<c r=\"{at}\" t=\"e\"><f>X9</f><v>{error}</v></c>"),
                Kept::Formula => format!("<c r=\"{at}\"><f>B2</f><v></v></c>"),
                Kept::Unseen(number, _) => format!("<c r=\"{at}\" s=\"2\"><v>{number}</v></c>"),
            };
        }
        data += "</row>";
    }
    if sheet.has_last_cell {
        data += "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    }
    let columns: String = sheet
        .hidden_columns
        .iter()
        .map(|one| format!("<col min=\"{0}\" max=\"{0}\" width=\"9\" hidden=\"1\"/>", one + 1))
        .chain(
            sheet
                .narrow_columns
                .iter()
                .map(|one| format!("<col min=\"{0}\" max=\"{0}\" width=\"0\"/>", one + 1)),
        )
        .collect();
    let notes: String = sheet
        .notes
        .iter()
        .map(|(row, column, note)| {
            let at = place((*row).into(), (*column).into());
            format!("<comment ref=\"{at}\" authorId=\"0\"><text><r><t>{note}</t></r></text></comment>")
        })
        .collect();
    let columns = if columns.is_empty() { columns } else { format!("<cols>{columns}</cols>") };
    let merged: String = sheet
        .merged
        .iter()
        .map(|[top, left, bottom, right]| {
            let (from, to) = (place((*top).into(), (*left).into()), place((*bottom).into(), (*right).into()));
            format!("<mergeCell ref=\"{from}:{to}\"/>")
        })
        .collect();
    let merged = if merged.is_empty() { merged } else { format!("<mergeCells>{merged}</mergeCells>") };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    zipped(&[
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><workbookPr date1904=\"{}\"/><sheets><sheet name=\"名册\" sheetId=\"1\" state=\"{}\" r:id=\"rId1\"/></sheets></workbook>",
                u8::from(sheet.is_1904),
                if sheet.is_hidden { "hidden" } else { "visible" }
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{relations}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\";;;\"/></numFmts><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!(
                "<worksheet xmlns=\"{main}\">{columns}<sheetData>{data}</sheetData>{merged}</worksheet>"
            ),
        ),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{relations}/comments\" Target=\"../comments1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/comments1.xml",
            &format!("<comments xmlns=\"{main}\"><commentList>{notes}</commentList></comments>"),
        ),
    ])
}

pub(super) fn xls(sheet: &Book) -> Vec<u8> {
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("short");
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }
    let number = |number: u16| number.to_le_bytes();
    let text = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let begin = |kind: u16| record(0x0809, &[number(0x0600), number(kind), [0; 2], [0; 2]].concat());
    let format = |id: u16| record(0x00E0, &[[0; 2].as_slice(), &number(id), &[0; 16]].concat());
    let name = text("名册");
    let globals_of = |start: u32| {
        let hidden = u8::from(sheet.is_hidden);
        let about = [start.to_le_bytes().as_slice(), &[hidden, 0, 2, 1], &name].concat();
        [
            begin(5),
            record(0x0042, &number(1200)),
            record(0x0022, &number(sheet.is_1904.into())),
            format(0),
            format(14),
            record(0x0085, &about),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let mut stream = globals_of(u32::try_from(globals_of(0).len()).expect("short"));
    stream.extend(begin(0x10));
    for column in &sheet.hidden_columns {
        let data = [number(*column), number(*column), number(2000), [0; 2], number(1), [0; 2]].concat();
        stream.extend(record(0x007D, &data));
    }
    for column in &sheet.narrow_columns {
        stream.extend(record(
            0x007D,
            &[number(*column), number(*column), [0; 2], [0; 2], [0; 2], [0; 2]].concat(),
        ));
    }
    for (row, column, _) in &sheet.notes {
        stream.extend(record(0x001C, &[number(*row), number(*column), [0; 2], number(1)].concat()));
    }
    for row in &sheet.hidden_rows {
        let data = [number(*row), [0; 2], number(9), number(300), [0; 2], [0; 2], number(0x20), [0; 2]];
        stream.extend(record(0x0208, &data.concat()));
    }
    for (row, cells) in (0..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            let at = [number(row), number(column)].concat();
            match cell {
                Kept::Nothing => {}
                Kept::Text(own) => {
                    let count = u16::try_from(own.encode_utf16().count()).expect("short");
                    let data = [&at, number(0).as_slice(), &number(count), &[1], &text(own)].concat();
                    stream.extend(record(0x0204, &data));
                }
                Kept::Day(day) => {
                    let day = if sheet.is_1904 { day - TO_1904 } else { *day };
                    let data = [&at, number(1).as_slice(), &f64::from(day).to_le_bytes()].concat();
                    stream.extend(record(0x0203, &data));
                }
                // #REF!
                Kept::Error(_) | Kept::Formula | Kept::Unseen(..) => {
                    stream.extend(record(0x0205, &[&at, number(0).as_slice(), &[0x17, 1]].concat()));
                }
            }
        }
    }
    if sheet.has_last_cell {
        let data = [number(65_535), number(255), number(0)].concat();
        stream.extend(record(0x0203, &[data.as_slice(), &1_f64.to_le_bytes()].concat()));
    }
    let areas = sheet.merged.iter().flat_map(|[top, left, bottom, right]| {
        [number(*top), number(*bottom), number(*left), number(*right)].concat()
    });
    let count = u16::try_from(sheet.merged.len()).expect("few");
    stream.extend(record(0x00E5, &number(count).into_iter().chain(areas).collect::<Vec<u8>>()));
    stream.extend(record(0x000A, &[]));
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
    file.create_stream("/Workbook").and_then(|mut own| own.write_all(&stream)).expect("memory");
    file.flush().expect("memory");
    file.into_inner().into_inner()
}

pub(super) fn ods(sheet: &Book) -> Vec<u8> {
    let mut rows = String::new();
    for (row, cells) in (0_u16..).zip(&sheet.rows) {
        let hidden = sheet.hidden_rows.contains(&row);
        rows += &format!("<table:table-row{}>", if hidden { " table:visibility=\"filter\"" } else { "" });
        for (column, cell) in (0_u16..).zip(cells) {
            let area = sheet.merged.iter().find(|area| area[0] == row && area[1] == column);
            let spans = area.map_or_else(String::new, |[top, left, bottom, right]| {
                format!(
                    " table:number-rows-spanned=\"{}\" table:number-columns-spanned=\"{}\"",
                    bottom - top + 1,
                    right - left + 1
                )
            });
            let (kind, shown) = match cell {
                Kept::Nothing => (String::new(), String::new()),
                Kept::Text(text) => (" office:value-type=\"string\"".to_owned(), (*text).to_owned()),
                Kept::Day(day) => {
                    let day = jiff::civil::date(1899, 12, 30) + jiff::Span::new().days(i64::from(*day));
                    (format!(" office:value-type=\"date\" office:date-value=\"{day}\""), "某一天".to_owned())
                }
                Kept::Unseen(number, shown) => {
                    (format!(" office:value-type=\"float\" office:value=\"{number}\""), (*shown).to_owned())
                }
                Kept::Error(error) => (
                    " table:formula=\"of:=[.X9]\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"".to_owned(),
                    (*error).to_owned(),
                ),
                Kept::Formula => (
                    " table:formula=\"of:=[.X9]\" office:value-type=\"string\" office:string-value=\"\"".to_owned(),
                    "#REF!".to_owned(),
                ),
            };
            let note = sheet.notes.iter().find(|note| (note.0, note.1) == (row, column));
            let note = note.map_or_else(String::new, |(_, _, note)| {
                format!("<office:annotation><dc:creator>某人</dc:creator><text:p>{note}</text:p></office:annotation>")
            });
            rows +=
                &format!("<table:table-cell{kind}{spans}>{note}<text:p>{shown}</text:p></table:table-cell>");
        }
        rows += "</table:table-row>";
    }
    if sheet.has_last_cell {
        let rest = 1_048_575 - sheet.rows.len();
        rows += &format!(
            "<table:table-row table:number-rows-repeated=\"{rest}\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/><table:table-cell office:value-type=\"float\" office:value=\"1\"/></table:table-row>"
        );
    }
    let columns: String = (0..26_u16)
        .map(|column| {
            let hidden = sheet.hidden_columns.contains(&column);
            let narrow = sheet.narrow_columns.contains(&column);
            format!(
                "<table:table-column{}{}/>",
                if hidden { " table:visibility=\"collapse\"" } else { "" },
                if narrow { " table:style-name=\"co0\"" } else { "" }
            )
        })
        .collect();
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:style=\"s\" xmlns:calcext=\"c\" xmlns:dc=\"d\">\
         <office:automatic-styles><style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"{}\"/></style:style>\
         <style:style style:name=\"co0\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"0in\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet><table:table table:name=\"名册\" table:style-name=\"ta1\">{columns}{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        !sheet.is_hidden
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}
