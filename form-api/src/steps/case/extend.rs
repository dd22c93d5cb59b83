//! 延期: once in each round, with a reason that the sender reads, and never past the ceiling.

use crate::case::{self, Because, Refused, Step, shanghai_date};
use crate::event_log::Detail;
use crate::mail::Mail;
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, On, StepError, for_sender, says_less_than};

/// Fewer different characters tell a sender nothing of why they wait.
const LEAST_REASON: usize = 5;

/// Extends the promise.
///
/// # Errors
/// [`StepError::Missing`] without a reason; [`StepError::Refused`] a second time in the same round, where the promised day
/// is the ceiling already, and once it is past: a letter that is late stays late in every count.
pub async fn extend(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = for_sender("reason", reason)?;
    if says_less_than(&reason, LEAST_REASON) {
        return Err(StepError::Missing("longer_extension"));
    }
    let mut taken = desk.take(on, Step::Extend).await?;
    let before = taken.case.due;
    if shanghai_date(desk.now) > before.due_on.unwrap_or(before.ceiling_on) {
        return Err(Refused { act: Step::Extend.into(), because: Because::PromiseIsPast }.into());
    }
    taken.case.due = case::extend_due(before, &desk.township.calendar(), &desk.township.limits);
    if before.due_on.is_some() && taken.case.due == before {
        return Err(Refused { act: Step::Extend.into(), because: Because::AtCeiling }.into());
    }
    taken.case.extended_at = Some(desk.now);
    taken.case.extension_reason = Some(reason.clone());
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Extension, desk.now).await?;
    // Without a promised day (the year's notice is missing) the ceiling is what holds.
    let due = taken.case.due;
    let due_on = Detail::DueOn(due.due_on.unwrap_or(due.ceiling_on));
    let is_ceiling = Detail::IsCeiling(due.due_on.is_none());
    // The case keeps the reason of its present round only; the sender reads those of both in the time-line.
    desk.finish_because(taken, vec![due_on, is_ceiling], &reason).await
}
