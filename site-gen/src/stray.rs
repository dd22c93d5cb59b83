//! Folders as people filled them: what programs leave in them ([`record::stray`]) is passed over.

use std::path::Path;

use anyhow::{Context as _, Result};

pub use record::stray::{is_stray, is_stray_path};

/// Whether a folder is there and holds anything but strays.
#[must_use]
pub fn holds_something(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    entries.into_iter().any(|entry| !is_stray(&entry.file_name()))
}

/// For a walk: goes neither into such a folder nor to such a file. Where the walk begins is always meant.
#[must_use]
pub fn is_meant(entry: &walkdir::DirEntry) -> bool {
    entry.depth() == 0 || !is_stray(entry.file_name())
}

/// All files below a folder with `/` paths, in order. A folder that is not there is empty.
pub(crate) fn read_all(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(is_meant) {
        let entry = entry.with_context(|| folder.display().to_string())?;
        if !entry.file_type().is_file() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).expect("walked from there");
        let path = relative.to_string_lossy().replace('\\', "/");
        let bytes = std::fs::read(entry.path()).with_context(|| entry.path().display().to_string())?;
        files.push((path, bytes));
    }
    Ok(files)
}
