//! A case names a staff member or an office: from now on it does not exist for them. Anybody may step back from a case
//! themselves (回避). Nobody can take that back at the desk, for a person named could be the one who is asked to.

use crate::case::{Act, Because, Exclusion, Refused, Step, Subject};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::{Desk, On, StepError};
use crate::store::{self, CaseFile, Staff, StoreError, Tx};

/// Hides a case from all whom it names at once, or from who steps back. An office that leads it loses it: the case goes back to the
/// registrar's list by having no lead office. Who steps back twice has stepped back.
///
/// # Errors
/// [`StepError::Unknown`] for somebody or an office that does not exist; [`StepError::Refused`] for hiding it from others
/// without the right to.
pub async fn exclude(desk: Desk<'_>, on: On<'_>, whom: &[Exclusion]) -> Result<(), StepError> {
    hide(desk, on, whom, false).await
}

/// A first reader has found out whom a letter is about: these, or nobody of ours beyond those from whom it is hidden already.
/// From now on it is a letter like others.
///
/// # Errors
/// As [`exclude`]; [`StepError::Refused`] where there is nothing to find out.
pub async fn settle_accused(desk: Desk<'_>, on: On<'_>, whom: &[Exclusion]) -> Result<(), StepError> {
    hide(desk, on, whom, true).await
}

/// An office in which nobody is left who could handle the case does not lead it: the case goes back to who gives it to another.
async fn give_back_if_left(tx: &mut Tx, case: &mut CaseFile, whom: &[Exclusion]) -> Result<(), StepError> {
    let Some(office) = &case.lead_office else { return Ok(()) };
    let mut hidden = store::list_exclusions(&mut *tx, Subject::case(&case.submission.id)).await?;
    hidden.extend_from_slice(whom);
    let staff = store::list_staff(&mut *tx).await?;
    let handles = |one: &&Staff| {
        one.office.as_ref() == Some(office) && !one.is_disabled && one.viewer().may_by_role(Step::Answer)
    };
    let is_hidden = |one: &Staff| hidden.contains(&Exclusion::Staff(one.id.clone()));
    let mut handlers = staff.iter().filter(handles).peekable();
    // An office without a handler of its own is led by somebody who is no part of this.
    if handlers.peek().is_some() && handlers.all(is_hidden) {
        case.lead_office = None;
    }
    Ok(())
}

async fn hide(desk: Desk<'_>, on: On<'_>, whom: &[Exclusion], settles: bool) -> Result<(), StepError> {
    let own = Exclusion::Staff(desk.staff.id.clone());
    let (has_own, is_self) = (whom.contains(&own), whom == std::slice::from_ref(&own));
    let mut tx = desk.begin().await?;
    let mut case = match store::find_case(&mut tx, &desk.staff.viewer(), on.submission_no).await {
        // Only who did so themselves learns it: that a letter names somebody must not be found out by trying.
        Err(StoreError::NotFound)
            if has_own
                && store::has_event_of(&mut tx, on.submission_no, Kind::Recused.as_str(), &desk.staff.id)
                    .await? =>
        {
            return Ok(());
        }
        found => found?,
    };
    if settles && !case.awaits_first_reader {
        return Err(Refused { act: Act::HideFromNamed, because: Because::State }.into());
    }
    let act = if is_self { Act::Recuse } else { Act::HideFromNamed };
    desk.staff.viewer().check(act, &case.letter())?;
    // Stepping back is right whatever others have done in between.
    if !is_self && case.version != on.version {
        return Err(StepError::Stale);
    }
    for one in whom {
        match one {
            Exclusion::Staff(id) => {
                store::find_staff(&mut tx, id).await.map_err(|_| StepError::Unknown("staff"))?;
            }
            Exclusion::Office(id) => {
                desk.township.units.office(id).ok_or(StepError::Unknown("office"))?;
                if case.lead_office.as_deref() == Some(id) {
                    case.lead_office = None;
                }
            }
        }
    }
    give_back_if_left(&mut tx, &mut case, whom).await?;
    let rows: Vec<_> = whom.iter().map(|one| (case.subject(), one)).collect();
    store::add_exclusions(&mut tx, &rows).await?;
    if settles {
        case.awaits_first_reader = false;
    }
    store::save_case(&mut tx, &case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(case.subject()),
        kind: if settles {
            Kind::AccusedSettled
        } else if has_own {
            Kind::Recused
        } else {
            Kind::HiddenFromNamed
        },
        details: Vec::new(),
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
