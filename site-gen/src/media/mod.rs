//! Files that stand beside a record: `policies/hedao-guanhu/` holds the pictures and attachments of
//! `policies/hedao-guanhu.md`. Published is what the record shows or attaches, below the address of its page.
//!
//! `root/` holds what a search engine, a browser or another office asks for at the root of the site (`root`).
//!
//! Here they are found and named; `picture` makes pictures again without what a camera wrote into them.
//! Deliberately absent: files that no record asks for, and formats that a resident's phone cannot open.

mod picture;
mod root;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use record::problem::Problem;
use record::{Fingerprint, KINDS, Record, fingerprint_of, is_slug};

use crate::stray::is_stray;

/// A file larger than this is a mistake: residents pay for their traffic.
const LARGEST: u64 = 20 * 1024 * 1024;

/// Endings of what may be attached.
const ATTACHMENTS: [&str; 12] =
    ["pdf", "ofd", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "csv", "txt", "zip", "ics"];

/// Endings of pictures.
const PICTURES: [&str; 3] = ["jpg", "jpeg", "png"];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediumKind {
    /// A picture of this size as it is shown, in pixels.
    Picture {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// A file that is given out as it is.
    Attachment,
}

/// A file beside a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medium {
    file: PathBuf,
    fingerprint: Fingerprint,
    /// Bytes of the file.
    pub size: u64,
    /// What it is.
    pub kind: MediumKind,
}

impl Medium {
    /// What stands for its content, and for what is made of it.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// What is published of it.
    ///
    /// # Errors
    /// The file cannot be read, or is not the one that was found.
    pub fn publish(&self) -> anyhow::Result<Vec<u8>> {
        let shown = || self.file.display().to_string();
        let bytes = fs::read(&self.file).with_context(shown)?;
        if fingerprint_of(&bytes) != self.fingerprint {
            bail!("{} 在生成的时候变了：再生成一次", self.file.display());
        }
        match self.kind {
            MediumKind::Picture { width, height } => picture::make(&bytes, width, height).with_context(shown),
            MediumKind::Attachment => Ok(bytes),
        }
    }
}

/// Files by their path below the content folder: `policies/hedao-guanhu/shuiwei.jpg`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media(BTreeMap<String, Medium>);

impl Media {
    /// The file of this path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Medium> {
        self.0.get(path)
    }

    /// The file of a record.
    #[must_use]
    pub fn of(&self, record: &dyn Record, name: &str) -> Option<&Medium> {
        self.get(&format!("{}/{}/{name}", record.kind().folder, record.slug()))
    }

    /// The picture of a record.
    #[must_use]
    pub fn picture(&self, record: &dyn Record, name: &str) -> Option<crate::markdown::Picture> {
        match self.of(record, name)?.kind {
            MediumKind::Picture { width, height } => {
                Some(crate::markdown::Picture { src: name.to_owned(), width, height })
            }
            MediumKind::Attachment => None,
        }
    }

    /// The files for the root of the site, by their addresses.
    pub fn at_root(&self) -> impl Iterator<Item = (&str, &Medium)> {
        let below =
            |(path, medium)| Some((str::strip_prefix(path, root::FOLDER)?.strip_prefix('/')?, medium));
        self.0.iter().map(|(path, medium)| (path.as_str(), medium)).filter_map(below)
    }

    /// Paths of all files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Finds the files beside the records of a content folder, and what is wrong with them.
#[must_use]
pub fn find(content: &Path) -> (Media, Vec<Problem>) {
    let (mut media, mut problems) = (Media::default(), Vec::new());
    for folder in KINDS.iter().map(|kind| kind.folder) {
        for record in entries(&content.join(folder)).into_iter().filter(|path| path.is_dir()) {
            let slug = name_of(&record);
            if !content.join(folder).join(format!("{slug}.md")).is_file() {
                problems.push(Problem::new(
                    format!("{folder}/{slug}/"),
                    format!("没有“{slug}.md”这条记录，却有它的文件夹"),
                    "文件夹和记录要同名；用不着的文件夹删掉",
                ));
                continue;
            }
            for file in entries(&record) {
                let shown = format!("{folder}/{slug}/{}", name_of(&file));
                match look_at(&file, &shown) {
                    Ok(medium) => {
                        media.0.insert(shown, medium);
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    root::find(content, &mut media, &mut problems);
    (media, problems)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let entries = entries.filter(|entry| !is_stray(&entry.file_name()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn look_at(file: &Path, shown: &str) -> Result<Medium, Problem> {
    let problem = |what: String, do_this: &str| Problem::new(shown, what, do_this);
    let unread = |error: std::io::Error| problem(format!("读不到：{error}"), "检查文件有没有读取权限");
    let meta = fs::symlink_metadata(file).map_err(unread)?;
    if !meta.is_file() {
        return Err(problem("这里只能放文件".to_owned(), "不要放文件夹或指到别处的链接"));
    }
    let name = name_of(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    if !is_slug(stem) {
        return Err(problem(
            "文件名要用在网址里".to_owned(),
            "文件名只用小写字母、数字和短横线；给群众看的名字写在 title 里",
        ));
    }
    let is_picture = PICTURES.contains(&ending);
    if !is_picture && !ATTACHMENTS.contains(&ending) {
        return Err(problem(
            format!("不能放“.{ending}”文件"),
            "图片另存为 jpg 或 png；附件用 pdf、docx、xlsx 等群众打得开的格式，后缀用小写",
        ));
    }
    if meta.len() > LARGEST {
        return Err(problem(
            format!("文件有 {} MB，超过 20 MB", meta.len() / 1024 / 1024),
            "压缩图片、拆开文件，或者检查是不是放错了",
        ));
    }
    let bytes = fs::read(file).map_err(unread)?;
    let kind = if is_picture {
        let (width, height) = picture::measure(&bytes).map_err(|error| {
            problem(
                format!("图片打不开：{error}"),
                "用看图软件打开检查，重新另存为 jpg 或 png（不超过一亿像素）",
            )
        })?;
        MediumKind::Picture { width, height }
    } else {
        MediumKind::Attachment
    };
    Ok(Medium { file: file.to_owned(), fingerprint: fingerprint_of(&bytes), size: meta.len(), kind })
}
