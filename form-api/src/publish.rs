//! From the public tables to files, and from files to the site.
//!
//! The tables are the truth: this room makes `replies/` equal to them and then has the site built. Doing it twice, or
//! after a crash in between, gives the same result. One publication runs at a time.
//!
//! Deliberately absent: any other table, and any other writer of files beside `seal::keys` and `backup`.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use site_gen::build::{BuildError, NoProgress, Options, Report, Resident};
use site_gen::leaks::KnownByHash;
use site_gen::record::PublicRecord;
use site_gen::site::Site;
use site_gen::stray::is_stray;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::settings::PathSettings;
use crate::store::{self, Db, PublicFigures, StoreError};

/// Why nothing was published. The site that was there is unchanged, and the next try makes up for it.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The table could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A reply could not be written.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// The site could not be built.
    #[error(transparent)]
    Build(#[from] BuildError),
}

/// What a publication made public.
#[derive(Debug)]
pub struct Published {
    /// What was built.
    pub report: Report,
    /// The site, with every reply, tombstone and figure.
    pub site: Site,
}

/// Publishes into one site, which it keeps in memory.
#[derive(Debug)]
pub struct Publisher {
    paths: PathSettings,
    resident: Arc<Mutex<Option<Resident>>>,
}

impl Publisher {
    /// For these folders.
    #[must_use]
    pub fn new(paths: PathSettings) -> Self {
        Self { paths, resident: Arc::default() }
    }

    /// Makes the files equal to the table and the site equal to the files, as of a day. The gate reads whatever is new
    /// before anything of the site is written.
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn publish(
        &self,
        db: &Db,
        marks: Arc<dyn KnownByHash + Send>,
        today: Date,
    ) -> Result<Published, PublishError> {
        let mut kept = Arc::clone(&self.resident).lock_owned().await;
        let records = store::list_public_records(db).await?;
        let figures = store::list_public_figures(db).await?;
        let paths = self.paths.clone();
        work(move || {
            *kept = None;
            write_files(&paths.replies(), written_forms(&records, &figures))?;
            let options = Options {
                content: paths.content.clone(),
                replies: Some(paths.replies()),
                theme: paths.theme.clone(),
                out: paths.site.clone(),
                date: today,
            };
            let (resident, report) = Resident::open(&options, &NoProgress, Some(&*marks))?;
            let site = resident.site().clone();
            *kept = Some(resident);
            Ok(Published { report, site })
        })
        .await
    }

    /// Brings one letter's public record into the site that is kept in memory. When there is none, or when somebody
    /// else has changed the table, the folders or the site, everything is looked at as in [`Publisher::publish`].
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn publish_letter(
        &self,
        db: &Db,
        marks: Arc<dyn KnownByHash + Send>,
        today: Date,
        submission_no: &str,
    ) -> Result<Published, PublishError> {
        let mut kept = Arc::clone(&self.resident).lock_owned().await;
        let record = store::find_public_record(db, submission_no).await?;
        let count = store::count_public_records(db).await?;
        let (Some(mut resident), Some(record)) = (kept.take(), record) else {
            drop(kept);
            return self.publish(db, marks, today).await;
        };
        let folder = self.paths.replies();
        let is_added = usize::from(!resident.holds(&record));
        if resident.is_overtaken() || resident.count() + is_added != count || !folder.is_dir() {
            drop(kept);
            return self.publish(db, marks, today).await;
        }
        let (published, kept) = work(move || {
            write_file(&folder, &record.relative_path(), &record.to_text())?;
            let report = resident.publish(vec![record], today, Some(&*marks))?;
            let site = resident.site().clone();
            *kept = Some(resident);
            Ok((Published { report, site }, kept))
        })
        .await?;
        tokio::task::spawn_blocking(move || save(kept));
        Ok(published)
    }

    /// Waits until nothing is being published and what is known of the site is written down.
    pub async fn settled(&self) {
        drop(self.resident.lock().await);
    }
}

/// What is known of the site is written down after the answer has gone out; until then the journal beside the site says
/// what has changed.
fn save(mut kept: OwnedMutexGuard<Option<Resident>>) {
    if let Some(Err(error)) = kept.as_mut().map(Resident::save) {
        tracing::warn!(error = %error, "the state of the site could not be saved");
    }
}

/// Does what takes disk and processor on a thread of its own.
async fn work<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, PublishError> + Send + 'static,
) -> Result<T, PublishError> {
    match tokio::task::spawn_blocking(act).await {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// Makes a file of the folder hold this text, and gives its path.
fn write_file(folder: &Path, file: &Path, text: &str) -> Result<PathBuf, PublishError> {
    let path = folder.join(file);
    if fs::read_to_string(&path).ok().as_deref() != Some(text) {
        write_aside(&path, text).map_err(|error| PublishError::Io(path.clone(), error))?;
    }
    Ok(path)
}

/// Every file of the folder, with its text.
fn written_forms<'a>(
    records: &'a [PublicRecord],
    figures: &'a [PublicFigures],
) -> impl Iterator<Item = (PathBuf, String)> + 'a {
    let replies = records.iter().map(|record| (record.relative_path(), record.to_text()));
    replies.chain(
        figures.iter().map(|one| (PathBuf::from(format!("figures/{}.toml", one.year)), one.record.clone())),
    )
}

/// Makes a folder hold exactly these files: what is the same is left alone, what differs is written aside and
/// renamed, what is too much is removed.
fn write_files(folder: &Path, files: impl Iterator<Item = (PathBuf, String)>) -> Result<(), PublishError> {
    let mut wanted: HashSet<PathBuf> = HashSet::new();
    for (file, text) in files {
        wanted.insert(write_file(folder, &file, &text)?);
    }
    for path in list_files(folder).map_err(|error| PublishError::Io(folder.to_owned(), error))? {
        if !wanted.contains(&path) {
            remove(&path).map_err(|error| PublishError::Io(path.clone(), error))?;
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "publication is one of the few writers of files")]
fn write_aside(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let aside = path.with_extension("new");
    let mut file = fs::File::create(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, path)
}

#[expect(clippy::disallowed_methods, reason = "publication is one of the few writers of files")]
fn remove(path: &Path) -> std::io::Result<()> {
    fs::remove_file(path)
}

fn list_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = match fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            if is_stray(&entry.file_name()) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}
