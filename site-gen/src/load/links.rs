//! Links in texts lead to records that are there, and to headings that are there. Told here with the line of
//! the source; `check` reads the finished pages once more.
//!
//! Deliberately absent: links to pages that no record makes (lists, data, the mailbox), which only the
//! finished site has, and texts of replies, which only the mailbox writes.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::rc::Rc;

use percent_encoding::percent_decode_str;
use record::problem::Problem;
use record::{Article, HeldBack, Record, Source};

use super::{REPLIES, Reader};
use crate::markdown::{self, Link};
use crate::site::Site;
use crate::urls::{self, resolve};

/// What can be linked to.
struct Targets<'a> {
    site: &'a Site,
    /// Where the service answers.
    served: [&'a String; 3],
    addresses: HashSet<String>,
    records: HashMap<String, &'a dyn Record>,
    /// The places of the pages that were asked for so far.
    places: RefCell<HashMap<String, Rc<HashSet<String>>>>,
}

impl Reader<'_> {
    pub(super) fn check_links(&mut self, site: &Site) {
        let mut addresses: HashSet<String> = site.addresses().into_iter().collect();
        let plain = format!("{}/", Article::KIND.folder);
        addresses.extend(self.broken.iter().map(|own| format!("{}/", own.trim_start_matches(&plain))));
        addresses.extend(site.moves().iter().map(|one| one.alias.to_owned()));
        let records = site.records.iter().map(|record| (urls::record(record), record)).collect();
        let mailbox = &site.settings.mailbox;
        let served = [&mailbox.write_url, &mailbox.track_url, &mailbox.search_url];
        let targets = Targets { site, served, addresses, records, places: RefCell::default() };
        for record in site.records.iter() {
            self.check_own_places(record);
            for link in markdown::links(record.body()) {
                let Some((what, do_this)) = targets.fault(record, &link) else { continue };
                if targets.is_over(record, &link) {
                    continue;
                }
                let (what, do_this) = if targets.is_to_come(record, &link, self.content) {
                    let what = format!("链接“{}”指的那一页还没有到发布时间", link.url);
                    (what, "等那一页发布以后再链，或者先删掉链接")
                } else {
                    (what, do_this)
                };
                let file = record.file();
                let text = fs::read_to_string(self.content.join(&file)).unwrap_or_default();
                let above = Source { file: &file, text: &text }.lines_above_body();
                self.problems
                    .push(Problem::new(file, what, do_this).at(above.map(|above| above + link.line)));
            }
        }
    }
}

/// Places of every page's frame, and the beginning of those of notes: a heading cannot have them too.
const FRAME: [&str; 7] = ["elder", "usual", "main", "seek", "foot-line", "foot-pages", "foot-marks"];
const NOTES: &str = "note-";

impl Reader<'_> {
    /// Ids that an author gave to headings (`{#id}`) and that every page has already.
    fn check_own_places(&mut self, record: &dyn Record) {
        if !record.body().contains("{#") {
            return;
        }
        let taken = |id: &&str| FRAME.contains(id) || id.starts_with(NOTES);
        for (at, line) in record.body().lines().enumerate().filter(|(_, line)| line.starts_with('#')) {
            let id = line.rsplit_once("{#").and_then(|(_, rest)| rest.split(['}', ' ']).next());
            let Some(id) = id.filter(taken) else { continue };
            let file = record.file();
            let text = fs::read_to_string(self.content.join(&file)).unwrap_or_default();
            let above = Source { file: &file, text: &text }.lines_above_body();
            let what = format!("标题的“{{#{id}}}”每一页本来就有，链到它的去不到这个标题");
            let do_this = "换一个名字，例如 {#banli}；或者删掉，用标题自己的字";
            self.problems.push(Problem::new(&file, what, do_this).at(above.map(|above| above + at + 1)));
        }
    }
}

/// A place in ASCII letters can be one of the theme's (`#answer`), which only the finished page knows.
fn may_be_of_theme(anchor: &str) -> bool {
    anchor.is_ascii() && !anchor.starts_with("section-") && !anchor.starts_with("note-")
}

impl Targets<'_> {
    /// What is wrong with a link, and what to do.
    fn fault(&self, from: &dyn Record, link: &Link) -> Option<(String, &'static str)> {
        let Link { url, .. } = link;
        if url.contains(':') || url.starts_with("//") {
            return None;
        }
        if url.starts_with('/') {
            let is_served =
                self.served.iter().any(|served| !served.is_empty() && url.starts_with(served.as_str()));
            return (!is_served).then(|| {
                let what = format!("链接“{url}”从服务器的根算起，站点不一定放在那里");
                (what, "改成站内的相对链接，例如 ../../policies/文件名/")
            });
        }
        let decoded = percent_decode_str(url).decode_utf8_lossy();
        let (path, anchor) = decoded.split_once('#').unwrap_or((&decoded, ""));
        let path = path.split('?').next().unwrap_or_default();
        let here = urls::record(from);
        let target = if path.is_empty() { Some(here) } else { resolve(&(here + "index.html"), path) };
        let Some(target) = target else {
            return Some((format!("链接“{url}”走出了站点"), "改成站内的相对链接"));
        };
        let target = target.strip_suffix("index.html").unwrap_or(&target);
        if self.is_missing(target) {
            if self.addresses.contains(&format!("{target}/")) {
                let what = format!("链接“{url}”的末尾少了一个 /");
                return Some((what, "在网址末尾（# 前面）加上 /，例如 ../policies/文件名/"));
            }
            return Some((
                format!("链接“{url}”没有去处"),
                "对照要链的那条记录的文件名改正，例如 ../../policies/文件名/",
            ));
        }
        let record = self.records.get(target)?;
        if anchor.is_empty() {
            return None;
        }
        let places = self.places_of(target, *record);
        let has = |place: &str| places.contains(place);
        let of_heading = format!("section-{}", anchor.to_ascii_lowercase());
        if anchor.is_ascii() && !has(anchor) && has(&of_heading) {
            let what = format!("链接“{url}”指的标题没有汉字，它的段落叫“{of_heading}”");
            return Some((what, "# 后面改成这个名字，例如 #section-12345；或者给标题起名，例如 {#banli}"));
        }
        let is_there = may_be_of_theme(anchor) || has(&markdown::place(anchor));
        (!is_there).then(|| (format!("链接“{url}”指的段落不存在"), "对照那一页的标题改正 # 后面的字"))
    }

    /// The places of a page, which a text may point to again and again.
    fn places_of(&self, target: &str, record: &dyn Record) -> Rc<HashSet<String>> {
        if let Some(known) = self.places.borrow().get(target) {
            return Rc::clone(known);
        }
        let places = Rc::new(markdown::anchors(record.body()).into_iter().collect());
        self.places.borrow_mut().insert(target.to_owned(), Rc::clone(&places));
        places
    }

    /// The record was there until its last day: the site does not stop for it, and `check` tells the link.
    fn is_over(&self, from: &dyn Record, link: &Link) -> bool {
        let path = link.url.split(['#', '?']).next().unwrap_or_default();
        let target = resolve(&(urls::record(from) + "index.html"), path).unwrap_or_default();
        let own = target.trim_end_matches('/');
        [format!("{own}.md"), format!("{}/{own}.md", Article::KIND.folder)]
            .iter()
            .any(|file| self.site.why_held(file) == Some(HeldBack::Over))
    }

    /// The record is there, and its day is not.
    fn is_to_come(&self, from: &dyn Record, link: &Link, content: &Path) -> bool {
        let path = link.url.split(['#', '?']).next().unwrap_or_default();
        let target = resolve(&(urls::record(from) + "index.html"), path).unwrap_or_default();
        let own = target.trim_end_matches('/');
        let is_there = self.addresses.contains(&target) || self.addresses.contains(&format!("{own}/"));
        !path.is_empty() && !is_there && content.join(format!("{own}.md")).is_file()
    }

    /// A record's page that is not there. Other paths may be made by the program.
    fn is_missing(&self, target: &str) -> bool {
        let parts: Vec<&str> = target.trim_end_matches('/').split('/').collect();
        match parts[..] {
            [replies, year, number]
                if replies == REPLIES && year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) =>
            {
                !self.addresses.contains(&format!("{REPLIES}/{number}/"))
                    && self.site.reply(number).is_none()
                    && !self.site.tombstones.iter().any(|one| one.submission_no == number)
            }
            [folder, _] if urls::is_record_folder(folder) && target.ends_with('/') => {
                !self.addresses.contains(target)
            }
            [folder, _, _] if urls::is_record_folder(folder) && !target.ends_with('/') => {
                self.site.media.get(target).is_none() && !self.addresses.contains(target)
            }
            // A page that somebody would have to write, or a folder that nothing makes.
            [first, ..] => {
                let is_file = parts.last().is_some_and(|last| last.contains('.'));
                let is_served =
                    self.served.iter().any(|served| !served.is_empty() && target.starts_with(*served));
                let is_made = urls::is_made_folder(first) || parts.len() == 3 && parts[2] == "cards";
                !is_file && !is_served && !is_made && !target.is_empty() && !self.addresses.contains(target)
            }
            [] => false,
        }
    }
}
