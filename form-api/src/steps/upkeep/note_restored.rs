//! A backup was put back: what follows from that for everything at once. What was taken back of a letter since then is
//! `take_back_again`.

use crate::event_log::{Actor, Event, Kind, write_event};
use crate::steps::{StepError, Upkeep};
use crate::store::{self, StoreError};

/// Accounts that were closed stay closed, everybody signs in again, and every public record is
/// told anew, under numbers that nobody has seen.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_restored(
    upkeep: Upkeep<'_>,
    disabled: &[String],
    renumber_by: i64,
) -> Result<(), StepError> {
    let mut tx = upkeep.begin().await?;
    for id in disabled {
        match store::disable_staff(&mut tx, id, upkeep.now.as_millisecond()).await {
            // The account is younger than the backup.
            Ok(()) | Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    store::remove_all_sessions(&mut tx).await?;
    store::renumber_public_changes(&mut tx, renumber_by).await?;
    let event = Event {
        at: upkeep.now,
        actor: &Actor::System,
        subject: None,
        kind: Kind::Restored,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
