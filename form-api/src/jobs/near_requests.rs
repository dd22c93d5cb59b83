//! Requests of senders that come near their day are new again to who answers them.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "near_requests", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::note_near_requests(work.upkeep).await?;
    Ok(())
}
