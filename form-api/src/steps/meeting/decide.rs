//! What a meeting says of a case, and where the case goes: the opinion is the case's, and so is the step that follows.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::case::{Act, ItemOutcome};
use crate::event_log::Kind;
use crate::steps::meeting::call::AHEAD_DAYS;
use crate::steps::meeting::close::put_on_next;
use crate::steps::meeting::{move_case, of_meeting};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, Opinion, SettledItem};

/// What was decided.
#[derive(Clone, Copy, Debug)]
pub struct Decided<'a> {
    /// What the meeting said.
    pub opinion: &'a str,
    /// Where the case goes.
    pub outcome: ItemOutcome,
    /// Who does it.
    pub responsible: &'a str,
    /// By which day.
    pub until: Option<Date>,
}

/// Writes down what a running meeting decided of a case on its agenda.
///
/// # Errors
/// [`StepError::Missing`] and [`StepError::Unknown`] name what is wrong; [`StepError::Refused`] for a case that has moved on;
/// [`StepError::Stale`] when somebody else has written it down in between.
pub async fn decide_item(
    desk: Desk<'_>,
    id: &str,
    item_id: &str,
    decided: &Decided<'_>,
) -> Result<(), StepError> {
    let mut taken = desk.look_up_meeting(id, Act::DecideItem).await?;
    let (tx, meeting) = (&mut taken.tx, &taken.meeting);
    let item = store::find_item(&mut *tx, &desk.staff.viewer(), &meeting.id, item_id).await?;
    if item.outcome.is_some() {
        return Err(StepError::Stale);
    }
    let mut case = desk.take_case_of_meeting(tx, meeting.level, &item.submission_no).await?;
    let said = needed("opinion", decided.opinion)?;
    let step = decided.outcome.step(meeting.level);
    let is_possible = ItemOutcome::DECISIONS.contains(&decided.outcome);
    if !is_possible || (decided.outcome == ItemOutcome::Up && step.is_none()) {
        return Err(StepError::Missing("meeting_outcome"));
    }
    let (responsible, until_on) = match decided.outcome {
        ItemOutcome::Handle => {
            let until = decided.until.ok_or(StepError::Missing("meeting_until"))?;
            if until < meeting.held_on {
                return Err(StepError::Unknown("day_past"));
            }
            if until > meeting.held_on.saturating_add(AHEAD_DAYS.days()) {
                return Err(StepError::Unknown("day_far"));
            }
            (Some(needed("meeting_who", decided.responsible)?), Some(until))
        }
        _ => (None, None),
    };
    let opinion = Opinion {
        id: store::new_id(),
        level: case.state,
        held_on: meeting.held_on,
        leader_attended: meeting.leader_attended,
        opinion: said,
        written_by: desk.staff.id.clone(),
        written_at: desk.now,
    };
    store::add_opinion(tx, case.subject(), &opinion).await?;
    let settled = SettledItem {
        id: &item.id,
        outcome: decided.outcome,
        opinion_id: Some(&opinion.id),
        responsible: responsible.as_deref(),
        until_on,
        reason: None,
        by: &desk.staff.id,
        at: desk.now,
    };
    store::settle_item(tx, &settled).await?;
    let mut events = vec![(item.case_id.clone(), Kind::OpinionRecorded, of_meeting(meeting))];
    if let Some(step) = step {
        events.push((item.case_id.clone(), move_case(&mut case, step)?, Vec::new()));
    }
    store::save_case(tx, &case).await?;
    if decided.outcome == ItemOutcome::Next {
        put_on_next(&desk, &mut taken, item.case_id).await?;
    }
    let details = of_meeting(&taken.meeting);
    taken.of_cases = events;
    desk.finish_meeting(taken, Kind::ItemDecided, details).await
}
