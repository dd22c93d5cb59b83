//! What was turned away since the last time is added to the day's counts. No event: it would say when, and a flood would fill the
//! log.

use jiff::civil::Date;

use crate::case::TurnedAway;
use crate::steps::StepError;
use crate::store::{self, Db, TurnedAwayRow};

/// Adds counts to those of a day.
///
/// # Errors
/// [`StepError::Store`]; nothing was added then.
pub async fn count_turned_away(db: &Db, counts: &[(TurnedAway, i64)], day: Date) -> Result<(), StepError> {
    if counts.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for (reason, times) in counts {
        let row = TurnedAwayRow { on_day: day.to_string(), reason: *reason, times: *times };
        store::add_turned_away(&mut tx, &row).await?;
    }
    tx.commit().await?;
    Ok(())
}
