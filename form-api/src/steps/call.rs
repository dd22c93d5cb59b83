//! Somebody has told a sender in person what a message had not: the calls about the case end.
//!
//! Deliberately absent: opening the number (`open_contact`), and a version of the case: whoever notes the same call twice has
//! noted it once.

use serde_json::json;

use super::{Desk, StepError};
use crate::case::{Because, CallOutcome, Refused, Role, Step};
use crate::event_log::{Event, write_event};
use crate::store;

/// Notes that the sender was told, or that nobody reached them. The sender reads it among the dates of their letter.
///
/// # Errors
/// [`StepError::Refused`] for whoever neither registers nor handles; [`StepError::NotFound`] as for every step.
pub async fn end_calls(desk: Desk<'_>, submission_no: &str, outcome: CallOutcome) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let case = store::find_case(&mut tx, &desk.staff.viewer(), submission_no).await?;
    let acts_as = |role| desk.staff.viewer().acts_as(role, case.submission.kind);
    if !acts_as(Role::Registrar) && !acts_as(Role::Handler) {
        return Err(Refused { step: Step::RequestInformation, because: Because::Role }.into());
    }
    let case_id = case.submission.id.as_str();
    if store::end_calls(&mut tx, case_id, desk.now.as_millisecond()).await? == 0 {
        return Ok(());
    }
    let kind = match outcome {
        CallOutcome::Told => "sender_told",
        CallOutcome::NotReached => "sender_not_reached",
    };
    let event = Event { at: desk.now, actor: &desk.actor(), case_id: Some(case_id), kind, detail: json!({}) };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
