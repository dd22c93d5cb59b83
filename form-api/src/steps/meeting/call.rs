//! A meeting is called: day, time, place and chair are known, and its agenda can be made.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan as _};
use record::UnitKind;

use crate::case::{Act, Meeting, MeetingLevel, MeetingState, shanghai_date};
use crate::event_log::{Detail, Kind};
use crate::steps::meeting::TakenMeeting;
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, MeetingFile};

/// A meeting that was held is written down within so many days.
const BACK_DAYS: i64 = 92;

/// Nobody calls one further ahead: another year would be a slip of the pen.
pub(super) const AHEAD_DAYS: i64 = 366;

/// What is said when a meeting is called.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    /// The day.
    pub held_on: Date,
    /// The time of day.
    pub starts_at: Time,
    /// Where.
    pub place: &'a str,
    /// Who leads it.
    pub chair: &'a str,
    /// So many belong to it; nobody to a gathering.
    pub members: i64,
    /// What a gathering is about.
    pub topic: &'a str,
    /// Who is asked to come to it, by what they are.
    pub invited: &'a str,
}

impl Called<'_> {
    /// Writes it into a meeting.
    ///
    /// # Errors
    /// [`StepError::Missing`] and [`StepError::Unknown`] name what is wrong.
    pub(super) fn write_into(&self, meeting: &mut MeetingFile, now: Timestamp) -> Result<(), StepError> {
        let today = shanghai_date(now);
        let days = today.saturating_sub(BACK_DAYS.days())..=today.saturating_add(AHEAD_DAYS.days());
        if !days.contains(&self.held_on) {
            return Err(StepError::Unknown("meeting_day"));
        }
        if meeting.level.is_gathering() {
            meeting.topic = Some(needed("meeting_topic", self.topic)?);
            meeting.invited = Some(self.invited.trim().to_owned()).filter(|text| !text.is_empty());
        } else if self.members < 1 {
            return Err(StepError::Missing("meeting_members"));
        }
        meeting.place = needed("meeting_place", self.place)?;
        meeting.chair = needed("meeting_chair", self.chair)?;
        (meeting.held_on, meeting.starts_at, meeting.members) = (self.held_on, self.starts_at, self.members);
        Ok(())
    }
}

/// Calls a meeting and gives its row id. A day that is past is taken: offices without a computer in the room write their
/// meetings down afterwards.
///
/// # Errors
/// [`StepError::Unknown`] for a village or an office that there is not; [`StepError::Refused`].
pub async fn call_meeting(
    desk: Desk<'_>,
    level: MeetingLevel,
    unit: Option<&str>,
    called: &Called<'_>,
) -> Result<String, StepError> {
    let today = shanghai_date(desk.now);
    let kind = match level {
        MeetingLevel::Village => Some(UnitKind::Village),
        MeetingLevel::Office => Some(UnitKind::Office),
        MeetingLevel::Joint => None,
        // Of one village, or of the whole township.
        MeetingLevel::OutreachDay | MeetingLevel::JointOfficeDay | MeetingLevel::TownHall => {
            unit.map(|_| UnitKind::Village)
        }
    };
    let stands = |id| kind.is_some_and(|kind| desk.township.tree.stands(id, kind, today));
    if unit.is_some() != kind.is_some() || unit.is_some_and(|id| !stands(id)) {
        return Err(StepError::Unknown("meeting_unit"));
    }
    let asked = Meeting { level, unit, is_issued: false, author: None };
    desk.staff.viewer().check_meeting(Act::CallMeeting, &asked)?;
    let mut meeting = MeetingFile {
        id: store::new_id(),
        version: 1,
        level,
        unit: unit.map(str::to_owned),
        state: MeetingState::Planned,
        held_on: called.held_on,
        starts_at: called.starts_at,
        place: String::new(),
        chair: String::new(),
        topic: None,
        invited: None,
        members: called.members,
        present: None,
        attendees: None,
        leader_attended: false,
        lacking: None,
        reason: None,
        called_by: desk.staff.id.clone(),
        called_at: desk.now,
        started_at: None,
        closed_by: None,
        closed_at: None,
        approved_by: None,
        approved_at: None,
        issued_by: None,
        issued_at: None,
    };
    called.write_into(&mut meeting, desk.now)?;
    let mut tx = desk.begin().await?;
    store::add_meeting(&mut tx, &meeting).await?;
    let (id, held_on) = (meeting.id.clone(), meeting.held_on);
    let taken = TakenMeeting { tx, meeting, of_cases: Vec::new() };
    desk.finish_meeting(taken, Kind::MeetingCalled, vec![Detail::HeldOn(held_on)]).await?;
    Ok(id)
}
