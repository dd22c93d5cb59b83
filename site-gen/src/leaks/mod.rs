//! The gate that reads every byte of the finished site and says what must not go out.
//!
//! The check of a text before it is published sees one field of one record. What a visitor gets is more:
//! paths, titles, attributes, structured data, feeds, calendars, pictures with the place where they were
//! taken, documents with the name of their author. So the gate looks at the files themselves, after
//! everything else is done, and trusts nobody.
//!
//! | file | what |
//! | --- | --- |
//! | `extract` | which reader a file gets; the pieces of text that come of it |
//! | `html` | pages: text, attributes, comments, scripts, structured data |
//! | `json`, `xml`, `cards`, `script` | data and search shards; feeds, maps and drawings; calendars and cards; CSS and JS |
//! | `picture`, `packed`, `pdf` | what stands beside the pixels; office files and compressed copies; PDF |
//! | `place` | how a place is named without naming what stands there |
//! | `judge` | which findings count |
//! | `kept` | what is let stand |
//!
//! Deliberately absent: mending. A leak is taken out where the text comes from.

mod cards;
mod extract;
mod html;
mod json;
mod judge;
mod kept;
mod packed;
mod pdf;
mod picture;
mod place;
mod script;
mod xml;

pub use kept::{in_duty, kept};
pub use privacy::windows::KnownByHash;

use std::fmt;
use std::path::Path;

use anyhow::Context as _;
use privacy::{Kind, Known};
use rayon::prelude::*;

use crate::output;
use crate::progress::Progress;
use crate::render::edition;
use crate::search::rejoin;
use crate::urls;

/// What the gate knows before it reads.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    /// People and numbers in duty, who stay; and, for a preview, the people of a case.
    pub known: &'a Known,
    /// Exact texts of findings that may stay, each kept with a reason; with `path#` before it, in that place
    /// only ([`kept`]).
    pub allowed: &'a [String],
    /// People and numbers of all cases.
    pub hashed: Option<&'a dyn KnownByHash>,
}

/// Why the gate cannot read something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreadable {
    /// Nobody taught the gate this type of file.
    Type,
    /// The text is not UTF-8.
    Encoding,
    /// The file is damaged, or is not what its name says.
    Damaged,
    /// It is locked with a password.
    Locked,
    /// Something stands after the end of the picture.
    Tail,
    /// The document shows glyphs and does not say which characters they are.
    Glyphs,
    /// The document is pictures of pages.
    Scan,
    /// The document still carries what stood there before it was changed.
    OlderText,
    /// It is packed too often or unpacks to too much.
    TooMuch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeakKind {
    /// Something that the rules of `privacy` find.
    Personal(Kind),
    /// A name of a case.
    CaseName,
    /// A number of a case.
    CaseNumber,
    /// A house of a case.
    CaseAddress,
    /// A file of the search index finds what no page shows.
    UnfoundedIndex,
    /// Not read; so nobody knows what is in it.
    Unreadable(Unreadable),
}

/// One place of the finished site that must not go out. Printing it never shows the data itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Leak {
    /// The file; parts of the path that are themselves the leak are `***`.
    pub file: String,
    /// Where in the file.
    pub place: String,
    /// What it is.
    pub kind: LeakKind,
    text: String,
}

impl Leak {
    /// The data itself, for the eyes of somebody who may see it; for a file that cannot be read, how to keep
    /// it ([`kept`]).
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Whether the data stands in this text, however it is spaced.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> bool {
        let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let wanted = bare(&self.text);
        !wanted.is_empty() && bare(text).contains(&wanted)
    }
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}：{}", self.file, self.place, self.kind)
    }
}

impl fmt::Debug for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leak")
            .field("file", &self.file)
            .field("place", &self.place)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for LeakKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Personal(kind) => word(*kind),
            Self::CaseName => "来信里的人名",
            Self::CaseNumber => "来信里的号码",
            Self::CaseAddress => "来信里的住址",
            Self::UnfoundedIndex => "搜索索引里有页面上没有的内容；删掉站点里的 search 文件夹，再生成一次",
            Self::Unreadable(Unreadable::Type) => {
                "这种文件读不了，没法检查；换成网页、图片（PNG、JPEG、WebP）、PDF 或 docx、xlsx、ofd"
            }
            Self::Unreadable(Unreadable::Encoding) => "不是 UTF-8 文字，没法检查；另存为 UTF-8",
            Self::Unreadable(Unreadable::Damaged) => "文件坏了，或者内容和后缀不符，没法检查；重新导出后再放",
            Self::Unreadable(Unreadable::Locked) => "文件设了密码，没法检查；去掉密码后再放",
            Self::Unreadable(Unreadable::Tail) => "图片后面还接着别的内容，没法检查；重新导出图片后再放",
            Self::Unreadable(Unreadable::Glyphs) => {
                "PDF 的字体没有文字对照，没法检查；用“另存为 PDF”重新导出，保留文字"
            }
            Self::Unreadable(Unreadable::Scan) => "PDF 是扫描图片，没法检查；换成能复制文字的 PDF",
            Self::Unreadable(Unreadable::OlderText) => {
                "PDF 里还留着改动以前的内容；用“另存为”或“打印成 PDF”重新导出"
            }
            Self::Unreadable(Unreadable::TooMuch) => "文件层层打包或者解开后太大，没法检查；拆开后再放",
        })
    }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::PersonName => "人名",
        Kind::PossibleName => "可能是人名",
        Kind::PossibleNumber => "可能是个人号码",
        Kind::KnownName => "当事人的名字",
        Kind::KnownNumber => "当事人的号码",
        Kind::Mobile => "手机号",
        Kind::Landline => "座机号",
        Kind::IdCard => "身份证号",
        Kind::Passport => "护照或通行证号",
        Kind::BankCard => "银行卡号",
        Kind::Plate => "车牌号",
        Kind::Email => "电子邮箱",
        Kind::Qq => "QQ 号",
        Kind::WeChat => "微信号",
        Kind::Address => "住址",
        Kind::BirthDate => "出生日期",
        Kind::Coordinates => "经纬度",
        Kind::Status => "健康或困难情况",
        Kind::Account => "户号或账号",
    }
}

impl Gate<'_> {
    /// Reads one file as it will be served; `path` is relative to the site, with `/`.
    #[must_use]
    pub fn read_file(&self, path: &str, bytes: &[u8]) -> Vec<Leak> {
        let mut pieces = extract::Pieces::default();
        pieces.path(path);
        let in_path = judge::judge(self, &pieces);
        let mut pieces = extract::Pieces::default();
        extract::file(path, &edition::for_the_gate(path, bytes), &mut pieces);
        let mut found = in_path;
        let file = if found.is_empty() { path.to_owned() } else { judge::shown_path(self, path) };
        found.extend(judge::judge(self, &pieces));
        let fingerprint = kept::fingerprint(path, bytes);
        let stands = |found: &judge::Found| match found.kind {
            LeakKind::Unreadable(_) => {
                self.allowed.contains(&fingerprint)
                    || self.hashed.is_some_and(|hashed| hashed.is_allowed(&fingerprint))
            }
            // What may stand on a page may stand on the same page in other characters.
            _ => kept::stands_in(urls::without_edition(path), &found.text, self.allowed),
        };
        let leak = |found: judge::Found| {
            let text =
                if matches!(found.kind, LeakKind::Unreadable(_)) { fingerprint.clone() } else { found.text };
            Leak { file: file.clone(), place: found.place, kind: found.kind, text }
        };
        found.retain(|found| !stands(found));
        found.into_iter().map(leak).collect()
    }

    /// What of a text that is still to be shown would be refused on a page.
    #[must_use]
    pub fn read_text(&self, text: &str) -> Vec<LeakKind> {
        let mut pieces = extract::Pieces::default();
        pieces.add("", text);
        judge::judge(self, &pieces).into_iter().map(|found| found.kind).collect()
    }

    /// Reads every file below a folder, in the order of their paths, and joins the search index again.
    /// `progress` hears how many files there are, and of each.
    ///
    /// # Errors
    /// A folder or file that the machine cannot read.
    pub fn read_folder(&self, out: &Path, progress: &dyn Progress) -> anyhow::Result<Vec<Leak>> {
        let files = output::list(out)?;
        progress.begin(files.len());
        let read: Vec<Vec<Leak>> = files
            .par_iter()
            .map(|file| {
                let path = out.join(file);
                let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
                let leaks = self.read_file(file, &bytes);
                progress.step();
                Ok(leaks)
            })
            .collect::<anyhow::Result<_>>()?;
        let unfounded = rejoin::unfounded(out, &files).into_iter().map(|file| Leak {
            file,
            place: "整个文件".to_owned(),
            kind: LeakKind::UnfoundedIndex,
            text: String::new(),
        });
        Ok(read.into_iter().flatten().chain(unfounded).collect())
    }
}

#[cfg(test)]
mod tests;
