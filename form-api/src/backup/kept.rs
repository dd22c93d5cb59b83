//! Backups that a timer makes: one folder, named by their moment, let go after some days. What has another name is left alone.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::{Span, Timestamp};

use super::{BackupError, checksums_beside, remove_parts};
use crate::case::shanghai_datetime;

const NAME: &str = "lianxin-%Y%m%d-%H%M%S.db";

/// The name of a backup that is made now.
#[must_use]
pub fn name_in(folder: &Path, now: Timestamp) -> PathBuf {
    folder.join(shanghai_datetime(now).strftime(NAME).to_string())
}

/// The newest one that is complete; none where there is none.
///
/// # Errors
/// [`BackupError::Io`].
pub fn newest_in(folder: &Path) -> Result<Option<PathBuf>, BackupError> {
    Ok(list(folder)?.pop().map(|(_, file)| file))
}

/// Removes what is older than `days`; the newest one stays whatever its age. Says how many went.
///
/// # Errors
/// [`BackupError::Io`].
pub fn remove_old(folder: &Path, now: Timestamp, days: u32) -> Result<usize, BackupError> {
    let since = shanghai_datetime(now).saturating_sub(Span::new().days(i64::from(days)));
    let mut kept = list(folder)?;
    kept.pop();
    let old: Vec<PathBuf> =
        kept.into_iter().filter(|(made_at, _)| *made_at < since).map(|(_, file)| file).collect();
    for file in &old {
        remove_parts(file);
    }
    Ok(old.len())
}

/// Complete ones, the newest last. Checksums come last: without them it is not complete.
fn list(folder: &Path) -> Result<Vec<(DateTime, PathBuf)>, BackupError> {
    let io = |error| BackupError::Io(folder.to_owned(), error);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let file = entry.map_err(io)?.path();
        let made_at = file.file_name().and_then(|name| DateTime::strptime(NAME, name.to_str()?).ok());
        found.extend(made_at.filter(|_| checksums_beside(&file).is_file()).map(|made_at| (made_at, file)));
    }
    found.sort();
    Ok(found)
}
