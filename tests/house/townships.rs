//! Each statement of the store says whose rows it means: it names the township, or rows by an id that no two townships share.
//! One that forgets it would show one township's letters to another.

use crate::rust_source::{Source, without_tests};
use crate::tree::{File, expect_none, files};

/// What a statement, or the part of one that has its tables, begins with.
const BEGINNINGS: [&str; 5] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "FROM "];

/// Tables of the databases themselves; and the index of search, whose rows are those of searched_letters.
const OF_THE_DATABASE: [&str; 5] =
    ["sqlite_master", "pragma_page", "information_schema", "_sqlx_migrations", "letter_pairs"];

/// Endings of columns that hold ids and hashes of random bytes.
const IDS: [&str; 5] = ["id", "_key", "hash", "who", "merged_into"];

fn has_tables(sql: &str) -> bool {
    let begins = BEGINNINGS.iter().any(|begin| sql.trim_start().starts_with(begin));
    begins && ["FROM ", "INTO ", "UPDATE "].iter().any(|word| sql.contains(word))
}

fn is_by_id(sql: &str) -> bool {
    let words: Vec<&str> = sql.split_whitespace().map(|word| word.trim_matches(['(', ')', ','])).collect();
    words.windows(3).any(|three| {
        let is_id = IDS.iter().any(|end| three[0].ends_with(end));
        is_id && three[1] == "=" && three[2].starts_with('$')
    })
}

fn unbound(file: &File) -> Vec<String> {
    let texts = Source::read(without_tests(&file.text)).texts;
    let is_unbound = |text: &str| {
        let is_own = OF_THE_DATABASE.iter().any(|table| text.contains(table));
        let is_new = text.trim_start().starts_with("INSERT INTO ");
        has_tables(text) && !is_own && !text.contains("township") && (is_new || !is_by_id(text))
    };
    let found = texts.into_iter().filter(|(_, text)| is_unbound(text));
    found.map(|(line, text)| format!("{}:{line}: {text}", file.path)).collect()
}

#[test]
fn each_statement_says_whose_rows_it_means() {
    let store = files(|path| path.starts_with("form-api/src/store/") && path.ends_with(".rs"));
    assert!(store.len() > 20, "the store was read");
    let found: Vec<String> = store.iter().flat_map(unbound).collect();
    expect_none("statements that could mean the rows of another township", &found);
}

#[test]
fn a_statement_without_a_township_is_noticed() {
    let found =
        |text: &str| unbound(&File { path: "a.rs".into(), text: format!("fn a() {{ b({text:?}) }}") }).len();
    assert_eq!(found("SELECT * FROM letters WHERE no = $1"), 1);
    assert_eq!(found("INSERT INTO letters (id) VALUES ($1)"), 1);
    assert_eq!(found("DELETE FROM letters WHERE at < $1"), 1);
    assert_eq!(found("SELECT * FROM letters WHERE township = $1 AND no = $2"), 0);
    assert_eq!(found("UPDATE letters SET a = 1 WHERE id = $1"), 0);
    assert_eq!(found("a sentence FROM somebody"), 0);
}
