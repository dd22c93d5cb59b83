//! A slip out of a box becomes a letter: received on the day on which the box was opened, and known to its opening from the first
//! moment on.

use crate::case::{Act, Because, NewSubmission, Refused, received_at, shanghai_midnight};
use crate::event_log::Kind;
use crate::seal::FormToken;
use crate::steps::letter::receive::{Accepted, add, receive_by};
use crate::steps::{Desk, StepError};
use crate::store::{self, BoxOpening};

/// Enters a slip. The same form twice is one letter.
///
/// # Errors
/// [`StepError::Refused`] once the opening is closed, and for who does not open this box; else as [`crate::steps::receive`].
pub async fn enter_slip(
    desk: Desk<'_>,
    opening: &BoxOpening,
    form: &FormToken,
    letter: NewSubmission,
) -> Result<Accepted, StepError> {
    desk.staff.viewer().check_in(Act::OpenBox, &opening.record())?;
    let day = opening.opened_on;
    // An opening can take longer than a letter may have lain: its day counts all the same.
    let received_at = received_at(day, desk.now).unwrap_or_else(|_| shanghai_midnight(day));
    let village = Some(opening.village.clone());
    let letter = NewSubmission { received_at, entered_at: Some(desk.now), village, ..letter };
    let by = Some(desk.staff.id.as_str());
    receive_by(desk.db, desk.township, form, &letter, by, async |prepared| {
        let mut tx = desk.db.begin().await?;
        add(&mut tx, &prepared).await?;
        if !store::add_box_slip(&mut tx, &opening.id, &prepared.case.submission.id).await? {
            return Err(Refused { act: Act::OpenBox, because: Because::State }.into());
        }
        desk.note(&mut tx, opening.subject(), Kind::SlipEntered, Vec::new()).await?;
        tx.commit().await?;
        Ok(prepared.case)
    })
    .await
}
