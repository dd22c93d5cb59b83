//! Pages that have moved, and policies that no longer hold.

use jiff::civil::date;
use record::PublicRecord;
use site_gen::build::{BuildError, NoProgress, Options, build};

use crate::town::{Town, reply};

fn refused(town: &Town) -> Vec<(String, Option<usize>)> {
    let options = Options {
        content: town.path("content"),
        replies: Some(town.path("replies")),
        theme: town.path("theme"),
        out: town.path("site"),
        date: date(2026, 11, 23),
    };
    match build(&options, &NoProgress) {
        Err(BuildError::Content(problems)) => problems.into_iter().map(|one| (one.file, one.line)).collect(),
        other => panic!("refused, not {other:?}"),
    }
}

#[test]
fn an_old_address_leads_to_the_page_without_a_script() {
    let town = Town::new();
    town.change(
        "policies/laji-fenlei.md",
        "+++\ntitle",
        "+++\naliases = [\"policies/laji/\", \"art/2021/art_7.html\"]\ntitle",
    );
    town.change("units.toml", "id = \"shuikou\"", "id = \"shuikou\"\naliases = [\"cun/1.html\"]");
    town.build();
    for (file, target) in [
        ("policies/laji/index.html", "../../policies/laji-fenlei/"),
        ("art/2021/art_7.html", "../../policies/laji-fenlei/"),
        ("cun/1.html", "../villages/shuikou/"),
    ] {
        let page = town.read(file);
        assert!(
            page.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={target}\">")),
            "{page}"
        );
        assert!(page.contains(&format!("<a href=\"{target}\">")), "{page}");
        let whole = format!("https://www.yundu.example/hexi/{}", target.trim_start_matches("../"));
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{whole}\">")), "{page}");
    }
    assert!(!town.read("sitemaps/pages-1.xml").contains("policies/laji/"));
    assert!(
        site_gen::check::check(&town.path("site"), &["mailbox/".into(), "track/".into()])
            .expect("read")
            .is_empty()
    );
    town.change("policies/laji-fenlei.md", "\"policies/laji/\", ", "");
    town.build();
    assert!(!town.path("site/policies/laji").exists());
}

#[test]
fn an_old_address_that_is_taken_or_impossible_is_refused_with_its_line() {
    let town = Town::new();
    town.change(
        "policies/laji-fenlei.md",
        "+++\ntitle",
        "+++\naliases = [\"policies/jiegan-buzhu/\"]\ntitle",
    );
    town.change("events/goutongri-2026-12.md", "+++\nkind", "+++\naliases = [\"../escape/\"]\nkind");
    town.change("pages/about.md", "+++\ntitle", "+++\naliases = [\"old/\", \"old/\"]\ntitle");
    assert_eq!(
        refused(&town),
        [
            ("events/goutongri-2026-12.md".to_owned(), Some(2)),
            ("pages/about.md".to_owned(), Some(2)),
            ("policies/laji-fenlei.md".to_owned(), Some(2)),
        ]
    );
}

#[test]
fn a_repealed_policy_is_marked_on_its_page_its_document_and_every_list() {
    let town = Town::new();
    let mut one = reply(1, 2);
    one.policies = vec!["laji-fenlei".into()];
    town.publish(&PublicRecord::Reply(one));
    town.change(
        "documents/hezhengfa-2026-02.md",
        "status = \"in_force\"",
        "status = \"repealed\"\nstatus_note = \"由新办法代替\"\nchanged_by = \"hezhengfa-2026-14\"",
    );
    town.build();
    for file in ["policies/laji-fenlei/index.html", "documents/hezhengfa-2026-02/index.html"] {
        let page = town.read(file);
        assert!(page.contains("这份文件已经不再执行"), "{file}");
        assert!(page.contains("href=\"../../documents/hezhengfa-2026-14/\""), "{file}");
    }
    assert!(
        town.read("policies/laji-fenlei/index.html").contains("href=\"../../documents/hezhengfa-2026-02/\"")
    );
    assert!(town.read("documents/hezhengfa-2026-02/index.html").contains("policies/laji-fenlei/"));
    let newer = town.read("documents/hezhengfa-2026-14/index.html");
    assert!(newer.contains("href=\"../../documents/hezhengfa-2026-02/\""), "{newer}");
    for file in [
        "policies/index.html",
        "offices/shengtai/index.html",
        "documents/hezhengfa-2026-02/index.html",
        "replies/2026/2026-0000-0001/index.html",
    ] {
        let page = town.read(file);
        let row = page.split("<article class=\"row policy-row is-repealed\">").nth(1);
        let row = row.unwrap_or_else(|| panic!("no mark in {file}"));
        assert!(row.split_once("</article>").expect("an end").0.contains("status-repealed"), "{file}");
    }
    assert!(town.read("policies/feed.xml").contains("已经废止"));
    let index = town.files().into_iter().filter(|file| file.starts_with("search/texts/pages-"));
    let results: Vec<serde_json::Value> = index
        .flat_map(|file| serde_json::from_str::<Vec<serde_json::Value>>(&town.read(&file)).expect("JSON"))
        .collect();
    for url in ["policies/laji-fenlei/", "documents/hezhengfa-2026-02/"] {
        let result = results.iter().find(|one| one["url"] == url).expect("a result");
        assert_eq!(result["about"][0], "已经废止", "{result}");
    }
    let other = results.iter().find(|one| one["url"] == "documents/hezhengfa-2026-14/").expect("a result");
    assert!(!other["about"].to_string().contains("已经"), "{other}");
}

#[test]
fn a_document_whose_time_is_over_says_until_when_it_held() {
    let town = Town::new();
    town.change("documents/hezhengban-2025-09.md", "expires_on = 2028-03-31", "expires_on = 2026-11-22");
    town.build();
    let page = town.read("policies/canji-butie/index.html");
    assert!(page.contains("有效期到：") && page.contains("2026年11月22日"), "{page}");
}

#[test]
fn a_document_that_another_one_is_said_to_change_must_be_there() {
    let town = Town::new();
    town.change("documents/hezhengban-2025-09.md", "status =", "changed_by = \"nothing\"\nstatus =");
    assert_eq!(refused(&town).len(), 1);
}

#[test]
fn a_door_beside_the_mailbox_is_told_whole_and_once() {
    let town = Town::new();
    town.change("site.toml", "kind = \"information_request\"", "kind = \"petition\"");
    town.change("site.toml", "phone = \"0880-5512388\"", "phone = \" \"");
    let text = std::fs::read_to_string(town.path("content/site.toml")).expect("read");
    let doors = text.lines().zip(1..).filter(|(line, _)| *line == "[[route]]").map(|(_, at)| Some(at));
    let [_, second, third] = doors.collect::<Vec<Option<usize>>>()[..] else { panic!("three doors") };
    assert_eq!(refused(&town), [("site.toml".to_owned(), second), ("site.toml".to_owned(), third)]);
}
