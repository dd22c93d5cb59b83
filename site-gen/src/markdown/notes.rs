//! Footnotes: numbered in the order in which the text points to them, all at its end, each with the way back.
//!
//! Deliberately absent: names of authors in the page. `[^water]` is for the author, residents read a number.

use pulldown_cmark::{CowStr, Event, TagEnd};

#[derive(Debug)]
struct Note<'a> {
    label: CowStr<'a>,
    text: Vec<Event<'a>>,
}

/// The footnotes of a text, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Notes<'a>(Vec<Note<'a>>);

impl<'a> Notes<'a> {
    /// Takes the text of a note. Of two with one name the first one holds.
    pub(super) fn define(&mut self, label: CowStr<'a>, text: Vec<Event<'a>>) {
        if !self.0.iter().any(|note| note.label == label) {
            self.0.push(Note { label, text });
        }
    }

    /// The text with numbers where it points to notes, and with all of them at its end: first those that it
    /// points to, in that order, then those that only notes point to, and last those that nobody does.
    pub(super) fn at_the_end_of(self, mut text: Vec<Event<'a>>) -> Vec<Event<'a>> {
        let mut numbering = Numbering { waiting: self.0, numbered: Vec::new() };
        numbering.point(&mut text);
        let mut at = 0;
        while numbering.has(at) {
            let mut note = std::mem::take(&mut numbering.numbered[at].text);
            numbering.point(&mut note);
            numbering.numbered[at].text = note;
            at += 1;
        }
        text.extend(list(numbering.numbered));
        text
    }
}

#[derive(Debug)]
struct Numbered<'a> {
    label: CowStr<'a>,
    /// How often something points to it.
    pointers: usize,
    text: Vec<Event<'a>>,
}

struct Numbering<'a> {
    waiting: Vec<Note<'a>>,
    /// Note 1, note 2, …
    numbered: Vec<Numbered<'a>>,
}

impl<'a> Numbering<'a> {
    /// Whether there is a note at this place; when all that are pointed to are done, the next that waits.
    fn has(&mut self, at: usize) -> bool {
        if at == self.numbered.len() && !self.waiting.is_empty() {
            self.number(0);
        }
        at < self.numbered.len()
    }

    fn number(&mut self, waiting: usize) {
        let Note { label, text } = self.waiting.remove(waiting);
        self.numbered.push(Numbered { label, pointers: 0, text });
    }

    /// Puts numbers in the place of pointers.
    fn point(&mut self, text: &mut [Event<'a>]) {
        for event in text {
            if let Event::FootnoteReference(label) = event {
                *event = self.pointer(label);
            }
        }
    }

    fn pointer(&mut self, label: &CowStr<'a>) -> Event<'a> {
        if let Some(waiting) = self.waiting.iter().position(|note| note.label == *label) {
            self.number(waiting);
        }
        let Some(at) = self.numbered.iter().position(|note| note.label == *label) else {
            return Event::Text(CowStr::from(format!("[^{label}]")));
        };
        let (number, note) = (at + 1, &mut self.numbered[at]);
        note.pointers += 1;
        let id = pointer_id(number, note.pointers);
        let link = format!(
            "<sup class=\"note-pointer\"><a id=\"{id}\" href=\"#note-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
        Event::InlineHtml(link.into())
    }
}

/// The notes for the end of the text; nothing without any.
fn list(notes: Vec<Numbered<'_>>) -> Vec<Event<'_>> {
    if notes.is_empty() {
        return Vec::new();
    }
    let mut events = vec![raw("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"注释\"><ol>\n")];
    for (at, note) in notes.into_iter().enumerate() {
        let number = at + 1;
        events.push(raw(&format!("<li id=\"note-{number}\">")));
        let mut text = note.text;
        let end = matches!(text.last(), Some(Event::End(TagEnd::Paragraph))).then(|| text.pop()).flatten();
        events.append(&mut text);
        for nth in 1..=note.pointers {
            let id = pointer_id(number, nth);
            let back = format!(" <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"回到正文\">↩</a>");
            events.push(Event::InlineHtml(back.into()));
        }
        events.extend(end);
        events.push(raw("</li>\n"));
    }
    events.push(raw("</ol></section>\n"));
    events
}

fn pointer_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("note-{number}-from") } else { format!("note-{number}-from-{nth}") }
}

fn raw<'a>(html: &str) -> Event<'a> {
    Event::Html(CowStr::from(html.to_owned()))
}
