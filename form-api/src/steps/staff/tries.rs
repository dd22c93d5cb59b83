//! How often a pass phrase may be tried. A try is counted before it is looked at: many at one moment are not looked at
//! all. Tries count for a name and the place that they come from, so that a stranger elsewhere cannot lock anybody out.

use jiff::Timestamp;

use crate::steps::StepError;
use crate::store::{self, Db, TriedAt, Tries};

/// Failures that hold up nobody.
const FREE: i64 = 5;
const FIRST_BAR_MS: i64 = 60_000;
const LONGEST_BAR_MS: i64 = 3_600_000;

/// Counts a try that is about to be looked at. Says whether it may be: after five failures in a row none is for a minute,
/// and for twice as long after each further one, up to an hour.
///
/// # Errors
/// [`StepError::Store`].
pub(in crate::steps) async fn count_try(db: &Db, at: TriedAt<'_>, now: Timestamp) -> Result<bool, StepError> {
    let now_ms = now.as_millisecond();
    let mut tx = db.begin().await?;
    let before = store::lock_tries(&mut tx, at, now_ms).await?;
    let may_be_looked_at = before.barred_until_ms <= now_ms;
    if may_be_looked_at {
        store::note_tries(&mut tx, at, after(before, now_ms)).await?;
    }
    tx.commit().await?;
    Ok(may_be_looked_at)
}

/// What is noted when one more fails; a right one forgets it.
fn after(before: Tries, now_ms: i64) -> Tries {
    let failures = before.failures + 1;
    let bar = match failures - FREE {
        over if over < 0 => 0,
        over => (FIRST_BAR_MS << over.min(6)).min(LONGEST_BAR_MS),
    };
    Tries { failures, barred_until_ms: if bar == 0 { 0 } else { now_ms + bar } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_are_free_and_the_bar_doubles_up_to_an_hour() {
        let mut tries = Tries::default();
        let mut bars = Vec::new();
        for _ in 0..13 {
            tries = after(tries, 0);
            bars.push(tries.barred_until_ms / 60_000);
        }
        assert_eq!(bars, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
