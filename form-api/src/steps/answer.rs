//! 答复: an answer is written and waits for another person's review. Nothing goes out yet.

use super::{Desk, On, StepError};
use crate::case::{self, AnswerFault, Step};
use crate::event_log::Detail;
use crate::store;

/// Writes the answer; `policies` are the slugs of published policies that it rests on. `is_same_meant`: who wrote it was told
/// that another letter has the same answer, and says that equal words are right for it.
///
/// # Errors
/// [`StepError::Answer`] when it says nothing, or stands word for word in another case and is not said to be meant so; else as
/// every step.
pub async fn answer(
    desk: Desk<'_>,
    on: On<'_>,
    text: &str,
    policies: &[String],
    is_same_meant: bool,
) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::Answer).await?;
    let others = store::list_recent_answers(&mut taken.tx, &taken.case.submission.id).await?;
    let others = others.iter().map(String::as_str);
    let (answer, is_same) = match case::check_answer(text, others) {
        Err(AnswerFault::SameAsAnother) if is_same_meant => (case::check_answer(text, [])?, true),
        checked => (checked?, false),
    };
    taken.case.answer = Some(answer.as_str().to_owned());
    taken.case.answer_policies = policies.to_vec();
    taken.case.answered_by = Some(desk.staff.id.clone());
    taken.case.answered_at = Some(desk.now);
    taken.case.redo_reason = None;
    desk.finish(taken, vec![Detail::Policies(policies.len()), Detail::IsSame(is_same)]).await
}
