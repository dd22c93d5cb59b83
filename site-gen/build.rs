//! Hashes the generator's sources and the lock file, so that pages rendered by another version of the program
//! are made again. The hash needs no strength: it only has to differ when the program does.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The generator and the two crates that decide what its pages say.
const SOURCES: [&str; 3] = ["src", "record/src", "privacy/src"];

fn main() {
    let mut files = Vec::new();
    for sources in SOURCES {
        collect(Path::new(sources), &mut files);
        println!("cargo:rerun-if-changed={sources}");
    }
    files.sort();
    files.push(PathBuf::from("../Cargo.lock"));
    let mut hasher = DefaultHasher::new();
    for file in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        file.hash(&mut hasher);
        std::fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo:rustc-env=SITE_GEN_SOURCES={:016x}", hasher.finish());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the sources are beside this script");
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
