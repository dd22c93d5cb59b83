//! Reads Rust source roughly: its code without comments and texts, its texts, and the paths that it names.

/// A file without the unit tests at its end.
pub(crate) fn without_tests(text: &str) -> &str {
    let mut from = 0;
    while let Some(at) = text[from..].find("#[cfg(test)]") {
        let after = &text[from + at + "#[cfg(test)]".len()..];
        if after.trim_start().starts_with("mod ") {
            return &text[..from + at];
        }
        from += at + 1;
    }
    text
}

/// The code with comments and texts blanked (line ends stay), and the texts with their lines.
pub(crate) struct Source {
    pub(crate) code: String,
    pub(crate) texts: Vec<(usize, String)>,
}

impl Source {
    pub(crate) fn read(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut source = Self { code: String::with_capacity(text.len()), texts: Vec::new() };
        let mut at = 0;
        let mut line = 1;
        while at < chars.len() {
            let end = match token(&chars[at..]) {
                Token::Code => {
                    source.code.push(chars[at]);
                    line += usize::from(chars[at] == '\n');
                    at += 1;
                    continue;
                }
                Token::Blank(length) => at + length,
                Token::Text { open, length, close } => {
                    let inner = chars[at + open..at + length - close].iter().collect();
                    source.texts.push((line, inner));
                    at + length
                }
            };
            for c in &chars[at..end] {
                line += usize::from(*c == '\n');
                source.code.push(if *c == '\n' { '\n' } else { ' ' });
            }
            at = end;
        }
        source
    }
}

enum Token {
    Code,
    Blank(usize),
    Text { open: usize, length: usize, close: usize },
}

fn token(rest: &[char]) -> Token {
    let next = |n: usize| rest.get(n).copied().unwrap_or('\0');
    match (next(0), next(1)) {
        ('/', '/') => Token::Blank(rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())),
        ('/', '*') => Token::Blank(block_comment(rest)),
        ('"', _) => plain_text(rest),
        ('r', '"' | '#') => raw_text(rest),
        // A character, not a lifetime.
        ('\'', '\\') => Token::Blank(rest.iter().skip(3).position(|c| *c == '\'').map_or(1, |n| n + 4)),
        ('\'', _) if next(2) == '\'' => Token::Blank(3),
        _ => Token::Code,
    }
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at + 1 < rest.len() {
        match (rest[at], rest[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn plain_text(rest: &[char]) -> Token {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    if at >= rest.len() {
        Token::Blank(rest.len())
    } else {
        Token::Text { open: 1, length: at + 1, close: 1 }
    }
}

fn raw_text(rest: &[char]) -> Token {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return Token::Code;
    }
    let open = hashes + 2;
    let closes = |at: &usize| {
        rest[*at] == '"' && rest[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    match (open..rest.len()).find(closes) {
        Some(end) => Token::Text { open, length: end + 1 + hashes, close: 1 + hashes },
        None => Token::Blank(rest.len()),
    }
}

/// Every path that code names, with its line; groups in `use` are spelled out, `super` and `self` are resolved from
/// `module` (`["crate", "case", "state"]`).
pub(crate) fn named_paths(code: &str, module: &[String]) -> Vec<(usize, Vec<String>)> {
    let words = words(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let before = found.len();
        let end = path_tree(&words, at, &mut Vec::new(), &mut found);
        for (_, path) in &mut found[before..] {
            resolve(path, module);
        }
        at = end.max(at + 1);
    }
    found
}

/// Identifiers, `::`, and every other character that is not white space.
fn words(code: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut line = 1;
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        let mut word = String::from(c);
        if c.is_alphanumeric() || c == '_' {
            while let Some(more) = chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(more);
            }
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            word.push(':');
        }
        if !c.is_whitespace() {
            words.push((line, word));
        }
    }
    words
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads the path, or the tree of paths, that begins at `at`, and says where it ends.
fn path_tree(
    words: &[(usize, String)],
    mut at: usize,
    begun: &mut Vec<String>,
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    let depth = begun.len();
    let line = words.get(at).map_or(0, |(line, _)| *line);
    if words.get(at).is_some_and(|(_, word)| word == "::") {
        at += 1;
    }
    while let Some((_, word)) = words.get(at).filter(|(_, word)| is_name(word) || word == "*") {
        if word != "*" {
            begun.push(word.clone());
        }
        at += 1;
        if words.get(at).is_none_or(|(_, word)| word != "::") {
            break;
        }
        at += 1;
        if words.get(at).is_some_and(|(_, word)| word == "{") {
            at += 1;
            while words.get(at).is_some_and(|(_, word)| word != "}") {
                at = path_tree(words, at, begun, found).max(at + 1);
            }
            begun.truncate(depth);
            return at + 1;
        }
    }
    if begun.len() > depth {
        found.push((line, begun.clone()));
    }
    begun.truncate(depth);
    at
}

fn resolve(path: &mut Vec<String>, module: &[String]) {
    let ups = path.iter().take_while(|word| *word == "super").count();
    let here = usize::from(path.first().is_some_and(|word| word == "self") && path.len() > 1);
    if ups + here == 0 {
        return;
    }
    let base = module.len().saturating_sub(ups).max(1).min(module.len());
    path.splice(..ups + here, module[..base].iter().cloned());
}

/// The module of a file: `form-api/src/case/state.rs` is `crate::case::state`.
pub(crate) fn module_of(path: &str) -> Vec<String> {
    let inside = path.split_once("/src/").map_or(path, |(_, inside)| inside);
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    std::iter::once("crate")
        .chain(inside.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main")))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(code: &str, file: &str) -> Vec<String> {
        named_paths(code, &module_of(file)).into_iter().map(|(_, path)| path.join("::")).collect()
    }

    #[test]
    fn comments_and_texts_are_no_code() {
        let source = Source::read("a // b\n/* c /* d */ */ \"e\\\"f\" r#\"g\"h\"# '\"' 'i' &'static j");
        assert_eq!(source.code.split_whitespace().collect::<Vec<_>>(), ["a", "&'static", "j"]);
        assert_eq!(source.texts, [(2, "e\\\"f".to_owned()), (2, "g\"h".to_owned())]);
    }

    #[test]
    fn the_tests_at_the_end_are_left_out() {
        assert_eq!(without_tests("fn a() {}\n#[cfg(test)]\nmod tests { b }\n"), "fn a() {}\n");
        assert_eq!(without_tests("#[cfg(test)]\nfn a() {}\n"), "#[cfg(test)]\nfn a() {}\n");
    }

    #[test]
    fn groups_are_spelled_out() {
        let found =
            paths("use crate::{store::{self, Db}, case::*};\nlet x = sqlx :: query(y);", "a/src/b.rs");
        for path in ["crate::store::self", "crate::store::Db", "crate::case", "sqlx::query", "y"] {
            assert!(found.iter().any(|found| found == path), "{path} in {found:?}");
        }
    }

    #[test]
    fn relative_paths_are_resolved() {
        let found = paths("super::super::store::find(); self::x::y(); super::z", "form-api/src/http/desk.rs");
        assert_eq!(found, ["crate::store::find", "crate::http::desk::x::y", "crate::http::z"]);
        assert_eq!(paths("super::a()", "form-api/src/case/mod.rs"), ["crate::a"]);
    }
}
