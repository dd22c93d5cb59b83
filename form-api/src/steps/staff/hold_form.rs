//! A session ended while somebody wrote: what they typed waits for them, sealed under a key that only their browser holds.
//! It can hold contact details of a letter that is being entered, so that not even the service opens it without them.

use jiff::Timestamp;

use crate::seal::HeldKey;
use crate::steps::StepError;
use crate::store::{self, Db, HeldForm};

/// Keeps a form for two hours.
///
/// # Errors
/// [`StepError::Store`].
pub async fn hold_form(
    db: &Db,
    key: &HeldKey,
    staff_id: &str,
    form: &[u8],
    now: Timestamp,
) -> Result<(), StepError> {
    let held =
        HeldForm { staff_id: staff_id.to_owned(), sealed: key.seal(form), held_at_ms: now.as_millisecond() };
    let mut tx = db.begin().await?;
    store::hold_form(&mut tx, &key.id(), &held).await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets a form that was sent, or that its writer does not want any more.
///
/// # Errors
/// [`StepError::Store`].
pub async fn drop_held_form(db: &Db, id: &str) -> Result<(), StepError> {
    let mut tx = db.begin().await?;
    store::drop_held_form(&mut tx, id).await?;
    tx.commit().await?;
    Ok(())
}
