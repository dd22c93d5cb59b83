//! 转出: the letter belongs to another body, and its sender is told which.

use crate::case::Step;
use crate::steps::case::outcome::conclude;
use crate::steps::{Desk, On, StepError};

/// The letter belongs to another body; `route` says to which, with address or number.
///
/// # Errors
/// [`StepError::Missing`] without a route; else as every step.
pub async fn refer_out(desk: Desk<'_>, on: On<'_>, route: &str) -> Result<(), StepError> {
    conclude(desk, on, Step::ReferOut, route, None).await
}
