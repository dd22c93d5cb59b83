//! 审核: a second person lets the answer out to the sender, or sends it back with a reason. The verdict "on time" is
//! frozen at this moment.

use record::Round;

use crate::case::Step;
use crate::event_log::Detail;
use crate::mail::Mail;
use crate::steps::case::close::note_round;
use crate::steps::letter::nobody_left::hand_on_if_left;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, is_on_time, needed};

/// Lets the answer out: from now on the sender can read it. Where the answer before it is public, that one says so; gives
/// whether one is.
///
/// # Errors
/// [`StepError::Refused`] for the person who wrote it; else as every step.
pub async fn review(desk: Desk<'_>, on: On<'_>) -> Result<bool, StepError> {
    let mut taken = desk.take(on, Step::Review).await?;
    let answer = taken.case.letter().written_by(taken.case.answered_by.as_deref());
    desk.staff.viewer().check(Step::Review, &answer)?;
    let on_time = is_on_time(&taken.case, desk.now);
    let never_late = taken.case.on_time.unwrap_or(true);
    taken.case.reviewed_by = Some(desk.staff.id.clone());
    taken.case.reviewed_at = Some(desk.now);
    // A second round never mends the verdict of the first.
    taken.case.on_time = Some(on_time && never_late);
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Answer, desk.now).await?;
    let is_public = note_round(&mut taken.tx, &taken.case, Round::AnsweredAgain, desk.now).await?;
    desk.finish(taken, vec![Detail::IsOnTime(on_time)]).await?;
    Ok(is_public)
}

/// Sends the answer back to the office.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn redo(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, Step::Redo).await?;
    taken.case.redo_reason = Some(reason.clone());
    hand_on_if_left(&mut taken.tx, &mut taken.case).await?;
    desk.finish_because(taken, Vec::new(), &reason).await
}
