//! `serve`: what must be so before the service goes live, and what who runs it should know.

use std::net::TcpListener;

use anyhow::{Result, anyhow, bail};
use site_gen::build::Report;
use site_gen::tell;

use super::vault::mail_key_in_use;
use super::{cannot_open, is_sample, open_with_keys};
use crate::context::{Clock, Context};
use crate::jobs;
use crate::server::run_until_stopped;
use crate::settings::{MailWorker, Settings};
use crate::store::{self, SealingFor};

pub(super) fn listen(settings: &Settings) -> Result<TcpListener> {
    let address = settings.server.bind;
    TcpListener::bind(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            anyhow!("{address} 已被别的程序占用：换一个端口，或者先停掉那个程序")
        }
        std::io::ErrorKind::PermissionDenied => anyhow!("没有权限使用 {address}：换一个 1024 以上的端口"),
        _ => anyhow!("{address} 用不了：{error}"),
    })
}

/// For who goes live with the default (`docs/messages.md`).
const WORKER_INSIDE: &str = "mail.worker = \"inside\": the process that residents reach can open every address that mail \
                             goes to; set mail.worker = \"apart\" and run form-api mail-worker under a user of its own";

/// For who goes live without a mail server.
const MAIL_LAID_DOWN: &str = "[mail.smtp] is not set: mail is laid down in data/mail, with its recipients in clear, and nobody \
                              is told anything; set [mail.smtp]";

/// For who goes live without anybody who reads reports.
const NO_REPORTS: &str = "reports.first_readers is empty: the mailbox takes no reports (举报) in and sends whoever has one to the \
                          discipline committee; name two people of the discipline line";

pub(super) async fn serve(settings: Settings, clock: Clock) -> Result<()> {
    let listener = listen(&settings)?;
    let (db, keys) = open_with_keys(&settings).await?;
    if keys.is_sample() {
        bail!("密钥文件是样例的：正式运行要用 form-api migrate 在新的数据文件夹里生成自己的密钥");
    }
    // A large one is read beside the work, once it serves.
    if !db.is_large().await? {
        db.check_pages().await.map_err(|error| cannot_open(&settings, &error))?;
    }
    let (_, samples) = store::count_staff(&db).await?;
    if samples > 0 || is_sample(&db).await? {
        bail!("数据文件夹里有样例人员或样例来信：正式运行要用新的数据文件夹");
    }
    if store::find_sealing_key(&db, SealingFor::Vault).await?.is_none() {
        bail!("还没有封存联系方式的密钥，收不了信：先运行 form-api vault init 登录名");
    }
    if settings.is_https() && settings.mail.smtp.is_none() {
        tracing::warn!("{MAIL_LAID_DOWN}");
    }
    if settings.reports.first_readers.is_empty() {
        tracing::warn!("{NO_REPORTS}");
    }
    let mail_key = match settings.mail.worker {
        MailWorker::Inside => {
            if settings.is_https() {
                tracing::warn!("{WORKER_INSIDE}");
            }
            Some(mail_key_in_use(&settings, &db).await?)
        }
        MailWorker::Apart => None,
    };
    let app = Context::new(settings, db, keys, clock)?;
    begin_day(&app).await?;
    run_until_stopped(app, listener, mail_key).await
}

/// Does what a day begins with. A site that may not be replaced is no reason to take in no letters: the one that was there stays.
/// Nor is a statistic that cannot be counted, or a file that cannot be found.
pub(super) async fn begin_day(app: &Context) -> Result<Option<Report>> {
    let error = match jobs::begin_day(app).await {
        Ok(report) => return Ok(Some(report)),
        Err(error) => error,
    };
    if !app.settings.paths.site.is_dir() {
        return Err(error);
    }
    let _ = tell!("今天该做的没有全部做完，收信照常：\n{error:#}");
    Ok(None)
}
