//! 数据发布: after the end of each month the letters of the year are counted for the public.
//!
//! Once a month and not every day: between two counts of the same day one could read off what a single letter changed.
//! Last year is counted on, for its late letters are answered in this one.

use jiff::Span;
use jiff::civil::Date;

use crate::case::{self, shanghai_date, shanghai_datetime, shanghai_midnight as midnight};
use crate::event_log::{Actor, Detail, Event, Kind, write_event};
use crate::steps::{StepError, Township, Upkeep};
use crate::store;

/// Counts every year whose figures are missing or older than the last end of a month, and says how many. A year that cannot be counted
/// keeps no other from it.
///
/// # Errors
/// [`StepError::Store`], of the last year that could not be counted.
pub async fn count_figures(upkeep: Upkeep<'_>, township: &Township) -> Result<usize, StepError> {
    let Upkeep { db, now, .. } = upkeep;
    let today = shanghai_date(now);
    let Some(first) = store::find_first_receipt(db).await? else { return Ok(0) };
    let month_began = today.first_of_month();
    let stored = store::list_public_figures(db).await?;
    let (mut counted, mut failed) = (0, None);
    for year in shanghai_date(first).year()..=today.year() {
        let until = if year == today.year() {
            month_began.saturating_sub(Span::new().days(1))
        } else {
            last_day(year)
        };
        let known = stored.iter().find(|figures| figures.year == year);
        let is_fresh = known.is_some_and(|figures| {
            year < today.year() - 1 || shanghai_date(figures.counted_at) >= month_began
        });
        // In January this year has no whole month yet.
        if is_fresh || until.year() != year {
            continue;
        }
        match count_year(upkeep, township, until).await {
            Ok(()) => counted += 1,
            Err(error) => {
                tracing::error!(year, %error, "the letters of a year could not be counted");
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(counted), Err)
}

async fn count_year(upkeep: Upkeep<'_>, township: &Township, until: Date) -> Result<(), StepError> {
    let Upkeep { db, now, .. } = upkeep;
    // Read and counted before the transaction: a year's letters are many.
    let after = until.saturating_add(Span::new().days(1));
    let mut letters =
        store::list_statistics_rows(db, midnight(until.first_of_year()), midnight(after)).await?;
    let calendar = township.calendar();
    letters.iter_mut().for_each(|letter| letter.count_working_days(&calendar));
    // Nobody wrote in that year: there is nothing to show.
    if letters.is_empty() {
        return Ok(());
    }
    let approvals = store::list_approvals(db, midnight(until.first_of_year()), midnight(after)).await?;
    let approvals: Vec<(Date, i64)> =
        approvals.into_iter().map(|(at, seconds)| (shanghai_date(at), seconds)).collect();
    let mut figures = case::count_figures(until, shanghai_datetime(now), &letters);
    figures.approvals = case::count_approvals(&approvals);
    let mut tx = upkeep.begin().await?;
    store::save_public_figures(&mut tx, &figures, now).await?;
    // Other servers build their sites for the day on their own, and may have done so already.
    store::make_job_due(&mut tx, store::SITE_JOB).await?;
    let event = Event {
        at: now,
        actor: &Actor::System,
        subject: None,
        kind: Kind::FiguresCounted,
        details: vec![Detail::Year(figures.year), Detail::Until(figures.until)],
        text: None,
    };
    write_event(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(())
}

fn last_day(year: i16) -> Date {
    jiff::civil::date(year, 12, 31)
}
