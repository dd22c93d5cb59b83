//! 矛盾调处: a mediation is opened, parts are added to its file, colleagues come to it and go from it.
//!
//! Deliberately absent: any step that changes what a part says.

pub(super) mod add_part;
pub(super) mod erase_part;
pub(super) mod handlers;
pub(super) mod link_letter;
pub(super) mod open;

use crate::case::{Act, Exclusion, Record, SubmissionKind};
use crate::steps::letter::named::{Said, named_by};
use crate::steps::sealed_record::{Answers, OnRecord, open};
use crate::steps::{Desk, StepError, Township};
use crate::store::{self, MediationRow, Staff, Tx};

const ANSWERS: &str = "mediation_parts.sealed_answers";

/// A mediation that this person handles, as the table of rights sees it.
const HANDLED: Record<'static> = Record { village: None, office: None, is_own: true };

/// What was written in a part.
///
/// # Errors
/// [`StepError::Sealed`] for a row of another key file.
pub fn open_mediation_part(township: &Township, id: &str, sealed: &[u8]) -> Result<Answers, StepError> {
    open(township, ANSWERS, id, sealed)
}

/// Somebody can be asked to handle a mediation.
#[must_use]
pub fn can_mediate(staff: &Staff) -> bool {
    !staff.is_disabled && staff.viewer().may_ever(Act::HandleMediation)
}

/// Staff and units that are a party, by what was typed of the parties.
fn parties_of(desk: Desk<'_>, staff: &[Staff], village: &str, parties: &[&str]) -> Vec<Exclusion> {
    let accused = parties.join("\n");
    let said =
        Said { kind: SubmissionKind::HelpRequest, accused: &accused, texts: &[], village: Some(village) };
    named_by(desk.township, staff, said).hidden_from
}

/// A member of staff who can handle a mediation with these parties.
fn mediator<'a>(staff: &'a [Staff], id: &str, parties: &[Exclusion]) -> Result<&'a Staff, StepError> {
    let found = staff.iter().find(|one| one.id == id).filter(|one| can_mediate(one));
    let is_party = |one: &Staff| parties.iter().any(|party| party.is_of(&one.id, one.office.as_deref()));
    found.filter(|one| !is_party(one)).ok_or(StepError::Unknown("mediator"))
}

impl Desk<'_> {
    /// Looks a mediation up for a step. One that this person does not handle is not there.
    async fn look_up_mediation(&self, tx: &mut Tx, on: OnRecord<'_>) -> Result<MediationRow, StepError> {
        let viewer = self.staff.viewer();
        let mediation = store::find_mediation(&mut *tx, &viewer, on.id).await?;
        viewer.check_in(Act::HandleMediation, &HANDLED)?;
        Ok(mediation)
    }
}
