//! A theme can replace any file of another one.

use jiff::civil::date;
use record::PublicRecord;
use site_gen::build::{NoProgress, Options, build, build_gated};

use crate::town::{Town, reply};

fn options(town: &Town, theme: &str, out: &str) -> Options {
    Options {
        content: town.path("content"),
        replies: Some(town.path("replies")),
        theme: town.path(theme),
        out: town.path(out),
        date: date(2026, 11, 23),
    }
}

#[test]
fn the_plain_theme_shows_the_whole_site_in_its_own_way() {
    let town = Town::new();
    town.add_theme("plain");
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    town.build();
    build(&options(&town, "themes/plain", "plain"), &NoProgress).unwrap_or_else(|error| panic!("{error}"));
    let served = ["mailbox/".into(), "track/".into()];
    let problems = site_gen::check::check(&town.path("plain"), &served).expect("read");
    assert!(problems.is_empty(), "{problems:?}");
    let mut files = site_gen::output::list(&town.path("plain")).expect("listed");
    assert!(files.contains(&"assets/plain.css".to_owned()));
    files.retain(|file| file != "assets/plain.css");
    assert_eq!(files, town.files(), "the same pages at the same addresses");
    let read = |file: &str| std::fs::read_to_string(town.path("plain").join(file)).expect("there");
    for file in ["index.html", "replies/2026/2026-0000-0001/index.html", "policies/laji-fenlei/index.html"] {
        let page = read(file);
        assert!(page.contains("assets/plain.css") && !page.contains("assets/town.css"), "{file}");
        for mark in ["3300000000", "找错", "长辈版", "id=\"main\"", "application/atom+xml"] {
            assert_eq!(page.contains(mark), town.read(file).contains(mark), "{mark} in {file}");
        }
    }
    assert!(read("replies/2026/2026-0000-0001/index.html").contains("<h2 id=\"answer\">"));
    // What it leaves alone is as it was.
    assert!(read("policies/laji-fenlei/index.html").contains("四样垃圾的去处"));
    assert_eq!(read("data/index.html").contains("<table"), town.read("data/index.html").contains("<table"));
}

/// What a theme says in its own words is not somebody's data, in any language.
#[test]
fn every_edition_of_every_theme_passes_the_gate() {
    let town = Town::new();
    let editions = "language = \"zh-Hans\"\neditions = [\"zh-Hant\", \"en\"]";
    town.change("site.toml", "language = \"zh-Hans\"", editions);
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    let themes =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace").join("themes");
    let names = std::fs::read_dir(themes)
        .expect("there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut count = 0;
    for name in names {
        town.add_theme(&name);
        let options = options(&town, &format!("themes/{name}"), &format!("site-{name}"));
        build_gated(&options, &NoProgress, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        let files = site_gen::output::list(&options.out).expect("listed");
        for folder in ["zh-hant/", "en/"] {
            assert!(files.contains(&format!("{folder}index.html")), "{name}: {folder}");
        }
        count += 1;
    }
    assert!(count >= 2, "every theme of the project was built");
}

#[test]
fn a_theme_changes_one_message_and_keeps_the_others_and_a_missing_one_is_an_error() {
    let town = Town::new();
    town.add_theme("plain");
    let words = town.path("themes/plain/messages/zh-Hans");
    std::fs::create_dir_all(&words).expect("made");
    std::fs::write(words.join("own.ftl"), "frame-write = 给镇里写信\n").expect("written");
    build(&options(&town, "themes/plain", "plain"), &NoProgress).unwrap_or_else(|error| panic!("{error}"));
    let page = std::fs::read_to_string(town.path("plain/index.html")).expect("there");
    assert!(page.contains("给镇里写信") && !page.contains("我要写信"), "{page}");
    assert!(page.contains("查询进度"), "the others are those of the theme below");
    let template = town.path("themes/plain/templates/base.html");
    let text = std::fs::read_to_string(&template).expect("there");
    std::fs::write(&template, text.replacen("frame-track", "frame-trakc", 1)).expect("written");
    let refused = build(&options(&town, "themes/plain", "plain"), &NoProgress).expect_err("no such message");
    assert!(refused.to_string().contains("frame-trakc"), "{refused}");
}

#[test]
fn a_change_of_the_theme_below_is_seen_and_themes_in_a_circle_are_refused() {
    let town = Town::new();
    town.add_theme("plain");
    let plain = options(&town, "themes/plain", "plain");
    build(&plain, &NoProgress).unwrap_or_else(|error| panic!("{error}"));
    let template = town.path("themes/town/templates/policy.html");
    let text = std::fs::read_to_string(&template).expect("there");
    std::fs::write(&template, text.replace("class=\"article-head\"", "class=\"another\"")).expect("written");
    let report = build(&plain, &NoProgress).unwrap_or_else(|error| panic!("{error}"));
    assert!(report.written >= 12, "{report:?}");
    let page = std::fs::read_to_string(town.path("plain/policies/laji-fenlei/index.html")).expect("there");
    assert!(page.contains("class=\"another\""));
    std::fs::write(town.path("themes/town/theme.toml"), "name = \"town\"\nextends = \"../plain\"\n")
        .expect("written");
    let refused = build(&plain, &NoProgress).expect_err("a circle").to_string();
    assert!(refused.contains("extends"), "{refused}");
}
