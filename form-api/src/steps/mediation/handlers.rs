//! Who handles a mediation: a colleague comes to it, and one whom it concerns goes.

use crate::case::Exclusion;
use crate::event_log::{Detail, Id, Kind};
use crate::steps::mediation::{mediator, open_mediation_part, parties_of};
use crate::steps::sealed_record::OnRecord;
use crate::steps::{Desk, StepError};
use crate::store;

/// A colleague handles it too. Their names are compared with the parties' once more: an account can be younger than the file.
///
/// # Errors
/// [`StepError::Unknown`] for somebody who cannot mediate, or is a party.
pub async fn name_mediator(desk: Desk<'_>, on: OnRecord<'_>, staff_id: &str) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let mediation = desk.look_up_mediation(&mut tx, on).await?;
    let staff = store::list_staff(&mut tx).await?;
    let answers = match &mediation.sealed_application {
        Some(sealed) => open_mediation_part(desk.township, on.id, sealed)?,
        None => Vec::new(),
    };
    let is_name = |name: &str| matches!(name, "applicants" | "respondents");
    let names: Vec<&str> =
        answers.iter().filter(|(name, _)| is_name(name)).map(|(_, value)| value.as_str()).collect();
    let mut parties = parties_of(desk, &staff, &mediation.village, &names);
    parties.extend(store::list_exclusions(&mut tx, mediation.subject()).await?);
    let named = mediator(&staff, staff_id, &parties)?;
    if store::add_mediator(&mut tx, on.id, &named.id).await? > 0 {
        let details = Id::new(&named.id).map(Detail::Staff).into_iter().collect();
        desk.note(&mut tx, mediation.subject(), Kind::MediatorNamed, details).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Hides it from somebody whom it concerns, who handles it no longer. Nobody takes that back at the desk.
///
/// # Errors
/// [`StepError::Unknown`] for nobody, and where nobody would be left who handles it.
pub async fn hide_mediation(desk: Desk<'_>, on: OnRecord<'_>, staff_id: &str) -> Result<(), StepError> {
    let mut tx = desk.begin().await?;
    let mediation = desk.look_up_mediation(&mut tx, on).await?;
    store::find_staff(&mut tx, staff_id).await.map_err(|_| StepError::Unknown("staff"))?;
    let handlers = store::list_mediators(&mut tx, on.id).await?;
    if handlers.iter().all(|one| one == staff_id) {
        return Err(StepError::Unknown("mediator"));
    }
    let whom = Exclusion::Staff(staff_id.to_owned());
    store::add_exclusions(&mut tx, &[(mediation.subject(), &whom)]).await?;
    desk.note(&mut tx, mediation.subject(), Kind::HiddenFromNamed, Vec::new()).await?;
    tx.commit().await?;
    Ok(())
}
