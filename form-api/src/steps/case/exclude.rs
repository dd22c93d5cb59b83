//! A case names a staff member or an office: from now on it does not exist for them. Anybody may step back from a case
//! themselves (回避). Nobody can take that back at the desk, for a person named could be the one who is asked to.

use crate::case::{Act, Because, Exclusion, Refused};
use crate::event_log::{Event, Kind, write_event};
use crate::steps::letter::nobody_left::hand_on_if_left;
use crate::steps::{Desk, On, StepError};
use crate::store::{self, CaseFile, StoreError, Tx};

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
/// From now on it is a letter like others, unless nobody is left who could register it. Where another first reader has said
/// so at the same time, whom this one names is hidden all the same: a name wins over nobody.
///
/// # Errors
/// As [`exclude`]; [`StepError::Refused`] where there is nothing to find out.
pub async fn settle_accused(desk: Desk<'_>, on: On<'_>, whom: &[Exclusion]) -> Result<(), StepError> {
    match hide(desk, on, whom, true).await {
        Err(StepError::NotFound) if desk.staff.reads_reports => add_to_settled(desk, on, whom).await,
        done => done,
    }
}

/// Hides a letter from more people after another first reader has settled whom it is about, which closed it to both.
async fn add_to_settled(desk: Desk<'_>, on: On<'_>, whom: &[Exclusion]) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let letter = store::find_by_number(&mut tx, on.submission_no).await?.ok_or(StepError::NotFound)?;
    let hidden = store::list_exclusions(&mut tx, letter.subject()).await?;
    let is_hidden = hidden.iter().any(|one| one.is_of(&desk.staff.id, desk.staff.office.as_deref()));
    let settled = Kind::AccusedSettled.as_str();
    if is_hidden || !store::has_event(&mut tx, letter.subject(), settled).await? {
        return Err(StepError::NotFound);
    }
    let case = store::find_case_id(&mut tx, &letter.id).await?;
    if !whom.is_empty() {
        add(&mut tx, desk, case, whom, Kind::HiddenFromNamed).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Hides a case from these, hands it on where nobody is left, and writes the event.
async fn add(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut case: CaseFile,
    whom: &[Exclusion],
    kind: Kind,
) -> Result<(), StepError> {
    for one in whom {
        match one {
            Exclusion::Staff(id) => {
                store::find_staff(&mut *tx, id).await.map_err(|_| StepError::Unknown("staff"))?;
            }
            Exclusion::Office(id) => {
                desk.township.units.office(id).ok_or(StepError::Unknown("office"))?;
            }
        }
    }
    let rows: Vec<_> = whom.iter().map(|one| (case.subject(), one)).collect();
    store::add_exclusions(tx, &rows).await?;
    hand_on_if_left(tx, &mut case).await?;
    store::save_case(tx, &case).await?;
    let (actor, subject) = (&desk.actor(), Some(case.subject()));
    let event = Event { at: desk.now, actor, subject, kind, details: Vec::new(), text: None };
    write_event(tx, &event).await?;
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
    if settles {
        case.awaits_first_reader = false;
    }
    let kind = match (settles, has_own) {
        (true, _) => Kind::AccusedSettled,
        (_, true) => Kind::Recused,
        _ => Kind::HiddenFromNamed,
    };
    add(&mut tx, desk, case, whom, kind).await?;
    tx.commit().await?;
    Ok(())
}
