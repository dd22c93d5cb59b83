//! Drafts, records whose day is to come, and records whose last day is over: not on the site, and told.

use record::PublicRecord;
use site_gen::build::{BuildError, NoProgress, Options, build, build_with_drafts};

use crate::town::{Town, reply};

fn options(town: &Town, day: &str) -> Options {
    Options {
        content: town.path("content"),
        replies: Some(town.path("replies")),
        theme: town.path("theme"),
        out: town.path("site"),
        date: day.parse().expect("a day"),
    }
}

fn write(town: &Town, file: &str, text: &str) {
    std::fs::write(town.path("content").join(file), text).expect("written");
}

fn page(more: &str) -> String {
    format!(
        "+++\ntitle = \"年底安排\"\ndescription = \"安排\"\norder = 90\nupdated_on = 2026-11-02\n{more}+++\n\n正文。\n"
    )
}

#[test]
fn a_record_is_on_the_site_from_its_first_day_to_its_last() {
    let town = Town::new();
    let before = town.build().held;
    write(&town, "pages/anpai.md", &page("publish_on = 2026-11-24\nexpires_on = 2026-11-30\n"));
    let on = |day: &str| {
        let report = build(&options(&town, day), &NoProgress).expect("sound");
        let is_there = town.path("site/anpai/index.html").exists();
        let is_named = std::fs::read(town.path("site/index.html")).expect("read");
        assert_eq!(
            String::from_utf8_lossy(&is_named).contains("年底安排"),
            is_there,
            "{day}: the foot names it"
        );
        (is_there, report.held)
    };
    assert_eq!(on("2026-11-23"), (false, [before[0], before[1] + 1, before[2]]));
    assert!(on("2026-11-24").0 && on("2026-11-30").0, "both days count");
    assert_eq!(on("2026-12-01"), (false, [before[0], before[1], before[2] + 1]));
}

#[test]
fn every_kind_of_record_can_be_a_draft_and_a_draft_stops_nothing() {
    let town = Town::new();
    let before = town.build().held[0];
    let files = [
        ("contacts/ding-maiqiu.md", "contacts/ding-maiqiu/"),
        ("policies/laji-fenlei.md", "policies/laji-fenlei/"),
        ("pages/about.md", "about/"),
    ];
    for (file, url) in files {
        let text = std::fs::read_to_string(town.path("content").join(file)).expect("there");
        write(&town, file, &text.replacen("+++\n", "+++\ndraft = true\n", 1));
        match build(&options(&town, "2026-11-23"), &NoProgress) {
            Ok(report) => {
                assert_eq!(report.held[0], before + 1, "{file}");
                assert!(!town.path("site").join(url).exists(), "{file}");
            }
            // What others link to is missed, and said so.
            Err(BuildError::Content(problems)) => {
                assert!(problems.iter().all(|one| one.what.contains("没有")), "{file}: {problems:?}");
            }
            Err(error) => panic!("{error}"),
        }
        write(&town, file, &text);
    }
    write(&town, "pages/xin.md", "+++\ndraft = true\ntitle = \"\"\n+++\n");
    assert_eq!(town.build().held[0], before + 1, "one that is not finished stops nothing");
    match build_with_drafts(&options(&town, "2026-11-23"), &NoProgress) {
        Err(BuildError::Content(problems)) => assert!(problems.iter().all(|one| one.file == "pages/xin.md")),
        other => panic!("its author is told what is missing: {other:?}"),
    }
}

#[test]
fn a_preview_shows_drafts_and_the_next_build_takes_them_out() {
    let town = Town::new();
    write(&town, "pages/anpai.md", &page("draft = true\n"));
    build_with_drafts(&options(&town, "2026-11-23"), &NoProgress).expect("sound");
    assert!(town.read("anpai/index.html").contains("年底安排"));
    town.build();
    assert!(!town.path("site/anpai/index.html").exists());
}

#[test]
fn documents_pages_and_replies_of_a_day_to_come_wait_for_it() {
    let town = Town::new();
    let before = town.build().held[1];
    write(&town, "pages/anpai.md", &page("").replace("2026-11-02", "2026-12-02"));
    let document = "+++\ntitle = \"新办法\"\nnumber = \"禾政发〔2026〕90号\"\nissued_by = \"禾溪镇人民政府\"\n\
        issued_on = 2026-12-02\neffective_on = 2027-01-01\nstatus = \"in_force\"\n+++\n\n原文。\n";
    write(&town, "documents/xin-banfa.md", document);
    let mut later = reply(1, 2);
    later.published_at = jiff::civil::date(2026, 12, 2).at(9, 0, 0, 0);
    town.publish(&PublicRecord::Reply(later));
    let report = town.build();
    assert_eq!(report.held[1], before + 3);
    let paths =
        ["anpai/index.html", "documents/xin-banfa/index.html", "replies/2026/2026-0000-0001/index.html"];
    assert!(paths.iter().all(|path| !town.path("site").join(path).exists()));
    build(&options(&town, "2026-12-02"), &NoProgress).expect("sound");
    assert!(paths.iter().all(|path| town.path("site").join(path).exists()));
}

#[test]
fn a_site_does_not_stop_in_the_night_in_which_a_record_expires() {
    let town = Town::new();
    let mut naming = reply(1, 2);
    naming.policies = vec!["nongcun-banche".into()];
    town.publish(&PublicRecord::Reply(naming));
    town.change("policies/nongcun-banche.md", "+++\ntitle", "+++\nexpires_on = 2026-11-23\ntitle");
    town.build();
    assert!(
        town.read("replies/2026/2026-0000-0001/index.html").contains("../../../policies/nongcun-banche/\"")
    );
    let report = build(&options(&town, "2026-11-24"), &NoProgress).expect("the day after");
    assert_eq!(report.held[2], 1);
    assert!(!town.path("site/policies/nongcun-banche").join("index.html").exists());
}

#[test]
fn a_draft_may_say_why_and_a_body_is_no_front_matter() {
    let town = Town::new();
    let before = town.build().held[0];
    let text = std::fs::read_to_string(town.path("content/policies/laji-fenlei.md")).expect("there");
    let broken = text.replacen("document = \"", "document = 7 # \"", 1);
    write(&town, "policies/a.md", &broken.replacen("+++\n", "+++\ndraft = true  # 等领导看过再发\n", 1));
    assert_eq!(town.build().held[0], before + 1, "a draft stops nothing");
    write(&town, "policies/b.md", &format!("{broken}\n```\ndraft = true\n```\n"));
    let refused = build(&options(&town, "2026-11-23"), &NoProgress).expect_err("a fault");
    assert!(refused.to_string().contains("policies/b.md"), "{refused}");
}

#[test]
fn a_site_does_not_depend_on_the_editor_that_wrote_its_content() {
    let town = Town::new();
    let improvement = "improvements/meiyue-chaobiao.md";
    town.change(improvement, "before = \"", "before = \"\"\"\n第一段。\n\n第二段。\n第二行\"\"\"\n# \"");
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.build();
    let tree = || -> Vec<(String, Vec<u8>)> {
        let read = |file: String| {
            let bytes = std::fs::read(town.path("site").join(&file)).expect("read");
            (file, bytes)
        };
        town.files().into_iter().map(read).collect()
    };
    let before = tree();
    assert!(town.read("improvements/feed.xml").contains("第一段。"));
    for entry in walkdir::WalkDir::new(town.path("content"))
        .into_iter()
        .chain(walkdir::WalkDir::new(town.path("replies")))
    {
        let path = entry.expect("read").into_path();
        if path.extension().is_some_and(|end| end == "md" || end == "toml") {
            let text = std::fs::read_to_string(&path).expect("text");
            std::fs::write(&path, format!("\u{FEFF}{}", text.replace('\n', "\r\n"))).expect("written");
        }
    }
    town.build();
    let after = tree();
    for ((file, before), (_, after)) in before.iter().zip(&after) {
        // What stands for a month's file follows from the bytes of its replies.
        assert!(before == after || file == "data/replies.jsonl", "{file}");
    }
    assert_eq!(before.len(), after.len());
}
