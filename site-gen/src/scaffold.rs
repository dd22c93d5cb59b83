//! `new`: the beginning of a record, with every key and a line on what belongs there. A file that is there is never
//! written over. Deliberately absent: replies, which only the mailbox writes.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;

use crate::output;
use crate::record::is_slug;

/// A kind of record that can be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// A contact card.
    Contact,
    /// A policy document.
    Document,
    /// A policy explanation.
    Policy,
    /// An event.
    Event,
    /// A rule improvement.
    Improvement,
    /// A plain page.
    Page,
}

impl Kind {
    const fn folder(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Document => "documents",
            Self::Policy => "policies",
            Self::Event => "events",
            Self::Improvement => "improvements",
            Self::Page => "pages",
        }
    }

    fn text(self, today: Date) -> String {
        match self {
            Self::Contact => format!(
                "+++\nname = \"\"\npost = \"\"\n# township（镇干部）或 village（村干部）\nlevel = \"village\"\n# 办公室的 id，没有就删掉这一行\n# office = \"\"\nvillages = []\nroles = []\nphone = \"\"\n# 私人手机号只有本人书面同意才能写，并写同意日期\n# mobile = \"\"\n# mobile_consent_on = {today}\nduties = [\"\"]\ntopics = [\"\"]\nduty_hours = \"\"\npromise = \"\"\n# 最近一次打电话核对的日期\nverified_on = {today}\norder = 100\n+++\n"
            ),
            Self::Document => format!(
                "+++\ntitle = \"\"\nnumber = \"\"\nissued_by = \"\"\nissued_on = {today}\neffective_on = {today}\n# in_force（有效）、amended（已修改）或 repealed（已废止）；后两种要写 status_note\nstatus = \"in_force\"\n+++\n\n文件原文。\n"
            ),
            Self::Policy => format!(
                "+++\ntitle = \"\"\n# 一两句大白话：谁能享受什么、怎么办\nsummary = \"\"\n# documents/ 里的文件名\ndocument = \"\"\n# 负责解读的办公室 id\nexplained_by = \"\"\npublished_at = \"{today} 09:00\"\ntopics = []\n\n[[question]]\nq = \"\"\na = \"\"\n+++\n\n解读正文。\n"
            ),
            Self::Event => format!(
                "+++\n# outreach_day、joint_office_day、town_hall_meeting 或 field_research_stay\nkind = \"town_hall_meeting\"\ntitle = \"\"\nstarts_at = \"{today} 14:30\"\nends_at = \"{today} 16:30\"\nplace = \"\"\n# planned（计划）、held（已举行）或 cancelled（已取消）\nstatus = \"planned\"\nsummary = \"\"\npublished_at = \"{today} 09:00\"\n+++\n"
            ),
            Self::Improvement => format!(
                "+++\ntitle = \"\"\noffice = \"\"\npublished_at = \"{today} 09:00\"\nreplies = []\nbefore = \"\"\nafter = \"\"\n+++\n"
            ),
            Self::Page => {
                format!(
                    "+++\ntitle = \"\"\ndescription = \"\"\norder = 100\nupdated_on = {today}\nnav = false\n+++\n"
                )
            }
        }
    }
}

/// Begins a record and gives its path.
///
/// # Errors
/// A slug that cannot stand in a URL, a file that is there.
pub fn begin(content: &Path, kind: Kind, slug: &str, today: Date) -> Result<PathBuf> {
    if !is_slug(slug) {
        bail!("“{slug}” 不能用在网址里：只用小写字母、数字和短横线");
    }
    let file = format!("{}/{slug}.md", kind.folder());
    let path = content.join(&file);
    if path.exists() {
        bail!("{} 已经有了，没有改动", path.display());
    }
    if !content.join("site.toml").is_file() {
        bail!("{} 不是内容文件夹：里面没有 site.toml", content.display());
    }
    output::replace(content, &file, kind.text(today).as_bytes()).context("写不下来")?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;
    use jiff::civil::date;

    use super::*;
    use crate::record::Source;

    #[test]
    fn every_beginning_is_front_matter_that_toml_reads() {
        for kind in Kind::value_variants() {
            let text = kind.text(date(2026, 11, 23));
            let source = Source { file: "x.md", text: &text };
            assert!(source.parse::<toml::Table>().is_ok(), "{kind:?}: {text}");
        }
    }

    #[test]
    fn a_record_that_is_there_is_not_written_over() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(begin(dir.path(), Kind::Page, "about", date(2026, 11, 23)).is_err());
        output::write_new(dir.path(), "site.toml", b"").expect("written");
        assert!(begin(dir.path(), Kind::Page, "about", date(2026, 11, 23)).is_ok());
        assert!(begin(dir.path(), Kind::Page, "about", date(2026, 11, 23)).is_err());
        assert!(begin(dir.path(), Kind::Page, "../about", date(2026, 11, 23)).is_err());
    }
}
