//! What programs read of a built site: feeds, site maps, open data, linked data.

use crate::town::{Town, reply};
use jiff::civil::date;
use record::{PublicRecord, Round, Tombstone};

const FEEDS: [&str; 3] = ["replies/", "replies/villages/shuikou/", "replies/offices/chengjian/"];

#[test]
fn a_feed_has_the_newest_twenty_replies_with_their_whole_text() {
    let town = Town::new();
    for number in 0..25 {
        town.publish(&PublicRecord::Reply(reply(number, 2 + i8::try_from(number).expect("small"))));
    }
    town.build();
    for folder in FEEDS {
        let atom = town.read(&format!("{folder}feed.xml"));
        assert_eq!(atom.matches("<entry>").count(), 20, "{folder}");
        assert!(atom.contains("第 24 盏路灯") && !atom.contains("第 4 盏路灯"), "{folder}");
        assert!(atom.contains("&lt;p&gt;第 24 盏路灯不亮 &amp;lt;b&amp;gt;。&lt;/p&gt;"), "{atom}");
        assert!(
            atom.contains("href=&quot;https://www.yundu.example/hexi/policies/nongcun-banche/&quot;"),
            "{atom}"
        );
        let json: serde_json::Value =
            serde_json::from_str(&town.read(&format!("{folder}feed.json"))).expect("JSON");
        assert_eq!(json["items"].as_array().map(Vec::len), Some(20));
        assert_eq!(json["items"][0]["date_published"], "2026-09-26T08:24:00+08:00");
    }
    let empty = town.read("replies/villages/yinshan/feed.xml");
    assert!(!empty.contains("<entry>") && empty.contains("<updated>"), "{empty}");
}

#[test]
fn pages_name_their_feeds_and_the_home_page_names_four() {
    let town = Town::new();
    town.build();
    let alternates = |file: &str| town.read(file).matches("rel=\"alternate\"").count();
    assert_eq!(alternates("index.html"), 8);
    for file in
        ["villages/shuikou/", "offices/chengjian/", "replies/villages/shuikou/", "events/", "policies/"]
    {
        assert_eq!(alternates(&format!("{file}index.html")), 2, "{file}");
    }
    assert_eq!(alternates("about/index.html"), 0);
}

#[test]
fn a_withdrawn_reply_leaves_the_feeds_the_site_map_and_the_data() {
    let town = Town::new();
    for number in 0..3 {
        town.publish(&PublicRecord::Reply(reply(number, 2)));
    }
    town.build();
    let places =
        ["replies/feed.xml", "replies/feed.json", "sitemaps/replies-1.xml", "data/replies/2026-09.jsonl"];
    for file in places {
        assert!(town.read(file).contains("2026-0000-0001"), "{file}");
    }
    town.publish(&PublicRecord::Withdrawn(Tombstone {
        submission_no: "2026-0000-0001".into(),
        withdrawn_on: date(2026, 9, 20),
        published_at: Some(date(2026, 9, 12).at(8, 1, 0, 0)),
    }));
    town.build();
    for file in town.files().iter().filter(|file| !file.starts_with("replies/2026/2026-0000-0001/")) {
        let bytes = std::fs::read(town.path("site").join(file)).expect("there");
        assert!(!String::from_utf8_lossy(&bytes).contains("2026-0000-0001"), "{file}");
    }
    assert_eq!(town.read("data/replies/2026-09.jsonl").lines().count(), 2);
    let list: serde_json::Value = serde_json::from_str(&town.read("data/replies.jsonl")).expect("one month");
    assert_eq!((&list["month"], &list["replies"]), (&"2026-09".into(), &2.into()));
    assert_eq!(list["url"], "https://www.yundu.example/hexi/data/replies/2026-09.jsonl");
    assert!(town.read("data/index.html").contains("data/replies.jsonl"), "the page says where it is");
}

#[test]
fn without_an_address_what_needs_one_is_left_out_and_the_build_says_so() {
    let town = Town::new();
    assert!(!town.build().has_no_address);
    town.change("site.toml", "base_url = \"https://www.yundu.example/hexi/\"", "");
    assert!(town.build().has_no_address);
    let files = town.files();
    assert!(!files.iter().any(|file| file.ends_with(".xml") || file.ends_with("feed.json")), "{files:?}");
    let home = town.read("index.html");
    assert!(!home.contains("rel=\"canonical\"") && !home.contains("rel=\"alternate\""), "{home}");
    assert!(!town.read("robots.txt").contains("Sitemap"));
    assert!(town.read("data/index.html").contains("<code>submission_no</code>"));
}

#[test]
fn the_site_map_names_every_page_that_may_be_listed_once() {
    let town = Town::new();
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.publish(&PublicRecord::Withdrawn(Tombstone {
        submission_no: "2026-0000-0002".into(),
        withdrawn_on: date(2026, 9, 20),
        published_at: Some(date(2026, 9, 12).at(8, 1, 0, 0)),
    }));
    town.build();
    let map = town.read("sitemaps/pages-1.xml") + &town.read("sitemaps/replies-1.xml");
    let pages = town.files().into_iter().filter(|file| file.ends_with("index.html"));
    for file in pages {
        let address =
            format!("<loc>https://www.yundu.example/hexi/{}</loc>", file.trim_end_matches("index.html"));
        let wanted = usize::from(!town.read(&file).contains("name=\"robots\" content=\"noindex\""));
        assert_eq!(map.matches(&address).count(), wanted, "{file}");
    }
    assert!(!map.contains("404.html"));
}

#[test]
fn open_data_have_the_columns_that_their_page_names_in_that_order() {
    let town = Town::new();
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.build();
    let line = town.read("data/replies/2026-09.jsonl");
    let page = town.read("data/index.html");
    let columns: Vec<&str> =
        page.split("<code>").skip(1).filter_map(|rest| rest.split_once('<')).map(|(name, _)| name).collect();
    let mut from = 0;
    for column in &columns {
        let key = format!("\"{column}\":");
        from += line[from..].find(&key).unwrap_or_else(|| panic!("{column} in {line}"));
    }
    let row: serde_json::Value = serde_json::from_str(line.trim_end()).expect("JSON");
    assert_eq!(row.as_object().map(serde_json::Map::len), Some(columns.len()));
}

#[test]
fn questions_of_a_policy_that_holds_are_linked_data() {
    let town = Town::new();
    town.change("policies/laji-fenlei.md", "能不能扔灰桶？", "</script>能不能扔灰桶？");
    town.build();
    let page = town.read("policies/laji-fenlei/index.html");
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("linked data");
    let (data, _) = rest.split_once("</script>").expect("an end");
    let data: serde_json::Value = serde_json::from_str(data).expect("whole");
    assert_eq!(data["@type"], "FAQPage");
    assert!(data["mainEntity"][1]["name"].as_str().is_some_and(|q| q.contains("</script>")));
    let document = town.read("policies/laji-fenlei/index.html");
    let document =
        document.split("documents/").nth(1).and_then(|rest| rest.split_once('/')).expect("its document").0;
    town.change(
        &format!("documents/{document}.md"),
        "status = \"in_force\"",
        "status = \"repealed\"\nstatus_note = \"已废止\"",
    );
    town.build();
    assert!(!town.read("policies/laji-fenlei/index.html").contains("ld+json"));
    assert!(town.read("index.html").contains("GovernmentOrganization"));
}

fn event(town: &Town, more: &str) {
    let text = format!(
        "+++\nkind = \"town_hall_meeting\"\ntitle = \"水口村冬修水利恳谈会\"\nplace = \"水口村文化礼堂\"\n\
         summary = \"商量先修哪几段渠。\"\npublished_at = \"2026-11-20 09:00\"\n{more}+++\n\n请各组派代表来。\n"
    );
    std::fs::write(town.path("content/events/dongxiu.md"), text).expect("written");
    town.build();
}

/// The entry of that event in the Atom feed, and in the JSON feed.
fn entry(town: &Town) -> (String, serde_json::Value) {
    let atom = town.read("events/feed.xml");
    let entry =
        atom.split("<entry>").find(|entry| entry.contains("events/dongxiu/")).expect("there").to_owned();
    let json: serde_json::Value = serde_json::from_str(&town.read("events/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("a list").clone();
    let item = items.into_iter().find(|item| item["url"].as_str().is_some_and(|url| url.contains("dongxiu")));
    (entry, item.expect("there"))
}

const HOURS: &str = "starts_at = \"2026-12-10 14:00\"\nends_at = \"2026-12-10 16:30\"\n";

#[test]
fn a_cancelled_or_moved_event_says_so_to_who_reads_no_more_than_the_title() {
    let town = Town::new();
    event(&town, &format!("{HOURS}status = \"cancelled\"\n"));
    let (atom, json) = entry(&town);
    assert!(
        atom.contains("<title>已取消：水口村冬修水利恳谈会</title>") && atom.contains("已经取消"),
        "{atom}"
    );
    assert_eq!(json["title"], "已取消：水口村冬修水利恳谈会");
    assert!(json["date_modified"].as_str() > json["date_published"].as_str(), "{json}");
    let moved = "status = \"planned\"\nmoved_from = 2026-12-08\nmoved_reason = \"下雪。\"\nupdated = \"2026-11-22 08:30\"\n";
    event(&town, &format!("{HOURS}{moved}"));
    let (atom, json) = entry(&town);
    assert!(
        atom.contains("<title>已改期：水口村冬修水利恳谈会</title>") && atom.contains("2026-12-08"),
        "{atom}"
    );
    assert_eq!(json["date_modified"], "2026-11-22T08:30:00+08:00");
    assert!(town.read("sitemaps/pages-1.xml").contains("<lastmod>2026-11-22</lastmod>"));
    assert!(town.read("events/feed.xml").contains("<updated>2026-11-22T08:30:00+08:00</updated>"));
}

#[test]
fn an_entry_keeps_its_id_when_a_date_is_corrected_and_days_are_said_once() {
    let town = Town::new();
    let days = "starts_at = \"2026-12-10 14:00\"\nends_at = \"2026-12-12 16:30\"\nstatus = \"planned\"\n";
    event(&town, days);
    let (atom, json) = entry(&town);
    assert!(atom.contains("2026-12-10 14:00 – 2026-12-12 16:30"), "{atom}");
    assert_eq!(atom.matches("2026-12-10").count(), 1, "{atom}");
    town.change("events/dongxiu.md", "2026-11-20 09:00", "2026-11-19 09:00");
    town.build();
    assert_eq!(entry(&town).1["id"], json["id"]);
}

#[test]
fn a_change_before_the_publication_is_told() {
    let town = Town::new();
    for file in
        ["events/kentanhui-2026-12-08.md", "policies/laji-fenlei.md", "improvements/meiyue-chaobiao.md"]
    {
        let path = town.path("content").join(file);
        let text = std::fs::read_to_string(&path).expect("there");
        std::fs::write(&path, text.replacen("+++\n", "+++\nupdated = \"2001-01-01 09:00\"\n", 1))
            .expect("written");
        let day = date(2026, 11, 23);
        let problems = site_gen::load::load(&town.path("content"), None, day).expect_err("too early");
        assert!(problems.iter().any(|one| one.file == file && one.line == Some(2)), "{problems:?}");
        std::fs::write(&path, text).expect("written");
    }
}

#[test]
fn what_became_of_a_published_case_is_on_its_page_in_lists_and_feeds() {
    let town = Town::new();
    town.add_theme("plain");
    for (number, round) in
        [(1, Round::First), (2, Round::OpenAgain), (3, Round::AnsweredAgain), (4, Round::Second)]
    {
        let updated = (round == Round::OpenAgain).then(|| date(2026, 10, 8).at(9, 30, 0, 0));
        town.publish(&PublicRecord::Reply(record::PublicReply { round, updated, ..reply(number, 2) }));
    }
    town.build();
    let said = [(2, "这件事正在重新办理"), (3, "写信人已经收到新的答复"), (4, "下面是重新办理以后的答复")];
    for (number, words) in said {
        let page = town.read(&format!("replies/2026/2026-0000-000{number}/index.html"));
        assert!(page.contains(words), "{page}");
        assert!(town.read("replies/feed.xml").contains(words), "{words}");
    }
    assert!(!town.read("replies/2026/2026-0000-0001/index.html").contains("重新办理"));
    let list = town.read("replies/index.html");
    for word in ["正在重新办理", "已经重新办理", "重新办理后的答复"] {
        assert_eq!(list.matches(word).count(), 1, "{word}");
    }
    let data = town.read("data/replies/2026-09.jsonl");
    assert!(data.contains("\"round\":\"open_again\",\"updated_at\":\"2026-10-08T09:30:00+08:00\""), "{data}");
    assert!(town.read("replies/feed.xml").contains("<updated>2026-10-08T09:30:00+08:00</updated>"));
}

#[test]
fn an_answer_of_the_same_day_is_another_thing_than_one_without_a_working_day_in_between() {
    let town = Town::new();
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    // In the holidays of October: three days, none of them worked.
    town.publish(&PublicRecord::Reply(record::PublicReply {
        received_on: date(2026, 10, 1),
        replied_on: date(2026, 10, 4),
        published_at: date(2026, 10, 9).at(9, 0, 0, 0),
        ..reply(2, 2)
    }));
    town.build();
    let page = |number: u8| town.read(&format!("replies/2026/2026-0000-000{number}/index.html"));
    assert!(page(1).contains("（当天）") && !page(1).contains("其间没有工作日"));
    assert!(!page(2).contains("（当天）") && page(2).contains("（其间没有工作日）"), "{}", page(2));
    let list = town.read("replies/index.html");
    assert_eq!(
        (list.matches("（当天）").count(), list.matches("（其间没有工作日）").count()),
        (1, 1),
        "{list}"
    );
}
