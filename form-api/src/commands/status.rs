//! `status`: how the service stands, for somebody at the keyboard or a timer that looks at the exit code.

use anyhow::{Result, bail};
use site_gen::say;

use super::open_current;
use crate::context::Clock;
use crate::jobs::Status;
use crate::messages::speak;
use crate::settings::Settings;

/// Says what waits; fails where somebody has to look after something.
pub(super) async fn show(settings: &Settings, clock: &Clock) -> Result<()> {
    let db = open_current(settings).await?;
    let status = Status::find(&db, &settings.paths, clock()).await?;
    db.close().await;
    for line in status.figures() {
        say!("{line}")?;
    }
    let wrong = status.wrong();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    say!("{}", speak("status-well"))?;
    Ok(())
}
