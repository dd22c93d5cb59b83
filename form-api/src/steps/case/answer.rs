//! 答复: an answer is written and waits for another person's review. Nothing goes out yet.

use crate::case::{self, AnswerFault, Step};
use crate::event_log::Detail;
use crate::steps::{Desk, On, StepError, is_filled};
use crate::store;

/// Says what is wrong with a text by itself, before any case is asked.
///
/// # Errors
/// As [`answer`], but for what hangs on the case.
pub fn check_answer_text(text: &str) -> Result<(), StepError> {
    is_filled(case::check_answer(text)?.as_str())
}

/// Writes the answer; `policies` are the slugs of published policies that it rests on. `is_same_meant`: who wrote it was told
/// that another letter has the same answer, and says that equal words are right for it.
///
/// # Errors
/// [`StepError::Unfilled`] with a blank of a template left in it; [`StepError::Answer`] when it says nothing, or stands word for word in another case and is not said to be meant so; else as
/// every step.
pub async fn answer(
    desk: Desk<'_>,
    on: On<'_>,
    text: &str,
    policies: &[String],
    is_same_meant: bool,
) -> Result<(), StepError> {
    let checked = case::check_answer(text);
    let fingerprint = checked.as_ref().ok().and_then(case::Answer::fingerprint);
    let mut taken = desk.take(on, Step::Answer).await?;
    let answer = checked?;
    is_filled(answer.as_str())?;
    let (tx, id) = (&mut taken.tx, taken.case.submission.id.clone());
    let is_same = match &fingerprint {
        Some(fingerprint) => store::has_same_answer(&mut *tx, &id, fingerprint).await?,
        None => false,
    };
    if is_same && !is_same_meant {
        return Err(AnswerFault::SameAsAnother.into());
    }
    store::set_answer_fingerprint(tx, &id, fingerprint.as_deref()).await?;
    taken.case.answer = Some(answer.as_str().to_owned());
    taken.case.answer_policies = policies.to_vec();
    taken.case.answered_by = Some(desk.staff.id.clone());
    taken.case.answered_at = Some(desk.now);
    taken.case.redo_reason = None;
    desk.finish(taken, vec![Detail::Policies(policies.len()), Detail::IsSame(is_same)]).await
}
