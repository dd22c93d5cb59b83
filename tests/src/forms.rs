//! The forms of a served page, as a browser finds them: where they lead, and what can be put into them.

use crate::Page;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing of a person: it is sent as it came.
    Nothing,
    /// Whatever a person types.
    Text,
    /// A telephone number.
    Phone,
    /// An address for mail.
    Email,
    /// A pass phrase.
    PassPhrase,
    /// A day, a time of day or a number: no words.
    Day,
    /// A tick, or one of several choices with the same name.
    Choice,
    /// Files.
    Files,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it takes.
    pub takes: Takes,
    /// What stands in it, or what a choice stands for.
    pub value: String,
    /// A choice that is made already.
    pub is_chosen: bool,
    /// It must be filled.
    pub is_needed: bool,
    /// The most characters.
    pub most: Option<usize>,
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it leads: a path, or empty for the page itself.
    pub action: String,
    /// It is sent with POST.
    pub is_post: bool,
    /// It takes files.
    pub is_multipart: bool,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// A tag with its attributes, and where the text after it begins.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    end: usize,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn owned(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

/// Every tag of a page, in order.
fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = html[at..].find('<') {
        let (tag, end) = read_tag(html, at + begin + 1);
        at = end;
        found.extend(tag);
    }
    found
}

/// Reads a tag behind its `<`; none for a comment or a declaration.
fn read_tag(html: &str, begin: usize) -> (Option<Tag>, usize) {
    let mut quote = None;
    let length = html[begin..].find(|c| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(open), c) if open == c => {
            quote = None;
            false
        }
        _ => false,
    });
    let end = length.map_or(html.len(), |length| begin + length + 1);
    let inner = html[begin..end].trim_end_matches('>').trim_end_matches('/');
    let (name, rest) = inner.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((inner, ""));
    let is_tag = name.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    let tag = || Tag { name: name.to_ascii_lowercase(), attributes: attributes(rest), end };
    (is_tag.then(tag), end)
}

fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return found;
        }
        let Some(value) = after.strip_prefix('=') else {
            found.push((name.to_owned(), String::new()));
            rest = after;
            continue;
        };
        let quoted = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quoted {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((value, "")),
        };
        found.push((name.to_owned(), crate::client::unescape(value)));
        rest = after;
    }
}

impl Form {
    /// The forms of a page.
    #[must_use]
    pub fn all(page: &Page) -> Vec<Self> {
        let tags = tags(&page.text);
        let mut forms: Vec<Self> = Vec::new();
        let (mut is_open, mut hidden_div, mut select) = (false, false, None);
        for tag in &tags {
            match tag.name.as_str() {
                "form" => {
                    is_open = true;
                    forms.push(Self {
                        action: tag.owned("action"),
                        is_post: tag.get("method") == Some("post"),
                        is_multipart: tag.get("enctype") == Some("multipart/form-data"),
                        fields: Vec::new(),
                    });
                }
                "/form" => is_open = false,
                // What people do not see, they do not fill: machines do.
                "div" => hidden_div = tag.has("hidden"),
                "/div" => hidden_div = false,
                "select" => select = Some((tag.owned("name"), tag.has("required"))),
                "/select" => select = None,
                _ => {}
            }
            let field = match (tag.name.as_str(), &select) {
                _ if !is_open => None,
                ("input", _) => Some(input(tag, hidden_div)),
                ("textarea", _) => Some(textarea(tag, &page.text)),
                ("option", Some((name, is_needed))) => Some(Field {
                    name: name.clone(),
                    takes: Takes::Choice,
                    value: tag.owned("value"),
                    is_chosen: tag.has("selected"),
                    is_needed: *is_needed,
                    most: None,
                }),
                _ => None,
            };
            if let (Some(form), Some(field)) = (forms.last_mut(), field) {
                form.fields.push(field);
            }
        }
        forms
    }

    /// The fields into which a person can type, or choose a file.
    pub fn typed(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| !matches!(field.takes, Takes::Nothing | Takes::Day | Takes::Choice))
    }
}

fn input(tag: &Tag, is_unseen: bool) -> Field {
    let takes = match tag.get("type").unwrap_or("text") {
        _ if is_unseen => Takes::Nothing,
        "hidden" | "submit" | "button" => Takes::Nothing,
        "radio" | "checkbox" => Takes::Choice,
        "password" => Takes::PassPhrase,
        "date" | "time" | "number" => Takes::Day,
        "file" => Takes::Files,
        "tel" => Takes::Phone,
        "email" => Takes::Email,
        _ if tag.get("inputmode") == Some("email") => Takes::Email,
        _ => Takes::Text,
    };
    Field {
        name: tag.owned("name"),
        takes,
        value: tag.owned("value"),
        is_chosen: tag.has("checked"),
        is_needed: tag.has("required"),
        most: tag.get("maxlength").and_then(|most| most.parse().ok()),
    }
}

fn textarea(tag: &Tag, html: &str) -> Field {
    let inner = html[tag.end..].split("</textarea>").next().unwrap_or_default();
    Field {
        name: tag.owned("name"),
        takes: if tag.has("hidden") { Takes::Nothing } else { Takes::Text },
        value: crate::client::unescape(inner.trim_start_matches('\n')),
        is_chosen: false,
        is_needed: tag.has("required"),
        most: tag.get("maxlength").and_then(|most| most.parse().ok()),
    }
}
