//! Pictures of a text: what the text asks for, and what it is shown as.
//!
//! Deliberately absent: files. Who renders says which pictures there are, and how large.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::emphasis::{is_wide, plain_char, unmarked};
use super::whole::read;
use super::{Lines, source};

/// A picture that a page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its address, from the page.
    pub src: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// A picture that a text asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// As written.
    pub file: String,
    /// What is read instead of it.
    pub alt: String,
    /// The line of the text, from 1.
    pub line: usize,
}

/// Every picture that a text asks for, in order.
#[must_use]
pub fn pictures(text: &str) -> Vec<Wanted> {
    if !text.contains("![") {
        return Vec::new();
    }
    let mut found: Vec<Wanted> = Vec::new();
    let mut depth = 0_usize;
    // The marks stand in no line of their own: lines are those of the text.
    let source = source(text);
    let mut lines = Lines::of(&source);
    for (event, place) in read(&source) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                depth += 1;
                let line = lines.at(place.start);
                found.push(Wanted { file: unmarked(dest_url.into_string()), alt: String::new(), line });
            }
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(words) | Event::Code(words) if depth > 0 => {
                if let Some(wanted) = found.last_mut() {
                    wanted.alt.extend(words.chars().filter_map(plain_char));
                }
            }
            Event::SoftBreak if depth > 0 => {
                if let Some(wanted) = found.last_mut().filter(|one| !one.alt.ends_with(is_wide)) {
                    wanted.alt.push(' ');
                }
            }
            _ => {}
        }
    }
    found
}

/// A picture as it is shown; `lazy` ones are loaded when a reader comes near.
pub(super) fn shown(picture: &Picture, alt: &str) -> String {
    format!(
        "<img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\" decoding=\"async\">",
        escape(&picture.src),
        escape(alt),
        picture.width,
        picture.height
    )
}

/// A text inside an attribute or between tags.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter_map(plain_char) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
