//! Messages that have waited too long are noted for who calls instead. The process that sends them does it
//! too, where there is one: a process that does not run cannot say that it does not.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "late_messages", every: Every::Minute, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::note_held_up(work.upkeep).await?;
    Ok(())
}
