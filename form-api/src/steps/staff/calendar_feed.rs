//! An address at which somebody's meetings can be subscribed to: made anew, or given up.

use crate::event_log::{Actor, Event, Kind, write_event};
use crate::steps::{Desk, StepError};
use crate::store;

/// Makes an address for who is at work; one that they had before leads nowhere from now on.
///
/// # Errors
/// [`StepError::Store`].
pub async fn make_calendar_feed(desk: Desk<'_>) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    store::set_calendar_feed(&mut tx, &desk.staff.id, &store::new_id(), desk.now).await?;
    finish(&desk, tx, Kind::CalendarFeedMade).await
}

/// Gives the address up.
///
/// # Errors
/// [`StepError::Store`].
pub async fn end_calendar_feed(desk: Desk<'_>) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    store::remove_calendar_feed(&mut tx, &desk.staff.id).await?;
    finish(&desk, tx, Kind::CalendarFeedEnded).await
}

async fn finish(desk: &Desk<'_>, mut tx: store::Tx, kind: Kind) -> Result<(), StepError> {
    let actor = Actor::Staff(desk.staff.id.clone());
    let event = Event { at: desk.now, actor: &actor, subject: None, kind, details: Vec::new(), text: None };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
