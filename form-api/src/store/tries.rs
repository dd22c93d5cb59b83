//! Tries of pass phrases, by name and by where they come from. Deliberately absent: addresses, and names that nobody has.

use super::{Ask, StoreError, Tx, args};

/// Who is tried, and from where.
#[derive(Clone, Copy, Debug)]
pub struct TriedAt<'a> {
    /// Staff id, or a keyed hash of a name that nobody has.
    pub who: &'a str,
    /// Keyed hash.
    pub whence: &'a str,
}

/// What was tried before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Failures in a row, and tries that are being looked at.
    pub failures: i64,
    /// No try is looked at before this moment, in Unix milliseconds.
    pub barred_until_ms: i64,
}

/// What was tried before. Until this transaction ends nobody else reads it here, so that tries at the same moment are
/// counted one after the other.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn lock_tries(tx: &mut Tx, at: TriedAt<'_>, at_ms: i64) -> Result<Tries, StoreError> {
    let township = tx.township();
    let row = (&mut *tx)
        .row(
            "INSERT INTO tries (who, whence, failures, barred_until_ms, tried_at_ms, township) VALUES ($1, $2, 0, 0, $3, $4) \
             ON CONFLICT (who, whence) DO UPDATE SET tried_at_ms = excluded.tried_at_ms \
             RETURNING failures, barred_until_ms",
            args![at.who, at.whence, at_ms, township],
        )
        .await?
        .ok_or(StoreError::NotFound)?;
    Ok(Tries { failures: row.int("failures")?, barred_until_ms: row.int("barred_until_ms")? })
}

/// Notes a try.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn note_tries(tx: &mut Tx, at: TriedAt<'_>, tries: Tries) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE tries SET failures = $3, barred_until_ms = $4 WHERE who = $1 AND whence = $2",
        args![at.who, at.whence, tries.failures, tries.barred_until_ms],
    )
    .await?;
    Ok(())
}

/// The phrase was right: what was tried from there is forgotten.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_tries_at(tx: &mut Tx, at: TriedAt<'_>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tries WHERE who = $1 AND whence = $2", args![at.who, at.whence]).await?;
    Ok(())
}

/// Somebody has a new phrase: whatever was tried before is forgotten.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_tries_of(tx: &mut Tx, who: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tries WHERE who = $1", args![who]).await?;
    Ok(())
}

/// Forgets what was tried before a moment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn forget_tries_before(tx: &mut Tx, before_ms: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tries WHERE tried_at_ms < $1 AND township = $2", args![before_ms, tx.township()])
        .await?;
    Ok(())
}
