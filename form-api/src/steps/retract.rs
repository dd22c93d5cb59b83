//! 撤下公开: the reply leaves the site, a tombstone without the title stays, and the texts leave the public table too.

use serde_json::json;

use super::{Desk, On, StepError, needed};
use crate::case::{Step, shanghai_date};
use crate::store;

/// Takes a published reply down, with a reason for the file.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn retract(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take_publication(on, Step::Retract).await?;
    store::withdraw_public_reply(&mut taken.tx, on.submission_no, shanghai_date(desk.now)).await?;
    store::return_redaction(&mut taken.tx, &taken.case.submission.id, &reason).await?;
    desk.finish(taken, json!({})).await
}
