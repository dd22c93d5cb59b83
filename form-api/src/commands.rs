//! What the program can be told to do, and how it says that something does not work: one clear sentence, exit code not
//! 0, nothing written over.
//!
//! Deliberately absent: rules. A command opens what it needs and calls the rooms.

use std::future::poll_fn;
use std::io::{BufReader, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use site_gen::{say, tell};

use crate::backup::Restore;
use crate::case::{Consent, shanghai_date};
use crate::context::{Clock, Context, carriers, machine_clock, read_township};
use crate::event_log::Break;
use crate::seal::{Keys, KeysError, MailKey};
use crate::settings::{MailWorker, Settings};
use crate::staff_commands::StaffCommand;
use crate::store::{self, Db, SealingFor, StoreError};
use crate::vault_commands::{Terminal, VaultCommand, mail_key_in_use};
use crate::{
    attachment_commands, backup, demo, event_log, import, mail, staff_commands, steps, vault_commands,
};

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
    /// 按公开表重新写出答复并生成站点
    Publish,
    /// 把数据库备份成一个文件；服务可以照常运行
    Backup {
        /// 备份文件，不能已经存在
        file: PathBuf,
    },
    /// 从备份恢复到空的数据文件夹
    Restore {
        /// 备份文件
        file: PathBuf,
        /// 密钥文件（与备份分开保管）
        #[arg(long)]
        keys: PathBuf,
        /// 发信密钥文件
        #[arg(long)]
        mail_key: PathBuf,
        /// 恢复旧版本做的、没有校验和的备份
        #[arg(long)]
        without_checksums: bool,
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
        Command::Serve => serve(read()?, clock).await,
        Command::Migrate => migrate(&read()?, &clock).await,
        Command::Staff { command } => {
            let settings = read()?;
            staff_commands::run(&settings, &open_current(&settings).await?, command, &clock).await
        }
        Command::Vault { command } => {
            let settings = read()?;
            let db = open_current(&settings).await?;
            vault_commands::run(&settings, &db, command, terminal, &clock).await
        }
        Command::MailWorker => send_mail(&read()?, &clock).await,
        Command::Bounce { file } => bounce(&read()?, &file, &clock).await,
        Command::Import { file, sample, assume_consent } => {
            let settings = match &sample {
                Some(data) => demo::settings(0, data, "content".into(), "themes/town".into()),
                None => read()?,
            };
            import_file(&settings, &file, sample.is_some(), assume_consent, &clock).await
        }
        Command::Publish => {
            let app = open_app(read()?, clock).await?;
            let report = app.publish().await?;
            say!("{} 个文件，写 {}，删 {}", report.files, report.written, report.removed)?;
            Ok(())
        }
        Command::Backup { file } => {
            let settings = read()?;
            let db = open_current(&settings).await?;
            let keys = Keys::load(&settings.paths.keys())?;
            let proof = backup::back_up(&db, &keys, &settings.paths.attachments(), &file).await?;
            say!("{}：{} 封来信，{} 条事件，事件链完整", file.display(), proof.letters, proof.events)?;
            attachment_commands::say(&proof)?;
            let list = backup::checksums_beside(&file);
            say!("校验和在 {}，恢复时要用，要和备份文件放在一起。", list.display())?;
            if proof.attachments > 0 {
                say!("附件在 {}，要和备份文件放在一起。", backup::attachments_beside(&file).display())?;
            }
            say!("备份里有：来信、办理经过、封存的联系方式、每位工作人员用自己口令才能打开的密钥副本。")?;
            say!("备份里没有：密钥文件 keys、发信密钥 mail-key、口令、恢复份。请把它们另存在别处。")?;
            Ok(())
        }
        Command::Restore { file, keys, mail_key, without_checksums } => {
            let settings = read()?;
            let paths = &settings.paths;
            let from = Restore { file: &file, keys: &keys, mail_key: &mail_key, paths, without_checksums };
            let proof = backup::restore(&from).await?;
            say!("已恢复：{} 封来信，{} 条事件，事件链完整", proof.letters, proof.events)?;
            attachment_commands::say(&proof)?;
            say!("联系方式仍然封存：工作人员用各自的口令打开；没有人记得口令时用恢复份（vault recover）。")?;
            Ok(())
        }
        Command::Verify => {
            let db = open_current(&read()?).await?;
            match event_log::find_break(&db).await? {
                None => {}
                Some(Break::Chain(seq)) => bail!("事件链从第 {seq} 条起对不上：这一条被改过、删过或插过"),
                Some(Break::Text(seq)) => bail!("第 {seq} 条事件的理由和链里的摘要对不上：理由被改过"),
            }
            let (seq, hash) = store::find_event_head(&db).await?;
            let (kept, erased) = store::count_event_texts(&db).await?;
            say!("{seq} 条事件，链完整，末尾 {hash}")?;
            say!("{kept} 段理由和链里的摘要相符，{erased} 段已经删除")?;
            Ok(())
        }
        Command::CheckAttachments => attachment_commands::check(&read()?, &clock).await,
    }
}

/// A folder that only its owner can read.
#[expect(clippy::disallowed_methods, reason = "the data folder is made where its use begins")]
pub(crate) fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let fail = || format!("数据文件夹 {} 写不进去：换一个 --data，或者检查权限", folder.display());
    std::fs::create_dir_all(folder).with_context(fail)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).with_context(fail)
}

/// The sentence for a database that cannot be opened. The file is left as it is.
pub(crate) fn cannot_open(settings: &Settings, error: &StoreError) -> anyhow::Error {
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

pub(crate) async fn open_current(settings: &Settings) -> Result<Db> {
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

async fn open_app(settings: Settings, clock: Clock) -> Result<Context> {
    let keys = Keys::load(&settings.paths.keys())?;
    let db = open_current(&settings).await?;
    Context::new(settings, db, keys, clock)
}

async fn migrate(settings: &Settings, clock: &Clock) -> Result<()> {
    make_private(&settings.paths.data)?;
    match Keys::load(&settings.paths.keys()) {
        Ok(_) => {}
        Err(KeysError::Missing(_)) => {
            Keys::create(&settings.paths.keys(), false)?;
            // The database is made all the same.
            let _ = say!(
                "{} 已生成。请另存一份在别处：没有它，查询码、附件和防泄漏检查都不能用。",
                settings.paths.keys().display()
            );
        }
        Err(error) => return Err(error.into()),
    }
    let db = Db::open(&settings.database_url()).await.map_err(|error| cannot_open(settings, &error))?;
    db.migrate().await.map_err(|error| cannot_open(settings, &error))?;
    note_made(&db, clock, false).await?;
    say!("数据库已是最新。")?;
    Ok(())
}

/// Notes when a data folder was made and whether it is a sample: once, for ever.
pub(crate) async fn note_made(db: &Db, clock: &Clock, is_sample: bool) -> Result<()> {
    if store::find_fact(db, "made_at").await?.is_some() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    store::set_fact(&mut tx, "made_at", &clock().to_string()).await?;
    store::set_fact(&mut tx, "sample", if is_sample { "yes" } else { "no" }).await?;
    tx.commit().await?;
    Ok(())
}

pub(crate) async fn is_sample(db: &Db) -> Result<bool> {
    Ok(store::find_fact(db, "sample").await?.as_deref() == Some("yes"))
}

async fn import_file(
    settings: &Settings,
    file: &Path,
    into_sample: bool,
    assume_consent: bool,
    clock: &Clock,
) -> Result<()> {
    let keys = Keys::load(&settings.paths.keys())?;
    let db = open_current(settings).await?;
    if into_sample && !(is_sample(&db).await? && keys.is_sample()) {
        bail!("{} 不是样例数据文件夹", settings.paths.data.display());
    }
    let lines = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    let (township, _) = read_township(settings, keys, shanghai_date(clock()))?;
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{pos} 封").expect("a valid template"));
    let assume = assume_consent.then_some(Consent::Anonymised);
    let report = import::import(&db, &township, BufReader::new(lines), clock(), assume, |done| {
        bar.set_position(done as u64)
    })
    .await?;
    bar.finish_and_clear();
    for remark in &report.remarks {
        let verdict = if remark.refused { "没有导入" } else { "已导入" };
        say!("第 {} 行（{verdict}）：{}", remark.line, remark.why)?;
    }
    let refused = report.remarks.iter().filter(|remark| remark.refused).count();
    say!(
        "新增 {}（其中有答复的 {}），原来就有 {}，没有导入 {refused}",
        report.added,
        report.answered,
        report.there
    )?;
    Ok(())
}

pub(crate) fn listen(settings: &Settings) -> Result<TcpListener> {
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

async fn serve(settings: Settings, clock: Clock) -> Result<()> {
    let listener = listen(&settings)?;
    let keys = Keys::load(&settings.paths.keys())?;
    if keys.is_sample() {
        bail!("密钥文件是样例的：正式运行要用 form-api migrate 在新的数据文件夹里生成自己的密钥");
    }
    let db = open_current(&settings).await?;
    db.check_pages().await.map_err(|error| cannot_open(&settings, &error))?;
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
    let site = settings.paths.site.clone();
    let app = Context::new(settings, db, keys, clock)?;
    if let Err(error) = app.begin_day().await {
        // A site that may not be replaced is no reason to take in no letters: the one that was there stays.
        let is_kept = app.site_trouble().is_some() && site.is_dir();
        if !is_kept {
            return Err(error);
        }
        let _ = tell!("网站没有全部更新，其余照常：\n{error:#}");
    }
    run_until_stopped(app, listener, mail_key).await
}

/// How often a process of its own looks at the outbox: nothing wakes it.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Sends mail until it is stopped, and finishes the mail in hand: half sent, it would be held up and could come twice.
/// The only process that needs the mail key.
async fn send_mail(settings: &Settings, clock: &Clock) -> Result<()> {
    let db = open_current(settings).await?;
    let key = mail_key_in_use(settings, &db).await?;
    let carriers = carriers(settings)?;
    let wake = tokio::sync::watch::Sender::new(0);
    let now = || clock();
    let mut sending =
        pin!(mail::run_worker(&db, &key.private, &carriers, &now, LOOK_EVERY, wake.subscribe()));
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

/// Somebody at the keyboard (SIGINT) or a service manager (SIGTERM) ends the process.
async fn told_to_stop() -> Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        stopped = tokio::signal::ctrl_c() => stopped?,
        _ = terminated.recv() => {}
    }
    Ok(())
}

/// A report with the whole mail in it is far smaller.
const LARGEST_REPORT: u64 = 4 * 1024 * 1024;

/// Reads a report of a mail that came back.
async fn bounce(settings: &Settings, file: &Path, clock: &Clock) -> Result<()> {
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

pub(crate) async fn run_until_stopped(
    app: Context,
    listener: TcpListener,
    mail_key: Option<MailKey>,
) -> Result<()> {
    let address = listener.local_addr()?;
    let (server, app) = app.start(listener)?;
    let app = app.into_inner();
    app.work(mail_key)?;
    // The first poll starts it: whoever reads the line may end it by a signal, and it ends well.
    let mut server = pin!(server);
    let begun = poll_fn(|context| Poll::Ready(server.as_mut().poll(context))).await;
    // The service runs, whoever reads.
    let _ = say!("listening on http://{address}/");
    match begun {
        Poll::Ready(ended) => ended?,
        Poll::Pending => server.await?,
    }
    app.count_turned_away().await?;
    app.settled().await;
    app.db.close().await;
    Ok(())
}
