//! Alerts with Chinese words: `> [!注意]`, which the parser knows as `> [!NOTE]`. Deliberately absent: such
//! words anywhere else; in code and in sentences they are what their author wrote.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag};

use super::{OPTIONS, holds};

/// Chinese words for the marks of alerts, which the parser knows in English.
const ALERTS: [(&str, &str); 5] = [
    ("[!注意]", "[!NOTE]"),
    ("[!提示]", "[!TIP]"),
    ("[!重要]", "[!IMPORTANT]"),
    ("[!警告]", "[!WARNING]"),
    ("[!小心]", "[!CAUTION]"),
];

/// The text with the marks of its alerts in English, line by line the same.
pub(super) fn in_english(text: Cow<'_, str>) -> Cow<'_, str> {
    if !ALERTS.iter().any(|(word, _)| holds(&text, word)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (event, place) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::BlockQuote(None))) || place.start < done {
            continue;
        }
        let quoted = &text[place.clone()];
        let words = quoted.trim_start_matches([' ', '\t', '>']);
        let line = words.lines().next().unwrap_or_default().trim_end();
        if let Some((word, mark)) = ALERTS.iter().find(|(word, _)| *word == line) {
            let at = place.start + quoted.len() - words.len();
            out.extend([&text[done..at], mark]);
            done = at + word.len();
        }
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}
