//! A point of a visit was entered as a letter: the sheet knows it from now on.

use crate::event_log::{Detail, Kind};
use crate::steps::{Desk, StepError};
use crate::store;

/// Notes that a case came of a visit that this person sees. Said twice, it is noted once.
///
/// # Errors
/// [`StepError::NotFound`] for a visit that is not theirs.
pub async fn link_case(desk: Desk<'_>, visit_id: &str, case_id: &str) -> Result<(), StepError> {
    let mut tx = desk.db.begin().await?;
    let visit = store::find_visit(&mut tx, &desk.staff.viewer(), visit_id).await?;
    if store::add_visit_case(&mut tx, &visit.id, case_id).await? > 0 {
        desk.note(&mut tx, visit.subject(), Kind::VisitBecameCase, vec![Detail::Letters(1)]).await?;
    }
    tx.commit().await?;
    Ok(())
}
