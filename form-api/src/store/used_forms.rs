//! Forms that did something, and forms that staff could not send any more because their session had ended. Deliberately
//! absent: what was posted, in clear.

use super::{Ask, StoreError, Tx, args};

/// A form that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedForm {
    /// Where the browser was sent.
    pub leads_to: String,
    /// Unix milliseconds.
    pub used_at_ms: i64,
}

/// Notes that a form is used in this transaction. Says whether it is the first time; the second waits here until the
/// first is committed or undone.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn use_form(tx: &mut Tx, key: &str, leads_to: &str, at_ms: i64) -> Result<bool, StoreError> {
    let sql = "INSERT INTO used_forms (form_key, leads_to, used_at_ms, township) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, args![key, leads_to, at_ms, tx.township()]).await? == 1)
}

/// What a form led to, if it was used.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_used_form<A: Ask + Send>(mut ask: A, key: &str) -> Result<Option<UsedForm>, StoreError> {
    let sql = "SELECT leads_to, used_at_ms FROM used_forms WHERE form_key = $1";
    let row = ask.row(sql, args![key]).await?;
    row.map(|row| Ok(UsedForm { leads_to: row.text("leads_to")?, used_at_ms: row.int("used_at_ms")? }))
        .transpose()
}

/// Forgets forms that were used before a moment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_used_forms(tx: &mut Tx, before_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM used_forms WHERE used_at_ms < $1 AND township = $2",
        args![before_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// A form that waits for its writer to sign in again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldForm {
    /// Whose page it came from.
    pub staff_id: String,
    /// Under a key that only the writer's browser holds.
    pub sealed: Vec<u8>,
    /// Unix milliseconds.
    pub held_at_ms: i64,
}

/// Keeps a form for its writer.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn hold_form(tx: &mut Tx, id: &str, form: &HeldForm) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO held_forms (id, staff_id, sealed, held_at_ms, township) VALUES ($1, $2, $3, $4, $5)",
        args![id, &form.staff_id, form.sealed.as_slice(), form.held_at_ms, tx.township()],
    )
    .await?;
    Ok(())
}

/// A form that waits.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_held_form<A: Ask + Send>(mut ask: A, id: &str) -> Result<Option<HeldForm>, StoreError> {
    let row = ask.row("SELECT staff_id, sealed, held_at_ms FROM held_forms WHERE id = $1", args![id]).await?;
    row.map(|row| {
        Ok(HeldForm {
            staff_id: row.text("staff_id")?,
            sealed: row.bytes("sealed")?,
            held_at_ms: row.int("held_at_ms")?,
        })
    })
    .transpose()
}

/// A form waits no more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn drop_held_form(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM held_forms WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Forgets forms that nobody came back for.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_held_forms(tx: &mut Tx, before_ms: i64) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM held_forms WHERE held_at_ms < $1 AND township = $2",
        args![before_ms, tx.township()],
    )
    .await?;
    Ok(())
}
