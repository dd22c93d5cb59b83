//! What the documents say is true: every path they name exists, the two commands are in both READMEs, and the documents
//! that everybody must read stay short.

use crate::tree::{expect_none, read, root};

const DOCUMENTS: &[&str] = &["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];

/// Longest length, in lines.
const SHORT: &[(&str, usize)] = &[("ARCHITECTURE.md", 300), ("CONTRIBUTING.md", 200)];

const COMMANDS: &[&str] = &["cargo run --release -- demo", "tests/run"];

/// Where a path may begin, and how a Rust module may be written short: `case/state` is `form-api/src/case/state.rs`.
const BEGINNINGS: &[&str] = &[
    "",
    "form-api/",
    "form-api/src/",
    "form-api/domain/src/",
    "site-gen/",
    "site-gen/src/",
    "site-gen/record/src/",
    "site-gen/privacy/src/",
    "tests/",
    "content/",
];
const ENDINGS: &[&str] = &["", ".rs"];

/// What is named like a path and is none, or is made by the product and never committed.
const NOT_IN_THE_TREE: &[&str] = &["var", "target", "content/replies", "text/html", "index.html", "404.html"];

/// Endings by which a single word is taken for a file.
const FILES: &[&str] = &[
    ".md", ".rs", ".toml", ".mjs", ".html", ".ftl", ".sql", ".css", ".js", ".json", ".lock", ".txt", ".conf",
    ".png",
];

/// What stands between backticks, outside fenced blocks, with its line.
fn code_spans(text: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2).map(|span| (at + 1, span)));
        }
    }
    found
}

/// A span that names a file or folder of the project.
fn is_path(span: &str) -> bool {
    let is_plain = span.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-'));
    let is_named = span.contains('/') || FILES.iter().any(|end| span.ends_with(end));
    is_plain && is_named && !span.starts_with('/') && !span.starts_with('-') && !span.contains("//")
}

fn missing_paths(document: &str, text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let is_there = |span: &str| {
        let span = span.trim_end_matches('/');
        let outside =
            |not: &&str| span == *not || span.strip_prefix(*not).is_some_and(|rest| rest.starts_with('/'));
        NOT_IN_THE_TREE.iter().any(outside)
            || BEGINNINGS.iter().any(|begin| ENDINGS.iter().any(|end| exists(&format!("{begin}{span}{end}"))))
    };
    code_spans(text)
        .into_iter()
        .filter(|(_, span)| is_path(span) && !is_there(span))
        .map(|(line, span)| format!("{document}:{line}: {span}"))
        .collect()
}

fn missing_commands(document: &str, text: &str) -> Vec<String> {
    let missing = COMMANDS.iter().filter(|command| !text.contains(*command));
    missing.map(|command| format!("{document}: {command}")).collect()
}

fn too_long(document: &str, text: &str, most: usize) -> Option<String> {
    let lines = text.lines().count();
    (lines >= most).then(|| format!("{document}: {lines} lines, fewer than {most} wanted"))
}

#[test]
fn every_path_that_a_document_names_exists() {
    let exists = |path: &str| root().join(path).exists();
    let found: Vec<String> =
        DOCUMENTS.iter().flat_map(|document| missing_paths(document, &read(document), exists)).collect();
    expect_none("named, but not there", &found);
}

#[test]
fn both_readmes_name_the_two_commands() {
    let readmes = DOCUMENTS.iter().filter(|document| document.starts_with("README"));
    let found: Vec<String> =
        readmes.flat_map(|document| missing_commands(document, &read(document))).collect();
    expect_none("commands that a README does not name", &found);
}

#[test]
fn what_everybody_must_read_is_short() {
    let found: Vec<String> =
        SHORT.iter().filter_map(|(document, most)| too_long(document, &read(document), *most)).collect();
    expect_none("too long", &found);
}

#[test]
fn a_wrong_path_a_missing_command_and_a_long_document_are_noticed() {
    let exists = |path: &str| matches!(path, "form-api/src/case/state.rs" | "tests/run" | "README.md");
    let check = |text: &str| missing_paths("a.md", text, exists);
    assert_eq!(
        check("see `case/state`, `tests/run`, `README.md` and `/desk/`, `a::b`, `--data DIR`, `var/`"),
        [""; 0]
    );
    assert_eq!(check("```\n`gone/a.rs`\n```"), [""; 0]);
    assert_eq!(check("a\n`gone/a.rs`"), ["a.md:2: gone/a.rs"]);
    assert_eq!(check("`gone.md`"), ["a.md:1: gone.md"]);
    assert_eq!(missing_commands("a.md", "tests/run quick"), ["a.md: cargo run --release -- demo"]);
    assert!(too_long("a.md", "1\n2\n3\n", 3).is_some());
    assert!(too_long("a.md", "1\n2\n", 3).is_none());
}
