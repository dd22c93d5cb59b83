//! What the pages of figures show: ready numbers, tables and drawings. Deliberately absent: counting.

use serde::Serialize;

use super::Link;

/// `figures.html`: a year.
#[derive(Clone, Debug, Serialize)]
pub struct FiguresView {
    pub year: i16,
    /// The last day whose letters are counted.
    pub until: String,
    /// `YYYY-MM-DD HH:MM`.
    pub counted_at: String,
    /// The other years.
    pub years: Vec<Link>,
    /// The few that are read first.
    pub headlines: Vec<Headline>,
    /// The same in a sentence.
    pub sentence: FigureSentence,
    /// Letters and answers by month.
    pub months: ChartView,
    /// Letters by kind.
    pub kinds: ChartView,
    /// Every letter of the year, one line a figure.
    pub total: Vec<TotalRow>,
    /// A grade in it is hidden.
    pub has_hidden: bool,
    /// By month, kind, channel and office; a table of one part may be left out.
    pub tables: Vec<FigureTable>,
    /// How many working days of these years are not known: answers that the days do not rest on.
    pub days_unknown: u32,
    /// `data/figures-2026.csv`.
    pub csv: Link,
    /// `data/figures-2026.json`.
    pub json: Link,
}

/// What the year's figures come to, for a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct FigureSentence {
    /// Letters received.
    pub received: u32,
    /// Letters answered.
    pub answered: u32,
    /// Of ten letters that were due, so many were answered in time: whole ones, never rounded up. None where none was due.
    pub on_time_of_ten: Option<u32>,
    /// Working days within which half of the answers came.
    pub median_days: Option<u32>,
}

/// A figure in large type.
#[derive(Clone, Debug, Serialize)]
pub struct Headline {
    /// Message keys `figure-<key>` and, for what it is of, `figure_of-<key>`.
    pub key: &'static str,
    /// The figure.
    pub value: String,
    /// What it is a part of; none when that is not said.
    pub of: Option<PartOf>,
}

/// So many of so many.
#[derive(Clone, Debug, Serialize)]
pub struct PartOf {
    /// The part.
    pub n: u32,
    /// The whole.
    pub of: u32,
}

/// A line of the year's own table.
#[derive(Clone, Debug, Serialize)]
pub struct TotalRow {
    /// Message keys `figure-<key>` and, for what it means, `figure_is-<key>`.
    pub key: &'static str,
    /// The figure.
    pub cell: Cell,
}

/// A table of parts.
#[derive(Clone, Debug, Serialize)]
pub struct FigureTable {
    /// `month`, `kind`, `channel`, `office`: message key `figures_by-<key>`.
    pub key: &'static str,
    /// Message keys of the columns: `figure-<key>`.
    pub columns: Vec<&'static str>,
    /// A line for each part.
    pub rows: Vec<FigureRow>,
    /// A count is hidden.
    pub has_hidden: bool,
    /// The part with the most letters; none where two are level or counts are hidden.
    pub most: Option<MostLetters>,
    /// Parts without a line on the page: none of their figures says anything. Files have them.
    pub left_out: Vec<FigureLabel>,
}

/// The part of a table with the most letters.
#[derive(Clone, Debug, Serialize)]
pub struct MostLetters {
    /// The part.
    pub label: FigureLabel,
    /// Letters received.
    pub received: u32,
}

/// A line of a table.
#[derive(Clone, Debug, Serialize)]
pub struct FigureRow {
    /// What is counted.
    pub label: FigureLabel,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// What a line or a bar stands for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FigureLabel {
    /// A message key; empty for what brings its own words.
    pub key: String,
    /// Its own words.
    pub text: String,
}

/// A figure in a table: as it is read, and as the data files have it (a number, null where there is nothing
/// to count, `"*"` where it is hidden).
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// As it is read.
    pub text: String,
    /// As it is computed with.
    pub value: serde_json::Value,
}

/// A drawing: everything is placed already.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// `months`, `kinds`: message keys `chart-<key>`, `chart_is-<key>`.
    pub key: &'static str,
    /// In units of the drawing.
    pub width: u32,
    /// In units of the drawing.
    pub height: u32,
    /// Lines across, from left to right: distance from the top, and what they stand for.
    pub rules: Vec<ChartRule>,
    pub bars: Vec<ChartBar>,
    pub words: Vec<ChartWord>,
}

/// A line across a drawing.
#[derive(Clone, Debug, Serialize)]
pub struct ChartRule {
    /// Where it begins.
    pub x: u32,
    /// Distance from the top.
    pub y: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct ChartBar {
    /// `received`, `answered`.
    pub of: &'static str,
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// A word in a drawing.
#[derive(Clone, Debug, Serialize)]
pub struct ChartWord {
    /// Where it stands.
    pub x: u32,
    /// Its foot line.
    pub y: u32,
    /// `start`, `middle`, `end`.
    pub anchor: &'static str,
    /// What is read.
    pub label: FigureLabel,
}

/// The data files of a year: the same tables as the page.
#[derive(Clone, Debug, Serialize)]
pub struct FigureFileView {
    pub year: i16,
    /// The last day whose letters are counted.
    pub until: String,
    /// `YYYY-MM-DD HH:MM`.
    pub counted_at: String,
    /// Every letter of the year.
    pub total: Vec<TotalRow>,
    /// By month, kind, channel and office.
    pub tables: Vec<FigureTable>,
}
