//! 数据发布: a page a year, and the same tables as CSV and JSON. Rates follow from counts in one place, here,
//! and each names what it is a rate of. Deliberately absent: counting, which only the service can do, and
//! drawing (`charts`).

use record::{Approvals, Figures, Part, Total};
use serde_json::{Map, Value, json};

use super::columns::{Inputs, list_shell};
use super::page::Whole;
use super::{Page, Rank, charts};
use crate::csv::Csv;
use crate::messages::Messages;
use crate::site::Site;
use crate::urls::{self, FIGURES};
use crate::view::{
    Cell, FigureFileView, FigureLabel, FigureRow, FigureSentence, FigureTable, FiguresView, Headline, Link,
    MostLetters, PartOf, TotalRow,
};

/// The columns of the tables of parts.
const COLUMNS: [&str; 10] = [
    "received",
    "valid",
    "answered",
    "on_time",
    "overdue",
    "on_time_rate",
    "median_days",
    "p90_days",
    "rated",
    "satisfaction_rate",
];

/// The pages and files of all years; the newest year stands at the column's own address too.
pub(super) fn pages(inputs: Inputs<'_>) -> Vec<Page<'static>> {
    let site = inputs.site;
    let mut pages = Vec::new();
    if let Some(newest) = site.figures.first() {
        pages.push(page(inputs, newest, FIGURES.path));
    }
    for figures in &site.figures {
        pages.push(page(inputs, figures, &urls::figures(figures.year)));
        let [csv, json] = files(figures).map(|file| file.url);
        pages.push(Page::file(Rank::List, &csv, "figures csv", Whole(file_view(site, figures)), to_csv));
        pages.push(Page::file(Rank::List, &json, "figures json", Whole(file_view(site, figures)), to_json));
    }
    pages
}

/// The files of a year: CSV and JSON.
pub(super) fn files(figures: &Figures) -> [Link; 2] {
    ["csv", "json"].map(|end| {
        let label = format!("figures-{}.{end}", figures.year);
        Link { url: urls::data_file(&label), label }
    })
}

fn page(inputs: Inputs<'_>, figures: &Figures, path: &str) -> Page<'static> {
    let Inputs { site, shared, .. } = inputs;
    let shell = list_shell(shared, &FIGURES, path, &shared.column(&FIGURES).name);
    let [csv, json] = files(figures);
    let others = site.figures.iter().map(|one| one.year).filter(|year| *year != figures.year);
    let view = FiguresView {
        year: figures.year,
        until: figures.until.to_string(),
        counted_at: minute(&figures.counted_at),
        years: others.map(|year| Link { url: urls::figures(year), label: year.to_string() }).collect(),
        headlines: headlines(&figures.total),
        sentence: sentence(&figures.total),
        months: charts::months(figures),
        kinds: charts::kinds(figures),
        total: total(&figures.total),
        has_hidden: figures.total.grades.contains(&None),
        tables: tables(site, figures).into_iter().map(without_empty_rows).collect(),
        days_unknown: figures.total.answered - figures.total.days_of,
        csv,
        json,
    };
    Page::new(Rank::List, path, "figures.html", shell, view)
}

fn file_view(site: &Site, figures: &Figures) -> FigureFileView {
    FigureFileView {
        year: figures.year,
        until: figures.until.to_string(),
        counted_at: minute(&figures.counted_at),
        total: total(&figures.total),
        tables: tables(site, figures),
    }
}

fn minute(at: &str) -> String {
    at.replacen('T', " ", 1)
}

/// Letters that this township is to answer itself.
fn own(total: &Total) -> u32 {
    total.valid - total.referred
}

fn headlines(total: &Total) -> Vec<Headline> {
    let rate = |key, n, of| Headline { key, value: rate(n, of).text, of: Some(PartOf { n, of }) };
    let plain = |key, cell: Cell| Headline { key, value: cell.text, of: None };
    vec![
        plain("received", count(total.received)),
        rate("answer_rate", total.answered, own(total)),
        rate("on_time_rate", total.on_time, total.due()),
        plain("median_days", days(total.median_days)),
        rate("satisfaction_rate", total.satisfied(), total.rated()),
    ]
}

fn sentence(total: &Total) -> FigureSentence {
    FigureSentence {
        received: total.received,
        answered: total.answered,
        on_time_of_ten: (total.on_time * 10).checked_div(total.due()),
        median_days: total.median_days,
    }
}

/// A page leaves out the lines in which no figure says anything, and names their parts.
fn without_empty_rows(mut table: FigureTable) -> FigureTable {
    let says_nothing = |cell: &Cell| matches!(cell.text.as_str(), "*" | "—" | "0");
    let (empty, rows) = table.rows.into_iter().partition(|row| row.cells.iter().all(says_nothing));
    table.rows = rows;
    let empty: Vec<FigureRow> = empty;
    table.left_out = empty.into_iter().map(|row| row.label).collect();
    table
}

/// The part with the most letters, where one has more than every other.
fn most_letters(site: &Site, key: &str, parts: &[Part]) -> Option<MostLetters> {
    let most = parts.iter().filter_map(|part| part.received).max().filter(|most| *most > 0)?;
    let mut with_most = parts.iter().filter(|part| part.received == Some(most));
    let part = with_most.next().filter(|_| with_most.next().is_none())?;
    Some(MostLetters { label: label(site, key, part), received: most })
}

fn total(total: &Total) -> Vec<TotalRow> {
    let said = total.solved + total.not_solved;
    let mut rows = vec![
        ("received", count(total.received)),
        ("valid", count(total.valid)),
        ("duplicates", count(total.duplicates)),
        ("invalid", count(total.invalid)),
        ("withdrawn", count(total.withdrawn)),
        ("referred", count(total.referred)),
        ("answered", count(total.answered)),
        ("answer_rate", rate(total.answered, own(total))),
        ("on_time", count(total.on_time)),
        ("overdue", count(total.overdue)),
        ("on_time_rate", rate(total.on_time, total.due())),
        ("median_days", days(total.median_days)),
        ("p90_days", days(total.p90_days)),
        ("rated", count(total.rated())),
        ("unrated", count(total.answered - total.rated())),
    ];
    const GRADES: [&str; 5] =
        ["very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "very_dissatisfied"];
    rows.extend(GRADES.into_iter().zip(total.grades.map(|grade| grade.map_or_else(hidden, count))));
    rows.push(("satisfaction_rate", rate(total.satisfied(), total.rated())));
    rows.push(("solved", count(total.solved)));
    rows.push(("resolution_rate", rate(total.solved, said)));
    rows.into_iter().map(|(key, cell)| TotalRow { key, cell }).collect()
}

fn tables(site: &Site, figures: &Figures) -> Vec<FigureTable> {
    figures
        .tables()
        .into_iter()
        .filter(|(_, parts)| !parts.is_empty())
        .map(|(key, parts)| FigureTable {
            key,
            columns: COLUMNS.to_vec(),
            rows: in_order(site, key, parts)
                .into_iter()
                .map(|part| FigureRow { label: label(site, key, part), cells: cells(part) })
                .collect(),
            has_hidden: parts.iter().any(|part| part.counts().iter().any(|(_, count)| count.is_none())),
            most: most_letters(site, key, parts),
            left_out: Vec::new(),
        })
        .chain(approvals(figures))
        .collect()
}

/// How long public texts were read before they were approved, by month.
fn approvals(figures: &Figures) -> Option<FigureTable> {
    let row = |month: &Approvals| {
        let as_part = Part { id: month.id.clone(), ..Part::default() };
        let cells = vec![month.approved.map_or_else(hidden, count), days(month.median_seconds)];
        FigureRow { label: month_label(&as_part), cells }
    };
    (!figures.approvals.is_empty()).then(|| FigureTable {
        key: "approval",
        columns: vec!["approved", "median_seconds"],
        rows: figures.approvals.iter().map(row).collect(),
        has_hidden: figures.approvals.iter().any(|month| month.approved.is_none()),
        most: None,
        left_out: Vec::new(),
    })
}

/// Offices as they stand in the list of units, what has none at the end; other parts as the file has them.
fn in_order<'a>(site: &Site, table: &str, parts: &'a [Part]) -> Vec<&'a Part> {
    let mut parts: Vec<&Part> = parts.iter().collect();
    if table == "office" {
        let offices = site.units.offices();
        let place =
            |part: &&Part| offices.iter().position(|office| office.id == part.id).unwrap_or(offices.len());
        parts.sort_by_key(place);
    }
    parts
}

/// What a part is called: months by number, kinds and channels by the theme's words, offices by their names.
fn label(site: &Site, table: &str, part: &Part) -> FigureLabel {
    let worded = |key: String| FigureLabel { key, text: String::new() };
    match table {
        "month" => month_label(part),
        "office" if part.id.is_empty() => worded("figures-no_office".to_owned()),
        "office" => match site.units.office(&part.id) {
            Some(office) => FigureLabel { key: String::new(), text: office.name.clone() },
            None => FigureLabel { key: "figures-former_office".to_owned(), text: part.id.clone() },
        },
        _ => worded(format!("{table}-{}", part.id)),
    }
}

fn month_label(part: &Part) -> FigureLabel {
    FigureLabel {
        key: "figures-month".to_owned(),
        text: part.id.get(5..).unwrap_or_default().trim_start_matches('0').to_owned(),
    }
}

fn cells(part: &Part) -> Vec<Cell> {
    let shown = |value: Option<u32>| value.map_or_else(hidden, count);
    let rated = |n: Option<u32>, of: Option<u32>| match (n, of) {
        (Some(n), Some(of)) => rate(n, of),
        _ => hidden(),
    };
    vec![
        shown(part.received),
        shown(part.valid),
        shown(part.answered),
        shown(part.on_time),
        shown(part.overdue),
        rated(part.on_time, part.due()),
        days(part.median_days),
        days(part.p90_days),
        shown(part.rated),
        rated(part.satisfied, part.rated),
    ]
}

fn count(count: u32) -> Cell {
    Cell { text: count.to_string(), value: json!(count) }
}

fn days(days: Option<u32>) -> Cell {
    days.map_or_else(nothing, count)
}

/// A rate to the tenth of a percent.
fn rate(n: u32, of: u32) -> Cell {
    let Some(tenths) = record::rate_in_tenths(n, of) else { return nothing() };
    let percent = format!("{}.{}", tenths / 10, tenths % 10);
    let value = percent.parse::<f64>().map_or(Value::Null, |percent| json!(percent));
    Cell { text: format!("{percent}%"), value }
}

fn hidden() -> Cell {
    Cell { text: "*".to_owned(), value: json!("*") }
}

fn nothing() -> Cell {
    Cell { text: "—".to_owned(), value: Value::Null }
}

fn read(label: &FigureLabel, words: &Messages) -> String {
    match (label.key.as_str(), label.text.as_str()) {
        ("", text) => text.to_owned(),
        (key, text) => words.t_with(key, &[("what", text)]),
    }
}

fn to_csv(Whole(view): &Whole<FigureFileView>, words: &Messages) -> anyhow::Result<String> {
    let word = |family: &str, key: &str| words.t(&format!("{family}-{key}"));
    let mut csv = Csv::new();
    csv.row([words.t("figures-until"), view.until.clone()]);
    csv.row([words.t("figures-counted_at"), view.counted_at.clone()]);
    csv.row([""; 0]);
    for row in &view.total {
        csv.row([word("figure", row.key), row.cell.text.clone(), word("figure_is", row.key)]);
    }
    for table in &view.tables {
        csv.row([""; 0]);
        let columns = table.columns.iter().map(|column| word("figure", column));
        csv.row(std::iter::once(word("figures_by", table.key)).chain(columns));
        for row in &table.rows {
            let cells = row.cells.iter().map(|cell| cell.text.clone());
            csv.row(std::iter::once(read(&row.label, words)).chain(cells));
        }
    }
    Ok(csv.into_text())
}

fn to_json(Whole(view): &Whole<FigureFileView>, words: &Messages) -> anyhow::Result<String> {
    let total: Map<String, Value> =
        view.total.iter().map(|row| (row.key.to_owned(), row.cell.value.clone())).collect();
    let tables: Map<String, Value> = view
        .tables
        .iter()
        .map(|table| {
            let rows: Vec<Value> = table
                .rows
                .iter()
                .map(|row| {
                    let mut cells: Map<String, Value> = table
                        .columns
                        .iter()
                        .zip(&row.cells)
                        .map(|(column, cell)| ((*column).to_owned(), cell.value.clone()))
                        .collect();
                    cells.insert(table.key.to_owned(), json!(read(&row.label, words)));
                    Value::Object(cells)
                })
                .collect();
            (table.key.to_owned(), Value::Array(rows))
        })
        .collect();
    let all = json!({
        "year": view.year, "until": view.until, "counted_at": view.counted_at, "total": total, "by": tables,
    });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_rounded_half_up_and_nothing_is_a_rate_of_nothing() {
        let shown =
            [rate(5, 6), rate(2, 3), rate(1, 1), rate(0, 4), rate(1, 2000), rate(0, 0)].map(|cell| cell.text);
        assert_eq!(shown, ["83.3%", "66.7%", "100.0%", "0.0%", "0.1%", "—"]);
    }

    #[test]
    fn a_line_in_which_nothing_is_said_is_named_below_the_table() {
        let row = |name: &str, cells: Vec<Cell>| FigureRow {
            label: FigureLabel { key: String::new(), text: name.to_owned() },
            cells,
        };
        let table = FigureTable {
            key: "month",
            columns: vec!["received", "rated"],
            rows: vec![
                row("1", vec![count(0), nothing()]),
                row("2", vec![hidden(), hidden()]),
                row("3", vec![count(4), hidden()]),
            ],
            has_hidden: true,
            most: None,
            left_out: Vec::new(),
        };
        let shown = without_empty_rows(table);
        let names = |labels: Vec<FigureLabel>| labels.into_iter().map(|label| label.text).collect::<Vec<_>>();
        assert_eq!(names(shown.left_out), ["1", "2"]);
        assert_eq!(names(shown.rows.into_iter().map(|row| row.label).collect()), ["3"]);
    }

    #[test]
    fn of_ten_letters_due_none_is_made_up_by_rounding() {
        let of = |on_time, overdue| {
            let total = Total { answered: on_time, on_time, overdue, ..Total::default() };
            sentence(&total).on_time_of_ten
        };
        assert_eq!([of(0, 0), of(16, 2), of(19, 1), of(20, 0)], [None, Some(8), Some(9), Some(10)]);
    }
}
