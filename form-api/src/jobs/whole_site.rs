//! Every file of the site is read again, for letters that came after a page was made and for what somebody
//! put into the folder by hand. What is found is said at the desk; nothing is removed by a machine.

use site_gen::build::NoProgress;
use site_gen::leaks::{self, Gate, Leak};

use super::{Every, Plan, Work, trouble};
use crate::context::Context;
use crate::gate::CaseMarks;

pub(super) const PLAN: Plan = Plan { name: "whole_site", every: Every::Day, is_of_place: true };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    let found = read_whole_site(work.app).await?;
    if !found.is_empty() {
        tracing::error!(found = found.len(), "the site holds what must not be public");
    }
    Ok(())
}

/// Reads it, and keeps what was found for the desk.
///
/// # Errors
/// The site or the database cannot be read.
pub async fn read_whole_site(app: &Context) -> anyhow::Result<Vec<Leak>> {
    let marks = CaseMarks::load(&app.db, &app.township.keys, None).await?;
    let (site, out) = (app.pages.site(), app.settings.paths.site.clone());
    let read = move || {
        let (known, allowed) = (leaks::in_duty(&site), leaks::kept(&site));
        Gate { known: &known, allowed: &allowed, hashed: Some(&marks) }.read_folder(&out, &NoProgress)
    };
    let found = match tokio::task::spawn_blocking(read).await {
        Ok(found) => found?,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    trouble::keep(app, PLAN.name, &lines).await;
    Ok(found)
}
