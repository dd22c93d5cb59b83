//! Every statement of the store is planned by the database itself, on a filled one, and none may read a whole table that grows with
//! the letters, unless the list below names it with the reason. Statements are read out of the source, so that none is forgotten.

use form_api::steps;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use tests::{Database, Service, Statement, databases, project, statements};

/// Tables that do not grow with the letters: as many rows as staff, keys, days or years.
const SMALL: &[&str] = &[
    "_sqlx_migrations",
    "deployment_info",
    "event_head",
    "held_forms",
    "jobs",
    "leak_overrides",
    "public_change_head",
    "public_figures",
    "public_boxes",
    "queue_counts",
    "rejections",
    "report_readers",
    "sealing_keys",
    "sqlite_master",
    "sessions",
    "staff",
    "staff_keys",
    "tries",
    "used_forms",
    "vault_copies",
];

/// Tables of records: they grow with households, visits and disputes, not with letters.
const OF_RECORDS: &[&str] = &[
    "households",
    "household_facts",
    "visits",
    "visit_companions",
    "visit_cases",
    "suggestions",
    "mediations",
    "mediation_parts",
    "mediation_handlers",
    "mediation_cases",
    "team_assessments",
    "progress_sheets",
];

/// Tables of collective feedback: they grow with what is said to many at once.
const OF_FEEDBACK: &[&str] = &["feedbacks", "feedback_cases"];

/// Indexes that hold only what waits for somebody, or that are walked in the order of a page and left at its end.
const SHORT: &[&str] = &[
    "attachments_of_form",
    "box_openings_by_day",
    "calls_open",
    "cases_await_supervision",
    "cases_wait_for_site",
    "cases_without_due_date",
    "outbox_due",
    "outbox_gone",
    "queue_entries_all",
    "queue_entries_handling",
    "queue_entries_reports",
    "queue_entries_review",
    "queue_entries_supervision",
    "requests_waiting",
    "settled_calls_unread",
];

/// Scans that are meant: in which file, of which table, and why.
const MEANT: &[(&str, &str, &str)] = &[
    ("attachments.rs", "attachments", "holds all files against their rows, once a day"),
    ("statistics_rows.rs", "ratings", "the figures of a year are made of all ratings in it, once a month"),
    ("statistics_rows.rs", "submissions", "the first of all, by an index that has them in the order of time"),
    ("events.rs", "events", "verifies the whole chain, when an administrator asks"),
    ("events.rs", "event_texts", "just so"),
    ("marks.rs", "cases", "what is merged into what is public, for the gate"),
    ("open_cases.rs", "cases", "what nobody is left to work on is sought among what is open"),
    ("taken_back.rs", "public_replies", "a backup is put back: each public record changes its number"),
    ("public_replies.rs", "public_replies", "the site is made of all of them, and their number is said"),
    ("queue_entries.rs", "cases", "holds all lists against all cases, once a day"),
    ("queue_entries.rs", "submissions", "just so"),
    ("queue_entries.rs", "queue_entries", "just so"),
    ("search_index.rs", "submissions", "looks once a day for letters that search does not know"),
    ("search_index.rs", "searched_letters", "just so"),
    (
        "submissions.rs",
        "submissions",
        "who may be accused, when a member of staff is added; how many letters a backup has",
    ),
    ("submissions.rs", "cases", "addresses for mail that nobody needs any more, once a day"),
    ("submissions.rs", "requests", "few letters have one"),
    ("visits.rs", "cases", "the letters of one visit, which SQLite looks for by the township"),
    ("mediations.rs", "cases", "the letters of one mediation, which SQLite looks for by the township"),
    ("vault.rs", "requests", "seals all again, when an administrator asks"),
];

#[test]
fn no_statement_reads_a_table_that_grows_with_the_letters() {
    let statements = all_statements();
    assert!(statements.len() > 200, "the source was not read: {} statements", statements.len());
    let service = Service::start();
    let url = service.app.settings.database_url();
    let database = databases();
    let mut found = service.runtime.block_on(async {
        fill(&url).await.expect("filled");
        steps::mend_lists(steps::Upkeep::by_hand(service.db(), service.now())).await.expect("listed");
        let scans = match database {
            Database::Sqlite => scans_of_sqlite(&url, &statements).await.expect("planned"),
            Database::Postgres => scans_of_postgres(&url, &statements).await.expect("planned"),
        };
        let mut tx = service.db().begin().await.expect("begun");
        tx.execute("DELETE FROM outbox", &[]).await.expect("no mail of this test is sent");
        tx.commit().await.expect("committed");
        scans
    });
    found.retain(|scan| !MEANT.iter().any(|(file, table, _)| scan.of.file == *file && scan.table == *table));
    let lines: Vec<String> = found
        .iter()
        .map(|scan| format!("{}: all of {} ({}): {}", scan.of.file, scan.table, scan.how, scan.of.sql))
        .collect();
    assert!(lines.is_empty(), "{} scans:\n{}", lines.len(), lines.join("\n"));
}

/// A whole table, or a whole index, read by a statement.
struct Scan<'a> {
    of: &'a Statement,
    table: String,
    how: String,
}

fn all_statements() -> Vec<Statement> {
    let folder = project().join("form-api/src/store");
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .map(|entry| entry.expect("listed").into_path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("read"))
        })
        .collect();
    files.sort();
    statements(&files)
}

/// Is a statement for one of the databases alone, and not for this one?
fn is_of_another(statement: &Statement, database: Database) -> bool {
    let others: &[&str] = match database {
        Database::Sqlite => &["INTEGER[]", "information_schema"],
        Database::Postgres => &["letter_pairs", "sqlite_master", "pragma_", "RETURNING ordinal"],
    };
    others.iter().any(|word| statement.sql.contains(word))
}

/// Five thousand letters with their cases, a tenth of which wait for something.
async fn fill(url: &str) -> Result<(), sqlx::Error> {
    let letters = "INSERT INTO submissions (id, township, submission_no, idempotency_key, query_code_hash, channel, kind, title, text, search_text, \
                   consent, under_14, notify_by, spam_flags, received_at_ms) \
                   WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
                   SELECT 'c' || i, 'home', '2026-' || (100000 + i), 'k' || i, HASH, 'web', 'inquiry', 'a', 'b', '2026' || i || 'ab', 'anonymised', 0, \
                   'here', '[]', 1700000000000 + i FROM n";
    let cases = "INSERT INTO cases (id, township, version, state, publication, due_on, ceiling_on, answer, answered_at_ms) \
                 SELECT id, township, 1, CASE WHEN received_at_ms % 10 = 0 THEN 'handling' ELSE 'closed' END, \
                 CASE WHEN received_at_ms % 10 = 1 THEN 'published' ELSE 'none' END, \
                 CASE WHEN received_at_ms % 100 <> 0 THEN '2026-12-01' END, '2026-12-01', 'a', received_at_ms FROM submissions";
    let events = "INSERT INTO events (township, seq, at_ms, actor, subject_kind, subject_id, kind, details, hash) \
                  SELECT township, received_at_ms, received_at_ms, 'resident', 'case', id, 'received', '', 'h' FROM submissions";
    let beside = [
        "INSERT INTO event_texts (township, seq, subject_kind, subject_id, salt, text, is_account) \
         SELECT township, seq, subject_kind, subject_id, HASH, 'a', 0 FROM events WHERE seq % 10 = 0",
        "INSERT INTO outbox (id, township, subject_kind, subject_id, mail, subject, created_at_ms, next_attempt_at_ms, attempts) \
         SELECT 'm' || id, township, 'case', id, 'receipt', 'a', received_at_ms, CASE WHEN received_at_ms % 100 = 0 THEN 1 END, 0 FROM submissions",
        "INSERT INTO ratings (case_id, township, round, grade, answer, channel, rated_at_ms) \
         SELECT id, township, 0, 'satisfied', 'a', 'web', received_at_ms FROM submissions WHERE received_at_ms % 3 = 0",
        "INSERT INTO public_replies (township, submission_no, change_no, title, kind, topic, office, scope, received_on, replied_on, \
         published_at, policies, letters, letter, answer) SELECT township, submission_no, received_at_ms, 'a', 'inquiry', 'a', 'o', 'township', \
         '2026-01-05', '2026-01-06', '2026-01-07T10:00', '[]', 1, 'a', 'a' FROM submissions WHERE received_at_ms % 10 = 1",
        "INSERT INTO requests (id, township, case_id, kind, text, asked_at_ms, due_on, answered_at_ms) \
         SELECT 'r' || id, township, id, 'access', 'a', received_at_ms, '2026-12-01', CASE WHEN received_at_ms % 500 <> 0 THEN 1 END \
         FROM submissions WHERE received_at_ms % 10 = 0",
        "INSERT INTO meetings (id, township, version, level, unit, state, held_on, starts_at, place, chair, members, called_by, called_at_ms) \
         SELECT 'g' || id, township, 1, 'office', 'a', CASE WHEN received_at_ms % 100 = 0 THEN 'planned' ELSE 'issued' END, '2026-12-01', \
         '09:00', 'a', 'a', 6, (SELECT MIN(id) FROM staff), received_at_ms FROM submissions WHERE received_at_ms % 10 = 0",
        "INSERT INTO meeting_items (id, township, meeting_id, case_id, position, added_by, added_at_ms, outcome) \
         SELECT 'i' || id, township, 'g' || id, id, 1, (SELECT MIN(id) FROM staff), received_at_ms, \
         CASE WHEN received_at_ms % 100 <> 0 THEN 'handle' END FROM submissions WHERE received_at_ms % 10 = 0",
        "INSERT INTO meeting_points (id, township, meeting_id, position, text, noted_by, noted_at_ms, case_id) \
         SELECT 'p' || id, township, 'g' || id, 1, 'a', (SELECT MIN(id) FROM staff), received_at_ms, \
         CASE WHEN received_at_ms % 100 <> 0 THEN id END FROM submissions WHERE received_at_ms % 10 = 0",
        "INSERT INTO box_openings (id, township, version, village, opened_on, opened_by, slips, entered_by, entered_at_ms, closed_at_ms) \
         SELECT 'b' || id, township, 1, 'v' || id, '2026-12-01', 'a', 1, (SELECT MIN(id) FROM staff), received_at_ms, \
         CASE WHEN received_at_ms % 100 <> 0 THEN 1 END FROM submissions WHERE received_at_ms % 10 = 0",
        "INSERT INTO box_slips (case_id, township, opening_id) SELECT id, township, 'b' || id FROM submissions \
         WHERE received_at_ms % 10 = 0",
    ];
    let (no_bytes, after) = match databases() {
        Database::Sqlite => ("x'00'", "SELECT 1"),
        Database::Postgres => ("'\\x00'", "ANALYZE"),
    };
    let all = [letters, cases, events].into_iter().chain(beside).chain([after]);
    let all: Vec<String> = all.map(|sql| sql.replace("HASH", no_bytes)).collect();
    match databases() {
        Database::Sqlite => {
            let mut connection = SqliteConnection::connect(url).await?;
            for sql in all {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
            }
            connection.close().await
        }
        Database::Postgres => {
            let mut connection = PgConnection::connect(url).await?;
            for sql in all {
                sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await?;
            }
            connection.close().await
        }
    }
}

async fn scans_of_sqlite<'a>(url: &str, statements: &'a [Statement]) -> Result<Vec<Scan<'a>>, sqlx::Error> {
    let mut connection = SqliteConnection::connect(url).await?;
    let mut found = Vec::new();
    for of in statements.iter().filter(|one| !is_of_another(one, Database::Sqlite)) {
        let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", of.sql));
        let plan = sqlx::query(sql).fetch_all(&mut connection).await;
        for row in plan.unwrap_or_else(|error| panic!("{}: {error}: {}", of.file, of.sql)) {
            let how: String = row.get("detail");
            // Every row has a township: to look for it alone is to read all.
            let is_whole = how.starts_with("SCAN ") || how.ends_with("(township=?)");
            let Some((_, scanned)) = how.split_once(' ').filter(|_| is_whole) else { continue };
            let name = scanned.split(' ').next().unwrap_or_default();
            let table = table_of(&of.sql, name);
            // A full-text table that is asked for words says so behind its index number.
            let is_asked = how.contains("VIRTUAL TABLE INDEX") && how.contains(":M");
            if let Some(table) = table.filter(|_| !is_asked && !is_short(&how)) {
                found.push(Scan { of, table, how });
            }
        }
    }
    Ok(found)
}

/// The table that a name in a plan means; none for what a statement makes itself.
fn table_of(sql: &str, name: &str) -> Option<String> {
    let words: Vec<&str> =
        sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let made = words.windows(2).any(|pair| matches!(pair[0], "WITH" | "RECURSIVE") && pair[1] == name);
    // `(SELECT …) AS name` is no table.
    let made = made || sql.contains(&format!(") AS {name}")) || name.starts_with("pragma_");
    if made || name.starts_with('(') || name == "CONSTANT" || !words.contains(&name) {
        return None;
    }
    let renamed = words.windows(3).find(|three| three[1] == "AS" && three[2] == name).map(|three| three[0]);
    let table = renamed.unwrap_or(name);
    // `(SELECT …) AS name` is no table.
    let is_table =
        table.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()) && table.len() > 1;
    (is_table && !is_bounded(table)).then(|| table.to_owned())
}

fn is_bounded(table: &str) -> bool {
    [SMALL, OF_RECORDS, OF_FEEDBACK].iter().any(|tables| tables.contains(&table))
}

fn is_short(how: &str) -> bool {
    how.split(' ').any(|word| SHORT.contains(&word))
}

/// With whole scans forbidden, one that is planned all the same could not be avoided by any index. Planned for any values: what the
/// service plans for those at hand is not worse.
async fn scans_of_postgres<'a>(url: &str, statements: &'a [Statement]) -> Result<Vec<Scan<'a>>, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    for set in ["SET enable_seqscan = off", "SET plan_cache_mode = force_generic_plan"] {
        sqlx::query(AssertSqlSafe(set)).execute(&mut connection).await?;
    }
    let tables = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await?;
    let mut found = Vec::new();
    for (number, of) in statements.iter().filter(|one| !is_of_another(one, Database::Postgres)).enumerate() {
        let prepare = AssertSqlSafe(format!("PREPARE p{number} AS {}", of.sql));
        let prepared = sqlx::raw_sql(prepare).execute(&mut connection).await;
        prepared.unwrap_or_else(|error| panic!("{}: {error}: {}", of.file, of.sql));
        let places = (1..=40).rev().find(|place| of.sql.contains(&format!("${place}"))).unwrap_or(0);
        let values = vec!["NULL"; places].join(", ");
        let values = if places == 0 { values } else { format!("({values})") };
        let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE p{number} {values}"));
        let rows = sqlx::raw_sql(explain).fetch_all(&mut connection).await?;
        let plan: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        found.extend(scans_in(&plan, &tables).into_iter().map(|(table, how)| Scan { of, table, how }));
    }
    Ok(found)
}

/// Every row has a township: to look for it alone is to read all.
fn is_of_township_alone(condition: &str) -> bool {
    condition.contains("township = ") && !condition.contains(" AND ")
}

/// Nodes of a plan that read a whole table, or an index without a condition.
fn scans_in(plan: &[String], tables: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, line) in plan.iter().enumerate() {
        let line = line.trim_start().trim_start_matches("->").trim_start();
        let node = line.split("  (").next().unwrap_or_default();
        let words: Vec<&str> = node.split(' ').collect();
        let is_whole = node.starts_with("Seq Scan on ");
        let is_index = node.contains("Index Scan") || node.contains("Index Only Scan");
        if !is_whole && !is_index {
            continue;
        }
        let details = plan[at + 1..].iter().take_while(|line| !line.trim_start().starts_with("->"));
        let has_condition = details
            .into_iter()
            .filter_map(|line| line.trim_start().strip_prefix("Index Cond: "))
            .any(|condition| !is_of_township_alone(condition));
        let after_on = words.iter().position(|word| *word == "on").and_then(|on| words.get(on + 1));
        let Some(name) = after_on.filter(|_| is_whole || !has_condition) else { continue };
        // A scan of an index alone names the index, which begins with its table's name.
        let table =
            tables.iter().filter(|table| name.starts_with(table.as_str())).max_by_key(|table| table.len());
        let table = table.map_or(*name, String::as_str);
        if !is_bounded(table) && !is_short(node) {
            found.push((table.to_owned(), node.to_owned()));
        }
    }
    found
}
