//! The program at a terminal: options on both sides of the verb, and readers that go away.

use std::process::{Command, Stdio};

use crate::town::Town;

fn program(town: &Town) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_site-gen"));
    program.current_dir(town.path(""));
    program
}

#[test]
fn options_stand_before_the_verb_or_behind_it() {
    let town = Town::new();
    let options = ["--content", "content", "--theme", "theme", "--out", "site", "--date", "2026-11-23"];
    for arguments in [[&options[..], &["build"]].concat(), [&["build"], &options[..]].concat()] {
        let done = program(&town).args(&arguments).output().expect("it runs");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let town = Town::new();
    std::fs::write(town.path("texts.jsonl"), "{\"id\":\"1\",\"text\":\"甲\"}\n").expect("written");
    for arguments in [
        vec!["scan", "texts.jsonl", "--jsonl", "--rules-only"],
        vec!["check", "--links", "--content", "content", "--out", "nowhere"],
        vec!["build", "--content", "content", "--theme", "theme", "--out", "site", "--date", "2026-11-23"],
        vec!["build", "--content", "nowhere"],
        vec!["import", "nowhere.xlsx"],
    ] {
        let (gone, unread) = std::io::pipe().expect("a pipe");
        drop(gone);
        let again = unread.try_clone().expect("the same pipe");
        let both = program(&town).args(&arguments).stdout(unread).stderr(again).status().expect("it runs");
        assert_ne!(both.code(), Some(101), "{arguments:?} ended in a panic");
        let (gone, unread) = std::io::pipe().expect("a pipe");
        drop(gone);
        let done =
            program(&town).args(&arguments).stdout(unread).stderr(Stdio::piped()).output().expect("it runs");
        let told = String::from_utf8_lossy(&done.stderr);
        assert!(!told.contains("panicked") && !told.contains("os error 32"), "{arguments:?}: {told}");
    }
}
