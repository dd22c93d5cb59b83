//! Links of a text as their author wrote them, with their lines. Deliberately absent: where they lead.

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Tag};

use super::emphasis::unmarked;
use super::whole::read;
use super::{Lines, shaped, source};

/// A link that a text has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// As written.
    pub url: String,
    /// The line of the text, from 1.
    pub line: usize,
}

/// Every link of a text, in order.
#[must_use]
pub fn links(text: &str) -> Vec<Link> {
    if !text.contains("](") && !text.contains("]:") && !text.contains("<") {
        return Vec::new();
    }
    let source = source(text);
    let mut lines = Lines::of(&source);
    let found = read(&source).into_iter().filter_map(|(event, place)| {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { return None };
        Some(Link { url: unmarked(dest_url.into_string()), line: lines.at(place.start) })
    });
    found.collect()
}

/// Whether what stands behind a link's words can be an address. 见附件 and a telephone are none.
pub(super) fn is_address(url: &str) -> bool {
    url.is_empty()
        || url.contains(['/', '.', '#', ':', '?'])
        || url.is_ascii() && !url.starts_with(|c: char| c.is_ascii_digit() || c == '+')
}

/// A place as headings have it, for who writes `#怎么办？` or `#WiFi 密码` as the heading is written. Places in ASCII stay:
/// they may be the theme's.
#[must_use]
pub fn place(anchor: &str) -> String {
    if anchor.is_ascii() {
        return anchor.to_owned();
    }
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    anchor.chars().filter(is_kept).flat_map(char::to_lowercase).collect()
}

/// The same of a whole address, if it leads to a place of a page of the site.
pub(super) fn with_place(url: &str) -> Option<String> {
    let (path, anchor) = url.split_once('#').filter(|(path, _)| !path.contains(':'))?;
    let decoded = percent_decode_str(anchor).decode_utf8().ok()?;
    let place = place(&decoded);
    (place != decoded).then(|| format!("{path}#{place}"))
}

/// Every place of a text that a link can point at: headings and notes.
#[must_use]
pub fn anchors(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for event in shaped(&source(text), &|_| None, |event| event) {
        match event {
            Event::Start(Tag::Heading { id: Some(id), .. }) => all.push(id.into_string()),
            // Of this room's own making: what an author writes so is text.
            Event::Html(own) | Event::InlineHtml(own) => {
                let ids = own.split(" id=\"").skip(1);
                all.extend(ids.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::to_html;
    use super::*;

    #[test]
    fn links_have_their_lines_and_headings_can_be_pointed_at() {
        let found = links("一\n\n**注意：**[甲](../a/#b)\n[乙]: c/\n见[乙]");
        let told: Vec<_> = found.iter().map(|link| (link.url.as_str(), link.line)).collect();
        assert_eq!(told, [("../a/#b", 3)]);
        for (heading, written) in [
            ("怎么办？", "#怎么办？"),
            ("一 二", "<#一 二>"),
            ("“引号”、（括号）", "#“引号”、（括号）"),
            ("WiFi 密码", "#WiFi密码"),
            ("WiFi 密码", "#WiFi%20%E5%AF%86%E7%A0%81"),
        ] {
            let text = format!("## {heading}\n\n见[甲]({written})");
            let shown = to_html(&text).into_string();
            let href =
                shown.split("href=\"#").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
            let place = percent_decode_str(href).decode_utf8_lossy().into_owned();
            assert!(anchors(&text).contains(&place), "{text}: {shown}");
        }
        assert_eq!(with_place("https://a.example/#怎么办？"), None);
        assert_eq!(with_place("#answer"), None);
        assert_eq!(anchors("<a id=\"x甲\"></a>\n\n写 <a id=\"乙\"> 就行"), [""; 0]);
        assert_eq!(anchors("## 怎么办\n\n甲[^1]\n\n[^1]: 乙"), ["怎么办", "note-1-from", "note-1"]);
    }
}
