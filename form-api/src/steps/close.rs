//! 办结, and opening a closed case again, once, under its own number.

use serde_json::json;

use super::{Desk, On, StepError, needed};
use crate::case::Step;

/// Closes an answered case.
///
/// # Errors
/// As every step.
pub async fn close(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::Close).await?;
    taken.case.closed_at = Some(desk.now);
    desk.finish(taken, json!({})).await
}

/// Opens a closed case again: it goes back to handling. What is public stays as it is.
///
/// # Errors
/// [`StepError::Refused`] a second time, [`StepError::Missing`] without a reason.
pub async fn reopen(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, Step::Reopen).await?;
    taken.case.reopened_at = Some(desk.now);
    taken.case.closed_at = None;
    taken.case.redo_reason = Some(reason);
    desk.finish(taken, json!({})).await
}
