//! Excel since 2007 (ECMA-376). calamine reads the values one by one; the sheet's own part says which rows
//! and columns are hidden and which cells show an error, or a formula that nobody has computed.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use anyhow::Context as _;
use calamine::{Data, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Cell, NOT_SHOWN, Place, Sheet, attribute, cell_of, part};

type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// A formula whose result was never stored: programs write such cells, and a spreadsheet computes them when
/// it opens them.
const NOT_COMPUTED: &str = "没有算出结果的公式";

pub(super) fn read(bytes: &[u8]) -> anyhow::Result<Vec<Sheet>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let (parts, styles) = parts_of_sheets(&mut archive)?;
    let unseen = match styles {
        Some(styles) => unseen_styles(&part(&mut archive, &styles)?)?,
        None => HashSet::new(),
    };
    let about: Vec<_> =
        workbook.sheets_metadata().iter().filter(|one| one.typ == SheetType::WorkSheet).cloned().collect();
    let mut sheets = Vec::new();
    for one in about {
        let is_hidden = one.visible != SheetVisible::Visible;
        let mut sheet = Sheet { name: one.name, is_hidden, ..Sheet::default() };
        sheet.merged = workbook.merge_cells_by_sheet_name(&sheet.name)?;
        read_values(&mut workbook, &mut sheet)?;
        let part_name = parts.get(&sheet.name).with_context(|| sheet.name.clone())?;
        read_layout(&part(&mut archive, part_name)?, &unseen, &mut sheet)?;
        read_notes(&mut archive, part_name, &mut sheet)?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn read_values(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet) -> anyhow::Result<()> {
    let mut cells = workbook.worksheet_cells_reader(&sheet.name)?;
    loop {
        match cells.next_cell() {
            Ok(Some(cell)) => {
                sheet.put(cell.get_position(), cell_of(&Data::from(cell.get_value().clone())))?;
            }
            Ok(None) => return Ok(()),
            // An error that is newer than calamine, such as #SPILL!: `read_layout` knows its place.
            Err(XlsxError::CellError(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// The part of each sheet, by the sheet's name, and that of the styles.
fn parts_of_sheets(archive: &mut Archive<'_>) -> anyhow::Result<(HashMap<String, String>, Option<String>)> {
    let package = part(archive, "_rels/.rels")?;
    let workbook = relationships(&package)?
        .into_iter()
        .find_map(|(_, kind, target)| kind.ends_with("/officeDocument").then_some(target))
        .context("officeDocument")?;
    let beside = relationships(&part(archive, &relations_of(&workbook))?)?;
    let styles = beside.iter().find(|(_, kind, _)| kind.ends_with("/styles"));
    let styles = styles.map(|(_, _, target)| beside_of(&workbook, target));
    let targets: HashMap<String, String> =
        beside.into_iter().map(|(id, _, target)| (id, beside_of(&workbook, &target))).collect();
    let mut parts = HashMap::new();
    each_tag(&part(archive, &workbook)?, |tag| {
        if tag.local_name().as_ref() == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(target) = targets.get(&id)
        {
            parts.insert(name, target.clone());
        }
    })?;
    Ok((parts, styles))
}

/// Where the relationships of a part stand.
fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels")
}

/// A part that another one names.
fn beside_of(part: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut path: Vec<&str> = part.split('/').collect();
    path.pop();
    for step in target.split('/') {
        if step == ".." {
            path.pop();
        } else {
            path.push(step);
        }
    }
    path.join("/")
}

/// Styles of cells whose format shows nothing: `;;;`.
fn unseen_styles(xml: &str) -> anyhow::Result<HashSet<usize>> {
    let (mut formats, mut unseen) = (HashSet::new(), HashSet::new());
    let mut reader = Reader::from_str(xml);
    let (mut is_of_cells, mut at) = (false, 0);
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "numFmt" => {
                    let code = attribute(&tag, "formatCode").unwrap_or_default();
                    if code.contains(';') && code.chars().all(|c| c == ';' || c.is_whitespace()) {
                        formats.extend(attribute(&tag, "numFmtId"));
                    }
                }
                "cellXfs" => is_of_cells = true,
                "xf" if is_of_cells => {
                    if attribute(&tag, "numFmtId").is_some_and(|format| formats.contains(&format)) {
                        unseen.insert(at);
                    }
                    at += 1;
                }
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => return Ok(unseen),
            Event::Eof => return Ok(unseen),
            _ => {}
        }
    }
}

/// What somebody noted on cells, in notes of old and in talks of today.
fn read_notes(archive: &mut Archive<'_>, sheet_part: &str, sheet: &mut Sheet) -> anyhow::Result<()> {
    let Ok(beside) = part(archive, &relations_of(sheet_part)) else { return Ok(()) };
    for (_, kind, target) in relationships(&beside)? {
        if !kind.ends_with("/comments") && !kind.ends_with("/threadedComment") {
            continue;
        }
        let xml = part(archive, &beside_of(sheet_part, &target))?;
        let mut reader = Reader::from_str(&xml);
        let (mut place, mut is_text) = (None, false);
        loop {
            match reader.read_event()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "comment" | "threadedComment" => {
                        place = attribute(&tag, "ref").and_then(|at| place_of(&at))
                    }
                    "text" => is_text = true,
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "text" => is_text = false,
                Event::Text(text) if is_text => {
                    if let Some(place) = place {
                        sheet.note(place, &text);
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    Ok(())
}

/// A place such as `C12`, from 0.
fn place_of(place: &str) -> Option<Place> {
    let row: u32 = place.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
    Some((row.checked_sub(1)?, column_of(place)?))
}

/// Id, type and target.
fn relationships(xml: &str) -> anyhow::Result<Vec<(String, String, String)>> {
    let mut all = Vec::new();
    each_tag(xml, |tag| {
        if tag.local_name().as_ref() == "Relationship" {
            let value = |name| attribute(tag, name).unwrap_or_default();
            all.push((value("Id"), value("Type"), value("Target")));
        }
    })?;
    Ok(all)
}

fn each_tag(xml: &str, mut take: impl FnMut(&BytesStart<'_>)) -> anyhow::Result<()> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag) => take(&tag),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A cell while its parts are read.
#[derive(Default)]
struct Open {
    is_error: bool,
    is_text: bool,
    /// Its format shows nothing.
    is_unseen: bool,
    has_formula: bool,
    is_in_value: bool,
    value: String,
}

/// What is hidden, and cells without a value of their own.
fn read_layout(xml: &str, unseen: &HashSet<usize>, sheet: &mut Sheet) -> anyhow::Result<()> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut row, mut column) = (0, 0);
    let mut open = Open::default();
    loop {
        match reader.read_event()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "col" if is_hidden(&tag, "width") => {
                    let number = |name| attribute(&tag, name).and_then(|text| text.parse::<u32>().ok());
                    if let (Some(first @ 1..), Some(last @ 1..)) = (number("min"), number("max")) {
                        sheet.hidden_columns.add(first - 1, last - 1);
                    }
                }
                "row" => {
                    let number = attribute(&tag, "r").and_then(|text| text.parse::<u32>().ok());
                    row = number.map_or(row, |number| number.saturating_sub(1));
                    column = 0;
                    if is_hidden(&tag, "ht") {
                        sheet.hidden_rows.add(row, row);
                    }
                }
                "c" => {
                    column = attribute(&tag, "r").and_then(|place| column_of(&place)).unwrap_or(column);
                    let kind = attribute(&tag, "t").unwrap_or_default();
                    let style = attribute(&tag, "s").and_then(|style| style.parse().ok());
                    let is_unseen = style.is_some_and(|style| unseen.contains(&style));
                    open =
                        Open { is_error: kind == "e", is_text: kind == "str", is_unseen, ..Open::default() };
                }
                "f" => open.has_formula = true,
                "v" => open.is_in_value = true,
                _ => {}
            },
            Event::Text(text) if open.is_in_value => open.value.push_str(&text),
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" => open.is_in_value = false,
                "c" => {
                    if open.is_unseen && sheet.cells.contains_key(&(row, column)) {
                        sheet.put((row, column), Cell::Error(NOT_SHOWN.to_owned()))?;
                    } else if open.is_error {
                        sheet.put((row, column), Cell::Error(std::mem::take(&mut open.value)))?;
                    } else if open.has_formula && open.value.is_empty() && !open.is_text {
                        sheet.put((row, column), Cell::Error(NOT_COMPUTED.to_owned()))?;
                    }
                    column += 1;
                }
                "row" => row += 1,
                "sheetData" | "worksheet" => return Ok(()),
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Hidden by name, or made as narrow as nothing.
fn is_hidden(tag: &BytesStart<'_>, size: &str) -> bool {
    attribute(tag, "hidden").is_some_and(|value| matches!(value.as_str(), "1" | "true"))
        || attribute(tag, size).and_then(|value| value.parse::<f64>().ok()).is_some_and(|value| value == 0.0)
}

/// The column of a place such as `C12`, from 0.
fn column_of(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    letters
        .fold(None, |number: Option<u32>, letter| {
            let letter = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
            Some(number.unwrap_or(0).saturating_mul(26).saturating_add(letter))
        })
        .map(|number| number - 1)
}
