//! From what the parser reads to what is shown: one pass over the events.
//!
//! Deliberately absent: the parser and the writer of HTML, which are pulldown-cmark's.

use std::collections::HashMap;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::emphasis::{MARK, is_wide};
use super::links::is_address;
use super::notes::Notes;
use super::pictures::{Picture, escape, shown};
use super::with_place;

/// What a text is shown as, event by event.
pub(super) struct Shape<'a, 'p> {
    events: Vec<Event<'a>>,
    find: &'p dyn Fn(&str) -> Option<Picture>,
    /// Where the heading that is read begins, and the id that its author gave it.
    heading: Option<(usize, Option<CowStr<'a>>)>,
    ids: Ids,
    /// The block of raw HTML that is read.
    raw_block: Option<String>,
    /// Where a line break waits for what follows it.
    line_break: Option<usize>,
    /// What stands behind the words of the link that is read, where it is no address.
    no_address: Option<String>,
    /// The picture that is read: its file, its title, and where its words begin.
    picture: Option<(CowStr<'a>, CowStr<'a>, usize)>,
    /// Where a picture stands that was just shown, with its title.
    shown: Option<(usize, String)>,
    /// The note that is read, and the text around it.
    note: Option<(CowStr<'a>, Vec<Event<'a>>)>,
    notes: Notes<'a>,
}

impl<'a, 'p> Shape<'a, 'p> {
    pub(super) fn new(find: &'p dyn Fn(&str) -> Option<Picture>) -> Self {
        Self {
            events: Vec::new(),
            find,
            heading: None,
            ids: Ids::default(),
            raw_block: None,
            line_break: None,
            no_address: None,
            picture: None,
            shown: None,
            note: None,
            notes: Notes::default(),
        }
    }

    /// Everything, with the notes at its end.
    pub(super) fn finish(mut self) -> Vec<Event<'a>> {
        self.events = self.notes.at_the_end_of(self.events);
        let has_first = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Heading(HeadingLevel::H1)));
        if self.events.iter().any(has_first) {
            for event in &mut self.events {
                if let Event::Start(Tag::Heading { level, .. }) | Event::End(TagEnd::Heading(level)) = event {
                    *level = below(*level);
                }
            }
        }
        self.events
    }

    pub(super) fn take(&mut self, event: Event<'a>) {
        match event {
            // Raw HTML is text; a block of it is a paragraph.
            Event::Html(raw) | Event::InlineHtml(raw) => match &mut self.raw_block {
                Some(block) => block.push_str(&raw),
                None => self.push_text(&raw),
            },
            Event::Start(Tag::HtmlBlock) => self.raw_block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => self.end_raw_block(),
            Event::Text(text) => {
                self.settle_break(&text);
                self.events.push(Event::Text(text));
            }
            Event::Code(text) => {
                self.settle_break(&text);
                self.events.push(Event::Code(text));
            }
            Event::SoftBreak => {
                self.line_break = last_char(&self.events).is_some_and(is_wide).then_some(self.events.len());
                self.events.push(Event::SoftBreak);
            }
            Event::Start(Tag::Heading { level, id, .. }) => {
                self.heading = Some((self.events.len(), id));
                let (classes, attrs) = (Vec::new(), Vec::new());
                self.events.push(Event::Start(Tag::Heading { level, id: None, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => self.end_heading(level),
            // `[备注](只收现金)` is a sentence: as a link it would hide its words.
            Event::Start(Tag::Link { dest_url, title, .. }) if !is_address(&dest_url) => {
                let title = if title.is_empty() { String::new() } else { format!(" \"{title}\"") };
                self.no_address = Some(format!("]({dest_url}{title})"));
                self.take(Event::Text(CowStr::Borrowed("[")));
            }
            Event::End(TagEnd::Link) if self.no_address.is_some() => {
                let behind = self.no_address.take().unwrap_or_default();
                self.events.push(Event::Text(CowStr::from(behind)));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = if is_safe_link(&dest_url) { dest_url } else { CowStr::Borrowed("#") };
                let dest_url = with_place(&dest_url).map_or(dest_url, CowStr::from);
                self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.picture = Some((dest_url, title, self.events.len()));
            }
            Event::End(TagEnd::Image) => self.end_picture(),
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            Event::Start(Tag::Table(columns)) => self.begin_table(columns),
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let (class, title) = alert(kind);
                self.push_raw(format!(
                    "<div class=\"alert alert-{class}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
                ));
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => self.push_raw("</div>\n".to_owned()),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.note = Some((label, std::mem::take(&mut self.events)));
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                if let Some((label, around)) = self.note.take() {
                    let text = std::mem::replace(&mut self.events, around);
                    self.notes.define(&label, text);
                }
            }
            other => self.events.push(other),
        }
    }

    fn push_text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.events.push(Event::Text(CowStr::from(text.to_owned())));
        }
    }

    fn end_raw_block(&mut self) {
        let Some(raw) = self.raw_block.take() else { return };
        if !raw.trim().is_empty() {
            self.events.push(Event::Start(Tag::Paragraph));
            self.push_text(&raw);
            self.events.push(Event::End(TagEnd::Paragraph));
        }
    }

    fn push_raw(&mut self, html: String) {
        self.events.push(Event::Html(html.into()));
    }

    /// A line break between two wide letters leaves no blank, whatever is emphasised around it.
    fn settle_break(&mut self, text: &str) {
        let Some(at) = self.line_break.take() else { return };
        let is_between =
            self.events.get(at + 1..).is_some_and(|after| after.iter().all(|e| matches!(e, Event::Start(_))));
        if is_between && text.chars().find(|c| *c != MARK).is_some_and(is_wide) {
            // Its place stays: pictures and headings know where they begin.
            self.events[at] = Event::Text(CowStr::Borrowed(""));
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        if let Some((at, own)) = self.heading.take() {
            let id = self.ids.free(heading_id(own.as_deref(), &self.events[at + 1..]));
            if let Some(Event::Start(Tag::Heading { id: slot, .. })) = self.events.get_mut(at) {
                *slot = Some(CowStr::from(id));
            }
        }
        self.events.push(Event::End(TagEnd::Heading(level)));
    }

    /// A picture that the page has is shown; of another only the words stay.
    fn end_picture(&mut self) {
        let Some((file, title, from)) = self.picture.take() else { return };
        let Some(picture) = (self.find)(&file) else { return };
        let words = |event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.into_string()),
            Event::SoftBreak | Event::HardBreak => Some(" ".to_owned()),
            _ => None,
        };
        let alt: String = self.events.drain(from..).filter_map(words).collect();
        self.shown = Some((self.events.len(), title.to_string()));
        self.events.push(Event::InlineHtml(shown(&picture, &alt).into()));
    }

    /// A picture alone in its paragraph is a figure, and its title the caption.
    fn end_paragraph(&mut self) {
        let end = self.events.len();
        match self.shown.take() {
            Some((at, title))
                if at + 1 == end && at > 0 && matches!(self.events[at - 1], Event::Start(Tag::Paragraph)) =>
            {
                self.events[at - 1] = Event::Html("<figure>".into());
                let caption = escape(&title);
                self.push_raw(if caption.is_empty() {
                    "</figure>\n".to_owned()
                } else {
                    format!("<figcaption>{caption}</figcaption></figure>\n")
                });
            }
            _ => self.events.push(Event::End(TagEnd::Paragraph)),
        }
    }

    /// A paragraph `表：…` or `表 1：…` right before a table is its caption.
    fn begin_table(&mut self, columns: Vec<pulldown_cmark::Alignment>) {
        let table = Event::Start(Tag::Table(columns));
        let Some(begin) = self.caption() else { return self.events.push(table) };
        let mut caption = self.events.split_off(begin);
        caption.pop();
        self.events.push(table);
        self.push_raw("<caption>".to_owned());
        self.events.extend(caption.into_iter().skip(1));
        self.push_raw("</caption>".to_owned());
    }

    /// Where the caption of a table begins that follows; its mark is taken off.
    fn caption(&mut self) -> Option<usize> {
        if !matches!(self.events.last(), Some(Event::End(TagEnd::Paragraph))) {
            return None;
        }
        let begin = self.events.iter().rposition(|event| matches!(event, Event::Start(Tag::Paragraph)))?;
        let Some(Event::Text(text)) = self.events.get_mut(begin + 1) else { return None };
        let (number, words) = text.strip_prefix('表')?.split_once(['：', ':'])?;
        if !number.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '—')) {
            return None;
        }
        if number.trim().is_empty() {
            *text = CowStr::from(words.trim_start().to_owned());
        }
        Some(begin)
    }
}

/// The words of GitHub's alerts in Chinese: a text is in the language of its author, whatever surrounds it.
const fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "注意"),
        BlockQuoteKind::Tip => ("tip", "提示"),
        BlockQuoteKind::Important => ("important", "重要"),
        BlockQuoteKind::Warning => ("warning", "警告"),
        BlockQuoteKind::Caution => ("caution", "小心"),
    }
}

/// What is read last before the end, ends of emphasis apart.
fn last_char(events: &[Event<'_>]) -> Option<char> {
    let ended =
        |event: &&Event<'_>| matches!(event, Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link));
    match events.iter().rev().find(|event| !ended(event))? {
        Event::Text(text) | Event::Code(text) => text.chars().rev().find(|c| *c != MARK),
        _ => None,
    }
}

/// The page has its `h1`: in a text with headings of the first level all of them are one level lower on the
/// page, so that two that differ still do.
const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

/// The id that the author gave, or the heading's own words: readable and stable. An id in ASCII letters alone could be
/// one of the theme's.
fn heading_id(own: Option<&str>, events: &[Event<'_>]) -> String {
    let mut id = String::new();
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_') && own.is_some())
            .flat_map(char::to_lowercase)
            .collect()
    };
    match own {
        Some(own) => id.push_str(&letters(own)),
        None => {
            for event in events {
                if let Event::Text(text) | Event::Code(text) = event {
                    id.push_str(&letters(text));
                }
            }
        }
    }
    if own.is_none() && id.is_ascii() {
        id.insert_str(0, if id.is_empty() { "section" } else { "section-" });
    }
    id
}

/// The ids that headings have: each with the number that the next heading of the same words can have. All lower ones are
/// taken, so that many headings of the same words are not counted through again and again.
#[derive(Debug, Default)]
struct Ids(HashMap<String, usize>);

impl Ids {
    /// The id, or with a number where a heading has it already.
    fn free(&mut self, id: String) -> String {
        let Some(mut number) = self.0.get(&id).copied() else {
            self.0.insert(id.clone(), 2);
            return id;
        };
        let numbered = loop {
            let numbered = format!("{id}-{number}");
            number += 1;
            if !self.0.contains_key(&numbered) {
                break numbered;
            }
        };
        self.0.insert(id, number);
        self.0.insert(numbered.clone(), 2);
        numbered
    }
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
