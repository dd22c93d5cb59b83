//! A backup was put back aside and proved sound.

use crate::event_log::{Actor, Event, Kind, write_event};
use crate::steps::{StepError, Upkeep};
use crate::store;

/// The fact that says when a backup was last proved by putting it back.
pub const DRILLED_AT: &str = "drilled_at";

/// Notes it, for the log and for who watches the service.
///
/// # Errors
/// [`StepError::Store`].
pub async fn note_drill(upkeep: Upkeep<'_>) -> Result<(), StepError> {
    let mut tx = upkeep.begin().await?;
    store::set_deployment_info(&mut tx, DRILLED_AT, &upkeep.now.to_string()).await?;
    let event = Event {
        at: upkeep.now,
        actor: &Actor::System,
        subject: None,
        kind: Kind::RestoreDrilled,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
