//! The settings name who reads reports first: from now on they see them, and whoever is not named does not.

use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::steps::{StepError, Upkeep};
use crate::store;

/// Makes the first readers those that the settings name. Says how many changes there were; without one nothing is written.
///
/// # Errors
/// [`StepError::Store`].
pub async fn name_report_readers(upkeep: Upkeep<'_>, sign_in_names: &[String]) -> Result<usize, StepError> {
    let mut named: Vec<String> = sign_in_names.iter().map(|name| name.trim().to_owned()).collect();
    named.retain(|name| !name.is_empty());
    named.sort_unstable();
    named.dedup();
    let mut tx = upkeep.begin().await?;
    let before = store::list_report_readers(&mut tx).await?;
    if before == named {
        return Ok(0);
    }
    store::set_report_readers(&mut tx, &named).await?;
    let event = Event {
        at: upkeep.now,
        actor: &Actor::System,
        subject: None,
        kind: Kind::ReportReadersNamed,
        details: vec![Detail::Readers(named.len())],
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(named.iter().filter(|name| !before.contains(name)).count()
        + before.iter().filter(|name| !named.contains(name)).count())
}
