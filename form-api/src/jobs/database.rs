//! Every page of a database is read that is too large to be read before the service starts. One that is not sound is a duty that
//! is not done, which the desk says.

use super::{Every, Plan, Work};

pub(super) const PLAN: Plan = Plan { name: "database", every: Every::Day, is_of_place: true };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    if work.app.db.is_large().await? {
        work.app.db.check_pages().await?;
    }
    Ok(())
}
