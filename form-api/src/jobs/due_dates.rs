//! Promises that waited for a year's holiday notice are fixed.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "due_dates", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::settle_due_dates(work.upkeep, &work.app.township).await?;
    Ok(())
}
