//! What systems and editors leave in folders does not stop a publication, and does not come onto the site.

use std::path::Path;

use record::PublicRecord;

use crate::town::{Town, reply};

/// In a folder: files of systems, network drives, offices and editors, and folders of theirs.
fn leave_strays(folder: &Path) {
    for file in [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$qing-biao.docx",
        "._yu-dingbo.md",
        "._main.ftl",
        "._base.html",
        ".~lock.biao.xlsx#",
        ".yu-dingbo.md.swp",
        "yu-dingbo.md~",
        "#yu-dingbo.md#",
        ".obsidian/app.json",
        ".obsidian/note.md",
        "__MACOSX/._yu-dingbo.md",
        "@eaDir/yu-dingbo.md",
        "@eaDir/SYNO.toml",
    ] {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, b"\x00\x05\x16\x07\x00\xFF not a record").expect("written");
    }
    std::os::unix::fs::symlink("nobody@nowhere.123", folder.join(".#yu-dingbo.md")).expect("a lock");
}

#[test]
fn what_programs_leave_in_any_folder_changes_nothing() {
    let town = Town::new();
    town.publish(&PublicRecord::Reply(reply(1, 3)));
    town.build();
    let site = town.files();
    for folder in [
        "content",
        "content/contacts",
        "content/policies",
        "content/policies/laji-fenlei",
        "content/documents",
        "content/events",
        "content/pages",
        "content/improvements",
        "content/calendar",
        "theme/templates",
        "theme/static",
        "theme/messages",
        "theme/messages/zh-Hans",
        "replies",
        "replies/2026",
    ] {
        leave_strays(&town.path(folder));
    }
    let report = town.build();
    assert_eq!(town.files(), site);
    assert_eq!(report.written, 0, "nothing changed");
}

#[test]
fn a_name_that_a_person_gave_is_still_told() {
    let town = Town::new();
    std::fs::write(town.path("content/contacts/yu-dingbo (2).md"), "+++\n+++\n").expect("written");
    let told =
        site_gen::load::load(&town.path("content"), None, jiff::civil::date(2026, 11, 23)).expect_err("told");
    assert!(told.iter().any(|problem| problem.file.contains("(2)")), "{told:?}");
}
