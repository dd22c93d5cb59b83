//! `backup` and `restore`: the whole database in one file, taken while the service runs, and put back into an empty
//! folder only after it has proved sound.
//!
//! Deliberately absent: the two key files, which are kept in another place than the copy; `restore` asks for all three.
//! Contact details in a copy open with a staff member's pass phrase or two recovery slips, and with no file. A PostgreSQL
//! server has its own tools (`pg_dump`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::event_log;
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
}

/// Saves the database into `file` while others go on reading and writing, and reads the copy once through.
///
/// # Errors
/// [`BackupError`]; a file that is there is left as it is.
pub async fn back_up(db: &Db, file: &Path) -> Result<Proof, BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    db.copy_into(&file.display().to_string()).await?;
    prove(file).await
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
    for target in [&database, &key_file, &mail_key_file] {
        if target.exists() {
            return Err(BackupError::Exists(target.clone()));
        }
    }
    Keys::load(keys)?;
    MailKey::load(mail_key)?;
    let proof = prove(file).await?;
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
    let broken = event_log::find_break(&db).await?;
    let proof =
        Proof { letters: store::count_submissions(&db).await?, events: event_log::find_head(&db).await?.0 };
    db.close().await;
    match broken {
        Some(seq) => Err(BackupError::Broken(seq)),
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
