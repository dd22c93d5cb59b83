//! What was typed in a form that was read and then not taken, through our fault: it goes back with the page that says so, ready to
//! be sent again. Deliberately absent: pass phrases (a form with one is not kept), and files, which have to be chosen again.

use actix_web::{HttpMessage, HttpRequest};
use serde::Serialize;

/// A posted form, url-encoded, for as long as its request lives.
struct Typed(Vec<u8>);

/// A field as it goes back.
#[derive(Debug, Serialize)]
pub(crate) struct Field {
    name: String,
    value: String,
    /// A person wrote it, and reads it there.
    is_text: bool,
}

/// Fields that people write in more than a line.
const TEXTS: [&str; 4] = ["text", "letter", "answer", "reason"];

/// A form was read.
pub(crate) fn keep(request: &HttpRequest, form: Vec<u8>) {
    request.extensions_mut().insert(Typed(form));
}

/// What was typed, in its order; nothing where the form held a pass phrase, or was not read.
pub(crate) fn fields(request: &HttpRequest) -> Vec<Field> {
    pairs(request)
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Field { is_text: TEXTS.contains(&name.as_str()), name, value })
        .collect()
}

/// Of what was typed, what a person has written: their own words, and no token or number.
pub(crate) fn written(request: &HttpRequest) -> Vec<String> {
    let is_han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let is_written = |(name, value): &(String, String)| {
        !value.is_empty() && (TEXTS.contains(&name.as_str()) || value.contains(is_han))
    };
    pairs(request).into_iter().filter(is_written).map(|(_, value)| value).collect()
}

fn pairs(request: &HttpRequest) -> Vec<(String, String)> {
    let extensions = request.extensions();
    let typed = extensions.get::<Typed>().and_then(|typed| serde_urlencoded::from_bytes(&typed.0).ok());
    let typed: Vec<(String, String)> = typed.unwrap_or_default();
    if typed.iter().any(|(name, _)| name == "pass_phrase") { Vec::new() } else { typed }
}
