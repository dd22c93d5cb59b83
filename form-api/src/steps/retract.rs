//! 撤下公开: the reply leaves the site, a tombstone without the title stays, and the texts leave the public table too.

use jiff::Timestamp;

use super::{Desk, On, StepError, needed};
use crate::case::{self, Step, shanghai_date};
use crate::store::{self, CaseFile, Tx};

/// Takes a published reply down, with a reason for the file.
///
/// # Errors
/// [`StepError::Missing`] without a reason; else as every step.
pub async fn retract(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.look_up(on, Step::Retract).await?;
    take_down(&mut taken.tx, &mut taken.case, &reason, desk.now).await?;
    desk.finish_because(taken, Vec::new(), &reason).await
}

/// Takes a reply down, whoever asked for it.
pub(super) async fn take_down(
    tx: &mut Tx,
    case: &mut CaseFile,
    reason: &str,
    now: Timestamp,
) -> Result<(), StepError> {
    case.publication = case::next_publication(&case.case(), Step::Retract)?;
    store::withdraw_public_reply(tx, &case.submission.submission_no, shanghai_date(now)).await?;
    store::return_redaction(tx, &case.submission.id, reason).await?;
    Ok(())
}
