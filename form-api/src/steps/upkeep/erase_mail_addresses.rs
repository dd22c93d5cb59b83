//! The address for mail is kept until nothing more is to be told: the case is over, and for an answered one its rating window
//! too. Then it is erased; what the sender left for the office stays under the township's key.
//!
//! Deliberately absent: mail that waits in the outbox; it has a copy of its own, which goes once it was sent.

use jiff::{Span, Timestamp};

use crate::case::Subject;
use crate::event_log::{Actor, Event, Kind, write_event};
use crate::steps::{StepError, Township, Upkeep};
use crate::store;

/// Erases what is due, and says how many there were. The sender reads it among the dates of their letter.
///
/// # Errors
/// [`StepError::Store`].
pub async fn erase_mail_addresses(upkeep: Upkeep<'_>, township: &Township) -> Result<usize, StepError> {
    let window = Span::new().hours(24 * i64::from(township.limits.rating_calendar_days));
    let closed_before = upkeep.now.checked_sub(window).unwrap_or(Timestamp::MIN);
    let over = store::list_mail_addresses_of_before(upkeep.db, closed_before.as_millisecond()).await?;
    for case_id in &over {
        let mut tx = upkeep.begin().await?;
        store::erase_mail_address(&mut tx, case_id).await?;
        let event = Event {
            at: upkeep.now,
            actor: &Actor::System,
            subject: Some(Subject::case(case_id)),
            kind: Kind::MailAddressErased,
            details: Vec::new(),
            text: None,
        };
        write_event(&mut tx, &event).await?;
        tx.commit().await?;
    }
    Ok(over.len())
}
