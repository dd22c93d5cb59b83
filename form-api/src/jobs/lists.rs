//! The desk's lists and the index of search are held against the cases, and mended.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "lists", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::mend_lists(work.upkeep).await?;
    Ok(())
}
