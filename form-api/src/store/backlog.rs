//! How much waits, for who watches the service: sums over everything, and nothing of any letter.

use jiff::civil::Date;

use super::queue::first_in_time;
use super::{Ask, StoreError, args};

/// What waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Letters without an answer.
    pub letters: i64,
    /// Of these, those whose promised day is past.
    pub late: i64,
    /// Messages that have not gone yet.
    pub messages: i64,
    /// Of these, those that were tried in vain.
    pub failing: i64,
    /// When the oldest of them was written, Unix milliseconds.
    pub oldest_message_ms: Option<i64>,
    /// Messages that did not arrive, and for which nobody has called yet.
    pub calls: i64,
}

/// What waits as of `today`.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_backlog<A: Ask + Send>(mut ask: A, today: Date) -> Result<Backlog, StoreError> {
    let [first_today, _] = first_in_time(today);
    let row = ask
        .row(
            "SELECT (SELECT COUNT(*) FROM queue_entries WHERE township = $1 AND handling IN ('new', 'registered', 'open', 'review')) \
             AS letters, \
             (SELECT COUNT(*) FROM queue_entries WHERE township = $1 AND handling IN ('new', 'registered', 'open', 'review') \
             AND place < $2) AS late, \
             (SELECT COUNT(*) FROM outbox WHERE township = $1 AND next_attempt_at_ms IS NOT NULL) AS messages, \
             (SELECT COUNT(*) FROM outbox WHERE township = $1 AND next_attempt_at_ms IS NOT NULL AND attempts > 0 \
             AND last_error IS NOT NULL) AS failing, \
             (SELECT MIN(created_at_ms) FROM outbox WHERE township = $1 AND next_attempt_at_ms IS NOT NULL) AS oldest, \
             (SELECT COUNT(*) FROM calls WHERE township = $1 AND ended_at_ms IS NULL) AS calls",
            args![ask.township(), &first_today],
        )
        .await?
        .ok_or(StoreError::NotFound)?;
    Ok(Backlog {
        letters: row.int("letters")?,
        late: row.int("late")?,
        messages: row.int("messages")?,
        failing: row.int("failing")?,
        oldest_message_ms: row.int_or_null("oldest")?,
        calls: row.int("calls")?,
    })
}
