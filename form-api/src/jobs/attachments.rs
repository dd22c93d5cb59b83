//! Files and rows of attachments are held against each other, and what is lost is said loudly.

use super::{Every, Plan, Work};
use crate::attachments::{self, Findings};
use crate::context::Context;

pub(super) const PLAN: Plan = Plan { name: "attachments", every: Every::Day, is_of_place: true };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    check_attachments(work.app).await.map(drop)
}

/// Says in the log what is lost.
///
/// # Errors
/// The folder or the database cannot be read.
pub async fn check_attachments(app: &Context) -> anyhow::Result<Findings> {
    let found = attachments::check(&app.db, &app.attachments, app.now(), false).await?;
    found.log();
    Ok(found)
}
