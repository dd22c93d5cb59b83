//! Footnotes: numbered in the order in which the text points to them, all at its end, each with the way back.
//!
//! Deliberately absent: names of authors in the page. `[^water]` is for the author, residents read a number.

use pulldown_cmark::{CowStr, Event, TagEnd};

#[derive(Debug)]
struct Note<'a> {
    label: CowStr<'a>,
    /// How often the text points to it.
    pointers: usize,
    text: Vec<Event<'a>>,
}

/// The footnotes of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Notes<'a>(Vec<Note<'a>>);

impl<'a> Notes<'a> {
    fn number(&mut self, label: CowStr<'a>) -> usize {
        if let Some(at) = self.0.iter().position(|note| note.label == label) {
            return at + 1;
        }
        self.0.push(Note { label, pointers: 0, text: Vec::new() });
        self.0.len()
    }

    /// What stands where the text points to a note.
    pub(super) fn pointer(&mut self, label: CowStr<'a>) -> Event<'a> {
        let number = self.number(label);
        let note = &mut self.0[number - 1];
        note.pointers += 1;
        let id = pointer_id(number, note.pointers);
        let link = format!(
            "<sup class=\"note-pointer\"><a id=\"{id}\" href=\"#note-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        );
        Event::InlineHtml(link.into())
    }

    /// Takes the text of a note.
    pub(super) fn define(&mut self, label: CowStr<'a>, text: Vec<Event<'a>>) {
        let number = self.number(label);
        self.0[number - 1].text = text;
    }

    /// All of them, for the end of the text; nothing without any.
    pub(super) fn list(self) -> Vec<Event<'a>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let mut events =
            vec![raw("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"注释\"><ol>\n")];
        for (at, note) in self.0.into_iter().enumerate() {
            let number = at + 1;
            events.push(raw(&format!("<li id=\"note-{number}\">")));
            let mut text = note.text;
            let end =
                matches!(text.last(), Some(Event::End(TagEnd::Paragraph))).then(|| text.pop()).flatten();
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
}

fn pointer_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("note-{number}-from") } else { format!("note-{number}-from-{nth}") }
}

fn raw<'a>(html: &str) -> Event<'a> {
    Event::Html(CowStr::from(html.to_owned()))
}
