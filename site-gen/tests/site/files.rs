//! Pictures and attachments beside records, and texts as Chinese authors write them.

use jiff::civil::date;
use record::problem::Problem;
use site_gen::build::{BuildError, NoProgress, Options, build};

use crate::town::Town;

fn options(town: &Town) -> Options {
    Options {
        content: town.path("content"),
        replies: Some(town.path("replies")),
        theme: town.path("theme"),
        out: town.path("site"),
        date: date(2026, 11, 23),
    }
}

fn refused(town: &Town) -> Vec<Problem> {
    match build(&options(town), &NoProgress) {
        Err(BuildError::Content(problems)) => problems,
        other => panic!("refused, not {other:?}"),
    }
}

#[test]
fn a_picture_stands_in_its_text_with_size_words_and_caption() {
    let town = Town::new();
    town.build();
    let page = town.read("policies/laji-fenlei/index.html");
    let image = page.split("<figure><img ").nth(1).and_then(|rest| rest.split('>').next()).expect("a figure");
    assert!(image.starts_with("src=\"si-zhi-tong.png\" alt=\"从左到右四样东西："), "{image}");
    assert!(image.ends_with("width=\"960\" height=\"400\" loading=\"lazy\" decoding=\"async\""), "{image}");
    assert!(page.contains("<figcaption>绿桶和灰桶各家门口有"), "{page}");
    assert!(page.contains("<table><caption>四样垃圾的去处</caption>"), "{page}");
    assert!(page.contains("<div class=\"alert alert-note\" role=\"note\">"), "{page}");
    let note =
        page.split("<li id=\"note-1\">").nth(1).and_then(|rest| rest.split("</li>").next()).expect("a note");
    assert!(
        note.trim_start().starts_with("<p>这四样叫有害垃圾") && note.contains("href=\"#note-1-from\""),
        "{note}"
    );
    assert!(town.path("site/policies/laji-fenlei/si-zhi-tong.png").is_file());
    // Its description and the search have the words alone.
    assert!(!town.read("policies/feed.xml").contains("<img"));
}

#[test]
fn an_attachment_is_given_out_as_it_is_with_kind_and_size() {
    let town = Town::new();
    town.build();
    let page = town.read("policies/nongji-butie/index.html");
    let row = "<a href=\"../../policies/nongji-butie/shenqing-biao.docx\" download>农机购置镇级配套补贴申请表</a> \
               <span class=\"note\">（DOCX，2 KB）</span>";
    assert!(page.contains(row), "{page}");
    let of_document = "../../documents/hezhengfa-2026-06/butie-biaozhun.csv";
    assert!(page.contains(of_document), "the document's file stands beside it");
    assert!(town.read("documents/hezhengfa-2026-06/index.html").contains(of_document));
    let file = "policies/nongji-butie/shenqing-biao.docx";
    let (given, kept) = (town.path("site").join(file), town.path("content").join(file));
    assert_eq!(std::fs::read(given).expect("published"), std::fs::read(kept).expect("there"));
    assert!(
        site_gen::check::check(&town.path("site"), &["mailbox/".into(), "track/".into()])
            .expect("read")
            .is_empty()
    );
}

#[test]
fn a_file_is_published_with_its_record_and_goes_with_it() {
    let town = Town::new();
    let beside = town.path("content/policies/laji-fenlei");
    std::fs::write(beside.join("nobody-asks.pdf"), "%PDF-").expect("written");
    town.build();
    assert!(!town.path("site/policies/laji-fenlei/nobody-asks.pdf").exists());
    let again = build(&options(&town), &NoProgress).expect("built");
    assert_eq!((again.rendered, again.written), (0, 0));
    std::fs::copy(town.path("content/policies/laji-fenlei/si-zhi-tong.png"), beside.join("b.png"))
        .expect("copied");
    town.change("policies/laji-fenlei.md", "(si-zhi-tong.png ", "(b.png ");
    let report = town.build();
    assert_eq!(report.removed, 1, "{report:?}");
    assert!(!town.path("site/policies/laji-fenlei/si-zhi-tong.png").exists());
    // Not yet public: neither the page nor its files.
    town.change("policies/laji-fenlei.md", "2026-01-14 10:20", "2027-01-14 10:20");
    town.build();
    assert!(!town.path("site/policies/laji-fenlei").exists());
}

#[test]
fn pictures_without_words_and_files_that_are_not_there_are_told_with_their_line() {
    let town = Town::new();
    town.change(
        "policies/laji-fenlei.md",
        "![从左到右四样东西：绿桶、灰桶、回收点的蓝箱、村委会的红色有害垃圾箱](",
        "![](",
    );
    town.change("policies/nongji-butie.md", "shenqing-biao.docx", "meiyou.docx");
    town.change("pages/about.md", "\n+++\n", "\n+++\n\n![门口](https://evil.example/a.png)\n");
    std::fs::create_dir(town.path("content/policies/meiyou")).expect("made");
    std::fs::write(town.path("content/policies/laji-fenlei/照片.heic"), "x").expect("written");
    let found = refused(&town);
    let told: Vec<String> =
        found.iter().map(|one| format!("{}:{}", one.file, one.line.unwrap_or(0))).collect();
    let text = std::fs::read_to_string(town.path("content/policies/laji-fenlei.md")).expect("there");
    let line = text.lines().position(|line| line.starts_with("![](")).expect("there") + 1;
    for wanted in [
        format!("policies/laji-fenlei.md:{line}"),
        "policies/meiyou/:0".to_owned(),
        "policies/laji-fenlei/照片.heic:0".to_owned(),
    ] {
        assert!(told.contains(&wanted), "{wanted} in {found:?}");
    }
    let attachment = found.iter().find(|one| one.file == "policies/nongji-butie.md").expect("told");
    assert!(attachment.line.is_some() && attachment.what.contains("meiyou.docx"), "{attachment}");
    let foreign = found.iter().find(|one| one.file == "pages/about.md").expect("told");
    assert!(foreign.line.is_some() && foreign.what.contains("evil.example"), "{foreign}");
    assert_eq!(found.len(), 5, "{found:?}");
}
