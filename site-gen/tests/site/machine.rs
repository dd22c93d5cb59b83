//! What programs read of a built site: feeds, site maps, open data, linked data.

use crate::town::{Town, reply};
use jiff::civil::date;
use site_gen::record::{PublicRecord, Tombstone};

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
