//! Files that nobody put there: systems, network drives, office programs and editors leave them in any folder
//! that they look at. Wherever a folder is read they are passed over, without a word: nobody could mend them.
//!
//! Deliberately absent: anything that a person named. A copy such as `x (2).md` is told, because somebody may
//! think that it is on the site.

use std::ffi::OsStr;
use std::path::Path;

/// Whole names, in small letters.
const NAMES: &[&str] = &[
    "thumbs.db",
    "thumbs.db:encryptable",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "#recycle",
    "@recycle",
    "@recently-snapshot",
    "$recycle.bin",
    "system volume information",
    "lost+found",
    "network trash folder",
    "temporary items",
    "iconcache.db",
    "picasa.ini",
    "zbthumbnail.info",
    "cvs",
    "@tmp",
    "@synoresource",
    "recycler",
    "sync.ffs_db",
    // What vim writes to see whether it may.
    "4913",
];

/// Endings of files that are still being written, in small letters.
const ENDINGS: &[&str] = &[
    "~",
    ".tmp",
    ".temp",
    ".swp",
    ".swo",
    ".swx",
    ".crswap",
    ".crdownload",
    ".download",
    ".downloading",
    ".filepart",
    ".xltd",
    ".asd",
    ".wbk",
    // Where a file was downloaded from: Windows keeps it beside the file, network drives as a file of its own.
    ":zone.identifier",
    ".opdownload",
    ".aria2",
    // Locks of databases, of drawings and of folders that are kept the same in two places.
    ".laccdb",
    ".ldb",
    ".dwl",
    ".dwl2",
    ".gslock",
    ".ffs_db",
    ".ffs_lock",
    ".ffs_tmp",
    // What leads to a file that stands elsewhere.
    ".lnk",
    ".part",
    ".partial",
    "___jb_tmp___",
    "___jb_old___",
];

/// Whether a file or folder of this name was left there by a program. Hidden ones (`.DS_Store`, `._x.md`,
/// `.#x.md`, `.obsidian`, `.~lock.x.ods#`) all are.
#[must_use]
pub fn is_stray(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    name.starts_with('.')
        || name.len() > 1 && name.starts_with('#') && name.ends_with('#')
        || name.contains(".sb-") && name.rsplit_once(".sb-").is_some_and(|(_, rest)| is_safe_save(rest))
        // 金山文档, and editors of old, put their copies of `x.md` into `~x.md` and `x.~md`.
        || name.starts_with('~')
        || name.rsplit_once('.').is_some_and(|(_, ending)| ending.starts_with('~'))
        || is_numbered_thumbs(&name)
        || is_album_art(&name)
        || is_found(&name)
        || is_sync_conflict(&name)
        || NAMES.contains(&name.as_str())
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// `Thumbs (1).db`: what a download of a whole folder makes of it.
fn is_numbered_thumbs(name: &str) -> bool {
    let number = name.strip_prefix("thumbs").and_then(|rest| rest.strip_suffix(".db"));
    let bare = number.map(|number| number.trim().trim_start_matches('(').trim_end_matches(')'));
    bare.is_some_and(|bare| bare.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `AlbumArtSmall.jpg`, `AlbumArt_{…}_Large.jpg`: Windows keeps them beside music.
fn is_album_art(name: &str) -> bool {
    name.strip_prefix("albumart").is_some_and(|rest| {
        matches!(rest, "small.jpg" | "large.jpg" | ".jpg") || rest.starts_with("_{") && rest.ends_with(".jpg")
    })
}

/// `found.000`: what Windows found while it mended a disk.
fn is_found(name: &str) -> bool {
    let number = name.strip_prefix("found.");
    number.is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `x.sync-conflict-20261130-120000-ABCDEFG.md`: what Syncthing keeps of two changes at once.
fn is_sync_conflict(name: &str) -> bool {
    let Some((_, rest)) = name.rsplit_once(".sync-conflict-") else { return false };
    let mut parts = rest.split(['-', '.']);
    let has_digits = |part: Option<&str>, count: usize| {
        part.is_some_and(|part| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    has_digits(parts.next(), 8)
        && has_digits(parts.next(), 6)
        && parts.next().is_some_and(|part| part.len() == 7)
}

/// What macOS puts behind a name while it saves: `9e1f0a2b-XyZabc`.
fn is_safe_save(rest: &str) -> bool {
    rest.split_once('-').is_some_and(|(number, word)| {
        number.len() == 8 && word.len() == 6 && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// The last part of a path is such a name.
#[must_use]
pub fn is_stray_path(path: &Path) -> bool {
    path.file_name().is_some_and(is_stray)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_is_told_from_what_people_name() {
        for stray in [
            ".DS_Store",
            "Thumbs.db",
            "THUMBS.DB",
            "desktop.ini",
            "~$enqing-biao.docx",
            "._yu-dingbo.md",
            ".#yu-dingbo.md",
            "#yu-dingbo.md#",
            ".yu-dingbo.md.swp",
            "yu-dingbo.md~",
            ".~lock.biao.ods#",
            ".obsidian",
            ".git",
            "__MACOSX",
            "@eaDir",
            "~WRL0001.tmp",
            "yu-dingbo.md.sb-9e1f0a2b-XyZabc",
            ".nfs0000000000000001",
            "yu-dingbo.md:Zone.Identifier",
            "Network Trash Folder",
            "Temporary Items",
            "yu-dingbo.asd",
            "yu-dingbo.wbk",
            "IconCache.db",
            "Picasa.ini",
            "ZbThumbnail.info",
            "~yu-dingbo.md",
            "yu-dingbo.~md",
            "CVS",
            "yu-dingbo.md.filepart",
            "yu-dingbo.download",
            "yu-dingbo.xltd",
            "yu-dingbo.baiduyun.p.downloading",
            "Thumbs (1).db",
            "@tmp",
            "@SynoResource",
            "RECYCLER",
            "x.laccdb",
            "x.lnk",
            "AlbumArtSmall.jpg",
            "AlbumArt_{6F1B}_Large.jpg",
            "sync.ffs_db",
            "sync.ffs_lock",
            "x.ffs_tmp",
            "x.opdownload",
            "x.aria2",
            "x.gslock",
            "x.dwl",
            "found.000",
            "x.sync-conflict-20261130-120000-ABCDEFG.md",
        ] {
            assert!(is_stray(OsStr::new(stray)), "{stray}");
        }
        for meant in [
            "yu-dingbo.md",
            "yu-dingbo (2).md",
            "yu-dingbo.md.bak",
            "yu-dingbo.txt",
            "biao.docx",
            "#1.md",
            "yu~dingbo.md",
            "cvs.md",
            "albumart.md",
            "found.0001",
            "found.md",
            "sync-conflict.md",
            "x.sync-conflict-1.md",
            "thumbs.md",
            "a.sb-b.md",
            "2026",
        ] {
            assert!(!is_stray(OsStr::new(meant)), "{meant}");
        }
    }
}
