//! Who may not know whom, as the invariants of ARCHITECTURE.md say.

use crate::rust_source::{Source, module_of, named_paths, without_tests};
use crate::tree::{expect_none, files};

/// A forbidden arrow: nothing below `from`, but for `except`, names a path with one of `to` in it. A star stands for
/// the rest of a word.
struct Arrow {
    /// Number in the list of invariants.
    invariant: u8,
    from: &'static str,
    except: &'static [&'static str],
    to: &'static [&'static str],
}

const CLOCK: &[&str] =
    &["Timestamp::now", "Zoned::now", "SystemTime::now", "Zoned::now_with", "Utc::now", "Local::now"];

/// Files and the network, as far as the standard library has them.
const WORLD: &[&str] = &["std::fs", "std::net", "std::env", "std::process"];

const ARROWS: &[Arrow] = &[
    Arrow {
        invariant: 1,
        from: "site-gen/src/",
        except: &[],
        to: &["form_api", "sqlx", "lettre", "reqwest", "ureq", "hyper"],
    },
    Arrow {
        invariant: 1,
        from: "site-gen/src/",
        except: &["site-gen/src/serve.rs"],
        to: &["actix*", "std::net", "tokio::net", "TcpStream", "TcpListener", "UdpSocket"],
    },
    Arrow { invariant: 1, from: "site-gen/src/", except: &["site-gen/src/main.rs"], to: CLOCK },
    // What else these three must not know, Cargo keeps: it is not among their dependencies.
    Arrow { invariant: 2, from: "site-gen/privacy/src/", except: &[], to: CLOCK },
    Arrow { invariant: 2, from: "site-gen/privacy/src/", except: &[], to: WORLD },
    Arrow { invariant: 2, from: "site-gen/record/src/", except: &[], to: CLOCK },
    Arrow {
        invariant: 2,
        from: "site-gen/record/src/",
        // They read their own files: years of the calendar, replies as they are filed.
        except: &["site-gen/record/src/calendar.rs", "site-gen/record/src/stored_reply.rs"],
        to: WORLD,
    },
    Arrow { invariant: 2, from: "form-api/domain/src/", except: &[], to: CLOCK },
    Arrow { invariant: 2, from: "form-api/domain/src/", except: &[], to: WORLD },
    // Forms are read by `http/extract/form.rs`, which refuses what is no sound text; the library's own would keep it with holes.
    Arrow { invariant: 3, from: "form-api/src/http/", except: &[], to: &["sqlx", "lettre", "web::Form"] },
    Arrow {
        invariant: 4,
        from: "form-api/src/store/",
        except: &[],
        to: &["actix*", "lettre", "crate::steps", "crate::http"],
    },
    Arrow {
        invariant: 5,
        from: "form-api/src/steps/",
        except: &[],
        to: &["actix*", "lettre", "sqlx", "crate::http"],
    },
    Arrow {
        invariant: 6,
        from: "form-api/src/publish.rs",
        except: &[],
        to: &["sqlx", "actix*", "lettre", "crate::steps"],
    },
];

/// What `publish.rs` may ask of the store: questions about the public tables.
const PUBLIC_QUESTIONS: &str = "public";

fn has(path: &[String], to: &str) -> bool {
    let wanted: Vec<&str> = to.split("::").collect();
    path.windows(wanted.len()).any(|part| {
        part.iter().zip(&wanted).all(|(word, wanted)| match wanted.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == wanted,
        })
    })
}

fn violations(path: &str, text: &str, arrows: &[Arrow]) -> Vec<String> {
    let arrows: Vec<&Arrow> =
        arrows.iter().filter(|arrow| path.starts_with(arrow.from) && !arrow.except.contains(&path)).collect();
    if arrows.is_empty() {
        return Vec::new();
    }
    let code = Source::read(without_tests(text)).code;
    let mut found = Vec::new();
    for (line, named) in named_paths(&code, &module_of(path)) {
        for arrow in &arrows {
            for to in arrow.to.iter().filter(|to| has(&named, to)) {
                found.push(format!(
                    "{path}:{line}: {} (invariant {}: no {to} here)",
                    named.join("::"),
                    arrow.invariant
                ));
            }
        }
    }
    found
}

/// Functions of the store that are asked for something that is not public.
fn private_questions(path: &str, text: &str) -> Vec<String> {
    let code = Source::read(without_tests(text)).code;
    named_paths(&code, &module_of(path))
        .into_iter()
        .filter(|(_, named)| named.len() > 1 && named[named.len() - 2] == "store")
        .filter(|(_, named)| {
            let last = &named[named.len() - 1];
            last.starts_with(char::is_lowercase) && last != "self" && !last.contains(PUBLIC_QUESTIONS)
        })
        .map(|(line, named)| format!("{path}:{line}: {}", named.join("::")))
        .collect()
}

/// The tables that the SQL of a file names.
fn tables(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, sql) in Source::read(without_tests(text)).texts {
        let words: Vec<&str> =
            sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            if matches!(pair[0], "FROM" | "INTO" | "UPDATE" | "JOIN") && pair[1] != "SET" {
                found.push(pair[1].to_owned());
            }
        }
    }
    found
}

fn is_rust_of_the_product(path: &str) -> bool {
    (path.starts_with("site-gen/") || path.starts_with("form-api/"))
        && path.contains("/src/")
        && path.ends_with(".rs")
}

#[test]
fn no_room_knows_what_it_must_not_know() {
    let found: Vec<String> = files(is_rust_of_the_product)
        .iter()
        .flat_map(|file| violations(&file.path, &file.text, ARROWS))
        .collect();
    expect_none("forbidden arrows", &found);
}

#[test]
fn every_arrow_begins_somewhere() {
    let files = files(is_rust_of_the_product);
    for arrow in ARROWS {
        assert!(files.iter().any(|file| file.path.starts_with(arrow.from)), "{} is not there", arrow.from);
        for except in arrow.except {
            assert!(files.iter().any(|file| file.path == *except), "{except} is not there");
        }
    }
}

#[test]
fn publication_reads_the_public_tables_only() {
    let mut found = Vec::new();
    for file in files(|path| path == "form-api/src/publish.rs") {
        found.extend(private_questions(&file.path, &file.text));
    }
    for file in files(|path| path.starts_with("form-api/src/store/public_")) {
        let private = tables(&file.text).into_iter().filter(|table| !table.starts_with("public_"));
        found.extend(private.map(|table| format!("{}: {table}", file.path)));
    }
    expect_none("invariant 6: publication asks for what is not public", &found);
}

#[test]
fn a_forbidden_arrow_is_noticed() {
    let samples = [
        ("form-api/domain/src/deadline.rs", "fn f() { jiff::Timestamp::now(); }"),
        ("form-api/domain/src/person.rs", "use std::fs::read;"),
        ("site-gen/record/src/reply.rs", "use std::{fs, fmt};"),
        ("form-api/src/store/db.rs", "use crate::{gate, http::Pages};"),
        ("form-api/src/store/db.rs", "fn f() { super::super::steps::receive() }"),
        ("form-api/src/http/desk/queue.rs", "let x = sqlx::query(y);"),
        ("form-api/src/store/db.rs", "use crate::steps;"),
        ("form-api/src/steps/receive.rs", "use lettre::Message;"),
        ("site-gen/src/build.rs", "use std::net::TcpStream;"),
        ("site-gen/src/main.rs", "use actix_web::web;"),
        ("site-gen/src/build.rs", "let today = Zoned::now();"),
        ("form-api/src/publish.rs", "use sqlx::Row;"),
    ];
    for (path, text) in samples {
        assert!(!violations(path, text, ARROWS).is_empty(), "not noticed: {path}: {text}");
    }
}

#[test]
fn what_is_allowed_is_left_alone() {
    let samples = [
        (
            "form-api/domain/src/state.rs",
            "// std::fs\nlet x = \"std::fs::read\";\n#[cfg(test)]\nmod tests { use std::fs; }",
        ),
        ("form-api/src/store/db.rs", "use sqlx::Row;"),
        ("site-gen/src/serve.rs", "use std::net::TcpListener;"),
        ("site-gen/src/main.rs", "let today = Zoned::now();"),
        ("form-api/src/http/desk/queue.rs", "use crate::store::{self, Queue};"),
    ];
    for (path, text) in samples {
        assert_eq!(violations(path, text, ARROWS), Vec::<String>::new());
    }
}

#[test]
fn a_private_question_of_publication_is_noticed() {
    let path = "form-api/src/publish.rs";
    assert_eq!(
        private_questions(path, "store::list_public_records(db); use crate::store::{self, Db};").len(),
        0
    );
    assert_eq!(private_questions(path, "crate::store::find_case(db);").len(), 1);
    assert_eq!(
        tables(r#"f("SELECT a FROM cases"); g("INSERT INTO public_replies (a) DO UPDATE SET a = 1")"#),
        ["cases", "public_replies"]
    );
}
