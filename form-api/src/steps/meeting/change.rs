//! A called meeting changes: its day, time, place, chair or members.

use crate::case::Act;
use crate::event_log::{Detail, Kind};
use crate::steps::meeting::OnMeeting;
use crate::steps::meeting::call::Called;
use crate::steps::{Desk, StepError};

/// Changes what was said when the meeting was called.
///
/// # Errors
/// As `call_meeting`; [`StepError::Stale`].
pub async fn change_meeting(desk: Desk<'_>, on: OnMeeting<'_>, called: &Called<'_>) -> Result<(), StepError> {
    let mut taken = desk.take_meeting(on, Act::ChangeMeeting).await?;
    called.write_into(&mut taken.meeting, desk.now)?;
    let details = vec![Detail::HeldOn(called.held_on)];
    desk.finish_meeting(taken, Kind::MeetingChanged, details).await
}
