//! Addresses at which staff subscribe to their meetings. Deliberately absent: the other half of an address (`seal`).

use jiff::Timestamp;

use super::{Ask, Staff, StoreError, Tx, args, find_staff};

/// Keeps the id of somebody's address; one that they had before leads nowhere from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_calendar_feed(
    tx: &mut Tx,
    staff_id: &str,
    id: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO calendar_feeds (staff_id, township, id, made_at_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (staff_id) DO UPDATE SET id = $3, made_at_ms = $4",
        args![staff_id, tx.township(), id, at.as_millisecond()],
    )
    .await
    .map(drop)
}

/// Somebody's address leads nowhere from now on.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_calendar_feed(tx: &mut Tx, staff_id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM calendar_feeds WHERE staff_id = $1", args![staff_id]).await.map(drop)
}

/// The id of somebody's address, if they have one.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_calendar_feed<A: Ask + Send>(
    mut ask: A,
    staff_id: &str,
) -> Result<Option<String>, StoreError> {
    let row = ask.row("SELECT id FROM calendar_feeds WHERE staff_id = $1", args![staff_id]).await?;
    row.map(|row| row.text("id")).transpose()
}

/// Whose address this is; none once it was given up, or its owner cannot sign in any more.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_calendar_owner<A: Ask + Send>(mut ask: A, id: &str) -> Result<Option<Staff>, StoreError> {
    let sql = "SELECT staff_id FROM calendar_feeds WHERE id = $1 AND township = $2";
    let Some(row) = ask.row(sql, args![id, ask.township()]).await? else { return Ok(None) };
    let owner = find_staff(ask, &row.text("staff_id")?).await?;
    Ok(Some(owner).filter(|owner| !owner.is_disabled))
}
