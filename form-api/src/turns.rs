//! How long requests keep their workers. Each turn of one on its thread is measured (`http/middleware/turns`).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One turn may take so long.
pub const LONGEST_TURN: Duration = Duration::from_millis(20);

/// The longest turn since the last time that somebody asked.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Option<Turn>>);

/// A turn of a request on its worker's thread.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Method and route pattern.
    pub route: String,
    /// Time of the processor.
    pub took: Duration,
}

impl Watch {
    /// The longest turn since the last time, and begins anew.
    pub fn take(&self) -> Option<Turn> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A request had a turn.
    pub(crate) fn note(&self, route: impl FnOnce() -> String, took: Duration) {
        let mut longest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if longest.as_ref().is_none_or(|turn| turn.took < took) {
            *longest = Some(Turn { route: route(), took });
        }
    }
}
