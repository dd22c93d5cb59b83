//! The roster of cadres as offices keep it, a spreadsheet, to contact cards and back.
//!
//! | file | what |
//! | --- | --- |
//! | `column` | which columns there are, and under which headings offices keep them |
//! | `sheet` | a workbook to rows of text: numbers as they are read, not as they are computed |
//! | `card` | a row to a card, or why not |
//! | `template` | cards to a workbook that reads back |
//!
//! A row that cannot become a card is told with sheet, line and remedy, and does not stop the others; a card that is there
//! is never written over. Reading a roster twice adds nothing.
//!
//! Deliberately absent: villages and offices (`units.toml` knows them; a row that names another is not taken), and any
//! guess at a number that is not whole.

mod card;
mod column;
mod sheet;
mod template;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::Date;

use crate::load;
use crate::output;
use crate::problem::Problem;
use crate::record::{Contact, Source, Units};

pub use template::workbook;

/// What became of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Files of new cards, relative to the content.
    pub added: Vec<String>,
    /// Rows whose card was there already; what differs is among the refused.
    pub known: usize,
    /// Rows that were not taken, and why.
    pub refused: Vec<Problem>,
}

/// Reads a roster into the contact cards of a content folder. `today` counts as the day on which the numbers were
/// confirmed where the roster does not say.
///
/// # Errors
/// A file that is no workbook or has no table of people, a content folder without readable units; nothing was written then.
pub fn take_in(file: &Path, content: &Path, today: Date) -> anyhow::Result<Taken> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let units = std::fs::read_to_string(content.join("units.toml"))
        .with_context(|| content.join("units.toml").display().to_string())?;
    let units = Units::parse(&units).map_err(|error| anyhow::anyhow!("units.toml：{}", error.message()))?;
    let known = load::contacts(content).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("先把原有的联心卡改好：\n{}", lines.join("\n"))
    })?;
    let (tables, without_headings) = sheet::read(&bytes).with_context(|| file.display().to_string())?;
    if tables.is_empty() {
        bail!(
            "{}：没有找到名册：要有一行标题，里面有“姓名”和“办公电话”；可以先用 site-gen export 导出样表",
            file.display()
        );
    }
    let mut taken = Taken::default();
    taken.refused.extend(without_headings.into_iter().map(|name| {
        Problem::new(
            name,
            "没有找到标题那一行，这一张没有收",
            "标题里要有“姓名”和“办公电话”；不是名册的表删掉，或者不用管",
        )
    }));
    let mut slugs: BTreeSet<String> = known.iter().map(|card| card.id.clone()).collect();
    let mut people = known;
    for table in &tables {
        for row in &table.rows {
            let place = format!("{} 第 {} 行", table.name, row.line);
            match card::read(row, &units, today, people.len()) {
                Err(problems) => taken
                    .refused
                    .extend(problems.into_iter().map(|(what, do_this)| Problem::new(&place, what, do_this))),
                Ok(card) if people.iter().any(|one| one.name == card.name && one.post == card.post) => {
                    taken.known += 1;
                    taken.refused.extend(people.iter().filter_map(|one| changed(one, &card, &place)));
                }
                Ok(mut card) => {
                    card.id = free_slug(&card.id, &slugs);
                    let (name, text) = (format!("contacts/{}.md", card.id), card.to_text());
                    // What was written must read back: the same checks as for a card written by hand.
                    match Contact::parse(&Source { file: &name, text: &text }) {
                        Ok(card) => {
                            output::replace(content, &name, text.as_bytes())?;
                            slugs.insert(card.id.clone());
                            people.push(card);
                            taken.added.push(name);
                        }
                        Err(problems) => taken.refused.extend(
                            problems.into_iter().map(|one| Problem::new(&place, one.what, one.do_this)),
                        ),
                    }
                }
            }
        }
    }
    Ok(taken)
}

/// Writes the cards of a content folder as a roster; with none it is the empty template.
///
/// # Errors
/// Cards that cannot be read, a file that is there.
pub fn give_out(content: &Path, file: &Path) -> anyhow::Result<usize> {
    if file.exists() {
        bail!("{} 已经有了，没有改动：换一个文件名", file.display());
    }
    let units = std::fs::read_to_string(content.join("units.toml"))
        .with_context(|| content.join("units.toml").display().to_string())?;
    let units = Units::parse(&units).map_err(|error| anyhow::anyhow!("units.toml：{}", error.message()))?;
    let cards = load::contacts(content).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })?;
    let bytes = workbook(&cards, &units)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().context("没有文件名")?.to_string_lossy();
    output::write_new(folder, &name, &bytes)?;
    Ok(cards.len())
}

/// A card is never written over: another number for the same person is told.
fn changed(known: &Contact, card: &Contact, place: &str) -> Option<Problem> {
    let is_same = known.name == card.name && known.post == card.post;
    let differs = known.phone != card.phone || card.mobile.is_some() && known.mobile != card.mobile;
    // Two people may share name and post: then one of them has the number.
    (is_same && differs).then(|| {
        Problem::new(
            place,
            format!("{}的电话和 contacts/{}.md 里的不一样", card.name, known.id),
            "打一遍确认哪个对，再改联心卡里的 phone、mobile 和 verified_on；原来的没有动",
        )
    })
}

fn free_slug(wanted: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(name)).expect("numbers do not end")
}

#[cfg(test)]
mod tests;
