//! What was added to the counts of the desk's long lists is added up, so that there are few rows to read.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "queue_counts", every: Every::Minute, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::add_up_queue_counts(work.upkeep).await?;
    Ok(())
}
