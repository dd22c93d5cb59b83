//! However a site came about, it is the site that a clean build makes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use proptest::prelude::*;
use record::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Round, Tombstone};
use site_gen::build::{BuildError, NoProgress, Options, Report, build};

/// What can happen to a site between two builds.
#[derive(Clone, Debug)]
enum Edit {
    /// A reply is published, or published again with another text.
    Reply { number: u16, text: String, village: Option<usize>, office: usize },
    /// A reply is withdrawn.
    Withdraw { number: u16 },
    /// A card's number was called again.
    Verify { card: usize, day: i8 },
    /// A page of the content is removed.
    RemoveEvent { at: usize },
    /// A stylesheet or a template changes.
    Theme { template: bool, text: String },
    /// Another day begins.
    Day { day: i8 },
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0u16..60, "[一-龥，。]{5,40}", prop::option::of(0usize..8), 0usize..8)
            .prop_map(|(number, text, village, office)| Edit::Reply { number, text, village, office }),
        1 => (0u16..60).prop_map(|number| Edit::Withdraw { number }),
        1 => (0usize..40, 1i8..20).prop_map(|(card, day)| Edit::Verify { card, day }),
        1 => (0usize..15).prop_map(|at| Edit::RemoveEvent { at }),
        1 => (any::<bool>(), "[a-z]{1,8}").prop_map(|(template, text)| Edit::Theme { template, text }),
        1 => (23i8..30).prop_map(|day| Edit::Day { day }),
    ]
}

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the project").to_owned()
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("read");
        let target = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).expect("made");
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_owned();
            (path, std::fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

const VILLAGES: [&str; 8] =
    ["shuikou", "shiqiao", "zhulin", "shangwan", "xiatang", "yinshan", "liujia", "dongping"];
const OFFICES: [&str; 8] =
    ["zonghe", "dangjian", "nongye", "chengjian", "minzheng", "pingan", "shengtai", "ducha"];

struct Town {
    folder: tempfile::TempDir,
    day: Date,
}

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy(&project().join("content"), &folder.path().join("content"));
        copy(&project().join("themes/town"), &folder.path().join("theme"));
        Self { folder, day: date(2026, 11, 23) }
    }

    fn build(&self, out: &str) {
        if let Err(error) = self.try_build(out) {
            panic!("{error}");
        }
    }

    fn try_build(&self, out: &str) -> Result<Report, BuildError> {
        let path = self.folder.path();
        let options = Options {
            content: path.join("content"),
            replies: Some(path.join("replies")),
            theme: path.join("theme"),
            out: path.join(out),
            date: self.day,
        };
        build(&options, &NoProgress)
    }

    fn write(&self, record: &PublicRecord) {
        let path = self.folder.path().join("replies").join(record.relative_path());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, record.to_text()).expect("written");
    }

    fn apply(&mut self, edit: &Edit) {
        let path = self.folder.path().to_owned();
        let submission_no = |number: u16| format!("2026-0000-{number:04}");
        match edit {
            Edit::Reply { number, text, village, office } => self.write(&PublicRecord::Reply(PublicReply {
                submission_no: submission_no(*number),
                title: text.chars().take(12).collect(),
                kind: PublicKind::ALL[usize::from(*number) % PublicKind::ALL.len()],
                topic: "路灯".into(),
                village: village.map(|at| VILLAGES[at].to_owned()),
                office: OFFICES[*office].into(),
                scope: FeedbackScope::Township,
                received_on: date(2026, 9, 3),
                replied_on: date(2026, 9, 10),
                published_at: date(2026, 9, 12).at(8, i8::try_from(number % 60).expect("below 60"), 0, 0),
                working_days: Some(5),
                updated: None,
                round: Round::First,
                policies: vec![],
                letters: 1,
                rating: None,
                kept: Vec::new(),
                letter: text.clone(),
                answer: format!("您好！{text}"),
            })),
            Edit::Withdraw { number } => self.write(&PublicRecord::Withdrawn(Tombstone {
                submission_no: submission_no(*number),
                withdrawn_on: date(2026, 10, 1),
                published_at: Some(date(2026, 9, 12).at(
                    8,
                    i8::try_from(number % 60).expect("below 60"),
                    0,
                    0,
                )),
            })),
            Edit::Verify { card, day } => {
                let mut cards: Vec<PathBuf> = std::fs::read_dir(path.join("content/contacts"))
                    .expect("cards")
                    .map(|entry| entry.expect("a card").path())
                    .collect();
                cards.sort();
                let file = &cards[card % cards.len()];
                let text = std::fs::read_to_string(file).expect("a card");
                let lines: Vec<String> = text
                    .lines()
                    .map(|line| {
                        if line.starts_with("verified_on") {
                            format!("verified_on = 2026-11-{day:02}")
                        } else {
                            line.to_owned()
                        }
                    })
                    .collect();
                std::fs::write(file, lines.join("\n") + "\n").expect("written");
            }
            Edit::RemoveEvent { at } => {
                let mut events: Vec<PathBuf> = std::fs::read_dir(path.join("content/events"))
                    .expect("events")
                    .map(|entry| entry.expect("an event").path())
                    .collect();
                events.sort();
                if let Some(file) = events.get(*at) {
                    std::fs::remove_file(file).expect("removed");
                }
            }
            Edit::Theme { template, text } => {
                let file = if *template { "theme/templates/page.html" } else { "theme/static/town.css" };
                let file = path.join(file);
                let mut old = std::fs::read_to_string(&file).expect("a file of the theme");
                old.push_str(&if *template {
                    format!("{{# {text} #}}\n")
                } else {
                    format!("/* {text} */\n")
                });
                std::fs::write(file, old).expect("written");
            }
            Edit::Day { day } => self.day = date(2026, 11, *day),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn an_incremental_build_equals_a_clean_one(steps in prop::collection::vec(prop::collection::vec(edit(), 1..6), 1..5)) {
        let mut town = Town::new();
        town.build("site");
        for edits in &steps {
            for edit in edits {
                town.apply(edit);
            }
            town.build("site");
        }
        town.build("clean");
        let (built, clean) = (tree(&town.folder.path().join("site")), tree(&town.folder.path().join("clean")));
        let differing: Vec<_> = clean.keys().chain(built.keys()).filter(|path| clean.get(*path) != built.get(*path)).collect();
        prop_assert!(differing.is_empty(), "{:?}", differing);
    }
}

#[test]
fn a_second_build_writes_nothing_and_one_reply_writes_few_files() {
    let mut town = Town::new();
    for number in 0..50 {
        town.apply(&Edit::Reply {
            number,
            text: "村口路灯坏了，请来修。".into(),
            village: Some(0),
            office: 3,
        });
    }
    town.build("site");
    let options = |town: &Town| Options {
        content: town.folder.path().join("content"),
        replies: Some(town.folder.path().join("replies")),
        theme: town.folder.path().join("theme"),
        out: town.folder.path().join("site"),
        date: town.day,
    };
    let again = build(&options(&town), &NoProgress).expect("built");
    assert_eq!((again.rendered, again.written, again.removed), (0, 0, 0), "{again:?}");
    town.apply(&Edit::Reply {
        number: 50, text: "桥栏杆松了，请来看。".into(), village: Some(1), office: 3
    });
    let one = build(&options(&town), &NoProgress).expect("built");
    assert!(
        (3..=40).contains(&one.written),
        "its page, its lists, their feeds, data, maps and search: {one:?}"
    );
}

#[test]
fn a_text_that_was_written_and_taken_back_is_not_left_by_a_build_that_was_cut_short() {
    let mut town = Town::new();
    let reply = |text: &str| Edit::Reply { number: 1, text: text.into(), village: Some(0), office: 3 };
    town.apply(&reply("村口路灯坏了，请来修。"));
    town.build("site");
    // Items are written before lists: something in the way of a list cuts the build short after the item is there.
    let in_the_way = town.folder.path().join("site/replies/index.html.new~");
    std::fs::create_dir(&in_the_way).expect("made");
    town.apply(&reply("不该公开的一句话。"));
    assert!(town.try_build("site").is_err());
    std::fs::remove_dir(&in_the_way).expect("removed");
    town.apply(&reply("村口路灯坏了，请来修。"));
    town.build("site");
    let leaked = tree(&town.folder.path().join("site"))
        .into_values()
        .any(|bytes| String::from_utf8_lossy(&bytes).contains("不该公开"));
    assert!(!leaked);
}

#[test]
fn a_folder_that_is_not_a_site_and_one_that_holds_the_sources_are_refused() {
    let town = Town::new();
    let path = town.folder.path();
    let options = |out: &Path| Options {
        content: path.join("content"),
        replies: None,
        theme: path.join("theme"),
        out: out.to_owned(),
        date: town.day,
    };
    std::fs::create_dir(path.join("papers")).expect("made");
    std::fs::write(path.join("papers/thesis.txt"), b"years of work").expect("written");
    for out in [path.join("papers"), path.join("content"), path.to_owned(), path.join("content/site")] {
        assert!(build(&options(&out), &NoProgress).is_err(), "{}", out.display());
    }
    assert_eq!(std::fs::read(path.join("papers/thesis.txt")).expect("still there"), b"years of work");
    assert!(path.join("content/site.toml").is_file());
}

#[test]
fn wrong_content_names_every_problem_and_leaves_the_site_alone() {
    let town = Town::new();
    town.build("site");
    let before = tree(&town.folder.path().join("site"));
    let content = town.folder.path().join("content");
    let write = |file: &str, text: &[u8]| std::fs::write(content.join(file), text).expect("written");
    write("contacts/wrong.md", b"+++\nname = \"\"\n+++\n");
    write("policies/wrong.md", "没有说明部分".as_bytes());
    write("events/gbk.md", &[0x2B, 0x2B, 0x2B, 0x0A, 0xC4, 0xE3]);
    let shuikou = std::fs::read_to_string(content.join("units.toml")).expect("units");
    write(
        "units.toml",
        shuikou.replace("instructor = \"ding-maiqiu\"", "instructor = \"nobody\"").as_bytes(),
    );
    let options = Options {
        content,
        replies: None,
        theme: town.folder.path().join("theme"),
        out: town.folder.path().join("site"),
        date: town.day,
    };
    let Err(site_gen::build::BuildError::Content(problems)) = build(&options, &NoProgress) else {
        panic!("wrong content is refused");
    };
    let files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    for file in ["contacts/wrong.md", "policies/wrong.md", "events/gbk.md", "units.toml"] {
        assert!(files.contains(&file), "{file} in {files:?}");
    }
    assert!(problems.iter().all(|problem| !problem.do_this.is_empty()));
    assert_eq!(tree(&town.folder.path().join("site")), before);
}
