//! All that an author wrote, also what Markdown would take for something else and leave out without a word: half-width
//! brackets and braces stand in plain sentences, and who types an answer may not know Markdown at all.
//!
//! | written | the parser | here |
//! | --- | --- | --- |
//! | `[注]: 只收现金` that nothing points to | an address of a link | a paragraph |
//! | a cell beyond the last column | nothing | one more cell |
//! | `## 收费 {免费}` | an attribute | part of the heading; `{#id}` is its id |
//! | Chinese words behind a code fence | a language | the first line of the code |
//!
//! Deliberately absent: `[//]: # (…)`, which people write to be seen by nobody.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd};

use super::{OPTIONS, holds};

/// What is read, with its place in the source.
pub(super) type Placed<'a> = (Event<'a>, Range<usize>);

/// Reads a source, and loses nothing of it.
pub(super) fn read(source: &str) -> Vec<Placed<'_>> {
    let events: Vec<Placed<'_>> = Parser::new_ext(source, OPTIONS).into_offset_iter().collect();
    let events = if source.contains(['{', '|', '`', '~']) { with_ends(source, events) } else { events };
    if holds(source, "]:") { with_definitions(source, events) } else { events }
}

/// With what stands at the ends of headings, of rows of tables and of code fences.
fn with_ends<'a>(source: &'a str, events: Vec<Placed<'a>>) -> Vec<Placed<'a>> {
    let mut out = Vec::with_capacity(events.len());
    // Where the heading or row that is read stands in `out`, and up to where of the source it is read.
    let (mut begin, mut done) = (0, 0);
    for (event, place) in events {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::TableRow) => (begin, done) = (out.len(), place.start),
            Event::End(TagEnd::Heading(_)) => end_heading(&source[done..place.end], &mut out, begin, &place),
            Event::End(TagEnd::TableRow) => {
                for cell in more_cells(&source[done..place.end]) {
                    out.push((Event::Start(Tag::TableCell), place.clone()));
                    out.push((Event::Text(cell), place.clone()));
                    out.push((Event::End(TagEnd::TableCell), place.clone()));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(ref info))) if !info.is_ascii() => {
                let line = Event::Text(CowStr::from(format!("{info}\n")));
                let plain = CodeBlockKind::Fenced(CowStr::Borrowed(""));
                out.push((Event::Start(Tag::CodeBlock(plain)), place.clone()));
                out.push((line, place));
                continue;
            }
            _ => done = done.max(place.end),
        }
        out.push((event, place));
    }
    out
}

/// Adds the braces at the end of a heading to its words, unless they are its id.
fn end_heading<'a>(tail: &'a str, out: &mut Vec<Placed<'a>>, begin: usize, place: &Range<usize>) {
    let Some((open, close)) = tail.find('{').zip(tail.rfind('}')).filter(|(open, close)| open < close) else {
        return;
    };
    if is_id(&tail[open + 1..close]) {
        return;
    }
    let blank = if out.len() > begin + 1 { " " } else { "" };
    if let Some((Event::Start(Tag::Heading { id, .. }), _)) = out.get_mut(begin) {
        *id = None;
    }
    out.push((Event::Text(CowStr::from(format!("{blank}{}", &tail[open..=close]))), place.clone()));
}

/// `#banli`, and beside it what only programs read.
fn is_id(braces: &str) -> bool {
    let is_one = |word: &&str| word.len() > 1 && word.starts_with('#');
    let mut words = braces.split_whitespace();
    words.clone().filter(is_one).count() == 1 && words.all(|word| is_one(&word) || word.is_ascii())
}

/// Cells behind the last column.
fn more_cells(rest: &str) -> Vec<CowStr<'_>> {
    let Some(rest) = rest.trim().strip_prefix('|').filter(|rest| !rest.is_empty()) else { return Vec::new() };
    let rest = rest.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(rest);
    let mut cells = vec![String::new()];
    let mut is_escaped = false;
    for c in rest.chars() {
        match (c, cells.last_mut()) {
            ('|', _) if !is_escaped => cells.push(String::new()),
            (c, Some(cell)) => {
                if c == '|' {
                    cell.pop();
                }
                cell.push(c);
            }
            (_, None) => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    cells.into_iter().map(|cell| CowStr::from(cell.trim().to_owned())).collect()
}

/// With a paragraph for each `[…]: …` that no link uses.
fn with_definitions<'a>(source: &'a str, events: Vec<Placed<'a>>) -> Vec<Placed<'a>> {
    let mut wanted: HashSet<String> = events.iter().filter_map(|(event, _)| label_of(event)).collect();
    // The first of one name is the link's address.
    let mut left = definitions(source, &events)
        .into_iter()
        .filter(|one| {
            let (label, rest) = source[one.clone()].split_once("]:").unwrap_or_default();
            !wanted.remove(&plain_label(label.trim_start_matches('[')))
                && !matches!(
                    rest.trim_start().as_bytes(),
                    [b'#', b' ' | b'\n' | b'\r', ..] | [b'#'] | [b'<', b'>', ..]
                )
        })
        .peekable();
    let mut out = Vec::with_capacity(events.len());
    for (event, place) in events {
        let is_end = matches!(event, Event::End(_));
        while let Some(one) =
            left.next_if(|one| if is_end { place.contains(&one.start) } else { one.start < place.start })
        {
            out.extend(paragraph(source, one));
        }
        out.push((event, place));
    }
    out.extend(left.flat_map(|one| paragraph(source, one)));
    out
}

/// The definition that a link uses.
fn label_of(event: &Event<'_>) -> Option<String> {
    let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = event else {
        return None;
    };
    let is_defined = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
    is_defined.then(|| plain_label(id))
}

/// A label as labels are compared.
fn plain_label(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn paragraph<'a>(source: &str, place: Range<usize>) -> [Placed<'a>; 3] {
    let lines = source[place.clone()].lines().map(|line| line.trim_start_matches([' ', '\t', '>']));
    let text = CowStr::from(lines.collect::<Vec<_>>().join("\n"));
    [Event::Start(Tag::Paragraph), Event::Text(text), Event::End(TagEnd::Paragraph)]
        .map(|event| (event, place.clone()))
}

/// Where definitions stand: what begins with a bracket and belongs to no block.
fn definitions(source: &str, events: &[Placed<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut done = 0;
    for (event, place) in events {
        if is_container(event) {
            continue;
        }
        if done < place.start {
            found.extend(definitions_in(source, done..place.start));
        }
        done = done.max(place.end);
    }
    found.extend(definitions_in(source, done..source.len()));
    found
}

/// Holds blocks, and marks between them.
const fn is_container(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::End(_)
            | Event::Start(
                Tag::List(_)
                    | Tag::Item
                    | Tag::BlockQuote(_)
                    | Tag::FootnoteDefinition(_)
                    | Tag::DefinitionList
                    | Tag::DefinitionListDefinition
            )
    )
}

/// Those between two blocks. One may go on in the next line.
fn definitions_in(source: &str, between: Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = between.start;
    let mut is_open = false;
    for line in source[between].split_inclusive('\n') {
        let is_blank = line.trim_start_matches([' ', '\t', '>']).trim_end().is_empty();
        let end = at + line.trim_end().len();
        let begin = begin_of(line);
        match (begin, found.last_mut()) {
            (Some(begin), _) => found.push(at + begin..end),
            (None, Some(last)) if is_open && !is_blank => last.end = end,
            _ => {}
        }
        is_open = !is_blank && !found.is_empty();
        at += line.len();
    }
    found.retain(|one| source[one.clone()].contains("]:"));
    found
}

/// Where the label of a definition begins: behind the marks of lists, quotations and notes.
fn begin_of(line: &str) -> Option<usize> {
    let open = line.find('[')?;
    let behind = &line[open + 1..];
    if behind.starts_with('!') {
        return None;
    }
    let Some(note) = behind.strip_prefix('^') else { return Some(open) };
    let text = note.find("]:")? + 2;
    let skipped = line.len() - note.len() + text;
    begin_of(&line[skipped..]).map(|begin| skipped + begin)
}

#[cfg(test)]
mod tests {
    use super::super::{to_html, to_lines, to_plain};

    #[test]
    fn what_looks_like_the_address_of_a_link_and_is_none_is_shown() {
        for (text, shown) in [
            ("[注]: 补贴12月10日前打卡", "<p>[注]: 补贴12月10日前打卡</p>\n"),
            ("正文\n\n[备注]: 只收现金\n", "<p>正文</p>\n<p>[备注]: 只收现金</p>\n"),
            ("[1]: 附件另发\n[1]: 又一份\n正文", "<p>[1]: 附件另发</p>\n<p>[1]: 又一份</p>\n<p>正文</p>\n"),
            ("- 甲\n\n  [注]: 乙", "<ul>\n<li>\n<p>甲</p>\n<p>[注]: 乙</p>\n</li>\n</ul>\n"),
            ("> [注]: 甲\n> 乙", "<blockquote>\n<p>[注]: 甲</p>\n<p>乙</p>\n</blockquote>\n"),
            ("户主\n: [注]: 甲", "<dl>\n<dt>户主</dt>\n<dd>\n<p>[注]: 甲</p>\n</dd>\n</dl>\n"),
            ("[注]:\n甲\n\n乙", "<p>[注]:\n甲</p>\n<p>乙</p>\n"),
            ("[甲]: a/\n[甲]: 乙\n\n见[甲]。", "<p>[甲]: 乙</p>\n<p>见<a href=\"a/\">甲</a>。</p>\n"),
            ("见[甲][Ab]。\n\n[aB]: a/", "<p>见<a href=\"a/\">甲</a>。</p>\n"),
            ("见[注]。\n\n[注]: 只收现金", "<p>见[注](只收现金)。</p>\n"),
            ("[//]: # (内部)\n甲", "<p>甲</p>\n"),
        ] {
            assert_eq!(to_html(text).into_string(), shown, "{text}");
        }
        assert_eq!(to_lines("甲\n\n[注]: 乙\n\n丙"), "甲\n[注]: 乙\n丙");
        assert_eq!(to_plain("甲\n\n[注]: 乙\n\n丙"), "甲 [注]: 乙 丙");
        let noted = to_html("甲[^1]\n\n[^1]: [注]: 乙\n").into_string();
        assert!(noted.contains("<p>[注]: 乙"), "{noted}");
    }

    #[test]
    fn a_cell_beyond_the_columns_is_a_cell() {
        let shown = |row: &str| to_html(&format!("|项目|钱|\n|-|-|\n{row}\n")).into_string();
        for (row, cells) in [
            ("|甲|2|请带身份证原件|", "<td>甲</td><td>2</td><td>请带身份证原件</td></tr>"),
            ("甲|2|丙|丁", "<td>甲</td><td>2</td><td>丙</td><td>丁</td></tr>"),
            ("|甲|2||丁\\|戊|", "<td>甲</td><td>2</td><td></td><td>丁|戊</td></tr>"),
            ("|甲|2|", "<td>甲</td><td>2</td></tr>"),
            ("|甲|2", "<td>甲</td><td>2</td></tr>"),
            ("|甲|", "<td>甲</td><td></td></tr>"),
        ] {
            assert!(shown(row).contains(cells), "{row}: {}", shown(row));
        }
        assert!(to_lines("|项目|\n|-|\n|甲|请带身份证|").contains("请带身份证"));
    }

    #[test]
    fn braces_behind_a_heading_are_its_id_or_its_words() {
        for (text, shown) in [
            ("## 办理时间 {上午}", "<h2 id=\"办理时间上午\">办理时间 {上午}</h2>\n"),
            ("### 时间 {.x 下午}", "<h3 id=\"时间x下午\">时间 {.x 下午}</h3>\n"),
            ("收费 {#a 免费}\n---", "<h2 id=\"收费a免费\">收费 {#a 免费}</h2>\n"),
            ("## {上午}", "<h2 id=\"上午\">{上午}</h2>\n"),
            ("## 甲 {}", "<h2 id=\"甲\">甲 {}</h2>\n"),
            ("## 甲 {#banli} ##", "<h2 id=\"甲banli\">甲 {#banli}</h2>\n"),
            ("## 甲 {#办理}", "<h2 id=\"办理\">甲</h2>\n"),
        ] {
            assert_eq!(to_html(text).into_string(), shown, "{text}");
        }
        assert_eq!(to_lines("## 收费 {免费}"), "收费 {免费}");
    }

    #[test]
    fn words_behind_a_code_fence_are_shown() {
        let shown = to_html("```请带身份证\n甲\n```").into_string();
        assert_eq!(shown, "<pre><code>请带身份证\n甲\n</code></pre>\n");
    }

    #[test]
    fn a_link_to_words_is_words() {
        for text in ["张主任[负责低保](见附件)办理", "打[座机](0880-5512345)问"] {
            assert_eq!(to_html(text).into_string(), format!("<p>{text}</p>\n"));
            assert_eq!(
                super::super::to_html_from_root(text, "../").into_string(),
                format!("<p>{text}</p>\n")
            );
        }
    }
}
