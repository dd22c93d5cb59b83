//! What came of a form that was sent for several letters is kept for the page that follows it. Each letter had its own step, with its
//! own right, version and event: here nothing of a letter changes.

use crate::steps::{Desk, StepError};
use crate::store::{self, Batch};

/// Keeps it for who sent the form.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_batch(desk: Desk<'_>, id: &str, batch: &Batch) -> Result<(), StepError> {
    let mut tx = desk.db.begin().await?;
    store::add_batch(&mut tx, (id, &desk.staff.id), batch, desk.now.as_millisecond()).await?;
    tx.commit().await?;
    Ok(())
}
