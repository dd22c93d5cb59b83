//! A copy of the sample township, with replies of the test's own.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use record::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Round};
use site_gen::build::{NoProgress, Options, Report, build};

/// A township in a folder of its own.
pub(crate) struct Town(tempfile::TempDir);

pub(crate) fn copy(from: &Path, to: &Path) {
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

/// A reply that was published on a day of September.
pub(crate) fn reply(number: u16, day: i8) -> PublicReply {
    PublicReply {
        submission_no: format!("2026-0000-{number:04}"),
        title: format!("第 {number} 盏路灯"),
        kind: PublicKind::Complaint,
        topic: "路灯".into(),
        village: Some("shuikou".into()),
        office: "chengjian".into(),
        scope: FeedbackScope::Village,
        received_on: date(2026, 9, 1),
        replied_on: date(2026, 9, 1),
        published_at: date(2026, 9, day).at(8, i8::try_from(number % 60).expect("below 60"), 0, 0),
        working_days: Some(0),
        updated: None,
        round: Round::First,
        policies: vec![],
        letters: 1,
        rating: None,
        kept: Vec::new(),
        letter: format!("第 {number} 盏路灯不亮 <b>。"),
        answer: "您好！已经修好，见[班车](../../../policies/nongcun-banche/)。".into(),
    }
}

impl Town {
    /// The sample content and theme.
    pub(crate) fn new() -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("in the project");
        let folder = tempfile::tempdir().expect("a folder");
        copy(&project.join("content"), &folder.path().join("content"));
        copy(&project.join("themes/town"), &folder.path().join("theme"));
        Self(folder)
    }

    /// The themes of the product beside each other, with one of this name.
    pub(crate) fn add_theme(&self, name: &str) {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("in the project");
        for name in ["town", name] {
            copy(&project.join("themes").join(name), &self.path("themes").join(name));
        }
    }

    /// A path below the township's folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a record.
    pub(crate) fn publish(&self, record: &PublicRecord) {
        let path = self.path("replies").join(record.relative_path());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, record.to_text()).expect("written");
    }

    /// Changes a file of the content.
    pub(crate) fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.path("content").join(file);
        let text = std::fs::read_to_string(&path).expect("there");
        assert!(text.contains(from), "{file} has no {from:?}");
        std::fs::write(path, text.replace(from, to)).expect("written");
    }

    /// Builds the site of 23 November 2026.
    pub(crate) fn build(&self) -> Report {
        let options = Options {
            content: self.path("content"),
            replies: Some(self.path("replies")),
            theme: self.path("theme"),
            out: self.path("site"),
            date: date(2026, 11, 23),
        };
        build(&options, &NoProgress).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A file of the site.
    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path("site").join(file))
            .unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// All files of the site.
    pub(crate) fn files(&self) -> Vec<String> {
        site_gen::output::list(&self.path("site")).expect("listed")
    }
}
