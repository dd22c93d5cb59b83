//! The files of the project, as git knows them: tracked, or new and not ignored.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A text file of the project.
pub(crate) struct File {
    /// Relative to the root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests' package is in a folder").to_owned()
}

/// The paths of all files.
pub(crate) fn paths() -> Vec<String> {
    let listed = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .expect("git can be started");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let mut paths: Vec<String> = String::from_utf8(listed.stdout)
        .expect("paths are UTF-8")
        .split('\0')
        .filter(|path| !path.is_empty() && root().join(path).is_file())
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    assert!(!paths.is_empty(), "git knows no file here");
    paths
}

/// The text files that `wanted` takes; pictures and the like are left out.
pub(crate) fn files(wanted: impl Fn(&str) -> bool) -> Vec<File> {
    paths()
        .into_iter()
        .filter(|path| wanted(path))
        .filter_map(|path| {
            let bytes = std::fs::read(root().join(&path)).expect("a listed file can be read");
            String::from_utf8(bytes).ok().map(|text| File { path, text })
        })
        .collect()
}

/// One file that must be there.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Fails with every finding on a line of its own.
pub(crate) fn expect_none(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}
