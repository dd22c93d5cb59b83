//! Lists of public replies, narrowed.

use jiff::civil::date;
use record::{PublicKind, PublicRecord, Tombstone};

use crate::town::{Town, reply};

/// Twenty-five about one topic in 2026, two about another in 2025.
fn town() -> Town {
    let town = Town::new();
    for number in 0..25 {
        town.publish(&PublicRecord::Reply(reply(number, 2 + i8::try_from(number).expect("small"))));
    }
    for number in 100..102 {
        let mut older = reply(number, 2);
        older.topic = "水费".into();
        older.kind = PublicKind::Inquiry;
        older.replied_on = date(2025, 9, 1);
        older.received_on = date(2025, 9, 1);
        older.published_at = date(2025, 9, 2).at(8, 0, 0, 0);
        town.publish(&PublicRecord::Reply(older));
    }
    town.build();
    town
}

fn topic(town: &Town, sound: &str) -> String {
    let start = format!("replies/topics/{sound}-");
    let found = town.files().into_iter().find(|file| file.starts_with(&start) && !file.contains("/page/"));
    found.unwrap_or_else(|| panic!("no list of {sound}"))
}

#[test]
fn each_list_holds_its_own_replies_and_no_others() {
    let town = town();
    let lights = topic(&town, "ludeng");
    for (file, own, others) in [
        ("replies/years/2025/index.html", "第 100 盏路灯", "第 24 盏路灯"),
        ("replies/years/2026/index.html", "第 24 盏路灯", "第 100 盏路灯"),
        ("replies/kinds/inquiry/index.html", "第 101 盏路灯", "第 24 盏路灯"),
        (topic(&town, "shuifei").as_str(), "第 100 盏路灯", "第 24 盏路灯"),
        (lights.as_str(), "第 24 盏路灯", "第 100 盏路灯"),
    ] {
        let page = town.read(file);
        assert!(page.contains(own) && !page.contains(others), "{file}");
    }
}

#[test]
fn every_list_leads_to_years_kinds_villages_offices_and_topics() {
    let town = town();
    for file in ["replies/index.html", "replies/years/2026/index.html", &topic(&town, "shuifei")] {
        let page = town.read(file);
        for list in [
            "replies/years/2025/",
            "replies/years/2026/",
            "replies/kinds/thanks/",
            "replies/villages/yinshan/",
            "replies/offices/zonghe/",
            "replies/topics/",
        ] {
            assert!(page.contains(&format!("/{list}\"")), "{list} in {file}");
        }
    }
    let topics = town.read("replies/topics/index.html");
    let (lights, water) = (topics.find(">路灯<").expect("there"), topics.find(">水费<").expect("there"));
    assert!(lights < water, "the most frequent first");
    assert!(topics.contains("25 件") && topics.contains("2 件"));
}

#[test]
fn a_reply_leads_to_the_list_of_its_topic() {
    let town = town();
    let list = topic(&town, "ludeng");
    let address = list.trim_end_matches("index.html");
    assert!(
        town.read("replies/2026/2026-0000-0003/index.html").contains(&format!("href=\"../../../{address}\""))
    );
}

#[test]
fn a_full_page_of_a_narrow_list_never_changes_again() {
    let town = Town::new();
    for number in 0..50 {
        town.publish(&PublicRecord::Reply(reply(number, 2)));
    }
    town.build();
    let first = topic(&town, "ludeng").replace("index.html", "page/1/index.html");
    let (topic_page, year_page) = (town.read(&first), town.read("replies/years/2026/page/1/index.html"));
    assert!(topic_page.contains("第 0 盏路灯"), "numbered from the oldest");
    town.publish(&PublicRecord::Reply(reply(50, 3)));
    town.build();
    assert_eq!(town.read(&first), topic_page);
    assert_eq!(town.read("replies/years/2026/page/1/index.html"), year_page);
}

#[test]
fn one_answer_to_many_letters_says_so_on_its_page_and_in_every_list() {
    let town = Town::new();
    let mut collective = reply(1, 2);
    collective.letters = 23;
    town.publish(&PublicRecord::Reply(collective));
    town.publish(&PublicRecord::Reply(reply(2, 3)));
    town.build();
    for file in
        ["index.html", "replies/index.html", "villages/shuikou/index.html", "offices/chengjian/index.html"]
    {
        let page = town.read(file);
        assert_eq!(page.matches("一并答复 23 封").count(), 1, "{file}");
    }
    assert!(town.read("replies/2026/2026-0000-0001/index.html").contains("23 封来信"));
    assert!(!town.read("replies/2026/2026-0000-0002/index.html").contains("一并答复"));
}

#[test]
fn an_improvement_and_the_replies_that_caused_it_lead_to_each_other_until_one_is_withdrawn() {
    let town = Town::new();
    for number in 1..=2 {
        town.publish(&PublicRecord::Reply(reply(number, 2)));
    }
    town.change(
        "improvements/meiyue-chaobiao.md",
        "replies = []",
        "replies = [\"2026-0000-0001\", \"2026-0000-0002\"]",
    );
    town.build();
    let improvement = "improvements/meiyue-chaobiao/index.html";
    let page = town.read(improvement);
    for number in 1..=2 {
        let own = format!("replies/2026/2026-0000-{number:04}/");
        assert!(page.contains(&own), "the improvement names its cause: {own}");
        let cause = town.read(&format!("{own}index.html"));
        assert!(cause.contains("improvements/meiyue-chaobiao/"), "the cause names what came of it");
    }
    town.publish(&PublicRecord::Withdrawn(Tombstone {
        submission_no: "2026-0000-0001".into(),
        withdrawn_on: date(2026, 10, 1),
        published_at: None,
    }));
    town.build();
    let page = town.read(improvement);
    assert!(!page.contains("第 1 盏路灯") && page.contains("第 2 盏路灯"), "a withdrawal stops no build");
}
