//! What must be made again, and why.
//!
//! Each page depends on exactly (theme, ingredients). What the last build knew stands beside the site
//! (`state`): the fingerprint of those two for each file. A page is rendered when its fingerprint is new, and
//! written when its bytes are not those of its file. So an incremental build equals a clean one byte for
//! byte. `builder` renders, has the gate read and writes; `resident` keeps a site in memory and takes replies
//! into it.
//!
//! Deliberately absent: the clock (the day comes in) and partial builds that guess.

mod builder;
mod explain;
mod resident;
mod state;

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::check;
use crate::leaks::{self, Gate, KnownByHash, Leak};
use crate::load::{self, LeftOut};
use crate::output;
pub use crate::progress::{NoProgress, Progress};
use crate::reply_cache::FileStamp;
use crate::site::{AsOf, Site};
use crate::site_lock::SiteLock;
use crate::stray;
use crate::theme::{self, Theme};
use builder::{Builder, Trust};
pub use explain::{Explanation, Reason, explain};
use record::HeldBack;
use record::problem::Problem;
pub use resident::Resident;
pub use state::files_beside;
use state::{Changing, State};

/// What to build, from what, to where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The content folder.
    pub content: PathBuf,
    /// Public replies; none is `replies/` in the content folder.
    pub replies: Option<PathBuf>,
    /// The theme's folder.
    pub theme: PathBuf,
    /// Where the site goes. What the build remembers stands beside it.
    pub out: PathBuf,
    /// As of which day.
    pub date: Date,
}

impl Options {
    /// Stamps of all sources but the replies.
    fn survey(&self) -> Vec<(PathBuf, FileStamp)> {
        // A theme that is none is told when it is loaded.
        let themes = theme::folders(&self.theme).unwrap_or_else(|_| vec![self.theme.clone()]);
        let folders: Vec<&Path> =
            themes.iter().map(PathBuf::as_path).chain([self.content.as_path()]).collect();
        state::survey(&folders, &self.replies())
    }

    /// Where public replies are.
    fn replies(&self) -> PathBuf {
        self.replies.clone().unwrap_or_else(|| self.content.join("replies"))
    }
}

/// What a build did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files of the site.
    pub files: usize,
    /// Pages rendered.
    pub rendered: usize,
    /// Files written.
    pub written: usize,
    /// Files removed.
    pub removed: usize,
    /// The site's own address is not known: no feeds, site maps and canonical links.
    pub has_no_address: bool,
    /// Contact cards that nobody has confirmed within the configured days.
    pub stale_cards: usize,
    /// Records that are not on the site: drafts, those whose day is to come, those whose last day is over.
    pub held: [usize; 3],
}

/// Why nothing was built. The site that was there is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The content has problems: all of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Content(Vec<Problem>),
    /// What would have been written holds personal data: all places.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Leaks(Vec<Leak>),
    /// The machine or the theme.
    #[error("{0:#}")]
    Machine(#[from] anyhow::Error),
}

impl BuildError {
    /// Errors of making pages: those of templates are told as problems, each once, so that all can be mended
    /// at once.
    fn of_pages(theme: &Theme, errors: Vec<anyhow::Error>) -> Self {
        let mut problems = Vec::new();
        for error in errors {
            match theme.problem_of(&error) {
                Some(problem) => problems.push(problem),
                None => return Self::Machine(error),
            }
        }
        problems.sort();
        problems.dedup();
        Self::Content(problems)
    }
}

/// Builds the site.
///
/// # Errors
/// [`BuildError`]; nothing was swapped in then.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Report, BuildError> {
    build_with(options, progress, Reading::Nothing, false)
}

/// Builds the site as [`build`] does, with drafts and with what is still to come: a preview for who writes
/// it.
///
/// # Errors
/// As [`build`].
pub fn build_with_drafts(options: &Options, progress: &dyn Progress) -> Result<Report, BuildError> {
    build_with(options, progress, Reading::Nothing, true)
}

/// Builds the site as [`build`] does, and lets the gate read whatever is new before anything is written.
///
/// What this build does not make again was read when it was made; by the lists of that day, so the whole
/// folder is to be read from time to time ([`crate::leaks::Gate::read_folder`]).
///
/// # Errors
/// [`BuildError`]; nothing was written then.
pub fn build_gated(
    options: &Options,
    progress: &dyn Progress,
    hashed: Option<&dyn KnownByHash>,
) -> Result<Report, BuildError> {
    build_with(options, progress, Reading::Files(hashed), false)
}

/// How a build is made.
#[derive(Clone, Copy)]
struct How<'a> {
    reading: Reading<'a>,
    drafts: bool,
    left_out: &'a LeftOut,
}

/// What the gate reads of a build.
#[derive(Clone, Copy)]
enum Reading<'a> {
    Nothing,
    /// Every file that is made again.
    Files(Option<&'a dyn KnownByHash>),
}

fn build_with(
    options: &Options,
    progress: &dyn Progress,
    reading: Reading<'_>,
    drafts: bool,
) -> Result<Report, BuildError> {
    refuse_overlap(options)?;
    let lock = SiteLock::take(&options.out)?;
    let built = build_alone(options, progress, reading, drafts);
    if built.is_err() {
        lock.leave_nothing();
    }
    built
}

fn build_alone(
    options: &Options,
    progress: &dyn Progress,
    reading: Reading<'_>,
    drafts: bool,
) -> Result<Report, BuildError> {
    let replies = options.replies();
    let state = if options.out.is_dir() { State::read(&options.out, &replies) } else { None };
    if state.is_none() {
        refuse_foreign(&options.out)?;
    }
    let state = state.unwrap_or_default();
    let sources = options.survey();
    let as_of = AsOf { day: options.date, drafts };
    if state.is_current(as_of, &sources, &replies, &options.out) {
        return Ok(Report { files: state.outputs.len(), ..Report::default() });
    }
    let how = How { reading, drafts, left_out: &LeftOut::new() };
    let (built, report) = make_again(options, progress, how, state, sources)?;
    built.state.write(&options.out)?;
    Ok(report)
}

/// A site that was built.
struct Built {
    state: State,
    site: Site,
    theme: Theme,
}

/// Reads what has changed and makes what depends on it. Nothing is written when that fails.
fn make_again(
    options: &Options,
    progress: &dyn Progress,
    how: How<'_>,
    state: State,
    sources: Vec<(PathBuf, FileStamp)>,
) -> Result<(Built, Report), BuildError> {
    let parent = options.out.parent().filter(|parent| !parent.as_os_str().is_empty());
    let is_first = parent.is_some_and(|parent| !parent.exists());
    if let Some(parent) = parent {
        output::make_folder(parent)?;
    }
    let made = make_in_folder(options, progress, how, state, sources);
    if made.is_err() && is_first {
        output::remove_empty(parent);
    }
    made
}

fn make_in_folder(
    options: &Options,
    progress: &dyn Progress,
    How { reading, drafts, left_out }: How<'_>,
    mut state: State,
    sources: Vec<(PathBuf, FileStamp)>,
) -> Result<(Built, Report), BuildError> {
    let began = state::moment(&options.out)?;
    let as_of = AsOf { day: options.date, drafts };
    let (site, cache) =
        load::load_without(&options.content, options.replies.as_deref(), as_of, &state.cache, left_out)
            .map_err(BuildError::Content)?;
    let theme = Theme::load(&options.theme)?;
    let trust = if state.in_doubt { Trust::Little } else { Trust::Stamps };
    let mut report = with_gate(reading, &site, |gate| {
        let builder =
            Builder { theme: &theme, renderer: None, out: &options.out, progress, gate, trust, groups: None };
        builder.make(&site, &mut state.outputs)
    })?;
    report.has_no_address = site.settings.site.base_url.is_empty();
    report.stale_cards = check::stale_cards(&site).count();
    report.held = [HeldBack::Draft, HeldBack::ToCome, HeldBack::Over].map(|why| site.count_held(why));
    let mut state = State {
        // A site without some records is never taken for the whole one.
        day: left_out.is_empty().then_some(options.date),
        drafts,
        sources,
        theme: Some(*theme.fingerprint.as_bytes()),
        cache,
        outputs: state.outputs,
        in_doubt: false,
    };
    state.distrust_fresh(&began);
    Ok((Built { state, site, theme }, report))
}

/// What came of taking files away.
#[derive(Debug, Default)]
pub struct Removed {
    /// How many went.
    pub files: usize,
    /// Those that are still there, each with what stops it.
    pub left: Vec<String>,
}

/// Takes away every file of a site whose path or text names one of these letter numbers, without building
/// anything: for letters that must go when no site can be made. The next build makes again what belongs
/// there. A file that cannot be read or removed keeps no other from going.
///
/// Tombstones of before name their letters too; they go and come back with the others.
///
/// # Errors
/// The site cannot be listed, or what is about to change cannot be noted beside it.
pub fn remove_what_names(out: &Path, numbers: &[&str], _alone: &SiteLock) -> anyhow::Result<Removed> {
    let names =
        |bytes: &[u8]| numbers.iter().any(|number| memchr::memmem::find(bytes, number.as_bytes()).is_some());
    let (mut gone, mut removed) = (Vec::new(), Removed::default());
    for file in output::list(out)? {
        match std::fs::read(out.join(&file)) {
            Ok(bytes) if names(file.as_bytes()) || names(&bytes) => gone.push(file),
            Ok(_) => {}
            Err(error) => removed.left.push(format!("{file}：{error}")),
        }
    }
    let named: Vec<&str> = gone.iter().map(String::as_str).collect();
    // On a full disk nothing can be announced, and files can be removed all the same: the next build looks at everything.
    let announced = if named.is_empty() { Ok(()) } else { state::announce(out, &Changing::Files(&named)) };
    for file in &gone {
        match output::remove(out, file) {
            Ok(()) => removed.files += 1,
            Err(error) => removed.left.push(format!("{error:#}")),
        }
    }
    if let Err(error) = announced
        && !is_full(&error)
    {
        return Err(error);
    }
    Ok(removed)
}

fn is_full(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    matches!(kind, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded))
}

/// Does something with the gate that knows who is in duty on a site.
fn with_gate<T>(reading: Reading<'_>, site: &Site, act: impl FnOnce(Option<&Gate<'_>>) -> T) -> T {
    match reading {
        Reading::Nothing => act(None),
        Reading::Files(hashed) => {
            let (known, allowed) = (leaks::in_duty(site), leaks::kept(site));
            act(Some(&Gate { known: &known, allowed: &allowed, hashed }))
        }
    }
}

/// The site must not stand in, or around, what it is made from: what is too much in it is removed.
fn refuse_overlap(options: &Options) -> anyhow::Result<()> {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let out = whole(&options.out);
    for source in
        [Some(&options.content), options.replies.as_ref(), Some(&options.theme)].into_iter().flatten()
    {
        let source = whole(source);
        if out.starts_with(&source) || source.starts_with(&out) {
            anyhow::bail!("站点不能放在 {} 里面或外面：换一个 --out", source.display());
        }
    }
    Ok(())
}

/// A folder that holds something and was not made here is never built over.
fn refuse_foreign(out: &Path) -> anyhow::Result<()> {
    let holds_something = stray::holds_something(out);
    if holds_something || out.is_file() {
        anyhow::bail!(
            "{} 里有东西，又没有站点的清单，没有改动：换一个 --out，或者先自己清空它",
            out.display()
        );
    }
    Ok(())
}
