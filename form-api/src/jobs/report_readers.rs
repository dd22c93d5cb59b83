//! The settings name who reads reports first.

use super::{Every, Plan, Work};
use crate::steps;

pub(super) const PLAN: Plan = Plan { name: "report_readers", every: Every::Day, is_of_place: false };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    let readers = &work.app.settings.reports.first_readers;
    steps::name_report_readers(work.upkeep, readers).await?;
    Ok(())
}
