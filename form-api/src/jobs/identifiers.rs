//! Names and numbers of all letters are hashed again after the rules have changed.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "identifiers", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::rehash_marks(work.upkeep, &work.app.township).await?;
    Ok(())
}
