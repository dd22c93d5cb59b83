//! What each process does for itself, because it is in its memory alone: these are no rows.

use record::WorkCalendar;
use record::problem::Problem;

use crate::case::shanghai_date;
use crate::context::{Context, problems};
use crate::steps::{self, StepError, Upkeep};

/// Adds what this process has turned away since the last time to the day's counts, and forgets limits that
/// are full again.
///
/// # Errors
/// [`StepError`]; the counts wait for the next time.
pub async fn count_turned_away(app: &Context) -> Result<(), StepError> {
    app.limits.forget();
    let counts = app.limits.take_turned_away();
    let counted = steps::count_turned_away(&app.db, &counts, shanghai_date(app.now())).await;
    if counted.is_err() {
        app.limits.put_back(&counts);
    }
    counted
}

/// A new year's holiday notice may have been put into the content.
///
/// # Errors
/// A calendar with problems: the one before stays.
pub(super) fn load_calendar(app: &Context) -> anyhow::Result<()> {
    let folder = app.settings.paths.content.join("calendar");
    app.township.replace_calendar(WorkCalendar::load(&folder).map_err(problems)?);
    Ok(())
}

/// Reads the content again. Where it is wrong, building the site says so, and keeps it for the desk.
pub(super) fn load_content(app: &Context) {
    let paths = &app.settings.paths;
    let site: Result<_, Vec<Problem>> =
        site_gen::load::load(&paths.content, Some(&paths.replies()), shanghai_date(app.now()));
    if let Ok(site) = site {
        app.pages.replace_site(site);
    }
}

/// A new year's holiday notice may have been put into the content: promises that waited for it are fixed.
///
/// # Errors
/// A calendar with problems; the database.
pub async fn settle_calendar(app: &Context) -> anyhow::Result<usize> {
    load_calendar(app)?;
    Ok(steps::settle_due_dates(Upkeep::by_hand(&app.db, app.now()), &app.township).await?)
}
