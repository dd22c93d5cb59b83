//! The desk's lists and the index of search are written with each change. Here they are held against what they are made of, and mended
//! where they differ: after a fault, or after somebody changed the database by hand. No event: nothing has happened to a case.

use crate::steps::{StepError, Upkeep};
use crate::store::{self, StoreError};

/// Cases in one transaction, so that nobody waits long for the writer.
const BATCH: i64 = 200;

/// Adds up the counts of the long lists.
///
/// # Errors
/// [`StepError::Store`]; then they stay as they are, which is as right.
pub async fn add_up_queue_counts(upkeep: Upkeep<'_>) -> Result<(), StepError> {
    let mut tx = upkeep.begin().await?;
    store::add_up_queue_counts(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Holds lists, counts and the index of search against the cases; says how much was wrong.
///
/// # Errors
/// [`StepError::Store`]; what was mended before stays.
pub async fn mend_lists(upkeep: Upkeep<'_>) -> Result<usize, StepError> {
    let mended = mend_entries(upkeep).await? + mend_search(upkeep).await?;
    let mut tx = upkeep.begin().await?;
    let counts = store::mend_queue_counts(&mut tx).await?;
    tx.commit().await?;
    add_up_queue_counts(upkeep).await?;
    let mended = mended + usize::try_from(counts).unwrap_or(usize::MAX);
    if mended > 0 {
        tracing::warn!(mended, "entries of the desk's lists or of search were not as they should be");
    }
    Ok(mended)
}

async fn mend_entries(upkeep: Upkeep<'_>) -> Result<usize, StepError> {
    let (mut after, mut mended) = (String::new(), 0);
    loop {
        let wrong = store::list_misplaced(upkeep.db, &after, BATCH).await?;
        let Some(last) = wrong.last() else { return Ok(mended) };
        after.clone_from(last);
        mended += wrong.len();
        let mut tx = upkeep.begin().await?;
        store::mend_queue_entries(&mut tx, &wrong).await?;
        tx.commit().await?;
    }
}

async fn mend_search(upkeep: Upkeep<'_>) -> Result<usize, StepError> {
    let mut mended = 0;
    loop {
        let missing = store::list_unsearched(upkeep.db, BATCH).await?;
        if missing.is_empty() {
            return Ok(mended);
        }
        let mut tx = upkeep.begin().await?;
        match store::mend_search_index(&mut tx, &missing).await {
            Ok(()) => tx.commit().await?,
            // Another server mends at the same time: what it has put there is not missing any more.
            Err(StoreError::Duplicate) => continue,
            Err(error) => return Err(error.into()),
        }
        mended += missing.len();
    }
}
