//! The two lists of migrations: the same files, the same statements.

use crate::tree::{expect_none, files};

const SQLITE: &str = "form-api/migrations/sqlite/";
const POSTGRES: &str = "form-api/migrations/postgres/";

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
