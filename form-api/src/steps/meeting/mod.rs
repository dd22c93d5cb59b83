//! Meetings of analysis: one verb a file. What a meeting says of a case is the case's opinion, written by whoever may write
//! down what that meeting decides and sees the case. Where the case goes then is its own workflow.

pub(super) mod agenda;
pub(super) mod call;
pub(super) mod cancel;
pub(super) mod change;
pub(super) mod close;
pub(super) mod decide;
pub(super) mod minutes;
pub(super) mod points;
pub(super) mod start;

use crate::case::{Act, Because, MeetingLevel, Refused, Step, Subject, next_meeting};
use crate::event_log::{Actor, Detail, Event, Id, Kind, write_events};
use crate::steps::{Desk, StepError};
use crate::store::{self, CaseFile, MeetingFile, Tx};

/// Which meeting, as the person saw it.
#[derive(Clone, Copy, Debug)]
pub struct OnMeeting<'a> {
    /// Row id.
    pub id: &'a str,
    /// The version that the page showed.
    pub version: i64,
}

/// A meeting that is being worked on: the open transaction, and the state that the act leads to.
struct TakenMeeting {
    tx: Tx,
    meeting: MeetingFile,
    /// What happens to cases by it: row id, event, and what the event says.
    of_cases: Vec<(String, Kind, Vec<Detail>)>,
}

impl Desk<'_> {
    /// Opens a meeting for an act that must not be done over what somebody else has done in between.
    async fn take_meeting(&self, on: OnMeeting<'_>, act: Act) -> Result<TakenMeeting, StepError> {
        let taken = self.look_up_meeting(on.id, act).await?;
        if taken.meeting.version == on.version { Ok(taken) } else { Err(StepError::Stale) }
    }

    /// Opens a meeting for an act that concerns one case of its agenda: two clerks do not keep each other from writing.
    async fn look_up_meeting(&self, id: &str, act: Act) -> Result<TakenMeeting, StepError> {
        let viewer = self.staff.viewer();
        let mut tx = self.begin().await?;
        let mut meeting = store::find_meeting(&mut tx, &viewer, id).await?;
        viewer.check_meeting(act, &meeting.meeting())?;
        meeting.state = next_meeting(meeting.state, act)?;
        Ok(TakenMeeting { tx, meeting, of_cases: Vec::new() })
    }

    /// Saves the meeting, writes its event and those of its cases, and commits.
    async fn finish_meeting(
        &self,
        taken: TakenMeeting,
        kind: Kind,
        details: Vec<Detail>,
    ) -> Result<(), StepError> {
        let TakenMeeting { mut tx, meeting, of_cases } = taken;
        store::save_meeting(&mut tx, &meeting).await?;
        let actor = Actor::Staff(self.staff.id.clone());
        let event = |subject, kind, details| Event {
            at: self.now,
            actor: &actor,
            subject,
            kind,
            details,
            text: None,
        };
        let mut events = vec![event(Some(meeting.subject()), kind, details)];
        for (case_id, kind, details) in &of_cases {
            events.push(event(Some(Subject::case(case_id)), *kind, details.clone()));
        }
        write_events(&mut tx, &events).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A case of the agenda for what the meeting says of it: it must still wait for a meeting of this level.
    async fn take_case_of_meeting(
        &self,
        tx: &mut Tx,
        level: MeetingLevel,
        submission_no: &str,
    ) -> Result<CaseFile, StepError> {
        let case = store::find_case(tx, &self.staff.viewer(), submission_no).await?;
        let act = Act::DecideItem;
        if case.awaits_first_reader {
            return Err(Refused { act, because: Because::WhoIsMeant }.into());
        }
        if Some(case.state) == level.state() {
            Ok(case)
        } else {
            Err(Refused { act, because: Because::State }.into())
        }
    }
}

/// Moves a case by what a meeting decided, and gives the event of it.
fn move_case(case: &mut CaseFile, step: Step) -> Result<Kind, StepError> {
    case.state = crate::case::next(&case.case(), step)?;
    Ok(Kind::from(step))
}

/// What events say of the meeting that they come from.
fn of_meeting(meeting: &MeetingFile) -> Vec<Detail> {
    let id = Id::new(&meeting.id).map(Detail::Meeting);
    std::iter::once(Detail::HeldOn(meeting.held_on)).chain(id).collect()
}
