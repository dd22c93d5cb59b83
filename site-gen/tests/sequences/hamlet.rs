//! The smallest township that has a page of every kind, and what can happen to it between two builds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use record::{FeedbackScope, Figures, Part, PublicKind, PublicRecord, PublicReply, Round, Tombstone, Total};
use site_gen::build::{BuildError, NoProgress, Options, Report, build};

/// What can happen between two builds. Numbers choose among few things, so that edits meet.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    /// A reply is published, or again with another text.
    Reply { number: u8, text: u8 },
    /// A reply is withdrawn.
    Withdraw { number: u8 },
    /// A record is gone as if it had never been there.
    Forget { number: u8 },
    /// A record gets another number.
    Renumber { number: u8, to: u8 },
    /// A card, a policy, its document, an event, a page or an improvement is there, with another text.
    Write { kind: u8, name: u8, text: u8 },
    /// It is gone.
    Remove { kind: u8, name: u8 },
    /// It gets another address.
    Rename { kind: u8, name: u8, to: u8 },
    /// A village or an office is called otherwise.
    Unit { office: bool, text: u8 },
    /// The site's own address, the length of its lists, its name.
    Setting { which: u8, text: u8 },
    /// A template, the stylesheet, a script or the words of the theme.
    Theme { which: u8, text: u8 },
    /// The figures of a year, or none.
    Figures { received: Option<u8> },
    /// Another day.
    Day { day: u8 },
}

impl Edit {
    /// What a service does that keeps its site: it never makes a record unsaid.
    pub(crate) fn is_for_a_service(&self) -> bool {
        !matches!(self, Self::Forget { .. } | Self::Renumber { .. })
    }
}

const VILLAGES: [&str; 2] = ["shuikou", "shiqiao"];
const OFFICES: [&str; 2] = ["zonghe", "nongye"];
const KINDS: [&str; 6] = ["contacts", "policies", "documents", "events", "pages", "improvements"];
/// How much every run may differ in length: longer than a list and than a page of it.
const NUMBERS: u8 = 12;

/// A township in a folder of its own.
pub(crate) struct Hamlet {
    folder: tempfile::TempDir,
    pub(crate) day: Date,
    settings: [u8; 4],
    units: [u8; 2],
}

/// A folder in memory where the system has one: thousands of builds sync thousands of times.
fn memory() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
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

/// A word that stands in texts; few, so that an edit is sometimes taken back.
fn word(text: u8) -> &'static str {
    ["路灯", "水渠", "班车", "低保"][usize::from(text % 4)]
}

fn number(number: u8) -> String {
    format!("2026-0000-{:04}", number % NUMBERS)
}

fn published(number: u8) -> jiff::civil::DateTime {
    // Several share a minute: then the number decides.
    date(2026, 9, 12).at(8, i8::try_from(number % NUMBERS / 3).expect("below 60"), 0, 0)
}

fn reply(at: u8, text: u8) -> PublicReply {
    PublicReply {
        submission_no: number(at),
        title: format!("{}的事", word(text)),
        kind: PublicKind::ALL[usize::from(text) % PublicKind::ALL.len()],
        topic: word(text).into(),
        village: (!at.is_multiple_of(3)).then(|| VILLAGES[usize::from(text % 2)].to_owned()),
        office: OFFICES[usize::from(text / 2 % 2)].into(),
        scope: FeedbackScope::Township,
        received_on: date(2026, 9, 3),
        replied_on: date(2026, 9, 10),
        published_at: published(at),
        working_days: Some(5),
        updated: None,
        round: Round::First,
        policies: vec![],
        letters: 1 + u32::from(text % 3),
        rating: None,
        kept: Vec::new(),
        letter: format!("{}坏了，请来看第 {text} 次。", word(text)),
        answer: format!("您好！{}已经看过。", word(text)),
    }
}

fn figures(received: u8) -> Figures {
    let many = u32::from(received) + 3;
    Figures {
        year: 2026,
        until: date(2026, 10, 31),
        counted_at: "2026-11-01T00:05".into(),
        total: Total {
            received: many,
            valid: many,
            answered: many,
            on_time: many,
            overdue: 0,
            days_of: many,
            median_days: Some(3),
            p90_days: Some(9),
            ..Total::default()
        },
        months: vec![part("2026-10", many)],
        kinds: vec![part("inquiry", many)],
        channels: vec![part("web", many)],
        offices: vec![part("nongye", many)],
        approvals: Vec::new(),
    }
}

fn part(id: &str, many: u32) -> Part {
    Part {
        id: id.into(),
        received: Some(many),
        valid: Some(many),
        answered: Some(many),
        on_time: Some(many),
        overdue: Some(0),
        rated: Some(0),
        satisfied: Some(0),
        median_days: Some(3),
        p90_days: Some(9),
    }
}

fn record(kind: &str, name: u8, text: u8) -> String {
    let word = word(text);
    match kind {
        "contacts" => format!(
            "+++\nname = \"丁麦{}\"\npost = \"{word}干部\"\nlevel = \"township\"\noffice = \"nongye\"\n\
             villages = [\"shuikou\", \"shiqiao\"]\nroles = [\"clerk\", \"village_instructor\"]\n\
             phone = \"0880-5512{}\"\nduties = [\"{word}\"]\ntopics = [\"{word}\"]\nduty_hours = \"周一至周五\"\n\
             promise = \"当天回电。\"\nverified_on = 2026-11-0{}\norder = 1\n+++\n",
            ["秋", "冬", "春"][usize::from(name % 3)],
            500 + u16::from(name % 3),
            1 + text % 9,
        ),
        "policies" => format!(
            "+++\ntitle = \"{word}怎么办\"\nsummary = \"{word}的事到窗口办。\"\ndocument = \"d0\"\nexplained_by = \"nongye\"\n\
             published_at = \"2026-08-2{} 09:40\"\ntopics = [\"{word}\"]\n+++\n\n## 怎么办\n\n带身份证来。{word}。\n",
            text % 9
        ),
        "documents" => format!(
            "+++\ntitle = \"{word}办法\"\nnumber = \"禾政发〔2026〕{}号\"\nissued_by = \"禾溪镇人民政府\"\n\
             issued_on = 2026-01-20\neffective_on = 2026-02-01\nstatus = \"in_force\"\n+++\n\n第一条　{word}。\n",
            1 + name % 3
        ),
        "events" => format!(
            "+++\nkind = \"outreach_day\"\ntitle = \"{word}沟通日\"\nstarts_at = \"2026-11-2{} 08:30\"\n\
             ends_at = \"2026-11-2{} 17:30\"\nplace = \"村委会\"\nstatus = \"planned\"\nsummary = \"{word}\"\n\
             published_at = \"2026-11-01 15:10\"\n+++\n\n{word}。\n",
            4 + name % 3,
            4 + name % 3
        ),
        "pages" => format!(
            "+++\ntitle = \"{word}说明\"\ndescription = \"{word}\"\norder = {}\nupdated_on = 2026-11-20\n+++\n\n{word}。\n",
            1 + text % 5
        ),
        _ => format!(
            "+++\ntitle = \"{word}改了\"\noffice = \"nongye\"\npublished_at = \"2026-06-17 09:20\"\nreplies = []\n\
             before = \"以前\"\nafter = \"现在{word}\"\n+++\n\n{word}。\n"
        ),
    }
}

impl Hamlet {
    /// With one record of each kind and the real theme.
    pub(crate) fn new() -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("in the project");
        let folder = memory().expect("a folder");
        copy(&project.join("themes/town"), &folder.path().join("theme"));
        let calendar = folder.path().join("content/calendar");
        std::fs::create_dir_all(&calendar).expect("made");
        std::fs::copy(project.join("content/calendar/2026.toml"), calendar.join("2026.toml"))
            .expect("copied");
        let mut hamlet = Self { folder, day: date(2026, 11, 23), settings: [0; 4], units: [0; 2] };
        hamlet.write_settings();
        hamlet.write_units();
        for kind in 0..KINDS.len() {
            hamlet.apply(&Edit::Write { kind: u8::try_from(kind).expect("few"), name: 0, text: 0 });
        }
        hamlet
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    /// Removes a file; there may be none.
    fn take(&self, path: &str) {
        let _was_there = std::fs::remove_file(self.path(path));
    }

    fn write_settings(&self) {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("in the project");
        let sample = std::fs::read_to_string(project.join("content/site.toml")).expect("settings");
        let [address, length, name, edition] = self.settings;
        let address =
            ["https://www.yundu.example/hexi/", "", "https://hexi.example/"][usize::from(address % 3)];
        let editions = [
            "\n",
            "\neditions = [\"zh-Hant\"]\n",
            "\neditions = [\"zh-Hant\", \"en\"]\n",
            "\neditions = [\"en\"]\n",
        ];
        let editions = editions[usize::from(edition % 4)];
        let text = sample
            .replace("\n# editions = [\"zh-Hant\"]\n", editions)
            .replace("page_size = 20", &format!("page_size = {}", 2 + length % 3))
            .replace("https://www.yundu.example/hexi/", address)
            .replace("禾溪镇联心网", &format!("禾溪镇{}联心网", word(name)));
        self.put("content/site.toml", &text);
    }

    fn write_units(&self) {
        let [village, office] = self.units;
        let mut text = String::new();
        for (at, id) in VILLAGES.iter().enumerate() {
            let name = if at == 0 { word(village) } else { "石桥" };
            write!(
                text,
                "[[village]]\nid = \"{id}\"\nname = \"{name}村\"\npopulation = 1846\nhouseholds = 512\n\
                 groups = [\"一组\", \"二组\"]\ninstructor = \"c0\"\ncommittee_phone = \"0880-552101{at}\"\n\
                 address = \"{name}村水厂路8号\"\nmailbox_point = \"村委会门口\"\nintro = \"{name}\"\n\n"
            )
            .expect("written");
        }
        for (at, id) in OFFICES.iter().enumerate() {
            let name = if at == 1 { word(office) } else { "综合" };
            let role = ["general_office", "functional_office"][at];
            write!(
                text,
                "[[office]]\nid = \"{id}\"\nname = \"{name}办公室\"\nshort = \"{name}办\"\nrole = \"{role}\"\n\
                 phone = \"0880-551234{at}\"\naddress = \"镇政府一楼\"\nhours = \"周一至周五\"\ntopics = [\"{name}\"]\n\
                 intro = \"{name}\"\n\n"
            )
            .expect("written");
        }
        self.put("content/units.toml", &text);
    }

    fn write_record(&self, record: &PublicRecord) {
        self.put(&format!("replies/{}", record.relative_path().display()), &record.to_text());
    }

    /// Carries an edit out, and gives the record that a service would have written.
    pub(crate) fn apply(&mut self, edit: &Edit) -> Option<PublicRecord> {
        let reply_file = |at: u8| format!("replies/2026/{}.md", number(at));
        let file = |kind: u8, name: u8| {
            let folder = KINDS[usize::from(kind) % KINDS.len()];
            format!("content/{folder}/{}{}.md", &folder[..1], name % 3)
        };
        match *edit {
            Edit::Reply { number, text } => {
                let record = PublicRecord::Reply(reply(number, text));
                self.write_record(&record);
                return Some(record);
            }
            Edit::Withdraw { number: at } => {
                let record = PublicRecord::Withdrawn(Tombstone {
                    submission_no: number(at),
                    withdrawn_on: date(2026, 10, 1),
                    published_at: Some(published(at)),
                });
                self.write_record(&record);
                return Some(record);
            }
            Edit::Forget { number } => self.take(&reply_file(number)),
            Edit::Renumber { number, to } => {
                self.take(&reply_file(number));
                self.write_record(&PublicRecord::Reply(reply(to, number)));
            }
            Edit::Write { kind, name, text } => {
                let kind_name = KINDS[usize::from(kind) % KINDS.len()];
                self.put(&file(kind, name), &record(kind_name, name, text));
            }
            Edit::Remove { kind, name } => self.take(&file(kind, name)),
            Edit::Rename { kind, name, to } => {
                let (from, to) = (self.path(&file(kind, name)), self.path(&file(kind, to)));
                let _was_there = std::fs::rename(from, to);
            }
            Edit::Unit { office, text } => {
                self.units[usize::from(office)] = text;
                self.write_units();
            }
            Edit::Setting { which, text } => {
                self.settings[usize::from(which % 4)] = text;
                self.write_settings();
            }
            Edit::Theme { which, text } => self.change_theme(which, text),
            Edit::Figures { received: Some(received) } => {
                self.put("replies/figures/2026.toml", &figures(received).to_text());
            }
            Edit::Figures { received: None } => self.take("replies/figures/2026.toml"),
            Edit::Day { day } => self.day = date(2026, 11, 20 + i8::try_from(day % 8).expect("few")),
        }
        None
    }

    fn change_theme(&self, which: u8, text: u8) {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("in the project");
        let (file, more) = match which % 4 {
            0 => ("templates/page.html", format!("{{# {text} #}}")),
            1 => ("static/town.css", format!("/* {text} */")),
            2 => ("templates/base.html", format!("<!-- {text} -->")),
            _ => ("messages/zh-Hans/data.ftl", format!("# {text}")),
        };
        let sample = std::fs::read_to_string(project.join("themes/town").join(file)).expect("a theme");
        self.put(&format!("theme/{file}"), &format!("{sample}{more}\n"));
    }

    /// How the site is built.
    pub(crate) fn options(&self, out: &str) -> Options {
        Options {
            content: self.path("content"),
            replies: Some(self.path("replies")),
            theme: self.path("theme"),
            out: self.path(out),
            date: self.day,
        }
    }

    /// Builds it as a new process would.
    pub(crate) fn build(&self, out: &str) -> Result<Report, BuildError> {
        build(&self.options(out), &NoProgress)
    }
}
