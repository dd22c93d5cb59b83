//! From the public tables to files, and from files to the site.
//!
//! The tables are the truth: this room makes `replies/` equal to them and then has the site built. Doing it
//! twice, or after a crash in between, gives the same result. One publication runs at a time: within this
//! process by a mutex, and among all programs that write the same site by its lock. What is public is read
//! under both, so nobody writes what is older than what stands there.
//!
//! A withdrawal depends on nothing else: it goes first, alone, into the site as it was last made. One record
//! that cannot be shown is left out and told; it keeps nothing else from the site.
//!
//! Deliberately absent: any other table, and any other writer of files beside `seal::keys` and `backup`.

mod faults;
mod preview;

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use record::PublicRecord;
use site_gen::build::{self, BuildError, NoProgress, Options, Removed, Report, Resident};
use site_gen::leaks::KnownByHash;
use site_gen::load::LeftOut;
use site_gen::site::Site;
use site_gen::site_lock::SiteLock;
use site_gen::stray::is_stray;
use tokio::sync::{Mutex, OwnedMutexGuard};

pub use preview::{preview, read_with_gate};

use faults::{faulty_content, faulty_replies, lines, number_of, reply_file};

use crate::seal::{hex, random};
use crate::settings::PathSettings;
use crate::store::{self, Db, PublicChange, PublicFigures, PublicRecords, StoreError, UnreadableRow};

/// Why the site could not be made equal to the table. The next try makes up for it.
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
    /// Nor could it be built without what stands in the way: pages that still named a withdrawn letter were removed.
    #[error("{cause}")]
    Removed {
        /// Files of the site that are gone until it can be built again.
        files: usize,
        /// Files that could not be removed, or not be read, and may still show a withdrawn letter; each with what stops it.
        left: Vec<String>,
        /// Why it could not be built.
        cause: BuildError,
    },
    /// What is known of the site could not be written down.
    #[error("{0:#}")]
    State(#[from] anyhow::Error),
    /// The site was built, but not of everything: what was left out, one a line.
    #[error("{}", .0.join("\n"))]
    LeftOut(Vec<String>),
}

/// The id of a data folder, made once and kept in it: several servers may each have one, or share one.
///
/// # Errors
/// It cannot be written.
pub fn find_place(paths: &PathSettings) -> Result<String, PublishError> {
    let file = paths.data.join("place");
    match fs::read_to_string(&file) {
        Ok(place) if !place.trim().is_empty() => Ok(place.trim().to_owned()),
        _ => {
            let place = hex(&random::<16>());
            write_aside(&file, &format!("{place}\n")).map_err(|error| PublishError::Io(file, error))?;
            Ok(place)
        }
    }
}

/// What a publication made public.
#[derive(Debug)]
pub struct Published {
    /// What was built.
    pub report: Report,
    /// The site, with every reply, tombstone and figure that it shows.
    pub site: Site,
    /// What was left out, or why newer content was not taken: for the staff who can mend it. Withdrawals are
    /// on the site all the same.
    pub trouble: Vec<String>,
    /// Rows of the table that cannot be read; they are left out too.
    pub unreadable: Vec<UnreadableRow>,
    /// Numbers of letters whose public reply is not on the site as the table says.
    pub left_out: BTreeSet<String>,
    /// The last change of the public tables that it was made of.
    pub up_to: i64,
}

/// Publishes into one site, which it keeps in memory.
#[derive(Debug)]
pub struct Publisher {
    paths: PathSettings,
    kept: Arc<Mutex<Kept>>,
    /// [`Kept::up_to`], for who asks while something is published.
    up_to: Arc<AtomicI64>,
}

/// What is known between two publications.
#[derive(Debug, Default)]
struct Kept {
    resident: Option<Resident>,
    /// The last change of the public tables that the site in memory shows; none before the first publication.
    up_to: Option<i64>,
    /// What the last look at everything had to leave out, and why.
    trouble: Vec<String>,
    left_out: BTreeSet<String>,
    unreadable: Vec<UnreadableRow>,
    /// Numbers of letters whose pages were removed before the tables could say so: they do not come back meanwhile.
    withheld: BTreeSet<String>,
}

/// The site, its memory and the right to write it.
struct Alone {
    // Given back first: whoever in this process comes next asks for it.
    lock: SiteLock,
    kept: OwnedMutexGuard<Kept>,
}

/// Who the gate knows.
type Marks = Arc<dyn KnownByHash + Send>;

/// Numbers of changes begin with 1.
const NOTHING: i64 = -1;

/// So many changes are taken into the site in memory at once; when more were missed, everything is looked at.
const CHANGES: i64 = 200;

impl Publisher {
    /// For these folders.
    #[must_use]
    pub fn new(paths: PathSettings) -> Self {
        Self { paths, kept: Arc::default(), up_to: Arc::new(AtomicI64::new(NOTHING)) }
    }

    /// The last change of the public tables that this process has brought to the site; none before its first
    /// publication, and after one that failed.
    #[must_use]
    pub fn up_to(&self) -> Option<i64> {
        Some(self.up_to.load(Ordering::Acquire)).filter(|up_to| *up_to != NOTHING)
    }

    /// Waits until nobody publishes into this site, in this process or another.
    async fn alone(&self) -> Result<Alone, PublishError> {
        let kept = Arc::clone(&self.kept).lock_owned().await;
        let out = self.paths.site.clone();
        let lock = work(move || Ok(SiteLock::take(&out)?)).await?;
        Ok(Alone { kept, lock })
    }

    /// Takes off the site what the table no longer shows: first and alone, so that nothing else that is wrong
    /// can keep it there. What does not work out here is left to [`Publisher::publish`].
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn take_off(&self, db: &Db) -> Result<(), PublishError> {
        let mut alone = self.alone().await?;
        let records = store::list_public_records(db).await?;
        let paths = self.paths.clone();
        work(move || {
            // Out of its place while it changes: what a panic has left half done is not used again.
            let Some(mut resident) = alone.kept.resident.take() else { return Ok(()) };
            let done = take_off(&paths.replies(), &mut resident, &records.records, &alone.lock);
            alone.kept.resident = Some(resident);
            done.map(drop)
        })
        .await
    }

    /// Removes every file of the site that names a letter, pages and lists alike, where the tables cannot be written: files can
    /// be removed without a byte written. Until the tables say so, or this process ends, the letter stays away.
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn remove_at_once(&self, submission_no: &str) -> Result<usize, PublishError> {
        let Alone { mut kept, lock } = self.alone().await?;
        let (site, number) = (self.paths.site.clone(), submission_no.to_owned());
        let shown = Arc::clone(&self.up_to);
        work(move || {
            let removed = build::remove_what_names(&site, &[number.as_str()], &lock)?;
            if !removed.left.is_empty() {
                return Err(anyhow::anyhow!("{}", removed.left.join("\n")).into());
            }
            // What is in memory is not what stands on disk any more: the next time everything is looked at.
            *kept = Kept { withheld: std::mem::take(&mut kept.withheld), ..Kept::default() };
            kept.withheld.insert(number);
            shown.store(NOTHING, Ordering::Release);
            Ok(removed.files)
        })
        .await
    }

    /// Makes the files equal to the table and the site equal to the files, as of a day. The gate reads
    /// whatever is new before anything of the site is written.
    ///
    /// Withdrawals go first and alone. A reply that cannot be shown is left out; where content or theme are
    /// wrong, the site stays with those that it was last made of. Both are told in [`Published::trouble`].
    ///
    /// # Errors
    /// [`PublishError`] when the site could not be made at all; even then nothing that was withdrawn stays on
    /// it.
    pub async fn publish(&self, db: &Db, marks: Marks, today: Date) -> Result<Published, PublishError> {
        let alone = self.alone().await?;
        self.publish_everything(alone, db, marks, today).await
    }

    async fn publish_everything(
        &self,
        Alone { mut kept, lock }: Alone,
        db: &Db,
        marks: Marks,
        today: Date,
    ) -> Result<Published, PublishError> {
        // Before the tables: what changes while they are read is published once more.
        let up_to = store::find_public_change_head(db).await?;
        let (records, figures) =
            (store::list_public_records(db).await?, store::list_public_figures(db).await?);
        let (paths, all, shown) =
            (self.paths.clone(), All { records, figures, up_to }, Arc::clone(&self.up_to));
        work(move || {
            let mut resident = kept.resident.take();
            let mut withheld = std::mem::take(&mut kept.withheld);
            let is_withdrawn = |number: &String| {
                let is_its = |record: &&PublicRecord| record.submission_no() == number;
                all.records
                    .records
                    .iter()
                    .find(is_its)
                    .is_none_or(|one| matches!(one, PublicRecord::Withdrawn(_)))
            };
            withheld.retain(|number| !is_withdrawn(number));
            let published = publish_all(&paths, &mut resident, (&all, &withheld), (&*marks, today), &lock);
            let mut known = Kept { resident, withheld, ..Kept::default() };
            if let Ok(published) = &published {
                known.up_to = Some(up_to);
                known.trouble.clone_from(&published.trouble);
                known.left_out.clone_from(&published.left_out);
                known.unreadable.clone_from(&published.unreadable);
            }
            shown.store(known.up_to.unwrap_or(NOTHING), Ordering::Release);
            *kept = known;
            published
        })
        .await
    }

    /// Brings what has changed in the tables since the last publication into the site that is kept in memory.
    /// When that is not enough (there is none, another program has built the site, the content or the figures
    /// have changed, something is wrong), everything is looked at as in [`Publisher::publish`].
    /// `submission_no`: a letter whose record is looked at also when no change of it is noted.
    ///
    /// # Errors
    /// [`PublishError`].
    pub async fn publish_changes(
        &self,
        db: &Db,
        marks: Marks,
        today: Date,
        submission_no: Option<&str>,
    ) -> Result<Published, PublishError> {
        let Alone { mut kept, lock } = self.alone().await?;
        let head = store::find_public_change_head(db).await?;
        // After the head: nothing up to it is missed, and what has come since is taken along.
        let changes = store::list_public_changes(db, kept.up_to.unwrap_or(head), CHANGES).await?;
        let count = store::count_public_records(db).await?;
        let folder = self.paths.replies();
        let own = match submission_no {
            Some(submission_no) => store::find_public_change(db, submission_no).await.unwrap_or_default(),
            None => None,
        };
        let changed = simple_changes(&kept, (changes, own), head, count).filter(|_| folder.is_dir());
        let Some((records, up_to)) = changed else {
            return self.publish_everything(Alone { kept, lock }, db, marks, today).await;
        };
        let resident =
            kept.resident.as_ref().filter(|resident| records.is_empty() && resident.is_current(today));
        if let Some(resident) = resident {
            return Ok(Published {
                report: Report { files: resident.count(), ..Report::default() },
                site: resident.site().clone(),
                trouble: kept.trouble.clone(),
                unreadable: kept.unreadable.clone(),
                left_out: kept.left_out.clone(),
                up_to,
            });
        }
        let (gate, shown) = (Arc::clone(&marks), Arc::clone(&self.up_to));
        let (published, alone) = work(move || {
            let mut resident = kept.resident.take();
            let report = publish_records(&folder, resident.as_mut(), records, (&*gate, today), &lock);
            kept.resident = resident;
            if report.is_some() {
                kept.up_to = Some(up_to);
                shown.store(up_to, Ordering::Release);
            }
            let published = report.zip(kept.resident.as_ref()).map(|(report, resident)| Published {
                report,
                site: resident.site().clone(),
                trouble: kept.trouble.clone(),
                unreadable: kept.unreadable.clone(),
                left_out: kept.left_out.clone(),
                up_to,
            });
            Ok((published, Alone { kept, lock }))
        })
        .await?;
        match published {
            Some(published) => {
                tokio::task::spawn_blocking(move || save(alone));
                Ok(published)
            }
            None => self.publish_everything(alone, db, marks, today).await,
        }
    }

    /// Waits until nothing is being published and what is known of the site is written down.
    pub async fn settled(&self) {
        drop(self.kept.lock().await);
    }
}

/// The changed records and the number of the last change, if the site in memory needs no more than them to be
/// as the tables are.
fn simple_changes(
    kept: &Kept,
    (changes, own): (Vec<PublicChange>, Option<PublicChange>),
    head: i64,
    count: usize,
) -> Option<(Vec<PublicRecord>, i64)> {
    let resident = kept.resident.as_ref().filter(|resident| !resident.is_overtaken())?;
    let up_to = changes.last().map_or(kept.up_to?, |change| change.change_no);
    let mut records: Vec<PublicRecord> = changes.into_iter().map(|change| change.record).collect();
    let is_there =
        |record: &PublicRecord| records.iter().any(|other| other.submission_no() == record.submission_no());
    let own = own.map(|change| change.record).filter(|record| !is_there(record) && resident.differs(record));
    records.extend(own);
    let added = records.iter().filter(|record| !resident.holds(record)).count();
    // Where the last change cannot be read, or there are more than were asked for, everything is looked at.
    (kept.up_to.is_some() && up_to >= head && resident.count() + added == count).then_some((records, up_to))
}

/// What is known of the site is written down after the answer has gone out; until then the journal beside the
/// site says what has changed, and nobody else writes.
fn save(Alone { mut kept, lock }: Alone) {
    if let Some(Err(error)) = kept.resident.as_mut().map(|resident| resident.save(&lock)) {
        tracing::warn!(error = %error, "the state of the site could not be saved");
    }
}

/// Records into the site in memory; none when all has to be looked at.
fn publish_records(
    folder: &Path,
    resident: Option<&mut Resident>,
    records: Vec<PublicRecord>,
    (marks, today): (&dyn KnownByHash, Date),
    lock: &SiteLock,
) -> Option<Report> {
    let resident = resident?;
    // A withdrawal does not wait for anything else that is new.
    let has_withdrawal = records.iter().any(|record| matches!(record, PublicRecord::Withdrawn(_)));
    if has_withdrawal && !resident.is_current(today) {
        return None;
    }
    for record in &records {
        write_file(folder, &record.relative_path(), &record.to_text()).ok()?;
    }
    resident.publish(records, today, Some(marks), lock).ok()
}

/// Everything that is public.
struct All {
    records: PublicRecords,
    figures: Vec<PublicFigures>,
    up_to: i64,
}

/// Takes off a site in memory what is withdrawn or no longer in the table; says whether anything was.
fn take_off(
    folder: &Path,
    resident: &mut Resident,
    records: &[PublicRecord],
    lock: &SiteLock,
) -> Result<bool, PublishError> {
    if resident.is_overtaken() {
        return Ok(false);
    }
    let numbers: HashSet<&str> = records.iter().map(PublicRecord::submission_no).collect();
    let gone = resident.replies_besides(&numbers);
    let is_new =
        |record: &&PublicRecord| matches!(record, PublicRecord::Withdrawn(_)) && resident.differs(record);
    let tombstones: Vec<PublicRecord> = records.iter().filter(is_new).cloned().collect();
    if tombstones.is_empty() && gone.is_empty() {
        return Ok(false);
    }
    for tombstone in &tombstones {
        write_file(folder, &tombstone.relative_path(), &tombstone.to_text())?;
    }
    resident.take_off(tombstones, &gone, lock)?;
    resident.save(lock)?;
    Ok(true)
}

/// The whole of [`Publisher::publish`], on a thread that may wait.
fn publish_all(
    paths: &PathSettings,
    kept: &mut Option<Resident>,
    (all, withheld): (&All, &BTreeSet<String>),
    (marks, today): (&dyn KnownByHash, Date),
    lock: &SiteLock,
) -> Result<Published, PublishError> {
    let (folder, records) = (paths.replies(), &all.records.records);
    let mut trouble: Vec<String> = Vec::new();
    let mut left_out: LeftOut =
        all.records.unreadable.iter().map(|row| reply_file(&row.submission_no)).collect();
    left_out.extend(withheld.iter().map(|number| reply_file(number)));
    // What does not work out here is made up for below.
    let taken_off = kept.as_mut().map_or(Ok(false), |resident| take_off(&folder, resident, records, lock));
    if let Err(error) = &taken_off {
        tracing::error!(%error, "withdrawals could not be taken off by themselves");
    }
    write_files(&folder, written_forms(records, &all.figures))?;
    let options = Options {
        content: paths.content.clone(),
        replies: Some(folder),
        theme: paths.theme.clone(),
        out: paths.site.clone(),
        date: today,
    };
    let has_site = taken_off.is_ok() && kept.as_ref().is_some_and(|resident| !resident.is_overtaken());
    let report = loop {
        let error = match Resident::open_without(&options, &NoProgress, Some(marks), &left_out, lock) {
            Ok((resident, report)) => {
                *kept = Some(resident);
                break report;
            }
            Err(error) => error,
        };
        let before = left_out.len();
        left_out.extend(faulty_replies(&error, records));
        if left_out.len() == before && !has_site {
            left_out.extend(faulty_content(&error, &paths.content));
        }
        if left_out.len() > before {
            trouble.extend(lines(&error));
            continue;
        }
        let Some(resident) = kept.as_mut().filter(|_| has_site) else {
            return Err(match remove_withdrawn(&paths.site, all, lock) {
                Removed { files: 0, left } if left.is_empty() => error.into(),
                Removed { files, left } => PublishError::Removed { files, left, cause: error },
            });
        };
        trouble.extend(lines(&error));
        break publish_as_known(resident, records, (marks, lock), (&mut left_out, &mut trouble))?;
    };
    let site = kept.as_ref().expect("opened, or there before").site().clone();
    trouble.sort();
    trouble.dedup();
    let left_out = left_out.iter().filter_map(|file| number_of(file)).collect();
    let (unreadable, up_to) = (all.records.unreadable.clone(), all.up_to);
    Ok(Published { report, site, trouble, left_out, unreadable, up_to })
}

/// What is new in the table goes out with the content that the site was last made of.
fn publish_as_known(
    resident: &mut Resident,
    records: &[PublicRecord],
    (marks, lock): (&dyn KnownByHash, &SiteLock),
    (left_out, trouble): (&mut LeftOut, &mut Vec<String>),
) -> Result<Report, PublishError> {
    loop {
        let is_wanted = |record: &&PublicRecord| {
            resident.differs(record) && !left_out.contains(&reply_file(record.submission_no()))
        };
        let new: Vec<PublicRecord> = records.iter().filter(is_wanted).cloned().collect();
        let gone: Vec<String> = left_out
            .iter()
            .filter_map(|file| number_of(file))
            .filter(|number| resident.shows(number))
            .collect();
        if new.is_empty() && gone.is_empty() {
            return Ok(Report { files: resident.count(), ..Report::default() });
        }
        match resident.publish_as_known(new, &gone, Some(marks), lock) {
            Ok(report) => {
                resident.save(lock)?;
                return Ok(report);
            }
            Err(error) => {
                let before = left_out.len();
                left_out.extend(faulty_replies(&error, records));
                if left_out.len() == before {
                    return Err(error.into());
                }
                trouble.extend(lines(&error));
            }
        }
    }
}

/// The last resort, when no site can be made: what still names a letter that is not public any more is taken
/// away, page and lists alike. The next build makes the lists again.
fn remove_withdrawn(site: &Path, all: &All, lock: &SiteLock) -> Removed {
    let readable = all.records.records.iter().filter(|record| matches!(record, PublicRecord::Withdrawn(_)));
    let numbers = readable.map(PublicRecord::submission_no);
    let unreadable = all.records.unreadable.iter().map(|row| row.submission_no.as_str());
    let numbers: Vec<&str> = numbers.chain(unreadable).collect();
    match build::remove_what_names(site, &numbers, lock) {
        Ok(removed) => {
            let (files, left) = (removed.files, removed.left.len());
            if files + left > 0 {
                tracing::error!(files, left, "the site cannot be made: pages that name withdrawn letters go");
            }
            removed
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "withdrawn letters could not be taken off");
            Removed { files: 0, left: vec![format!("{error:#}")] }
        }
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
