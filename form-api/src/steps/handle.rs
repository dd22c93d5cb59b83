//! 民情办理: work on the matter begins.

use super::{Desk, On, StepError};
use crate::case::Step;

/// Begins to handle a case.
///
/// # Errors
/// As every step.
pub async fn handle(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let taken = desk.take(on, Step::Handle).await?;
    desk.finish(taken, Vec::new()).await
}
