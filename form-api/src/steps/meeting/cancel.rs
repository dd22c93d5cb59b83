//! A called meeting does not take place. It stays as a record with its reason, and its cases wait for the next one.

use crate::case::{Act, Because, Refused};
use crate::event_log::{Detail, Kind};
use crate::steps::meeting::{OnMeeting, close};
use crate::steps::{Desk, StepError, needed};
use crate::store;

/// Says that the meeting does not take place, and why; also of one that was begun by mistake, as long as nothing was said at it.
///
/// # Errors
/// [`StepError::Missing`] without a reason; [`StepError::Stale`].
pub async fn cancel_meeting(desk: Desk<'_>, on: OnMeeting<'_>, reason: &str) -> Result<(), StepError> {
    let mut taken = desk.take_meeting(on, Act::CancelMeeting).await?;
    if store::has_said_something(&mut taken.tx, &taken.meeting.id).await? {
        return Err(Refused { act: Act::CancelMeeting, because: Because::MeetingState }.into());
    }
    taken.meeting.reason = Some(needed("meeting_why", reason)?);
    let open = store::list_open_items(&mut taken.tx, &taken.meeting.id).await?;
    let count = open.len();
    close::carry_over(&desk, &mut taken, &open).await?;
    desk.finish_meeting(taken, Kind::MeetingCancelled, vec![Detail::Items(count)]).await
}
