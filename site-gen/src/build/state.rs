//! What the last build read and made, beside the site: so that a build in a new process does what has changed
//! and no more. It is a memory and never a source: whatever is in doubt (another program, a stamp that
//! differs, a journal that was left) is read and made again.
//!
//! The journal names what a build is about to change, before it changes. It is gone when the state is
//! written; if it is still there, that build was cut short, and nothing that it names is taken for known.
//!
//! Deliberately absent: the question what must be made (`super`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;
use record::Fingerprint;
use serde::{Deserialize, Serialize};

use crate::load::FIGURES;
use crate::output::{self, beside};
use crate::reply_cache::{FileStamp, KeptEntry, ReplyCache};
use crate::site::AsOf;
use crate::site_lock::lock_file;
use crate::stray::{is_meant, is_stray};

/// A file of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    /// Of what it depends on.
    pub(super) from: Fingerprint,
    /// As it was when it was written.
    pub(super) stamp: FileStamp,
}

/// The files of the site by their path.
pub(super) type Outputs = HashMap<String, Made>;

/// What the last build knew.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// The day of that build; none when sources were read in the moment in which they changed.
    pub(super) day: Option<Date>,
    /// It was a preview with drafts.
    pub(super) drafts: bool,
    /// Stamps of the sources, but for the replies.
    pub(super) sources: Vec<(PathBuf, FileStamp)>,
    /// The theme's fingerprint.
    pub(super) theme: Option<[u8; 32]>,
    pub(super) cache: ReplyCache,
    pub(super) outputs: Outputs,
    /// A build was cut short: the folder may hold files that nobody knows.
    pub(super) in_doubt: bool,
}

const HEAD: &str = concat!("site-gen state 1 ", env!("SITE_GEN_SOURCES"));
/// What earlier versions kept beside a site.
const MANIFEST: &str = "manifest";
const EVERYTHING: &str = "*";

/// As it is written and read: written from what there is, without a copy, for a site may have very many
/// files.
#[derive(Serialize, Deserialize)]
struct KeptState<Sources, Entries, Files> {
    head: String,
    day: Option<Date>,
    drafts: bool,
    sources: Sources,
    theme: Option<[u8; 32]>,
    cache: Entries,
    outputs: Files,
}

type ReadState = KeptState<Vec<(PathBuf, FileStamp)>, Vec<KeptEntry<'static>>, Vec<(String, Made)>>;

fn state_file(out: &Path) -> PathBuf {
    beside(out, "state")
}

/// Tells the state that stands there from every other.
pub(super) fn written(out: &Path) -> Option<FileStamp> {
    FileStamp::of(&state_file(out))
}

fn journal_file(out: &Path) -> PathBuf {
    beside(out, "changing")
}

/// Every file that a build keeps beside a site.
#[must_use]
pub fn files_beside(out: &Path) -> [PathBuf; 4] {
    [state_file(out), journal_file(out), beside(out, MANIFEST), lock_file(out)]
}

impl State {
    /// The state beside a site; none when a site has never been built there. One of another program knows
    /// nothing, but says that the folder is ours.
    pub(super) fn read(out: &Path, replies: &Path) -> Option<Self> {
        let journal = std::fs::read_to_string(journal_file(out)).ok();
        let Ok(bytes) = std::fs::read(state_file(out)) else {
            // A site of an earlier version has a manifest.
            let is_ours = journal.is_some() || beside(out, MANIFEST).exists();
            return is_ours.then(|| Self { in_doubt: true, ..Self::default() });
        };
        let Some(kept) = postcard::from_bytes::<ReadState>(&bytes).ok().filter(|kept| kept.head == HEAD)
        else {
            return Some(Self { in_doubt: true, ..Self::default() });
        };
        let (cache, outputs) = (kept.cache, kept.outputs);
        let (cache, outputs) =
            rayon::join(|| ReplyCache::from_kept(replies, cache), || outputs.into_iter().collect());
        let (day, drafts, sources, theme) = (kept.day, kept.drafts, kept.sources, kept.theme);
        let mut state = Self { day, drafts, sources, theme, cache, outputs, in_doubt: false };
        for path in journal.iter().flat_map(|journal| journal.lines()) {
            (state.day, state.in_doubt) = (None, true);
            if path == EVERYTHING {
                state.outputs.clear();
            }
            state.outputs.remove(path);
        }
        Some(state)
    }

    /// Writes the state, and ends the journal.
    pub(super) fn write(&self, out: &Path) -> anyhow::Result<()> {
        let kept = KeptState {
            head: HEAD.to_owned(),
            day: self.day,
            drafts: self.drafts,
            sources: &self.sources,
            theme: self.theme,
            cache: self.cache.to_kept(),
            // A map is written like a list of pairs.
            outputs: &self.outputs,
        };
        output::put_by(&state_file(out), |file| Ok(postcard::to_io(&kept, file).map(drop)?))?;
        output::remove_file(&beside(out, MANIFEST))?;
        output::remove_file(&journal_file(out))
    }

    /// Forgets stamps of sources that changed in the very moment in which they were read: `began` is when
    /// that was.
    pub(super) fn distrust_fresh(&mut self, began: &FileStamp) {
        self.cache.distrust_fresh(began);
        for (_, stamp) in self.sources.iter_mut().filter(|(_, stamp)| stamp.is_fresh_at(began)) {
            *stamp = FileStamp::none();
        }
    }

    /// Whether nothing has changed since: the day, the sources, the replies and the site itself.
    pub(super) fn is_current(
        &self,
        as_of: AsOf,
        sources: &[(PathBuf, FileStamp)],
        replies: &Path,
        out: &Path,
    ) -> bool {
        self.day == Some(as_of.day)
            && self.drafts == as_of.drafts
            && self.sources == sources
            && count_replies(replies) == self.cache.0.len()
            && self
                .cache
                .0
                .par_iter()
                .all(|(path, entry)| FileStamp::of(&replies.join(path)) == Some(entry.stamp))
            && self.outputs.par_iter().all(|(path, made)| is_as_made(out, path, made))
    }
}

/// Whether a file of the site is what was written there.
pub(super) fn is_as_made(out: &Path, path: &str, made: &Made) -> bool {
    FileStamp::of(&out.join(path)).is_some_and(|stamp| stamp.of_content() == made.stamp)
}

/// How many files look like records.
fn count_replies(replies: &Path) -> usize {
    let folders = std::fs::read_dir(replies).into_iter().flatten().filter_map(Result::ok);
    let folders = folders.filter(|year| !is_stray(&year.file_name()));
    let entries = folders.filter_map(|year| std::fs::read_dir(year.path()).ok()).flatten();
    let is_record = |name: &std::ffi::OsStr| {
        !is_stray(name) && Path::new(name).extension().is_some_and(|end| end == "md")
    };
    entries.filter_map(Result::ok).filter(|entry| is_record(&entry.file_name())).count()
}

/// Stamps of all files below the folders, but for the replies themselves, which the cache knows.
pub(super) fn survey(folders: &[&Path], replies: &Path) -> Vec<(PathBuf, FileStamp)> {
    let mut found = Vec::new();
    let figures = replies.join(FIGURES);
    for folder in folders.iter().copied().chain([figures.as_path()]) {
        let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
        for entry in
            walk.filter_entry(|entry| entry.path() != replies && is_meant(entry)).filter_map(Result::ok)
        {
            if let Some(stamp) = FileStamp::of(entry.path()) {
                found.push((entry.into_path(), stamp));
            }
        }
    }
    found
}

/// The moment, by the clock of the file system: that of a file made for it.
pub(super) fn moment(out: &Path) -> anyhow::Result<FileStamp> {
    let file = beside(out, "moment~");
    output::put(&file, b"")?;
    let stamp = FileStamp::of(&file).unwrap_or_else(FileStamp::none);
    output::remove_file(&file)?;
    Ok(stamp)
}

/// A build that changes some files, or the whole folder.
pub(super) enum Changing<'a> {
    Files(&'a [&'a str]),
    Everything,
}

/// Says what is about to change, before it does.
pub(super) fn announce(out: &Path, changing: &Changing<'_>) -> anyhow::Result<()> {
    let mut text = std::fs::read_to_string(journal_file(out)).unwrap_or_default();
    let names = match changing {
        Changing::Files(files) => *files,
        Changing::Everything => &[EVERYTHING],
    };
    for name in names {
        text.extend([name, "\n"]);
    }
    output::put(&journal_file(out), text.as_bytes())
}
