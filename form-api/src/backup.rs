//! `backup` and `restore`: the whole database in one file, the sealed files of letters in a folder beside it and a list of
//! checksums, taken while the service runs, and put back into an empty folder only after every part has proved sound.
//!
//! The database is copied first: every file that it names stood in its folder then. One that goes while the rest is being
//! copied was withdrawn; its row in the copy says so (`lost`). Deliberately absent: the two key files, which are kept in
//! another place than the copy; `restore` asks for all three. Contact details in a copy open with a staff member's pass phrase or
//! two recovery slips, and with no file. A PostgreSQL server has its own tools (`pg_dump`).

mod checksums;
mod drill;
pub mod kept;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::attachments::Folder;
use jiff::Timestamp;

use crate::event_log::{self, Break};
use crate::private_folder;
use crate::seal::{Keys, KeysError, MailKey};
use crate::settings::PathSettings;
use crate::steps::{self, StepError, TakenBack, Upkeep};
use crate::store::{self, Db, SealingFor, StoreError};
use crate::withdrawals::{self, Withdrawals, WithdrawalsError};
use checksums::Checksums;
pub use checksums::checksums_beside;
pub use drill::drill;

/// Further than any program has read the changes of before, when the withdrawal log does not tell how far they went.
const UNSEEN_CHANGES: i64 = 1_000_000;

/// Why nothing was saved or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A PostgreSQL server has its own tools.
    #[error("PostgreSQL 的数据库用它自己的 pg_dump 备份，这里没有保存；附件文件夹、密钥文件另外复制")]
    HasItsOwnTools,
    /// There is no backup in a folder.
    #[error("{0} 里没有完整的备份（lianxin-日期-时间.db）；请核对路径")]
    NoBackup(PathBuf),
    /// The target is there: nothing is ever written over.
    #[error("{0} 已经存在，没有改动；请换一个名字或空文件夹")]
    Exists(PathBuf),
    /// A file cannot be read or written.
    #[error("{0}：{why}", why = why_not(.1))]
    Io(PathBuf, std::io::Error),
    /// The database refused.
    #[error("数据库：{0}")]
    Store(#[from] StoreError),
    /// The key file cannot be used.
    #[error("密钥文件：{0}")]
    Keys(#[from] KeysError),
    /// There is no list of checksums.
    #[error(
        "没有 {0}，核对不了这份备份，没有恢复；请把校验和文件和备份放在一起。旧版本做的备份没有它：确认来源可靠以后加上 --without-checksums"
    )]
    NoChecksums(PathBuf),
    /// A part is not as it was when the backup was made, or is missing.
    #[error("备份里的 {0} 已损坏或者缺少，没有恢复；请换一份备份")]
    Damaged(PathBuf),
    /// The key file is that of another place.
    #[error("密钥文件不是这份备份的，没有恢复")]
    OtherKeys,
    /// The mail key is that of another database.
    #[error("发信密钥文件不是这份备份的，没有恢复")]
    OtherMailKey,
    /// A file that came with a letter does not open with this key, or not whole.
    #[error("附件 {0} 打不开：它已损坏，或者密钥文件不是它的；没有恢复")]
    Attachment(String),
    /// The withdrawal log is not there.
    #[error(
        "没有撤回记录 {0}：备份以后撤下、撤回、删除的会重新出来，没有恢复；请把原来数据文件夹里的 withdrawals 交给 --withdrawals，\
         确实没有了才加 --without-withdrawals，恢复以后对照着再撤一遍"
    )]
    NoWithdrawals(PathBuf),
    /// The withdrawal log cannot be read or written.
    #[error("撤回记录：{0}")]
    Withdrawals(#[from] WithdrawalsError),
    /// What was taken back could not be taken back again.
    #[error("备份以后撤回的没有能再撤一遍，没有恢复：{0}")]
    TakingBack(#[from] StepError),
    /// The copy's event chain is broken from this event on.
    #[error("备份的事件链从第 {0} 条起对不上，没有恢复")]
    Broken(i64),
}

/// What a system says in English, as somebody at a keyboard can act on it.
fn why_not(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let known = match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => "磁盘没有空位了，请腾出地方，或者换一个磁盘",
        // The latter is what copying says of a folder.
        Kind::IsADirectory | Kind::InvalidInput => "这里应该是一个文件，却是一个文件夹；请核对备份是不是完整",
        Kind::NotADirectory => "这里应该是一个文件夹，却是一个文件；请换一个地方",
        Kind::NotFound => "没有这个文件；请核对路径",
        Kind::PermissionDenied => "没有读写它的权限；请换一个用户，或者改权限",
        Kind::ReadOnlyFilesystem => "这个磁盘只能读；请换一个地方",
        _ => return error.to_string(),
    };
    known.to_owned()
}

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Letters.
    pub letters: i64,
    /// Events, all of which fit their chain.
    pub events: i64,
    /// Files that came with letters.
    pub attachments: usize,
    /// Those of them that are not in the copy: withdrawn while it was made, or lost before.
    pub lost: usize,
    /// Those of them that were damaged before they were copied.
    pub damaged: usize,
}

/// Where a backup is put back to, and with which key files.
#[derive(Clone, Copy, Debug)]
pub struct Restore<'a> {
    /// The backup.
    pub file: &'a Path,
    /// The key file.
    pub keys: &'a Path,
    /// The file of the mail key.
    pub mail_key: &'a Path,
    /// The folder.
    pub paths: &'a PathSettings,
    /// A backup of an older version has no list of checksums, and is put back all the same.
    pub without_checksums: bool,
    /// The withdrawal log: what was taken back since the backup is taken back again.
    pub withdrawals: Since<'a>,
    /// The moment.
    pub now: Timestamp,
}

/// How it is known what was taken back since a backup.
#[derive(Clone, Copy, Debug)]
pub enum Since<'a> {
    /// By this withdrawal log.
    Log(&'a Path),
    /// It is not known, and who restores answers for it.
    Unknown,
}

/// What was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup holds.
    pub proof: Proof,
    /// What was taken back again.
    pub taken_back: TakenBack,
}

/// Saves the database into `file`, the files of letters into the folder beside it and their checksums, while others go on
/// reading and writing, and reads the copy once through. Without its checksums, which come last, a backup is not complete.
///
/// # Errors
/// [`BackupError`]; a file that is there is left as it is.
pub async fn back_up(db: &Db, keys: &Keys, attachments: &Path, file: &Path) -> Result<Proof, BackupError> {
    if !db.is_one_file() {
        return Err(BackupError::HasItsOwnTools);
    }
    let (beside, list) = (attachments_beside(file), checksums_beside(file));
    for target in [file, &beside, &list] {
        if target.exists() {
            return Err(BackupError::Exists(target.to_owned()));
        }
    }
    let saved = save_parts(db, keys, attachments, file).await;
    if saved.is_err() {
        // A torso is no backup, and would stand in the way of the next one.
        remove_parts(file);
    }
    saved
}

#[expect(clippy::disallowed_methods, reason = "backup and restore are among the few writers of files")]
fn remove_parts(file: &Path) {
    // What is not there cannot be removed; of what else cannot be the next backup tells.
    let _ = fs::remove_dir_all(attachments_beside(file));
    for part in [checksums_beside(file), file.to_owned()] {
        let _ = fs::remove_file(part);
    }
}

async fn save_parts(db: &Db, keys: &Keys, attachments: &Path, file: &Path) -> Result<Proof, BackupError> {
    let (beside, list) = (attachments_beside(file), checksums_beside(file));
    // Letters stand in it in clear: closed before the first byte.
    create_closed(file).map_err(|error| BackupError::Io(file.to_owned(), error))?;
    db.copy_into(&file.display().to_string()).await?;
    let mut copied = Vec::new();
    for id in list_attachments(file).await? {
        match copy(&attachments.join(&id), &beside.join(&id)) {
            Err(BackupError::Io(_, error)) if error.kind() == std::io::ErrorKind::NotFound => continue,
            done => done?,
        }
        copied.push(id);
    }
    let proof = prove(file, keys).await?;
    write_list(&list, &Checksums::compute(file, &copied, keys)?.to_text(file))?;
    Ok(proof)
}

/// The folder of files that belongs to a backup.
#[must_use]
pub fn attachments_beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".attachments");
    file.with_file_name(name)
}

/// The ids of the files of a copy's letters. What waits with a letter that nobody has sent is left out.
async fn list_attachments(file: &Path) -> Result<Vec<String>, BackupError> {
    let db = Db::open_copy(file).await?;
    let rows = store::list_attachment_ids(&db).await;
    db.close().await;
    Ok(rows?.into_iter().filter_map(|(id, case_id)| case_id.map(|_| id)).collect())
}

/// Puts a saved database and the key files into a folder that holds none of them. Every part is checked before the first
/// one is copied, and the copies are checked again before the first one takes its place.
///
/// # Errors
/// [`BackupError`]; then the folder holds nothing new.
pub async fn restore(from: &Restore<'_>) -> Result<Restored, BackupError> {
    let targets = Targets::new(from.paths);
    for target in targets.all() {
        if target.exists() {
            return Err(BackupError::Exists(target.clone()));
        }
    }
    if let Since::Log(log) = from.withdrawals
        && !log.is_file()
    {
        return Err(BackupError::NoWithdrawals(log.to_owned()));
    }
    let keys = Keys::load(from.keys)?;
    let mail_key = MailKey::load(from.mail_key)?;
    let list = Checksums::load(from.file)?;
    match &list {
        Some(list) if !list.is_of(&keys) => return Err(BackupError::OtherKeys),
        Some(list) => {
            if let Some(part) = list.find_damage(from.file)? {
                return Err(BackupError::Damaged(part));
            }
        }
        None if from.without_checksums => require_sound_attachments(from.file, &keys).await?,
        None => return Err(BackupError::NoChecksums(checksums_beside(from.file))),
    }
    let proof = prove(from.file, &keys).await?;
    require_mail_key(from.file, &mail_key).await?;
    let ids = match &list {
        Some(list) => list.attachments().keys().cloned().collect(),
        None => list_attachments(from.file).await?,
    };
    let data = &from.paths.data;
    private_folder::close(data).map_err(|error| BackupError::Io(data.clone(), error))?;
    let put = put_back(from, &targets, &ids, list.as_ref()).await;
    if put.is_err() {
        targets.remove_asides();
    }
    put.map(|taken_back| Restored { proof, taken_back })
}

async fn put_back(
    from: &Restore<'_>,
    targets: &Targets,
    ids: &[String],
    list: Option<&Checksums>,
) -> Result<TakenBack, BackupError> {
    copy_aside(from, targets, ids, list)?;
    let (taken_back, seq, change_no) = take_back_aside(from, targets).await?;
    let own = from.paths.withdrawals();
    match from.withdrawals {
        Since::Log(log) if !own.exists() => copy(log, &own)?,
        _ => {}
    }
    targets.place()?;
    withdrawals::begin_anew(&own, from.now, seq, change_no)?;
    Ok(taken_back)
}

/// Before the copy takes its place: what was taken back since the backup is taken back again. Gives the last event and the last
/// public change then.
async fn take_back_aside(
    from: &Restore<'_>,
    targets: &Targets,
) -> Result<(TakenBack, i64, i64), BackupError> {
    let copied = aside(&targets.database);
    let db = Db::open(&format!("sqlite:{}", copied.display())).await?;
    if !db.is_current().await? {
        db.migrate().await?;
    }
    let since = store::find_last_event_at(&db).await?.unwrap_or(Timestamp::MIN);
    let known = match from.withdrawals {
        Since::Log(log) => withdrawals::read_since(log, since)?,
        Since::Unknown => Withdrawals::default(),
    };
    let upkeep = Upkeep::by_hand(&db, from.now);
    let head = store::find_public_change_head(&db).await?;
    let ahead = known.change_no.saturating_sub(head).max(0);
    steps::note_restored(upkeep, &known.disabled, ahead + UNSEEN_CHANGES).await?;
    let mut taken_back = TakenBack::default();
    for letter in &known.letters {
        steps::take_back_again(upkeep, letter, &mut taken_back).await?;
    }
    let ends = (store::find_event_head(&db).await?.0, store::find_public_change_head(&db).await?);
    db.fold_log().await?;
    db.close().await;
    remove_files(&aside(&targets.attachments), &taken_back.files)?;
    Ok((taken_back, ends.0, ends.1))
}

#[expect(clippy::disallowed_methods, reason = "restoring is one of the few writers of files")]
fn remove_files(folder: &Path, ids: &[String]) -> Result<(), BackupError> {
    for id in ids {
        let file = folder.join(id);
        if file.exists() {
            fs::remove_file(&file).map_err(|error| BackupError::Io(file, error))?;
        }
    }
    Ok(())
}

/// The paths that a restore fills.
struct Targets {
    database: PathBuf,
    keys: PathBuf,
    mail_key: PathBuf,
    attachments: PathBuf,
}

impl Targets {
    fn new(paths: &PathSettings) -> Self {
        Self {
            database: paths.database(),
            keys: paths.keys(),
            mail_key: paths.mail_key(),
            attachments: paths.attachments(),
        }
    }

    /// The database comes last: where it stands, all stands.
    const fn all(&self) -> [&PathBuf; 4] {
        [&self.attachments, &self.mail_key, &self.keys, &self.database]
    }

    #[expect(clippy::disallowed_methods, reason = "restoring is one of the few writers of files")]
    fn place(&self) -> Result<(), BackupError> {
        for target in self.all() {
            let copied = aside(target);
            if copied.exists() {
                fs::rename(&copied, target).map_err(|error| BackupError::Io(target.clone(), error))?;
            }
        }
        let folder = self.database.parent().unwrap_or(Path::new("."));
        let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| BackupError::Io(folder.to_owned(), error))
    }

    /// What is left of a restore that did not end. Nothing of it is anybody's data: the backup is still there.
    #[expect(clippy::disallowed_methods, reason = "restoring is one of the few writers of files")]
    fn remove_asides(&self) {
        for target in self.all() {
            let copied = aside(target);
            // What is not there cannot be removed, and what cannot be removed is in nobody's way.
            let _ = if copied.is_dir() { fs::remove_dir_all(copied) } else { fs::remove_file(copied) };
        }
    }
}

/// The place of a copy until it has proved sound.
fn aside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    target.with_file_name(name)
}

fn copy_aside(
    from: &Restore<'_>,
    targets: &Targets,
    ids: &[String],
    list: Option<&Checksums>,
) -> Result<(), BackupError> {
    targets.remove_asides();
    let (beside, folder) = (attachments_beside(from.file), aside(&targets.attachments));
    let mut parts = vec![
        (from.file.to_owned(), aside(&targets.database), list.map(Checksums::database)),
        (from.keys.to_owned(), aside(&targets.keys), None),
        (from.mail_key.to_owned(), aside(&targets.mail_key), None),
    ];
    // Without a list, files that are not there were lost before the copy was made.
    let present = ids.iter().filter(|id| list.is_some() || beside.join(id).is_file());
    parts.extend(present.map(|id| {
        let expected = list.and_then(|list| list.attachments().get(id)).map(String::as_str);
        (beside.join(id), folder.join(id), expected)
    }));
    for (part, target, expected) in parts {
        copy(&part, &target)?;
        if expected.is_some_and(|expected| checksums::hash(&target).is_ok_and(|hash| hash != expected)) {
            return Err(BackupError::Damaged(part));
        }
    }
    Ok(())
}

/// Without a list only the seal of each file tells whether it is whole.
async fn require_sound_attachments(file: &Path, keys: &Keys) -> Result<(), BackupError> {
    match find_unsound(file, keys, &list_attachments(file).await?)?.into_iter().next() {
        Some(id) => Err(BackupError::Attachment(id)),
        None => Ok(()),
    }
}

/// The files of a backup that are there and do not open whole.
fn find_unsound(file: &Path, keys: &Keys, ids: &[String]) -> Result<Vec<String>, BackupError> {
    let beside = attachments_beside(file);
    let saved = Folder::new(beside.clone(), keys);
    let mut unsound = Vec::new();
    for id in ids.iter().filter(|id| saved.has(id)) {
        if !saved.is_sound(id).map_err(|error| BackupError::Io(beside.clone(), error))? {
            unsound.push(id.clone());
        }
    }
    Ok(unsound)
}

/// The mail key that is put back opens what the database holds. Before there is a vault there is none to compare with.
async fn require_mail_key(file: &Path, mail_key: &MailKey) -> Result<(), BackupError> {
    let db = Db::open_copy(file).await?;
    let public = store::find_sealing_key(&db, SealingFor::Mail).await;
    db.close().await;
    match public? {
        Some(public) if public != mail_key.private.public() => Err(BackupError::OtherMailKey),
        _ => Ok(()),
    }
}

/// Reads a copy's database page by page, without changing it, recomputes the event chain and counts.
async fn prove(file: &Path, keys: &Keys) -> Result<Proof, BackupError> {
    let db = Db::open_copy(file).await?;
    db.check_pages().await?;
    if db.has_older_schema().await? {
        return Err(StoreError::OlderSchema.into());
    }
    if store::find_keys_fingerprint(&db).await?.is_some_and(|own| own != keys.fingerprint()) {
        return Err(BackupError::OtherKeys);
    }
    let broken = event_log::find_break(&db).await?;
    let (letters, events) = (store::count_submissions(&db).await?, store::find_event_head(&db).await?.0);
    db.close().await;
    if let Some(Break::Chain(seq) | Break::Text(seq)) = broken {
        return Err(BackupError::Broken(seq));
    }
    let (attachments, beside) = (list_attachments(file).await?, attachments_beside(file));
    let lost = attachments.iter().filter(|id| !beside.join(id).is_file()).count();
    let damaged = find_unsound(file, keys, &attachments)?.len();
    Ok(Proof { letters, events, attachments: attachments.len(), lost, damaged })
}

fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| BackupError::Io(path, error)
    };
    if let Some(parent) = to.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(parent).map_err(io(parent))?;
    }
    let mut read = fs::File::open(from).map_err(io(from))?;
    let mut written = create_closed(to).map_err(io(to))?;
    std::io::copy(&mut read, &mut written).map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => io(to)(error),
        _ => io(from)(error),
    })?;
    written.sync_all().map_err(io(to))
}

/// A new file that only its owner can read.
fn create_closed(path: &Path) -> std::io::Result<fs::File> {
    fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn write_list(path: &Path, text: &str) -> Result<(), BackupError> {
    let written = create_closed(path).and_then(|mut list| {
        list.write_all(text.as_bytes())?;
        list.sync_all()
    });
    written.map_err(|error| BackupError::Io(path.to_owned(), error))
}
