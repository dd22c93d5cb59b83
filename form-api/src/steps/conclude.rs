//! 不予受理, 转出, 并案: three ways in which a letter ends without being taken up here. Each tells the sender why, and
//! where to go; silence is none of them.

use serde_json::json;

use super::tell::tell_sender;
use super::{Desk, On, StepError, needed};
use crate::case::Step;
use crate::mail::Mail;
use crate::store;

/// Does not take the letter up.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn decline(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    conclude(desk, on, Step::Decline, reason, None).await
}

/// The letter belongs to another body; `route` says to which, with address or number.
///
/// # Errors
/// [`StepError::Missing`] without a route; else as every step.
pub async fn refer_out(desk: Desk<'_>, on: On<'_>, route: &str) -> Result<(), StepError> {
    conclude(desk, on, Step::ReferOut, route, None).await
}

/// The letter is about the same matter as an earlier one, `into`. Both keep their receipts.
///
/// # Errors
/// [`StepError::Unknown`] when there is no such other case for this person; else as every step.
pub async fn merge(desk: Desk<'_>, on: On<'_>, into: &str, reason: &str) -> Result<(), StepError> {
    let number = crate::seal::parse_submission_no(into).ok_or(StepError::Unknown("case"))?;
    let other = store::find_case(desk.db, &desk.staff.viewer(), &number)
        .await
        .map_err(|_| StepError::Unknown("case"))?;
    if number == on.submission_no || other.merged_into.is_some() {
        return Err(StepError::Unknown("case"));
    }
    conclude(desk, on, Step::Merge, reason, Some(other.submission.id)).await
}

async fn conclude(
    desk: Desk<'_>,
    on: On<'_>,
    step: Step,
    reason: &str,
    merged_into: Option<String>,
) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, step).await?;
    taken.case.outcome_reason = Some(reason);
    taken.case.merged_into = merged_into;
    tell_sender(&mut taken.tx, desk.township, &taken.case, Mail::Outcome, desk.now).await?;
    desk.finish(taken, json!({})).await
}
