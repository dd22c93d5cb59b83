//! Opening what the sender left. Each opening is an event with role and reason, and the sender reads it on the
//! tracking page.

use serde_json::json;

use super::{Desk, StepError, needed};
use crate::case::{Because, Refused, Role, SenderContact, Step};
use crate::event_log::{Event, write_event};
use crate::seal;
use crate::store;

/// Opens the contact details of one case for a registrar or handler.
///
/// # Errors
/// [`StepError::Missing`] without a reason; [`StepError::NotFound`] when nothing was left.
pub async fn open_contact(
    desk: Desk<'_>,
    submission_no: &str,
    reason: &str,
) -> Result<SenderContact, StepError> {
    let reason = needed("reason", reason)?;
    let roles = &desk.staff.roles;
    let Some(role) = [Role::Handler, Role::Registrar].into_iter().find(|role| roles.has(*role)) else {
        return Err(Refused { step: Step::Handle, because: Because::Role }.into());
    };
    let mut tx = desk.db.begin().await?;
    let case = store::find_case(&mut tx, &desk.staff.viewer(), submission_no).await?;
    let sealed = case.submission.sealed_contact.as_deref().ok_or(StepError::NotFound)?;
    let contact = seal::open_contact(&desk.township.keys, &case.submission.id, sealed)?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        case_id: Some(&case.submission.id),
        kind: "contact_opened",
        detail: json!({ "role": role.as_str(), "reason": reason }),
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(contact)
}
