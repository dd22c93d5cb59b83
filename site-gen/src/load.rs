//! The only reader of `content/`: every file becomes a record or a problem, and every reference is looked up when all
//! files are read. Deliberately absent: writing, and the clock (the day comes in).

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::cabinet::{Cabinet, Drawer, Stamp};
use crate::markdown;
use crate::media::{self, MediumKind};
use crate::problem::Problem;
use crate::record::{
    Article, Contact, Event, Figures, Filed, FiledReply, Improvement, PolicyDocument, PolicyExplanation,
    PublicRecord, RegularDay, Source, Units, WorkCalendar, is_slug, print_of,
};
use crate::settings::Settings;
use crate::site::Site;

/// Where figures stand, in the folder of the replies.
pub(crate) const FIGURES: &str = "figures";

const UNIT: &str = "对照 units.toml 里的 id 改正，或者先在那里加上";

/// A record file larger than this is a mistake.
const LARGEST: u64 = 1024 * 1024;

/// Reads a content folder as of a day. `replies` is where public replies are; none is `replies/` in the same folder.
///
/// # Errors
/// All problems, sorted by file and line.
pub fn load(content: &Path, replies: Option<&Path>, today: Date) -> Result<Site, Vec<Problem>> {
    load_again(content, replies, today, &Cabinet::default()).map(|(site, _)| site)
}

/// Reads a content folder, and of the replies only files that are not in the cabinet as they are now.
///
/// # Errors
/// All problems, sorted by file and line.
pub fn load_again(
    content: &Path,
    replies: Option<&Path>,
    today: Date,
    before: &Cabinet,
) -> Result<(Site, Cabinet), Vec<Problem>> {
    let own = content.join("replies");
    let replies = replies.unwrap_or(&own);
    let mut reader = Reader { content, replies, problems: Vec::new() };
    let settings = reader.settings();
    let units = reader.units();
    let contacts = reader.folder("contacts", Contact::parse);
    let documents = reader.folder("documents", PolicyDocument::parse);
    let policies = reader.folder("policies", PolicyExplanation::parse);
    let events = reader.folder("events", Event::parse);
    let improvements = reader.folder("improvements", Improvement::parse);
    let articles = reader.folder("pages", Article::parse);
    let cabinet = reader.replies(before);
    let records = cabinet.0.values().map(|drawer| drawer.filed.clone()).collect();
    let figures = reader.figures();
    let (regular, calendar) = reader.regular();
    let (media, found) = media::find(content);
    reader.problems.extend(found);
    let (Some(settings), Some(units)) = (settings, units) else { return Err(reader.sorted()) };
    let site = Site::new(
        settings,
        units,
        contacts,
        documents,
        policies,
        events,
        improvements,
        articles,
        records,
        today,
    )
    .with_regular_days(regular, calendar)
    .with_figures(figures)
    .with_media(media);
    reader.check_references(&site);
    if reader.problems.is_empty() { Ok((site, cabinet)) } else { Err(reader.sorted()) }
}

/// The contact cards alone, in the order of their files.
///
/// # Errors
/// All problems of the cards themselves.
pub fn contacts(content: &Path) -> Result<Vec<Contact>, Vec<Problem>> {
    let mut reader = Reader { content, replies: content, problems: Vec::new() };
    let cards = reader.folder("contacts", Contact::parse);
    if reader.problems.is_empty() { Ok(cards) } else { Err(reader.sorted()) }
}

/// A path below the root that the content may claim: the folders that the program fills by itself are not free. Older
/// systems had capitals and underscores in their addresses.
fn is_old_address(path: &str) -> bool {
    const OWN: [&str; 8] =
        ["replies", "assets", "data", "sitemaps", "mailbox", "track", "desk", "index.html"];
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

/// The text of a file that is not too large and is UTF-8.
fn read(path: &Path, file: &str) -> Result<String, Problem> {
    let unread = |error: std::io::Error| {
        Problem::new(file, format!("读不到：{error}"), "检查文件是否存在、有没有读取权限")
    };
    if fs::metadata(path).map_err(unread)?.len() > LARGEST {
        return Err(Problem::new(file, "文件超过 1 MB，不像一条记录", "检查是不是放错了文件"));
    }
    String::from_utf8(fs::read(path).map_err(unread)?).map_err(|error| {
        let read = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = read.iter().filter(|b| **b == b'\n').count();
        Problem::new(file, "不是 UTF-8 编码", "用编辑器另存为 UTF-8（很可能现在是 GBK）").at(Some(line + 1))
    })
}

/// One reply: from the cabinet, or from its file.
fn reply(below: String, path: &Path, before: &Cabinet) -> Result<(String, Drawer), Vec<Problem>> {
    let stamp = Stamp::of(path).unwrap_or_else(Stamp::none);
    if let Some(filed) = before.find(&below, &stamp) {
        return Ok((below, Drawer { stamp, filed: filed.clone() }));
    }
    let file = format!("replies/{below}");
    let text = read(path, &file).map_err(|problem| vec![problem])?;
    let record = PublicRecord::parse(&Source { file: &file, text: &text })?;
    if !path.ends_with(record.relative_path()) {
        let what = "文件名和信件编号对不上";
        return Err(vec![Problem::new(&file, what, "这个文件夹只由信箱程序写，不要手工改名")]);
    }
    let filed = match record {
        PublicRecord::Reply(reply) => {
            Filed::Reply(Arc::new(FiledReply::new(reply, print_of(text.as_bytes()))))
        }
        PublicRecord::Withdrawn(tombstone) => Filed::Withdrawn(tombstone),
    };
    Ok((below, Drawer { stamp, filed }))
}

struct Reader<'a> {
    content: &'a Path,
    replies: &'a Path,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn sorted(mut self) -> Vec<Problem> {
        self.problems.sort();
        self.problems
    }

    fn read(&mut self, path: &Path, file: &str) -> Option<String> {
        read(path, file).map_err(|problem| self.problems.push(problem)).ok()
    }

    fn toml<T>(&mut self, file: &str, parse: impl Fn(&str) -> Result<T, toml::de::Error>) -> Option<T> {
        let text = self.read(&self.content.join(file), file)?;
        match parse(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                let line =
                    error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
                self.problems.push(
                    Problem::new(
                        file,
                        format!("这里读不懂：{}", error.message()),
                        "对照样例检查这一行的写法",
                    )
                    .at(line),
                );
                None
            }
        }
    }

    fn settings(&mut self) -> Option<Settings> {
        let settings: Settings = self.toml("site.toml", |text| toml::from_str(text))?;
        let id = &settings.identity.site_id_code;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let shaped =
            (id.len() == 10 && digits(id)) || (id.len() == 10 && id.starts_with("bm") && digits(&id[2..]));
        if !shaped {
            self.problems.push(Problem::new(
                "site.toml",
                "网站标识码应当是 10 位数字，或 bm 加 8 位数字",
                "向县政府门户网站问清楚标识码",
            ));
        }
        let address = &settings.site.base_url;
        let whole = address.starts_with("https://") || address.starts_with("http://");
        if !(address.is_empty() || whole && address.ends_with('/')) {
            self.problems.push(Problem::new(
                "site.toml",
                "base_url 应当是完整网址，以 https:// 开头、以 / 结尾",
                "照样例写全；还没有网址就删掉这一项",
            ));
        }
        if settings.lists.page_size == 0 {
            self.problems.push(Problem::new("site.toml", "lists.page_size 不能是 0", "写 20 这样的数"));
        }
        let mut kinds = BTreeSet::new();
        for route in &settings.routes {
            let kind = route.kind.as_str();
            if !kinds.insert(kind) {
                self.problems.push(Problem::new(
                    "site.toml",
                    format!("[[route]] 里 {kind} 写了两次"),
                    "每一种只写一个受理的地方",
                ));
            }
            if [&route.office, &route.address, &route.phone].iter().any(|value| value.trim().is_empty()) {
                self.problems.push(Problem::new(
                    "site.toml",
                    format!("[[route]] 里 {kind} 的单位、地址、电话没有写全"),
                    "三项都要填写，群众照着去找",
                ));
            }
        }
        Some(settings)
    }

    fn units(&mut self) -> Option<Units> {
        let units = self.toml("units.toml", Units::parse)?;
        let mut seen = BTreeSet::new();
        for id in units.villages().iter().map(|v| &v.id).chain(units.offices().iter().map(|o| &o.id)) {
            if !is_slug(id) {
                self.problems.push(Problem::new(
                    "units.toml",
                    format!("“{id}” 不能用在网址里"),
                    "只用小写字母、数字和短横线",
                ));
            }
            if !seen.insert(id) {
                self.problems.push(Problem::new(
                    "units.toml",
                    format!("“{id}” 出现了两次"),
                    "每个村、每个办公室用不同的 id",
                ));
            }
        }
        Some(units)
    }

    /// Days that come again, and the calendar that moves them: `regular.toml` may be left out.
    fn regular(&mut self) -> (Vec<RegularDay>, WorkCalendar) {
        const FILE: &str = "regular.toml";
        if !self.content.join(FILE).exists() {
            return Default::default();
        }
        let days = self.toml(FILE, RegularDay::parse).unwrap_or_default();
        self.problems.extend(days.iter().flat_map(|day| day.problems(FILE)));
        match WorkCalendar::load(&self.content.join("calendar")) {
            Ok(calendar) => (days, calendar),
            Err(problems) => {
                self.problems.extend(problems);
                Default::default()
            }
        }
    }

    fn folder<T>(&mut self, folder: &str, parse: impl Fn(&Source<'_>) -> Result<T, Vec<Problem>>) -> Vec<T> {
        let mut records = Vec::new();
        for path in self.list(&self.content.join(folder), folder, "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file = format!("{folder}/{name}");
            let Some(text) = self.read(&path, &file) else { continue };
            let source = Source { file: &file, text: &text };
            if !is_slug(source.slug()) {
                self.problems.push(Problem::new(
                    &file,
                    "文件名要用在网址里",
                    "文件名只用小写字母、数字和短横线，以 .md 结尾",
                ));
            }
            match parse(&source) {
                Ok(record) => records.push(record),
                Err(problems) => self.problems.extend(problems),
            }
        }
        records
    }

    /// The files of a folder with an extension, in order of name. A folder that is not there is empty.
    fn list(&mut self, folder: &Path, shown: &str, end: &str) -> Vec<PathBuf> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.problems.push(Problem::new(shown, format!("读不到文件夹：{error}"), "检查文件夹权限"));
                return Vec::new();
            }
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|own| own == end));
        paths.sort();
        paths
    }

    fn replies(&mut self, before: &Cabinet) -> Cabinet {
        let mut years: Vec<PathBuf> = match fs::read_dir(self.replies) {
            Ok(entries) => entries
                .filter_map(Result::ok)
                .map(|entry| entry.path())
                .filter(|p| p.is_dir() && !p.ends_with(FIGURES))
                .collect(),
            Err(_) => Vec::new(),
        };
        years.sort();
        let mut files = Vec::new();
        for year in years {
            let name = year.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let paths = self.list(&year, &format!("replies/{name}"), "md");
            files.extend(paths.into_iter().map(|path| {
                let below = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
                (below, path)
            }));
        }
        let read: Vec<Result<(String, Drawer), Vec<Problem>>> =
            files.into_par_iter().map(|(below, path)| reply(below, &path, before)).collect();
        let mut drawers = HashMap::with_capacity(read.len());
        for one in read {
            match one {
                Ok((below, drawer)) => {
                    drawers.insert(below, drawer);
                }
                Err(problems) => self.problems.extend(problems),
            }
        }
        Cabinet(drawers)
    }

    /// What was counted, one file a year, beside the replies: the same service writes both.
    fn figures(&mut self) -> Vec<Figures> {
        let mut all = Vec::new();
        for path in self.list(&self.replies.join(FIGURES), FIGURES, "toml") {
            let file = format!("{FIGURES}/{}", path.file_name().unwrap_or_default().to_string_lossy());
            let Some(text) = self.read(&path, &file) else { continue };
            match Figures::parse(&file, &text) {
                Ok(figures) if path.ends_with(format!("{}.toml", figures.year)) => all.push(figures),
                Ok(_) => self.problems.push(Problem::new(
                    &file,
                    "文件名和年份对不上",
                    "这个文件夹只由信箱程序写，不要手工改名",
                )),
                Err(problems) => self.problems.extend(problems),
            }
        }
        all
    }

    fn refer(&mut self, file: &str, key: &str, what: String, do_this: &str) {
        let path = match file.strip_prefix("replies/") {
            Some(below) => self.replies.join(below),
            None => self.content.join(file),
        };
        let line = fs::read_to_string(path).ok().and_then(|text| Source { file, text: &text }.line_of(key));
        self.problems.push(Problem::new(file, what, do_this).at(line));
    }

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
                if !is_picture {
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

    fn check_references(&mut self, site: &Site) {
        self.check_moves(site);
        self.check_files(site);
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
            if card.verified_on > site.today {
                self.refer(&file, "verified_on", "核对日期在今天之后".to_owned(), "写真正打过电话核对的日期");
            }
        }
        for unit in site.units.villages() {
            if !site.contacts.iter().any(|card| card.id == unit.instructor) {
                let what = format!("{}的驻村工作指导员“{}”没有联心卡", unit.name, unit.instructor);
                self.problems.push(Problem::new(
                    "units.toml",
                    what,
                    "在 contacts/ 里加上这个人的联心卡，或者改正 instructor",
                ));
            }
        }
        for policy in &site.policies {
            let file = format!("policies/{}.md", policy.slug);
            if site.document(&policy.document).is_none() {
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
            if let Some(slug) = other.filter(|slug| site.document(slug).is_none() || *slug == document.slug) {
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
            if let Some(slug) = improvement.document.as_deref().filter(|slug| site.document(slug).is_none()) {
                self.refer(
                    &file,
                    "document",
                    format!("没有“{slug}”这个文件"),
                    "对照 documents/ 里的文件名改正",
                );
            }
            for number in improvement.replies.iter().filter(|number| site.reply(number).is_none()) {
                self.refer(
                    &file,
                    "replies",
                    format!("没有公开过的答复“{number}”"),
                    "写已经公开的信件编号，或者删掉",
                );
            }
        }
        for reply in &site.replies {
            for (key, what, do_this) in dangling(site, reply) {
                let file = format!("replies/{}/{}.md", &reply.submission_no[..4], reply.submission_no);
                self.refer(&file, key, what, do_this);
            }
        }
    }
}

/// What a reply refers to and the site does not have.
fn dangling(site: &Site, reply: &FiledReply) -> Vec<(&'static str, String, &'static str)> {
    let mut found = Vec::new();
    for id in reply.village.iter().filter(|id| site.units.village(id).is_none()) {
        found.push(("village", format!("没有“{id}”这个村"), UNIT));
    }
    if site.units.office(&reply.office).is_none() {
        found.push(("office", format!("没有“{}”这个办公室", reply.office), UNIT));
    }
    for slug in reply.policies.iter().filter(|slug| site.policy(slug).is_none()) {
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
            dangling(site, reply)
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
