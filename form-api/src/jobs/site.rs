//! Makes the site equal to what is public. A step that changes something public asks for it at once; what a
//! step on another server has changed is seen by its number, and what a crash has left undone too.
//!
//! Deliberately absent: how files and pages are made (`publish`), and a lease for who publishes at once: the
//! lock of the site lets one write at a time, and whoever comes next reads the tables again.

use std::collections::BTreeSet;
use std::sync::Arc;

use site_gen::build::Report;

use super::{Every, Plan, Work, trouble};
use crate::case::shanghai_date;
use crate::context::Context;
use crate::gate::CaseMarks;
use crate::messages::speak_with;
use crate::publish::{PublishError, Published};
use crate::steps::{self, Upkeep};
use crate::store::{self, SITE_JOB, StoreError, UnreadableRow};

pub(super) const PLAN: Plan = Plan { name: SITE_JOB, every: Every::Day, is_of_place: true };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    publish_as(work.app, work.upkeep).await.map(drop).map_err(Into::into)
}

/// Makes the site equal to what is public, as of today.
///
/// # Errors
/// [`PublishError`]; also when the site was made and something had to be left out.
pub async fn publish(app: &Context) -> Result<Report, PublishError> {
    publish_as(app, Upkeep::by_hand(&app.db, app.now())).await
}

async fn publish_as(app: &Context, upkeep: Upkeep<'_>) -> Result<Report, PublishError> {
    let waiting = store::list_taken_down(&app.db).await?;
    let marks = marks_or_take_off(app).await?;
    let published = app.publisher.publish(&app.db, marks, shanghai_date(upkeep.now)).await;
    let shown = take_in(app, published).await?;
    confirm_taken_down(app, upkeep, &waiting, shown.up_to).await;
    if shown.trouble.is_empty() { Ok(shown.report) } else { Err(PublishError::LeftOut(shown.trouble)) }
}

/// Makes the site show what is public of one letter, and whatever else has changed since. What is wrong with
/// others is said at the desk and is no reason to refuse this one.
///
/// # Errors
/// [`PublishError`]; also when this very letter had to be left out.
pub async fn publish_letter(app: &Context, submission_no: &str) -> Result<Report, PublishError> {
    let shown = publish_changes(app, Some(submission_no)).await?;
    if shown.left_out.contains(submission_no) {
        Err(PublishError::LeftOut(shown.trouble))
    } else {
        Ok(shown.report)
    }
}

/// Brings to the site what another server has changed in the public tables, or a step that could not do it
/// itself. Says whether there was anything.
///
/// # Errors
/// [`PublishError`].
pub async fn follow(app: &Context) -> Result<bool, PublishError> {
    let head = store::find_public_change_head(&app.db).await?;
    if app.publisher.up_to().is_some_and(|up_to| up_to >= head) {
        return Ok(false);
    }
    publish_changes(app, None).await?;
    Ok(true)
}

async fn publish_changes(app: &Context, submission_no: Option<&str>) -> Result<Shown, PublishError> {
    let waiting = store::list_taken_down(&app.db).await?;
    let marks = marks_or_take_off(app).await?;
    let upkeep = Upkeep::by_hand(&app.db, app.now());
    let published =
        app.publisher.publish_changes(&app.db, marks, shanghai_date(upkeep.now), submission_no).await;
    let shown = take_in(app, published).await?;
    confirm_taken_down(app, upkeep, &waiting, shown.up_to).await;
    Ok(shown)
}

/// Who the gate knows. Where that cannot be read nothing is published, and withdrawals go all the same: they
/// need no gate.
async fn marks_or_take_off(app: &Context) -> Result<Arc<CaseMarks>, PublishError> {
    match CaseMarks::load(&app.db, &app.township.keys, None).await {
        Ok(marks) => Ok(Arc::new(marks)),
        Err(error) => {
            app.publisher.take_off(&app.db).await?;
            Err(error.into())
        }
    }
}

/// Their pages are gone: now it is said.
async fn confirm_taken_down(app: &Context, upkeep: Upkeep<'_>, case_ids: &[String], up_to: i64) {
    match steps::confirm_taken_down(upkeep, &app.township, case_ids, up_to).await {
        Ok(0) => {}
        Ok(_) => app.wake_mail(),
        Err(error) => tracing::error!(%error, "who asked for a take-down could not be told"),
    }
}

/// What a publication has come to.
struct Shown {
    report: Report,
    trouble: Vec<String>,
    left_out: BTreeSet<String>,
    up_to: i64,
}

/// Takes a publication into this process's memory, and keeps for the desk what stands in its way.
async fn take_in(app: &Context, published: Result<Published, PublishError>) -> Result<Shown, PublishError> {
    let published = published.map(|mut published| {
        let row = |row: &UnreadableRow| {
            let args = [("number", row.submission_no.clone()), ("column", row.column.to_owned())];
            speak_with("site-unreadable", &args)
        };
        published.trouble.extend(published.unreadable.iter().map(row));
        published
    });
    match &published {
        Ok(published) => trouble::keep(app, SITE_JOB, &published.trouble).await,
        // What the database says passes by itself; the next try tells.
        Err(PublishError::Store(StoreError::Lapsed)) => {}
        Err(PublishError::Removed { files, left, cause }) => {
            let mut said: Vec<String> =
                left.iter().map(|file| speak_with("site-still_public", &[("file", file.clone())])).collect();
            if *files > 0 {
                said.push(speak_with("site-removed", &[("files", files.to_string())]));
            }
            said.push(cause.to_string());
            trouble::keep(app, SITE_JOB, &said).await;
        }
        Err(error) => trouble::keep(app, SITE_JOB, &[error.to_string()]).await,
    }
    let Published { report, site, trouble, left_out, up_to, .. } = published?;
    trouble::look_again(app, super::whole_site::PLAN.name).await;
    // What was withdrawn a moment ago must not be offered to anybody, and what is new may answer at once.
    app.pages.replace_site(app.pages.site().with_records_of(&site));
    Ok(Shown { report, trouble, left_out, up_to })
}
