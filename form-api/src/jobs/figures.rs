//! After the end of a month the letters of the year are counted for the public.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "figures", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::count_figures(work.upkeep, &work.app.township).await?;
    Ok(())
}
