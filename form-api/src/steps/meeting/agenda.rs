//! The agenda: cases that wait for a meeting of this level are put on it, and taken off again with a reason.

use crate::case::{Act, ItemOutcome, MeetingLevel};
use crate::event_log::{Detail, Kind};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, MeetingFile, SettledItem, WaitingCase};

/// A case waits for this very meeting: of its level, and of its village or office.
#[must_use]
pub fn waits_for(case: &WaitingCase, meeting: &MeetingFile) -> bool {
    let unit = meeting.unit.as_deref();
    let is_of_unit = match meeting.level {
        // What concerns no village by itself is discussed in the one that takes it up.
        MeetingLevel::Village => case.village.is_none() || case.village.as_deref() == unit,
        MeetingLevel::Office => case.lead_office.as_deref() == unit,
        MeetingLevel::Joint => true,
        MeetingLevel::OutreachDay | MeetingLevel::JointOfficeDay | MeetingLevel::TownHall => false,
    };
    Some(case.state) == meeting.level.state() && is_of_unit
}

/// Puts cases on the agenda, by their letter numbers. One that came onto another agenda, or moved on, in between is left out.
///
/// # Errors
/// [`StepError::Missing`] when none was chosen; [`StepError::Stale`] when none of them waits any more.
pub async fn set_agenda(desk: Desk<'_>, id: &str, numbers: &[&str]) -> Result<(), StepError> {
    let mut taken = desk.look_up_meeting(id, Act::SetAgenda).await?;
    if numbers.is_empty() {
        return Err(StepError::Missing("meeting_cases"));
    }
    let waiting = store::list_waiting_cases(&mut taken.tx, &desk.staff.viewer()).await?;
    let is_meant = |case: &&WaitingCase| {
        numbers.contains(&case.submission_no.as_str()) && waits_for(case, &taken.meeting)
    };
    let cases: Vec<String> = waiting.iter().filter(is_meant).map(|case| case.id.clone()).collect();
    let by = (desk.staff.id.as_str(), desk.now);
    let added = store::add_items(&mut taken.tx, &taken.meeting.id, &cases, by).await?;
    if added == 0 {
        return Err(StepError::Stale);
    }
    desk.finish_meeting(taken, Kind::AgendaSet, vec![Detail::Items(added)]).await
}

/// Takes a case off the agenda before it was discussed. It waits for a meeting again, and the agenda says that it was there.
///
/// # Errors
/// [`StepError::Missing`] without a reason; [`StepError::Stale`] when it was settled in between.
pub async fn drop_item(desk: Desk<'_>, id: &str, item_id: &str, reason: &str) -> Result<(), StepError> {
    let mut taken = desk.look_up_meeting(id, Act::SetAgenda).await?;
    let item = store::find_item(&mut taken.tx, &desk.staff.viewer(), &taken.meeting.id, item_id).await?;
    let reason = needed("meeting_why", reason)?;
    let settled = SettledItem {
        id: &item.id,
        outcome: ItemOutcome::Dropped,
        opinion_id: None,
        responsible: None,
        until_on: None,
        reason: Some(&reason),
        by: &desk.staff.id,
        at: desk.now,
    };
    store::settle_item(&mut taken.tx, &settled).await?;
    desk.finish_meeting(taken, Kind::ItemDropped, Vec::new()).await
}
