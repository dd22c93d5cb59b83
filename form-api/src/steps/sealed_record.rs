//! What the steps of every sealed record need: which one in which version, its texts sealed under the key of records, its event.
//!
//! Deliberately absent: any record by name.

use crate::case::Subject;
use crate::event_log::{Detail, Event, Kind, write_event};
use crate::seal::RecordKey;
use crate::steps::{Desk, StepError, Township};
use crate::store::{StoreError, Tx};

/// Which record, as the person saw it.
#[derive(Clone, Copy, Debug)]
pub struct OnRecord<'a> {
    /// Row id.
    pub id: &'a str,
    /// The version that the page showed.
    pub version: i64,
}

/// What was written into a form, by the names of its fields.
pub type Answers = Vec<(String, String)>;

/// What stands in a column of the row of this id, sealed.
pub(super) fn seal<T: serde::Serialize>(township: &Township, column: &str, id: &str, what: &T) -> Vec<u8> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(what).expect("texts and numbers are JSON"));
    RecordKey::of(&township.keys).seal(column, id, &plain)
}

/// What stands there, opened.
///
/// # Errors
/// [`StepError::Sealed`] for a row of another key file.
pub(super) fn open<T: serde::de::DeserializeOwned>(
    township: &Township,
    column: &str,
    id: &str,
    sealed: &[u8],
) -> Result<T, StepError> {
    let plain = zeroize::Zeroizing::new(RecordKey::of(&township.keys).open(column, id, sealed)?);
    serde_json::from_slice(&plain).map_err(|_| crate::seal::CannotOpen.into())
}

/// How often the next number of a sheet is tried, where two come at once.
const TRIES: usize = 8;

/// Writes a record that takes the next number of its kind, again where another one took it first.
///
/// # Errors
/// What writing gives.
pub(super) async fn with_next_number<W>(mut write: impl FnMut() -> W) -> Result<(), StepError>
where
    W: Future<Output = Result<(), StepError>>,
{
    let mut tries = 0..TRIES;
    loop {
        match write().await {
            Err(StepError::Store(StoreError::Duplicate)) if tries.next().is_some() => {}
            written => return written,
        }
    }
}

impl Desk<'_> {
    /// Writes the event of a record.
    pub(super) async fn note(
        &self,
        tx: &mut Tx,
        subject: Subject<'_>,
        kind: Kind,
        details: Vec<Detail>,
    ) -> Result<(), StepError> {
        let (actor, subject) = (self.actor(), Some(subject));
        write_event(tx, &Event { at: self.now, actor: &actor, subject, kind, details, text: None }).await?;
        Ok(())
    }
}
