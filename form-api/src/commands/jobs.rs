//! `jobs`: what the service does by itself, as it stands, and a process that does it.

use std::sync::Arc;

use anyhow::{Result, bail};
use clap::Subcommand;
use jiff::Timestamp;
use site_gen::say;

use super::{open_app, open_current, told_to_stop};
use crate::case::shanghai_datetime;
use crate::context::Clock;
use crate::jobs;
use crate::messages::speak;
use crate::settings::Settings;

#[derive(Subcommand)]
pub(super) enum JobsCommand {
    /// 单独的后台进程：到时间就做，直到停止；和正式服务可以同时运行，同一项工作不会做两遍
    Run,
}

/// Lists the duties; the exit code tells whether one is stuck.
pub(super) async fn list(settings: &Settings, clock: &Clock) -> Result<()> {
    let db = open_current(settings).await?;
    let all = jobs::list(&db, clock()).await?;
    db.close().await;
    let shown = |moment: Timestamp| shanghai_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string();
    for jobs::Standing { duty, row, is_stuck } in &all {
        let name = speak(&format!("job-{}", duty.as_str()));
        let done =
            row.done_at.map_or_else(|| "还没有做过".to_owned(), |at| format!("上次做完 {}", shown(at)));
        let next = if row.holder.is_some() && row.leased_until > clock() {
            "正在做".to_owned()
        } else {
            format!("下次 {}", shown(row.due_at.max(Timestamp::UNIX_EPOCH)))
        };
        let stuck = if *is_stuck { "，没有按时做完" } else { "" };
        say!("{name}：{done}，{next}，失败 {} 次{stuck}", row.failures)?;
    }
    let stuck = all.iter().filter(|standing| standing.is_stuck).count();
    if stuck > 0 {
        bail!("有 {stuck} 项后台工作没有按时做完：原因在服务的日志里");
    }
    Ok(())
}

/// Runs duties in a process of its own until it is stopped.
pub(super) async fn run(settings: Settings, clock: Clock) -> Result<()> {
    let app = Arc::new(open_app(settings, clock).await?);
    let both = async {
        tokio::join!(jobs::keep_running(Arc::clone(&app)), jobs::keep_following(Arc::clone(&app)));
    };
    tokio::select! {
        () = both => {}
        stopped = told_to_stop() => stopped?,
    }
    app.publisher.settled().await;
    app.db.close().await;
    Ok(())
}
