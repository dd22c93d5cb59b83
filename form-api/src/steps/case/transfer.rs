//! 转办: another office leads from now on. It never counts as an answer, and the clock goes on.

use crate::case::Step;
use crate::event_log::{Detail, Id};
use crate::steps::case::accept::give_to;
use crate::steps::{Desk, On, StepError, needed};

/// Gives the case to another office, with a reason.
///
/// # Errors
/// As [`crate::steps::accept`], and [`StepError::Missing`] without a reason.
pub async fn transfer(desk: Desk<'_>, on: On<'_>, office: &str, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    let mut taken = desk.take(on, Step::Transfer).await?;
    let from = taken.case.lead_office.clone();
    if from.as_deref() == Some(office) {
        return Err(StepError::Unknown("office"));
    }
    let mut details = vec![Detail::Office(give_to(&desk, &mut taken, office).await?)];
    details.extend(from.as_deref().and_then(Id::new).map(Detail::OfficeBefore));
    desk.finish_because(taken, details, &reason).await
}
