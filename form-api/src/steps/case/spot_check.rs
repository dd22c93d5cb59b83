//! 抽查: somebody else has read what was answered on the telephone. An answer that was not right opens the case again, where that is
//! still possible, and whoever asked reads why.

use crate::case::{self, Act, CheckVerdict, Step};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::steps::case::close::open_again;
use crate::steps::{Desk, StepError, for_sender};
use crate::store;

/// Notes what somebody says of an answer that was drawn. Gives whether what is public has changed by it.
///
/// # Errors
/// [`StepError::Refused`] for whoever answered, and whoever may not; [`StepError::Missing`] without a reason where the answer was not
/// right, and for a call that was not drawn or was read before.
pub async fn spot_check(
    desk: Desk<'_>,
    submission_no: &str,
    verdict: CheckVerdict,
    reason: &str,
) -> Result<bool, StepError> {
    let mut tx = desk.begin().await?;
    let mut case = store::find_case(&mut tx, &desk.staff.viewer(), submission_no).await?;
    let letter = case.letter().written_by(case.answered_by.as_deref());
    desk.staff.viewer().check(Act::SpotCheck, &letter)?;
    let reason = match verdict {
        CheckVerdict::Sound => None,
        CheckVerdict::Faulty => Some(for_sender("check_text", reason)?),
    };
    let id = case.submission.id.clone();
    if !store::note_check(&mut tx, &id, verdict, &desk.staff.id, desk.now).await? {
        return Err(StepError::Missing("drawn_call"));
    }
    let (actor, subject) = (desk.actor(), Some(case.subject().to_owned()));
    let subject = subject.as_ref().map(|subject| subject.as_subject());
    let (kind, details) = (Kind::SpotChecked, vec![Detail::Check(verdict)]);
    let text = reason.as_deref();
    write_event(&mut tx, &Event { at: desk.now, actor: &actor, subject, kind, details, text }).await?;
    let mut is_public = false;
    if let (Some(reason), Ok(state)) = (&reason, case::next(&case.case(), Step::Reopen)) {
        case.state = state;
        is_public = case.publication == case::PublicationState::Published;
        open_again(&mut tx, desk.township, &mut case, reason, desk.now).await?;
        store::save_case(&mut tx, &case).await?;
        let details = case.due.due_on.map(Detail::DueOn).into_iter().collect();
        let (actor, kind) = (&Actor::System, Kind::Reopened);
        write_event(&mut tx, &Event { at: desk.now, actor, subject, kind, details, text: Some(reason) })
            .await?;
    }
    tx.commit().await?;
    Ok(is_public)
}
