//! Markdown as plain text: for descriptions, lists and the search. Deliberately absent: HTML.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::emphasis::{MARK, is_wide};
use super::{OPTIONS, source};

fn ends_wide(text: &str) -> bool {
    text.chars().rev().find(|c| *c != MARK).is_some_and(is_wide)
}

/// The text alone, without marks: for descriptions and lists.
#[must_use]
pub fn to_plain(text: &str) -> String {
    let source = source(text);
    let mut plain = String::with_capacity(text.len());
    let mut in_note = false;
    for event in Parser::new_ext(&source, OPTIONS) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => in_note = true,
            Event::End(TagEnd::FootnoteDefinition) => in_note = false,
            _ if in_note => {}
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak if ends_wide(&plain) => {}
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::DefinitionListTitle
                | TagEnd::DefinitionListDefinition,
            ) if !plain.ends_with(' ') => {
                plain.push(' ');
            }
            _ => {}
        }
    }
    if plain.contains(MARK) {
        plain.retain(|c| c != MARK);
    }
    plain.trim().to_owned()
}

/// The first characters of the text alone, up to the end of a clause: for descriptions. Only as much is read as is shown,
/// unless something in the text may be explained at its end.
#[must_use]
pub fn to_excerpt(text: &str, characters: usize) -> String {
    let begun = text.char_indices().nth(characters + characters / 4).map(|(at, _)| at);
    let end = begun.and_then(|at| text[at..].find("\n\n").map(|end| at + end));
    if let Some(end) = end.filter(|_| !text.contains("]:")) {
        let plain = to_plain(&text[..end]);
        if plain.chars().nth(characters).is_some() {
            return shorten(&plain, characters);
        }
    }
    shorten(&to_plain(text), characters)
}

/// A word that is cut may read as another one, even as somebody's name: what is too long ends with a clause.
fn shorten(plain: &str, characters: usize) -> String {
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
    for event in Parser::new_ext(&source, OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                lines.push_str(&text);
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
                | TagEnd::HtmlBlock
                | TagEnd::DefinitionListTitle
                | TagEnd::DefinitionListDefinition,
            ) if !lines.is_empty() && !lines.ends_with('\n') => lines.push('\n'),
            _ => {}
        }
    }
    if lines.contains(MARK) {
        lines.retain(|c| c != MARK);
    }
    lines.trim().to_owned()
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
    fn an_excerpt_is_the_beginning_of_the_plain_text() {
        for text in ["短。", "**甲**乙\n\n丙[丁](x)", &"长。\n\n**重点：**请看[这里](a/)。\n\n".repeat(40)]
        {
            let plain = to_plain(text);
            assert_eq!(to_excerpt(text, 30), shorten(&plain, 30), "{text}");
        }
        assert_eq!(to_excerpt("**甲**乙\n\n丙[丁](x)", 30), "甲乙 丙丁");
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
