//! What the program can be told to do, and how it says that something does not work: one clear sentence, exit code not
//! 0, nothing written over.
//!
//! Deliberately absent: rules. A command opens what it needs and calls the rooms.

mod attachments;
mod backup;
mod demo;
mod import;
mod jobs;
mod mail;
mod migrate;
mod serve;
mod staff;
mod status;
pub mod vault;
mod verify;

use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::{CommandFactory as _, Parser, Subcommand};
use site_gen::say;

use crate::backup::{Restore, Since};
use crate::context::{Clock, Context, machine_clock};
use crate::publish::PublishError;
use crate::seal::Keys;
use crate::settings::Settings;
use crate::store::{self, Db, StoreError};
use jobs::JobsCommand;
use staff::StaffCommand;
use vault::{Terminal, VaultCommand};

/// `form-api`.
#[derive(Parser)]
#[command(version, about = "民意信箱：收信、办理、答复、脱敏、公开")]
pub struct Cli {
    /// 设置文件；写在命令前面、后面都可以
    #[arg(long, global = true, default_value = "settings.toml", env = "LIANXIN_SETTINGS")]
    settings: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 样例乡镇：站点、信箱和办件台，全部是虚构数据
    Demo {
        /// 端口；0 是任选一个空闲的
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// 数据文件夹
        #[arg(long, default_value = "var")]
        data: PathBuf,
        /// 删掉原来的样例数据重新开始
        #[arg(long)]
        fresh: bool,
        /// 内容文件夹
        #[arg(long, default_value = "content")]
        content: PathBuf,
        /// 主题文件夹
        #[arg(long, default_value = "themes/town")]
        theme: PathBuf,
    },
    /// 正式运行
    Serve,
    /// 建立或升级数据库；第一次运行时生成密钥文件
    Migrate,
    /// 工作人员账号
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// 联系方式的密钥：生成、授权、恢复、更换
    Vault {
        #[command(subcommand)]
        command: VaultCommand,
    },
    /// 单独的发信进程（设置 mail.worker = "apart" 时用）
    MailWorker,
    /// 读一份退信报告（RFC 3464），记在发出的邮件上；由邮件服务器的管道调用
    Bounce {
        /// 文件；- 是从标准输入读
        file: PathBuf,
    },
    /// 导入旧系统的来信（一行一条 JSON）
    Import {
        /// 文件
        file: PathBuf,
        /// 导入到样例数据文件夹（代替 --settings）
        #[arg(long)]
        sample: Option<PathBuf>,
        /// 只用于样例：没有写明意愿的来信一律按“可以匿名公开”计
        #[arg(long, requires = "sample")]
        assume_consent: bool,
    },
    /// 后台工作：列出每一项做到什么时候、有没有做不下去的
    Jobs {
        #[command(subcommand)]
        command: Option<JobsCommand>,
    },
    /// 服务的状况：什么在等、什么没办成、什么丢了；没有事时退出码是 0
    Status,
    /// 打包用：把手册页和命令补全写到一个文件夹
    #[command(hide = true)]
    Manual {
        /// 文件夹
        folder: PathBuf,
    },
    /// 按公开表重新写出答复并生成站点
    Publish,
    /// 把数据库备份成一个文件；服务可以照常运行
    Backup {
        /// 备份文件，不能已经存在
        #[arg(required_unless_present = "into", conflicts_with = "into")]
        file: Option<PathBuf>,
        /// 备份到这个文件夹，文件名是日期和时间（定时备份用）
        #[arg(long)]
        into: Option<PathBuf>,
        /// 备份做好以后，删掉文件夹里比这么多天更早的；最新的一份总是留着
        #[arg(long, requires = "into", value_parser = clap::value_parser!(u32).range(1..))]
        keep_days: Option<u32>,
    },
    /// 从备份恢复到空的数据文件夹
    Restore {
        /// 备份文件；演练时也可以是文件夹，用里面最新的一份
        file: PathBuf,
        /// 恢复演练：在旁边恢复一遍，从头到尾核对，再删掉；正在用的数据不动
        #[arg(long, conflicts_with = "without_checksums")]
        drill: bool,
        /// 密钥文件（与备份分开保管）；演练时不写就用正在用的
        #[arg(long, required_unless_present = "drill")]
        keys: Option<PathBuf>,
        /// 发信密钥文件；演练时不写就用正在用的
        #[arg(long, required_unless_present = "drill")]
        mail_key: Option<PathBuf>,
        /// 恢复旧版本做的、没有校验和的备份
        #[arg(long)]
        without_checksums: bool,
        /// 撤回记录：备份以后撤下、撤回、删除的，恢复时再撤一遍；不写就用数据文件夹里的 withdrawals
        #[arg(long, conflicts_with = "without_withdrawals")]
        withdrawals: Option<PathBuf>,
        /// 没有撤回记录也恢复：备份以后撤下、撤回、删除的会重新出来
        #[arg(long)]
        without_withdrawals: bool,
    },
    /// 重新计算事件链，检查有没有被改动
    Verify,
    /// 逐个核对附件：有没有丢失、损坏，或者没有登记的文件
    CheckAttachments,
}

/// Runs one command.
///
/// # Errors
/// A sentence for the person at the keyboard.
pub async fn run(cli: Cli) -> Result<()> {
    run_at(cli, &mut Terminal::machine()).await
}

/// Runs one command where somebody types and reads.
///
/// # Errors
/// A sentence for the person at the keyboard.
pub async fn run_at(cli: Cli, terminal: &mut Terminal) -> Result<()> {
    let clock = machine_clock();
    let read = || Settings::load(&cli.settings);
    match cli.command {
        Command::Demo { port, data, fresh, content, theme } => {
            demo::run(port, demo::settings(port, &data, content, theme), fresh, clock).await
        }
        Command::Serve => serve::serve(read()?, clock).await,
        Command::Migrate => migrate::migrate(&read()?, &clock).await,
        Command::Staff { command } => {
            let settings = read()?;
            staff::run(&settings, &open_current(&settings).await?, command, &clock).await
        }
        Command::Vault { command } => {
            let settings = read()?;
            let db = open_current(&settings).await?;
            vault::run(&settings, &db, command, terminal, &clock).await
        }
        Command::MailWorker => mail::send_mail(&read()?, &clock).await,
        Command::Bounce { file } => mail::bounce(&read()?, &file, &clock).await,
        Command::Import { file, sample, assume_consent } => {
            let settings = match &sample {
                Some(data) => demo::settings(0, data, "content".into(), "themes/town".into()),
                None => read()?,
            };
            import::import_file(&settings, &file, sample.is_some(), assume_consent, &clock).await
        }
        Command::Jobs { command: None } => jobs::list(&read()?, &clock).await,
        Command::Jobs { command: Some(JobsCommand::Run) } => jobs::run(read()?, clock).await,
        Command::Status => status::show(&read()?, &clock).await,
        Command::Manual { folder } => Ok(site_gen::manual::write(&Cli::command(), &folder)?),
        Command::Publish => {
            let app = open_app(read()?, clock).await?;
            let report = crate::jobs::publish(&app).await.map_err(|error| match error {
                PublishError::LeftOut(_) => anyhow!("网站已经做好，只有这些没有放上去：\n{error}"),
                other => other.into(),
            })?;
            say!("{} 个文件，写 {}，删 {}", report.files, report.written, report.removed)?;
            Ok(())
        }
        Command::Backup { file: Some(file), .. } => backup::back_up(&read()?, &file, &clock).await,
        Command::Backup { into, keep_days, .. } => {
            backup::back_up_into(&read()?, &into.unwrap_or_default(), keep_days, &clock).await
        }
        Command::Restore {
            file,
            drill,
            keys,
            mail_key,
            without_checksums,
            withdrawals,
            without_withdrawals,
        } => {
            let settings = read()?;
            let paths = &settings.paths;
            let log = withdrawals.unwrap_or_else(|| paths.withdrawals());
            // A drill proves the backup, and takes back again what there is to take back.
            let is_unknown = without_withdrawals || (drill && !log.is_file());
            let from = Restore {
                file: &file,
                keys: &keys.unwrap_or_else(|| paths.keys()),
                mail_key: &mail_key.unwrap_or_else(|| paths.mail_key()),
                paths,
                without_checksums,
                withdrawals: if is_unknown { Since::Unknown } else { Since::Log(&log) },
                now: clock(),
            };
            if drill { backup::drill(&settings, from).await } else { backup::restore(from).await }
        }
        Command::Verify => verify::verify(&read()?).await,
        Command::CheckAttachments => attachments::check(&read()?, &clock).await,
    }
}

/// The sentence for a database that cannot be opened. The file is left as it is.
fn cannot_open(settings: &Settings, error: &StoreError) -> anyhow::Error {
    let place = match &settings.database.url {
        Some(url) if url.starts_with("postgres") => "PostgreSQL".to_owned(),
        Some(url) => url.clone(),
        None => settings.paths.database().display().to_string(),
    };
    match error {
        StoreError::Damaged(what) => {
            anyhow!("数据库 {place} 已损坏（{what}），没有改动；请用 restore 从备份恢复到空文件夹")
        }
        StoreError::OlderSchema => anyhow!(
            "数据库 {place} 是正式发布以前的试用版建的，表的样式已经改了，不能接着用，没有改动；请换一个空的数据文件夹，\
             样例（demo）加 --fresh 重新开始"
        ),
        other => anyhow!("数据库 {place} 打不开，没有改动：{other}"),
    }
}

async fn open_current(settings: &Settings) -> Result<Db> {
    if settings.database_url().starts_with("sqlite:")
        && settings.database.url.is_none()
        && !settings.paths.database().is_file()
    {
        bail!("{} 里还没有数据库：先运行 form-api migrate", settings.paths.data.display());
    }
    let db = Db::open(&settings.database_url()).await.map_err(|error| cannot_open(settings, &error))?;
    if db.has_older_schema().await.map_err(|error| cannot_open(settings, &error))? {
        return Err(cannot_open(settings, &StoreError::OlderSchema));
    }
    if !db.is_current().await.map_err(|error| cannot_open(settings, &error))? {
        bail!("数据库的版本和程序不一致：先备份，再运行 form-api migrate");
    }
    Ok(db)
}

/// The database and the keys that belong to it: with others, no code would be found and no file would open.
async fn open_with_keys(settings: &Settings) -> Result<(Db, Keys)> {
    let keys = Keys::load(&settings.paths.keys())?;
    let db = open_current(settings).await?;
    require_own(settings, &keys, store::find_keys_fingerprint(&db).await?.as_deref())?;
    Ok((db, keys))
}

/// The keys are those that a database names, if it names any.
fn require_own(settings: &Settings, keys: &Keys, fingerprint: Option<&str>) -> Result<()> {
    if fingerprint.is_some_and(|own| own != keys.fingerprint()) {
        bail!(
            "{} 不是这个数据库的密钥文件，没有改动；请换成它自己的（每台服务器都用同一份）",
            settings.paths.keys().display()
        );
    }
    Ok(())
}

async fn open_app(settings: Settings, clock: Clock) -> Result<Context> {
    let (db, keys) = open_with_keys(&settings).await?;
    Context::new(settings, db, keys, clock)
}

/// Notes when a data folder was made and whether it is a sample: once, for ever.
async fn note_made(db: &Db, clock: &Clock, is_sample: bool) -> Result<()> {
    if store::find_deployment_info(db, "made_at").await?.is_some() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    store::set_deployment_info(&mut tx, "made_at", &clock().to_string()).await?;
    store::set_deployment_info(&mut tx, "sample", if is_sample { "yes" } else { "no" }).await?;
    tx.commit().await?;
    Ok(())
}

async fn is_sample(db: &Db) -> Result<bool> {
    Ok(store::find_deployment_info(db, "sample").await?.as_deref() == Some("yes"))
}

/// Somebody at the keyboard (SIGINT) or a service manager (SIGTERM) ends the process.
async fn told_to_stop() -> Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        stopped = tokio::signal::ctrl_c() => stopped?,
        _ = terminated.recv() => {}
    }
    Ok(())
}
