//! Feeds, maps, drawings and the parts of office files.
//!
//! Texts of one paragraph are joined whatever marks stand inside it; texts of two fields are not. Which tags
//! are a paragraph differs between data and office files, hence [`Flow`].
//!
//! Deliberately absent: entities that a file defines for itself; their definitions are read as text.

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use super::extract::{OUTLINES, Pieces};
use super::place::{Lines, label};
use super::{Unreadable, html};

/// Where a text ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// At every tag but those inside running text.
    Data,
    /// At paragraphs, rows and slides; cells are joined by a colon, as those of pages.
    Office,
}

const INLINE: &[&str] =
    &["tspan", "textPath", "a", "b", "i", "u", "s", "em", "strong", "span", "small", "sub", "sup", "mark"];
/// Paragraphs, headings, shared texts, rows and lists of docx, xlsx, pptx and odt.
const BLOCKS: &[&str] = &[
    "p",
    "h",
    "si",
    "row",
    "tr",
    "table-row",
    "list-item",
    "br",
    "line-break",
    "sdt",
    "comment",
    "hdr",
    "ftr",
    "property",
    "title",
    "creator",
    "lastModifiedBy",
    "subject",
    "description",
    "keywords",
    "category",
    "manager",
    "company",
    "Company",
    "Manager",
    "initial-creator",
    "meta",
    "user-defined",
];
/// Cells, and the pieces into which an OFD cuts a line.
const CELLS: &[&str] = &["tc", "c", "table-cell"];
const SPACES: &[&str] = &["tab", "ptab", "cr", "TextCode", "TextObject"];

/// Reads a file. What is not well formed is reported, and read as far as it goes and as it stands.
pub(super) fn read(text: &str, flow: Flow, out: &mut Pieces) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut state = State { flow, text: String::new(), starts: Vec::new(), line: 1, out };
    let mut lines = Lines::new(text.as_bytes());
    loop {
        state.line = lines.line(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => state.event(event),
            Err(_) => {
                state.flush();
                state.out.refuse("整个文件", Unreadable::Damaged);
                super::extract::plain(text, state.out);
                return;
            }
        }
    }
    state.flush();
}

struct State<'a> {
    flow: Flow,
    text: String,
    starts: Vec<(usize, usize)>,
    line: usize,
    out: &'a mut Pieces,
}

impl State<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                self.border(tag.local_name().as_ref(), true);
                self.attributes(&tag);
            }
            Event::Empty(tag) => {
                self.border(tag.local_name().as_ref(), true);
                self.attributes(&tag);
                self.border(tag.local_name().as_ref(), false);
            }
            Event::End(tag) => self.border(tag.local_name().as_ref(), false),
            Event::Text(text) => self.push(&text),
            Event::CData(text) => self.push(&text),
            Event::GeneralRef(name) => {
                let resolved = match name.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => resolve_predefined_entity(&name).map(str::to_owned),
                };
                match resolved {
                    Some(text) => self.push(&text),
                    None => self.out.add(format!("第 {} 行", self.line), &*name),
                }
            }
            Event::Comment(text) => self.aside("注释", &text),
            Event::PI(text) => self.aside("指令", &text),
            Event::DocType(text) => self.aside("文件头", &text),
            Event::Decl(_) | Event::Eof => {}
        }
    }

    /// What stands beside the text.
    fn aside(&mut self, what: &str, text: &str) {
        let place = format!("第 {} 行的{what}", self.line);
        if let Ok(plain) = unescape(text)
            && plain != text
        {
            self.out.add(&place, plain);
        }
        if text.contains('<') {
            self.out.inside(&place, |out| html::page(text, out));
        }
        self.out.add(&place, text);
    }

    fn border(&mut self, name: &str, opens: bool) {
        let name_is = |names: &[&str]| names.contains(&name);
        match self.flow {
            Flow::Data if name_is(INLINE) => {}
            Flow::Data => self.flush(),
            Flow::Office if name_is(CELLS) && opens && !self.text.is_empty() => self.text.push('：'),
            Flow::Office if name_is(BLOCKS) && !self.text.is_empty() && !self.text.ends_with('\n') => {
                self.text.push('\n');
            }
            Flow::Office if name_is(SPACES) && opens => self.text.push(' '),
            Flow::Office => {}
        }
        if opens && label(name) != name {
            self.out.add("标签名", name);
        }
    }

    fn push(&mut self, text: &str) {
        self.starts.push((self.text.len(), self.line));
        self.text.push_str(text);
    }

    fn attributes(&mut self, tag: &BytesStart<'_>) {
        for attribute in tag.attributes().with_checks(false) {
            let place = |name: &str| format!("第 {} 行的 {} 属性", self.line, label(name));
            let Ok(attribute) = attribute else {
                self.out.add(place(""), &**tag);
                continue;
            };
            let name = attribute.key.as_ref();
            if label(name) != name {
                self.out.add("属性名", name);
            }
            let value = unescape(&attribute.value).unwrap_or_else(|_| attribute.value.clone());
            match attribute.key.local_name().as_ref() {
                "href" | "src" | "url" => self.out.link(&place(name), &value),
                "style" => self.out.inside(&place(name), |out| super::script::read(&value, out)),
                local if OUTLINES.contains(&local) => self.out.outline(&place(name), &value),
                _ => self.out.value(&place(name), &value),
            }
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let lines = std::mem::take(&mut self.starts);
        // Feeds carry whole pages as text.
        if text.contains('<') || text.contains('&') {
            let place = format!("正文第 {} 行", lines.first().map_or(self.line, |(_, line)| *line));
            self.out.inside(&place, |out| html::page(&text, out));
        }
        if text.contains('%') {
            self.out.link("正文", &text);
        }
        self.out.add_lines("正文", text, lines);
    }
}
