//! The only writer of the site. A clean build makes a new tree, syncs once and exchanges the folders; a
//! change writes each file aside, syncs it and renames it. A power cut at any moment leaves the old file or
//! the new one.
//!
//! Deliberately absent: the question what to write (`build`).

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use crate::reply_cache::FileStamp;

/// A path beside a folder: never inside it, for everything inside is public.
#[must_use]
pub fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    folder.with_file_name(name)
}

/// Refuses an address that would leave the folder.
fn inside(root: &Path, file: &str) -> Result<PathBuf> {
    let steps_out = file.split('/').any(|part| part.is_empty() || part == ".." || part == ".");
    if steps_out || file.contains(['\\', '\0']) {
        bail!("“{file}” 不是站点里的路径");
    }
    Ok(root.join(file))
}

/// Does something that needs the folder of a path; makes the folder when it was missing. In a new tree an
/// `index.html` nearly always stands in a folder of its own that is not there yet, in one that is: asking for
/// it first saves a look.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
fn in_folder<T>(path: &Path, is_new: bool, act: impl Fn() -> io::Result<T>) -> io::Result<T> {
    if let Some(parent) = path.parent().filter(|_| is_new && path.ends_with("index.html")) {
        // That it is there, or cannot be made alone, is told by what follows.
        let _made = fs::create_dir(parent);
    }
    match (act(), path.parent()) {
        (Err(error), Some(parent)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(parent)?;
            act()
        }
        (result, _) => result,
    }
}

/// Writes one file of a tree that nobody reads yet, and gives its stamp.
///
/// # Errors
/// The path and the machine's reason.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn write_new(root: &Path, file: &str, bytes: &[u8]) -> Result<FileStamp> {
    let path = inside(root, file)?;
    let write = || {
        let mut file = in_folder(&path, true, || fs::File::create(&path))?;
        file.write_all(bytes)?;
        file.metadata()
    };
    write().map(|meta| FileStamp::from(&meta)).with_context(|| path.display().to_string())
}

/// Takes a file over from one tree into a new one: as a second name of the same content where the file system
/// has that.
///
/// # Errors
/// The path and the machine's reason.
pub fn link(from: &Path, to: &Path, file: &str) -> Result<()> {
    let (source, target) = (inside(from, file)?, inside(to, file)?);
    let linked = in_folder(&target, true, || fs::hard_link(&source, &target));
    if linked.is_err() {
        let bytes = fs::read(&source).with_context(|| source.display().to_string())?;
        write_new(to, file, &bytes)?;
    }
    Ok(())
}

/// Puts a file in the place of what readers see, unless it holds these bytes already. Says whether it was
/// written.
///
/// # Errors
/// The path and the machine's reason; then the old file is whole.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn replace(root: &Path, file: &str, bytes: &[u8]) -> Result<bool> {
    let path = inside(root, file)?;
    let shown = || path.display().to_string();
    if fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(shown)?;
    }
    let aside = aside(&path);
    let mut out = fs::File::create(&aside).with_context(shown)?;
    out.write_all(bytes).and_then(|()| out.sync_data()).with_context(shown)?;
    fs::rename(&aside, &path).with_context(shown)?;
    Ok(true)
}

/// Puts files in the place of what readers see, in this order: all of them are on the disk before the first
/// is seen, and the names of the first `before` of them, which others link to, before the rest is.
///
/// # Errors
/// The path and the machine's reason. What had been renamed by then is new, the rest old; each file is whole.
/// When one cannot be written, none is renamed.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn replace_all(root: &Path, files: &[(&str, &[u8])], before: usize) -> Result<()> {
    let paths: Vec<PathBuf> = files.iter().map(|(file, _)| inside(root, file)).collect::<Result<_>>()?;
    // A new folder has its name in another one, which must be on the disk too.
    let new = paths.iter().flat_map(|path| path.ancestors().skip(1).take_while(|folder| !folder.exists()));
    let mut folders: BTreeSet<&Path> = new.filter_map(Path::parent).collect();
    let written = paths.par_iter().zip(files).try_for_each(|(path, (_, bytes))| {
        let aside = aside(path);
        let write = || {
            let mut out = in_folder(&aside, false, || fs::File::create(&aside))?;
            out.write_all(bytes)?;
            out.sync_data()
        };
        write().with_context(|| path.display().to_string())
    });
    if written.is_err() {
        // Nothing was seen yet, and nothing stays. What cannot even be removed the next build removes.
        for (file, _) in files {
            let _left = remove(root, &format!("{file}{ASIDE}"));
        }
        return written;
    }
    let (first, rest) = paths.split_at(before);
    for paths in [first, rest] {
        for path in paths {
            fs::rename(aside(path), path).with_context(|| path.display().to_string())?;
        }
        folders.extend(paths.iter().filter_map(|path| path.parent()));
        std::mem::take(&mut folders).into_par_iter().try_for_each(|folder| sync_folder(Some(folder)))?;
    }
    Ok(())
}

/// Puts a file beside the site, whole and on the disk.
///
/// # Errors
/// The path and the machine's reason; then the old file is whole.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let (folder, name) = (path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default());
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    replace(folder, &name.to_string_lossy(), bytes).map(|_| ())
}

/// The same for a file that is long: its bytes go to the disk as they come about.
///
/// # Errors
/// As [`put`], and what `write` says.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn put_by(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let shown = || path.display().to_string();
    let aside = aside(path);
    let mut file = io::BufWriter::new(fs::File::create(&aside).with_context(shown)?);
    write(&mut file).with_context(shown)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error).with_context(shown)?;
    file.sync_data().and_then(|()| fs::rename(&aside, path)).with_context(shown)
}

/// Opens the file that writers of a site lock, and makes it when it is missing. It stays empty.
///
/// # Errors
/// The path and the machine's reason.
pub fn open_lock(path: &Path) -> Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    options.open(path).with_context(|| path.display().to_string())
}

/// Removes a file beside the site; there may be none.
///
/// # Errors
/// The path and the machine's reason.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| path.display().to_string())
        }
        _ => Ok(()),
    }
}

/// What the name of a file ends with while it is being written.
const ASIDE: &str = ".new~";

fn aside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ASIDE);
    path.with_file_name(name)
}

/// Removes a file and the folders that are empty without it.
///
/// # Errors
/// The path and the machine's reason.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn remove(root: &Path, file: &str) -> Result<()> {
    let path = inside(root, file)?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| path.display().to_string());
        }
        _ => {}
    }
    let mut parent = path.parent();
    while let Some(folder) = parent.filter(|folder| *folder != root) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
        parent = folder.parent();
    }
    Ok(())
}

/// Puts a finished new tree in the place of the old one in one step, and removes the old one.
///
/// # Errors
/// The machine's reason; then the old tree still stands.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn exchange(new: &Path, out: &Path) -> Result<()> {
    sync_tree(new)?;
    if !out.exists() {
        fs::rename(new, out).with_context(|| out.display().to_string())?;
        return sync_folder(out.parent());
    }
    let swapped = rustix::fs::renameat_with(
        rustix::fs::CWD,
        new,
        rustix::fs::CWD,
        out,
        rustix::fs::RenameFlags::EXCHANGE,
    );
    if swapped.is_err() {
        // Some network and overlay file systems cannot exchange: two renames, with a moment in between.
        let old = out.with_extension("old~");
        fs::rename(out, &old).with_context(|| out.display().to_string())?;
        fs::rename(new, out).with_context(|| out.display().to_string())?;
        fs::rename(&old, new).with_context(|| old.display().to_string())?;
    }
    sync_folder(out.parent())?;
    fs::remove_dir_all(new).with_context(|| new.display().to_string())
}

/// Removes what an interrupted build left behind.
///
/// # Errors
/// The machine's reason.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}

/// Makes the folder that a site and what is remembered of it stand in.
///
/// # Errors
/// The machine's reason.
#[expect(clippy::disallowed_methods, reason = "the only writer of the site")]
pub fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())
}

/// Removes a folder that nothing was put into.
pub fn remove_empty(folder: Option<&Path>) {
    // What holds something stays: that is no error.
    let _stays = folder.map(fs::remove_dir);
}

/// One sync of the file system for a whole tree, instead of one for each file.
fn sync_tree(folder: &Path) -> Result<()> {
    let handle = fs::File::open(folder).with_context(|| folder.display().to_string())?;
    rustix::fs::syncfs(&handle).with_context(|| folder.display().to_string())
}

fn sync_folder(folder: Option<&Path>) -> Result<()> {
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let handle = fs::File::open(folder).with_context(|| folder.display().to_string())?;
    handle.sync_all().with_context(|| folder.display().to_string())
}

/// All files below a folder, relative with `/`, in order.
///
/// # Errors
/// The machine's reason.
pub fn list(root: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let entry = entry.with_context(|| root.display().to_string())?;
        if entry.file_type().is_file() {
            let relative = entry.path().strip_prefix(root).expect("walked from there");
            files.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leaves_the_folder() {
        for wrong in ["../a", "a/../../b", "/a", "a//b", "./a", "a\\b", "a\0"] {
            assert!(inside(Path::new("out"), wrong).is_err(), "{wrong:?}");
        }
        assert!(inside(Path::new("out"), "a/b.html").is_ok());
    }

    #[test]
    fn the_same_bytes_are_not_written_again_and_empty_folders_go() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(replace(dir.path(), "a/b/c.html", b"one").expect("written"));
        assert!(!replace(dir.path(), "a/b/c.html", b"one").expect("same"));
        assert!(replace(dir.path(), "a/b/c.html", b"two").expect("written"));
        assert_eq!(list(dir.path()).expect("listed"), ["a/b/c.html"]);
        remove(dir.path(), "a/b/c.html").expect("removed");
        assert!(!dir.path().join("a").exists());
    }
}
