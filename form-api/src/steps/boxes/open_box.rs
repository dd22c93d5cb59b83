//! 开箱: the box of a village was opened, by whom, and so many slips were in it. Each of them is entered afterwards.

use crate::case::forms::Sent;
use crate::case::{Act, Record, Subject, received_at};
use crate::event_log::{Detail, Kind};
use crate::steps::{Desk, StepError, needed};
use crate::store::{self, NewBoxOpening, StoreError};

/// Enters an opening under the id that its page made.
///
/// # Errors
/// [`StepError::Unknown`] for a village that is none, a day that cannot be, and a box that was opened on that day already;
/// [`StepError::Missing`]; [`StepError::Refused`] for a village that is not this person's.
pub async fn open_box(desk: Desk<'_>, id: &str, sent: &Sent) -> Result<(), StepError> {
    let village = sent.text("village");
    desk.township.units.village(village).ok_or(StepError::Unknown("box_village"))?;
    let record = Record { village: Some(village), office: None, is_own: false };
    desk.staff.viewer().check_in(Act::OpenBox, &record)?;
    let opened_on = sent.day("opened_on").ok_or(StepError::Missing("box_day"))?;
    received_at(opened_on, desk.now).map_err(|fault| StepError::Unknown(fault.as_str()))?;
    let opened_by = needed("box_openers", sent.text("opened_by"))?.replace('\n', " ");
    let slips = i64::from(sent.count("slips").ok_or(StepError::Missing("box_slips"))?);
    let opening = NewBoxOpening { id, village, opened_on, opened_by: &opened_by, slips };
    let mut tx = desk.begin().await?;
    let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
    match store::add_box_opening(&mut tx, &opening, by).await {
        Err(StoreError::Duplicate) => return Err(StepError::Unknown("box_that_day")),
        added => added?,
    }
    let details =
        vec![Detail::HeldOn(opened_on), Detail::Letters(usize::try_from(slips).unwrap_or_default())];
    desk.note(&mut tx, Subject::box_opening(id), Kind::BoxOpened, details).await?;
    tx.commit().await?;
    Ok(())
}
