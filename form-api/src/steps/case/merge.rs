//! 并案: the letter is about the same matter as an earlier one, and is led by its office.

use crate::case::Step;
use crate::steps::case::outcome::conclude;
use crate::steps::{Desk, On, StepError};

/// The letter is about the same matter as an earlier one, `into`. Both keep their receipts, and each sender gets an answer:
/// the other case is not closed before this letter has one.
///
/// # Errors
/// [`StepError::Unknown`] when there is no such other case for this person, or it is over; else as every step.
pub async fn merge(desk: Desk<'_>, on: On<'_>, into: &str, reason: &str) -> Result<(), StepError> {
    let number = crate::seal::parse_submission_no(into).ok_or(StepError::Unknown("case"))?;
    conclude(desk, on, Step::Merge, reason, Some(&number)).await
}
