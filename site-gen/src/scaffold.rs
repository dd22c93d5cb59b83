//! `new`: the beginning of a record, with every key and a line on what belongs there. A file that is there is
//! never written over; a village, an office or a day that comes again is added at the end of its file.
//! `check` names what is still to be filled in. Deliberately absent: replies and figures, which only the
//! mailbox writes.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use record::{KINDS, Kind, is_slug};

use crate::output;

/// What can be begun.
#[derive(Clone, Copy, Debug)]
pub enum Beginning {
    /// A record, as a file in the folder of its kind.
    Record(&'static Kind),
    /// A village, in `units.toml`.
    Village,
    /// An office, in `units.toml`.
    Office,
    /// A day that comes again, in `regular.toml`.
    RegularDay,
}

impl Beginning {
    /// Everything that can be begun.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().copied().map(Self::Record).chain([Self::Village, Self::Office, Self::RegularDay])
    }

    /// What the command line calls it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Record(kind) => kind.word,
            Self::Village => "village",
            Self::Office => "office",
            Self::RegularDay => "regular-day",
        }
    }

    /// The folder of its files; or the one file that all of its kind stand in.
    const fn place(self) -> &'static str {
        match self {
            Self::Record(kind) => kind.folder,
            Self::Village | Self::Office => "units.toml",
            Self::RegularDay => "regular.toml",
        }
    }

    fn text(self, slug: &str, today: Date) -> String {
        match self {
            Self::Record(kind) => (kind.beginning)(today),
            Self::Village => format!(
                "\n[[village]]\nid = \"{slug}\"\nname = \"\"\npopulation = 0\nhouseholds = 0\ngroups = []\n\
                 # 驻村工作指导员：contacts/ 里的文件名\ninstructor = \"\"\n# 村委会电话，例如 0880-5512340\n\
                 committee_phone = \"\"\naddress = \"\"\nmailbox_point = \"\"\nintro = \"\"\n"
            ),
            Self::Office => format!(
                "\n[[office]]\nid = \"{slug}\"\nname = \"\"\n# 大家平时的叫法\nshort = \"\"\n\
                 # general_office（综合办）、functional_office（职能办公室）或 supervision_office（督查办公室）\n\
                 role = \"functional_office\"\nphone = \"\"\naddress = \"\"\nhours = \"\"\n\
                 # 群众会因为什么事来问，用群众的话写\ntopics = []\nintro = \"\"\n"
            ),
            Self::RegularDay => {
                "\n[[day]]\n# outreach_day、joint_office_day、town_hall_meeting 或 field_research_stay\n\
                 kind = \"outreach_day\"\ntitle = \"\"\n# 每月几号（1 到 28）；每星期的写 weekday = \"tuesday\"\n\
                 month_day = 15\nbegins = \"08:30\"\nends = \"17:30\"\nplace = \"\"\nsummary = \"\"\n"
                    .to_owned()
            }
        }
    }
}

/// Begins a record and gives its path.
///
/// # Errors
/// A slug that cannot stand in a URL, a file that is there.
pub fn begin(content: &Path, kind: Beginning, slug: &str, today: Date) -> Result<PathBuf> {
    if !is_slug(slug) {
        bail!("“{slug}” 不能用在网址里：只用小写字母、数字和短横线");
    }
    if !content.join("site.toml").is_file() {
        bail!("{} 不是内容文件夹：里面没有 site.toml", content.display());
    }
    if kind.place().ends_with(".toml") {
        return add(content, kind, slug, today);
    }
    let file = format!("{}/{slug}.md", kind.place());
    let path = content.join(&file);
    if path.exists() {
        bail!("{} 已经有了，没有改动", path.display());
    }
    output::replace(content, &file, kind.text(slug, today).as_bytes()).context("写不下来")?;
    Ok(path)
}

/// Begins a record at the end of the file of its kind.
fn add(content: &Path, kind: Beginning, slug: &str, today: Date) -> Result<PathBuf> {
    let file = kind.place();
    let path = content.join(file);
    let mut text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read.with_context(|| path.display().to_string())?,
    };
    if text.lines().any(|line| line.trim() == format!("id = \"{slug}\"")) {
        bail!("{} 里已经有“{slug}”，没有改动", path.display());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&kind.text(slug, today));
    output::replace(content, file, text.as_bytes()).context("写不下来")?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use record::Article;

    use super::*;

    use crate::load;

    /// The good site of the tests, as on a day.
    fn good() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let good = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/broken/good");
        for entry in walkdir::WalkDir::new(&good) {
            let entry = entry.expect("read");
            if entry.file_type().is_file() {
                let file = entry.path().strip_prefix(&good).expect("below").to_string_lossy().into_owned();
                let bytes = std::fs::read(entry.path()).expect("read");
                output::write_new(folder.path(), &file, &bytes).expect("written");
            }
        }
        folder
    }

    /// What stands in the place of an empty text once somebody has filled it in.
    fn filled(line: &str) -> String {
        let value = match line.split('=').next().unwrap_or_default().trim() {
            "phone" | "committee_phone" => "0880-5512340",
            "office" | "explained_by" => "nongye",
            "document" => "hefa-2026-01",
            "instructor" => "chen-an",
            "villages" => "dongcun",
            _ => "已填",
        };
        line.replace("\"\"", &format!("\"{value}\""))
    }

    #[test]
    fn check_names_what_is_to_be_filled_in_and_takes_the_record_when_it_is() {
        let today = date(2026, 11, 23);
        for kind in Beginning::all() {
            let folder = good();
            let path = begin(folder.path(), kind, "xin-de", today).expect("begun");
            let text = std::fs::read_to_string(&path).expect("read");
            let own = path.strip_prefix(folder.path()).expect("below").to_string_lossy().into_owned();
            let problems = load::load(folder.path(), None, today).expect_err("not filled in");
            assert!(
                problems.iter().all(|one| one.file == own && one.line.is_some()),
                "{kind:?}: {problems:?}"
            );
            assert!(problems.iter().any(|one| one.what.contains("还空着")), "{kind:?}: {problems:?}");
            let lines: Vec<String> = text.lines().map(filled).collect();
            output::replace(folder.path(), &own, (lines.join("\n") + "\n").as_bytes()).expect("written");
            if let Err(problems) = load::load(folder.path(), None, today) {
                panic!("{kind:?}: {problems:?}");
            }
        }
    }

    #[test]
    fn what_stands_in_a_file_of_many_stays_there() {
        let folder = good();
        let before = std::fs::read_to_string(folder.path().join("units.toml")).expect("read");
        begin(folder.path(), Beginning::Village, "xicun", date(2026, 11, 23)).expect("begun");
        let after = std::fs::read_to_string(folder.path().join("units.toml")).expect("read");
        assert!(after.starts_with(&before) && after.contains("id = \"xicun\""));
        assert!(
            begin(folder.path(), Beginning::Office, "xicun", date(2026, 11, 23)).is_err(),
            "the id is taken"
        );
        assert_eq!(std::fs::read_to_string(folder.path().join("units.toml")).expect("read"), after);
    }

    #[test]
    fn a_record_that_is_there_is_not_written_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let page = Beginning::Record(&Article::KIND);
        assert!(begin(dir.path(), page, "about", date(2026, 11, 23)).is_err());
        output::write_new(dir.path(), "site.toml", b"").expect("written");
        assert!(begin(dir.path(), page, "about", date(2026, 11, 23)).is_ok());
        assert!(begin(dir.path(), page, "about", date(2026, 11, 23)).is_err());
        assert!(begin(dir.path(), page, "../about", date(2026, 11, 23)).is_err());
    }
}
