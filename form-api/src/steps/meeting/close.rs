//! A meeting ends. Of each case that was not discussed it is asked where it goes; none is lost.

use crate::case::{Act, ItemOutcome, shanghai_date};
use crate::event_log::{Detail, Kind};
use crate::steps::meeting::{OnMeeting, TakenMeeting, move_case, of_meeting};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, SettledItem};

/// Where a case goes that was not discussed.
#[derive(Clone, Debug)]
pub struct Undiscussed {
    /// Row id of the item.
    pub item_id: String,
    /// Where it goes.
    pub outcome: ItemOutcome,
    /// Why.
    pub reason: String,
}

/// Closes a meeting. A case that had moved on by itself is asked nothing of; one that whoever closes does not see waits for
/// the next meeting.
///
/// # Errors
/// [`StepError::Missing`] for a case of which it is not said where it goes, or not why it is dropped; [`StepError::Stale`].
pub async fn close_meeting(
    desk: Desk<'_>,
    on: OnMeeting<'_>,
    undiscussed: &[Undiscussed],
) -> Result<(), StepError> {
    let mut taken = desk.take_meeting(on, Act::CloseMeeting).await?;
    let open = store::list_open_items(&mut taken.tx, &taken.meeting.id).await?;
    let seen = store::list_items(&mut taken.tx, &desk.staff.viewer(), &taken.meeting.id).await?;
    let mut to_next = Vec::new();
    for (item_id, case_id) in open {
        let Some(item) = seen.iter().find(|item| item.id == item_id) else {
            to_next.push((item_id, case_id));
            continue;
        };
        let (outcome, reason) = if Some(item.case_state) == taken.meeting.level.state() {
            let row = undiscussed.iter().find(|row| row.item_id == item_id);
            let row = row.ok_or(StepError::Missing("meeting_where"))?;
            let reason = match row.outcome {
                ItemOutcome::Dropped => Some(needed("meeting_why", &row.reason)?),
                ItemOutcome::Next | ItemOutcome::Back => needed("meeting_why", &row.reason).ok(),
                _ => return Err(StepError::Missing("meeting_where")),
            };
            (row.outcome, reason)
        } else {
            (ItemOutcome::Ended, None)
        };
        if outcome == ItemOutcome::Back {
            let level = taken.meeting.level;
            let mut case = desk.take_case_of_meeting(&mut taken.tx, level, &item.submission_no).await?;
            if let Some(step) = outcome.step(level) {
                let kind = move_case(&mut case, step)?;
                taken.of_cases.push((case_id.clone(), kind, of_meeting(&taken.meeting)));
            }
            store::save_case(&mut taken.tx, &case).await?;
        }
        settle(&desk, &mut taken, &item_id, outcome, reason.as_deref()).await?;
        if outcome == ItemOutcome::Next {
            put_on_next(&desk, &mut taken, case_id).await?;
        }
    }
    carry_over(&desk, &mut taken, &to_next).await?;
    taken.meeting.closed_by = Some(desk.staff.id.clone());
    taken.meeting.closed_at = Some(desk.now);
    let details = vec![Detail::HeldOn(taken.meeting.held_on), Detail::Items(seen.len())];
    desk.finish_meeting(taken, Kind::MeetingClosed, details).await
}

/// Cases wait for the next meeting; where one was called already, they stand on its agenda.
pub(super) async fn carry_over(
    desk: &Desk<'_>,
    taken: &mut TakenMeeting,
    items: &[(String, String)],
) -> Result<(), StepError> {
    for (item_id, case_id) in items {
        settle(desk, taken, item_id, ItemOutcome::Next, None).await?;
        put_on_next(desk, taken, case_id.clone()).await?;
    }
    Ok(())
}

async fn settle(
    desk: &Desk<'_>,
    taken: &mut TakenMeeting,
    item_id: &str,
    outcome: ItemOutcome,
    reason: Option<&str>,
) -> Result<(), StepError> {
    let settled = SettledItem {
        id: item_id,
        outcome,
        opinion_id: None,
        responsible: None,
        until_on: None,
        reason,
        by: &desk.staff.id,
        at: desk.now,
    };
    Ok(store::settle_item(&mut taken.tx, &settled).await?)
}

/// A case stands on the agenda of the next meeting that was called, if there is one.
pub(super) async fn put_on_next(
    desk: &Desk<'_>,
    taken: &mut TakenMeeting,
    case_id: String,
) -> Result<(), StepError> {
    if let Some(next) =
        store::find_next_planned(&mut taken.tx, &taken.meeting, shanghai_date(desk.now)).await?
    {
        store::add_items(&mut taken.tx, &next, &[case_id], (&desk.staff.id, desk.now)).await?;
    }
    Ok(())
}
