//! 民情分析: an opinion of one of the three levels (village committees, functional office, joint meeting). Opinions are
//! internal: they are never public and never go to the sender.

use jiff::civil::Date;

use super::{Desk, On, StepError, needed};
use crate::case::Step;
use crate::event_log::Detail;
use crate::store::{self, Opinion};

/// What a meeting said.
#[derive(Clone, Debug)]
pub struct Meeting<'a> {
    /// The day of the meeting.
    pub held_on: Date,
    /// A township leader attended. The offices' meeting asks for it in principle; without one a reason must stand in
    /// the opinion, which the reviewer reads.
    pub leader_attended: bool,
    /// The opinion.
    pub opinion: &'a str,
}

/// Notes the opinion of a level; `step` is one of the three analysis steps.
///
/// # Errors
/// [`StepError::Missing`] without an opinion; [`StepError::Unknown`] for a day in the future; else as every step.
pub async fn analyse(desk: Desk<'_>, on: On<'_>, step: Step, meeting: &Meeting<'_>) -> Result<(), StepError> {
    let opinion = needed("opinion", meeting.opinion)?;
    if meeting.held_on > crate::case::shanghai_date(desk.now) {
        return Err(StepError::Unknown("day"));
    }
    let mut taken = desk.take(on, step).await?;
    let opinion = Opinion {
        level: taken.case.state,
        held_on: meeting.held_on,
        leader_attended: meeting.leader_attended,
        opinion,
        written_by: desk.staff.id.clone(),
        written_at: desk.now,
    };
    store::add_opinion(&mut taken.tx, &taken.case.submission.id, &opinion).await?;
    desk.finish(taken, vec![Detail::HeldOn(meeting.held_on)]).await
}
