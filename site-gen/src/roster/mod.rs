//! The roster of cadres as offices keep it, a spreadsheet, to contact cards and back.
//!
//! | file | what |
//! | --- | --- |
//! | `column` | which columns there are, and under which headings offices keep them |
//! | `workbook` | a file to sheets as somebody sees them: hidden, merged, with errors |
//! | `sheet` | sheets to rows of text: headings, merged cells, what is left out |
//! | `consent` | what else a roster says of who may be called |
//! | `card` | a row to a card, or why not |
//! | `cells` | what a single cell says: a name, a number, a day |
//! | `surname` | a name in letters |
//! | `template` | cards to a workbook that reads back |
//!
//! A row that cannot become a card is told with sheet, line and remedy, and does not stop the others; a card
//! that is there is never written over. A mobile that is public and that the roster no longer allows is told
//! first of all. Reading a roster twice adds nothing. Two people who share name and post are two cards when
//! anything else about them differs.
//!
//! Deliberately absent: villages and offices (`units.toml` knows them; a row that names another is not
//! taken), and any guess at a number that is not whole.

mod card;
mod cells;
mod column;
mod consent;
mod sheet;
mod surname;
mod template;
mod workbook;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use privacy::Known;
use record::problem::Problem;
use record::{Contact, Record as _, Source, Units};

use crate::leaks::Gate;
use crate::load;
use crate::output;

pub(crate) use cells::is_name;
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

/// Reads a roster into the contact cards of a content folder. `today` counts as the day on which the numbers
/// were confirmed where the roster does not say.
///
/// # Errors
/// A file that is no workbook or has no table of people, a content folder without readable units; nothing was
/// written then.
pub fn take_in(file: &Path, content: &Path, today: Date) -> anyhow::Result<Taken> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let units = std::fs::read_to_string(content.join("units.toml"))
        .with_context(|| content.join("units.toml").display().to_string())?;
    let units = Units::parse(&units).map_err(|error| anyhow::anyhow!("units.toml：{}", error.message()))?;
    let known = load::contacts(content).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("先把原有的联心卡改好：\n{}", lines.join("\n"))
    })?;
    let (tables, left_out) = sheet::read(&bytes).with_context(|| file.display().to_string())?;
    if tables.is_empty() {
        let why: String = left_out.iter().map(|problem| format!("\n{problem}")).collect();
        bail!(
            "{}：没有找到名册：要有一行标题，里面有“姓名”和“办公电话”；可以先用 site-gen export 导出样表{why}",
            file.display()
        );
    }
    let mut taken = Taken { refused: withdrawn(&known, &tables), ..Taken::default() };
    taken.refused.extend(left_out);
    let in_duty = in_duty(&known, &units, &tables);
    let gate = Gate { known: &in_duty, allowed: &[], hashed: None };
    let entries = read_entries(&tables, &units, &gate, today, known.len(), &mut taken);
    let mut slugs: BTreeSet<String> = known.iter().map(|card| card.id.clone()).collect();
    for (nth, entry) in entries.iter().enumerate() {
        let others = entries.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, one)| one);
        let says_other =
            |one: &&Entry| may_be_one(&one.card, &entry.card) && !is_equal(&one.card, &entry.card);
        if let Some(same) = others.clone().find(says_other) {
            taken.refused.push(Problem::new(
                &entry.place,
                format!("和{}像是同一个人，写的不一样，两行都没有收", same.place),
                "留下写对、写全的一行；是两个人就在“网址名”一栏各写一个",
            ));
            continue;
        }
        if let Some(same) = entries[..nth].iter().find(|one| is_equal(&one.card, &entry.card)) {
            taken.refused.push(Problem::new(
                &entry.place,
                format!("和{}是同一个人，只收了一次", same.place),
                "删掉重复的一行；是两个人就在“网址名”一栏各写一个",
            ));
            continue;
        }
        match there(&known, &entries, entry) {
            There::Same => taken.known += 1,
            There::Changed(one) => {
                taken.known += 1;
                taken.refused.push(changed(one, &entry.card, &entry.place));
            }
            There::New => add(content, entry, &mut slugs, &mut taken)?,
        }
    }
    Ok(taken)
}

/// A row that can be a card.
struct Entry {
    place: String,
    card: Contact,
    /// The roster says under which address the card stands.
    has_slug: bool,
}

/// The rows of all tables; what cannot be a card is told.
fn read_entries(
    tables: &[sheet::Table],
    units: &Units,
    gate: &Gate<'_>,
    today: Date,
    known: usize,
    taken: &mut Taken,
) -> Vec<Entry> {
    let mut entries = Vec::new();
    for table in tables {
        for row in &table.rows {
            let place = format!("{} 第 {} 行", table.name, row.line);
            match card::read(row, units, gate, today, known + entries.len()) {
                Err(faults) => taken
                    .refused
                    .extend(faults.into_iter().map(|(what, do_this)| Problem::new(&place, what, do_this))),
                Ok(card) => {
                    let has_slug = !row.text(column::Column::Slug).is_empty();
                    entries.push(Entry { place, card, has_slug });
                }
            }
        }
    }
    entries
}

/// What the cards that are there say of a row.
enum There<'a> {
    Same,
    Changed(&'a Contact),
    New,
}

fn there<'a>(known: &'a [Contact], entries: &[Entry], entry: &Entry) -> There<'a> {
    let card = &entry.card;
    if known.iter().any(|one| agrees(one, card)) {
        return There::Same;
    }
    let mut alike = known.iter().filter(|one| one.name == card.name && one.post == card.post);
    // A card that another row of the roster is about is somebody else's.
    let is_free = |one: &&Contact| !entries.iter().any(|other| agrees(one, &other.card));
    let is_meant = |one: &&Contact| !entry.has_slug || one.id == card.id;
    alike.find(|one| is_free(one) && is_meant(one)).map_or(There::New, There::Changed)
}

/// Nothing that the second says is otherwise in the first. What a roster has no column for, it does not say.
fn agrees(one: &Contact, card: &Contact) -> bool {
    one.name == card.name && one.post == card.post && differences(one, card).is_empty()
}

/// Neither of two rows says otherwise than the other, whichever stands first.
fn may_be_one(one: &Contact, other: &Contact) -> bool {
    let both_differ =
        |one: Option<&String>, other: Option<&String>| one.zip(other).is_some_and(|(a, b)| a != b);
    let villages_differ =
        !one.villages.is_empty() && !other.villages.is_empty() && !same_villages(one, other);
    one.name == other.name
        && one.post == other.post
        && one.phone == other.phone
        && !both_differ(one.mobile.as_ref(), other.mobile.as_ref())
        && !both_differ(one.office.as_ref(), other.office.as_ref())
        && !villages_differ
}

/// Two rows say the same of the same person.
fn is_equal(one: &Contact, other: &Contact) -> bool {
    agrees(one, other) && agrees(other, one)
}

fn same_villages(one: &Contact, other: &Contact) -> bool {
    let sorted = |card: &Contact| card.villages.iter().cloned().collect::<BTreeSet<_>>();
    sorted(one) == sorted(other)
}

fn differences(one: &Contact, card: &Contact) -> Vec<&'static str> {
    let mobile = |card: &Contact| (card.mobile.clone(), card.mobile_consent_on);
    let differs = [
        ("电话", one.phone != card.phone),
        ("手机", card.mobile.is_some() && mobile(one) != mobile(card)),
        ("办公室", card.office.is_some() && one.office != card.office),
        ("村", !card.villages.is_empty() && !same_villages(one, card)),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
}

/// Who may be named on every page: the people of the cards, of the roster and of the villages.
fn in_duty(known: &[Contact], units: &Units, tables: &[sheet::Table]) -> Known {
    let liaisons = units.villages().iter().flat_map(|village| &village.liaisons).map(|one| one.name.clone());
    let rows = tables.iter().flat_map(|table| &table.rows).map(card::name);
    let names = known.iter().map(|card| card.name.clone()).chain(liaisons).chain(rows);
    Known { keep_names: names.collect(), ..Known::default() }
}

/// Mobiles that are public and that the roster no longer has, or has with another number or day of consent: whatever else
/// is wrong with the row, this is told, and before everything else.
fn withdrawn(known: &[Contact], tables: &[sheet::Table]) -> Vec<Problem> {
    let rows = || tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let mut told = Vec::new();
    for card in known.iter().filter(|card| card.mobile.is_some()) {
        let has_post = |row: &sheet::Row, one: &Contact| card::post(row) == one.post;
        let named = || rows().filter(|(_, row)| card::may_be(row, &card.name));
        let mut about: Vec<_> = named().filter(|(_, row)| has_post(row, card)).collect();
        if about.is_empty() {
            // Somebody who has another post now; a namesake has a card of their own.
            let is_namesake =
                |row: &sheet::Row| known.iter().any(|one| one.name == card.name && has_post(row, one));
            about = named().filter(|(_, row)| !is_namesake(row)).collect();
        }
        if about.iter().any(|(_, row)| card::keeps_mobile(row, card)) {
            continue;
        }
        if let Some((table, row)) = about.first() {
            told.push(Problem::new(
                format!("{} 第 {} 行", table.name, row.line),
                format!(
                    "{}的手机（号码或者同意公开的日期）和 contacts/{}.md 里的不一样，那里的号码还在网站上",
                    card.name, card.id
                ),
                "先问本人：不同意公开了，马上删掉联心卡里的 mobile 和 mobile_consent_on，再生成、发布一次；\
                 还同意的，让两边的号码和日期一样",
            ));
        }
    }
    told
}

/// Writes a new card. What was written must read back: the same checks as for a card written by hand.
fn add(content: &Path, entry: &Entry, slugs: &mut BTreeSet<String>, taken: &mut Taken) -> anyhow::Result<()> {
    let id = free_slug(&entry.card.id, slugs);
    let (name, text) = (format!("contacts/{id}.md"), entry.card.to_text());
    match Contact::parse(&Source { file: &name, text: &text }) {
        Ok(_) => {
            output::replace(content, &name, text.as_bytes())?;
            slugs.insert(id);
            taken.added.push(name);
        }
        Err(problems) => taken
            .refused
            .extend(problems.into_iter().map(|one| Problem::new(&entry.place, one.what, one.do_this))),
    }
    Ok(())
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

/// A card is never written over: what a roster says otherwise of the same person is told.
fn changed(known: &Contact, card: &Contact, place: &str) -> Problem {
    let what = differences(known, card).join("、");
    Problem::new(
        place,
        format!("{}的{what}和 contacts/{}.md 里的不一样", card.name, known.id),
        "打一遍确认哪个对，再改联心卡里的 phone、mobile、office、villages 和 verified_on；原来的没有动。\
         是同名同岗位的另一个人，就在“网址名”一栏写一个自己的名字",
    )
}

fn free_slug(wanted: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(name)).expect("numbers do not end")
}

#[cfg(test)]
mod tests;
