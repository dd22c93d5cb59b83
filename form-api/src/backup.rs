//! `backup` and `restore`: the whole database in one file, and the sealed files of letters in a folder beside it, taken
//! while the service runs, and put back into an empty folder only after they have proved sound.
//!
//! The database is copied first: every file that it names stood in its folder then. One that goes while the rest is being
//! copied was withdrawn; its row in the copy says so (`lost`). Deliberately absent: the two key files, which are kept in another place than the copy; `restore` asks for all three.
//! Contact details in a copy open with a staff member's pass phrase or two recovery slips, and with no file. A PostgreSQL
//! server has its own tools (`pg_dump`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::attachments::Folder;
use crate::event_log::{self, Break};
use crate::seal::{Keys, KeysError, MailKey};
use crate::settings::PathSettings;
use crate::store::{self, Db, StoreError};

/// Why nothing was saved or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The target is there: nothing is ever written over.
    #[error("{0} 已经存在，没有改动；请换一个名字或空文件夹")]
    Exists(PathBuf),
    /// A file cannot be read or written.
    #[error("{0}：{1}")]
    Io(PathBuf, std::io::Error),
    /// The database refused.
    #[error("数据库：{0}")]
    Store(#[from] StoreError),
    /// The key file cannot be used.
    #[error("密钥文件：{0}")]
    Keys(#[from] KeysError),
    /// A file that came with a letter does not open with this key, or not whole.
    #[error("附件 {0} 打不开：它已损坏，或者密钥文件不是它的；没有恢复")]
    Attachment(String),
    /// The copy's event chain is broken from this event on.
    #[error("备份的事件链从第 {0} 条起对不上，没有恢复")]
    Broken(i64),
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
}

/// Saves the database into `file`, and the files of letters into the folder beside it, while others go on reading and
/// writing, and reads the copy once through.
///
/// # Errors
/// [`BackupError`]; a file that is there is left as it is.
pub async fn back_up(db: &Db, attachments: &Path, file: &Path) -> Result<Proof, BackupError> {
    let beside = attachments_beside(file);
    for target in [file, &beside] {
        if target.exists() {
            return Err(BackupError::Exists(target.to_owned()));
        }
    }
    db.copy_into(&file.display().to_string()).await?;
    copy_attachments(file, attachments, &beside).await?;
    prove(file).await
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
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    let rows = store::list_attachment_ids(&db).await;
    db.close().await;
    Ok(rows?.into_iter().filter_map(|(id, case_id)| case_id.map(|_| id)).collect())
}

/// Copies the files of a copy's letters, as they are sealed.
async fn copy_attachments(database: &Path, from: &Path, to: &Path) -> Result<(), BackupError> {
    for id in list_attachments(database).await? {
        match copy(&from.join(&id), &to.join(&id)) {
            Err(BackupError::Io(_, error)) if error.kind() == std::io::ErrorKind::NotFound => {}
            copied => copied?,
        }
    }
    Ok(())
}

/// Puts a saved database and the key files into a folder that holds none of them.
///
/// # Errors
/// [`BackupError`]; then the folder holds nothing new.
pub async fn restore(
    file: &Path,
    keys: &Path,
    mail_key: &Path,
    paths: &PathSettings,
) -> Result<Proof, BackupError> {
    let (database, key_file, mail_key_file) = (paths.database(), paths.keys(), paths.mail_key());
    let attachments = paths.attachments();
    for target in [&database, &key_file, &mail_key_file, &attachments] {
        if target.exists() {
            return Err(BackupError::Exists(target.clone()));
        }
    }
    let their_key = Keys::load(keys)?;
    MailKey::load(mail_key)?;
    let proof = prove(file).await?;
    let beside = attachments_beside(file);
    let saved = Folder::new(beside.clone(), &their_key);
    for id in list_attachments(file).await? {
        let is_sound =
            !saved.has(&id) || saved.is_sound(&id).map_err(|error| BackupError::Io(beside.clone(), error))?;
        if !is_sound {
            return Err(BackupError::Attachment(id));
        }
    }
    copy_attachments(file, &beside, &attachments).await?;
    copy(file, &database)?;
    copy(keys, &key_file)?;
    copy(mail_key, &mail_key_file)?;
    Ok(proof)
}

/// Opens a copy aside, checks the file and recomputes the event chain.
async fn prove(file: &Path) -> Result<Proof, BackupError> {
    if !file.is_file() {
        return Err(BackupError::Io(file.to_owned(), std::io::ErrorKind::NotFound.into()));
    }
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    if db.has_older_log().await? {
        return Err(StoreError::OlderLog.into());
    }
    let broken = event_log::find_break(&db).await?;
    let (letters, events) = (store::count_submissions(&db).await?, store::find_event_head(&db).await?.0);
    db.close().await;
    let (attachments, beside) = (list_attachments(file).await?, attachments_beside(file));
    let lost = attachments.iter().filter(|id| !beside.join(id).is_file()).count();
    let proof = Proof { letters, events, attachments: attachments.len(), lost };
    match broken {
        Some(Break::Chain(seq) | Break::Text(seq)) => Err(BackupError::Broken(seq)),
        None => Ok(proof),
    }
}

#[expect(clippy::disallowed_methods, reason = "restoring is one of the few writers of files")]
fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| BackupError::Io(path, error)
    };
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(io(parent))?;
    }
    let aside = to.with_extension("restoring");
    fs::copy(from, &aside).map_err(io(&aside))?;
    fs::File::open(&aside).and_then(|file| file.sync_all()).map_err(io(&aside))?;
    fs::rename(&aside, to).map_err(io(to))
}
