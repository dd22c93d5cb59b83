//! Folders as people filled them: what programs leave in them ([`record::stray`]) is passed over.

use std::path::Path;

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
