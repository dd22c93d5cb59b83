//! Visits, each with its sheet: where it lies, who went along, and the cases that came of it.

use jiff::civil::Date;

use super::visible::from_visits;
use crate::case::{Act, SheetLevel, Subject, Viewer};
use crate::store::cases::day_or_null;
use crate::store::letters_of::{letters_of, list_letters_of};
use crate::store::{Ask, Row, StoreError, Tx, args};

/// A visit to be kept, or to be written over another version of itself.
#[derive(Clone, Debug)]
pub struct NewVisit<'a> {
    /// Row id, made before the first key.
    pub id: &'a str,
    /// In which version of the form it was begun.
    pub form_version: i64,
    /// Unit of the content.
    pub village: &'a str,
    /// Of which household.
    pub household_id: Option<&'a str>,
    /// The day.
    pub visited_on: Date,
    /// What was written into the form, sealed.
    pub sealed_answers: &'a [u8],
    /// What was said of the household.
    pub facts_id: Option<&'a str>,
}

/// A visit as it is kept.
#[derive(Clone, Debug)]
pub struct VisitRow {
    /// Row id.
    pub id: String,
    /// Corrected over this version only.
    pub version: i64,
    /// In which version of the form it was begun, and is shown.
    pub form_version: i64,
    /// Number of its sheet.
    pub sheet_no: String,
    /// Unit of the content.
    pub village: String,
    /// Of which household.
    pub household_id: Option<String>,
    /// The day.
    pub visited_on: Date,
    /// What was written into the form, sealed.
    pub sealed_answers: Vec<u8>,
    /// What was said of the household.
    pub facts_id: Option<String>,
    /// Where the sheet lies.
    pub level: SheetLevel,
    /// The office to which it was given.
    pub office: Option<String>,
    /// Who wrote it.
    pub written_by: String,
}

impl VisitRow {
    /// As what events, files and opinions belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::visit(&self.id)
    }
}

fn read(row: &Row) -> Result<VisitRow, StoreError> {
    Ok(VisitRow {
        id: row.text("id")?,
        version: row.int("version")?,
        form_version: row.int("form_version")?,
        sheet_no: row.text("sheet_no")?,
        village: row.text("village")?,
        household_id: row.text_or_null("household_id")?,
        visited_on: day_or_null(row, "visited_on")?.ok_or(StoreError::Word { column: "visited_on" })?,
        sealed_answers: row.bytes("sealed_answers")?,
        facts_id: row.text_or_null("facts_id")?,
        level: SheetLevel::parse(&row.text("level")?).ok_or(StoreError::Word { column: "level" })?,
        office: row.text_or_null("office")?,
        written_by: row.text("written_by")?,
    })
}

/// The number of the next sheet of a year. Two that ask at once get the same one, and one of them is told
/// [`StoreError::Duplicate`] when it writes.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn next_sheet_no(tx: &mut Tx, year: i16) -> Result<String, StoreError> {
    let like = format!("{year}-%");
    let sql =
        "SELECT COALESCE(MAX(sheet_no), '') AS last FROM visits WHERE township = $1 AND sheet_no LIKE $2";
    let township = tx.township();
    let row = (&mut *tx).row(sql, args![township, like]).await?;
    let last = row.map_or(Ok(String::new()), |row| row.text("last"))?;
    Ok(crate::store::number_after(&last, year))
}

/// Keeps a visit.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id or the number of its sheet is there already.
pub async fn add_visit(
    tx: &mut Tx,
    visit: &NewVisit<'_>,
    sheet_no: &str,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO visits (id, version, form_version, sheet_no, village, household_id, visited_on, sealed_answers, \
         facts_id, level, written_by, written_at_ms, township) \
         VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            visit.id,
            visit.form_version,
            sheet_no,
            visit.village,
            visit.household_id,
            visit.visited_on.to_string(),
            visit.sealed_answers,
            visit.facts_id,
            SheetLevel::Visitor.as_str(),
            by,
            at_ms,
            tx.township()
        ],
    )
    .await
    .map(drop)
}

/// Corrects a visit over the version that was read, while its sheet lies with its visitor.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn correct_visit(tx: &mut Tx, visit: &NewVisit<'_>, version: i64) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE visits SET version = version + 1, village = $3, visited_on = $4, sealed_answers = $5, facts_id = $6 \
             WHERE id = $1 AND version = $2 AND level = 'visitor'",
            args![
                visit.id,
                version,
                visit.village,
                visit.visited_on.to_string(),
                visit.sealed_answers,
                visit.facts_id
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// The sheet goes on, over the version that was read; and to which office, where it is given to one.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn pass_sheet_on(
    tx: &mut Tx,
    (id, version): (&str, i64),
    level: SheetLevel,
    office: Option<&str>,
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE visits SET version = version + 1, level = $3, office = COALESCE($4, office) \
             WHERE id = $1 AND version = $2",
            args![id, version, level.as_str(), office],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Notes who went along, in the place of who was noted before.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_companions(tx: &mut Tx, visit_id: &str, staff: &[String]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM visit_companions WHERE visit_id = $1", args![visit_id]).await?;
    for id in staff {
        tx.execute(
            "INSERT INTO visit_companions (visit_id, staff_id, township) VALUES ($1, $2, $3)",
            args![visit_id, id, tx.township()],
        )
        .await?;
    }
    Ok(())
}

/// Who went along, by staff id.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_companions<A: Ask + Send>(mut ask: A, visit_id: &str) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT staff_id FROM visit_companions WHERE visit_id = $1 ORDER BY staff_id";
    ask.rows(sql, args![visit_id]).await?.iter().map(|row| row.text("staff_id")).collect()
}

/// A visit, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_visit<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<VisitRow, StoreError> {
    let row = ask
        .row(
            concat!("SELECT visits.*", from_visits!(), " AND visits.id = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::ReadVisits).bits(), id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// The visit of an id, whoever may see it: to know again what somebody sends a second time.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_own_visit<A: Ask + Send>(
    mut ask: A,
    id: &str,
    by: &str,
) -> Result<Option<VisitRow>, StoreError> {
    let Some(row) = ask.row("SELECT * FROM visits WHERE id = $1", args![id]).await? else { return Ok(None) };
    let visit = read(&row)?;
    if visit.written_by == by { Ok(Some(visit)) } else { Err(StoreError::NotFound) }
}

/// The visits that a viewer may see, the newest day first: all, those of a household, or those that they made themselves.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_visits<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    household_id: Option<&str>,
    is_own: bool,
    (most, from): (i64, i64),
) -> Result<Vec<VisitRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT visits.*",
                from_visits!(),
                " AND (CAST($4 AS TEXT) IS NULL OR visits.household_id = $4) \
                 AND ($5 = 0 OR visits.written_by = $1 OR EXISTS (SELECT 1 FROM visit_companions \
                 WHERE visit_companions.visit_id = visits.id AND visit_companions.staff_id = $1)) \
                 ORDER BY visits.visited_on DESC, visits.written_at_ms DESC, visits.id LIMIT $6 OFFSET $7"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.reach(Act::ReadVisits).bits(),
                household_id,
                i64::from(is_own),
                most,
                from
            ],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}

/// The visits that a viewer may see, from one day to another, behind one of them: its day and its row id. At most so many.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_visits_between<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (from, until): (Date, Date),
    behind: &str,
    limit: i64,
) -> Result<Vec<VisitRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT visits.*",
                from_visits!(),
                " AND visits.visited_on >= $4 AND visits.visited_on <= $5 AND (visits.visited_on > $4 OR visits.id > $6) \
                 ORDER BY visits.visited_on, visits.id LIMIT $7"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                viewer.reach(Act::ReadVisits).bits(),
                from.to_string(),
                until.to_string(),
                behind,
                limit
            ],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}

/// How many households (or other places) somebody visited or went along to, from one day to another: a household counts once.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_visited_households<A: Ask + Send>(
    mut ask: A,
    staff_id: &str,
    (from, until): (Date, Date),
) -> Result<i64, StoreError> {
    let row = ask
        .row(
            "SELECT COUNT(DISTINCT COALESCE(household_id, id)) AS n FROM visits WHERE township = $1 \
             AND visited_on >= $2 AND visited_on <= $3 AND (written_by = $4 OR EXISTS (SELECT 1 FROM visit_companions \
             WHERE visit_companions.visit_id = visits.id AND visit_companions.staff_id = $4))",
            args![ask.township(), from.to_string(), until.to_string(), staff_id],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("n"))
}

/// A point of a visit became a case. Said twice, it is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_visit_case(tx: &mut Tx, visit_id: &str, case_id: &str) -> Result<u64, StoreError> {
    tx.execute(
        "INSERT INTO visit_cases (visit_id, case_id, township) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![visit_id, case_id, tx.township()],
    )
    .await
}

/// The cases that came of a visit, as far as a viewer may see them: number and title.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_visit_cases<A: Ask + Send>(
    ask: A,
    viewer: &Viewer,
    visit_id: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    list_letters_of(ask, viewer, letters_of!("visit_cases", "visit_id"), visit_id).await
}
