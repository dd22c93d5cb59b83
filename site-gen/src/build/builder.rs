//! Renders what must be made again, has the gate read it, and writes what has other bytes than before: into a
//! new tree that is exchanged with the old one when much changes, each file aside when little does. A new
//! tree gives every file of the site another name, which takes a busy disk many seconds, so what counts is
//! how many files have other bytes: an edited reply asks for thousands of files of the index again, and
//! changes a few dozen. Nothing that readers see is touched before the gate has read everything that is new.
//!
//! The order of changes keeps every link alive: items first, then the lists that link to them; what is gone
//! goes last.
//!
//! Deliberately absent: what is known of the last build (`state`), and the system's calls (`output`).

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use record::{Fingerprint, fingerprint_of};

use super::state::{self, Changing, Made, Outputs};
use super::{BuildError, Progress, Report};
use crate::leaks::{Gate, Leak};
use crate::output::{self, beside};
use crate::render::{Groups, Page, Plan, Rank, Since};
use crate::reply_cache::FileStamp;
use crate::site::Site;
use crate::theme::{Renderer, Theme};

/// So many files are put one by one; more make a new tree.
const FEW: usize = 512;

/// A build at work.
pub(super) struct Builder<'a> {
    pub(super) theme: &'a Theme,
    pub(super) renderer: Option<&'a Renderer>,
    pub(super) out: &'a Path,
    pub(super) progress: &'a dyn Progress,
    pub(super) gate: Option<&'a Gate<'a>>,
    pub(super) trust: Trust<'a>,
    /// Which replies belong together, where that is known.
    pub(super) groups: Option<&'a Groups>,
}

/// How much of what is known of the folder is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust<'a> {
    /// The folder may hold files that nobody knows.
    Little,
    /// Each file is what it was when its stamp is.
    Stamps,
    /// Nobody else writes there, and nothing but replies has changed: those from this place on, or all.
    Much(Option<&'a Since>),
}

/// A file to be.
enum Work<'a> {
    Page(&'a Page<'a>),
    Asset(&'a [u8]),
}

struct Task<'a> {
    file: &'a str,
    from: Fingerprint,
    work: Work<'a>,
}

/// A file that was made again.
struct Fresh<'a> {
    task: &'a Task<'a>,
    /// None when they stand in the folder already.
    bytes: Option<Vec<u8>>,
}

impl Builder<'_> {
    /// Makes the folder hold exactly the site. What is known of it is as it was when nothing was done.
    pub(super) fn make(&self, site: &Site, outputs: &mut Outputs) -> Result<Report, BuildError> {
        let grouped;
        let groups = match self.groups {
            Some(groups) => groups,
            None => {
                grouped = Groups::new(site);
                &grouped
            }
        };
        let loaded;
        let words = match self.renderer {
            Some(renderer) => &renderer.words,
            None => {
                let words = self.theme.words();
                loaded = words.map_err(|error| BuildError::of_pages(self.theme, vec![error]))?;
                &loaded
            }
        };
        let plan = Plan::new(site, groups, words);
        let since = if let Trust::Much(since) = self.trust { since } else { None };
        let pages = plan.pages_since(since);
        let assets: Vec<(String, &[u8])> = self
            .theme
            .assets
            .iter()
            .map(|asset| (format!("assets/{}", asset.path), asset.bytes.as_slice()))
            .collect();
        let pages = pages.par_iter().map(|page| Task {
            file: &page.file,
            from: page.fingerprint(self.theme),
            work: Work::Page(page),
        });
        let assets = assets.par_iter().map(|(file, bytes)| Task {
            file,
            from: fingerprint_of(bytes),
            work: Work::Asset(bytes),
        });
        let tasks: Vec<Task<'_>> = assets.chain(pages).collect();
        let stale: Vec<bool> = tasks.par_iter().map(|task| self.is_stale(task, outputs)).collect();
        let count = stale.iter().filter(|stale| **stale).count();
        self.progress.begin(count);
        // Whatever an interrupted build left aside.
        output::clear(&beside(self.out, "new~"))?;
        let made;
        let renderer = match self.renderer {
            Some(renderer) => Some(renderer),
            None if count == 0 => None,
            None => {
                let renderer = self.theme.renderer();
                made = renderer.map_err(|error| BuildError::of_pages(self.theme, vec![error]))?;
                Some(&made)
            }
        };
        let mut report = Report::default();
        let most = if since.is_some() { usize::MAX } else { FEW };
        let few = if outputs.is_empty() { None } else { self.make_few(&tasks, &stale, renderer, most)? };
        match few {
            Some(made) => {
                let gone = match since {
                    Some(since) => in_folders(&plan.ended_runs(since), outputs),
                    None => self.gone(&tasks, outputs)?,
                };
                self.put_few(&made, &gone, outputs, &mut report)?;
            }
            None => *outputs = self.make_tree(&tasks, &stale, renderer, outputs, &mut report)?,
        }
        report.files = outputs.len();
        Ok(report)
    }

    fn is_stale(&self, task: &Task<'_>, old: &Outputs) -> bool {
        let known = old.get(task.file).filter(|made| made.from == task.from);
        !known.is_some_and(|made| self.is_as_made(task.file, made))
    }

    fn is_as_made(&self, file: &str, made: &Made) -> bool {
        matches!(self.trust, Trust::Much(_)) || state::is_as_made(self.out, file, made)
    }

    /// Files of the folder that the site no longer has.
    fn gone(&self, tasks: &[Task<'_>], old: &Outputs) -> anyhow::Result<Vec<String>> {
        let wanted: HashSet<&str> = tasks.iter().map(|task| task.file).collect();
        let is_gone = |file: &&String| !wanted.contains(file.as_str());
        Ok(match self.trust {
            Trust::Little => output::list(self.out)?.into_iter().filter(|file| is_gone(&file)).collect(),
            Trust::Stamps | Trust::Much(_) => old.keys().filter(is_gone).cloned().collect(),
        })
    }

    /// Makes a file's bytes and lets the gate read them.
    fn make_one<'t>(
        &self,
        task: &'t Task<'t>,
        renderer: Option<&Renderer>,
    ) -> anyhow::Result<(Fresh<'t>, Vec<Leak>)> {
        let bytes = match task.work {
            Work::Page(page) => {
                let bytes = page.render(renderer.expect("loaded when anything is stale"))?;
                self.progress.step();
                bytes
            }
            Work::Asset(bytes) => bytes.to_vec(),
        };
        let leaks = self.gate.map(|gate| gate.read_file(task.file, &bytes)).unwrap_or_default();
        Ok((Fresh { task, bytes: Some(bytes) }, leaks))
    }

    /// Makes what is stale, and keeps the bytes of what differs from what stands there; none when that is
    /// more than so many files.
    fn make_few<'t>(
        &self,
        tasks: &'t [Task<'t>],
        stale: &[bool],
        renderer: Option<&Renderer>,
        most: usize,
    ) -> Result<Option<Vec<Fresh<'t>>>, BuildError> {
        let differing = AtomicUsize::new(0);
        let is_more = || differing.load(Ordering::Relaxed) > most;
        let make = |task: &'t Task<'t>| {
            let (fresh, leaks) = self.make_one(task, renderer)?;
            let fresh = if self.stands(&fresh) { Fresh { bytes: None, ..fresh } } else { fresh };
            differing.fetch_add(usize::from(fresh.bytes.is_some()), Ordering::Relaxed);
            Ok((fresh, leaks))
        };
        let made: Vec<anyhow::Result<(Fresh<'t>, Vec<Leak>)>> = tasks
            .par_iter()
            .zip(stale)
            .filter(|(_, stale)| **stale && !is_more())
            .map(|(task, _)| make(task))
            .collect();
        if is_more() {
            return Ok(None);
        }
        let (made, failed): (Vec<_>, Vec<_>) = made.into_iter().partition(Result::is_ok);
        let failed: Vec<anyhow::Error> = failed.into_iter().filter_map(Result::err).collect();
        if !failed.is_empty() {
            return Err(BuildError::of_pages(self.theme, failed));
        }
        let made = made.into_iter().filter_map(Result::ok);
        let (made, leaks): (Vec<_>, Vec<_>) = made.unzip();
        refuse(leaks.into_iter().flatten().collect())?;
        Ok(Some(made))
    }

    /// Puts what differs into the folder, and takes out what is gone.
    fn put_few(
        &self,
        made: &[Fresh<'_>],
        gone: &[String],
        outputs: &mut Outputs,
        report: &mut Report,
    ) -> Result<(), BuildError> {
        report.rendered = made.iter().filter(|fresh| matches!(fresh.task.work, Work::Page(_))).count();
        let mut changed: Vec<&Fresh<'_>> = made.iter().filter(|fresh| fresh.bytes.is_some()).collect();
        changed.sort_by_key(|fresh| match fresh.task.work {
            Work::Asset(_) => None,
            Work::Page(page) => Some(page.rank),
        });
        if !changed.is_empty() || !gone.is_empty() {
            let names = changed.iter().map(|fresh| fresh.task.file);
            let names: Vec<&str> = names.chain(gone.iter().map(String::as_str)).collect();
            state::announce(self.out, &Changing::Files(&names))?;
            let files: Vec<(&str, &[u8])> =
                changed.iter().filter_map(|fresh| Some((fresh.task.file, fresh.bytes.as_deref()?))).collect();
            let is_list =
                |fresh: &&&Fresh<'_>| matches!(fresh.task.work, Work::Page(page) if page.rank == Rank::List);
            let items = changed.len() - changed.iter().filter(is_list).count();
            output::replace_all(self.out, &files, items)?;
            for file in gone {
                output::remove(self.out, file)?;
            }
        }
        (report.written, report.removed) = (changed.len(), gone.len());
        for file in gone {
            outputs.remove(file);
        }
        for fresh in made {
            let stamp =
                FileStamp::of(&self.out.join(fresh.task.file)).unwrap_or_else(FileStamp::none).of_content();
            let made = Made { from: fresh.task.from, stamp };
            outputs.insert(fresh.task.file.to_owned(), made);
        }
        Ok(())
    }

    /// Whether exactly these bytes stand in the folder.
    fn stands(&self, fresh: &Fresh<'_>) -> bool {
        let standing = std::fs::read(self.out.join(fresh.task.file));
        standing.is_ok_and(|standing| fresh.bytes.as_ref().is_some_and(|bytes| *bytes == standing))
    }

    fn make_tree(
        &self,
        tasks: &[Task<'_>],
        stale: &[bool],
        renderer: Option<&Renderer>,
        old: &Outputs,
        report: &mut Report,
    ) -> Result<Outputs, BuildError> {
        let new = beside(self.out, "new~");
        let found: Mutex<Vec<Leak>> = Mutex::default();
        let (rendered, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let make = |(task, stale): (&Task<'_>, &bool)| -> anyhow::Result<(String, Made)> {
            let file = task.file.to_owned();
            if let Some(made) = old.get(task.file).filter(|_| !stale) {
                output::link(self.out, &new, task.file)?;
                return Ok((file, *made));
            }
            let (fresh, leaks) = self.make_one(task, renderer)?;
            rendered.fetch_add(usize::from(matches!(task.work, Work::Page(_))), Ordering::Relaxed);
            let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            found.extend(leaks);
            let is_refused = !found.is_empty();
            drop(found);
            let same =
                old.get(task.file).filter(|made| self.is_as_made(task.file, made) && self.stands(&fresh));
            let stamp = if is_refused {
                // The rest is read only to tell all places.
                FileStamp::none()
            } else if let Some(made) = same {
                output::link(self.out, &new, task.file)?;
                made.stamp
            } else {
                written.fetch_add(1, Ordering::Relaxed);
                let bytes = fresh.bytes.as_deref().expect("nobody has taken them");
                output::write_new(&new, task.file, bytes)?.of_content()
            };
            Ok((file, Made { from: task.from, stamp }))
        };
        let outputs: anyhow::Result<Outputs> = tasks.par_iter().zip(stale).map(make).collect();
        let found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let outputs = match (outputs, found.is_empty()) {
            (Ok(outputs), true) => outputs,
            (outputs, _) => {
                output::clear(&new)?;
                refuse(found)?;
                outputs.map_err(|error| BuildError::of_pages(self.theme, vec![error]))?
            }
        };
        let is_gone = |file: &&String| !outputs.contains_key(file.as_str());
        report.removed = old.keys().filter(is_gone).count();
        (report.rendered, report.written) = (rendered.into_inner(), written.into_inner());
        if self.out.exists() {
            state::announce(self.out, &Changing::Everything)?;
        }
        output::exchange(&new, self.out)?;
        Ok(outputs)
    }
}

/// Replies that are added take nothing away but the runs of the index that they end.
fn in_folders(folders: &[String], old: &Outputs) -> Vec<String> {
    if folders.is_empty() {
        return Vec::new();
    }
    let is_in =
        |file: &&String| file.rsplit_once('/').is_some_and(|(own, _)| folders.iter().any(|one| one == own));
    old.keys().filter(is_in).cloned().collect()
}

fn refuse(mut leaks: Vec<Leak>) -> Result<(), BuildError> {
    leaks.sort_by(|a, b| (&a.file, &a.place).cmp(&(&b.file, &b.place)));
    if leaks.is_empty() { Ok(()) } else { Err(BuildError::Leaks(leaks)) }
}
