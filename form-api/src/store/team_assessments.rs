//! Team assessments (团队分析单). Every question about one takes its viewer, and the statement itself leaves out what is not for them.
//!
//! Deliberately absent: what was written, in clear, and any way to one from a case.

use jiff::civil::Date;

use crate::case::{Act, Month, Relation, Sight, Subject, Viewer};
use crate::store::cases::day_or_null;
use crate::store::visible::{names_nobody, township_of_viewer};
use crate::store::{Ask, Row, StoreError, Tx, args};

// The bits that stand in the statement below.
const _: () = {
    assert!(Sight::bit(Relation::AnyVillage) == 2048, "in from_team_assessments");
    assert!(Sight::bit(Relation::Wrote) == 4096, "in from_team_assessments");
};

/// `FROM … WHERE` for all that a viewer may read: $1 staff id, $2 unit, $3 the bits of what they may read.
macro_rules! from_team_assessments {
    () => {
        concat!(
            " FROM team_assessments WHERE team_assessments.township = ",
            township_of_viewer!(),
            " AND ",
            names_nobody!("team_assessment", "team_assessments"),
            " AND (($3 & 2048) <> 0 OR (($3 & 4096) <> 0 AND team_assessments.written_by = $1))"
        )
    };
}

/// An assessment to be kept, or to be written over another version of itself.
#[derive(Clone, Debug)]
pub struct NewTeamAssessment<'a> {
    /// Row id, made by the page.
    pub id: &'a str,
    /// Unit of the content.
    pub village: &'a str,
    /// About which month.
    pub month: Month,
    /// What was written, sealed.
    pub sealed_answers: &'a [u8],
}

/// An assessment as it is kept.
#[derive(Clone, Debug)]
pub struct TeamAssessmentRow {
    /// Row id.
    pub id: String,
    /// Written over this version only.
    pub version: i64,
    /// Unit of the content.
    pub village: String,
    /// About which month: `2026-11`.
    pub month: String,
    /// What was written, sealed.
    pub sealed_answers: Vec<u8>,
    /// Who wrote it.
    pub written_by: String,
    /// What a leader said to it, sealed.
    pub sealed_word: Option<Vec<u8>>,
    /// Which leader has read it.
    pub read_by: Option<String>,
    /// The day.
    pub read_on: Option<Date>,
}

impl TeamAssessmentRow {
    /// As what events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::team_assessment(&self.id)
    }
}

fn read(row: &Row) -> Result<TeamAssessmentRow, StoreError> {
    Ok(TeamAssessmentRow {
        id: row.text("id")?,
        version: row.int("version")?,
        village: row.text("village")?,
        month: row.text("month")?,
        sealed_answers: row.bytes("sealed_answers")?,
        written_by: row.text("written_by")?,
        sealed_word: row.bytes_or_null("sealed_word")?,
        read_by: row.text_or_null("read_by")?,
        read_on: day_or_null(row, "read_on")?,
    })
}

/// Keeps an assessment.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id is there, or its writer has assessed this month already.
pub async fn add_team_assessment(
    tx: &mut Tx,
    new: &NewTeamAssessment<'_>,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO team_assessments (id, version, village, month, sealed_answers, written_by, written_at_ms, township) \
         VALUES ($1, 1, $2, $3, $4, $5, $6, $7)",
        args![new.id, new.village, new.month.to_string(), new.sealed_answers, by, at_ms, tx.township()],
    )
    .await
    .map(drop)
}

/// Corrects one over the version that was read, as long as no leader has read it.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn correct_team_assessment(
    tx: &mut Tx,
    new: &NewTeamAssessment<'_>,
    version: i64,
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE team_assessments SET version = version + 1, month = $3, sealed_answers = $4 \
             WHERE id = $1 AND version = $2 AND read_on IS NULL",
            args![new.id, version, new.month.to_string(), new.sealed_answers],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Notes that a leader has read it, and what they said.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn read_team_assessment(
    tx: &mut Tx,
    (id, version): (&str, i64),
    sealed_word: Option<&[u8]>,
    (by, on): (&str, Date),
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE team_assessments SET version = version + 1, sealed_word = $3, read_by = $4, read_on = $5 \
             WHERE id = $1 AND version = $2 AND read_on IS NULL",
            args![id, version, sealed_word, by, on.to_string()],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// An assessment, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when it is not for this viewer.
pub async fn find_team_assessment<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<TeamAssessmentRow, StoreError> {
    let row = ask
        .row(
            concat!("SELECT team_assessments.*", from_team_assessments!(), " AND team_assessments.id = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::ReadTeamAssessment).bits(), id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// Those that a viewer may read: what no leader has read first, then the newest month, villages in their order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_team_assessments<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (most, from): (i64, i64),
) -> Result<Vec<TeamAssessmentRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT team_assessments.*",
                from_team_assessments!(),
                " ORDER BY CASE WHEN team_assessments.read_on IS NULL THEN 0 ELSE 1 END, team_assessments.month DESC, \
                 team_assessments.village, team_assessments.id LIMIT $4 OFFSET $5"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::ReadTeamAssessment).bits(), most, from],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}

/// How many of them no leader has read.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_unread_team_assessments<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
) -> Result<i64, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT COUNT(*) AS n",
                from_team_assessments!(),
                " AND team_assessments.read_on IS NULL"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::ReadTeamAssessment).bits()],
        )
        .await?;
    row.map_or(Ok(0), |row| row.int("n"))
}
