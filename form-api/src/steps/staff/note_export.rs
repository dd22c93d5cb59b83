//! A table leaves the desk as a file: who took which one, of which days, and with how many rows.
//!
//! Noted before the file goes out, and each time: two clicks are two files. Deliberately absent: the file (`http/desk`).

use jiff::civil::Date;

use crate::case::{Because, Export, Refused, TableFormat};
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::steps::{Desk, StepError};

/// A table that leaves the desk.
#[derive(Clone, Copy, Debug)]
pub struct Exported {
    /// Which.
    pub export: Export,
    /// In which form.
    pub format: TableFormat,
    /// The first day that it is about.
    pub from: Date,
    /// The last one.
    pub until: Date,
    /// How many rows.
    pub rows: usize,
}

/// Notes it.
///
/// # Errors
/// [`StepError::Refused`] for whom it is not.
pub async fn note_export(desk: Desk<'_>, exported: Exported) -> Result<(), StepError> {
    let act = exported.export.act();
    if !desk.staff.viewer().may_ever(act) {
        return Err(Refused { act, because: Because::Role }.into());
    }
    let Exported { export, format, from, until, rows } = exported;
    let details = vec![
        Detail::Export(export),
        Detail::Format(format),
        Detail::From(from),
        Detail::Until(until),
        Detail::Rows(rows),
    ];
    let mut tx = desk.db.begin().await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: None,
        kind: Kind::Exported,
        details,
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}
