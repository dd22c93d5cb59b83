//! 提名公开: a closed case is proposed for publication. Consent is the sender's, the choice is the office's.

use crate::case::Step;
use crate::steps::{Desk, On, StepError};

/// Proposes a case for publication.
///
/// # Errors
/// [`StepError::Refused`] says which condition is not met; else as every step.
pub async fn nominate(desk: Desk<'_>, on: On<'_>) -> Result<(), StepError> {
    let taken = desk.take_publication(on, Step::Nominate).await?;
    desk.finish(taken, Vec::new()).await
}
