//! What must not stand in any file: work that is put off, tests that are switched off, paths of one machine.

use crate::rust_source::Source;
use crate::tree::{File, expect_none, files};

/// What Rust code must not say, with what to do instead. Written in pieces, so that this table is not found itself.
const WORDS: &[(&str, &str)] = &[
    ("#[ignore", "make it run everywhere, or remove it"),
    ("todo!", "do it"),
    ("unimplemented!", "do it"),
    ("#[allow(", "#[expect(…, reason = \"…\")]"),
    ("#![allow(", "#![expect(…, reason = \"…\")]"),
];

/// Folders that exist on one machine only.
const MACHINE_FOLDERS: &[&str] = &["root", "home", "work", "Users"];

fn put_off(file: &File) -> Vec<String> {
    let code = Source::read(&file.text).code;
    let mut found = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        for (word, instead) in WORDS.iter().filter(|(word, _)| line.contains(word)) {
            found.push(format!("{}:{}: {word} (instead: {instead})", file.path, at + 1));
        }
    }
    found
}

fn machine_paths(file: &File) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for folder in MACHINE_FOLDERS {
            let path = format!("/{folder}/");
            for (at, _) in line.match_indices(&path) {
                let before = line[..at].chars().next_back();
                // `a/root/b` and `https://host/root/` do not begin at the machine's root.
                if before
                    .is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '}' | '*')))
                {
                    found.push(format!("{}:{}: {path}", file.path, number + 1));
                }
            }
        }
    }
    found
}

#[test]
fn nothing_is_put_off_and_no_test_is_switched_off() {
    let found: Vec<String> = files(|path| path.ends_with(".rs")).iter().flat_map(put_off).collect();
    expect_none("put off", &found);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let found: Vec<String> = files(|_| true).iter().flat_map(machine_paths).collect();
    expect_none("paths of one machine", &found);
}

#[test]
fn what_is_put_off_is_noticed() {
    let file = |text: &str| File { path: "a.rs".into(), text: text.into() };
    for (word, _) in WORDS {
        assert_eq!(put_off(&file(&format!("fn a() {{}}\n{word}"))).len(), 1, "{word}");
        assert!(put_off(&file(&format!("// {word}\nlet a = \"{word}\";"))).is_empty());
    }
}

#[test]
fn a_path_of_one_machine_is_noticed() {
    let file = |text: String| File { path: "a.md".into(), text };
    for folder in MACHINE_FOLDERS {
        assert_eq!(machine_paths(&file(format!("see /{folder}/x"))).len(), 1);
        assert_eq!(machine_paths(&file(format!("\"/{folder}/x\""))).len(), 1);
        assert!(machine_paths(&file(format!("https://a.example/{folder}/x, a/{folder}/b"))).is_empty());
    }
}
