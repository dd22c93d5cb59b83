//! Whether letters can be taken in right now: the database can be written, and the disk has room.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use rustix::fs::statvfs;
use tokio::sync::Mutex;

use crate::store::{self, Db, Trouble};

/// Less than this is no room: a letter with all its files takes 180 MB.
const ROOM: u64 = 200 * 1024 * 1024;

/// Whoever asks does not wait longer for a locked database.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was found holds for a second: asking is free for everybody, and must not hold up who writes.
const HOLDS_MS: i64 = 1000;

/// What was found last.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Timestamp, Option<Trouble>)>>);

impl Readiness {
    /// What keeps letters out, at this moment or within the second before.
    pub(crate) async fn trouble(&self, db: &Db, data: &Path, now: Timestamp) -> Option<Trouble> {
        let mut last = self.0.lock().await;
        if let Some((at, found)) = *last
            && (0..HOLDS_MS).contains(&(now.as_millisecond() - at.as_millisecond()))
        {
            return found;
        }
        let found = look(db, data).await;
        *last = Some((now, found));
        found
    }
}

pub(crate) async fn look(db: &Db, data: &Path) -> Option<Trouble> {
    if !has_room(data) {
        return Some(Trouble::Full);
    }
    match tokio::time::timeout(PATIENCE, store::try_to_write(db)).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database cannot be written");
            Some(error.trouble().unwrap_or(Trouble::NotNow))
        }
        Err(_) => Some(Trouble::NotNow),
    }
}

/// A disk that cannot be asked is left to the database to judge.
fn has_room(data: &Path) -> bool {
    free_bytes(data).is_none_or(|free| free >= ROOM)
}

/// Bytes that this program may still write there; none where the disk cannot be asked.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    statvfs(folder).ok().map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize))
}
