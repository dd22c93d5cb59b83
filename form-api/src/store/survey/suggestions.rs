//! Suggestions, and what became of them.

use jiff::civil::Date;

use super::visible::from_suggestions;
use crate::case::{Act, Subject, SuggestionArea, Verdict, Viewer};
use crate::store::cases::day_or_null;
use crate::store::{Ask, Row, StoreError, Tx, args};

/// A suggestion to be kept.
#[derive(Clone, Debug)]
pub struct NewSuggestion<'a> {
    /// Row id, made by the page.
    pub id: &'a str,
    /// On which visit it was said.
    pub visit_id: Option<&'a str>,
    /// Unit of the content; none: the whole township.
    pub village: Option<&'a str>,
    /// What it is about.
    pub area: SuggestionArea,
    /// The office that is asked.
    pub office: &'a str,
    /// The day.
    pub suggested_on: Date,
    /// Suggestion, reason and who suggested it, sealed.
    pub sealed_answers: &'a [u8],
    /// Who suggested it wants to be told.
    pub wants_to_know: bool,
}

/// A suggestion as it is kept.
#[derive(Clone, Debug)]
pub struct SuggestionRow {
    /// Row id.
    pub id: String,
    /// Answered over this version only.
    pub version: i64,
    /// Number of its sheet.
    pub suggestion_no: String,
    /// Unit of the content; none: the whole township.
    pub village: Option<String>,
    /// What it is about.
    pub area: SuggestionArea,
    /// The office that is asked.
    pub office: String,
    /// The day.
    pub suggested_on: Date,
    /// Suggestion, reason and who suggested it, sealed.
    pub sealed_answers: Vec<u8>,
    /// Who suggested it wants to be told.
    pub wants_to_know: bool,
    /// Who took it down.
    pub entered_by: String,
    /// What became of it.
    pub verdict: Option<Verdict>,
    /// Why, sealed.
    pub sealed_verdict: Option<Vec<u8>>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// The day on which who suggested it was told.
    pub told_on: Option<Date>,
}

impl SuggestionRow {
    /// As what events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::suggestion(&self.id)
    }
}

fn read(row: &Row) -> Result<SuggestionRow, StoreError> {
    let verdict = row.text_or_null("verdict")?;
    Ok(SuggestionRow {
        id: row.text("id")?,
        version: row.int("version")?,
        suggestion_no: row.text("suggestion_no")?,
        village: row.text_or_null("village")?,
        area: SuggestionArea::parse(&row.text("area")?).ok_or(StoreError::Word { column: "area" })?,
        office: row.text("office")?,
        suggested_on: day_or_null(row, "suggested_on")?.ok_or(StoreError::Word { column: "suggested_on" })?,
        sealed_answers: row.bytes("sealed_answers")?,
        wants_to_know: row.flag("wants_to_know")?,
        entered_by: row.text("entered_by")?,
        verdict: verdict
            .map(|word| Verdict::parse(&word).ok_or(StoreError::Word { column: "verdict" }))
            .transpose()?,
        sealed_verdict: row.bytes_or_null("sealed_verdict")?,
        answered_by: row.text_or_null("answered_by")?,
        answered_on: day_or_null(row, "answered_on")?,
        told_on: day_or_null(row, "told_on")?,
    })
}

/// The number of the next sheet of a year.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn next_suggestion_no(tx: &mut Tx, year: i16) -> Result<String, StoreError> {
    let like = format!("{year}-%");
    let sql = "SELECT COALESCE(MAX(suggestion_no), '') AS last FROM suggestions WHERE township = $1 \
               AND suggestion_no LIKE $2";
    let township = tx.township();
    let row = (&mut *tx).row(sql, args![township, like]).await?;
    let last = row.map_or(Ok(String::new()), |row| row.text("last"))?;
    Ok(crate::store::number_after(&last, year))
}

/// Keeps a suggestion.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id or its number is there already.
pub async fn add_suggestion(
    tx: &mut Tx,
    suggestion: &NewSuggestion<'_>,
    suggestion_no: &str,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO suggestions (id, version, suggestion_no, visit_id, village, area, office, suggested_on, \
         sealed_answers, wants_to_know, entered_by, entered_at_ms, township) \
         VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            suggestion.id,
            suggestion_no,
            suggestion.visit_id,
            suggestion.village,
            suggestion.area.as_str(),
            suggestion.office,
            suggestion.suggested_on.to_string(),
            suggestion.sealed_answers,
            suggestion.wants_to_know,
            by,
            at_ms,
            tx.township()
        ],
    )
    .await
    .map(drop)
}

/// Says what became of a suggestion, over the version that was read.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn answer_suggestion(
    tx: &mut Tx,
    (id, version): (&str, i64),
    (verdict, sealed_why): (Verdict, &[u8]),
    (by, on): (&str, Date),
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE suggestions SET version = version + 1, verdict = $3, sealed_verdict = $4, answered_by = $5, \
             answered_on = $6 WHERE id = $1 AND version = $2",
            args![id, version, verdict.as_str(), sealed_why, by, on.to_string()],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Notes that who suggested it was told.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn tell_suggestion(tx: &mut Tx, (id, version): (&str, i64), on: Date) -> Result<(), StoreError> {
    let sql = "UPDATE suggestions SET version = version + 1, told_on = $3 WHERE id = $1 AND version = $2";
    let touched = tx.execute(sql, args![id, version, on.to_string()]).await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// A suggestion, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_suggestion<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<SuggestionRow, StoreError> {
    let row = ask
        .row(
            concat!("SELECT suggestions.*", from_suggestions!(), " AND suggestions.id = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::ReadVisits).bits(), id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// The suggestion of an id, whoever may see it: to know again what somebody sends a second time.
///
/// # Errors
/// [`StoreError::NotFound`] for one of somebody else.
pub async fn find_own_suggestion<A: Ask + Send>(
    mut ask: A,
    id: &str,
    by: &str,
) -> Result<Option<SuggestionRow>, StoreError> {
    let Some(row) = ask.row("SELECT * FROM suggestions WHERE id = $1", args![id]).await? else {
        return Ok(None);
    };
    let suggestion = read(&row)?;
    if suggestion.entered_by == by { Ok(Some(suggestion)) } else { Err(StoreError::NotFound) }
}

/// The suggestions that a viewer may see: those without an answer first, then the newest.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_suggestions<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (most, from): (i64, i64),
) -> Result<Vec<SuggestionRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT suggestions.*",
                from_suggestions!(),
                " ORDER BY CASE WHEN suggestions.verdict IS NULL THEN 0 ELSE 1 END, suggestions.suggested_on DESC, \
                 suggestions.suggestion_no DESC LIMIT $4 OFFSET $5"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::ReadVisits).bits(), most, from],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}
