//! A part is added to the file of a mediation. What it says is kept and never changed; what was wrong in it stands in the next one.

use crate::case::forms::Sent;
use crate::case::{Act, AgreementManner, MediationOutcome, MediationPart, MediationState, PartDays, Refused};
use crate::event_log::{Detail, Kind};
use crate::steps::days::past_day;
use crate::steps::mediation::ANSWERS;
use crate::steps::sealed_record::{Answers, OnRecord, seal};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, NewPart};

/// Adds it.
///
/// # Errors
/// [`StepError::Refused`] for a part that has no place where the mediation stands; [`StepError::Missing`], [`StepError::Unknown`] for
/// what is not given; [`StepError::Stale`].
pub async fn add_mediation_part(
    desk: Desk<'_>,
    on: OnRecord<'_>,
    part: MediationPart,
    sent: &Sent,
) -> Result<(), StepError> {
    let happened_on = past_day(desk, sent, "happened_on", "mediation_day")?;
    let mut tx = desk.begin().await?;
    let mediation = desk.look_up_mediation(&mut tx, on).await?;
    if mediation.version != on.version {
        return Err(StepError::Stale);
    }
    must_say_its_own(mediation.standing.state, part, sent)?;
    let says = PartDays {
        is_performed: sent.is_ticked("performed"),
        perform_by: sent.day("perform_by"),
        call_back_on: sent.day("call_back_on"),
    };
    let standing = mediation
        .standing
        .after(part, happened_on, says)
        .map_err(|because| Refused { act: Act::HandleMediation, because })?;
    let answers: Answers = sent.pairs();
    let id = store::new_id();
    let sealed_answers = seal(desk.township, ANSWERS, &id, &answers);
    let new = NewPart { id: &id, part, happened_on, sealed_answers: &sealed_answers };
    let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
    store::add_mediation_part(&mut tx, (on.id, on.version), &new, standing, by).await?;
    let details = vec![Detail::MediationPart(part)];
    desk.note(&mut tx, mediation.subject(), Kind::MediationPartAdded, details).await?;
    tx.commit().await?;
    Ok(())
}

/// What a part of this kind cannot do without.
fn must_say_its_own(state: MediationState, part: MediationPart, sent: &Sent) -> Result<(), StepError> {
    if part == MediationPart::Closing {
        let outcome = MediationOutcome::parse(sent.text("outcome"));
        let outcome = outcome.ok_or(StepError::Missing("mediation_outcome"))?;
        let is_possible = state == MediationState::Closed || state.ends_as(outcome);
        return if is_possible { Ok(()) } else { Err(StepError::Unknown("mediation_outcome")) };
    }
    needed("mediation_text", sent.text("text"))?;
    if part == MediationPart::Agreement {
        AgreementManner::parse(sent.text("manner")).ok_or(StepError::Missing("mediation_manner"))?;
    }
    Ok(())
}
