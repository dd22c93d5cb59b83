//! Templates and themes hold no inline script, style or handler: the Content-Security-Policy is meant. A script only
//! adds comfort, from a file of its own. A block of data (JSON-LD) is no script.

use crate::tree::{File, expect_none, files};

/// A page without what the template engine takes out of it, so that `>` in an expression ends no tag. Lines stay.
fn without_expressions(text: &str) -> String {
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        left.push_str(&rest[..at]);
        let close = match rest.as_bytes()[at + 1] {
            b'{' => "}}",
            b'%' => "%}",
            _ => "#}",
        };
        let end = rest[at..].find(close).map_or(rest.len(), |end| at + end + close.len());
        left.extend(rest[at..end].chars().filter(|c| *c == '\n'));
        rest = &rest[end..];
    }
    left.push_str(rest);
    left
}

/// The names of the attributes of a tag, without their values.
fn attributes(tag: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = String::new();
    let mut quote = None;
    for c in tag.chars().skip_while(|c| !c.is_whitespace()).chain(std::iter::once(' ')) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '=' | ' ' | '\n' | '\t' | '/') => {
                if !name.is_empty() {
                    names.push(std::mem::take(&mut name).to_lowercase());
                }
            }
            (None, _) => name.push(c),
        }
    }
    names
}

fn inline_code(file: &File) -> Vec<String> {
    let text = without_expressions(&file.text);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|at| from + at) {
        from = at + 1;
        if !text[from..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = tag_end(&text[at..]).map_or(text.len(), |end| at + end);
        let tag = &text[from..end.max(from)];
        let line = text[..at].matches('\n').count() + 1;
        let mut note = |what: &str| found.push(format!("{}:{line}: {what}: <{tag}>", file.path));
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
        let attributes = attributes(tag);
        if name == "style" {
            note("a style of the page");
        }
        if attributes.iter().any(|name| name == "style") {
            note("a style of the element");
        }
        if attributes.iter().any(|name| name.starts_with("on")) {
            note("a handler");
        }
        if tag.to_lowercase().contains("javascript:") {
            note("a script as an address");
        }
        if name == "script" {
            let body = text.get(end + 1..).unwrap_or_default();
            let body = body.split_once("</script").map_or(body, |(body, _)| body);
            // A block of data: no browser runs it, and the policy does not concern it. What it holds is one expression
            // (taken out above), which `LinkedData` keeps from ending the block.
            if tag == "script type=\"application/ld+json\"" && body.trim().is_empty() {
                continue;
            }
            if !attributes.iter().any(|name| name == "src") || !body.trim().is_empty() {
                note("a script of the page");
            }
        }
        from = end.max(from);
    }
    found
}

/// Where a tag ends: the first `>` outside quotes.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at),
            _ => {}
        }
        None
    })
}

/// Mails are no pages of ours: no policy of ours reaches them, and mail programs take styles of the element alone.
const MAILS: &str = "form-api/templates/mail/";

/// What a mail must not hold: code as in a page, but for styles of the element, and anything that is fetched from elsewhere.
fn not_for_mail(file: &File) -> Vec<String> {
    let mut found = inline_code(file);
    found.retain(|note| !note.contains(": a style of the element: "));
    let text = without_expressions(&file.text).to_lowercase();
    let fetched =
        ["<img", "<link", "<iframe", "<object", "<script", " src=", "url(", "@import", "background=\""];
    found.extend(
        fetched.iter().filter(|what| text.contains(**what)).map(|what| format!("{}: {what}", file.path)),
    );
    found
}

#[test]
fn a_mail_fetches_nothing_and_runs_nothing() {
    let mails = files(|path| path.starts_with(MAILS) && path.ends_with(".html"));
    assert!(!mails.is_empty(), "no mail has a page");
    expect_none("what a mail must not hold", &mails.iter().flat_map(not_for_mail).collect::<Vec<_>>());
    let check = |text: &str| not_for_mail(&File { path: "a.html".into(), text: text.into() });
    for text in
        ["<img alt=\"\">", "<p style=\"background: url(a)\">", "<style>p { }</style>", "<p onclick=\"a()\">"]
    {
        assert_eq!(check(text).len(), 1, "{text}");
    }
    assert_eq!(check("<p style=\"margin: 0\">a</p>"), Vec::<String>::new());
}

#[test]
fn no_template_holds_inline_code() {
    let pages = files(|path| {
        (path.starts_with("form-api/templates/") || path.starts_with("themes/"))
            && !path.starts_with(MAILS)
            && (path.ends_with(".html") || path.ends_with(".svg") || path.ends_with(".xml"))
    });
    assert!(pages.iter().any(|page| page.path.starts_with("themes/")), "no theme has templates");
    let found: Vec<String> = pages.iter().flat_map(inline_code).collect();
    expect_none("inline code", &found);
}

#[test]
fn inline_code_is_noticed() {
    let check = |text: &str| inline_code(&File { path: "a.html".into(), text: text.into() });
    for text in [
        "<p style=\"color: red\">a</p>",
        "<style>p { }</style>",
        "<script>a()</script>",
        "<script src=\"a.js\">b()</script>",
        "<button\n  onclick='a()'>",
        "<body {% if a > b %}class=\"c\"{% endif %} onload=a>",
        "<a href=\"javascript:a()\">",
        "<script type=\"application/ld+json\">{\"a\": 1}</script>",
        "<script type=\"module\">{{ a }}</script>",
    ] {
        assert_eq!(check(text).len(), 1, "{text}");
    }
    for text in [
        "<script src=\"{{ shell.root }}assets/a.js\" defer></script>",
        "<link rel=\"stylesheet\" href=\"a.css\">",
        "<script type=\"application/ld+json\">{{ view.linked_data | safe }}</script>",
        "{# <script>a()</script> #}<p title=\"style=1 onclick=2\" data-once>a < b</p>",
        "{% if a < b %}<p class=\"style\">on = off</p>{% endif %}",
    ] {
        assert_eq!(check(text), Vec::<String>::new());
    }
}
