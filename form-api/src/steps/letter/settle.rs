//! 当场办结: a question on the telephone is registered, answered and closed by whoever takes the call, while they speak. Letter, answer
//! and closing are one transaction: there is no call whose answer was lost. Some of them somebody else reads afterwards.
//!
//! Deliberately absent: calls that name somebody of the township's. Others read those first.

use crate::case::{self, AnswerFault, NewSubmission, is_drawn, settle_at_once};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::mail::Mail;
use crate::seal::FormToken;
use crate::steps::letter::receive::{Accepted, Prepared, add, receive_by};
use crate::steps::notify::tell_sender;
use crate::steps::{Desk, StepError, is_filled, is_on_time};
use crate::store::{self, CaseFile};

/// Takes a call down that was answered while somebody spoke. The same form twice is one letter. `is_same_meant`: another letter has
/// the same answer, and the same words are right for this one.
///
/// # Errors
/// [`StepError::Answer`] for an answer that says nothing; [`StepError::Missing`] for a call that names somebody; else as
/// [`crate::steps::receive`].
pub async fn settle_call(
    desk: Desk<'_>,
    form: &FormToken,
    letter: &NewSubmission,
    answer: &str,
    is_same_meant: bool,
) -> Result<Accepted, StepError> {
    let answer = case::check_answer(answer)?;
    is_filled(answer.as_str())?;
    let by = Some(desk.staff.id.as_str());
    receive_by(desk.db, desk.township, form, letter, by, async |prepared| {
        add_settled(&desk, prepared, &answer, is_same_meant).await
    })
    .await
}

async fn add_settled(
    desk: &Desk<'_>,
    mut prepared: Prepared,
    answer: &case::Answer,
    is_same_meant: bool,
) -> Result<CaseFile, StepError> {
    if !prepared.names_nobody() {
        return Err(StepError::Missing("unnamed_call"));
    }
    prepared.drop_receipt();
    let case = settled(desk, &prepared.case, answer)?;
    let id = case.submission.id.clone();
    let mut tx = desk.db.begin().await?;
    add(&mut tx, &prepared).await?;
    let fingerprint = answer.fingerprint();
    let is_same = match &fingerprint {
        Some(fingerprint) => store::has_same_answer(&mut tx, &id, fingerprint).await?,
        None => false,
    };
    if is_same && !is_same_meant {
        return Err(AnswerFault::SameAsAnother.into());
    }
    store::set_answer_fingerprint(&mut tx, &id, fingerprint.as_deref()).await?;
    store::save_case(&mut tx, &case).await?;
    tell_sender(&mut tx, desk.township, &case, Mail::Answer, desk.now).await?;
    let is_first = !store::has_settled_before(&mut tx, &desk.staff.id).await?;
    store::add_settled_call(&mut tx, &id, &desk.staff.id, is_drawn(&id, is_first)).await?;
    let details = vec![Detail::IsOnTime(case.on_time == Some(true)), Detail::IsSame(is_same)];
    let (actor, subject, kind) = (desk.actor(), Some(case.subject()), Kind::SettledAtOnce);
    write_event(&mut tx, &Event { at: desk.now, actor: &actor, subject, kind, details, text: None }).await?;
    tx.commit().await?;
    Ok(case)
}

/// The case as it stands afterwards. No office leads it: were it opened again, the registrar would find one.
fn settled(desk: &Desk<'_>, case: &CaseFile, answer: &case::Answer) -> Result<CaseFile, StepError> {
    let state = settle_at_once(&case.case())?;
    let now = Some(desk.now);
    Ok(CaseFile {
        state,
        answer: Some(answer.as_str().to_owned()),
        answered_by: Some(desk.staff.id.clone()),
        answered_at: now,
        reviewed_at: now,
        closed_at: now,
        on_time: Some(is_on_time(case, desk.now)),
        ..case.clone()
    })
}
