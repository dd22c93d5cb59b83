//! 转出: the letter belongs to another body, and its sender is told which.

use crate::case::Step;
use crate::steps::case::decline::must_say_why;
use crate::steps::case::outcome::conclude;
use crate::steps::{Desk, On, StepError, for_sender};

/// The letter belongs to another body; `route` says to which, with address or number.
///
/// # Errors
/// [`StepError::Missing`] without a route, or with one that says too little; else as every step.
pub async fn refer_out(desk: Desk<'_>, on: On<'_>, route: &str) -> Result<(), StepError> {
    let route = for_sender("reason", route)?;
    must_say_why(&route)?;
    conclude(desk, on, Step::ReferOut, &route, None).await
}
