//! What residents raise at a gathering: each point is answered, or entered as a letter with its own receipt and clock.

use crate::case::Act;
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::steps::{Desk, StepError, needed};
use crate::store;

/// Writes down what was raised while the gathering runs.
///
/// # Errors
/// [`StepError::Missing`] without a word; [`StepError::Refused`].
pub async fn note_point(desk: Desk<'_>, id: &str, text: &str) -> Result<(), StepError> {
    let mut taken = desk.look_up_meeting(id, Act::NotePoint).await?;
    let text = needed("meeting_point", text)?;
    store::add_point(&mut taken.tx, &taken.meeting.id, &text, (&desk.staff.id, desk.now)).await?;
    desk.finish_meeting(taken, Kind::PointNoted, Vec::new()).await
}

/// Writes down what was answered, there or in the days after.
///
/// # Errors
/// [`StepError::Missing`] without a word; [`StepError::NotFound`] for a point that is not theirs to read; [`StepError::Stale`] when it
/// was answered in between.
pub async fn answer_point(desk: Desk<'_>, id: &str, point: &str, text: &str) -> Result<(), StepError> {
    let mut taken = desk.look_up_meeting(id, Act::AnswerPoint).await?;
    let points = store::list_points(&mut taken.tx, &desk.staff.viewer(), &taken.meeting.id).await?;
    if !points.iter().any(|one| one.id == point) {
        return Err(store::StoreError::NotFound.into());
    }
    let text = needed("meeting_answer", text)?;
    store::answer_point(&mut taken.tx, point, &text, (&desk.staff.id, desk.now)).await?;
    desk.finish_meeting(taken, Kind::PointAnswered, Vec::new()).await
}

/// Notes that a point was entered as a letter. Said twice, it is noted once.
///
/// # Errors
/// [`StepError::NotFound`] for a gathering that is not theirs.
pub async fn link_point(desk: Desk<'_>, point: &str, case_id: &str) -> Result<(), StepError> {
    let mut tx = desk.db.begin().await?;
    let id = store::find_meeting_of_point(&mut tx, point).await?;
    let meeting = store::find_meeting(&mut tx, &desk.staff.viewer(), &id).await?;
    if store::set_case_of_point(&mut tx, point, case_id).await? {
        let (actor, subject, details) = (desk.actor(), Some(meeting.subject()), vec![Detail::Letters(1)]);
        let kind = Kind::PointBecameCase;
        write_event(&mut tx, &Event { at: desk.now, actor: &actor, subject, kind, details, text: None })
            .await?;
    }
    tx.commit().await?;
    Ok(())
}
