//! `site-gen`: builds, checks and previews a township's site. The only place that looks at the clock, and
//! only when no `--date` is given.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, tz};
use site_gen::build::{self, BuildError, Options, Progress, Reason};
use site_gen::import::{self, ImportError, Town};
use site_gen::leaks::{self, Gate};
use site_gen::scaffold::Beginning;
use site_gen::terminal::is_unread;
use site_gen::theme::Theme;
use site_gen::{annual_report, check, load, manual, roster, say, scaffold, serve, tell};

#[derive(Parser)]
#[command(version, about = "由内容和主题生成乡镇联心网的静态站点")]
struct Cli {
    #[command(flatten)]
    folders: Folders,
    #[command(subcommand)]
    command: Command,
}

/// Before the verb or behind it.

#[derive(Args, Clone)]
struct Folders {
    /// 内容文件夹
    #[arg(long, global = true, default_value = "content")]
    content: PathBuf,
    /// 公开答复的文件夹（默认是内容文件夹里的 replies）
    #[arg(long, global = true)]
    replies: Option<PathBuf>,
    /// 主题文件夹
    #[arg(long, global = true, default_value = "themes/town")]
    theme: PathBuf,
    /// 站点放到哪里
    #[arg(long, global = true, default_value = "var/site")]
    out: PathBuf,
    /// 按哪一天（默认是北京时间今天）
    #[arg(long, global = true)]
    date: Option<Date>,
}

impl Folders {
    fn today(&self) -> Date {
        self.date.unwrap_or_else(today)
    }

    fn options(&self) -> Options {
        Options {
            content: self.content.clone(),
            replies: self.replies.clone(),
            theme: self.theme.clone(),
            out: self.out.clone(),
            date: self.today(),
        }
    }
}

#[derive(Subcommand)]
enum Command {
    /// 生成站点；内容有问题时全部列出，原来的站点不变
    Build {
        /// 说明这一页为什么重做或没有重做：写网址或文件，从站点根算起
        #[arg(long, value_name = "页面")]
        explain: Option<String>,
    },
    /// 检查内容和已经生成的站点：链接、网页标签
    Check {
        /// 按正式上线的要求检查：不许有样例值和空项
        #[arg(long)]
        production: bool,
        /// 列出网页里链到别的网站的全部链接
        #[arg(long = "links")]
        external: bool,
        /// 逐个文件检查生成的站点里有没有个人信息；有就列出全部位置（不显示内容）
        #[arg(long)]
        leaks: bool,
        /// 列出位置时也显示查到的内容，便于改正；不要在别人看得到屏幕时使用
        #[arg(long = "reveal", requires = "leaks")]
        show: bool,
    },
    /// 边写边看：保存后自动重做并刷新浏览器
    Serve {
        /// 端口
        #[arg(long, default_value_t = 8090)]
        port: u16,
        /// 草稿和还没到日子的记录也显示出来，只给自己看
        #[arg(long)]
        drafts: bool,
    },
    /// 新建一条记录
    New {
        /// 种类
        #[arg(value_parser = PossibleValuesParser::new(Beginning::all().map(Beginning::word)).map(beginning))]
        kind: Beginning,
        /// 网址里的名字：小写字母、数字和短横线
        slug: String,
    },
    /// 导入：名册表格（xlsx、xls、ods）做成联心卡，加进内容文件夹；别的系统一行一条 JSON
    /// 的文件做成一个新的内容文件夹，已经有东西的文件夹不动
    Import {
        /// 名册表格，或者一行一条 JSON 的文件
        file: PathBuf,
        /// 导入 JSON 时：乡镇的名字
        #[arg(long, default_value = "")]
        township: String,
        /// 站点自己的完整网址，以 / 结尾；还没有就不写
        #[arg(long, default_value = "")]
        base_url: String,
    },
    /// 导出联心卡名册；还没有联心卡时就是空的样表，填好以后用 import 导入。写了 --annual-report
    /// 就导出那一年的年度报表
    Export {
        /// 写到哪个 xlsx 文件（年度报表也可以是 csv）；已经有的文件不动
        file: PathBuf,
        /// 导出政府网站工作年度报表：这一年本站知道的数字和各自的算法；不知道的空着，写明向谁要
        #[arg(long, value_name = "年份")]
        annual_report: Option<i16>,
    },
    /// 打包用：把手册页和命令补全写到一个文件夹
    #[command(hide = true)]
    Manual {
        /// 文件夹
        folder: PathBuf,
    },
    /// 在文字里找个人信息：从标准输入读，写到标准输出
    Scan {
        /// 一行一条 JSON：读 {"id", "text"}，写 {"id", "spans", "review"}
        #[arg(long, required = true)]
        jsonl: bool,
        /// 只用规则，不用学来的人名模型：快得多，漏的人名多一些
        #[arg(long)]
        rules_only: bool,
    },
}

struct Bar(ProgressBar);

impl Progress for Bar {
    fn begin(&self, count: usize) {
        self.0.set_length(count as u64);
    }

    fn step(&self) {
        self.0.inc(1);
    }
}

/// What shells give for a program whose output nobody reads any more: 128 and the number of SIGPIPE.
const UNREAD: u8 = 141;

fn main() -> ExitCode {
    let Cli { folders, command } = Cli::parse();
    match run(&folders, command) {
        Ok(code) => code,
        Err(error) if is_unread(&error) => ExitCode::from(UNREAD),
        Err(error) => {
            let remedy = remedy(&error).map(|remedy| format!("\n    → {remedy}")).unwrap_or_default();
            // Nobody is left to be told that this could not be told.
            let _ = tell!("{error:#}{remedy}");
            ExitCode::FAILURE
        }
    }
}

/// What to do when it is the machine that refuses.
fn remedy(error: &anyhow::Error) -> Option<&'static str> {
    use std::io::ErrorKind::{
        FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    match error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>())?.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => Some("磁盘写不下了：腾出空间，再做一次"),
        PermissionDenied | ReadOnlyFilesystem => Some("没有写的权限：检查文件夹的所有者和权限，再做一次"),
        _ => None,
    }
}

fn run(folders: &Folders, command: Command) -> anyhow::Result<ExitCode> {
    let content = &folders.content;
    match command {
        Command::Build { explain } => build_site(&folders.options(), explain.as_deref()),
        Command::Check { production, external, leaks, show } => {
            // What the first check cannot read must not keep the other from being read.
            let site = check_site(&folders.options(), production, external);
            let clean = !leaks || check_leaks(&folders.options(), show)?;
            let site = site?;
            Ok(if site && clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Serve { port, drafts } => {
            let date = folders.date;
            let ready = |address| {
                // The preview is there, whoever reads.
                let _ = say!("预览：http://{address}/  （按 Ctrl+C 结束）");
            };
            let today = move || date.unwrap_or_else(today);
            serve::serve(folders.options(), drafts, &format!("127.0.0.1:{port}"), today, ready)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Manual { folder } => {
            manual::write(&Cli::command(), &folder)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::New { kind, slug } => {
            say!("{}", scaffold::begin(content, kind, &slug, folders.today())?.display())?;
            say!("填好空着的各项，再用 site-gen check 检查：还缺哪一项、在哪一行，会逐条列出来")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { file, .. } if is_workbook(&file) => take_in_roster(&file, content, folders.today()),
        Command::Import { township, .. } if township.is_empty() => {
            bail!("导入一行一条 JSON 的文件要用 --township 写上乡镇的名字；导入名册要 xlsx、xls 或 ods 表格")
        }
        Command::Export { file, annual_report: Some(year) } => {
            export_annual_report(&file, content, folders.replies.as_deref(), year, folders.today())
        }
        Command::Export { file, .. } => {
            let cards = roster::give_out(content, &file)?;
            say!("{}：联心卡 {cards}", file.display())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { file, township, base_url } => {
            import_lines(&file, content, &Town { name: township, base_url }, folders.today())
        }
        Command::Scan { jsonl: _, rules_only } => {
            let known = privacy::Known::default();
            privacy::scan_jsonl(
                std::io::stdin().lock(),
                std::io::BufWriter::new(std::io::stdout().lock()),
                |text| {
                    if rules_only {
                        privacy::scan(text, &known)
                    } else {
                        privacy::scan_with_names(text, &known)
                    }
                },
            )?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn is_workbook(file: &Path) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ["xlsx", "xls", "ods"].contains(&ending.as_str()))
}

/// Rows that were not taken are told and do not stop the others.
fn take_in_roster(file: &Path, content: &Path, today: Date) -> anyhow::Result<ExitCode> {
    let taken = roster::take_in(file, content, today)?;
    for name in &taken.added {
        say!("{name}")?;
    }
    for problem in &taken.refused {
        tell!("{problem}")?;
    }
    say!(
        "新增联心卡 {}，原来就有 {}，没有收下的有 {} 处要改",
        taken.added.len(),
        taken.known,
        taken.refused.len()
    )?;
    Ok(if taken.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn export_annual_report(
    file: &Path,
    content: &Path,
    replies: Option<&Path>,
    year: i16,
    today: Date,
) -> anyhow::Result<ExitCode> {
    let site = match load::load(content, replies, today) {
        Ok(site) => site,
        Err(problems) => {
            for problem in &problems {
                tell!("{problem}")?;
            }
            tell!("{} 处要改；什么也没有写", problems.len())?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let (known, open) = annual_report::give_out(&site, year, file)?;
    say!("{}：{year} 年报表，填好 {known} 项，还有 {open} 项由办公室填写", file.display())?;
    Ok(ExitCode::SUCCESS)
}

fn import_lines(file: &Path, content: &Path, town: &Town, today: Date) -> anyhow::Result<ExitCode> {
    let bar = bar("行");
    let result = import::import(file, content, town, today, &Bar(bar.clone()));
    bar.finish_and_clear();
    match result {
        Ok(done) => {
            say!(
                "{}：答复 {}，联心卡 {}，政策 {}，村和办公室 {}",
                content.display(),
                done.replies,
                done.contacts,
                done.policies,
                done.units
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Err(ImportError::Lines(problems)) => {
            for problem in &problems {
                tell!("{problem}")?;
            }
            tell!("{} 处要改；什么也没有写", problems.len())?;
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}

fn bar(unit: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {unit}"));
    bar.set_style(style.expect("a valid template"));
    bar
}

fn build_site(options: &Options, asked: Option<&str>) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    let bar = bar("页");
    let (mut why, mut result) = (None, Ok(()));
    if let Some(page) = asked {
        match build::explain(options, page) {
            Ok(told) => why = Some(told),
            Err(error) => result = Err(error),
        }
    }
    let result = result.and_then(|()| build::build(options, &Bar(bar.clone())));
    bar.finish_and_clear();
    match result {
        Ok(report) => {
            say!(
                "{}：{} 个文件，重做 {}，写 {}，删 {}，{} 毫秒",
                options.out.display(),
                report.files,
                report.rendered,
                report.written,
                report.removed,
                start.elapsed().as_millis()
            )?;
            if report.has_no_address {
                say!("site.toml 里没有 base_url：没有生成订阅源、站点地图和规范链接")?;
            }
            let [drafts, to_come, over] = report.held;
            if drafts + to_come + over > 0 {
                say!(
                    "{} 条没有公开：草稿 {drafts}，没到日子 {to_come}，过了期 {over}",
                    drafts + to_come + over
                )?;
            }
            if report.stale_cards > 0 {
                say!("{} 张联心卡超过限期没有核对电话：用 check 看是哪几张", report.stale_cards)?;
            }
            if let Some(why) = why {
                say!("{why}")?;
                match why.is_rewritten(&options.out) {
                    Some(true) => say!("    写了：内容和原来不同")?,
                    Some(false) if why.reason != Reason::Nothing => say!("    没有写：做出来和原来一字不差")?,
                    _ => {}
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(BuildError::Content(problems)) => {
            for problem in &problems {
                tell!("{problem}")?;
            }
            tell!("{} 处要改；站点没有动", problems.len())?;
            Ok(ExitCode::FAILURE)
        }
        // As it is: what stands around it says the same again.
        Err(BuildError::Machine(error)) => Err(error),
        Err(error) => Err(error.into()),
    }
}

/// Whether nothing was found.
fn check_site(options: &Options, production: bool, external: bool) -> anyhow::Result<bool> {
    let mut problems = Vec::new();
    match load::load(&options.content, options.replies.as_deref(), options.date) {
        Ok(site) => {
            let mailbox = &site.settings.mailbox;
            let served = [mailbox.write_url.clone(), mailbox.track_url.clone()];
            problems.extend(check::check(&options.out, &served)?);
            let links = check::external_links(&options.out, &site.settings.site.base_url)?;
            if external {
                for (link, pages) in &links {
                    say!("{link}（{} 页）", pages.len())?;
                }
            }
            problems.extend(check::foreign_links(&links, &site.settings.links.allow));
            problems.extend(check::check_words(&options.content, options.replies.as_deref())?);
            let words = Theme::load(&options.theme)?.words()?;
            for reminder in check::reminders(&site, &words) {
                tell!("提醒：{reminder}")?;
            }
            if production {
                problems.extend(check::check_production(&site, &words));
            }
        }
        Err(found) => problems.extend(found),
    }
    for problem in &problems {
        tell!("{problem}")?;
    }
    if problems.is_empty() {
        say!("没有发现问题")?;
    } else {
        tell!("{} 处要改", problems.len())?;
    }
    Ok(problems.is_empty())
}

/// Whether no personal data was found. Without a content that can be read nobody is in duty, and all is told.
fn check_leaks(options: &Options, show: bool) -> anyhow::Result<bool> {
    let start = Instant::now();
    let site = load::load(&options.content, options.replies.as_deref(), options.date).ok();
    let known = site.as_ref().map(leaks::in_duty).unwrap_or_default();
    let allowed = site.as_ref().map(leaks::kept).unwrap_or_default();
    let gate = Gate { known: &known, allowed: &allowed, hashed: None };
    let bar = bar("个文件");
    let found = gate.read_folder(&options.out, &Bar(bar.clone()));
    bar.finish_and_clear();
    let found = found?;
    for leak in &found {
        // For a file that cannot be read this is how `[privacy] keep` names it.
        if show {
            tell!("{leak}：{}", leak.reveal())?;
        } else {
            tell!("{leak}")?;
        }
    }
    if found.is_empty() {
        say!("没有发现个人信息，{} 毫秒", start.elapsed().as_millis())?;
    } else {
        tell!("{} 处个人信息或查不了的内容：从来源改掉后重新生成", found.len())?;
    }
    Ok(found.is_empty())
}

/// What can be begun, by a word of the list that the command line knows.
fn beginning(word: String) -> Beginning {
    Beginning::all().find(|one| one.word() == word).expect("only words of the list are taken")
}

/// The day in Shanghai, by the machine's clock.
fn today() -> Date {
    TimeZone::fixed(tz::offset(8)).to_datetime(Timestamp::now()).date()
}
