//! The Traditional Chinese edition: there when it is asked for, the same site in other characters.

use std::collections::BTreeMap;

use record::PublicRecord;
use site_gen::build::NoProgress;
use site_gen::leaks::{self, Gate};
use site_gen::load;

use crate::town::{Town, reply};

fn ask_for_the_edition(town: &Town) {
    town.change("site.toml", "language = \"zh-Hans\"", "language = \"zh-Hans\"\neditions = [\"zh-Hant\"]");
}

fn ask_for_both(town: &Town) {
    let editions = "language = \"zh-Hans\"\neditions = [\"zh-Hant\", \"en\"]";
    town.change("site.toml", "language = \"zh-Hans\"", editions);
}

fn tree(town: &Town) -> BTreeMap<String, Vec<u8>> {
    let site = town.path("site");
    town.files()
        .into_iter()
        .map(|file| (file.clone(), std::fs::read(site.join(file)).expect("read")))
        .collect()
}

#[test]
fn a_site_has_no_edition_unless_it_asks_for_one() {
    let town = Town::new();
    town.build();
    assert!(town.files().iter().all(|file| !file.starts_with("zh-hant/")));
    assert!(!town.read("index.html").contains("zh-hant") && !town.read("index.html").contains("hreflang"));
}

#[test]
fn every_page_stands_in_the_edition_and_the_two_lead_to_each_other() {
    let town = Town::new();
    ask_for_the_edition(&town);
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.build();
    let files = town.files();
    for file in files.iter().filter(|file| file.ends_with(".html") && !file.starts_with("zh-hant/")) {
        let is_shared = file.starts_with("search/") || file == "404.html";
        assert_eq!(files.contains(&format!("zh-hant/{file}")), !is_shared, "{file}");
    }
    assert!(files.iter().all(|file| !file.starts_with("zh-hant/") || file.ends_with(".html")), "pages alone");
    let base = "https://www.yundu.example/hexi/";
    let (own, other) = ("replies/2026/2026-0000-0001/", "zh-hant/replies/2026/2026-0000-0001/");
    let (page, hant) = (town.read(&format!("{own}index.html")), town.read(&format!("{other}index.html")));
    for page in [&page, &hant] {
        assert!(page.contains(&format!("hreflang=\"zh-Hans\" href=\"{base}{own}\"")), "{page}");
        assert!(page.contains(&format!("hreflang=\"zh-Hant\" href=\"{base}{other}\"")), "{page}");
    }
    assert!(page.contains(&format!("href=\"../../../{other}\"")) && page.contains("第 1 盏路灯不亮"));
    assert!(
        hant.contains(&format!("href=\"../../../../{own}\"")) && hant.contains("第 1 盞路燈不亮"),
        "{hant}"
    );
    assert!(
        hant.contains("<html lang=\"zh-Hant\"")
            && hant.contains(&format!("rel=\"canonical\" href=\"{base}{other}\""))
    );
    let served = ["mailbox/".into(), "track/".into()];
    let problems = site_gen::check::check(&town.path("site"), &served).expect("read");
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn the_english_edition_has_an_english_frame_around_chinese_records() {
    let town = Town::new();
    ask_for_both(&town);
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.build();
    let files = town.files();
    for file in files.iter().filter(|file| file.ends_with(".html") && !file.starts_with("en/")) {
        let is_shared = ["search/", "zh-hant/", "404.html"].iter().any(|shared| file.starts_with(shared));
        assert_eq!(files.contains(&format!("en/{file}")), !is_shared, "{file}");
    }
    let (own, other) = ("replies/2026/2026-0000-0001/", "en/replies/2026/2026-0000-0001/");
    let (page, english) = (town.read(&format!("{own}index.html")), town.read(&format!("{other}index.html")));
    for part in [
        "<html lang=\"en\"",
        "Skip to content",
        ">Contact cards</a>",
        "Report an error on this page",
        "Complaint",
    ] {
        assert!(english.contains(part), "{part}: {english}");
    }
    for part in ["跳到正文", "我为政府网站找错", "来信经写信人同意"] {
        assert!(!english.contains(part), "{part}: {english}");
    }
    let chinese = english.split("第 1 盏路灯不亮").next().expect("the letter stands there");
    assert!(chinese.rsplit('<').next().is_some_and(|tag| tag.contains("lang=\"zh-Hans\"")), "{english}");
    let base = "https://www.yundu.example/hexi/";
    for page in [&page, &english] {
        assert!(page.contains(&format!("hreflang=\"en\" href=\"{base}{other}\"")), "{page}");
        assert!(page.contains(&format!("hreflang=\"zh-Hans\" href=\"{base}{own}\"")), "{page}");
    }
    assert!(page.contains(&format!("href=\"../../../{other}\"")));
    assert!(english.contains(&format!("href=\"../../../../{own}\" hreflang=\"zh-Hans\"")), "{english}");
    assert!(english.contains(&format!("rel=\"canonical\" href=\"{base}{other}\"")));
    let served = ["mailbox/".into(), "track/".into()];
    let problems = site_gen::check::check(&town.path("site"), &served).expect("read");
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn an_edition_reports_its_own_address_and_stands_in_the_site_map() {
    let town = Town::new();
    ask_for_both(&town);
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.build();
    for folder in ["", "zh-hant%2F", "en%2F"] {
        let page = town.read(&format!("{}policies/index.html", folder.replace("%2F", "/")));
        let reported = format!("url=https%3A%2F%2Fwww.yundu.example%2Fhexi%2F{folder}policies%2F\"");
        assert_eq!(page.matches("exposure/jiucuo.html").count(), 1);
        assert!(page.contains(&reported), "{folder}: {page}");
    }
    for (map, path) in [("pages", "policies/"), ("replies", "replies/2026/2026-0000-0001/")] {
        let map = town.read(&format!("sitemaps/{map}-1.xml"));
        for (folder, language) in [("", "zh-Hans"), ("zh-hant/", "zh-Hant"), ("en/", "en")] {
            let url = format!("https://www.yundu.example/hexi/{folder}{path}");
            assert_eq!(map.matches(&format!("<loc>{url}</loc>")).count(), 1, "{map}");
            let link = format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{url}\"/>");
            assert_eq!(map.matches(&link).count(), 3, "each of the three names all: {map}");
        }
        assert!(
            map.contains("xmlns:xhtml=") && !map.contains("/zh-hant/search/") && !map.contains("/en/search/")
        );
    }
}

#[test]
fn a_site_without_editions_has_a_site_map_of_its_own_pages_alone() {
    let town = Town::new();
    town.build();
    assert!(!town.read("sitemaps/pages-1.xml").contains("xhtml"));
}

#[test]
fn the_gate_finds_in_the_edition_what_it_finds_in_the_site_and_nothing_else() {
    let town = Town::new();
    ask_for_the_edition(&town);
    let mut leaking = reply(1, 2);
    leaking.answer = "请打 14036582917 找陈国强。".into();
    town.publish(&PublicRecord::Reply(leaking));
    town.build();
    let today = jiff::civil::date(2026, 11, 23);
    let site = load::load(&town.path("content"), Some(&town.path("replies")), today).expect("sound");
    let (known, allowed) = (leaks::in_duty(&site), leaks::kept(&site));
    let gate = Gate { known: &known, allowed: &allowed, hashed: None };
    let found = gate.read_folder(&town.path("site"), &NoProgress).expect("read");
    let pages = |begin: &str| {
        let files = found.iter().map(|leak| leak.file.as_str()).filter(|file| file.ends_with(".html"));
        let mut files: Vec<&str> = files.filter_map(|file| file.strip_prefix(begin)).collect();
        files.retain(|file| !file.starts_with("zh-hant/"));
        files.sort_unstable();
        files.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(!pages("").is_empty() && pages("") == pages("zh-hant/"), "{found:?}");
}

#[test]
fn an_edition_follows_its_site_and_goes_with_the_wish() {
    let town = Town::new();
    ask_for_both(&town);
    for number in 1..=3 {
        town.publish(&PublicRecord::Reply(reply(number, 2)));
    }
    town.build();
    let again = town.build();
    assert_eq!((again.rendered, again.written), (0, 0), "nothing has changed");
    let mut changed = reply(2, 2);
    changed.answer = "灯换过了。".into();
    town.publish(&PublicRecord::Reply(changed));
    town.publish(&PublicRecord::Reply(reply(4, 3)));
    town.change("policies/laji-fenlei.md", "title = \"", "title = \"新的");
    town.build();
    let incremental = tree(&town);
    assert!(town.read("zh-hant/replies/2026/2026-0000-0002/index.html").contains("燈換過了。"));
    assert!(town.read("en/replies/2026/2026-0000-0002/index.html").contains("灯换过了。"));
    std::fs::remove_dir_all(town.path("site")).expect("removed");
    town.build();
    assert!(tree(&town) == incremental, "an incremental build equals a clean one");
    town.change("site.toml", "\neditions = [\"zh-Hant\", \"en\"]\n", "\neditions = [\"en\"]\n");
    town.build();
    assert!(town.files().iter().all(|file| !file.starts_with("zh-hant/")), "it goes");
    assert!(town.files().iter().any(|file| file.starts_with("en/")), "and the other stays");
}

#[test]
fn names_are_names_on_every_page_of_the_traditional_edition() {
    let town = Town::new();
    ask_for_the_edition(&town);
    let card = std::fs::read_to_string(town.path("content/contacts/ding-maiqiu.md")).expect("there");
    let own = card.lines().find(|line| line.starts_with("name = ")).expect("a name").to_owned();
    let names = [
        ("于松年", "于松年"),
        ("余秋禾", "余秋禾"),
        ("范建国", "范建國"),
        ("游小明", "游小明"),
        ("周一鸣", "周一鳴"),
    ];
    for (at, (name, _)) in names.iter().enumerate() {
        let card = card.replace(&own, &format!("name = \"{name}\""));
        std::fs::write(town.path(&format!("content/contacts/ren-{at}.md")), card).expect("written");
    }
    let mut answered = reply(1, 2);
    answered.answer = "由于下雨，请找于松年、范建国，其余的事找余秋禾。".into();
    town.publish(&PublicRecord::Reply(answered));
    town.build();
    for (at, (simplified, traditional)) in names.iter().enumerate() {
        let page = town.read(&format!("zh-hant/contacts/ren-{at}/index.html"));
        assert!(page.contains(&format!("<title>{traditional}")), "{page}");
        assert!(
            page.contains(&format!("content=\"{traditional}"))
                || !page.contains(&format!("content=\"{simplified}"))
        );
        let list = town.read("zh-hant/contacts/index.html");
        assert!(list.contains(traditional), "{traditional}");
    }
    let page = town.read("zh-hant/replies/2026/2026-0000-0001/index.html");
    assert!(page.contains("由於下雨，請找于松年、范建國，其餘的事找余秋禾。"), "{page}");
}

#[test]
fn a_link_to_a_heading_leads_there_in_every_edition() {
    let town = Town::new();
    ask_for_both(&town);
    let text = "+++\ntitle = \"试验\"\ndescription = \"试验\"\norder = 90\nupdated_on = 2026-11-02\n+++\n\n\
                [链](#怎么办)，[关于](../about/#五步工作法)\n\n## 怎么办\n\n正文。\n";
    std::fs::write(town.path("content/pages/zi.md"), text).expect("written");
    town.build();
    let page = town.read("zh-hant/zi/index.html");
    assert!(page.contains("id=\"怎么办\"") && page.contains(">怎麼辦</h2>"), "{page}");
    let served = ["mailbox/".into(), "track/".into()];
    let problems = site_gen::check::check(&town.path("site"), &served).expect("read");
    assert!(problems.is_empty(), "{problems:?}");
}
