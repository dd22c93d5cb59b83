//! Duties as rows: leases with fencing numbers. Deliberately absent: which duties there are and when each is
//! due (`jobs`).

use jiff::Timestamp;

use super::submissions::moment;
use super::{Ask, Row, StoreError, Tx, args};

/// The duty that makes the site equal to the public tables: counting figures asks for it.
pub const SITE_JOB: &str = "site";

/// A duty, and the data folder that it is about; an empty one where one run serves the whole township.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobKey<'a> {
    /// Word of the duty.
    pub name: &'static str,
    /// Id of the data folder.
    pub place: &'a str,
}

/// The right to run a duty. Whoever has taken it later has a larger number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Word of the duty.
    pub name: &'static str,
    /// Id of the data folder.
    pub place: String,
    /// The fencing number.
    pub fence: i64,
}

/// Who asks for a lease, and until when it holds if nobody renews it.
#[derive(Clone, Copy, Debug)]
pub struct Lessee<'a> {
    /// The process.
    pub holder: &'a str,
    /// The moment.
    pub now: Timestamp,
    /// From then on another process may take the duty over.
    pub until: Timestamp,
    /// Also when it is not due.
    pub is_forced: bool,
}

/// Takes the lease of a duty; none when it is not due, or another process has it in hand.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn take_lease(tx: &mut Tx, job: JobKey<'_>, by: Lessee<'_>) -> Result<Option<Lease>, StoreError> {
    let township = tx.township();
    tx.execute(
        "INSERT INTO jobs (township, name, place, due_at_ms, leased_until_ms, fence, failures, trouble) \
         VALUES ($3, $1, $2, 0, 0, 0, 0, '') ON CONFLICT (township, name, place) DO NOTHING",
        args![job.name, job.place, township.clone()],
    )
    .await?;
    let due_until = if by.is_forced { i64::MAX } else { by.now.as_millisecond() };
    let row = (&mut *tx)
        .row(
            "UPDATE jobs SET holder = $3, began_at_ms = $4, leased_until_ms = $5, due_at_ms = $5, fence = fence + 1 \
             WHERE township = $7 AND name = $1 AND place = $2 AND due_at_ms <= $6 \
             AND (holder IS NULL OR leased_until_ms <= $4) RETURNING fence",
            args![
                job.name,
                job.place,
                by.holder,
                by.now.as_millisecond(),
                by.until.as_millisecond(),
                due_until,
                township
            ],
        )
        .await?;
    row.map(|row| Ok(Lease { name: job.name, place: job.place.to_owned(), fence: row.int("fence")? }))
        .transpose()
}

/// Refuses to go on where another process has taken the duty over. The row stays locked until the transaction
/// ends, so nobody takes it over before.
///
/// # Errors
/// [`StoreError::Lapsed`].
pub async fn check_lease(tx: &mut Tx, lease: &Lease) -> Result<(), StoreError> {
    let sql = "UPDATE jobs SET fence = fence WHERE township = $4 AND name = $1 AND place = $2 AND fence = $3 \
               AND holder IS NOT NULL";
    let township = tx.township();
    let held = tx.execute(sql, args![lease.name, &lease.place, lease.fence, township]).await?;
    if held == 0 { Err(StoreError::Lapsed) } else { Ok(()) }
}

/// Holds a duty for longer, for a process that is still at it.
///
/// # Errors
/// [`StoreError::Lapsed`].
pub async fn renew_lease(tx: &mut Tx, lease: &Lease, until: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE jobs SET leased_until_ms = $4 WHERE township = $5 AND name = $1 AND place = $2 \
               AND fence = $3 AND holder IS NOT NULL";
    let (until, township) = (until.as_millisecond(), tx.township());
    let held = tx.execute(sql, args![lease.name, &lease.place, lease.fence, until, township]).await?;
    if held == 0 { Err(StoreError::Lapsed) } else { Ok(()) }
}

/// How a run has ended.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd {
    /// The moment.
    pub now: Timestamp,
    /// When it is to run next, if nobody has asked for it meanwhile.
    pub due_at: Timestamp,
    /// Whether all was done.
    pub is_done: bool,
}

/// Gives a lease back.
///
/// # Errors
/// [`StoreError::Lapsed`] when another process has taken it over: that one says how it ended.
pub async fn end_lease(tx: &mut Tx, lease: &Lease, end: RunEnd) -> Result<(), StoreError> {
    let (now, due_at, township) = (end.now.as_millisecond(), end.due_at.as_millisecond(), tx.township());
    let held = tx
        .execute(
            "UPDATE jobs SET holder = NULL, leased_until_ms = 0, \
             due_at_ms = CASE WHEN due_at_ms = 0 THEN 0 ELSE $4 END, \
             failures = CASE WHEN $6 = 1 THEN 0 ELSE failures + 1 END, \
             done_at_ms = CASE WHEN $6 = 1 THEN $5 ELSE done_at_ms END \
             WHERE township = $7 AND name = $1 AND place = $2 AND fence = $3 AND holder IS NOT NULL",
            args![lease.name, &lease.place, lease.fence, due_at, now, end.is_done, township],
        )
        .await?;
    if held == 0 { Err(StoreError::Lapsed) } else { Ok(()) }
}

/// A duty is due at once, in every place that it is about.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn make_job_due(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    let township = tx.township();
    let sql = "UPDATE jobs SET due_at_ms = 0 WHERE township = $2 AND name = $1";
    tx.execute(sql, args![name, township]).await.map(drop)
}

/// Keeps what staff have to mend before a duty can be done; nothing where all is well.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_job_trouble(
    tx: &mut Tx,
    job: JobKey<'_>,
    trouble: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let township = tx.township();
    tx.execute(
        "INSERT INTO jobs (township, name, place, due_at_ms, leased_until_ms, fence, failures, began_at_ms, trouble) \
         VALUES ($5, $1, $2, 0, 0, 0, 0, $4, $3) ON CONFLICT (township, name, place) \
         DO UPDATE SET trouble = excluded.trouble, began_at_ms = excluded.began_at_ms",
        args![job.name, job.place, trouble, at.as_millisecond(), township],
    )
    .await
    .map(drop)
}

/// A duty as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// Word of the duty.
    pub name: String,
    /// Id of the data folder; empty for the whole township.
    pub place: String,
    /// When it is to run next.
    pub due_at: Timestamp,
    /// The process that runs it.
    pub holder: Option<String>,
    /// Until when that one holds it.
    pub leased_until: Timestamp,
    /// Runs that failed since the last good one.
    pub failures: i64,
    /// Begin of the last run.
    pub began_at: Option<Timestamp>,
    /// End of the last good run.
    pub done_at: Option<Timestamp>,
    /// What staff have to mend, one a line.
    pub trouble: String,
}

impl JobRow {
    /// Nobody runs it, and it is due.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.due_at <= now && (self.holder.is_none() || self.leased_until <= now)
    }
}

/// All duties that ever ran, those of a data folder only if they were run since a moment: a folder may have
/// been given up.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_jobs<A: Ask + Send>(mut ask: A, since: Timestamp) -> Result<Vec<JobRow>, StoreError> {
    let sql =
        "SELECT * FROM jobs WHERE township = $2 AND (place = '' OR began_at_ms >= $1) ORDER BY name, place";
    ask.rows(sql, args![since.as_millisecond(), ask.township()]).await?.iter().map(read).collect()
}

/// One duty as it stands; none when it was never run.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn find_job<A: Ask + Send>(mut ask: A, job: JobKey<'_>) -> Result<Option<JobRow>, StoreError> {
    let sql = "SELECT * FROM jobs WHERE township = $3 AND name = $1 AND place = $2";
    ask.row(sql, args![job.name, job.place, ask.township()]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<JobRow, StoreError> {
    Ok(JobRow {
        name: row.text("name")?,
        place: row.text("place")?,
        due_at: moment(row.int("due_at_ms")?),
        holder: row.text_or_null("holder")?,
        leased_until: moment(row.int("leased_until_ms")?),
        failures: row.int("failures")?,
        began_at: row.int_or_null("began_at_ms")?.map(moment),
        done_at: row.int_or_null("done_at_ms")?.map(moment),
        trouble: row.text("trouble")?,
    })
}
