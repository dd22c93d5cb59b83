//! Facts about the data folder itself, such as whether it is a sample. Deliberately absent: settings, which are a file.

use super::{Ask, Db, StoreError, Tx, args};

/// The value of a fact.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_deployment_info<A: Ask + Send>(
    mut ask: A,
    name: &str,
) -> Result<Option<String>, StoreError> {
    ask.row(
        "SELECT value FROM deployment_info WHERE name = $1 AND township = $2",
        args![name, ask.township()],
    )
    .await?
    .map(|row| row.text("value"))
    .transpose()
}

/// Records a fact, over an older value.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_deployment_info(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO deployment_info (name, value, township) VALUES ($1, $2, $3) ON CONFLICT (township, name) DO UPDATE SET value = excluded.value",
        args![name, value, tx.township()],
    )
    .await?;
    Ok(())
}

/// The fact that says which keys everything was made with.
const KEYS: &str = "keys";

/// The fingerprint of the keys that belong to this database; none before they were noted.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_keys_fingerprint<A: Ask + Send>(ask: A) -> Result<Option<String>, StoreError> {
    find_deployment_info(ask, KEYS).await
}

/// Notes which keys belong to this database.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_keys_fingerprint(tx: &mut Tx, fingerprint: &str) -> Result<(), StoreError> {
    set_deployment_info(tx, KEYS, fingerprint).await
}

/// Could something be written now? It is taken back: nothing is kept of the question.
///
/// # Errors
/// [`StoreError::Database`] says why not.
pub async fn try_to_write(db: &Db) -> Result<(), StoreError> {
    // More than a page holds, so that the file would have to grow.
    const MUCH: usize = 64 * 1024;
    let mut tx = db.begin().await?;
    set_deployment_info(&mut tx, "asked_whether_ready", &"0".repeat(MUCH)).await
}
