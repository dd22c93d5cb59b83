//! Forms that have done their work, or waited in vain, are forgotten, and old failures of signing in.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "used_forms", every: Every::Minute, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::forget_forms(work.upkeep).await?;
    Ok(())
}
