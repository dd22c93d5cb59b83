//! The only reader of `content/`: every file becomes a record or a problem, and every reference is looked up
//! when all files are read (`references`, `links`); `site_files` reads what is not a record. Deliberately
//! absent: writing, and the clock (the day comes in).

mod links;
mod references;
mod site_files;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use record::problem::Problem;
use record::{
    Contact, Figures, HeldBack, KINDS, Kind, KindReader, PublicRecord, Record, Records, Source, StoredRecord,
    StoredReply, fingerprint_of, is_slug, plain_lines, toml_problem, unseen_in,
};
use serde::de::DeserializeOwned;

use crate::media;
use crate::reply_cache::{CachedReply, FileStamp, ReplyCache};
use crate::site::{AsOf, Held, Site};
use crate::stray::{is_stray, is_stray_path};

pub(crate) use references::problems_of;

/// Where figures stand, in the folder of the replies.
pub(crate) const FIGURES: &str = "figures";

/// The folder of public replies, which only the mailbox writes.
const REPLIES: &str = "replies";

fn is_record_folder(folder: &str) -> bool {
    folder == REPLIES || KINDS.iter().any(|kind| kind.folder == folder)
}

static NOTHING: LeftOut = LeftOut::new();

/// A record file larger than this is a mistake.
const LARGEST: u64 = 1024 * 1024;

/// Reads a content folder as of a day. `replies` is where public replies are; none is `replies/` in the same
/// folder.
///
/// # Errors
/// All problems, sorted by file and line.
pub fn load(content: &Path, replies: Option<&Path>, today: Date) -> Result<Site, Vec<Problem>> {
    load_again(content, replies, AsOf { day: today, drafts: false }, &ReplyCache::default())
        .map(|(site, _)| site)
}

/// Reads a content folder without the records that have problems, and says what those are: for a service that
/// has to go on, and tells its staff.
///
/// # Errors
/// Problems that no record can be left out for: in settings, units, and lists.
pub fn load_what_is_sound(
    content: &Path,
    replies: Option<&Path>,
    today: Date,
) -> Result<(Site, Vec<Problem>), Vec<Problem>> {
    let as_of = AsOf { day: today, drafts: false };
    let (mut left_out, mut told) = (LeftOut::new(), Vec::new());
    loop {
        let problems = match load_without(content, replies, as_of, &ReplyCache::default(), &left_out) {
            Ok((site, _)) => return Ok((site, told)),
            Err(problems) => problems,
        };
        let before = left_out.len();
        left_out.extend(problems.iter().filter_map(|problem| record_of(&problem.file)));
        if left_out.len() == before {
            return Err(problems);
        }
        told.extend(problems);
    }
}

/// Files of records that are passed over, as problems name them: `contacts/x.md`,
/// `replies/2026/2026-4738-2156.md`.
pub type LeftOut = BTreeSet<String>;

/// The record that a problem's file belongs to, if it is one that the rest can do without: itself, or the one
/// that it stands beside.
#[must_use]
pub fn record_of(file: &str) -> Option<String> {
    let (folder, rest) = file.split_once('/')?;
    if folder != FIGURES && !is_record_folder(folder) {
        return None;
    }
    match rest.split_once('/') {
        Some((slug, _)) if folder != REPLIES => Some(format!("{folder}/{slug}.md")),
        _ => Some(file.to_owned()),
    }
}

/// Reads a content folder, and of the replies only files that are not in the cache as they are now.
///
/// # Errors
/// All problems, sorted by file and line.
pub fn load_again(
    content: &Path,
    replies: Option<&Path>,
    as_of: AsOf,
    before: &ReplyCache,
) -> Result<(Site, ReplyCache), Vec<Problem>> {
    load_without(content, replies, as_of, before, &LeftOut::new())
}

/// Reads a content folder as [`load_again`] does, without some records. What refers to them does without
/// them.
///
/// # Errors
/// All problems of the others, sorted by file and line.
pub fn load_without(
    content: &Path,
    replies: Option<&Path>,
    as_of: AsOf,
    before: &ReplyCache,
    left_out: &LeftOut,
) -> Result<(Site, ReplyCache), Vec<Problem>> {
    let own = content.join(REPLIES);
    let replies = replies.unwrap_or(&own);
    let mut reader = Reader { drafts: as_of.drafts, left_out, ..Reader::new(content, replies) };
    reader.hold_left_out();
    reader.strangers();
    let settings = reader.settings();
    let units = reader.units();
    reader.words();
    let records = Records::read(&mut reader);
    let cache = reader.replies(before);
    let stored = cache.0.values().map(|entry| entry.stored.clone()).collect();
    let figures = reader.figures();
    let (regular, calendar) = reader.regular();
    let (media, found) = media::find(content);
    let is_read =
        |problem: &Problem| record_of(&problem.file).is_none_or(|record| !left_out.contains(&record));
    reader.problems.extend(found.into_iter().filter(is_read));
    let (Some(settings), Some(units)) = (settings, units) else { return Err(reader.sorted()) };
    let site = Site::new(settings, units, records, stored, as_of)
        .with_regular_days(regular, calendar)
        .with_figures(figures)
        .with_media(media)
        .with_held(std::mem::take(&mut reader.held));
    reader.check_references(&site);
    if reader.problems.is_empty() { Ok((site, cache)) } else { Err(reader.sorted()) }
}

/// The contact cards alone, in the order of their files.
///
/// # Errors
/// All problems of the cards themselves.
pub fn contacts(content: &Path) -> Result<Vec<Contact>, Vec<Problem>> {
    let mut reader = Reader::new(content, content);
    let cards = reader.read(&Contact::KIND);
    if reader.problems.is_empty() { Ok(cards) } else { Err(reader.sorted()) }
}

/// The bytes of a file that is not too large, and its stamp.
fn read(path: &Path, file: &str) -> Result<(Vec<u8>, FileStamp), Problem> {
    let unread = |error: std::io::Error| {
        Problem::new(file, format!("读不到：{error}"), "检查文件是否存在、有没有读取权限")
    };
    let open = fs::File::open(path).map_err(unread)?;
    let meta = open.metadata().map_err(unread)?;
    if meta.len() > LARGEST {
        return Err(Problem::new(file, "文件超过 1 MB，不像一条记录", "检查是不是放错了文件"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).expect("no more than the largest"));
    // As much as the stamp speaks of: what is written behind it meanwhile gets another stamp.
    open.take(meta.len()).read_to_end(&mut bytes).map_err(unread)?;
    Ok((bytes, FileStamp::from(&meta)))
}

/// The text of a file that is UTF-8, the same whatever editor wrote its lines.
fn text<'b>(bytes: &'b [u8], file: &str) -> Result<Cow<'b, str>, Problem> {
    let text = simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Problem::new(file, "不是 UTF-8 编码", "用编辑器另存为 UTF-8（很可能现在是 GBK）").at(Some(line + 1))
    })?;
    Ok(plain_lines(text))
}

/// One reply: from the cache, or from its file.
fn reply(below: String, path: &Path, before: &ReplyCache) -> Result<(String, CachedReply), Vec<Problem>> {
    let known = (!before.0.is_empty()).then(|| FileStamp::of(path)).flatten();
    if let Some((stamp, stored)) = known.and_then(|stamp| Some((stamp, before.find(&below, &stamp)?))) {
        return Ok((below, CachedReply { stamp, stored: stored.clone() }));
    }
    let file = format!("replies/{below}");
    let (bytes, stamp) = read(path, &file).map_err(|problem| vec![problem])?;
    let text = text(&bytes, &file).map_err(|problem| vec![problem])?;
    let record = PublicRecord::parse(&Source { file: &file, text: &text })?;
    if record.path_below() != below {
        let what = "文件名和信件编号对不上";
        return Err(vec![Problem::new(&file, what, "这个文件夹只由信箱程序写，不要手工改名")]);
    }
    let stored = match record {
        PublicRecord::Reply(reply) => {
            StoredRecord::Reply(Arc::new(StoredReply::new(reply, fingerprint_of(&bytes))))
        }
        PublicRecord::Withdrawn(tombstone) => StoredRecord::Withdrawn(tombstone),
    };
    Ok((below, CachedReply { stamp, stored }))
}

struct Reader<'a> {
    content: &'a Path,
    replies: &'a Path,
    /// Records that are passed over.
    left_out: &'a LeftOut,
    problems: Vec<Problem>,
    /// Records that are there and have problems of their own, as `folder/name`: what refers to them is not
    /// wrong.
    broken: HashSet<String>,
    /// Drafts that cannot be read yet.
    held: Vec<Held>,
    /// They are told what is wrong with them too.
    drafts: bool,
}

impl<'a> Reader<'a> {
    fn new(content: &'a Path, replies: &'a Path) -> Self {
        Self {
            content,
            replies,
            left_out: &NOTHING,
            problems: Vec::new(),
            broken: HashSet::new(),
            held: Vec::new(),
            drafts: false,
        }
    }
}

impl KindReader for Reader<'_> {
    fn read<R: Record + DeserializeOwned>(&mut self, kind: &'static Kind) -> Vec<R> {
        let folder = kind.folder;
        let mut records = Vec::new();
        self.strays(folder);
        for path in self.list(&self.content.join(folder), folder, "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = format!("{folder}/{name}");
            if self.left_out.contains(&file) {
                continue;
            }
            if path.is_symlink() {
                let what = "这是一个指到别处的链接，不是文件";
                self.problems.push(Problem::new(&file, what, "把文件本身放到这里，不用链接"));
                continue;
            }
            let own = file.trim_end_matches(".md").to_owned();
            let Some(text) = self.read_text(&path, &file) else {
                self.broken.insert(own);
                continue;
            };
            let source = Source { file: &file, text: &text };
            if !is_slug(source.slug()) {
                self.problems.push(Problem::new(
                    &file,
                    "文件名要用在网址里",
                    "文件名只用小写字母、数字和短横线，以 .md 结尾",
                ));
            }
            match R::parse(&source) {
                Ok(record) => records.push(record),
                Err(_) if !self.drafts && source.is_draft() => {
                    self.held.push(Held { file, why: HeldBack::Draft });
                }
                Err(problems) => {
                    self.broken.insert(own);
                    self.problems.extend(problems);
                }
            }
        }
        records
    }
}

impl Reader<'_> {
    /// What is left out is missed by nobody, like a record whose last day is over.
    fn hold_left_out(&mut self) {
        for file in self.left_out {
            let number = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
            let file = if file.starts_with("replies/") { format!("replies/{number}") } else { file.clone() };
            self.held.push(Held { file, why: HeldBack::Over });
        }
    }

    fn sorted(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems
    }

    fn read_text(&mut self, path: &Path, file: &str) -> Option<String> {
        let read = read(path, file).and_then(|(bytes, _)| text(&bytes, file).map(Cow::into_owned));
        read.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn toml<T>(&mut self, file: &str, parse: impl Fn(&str) -> Result<T, toml::de::Error>) -> Option<T> {
        let text = self.read_text(&self.content.join(file), file)?;
        self.problems.extend(unseen_in(file, &text, 0));
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(toml_problem(file, &text, 0, &error));
                None
            }
        }
    }

    /// Folders, records and lists at the root that nobody reads: a misspelt name is told, not passed over.
    fn strangers(&mut self) {
        let folders: Vec<&str> =
            KINDS.iter().map(|kind| kind.folder).chain([REPLIES, "calendar", "root"]).collect();
        const FILES: [&str; 4] = ["site.toml", "units.toml", "regular.toml", "words.toml"];
        let entries = fs::read_dir(self.content).into_iter().flatten().filter_map(Result::ok);
        for path in entries.map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (known, is_read): (&[&str], bool) = if path.is_dir() {
                (&folders, true)
            } else {
                (&FILES, name.ends_with(".toml") || name.ends_with(".md") && !name.starts_with("README"))
            };
            if path == self.replies || is_stray_path(&path) || !is_read || known.contains(&name.as_str()) {
                continue;
            }
            let what = format!("没有“{name}”这一项，里面的内容不会成为网页");
            let do_this = format!("改成这些名字里的一个：{}；用不着就拿走", known.join("、"));
            self.problems.push(Problem::new(&name, what, do_this));
        }
    }

    /// Texts that somebody wrote as records and that would not be read: their names end in another way.
    fn strays(&mut self, folder: &str) {
        for end in ["MD", "Md", "markdown", "txt", "docx", "toml"] {
            for path in self.list(&self.content.join(folder), folder, end) {
                let file = format!("{folder}/{}", path.file_name().unwrap_or_default().to_string_lossy());
                if self.left_out.contains(&file) {
                    continue;
                }
                self.problems.push(Problem::new(
                    file,
                    "这个文件不会成为网页：记录的文件名以小写的 .md 结尾",
                    "改成 .md 文件；是附件就放进记录的同名文件夹；用不着就删掉",
                ));
            }
        }
    }

    /// The files of a folder with an extension, in order of name. A folder that is not there is empty.
    fn list(&mut self, folder: &Path, shown: &str, end: &str) -> Vec<PathBuf> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.problems.push(Problem::new(shown, format!("读不到文件夹：{error}"), "检查文件夹权限"));
                return Vec::new();
            }
        };
        let mut names: Vec<OsString> =
            entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
        names.retain(|name| !is_stray(name) && Path::new(name).extension().is_some_and(|own| own == end));
        // By their bytes: paths are compared part by part, which takes a while for a hundred thousand.
        names.sort_unstable();
        names.into_iter().map(|name| folder.join(name)).collect()
    }

    fn replies(&mut self, before: &ReplyCache) -> ReplyCache {
        let mut years: Vec<PathBuf> = match fs::read_dir(self.replies) {
            Ok(entries) => entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|p| p.is_dir() && !p.ends_with(FIGURES) && !is_stray_path(p))
                .collect(),
            Err(_) => Vec::new(),
        };
        years.sort();
        let mut files = Vec::new();
        for year in years {
            let name = year.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let paths = self.list(&year, &format!("replies/{name}"), "md");
            files.extend(paths.into_iter().map(|path| {
                let below = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
                (below, path)
            }));
            files.retain(|(below, _)| !self.left_out.contains(&format!("replies/{below}")));
        }
        type Read = Result<(String, CachedReply), (String, Vec<Problem>)>;
        let one = |(below, path): (String, PathBuf)| {
            let own = format!("replies/{}", path.file_stem().unwrap_or_default().to_string_lossy());
            reply(below, &path, before).map_err(|problems| (own, problems))
        };
        let read: Vec<Read> = files.into_par_iter().map(one).collect();
        let mut cached = HashMap::with_capacity(read.len());
        for one in read {
            match one {
                Ok((below, entry)) => {
                    cached.insert(below, entry);
                }
                Err((own, problems)) => {
                    self.broken.insert(own);
                    self.problems.extend(problems);
                }
            }
        }
        ReplyCache(cached)
    }

    /// What was counted, one file a year, beside the replies: the same service writes both.
    fn figures(&mut self) -> Vec<Figures> {
        let mut all = Vec::new();
        for path in self.list(&self.replies.join(FIGURES), FIGURES, "toml") {
            let file = format!("{FIGURES}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            if self.left_out.contains(&file) {
                continue;
            }
            let Some(text) = self.read_text(&path, &file) else { continue };
            match Figures::parse(&file, &text) {
                Ok(figures) if path.ends_with(format!("{}.toml", figures.year)) => all.push(figures),
                Ok(_) => self.problems.push(Problem::new(
                    &file,
                    "文件名和年份对不上",
                    "这个文件夹只由信箱程序写，不要手工改名",
                )),
                Err(problems) => self.problems.extend(problems),
            }
        }
        all
    }

    fn refer(&mut self, file: &str, key: &str, what: String, do_this: &str) {
        let path = match file.strip_prefix("replies/") {
            Some(below) => self.replies.join(below),
            None => self.content.join(file),
        };
        let line = fs::read_to_string(path).ok().and_then(|text| Source { file, text: &text }.line_of(key));
        self.problems.push(Problem::new(file, what, do_this).at(line));
    }
}
