//! `mail-worker`, a process of its own that sends, and `bounce`, which reads what came back.

use std::io::Read as _;
use std::path::Path;
use std::pin::pin;
use std::time::Duration;

use anyhow::{Context as _, Result};
use site_gen::say;

use super::vault::mail_key_in_use;
use super::{open_current, told_to_stop};
use crate::context::Clock;
use crate::settings::Settings;
use crate::{mail, outbox, steps};

/// How often a process of its own looks at the outbox: nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Sends mail until it is stopped, and finishes the mail in hand: half sent, it would be held up and could come twice.
/// The only process that needs the mail key.
pub(super) async fn send_mail(settings: &Settings, clock: &Clock) -> Result<()> {
    let db = open_current(settings).await?;
    let key = mail_key_in_use(settings, &db).await?;
    let carriers = outbox::Carriers::new(settings)?;
    let wake = tokio::sync::watch::Sender::new(0);
    let now = || clock();
    let mut sending =
        pin!(outbox::run_worker(&db, &key.private, &carriers, &now, LOOK_EVERY, wake.subscribe()));
    tokio::select! {
        () = &mut sending => {}
        stopped = told_to_stop() => {
            stopped?;
            drop(wake);
            sending.await;
        }
    }
    db.close().await;
    Ok(())
}

/// A report with the whole mail in it is far smaller.
const LARGEST_REPORT: u64 = 4 * 1024 * 1024;

/// Reads a report of a mail that came back.
pub(super) async fn bounce(settings: &Settings, file: &Path, clock: &Clock) -> Result<()> {
    let source: Box<dyn std::io::Read> = if file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(file).with_context(|| file.display().to_string())?)
    };
    let mut report = Vec::new();
    source.take(LARGEST_REPORT).read_to_end(&mut report)?;
    let report = mail::read_report(&report)?;
    let Some(bounce) = report.bounce else {
        say!("邮件 {} 没有退回，没有改动", report.row_id)?;
        return Ok(());
    };
    let db = open_current(settings).await?;
    let is_ours = steps::note_bounce(&db, &report.row_id, &bounce, clock()).await?;
    db.close().await;
    if is_ours {
        say!("邮件 {} 被退回（{}），已经记下", report.row_id, bounce.status())?;
    } else {
        say!("邮件 {} 不是这里发的，或者已经记过，没有改动", report.row_id)?;
    }
    Ok(())
}
