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

#[test]
fn what_others_ask_for_at_the_root_is_given_out_as_it_is() {
    let town = Town::new();
    let settings = std::fs::read_to_string(town.path("content/site.toml")).expect("read");
    let settings = settings.replace("[site]", "[site]\neditions = [\"zh-Hant\"]");
    std::fs::write(town.path("content/site.toml"), settings).expect("written");
    std::fs::create_dir_all(town.path("content/root/.well-known")).expect("made");
    for (file, bytes) in [
        ("root/MP_verify_a1B2.txt", "a1B2"),
        ("root/proof_of-a.Engine.html", "<p>proof</p>"),
        ("root/.well-known/security.txt", "Contact: mailto:a@yundu.example\n"),
        ("root/.DS_Store", "stray"),
    ] {
        std::fs::write(town.path("content").join(file), bytes).expect("written");
    }
    town.build();
    assert_eq!(town.read("MP_verify_a1B2.txt"), "a1B2");
    assert_eq!(town.read("proof_of-a.Engine.html"), "<p>proof</p>");
    assert_eq!(town.read(".well-known/security.txt"), "Contact: mailto:a@yundu.example\n");
    assert!(
        !town.files().iter().any(|file| file.ends_with("proof_of-a.Engine.html") && file.contains("zh-hant"))
    );
    assert!(!town.read("sitemap.xml").contains("proof_of"));
    let served = ["mailbox/".into(), "track/".into()];
    let found = site_gen::check::check(&town.path("site"), &served).expect("read");
    assert!(found.is_empty(), "{found:?}");

    for (file, what) in [
        ("root/index.html", "由程序生成"),
        ("root/说明.txt", "文件名要用在网址里"),
        ("root/folder", "这里只能放文件"),
    ] {
        let path = town.path("content").join(file);
        match file {
            "root/folder" => std::fs::create_dir(&path).expect("made"),
            _ => std::fs::write(&path, "x").expect("written"),
        }
        let found = refused(&town);
        assert!(found.iter().any(|one| one.file == file && one.what.contains(what)), "{file}: {found:?}");
        if path.is_dir() { std::fs::remove_dir(&path) } else { std::fs::remove_file(&path) }
            .expect("removed");
    }
}

#[test]
fn a_page_says_how_it_looks_where_it_is_shared() {
    let town = Town::new();
    town.build();
    let page = town.read("policies/laji-fenlei/index.html");
    let tag = |name: &str| {
        let tag = format!("<meta property=\"og:{name}\" content=\"");
        page.split(&tag).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
    };
    let address = tag("url").trim_end_matches("policies/laji-fenlei/").to_owned();
    assert!(
        address.starts_with("https://") && tag("image") == format!("{address}assets/share.png"),
        "{page}"
    );
    assert!(!tag("title").is_empty() && !tag("description").is_empty());
    let picture = std::fs::read(town.path("site/assets/share.png")).expect("there");
    // Width and height of a PNG (W3C PNG, 11.2.2).
    assert_eq!(picture[16..24], [0, 0, 1, 44, 0, 0, 1, 44], "300 by 300 pixels");
}
