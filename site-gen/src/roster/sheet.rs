//! The sheets of a workbook to tables of people: which row has the headings, what a merged cell says for each
//! of its rows, and what nobody sees. What is not taken is told. Deliberately absent: what the columns mean
//! (`card`).

use std::collections::BTreeMap;

use calamine::Dimensions;
use record::problem::Problem;

use super::card::Fault;
use super::column::Column;
use super::consent;
use super::template::HELP;
use super::workbook::{self, Cell, Place, Sheet};

/// A heading stands within so many rows: above it there is a title, and who filled the table in.
const FIRST_ROWS: u32 = 10;

/// Hidden rows that are named; the others are only counted.
const MOST_NAMED: usize = 20;

/// A table of people.
#[derive(Debug)]
pub(super) struct Table {
    /// The sheet.
    pub(super) name: String,
    /// Rows that are not empty.
    pub(super) rows: Vec<Row>,
}

/// A row of a table: one person.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// As the spreadsheet numbers it.
    pub(super) line: u32,
    /// What of it cannot be read.
    pub(super) faults: Vec<Fault>,
    /// What of it may mean that the mobile is not to be public.
    pub(super) doubts: Vec<String>,
    /// By the columns that are seen; those in which nothing stands are empty.
    cells: BTreeMap<Column, String>,
}

impl Row {
    /// What stands in a column; empty when nothing does.
    pub(super) fn text(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    /// The roster has a column for it that is seen.
    pub(super) fn has(&self, column: Column) -> bool {
        self.cells.contains_key(&column)
    }

    /// Adds what a cell says. Of two columns with one meaning (分工, 职责) both count where several lines may stand; where
    /// one value is wanted (联系电话, 办公电话) nobody can know which of two is meant.
    fn add(&mut self, column: Column, text: &str) -> Option<Fault> {
        let own = self.cells.entry(column).or_default();
        if own.is_empty() {
            text.clone_into(own);
        } else if own != text {
            if !column.is_list() {
                return Some((
                    format!("有两栏都是“{}”，写的不一样", column.heading()),
                    "只留一栏；另一栏不是这个意思的，把它的标题改掉，例如改成“备注”".to_owned(),
                ));
            }
            own.push('\n');
            own.push_str(text);
        }
        None
    }

    /// Adds a row that belongs to the same person: what it says otherwise is one line more.
    fn join(&mut self, other: Self) {
        for (column, text) in other.cells {
            let own = self.cells.entry(column).or_default();
            if own.is_empty() {
                *own = text;
            } else if !text.is_empty() && !own.lines().any(|line| line == text) {
                own.push('\n');
                own.push_str(&text);
            }
        }
        self.faults.extend(other.faults);
        self.doubts.extend(other.doubts);
    }
}

/// The tables of all sheets that have a row of headings, and what is left out.
///
/// # Errors
/// What is no workbook.
pub(super) fn read(bytes: &[u8]) -> anyhow::Result<(Vec<Table>, Vec<Problem>)> {
    let (mut tables, mut left_out) = (Vec::new(), Vec::new());
    for sheet in workbook::read(bytes)? {
        if sheet.cells.is_empty() {
            continue;
        }
        let is_help = sheet.name == HELP;
        if sheet.is_hidden && !is_help {
            left_out.push(Problem::new(
                sheet.name,
                "这一张表是隐藏的，没有收",
                "要收就取消隐藏，再导入一次；不要的删掉，或者不用管",
            ));
            continue;
        }
        let layouts = Layout::all(&sheet, &mut left_out);
        let has_one = !layouts.is_empty();
        tables.extend(layouts.into_iter().map(|layout| layout.table(&mut left_out)));
        if !has_one && !is_help {
            left_out.push(Problem::new(
                sheet.name,
                "没有找到标题那一行，这一张没有收",
                "标题里要有“姓名”和“办公电话”；不是名册的表删掉，或者不用管",
            ));
        }
    }
    Ok((tables, left_out))
}

/// How a table of a sheet is laid out: its columns, and what its merged cells cover.
struct Layout<'a> {
    sheet: &'a Sheet,
    merged: Merged<'a>,
    heading: u32,
    /// The row in which the next headings stand, or behind the last one.
    end: u32,
    /// Columns that are seen.
    columns: BTreeMap<u32, Column>,
    /// Columns with a known heading that are not.
    hidden: Vec<Column>,
}

impl<'a> Layout<'a> {
    /// The tables of a sheet, one below the other: with new headings the columns may stand in another order.
    fn all(sheet: &'a Sheet, left_out: &mut Vec<Problem>) -> Vec<Self> {
        let merged = Merged::of(sheet);
        let Some(first) = first_heading(sheet, &merged) else { return Vec::new() };
        let mut headings = vec![first];
        for row in sheet.rows_below(first) {
            let is_heading = sheet
                .row(row)
                .any(|place| merged.anchor(place) == place && merged.heading(place) == Some(Column::Name));
            if is_heading && !sheet.hidden_rows.contains(row) {
                headings.push(row);
            }
        }
        let mut all = Vec::new();
        for (nth, heading) in headings.iter().enumerate() {
            let end = headings.get(nth + 1).copied().unwrap_or(u32::MAX);
            match Self::at(sheet, *heading, end) {
                Some(layout) => all.push(layout),
                None if nth == 0 => return Vec::new(),
                None => left_out.push(Problem::new(
                    format!("{} 第 {} 行", sheet.name, heading + 1),
                    "这里又是一行标题，里面没有“姓名”和“办公电话”，下面的没有收",
                    "把标题写全；是同一张表的标题又写了一次，就照第一次的样子写",
                )),
            }
        }
        all
    }

    fn at(sheet: &'a Sheet, heading: u32, end: u32) -> Option<Self> {
        let merged = Merged::of(sheet);
        let (mut columns, mut hidden) = (BTreeMap::new(), Vec::new());
        for place in sheet.row(heading) {
            if let Some(column) = merged.heading(place) {
                if sheet.hidden_columns.contains(place.1) {
                    hidden.push(column);
                } else {
                    columns.insert(place.1, column);
                }
            }
        }
        let is_whole = [Column::Name, Column::Phone].iter().all(|one| columns.values().any(|own| own == one));
        is_whole.then_some(Self { sheet, merged, heading, end, columns, hidden })
    }

    fn table(self, left_out: &mut Vec<Problem>) -> Table {
        let (name, of_all) = (self.sheet.name.clone(), self.doubts_of_all());
        let (mut rows, mut unseen, mut last) = (Vec::<Row>::new(), Vec::new(), None);
        for at in self.used_rows() {
            if self.sheet.hidden_rows.contains(at) {
                unseen.push(at + 1);
                continue;
            }
            let mut row = self.read_row(at);
            row.doubts.extend(of_all.iter().cloned());
            // A name that is merged over several rows is one person.
            let person = self.merged.name_column(self.heading).map(|column| self.merged.anchor((at, column)));
            match rows.last_mut().filter(|_| person == last) {
                Some(above) => above.join(row),
                None => rows.push(row),
            }
            last = person;
        }
        for heading in self.headings().filter(|heading| Column::is_withheld(heading)) {
            left_out.push(Problem::new(
                &name,
                format!("“{heading}”这一栏括号里的话看不准，没有收"),
                "是本人书面同意公开的手机和日期，标题就只写“手机”“同意公开手机的日期”；不是就不用管",
            ));
        }
        for column in &self.hidden {
            left_out.push(Problem::new(
                &name,
                format!("“{}”这一栏是隐藏的，没有收", column.heading()),
                "要收就取消隐藏，再导入一次；不要的删掉，或者不用管",
            ));
        }
        if !unseen.is_empty() {
            let named: Vec<String> = unseen.iter().take(MOST_NAMED).map(u32::to_string).collect();
            let more = if unseen.len() > MOST_NAMED { " 等" } else { "" };
            left_out.push(Problem::new(
                &name,
                format!(
                    "第 {}{more} 行是隐藏的，或者被筛选掉了，没有收（共 {} 行）",
                    named.join("、"),
                    unseen.len()
                ),
                "要收就取消隐藏和筛选，再导入一次；不要的删掉，或者不用管",
            ));
        }
        Table { name, rows }
    }

    /// Rows below the headings in which a known column holds something.
    fn used_rows(&self) -> Vec<u32> {
        let below = self.sheet.cells.range((self.heading + 1, 0)..(self.end, 0));
        let mut rows: Vec<u32> = below
            .filter(|((_, column), _)| self.columns.contains_key(column))
            .map(|((row, _), _)| *row)
            .collect();
        rows.dedup();
        rows
    }

    fn read_row(&self, at: u32) -> Row {
        let mut row = Row { line: at + 1, doubts: self.doubts(at), ..Row::default() };
        row.faults.extend(self.merged_across(at));
        if let Some(fault) = self.leaving(at) {
            row.doubts.push(fault.0.clone());
            row.faults.push(fault);
        }
        for (place, column) in &self.columns {
            if *column == Column::Mobile {
                row.faults.extend(self.shared_mobile(at, *place));
            }
            let (anchor_row, anchor_column) = self.merged.anchor((at, *place));
            if anchor_column != *place {
                row.cells.entry(*column).or_default();
                continue;
            }
            match self.sheet.cells.get(&(anchor_row, anchor_column)) {
                Some(Cell::Error(shown)) => row.faults.push((
                    format!("“{}”这一格是 {shown}，没有值", column.heading()),
                    "在表格里改好这一格，写上值".to_owned(),
                )),
                Some(Cell::Text(text)) => {
                    if let Some(fault) = row.add(*column, text) {
                        row.faults.push(fault);
                    }
                }
                None => {
                    row.cells.entry(*column).or_default();
                }
            }
        }
        row
    }

    /// What the headings say.
    fn headings(&self) -> impl Iterator<Item = &str> {
        self.sheet.row(self.heading).map(|place| self.merged.text(place))
    }

    /// What of a row may mean that its mobile is not to be public: answers and remarks in columns of their own, and notes.
    fn doubts(&self, at: u32) -> Vec<String> {
        let mut doubts = Vec::new();
        let asks = |column: u32| {
            let heading = self.merged.text((self.heading, column));
            !self.columns.contains_key(&column) && consent::speaks(heading)
        };
        let asked = self.sheet.row(self.heading).map(|(_, column)| column).filter(|column| asks(*column));
        for column in asked {
            let (heading, text) = (self.merged.text((self.heading, column)), self.merged.text((at, column)));
            let is_empty = text.is_empty() && Column::is_withheld(heading);
            if !is_empty && !consent::allows(heading, text) {
                doubts.push(format!("“{heading}”一栏写的是“{text}”，看不准本人是不是同意公开手机"));
            }
        }
        let others =
            self.sheet.row(at).filter(|(_, column)| !self.columns.contains_key(column) && !asks(*column));
        for (row, column) in others {
            let (heading, text) = (self.merged.text((self.heading, column)), self.merged.text((row, column)));
            if !consent::is_harmless(heading, text) {
                doubts.push(format!("这一行里写着“{text}”，看不准本人是不是同意公开手机"));
            }
        }
        for ((_, column), note) in self.sheet.notes.range((at, 0)..(at + 1, 0)) {
            let is_of_mobile = matches!(
                self.columns.get(column),
                Some(Column::Name | Column::Mobile | Column::MobileConsent)
            );
            if is_of_mobile || consent::speaks(note) {
                doubts.push(format!("这一行有批注“{note}”，看不准本人是不是同意公开手机"));
            }
        }
        doubts
    }

    /// What of the sheet around the table may mean that no mobile of it is to be public: its name, a title, a foot, an upper
    /// heading, a note on a heading.
    fn doubts_of_all(&self) -> Vec<String> {
        // Whoever is somebody has a telephone of the office.
        let phone =
            self.columns.iter().find(|(_, column)| **column == Column::Phone).map(|(place, _)| *place);
        let is_nobody = |row| phone.is_none_or(|column| self.merged.text((row, column)).is_empty());
        let is_around = |row: u32| row < self.heading || row > self.heading && is_nobody(row);
        let around =
            self.sheet.cells.iter().filter(|((row, _), _)| is_around(*row)).map(|(_, cell)| cell.text());
        let notes = self.sheet.notes.range(..(self.heading + 1, 0)).map(|(_, note)| note.as_str());
        let said = around.chain(notes).chain([self.sheet.name.as_str()]);
        said.filter(|text| consent::withholds(text))
            .map(|text| format!("表上写着“{text}”，看不准手机是不是可以公开"))
            .collect()
    }

    /// What of a row may mean that its person does not hold the post.
    fn leaving(&self, at: u32) -> Option<Fault> {
        let others = self.sheet.row(at).filter(|(_, column)| !self.columns.contains_key(column));
        let mut posts = self.columns.iter().filter(|(_, column)| **column == Column::Post);
        let text = others
            .map(|place| self.merged.text(place))
            .find(|text| consent::speaks_of_leaving(text))
            .or_else(|| {
                let text = |(column, _): (&u32, &Column)| self.merged.text((at, *column));
                posts.by_ref().map(text).find(|post| consent::is_not_held(post))
            })?;
        Some((
            format!("这一行里写着“{text}”，看不准是不是还在这个岗位"),
            "不在岗的删掉这一行；还在岗的，删掉这句话，再导入一次".to_owned(),
        ))
    }

    /// A number over the rows of several people does not say whose it is.
    fn shared_mobile(&self, at: u32, place: u32) -> Option<Fault> {
        let name = self.merged.name_column(self.heading)?;
        let area = self.merged.area((at, place))?;
        let person = self.merged.anchor((at, name));
        let is_shared = (area.start.0..=area.end.0).any(|row| self.merged.anchor((row, name)) != person);
        (is_shared && !self.merged.text((at, place)).is_empty()).then(|| {
            (
                "几个人的“手机”合并成了一格，看不出是谁的".to_owned(),
                "拆开这一格，写在同意公开的那个人的一行".to_owned(),
            )
        })
    }

    /// A cell over several columns does not say which of them it fills.
    fn merged_across(&self, at: u32) -> Option<Fault> {
        let areas = self.merged.across.iter().filter(|area| area.start.0 <= at && at <= area.end.0);
        areas.filter(|area| self.sheet.cells.contains_key(&area.start)).find_map(|area| {
            let columns = area.start.1..=area.end.1;
            self.columns.range(columns.clone()).next()?;
            let headings = self.sheet.row(self.heading).filter(|place| columns.contains(&place.1));
            let shown: Vec<&str> =
                headings.map(|place| self.merged.text(place)).filter(|text| !text.is_empty()).collect();
            let (first, last) = (shown.first()?, shown.last()?);
            (first != last).then(|| {
                (
                    format!("“{first}”到“{last}”合并成了一格，看不出写的是哪一栏"),
                    "拆开这一格，各栏写各栏的；是小标题、合计就不用管".to_owned(),
                )
            })
        })
    }
}

/// The row of the first headings: near the top, with names and telephones.
fn first_heading(sheet: &Sheet, merged: &Merged<'_>) -> Option<u32> {
    let first = sheet.cells.keys().next()?.0;
    let window = first..first.saturating_add(FIRST_ROWS);
    let mut headings = window.filter(|row| {
        let has = |wanted| sheet.row(*row).any(|place| merged.heading(place) == Some(wanted));
        !sheet.hidden_rows.contains(*row) && has(Column::Name) && has(Column::Phone)
    });
    let mut heading = headings.next()?;
    // Headings of two rows: the upper ones are merged down into the lower row, which says more.
    for next in headings {
        if next != heading + 1 || merged.anchor((next, merged.name_column(heading)?)).0 == next {
            break;
        }
        heading = next;
    }
    Some(heading)
}

impl Sheet {
    /// Rows that hold something, below one.
    fn rows_below(&self, row: u32) -> Vec<u32> {
        let mut rows: Vec<u32> = self.cells.range((row + 1, 0)..).map(|((row, _), _)| *row).collect();
        rows.dedup();
        rows
    }

    /// The cells of a row that hold something, or to which a merged cell reaches down.
    fn row(&self, row: u32) -> impl Iterator<Item = Place> {
        let own = self.cells.range((row, 0)..(row + 1, 0)).map(|(place, _)| *place);
        let from_above = self
            .merged
            .iter()
            .filter(move |area| area.start.0 < row && row <= area.end.0)
            .map(move |area| (row, area.start.1));
        own.chain(from_above)
    }
}

/// What merged cells cover. They never overlap.
struct Merged<'a> {
    sheet: &'a Sheet,
    /// By first column and row: areas of one column, and of several by their first.
    down: BTreeMap<Place, &'a Dimensions>,
    /// Areas of several columns.
    across: Vec<&'a Dimensions>,
}

impl<'a> Merged<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        Self {
            sheet,
            down: sheet.merged.iter().map(|area| ((area.start.1, area.start.0), area)).collect(),
            across: sheet.merged.iter().filter(|area| area.end.1 > area.start.1).collect(),
        }
    }

    /// The merged cell that covers a place.
    fn area(&self, (row, column): Place) -> Option<&'a Dimensions> {
        let above = self.down.range((column, 0)..=(column, row)).next_back().map(|(_, area)| *area);
        let beside = || self.across.iter().copied().find(|area| area.contains(row, column));
        above.filter(|area| area.contains(row, column)).or_else(beside)
    }

    /// The cell whose value is seen at a place. What another program left below a merged cell is not seen.
    fn anchor(&self, place: Place) -> Place {
        self.area(place).map_or(place, |area| area.start)
    }

    fn text(&self, place: Place) -> &'a str {
        self.sheet.cells.get(&self.anchor(place)).map_or("", Cell::text)
    }

    /// What a heading stands for. One that is merged across several columns stands for the first.
    fn heading(&self, place: Place) -> Option<Column> {
        (self.anchor(place).1 == place.1).then(|| Column::of(self.text(place))).flatten()
    }

    fn name_column(&self, heading: u32) -> Option<u32> {
        self.sheet.row(heading).find(|place| self.heading(*place) == Some(Column::Name)).map(|place| place.1)
    }
}
