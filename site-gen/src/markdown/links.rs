//! Links of a text as their author wrote them, with their lines. Deliberately absent: where they lead.

use pulldown_cmark::{Event, Parser, Tag};

use super::emphasis::MARK;
use super::{OPTIONS, source, to_html};

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
    let found = Parser::new_ext(&source, OPTIONS).into_offset_iter().filter_map(|(event, place)| {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { return None };
        let line = source[..place.start].matches('\n').count() + 1;
        Some(Link { url: dest_url.replace(MARK, ""), line })
    });
    found.collect()
}

/// Every place of a text that a link can point at: headings and notes.
#[must_use]
pub fn anchors(text: &str) -> Vec<String> {
    let html = to_html(text);
    let ids = html.as_str().split(" id=\"").skip(1);
    ids.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_their_lines_and_headings_can_be_pointed_at() {
        let found = links("一\n\n**注意：**[甲](../a/#b)\n[乙]: c/\n见[乙]");
        let told: Vec<_> = found.iter().map(|link| (link.url.as_str(), link.line)).collect();
        assert_eq!(told, [("../a/#b", 3)]);
        assert_eq!(anchors("## 怎么办\n\n甲[^1]\n\n[^1]: 乙"), ["怎么办", "note-1-from", "note-1"]);
    }
}
