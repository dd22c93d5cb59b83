//! 不予受理: the letter is not taken up, and its sender is told why.

use crate::case::Step;
use crate::event_log::{Event, Kind, write_event};
use crate::steps::case::outcome::conclude;
use crate::steps::{Desk, On, StepError, needed, says_less_than};
use crate::store;

/// Fewer characters than this say neither on what ground a letter is refused nor where else to go.
const LEAST_REASON: usize = 20;

/// As many of its characters differ at least.
const LEAST_DIFFERENT: usize = 12;

/// A letter ends with this: its sender reads on what ground, and where else to go.
///
/// # Errors
/// [`StepError::Missing`].
pub(super) fn must_say_why(reason: &str) -> Result<(), StepError> {
    let said = reason.chars().filter(|c| c.is_alphanumeric()).count();
    if said < LEAST_REASON || says_less_than(reason, LEAST_DIFFERENT) {
        return Err(StepError::Missing("longer_reason"));
    }
    Ok(())
}

/// Does not take the letter up. Where the township has two persons look at that, the first one proposes it, and another one
/// who sends the same reason confirms it; another reason is another proposal. The sender reads what was confirmed.
///
/// # Errors
/// [`StepError::Missing`] without a reason or with one that is too short; else as every step.
pub async fn decline(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = needed("reason", reason)?;
    must_say_why(&reason)?;
    if !desk.township.declines_need_two {
        return conclude(desk, on, Step::Decline, &reason, None).await;
    }
    let mut taken = desk.look_up(on, Step::Decline).await?;
    let case = &mut taken.case;
    crate::case::next(&case.case(), Step::Decline)?;
    let is_proposed = case.decline_reason.as_ref() == Some(&reason);
    if is_proposed {
        let proposal = case.letter().written_by(case.decline_by.as_deref());
        desk.staff.viewer().check(Step::Decline, &proposal)?;
        drop(taken);
        return conclude(desk, on, Step::Decline, &reason, None).await;
    }
    case.decline_reason = Some(reason);
    case.decline_by = Some(desk.staff.id.clone());
    store::save_case(&mut taken.tx, &taken.case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(taken.case.subject()),
        kind: Kind::DeclineProposed,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut taken.tx, &event).await?;
    taken.tx.commit().await?;
    Ok(())
}
