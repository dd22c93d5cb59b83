//! Site maps and `robots.txt`. Pages stand in the order in which they came about, cut into parts that are filled from
//! the front: one reply more touches the last part and the index. Deliberately absent: guesses about how often a page
//! changes.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};

use super::{Page, Rank, without_controls};
use crate::site::Site;
use crate::view::{Listed, RobotsView, SitemapView};
use crate::words::Words;

/// Addresses in one file; the protocol allows 50,000, but a file should stay small enough to fetch again.
const MOST: usize = 10_000;

pub(super) fn maps(site: &Site, pages: &[Page]) -> Vec<Page> {
    let index = site.settings.site.absolute("sitemap.xml");
    let robots = RobotsView { sitemap: index.clone() };
    let mut files =
        vec![Page::file(Rank::List, "robots.txt", "robots", robots, |view, _| Ok(write_robots(view)))];
    if index.is_none() {
        return files;
    }
    // A reply's own page never moves to another part; the others are few.
    let (replies, others): (Vec<&Page>, Vec<&Page>) = pages
        .iter()
        .filter(|page| page.listed().is_some())
        .partition(|page| page.rank == Rank::Item && page.file.starts_with("replies/"));
    let mut listed = Vec::new();
    for (name, group) in [("pages", others), ("replies", replies)] {
        let group: Vec<Listed> = group.into_iter().filter_map(Page::listed).cloned().collect();
        for (path, part) in cut(name, &group, MOST) {
            let changed_on = part.iter().filter_map(|one| one.changed_on.clone()).max();
            listed.push(Listed { url: site.settings.site.absolute(&path).unwrap_or_default(), changed_on });
            let view = SitemapView { is_index: false, listed: part.to_vec() };
            files.push(Page::file(Rank::List, &path, "sitemap", view, write));
        }
    }
    files.push(Page::file(
        Rank::List,
        "sitemap.xml",
        "sitemap",
        SitemapView { is_index: true, listed },
        write,
    ));
    files
}

/// Parts that are filled from the front, with their files.
fn cut<'a>(
    name: &'a str,
    group: &'a [Listed],
    most: usize,
) -> impl Iterator<Item = (String, &'a [Listed])> + 'a {
    group.chunks(most).enumerate().map(move |(at, part)| (format!("sitemaps/{name}-{}.xml", at + 1), part))
}

fn write(view: &SitemapView, _: &Words) -> anyhow::Result<String> {
    let (root, one) = if view.is_index { ("sitemapindex", "sitemap") } else { ("urlset", "url") };
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.create_element(root)
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|xml| {
            for listed in &view.listed {
                xml.create_element(one).write_inner_content(|xml| {
                    xml.create_element("loc").write_text_content(BytesText::new(&listed.url))?;
                    if let Some(day) = &listed.changed_on {
                        xml.create_element("lastmod").write_text_content(BytesText::new(day))?;
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
            (0..count).map(|at| Listed { url: format!("https://a.example/{at}"), changed_on: None }).collect()
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
