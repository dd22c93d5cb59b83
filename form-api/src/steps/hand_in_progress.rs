//! 工作进展单: an office hands its week in. What stands on it is made from the events; only the remark is written.

use crate::case::{Act, Because, Refused, Subject, Week, clean_text, shanghai_date};
use crate::event_log::{Detail, Id, Kind};
use crate::steps::sealed_record::{open, seal};
use crate::steps::{Desk, StepError, Township};
use crate::store::{self, ProgressSheetRow, StoreError};

const REMARK: &str = "progress_sheets.sealed_remark";

/// What an office added.
///
/// # Errors
/// [`StepError::Sealed`] for a row of another key file.
pub fn open_remark(township: &Township, row: &ProgressSheetRow) -> Result<Option<String>, StepError> {
    row.sealed_remark.as_deref().map(|sealed| open(township, REMARK, &row.id, sealed)).transpose()
}

/// Hands in the week of the office in which this person works: once.
///
/// # Errors
/// [`StepError::Refused`] for who hands none in, for a week to come and for one that is there already.
pub async fn hand_in_progress(desk: Desk<'_>, week: Week, remark: &str) -> Result<(), StepError> {
    let act = Act::WriteProgress;
    let refuse = |because| StepError::from(Refused { act, because });
    let office = desk.staff.office.as_deref().filter(|unit| desk.township.units.office(unit).is_some());
    let office = office.filter(|_| desk.staff.viewer().may_ever(act)).ok_or_else(|| refuse(Because::Role))?;
    if !week.has_begun(shanghai_date(desk.now)) {
        return Err(refuse(Because::State));
    }
    let id = store::new_id();
    let remark = clean_text(remark);
    let sealed = (!remark.is_empty()).then(|| seal(desk.township, REMARK, &id, &remark));
    let mut tx = desk.begin().await?;
    let by = (desk.staff.id.as_str(), desk.now.as_millisecond());
    match store::add_progress_sheet(&mut tx, (&id, office, week), sealed.as_deref(), by).await {
        Err(StoreError::Duplicate) => return Err(refuse(Because::State)),
        added => added?,
    }
    let mut details = vec![Detail::From(week.first_day())];
    details.extend(Id::new(office).map(Detail::Office));
    desk.note(&mut tx, Subject::progress_sheet(&id), Kind::ProgressHandedIn, details).await?;
    tx.commit().await?;
    Ok(())
}
