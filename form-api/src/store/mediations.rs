//! Mediations (矛盾调处单). Every question about one takes its viewer, and the statement itself leaves out what they do not handle.
//!
//! Deliberately absent: what was written, in clear. Rows hold it sealed, and whoever asks opens it (`seal::RecordKey`).

use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::{Act, MediationPart, MediationStanding, MediationState, Relation, Sight, Subject, Viewer};
use crate::store::cases::day_or_null;
use crate::store::letters_of::{letters_of, list_letters_of};
use crate::store::visible::{names_nobody, township_of_viewer};
use crate::store::{Ask, Row, StoreError, Tx, args};

// The bit that stands in the statement below.
const _: () = assert!(Sight::bit(Relation::Handles) == 2_097_152, "in from_mediations");

/// `FROM … WHERE` for all mediations that a viewer handles: $1 staff id, $2 unit, $3 the bits of what they may handle.
macro_rules! from_mediations {
    () => {
        concat!(
            " FROM mediations WHERE mediations.township = ",
            township_of_viewer!(),
            " AND ",
            names_nobody!("mediation", "mediations"),
            " AND ($3 & 2097152) <> 0 AND EXISTS (SELECT 1 FROM mediation_handlers \
             WHERE mediation_handlers.mediation_id = mediations.id AND mediation_handlers.staff_id = $1)"
        )
    };
}

/// A mediation to be opened.
#[derive(Clone, Debug)]
pub struct NewMediation<'a> {
    /// Row id, made by the page; its application has the same.
    pub id: &'a str,
    /// Unit of the content.
    pub village: &'a str,
    /// The day of the application.
    pub applied_on: Date,
    /// What the application says, sealed.
    pub sealed_answers: &'a [u8],
    /// Who handles it, by staff id.
    pub handlers: &'a [String],
}

/// A part to be added to a file.
#[derive(Clone, Debug)]
pub struct NewPart<'a> {
    /// Row id.
    pub id: &'a str,
    /// Which part.
    pub part: MediationPart,
    /// The day.
    pub happened_on: Date,
    /// What it says, sealed.
    pub sealed_answers: &'a [u8],
}

/// A mediation as it is kept.
#[derive(Clone, Debug)]
pub struct MediationRow {
    /// Row id.
    pub id: String,
    /// A part is added over this version only.
    pub version: i64,
    /// Number of its file.
    pub mediation_no: String,
    /// Unit of the content.
    pub village: String,
    /// The day of the application.
    pub applied_on: Date,
    /// Where it stands.
    pub standing: MediationStanding,
    /// What its application says, sealed; none once it is erased.
    pub sealed_application: Option<Vec<u8>>,
}

impl MediationRow {
    /// As what events belong to.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject::mediation(&self.id)
    }
}

/// A part of a file as it is kept.
#[derive(Clone, Debug)]
pub struct PartRow {
    /// Row id.
    pub id: String,
    /// Which part.
    pub part: MediationPart,
    /// The day.
    pub happened_on: Date,
    /// What it says, sealed; none once it is erased.
    pub sealed_answers: Option<Vec<u8>>,
    /// Who wrote it.
    pub written_by: String,
    /// When.
    pub written_at: Timestamp,
}

macro_rules! mediation_columns {
    () => {
        concat!(
            "SELECT mediations.*, (SELECT sealed_answers FROM mediation_parts WHERE mediation_parts.id = mediations.id \
             AND mediation_parts.township = mediations.township) \
             AS sealed_application",
            from_mediations!()
        )
    };
}

fn read(row: &Row) -> Result<MediationRow, StoreError> {
    let state = MediationState::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?;
    Ok(MediationRow {
        id: row.text("id")?,
        version: row.int("version")?,
        mediation_no: row.text("mediation_no")?,
        village: row.text("village")?,
        applied_on: day_or_null(row, "applied_on")?.ok_or(StoreError::Word { column: "applied_on" })?,
        standing: MediationStanding {
            state,
            agreed_on: day_or_null(row, "agreed_on")?,
            is_confirmation_asked: row.flag("is_confirmation_asked")?,
            perform_by: day_or_null(row, "perform_by")?,
            call_back_on: day_or_null(row, "call_back_on")?,
        },
        sealed_application: row.bytes_or_null("sealed_application")?,
    })
}

fn read_part(row: &Row) -> Result<PartRow, StoreError> {
    Ok(PartRow {
        id: row.text("id")?,
        part: MediationPart::parse(&row.text("part")?).ok_or(StoreError::Word { column: "part" })?,
        happened_on: day_or_null(row, "happened_on")?.ok_or(StoreError::Word { column: "happened_on" })?,
        sealed_answers: row.bytes_or_null("sealed_answers")?,
        written_by: row.text("written_by")?,
        written_at: crate::store::submissions::moment(row.int("written_at_ms")?),
    })
}

/// The number of the next file of a year. Two who ask at once get the same one, and one of them is told
/// [`StoreError::Duplicate`] when it writes.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn next_mediation_no(tx: &mut Tx, year: i16) -> Result<String, StoreError> {
    let like = format!("{year}-%");
    let sql = "SELECT COALESCE(MAX(mediation_no), '') AS last FROM mediations WHERE township = $1 \
               AND mediation_no LIKE $2";
    let township = tx.township();
    let row = (&mut *tx).row(sql, args![township, like]).await?;
    let last = row.map_or(Ok(String::new()), |row| row.text("last"))?;
    Ok(crate::store::number_after(&last, year))
}

/// Opens a mediation: its row, its application and who handles it.
///
/// # Errors
/// [`StoreError::Duplicate`] when its id or its number is there already.
pub async fn add_mediation(
    tx: &mut Tx,
    mediation: &NewMediation<'_>,
    mediation_no: &str,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO mediations (id, version, mediation_no, village, state, applied_on, is_confirmation_asked, \
         opened_by, opened_at_ms, township) VALUES ($1, 1, $2, $3, $4, $5, 0, $6, $7, $8)",
        args![
            mediation.id,
            mediation_no,
            mediation.village,
            MediationState::Open.as_str(),
            mediation.applied_on.to_string(),
            by,
            at_ms,
            tx.township()
        ],
    )
    .await?;
    let application = NewPart {
        id: mediation.id,
        part: MediationPart::Application,
        happened_on: mediation.applied_on,
        sealed_answers: mediation.sealed_answers,
    };
    insert_part(tx, mediation.id, &application, (by, at_ms)).await?;
    for handler in mediation.handlers {
        add_mediator(tx, mediation.id, handler).await?;
    }
    Ok(())
}

/// Adds a part over the version that was read, and where the mediation stands from then on.
///
/// # Errors
/// [`StoreError::Stale`].
pub async fn add_mediation_part(
    tx: &mut Tx,
    (id, version): (&str, i64),
    part: &NewPart<'_>,
    standing: MediationStanding,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let touched = tx
        .execute(
            "UPDATE mediations SET version = version + 1, state = $3, agreed_on = $4, is_confirmation_asked = $5, \
             perform_by = $6, call_back_on = $7 WHERE id = $1 AND version = $2",
            args![
                id,
                version,
                standing.state.as_str(),
                day(standing.agreed_on),
                i64::from(standing.is_confirmation_asked),
                day(standing.perform_by),
                day(standing.call_back_on)
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    insert_part(tx, id, part, (by, at_ms)).await
}

async fn insert_part(
    tx: &mut Tx,
    mediation_id: &str,
    part: &NewPart<'_>,
    (by, at_ms): (&str, i64),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO mediation_parts (id, mediation_id, part, happened_on, sealed_answers, written_by, written_at_ms, \
         township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            part.id,
            mediation_id,
            part.part.as_str(),
            part.happened_on.to_string(),
            part.sealed_answers,
            by,
            at_ms,
            tx.township()
        ],
    )
    .await
    .map(drop)
}

/// Erases what was written in a part. Gives whether something was there.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn erase_mediation_part(
    tx: &mut Tx,
    mediation_id: &str,
    part_id: &str,
) -> Result<bool, StoreError> {
    let sql = "UPDATE mediation_parts SET sealed_answers = NULL WHERE id = $1 AND mediation_id = $2 \
               AND sealed_answers IS NOT NULL";
    Ok(tx.execute(sql, args![part_id, mediation_id]).await? > 0)
}

/// Somebody handles a mediation from now on. Said twice, they are one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_mediator(tx: &mut Tx, mediation_id: &str, staff_id: &str) -> Result<u64, StoreError> {
    tx.execute(
        "INSERT INTO mediation_handlers (mediation_id, staff_id, township) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![mediation_id, staff_id, tx.township()],
    )
    .await
}

/// Who handles a mediation, by staff id; whom it is hidden from handles it no longer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mediators<A: Ask + Send>(
    mut ask: A,
    mediation_id: &str,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT staff_id FROM mediation_handlers WHERE mediation_id = $1 AND NOT EXISTS (SELECT 1 FROM exclusions \
               WHERE exclusions.subject_kind = 'mediation' AND exclusions.subject_id = mediation_handlers.mediation_id \
               AND excluded_kind = 'staff' AND excluded_id = mediation_handlers.staff_id) ORDER BY staff_id";
    ask.rows(sql, args![mediation_id]).await?.iter().map(|row| row.text("staff_id")).collect()
}

/// A mediation, through the eyes of a viewer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, and just so when they do not handle it.
pub async fn find_mediation<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    id: &str,
) -> Result<MediationRow, StoreError> {
    let row = ask
        .row(
            concat!(mediation_columns!(), " AND mediations.id = $4"),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::HandleMediation).bits(), id],
        )
        .await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// The mediations that a viewer handles: those that have not ended first, then the newest.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mediations<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    (most, from): (i64, i64),
) -> Result<Vec<MediationRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                mediation_columns!(),
                " ORDER BY CASE WHEN mediations.state = 'closed' THEN 1 ELSE 0 END, mediations.applied_on DESC, \
                 mediations.mediation_no DESC LIMIT $4 OFFSET $5"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::HandleMediation).bits(), most, from],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}

/// Those of them that wait for a day.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_waiting_mediations<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
) -> Result<Vec<MediationRow>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                mediation_columns!(),
                " AND (mediations.state = 'agreed' OR mediations.call_back_on IS NOT NULL) \
                 ORDER BY mediations.applied_on, mediations.mediation_no"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::HandleMediation).bits()],
        )
        .await?;
    crate::store::readable(rows.iter().map(read))
}

/// The parts of a file that its viewer was shown, in the order in which they were written.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mediation_parts<A: Ask + Send>(
    mut ask: A,
    mediation: &MediationRow,
) -> Result<Vec<PartRow>, StoreError> {
    let sql = "SELECT * FROM mediation_parts WHERE mediation_id = $1 \
               ORDER BY CASE WHEN id = mediation_id THEN 0 ELSE 1 END, written_at_ms, id";
    crate::store::readable(ask.rows(sql, args![&mediation.id]).await?.iter().map(read_part))
}

/// A letter is about the same dispute. Said twice, it is one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn link_mediation(tx: &mut Tx, mediation_id: &str, case_id: &str) -> Result<u64, StoreError> {
    tx.execute(
        "INSERT INTO mediation_cases (mediation_id, case_id, township) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![mediation_id, case_id, tx.township()],
    )
    .await
}

/// The letters about the dispute of a mediation, as far as a viewer may see them: number and title.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_letters_of_mediation<A: Ask + Send>(
    ask: A,
    viewer: &Viewer,
    mediation_id: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    list_letters_of(ask, viewer, letters_of!("mediation_cases", "mediation_id"), mediation_id).await
}

/// The mediations of a letter's dispute that a viewer handles: row id and number.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_mediations_of_case<A: Ask + Send>(
    mut ask: A,
    viewer: &Viewer,
    case_id: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    let rows = ask
        .rows(
            concat!(
                "SELECT mediations.id, mediations.mediation_no",
                from_mediations!(),
                " AND mediations.id IN (SELECT mediation_id FROM mediation_cases WHERE case_id = $4) \
                 ORDER BY mediations.mediation_no"
            ),
            args![&viewer.staff_id, &viewer.office, viewer.reach(Act::HandleMediation).bits(), case_id],
        )
        .await?;
    rows.iter().map(|row| Ok((row.text("id")?, row.text("mediation_no")?))).collect()
}
