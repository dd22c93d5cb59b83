//! Households, and what their sheets say of them.

use jiff::civil::Date;

use super::visible::{from_households, visit_is_visible};
use crate::case::{Act, HouseholdKind, Viewer};
use crate::store::cases::day_or_null;
use crate::store::db::list_column;
use crate::store::{Ask, Row, StoreError, Tx, args};

/// A household to be entered, or to be written over another version of itself.
#[derive(Clone, Debug)]
pub struct NewHousehold<'a> {
    /// Row id.
    pub id: &'a str,
    /// Unit of the content.
    pub village: &'a str,
    /// For the order of a list.
    pub sort_key: &'a str,
    /// Householder, group and house, sealed.
    pub sealed_who: &'a [u8],
    /// Which of the seven kinds it is.
    pub kinds: &'a [HouseholdKind],
}

/// A household as it is kept.
#[derive(Clone, Debug)]
pub struct HouseholdRow {
    /// Row id.
    pub id: String,
    /// Corrected over this version only.
    pub version: i64,
    /// Unit of the content.
    pub village: String,
    /// Householder, group and house, sealed.
    pub sealed_who: Vec<u8>,
    /// Which of the seven kinds it is.
    pub kinds: Vec<HouseholdKind>,
    /// The last visit that its viewer may see.
    pub last_visited_on: Option<Date>,
}

macro_rules! household_columns {
    () => {
        concat!(
            "SELECT households.*, (SELECT MAX(visits.visited_on) FROM visits WHERE visits.township = households.township \
             AND visits.household_id = households.id AND ",
            visit_is_visible!(),
            ") AS last_visited_on",
            from_households!()
        )
    };
}

fn read(row: &Row) -> Result<HouseholdRow, StoreError> {
    let kinds = row.list::<String>("kinds")?;
    Ok(HouseholdRow {
        id: row.text("id")?,
        version: row.int("version")?,
        village: row.text("village")?,
        sealed_who: row.bytes("sealed_who")?,
        kinds: kinds.iter().filter_map(|word| HouseholdKind::parse(word)).collect(),
        last_visited_on: day_or_null(row, "last_visited_on")?,
    })
}

fn kinds_column(kinds: &[HouseholdKind]) -> String {
    list_column(&kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>())
}

/// Enters a household.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id is there already.
pub async fn add_household(
    tx: &mut Tx,
    household: &NewHousehold<'_>,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO households (id, version, village, sort_key, sealed_who, kinds, added_at_ms, added_by, township) \
         VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            household.id,
            household.village,
            household.sort_key,
            household.sealed_who,
            kinds_column(household.kinds),
            at_ms,
            by,
            tx.township()
        ],
    )
    .await
    .map(drop)
}

/// Corrects a household over the version that was read.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn correct_household(
    tx: &mut Tx,
    household: &NewHousehold<'_>,
    version: i64,
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE households SET version = version + 1, village = $3, sort_key = $4, sealed_who = $5, kinds = $6 \
             WHERE id = $1 AND version = $2",
            args![
                household.id,
                version,
                household.village,
                household.sort_key,
                household.sealed_who,
                kinds_column(household.kinds)
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// A household, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_household<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<HouseholdRow, StoreError> {
    let (reads, visits) = (viewer.reach(Act::ReadVisits).bits(), viewer.reach(Act::VisitHouseholds).bits());
    let row = ask
        .row(
            concat!(household_columns!(), " AND households.id = $5"),
            args![&viewer.staff_id, &viewer.office, reads, visits, id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// Which households are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct HouseholdsWanted<'a> {
    /// Of this village.
    pub village: Option<&'a str>,
    /// Of this kind.
    pub kind: Option<HouseholdKind>,
    /// So many, and so many left out before them.
    pub page: (i64, i64),
}

/// The households that a viewer may look up: by village and group.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_households<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    wanted: HouseholdsWanted<'_>,
) -> Result<Vec<HouseholdRow>, StoreError> {
    let (reads, visits) = (viewer.reach(Act::ReadVisits).bits(), viewer.reach(Act::VisitHouseholds).bits());
    let kind = wanted.kind.map(|kind| format!("%\"{}\"%", kind.as_str()));
    let rows = ask
        .rows(
            concat!(
                household_columns!(),
                " AND (CAST($5 AS TEXT) IS NULL OR households.village = $5) \
                 AND (CAST($6 AS TEXT) IS NULL OR households.kinds LIKE $6) \
                 ORDER BY households.village, households.sort_key, households.id LIMIT $7 OFFSET $8"
            ),
            args![
                &viewer.staff_id,
                &viewer.office,
                reads,
                visits,
                wanted.village,
                kind,
                wanted.page.0,
                wanted.page.1
            ],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}

/// Notes what a sheet says of a household.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_facts(
    tx: &mut Tx,
    (id, sealed_facts): (&str, &[u8]),
    household_id: &str,
    (visit_id, as_of, at_ms): (&str, Date, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO household_facts (id, household_id, visit_id, as_of, sealed_facts, said_at_ms, township) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![id, household_id, visit_id, as_of.to_string(), sealed_facts, at_ms, tx.township()],
    )
    .await
    .map(drop)
}

/// What a sheet says, sealed, by its id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_facts<A: Ask + Send>(mut ask: A, id: &str) -> Result<Vec<u8>, StoreError> {
    let row = ask.row("SELECT sealed_facts FROM household_facts WHERE id = $1", args![id]).await?;
    row.ok_or(StoreError::NotFound)?.bytes("sealed_facts")
}

/// The id of the last sheet that a viewer may see, what it says, sealed, and its day.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_last_facts<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    household_id: &str,
) -> Result<Option<(String, Vec<u8>, Date)>, StoreError> {
    let sql = concat!(
        "SELECT household_facts.id AS id, sealed_facts, as_of FROM household_facts JOIN visits \
         ON visits.id = household_facts.visit_id WHERE household_facts.household_id = $4 AND ",
        visit_is_visible!(),
        " ORDER BY as_of DESC, said_at_ms DESC, sheet_no DESC LIMIT 1"
    );
    let reads = viewer.reach(Act::ReadVisits).bits();
    let row = ask.row(sql, args![&viewer.staff_id, &viewer.office, reads, household_id]).await?;
    let Some(row) = row else { return Ok(None) };
    let as_of = day_or_null(&row, "as_of")?.ok_or(StoreError::Word { column: "as_of" })?;
    Ok(Some((row.text("id")?, row.bytes("sealed_facts")?, as_of)))
}
