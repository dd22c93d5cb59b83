//! How often something was turned away, by day and reason. Deliberately absent: addresses, texts and moments.

use super::{Ask, StoreError, Tx, args};
use crate::case::TurnedAway;

/// A day's count of one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedAwayRow {
    /// ISO 8601, of Shanghai.
    pub on_day: String,
    /// Why.
    pub reason: TurnedAway,
    /// How often.
    pub times: i64,
}

/// Adds to a day's count.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_turned_away(tx: &mut Tx, row: &TurnedAwayRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO rejections (on_day, reason, times, township) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (township, on_day, reason) DO UPDATE SET times = rejections.times + excluded.times",
        args![&row.on_day, row.reason.as_str(), row.times, tx.township()],
    )
    .await?;
    Ok(())
}

/// The counts from a day on, the latest day first; reasons of another version are left out.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_turned_away<A: Ask + Send>(
    mut ask: A,
    since: &str,
) -> Result<Vec<TurnedAwayRow>, StoreError> {
    let sql = "SELECT on_day, reason, times FROM rejections WHERE township = $2 AND on_day >= $1 ORDER BY on_day DESC, reason";
    let mut rows = Vec::new();
    for row in ask.rows(sql, args![since, ask.township()]).await? {
        if let Some(reason) = TurnedAway::parse(&row.text("reason")?) {
            rows.push(TurnedAwayRow { on_day: row.text("on_day")?, reason, times: row.int("times")? });
        }
    }
    Ok(rows)
}
