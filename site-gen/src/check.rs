//! Reads the finished site again, as a visitor and as an inspector would: links that lead nowhere, required tags, and,
//! before going live, sample values. Deliberately absent: mending; and the network (external links are not followed).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;

use crate::output;
use crate::problem::Problem;
use crate::site::Site;

/// Checks a finished site. Paths that the mailbox service answers (`served`, such as `mailbox/`) count as there.
///
/// # Errors
/// A file that cannot be read.
pub fn check(out: &Path, served: &[String]) -> anyhow::Result<Vec<Problem>> {
    let files = output::list(out)?;
    let known: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut pages: Vec<(&str, String)> = Vec::new();
    for file in files.iter().filter(|file| file.ends_with(".html")) {
        let path = out.join(file);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        ids.insert(file, attributes(&text, "id").into_iter().collect());
        pages.push((file, text));
    }
    let mut problems = Vec::new();
    for (file, text) in &pages {
        if *file != "404.html" {
            check_links(file, text, &known, &ids, served, &mut problems);
        }
        check_tags(file, text, &mut problems);
    }
    Ok(problems)
}

/// What must not go live: values that are still samples or empty.
#[must_use]
pub fn check_production(site: &Site) -> Vec<Problem> {
    let identity = &site.settings.identity;
    let mut problems = Vec::new();
    if identity.sample {
        problems.push(Problem::new(
            "site.toml",
            "[identity] 里还是样例值",
            "向县政府门户网站要到真实的标识码和备案号，填好后删掉 sample = true",
        ));
    }
    for (key, value) in [
        ("icp", &identity.icp),
        ("police_record", &identity.police_record),
        ("conac_id", &identity.conac_id),
        ("sponsor_org", &identity.sponsor_org),
        ("operator_org", &identity.operator_org),
        ("contact", &identity.contact),
    ] {
        if value.trim().is_empty() {
            problems.push(Problem::new("site.toml", format!("identity.{key} 是空的"), "正式上线前必须填写"));
        }
    }
    for domain in [&site.settings.site.domain, &site.settings.site.base_url] {
        if domain.contains(".example") {
            problems.push(Problem::new(
                "site.toml",
                format!("“{domain}” 是样例网址"),
                "填写县政府门户网站的真实网址",
            ));
        }
    }
    problems
}

/// Values of an attribute, HTML entities resolved as far as links need it.
fn attributes(text: &str, name: &str) -> Vec<String> {
    let pattern = format!(" {name}=\"");
    text.split(&pattern)
        .skip(1)
        .filter_map(|rest| {
            rest.split_once('"').map(|(value, _)| value.replace("&amp;", "&").replace("&#x2F;", "/"))
        })
        .collect()
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
        if link.contains(':') || link.starts_with('/') {
            continue;
        }
        let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
        let path = path.split('?').next().unwrap_or_default();
        let Some(target) = resolve(file, path) else {
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
        } else if !anchor.is_empty() && ids.get(page.as_str()).is_some_and(|ids| !ids.contains(anchor)) {
            problems.push(Problem::new(
                file,
                format!("链接“{link}”指的段落不存在"),
                "对照那一页的标题改正 # 后面的字",
            ));
        }
    }
}

/// A relative link from a file, as a path below the root; none when it leaves it.
fn resolve(file: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(file.to_owned());
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    let is_folder = link.ends_with('/') || link.ends_with("..") || link == ".";
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    let mut path = parts.join("/");
    if is_folder && !path.is_empty() {
        path.push('/');
    }
    Some(path)
}

/// Every page has one `h1` and its tags, each once, none empty (3 on the home page, 7 on a column, 10 on an article).
fn check_tags(file: &str, text: &str, problems: &mut Vec<Problem>) {
    let headings = text.matches("<h1").count();
    if headings != 1 {
        problems.push(Problem::new(
            file,
            format!("有 {headings} 个一级标题"),
            "每页正好一个一级标题，改主题模板",
        ));
    }
    for name in ["SiteName", "SiteDomain", "SiteIDCode"] {
        let count = text.matches(&format!("<meta name=\"{name}\" content=\"")).count();
        if count != 1 || text.contains(&format!("<meta name=\"{name}\" content=\"\"")) {
            problems.push(Problem::new(
                file,
                format!("网页标签 {name} 出现 {count} 次或为空"),
                "每页正好一个、不为空，改主题模板",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_file() {
        assert_eq!(resolve("a/b/index.html", "../"), Some("a/".to_owned()));
        assert_eq!(resolve("a/b/index.html", "../../"), Some(String::new()));
        assert_eq!(resolve("a/b/index.html", "../../../"), None);
        assert_eq!(resolve("index.html", "./a/"), Some("a/".to_owned()));
        assert_eq!(resolve("a/index.html", ""), Some("a/index.html".to_owned()));
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
        let body =
            "<a href=\"b/\">1</a><a href=\"#top\">2</a><a href=\"#gone\">3</a><a href=\"mailbox/\">4</a>";
        output::write_new(dir.path(), "index.html", page(body).as_bytes()).expect("written");
        let problems = check(dir.path(), &["mailbox/".to_owned()]).expect("read");
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
