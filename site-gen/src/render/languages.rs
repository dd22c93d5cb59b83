//! Which language stands where on a page whose frame is in one language and whose records are in another:
//! each element that holds Chinese says so, for who reads it aloud and who breaks its lines. Read and written
//! is what this program's own templates make. Deliberately absent: values of attributes, which cannot have a
//! language of their own.

/// Elements without an end.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose inside is no text that anybody reads.
const RAW: [&str; 2] = ["script", "style"];

/// What is known of an element that is open.
struct Open<'a> {
    name: &'a str,
    /// Where in the text a mark would stand: behind its name.
    at: usize,
    /// It says its language itself: whether that is Chinese.
    own: Option<bool>,
    /// Whether it holds words of its own, and whether those are Chinese.
    words: Option<bool>,
    /// Its place among the elements, and that of the one around it.
    place: usize,
    around: Option<usize>,
}

/// An element that is done.
#[derive(Clone, Copy)]
struct Done {
    at: usize,
    /// It says its language itself: whether that is Chinese.
    own: Option<bool>,
    words: Option<bool>,
    around: Option<usize>,
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The page with every element that holds Chinese marked so, and those of the frame's language inside of such
/// ones marked too. `language` is that of the frame.
pub(super) fn mark_chinese(html: &str, language: &str) -> String {
    let done = elements(html);
    // Whether the text of an element is Chinese by what stands around it.
    let mut is_chinese: Vec<bool> = Vec::with_capacity(done.len());
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut copied = 0;
    for element in &done {
        let around = element.around.is_some_and(|around| is_chinese[around]);
        let own = element.own.or(element.words).unwrap_or(around);
        is_chinese.push(own);
        if own != around && element.own.is_none() {
            out.push_str(&html[copied..element.at]);
            out.push_str(&format!(" lang=\"{}\"", if own { "zh-Hans" } else { language }));
            copied = element.at;
        }
    }
    out.push_str(&html[copied..]);
    out
}

/// The elements of a page in the order in which they begin.
fn elements(html: &str) -> Vec<Done> {
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut done: Vec<Done> = Vec::new();
    let mut at = 0;
    while let Some(begin) = html[at..].find('<').map(|found| at + found) {
        let text = &html[at..begin];
        if let Some(last) = open.last_mut()
            && !RAW.contains(&last.name)
        {
            note(last, text);
        }
        let end = end_of_tag(html, begin);
        let tag = &html[begin + 1..end];
        at = end + 1;
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim_end();
            // What was left open inside ends with it.
            if let Some(from) = open.iter().rposition(|one| one.name == name) {
                for one in open.drain(from..) {
                    done[one.place] = finished(&one);
                }
            }
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let one = Open {
            name,
            at: begin + 1 + name.len(),
            own: match tag.split_once(" lang=\"") {
                _ if name == "html" => Some(false),
                own => own.map(|(_, language)| language.starts_with("zh")),
            },
            words: None,
            place: done.len(),
            around: open.last().map(|one| one.place),
        };
        done.push(finished(&one));
        if RAW.contains(&name) {
            let close = format!("</{name}");
            at = html[at..].find(&close).map_or(html.len(), |found| at + found);
        } else if !VOID.contains(&name) && !tag.ends_with('/') {
            open.push(one);
        }
    }
    for one in &open {
        done[one.place] = finished(one);
    }
    done
}

fn finished(one: &Open<'_>) -> Done {
    Done { at: one.at, own: one.own, words: one.words, around: one.around }
}

/// Notes the words of an element: with one Chinese character among them they are Chinese.
fn note(element: &mut Open<'_>, text: &str) {
    if text.contains(is_han) {
        element.words = Some(true);
    } else if element.words.is_none() && text.contains(|c: char| c.is_ascii_alphabetic()) {
        element.words = Some(false);
    }
}

/// Where a tag ends: at the first `>` that stands in no value.
pub(crate) fn end_of_tag(html: &str, begin: usize) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate().skip(begin) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_that_holds_chinese_says_so_and_no_other() {
        let page = "<html lang=\"en\"><head><title>联心卡</title><script>let a = '字 < 数';</script></head>\
            <body><h1 class=\"a>b\">水费</h1><p>Office</p><dl><dt>Phone</dt><dd>农业办公室</dd></dl>\
            <p>水费<br>怎么<b>交</b><i>see</i></p><p lang=\"zh-Hant\">繁體版</p><img alt=\"字\"><p>12 3</p></body></html>";
        let wanted = "<html lang=\"en\"><head><title lang=\"zh-Hans\">联心卡</title><script>let a = '字 < 数';</script></head>\
            <body><h1 lang=\"zh-Hans\" class=\"a>b\">水费</h1><p>Office</p><dl><dt>Phone</dt><dd lang=\"zh-Hans\">农业办公室</dd></dl>\
            <p lang=\"zh-Hans\">水费<br>怎么<b>交</b><i lang=\"en\">see</i></p><p lang=\"zh-Hant\">繁體版</p><img alt=\"字\"><p>12 3</p></body></html>";
        assert_eq!(mark_chinese(page, "en"), wanted);
        assert_eq!(mark_chinese(wanted, "en"), wanted, "twice changes nothing");
    }

    #[test]
    fn a_page_that_is_cut_short_stays_as_it_is() {
        for page in ["", "字", "<p", "<p>字", "<p>字</", "</p>", "a < b", "<b>字</i></b>"] {
            let marked = mark_chinese(page, "en");
            assert_eq!(marked.replace(" lang=\"zh-Hans\"", ""), page);
        }
    }
}
