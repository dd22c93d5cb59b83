//! What a record refers to must be there: units, documents, replies, pictures, attachments, old addresses.
//! Deliberately absent: reading records, and links in texts (`links`).

use std::collections::{BTreeSet, HashSet};
use std::fs;

use jiff::civil::DateTime;
use record::problem::Problem;
use record::{ContactLevel, Filed, FiledReply, HeldBack, Source, Timed as _};

use super::Reader;
use crate::markdown;
use crate::media::MediumKind;
use crate::site::Site;

const UNIT: &str = "对照 units.toml 里的 id 改正，或者先在那里加上";

/// What the program fills by itself at the root.
const OWN: [&str; 8] = ["replies", "assets", "data", "sitemaps", "mailbox", "track", "desk", "index.html"];

/// A path below the root that the content may claim: the folders that the program fills by itself are not free. Older
/// systems had capitals and underscores in their addresses.
fn is_old_address(path: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    let first = path.split('/').next().unwrap_or_default();
    let page = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm"));
    let is_own = OWN.contains(&first) || path.ends_with("/index.html") || path == "404.html";
    path.len() <= 200
        && !is_own
        && page.or_else(|| path.strip_suffix('/')).is_some_and(|parts| parts.split('/').all(is_part))
}

impl Reader<'_> {
    /// An old address must be one that a page can have and that no page has.
    fn check_moves(&mut self, site: &Site) {
        let moves = site.moves();
        let mut taken: BTreeSet<String> = site.addresses().into_iter().collect();
        for one in &moves {
            if !is_old_address(one.alias) {
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
        for body in site.bodies() {
            let file = format!("{}/{}.md", body.folder, body.slug);
            let known = |name: &str| site.media.get(body.folder, body.slug, name);
            let beside = format!("放进 {}/{}/ 文件夹，写它的文件名", body.folder, body.slug);
            for wanted in markdown::pictures(body.text) {
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
                let path = self.content.join(body.folder).join(body.slug).join(&wanted.file);
                if !is_picture && (wanted.file.contains('/') || !path.is_file()) {
                    tell(format!("没有“{}”这张图片", wanted.file), &format!("把 jpg 或 png {beside}"));
                }
            }
            for attachment in body.attachments {
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

    /// A document that is there, and is told for itself or not on the site yet.
    fn is_known_document(&self, site: &Site, slug: &str) -> bool {
        self.is_broken("documents", slug) || site.why_held(&format!("documents/{slug}.md")).is_some()
    }

    /// The program makes pages of its own at the root: no plain page may stand in their place.
    fn check_places(&mut self, site: &Site) {
        const MORE: [&str; 8] =
            ["zh-hant", "en", "documents", "figures", "search", "calendar", "print", "feeds"];
        for article in &site.articles {
            let is_column =
                site.addresses().iter().filter(|one| **one == format!("{}/", article.slug)).count() > 1;
            if is_column || OWN.contains(&article.slug.as_str()) || MORE.contains(&article.slug.as_str()) {
                self.problems.push(Problem::new(
                    format!("pages/{}.md", article.slug),
                    format!("“{}/”已经有一页了：这个网址由程序生成", article.slug),
                    "换一个文件名",
                ));
            }
        }
    }

    /// A change is never still to come: readers of calendars and feeds would pass over every true one until then.
    fn check_changes(&mut self, site: &Site) {
        const WHAT: &str = "最后改动在今天之后";
        const DO_THIS: &str = "写真正改动的时间；还没有改动过就删掉 updated";
        let is_to_come = |at: Option<DateTime>| at.is_some_and(|at| at.date() > site.today);
        let events = site.events.iter().map(|one| (one.file(), one.updated));
        let policies = site.policies.iter().map(|one| (one.file(), one.updated));
        let documents = site.documents.iter().map(|one| (one.file(), one.updated));
        let improvements = site.improvements.iter().map(|one| (one.file(), one.updated));
        let records = events.chain(policies).chain(documents).chain(improvements);
        for (file, _) in records.filter(|(_, updated)| is_to_come(*updated)) {
            self.refer(&file, "updated", WHAT.to_owned(), DO_THIS);
        }
        for at in site.regular.iter().filter_map(|rule| rule.updated).filter(|at| is_to_come(Some(*at))) {
            let text = fs::read_to_string(self.content.join("regular.toml")).unwrap_or_default();
            let day = at.date().to_string();
            let line = text.lines().position(|line| line.starts_with("updated") && line.contains(&day));
            self.problems.push(Problem::new("regular.toml", WHAT, DO_THIS).at(line.map(|at| at + 1)));
        }
    }

    pub(super) fn check_references(&mut self, site: &Site) {
        self.check_places(site);
        self.check_moves(site);
        self.check_links(site);
        self.check_files(site);
        self.check_changes(site);
        let village = |id: &str| site.units.village(id).is_some();
        let office = |id: &str| site.units.office(id).is_some();
        for card in &site.contacts {
            let file = format!("contacts/{}.md", card.id);
            for id in card.villages.iter().filter(|id| !village(id)) {
                self.refer(&file, "villages", format!("没有“{id}”这个村"), UNIT);
            }
            for id in card.office.iter().filter(|id| !office(id)) {
                self.refer(&file, "office", format!("没有“{id}”这个办公室"), UNIT);
            }
            if card.level == ContactLevel::Village && card.villages.is_empty() {
                self.refer(
                    &file,
                    "villages",
                    format!("{}是村干部，没有写哪个村，名册里就找不到", card.name),
                    "在 villages 里写村的 id；是镇干部就改 level = \"township\"",
                );
            }
            if card.mobile_consent_on.is_some_and(|day| day > site.today) {
                self.refer(
                    &file,
                    "mobile_consent_on",
                    "同意公开手机的日期在今天之后".to_owned(),
                    "写本人书面同意的那一天；还没有同意就删掉 mobile 和这一项",
                );
            }
            if card.verified_on > site.today {
                self.refer(&file, "verified_on", "核对日期在今天之后".to_owned(), "写真正打过电话核对的日期");
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
            // A card whose last day is over is missed by nobody in the middle of the night: the page goes without it.
            let is_there = site.contact(&unit.instructor).is_some()
                || site.why_held(&format!("contacts/{}.md", unit.instructor)) == Some(HeldBack::Over);
            if !is_there && !self.is_broken("contacts", &unit.instructor) {
                let what = format!("{}的驻村工作指导员“{}”没有联心卡", unit.name, unit.instructor);
                let text = fs::read_to_string(self.content.join("units.toml")).unwrap_or_default();
                let wrong = format!("instructor = \"{}\"", unit.instructor);
                let line = text.lines().position(|line| line.starts_with(&wrong)).map(|at| at + 1);
                let do_this = "在 contacts/ 里加上这个人的联心卡，或者改正 instructor";
                self.problems.push(Problem::new("units.toml", what, do_this).at(line));
            }
        }
        for policy in &site.policies {
            let file = format!("policies/{}.md", policy.slug);
            if site.why_held(&format!("documents/{}.md", policy.document)).is_some() {
                self.refer(
                    &file,
                    "document",
                    format!("文件“{}”还没有公开：是草稿，或者没到日子", policy.document),
                    "文件先公开，或者同时公开；解读也可以先写 draft = true",
                );
            } else if site.document(&policy.document).is_none()
                && !self.is_broken("documents", &policy.document)
            {
                self.refer(
                    &file,
                    "document",
                    format!("没有“{}”这个文件", policy.document),
                    "对照 documents/ 里的文件名改正",
                );
            }
            if !office(&policy.explained_by) {
                self.refer(&file, "explained_by", format!("没有“{}”这个办公室", policy.explained_by), UNIT);
            }
        }
        for document in &site.documents {
            let file = format!("documents/{}.md", document.slug);
            let other = document.changed_by.as_deref();
            if let Some(slug) = other.filter(|slug| {
                site.document(slug).is_none() && !self.is_known_document(site, slug) || *slug == document.slug
            }) {
                self.refer(
                    &file,
                    "changed_by",
                    format!("没有“{slug}”这个别的文件"),
                    "对照 documents/ 里的文件名改正",
                );
            }
        }
        for event in &site.events {
            let file = format!("events/{}.md", event.slug);
            for id in event.village.iter().filter(|id| !village(id)) {
                self.refer(&file, "village", format!("没有“{id}”这个村"), UNIT);
            }
            for id in event.office.iter().filter(|id| !office(id)) {
                self.refer(&file, "office", format!("没有“{id}”这个办公室"), UNIT);
            }
        }
        for improvement in &site.improvements {
            let file = format!("improvements/{}.md", improvement.slug);
            if !office(&improvement.office) {
                self.refer(&file, "office", format!("没有“{}”这个办公室", improvement.office), UNIT);
            }
            if let Some(slug) = improvement
                .document
                .as_deref()
                .filter(|slug| site.document(slug).is_none() && !self.is_known_document(site, slug))
            {
                self.refer(
                    &file,
                    "document",
                    format!("没有“{slug}”这个文件"),
                    "对照 documents/ 里的文件名改正",
                );
            }
            for number in improvement.replies.iter().filter(|number| site.reply(number).is_none()) {
                // One that was withdrawn is no fault of whoever names it: its page is a tombstone, and no list has it.
                let is_withdrawn = site.tombstones.iter().any(|one| one.submission_no == *number);
                let is_to_come = site.why_held(&format!("replies/{number}")).is_some();
                if is_withdrawn || is_to_come || self.is_broken("replies", number) {
                    continue;
                }
                self.refer(
                    &file,
                    "replies",
                    format!("没有公开过的答复“{number}”"),
                    "写已经公开的信件编号，或者删掉",
                );
            }
        }
        for reply in &site.replies {
            for (key, what, do_this) in dangling(site, reply, &self.broken) {
                let file = format!("replies/{}/{}.md", &reply.submission_no[..4], reply.submission_no);
                self.refer(&file, key, what, do_this);
            }
        }
    }
}

/// What a reply refers to and the site does not have.
fn dangling(
    site: &Site,
    reply: &FiledReply,
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
            || broken.contains(&format!("policies/{slug}"))
            || site.why_held(&format!("policies/{slug}.md")).is_some()
    };
    for slug in reply.policies.iter().filter(|slug| !is_known(slug)) {
        found.push(("policies", format!("没有“{slug}”这条政策解读"), "对照 policies/ 里的文件名改正"));
    }
    found
}

/// What is wrong with records that are to be taken into a site.
pub(crate) fn problems_of<'a>(site: &Site, records: impl Iterator<Item = &'a Filed>) -> Vec<Problem> {
    let replies =
        records.filter_map(|filed| if let Filed::Reply(reply) = filed { Some(reply) } else { None });
    replies
        .flat_map(|reply| {
            let file = format!("replies/{}/{}.md", &reply.submission_no[..4], reply.submission_no);
            dangling(site, reply, &HashSet::new())
                .into_iter()
                .map(move |(_, what, do_this)| Problem::new(&file, what, do_this))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_is_one_that_a_page_can_have_and_the_program_has_not() {
        for right in ["policies/old/", "old.html", "art/2021/5/6/art_1229-A.html", "a/b/c/", "x.htm"] {
            assert!(is_old_address(right), "{right}");
        }
        for wrong in [
            "",
            "/",
            "/a/",
            "a",
            "../a/",
            "a//b/",
            "a/./b/",
            "replies/2026/x/",
            "data/",
            "mailbox/",
            "404.html",
            "index.html",
            "a/index.html",
            "a/水/",
            "a/b.php",
            "https://a.example/",
            "a/?b/",
            ".well-known/a/",
            "a.html/b.html",
        ] {
            assert!(!is_old_address(wrong), "{wrong}");
        }
    }
}
