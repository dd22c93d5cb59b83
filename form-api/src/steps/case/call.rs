//! Somebody has told a sender in person what a message had not: the calls about the case end.
//!
//! Deliberately absent: opening the number (`open_contact`), and a version of the case: whoever notes the same call twice has
//! noted it once.

use crate::case::{Act, CallOutcome};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::{Desk, StepError};
use crate::store;

/// Notes that the sender was told, or that nobody reached them. The sender reads it among the dates of their letter.
///
/// # Errors
/// [`StepError::Refused`] for whoever neither registers nor handles; [`StepError::NotFound`] as for every step.
pub async fn end_calls(desk: Desk<'_>, submission_no: &str, outcome: CallOutcome) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let case = store::find_case(&mut tx, &desk.staff.viewer(), submission_no).await?;
    desk.staff.viewer().check(Act::EndCalls, &case.letter())?;
    if store::end_calls(&mut tx, case.subject(), desk.now.as_millisecond()).await? == 0 {
        return Ok(());
    }
    let kind = match outcome {
        CallOutcome::Told => Kind::SenderTold,
        CallOutcome::NotReached => Kind::SenderNotReached,
    };
    let (actor, subject) = (desk.actor(), Some(case.subject()));
    let event = Event { at: desk.now, actor: &actor, subject, kind, details: Vec::new(), text: None };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
