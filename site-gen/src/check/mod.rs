//! Reads the finished site again, as a visitor and as an inspector would.
//!
//! | file | what |
//! | --- | --- |
//! | here | links that lead nowhere; links to other sites against the list of those that may be linked to |
//! | `tags` | the marks of a government page: 3, 7 or 10 by its kind |
//! | `live` | what must not go live, and what will soon be too old |
//! | `spelling` | words that the unit does not want |
//!
//! Deliberately absent: mending; and the network (external links are not followed).

mod live;
mod meta_tags;
mod spelling;

pub use live::{check_production, reminders, stale_cards};
pub use spelling::check_words;
pub(crate) use spelling::parse_words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use percent_encoding::percent_decode_str;
use record::problem::Problem;

use crate::output;
use crate::render::end_of_tag;
use crate::urls::resolve;

/// Checks a finished site. Paths that the mailbox service answers (`served`, such as `mailbox/`) count as
/// there.
///
/// # Errors
/// A file that cannot be read.
pub fn check(out: &Path, served: &[String]) -> anyhow::Result<Vec<Problem>> {
    let files = output::list(out)?;
    let known: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut pages: Vec<(&str, String)> = Vec::new();
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".html")) {
        match page(out, file)? {
            Some(text) => {
                ids.insert(file, attributes(&text, "id").into_iter().collect());
                pages.push((file, text));
            }
            None => problems.push(Problem::new(
                file,
                "不是 UTF-8 编码，没有检查",
                "不是这个程序生成的就拿走；是主题里的就另存为 UTF-8，再生成一次",
            )),
        }
    }
    for (file, text) in &pages {
        if *file != "404.html" {
            check_links(file, text, &known, &ids, served, &mut problems);
        }
        // What stands at the root besides is the proof of somebody else, and no page of ours.
        if file.contains('/') || ["index.html", "404.html"].contains(file) {
            meta_tags::check(file, text, &mut problems);
        }
    }
    Ok(problems)
}

/// The text of a page; none when it is not UTF-8, which ends the reading of that page alone.
fn page(out: &Path, file: &str) -> anyhow::Result<Option<String>> {
    let path = out.join(file);
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    Ok(String::from_utf8(bytes).ok())
}

/// Links to other sites: each address with the pages that have it. What begins with the site's `own` address
/// is none.
///
/// # Errors
/// A file that cannot be read.
pub fn external_links(out: &Path, own: &str) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let begins =
        |link: &str, with: &str| link.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let is_own = |link: &str| !own.is_empty() && begins(link, own);
    let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in output::list(out)?.into_iter().filter(|file| file.ends_with(".html")) {
        let Some(text) = page(out, &file)? else { continue };
        for link in attributes(&text, "href").into_iter().chain(attributes(&text, "src")) {
            let is_whole = ["http://", "https://", "//"].iter().any(|with| begins(&link, with));
            if is_whole && !is_own(&link) {
                links.entry(link).or_default().insert(file.clone());
            }
        }
    }
    Ok(links)
}

/// Links to sites that may not be linked to: a county's page was once led to a dating site by a domain that
/// had changed hands.
#[must_use]
pub fn foreign_links(links: &BTreeMap<String, BTreeSet<String>>, allowed: &[String]) -> Vec<Problem> {
    let may_stand = |link: &str| {
        let host = host_of(link).to_ascii_lowercase();
        allowed.iter().any(|domain| {
            let domain = domain.to_ascii_lowercase();
            host == domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
        })
    };
    let problem = |(link, pages): (&String, &BTreeSet<String>)| {
        let first = pages.first().map_or("", String::as_str);
        Problem::new(
            first,
            format!("链到 {link}（{} 页），不在允许的网站里", pages.len()),
            "确认是要链的网站，把域名写进 site.toml 的 [links] allow；不是就删掉链接",
        )
    };
    links.iter().filter(|(link, _)| !may_stand(link)).map(problem).collect()
}

fn host_of(link: &str) -> &str {
    let rest = link.split_once("//").map_or(link, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    rest.split(':').next().unwrap_or_default()
}

/// Values of an attribute, HTML entities resolved as far as links need it.
fn attributes(text: &str, name: &str) -> Vec<String> {
    const ENTITIES: [(&str, &str); 6] =
        [("&#x2F;", "/"), ("&#x27;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    let pattern = format!(" {name}=\"");
    let resolved = |value: &str| {
        ENTITIES.iter().fold(value.to_owned(), |text, (entity, plain)| {
            if text.contains('&') { text.replace(entity, plain) } else { text }
        })
    };
    let values = |tag: &str| -> Vec<String> {
        let rests = tag.split(&pattern).skip(1);
        rests.filter_map(|rest| rest.split_once('"').map(|(value, _)| resolved(value))).collect()
    };
    tags(text).flat_map(values).collect()
}

/// The tags of a page: what reads like an attribute in a text is none.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let begin = at + text[at..].find('<')?;
        at = (end_of_tag(text, begin) + 1).min(text.len());
        Some(&text[begin..at])
    })
}

/// A part of a link as a browser reads it: `%E6%80%8E` is 怎.
fn decoded(part: &str) -> Cow<'_, str> {
    percent_decode_str(part).decode_utf8_lossy()
}

fn check_links(
    file: &str,
    text: &str,
    known: &BTreeSet<&str>,
    ids: &BTreeMap<&str, BTreeSet<String>>,
    served: &[String],
    problems: &mut Vec<Problem>,
) {
    let links = attributes(text, "href").into_iter().chain(attributes(text, "src"));
    for link in links {
        if link.contains(':') || link.starts_with("//") {
            continue;
        }
        if link.starts_with('/') {
            // The service may answer there; else it must be a page, wherever on its server the site stands.
            let path = &decoded(link.split(['#', '?']).next().unwrap_or_default());
            if !served.iter().any(|prefix| !prefix.is_empty() && path.starts_with(prefix.as_str()))
                && !is_below(path, known)
            {
                problems.push(Problem::new(
                    file,
                    format!("链接“{link}”没有去处"),
                    "改成相对链接，例如 ../../policies/文件名/",
                ));
            }
            continue;
        }
        let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
        let (path, anchor) = (decoded(path.split('?').next().unwrap_or_default()), decoded(anchor));
        let Some(target) = resolve(file, &path) else {
            problems.push(Problem::new(file, format!("链接“{link}”走出了站点"), "改成站内的相对链接"));
            continue;
        };
        if served.iter().any(|prefix| target.starts_with(prefix.as_str())) {
            continue;
        }
        let page =
            if target.is_empty() || target.ends_with('/') { format!("{target}index.html") } else { target };
        if !known.contains(page.as_str()) {
            problems.push(Problem::new(file, format!("链接“{link}”没有去处"), "改正链接，或者补上那一页"));
        } else if !anchor.is_empty() && ids.get(page.as_str()).is_some_and(|ids| !ids.contains(&*anchor)) {
            problems.push(Problem::new(
                file,
                format!("链接“{link}”指的段落不存在"),
                "对照那一页的标题改正 # 后面的字",
            ));
        }
    }
}

/// Whether a path from the server's root leads to a file of the site, which may stand in some folder there.
fn is_below(path: &str, known: &BTreeSet<&str>) -> bool {
    let below = path.match_indices('/').map(|(at, _)| &path[at + 1..]).filter(|rest| !rest.is_empty());
    path == "/"
        || below
            .map(|rest| if rest.ends_with('/') { format!("{rest}index.html") } else { rest.to_owned() })
            .any(|page| known.contains(page.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_site_that_is_not_on_the_list_is_found() {
        let dir = tempfile::tempdir().expect("a folder");
        let body = "<a href=\"https://www.gov.cn/a\">1</a><a href=\"https://gov.cn.evil.example/\">2</a>\
                    <a href=\"//notgov.cn:8080/\">3</a><a href=\"https://own.example/hexi/b/\">4</a>\
                    <a href=\"https://gov.cn@evil.example/\">5</a><a href=\"mailbox/\">6</a>\
                    <a href=\"HTTPS://Evil.example/\">7</a><a href=\"HTTPS://OWN.example/hexi/\">8</a>\
                    <a href=\"https://WWW.GOV.CN/b\">9</a>";
        output::write_new(dir.path(), "index.html", body.as_bytes()).expect("written");
        let links = external_links(dir.path(), "https://own.example/hexi/").expect("read");
        assert_eq!(links.len(), 6, "{links:?}");
        let found = foreign_links(&links, &["gov.cn".to_owned()]);
        let told: Vec<&str> = found.iter().map(|problem| problem.what.as_str()).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(
            told.iter()
                .all(|what| what.to_lowercase().contains("evil.example") || what.contains("notgov.cn")),
            "{told:?}"
        );
    }

    #[test]
    fn a_link_to_nowhere_and_a_missing_anchor_are_found() {
        let dir = tempfile::tempdir().expect("a folder");
        let page = |body: &str| {
            format!(
                "<meta name=\"SiteName\" content=\"a\"><meta name=\"SiteDomain\" content=\"a\">\
                 <meta name=\"SiteIDCode\" content=\"a\"><h1 id=\"top\">a</h1>{body}"
            )
        };
        let body = "<a href=\"b/\">1</a><a href=\"#top\">2</a><a href=\"#gone\">3</a><a href=\"mailbox/\">4</a>\
            <a href=\"/hexi/index.html\">5</a><a href=\"/hexi/gone/\">6</a><a href=\"//www.gov.cn/\">7</a>";
        output::write_new(dir.path(), "index.html", page(body).as_bytes()).expect("written");
        let problems = check(dir.path(), &["mailbox/".to_owned()]).expect("read");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    #[test]
    fn a_link_to_chinese_words_is_read_as_a_browser_reads_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let marks = "<meta name=\"SiteName\" content=\"a\"><meta name=\"SiteDomain\" content=\"a\">\
                     <meta name=\"SiteIDCode\" content=\"a\"><h1 id=\"收费-标准\">a</h1><b id=\"q&amp;a\"></b>";
        let links = "<a href=\"#%E6%94%B6%E8%B4%B9-%E6%A0%87%E5%87%86\">1</a><a href=\"#收费-标准\">2</a>\
                     <a href=\"#q&amp;a\">3</a><a href=\"%E5%9B%BE.png\">4</a><img src=\"图.png\">\
                     <a href=\"#%E6%94%B6\">5</a><a href=\"%E6%94%B6.png\">6</a>";
        output::write_new(dir.path(), "index.html", format!("{marks}{links}").as_bytes()).expect("written");
        output::write_new(dir.path(), "图.png", b"").expect("written");
        let problems = check(dir.path(), &[]).expect("read");
        assert_eq!(problems.len(), 2, "the two that lead nowhere: {problems:?}");
    }

    #[test]
    fn a_page_that_is_not_utf_8_is_told_and_the_others_are_read() {
        let dir = tempfile::tempdir().expect("a folder");
        output::write_new(dir.path(), "a.html", b"<a href=\"https://a.example/\">\xB5\xE7</a>")
            .expect("written");
        let page = "<h1>b</h1><a href=\"gone/\">1</a><a href=\"https://b.example/\">2</a>";
        output::write_new(dir.path(), "b.html", page.as_bytes()).expect("written");
        let problems = check(dir.path(), &[]).expect("read");
        assert!(
            problems.iter().any(|one| one.file == "a.html" && one.what.contains("UTF-8")),
            "{problems:?}"
        );
        assert!(
            problems.iter().any(|one| one.file == "b.html" && one.what.contains("gone/")),
            "{problems:?}"
        );
        assert_eq!(external_links(dir.path(), "").expect("read").len(), 1);
    }
}
