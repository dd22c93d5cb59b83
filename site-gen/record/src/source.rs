//! A content file as text: where its front matter ends, and on which line a key stands. Deliberately absent:
//! what the keys mean.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::toml_error::toml_problem;
use crate::problem::Problem;

/// A content file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its path relative to the content folder, with `/`.
    pub file: &'a str,
    pub text: &'a str,
}

const FENCE: &str = "+++";

impl<'a> Source<'a> {
    /// The front matter and the body.
    ///
    /// # Errors
    /// A file without the two `+++` lines.
    pub fn split(&self) -> Result<(&'a str, &'a str), Problem> {
        let missing = || {
            Problem::new(
                self.file,
                "文件开头没有用两行 +++ 括起来的说明部分",
                "在第一行写 +++，写完各项后再写一行 +++，正文放在后面",
            )
            .at(Some(1))
        };
        let text = self.text.strip_prefix('\u{FEFF}').unwrap_or(self.text);
        let rest = text.strip_prefix(FENCE).ok_or_else(missing)?;
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).ok_or_else(missing)?;
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == FENCE {
                return Ok((&rest[..at], rest[at + line.len()..].trim_start_matches(['\r', '\n'])));
            }
            // A fence with something behind it would leave that something to the text.
            if line.starts_with(FENCE) {
                let line = 2 + rest[..at].matches('\n').count();
                let what = "结束说明部分的一行不只是三个 +";
                return Err(Problem::new(self.file, what, "这一行只写 +++，正文从下一行开始").at(Some(line)));
            }
            at += line.len();
        }
        Err(missing())
    }

    /// The front matter as a typed value, and the body.
    ///
    /// # Errors
    /// What TOML or the type refuses, with its line.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<(T, &'a str), Problem> {
        let (front, body) = self.split()?;
        // The fence is line 1 of the file.
        let value = toml::from_str(front).map_err(|error| toml_problem(self.file, front, 1, &error))?;
        Ok((value, body))
    }

    /// The line on which a key of the front matter stands. A line of the body that reads so is none.
    #[must_use]
    pub fn line_of(&self, key: &str) -> Option<usize> {
        // The fence is line 1 of the file.
        let front = self.split().map_or(self.text, |(front, _)| front);
        let above = if front.len() == self.text.len() { 1 } else { 2 };
        let is_key = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        front.lines().position(is_key).map(|at| at + above)
    }

    /// Whether a file says of itself that it is still being written, whatever else may be wrong with it.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        let Ok((front, _)) = self.split() else { return false };
        match toml::from_str::<toml::Table>(front) {
            Ok(table) => table.get("draft").and_then(toml::Value::as_bool) == Some(true),
            Err(_) => own_lines(front).any(says_draft),
        }
    }

    /// How many lines stand above the body.
    #[must_use]
    pub fn lines_above_body(&self) -> Option<usize> {
        let (_, body) = self.split().ok()?;
        Some(self.text[..self.text.len() - body.len()].matches('\n').count())
    }

    /// A problem at the line of a key.
    #[must_use]
    pub fn problem(&self, key: &str, what: impl Into<String>, do_this: impl Into<String>) -> Problem {
        Problem::new(self.file, what, do_this).at(self.line_of(key))
    }

    /// A problem for each line that leaves one of these keys empty: `key = ""` or `key = [""]`.
    #[must_use]
    pub fn empty(&self, keys: &[&str]) -> Vec<Problem> {
        let front = self.split().map_or("", |(front, _)| front);
        empty_in(self.file, front, 1, keys)
    }

    /// A problem for each line of the front matter with words that its author meant for nobody, or with marks that turn
    /// what follows them.
    #[must_use]
    pub fn unseen(&self) -> Vec<Problem> {
        let front = self.split().map_or("", |(front, _)| front);
        unseen_in(self.file, front, 1)
    }

    /// The last part of the path without its ending: the record's id in URLs.
    #[must_use]
    pub fn slug(&self) -> &'a str {
        let name = self.file.rsplit('/').next().unwrap_or(self.file);
        name.strip_suffix(".md").unwrap_or(name)
    }
}

/// A text with line feeds alone at the ends of its lines, and without the mark that some editors put at its
/// beginning: what stands in a text of several lines does not depend on who wrote it.
pub fn plain_lines(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if memchr::memmem::find(text.as_bytes(), b"\r\n").is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n"))
}

/// Lines of a front matter that is no TOML in which keys of the record itself can stand: before the first
/// `[[…]]`, and not within a text of several lines.
fn own_lines(front: &str) -> impl Iterator<Item = &str> {
    let mut is_inside = false;
    front.lines().take_while(|line| !line.trim_start().starts_with("[[")).filter(move |line| {
        let was_inside = is_inside;
        let fences = line.matches("\"\"\"").count() + line.matches("'''").count();
        is_inside ^= fences % 2 == 1;
        !was_inside
    })
}

/// `draft = true`, with or without a comment.
fn says_draft(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else { return false };
    let value = value.split('#').next().unwrap_or_default();
    key.trim().trim_matches('"') == "draft" && value.trim() == "true"
}

/// As [`Source::empty`], of a text that begins below `above` lines of its file.
pub fn empty_in(file: &str, text: &str, above: usize, keys: &[&str]) -> Vec<Problem> {
    let is_empty = |value: &str| {
        let value = value.split(" #").next().unwrap_or_default().trim();
        let value = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(value).trim();
        let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        inner.is_some_and(|inner| inner.trim().is_empty())
    };
    let found = text.lines().enumerate().filter_map(|(at, line)| {
        let (key, value) = line.split_once('=')?;
        let key = keys.iter().find(|one| **one == key.trim())?;
        is_empty(value).then(|| {
            Problem::new(file, format!("“{key}”还空着"), "填上内容；不是必填的项可以删掉这一行")
                .at(Some(above + at + 1))
        })
    });
    found.collect()
}

/// As [`Source::unseen`], of a text that begins below `above` lines of its file. Below the front matter a comment is taken
/// out; here it would be part of a title or a summary, and be published with it.
pub fn unseen_in(file: &str, text: &str, above: usize) -> Vec<Problem> {
    const BEGIN: &str = "<!--";
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let is_unseen = |text: &str| text.contains(BEGIN) || text.contains(turns);
    // What stands behind `#` is TOML's own comment, and published nowhere.
    let is_published =
        || toml::from_str::<toml::Table>(text).is_ok_and(|table| any_text(&table.into(), &is_unseen));
    if !is_unseen(text) || !is_published() {
        return Vec::new();
    }
    let lines = text.lines().enumerate();
    let found = lines.filter(|(_, line)| is_unseen(line) && !line.trim_start().starts_with('#'));
    let told = found.map(|(at, line)| {
        let (what, do_this) = if line.contains(BEGIN) {
            (
                "写给自己看的话（<!-- -->）写在了要公开的一项里，会原样显示出来",
                "从这一项里删掉；想留着就另起一行，写在 # 后面",
            )
        } else {
            ("这一行有看不见的符号，会把后面的字倒过来显示", "删掉这一行，自己重新打一遍，不要复制")
        };
        Problem::new(file, what, do_this).at(Some(above + at + 1))
    });
    told.collect()
}

/// Whether one of the texts of a value is such.
fn any_text(value: &toml::Value, is_one: &dyn Fn(&str) -> bool) -> bool {
    match value {
        toml::Value::String(text) => is_one(text),
        toml::Value::Array(all) => all.iter().any(|one| any_text(one, is_one)),
        toml::Value::Table(all) => all.iter().any(|(_, one)| any_text(one, is_one)),
        _ => false,
    }
}

/// Letters, digits and dashes: what a URL part may be made of.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
}

/// A TOML date.
pub(crate) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let value = toml::value::Datetime::deserialize(deserializer)?;
    value.to_string().parse().map_err(|_| D::Error::custom("应当是日期，例如 2026-11-23（不加引号）"))
}

/// A TOML date that may be left out.
pub(crate) fn day_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}

/// `"YYYY-MM-DD HH:MM"`, the only form that the government page rules take (ASCII, 24 hours, minutes).
pub(crate) fn minute<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_minute(&text).ok_or_else(|| D::Error::custom("应当是时间，例如 \"2026-11-23 09:30\""))
}

/// The same, where it may be left out.
pub(crate) fn minute_or_none<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime>, D::Error> {
    minute(deserializer).map(Some)
}

/// Reads `"YYYY-MM-DD HH:MM"`; nothing for any other form.
pub fn parse_minute(text: &str) -> Option<DateTime> {
    let shaped =
        text.len() == 16 && text.as_bytes().get(10) == Some(&b' ') && text.as_bytes().get(13) == Some(&b':');
    shaped.then(|| DateTime::strptime("%Y-%m-%d %H:%M", text).ok()).flatten()
}

/// The same form, written.
pub(crate) fn show_minute(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_three_marks_and_nothing_else() {
        let split = |text| Source { file: "a.md", text }.split();
        assert_eq!(split("+++\na = 1\n+++ \n\n甲"), Ok(("a = 1\n", "甲")));
        assert_eq!(split("+++\n+++\n甲"), Ok(("", "甲")));
        for text in ["+++\na = 1\n++++\n甲", "+++\na = 1\n+++ 甲\n+++\n"] {
            assert_eq!(split(text).expect_err("told").line, Some(3), "{text}");
        }
    }

    #[test]
    fn a_comment_in_what_is_published_is_told_with_its_line() {
        let told =
            |text| Source { file: "a.md", text }.unseen().iter().map(|one| one.line).collect::<Vec<_>>();
        let text = "+++\ntitle = \"甲<!-- 内部 -->\"\n# <!-- 自己的话 -->\nduties = [\"乙\", \"<!--丙-->\"]\n+++\n<!-- 丁 -->";
        assert_eq!(told(text), [Some(2), Some(4)]);
        assert_eq!(told("+++\ntitle = \"甲\u{202E}7654\"\n+++\n\u{202E}"), [Some(2)]);
        assert_eq!(told("+++\ntitle = \"甲\" # <!-- 自己的话 -->\n+++\n"), []);
    }

    #[test]
    fn lines_are_those_of_the_file() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Front {
            #[serde(rename = "title")]
            _title: String,
        }
        let source = Source { file: "a.md", text: "+++\ntitle = \"甲\"\nmore = 1\n+++\n正文" };
        let problem = source.parse::<Front>().expect_err("an unknown key");
        assert_eq!(problem.line, Some(3), "{problem}");
        assert_eq!(source.line_of("title"), Some(2));
    }

    #[test]
    fn a_file_without_front_matter_is_a_problem_and_not_a_page() {
        for text in ["", "正文", "+++", "+++\ntitle = 1\n"] {
            assert!(Source { file: "a.md", text }.split().is_err(), "{text:?}");
        }
        assert_eq!(Source { file: "a.md", text: "+++\n+++\n\n正文" }.split().map(|s| s.1), Ok("正文"));
    }

    #[test]
    fn a_draft_says_so_in_its_front_matter_and_nowhere_else() {
        let is_draft = |front: &str, body: &str| {
            Source { file: "a.md", text: &format!("+++\n{front}\n+++\n{body}\n") }.is_draft()
        };
        for front in [
            "draft = true",
            "draft=true",
            "  draft   =   true  # 等领导看过再发",
            "draft = true#x",
            "\"draft\" = true",
            "title = “坏的”\ndraft = true # 等等",
            "before = \"\"\"\n一\n\"\"\"\ntitle = 坏\ndraft = true",
        ] {
            assert!(is_draft(front, "正文"), "{front}");
        }
        for (front, body) in [
            ("title = \"甲\"", "```\ndraft = true\n```"),
            ("title = “坏的”", "draft = true"),
            ("draft = false", "draft = true"),
            ("# draft = true", ""),
            ("before = \"\"\"\ndraft = true\n\"\"\"", ""),
            ("title = “坏的”\nbefore = \"\"\"\ndraft = true\n\"\"\"", ""),
            ("title = “坏的”\n[[question]]\ndraft = true", ""),
            ("drafted = true", ""),
        ] {
            assert!(!is_draft(front, body), "{front}");
        }
    }

    #[test]
    fn a_line_of_the_body_is_no_key() {
        let source = Source { file: "a.md", text: "+++\ntitle = 1\n+++\nsummary = 2\ntitle = 3\n" };
        assert_eq!((source.line_of("title"), source.line_of("summary")), (Some(2), None));
    }

    #[test]
    fn a_text_does_not_depend_on_the_editor() {
        assert_eq!(plain_lines("\u{FEFF}一\r\n\r\n二\n"), "一\n\n二\n");
    }

    #[test]
    fn minutes_have_one_form() {
        assert!(parse_minute("2026-11-23 09:30").is_some());
        for wrong in
            ["2026-11-23 9:30", "2026-11-23T09:30", "2026-11-23 09∶30", "2026-11-23 24:30", "2026-11-23"]
        {
            assert_eq!(parse_minute(wrong), None, "{wrong}");
        }
    }
}
