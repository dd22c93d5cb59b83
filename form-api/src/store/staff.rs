//! Staff and their sessions. Deliberately absent: pass phrases and session tokens in clear, which are nowhere.

use super::{Ask, Row, StoreError, Tx, args};
use crate::case::{Roles, Viewer};

/// A staff member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Row id.
    pub id: String,
    /// What they type to sign in.
    pub sign_in_name: String,
    /// What colleagues read.
    pub display_name: String,
    /// Office id.
    pub office: Option<String>,
    /// What they are trusted with.
    pub roles: Roles,
    /// They are a first reader of reports.
    pub reads_reports: bool,
    /// Made by the demo.
    pub is_sample: bool,
    /// Cannot sign in any more.
    pub is_disabled: bool,
    /// argon2id, PHC string.
    pub pass_phrase_hash: String,
}

impl Staff {
    /// The eyes of this person.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        Viewer {
            staff_id: self.id.clone(),
            office: self.office.clone(),
            roles: self.roles.clone(),
            reads_reports: self.reads_reports,
        }
    }
}

/// A staff member to be added.
#[derive(Clone, Debug)]
pub struct NewStaff<'a> {
    /// What they type to sign in.
    pub sign_in_name: &'a str,
    /// What colleagues read.
    pub display_name: &'a str,
    /// Office id.
    pub office: Option<&'a str>,
    /// What they are trusted with.
    pub roles: &'a Roles,
    /// argon2id, PHC string.
    pub pass_phrase_hash: &'a str,
    /// Made by the demo.
    pub is_sample: bool,
    /// Unix milliseconds.
    pub created_at_ms: i64,
}

macro_rules! staff_columns {
    () => {
        "staff.*, CAST(CASE WHEN EXISTS (SELECT 1 FROM report_readers WHERE report_readers.township = staff.township \
         AND report_readers.sign_in_name = staff.sign_in_name) THEN 1 ELSE 0 END AS BIGINT) AS reads_reports"
    };
}

fn read(row: &Row) -> Result<Staff, StoreError> {
    Ok(Staff {
        id: row.text("id")?,
        sign_in_name: row.text("sign_in_name")?,
        display_name: row.text("display_name")?,
        office: row.text_or_null("unit")?,
        roles: Roles::parse(&row.text("roles")?).map_err(|_| StoreError::Word { column: "roles" })?,
        reads_reports: row.flag("reads_reports")?,
        is_sample: row.flag("is_sample")?,
        is_disabled: row.int_or_null("disabled_at_ms")?.is_some(),
        pass_phrase_hash: row.text("pass_phrase_hash")?,
    })
}

/// Adds a staff member and gives their id.
///
/// # Errors
/// [`StoreError::Duplicate`] when the sign-in name is taken.
pub async fn add_staff(tx: &mut Tx, staff: &NewStaff<'_>) -> Result<String, StoreError> {
    let id = super::new_id();
    tx.execute(
        "INSERT INTO staff (id, sign_in_name, display_name, unit, roles, pass_phrase_hash, is_sample, \
         created_at_ms, township) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            &id,
            staff.sign_in_name,
            staff.display_name,
            staff.office,
            staff.roles.to_string(),
            staff.pass_phrase_hash,
            staff.is_sample,
            staff.created_at_ms,
            tx.township()
        ],
    )
    .await?;
    Ok(id)
}

/// A staff member by id.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn find_staff<A: Ask + Send>(mut ask: A, id: &str) -> Result<Staff, StoreError> {
    let row = ask.row(concat!("SELECT ", staff_columns!(), " FROM staff WHERE id = $1"), args![id]).await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

/// A staff member by sign-in name, disabled ones too.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_sign_in<A: Ask + Send>(
    mut ask: A,
    sign_in_name: &str,
) -> Result<Option<Staff>, StoreError> {
    let sql = concat!("SELECT ", staff_columns!(), " FROM staff WHERE sign_in_name = $1 AND township = $2");
    let row = ask.row(sql, args![sign_in_name, ask.township()]).await?;
    row.as_ref().map(read).transpose()
}

/// All staff, by sign-in name.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_staff<A: Ask + Send>(mut ask: A) -> Result<Vec<Staff>, StoreError> {
    let sql = concat!("SELECT ", staff_columns!(), " FROM staff WHERE township = $1 ORDER BY sign_in_name");
    ask.rows(sql, args![ask.township()]).await?.iter().map(read).collect()
}

/// How many staff there are, and how many of them are samples.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn count_staff<A: Ask + Send>(mut ask: A) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(is_sample), 0) AS BIGINT) AS samples FROM staff \
               WHERE township = $1";
    let row = ask.row(sql, args![ask.township()]).await?.ok_or(StoreError::NotFound)?;
    Ok((row.int("n")?, row.int("samples")?))
}

/// Gives a new pass phrase.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn reset_pass_phrase(tx: &mut Tx, id: &str, hash: &str) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE staff SET pass_phrase_hash = $2, disabled_at_ms = NULL WHERE id = $1",
            args![id, hash],
        )
        .await?;
    if touched == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Stops a staff member from signing in; what they did stays under their name.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn disable_staff(tx: &mut Tx, id: &str, at_ms: i64) -> Result<(), StoreError> {
    let touched = tx.execute("UPDATE staff SET disabled_at_ms = $2 WHERE id = $1", args![id, at_ms]).await?;
    if touched == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Begins a session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_session(
    tx: &mut Tx,
    token_hash: &str,
    staff_id: &str,
    at_ms: i64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (token_hash, staff_id, created_at_ms, seen_at_ms, township) VALUES ($1, $2, $3, $3, $4)",
        args![token_hash, staff_id, at_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// Who a session belongs to, when it was begun no earlier than `created_since_ms` and used no earlier than
/// `seen_since_ms`. The second value is when it was last seen.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_session<A: Ask + Send>(
    mut ask: A,
    token_hash: &str,
    created_since_ms: i64,
    seen_since_ms: i64,
) -> Result<Option<(Staff, i64)>, StoreError> {
    let row = ask
        .row(
            concat!(
                "SELECT ",
                staff_columns!(),
                ", sessions.seen_at_ms FROM sessions JOIN staff ON staff.id = sessions.staff_id \
                 WHERE token_hash = $1 AND sessions.created_at_ms >= $2 AND sessions.seen_at_ms >= $3 \
                 AND staff.disabled_at_ms IS NULL AND staff.township = $4"
            ),
            args![token_hash, created_since_ms, seen_since_ms, ask.township()],
        )
        .await?;
    row.map(|row| Ok((read(&row)?, row.int("seen_at_ms")?))).transpose()
}

/// Notes that a session is in use.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn touch_session(tx: &mut Tx, token_hash: &str, at_ms: i64) -> Result<(), StoreError> {
    tx.execute("UPDATE sessions SET seen_at_ms = $2 WHERE token_hash = $1", args![token_hash, at_ms]).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_session(tx: &mut Tx, token_hash: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM sessions WHERE token_hash = $1", args![token_hash]).await?;
    Ok(())
}

/// Ends every session of a staff member.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_sessions_of(tx: &mut Tx, staff_id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM sessions WHERE staff_id = $1", args![staff_id]).await?;
    Ok(())
}
