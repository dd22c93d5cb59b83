//! What must be made again, and why.
//!
//! Each page depends on exactly (theme, view); a manifest beside the site keeps the fingerprint of those two and the
//! hash of the bytes that came of them. A page is rendered when its fingerprint is new, and written when its bytes are.
//! So an incremental build equals a clean one byte for byte.
//!
//! The order of changes keeps every link alive: items first, then the lists that link to them; what is gone goes last.
//! Deliberately absent: the clock (the day comes in) and partial builds that guess.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::leaks::{self, Gate, KnownByHash, Leak};
use crate::load;
use crate::output;
use crate::problem::Problem;
use crate::render::{self, Page, Rank};
use crate::site::Site;
use crate::theme::Theme;

/// What to build, from what, to where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The content folder.
    pub content: PathBuf,
    /// Public replies; none is `replies/` in the content folder.
    pub replies: Option<PathBuf>,
    /// The theme's folder.
    pub theme: PathBuf,
    /// Where the site goes. The manifest stands beside it.
    pub out: PathBuf,
    /// As of which day.
    pub date: Date,
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

/// Hears how far a build is.
pub trait Progress: Sync {
    /// So many pages are to be rendered.
    fn begin(&self, pages: usize);
    /// One more is rendered.
    fn step(&self);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _: usize) {}
    fn step(&self) {}
}

/// Path → (fingerprint of what it depends on, hash of its bytes).
type Manifest = BTreeMap<String, (String, String)>;

/// Builds the site.
///
/// # Errors
/// [`BuildError`]; nothing was swapped in then.
pub fn build(options: &Options, progress: &dyn Progress) -> Result<Report, BuildError> {
    let (site, theme) = sources(options)?;
    build_site(&site, &theme, &options.out, progress, None)
}

/// Builds the site as [`build`] does, and lets the gate read whatever is new before anything is written.
///
/// What this build does not make again was read when it was made; by the lists of that day, so the whole folder is to be
/// read from time to time ([`Gate::read_folder`]).
///
/// # Errors
/// [`BuildError`]; nothing was written then.
pub fn build_gated(
    options: &Options,
    progress: &dyn Progress,
    hashed: Option<&dyn KnownByHash>,
) -> Result<Report, BuildError> {
    let (site, theme) = sources(options)?;
    let (known, allowed) = (leaks::in_duty(&site), leaks::kept(&site));
    let gate = Gate { known: &known, allowed: &allowed, hashed };
    build_site(&site, &theme, &options.out, progress, Some(&gate))
}

fn sources(options: &Options) -> Result<(Site, Theme), BuildError> {
    refuse_overlap(options)?;
    let site = load::load(&options.content, options.replies.as_deref(), options.date)
        .map_err(BuildError::Content)?;
    Ok((site, Theme::load(&options.theme)?))
}

/// Reads what is about to be written: pages made again, and assets that are not those of before.
fn gate_new(
    gate: &Gate<'_>,
    rendered: &[(&Page, String)],
    theme: &Theme,
    old: Option<&Manifest>,
) -> Result<(), BuildError> {
    let assets: Vec<(String, &[u8])> = theme
        .assets
        .iter()
        .map(|asset| (asset_file(&asset.path), &*asset.bytes))
        .filter(|(file, bytes)| {
            old.and_then(|old| old.get(file)).is_none_or(|(_, before)| *before != hash(bytes))
        })
        .collect();
    let pages = rendered.par_iter().map(|(page, text)| (page.file.as_str(), text.as_bytes()));
    let assets = assets.par_iter().map(|(file, bytes)| (file.as_str(), *bytes));
    let leaks: Vec<Leak> =
        pages.chain(assets).flat_map_iter(|(file, bytes)| gate.read_file(file, bytes)).collect();
    if leaks.is_empty() { Ok(()) } else { Err(BuildError::Leaks(leaks)) }
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
    let holds_something = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if holds_something || out.is_file() {
        anyhow::bail!(
            "{} 里有东西，又没有站点的清单，没有改动：换一个 --out，或者先自己清空它",
            out.display()
        );
    }
    Ok(())
}

fn build_site(
    site: &Site,
    theme: &Theme,
    out: &Path,
    progress: &dyn Progress,
    gate: Option<&Gate<'_>>,
) -> Result<Report, BuildError> {
    let pages = render::pages(site);
    let manifest_file = output::beside(out, "manifest");
    let old = if out.is_dir() { read_manifest(&manifest_file) } else { None };
    if old.is_none() {
        refuse_foreign(out)?;
    }

    let todo: Vec<(&Page, String)> =
        pages.par_iter().map(|page| (page, page.fingerprint(theme).to_hex().to_string())).collect();
    let known = |file: &str, fingerprint: &str| {
        old.as_ref().and_then(|old| old.get(file)).filter(|(before, _)| before == fingerprint)
    };
    let stale: Vec<&(&Page, String)> = todo
        .iter()
        .filter(|(page, fingerprint)| {
            known(&page.file, fingerprint).is_none() || !out.join(&page.file).is_file()
        })
        .collect();
    progress.begin(stale.len());
    let press = if stale.is_empty() { None } else { Some(theme.press()?) };
    let rendered: Vec<(&Page, String)> = stale
        .par_iter()
        .map(|(page, _)| {
            let press = press.as_ref().expect("loaded when anything is stale");
            let text = page.render(press)?;
            progress.step();
            Ok((*page, text))
        })
        .collect::<anyhow::Result<_>>()?;
    if let Some(gate) = gate {
        gate_new(gate, &rendered, theme, old.as_ref())?;
    }
    // Whatever an interrupted build left aside.
    output::clear(&output::beside(out, "new~"))?;
    if let Some(parent) = out.parent() {
        output::make_folder(parent)?;
    }

    let mut manifest: Manifest = todo
        .iter()
        .filter_map(|(page, fingerprint)| {
            known(&page.file, fingerprint)
                .map(|(_, bytes)| (page.file.clone(), (fingerprint.clone(), bytes.clone())))
        })
        .collect();
    for ((page, text), (_, fingerprint)) in rendered.iter().zip(&stale) {
        manifest.insert(page.file.clone(), (fingerprint.clone(), hash(text.as_bytes())));
    }
    for asset in &theme.assets {
        let bytes = hash(&asset.bytes);
        manifest.insert(asset_file(&asset.path), (bytes.clone(), bytes));
    }

    let mut report = Report {
        files: manifest.len(),
        rendered: rendered.len(),
        has_no_address: site.settings.site.base_url.is_empty(),
        ..Report::default()
    };
    if old.is_none() {
        write_clean(&rendered, theme, out)?;
        report.written = manifest.len();
    } else {
        forget_what_changes(&manifest_file, old.as_ref(), &manifest)?;
        write_changes(&rendered, theme, out, &manifest, &mut report)?;
    }
    write_manifest(&manifest_file, &manifest)?;
    Ok(report)
}

fn write_clean(rendered: &[(&Page, String)], theme: &Theme, out: &Path) -> anyhow::Result<()> {
    let new = output::beside(out, "new~");
    output::make_folder(&new)?;
    rendered.par_iter().try_for_each(|(page, text)| output::write_new(&new, &page.file, text.as_bytes()))?;
    for asset in &theme.assets {
        output::write_new(&new, &asset_file(&asset.path), &asset.bytes)?;
    }
    output::exchange(&new, out)
}

fn write_changes(
    rendered: &[(&Page, String)],
    theme: &Theme,
    out: &Path,
    manifest: &Manifest,
    report: &mut Report,
) -> anyhow::Result<()> {
    for asset in &theme.assets {
        report.written += usize::from(output::replace(out, &asset_file(&asset.path), &asset.bytes)?);
    }
    for rank in [Rank::Item, Rank::List] {
        for (page, text) in rendered.iter().filter(|(page, _)| page.rank == rank) {
            report.written += usize::from(output::replace(out, &page.file, text.as_bytes())?);
        }
    }
    for file in output::list(out)? {
        if !manifest.contains_key(&file) {
            output::remove(out, &file)?;
            report.removed += 1;
        }
    }
    Ok(())
}

/// Takes out of the manifest what is about to change, before it changes. A build that is cut short then knows nothing of
/// those files, and the next one makes them again: without this, a text that was written and then taken back would look
/// as if it had never been written, and stay public.
fn forget_what_changes(file: &Path, old: Option<&Manifest>, new: &Manifest) -> anyhow::Result<()> {
    let Some(old) = old else { return Ok(()) };
    let unchanged: Manifest = old
        .iter()
        .filter(|(path, entry)| new.get(*path) == Some(*entry))
        .map(|(path, entry)| (path.clone(), entry.clone()))
        .collect();
    if unchanged.len() == old.len() { Ok(()) } else { write_manifest(file, &unchanged) }
}

fn asset_file(path: &str) -> String {
    format!("assets/{path}")
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

const HEAD: &str = "site-gen manifest 1";

/// None when there is none that can be trusted: then the build is a clean one.
fn read_manifest(file: &Path) -> Option<Manifest> {
    let text = std::fs::read_to_string(file).ok()?;
    let mut lines = text.lines();
    if lines.next()? != HEAD {
        return None;
    }
    lines
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            let (fingerprint, bytes, file) = (parts.next()?, parts.next()?, parts.next()?);
            Some((file.to_owned(), (fingerprint.to_owned(), bytes.to_owned())))
        })
        .collect()
}

fn write_manifest(file: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let mut text = String::from(HEAD);
    text.push('\n');
    for (path, (fingerprint, bytes)) in manifest {
        text.extend([fingerprint.as_str(), " ", bytes, " ", path, "\n"]);
    }
    let (folder, name) = (file.parent().unwrap_or(Path::new(".")), file.file_name().unwrap_or_default());
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    output::replace(folder, &name.to_string_lossy(), text.as_bytes()).context("清单写不下来")?;
    Ok(())
}
