//! What a record refers to must be there: units, documents, replies, pictures, attachments, old addresses.
//! Deliberately absent: reading records, and links in texts (`links`).

use std::collections::{BTreeSet, HashSet};
use std::fs;

use jiff::civil::DateTime;
use record::problem::Problem;
use record::{
    Contact, HeldBack, PolicyDocument, PolicyExplanation, Record, Source, StoredRecord, StoredReply, Target,
};

use super::{REPLIES, Reader};
use crate::markdown;
use crate::media::MediumKind;
use crate::site::Site;
use crate::urls;

const CONTACTS: &str = Contact::KIND.folder;

const POLICIES: &str = PolicyExplanation::KIND.folder;

const CHANGE_TO_COME: &str = "最后改动在今天之后";
const WRITE_TRUE_CHANGE: &str = "写真正改动的时间；还没有改动过就删掉 updated";
const UNIT: &str = "对照 units.toml 里的 id 改正，或者先在那里加上";

impl Reader<'_> {
    /// An old address must be one that a page can have and that no page has.
    fn check_moves(&mut self, site: &Site) {
        let moves = site.moves();
        let mut taken: BTreeSet<String> = site.addresses().into_iter().collect();
        for one in &moves {
            if !urls::is_old_address(one.alias) {
                self.refer(
                    &one.file,
                    "aliases",
                    format!("“{}” 不能作旧网址", one.alias),
                    "写站内的旧路径，只用小写字母、数字和短横线，以 / 或 .html 结尾，例如 \"policies/jiu-mingzi/\"；replies、assets、data 等由程序生成的不能用",
                );
            } else if !taken.insert(one.alias.to_owned()) {
                self.refer(
                    &one.file,
                    "aliases",
                    format!("“{}” 已经有一页了", one.alias),
                    "删掉这个旧网址，或者改正写法",
                );
            }
        }
    }

    /// Pictures and attachments of a text must be there, and be told in words.
    fn check_files(&mut self, site: &Site) {
        for record in site.records.iter() {
            let (file, folder) = (record.file(), record.kind().folder);
            let known = |name: &str| site.media.of(record, name);
            let beside = format!("放进 {folder}/{}/ 文件夹，写它的文件名", record.slug());
            for wanted in markdown::pictures(record.body()) {
                let mut tell = |what: String, do_this: &str| {
                    let front = fs::read_to_string(self.content.join(&file)).ok();
                    let above = front.and_then(|text| Source { file: &file, text: &text }.lines_above_body());
                    let line = above.map(|above| above + wanted.line);
                    self.problems.push(Problem::new(&file, what, do_this).at(line));
                };
                if wanted.alt.trim().is_empty() {
                    tell(
                        format!("图片“{}”没有替代文字", wanted.file),
                        "在方括号里用一句话说清图上有什么：![一句话](文件名)",
                    );
                }
                let is_picture =
                    known(&wanted.file).is_some_and(|one| matches!(one.kind, MediumKind::Picture { .. }));
                // A picture that is there and cannot be opened is told at the picture.
                let path = self.content.join(folder).join(record.slug()).join(&wanted.file);
                if !is_picture && (wanted.file.contains('/') || !path.is_file()) {
                    tell(format!("没有“{}”这张图片", wanted.file), &format!("把 jpg 或 png {beside}"));
                }
            }
            for attachment in record.attachments() {
                if known(&attachment.file).is_none() {
                    let what = format!("没有“{}”这个附件", attachment.file);
                    self.refer(&file, "file", what, &format!("把附件{beside}"));
                }
                if attachment.title.trim().is_empty() {
                    self.refer(
                        &file,
                        "title",
                        format!("附件“{}”没有名称", attachment.file),
                        "在 title 里写给群众看的名称",
                    );
                }
            }
        }
    }

    /// A record that is there and is told for itself.
    pub(super) fn is_broken(&self, folder: &str, name: &str) -> bool {
        self.broken.contains(&format!("{folder}/{name}"))
    }

    /// The program makes pages of its own at the root: no plain page may stand in their place.
    fn check_places(&mut self, site: &Site) {
        for article in site.records.articles.iter().filter(|one| urls::is_reserved(&one.slug)) {
            self.problems.push(Problem::new(
                article.file(),
                format!("“{}/”已经有一页了：这个网址由程序生成", article.slug),
                "换一个文件名",
            ));
        }
    }

    /// What is said of something that a record names and that is not there. What is there and is told for
    /// itself, or is not on the site yet, is not missing.
    fn missing(
        &self,
        site: &Site,
        record: &dyn Record,
        target: Target<'_>,
    ) -> Option<(String, &'static str)> {
        const DOCUMENTS: &str = PolicyDocument::KIND.folder;
        let held = |slug: &str| site.why_held(&format!("{DOCUMENTS}/{slug}.md")).is_some();
        let is_there = |slug: &str| site.document(slug).is_some() || self.is_broken(DOCUMENTS, slug);
        let no_document = "对照 documents/ 里的文件名改正";
        match target {
            Target::Village(id) if site.units.village(id).is_none() => {
                Some((format!("没有“{id}”这个村"), UNIT))
            }
            Target::Office(id) if site.units.office(id).is_none() => {
                Some((format!("没有“{id}”这个办公室"), UNIT))
            }
            Target::PublicDocument(slug) if held(slug) => Some((
                format!("文件“{slug}”还没有公开：是草稿，或者没到日子"),
                "文件先公开，或者同时公开；解读也可以先写 draft = true",
            )),
            Target::PublicDocument(slug) if !is_there(slug) => {
                Some((format!("没有“{slug}”这个文件"), no_document))
            }
            // A document names another one.
            Target::Document(slug) if record.kind().folder == DOCUMENTS => {
                let is_missing = !is_there(slug) && !held(slug) || slug == record.slug();
                is_missing.then(|| (format!("没有“{slug}”这个别的文件"), no_document))
            }
            Target::Document(slug) if !is_there(slug) && !held(slug) => {
                Some((format!("没有“{slug}”这个文件"), no_document))
            }
            Target::Reply(number) if site.reply(number).is_none() => {
                // One that was withdrawn is no fault of whoever names it: its page is a tombstone, and no
                // list has it.
                let is_withdrawn = site.tombstones.iter().any(|one| one.submission_no == *number);
                let is_to_come = site.why_held(&format!("{REPLIES}/{number}")).is_some();
                let is_known = is_withdrawn || is_to_come || self.is_broken(REPLIES, number);
                (!is_known).then(|| (format!("没有公开过的答复“{number}”"), "写已经公开的信件编号，或者删掉"))
            }
            _ => None,
        }
    }

    /// A change is never still to come: readers of calendars and feeds would pass over every true one until then.
    fn check_changes(&mut self, site: &Site) {
        let is_to_come = |at: Option<DateTime>| at.is_some_and(|at| at.date() > site.today);
        for record in site.records.iter().filter(|one| is_to_come(one.times().updated)) {
            self.refer(&record.file(), "updated", CHANGE_TO_COME.to_owned(), WRITE_TRUE_CHANGE);
        }
        for at in site.regular.iter().filter_map(|rule| rule.updated).filter(|at| is_to_come(Some(*at))) {
            let text = fs::read_to_string(self.content.join("regular.toml")).unwrap_or_default();
            let day = at.date().to_string();
            let line = text.lines().position(|line| line.starts_with("updated") && line.contains(&day));
            self.problems.push(
                Problem::new("regular.toml", CHANGE_TO_COME, WRITE_TRUE_CHANGE).at(line.map(|at| at + 1)),
            );
        }
    }

    /// The same of the years' holidays, which move the regular days.
    fn check_calendar_changes(&mut self, site: &Site) {
        for year in site.calendar.years() {
            if site.calendar.changed_at(year).is_some_and(|at| at.date() > site.today) {
                let file = format!("calendar/{year}.toml");
                self.refer(&file, "updated", CHANGE_TO_COME.to_owned(), WRITE_TRUE_CHANGE);
            }
        }
    }

    pub(super) fn check_references(&mut self, site: &Site) {
        self.check_places(site);
        self.check_moves(site);
        self.check_links(site);
        self.check_files(site);
        self.check_changes(site);
        self.check_calendar_changes(site);
        for record in site.records.iter() {
            for fault in record.faults_on(site.today) {
                self.refer(&record.file(), fault.key, fault.what, fault.do_this);
            }
            for reference in record.references() {
                if let Some((what, do_this)) = self.missing(site, record, reference.target) {
                    self.refer(&record.file(), reference.key, what, do_this);
                }
            }
        }
        for unit in site.units.villages() {
            for liaison in unit.liaisons.iter().filter(|one| one.consent_on > site.today) {
                let what = format!("{}的联络员{}同意公开的日期在今天之后", unit.name, liaison.name);
                let text = fs::read_to_string(self.content.join("units.toml")).unwrap_or_default();
                let begin = format!("consent_on = {}", liaison.consent_on);
                let line = text.lines().position(|line| line.starts_with(&begin)).map(|at| at + 1);
                let do_this = "写本人书面同意的那一天；还没有同意就先不写这个人";
                self.problems.push(Problem::new("units.toml", what, do_this).at(line));
            }
            // A card whose last day is over is missed by nobody in the middle of the night: the page goes
            // without it.
            let is_there = site.contact(&unit.instructor).is_some()
                || site.why_held(&format!("{CONTACTS}/{}.md", unit.instructor)) == Some(HeldBack::Over);
            if !is_there && !self.is_broken(CONTACTS, &unit.instructor) {
                let what = format!("{}的驻村工作指导员“{}”没有联心卡", unit.name, unit.instructor);
                let text = fs::read_to_string(self.content.join("units.toml")).unwrap_or_default();
                let wrong = format!("instructor = \"{}\"", unit.instructor);
                let line = text.lines().position(|line| line.starts_with(&wrong)).map(|at| at + 1);
                let do_this = "在 contacts/ 里加上这个人的联心卡，或者改正 instructor";
                self.problems.push(Problem::new("units.toml", what, do_this).at(line));
            }
        }
        for reply in &site.replies {
            for (key, what, do_this) in dangling(site, reply, &self.broken) {
                let file = file_of(reply);
                self.refer(&file, key, what, do_this);
            }
        }
    }
}

/// A reply's file, as problems name it.
fn file_of(reply: &StoredReply) -> String {
    format!("{REPLIES}/{}/{}.md", &reply.submission_no[..4], reply.submission_no)
}

/// What a reply refers to and the site does not have.
fn dangling(
    site: &Site,
    reply: &StoredReply,
    broken: &HashSet<String>,
) -> Vec<(&'static str, String, &'static str)> {
    let mut found = Vec::new();
    for id in reply.village.iter().filter(|id| site.units.village(id).is_none()) {
        found.push(("village", format!("没有“{id}”这个村"), UNIT));
    }
    if site.units.office(&reply.office).is_none() {
        found.push(("office", format!("没有“{}”这个办公室", reply.office), UNIT));
    }
    // A reply stays when a policy that it names goes: its page does without the link.
    let is_known = |slug: &String| {
        site.policy(slug).is_some()
            || broken.contains(&format!("{POLICIES}/{slug}"))
            || site.why_held(&format!("{POLICIES}/{slug}.md")).is_some()
    };
    for slug in reply.policies.iter().filter(|slug| !is_known(slug)) {
        found.push(("policies", format!("没有“{slug}”这条政策解读"), "对照 policies/ 里的文件名改正"));
    }
    found
}

/// What is wrong with records that are to be taken into a site.
pub(crate) fn problems_of<'a>(site: &Site, records: impl Iterator<Item = &'a StoredRecord>) -> Vec<Problem> {
    let replies =
        records.filter_map(|stored| if let StoredRecord::Reply(reply) = stored { Some(reply) } else { None });
    replies
        .flat_map(|reply| {
            let file = file_of(reply);
            dangling(site, reply, &HashSet::new())
                .into_iter()
                .map(move |(_, what, do_this)| Problem::new(&file, what, do_this))
        })
        .collect()
}
