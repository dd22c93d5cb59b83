//! Sealing everything again when the township's key was changed.

use crate::seal::{PrivateKey, PublicKey, SealedContact};
use crate::steps::StepError;
use crate::store::{self, Db, SealedRow, Tx};

/// Letters that are read at once.
const BATCH: i64 = 100;

/// Seals everything to `vault` that is under other keys; `keys` open it. Letters that arrive meanwhile are under the
/// new key already, and a run that was cut short goes on where it stopped.
///
/// # Errors
/// [`StepError::Sealed`] for something that none of the keys opens.
pub(in crate::steps) async fn reseal_to(
    db: &Db,
    keys: &[PrivateKey],
    vault: &PublicKey,
    mut progress: impl FnMut(usize),
) -> Result<usize, StepError> {
    let (mut done, mut after) = (0, String::new());
    loop {
        let mut tx = db.begin().await?;
        let batch = store::list_sealed_letters(&mut tx, &after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after.clone_from(&last.submission_id);
        for row in batch {
            done += usize::from(reseal_row(&mut tx, keys, vault, row).await?);
        }
        tx.commit().await?;
        progress(done);
    }
    let mut tx = db.begin().await?;
    for row in store::list_sealed_requests(&mut tx).await? {
        done += usize::from(reseal_row(&mut tx, keys, vault, row).await?);
    }
    tx.commit().await?;
    Ok(done)
}

async fn reseal_row(
    tx: &mut Tx,
    keys: &[PrivateKey],
    vault: &PublicKey,
    mut row: SealedRow,
) -> Result<bool, StepError> {
    let sealed = SealedContact::parse(&row.contact)?;
    if sealed.keys().all(|id| id == vault.id()) {
        return Ok(false);
    }
    let contact = sealed.open(keys, &row.submission_id)?;
    let sealed = SealedContact::seal(vault, &row.submission_id, &contact)?.unwrap_or_default();
    row.contact = sealed.to_bytes();
    store::put_sealed(tx, &row).await?;
    Ok(true)
}

/// Whether anything is still sealed to another key than this one.
pub(in crate::steps) async fn is_any_left(tx: &mut Tx, vault: &PublicKey) -> Result<bool, StepError> {
    let is_left = |row: &SealedRow| {
        SealedContact::parse(&row.contact).map_or(true, |sealed| sealed.keys().any(|id| id != vault.id()))
    };
    if store::list_sealed_requests(&mut *tx).await?.iter().any(is_left) {
        return Ok(true);
    }
    let mut after = String::new();
    loop {
        let batch = store::list_sealed_letters(&mut *tx, &after, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(false) };
        after.clone_from(&last.submission_id);
        if batch.iter().any(is_left) {
            return Ok(true);
        }
    }
}
