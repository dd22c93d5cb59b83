//! A meeting begins: who came is written down, and why it is held where too few came or no leader.

use crate::case::{Act, Attendance, Lacking};
use crate::event_log::{Detail, Kind};
use crate::steps::meeting::OnMeeting;
use crate::steps::{Desk, StepError, needed};

/// Who came.
#[derive(Clone, Copy, Debug)]
pub struct Attended<'a> {
    /// So many of those who belong to it.
    pub present: i64,
    /// Who, in words that stay.
    pub attendees: &'a str,
    /// A leader of the township came.
    pub leader_attended: bool,
    /// Why it is held all the same.
    pub reason: &'a str,
}

/// Begins a meeting.
///
/// # Errors
/// [`StepError::Missing`] names what the meeting lacks while no reason is given; [`StepError::Unknown`] for more people than
/// belong to it; [`StepError::Stale`].
pub async fn start_meeting(
    desk: Desk<'_>,
    on: OnMeeting<'_>,
    attended: &Attended<'_>,
) -> Result<(), StepError> {
    let mut taken = desk.take_meeting(on, Act::StartMeeting).await?;
    let meeting = &mut taken.meeting;
    let is_too_many = !meeting.level.is_gathering() && attended.present > meeting.members;
    if attended.present < 1 || is_too_many {
        return Err(StepError::Unknown("present"));
    }
    let attendance = Attendance {
        members: meeting.members,
        present: attended.present,
        leader_attended: attended.leader_attended,
    };
    meeting.attendees = Some(needed("meeting_attendees", attended.attendees)?);
    meeting.lacking = attendance.lacking(meeting.level);
    meeting.reason = match meeting.lacking {
        None => None,
        Some(Lacking::Quorum) => Some(needed("meeting_quorum", attended.reason)?),
        Some(Lacking::Leader) => Some(needed("meeting_leader", attended.reason)?),
    };
    (meeting.present, meeting.leader_attended) = (Some(attended.present), attended.leader_attended);
    meeting.started_at = Some(desk.now);
    let details = vec![Detail::HeldOn(meeting.held_on)];
    desk.finish_meeting(taken, Kind::MeetingStarted, details).await
}
