//! Footnotes: numbered in the order in which the text points to them, all at its end, each with the way back.
//!
//! Deliberately absent: names of authors in the page. `[^water]` is for the author, residents read a number.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, TagEnd};

#[derive(Debug)]
struct Note<'a> {
    /// How often something points to it.
    pointers: usize,
    text: Vec<Event<'a>>,
}

/// The footnotes of a text, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    notes: Vec<Note<'a>>,
    by_label: HashMap<String, usize>,
}

impl<'a> Notes<'a> {
    /// Takes the text of a note. A second one of the same name is the first one's next paragraph.
    pub(super) fn define(&mut self, label: &str, text: Vec<Event<'a>>) {
        let at = *self.by_label.entry(label.to_lowercase()).or_insert(self.notes.len());
        match self.notes.get_mut(at) {
            Some(note) => note.text.extend(text),
            None => self.notes.push(Note { pointers: 0, text }),
        }
    }

    /// The text with numbers where it points to notes, and with all of them at its end: first those that it
    /// points to, in that order, then those that only notes point to, and last those that nobody does.
    pub(super) fn at_the_end_of(self, mut text: Vec<Event<'a>>) -> Vec<Event<'a>> {
        let numbers = vec![None; self.notes.len()];
        let mut numbering =
            Numbering { notes: self.notes, by_label: self.by_label, numbers, order: Vec::new() };
        numbering.point(&mut text);
        let (mut at, mut waiting) = (0, 0);
        loop {
            if let Some(note) = numbering.order.get(at).copied() {
                let mut inside = std::mem::take(&mut numbering.notes[note].text);
                numbering.point(&mut inside);
                numbering.notes[note].text = inside;
                at += 1;
            } else if waiting < numbering.notes.len() {
                // All that are pointed to are done: the next that waits.
                numbering.number(waiting);
                waiting += 1;
            } else {
                break;
            }
        }
        let Numbering { mut notes, order, .. } = numbering;
        let in_order = order.into_iter().map(|note| {
            let note = &mut notes[note];
            Note { pointers: note.pointers, text: std::mem::take(&mut note.text) }
        });
        text.extend(list(in_order.collect()));
        text
    }
}

struct Numbering<'a> {
    notes: Vec<Note<'a>>,
    by_label: HashMap<String, usize>,
    /// Of each note its number, from 1.
    numbers: Vec<Option<usize>>,
    /// Note 1, note 2, …
    order: Vec<usize>,
}

impl<'a> Numbering<'a> {
    /// The number of a note; one that had none gets the next.
    fn number(&mut self, note: usize) -> usize {
        *self.numbers[note].get_or_insert_with(|| {
            self.order.push(note);
            self.order.len()
        })
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
        let Some(note) = self.by_label.get(&label.to_lowercase()).copied() else {
            return Event::Text(CowStr::from(format!("[^{label}]")));
        };
        let number = self.number(note);
        let note = &mut self.notes[note];
        note.pointers += 1;
        let id = pointer_id(number, note.pointers);
        let link = format!(
            "<sup class=\"note-pointer\"><a id=\"{id}\" href=\"#note-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
        Event::InlineHtml(link.into())
    }
}

/// The notes for the end of the text; nothing without any.
fn list(notes: Vec<Note<'_>>) -> Vec<Event<'_>> {
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
