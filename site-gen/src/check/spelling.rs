//! Words that the unit does not want: misspelt names of places and people, wrong titles, words that must not
//! be used. The list is the unit's own (`words.toml`); the product ships none, for a list that claims to be
//! complete is believed.
//!
//! Read are the sources, text and file names: there the line can be told. Deliberately absent: pages (they
//! follow from the sources) and grammar.

use std::path::Path;

use anyhow::Context as _;
use record::problem::Problem;
use serde::Deserialize;
use walkdir::WalkDir;

use crate::stray;

/// The list, in the content folder.
const LIST: &str = "words.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "word")]
    words: Vec<Word>,
}

/// A word that is not wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    /// As it must not stand.
    wrong: String,
    /// What stands instead; none where nothing does.
    #[serde(default)]
    right: String,
    /// Longer words in which it may stand: 按装 stands in 按装置分类.
    #[serde(default)]
    except: Vec<String>,
}

/// The list.
///
/// # Errors
/// What TOML or the types refuse.
pub(crate) fn parse_words(text: &str) -> Result<Vec<Word>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.words)
}

/// Every place in the content, and in the replies where those stand elsewhere, where an unwanted word stands;
/// none without a list.
///
/// # Errors
/// A file that cannot be read, a list that is none.
pub fn check_words(content: &Path, replies: Option<&Path>) -> anyhow::Result<Vec<Problem>> {
    let list = content.join(LIST);
    let Ok(text) = std::fs::read_to_string(&list) else { return Ok(Vec::new()) };
    let words = parse_words(&text)
        .with_context(|| format!("{LIST} 读不懂：每个词写成 [[word]] wrong = \"…\" right = \"…\""))?;
    let mut problems = Vec::new();
    let elsewhere = replies.filter(|folder| folder.is_dir() && !folder.starts_with(content));
    let walk = |folder| WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(stray::is_meant);
    let own = walk(content).map(|entry| (entry, content, ""));
    let theirs =
        elsewhere.into_iter().flat_map(|folder| walk(folder).map(move |entry| (entry, folder, "replies/")));
    for (entry, folder, begin) in own.chain(theirs) {
        let entry = entry?;
        if !entry.file_type().is_file() || entry.path() == list {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let file = format!("{begin}{}", below.to_string_lossy().replace('\\', "/"));
        problems
            .extend(words.iter().filter(|word| word.stands_in(&file)).map(|word| word.problem(&file, None)));
        // What is not text has its name only.
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        for (line, text) in (1..).zip(text.lines()) {
            let found = words.iter().filter(|word| word.stands_in(text));
            problems.extend(found.map(|word| word.problem(&file, Some(line))));
        }
    }
    Ok(problems)
}

impl Word {
    fn stands_in(&self, text: &str) -> bool {
        if self.wrong.is_empty() || !text.contains(&self.wrong) {
            return false;
        }
        let rest = self.except.iter().fold(text.to_owned(), |text, longer| text.replace(longer, " "));
        rest.contains(&self.wrong)
    }

    fn problem(&self, file: &str, line: Option<usize>) -> Problem {
        let do_this = match self.right.as_str() {
            "" => "删掉，或者换一种说法".to_owned(),
            right => format!("改成“{right}”"),
        };
        Problem::new(file, format!("有不用的词“{}”", self.wrong), do_this).at(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output;

    #[test]
    fn an_unwanted_word_is_told_with_its_line_and_what_stands_instead() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |file: &str, text: &str| {
            output::write_new(folder.path(), file, text.as_bytes()).expect("written")
        };
        assert_eq!(check_words(folder.path(), None).expect("no list"), []);
        write(
            LIST,
            "[[word]]\nwrong = \"按装\"\nright = \"安装\"\nexcept = [\"按装置\"]\n\n[[word]]\nwrong = \"禾西镇\"\n",
        );
        write("policies/a.md", "+++\ntitle = \"水表按装\"\n+++\n按装置分类\n");
        write("policies/b.md", "+++\ntitle = \"水表\"\n+++\n\n![工人按装水表](shuibiao.png)\n");
        write("pages/禾西镇.md", "正文");
        let told: Vec<String> =
            check_words(folder.path(), None).expect("read").iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[2].starts_with("policies/b.md:5："), "what is read instead of a picture: {told:?}");
        assert!(told[0].starts_with("pages/禾西镇.md：") && told[0].contains("换一种说法"), "{told:?}");
        assert!(told[1].starts_with("policies/a.md:2：") && told[1].contains("安装"), "{told:?}");
        let elsewhere = tempfile::tempdir().expect("a folder");
        output::write_new(elsewhere.path(), "2026/a.md", "按装".as_bytes()).expect("written");
        let with_replies = check_words(folder.path(), Some(elsewhere.path())).expect("read");
        assert_eq!(with_replies.len(), 4, "replies that stand elsewhere are read too");
        assert!(with_replies.iter().any(|one| one.file == "replies/2026/a.md"), "{with_replies:?}");
        write("words2.toml", "");
        output::replace(folder.path(), LIST, b"words = 1").expect("written");
        assert!(
            format!("{:#}", check_words(folder.path(), None).expect_err("no list")).contains("words.toml")
        );
    }
}
