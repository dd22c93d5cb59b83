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
use site_gen::build::{self, BuildError, NoProgress, Options, Report};
use site_gen::leaks::KnownByHash;
use site_gen::record::{Figures, PublicRecord};
use tokio::sync::Mutex;

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
    /// Every reply and tombstone of the site.
    pub records: Vec<PublicRecord>,
    /// The figures of every year.
    pub figures: Vec<Figures>,
}

/// Publishes into one site.
#[derive(Debug)]
pub struct Publisher {
    paths: PathSettings,
    one_at_a_time: Mutex<()>,
}

impl Publisher {
    /// For these folders.
    #[must_use]
    pub fn new(paths: PathSettings) -> Self {
        Self { paths, one_at_a_time: Mutex::new(()) }
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
        let _one = self.one_at_a_time.lock().await;
        let records = store::list_public_records(db).await?;
        let figures = store::list_public_figures(db).await?;
        let paths = self.paths.clone();
        let work = move || {
            write_records(&paths.replies(), written_forms(&records, &figures))?;
            let options = Options {
                content: paths.content.clone(),
                replies: Some(paths.replies()),
                theme: paths.theme.clone(),
                out: paths.site.clone(),
                date: today,
            };
            let report = build::build_gated(&options, &NoProgress, Some(&*marks))?;
            let figures = figures.iter().filter_map(|one| Figures::parse("", &one.record).ok()).collect();
            Ok(Published { report, records, figures })
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
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
fn write_records(folder: &Path, files: impl Iterator<Item = (PathBuf, String)>) -> Result<(), PublishError> {
    let mut wanted: HashSet<PathBuf> = HashSet::new();
    for (file, text) in files {
        let path = folder.join(file);
        if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
            write_aside(&path, &text).map_err(|error| PublishError::Io(path.clone(), error))?;
        }
        wanted.insert(path);
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
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}
