//! 民情办理: work on the matter begins. Who begins it has it from then on, unless somebody has it already.

use crate::case::Step;
use crate::steps::{Desk, On, StepError};

/// Begins to handle a case.
///
/// # Errors
/// As every step.
pub async fn handle(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::Handle).await?;
    if taken.case.assigned_to.is_none() && desk.staff.viewer().may(Step::PickUp, &taken.case.letter()) {
        taken.case.assigned_to = Some(desk.staff.id.clone());
    }
    desk.finish(taken, Vec::new()).await
}
