//! 督查: the figures of a month by office or by village, each with the list of its letters; as page, on paper and as a file. All
//! three are made of the same cells, and figure and list of the same sentence (`case::Measure`).
//!
//! Deliberately absent: any person's figures, and an order by figures.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::case::{
    Act, Export, Measure, Month, TableFormat, UnitFigures, UnitLetter, UnitsBy, Viewer, count_units,
    shanghai_date, shanghai_datetime,
};
use crate::context::Context;
use crate::event_log::Kind;
use crate::http::desk::table_file::{self, Asked};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::html;
use crate::http::pages::views::{minute, office_name, village_name};
use crate::messages::{speak, speak_with};
use crate::store;
use crate::tables::Cell;

/// A column of the report.
#[derive(Clone, Copy)]
enum Column {
    /// So many letters, with their list.
    Count(Measure),
    /// The first of the second.
    Rate(&'static str, Measure, Measure),
    /// Half of the answers took at most so many working days.
    Median,
    /// Nine of ten did.
    P90,
    /// The letter that has waited longest.
    Oldest,
}

/// What became of the letters.
const HANDLING: &[Column] = &[
    Column::Count(Measure::Received),
    Column::Count(Measure::Valid),
    Column::Count(Measure::Answered),
    Column::Count(Measure::Due),
    Column::Count(Measure::OnTime),
    Column::Rate("on_time_rate", Measure::OnTime, Measure::Due),
    Column::Count(Measure::Overdue),
    Column::Count(Measure::Open),
    Column::Oldest,
];

/// How good the answers were, and how long they took.
const ANSWERS: &[Column] = &[
    Column::Count(Measure::Redone),
    Column::Count(Measure::Reopened),
    Column::Count(Measure::Rated),
    Column::Count(Measure::Satisfied),
    Column::Rate("satisfaction_rate", Measure::Satisfied, Measure::Rated),
    Column::Count(Measure::Within1),
    Column::Count(Measure::Within5),
    Column::Count(Measure::Within10),
    Column::Count(Measure::Within15),
    Column::Count(Measure::Over15),
    Column::Count(Measure::DaysUnknown),
    Column::Median,
    Column::P90,
];

impl Column {
    const fn word(self) -> &'static str {
        match self {
            Self::Count(measure) => measure.as_str(),
            Self::Rate(word, ..) => word,
            Self::Median => "median_days",
            Self::P90 => "p90_days",
            Self::Oldest => "oldest_open",
        }
    }

    fn label(self) -> String {
        speak(&format!("measure-{}", self.word()))
    }

    fn cell(self, figures: &UnitFigures) -> Cell {
        let days = |days: Option<u32>| days.map_or_else(nothing, Cell::Count);
        match self {
            Self::Count(measure) => Cell::Count(figures.count(measure)),
            Self::Rate(_, n, of) => rate(figures.count(n), figures.count(of)),
            Self::Median => days(figures.total.median_days),
            Self::P90 => days(figures.total.p90_days),
            Self::Oldest => figures.oldest_open.as_ref().map_or_else(nothing, |(no, since)| {
                Cell::Text(speak_with(
                    "supervision-oldest",
                    &[("number", no.clone()), ("day", since.to_string())],
                ))
            }),
        }
    }
}

/// In the words of the public figures: to the tenth of a percent, and nothing of nothing.
fn rate(n: u32, of: u32) -> Cell {
    record::rate_in_tenths(n, of)
        .map_or_else(nothing, |tenths| Cell::Text(format!("{}.{}%", tenths / 10, tenths % 10)))
}

fn nothing() -> Cell {
    Cell::Text("—".to_owned())
}

/// Which month, and put together by what.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    month: String,
    #[serde(default)]
    by: String,
}

/// What is reported.
#[derive(Clone, Copy)]
struct Report {
    month: Month,
    by: UnitsBy,
}

impl Report {
    fn of(app: &Context, wanted: &Wanted) -> Self {
        let this_month = Month::of(shanghai_date(app.now()));
        Self {
            month: Month::parse(&wanted.month).filter(|month| *month <= this_month).unwrap_or(this_month),
            by: UnitsBy::parse(&wanted.by).unwrap_or(UnitsBy::Office),
        }
    }

    fn address(self) -> String {
        format!("/desk/supervision?month={}&by={}", self.month, self.by.as_str())
    }

    fn list(self, unit: Option<&UnitFigures>, measure: Measure) -> String {
        let Self { month, by } = self;
        let unit =
            unit.map_or_else(String::new, |one| format!("&unit={}", one.unit.as_deref().unwrap_or("")));
        format!(
            "/desk/supervision/letters?month={month}&by={}{unit}&figure={}",
            by.as_str(),
            measure.as_str()
        )
    }

    fn unit_name(self, app: &Context, unit: Option<&str>) -> String {
        let Some(id) = unit else { return speak(&format!("supervision-no_{}", self.by.as_str())) };
        let name = match self.by {
            UnitsBy::Office => office_name(&app.township, Some(id)),
            UnitsBy::Village => village_name(&app.township, Some(id)),
        };
        name.unwrap_or_else(|| id.to_owned())
    }
}

/// The letters of a month that this person may see.
async fn list_letters(app: &Context, viewer: &Viewer, month: Month) -> Result<Vec<UnitLetter>, ApiError> {
    let sent_back = Kind::SentBack.as_str();
    let mut letters = store::list_unit_letters(app.db.for_desk(), viewer, month.moments(), sent_back).await?;
    let calendar = app.township.calendar();
    letters.iter_mut().for_each(|letter| letter.counted.count_working_days(&calendar));
    Ok(letters)
}

#[derive(Serialize)]
struct FigureView {
    word: &'static str,
    label: String,
    text: String,
    /// The list of its letters, or the one letter.
    href: Option<String>,
}

impl FigureView {
    /// `unit` is none for the sum.
    fn new(report: Report, column: Column, figures: &UnitFigures, unit: Option<&UnitFigures>) -> Self {
        let href = match column {
            Column::Count(measure) if figures.count(measure) > 0 => Some(report.list(unit, measure)),
            Column::Oldest => figures.oldest_open.as_ref().map(|(no, _)| format!("/desk/cases/{no}")),
            _ => None,
        };
        let text = match column.cell(figures) {
            Cell::Text(text) => text,
            Cell::Count(count) => count.to_string(),
        };
        Self { word: column.word(), label: column.label(), text, href }
    }
}

#[derive(Serialize)]
struct RowView {
    unit: String,
    name: String,
    figures: Vec<FigureView>,
}

#[derive(Serialize)]
struct TableView {
    caption: String,
    head: Vec<String>,
    rows: Vec<RowView>,
    sum: RowView,
}

#[derive(Serialize)]
struct ByLink {
    label: String,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Definition {
    label: String,
    text: String,
}

#[derive(Serialize)]
struct SupervisionView {
    site: String,
    month: String,
    month_label: String,
    by: &'static str,
    counted_at: String,
    previous: String,
    next: Option<String>,
    by_links: Vec<ByLink>,
    tables: Vec<TableView>,
    definitions: Vec<Definition>,
}

fn month_label(month: Month) -> String {
    let first = month.first_day();
    speak_with("supervision-month", &[("y", first.year().to_string()), ("m", first.month().to_string())])
}

/// A table of the page.
fn table_view(
    app: &Context,
    report: Report,
    (caption, columns): (&str, &[Column]),
    (units, all): (&[UnitFigures], &UnitFigures),
) -> TableView {
    let figures = |figures: &UnitFigures, unit: Option<&UnitFigures>| {
        columns.iter().map(|column| FigureView::new(report, *column, figures, unit)).collect()
    };
    let row = |one: &UnitFigures| RowView {
        unit: one.unit.clone().unwrap_or_default(),
        name: report.unit_name(app, one.unit.as_deref()),
        figures: figures(one, Some(one)),
    };
    TableView {
        caption: speak(caption),
        head: columns.iter().map(|column| column.label()).collect(),
        rows: units.iter().map(row).collect(),
        sum: RowView { unit: "all".to_owned(), name: speak("supervision-all"), figures: figures(all, None) },
    }
}

/// GET the report of a month.
///
/// # Errors
/// [`ApiError::Forbidden`] for whom it is not.
pub async fn show(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadSupervision)?;
    let report = Report::of(&app, &wanted);
    let letters = list_letters(&app, &session.staff.viewer(), report.month).await?;
    let now = shanghai_datetime(app.now());
    let (units, all) = count_units(&letters, report.by, now.date());
    let table = |caption, columns| table_view(&app, report, (caption, columns), (&units, &all));
    let by_link = |by: &UnitsBy| ByLink {
        label: speak(&format!("supervision-by_{}", by.as_str())),
        href: Report { by: *by, ..report }.address(),
        current: *by == report.by,
    };
    let definition = |column: &Column| Definition {
        label: column.label(),
        text: speak(&format!("measure_is-{}", column.word())),
    };
    let at = |month| Report { month, ..report }.address();
    let view = SupervisionView {
        site: app.pages.site().settings.site.name.clone(),
        month: report.month.to_string(),
        month_label: month_label(report.month),
        by: report.by.as_str(),
        counted_at: minute(now),
        previous: at(report.month.previous()),
        next: Some(report.month.next()).filter(|next| next.has_begun(now)).map(at),
        by_links: UnitsBy::ALL.iter().map(by_link).collect(),
        tables: vec![table("supervision-handling", HANDLING), table("supervision-answers", ANSWERS)],
        definitions: HANDLING.iter().chain(ANSWERS).map(definition).collect(),
    };
    Ok(html(app.pages.desk("desk/supervision.html", Some(session.frame()), &view)?))
}

/// Which letters of a report.
#[derive(Debug, Deserialize)]
pub struct LettersWanted {
    #[serde(default)]
    month: String,
    #[serde(default)]
    by: String,
    /// None: of all units. Empty: of none.
    unit: Option<String>,
    #[serde(default)]
    figure: String,
    #[serde(default)]
    page: usize,
}

/// Letters on one page of a list.
const PAGE: usize = 50;

#[derive(Serialize)]
struct LetterLine {
    submission_no: String,
    title: String,
    state: &'static str,
    state_label: String,
    office: Option<String>,
    village: Option<String>,
    received_on: String,
    due_on: String,
    answered_on: Option<String>,
    is_late: bool,
}

impl LetterLine {
    fn new(app: &Context, letter: &UnitLetter) -> Self {
        let counted = &letter.counted;
        Self {
            submission_no: letter.submission_no.clone(),
            title: letter.title.clone(),
            state: counted.state.as_str(),
            state_label: speak(&format!("state-{}", counted.state.as_str())),
            office: office_name(&app.township, counted.office.as_deref()),
            village: village_name(&app.township, letter.village.as_deref()),
            received_on: counted.received_on.to_string(),
            due_on: counted.due_on.to_string(),
            answered_on: counted.answered_on.map(|day| day.to_string()),
            is_late: Measure::Overdue.holds(letter, shanghai_date(app.now())),
        }
    }
}

#[derive(Serialize)]
struct LettersView {
    title: String,
    back: String,
    definition: String,
    rows: Vec<LetterLine>,
    total: usize,
    page: usize,
    previous: Option<String>,
    next: Option<String>,
}

/// GET the letters behind a figure.
///
/// # Errors
/// [`ApiError::Forbidden`] for whom it is not; [`ApiError::NotFound`] for a figure that there is not.
pub async fn letters(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<LettersWanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadSupervision)?;
    let LettersWanted { month, by, unit, figure, page } = wanted.into_inner();
    let measure = Measure::parse(&figure).ok_or(ApiError::NotFound)?;
    let report = Report::of(&app, &Wanted { month, by });
    let today = shanghai_date(app.now());
    let mut letters = list_letters(&app, &session.staff.viewer(), report.month).await?;
    letters.retain(|letter| {
        let is_of_unit = unit.as_deref().is_none_or(|unit| report.by.unit_of(letter).unwrap_or("") == unit);
        is_of_unit && measure.holds(letter, today)
    });
    let asked = unit.as_deref().map(|unit| Some(unit).filter(|unit| !unit.is_empty()));
    let name = asked.map_or_else(|| speak("supervision-all"), |unit| report.unit_name(&app, unit));
    let page = page.clamp(1, letters.len().div_ceil(PAGE).max(1));
    let address = |page: usize| {
        let query = [
            ("month", Some(report.month.to_string())),
            ("by", Some(report.by.as_str().to_owned())),
            ("unit", unit.clone()),
            ("figure", Some(measure.as_str().to_owned())),
            ("page", Some(page.to_string())),
        ];
        let query = query.into_iter().filter_map(|(key, value)| Some((key, value?))).collect::<Vec<_>>();
        format!("/desk/supervision/letters?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    };
    let label = Column::Count(measure).label();
    let view = LettersView {
        title: speak_with(
            "supervision-letters",
            &[("month", month_label(report.month)), ("unit", name), ("figure", label)],
        ),
        back: report.address(),
        definition: speak(&format!("measure_is-{}", measure.as_str())),
        rows: letters
            .iter()
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .map(|one| LetterLine::new(&app, one))
            .collect(),
        total: letters.len(),
        page,
        previous: (page > 1).then(|| address(page - 1)),
        next: (page * PAGE < letters.len()).then(|| address(page + 1)),
    };
    Ok(html(app.pages.desk("desk/supervision_letters.html", Some(session.frame()), &view)?))
}

/// The form of the file.
#[derive(Debug, Deserialize)]
pub struct FileForm {
    csrf: String,
    #[serde(default)]
    month: String,
    #[serde(default)]
    by: String,
    #[serde(default)]
    format: String,
}

/// POST for the report as a file.
///
/// # Errors
/// [`ApiError::Forbidden`] for whom it is not; [`ApiError::ForgedForm`].
pub async fn send_file(
    app: web::Data<Context>,
    session: Session,
    form: Form<FileForm>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ReadSupervision)?;
    let FileForm { csrf, month, by, format } = form.into_inner();
    session.check(&csrf)?;
    let format = TableFormat::parse(&format).unwrap_or(TableFormat::Xlsx);
    let report = Report::of(&app, &Wanted { month, by });
    let letters = list_letters(&app, &session.staff.viewer(), report.month).await?;
    let (units, all) = count_units(&letters, report.by, shanghai_date(app.now()));
    let columns: Vec<Column> = HANDLING.iter().chain(ANSWERS).copied().collect();
    let row = |name: String, figures: &UnitFigures| {
        let cells = columns.iter().map(|column| column.cell(figures));
        std::iter::once(Cell::Text(name)).chain(cells).collect::<Vec<_>>()
    };
    let mut rows: Vec<Vec<Cell>> =
        units.iter().map(|one| row(report.unit_name(&app, one.unit.as_deref()), one)).collect();
    rows.push(row(speak("supervision-all"), &all));
    let unit = speak(&format!("supervision-by_{}", report.by.as_str()));
    let head = std::iter::once((unit, 20)).chain(columns.iter().map(|column| (column.label(), 10))).collect();
    let first = report.month.first_day();
    let asked = Asked { export: Export::Supervision, format, days: (first, first.last_of_month()) };
    table_file::send(&session, asked, table_file::table(Export::Supervision, head, rows)).await
}

/// GET the address to which the form of the file is sent.
pub async fn back(_: Session) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/desk/supervision")).finish()
}
