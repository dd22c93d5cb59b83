//! `root/`: files that somebody else asks for at the root of the site, such as the proof of a search engine or of a
//! messenger, `favicon.ico`, or `.well-known/security.txt` (RFC 9116, RFC 8615). They are given out as they are.
//!
//! Deliberately absent: other folders, and everything that the program makes itself.

use std::fs;
use std::path::Path;

use record::fingerprint_of;
use record::problem::Problem;

use super::{Media, Medium, MediumKind, name_of};
use crate::stray::is_stray;

/// Where they stand in the content.
pub(super) const FOLDER: &str = "root";

/// The one folder in it (RFC 8615).
const WELL_KNOWN: &str = ".well-known";

/// What the program makes at the root.
const MADE: [&str; 4] = ["index.html", "404.html", "robots.txt", "sitemap.xml"];

/// Nobody asks for a proof that is larger.
const LARGEST: u64 = 1024 * 1024;

/// Finds them, and what is wrong with them.
pub(super) fn find(content: &Path, media: &mut Media, problems: &mut Vec<Problem>) {
    let root = content.join(FOLDER);
    for (folder, shown) in
        [(root.clone(), FOLDER.to_owned()), (root.join(WELL_KNOWN), format!("{FOLDER}/{WELL_KNOWN}"))]
    {
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let mut files: Vec<_> =
            entries.filter(|entry| !is_stray(&entry.file_name())).map(|entry| entry.path()).collect();
        files.sort();
        for file in files {
            let shown = format!("{shown}/{}", name_of(&file));
            match look_at(&file, &shown) {
                Ok(medium) => {
                    media.0.insert(shown, medium);
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
}

fn look_at(file: &Path, shown: &str) -> Result<Medium, Problem> {
    let problem = |what: String, do_this: &str| Problem::new(shown, what, do_this);
    let unread = |error: std::io::Error| problem(format!("读不到：{error}"), "检查文件有没有读取权限");
    let meta = fs::symlink_metadata(file).map_err(unread)?;
    if !meta.is_file() {
        return Err(problem("这里只能放文件".to_owned(), "root 里只有 .well-known 可以是文件夹，别的拿走"));
    }
    let name = name_of(file);
    if MADE.contains(&name.as_str()) {
        return Err(problem(format!("“{name}”由程序生成"), "删掉这个文件"));
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')) {
        return Err(problem(
            "文件名要用在网址里".to_owned(),
            "只用字母、数字、点、短横线和下划线，和要求放文件的一方写的一样",
        ));
    }
    if meta.len() > LARGEST {
        return Err(problem("文件超过 1 MB".to_owned(), "给群众看的文件放进记录的文件夹或者政策文件"));
    }
    let bytes = fs::read(file).map_err(unread)?;
    let (fingerprint, size) = (fingerprint_of(&bytes), meta.len());
    Ok(Medium { file: file.to_owned(), fingerprint, size, kind: MediumKind::Attachment })
}
