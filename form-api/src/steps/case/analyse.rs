//! 民情分析: an opinion of one of the three levels (village committees, functional office, joint meeting). Opinions are
//! internal: they are never public and never go to the sender.

use jiff::civil::Date;

use crate::case::Step;
use crate::event_log::Detail;
use crate::steps::days::past;
use crate::steps::{Desk, On, StepError, Taken, needed};
use crate::store::{self, Opinion};

/// What a meeting said.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// The day of the meeting.
    pub held_on: Date,
    /// A township leader attended. The offices' meeting asks for it in principle; without one a reason must stand in
    /// the opinion, which the reviewer reads.
    pub leader_attended: bool,
    /// The opinion.
    pub opinion: &'a str,
}

/// The matter goes to a level of analysis: the state begins here, before the meeting. `step` is one of the three.
/// Where the meeting was held already, its opinion is written down with it.
///
/// # Errors
/// [`StepError::Unknown`] for a meeting in the future; else as every step.
pub async fn analyse(
    desk: Desk<'_>,
    on: On<'_>,
    step: Step,
    said: Option<&Said<'_>>,
) -> Result<(), StepError> {
    let mut taken = desk.take(on, step).await?;
    let details = match said {
        Some(said) => vec![add_opinion(&desk, &mut taken, said).await?],
        None => Vec::new(),
    };
    desk.finish(taken, details).await
}

/// Writes down what a meeting said of a matter that went to it; there may be several meetings.
///
/// # Errors
/// [`StepError::Missing`] without an opinion; [`StepError::Unknown`] for a day in the future; else as every step.
pub async fn record_opinion(desk: Desk<'_>, on: On<'_>, said: &Said<'_>) -> Result<(), StepError> {
    let mut taken = desk.take(on, Step::RecordOpinion).await?;
    let detail = add_opinion(&desk, &mut taken, said).await?;
    desk.finish(taken, vec![detail]).await
}

async fn add_opinion(desk: &Desk<'_>, taken: &mut Taken, said: &Said<'_>) -> Result<Detail, StepError> {
    let opinion = needed("opinion", said.opinion)?;
    past(*desk, said.held_on)?;
    let opinion = Opinion {
        id: store::new_id(),
        level: taken.case.state,
        held_on: said.held_on,
        leader_attended: said.leader_attended,
        opinion,
        written_by: desk.staff.id.clone(),
        written_at: desk.now,
    };
    store::add_opinion(&mut taken.tx, taken.case.subject(), &opinion).await?;
    Ok(Detail::HeldOn(said.held_on))
}
