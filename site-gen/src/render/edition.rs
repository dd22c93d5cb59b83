//! Other editions of the site, when it asks for them: every page once more in a folder of its own, made of
//! the same ingredients, so that no two can say different things.
//!
//! Below `zh-hant/` stands the finished Simplified page in Traditional characters (`hant`). Below `en/`
//! stands the page in an English frame: the theme's own words are English, and what the township wrote stays
//! Chinese and says so (`languages`).
//!
//! Deliberately absent: a second search, second feeds, data, pictures and stylesheets (an edition leads to
//! those of the site), words of Taiwan or Hong Kong (only the characters change), and translated records.

use std::borrow::Cow;

use super::hant::Names;
use super::languages;
use crate::characters::in_simplified;
use crate::settings::Edition;
use crate::site::Site;
use crate::urls::{is_shared, percent, resolve};

/// What a page of an edition needs besides the page.
#[derive(Clone, Debug)]
pub(super) struct Reprint {
    /// Which edition.
    pub(super) edition: Edition,
    /// Absolute address of the site's root, or empty.
    base_url: String,
    /// Where the service answers.
    served: Vec<String>,
    /// Names that its characters must be right of.
    names: Names,
}

/// A file of the edition as the gate is to read it: in the characters that its rules know. Digits stay as
/// they are.
pub(crate) fn for_the_gate<'a>(path: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    match std::str::from_utf8(bytes) {
        Ok(text) if path.starts_with(Edition::Hant.folder()) => Cow::Owned(in_simplified(text).into_bytes()),
        _ => Cow::Borrowed(bytes),
    }
}

impl Reprint {
    /// Those of a site.
    pub(super) fn all(site: &Site) -> Vec<Self> {
        let settings = &site.settings;
        let mailbox = &settings.mailbox;
        let wanted = Edition::ALL.iter().filter(|edition| settings.site.editions.contains(edition));
        let reprint = |edition: &Edition| Self {
            edition: *edition,
            base_url: settings.site.base_url.clone(),
            served: [&mailbox.write_url, &mailbox.track_url, &mailbox.search_url]
                .into_iter()
                .filter(|url| !url.is_empty())
                .cloned()
                .collect(),
            names: match edition {
                Edition::Hant => Names::of(site),
                Edition::En => Names::default(),
            },
        };
        wanted.map(reprint).collect()
    }

    /// What the edition's pages depend on besides the page.
    pub(super) fn ingredients(&self) -> String {
        format!("{self:?}")
    }

    /// The page of the edition; `file` is the one that it is made of, in the words of the edition.
    pub(super) fn page(&self, file: &str, html: &str) -> String {
        let html = self.relink(file, html);
        let language = self.edition.language();
        let html = html.replacen("<html lang=\"zh-Hans\"", &format!("<html lang=\"{language}\""), 1);
        let text = match self.edition {
            Edition::Hant => self.names.convert(&html),
            Edition::En => languages::mark_chinese(&html, language),
        };
        // Who reads it in Simplified Chinese is led there in their own characters.
        let back = format!(
            "<a class=\"{}\" href=\"{}\" hreflang=\"zh-Hans\" lang=\"zh-Hans\">简体版</a>",
            self.edition.link_class(),
            home(file)
        );
        between(&text, &format!("<a class=\"{}\"", self.edition.link_class()), "</a>", &back)
    }

    /// Links to what the edition does not have lead out of its folder.
    fn relink(&self, file: &str, html: &str) -> String {
        const MARKS: [&str; 4] = [" href=\"", " src=\"", " action=\"", " data-search=\""];
        let own = format!("<link rel=\"canonical\" href=\"{}", self.base_url);
        let html = match self.base_url.as_str() {
            "" => Cow::Borrowed(html),
            base => {
                let folder = self.edition.folder();
                let html = html.replacen(&own, &format!("{own}{folder}"), 1);
                // 找错 reports the page on which somebody stands.
                let (base, here) = (percent(base), percent(&format!("{base}{folder}")));
                let report = |end: &str, base: &str| format!("/exposure/jiucuo.html?{end}url={base}");
                let code =
                    html.split("/exposure/jiucuo.html?").nth(1).and_then(|rest| rest.split_once("url="));
                match code.map(|(end, _)| end.to_owned()).filter(|end| end.len() < 64) {
                    Some(end) => Cow::Owned(html.replace(&report(&end, &base), &report(&end, &here))),
                    None => Cow::Owned(html),
                }
            }
        };
        MARKS.iter().fold(html.into_owned(), |html, mark| {
            let mut parts = html.split(mark);
            let mut out = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                out.push_str(mark);
                let link = part.split('"').next().unwrap_or_default();
                match self.leads_out(file, link) {
                    Some(there) => {
                        out.push_str(&there);
                        out.push_str(&part[link.find(['#', '?']).unwrap_or(link.len())..]);
                    }
                    None => out.push_str(part),
                }
            }
            out
        })
    }

    /// The path of a link to what only the site has, seen from the edition.
    fn leads_out(&self, file: &str, link: &str) -> Option<String> {
        if link.contains(':') || link.starts_with(['/', '#']) {
            return None;
        }
        let target = resolve(file, link.split(['#', '?']).next().unwrap_or_default())?;
        let is_page = target.is_empty() || target.ends_with('/') || target.ends_with(".html");
        let is_served = self.served.iter().any(|served| target.starts_with(served.as_str()));
        let is_shared = is_shared(&target);
        let is_of_other = Edition::ALL.iter().any(|edition| target.starts_with(edition.folder()));
        (!is_page || is_served || is_shared || is_of_other).then(|| format!("{}{target}", up(file)))
    }
}

/// From a page of the edition to the site's root.
fn up(file: &str) -> String {
    "../".repeat(file.matches('/').count() + 1)
}

/// From a page of the edition to the one that it is made of.
fn home(file: &str) -> String {
    let path = file.strip_suffix("index.html").unwrap_or(file);
    format!("{}{path}", up(file))
}

/// The text with something else in the place of the first part that begins and ends so.
fn between(text: &str, begin: &str, end: &str, with: &str) -> String {
    let Some((before, rest)) = text.split_once(begin) else { return text.to_owned() };
    let Some((_, after)) = rest.split_once(end) else { return text.to_owned() };
    format!("{before}{with}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reprint(edition: Edition) -> Reprint {
        Reprint {
            edition,
            base_url: "https://a.example/".into(),
            served: vec!["mailbox/".into()],
            names: Names::default(),
        }
    }

    #[test]
    fn a_page_of_an_edition_reports_its_own_address_and_leads_to_the_other_editions() {
        let page = "<a href=\"../zh-hant/a/\">繁</a><a href=\"https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3300000001&amp;url=https%3A%2F%2Fa.example%2Fa%2F\">找错</a>";
        let made = reprint(Edition::En).page("a/index.html", page);
        assert!(
            made.contains("site_code=3300000001&amp;url=https%3A%2F%2Fa.example%2Fen%2Fa%2F\""),
            "{made}"
        );
        assert!(made.contains("href=\"../../zh-hant/a/\""), "{made}");
        let made = reprint(Edition::Hant).page("a/index.html", page);
        assert!(made.contains("url=https%3A%2F%2Fa.example%2Fzh-hant%2Fa%2F\""), "{made}");
    }

    #[test]
    fn a_page_is_in_other_characters_and_leads_to_what_only_the_site_has() {
        let edition = reprint(Edition::Hant);
        let page = "<html lang=\"zh-Hans\"><link rel=\"canonical\" href=\"https://a.example/policies/a/\">\
            <link href=\"../../assets/town.css\"><a class=\"edition mode\" href=\"../../zh-hant/policies/a/\">繁</a>\
            <a href=\"../../mailbox/\">写信</a><a href=\"../b/#怎么办\">头发发展</a><a href=\"../../\">后</a>\
            <a href=\"tel:12345\">干部</a><a href=\"#main\"></a><img src=\"shuibiao.png\"><form action=\"../../search/\">";
        let wanted = "<html lang=\"zh-Hant\"><link rel=\"canonical\" href=\"https://a.example/zh-hant/policies/a/\">\
            <link href=\"../../../assets/town.css\"><a class=\"edition mode\" href=\"../../../policies/a/\" hreflang=\"zh-Hans\" lang=\"zh-Hans\">简体版</a>\
            <a href=\"../../../mailbox/\">寫信</a><a href=\"../b/#怎么办\">頭髮發展</a><a href=\"../../\">後</a>\
            <a href=\"tel:12345\">幹部</a><a href=\"#main\"></a><img src=\"../../../policies/a/shuibiao.png\"><form action=\"../../../search/\">";
        assert_eq!(edition.page("policies/a/index.html", page), wanted);
    }

    #[test]
    fn the_gate_reads_the_characters_that_its_rules_know() {
        let read = for_the_gate("zh-hant/a/index.html", "陳安，電話 14036582917".as_bytes());
        assert_eq!(&*read, "陈安，电话 14036582917".as_bytes());
        assert_eq!(&*for_the_gate("a/index.html", "陳".as_bytes()), "陳".as_bytes());
    }
}
