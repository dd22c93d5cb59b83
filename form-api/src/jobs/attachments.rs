//! Files of letters and their rows, held against each other: daily, and as a command. What is lost is said loudly.
//!
//! Deliberately absent: bringing anything back (`restore` does), and removing rows: a letter whose file is lost says so.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::{Every, Plan, Work, trouble};
use crate::attachments::Folder;
use crate::case::OwnedSubject;
use crate::context::Context;
use crate::messages::speak_with;
use crate::store::{self, Db, StoreError};

pub(super) const PLAN: Plan = Plan { name: "attachments", every: Every::Day, is_of_place: true };

pub(super) async fn run(work: Work<'_>) -> anyhow::Result<()> {
    check_today(work.app).await.map(drop)
}

/// Holds them against each other, and says in the log what is lost.
///
/// # Errors
/// The folder or the database cannot be read.
pub async fn check_today(app: &Context) -> anyhow::Result<Findings> {
    let found = check(&app.db, &app.attachments, app.now(), false).await?;
    found.log();
    let lost = found.lost.len();
    let lost = (lost > 0).then(|| speak_with("job-attachments-lost", &[("count", lost.to_string())]));
    trouble::keep(app, PLAN.name, lost.as_slice()).await;
    Ok(found)
}

/// A file without a row is younger than this many hours when it is left alone: it may be on its way in, or in a backup
/// that is being put back.
pub const GRACE_HOURS: u64 = 24;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Rows that were looked at.
    pub rows: usize,
    /// Files without a row, older than the grace period: removed.
    pub removed: usize,
    /// Files without a row that are younger.
    pub young: usize,
    /// Rows without a file: ids, with what they belong to.
    pub lost: Vec<(String, OwnedSubject)>,
    /// Files that do not open, or not whole: the same.
    pub damaged: Vec<(String, OwnedSubject)>,
}

impl Findings {
    /// Says in the log what was removed, and loudly what is lost: how many, never which.
    pub fn log(&self) {
        if self.removed > 0 {
            tracing::warn!(removed = self.removed, "files without a row were removed");
        }
        if !self.lost.is_empty() {
            let lost = self.lost.len();
            tracing::error!(lost, "attachments of letters are lost: run form-api check-attachments");
        }
    }
}

/// Why it could not be looked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder.
    #[error("the folder of attachments: {0}")]
    Io(#[from] std::io::Error),
}

/// Finds files without rows, which go after the grace period, and rows without files. `reads_through`: every byte of
/// every file is read as well.
///
/// # Errors
/// [`CheckError`].
pub async fn check(
    db: &Db,
    folder: &Folder,
    now: Timestamp,
    reads_through: bool,
) -> Result<Findings, CheckError> {
    // Files before rows: one that came in between then has a row.
    let files = folder.list()?;
    let rows = store::list_attachment_ids(db).await?;
    let known: HashSet<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    let mut found = Findings { rows: rows.len(), ..Findings::default() };
    let old = SystemTime::try_from(now)
        .ok()
        .and_then(|now| now.checked_sub(Duration::from_secs(GRACE_HOURS * 3600)));
    let mut going = Vec::new();
    for (name, changed_at) in files.into_iter().filter(|(name, _)| !known.contains(name.as_str())) {
        if old.is_some_and(|old| changed_at < old) {
            going.push(name);
        } else {
            found.young += 1;
        }
    }
    folder.remove(&going);
    found.removed = going.len();
    for (id, subject) in &rows {
        // A file of a letter that nobody has sent yet may go with its row at any moment.
        let Some(subject) = subject else { continue };
        let at = (id.clone(), subject.clone());
        if !folder.has(id) {
            // Withdrawn in between, with its row?
            if store::find_attachment(db, id).await?.is_some() {
                found.lost.push(at);
            }
        } else if reads_through && !folder.is_sound(id)? {
            found.damaged.push(at);
        }
    }
    Ok(found)
}
