//! Nobody is left who could go on with a case: all who could are named in the letter, stepped back or have gone. It is
//! handed on to others where there are any; where there are none, somebody is told.

use crate::case::{Act, Exclusion, State, Step, SubmissionKind, awaited};
use crate::steps::StepError;
use crate::store::{self, CaseFile, Db, Staff, Tx};

pub(in crate::steps) fn is_hidden(member: &Staff, hidden_from: &[Exclusion]) -> bool {
    hidden_from.iter().any(|one| one.is_of(&member.id, member.office.as_deref()))
}

/// They read reports, and can sign in.
pub(in crate::steps) fn is_reader(member: &Staff) -> bool {
    member.reads_reports && !member.is_disabled
}

/// A first reader can open a letter that is hidden from these.
pub(in crate::steps) fn has_reader(staff: &[Staff], hidden_from: &[Exclusion]) -> bool {
    staff.iter().filter(|one| is_reader(one)).any(|one| !is_hidden(one, hidden_from))
}

/// All who register letters are among those from whom this one is hidden. Where nobody registers any, nobody does so yet.
#[must_use]
pub fn leaves_no_registrar(staff: &[Staff], hidden_from: &[Exclusion]) -> bool {
    let mut registrars =
        staff.iter().filter(|one| !one.is_disabled && one.viewer().may_by_role(Step::Register)).peekable();
    registrars.peek().is_some() && registrars.all(|one| is_hidden(one, hidden_from))
}

/// An office can lead a case: it is not named, and somebody there can handle it. An office that has no handlers of its own
/// is led by somebody who is no part of this.
pub(in crate::steps) fn can_lead(staff: &[Staff], office: &str, hidden_from: &[Exclusion]) -> bool {
    let is_theirs = |one: &&Staff| one.office.as_deref() == Some(office);
    let mut handlers =
        staff.iter().filter(is_theirs).filter(|one| one.viewer().may_by_role(Step::Answer)).peekable();
    let is_named = hidden_from.iter().any(|one| matches!(one, Exclusion::Office(id) if id == office));
    let is_left = |one: &Staff| !one.is_disabled && !is_hidden(one, hidden_from);
    !is_named && (handlers.peek().is_none() || handlers.any(is_left))
}

/// Hands a case on from who cannot go on with it. An office that can lead it no more loses it: it is the registrar's to
/// give to another one. Where no registrar is left for that, the first readers have it, and nobody else.
pub(in crate::steps) fn hand_on(staff: &[Staff], case: &mut CaseFile, hidden_from: &[Exclusion]) {
    let is_named = |office: &String| hidden_from.contains(&Exclusion::Office(office.clone()));
    let is_left = |office: &String| {
        is_named(office) || (case.state.is_in_work() && !can_lead(staff, office, hidden_from))
    };
    if case.lead_office.as_ref().is_some_and(is_left) {
        (case.lead_office, case.assigned_to) = (None, None);
    }
    let is_there = |id: &String| {
        staff.iter().any(|one| &one.id == id && !one.is_disabled && !is_hidden(one, hidden_from))
    };
    case.assigned_to = case.assigned_to.take().filter(is_there);
    let is_new = matches!(case.state, State::Submitted | State::Registered | State::NeedsInformation);
    let waits_for_registrar = is_new || (case.state.is_in_work() && case.lead_office.is_none());
    if waits_for_registrar
        && case.submission.kind != SubmissionKind::Report
        && leaves_no_registrar(staff, hidden_from)
        && has_reader(staff, hidden_from)
    {
        case.awaits_first_reader = true;
    }
}

/// The same for a case that goes back to an office.
pub(in crate::steps) async fn hand_on_if_left(tx: &mut Tx, case: &mut CaseFile) -> Result<(), StepError> {
    let staff = store::list_staff(&mut *tx).await?;
    let hidden_from = store::list_exclusions(&mut *tx, case.subject()).await?;
    hand_on(&staff, case, &hidden_from);
    Ok(())
}

/// A case lies, because nobody is left who could do what it waits for: who keeps the accounts has to be told, without its
/// number. Reports have a sentence of their own (`store::has_unread_report`).
///
/// # Errors
/// [`StepError::Store`].
pub async fn is_anything_left_lying(db: &Db) -> Result<bool, StepError> {
    let staff: Vec<_> = store::list_staff(db).await?.into_iter().filter(|one| !one.is_disabled).collect();
    let can =
        |act: Act, case: &store::OpenCase| staff.iter().any(|one| one.viewer().may(act, &case.letter()));
    let cases = store::list_open_cases(db).await?;
    let lies = |case: &store::OpenCase| awaited(case.state, &case.letter()).any(|act| !can(act, case));
    Ok(cases.iter().filter(|case| !case.letter().is_read_first()).any(lies))
}
