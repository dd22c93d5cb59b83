//! What is new in a case for somebody, until they look at it. Deliberately absent: whom something concerns (`domain::News`), and who
//! looked when.

use jiff::Timestamp;

use super::many::Many;
use super::submissions::moment;
use super::{Arg, Ask, StoreError, Tx, args};
use crate::case::{News, Subject};

static INTO_UNREAD: Many<6> = Many::new(
    "INSERT INTO unread (township, staff_id, subject_kind, subject_id, news, since_ms)",
    "ON CONFLICT (staff_id, subject_kind, subject_id, news) DO UPDATE SET since_ms = excluded.since_ms",
);

/// Something new, and since when.
#[derive(Clone, Copy, Debug)]
pub struct Unread {
    /// What.
    pub news: News,
    /// The last time that it happened.
    pub since: Timestamp,
}

/// Marks something as new for each of these.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn add_unread(
    tx: &mut Tx,
    subject: Subject<'_>,
    news: News,
    staff_ids: &[&str],
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = |id: &&str| {
        [
            Arg::from(tx.township()),
            Arg::from((*id).to_owned()),
            Arg::from(subject.kind.as_str()),
            Arg::from(subject.id),
            Arg::from(news.as_str()),
            Arg::from(at.as_millisecond()),
        ]
    };
    let rows: Vec<_> = staff_ids.iter().map(row).collect();
    INTO_UNREAD.insert(tx, &rows).await.map(drop)
}

/// What is new for somebody in one case, oldest first.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_unread<A: Ask + Send>(
    mut ask: A,
    staff_id: &str,
    subject: Subject<'_>,
) -> Result<Vec<Unread>, StoreError> {
    let sql = "SELECT news, since_ms FROM unread WHERE staff_id = $1 AND subject_kind = $2 AND subject_id = $3 ORDER BY since_ms, news";
    let rows = ask.rows(sql, args![staff_id, subject.kind.as_str(), subject.id]).await?;
    rows.iter()
        .map(|row| {
            let news = News::parse(&row.text("news")?).ok_or(StoreError::Word { column: "news" })?;
            Ok(Unread { news, since: moment(row.int("since_ms")?) })
        })
        .collect()
}

/// They have seen all that was new up to a moment.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_unread(
    tx: &mut Tx,
    staff_id: &str,
    subject: Subject<'_>,
    until: Timestamp,
) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM unread WHERE staff_id = $1 AND subject_kind = $2 AND subject_id = $3 AND since_ms <= $4";
    let args = args![staff_id, subject.kind.as_str(), subject.id, until.as_millisecond()];
    tx.execute(sql, args).await.map(drop)
}

/// It is over: nothing of it is new for anybody.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_all_unread(tx: &mut Tx, subject: Subject<'_>) -> Result<(), StoreError> {
    let sql = "DELETE FROM unread WHERE subject_kind = $1 AND subject_id = $2";
    tx.execute(sql, args![subject.kind.as_str(), subject.id]).await.map(drop)
}

/// Somebody has left.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn remove_unread_of(tx: &mut Tx, staff_id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM unread WHERE staff_id = $1", args![staff_id]).await.map(drop)
}

/// Row ids of cases with a request whose day is near, of which nobody was told yet.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_cases_with_near_request<A: Ask + Send>(
    mut ask: A,
    near_day: jiff::civil::Date,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT case_id FROM requests WHERE township = $1 AND answered_at_ms IS NULL AND due_on <= $2 AND near_told = 0";
    ask.rows(sql, args![ask.township(), near_day.to_string()])
        .await?
        .iter()
        .map(|row| row.text("case_id"))
        .collect()
}

/// Notes that it was told. Says whether it had not been.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn note_near_told(
    tx: &mut Tx,
    case_id: &str,
    near_day: jiff::civil::Date,
) -> Result<bool, StoreError> {
    let sql = "UPDATE requests SET near_told = 1 WHERE case_id = $1 AND answered_at_ms IS NULL AND due_on <= $2 AND near_told = 0";
    Ok(tx.execute(sql, args![case_id, near_day.to_string()]).await? > 0)
}
