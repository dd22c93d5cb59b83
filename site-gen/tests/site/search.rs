//! The index in the finished site.

use std::collections::BTreeMap;

use jiff::civil::date;
use record::{PublicRecord, Tombstone};
use site_gen::search::{Answer, Folder, Question, query};

use crate::town::{Town, reply};

fn ask(town: &Town, text: &str, marks: &[&str]) -> Answer {
    let marks = marks.iter().map(|mark| (*mark).to_owned()).collect();
    let question = Question { text: text.to_owned(), marks, from: 0 };
    query(&Folder(&town.path("site")), &question).expect("asked")
}

fn urls(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.document.url.as_str()).collect()
}

#[test]
fn what_is_typed_in_traditional_characters_finds_the_same() {
    let town = Town::new();
    for number in 0..25 {
        town.publish(&PublicRecord::Reply(reply(number, 2)));
    }
    town.build();
    for (traditional, simplified) in
        [("路燈不亮", "路灯不亮"), ("農村班車", "农村班车"), ("路燈 銀杉村", "路灯 银杉村")]
    {
        let (found, wanted) = (ask(&town, traditional, &[]), ask(&town, simplified, &[]));
        assert_eq!(found, wanted, "{traditional}");
    }
    let question = Question { text: "路燈不亮".to_owned(), marks: Vec::new(), from: 10 };
    let second = query(&Folder(&town.path("site")), &question).expect("asked");
    assert!(ask(&town, "路燈不亮", &[]).count >= 25 && second.hits.len() == 10, "{second:?}");
    assert_eq!(ask(&town, "龘龘龘", &[]).count, 0);
}

/// The index's files with their bytes.
fn index(town: &Town) -> BTreeMap<String, Vec<u8>> {
    let files = town.files().into_iter().filter(|file| file.starts_with("search/"));
    files.map(|file| (file.clone(), std::fs::read(town.path("site").join(file)).expect("there"))).collect()
}

fn holds(files: &BTreeMap<String, Vec<u8>>, text: &str) -> bool {
    files.values().any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

#[test]
fn pages_come_first_and_replies_from_the_newest() {
    let town = Town::new();
    for number in 0..3 {
        town.publish(&PublicRecord::Reply(reply(number, 2)));
    }
    town.build();
    let answer = ask(&town, "路灯不亮", &["column:replies"]);
    assert_eq!(
        urls(&answer),
        ["replies/2026/2026-0000-0002/", "replies/2026/2026-0000-0001/", "replies/2026/2026-0000-0000/"]
    );
    assert_eq!((answer.count, answer.at_most), (3, false));
    let marked: Vec<&str> =
        answer.hits[0].snippet.iter().filter(|piece| piece.mark).map(|piece| piece.text.as_str()).collect();
    assert_eq!(marked, ["路灯不亮"]);
    assert_eq!(ask(&town, "路灯", &["village:shuikou", "column:replies", "year:2026"]).count, 3);
    assert_eq!(ask(&town, "路灯", &["village:shiqiao", "column:replies"]).count, 0);
    let policies = ask(&town, "班车", &["column:policies"]);
    assert_eq!(urls(&policies)[0], "policies/nongcun-banche/");
    let all = ask(&town, "班车", &[]);
    assert!(all.count > 3 && !all.hits[0].document.url.starts_with("replies/"));
}

#[test]
fn a_withdrawn_reply_leaves_no_byte_in_the_index_and_moves_no_other() {
    let town = Town::new();
    for number in 0..300 {
        let day = 2 + i8::try_from(number / 60).expect("small");
        town.publish(&PublicRecord::Reply(reply(number, day)));
    }
    let mut gone = reply(17, 2);
    gone.title = "鹌鹑棚子的气味".into();
    town.publish(&PublicRecord::Reply(gone));
    town.build();
    let before = index(&town);
    assert!(holds(&before, "鹌鹑棚子的气味") && holds(&before, "2026-0000-0017"));
    assert_eq!(ask(&town, "鹌鹑", &[]).count, 1);
    town.publish(&PublicRecord::Withdrawn(Tombstone {
        submission_no: "2026-0000-0017".into(),
        withdrawn_on: date(2026, 9, 20),
        published_at: Some(date(2026, 9, 2).at(8, 17, 0, 0)),
    }));
    town.build();
    let after = index(&town);
    assert!(!holds(&after, "鹌鹑") && !holds(&after, "2026-0000-0017"));
    assert_eq!(ask(&town, "鹌鹑", &[]).count, 0);
    assert_eq!(ask(&town, "路灯不亮", &["column:replies"]).count, 299);
    let changed: Vec<&String> = after.keys().filter(|file| before.get(*file) != after.get(*file)).collect();
    let own = |file: &str| file.starts_with("search/replies/0-256/") || file == "search/texts/replies-2.json";
    assert!(changed.iter().all(|file| own(file)), "{changed:?}");
}

#[test]
fn one_reply_more_writes_the_tail_of_the_index_and_nothing_else_of_it() {
    let town = Town::new();
    for number in 0..270 {
        town.publish(&PublicRecord::Reply(reply(number, 2 + i8::try_from(number / 60).expect("small"))));
    }
    town.build();
    let before = index(&town);
    town.publish(&PublicRecord::Reply(reply(270, 28)));
    town.build();
    let after = index(&town);
    let changed: Vec<&String> = after.keys().filter(|file| before.get(*file) != after.get(*file)).collect();
    let own = |file: &str| {
        file.starts_with("search/replies/256-tail/")
            || ["search/index.json", "search/texts/replies-33.json"].contains(&file)
    };
    assert!(!changed.is_empty() && changed.iter().all(|file| own(file)), "{changed:?}");
}

#[test]
fn a_private_mobile_stands_on_its_card_and_not_in_the_index() {
    let town = Town::new();
    town.build();
    let mobiles: Vec<String> = std::fs::read_dir(town.path("content/contacts"))
        .expect("cards")
        .filter_map(|card| {
            let text = std::fs::read_to_string(card.expect("a card").path()).expect("read");
            text.lines().find_map(|line| line.strip_prefix("mobile = \"").map(|rest| rest.replace('"', "")))
        })
        .collect();
    assert!(!mobiles.is_empty());
    let index = index(&town);
    assert!(mobiles.iter().all(|mobile| !holds(&index, mobile)));
    assert!(mobiles.iter().all(|mobile| ask(&town, mobile, &[]).count == 0));
}

#[test]
fn what_is_no_mark_finds_nothing_and_opens_no_file() {
    let town = Town::new();
    town.build();
    for mark in ["village:../../../index", "x:y", "village:", "", "column:none"] {
        assert_eq!(ask(&town, "路灯", &[mark]), Answer::default(), "{mark}");
    }
}
