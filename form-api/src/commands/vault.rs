//! `vault …`: the ceremonies around the township's key, as people at a keyboard hold them. `docs/security.md` tells them
//! step by step.
//!
//! Pass phrases and slips are typed, never given as arguments: arguments stand in the shell's history and in the list of
//! processes. Deliberately absent: rules (`steps::vault`).

use std::io::{BufRead, IsTerminal as _, Write};

use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use zeroize::Zeroizing;

use crate::context::Clock;
use crate::seal::{KeysError, MailKey, Share};
use crate::settings::Settings;
use crate::case::read_pass_phrase;
use crate::steps::{self, PassPhrase};
use crate::store::{self, Db, Staff};

/// What is done around the township's key.
#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// 生成密钥：第一位能打开联系方式的人输入自己的口令；三份恢复份只显示这一次
    Init {
        /// 登录名
        staff: String,
    },
    /// 让另一位工作人员也能打开联系方式
    Grant {
        /// 登录名
        staff: String,
        /// 已经能打开的人的登录名；输入这个人的口令
        #[arg(long)]
        by: String,
    },
    /// 唯一能打开的人忘了口令：用任意两份恢复份授权
    Recover {
        /// 登录名
        staff: String,
    },
    /// 换一把新密钥，全部联系方式重新封存；恢复份也换新的
    Rotate {
        /// 已经能打开的人的登录名；输入这个人的口令
        #[arg(long)]
        by: String,
    },
    /// 列出能打开联系方式的人
    List,
}

/// Where a person types and reads.
pub struct Terminal {
    /// What they type.
    pub input: Box<dyn BufRead + Send>,
    /// What they read.
    pub output: Box<dyn Write + Send>,
    /// Somebody sits there: pass phrases are typed without being shown.
    pub is_watched: bool,
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Terminal")
    }
}

impl Terminal {
    /// The machine's own.
    #[must_use]
    pub fn machine() -> Self {
        Self {
            input: Box::new(std::io::BufReader::new(std::io::stdin())),
            output: Box::new(std::io::stdout()),
            is_watched: std::io::stdin().is_terminal(),
        }
    }

    fn say(&mut self, line: &str) -> Result<()> {
        writeln!(self.output, "{line}")?;
        Ok(self.output.flush()?)
    }

    fn ask(&mut self, question: &str) -> Result<Zeroizing<String>> {
        write!(self.output, "{question}：")?;
        self.output.flush()?;
        let mut line = Zeroizing::new(String::with_capacity(256));
        if self.input.read_line(&mut line)? == 0 {
            bail!("没有输入，没有改动");
        }
        Ok(Zeroizing::new(line.trim().to_owned()))
    }

    fn ask_phrase(&mut self, staff: &Staff) -> Result<PassPhrase> {
        let question = format!("{}（{}）的口令", staff.display_name, staff.sign_in_name);
        if !self.is_watched {
            return Ok(read_pass_phrase(&self.ask(&question)?));
        }
        write!(self.output, "{question}（输入时不显示）：")?;
        self.output.flush()?;
        let typed = Zeroizing::new(rpassword::read_password()?);
        Ok(read_pass_phrase(&typed))
    }

    /// A slip, as often as it takes: each try says which group is wrong.
    fn ask_share(&mut self, which: &str) -> Result<Share> {
        loop {
            let typed = self.ask(&format!("{which}恢复份"))?;
            match Share::parse(&typed) {
                Ok(share) => return Ok(share),
                Err(fault) => self.say(&fault.to_string())?,
            }
        }
    }

    fn show_shares(&mut self, shares: &[Share]) -> Result<()> {
        self.say("")?;
        for share in shares {
            let shown = share.show();
            let groups: Vec<&str> = shown.split('-').collect();
            self.say(&format!("恢复份 {}/{}", share.number(), shares.len()))?;
            for row in groups.chunks(4) {
                self.say(&format!("  {}", row.join("-")))?;
            }
            self.say("")?;
        }
        self.say("恢复份只显示这一次，程序里不留。请抄写或打印成三张纸条，交三个人分开保管，不要拍照。")?;
        self.say("任意两份合起来就能打开全部联系方式；单独一份没有用。")
    }
}

/// Holds one ceremony.
///
/// # Errors
/// A sentence for the person at the keyboard.
pub(crate) async fn run(
    settings: &Settings,
    db: &Db,
    command: VaultCommand,
    terminal: &mut Terminal,
    clock: &Clock,
) -> Result<()> {
    match command {
        VaultCommand::Init { staff } => init(settings, db, &staff, terminal, clock).await,
        VaultCommand::Grant { staff, by } => {
            let (to, by) =
                (steps::find_active_staff(db, &staff).await?, steps::find_active_staff(db, &by).await?);
            let keys = steps::open_vault(db, &by, terminal.ask_phrase(&by)?).await?;
            steps::grant_vault(db, &keys, Some(&by), &to, clock()).await?;
            terminal.say(&format!("{staff} 现在能打开联系方式了。"))
        }
        VaultCommand::Recover { staff } => {
            let to = steps::find_active_staff(db, &staff).await?;
            let (one, other) = (terminal.ask_share("第一份")?, terminal.ask_share("第二份")?);
            let key = steps::open_with_shares(db, &one, &other).await?;
            steps::grant_vault(db, &[key], None, &to, clock()).await?;
            terminal.say(&format!("{staff} 现在能打开联系方式了。"))?;
            terminal.say("两份恢复份已经在这台机器上输入过：请尽快用 vault rotate 换一把新密钥。")
        }
        VaultCommand::Rotate { by } => {
            let by = steps::find_active_staff(db, &by).await?;
            let keys = steps::open_vault(db, &by, terminal.ask_phrase(&by)?).await?;
            let (letters, shares) = steps::rotate_vault(db, &keys, &by, clock(), |_| {}).await?;
            terminal.say(&format!("换好了：{letters} 件重新封存。旧的恢复份作废，请销毁。"))?;
            terminal.show_shares(&shares)
        }
        VaultCommand::List => {
            let copies = store::list_vault_copies(db, None).await?;
            for staff in store::list_staff(db).await? {
                if copies.iter().any(|copy| copy.staff_id == staff.id && copy.is_in_use) {
                    terminal.say(&format!("{} {}", staff.sign_in_name, staff.display_name))?;
                }
            }
            if copies.iter().any(|copy| !copy.is_in_use) {
                terminal.say("上次更换密钥没有做完：请再运行一次 vault rotate。")?;
            }
            Ok(())
        }
    }
}

async fn init(
    settings: &Settings,
    db: &Db,
    staff: &str,
    terminal: &mut Terminal,
    clock: &Clock,
) -> Result<()> {
    let holder = steps::find_active_staff(db, staff).await?;
    if store::find_sealing_key(db, store::SealingFor::Vault).await?.is_some() {
        return Err(steps::VaultError::There.into());
    }
    let phrase = terminal.ask_phrase(&holder)?;
    let mail = mail_key(settings, false)?;
    let shares = steps::make_vault(db, &holder, phrase, &mail.private.public(), clock()).await?;
    terminal.say(&format!("密钥已生成，{staff} 能打开联系方式。"))?;
    terminal.say(&format!(
        "{} 是发信进程的密钥，请和密钥文件一样另存一份：没有它，等着发的邮件发不出去。",
        settings.paths.mail_key().display()
    ))?;
    terminal.show_shares(&shares)
}

/// The mail key's file, made if it is not there.
pub(crate) fn mail_key(settings: &Settings, is_sample: bool) -> Result<MailKey> {
    let path = settings.paths.mail_key();
    match MailKey::load(&path) {
        Err(KeysError::Missing(_)) => MailKey::create(&path, is_sample),
        other => other,
    }
    .with_context(|| path.display().to_string())
}

/// The mail key, which must be the one that everything is sealed to.
pub(crate) async fn mail_key_in_use(settings: &Settings, db: &Db) -> Result<MailKey> {
    let key = MailKey::load(&settings.paths.mail_key())?;
    match store::find_sealing_key(db, store::SealingFor::Mail).await? {
        Some(public) if public == key.private.public() => Ok(key),
        Some(_) => bail!("{} 不是这个数据库的发信密钥", settings.paths.mail_key().display()),
        None => Err(steps::VaultError::None.into()),
    }
}
