//! The SQL of the store, read out of its source: texts, `concat!`, and the store's own macros, put together as the compiler does.

use std::collections::BTreeMap;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A statement and the file that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Name of the file.
    pub file: String,
    /// Its text.
    pub sql: String,
}

/// Every statement of some Rust files, given by name and text. Unit tests at the end of a file are left out.
///
/// # Panics
/// A text is not Rust.
#[must_use]
pub fn statements(files: &[(String, String)]) -> Vec<Statement> {
    let parsed: Vec<(&str, Vec<TokenTree>)> = files
        .iter()
        .map(|(name, text)| {
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            (name.as_str(), tokens(TokenStream::from_str(code).expect("Rust")))
        })
        .collect();
    let mut reader = Reader::default();
    for (_, code) in &parsed {
        reader.learn(code);
    }
    let mut found = Vec::new();
    for (name, code) in &parsed {
        reader.walk(code, &Bound::new(), &mut |sql| {
            if is_statement(&sql) {
                found.push(Statement { file: (*name).to_owned(), sql });
            }
        });
    }
    found
}

fn is_statement(text: &str) -> bool {
    ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH "].iter().any(|verb| text.starts_with(verb))
}

/// What a macro's parameters stand for: one text, or several for one that repeats.
type Bound = BTreeMap<String, Vec<String>>;

struct Macro {
    parameters: Vec<(String, bool)>,
    body: Vec<TokenTree>,
}

#[derive(Default)]
struct Reader {
    macros: BTreeMap<String, Macro>,
}

fn tokens(stream: TokenStream) -> Vec<TokenTree> {
    stream.into_iter().collect()
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

fn group(token: Option<&TokenTree>) -> Option<Vec<TokenTree>> {
    match token {
        Some(TokenTree::Group(group)) => Some(tokens(group.stream())),
        _ => None,
    }
}

/// `name!(…)` or `path::name!(…)` at the beginning, and how many tokens it takes.
fn invocation(code: &[TokenTree]) -> Option<(String, Vec<TokenTree>, usize)> {
    let mut at = 0;
    while is_punct(code.get(at + 1), ':') && is_punct(code.get(at + 2), ':') {
        ident(code.get(at))?;
        at += 3;
    }
    let name = ident(code.get(at))?;
    if !is_punct(code.get(at + 1), '!') {
        return None;
    }
    Some((name, group(code.get(at + 2))?, at + 3))
}

impl Reader {
    /// Notes the macros of a file; of each the first rule.
    fn learn(&mut self, code: &[TokenTree]) {
        for (at, token) in code.iter().enumerate() {
            let is_macro = ident(Some(token)).is_some_and(|name| name == "macro_rules");
            if !is_macro {
                continue;
            }
            let (Some(name), Some(rules)) = (ident(code.get(at + 2)), group(code.get(at + 3))) else {
                continue;
            };
            let (Some(pattern), Some(body)) = (group(rules.first()), group(rules.get(3))) else { continue };
            self.macros.insert(name, Macro { parameters: parameters(&pattern), body });
        }
    }

    /// The text at the beginning of some code, and how many tokens it takes.
    fn evaluate(&self, code: &[TokenTree], bound: &Bound) -> Option<(String, usize)> {
        if let Some(TokenTree::Literal(literal)) = code.first() {
            return unescape(&literal.to_string()).map(|text| (text, 1));
        }
        if is_punct(code.first(), '$') {
            if let Some(name) = ident(code.get(1)) {
                return bound.get(&name).map(|texts| (texts.concat(), 2));
            }
            let text = self.evaluate_all(&group(code.get(1))?, bound)?.concat();
            let length =
                2 + code[2..].iter().take_while(|token| matches!(token, TokenTree::Punct(_))).count();
            // `$(…),+` in a list is followed by a comma of the list, which is not of it.
            let is_end = |at: usize| is_punct(code.get(at), '+') || is_punct(code.get(at), '*');
            let end = (2..length).find(|at| is_end(*at))?;
            return Some((text, end + 1));
        }
        let (name, inner, taken) = invocation(code)?;
        if name == "concat" {
            return Some((self.evaluate_all(&inner, bound)?.concat(), taken));
        }
        let (body, bound) = self.bind(&name, &inner, bound)?;
        let (text, length) = self.evaluate(body, &bound)?;
        (length == body.len()).then_some((text, taken))
    }

    /// Texts with commas between.
    fn evaluate_all(&self, code: &[TokenTree], bound: &Bound) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        let mut at = 0;
        while at < code.len() {
            if is_punct(code.get(at), ',') {
                at += 1;
                continue;
            }
            let (text, length) = self.evaluate(&code[at..], bound)?;
            texts.push(text);
            at += length;
        }
        Some(texts)
    }

    fn bind(&self, name: &str, inner: &[TokenTree], bound: &Bound) -> Option<(&[TokenTree], Bound)> {
        let known = self.macros.get(name)?;
        let mut texts = self.evaluate_all(inner, bound)?.into_iter();
        let mut inner = Bound::new();
        for (parameter, repeats) in &known.parameters {
            let values = if *repeats { texts.by_ref().collect() } else { vec![texts.next()?] };
            inner.insert(parameter.clone(), values);
        }
        Some((&known.body, inner))
    }

    /// Hands every text in some code to `found`, the longest that it is part of.
    fn walk(&self, code: &[TokenTree], bound: &Bound, found: &mut dyn FnMut(String)) {
        let mut at = 0;
        while at < code.len() {
            let rest = &code[at..];
            if ident(rest.first()).is_some_and(|name| name == "macro_rules") {
                at += 4;
            } else if let Some((sql, length)) = self.insertion_of_many(rest, bound) {
                found(sql);
                at += length;
            } else if let Some((text, length)) = self.evaluate(rest, bound) {
                found(text);
                at += length;
            } else if let Some((body, inner, taken)) = invocation(rest).and_then(|(name, inner, taken)| {
                self.bind(&name, &inner, bound).map(|(body, inner)| (body, inner, taken))
            }) {
                self.walk(body, &inner, found);
                at += taken;
            } else {
                if let Some(inner) = group(rest.first()) {
                    self.walk(&inner, bound, found);
                }
                at += 1;
            }
        }
    }

    /// `Many::new(into, and_then)`, with one row of values.
    fn insertion_of_many(&self, code: &[TokenTree], bound: &Bound) -> Option<(String, usize)> {
        let is_new = ident(code.first())? == "Many" && ident(code.get(3))? == "new";
        let texts = is_new.then(|| group(code.get(4))).flatten()?;
        let texts = self.evaluate_all(&texts, bound)?;
        let [into, and_then] = texts.as_slice() else { return None };
        let columns = into.split_once('(')?.1.split_once(')')?.0.split(',').count();
        let places: Vec<String> = (1..=columns).map(|number| format!("${number}")).collect();
        Some((format!("{into} VALUES ({}) {and_then}", places.join(", ")), 5))
    }
}

fn parameters(pattern: &[TokenTree]) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for (at, token) in pattern.iter().enumerate() {
        if !is_punct(Some(token), '$') {
            continue;
        }
        if let Some(name) = ident(pattern.get(at + 1)) {
            found.push((name, false));
        } else if let Some(TokenTree::Group(repeated)) = pattern.get(at + 1)
            && repeated.delimiter() == Delimiter::Parenthesis
        {
            found.extend(parameters(&tokens(repeated.stream())).into_iter().map(|(name, _)| (name, true)));
        }
    }
    found
}

/// The text of a literal; none for one that is no text.
fn unescape(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next()? {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            '\n' => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            other => text.push(other),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_put_together_as_the_compiler_does() {
        let source = r#"
            macro_rules! of { ($sign:literal) => { concat!(" FROM b WHERE c = ", $sign) }; }
            macro_rules! both { ($($list:expr),+) => { [concat!("SELECT 1", $($list),+, "!"), concat!("SELECT 2", $($list),+)] }; }
            static MANY: Many<2> = Many::new("INSERT INTO t (a, b)", "RETURNING a");
            fn f() { both!(crate::store::of!("3"), " AND d"); g("SELECT \
                     4", "a word") }
        "#;
        let found = statements(&[("a.rs".to_owned(), source.to_owned())]);
        let texts: Vec<&str> = found.iter().map(|one| one.sql.as_str()).collect();
        assert_eq!(
            texts,
            [
                "INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a",
                "SELECT 1 FROM b WHERE c = 3 AND d!",
                "SELECT 2 FROM b WHERE c = 3 AND d",
                "SELECT 4"
            ]
        );
    }
}
