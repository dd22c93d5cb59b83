//! Openings of the boxes in the villages, with the letters that came out of them; and what of it is public.
//! Deliberately absent: what stands on a slip, which is a letter like any other.

use jiff::Timestamp;
use jiff::civil::Date;

use super::cases::day_or_null;
use super::submissions::moment;
use super::visible::{is_visible, names_nobody, township_of_viewer};
use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{Act, Record, Relation, Sight, Subject, Viewer};

/// An opening to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewBoxOpening<'a> {
    /// Row id, made by the page.
    pub id: &'a str,
    /// Unit of the content.
    pub village: &'a str,
    /// The day.
    pub opened_on: Date,
    /// Who opened it.
    pub opened_by: &'a str,
    /// So many slips were counted.
    pub slips: i64,
}

/// An opening as it is kept.
#[derive(Clone, Debug)]
pub struct BoxOpening {
    /// Row id.
    pub id: String,
    /// Closed over this version only.
    pub version: i64,
    /// Unit of the content.
    pub village: String,
    /// The day.
    pub opened_on: Date,
    /// Who opened it.
    pub opened_by: String,
    /// So many slips were counted.
    pub slips: i64,
    /// So many were entered.
    pub entered: i64,
    /// Who said that all are entered.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// Why another number was entered than counted.
    pub difference: Option<String>,
}

impl BoxOpening {
    /// As what events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::box_opening(&self.id)
    }

    /// As the table of rights sees it.
    #[must_use]
    pub fn record(&self) -> Record<'_> {
        Record { village: Some(&self.village), office: None, is_own: false }
    }
}

/// A letter out of a box.
#[derive(Clone, Debug)]
pub struct SlipRow {
    /// Letter number.
    pub submission_no: String,
    /// Title.
    pub title: String,
}

// The bits that stand in the statements below.
const _: () = {
    assert!(Sight::bit(Relation::OwnVillage) == 1024, "in from_boxes");
    assert!(Sight::bit(Relation::AnyVillage) == 2048, "in from_boxes");
};

/// The columns of the openings that a viewer may see: $1 staff id, $2 unit, $3 the bits of what they may read.
macro_rules! boxes {
    () => {
        concat!(
            "SELECT box_openings.*, (SELECT COUNT(*) FROM box_slips WHERE box_slips.opening_id = box_openings.id) AS entered \
             FROM box_openings WHERE box_openings.township = ",
            township_of_viewer!(),
            " AND ",
            names_nobody!("box_opening", "box_openings"),
            " AND ((($3 & 1024) <> 0 AND box_openings.village = $2) OR ($3 & 2048) <> 0) "
        )
    };
}

fn read(row: &Row) -> Result<BoxOpening, StoreError> {
    Ok(BoxOpening {
        id: row.text("id")?,
        version: row.int("version")?,
        village: row.text("village")?,
        opened_on: day(row)?,
        opened_by: row.text("opened_by")?,
        slips: row.int("slips")?,
        entered: row.int("entered")?,
        closed_by: row.text_or_null("closed_by")?,
        closed_at: row.int_or_null("closed_at_ms")?.map(moment),
        difference: row.text_or_null("difference")?,
    })
}

fn day(row: &Row) -> Result<Date, StoreError> {
    day_or_null(row, "opened_on")?.ok_or(StoreError::Word { column: "opened_on" })
}

/// Keeps an opening.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id is there, or this box was opened on that day already.
pub async fn add_box_opening(
    tx: &mut Tx,
    opening: &NewBoxOpening<'_>,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO box_openings (id, version, village, opened_on, opened_by, slips, entered_by, entered_at_ms, township) \
               VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)";
    let opened_on = opening.opened_on.to_string();
    let args = args![
        opening.id,
        opening.village,
        opened_on,
        opening.opened_by,
        opening.slips,
        by,
        at_ms,
        tx.township()
    ];
    tx.execute(sql, args).await?;
    // A box can be entered later than the one after it.
    let public = "INSERT INTO public_boxes (township, village, opened_on) VALUES ($1, $2, $3) \
                  ON CONFLICT (township, village) DO UPDATE SET opened_on = excluded.opened_on \
                  WHERE public_boxes.opened_on < excluded.opened_on";
    let opened_on = opening.opened_on.to_string();
    tx.execute(public, args![tx.township(), opening.village, opened_on]).await.map(drop)
}

/// An opening by its id, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_box_opening<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<BoxOpening, StoreError> {
    let reach = viewer.reach(Act::ReadBoxes).bits();
    let sql = concat!(boxes!(), "AND box_openings.id = $4");
    let row = ask.row(sql, args![&viewer.staff_id, &viewer.office, reach, id]).await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// The last openings that a viewer may see, the newest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_box_openings<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    limit: i64,
) -> Result<Vec<BoxOpening>, StoreError> {
    let reach = viewer.reach(Act::ReadBoxes).bits();
    let sql = concat!(boxes!(), "ORDER BY opened_on DESC, id LIMIT $4");
    let rows = ask.rows(sql, args![&viewer.staff_id, &viewer.office, reach, limit]).await?;
    rows.iter().map(read).collect()
}

/// The day on which each village's box was opened last, by village.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_public_boxes<A: Ask + Send>(mut ask: A) -> Result<Vec<(String, Date)>, StoreError> {
    let sql = "SELECT village, opened_on FROM public_boxes WHERE township = $1 ORDER BY village";
    let rows = ask.rows(sql, args![ask.township()]).await?;
    rows.iter().map(|row| Ok((row.text("village")?, day(row)?))).collect()
}

/// Adds a letter to an opening that is not closed; says whether it was not.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_box_slip(tx: &mut Tx, opening_id: &str, case_id: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE box_openings SET version = version + 1 WHERE id = $1 AND closed_at_ms IS NULL";
    if tx.execute(sql, args![opening_id]).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO box_slips (case_id, opening_id, township) VALUES ($1, $2, $3)";
    tx.execute(sql, args![case_id, opening_id, tx.township()]).await?;
    Ok(true)
}

/// The letters out of a box that a viewer may see.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_box_slips<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    opening_id: &str,
) -> Result<Vec<SlipRow>, StoreError> {
    let sql = concat!(
        "SELECT submission_no, title FROM box_slips CROSS JOIN cases CROSS JOIN submissions \
         WHERE box_slips.opening_id = $4 AND box_slips.township = ",
        township_of_viewer!(),
        " AND cases.id = box_slips.case_id AND submissions.id = box_slips.case_id AND ",
        is_visible!(),
        "ORDER BY entered_at_ms, submission_no"
    );
    let args = args![&viewer.staff_id, &viewer.office, viewer.sight().bits(), opening_id];
    let rows = ask.rows(sql, args).await?;
    rows.iter()
        .map(|row| Ok(SlipRow { submission_no: row.text("submission_no")?, title: row.text("title")? }))
        .collect()
}

/// Closes an opening over the version that was read.
///
/// # Errors
/// [`StoreError::Stale`] when a slip was entered in between, or it is closed.
pub async fn close_box(
    tx: &mut Tx,
    (id, version): (&str, i64),
    difference: Option<&str>,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    let sql = "UPDATE box_openings SET version = version + 1, closed_by = $3, closed_at_ms = $4, difference = $5 \
               WHERE id = $1 AND version = $2 AND closed_at_ms IS NULL";
    let touched = tx.execute(sql, args![id, version, by, at_ms, difference]).await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
