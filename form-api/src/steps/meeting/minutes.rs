//! The minutes of a closed meeting: a second person agrees with them, and then the offices have them.

use crate::case::Act;
use crate::event_log::{Detail, Kind};
use crate::steps::meeting::OnMeeting;
use crate::steps::{Desk, StepError};
use crate::store;

/// Agrees with the minutes.
///
/// # Errors
/// [`StepError::Refused`] for who closed the meeting; [`StepError::Missing`] while something that was raised there has neither an
/// answer nor a letter; [`StepError::Stale`].
pub async fn approve_minutes(desk: Desk<'_>, on: OnMeeting<'_>) -> Result<(), StepError> {
    let mut taken = desk.take_meeting(on, Act::ApproveMinutes).await?;
    if store::count_open_points(&mut taken.tx, &taken.meeting.id).await? > 0 {
        return Err(StepError::Missing("meeting_points"));
    }
    taken.meeting.approved_by = Some(desk.staff.id.clone());
    taken.meeting.approved_at = Some(desk.now);
    let details = vec![Detail::HeldOn(taken.meeting.held_on)];
    desk.finish_meeting(taken, Kind::MinutesApproved, details).await
}

/// Gives the minutes to the offices: each reads of them what is about letters that it sees.
///
/// # Errors
/// [`StepError::Refused`] before they are approved; [`StepError::Stale`].
pub async fn issue_minutes(desk: Desk<'_>, on: OnMeeting<'_>) -> Result<(), StepError> {
    let mut taken = desk.take_meeting(on, Act::IssueMinutes).await?;
    taken.meeting.issued_by = Some(desk.staff.id.clone());
    taken.meeting.issued_at = Some(desk.now);
    let details = vec![Detail::HeldOn(taken.meeting.held_on)];
    desk.finish_meeting(taken, Kind::MinutesIssued, details).await
}
