//! What TOML or a type refuses, told in the author's language with the line, and with the word that was
//! probably meant.
//!
//! Deliberately absent: what records mean by their keys. The parser's own words are known here as far as they
//! occur; what is not known is shown as it is.

use crate::problem::Problem;

/// A refusal of the text that begins below `above` lines of the file.
pub fn toml_problem(file: &str, text: &str, above: usize, error: &toml::de::Error) -> Problem {
    let begin = error.span().map(|span| span.start.min(text.len()));
    let line = begin.map(|begin| text.as_bytes()[..begin].iter().filter(|b| **b == b'\n').count() + 1);
    let (what, do_this) = told(error.message(), &|key| is_key_of_list(text, key));
    Problem::new(file, what, do_this).at(line.map(|line| line + above).or(Some(above + 1)))
}

/// Keys of `[[…]]` tables are written again and again: the remedy says where.
fn is_key_of_list(text: &str, key: &str) -> bool {
    text.lines().any(|line| line.trim() == format!("[[{key}]]"))
}

/// What and what to do, for a message of the parser.
fn told(message: &str, is_list: &dyn Fn(&str) -> bool) -> (String, String) {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().copied().unwrap_or_default();
    let known = quoted.get(1..).unwrap_or_default();
    if message.starts_with("unknown field") {
        (format!("不认识的项“{first}”"), meant(first, known, "项名"))
    } else if message.starts_with("unknown variant") {
        (format!("不认识的词“{first}”"), meant(first, known, "词"))
    } else if message.starts_with("missing field") {
        (format!("缺少“{first}”这一项"), format!("加一行 {first} = …，照同类文件的样子填写"))
    } else if message.starts_with("duplicate key") || message.starts_with("duplicate field") {
        let again = if is_list(first) { "每个 [[…]] 里" } else { "每一项" };
        ("同一项写了两次".to_owned(), format!("{again}只写一次，删掉多余的一行"))
    } else if let Some(rest) = message.strip_prefix("invalid type: ") {
        let (found, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
        (format!("这里写的是{}，应当是{}", kind(found), kind(wanted)), remedy(wanted).to_owned())
    } else if let Some(rest) = message.strip_prefix("invalid value: ") {
        let (_, wanted) = rest.split_once(", expected ").unwrap_or((rest, ""));
        (format!("这个数不合适，应当是{}", kind(wanted)), remedy(wanted).to_owned())
    } else if message.starts_with("invalid length") {
        ("数目不对".to_owned(), "对照同类文件，把这一列数写全".to_owned())
    } else if message.starts_with("应当是") {
        (format!("这里读不懂：{message}"), "照这个样子改写".to_owned())
    } else {
        (
            syntax(message),
            "检查这一行的引号、等号、方括号和日期：文字用半角双引号括起来，日期不加引号".to_owned(),
        )
    }
}

/// What is no TOML.
fn syntax(message: &str) -> String {
    const KNOWN: [(&str, &str); 8] = [
        ("must be quoted", "文字没有用半角双引号括起来"),
        ("key with no value", "这一行没有半角等号"),
        ("invalid basic string", "双引号没有成对"),
        ("invalid date", "没有这一天"),
        ("invalid time", "没有这个钟点"),
        ("invalid datetime", "日期或时间不对"),
        ("unclosed array", "方括号没有成对"),
        ("unclosed inline table", "花括号没有成对"),
    ];
    let known = KNOWN.iter().find(|(begin, _)| message.contains(begin));
    known.map_or_else(
        || format!("这里读不懂：{}", message.lines().next().unwrap_or_default()),
        |(_, told)| (*told).to_owned(),
    )
}

/// The remedy for a word that is not known.
fn meant(word: &str, known: &[&str], name: &str) -> String {
    let near = known.iter().map(|one| (distance(word, one), *one)).min();
    match near {
        Some((far, near)) if far <= 2.max(word.chars().count() / 3) => {
            format!("是不是要写“{near}”？改正{name}，或者删掉这一行")
        }
        _ if known.is_empty() => "删掉这一行".to_owned(),
        _ => format!("这里可以写：{}；改正{name}，或者删掉这一行", known.join("、")),
    }
}

/// Letters to change, add or take away between two words.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut corner = at;
        row[0] = at + 1;
        for (to, d) in other.iter().enumerate() {
            let above = row[to + 1];
            row[to + 1] = (corner + usize::from(c != *d)).min(above + 1).min(row[to] + 1);
            corner = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

fn kind(words: &str) -> &'static str {
    match words {
        _ if words.starts_with("string") || words == "a string" => "文字",
        _ if words.starts_with("integer") || words.starts_with('i') => "整数",
        _ if words.starts_with('u') && words[1..].bytes().all(|b| b.is_ascii_digit()) => "0 或更大的整数",
        "usize" => "0 或更大的整数",
        _ if words.starts_with("floating") => "小数",
        _ if words.starts_with("boolean") || words == "a boolean" => "是或否",
        _ if words.starts_with("sequence") || words.contains("sequence") || words.contains("array") => "一列",
        _ if words.contains("datetime") => "日期",
        _ if words.starts_with("map") || words.starts_with("struct") => "不带引号的日期或一组项",
        _ => "别的写法",
    }
}

fn remedy(wanted: &str) -> &'static str {
    match kind(wanted) {
        "文字" => "用半角双引号括起来，例如 \"文字\"",
        "整数" | "0 或更大的整数" => "只写半角数字，不加引号，例如 20",
        "是或否" => "写 true 或 false，不加引号",
        "一列" => "用方括号括起来，例如 [\"甲\", \"乙\"]",
        "日期" => "写成 2026-11-23，不加引号",
        _ => "对照同类文件检查这一行的写法",
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Front {
        #[serde(rename = "title")]
        _title: String,
        #[serde(rename = "letters")]
        _letters: u32,
        #[serde(default, rename = "topics")]
        _topics: Vec<String>,
    }

    fn refused(text: &str) -> String {
        let error = toml::from_str::<Front>(text).expect_err(text);
        toml_problem("a.md", text, 1, &error).to_string()
    }

    #[test]
    fn what_the_parser_refuses_is_told_in_chinese_with_line_and_remedy() {
        for (text, line, parts) in [
            ("titel = \"甲\"\nletters = 1", 2, ["不认识的项“titel”", "是不是要写“title”"]),
            ("title = \"甲\"\nletters = 1\nxyzzy = 1", 4, ["不认识的项“xyzzy”", "title、letters、topics"]),
            ("title = \"甲\"", 2, ["缺少“letters”", "加一行 letters = …"]),
            ("title = 1\nletters = 1", 2, ["整数，应当是文字", "双引号"]),
            ("title = \"甲\"\nletters = \"1\"", 3, ["文字，应当是0 或更大的整数", "半角数字"]),
            ("title = \"甲\"\nletters = -1", 3, ["这个数不合适", "半角数字"]),
            ("title = \"甲\"\nletters = 1\ntopics = \"乙\"", 4, ["应当是一列", "方括号"]),
            ("title = \"甲\"\ntitle = \"乙\"\nletters = 1", 3, ["同一项写了两次", "删掉"]),
            ("title = “甲”\nletters = 1", 2, ["没有用半角双引号", "文字用半角双引号"]),
        ] {
            let told = refused(text);
            assert!(told.starts_with(&format!("a.md:{line}：")), "{text}: {told}");
            assert!(parts.iter().all(|part| told.contains(part)), "{text}: {told}");
        }
    }

    #[test]
    fn the_nearest_word_is_the_one_with_the_fewest_changes() {
        assert_eq!((distance("titel", "title"), distance("", "ab"), distance("a", "a")), (2, 2, 0));
    }
}
