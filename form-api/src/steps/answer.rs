//! 答复: an answer is written and waits for another person's review. Nothing goes out yet.

use super::{Desk, On, StepError};
use crate::case::{self, Step};
use crate::event_log::Detail;
use crate::store;

/// Writes the answer; `policies` are the slugs of published policies that it rests on.
///
/// # Errors
/// [`StepError::Answer`] when it says nothing or stands word for word in another case; else as every step.
pub async fn answer(desk: Desk<'_>, on: On<'_>, text: &str, policies: &[String]) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::Answer).await?;
    let others = store::list_recent_answers(&mut taken.tx, &taken.case.submission.id).await?;
    let answer = case::check_answer(text, others.iter().map(String::as_str))?;
    taken.case.answer = Some(answer.as_str().to_owned());
    taken.case.answer_policies = policies.to_vec();
    taken.case.answered_by = Some(desk.staff.id.clone());
    taken.case.answered_at = Some(desk.now);
    taken.case.redo_reason = None;
    desk.finish(taken, vec![Detail::Policies(policies.len())]).await
}
