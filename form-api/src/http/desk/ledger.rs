//! 民情受理台账: every letter of some months that its reader may see, whichever way it came, as a file; and the visits, just so.
//!
//! Title, letter and answer leave the desk with a mask over what may lead to a person, and contact details not at all: a file is
//! handed round, and nobody sees who reads it.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::case::{
    Act, Export, LedgerEntry, Measure, Month, TableFormat, UnitLetter, Viewer, masked_beginning,
    shanghai_date, shanghai_datetime,
};
use crate::context::Context;
use crate::http::desk::table_file::{self, Asked};
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::respond::{aside, html};
use crate::http::pages::views::{minute, office_name, received, staff_name, village_name};
use crate::messages::speak;
use crate::steps::Township;
use crate::store::{self, EventRow, Staff};
use crate::tables::Cell;

/// The columns that offices keep, by the word behind `ledger_column-`, with their widths.
const COLUMNS: &[(&str, u16)] = &[
    ("line", 6),
    ("number", 16),
    ("channel", 10),
    ("received_at", 17),
    ("kind", 10),
    ("title", 28),
    ("text", 46),
    ("village", 12),
    ("contact", 10),
    ("office", 16),
    ("state", 12),
    ("due", 12),
    ("is_extended", 8),
    ("answered_on", 12),
    ("on_time", 8),
    ("days", 8),
    ("result", 46),
    ("closed", 12),
    ("grade", 10),
    ("solved", 8),
    ("is_reopened", 10),
];

/// The same of visits.
const VISIT_COLUMNS: &[(&str, u16)] = &[
    ("line", 6),
    ("sheet", 16),
    ("visited", 12),
    ("village", 14),
    ("visitor", 14),
    ("sheet_at", 18),
    ("office", 16),
];

/// The same of the log.
const LOG_COLUMNS: &[(&str, u16)] =
    &[("seq", 8), ("at", 17), ("who", 16), ("event", 26), ("details", 40), ("hash", 66)];

/// What the page of the ledger offers, and that of the log.
const OFFERED: &[Export] = &[Export::Ledger, Export::Overdue, Export::Visits];
const OFFERED_OF_LOG: &[Export] = &[Export::Log];

/// Characters of a title, a letter and an answer that a line shows.
const TITLE: usize = 60;
const TEXT: usize = 200;

/// Lines that are read at once.
const PAGE: i64 = 500;

/// Lines of one file: what a spreadsheet opens without trouble. A longer period is asked for in parts, and never cut off in silence.
const MOST: usize = 20_000;

/// Months of one file.
const MONTHS: usize = 24;

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct LedgerForm {
    csrf: String,
    #[serde(default)]
    export: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    format: String,
}

#[derive(Serialize)]
struct LedgerView {
    /// The ledger, or the log.
    page: &'static str,
    offered: Vec<&'static str>,
    from: String,
    until: String,
}

fn page(
    app: &Context,
    session: &Session,
    page: &'static str,
    offered: &[Export],
) -> Result<HttpResponse, ApiError> {
    let this_month = Month::of(shanghai_date(app.now())).to_string();
    let offered = offered.iter().map(|export| export.as_str()).collect();
    let view = LedgerView { page, offered, from: this_month.clone(), until: this_month };
    Ok(html(app.pages.desk("desk/ledger.html", Some(session.frame()), &view)?))
}

/// GET the page that asks which months.
///
/// # Errors
/// [`ApiError::Forbidden`] for whom it is not.
pub async fn show(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ExportLedger)?;
    page(&app, &session, "ledger", OFFERED)
}

/// GET the same for the log.
///
/// # Errors
/// [`ApiError::Forbidden`] for whom it is not.
pub async fn show_log(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::ExportLog)?;
    page(&app, &session, "log", OFFERED_OF_LOG)
}

/// GET the address to which the form of the log is sent.
pub async fn back_to_log(_: Session) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/desk/log")).finish()
}

/// GET the address to which its form is sent.
pub async fn back(_: Session) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, "/desk/ledger")).finish()
}

/// POST for the file.
///
/// # Errors
/// [`ApiError::Forbidden`] for whom it is not; [`ApiError::ForgedForm`]; [`ApiError::BadRequest`] for months that are none, or too many.
pub async fn send_file(
    app: web::Data<Context>,
    session: Session,
    form: Form<LedgerForm>,
) -> Result<HttpResponse, ApiError> {
    let LedgerForm { csrf, export, from, until, format } = form.into_inner();
    let is_offered = |one: &Export| OFFERED.contains(one) || OFFERED_OF_LOG.contains(one);
    let export = Export::parse(&export).filter(is_offered).unwrap_or(Export::Ledger);
    session.must_hold(export.act())?;
    session.check(&csrf)?;
    let format = TableFormat::parse(&format).unwrap_or(TableFormat::Xlsx);
    let (first, last) = months(&from, &until)?;
    let days = (first.first_day(), last.first_day().last_of_month());
    let (columns, rows) = match export {
        Export::Visits => (VISIT_COLUMNS, visit_rows(&app, &session.staff.viewer(), days).await?),
        Export::Log => (LOG_COLUMNS, log_rows(&app, (first.moments().0, last.moments().1)).await?),
        _ => (COLUMNS, letter_rows(&app, &session.staff.viewer(), export, (first, last)).await?),
    };
    let head = columns.iter().map(|(word, width)| (speak(&format!("ledger_column-{word}")), *width));
    let table = table_file::table(export, head.collect(), rows);
    table_file::send(&session, Asked { export, format, days }, table).await
}

/// The letters of some months, or of them those that are late.
async fn letter_rows(
    app: &Context,
    viewer: &Viewer,
    export: Export,
    (first, last): (Month, Month),
) -> Result<Vec<Vec<Cell>>, ApiError> {
    let mut entries = list_entries(app, viewer, first, last).await?;
    if export == Export::Overdue {
        let today = shanghai_date(app.now());
        entries.retain(|entry| Measure::Overdue.holds(&as_counted(entry), today));
    }
    let township = std::sync::Arc::clone(&app.township);
    aside(move || Ok(entries.iter().zip(1..).map(|(entry, line)| row(&township, line, entry)).collect()))
        .await
}

/// The visits of some days. What was said, and at whose house, is sealed and stays so.
async fn visit_rows(
    app: &Context,
    viewer: &Viewer,
    (mut from, until): (Date, Date),
) -> Result<Vec<Vec<Cell>>, ApiError> {
    let staff = store::list_staff(&app.db).await?;
    let (mut rows, mut behind): (Vec<Vec<Cell>>, String) = (Vec::new(), String::new());
    loop {
        let page =
            store::list_visits_between(app.db.for_desk(), viewer, (from, until), &behind, PAGE).await?;
        let Some(end) = page.last() else { return Ok(rows) };
        (from, behind) = (end.visited_on, end.id.clone());
        for (visit, line) in page.iter().zip(rows.len() + 1..) {
            rows.push(vec![
                Cell::Count(u32::try_from(line).unwrap_or(u32::MAX)),
                Cell::Text(visit.sheet_no.clone()),
                Cell::Text(visit.visited_on.to_string()),
                Cell::maybe(village_name(&app.township, Some(&visit.village))),
                Cell::maybe(staff_name(&staff, Some(&visit.written_by))),
                Cell::Text(speak(&format!("sheet_level-{}", visit.level.as_str()))),
                Cell::maybe(office_name(&app.township, visit.office.as_deref())),
            ]);
        }
        if rows.len() > MOST {
            return Err(ApiError::BadRequest("export-too_many".to_owned()));
        }
    }
}

/// The events of the installation. None of them holds a word that somebody typed.
async fn log_rows(app: &Context, (from, to): (Timestamp, Timestamp)) -> Result<Vec<Vec<Cell>>, ApiError> {
    let staff = store::list_staff(&app.db).await?;
    let to_ms = to.as_millisecond();
    let (mut rows, mut from_ms, mut behind) = (Vec::new(), from.as_millisecond(), 0);
    loop {
        let page =
            store::list_events_of_installation(app.db.for_desk(), (from_ms, to_ms), behind, PAGE).await?;
        let Some(end) = page.last() else { return Ok(rows) };
        (from_ms, behind) = (end.at_ms, end.seq);
        rows.extend(page.iter().map(|event| log_row(&staff, event)));
        if rows.len() > MOST {
            return Err(ApiError::BadRequest("export-too_many".to_owned()));
        }
    }
}

fn log_row(staff: &[Staff], event: &EventRow) -> Vec<Cell> {
    let at = Timestamp::from_millisecond(event.at_ms).unwrap_or_default();
    let who = staff_name(staff, Some(&event.actor)).unwrap_or_else(|| speak("ledger-service"));
    vec![
        Cell::Text(event.seq.to_string()),
        Cell::Text(minute(shanghai_datetime(at))),
        Cell::Text(who),
        Cell::Text(speak(&format!("log_kind-{}", event.kind))),
        Cell::Text(event.details.trim_end().replace('\n', "; ")),
        Cell::Text(event.hash.clone()),
    ]
}

/// The first month and the last one, whichever was said first.
fn months(from: &str, until: &str) -> Result<(Month, Month), ApiError> {
    let parse = |text: &str| {
        Month::parse(text.trim()).ok_or_else(|| ApiError::BadRequest("unknown-month".to_owned()))
    };
    let (from, until) = (parse(from)?, parse(until)?);
    let (first, last) = (from.min(until), from.max(until));
    let is_short = std::iter::successors(Some(first), |month| Some(month.next()))
        .take(MONTHS)
        .any(|month| month == last);
    if is_short { Ok((first, last)) } else { Err(ApiError::BadRequest("export-too_long".to_owned())) }
}

/// Every line of some months, read page by page by the desk's own readers.
async fn list_entries(
    app: &Context,
    viewer: &Viewer,
    first: Month,
    last: Month,
) -> Result<Vec<LedgerEntry>, ApiError> {
    let ((mut from, _), (_, to)) = (first.moments(), last.moments());
    let (mut entries, mut behind): (Vec<LedgerEntry>, String) = (Vec::new(), String::new());
    loop {
        let page = store::list_ledger(app.db.for_desk(), viewer, (from, to), &behind, PAGE).await?;
        let Some(end) = page.last() else { break };
        (from, behind) = (end.received_at, end.submission_no.clone());
        entries.extend(page);
        if entries.len() > MOST {
            return Err(ApiError::BadRequest("export-too_many".to_owned()));
        }
    }
    let calendar = app.township.calendar();
    entries.iter_mut().for_each(|entry| entry.counted.count_working_days(&calendar));
    Ok(entries)
}

/// The line as the figures count it.
fn as_counted(entry: &LedgerEntry) -> UnitLetter {
    UnitLetter {
        submission_no: entry.submission_no.clone(),
        title: String::new(),
        village: entry.village.clone(),
        was_redone: false,
        was_reopened: entry.was_reopened,
        counted: entry.counted.clone(),
    }
}

/// A line in words, in the order of [`COLUMNS`].
fn row(township: &Township, line: u32, entry: &LedgerEntry) -> Vec<Cell> {
    let counted = &entry.counted;
    let known = township.officials();
    let masked = |text: &str, most| Cell::Text(masked_beginning(text, most, &known));
    let word = |prefix: &str, word: &str| Cell::Text(speak(&format!("{prefix}-{word}")));
    let yes_or_no =
        |is: Option<bool>| Cell::maybe(is.map(|is| speak(if is { "ledger-yes" } else { "ledger-no" })));
    let is_due = !counted.state.is_final() || counted.answered_on.is_some();
    vec![
        Cell::Count(line),
        Cell::Text(entry.submission_no.clone()),
        word("channel", counted.channel.as_str()),
        Cell::Text(received(shanghai_datetime(entry.received_at))),
        word("kind", counted.kind.as_str()),
        masked(&entry.title, TITLE),
        masked(&entry.text, TEXT),
        Cell::maybe(village_name(township, entry.village.as_deref())),
        yes_or_no(Some(entry.has_contact)),
        Cell::maybe(office_name(township, counted.office.as_deref())),
        word("state", counted.state.as_str()),
        Cell::maybe(is_due.then(|| counted.due_on.to_string())),
        yes_or_no(Some(entry.is_extended)),
        Cell::maybe(counted.answered_on.map(|day| day.to_string())),
        yes_or_no(counted.on_time.filter(|_| counted.answered_on.is_some())),
        counted.working_days.map_or_else(|| Cell::maybe(None), Cell::Count),
        entry.result.as_deref().map_or_else(|| Cell::maybe(None), |result| masked(result, TEXT)),
        Cell::maybe(entry.closed_on.map(|day| day.to_string())),
        Cell::maybe(counted.rating.map(|grade| speak(&format!("rating-{}", grade.as_str())))),
        yes_or_no(counted.solved),
        yes_or_no(Some(entry.was_reopened)),
    ]
}
