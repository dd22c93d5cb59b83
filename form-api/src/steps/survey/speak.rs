//! The sheet travels: to the village's meeting, to an office, to the joint meeting. What each of them says is kept and never changed.

use jiff::civil::Date;

use crate::case::{Act, Because, Refused, SheetLevel};
use crate::event_log::{Detail, Kind};
use crate::steps::days::past;
use crate::steps::sealed_record::OnRecord;
use crate::steps::survey::record_of;
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, Opinion};

/// What was said at a level.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// The day of the meeting.
    pub held_on: Option<Date>,
    /// A leader of the township attended.
    pub leader_attended: bool,
    /// What was said.
    pub opinion: &'a str,
    /// Nothing is left to do: the sheet has come to its end.
    pub is_done: bool,
}

/// The sheet goes from its visitor to the village's meeting.
///
/// # Errors
/// [`StepError::Refused`], [`StepError::Stale`].
pub async fn send_sheet(desk: Desk<'_>, on: OnRecord<'_>) -> Result<(), StepError> {
    let act = Act::SendSheet;
    let mut tx = desk.begin().await?;
    let visit = desk.look_up_visit(&mut tx, on).await?;
    desk.staff.viewer().check_in(act, &record_of(&visit, &desk.staff.id))?;
    if visit.level != SheetLevel::Visitor {
        return Err(Refused { act, because: Because::State }.into());
    }
    store::pass_sheet_on(&mut tx, (on.id, on.version), SheetLevel::Village, None).await?;
    desk.note(&mut tx, visit.subject(), Kind::SheetSent, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}

/// The village, an office or the joint meeting says what it thinks, and the sheet goes on.
///
/// # Errors
/// [`StepError::Refused`] where the sheet lies elsewhere; [`StepError::Missing`] without a day or a word;
/// [`StepError::Unknown`] for a day to come.
pub async fn speak(
    desk: Desk<'_>,
    on: OnRecord<'_>,
    at: SheetLevel,
    spoken: Spoken<'_>,
) -> Result<(), StepError> {
    let opinion = needed("opinion", spoken.opinion)?;
    let held_on = spoken.held_on.ok_or(StepError::Missing("held_on"))?;
    past(desk, held_on)?;
    let act = act_at(at);
    let refuse = |because| StepError::from(Refused { act, because });
    let mut tx = desk.begin().await?;
    let visit = desk.look_up_visit(&mut tx, on).await?;
    desk.staff.viewer().check_in(act, &record_of(&visit, &desk.staff.id))?;
    let level = at.speaks_as().filter(|_| visit.level == at).ok_or_else(|| refuse(Because::State))?;
    let next = at.pass_on(spoken.is_done).map_err(refuse)?;
    let said = Opinion {
        id: store::new_id(),
        level,
        held_on,
        leader_attended: spoken.leader_attended,
        opinion,
        written_by: desk.staff.id.clone(),
        written_at: desk.now,
    };
    store::add_opinion(&mut tx, visit.subject(), &said).await?;
    store::pass_sheet_on(&mut tx, (on.id, on.version), next, None).await?;
    let details = vec![Detail::HeldOn(held_on)];
    desk.note(&mut tx, visit.subject(), Kind::OpinionRecorded, details).await?;
    tx.commit().await?;
    Ok(())
}

const fn act_at(level: SheetLevel) -> Act {
    match level {
        SheetLevel::Village => Act::SpeakForVillage,
        SheetLevel::Office => Act::SpeakForOffice,
        SheetLevel::Visitor | SheetLevel::Joint | SheetLevel::Done => Act::SpeakForJointMeeting,
    }
}
