//! A drill: a backup is put back aside, read through, and removed again. A backup that nobody has put back is a hope.

use std::fs;
use std::path::Path;

use super::{BackupError, Proof, Restore, Restored, restore};
use crate::attachments::Folder;
use crate::event_log;
use crate::jobs::attachments::{CheckError, check};
use crate::seal::Keys;
use crate::settings::PathSettings;
use crate::store::{self, Db};

/// Does all that `restore` does, in a folder of its own within the data folder, and holds the result against the backup.
///
/// # Errors
/// [`BackupError`]: it would not have worked. Nothing is left, and nothing of the service was touched.
pub async fn drill(from: &Restore<'_>) -> Result<Proof, BackupError> {
    let folder = from.paths.data.join("drill");
    remove(&folder)?;
    let paths =
        PathSettings { data: folder.clone(), mail_key: None, withdrawals: None, ..from.paths.clone() };
    let aside = Restore { paths: &paths, ..*from };
    let drilled = match restore(&aside).await {
        Ok(Restored { proof, .. }) => hold_against(&aside, proof).await.map(|()| proof),
        Err(error) => Err(error),
    };
    remove(&folder)?;
    drilled
}

/// What was put back has every letter, a whole chain, and each file that the backup had.
async fn hold_against(from: &Restore<'_>, proof: Proof) -> Result<(), BackupError> {
    let file = from.paths.database();
    let db = Db::open(&format!("sqlite:{}", file.display())).await?;
    let folder = Folder::new(from.paths.attachments(), &Keys::load(&from.paths.keys())?);
    let broken = event_log::find_break(&db).await?;
    let letters = store::count_submissions(&db).await?;
    let files = check(&db, &folder, from.now, true).await.map_err(|error| match error {
        CheckError::Store(error) => error.into(),
        CheckError::Io(error) => BackupError::Io(from.paths.attachments(), error),
    });
    db.close().await;
    let files = files?;
    let is_whole = broken.is_none()
        && letters == proof.letters
        && files.lost.len() <= proof.lost
        && files.damaged.len() <= proof.damaged;
    if is_whole { Ok(()) } else { Err(BackupError::Damaged(from.file.to_owned())) }
}

#[expect(clippy::disallowed_methods, reason = "restoring is one of the few writers of files")]
fn remove(folder: &Path) -> Result<(), BackupError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::Io(folder.to_owned(), error))
        }
        _ => Ok(()),
    }
}
