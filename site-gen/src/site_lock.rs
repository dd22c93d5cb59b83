//! One writer of a site at a time: the service, `form-api publish`, `site-gen build` and cron may all write
//! the same folder. Whoever writes holds a lock on a file beside it. The system gives the lock back when a
//! process ends, however it ends; a process that is paused keeps it, so what it goes on to write is written
//! over nothing newer.
//!
//! Deliberately absent: any say in who comes next, and in what is written (`build`).

use std::fs::{File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::output::{self, beside};

/// The first build of a very large site takes less.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a lock that somebody else holds is asked for.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// The right to write a site and what is kept beside it, for as long as this lives.
#[derive(Debug)]
pub struct SiteLock {
    _file: File,
    path: PathBuf,
    /// A folder that was made for it.
    made_folder: Option<PathBuf>,
    is_new: bool,
}

/// The file that is locked.
#[must_use]
pub fn lock_file(out: &Path) -> PathBuf {
    beside(out, "lock")
}

impl SiteLock {
    /// Waits until nobody else writes the site.
    ///
    /// # Errors
    /// Somebody else has been writing it for two minutes; the file cannot be made.
    pub fn take(out: &Path) -> Result<Self> {
        Self::take_within(out, PATIENCE)
    }

    /// Takes the lock if nobody has it; none when somebody writes the site.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn try_take(out: &Path) -> Result<Option<Self>> {
        let path = lock_file(out);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let made_folder = parent.filter(|parent| !parent.exists()).map(Path::to_owned);
        if let Some(folder) = &made_folder {
            output::make_folder(folder)?;
        }
        let is_new = !path.exists();
        let file = output::open_lock(&path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| path.display().to_string());
            }
            Ok(()) => {}
        }
        // Somebody may have taken the file away between its opening and its locking: then it locks nothing.
        let is_there = std::fs::metadata(&path).is_ok_and(|there| {
            file.metadata().is_ok_and(|own| (own.dev(), own.ino()) == (there.dev(), there.ino()))
        });
        Ok(is_there.then_some(Self { _file: file, path, made_folder, is_new }))
    }

    fn take_within(out: &Path, patience: Duration) -> Result<Self> {
        let began = Instant::now();
        loop {
            if let Some(lock) = Self::try_take(out)? {
                return Ok(lock);
            }
            if began.elapsed() >= patience {
                bail!("另一个程序一直在写 {}，没有改动：等它结束，或者看看它是不是停住了", out.display());
            }
            std::thread::sleep(ASK_EVERY);
        }
    }

    /// Ends without leaving anything of itself, where a first build came to nothing.
    pub(crate) fn leave_nothing(self) {
        if self.is_new {
            // What cannot be removed is an empty file.
            let _stays = output::remove_file(&self.path);
            output::remove_empty(self.made_folder.as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_at_a_time() {
        let dir = tempfile::tempdir().expect("a folder");
        let out = dir.path().join("site");
        let lock = SiteLock::try_take(&out).expect("asked").expect("free");
        assert!(SiteLock::try_take(&out).expect("asked").is_none());
        let refused = SiteLock::take_within(&out, Duration::ZERO).expect_err("taken");
        assert!(refused.to_string().contains("另一个程序"), "{refused}");
        drop(lock);
        assert!(SiteLock::try_take(&out).expect("asked").is_some());
    }

    #[test]
    fn a_lock_on_a_file_that_was_taken_away_locks_nothing() {
        let dir = tempfile::tempdir().expect("a folder");
        let out = dir.path().join("site");
        let held = SiteLock::try_take(&out).expect("asked").expect("free");
        output::remove_file(&lock_file(&out)).expect("removed");
        let other = SiteLock::try_take(&out).expect("asked").expect("a new file");
        assert!(SiteLock::try_take(&out).expect("asked").is_none());
        drop((held, other));
    }

    #[test]
    fn nothing_is_left_where_nothing_was_built() {
        let dir = tempfile::tempdir().expect("a folder");
        let out = dir.path().join("new/site");
        SiteLock::take(&out).expect("free").leave_nothing();
        assert!(!dir.path().join("new").exists());
    }
}
