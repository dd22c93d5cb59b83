//! A data folder that is kept as a fixture: copied for a test that opens it, and put into PostgreSQL where the run is there.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

/// Copies a folder with all below it. Only its owner reads the copy: a version control system does not keep that.
///
/// # Panics
/// When a file cannot be read or written.
#[expect(clippy::disallowed_methods, reason = "a folder of a test's own")]
pub fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a fixture");
        let target = to.join(entry.path().strip_prefix(from).expect("below it"));
        let is_folder = entry.file_type().is_dir();
        if is_folder {
            std::fs::create_dir_all(&target).expect("a folder");
        } else {
            std::fs::copy(entry.path(), &target).expect("copied");
        }
        let mode = if is_folder { 0o700 } else { 0o600 };
        std::fs::set_permissions(&target, std::fs::Permissions::from_mode(mode)).expect("private");
    }
}

/// Puts all rows of an SQLite database into a PostgreSQL one of the same schema. The index of search is left out: each
/// database has its own, made of the letters.
///
/// # Panics
/// When the two have not the same tables and columns.
pub(crate) async fn copy_rows(file: &Path, url: &str) {
    let mut from =
        SqliteConnection::connect(&format!("sqlite:{}?mode=ro", file.display())).await.expect("the fixture");
    let mut to = PgConnection::connect(url).await.expect("the server");
    // A row may come before the one that it refers to.
    sqlx::query("SET session_replication_role = replica")
        .execute(&mut to)
        .await
        .expect("the test's own server");
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                  AND name NOT IN ('_sqlx_migrations', 'searched_letters') AND name NOT LIKE 'letter_pairs%'";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut from).await.expect("tables");
    for table in tables {
        let columns = format!("SELECT name, type FROM pragma_table_info('{table}')");
        let columns: Vec<(String, String)> =
            sqlx::query_as(AssertSqlSafe(columns)).fetch_all(&mut from).await.expect("columns");
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        let names = names.join(", ");
        let insert = format!("INSERT INTO {table} ({names}) VALUES ({})", places.join(", "));
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut to).await.expect("emptied");
        let rows =
            sqlx::query(AssertSqlSafe(format!("SELECT {names} FROM {table}"))).fetch_all(&mut from).await;
        for row in rows.expect("rows") {
            let mut query = sqlx::query(AssertSqlSafe(insert.clone()));
            for (place, (_, kind)) in columns.iter().enumerate() {
                query = match kind.as_str() {
                    "BLOB" => query.bind(row.get::<Option<Vec<u8>>, _>(place)),
                    "BIGINT" => query.bind(row.get::<Option<i64>, _>(place)),
                    _ => query.bind(row.get::<Option<String>, _>(place)),
                };
            }
            query.execute(&mut to).await.unwrap_or_else(|error| panic!("{table}: {error}"));
        }
    }
}
