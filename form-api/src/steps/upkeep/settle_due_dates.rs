//! A year's holiday notice has been loaded: promises that waited for it are fixed now.

use crate::case;
use crate::case::Subject;
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::steps::{StepError, Township, Upkeep};
use crate::store;

/// Fixes the promises that can be fixed with the calendar as it is, and says how many.
///
/// # Errors
/// [`StepError::Store`].
pub async fn settle_due_dates(upkeep: Upkeep<'_>, township: &Township) -> Result<usize, StepError> {
    let mut settled = 0;
    for waiting in store::list_cases_without_due_date(upkeep.db).await? {
        let letter = &waiting.submission;
        let began_at = waiting.reopened_at.unwrap_or(letter.received_at);
        let mut due = case::due_date(began_at, letter.kind, &township.calendar(), &township.limits);
        if waiting.extended_at > Some(began_at) {
            due = case::extend_due(due, &township.calendar(), &township.limits);
        }
        let Some(due_on) = due.due_on else { continue };
        let mut tx = upkeep.begin().await?;
        let mut case = store::find_case_id(&mut tx, &letter.id).await?;
        case.due = due;
        store::save_case(&mut tx, &case).await?;
        let event = Event {
            at: upkeep.now,
            actor: &Actor::System,
            subject: Some(Subject::case(&letter.id)),
            kind: Kind::DueDateSettled,
            details: vec![Detail::DueOn(due_on)],
            text: None,
        };
        write_event(&mut tx, &event).await?;
        tx.commit().await?;
        settled += 1;
    }
    Ok(settled)
}
