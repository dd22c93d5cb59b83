//! Why a page is made again, or is not: asked before a build, told after it.
//!
//! Deliberately absent: a word of its own in the decision. What is told follows from the fingerprints and
//! stamps by which the build decides.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use record::{Fingerprint, fingerprint_of};

use super::state::{self, State};
use super::{BuildError, Options};
use crate::load;
use crate::render::{Groups, Plan};
use crate::reply_cache::FileStamp;
use crate::site::AsOf;
use crate::theme::Theme;

/// So many changed sources are named.
const NAMED: usize = 10;

/// What decides about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The site has no such page.
    NoSuchPage,
    /// The site had no such page.
    New,
    /// Another program made it, or a build was cut short: nothing is known of it.
    Unknown,
    /// The theme has changed, and nothing else that it depends on.
    Theme,
    /// What it shows has changed.
    View,
    /// Somebody changed or removed the file in the site's folder.
    Touched,
    /// Nothing that it depends on has changed.
    Nothing,
}

/// Why a page is made again, or is not.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The file, relative to the site's root.
    pub file: String,
    /// Why.
    pub reason: Reason,
    /// Sources that are not as the last build read them.
    pub changed: Vec<PathBuf>,
    before: Option<Fingerprint>,
}

/// Says why a page is about to be made again. `page` is its address or its file, from the site's root.
///
/// # Errors
/// As the build that follows.
pub fn explain(options: &Options, page: &str) -> Result<Explanation, BuildError> {
    let replies = options.replies();
    let known = if options.out.is_dir() { State::read(&options.out, &replies) } else { None };
    let is_first = known.is_none();
    let state = known.unwrap_or_default();
    let as_of = AsOf { day: options.date, drafts: false };
    let (site, cache) = load::load_again(&options.content, options.replies.as_deref(), as_of, &state.cache)
        .map_err(BuildError::Content)?;
    let theme = Theme::load(&options.theme)?;
    let groups = Groups::new(&site);
    let words = theme.words()?;
    let plan = Plan::new(&site, &groups, &words);
    let pages = plan.pages();
    let names = names(page, &site.settings.site.base_url);
    let found = pages.iter().find(|one| names.contains(&one.file));
    let asset = names.iter().find_map(|name| {
        let path = name.strip_prefix("assets/")?;
        theme.assets.iter().find(|asset| asset.path == path).map(|asset| (name, asset))
    });
    let sources = options.survey();
    let mut changed = differing(&state.sources, &sources);
    let cached = |cache: &crate::reply_cache::ReplyCache| -> Vec<(PathBuf, FileStamp)> {
        cache.0.iter().map(|(below, entry)| (replies.join(below), entry.stamp)).collect()
    };
    changed.extend(differing(&cached(&state.cache), &cached(&cache)));
    changed.sort();
    let (file, from, under_old_theme) = match (found, asset) {
        (Some(page), _) => {
            let old = state.theme.map(|theme| page.fingerprint_under(&theme));
            (page.file.clone(), page.fingerprint(&theme), old)
        }
        (None, Some((name, asset))) => (name.clone(), fingerprint_of(&asset.bytes), None),
        (None, None) => {
            let file = names.into_iter().next().unwrap_or_default();
            return Ok(Explanation { file, reason: Reason::NoSuchPage, changed, before: None });
        }
    };
    let made = state.outputs.get(&file);
    let reason = match made {
        None if state.in_doubt && !is_first => Reason::Unknown,
        None => Reason::New,
        Some(made) if made.from == from && state::is_as_made(&options.out, &file, made) => Reason::Nothing,
        Some(made) if made.from == from => Reason::Touched,
        Some(made) if under_old_theme == Some(made.from) => Reason::Theme,
        Some(_) => Reason::View,
    };
    let before = std::fs::read(options.out.join(&file)).ok().map(|bytes| fingerprint_of(&bytes));
    // Of the first build every source is new: that says nothing.
    let changed = if is_first { Vec::new() } else { changed };
    Ok(Explanation { file, reason, changed, before })
}

/// The files that an address may mean, the likeliest first.
fn names(page: &str, base_url: &str) -> Vec<String> {
    let path = page.strip_prefix(base_url).filter(|_| !base_url.is_empty()).unwrap_or(page);
    let path = path.trim_start_matches("./").trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') {
        return vec![format!("{path}index.html")];
    }
    vec![path.to_owned(), format!("{path}/index.html")]
}

fn differing(before: &[(PathBuf, FileStamp)], now: &[(PathBuf, FileStamp)]) -> Vec<PathBuf> {
    let old: HashMap<&Path, FileStamp> =
        before.iter().map(|(path, stamp)| (path.as_path(), *stamp)).collect();
    let new: HashMap<&Path, FileStamp> = now.iter().map(|(path, stamp)| (path.as_path(), *stamp)).collect();
    // What was read in the moment in which it changed has no stamp: whether it is another one cannot be told.
    let other = |(path, stamp): &&(PathBuf, FileStamp)| {
        old.get(path.as_path()).is_none_or(|old| old != stamp && *old != FileStamp::none())
    };
    let gone = |(path, _): &&(PathBuf, FileStamp)| !new.contains_key(path.as_path());
    now.iter().filter(other).chain(before.iter().filter(gone)).map(|(path, _)| path.clone()).collect()
}

impl Explanation {
    /// Whether the file holds other bytes than before the build; none when there is no such file.
    #[must_use]
    pub fn is_rewritten(&self, out: &Path) -> Option<bool> {
        let bytes = std::fs::read(out.join(&self.file)).ok()?;
        Some(self.before != Some(fingerprint_of(&bytes)))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.reason {
            Reason::NoSuchPage => "站点里没有这一页：对照 sitemap 或者内容文件夹里的文件名改正",
            Reason::New => "重做：原来没有这一页",
            Reason::Unknown => "重做：程序换了版本，或者上一次生成中途停了，原来的不算数",
            Reason::Theme => "重做：主题（模板、文字）变了，页面上的内容没有变",
            Reason::View => "重做：页面上要显示的内容变了",
            Reason::Touched => "重做：站点文件夹里的这个文件被别人改过或删掉了",
            Reason::Nothing => "没有重做：它用到的内容、主题都没有变",
        };
        write!(f, "{}：{why}", self.file)?;
        let named: Vec<String> =
            self.changed.iter().take(NAMED).map(|path| path.display().to_string()).collect();
        if !named.is_empty() && self.reason != Reason::NoSuchPage {
            let rest = if self.changed.len() > NAMED { "等" } else { "" };
            write!(f, "\n    上一次以后改过的来源（{}）：{}{rest}", self.changed.len(), named.join("、"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output;

    #[test]
    fn sources_that_came_went_or_changed_are_named_and_those_without_a_stamp_are_not() {
        let dir = tempfile::tempdir().expect("a folder");
        let stamp = |name: &str, text: &str| {
            output::replace(dir.path(), name, text.as_bytes()).expect("written");
            FileStamp::of(&dir.path().join(name)).expect("a file")
        };
        let (one, two) = (stamp("a", "1"), stamp("b", "2"));
        let list = |all: &[(&str, FileStamp)]| -> Vec<(PathBuf, FileStamp)> {
            all.iter().map(|(name, stamp)| (PathBuf::from(name), *stamp)).collect()
        };
        let before = list(&[("same", one), ("other", one), ("gone", one), ("fresh", FileStamp::none())]);
        let now = list(&[("same", one), ("other", two), ("new", one), ("fresh", one)]);
        assert_eq!(differing(&before, &now), ["other", "new", "gone"].map(PathBuf::from));
    }

    #[test]
    fn an_address_is_a_file_or_a_folder_and_may_be_whole() {
        assert_eq!(names("", ""), ["index.html"]);
        assert_eq!(names("/a/b/", ""), ["a/b/index.html"]);
        assert_eq!(names("https://x.example/t/a", "https://x.example/t/"), ["a", "a/index.html"]);
    }
}
