//! 登记: the registrar has read the letter and enters it in the intake ledger with a topic.

use crate::case::Step;
use crate::steps::{Desk, On, StepError, needed};

/// Registers a letter under a topic of a word or two.
///
/// # Errors
/// [`StepError::Missing`] without a topic; else as every step.
pub async fn register(desk: Desk<'_>, on: On<'_>, topic: &str) -> Result<(), StepError> {
    let topic = needed("topic", topic)?.replace('\n', " ");
    let mut taken = desk.take(on, Step::Register).await?;
    taken.case.topic = Some(topic);
    desk.finish(taken, Vec::new()).await
}
