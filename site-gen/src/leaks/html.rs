//! Pages: what a reader sees, hears or finds in the source.
//!
//! Text is joined across inline tags, for `尉迟<b>翀</b>` is one name on the screen, and broken at blocks.
//! Cells of a row and a term with its meaning are joined by a colon, as a label and its value would be in
//! running text: digits of two cells do not become one number, and “手机” still speaks for the cell after it.
//!
//! Deliberately absent: what the browser makes of scripts; they are read as text.

use std::borrow::Cow;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span, Tokenizer};

use super::extract::{OUTLINES, Pieces};
use super::place::{Lines, label};
use super::{json, script};

/// Tags that begin a line of their own. Whatever is not here is inline: to join too much finds more.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "meta",
    "nav",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "script",
    "search",
    "section",
    "select",
    "style",
    "summary",
    "table",
    "tbody",
    "template",
    "text",
    "textarea",
    "tfoot",
    "thead",
    "title",
    "tr",
    "ul",
    "video",
];

/// Tags between which a label stands before its value.
const CELLS: &[&str] = &["td", "th", "dd"];

/// Tags whose inside the tokenizer takes for text, and some readers take for a page.
const RAW_PAGES: &[&str] = &["noscript", "iframe", "noembed", "noframes", "xmp"];

/// Reads a page, or a part of one.
pub(super) fn page(text: &str, out: &mut Pieces) {
    let mut reader = Reader { lines: Lines::new(text.as_bytes()), source: text, out, now: Open::default() };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<()> {
        reader.event(event, span.start);
        None
    });
    emitter.naively_switch_states(true);
    for event in Tokenizer::new_with_emitter(text, emitter) {
        // Reading from memory cannot fail, and nothing is handed out here: all of it is in the reader.
        let Ok(()) = event;
    }
    reader.finish();
}

/// What is open while a page is read.
#[derive(Default)]
struct Open {
    text: String,
    text_lines: Vec<(usize, usize)>,
    /// Readings above characters (`rt`), which would stand between them otherwise.
    reading: String,
    in_reading: bool,
    tag: String,
    attribute: String,
    /// The `type` of the tag that was opened last.
    tag_type: String,
    preformatted: bool,
}

struct Reader<'a> {
    source: &'a str,
    lines: Lines<'a>,
    out: &'a mut Pieces,
    now: Open,
}

impl Reader<'_> {
    fn event(&mut self, event: CallbackEvent<'_>, at: usize) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.open(&lossy(name), at),
            CallbackEvent::AttributeName { name } => {
                self.now.attribute = lossy(name).to_ascii_lowercase();
                if label(&self.now.attribute) != self.now.attribute {
                    self.out.add("属性名", self.now.attribute.clone());
                }
            }
            CallbackEvent::AttributeValue { value } => self.attribute(&lossy(value), at),
            CallbackEvent::CloseStartTag { .. } => {}
            CallbackEvent::EndTag { name } => self.close(&lossy(name)),
            CallbackEvent::String { value } => self.string(&lossy(value), at),
            CallbackEvent::Comment { value } => self.comment(&lossy(value), at),
            CallbackEvent::Doctype { name, public_identifier, system_identifier, .. } => {
                for part in [Some(name), public_identifier, system_identifier].into_iter().flatten() {
                    self.out.add("文件头", lossy(part));
                }
            }
            // A tag that never ends is dropped by browsers, but everybody can read it in the source.
            CallbackEvent::Error(Error::EofInTag) => {
                let from = self.source.rfind('<').unwrap_or_default();
                self.out.add("残缺的标签", &self.source[from..]);
            }
            CallbackEvent::Error(_) => {}
        }
    }

    fn open(&mut self, name: &str, at: usize) {
        let name = name.to_ascii_lowercase();
        if label(&name) != name {
            self.out.add("标签名", name.clone());
        }
        if CELLS.contains(&name.as_str()) {
            if !self.now.text.is_empty() && !self.now.text.ends_with(['\n', '：']) {
                self.now.text.push('：');
            }
        } else if BLOCKS.contains(&name.as_str()) {
            self.break_line();
        }
        self.now.in_reading |= matches!(name.as_str(), "rt" | "rp");
        self.now.preformatted |= name == "pre";
        self.now.tag = name;
        self.now.tag_type.clear();
        let line = self.lines.line(at);
        self.now.text_lines.push((self.now.text.len(), line));
    }

    fn close(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            self.break_line();
        }
        match name.as_str() {
            "rt" | "rp" | "ruby" => {
                self.now.in_reading = false;
                self.now.reading.push(' ');
            }
            "pre" => self.now.preformatted = false,
            _ => {}
        }
        self.now.tag.clear();
    }

    fn break_line(&mut self) {
        let kept = self.now.text.trim_end_matches(' ').len();
        self.now.text.truncate(kept);
        if !self.now.text.is_empty() && !self.now.text.ends_with('\n') {
            // An empty line: a number runs over a line break, and not into another block.
            self.now.text.push_str("\n\n");
        }
    }

    fn string(&mut self, text: &str, at: usize) {
        let line = self.lines.line(at);
        let tag = std::mem::take(&mut self.now.tag);
        match tag.as_str() {
            "script" => {
                let place = format!("第 {line} 行的脚本");
                if self.now.tag_type.contains("json") {
                    self.out.inside(&place, |out| json::one(text, out));
                } else {
                    self.out.inside(&place, |out| script::read(text, out));
                }
            }
            "style" => self.out.inside(&format!("第 {line} 行的样式"), |out| script::read(text, out)),
            raw if RAW_PAGES.contains(&raw) => {
                self.out.inside(&format!("第 {line} 行的 {raw}"), |out| page(text, out));
            }
            _ if self.now.in_reading => self.now.reading.push_str(text),
            _ => self.running(text, line),
        }
    }

    /// Running text, with white space as a browser shows it.
    fn running(&mut self, text: &str, mut line: usize) {
        let now = &mut self.now;
        now.text_lines.push((now.text.len(), line));
        for c in text.chars() {
            if c == '\n' {
                line += 1;
                now.text_lines.push((now.text.len(), line));
            }
            if c == '\n' && now.preformatted {
                now.text.push('\n');
            } else if c.is_ascii_whitespace() {
                if !now.text.is_empty() && !now.text.ends_with([' ', '\n']) {
                    now.text.push(' ');
                }
            } else {
                now.text.push(c);
            }
        }
    }

    fn attribute(&mut self, value: &str, at: usize) {
        let line = self.lines.line(at);
        let place = format!("第 {line} 行的 {} 属性", label(&self.now.attribute));
        match self.now.attribute.as_str() {
            "href" | "src" | "action" | "formaction" | "cite" | "poster" | "data" | "srcset"
            | "xlink:href" => {
                self.out.link(&place, value);
            }
            "srcdoc" => self.out.inside(&place, |out| page(value, out)),
            "style" => self.out.inside(&place, |out| script::read(value, out)),
            on if on.starts_with("on") => self.out.inside(&place, |out| script::read(value, out)),
            name if OUTLINES.contains(&name) => self.out.outline(&place, value),
            name => {
                if name == "type" {
                    self.now.tag_type = value.to_ascii_lowercase();
                }
                self.out.value(&place, value);
            }
        }
    }

    /// A comment, which may hold a page that somebody switched off.
    fn comment(&mut self, text: &str, at: usize) {
        let line = self.lines.line(at);
        let place = format!("第 {line} 行的注释");
        if text.contains('<') {
            self.out.inside(&place, |out| page(text, out));
        }
        self.out.add(place, text);
    }

    fn finish(self) {
        self.out.add_lines("正文", self.now.text, self.now.text_lines);
        self.out.add("注音", self.now.reading);
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
