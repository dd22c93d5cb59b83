//! Markdown as Chinese authors write it, to HTML that is safe to show.
//!
//! Raw HTML is shown as text. A line break inside Chinese text leaves no blank. `**注意：**请` is bold: CommonMark
//! would leave the stars, because a punctuation mark before the closing run looks to it like the end of a word; the
//! source is passed with a non-character (U+FDD0, neither blank nor punctuation) between such runs and marks, and the
//! non-character is taken out of the HTML again. Headings begin at `h2`: the page has its `h1`.
//!
//! Deliberately absent: images (they need a text alternative and a pipeline of their own) and links to other schemes
//! than http, https, mailto and tel.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use serde::Serialize;

/// HTML that this room has made; templates may show it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

const MARK: char = '\u{FDD0}';

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_DEFINITION_LIST);

/// Renders Markdown.
#[must_use]
pub fn to_html(text: &str) -> Html {
    let source = loosen_emphasis(text);
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut heading: Option<usize> = None;
    let mut used: Vec<String> = Vec::new();
    let mut raw_block = false;
    let mut parser = Parser::new_ext(&source, OPTIONS).peekable();
    while let Some(event) = parser.next() {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => {
                // A block of raw HTML becomes a paragraph of text.
                if raw_block || !raw.trim().is_empty() {
                    events.push(Event::Text(raw));
                }
            }
            Event::Start(Tag::HtmlBlock) => {
                raw_block = true;
                events.push(Event::Start(Tag::Paragraph));
            }
            Event::End(TagEnd::HtmlBlock) => {
                raw_block = false;
                events.push(Event::End(TagEnd::Paragraph));
            }
            Event::SoftBreak => {
                let before = last_char(&events);
                let after = match parser.peek() {
                    Some(Event::Text(text)) => text.chars().find(|c| *c != MARK),
                    _ => None,
                };
                let chinese = |c: Option<char>| c.is_some_and(is_wide);
                if !(chinese(before) && chinese(after)) {
                    events.push(Event::SoftBreak);
                }
            }
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                heading = Some(events.len());
                events.push(Event::Start(Tag::Heading {
                    level: below_the_page(level),
                    id: None,
                    classes,
                    attrs,
                }));
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some(at) = heading.take() {
                    let id = heading_id(&events[at + 1..], &mut used);
                    if let Some(Event::Start(Tag::Heading { id: slot, .. })) = events.get_mut(at) {
                        *slot = Some(CowStr::from(id));
                    }
                }
                events.push(Event::End(TagEnd::Heading(below_the_page(level))));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = if is_safe_link(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            // Only the alternative text stays.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
            other => events.push(other),
        }
    }
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    if out.contains(MARK) {
        out.retain(|c| c != MARK);
    }
    if !out.contains("<table>") {
        return Html(out);
    }
    // Wide tables scroll by themselves instead of the page, and can be reached by keyboard.
    let out = out
        .replace("<table>", "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"><table>")
        .replace("</table>", "</table></div>");
    Html(out)
}

/// The text alone, without marks: for descriptions and lists.
#[must_use]
pub fn to_plain(text: &str) -> String {
    let source = loosen_emphasis(text);
    let mut plain = String::with_capacity(text.len());
    for event in Parser::new(&source) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item)
                if !plain.ends_with(' ') =>
            {
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
    let source = loosen_emphasis(text);
    let mut lines = String::with_capacity(text.len());
    for event in Parser::new_ext(&source, OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                lines.push_str(&text);
            }
            // A line break inside Chinese text leaves no blank.
            Event::SoftBreak if lines.ends_with(is_wide) => {}
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

/// Puts the mark between a run of `*` or `~` and an adjacent punctuation mark, where the other side is a Han letter or
/// mark: then CommonMark's rule of word ends does not apply.
fn loosen_emphasis(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '~']) && !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let text = if text.contains(MARK) { Cow::Owned(text.replace(MARK, "")) } else { Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = &*text;
    while let Some(start) = rest.find(['*', '~']) {
        let c = rest.as_bytes()[start];
        let run = rest.as_bytes()[start..].iter().take_while(|byte| **byte == c).count();
        let (before, after) = (rest[..start].chars().next_back(), rest[start + run..].chars().next());
        // A run of the other mark may end right here.
        let before = before.or_else(|| out.chars().rev().find(|c| *c != MARK));
        let han = before.is_some_and(is_wide) || after.is_some_and(is_wide);
        out.push_str(&rest[..start]);
        if han && before.is_some_and(is_mark) {
            out.push(MARK);
        }
        out.push_str(&rest[start..start + run]);
        if han && after.is_some_and(is_mark) {
            out.push(MARK);
        }
        rest = &rest[start + run..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

fn is_mark(c: char) -> bool {
    (c.is_ascii_punctuation() && !matches!(c, '*' | '~' | '\\'))
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

fn last_char(events: &[Event<'_>]) -> Option<char> {
    match events.last()? {
        Event::Text(text) | Event::Code(text) => text.chars().rev().find(|c| *c != MARK),
        _ => None,
    }
}

/// The page has its `h1`: a first-level heading in the text is a second-level one on the page.
const fn below_the_page(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        other => other,
    }
}

/// The heading's own words: readable and stable. A second heading of the same words gets a number.
fn heading_id(events: &[Event<'_>], used: &mut Vec<String>) -> String {
    let mut id = String::new();
    for event in events {
        if let Event::Text(text) | Event::Code(text) = event {
            id.extend(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        }
    }
    if id.is_empty() {
        id.push_str("section");
    }
    let base = id.clone();
    let mut n = 2;
    while used.contains(&id) {
        id = format!("{base}-{n}");
        n += 1;
    }
    used.push(id.clone());
    id
}

fn is_safe_link(url: &str) -> bool {
    let lower = url.trim().to_ascii_lowercase();
    match lower.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            matches!(scheme, "http" | "https" | "mailto" | "tel")
        }
        _ => !lower.starts_with("//"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        to_html(text).into_string()
    }

    #[test]
    fn a_search_reads_a_line_for_each_paragraph_heading_item_and_cell() {
        let text = "## 办理\n\n**注意：**请带\n户口簿。\n\n- 一\n- 二\n\n| 甲 | 乙 |\n| - | - |\n| [丙](a/) | `丁` |\n";
        assert_eq!(to_lines(text), "办理\n注意：请带户口簿。\n一\n二\n甲\n乙\n丙\n丁");
    }

    #[test]
    fn emphasis_beside_chinese_marks_is_emphasis() {
        for (text, wanted) in [
            ("**重点：**后续", "<p><strong>重点：</strong>后续</p>\n"),
            ("这是**“一卡通”**系统", "<p>这是<strong>“一卡通”</strong>系统</p>\n"),
            ("前文**（试行）**后文", "<p>前文<strong>（试行）</strong>后文</p>\n"),
            ("例**《条例》**规定", "<p>例<strong>《条例》</strong>规定</p>\n"),
            ("**注意！**请", "<p><strong>注意！</strong>请</p>\n"),
            ("**a.**后", "<p><strong>a.</strong>后</p>\n"),
            ("**`代码`**后", "<p><strong><code>代码</code></strong>后</p>\n"),
            (
                "**注意：**请于三月前办理。含**“一卡通”**补贴",
                "<p><strong>注意：</strong>请于三月前办理。含<strong>“一卡通”</strong>补贴</p>\n",
            ),
            ("2 * 3 * 4", "<p>2 * 3 * 4</p>\n"),
        ] {
            assert_eq!(html(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_line_break_in_chinese_leaves_no_blank() {
        assert_eq!(html("请于三月\n前办理"), "<p>请于三月前办理</p>\n");
        assert_eq!(html("call us\nnow"), "<p>call us\nnow</p>\n");
    }

    #[test]
    fn raw_html_is_text_and_bad_links_lead_nowhere() {
        assert!(!html("<script>alert(1)</script>").contains("<script"));
        assert!(!html("甲<img src=x onerror=alert(1)>乙").contains("<img"));
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "vbscript:x",
        ] {
            assert!(html(&format!("[看]({url})")).contains("href=\"#\""), "{url}");
        }
        assert!(html("[看](../a/#b)").contains("href=\"../a/#b\""));
        assert!(html("[打](tel:0880-5512345)").contains("href=\"tel:0880-5512345\""));
    }

    #[test]
    fn headings_have_readable_and_stable_ids() {
        assert_eq!(
            html("## 怎么办\n\n## 怎么办"),
            "<h2 id=\"怎么办\">怎么办</h2>\n<h2 id=\"怎么办-2\">怎么办</h2>\n"
        );
    }

    #[test]
    fn an_excerpt_is_the_beginning_of_the_plain_text() {
        for text in ["短。", "**甲**乙\n\n丙[丁](x)", &"长。\n\n**重点：**请看[这里](a/)。\n\n".repeat(40)]
        {
            assert_eq!(to_excerpt(text, 30), shorten(&to_plain(text), 30), "{text}");
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
    }
}
