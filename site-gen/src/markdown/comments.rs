//! HTML comments are notes of authors to themselves: nobody else sees them. Deliberately absent: one without
//! an end, which would take the rest of the text with it, and is shown as text.

use std::borrow::Cow;

/// Raw HTML without its comments.
pub(super) fn without_comments(raw: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = raw;
    let mut is_changed = false;
    while let Some(begin) = rest.find("<!--") {
        let Some(length) = rest[begin + 4..].find("-->") else { break };
        out.push_str(&rest[..begin]);
        rest = &rest[begin + 4 + length + 3..];
        is_changed = true;
    }
    if !is_changed {
        return Cow::Borrowed(raw);
    }
    out.push_str(rest);
    Cow::Owned(out)
}
