//! `demo`: the sample township on this machine, with progress shown while it is made. Deliberately absent: any way to
//! touch a folder that no demo has made.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use site_gen::build::files_beside;
use site_gen::say;

use super::migrate::note_keys;
use super::serve::{begin_day, listen};
use super::vault::mail_key;
use super::{cannot_open, is_sample, note_made};
use crate::case::{Limits, VisitQuota};
use crate::context::{Clock, Context};
use crate::private_folder;
use crate::sample;
use crate::seal::{Keys, KeysError, MailKey};
use crate::server::run_until_stopped;
use crate::settings::{
    AbuseSettings, DatabaseSettings, MailSettings, MailWorker, MonitorSettings, PathSettings, ReportSettings,
    ReviewSettings, ServerSettings, SessionSettings, Settings,
};
use crate::steps::{self, Upkeep};
use crate::store::{self, Db, SealingFor};

/// Settings of a sample folder: loopback only, mail into a folder.
pub(crate) fn settings(port: u16, data: &Path, content: PathBuf, theme: PathBuf) -> Settings {
    let bind = SocketAddr::from(([127, 0, 0, 1], port));
    Settings {
        server: ServerSettings { bind, public_url: bind.into(), trusted_proxy: None },
        paths: PathSettings {
            content,
            theme,
            data: data.to_owned(),
            site: data.join("site"),
            mail_key: None,
            withdrawals: None,
        },
        database: DatabaseSettings::default(),
        mail: MailSettings {
            from: "禾溪镇联心网 <lianxin@yundu.example>".to_owned(),
            smtp: None,
            worker: MailWorker::Inside,
            retry_seconds: 60,
        },
        webhook: None,
        limits: Limits::default(),
        sessions: SessionSettings::default(),
        abuse: AbuseSettings::default(),
        review: ReviewSettings::default(),
        monitor: MonitorSettings::default(),
        survey: VisitQuota::default(),
        reports: ReportSettings { first_readers: sample::REPORT_READERS.map(str::to_owned).to_vec() },
    }
}

/// Sample pass phrases are kept beside the sample database, so that a second start can print them again.
const SAMPLE_STAFF: &str = "sample-staff.txt";

/// Runs the demo until it is stopped.
///
/// # Errors
/// A sentence for the person at the keyboard; nothing was written over then.
pub(crate) async fn run(port: u16, mut settings: Settings, fresh: bool, clock: Clock) -> Result<()> {
    if !settings.paths.content.join("site.toml").is_file() {
        bail!(
            "{} 里没有 site.toml：请在项目文件夹里运行，或者用 --content 指明",
            settings.paths.content.display()
        );
    }
    // The port first: nothing is written when the demo cannot run.
    let listener = listen(&settings)?;
    settings.server.bind = listener.local_addr()?;
    settings.server.public_url = settings.server.bind.into();
    if fresh {
        remove_sample(&settings.paths)?;
    }
    private_folder::make(&settings.paths.data)?;
    let keys = match Keys::load(&settings.paths.keys()) {
        Ok(keys) if keys.is_sample() => keys,
        Ok(_) => bail!("{} 是正式的数据文件夹，样例不会动它：换一个 --data", settings.paths.data.display()),
        Err(KeysError::Missing(_)) if settings.paths.database().exists() => {
            bail!("{} 里有数据库却没有密钥文件，没有改动：换一个 --data", settings.paths.data.display())
        }
        Err(KeysError::Missing(_)) => Keys::create(&settings.paths.keys(), true)?,
        Err(error) => return Err(error.into()),
    };
    say("打开数据库");
    let db = Db::open(&settings.database_url()).await.map_err(|error| cannot_open(&settings, &error))?;
    db.migrate().await.map_err(|error| cannot_open(&settings, &error))?;
    note_keys(&settings, &db).await?;
    note_made(&db, &clock, true).await?;
    if !is_sample(&db).await? {
        bail!("{} 是正式的数据文件夹，样例不会动它：换一个 --data", settings.paths.data.display());
    }
    say("读取内容和主题");
    let staff_file = settings.paths.data.join(SAMPLE_STAFF);
    let app = Context::new(settings, db, keys, Arc::clone(&clock))?;
    let mail_key = mail_key(&app.settings, true)?;
    fill_sample(&app, &staff_file, &mail_key, &clock).await?;
    say("生成站点");
    if let Some(report) = begin_day(&app).await? {
        say(&format!("站点有 {} 个文件，这次写了 {} 个", report.files, report.written));
    }
    let port = if port == 0 { app.settings.server.bind.port() } else { port };
    let _ = say!("{}", std::fs::read_to_string(&staff_file).unwrap_or_default().trim_end());
    say(&format!(
        "站点 http://127.0.0.1:{port}/ ，写信 /mailbox/ ，查信 /track/ ，办件台 /desk/ （按 Ctrl+C 结束）"
    ));
    run_until_stopped(app, listener, Some(mail_key)).await
}

async fn fill_sample(app: &Context, staff_file: &Path, mail_key: &MailKey, clock: &Clock) -> Result<()> {
    steps::name_report_readers(Upkeep::by_hand(&app.db, clock()), &app.settings.reports.first_readers)
        .await?;
    if store::count_staff(&app.db).await?.0 == 0 {
        say("建立示例人员");
        let staff = sample::add_staff(&app.db, clock()).await?;
        let lines: Vec<String> = staff
            .iter()
            .map(|one| format!("staff {} {} {}\n", one.sign_in_name, one.pass_phrase, one.roles))
            .collect();
        write_private(staff_file, &lines.concat())?;
    }
    if store::find_sealing_key(&app.db, SealingFor::Vault).await?.is_none() {
        say("生成封存联系方式的密钥");
        let lines = std::fs::read_to_string(staff_file).unwrap_or_default();
        let phrases: Vec<(&str, &str)> = lines
            .lines()
            .filter_map(|line| match line.split_whitespace().collect::<Vec<_>>()[..] {
                ["staff", name, phrase, _] => Some((name, phrase)),
                _ => None,
            })
            .collect();
        sample::make_vault(&app.db, &phrases, &mail_key.private.public(), clock())
            .await
            .with_context(|| format!("{} 里没有示例口令：加 --fresh 重新开始", staff_file.display()))?;
    }
    if store::count_submissions(&app.db).await? == 0 {
        let bar = ProgressBar::new(0);
        bar.set_style(
            ProgressStyle::with_template("示例来信 {bar:30} {pos}/{len}").expect("a valid template"),
        );
        sample::add_cases(&app.db, &app.township, clock(), |done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })
        .await?;
        bar.finish_and_clear();
    }
    Ok(())
}

/// The demo runs, whoever reads.
fn say(what: &str) {
    let _ = say!("· {what}");
}

fn write_private(file: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut out = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .with_context(|| file.display().to_string())?;
    out.write_all(text.as_bytes()).with_context(|| file.display().to_string())
}

/// Removes what a demo made, and only if a demo made it.
#[expect(clippy::disallowed_methods, reason = "--fresh removes a sample folder's own files")]
fn remove_sample(paths: &PathSettings) -> Result<()> {
    match Keys::load(&paths.keys()) {
        Ok(keys) if keys.is_sample() => {}
        Err(KeysError::Missing(_)) if !paths.database().exists() => return Ok(()),
        _ => bail!("{} 不是样例数据文件夹，--fresh 不会动它", paths.data.display()),
    }
    let database = paths.database();
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", database.display()));
    let files = [database.clone(), beside("-wal"), beside("-shm"), paths.data.join(SAMPLE_STAFF)];
    for folder in [paths.site.clone(), paths.replies(), paths.mail(), paths.attachments()] {
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
    }
    for file in files.into_iter().chain(files_beside(&paths.site)).chain([paths.keys(), paths.mail_key()]) {
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| file.display().to_string())?;
        }
    }
    Ok(())
}
