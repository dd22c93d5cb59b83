//! The two lists of migrations: the same files, the same statements, every column explained, and none that was released is
//! ever edited.

use form_api::seal::hex;
use sha2::{Digest, Sha256};

use crate::tree::{expect_none, files};

const SQLITE: &str = "form-api/migrations/sqlite/";
const POSTGRES: &str = "form-api/migrations/postgres/";
/// The file whose statements differ.
const SEARCH: &str = "0201_search.sql";

/// Migrations that were released, by the hash of their bytes. A data folder that one of them made knows its hash: a change to
/// the file would make every such folder one of before. Add a line with each release; never change one.
const RELEASED: [(&str, &str); 2] = [
    (
        "form-api/migrations/sqlite/0100_first_schema.sql",
        "e57caedcded46b8f9028d264328c699114bbae59bfb59b46cecf228a443c025f",
    ),
    (
        "form-api/migrations/postgres/0100_first_schema.sql",
        "074fe31da61768328c491d48de5b3bd9ea2fef9892c3ae2eec7e2e62ccc89266",
    ),
];

/// A migration's statements without comments and white space, in the words of SQLite.
fn statements(sql: &str) -> Vec<String> {
    let code: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    code.join("\n")
        .split(';')
        .map(|statement| {
            let words = statement.split_whitespace().map(|word| word.replace("BYTEA", "BLOB"));
            words.collect::<Vec<_>>().join(" ")
        })
        .filter(|statement| !statement.is_empty())
        .collect()
}

fn differences(sqlite: &[(String, String)], postgres: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, _) in sqlite.iter().filter(|(name, _)| postgres.iter().all(|(other, _)| other != name)) {
        found.push(format!("{name} is not in {POSTGRES}"));
    }
    for (name, sql) in postgres {
        let Some((_, other)) = sqlite.iter().find(|(other, _)| other == name) else {
            found.push(format!("{name} is not in {SQLITE}"));
            continue;
        };
        if name == SEARCH {
            continue;
        }
        let (ours, theirs) = (statements(other), statements(sql));
        for (at, statement) in ours.iter().enumerate() {
            if theirs.get(at) != Some(statement) {
                found.push(format!("{name}, statement {}: {statement:?} differs", at + 1));
            }
        }
        if theirs.len() > ours.len() {
            found.push(format!("{name}: PostgreSQL has {} more statements", theirs.len() - ours.len()));
        }
    }
    found
}

#[test]
fn both_databases_have_the_same_migrations() {
    let list = |folder: &str| -> Vec<(String, String)> {
        let wanted = |path: &str| path.starts_with(folder);
        files(wanted).into_iter().map(|file| (file.path[folder.len()..].to_owned(), file.text)).collect()
    };
    let (sqlite, postgres) = (list(SQLITE), list(POSTGRES));
    assert!(!sqlite.is_empty(), "{SQLITE} is empty");
    expect_none("migrations differ", &differences(&sqlite, &postgres));
}

#[test]
fn a_drifted_migration_is_noticed() {
    let one = |name: &str, sql: &str| vec![(name.to_owned(), sql.to_owned())];
    let sqlite = one("0001_a.sql", "CREATE TABLE a (b BLOB); -- note\n");
    assert!(differences(&sqlite, &one("0001_a.sql", "-- other\nCREATE TABLE a\n  (b BYTEA);")).is_empty());
    assert_eq!(differences(&sqlite, &one("0001_a.sql", "CREATE TABLE a (b TEXT);")).len(), 1);
    assert_eq!(differences(&sqlite, &one("0001_a.sql", "CREATE TABLE a (b BLOB); DROP TABLE c;")).len(), 1);
    assert_eq!(differences(&sqlite, &one("0002_a.sql", "CREATE TABLE a (b BYTEA);")).len(), 2);
}

#[test]
fn a_released_migration_is_never_edited() {
    let all = files(|path| path.starts_with(SQLITE) || path.starts_with(POSTGRES));
    let is_as_released = |(path, hash): &(&str, &str)| {
        let file = all.iter().find(|file| file.path == *path);
        file.is_some_and(|file| hex(&Sha256::digest(file.text.as_bytes())) == *hash)
    };
    let edited = RELEASED.iter().filter(|released| !is_as_released(released));
    let edited: Vec<String> = edited.map(|(path, _)| (*path).to_owned()).collect();
    expect_none("released migrations that were edited or removed", &edited);
}

/// Columns without a comment: each says what it holds, in the place where somebody looks for it.
fn unexplained(sql: &str) -> Vec<&str> {
    let is_column = |line: &&str| {
        let word = line.strip_prefix("    ").and_then(|rest| rest.split_whitespace().next());
        word.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    sql.lines().filter(is_column).filter(|line| !line.contains(" -- ")).collect()
}

#[test]
fn every_column_is_explained() {
    let all = files(|path| path.starts_with(SQLITE) || path.starts_with(POSTGRES));
    let found = |file: &crate::tree::File| -> Vec<String> {
        unexplained(&file.text).iter().map(|line| format!("{}: {}", file.path, line.trim())).collect()
    };
    let found: Vec<String> = all.iter().flat_map(found).collect();
    expect_none("columns without a comment", &found);
    assert_eq!(
        unexplained("CREATE TABLE a (\n    b TEXT, -- b\n    c TEXT,\n    PRIMARY KEY (b)\n);"),
        ["    c TEXT,"]
    );
}
