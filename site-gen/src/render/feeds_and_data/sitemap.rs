//! Site maps and `robots.txt`. Pages stand in the order in which they came about, cut into parts that are
//! filled from the front: one reply more touches the last part and the index. Deliberately absent: guesses
//! about how often a page changes.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use record::ReplyFacts;

use super::{Group, Ingredients, Page, Rank, Since, Whole, without_controls};
use crate::settings::{Edition, Settings};
use crate::site::Site;
use crate::urls;
use crate::view::{Listed, RobotsView, SitemapView};

/// Addresses in one file; the protocol allows 50,000, but each publication writes the newest file again.
const MOST: usize = 1_000;

pub(super) fn maps<'a>(site: &'a Site, pages: &[Page<'a>], since: Option<&Since>) -> Vec<Page<'a>> {
    let settings = &site.settings.site;
    let index = settings.absolute("sitemap.xml");
    let robots = RobotsView { sitemap: index.clone() };
    let mut files = vec![Page::file(Rank::List, "robots.txt", "robots", Whole(robots), |view, _| {
        Ok(write_robots(&view.0))
    })];
    if index.is_none() {
        return files;
    }
    let mut listed = Vec::new();
    let mut list = |path: &str, changed_on: Option<String>| {
        listed.push(Listed::new(settings.absolute(path).unwrap_or_default(), changed_on));
    };
    // A reply's own page never moves to another part; the others are few.
    let others: Vec<Listed> = pages.iter().filter_map(Page::listed).cloned().collect();
    for (path, part) in cut("pages", &others, MOST) {
        list(&path, part.iter().filter_map(|one| one.changed_on.clone()).max());
        let listed = part.iter().flat_map(|one| in_editions(&site.settings, one)).collect();
        let view = SitemapView { is_index: false, listed };
        files.push(Page::file(Rank::List, &path, "sitemap", Whole(view), |view, _| write(&view.0)));
    }
    let all = Group::all(site);
    let first = since.map_or(0, |since| since.before(all));
    for from in (0..all.len()).step_by(MOST) {
        let to = all.len().min(from + MOST);
        let (path, replies) = (part("replies", from / MOST), all.slice(from..to));
        list(&path, replies.iter().map(|one| day(one)).max());
        if to <= first {
            continue;
        }
        files.push(Page::file(
            Rank::List,
            &path,
            "sitemap",
            OfReplies { settings: &site.settings, replies },
            |of, _| {
                let url = |reply: &ReplyFacts| of.settings.site.absolute(&urls::reply(&reply.submission_no));
                let entry =
                    |reply: &ReplyFacts| Listed::new(url(reply).unwrap_or_default(), Some(day(reply)));
                let listed =
                    of.replies.iter().flat_map(|one| in_editions(of.settings, &entry(one))).collect();
                write(&SitemapView { is_index: false, listed })
            },
        ));
    }
    let index = SitemapView { is_index: true, listed };
    files.push(Page::file(Rank::List, "sitemap.xml", "sitemap", Whole(index), |view, _| write(&view.0)));
    files
}

/// An address with those of the same page in the other editions: each of them names all.
fn in_editions(settings: &Settings, listed: &Listed) -> Vec<Listed> {
    let site = &settings.site;
    let Some(path) = listed.url.strip_prefix(&site.base_url).filter(|_| !site.editions.is_empty()) else {
        return vec![listed.clone()];
    };
    let others = Edition::ALL.into_iter().filter(|edition| urls::has_edition(settings, *edition, path));
    let mut editions = vec![("zh-Hans", listed.url.clone())];
    editions.extend(others.filter_map(|edition| {
        Some((edition.language(), site.absolute(&format!("{}{path}", edition.folder()))?))
    }));
    if editions.len() == 1 {
        return vec![listed.clone()];
    }
    let entry = |(_, url): &(&'static str, String)| Listed {
        url: url.clone(),
        changed_on: listed.changed_on.clone(),
        editions: editions.clone(),
    };
    editions.iter().map(entry).collect()
}

fn day(reply: &ReplyFacts) -> String {
    reply.changed_at().date().to_string()
}

/// Replies of a part: of the site's address and the records alone.
struct OfReplies<'a> {
    settings: &'a Settings,
    replies: Group<'a>,
}

impl Ingredients for OfReplies<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        Whole((&self.settings.site.base_url, &self.settings.site.editions)).feed(hasher);
        self.replies.feed(hasher);
    }
}

/// Parts that are filled from the front, with their files.
fn cut<'a, 'g, T>(
    name: &'a str,
    group: &'g [T],
    most: usize,
) -> impl Iterator<Item = (String, &'g [T])> + use<'a, 'g, T> {
    group.chunks(most).enumerate().map(move |(at, addresses)| (part(name, at), addresses))
}

fn part(name: &str, at: usize) -> String {
    format!("sitemaps/{name}-{}.xml", at + 1)
}

fn write(view: &SitemapView) -> anyhow::Result<String> {
    let (root, one) = if view.is_index { ("sitemapindex", "sitemap") } else { ("urlset", "url") };
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let mut set =
        xml.create_element(root).with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"));
    if view.listed.iter().any(|listed| !listed.editions.is_empty()) {
        set = set.with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
    }
    set.write_inner_content(|xml| {
        for listed in &view.listed {
            xml.create_element(one).write_inner_content(|xml| {
                xml.create_element("loc").write_text_content(BytesText::new(&listed.url))?;
                if let Some(day) = &listed.changed_on {
                    xml.create_element("lastmod").write_text_content(BytesText::new(day))?;
                }
                for (language, url) in &listed.editions {
                    xml.create_element("xhtml:link")
                        .with_attribute(("rel", "alternate"))
                        .with_attribute(("hreflang", *language))
                        .with_attribute(("href", url.as_str()))
                        .write_empty()?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(without_controls(String::from_utf8(xml.into_inner())? + "\n"))
}

/// Pages of the service say themselves that they are not to be listed: nothing has to be forbidden here.
fn write_robots(view: &RobotsView) -> String {
    let map = view.sitemap.as_ref().map(|url| format!("\nSitemap: {url}\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{map}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_more_touches_the_last_part_alone() {
        let group = |count: usize| -> Vec<Listed> {
            (0..count).map(|at| Listed::new(format!("https://a.example/{at}"), None)).collect()
        };
        let (before, after) = (group(25), group(26));
        let parts = |group: &[Listed]| -> Vec<(String, Vec<Listed>)> {
            cut("replies", group, 10).map(|(path, part)| (path, part.to_vec())).collect()
        };
        let (before, after) = (parts(&before), parts(&after));
        assert_eq!(after.len(), 3);
        assert!(after.iter().all(|(_, part)| part.len() <= 10));
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after);
        assert_eq!(
            changed.map(|(_, after)| after.0.as_str()).collect::<Vec<_>>(),
            ["sitemaps/replies-3.xml"]
        );
    }
}
