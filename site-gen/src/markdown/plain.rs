//! Markdown as plain text: for descriptions, lists and the search. Deliberately absent: HTML.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::emphasis::{MARK, is_wide, unmarked};
use super::source;
use super::whole::read;

fn ends_wide(text: &str) -> bool {
    text.chars().rev().find(|c| *c != MARK).is_some_and(is_wide)
}

/// The text alone, without marks: for descriptions and lists.
#[must_use]
pub fn to_plain(text: &str) -> String {
    let source = source(text);
    let mut plain = Plain { text: String::with_capacity(text.len()), in_note: false, enough: usize::MAX };
    for (event, _) in read(&source) {
        plain.take(&event);
    }
    plain.finish()
}

/// The text alone, as it is read.
pub(super) struct Plain {
    text: String,
    in_note: bool,
    /// So many bytes are all that is wanted.
    enough: usize,
}

impl Plain {
    /// Of the beginning of a text: more than so many characters, if it has more.
    pub(super) fn of_beginning(characters: usize) -> Self {
        // A letter has up to four bytes, and a mark of three on either side of it that is taken out again.
        Self { text: String::new(), in_note: false, enough: 12 * characters }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) {
        if self.text.len() > self.enough {
            return;
        }
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => self.in_note = true,
            Event::End(TagEnd::FootnoteDefinition) => self.in_note = false,
            _ if self.in_note => {}
            Event::Text(text) | Event::Code(text) => self.text.push_str(text),
            Event::SoftBreak if ends_wide(&self.text) => {}
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::DefinitionListTitle
                | TagEnd::DefinitionListDefinition,
            ) if !self.text.ends_with(' ') => self.text.push(' '),
            _ => {}
        }
    }

    pub(super) fn finish(self) -> String {
        unmarked(self.text).trim().to_owned()
    }
}

/// A word that is cut may read as another one, even as somebody's name: what is too long ends with a clause.
pub(super) fn shorten(plain: &str, characters: usize) -> String {
    let Some((end, _)) = plain.char_indices().nth(characters) else { return plain.to_owned() };
    let head = &plain[..end];
    let clause = head.char_indices().rev().find(|(_, c)| "。！？；，".contains(*c));
    match clause.filter(|(at, _)| *at > end / 2) {
        Some((at, '。' | '！' | '？')) => head[..at + '。'.len_utf8()].to_owned(),
        Some((at, _)) => format!("{}…", &head[..at]),
        None => format!("{head}…"),
    }
}

/// The text with a line for each paragraph, heading, item and cell: what a search reads.
#[must_use]
pub fn to_lines(text: &str) -> String {
    let source = source(text);
    let mut lines = String::with_capacity(text.len());
    let mut raw_block = String::new();
    for (event, _) in read(&source) {
        match event {
            Event::Text(text) | Event::Code(text) => lines.push_str(&text),
            Event::InlineHtml(raw) => lines.push_str(&raw),
            Event::Html(raw) => raw_block.push_str(&raw),
            Event::End(TagEnd::HtmlBlock) => {
                lines.push_str(std::mem::take(&mut raw_block).trim());
                lines.push('\n');
            }
            // A line break inside Chinese text leaves no blank.
            Event::SoftBreak if ends_wide(&lines) => {}
            Event::SoftBreak => lines.push(' '),
            Event::HardBreak
            | Event::Start(Tag::Item | Tag::Paragraph)
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock
                | TagEnd::DefinitionListTitle
                | TagEnd::DefinitionListDefinition,
            ) if !lines.is_empty() && !lines.ends_with('\n') => lines.push('\n'),
            _ => {}
        }
    }
    unmarked(lines).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_reads_a_line_for_each_paragraph_heading_item_and_cell() {
        let text = "## 办理\n\n**注意：**请带\n户口簿。\n\n- 一\n- 二\n\n| 甲 | 乙 |\n| - | - |\n| [丙](a/) | `丁` |\n";
        assert_eq!(to_lines(text), "办理\n注意：请带户口簿。\n一\n二\n甲\n乙\n丙\n丁");
    }

    #[test]
    fn an_excerpt_ends_with_a_clause_and_never_within_a_word() {
        assert_eq!(shorten("该事项已经办完。经查，高龄津贴按月发放。", 13), "该事项已经办完。经查…");
        assert_eq!(shorten("该事项已经办完。以后高龄津贴按月发放。", 13), "该事项已经办完。");
        assert_eq!(shorten("没有逗号的一长串文字一直到底", 6), "没有逗号的一…");
        assert_eq!(shorten("正好六个字。", 6), "正好六个字。");
    }

    #[test]
    fn a_plain_text_has_no_marks() {
        assert_eq!(to_plain("## 标题\n\n**注意：**请[看](x)"), "标题 注意：请看");
        let noted = "水费每吨\n二元。[^1]\n\n[^1]: 见附件。\n\n> [!注意]\n> 只在\n> **窗口**办。";
        assert_eq!(to_plain(noted), "水费每吨二元。 只在窗口办。");
        assert_eq!(to_plain("![水表箱](a.jpg)在门口"), "水表箱在门口");
    }
}
