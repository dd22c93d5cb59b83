//! Files of letters that were not sent in time are removed. Their rows go for the whole township; a file that
//! lies on another server goes there, when it is held against its row (`attachments`).

use super::{Every, Plan, Work};
use crate::attachments::PENDING_HOURS;
use crate::context::Context;
use crate::steps::{self, Upkeep};

pub(super) const PLAN: Plan = Plan { name: "unsent_files", every: Every::Minute, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    sweep(work.app, work.upkeep).await.map(drop)
}

/// Removes them at once, and says how many there were.
///
/// # Errors
/// The database; they go the next time.
pub async fn sweep_unsent_files(app: &Context) -> anyhow::Result<usize> {
    sweep(app, Upkeep::by_hand(&app.db, app.now())).await
}

async fn sweep(app: &Context, upkeep: Upkeep<'_>) -> anyhow::Result<usize> {
    let gone = steps::forget_pending_attachments(upkeep).await?;
    app.attachments.remove(&gone);
    app.waiting.forget(&gone);
    let old = upkeep.now.checked_sub(jiff::Span::new().hours(PENDING_HOURS)).unwrap_or(jiff::Timestamp::MIN);
    app.waiting.forget_before(old);
    Ok(gone.len())
}
