//! What stands in the way of a duty: staff read it at the desk, whoever watches the service at `/readyz`, an
//! administrator in `form-api jobs`. It is a row, so that all servers and every command say the same.

use jiff::{SignedDuration, Timestamp};

use super::{Duty, Every};
use crate::context::Context;
use crate::store::{self, Db, JobKey, JobRow, StoreError};

/// A data folder whose duties nobody has run for so long was given up.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(48);

/// A duty that is due for so long is run by nobody.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// A duty of each minute may fail now and then, while the database is busy.
const FAILURES_OF_MINUTES: i64 = 5;

/// A duty as it stands, and whether somebody has to look after it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Which.
    pub duty: Duty,
    /// Its row.
    pub row: JobRow,
    /// It fails, or nobody runs it.
    pub is_stuck: bool,
}

/// All duties that were ever run, in their order.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list(db: &Db, now: Timestamp) -> Result<Vec<Standing>, StoreError> {
    let rows = store::list_jobs(db, now.checked_sub(GIVEN_UP).unwrap_or(Timestamp::MIN)).await?;
    let standing = |row: JobRow| {
        let duty = Duty::parse(&row.name)?;
        let is_stuck = is_stuck(duty, &row, now);
        Some(Standing { duty, row, is_stuck })
    };
    let mut all: Vec<Standing> = rows.into_iter().filter_map(standing).collect();
    all.sort_by_key(|standing| standing.duty);
    Ok(all)
}

fn is_stuck(duty: Duty, row: &JobRow, now: Timestamp) -> bool {
    let fails = match duty.plan().every {
        Every::Day | Every::Morning => row.failures > 0,
        Every::Minute => row.failures >= FAILURES_OF_MINUTES,
    };
    let is_late = row.is_open(now) && row.due_at.checked_add(LATE).is_ok_and(|late| late <= now);
    fails || (is_late && row.done_at.is_some())
}

/// Keeps what staff have to mend, one a line, beside the duty of this data folder. Nothing is written where
/// nothing has changed.
pub(super) async fn keep(app: &Context, name: &'static str, lines: &[String]) {
    if let Err(error) = write(app, JobKey { name, place: &app.place }, &lines.join("\n")).await {
        tracing::error!(%error, "what stands in the way of a duty could not be noted");
    }
}

/// Something was published: what was found in the site before may be mended, and is looked for again soon.
pub(super) async fn look_again(app: &Context, name: &'static str) {
    let looked = async {
        let row = store::find_job(&app.db, JobKey { name, place: &app.place }).await?;
        if row.is_none_or(|row| row.trouble.is_empty()) {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        store::make_job_due(&mut tx, name).await?;
        tx.commit().await
    };
    if let Err(error) = looked.await {
        let error: StoreError = error;
        tracing::warn!(%error, "what was found in the site is looked for on the next day only");
    }
}

async fn write(app: &Context, job: JobKey<'_>, text: &str) -> Result<(), StoreError> {
    let before = store::find_job(&app.db, job).await?;
    if before.map(|row| row.trouble).unwrap_or_default() == text {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    store::set_job_trouble(&mut tx, job, text, app.now()).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(failures: i64, due_at: Timestamp, done_at: Option<Timestamp>) -> JobRow {
        JobRow {
            name: "figures".into(),
            place: String::new(),
            due_at,
            holder: None,
            leased_until: Timestamp::UNIX_EPOCH,
            failures,
            began_at: done_at,
            done_at,
            trouble: String::new(),
        }
    }

    #[test]
    fn a_duty_is_stuck_when_it_fails_or_nobody_runs_it() {
        let now: Timestamp = "2026-11-23T09:00:00+08:00".parse().expect("a moment");
        let before = |hours| now - SignedDuration::from_hours(hours);
        let stuck = |duty, row: &JobRow| is_stuck(duty, row, now);
        assert!(!stuck(Duty::Figures, &row(0, now, Some(before(24)))));
        assert!(stuck(Duty::Figures, &row(1, now, Some(before(24)))));
        assert!(!stuck(Duty::UsedForms, &row(1, now, Some(before(24)))), "the database was busy");
        assert!(stuck(Duty::UsedForms, &row(5, now, Some(before(24)))));
        assert!(stuck(Duty::Figures, &row(0, before(2), Some(before(24)))), "nobody runs it");
        let held =
            JobRow { holder: Some("a".into()), leased_until: now + LATE, ..row(0, before(2), Some(now)) };
        assert!(!stuck(Duty::Figures, &held), "somebody is at it");
    }
}
