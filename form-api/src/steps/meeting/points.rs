//! What residents raise at a gathering: each point is answered, or entered as a letter with its own receipt and clock.

use crate::case::{Act, Closely};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::steps::letter::named::named_staff;
use crate::steps::{Desk, StepError, Township, needed};
use crate::store::{self, Ask, PointRow, Staff};

/// What was raised, and which staff it names: what somebody said of them is not theirs to read, nor to answer.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The point.
    pub point: PointRow,
    /// Row ids of staff.
    pub names: Vec<String>,
}

/// The points of a gathering that somebody may read.
///
/// # Errors
/// [`StepError::Store`].
pub async fn list_raised<A: Ask + Send>(
    ask: A,
    township: &Township,
    staff: &[Staff],
    reader: &Staff,
    meeting_id: &str,
) -> Result<Vec<Raised>, StepError> {
    let points = store::list_points(ask, &reader.viewer(), meeting_id).await?;
    let raised = points
        .into_iter()
        .map(|point| Raised { names: named_staff(township, staff, &point.text, Closely::FullNames), point });
    Ok(raised.filter(|raised| !raised.names.contains(&reader.id)).collect())
}

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
    let staff = store::list_staff(&mut taken.tx).await?;
    let points = list_raised(&mut taken.tx, desk.township, &staff, desk.staff, &taken.meeting.id).await?;
    if !points.iter().any(|raised| raised.point.id == point) {
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
