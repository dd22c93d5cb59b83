//! Addresses for mail that nobody needs any more are erased.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "mail_addresses", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    steps::erase_mail_addresses(work.upkeep, &work.app.township).await?;
    Ok(())
}
