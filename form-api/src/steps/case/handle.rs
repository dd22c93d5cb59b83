//! 民情办理: work on the matter begins.

use crate::case::Step;
use crate::steps::{Desk, On, StepError};

/// Begins to handle a case.
///
/// # Errors
/// As every step.
pub async fn handle(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let taken = desk.take(on, Step::Handle).await?;
    desk.finish(taken, Vec::new()).await
}
