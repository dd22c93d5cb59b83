//! No circles: of two rooms at most one knows the other, through whatever stands in between.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust_source::{Source, module_of, named_paths, without_tests};
use crate::tree::{expect_none, files};

/// Sources whose rooms are looked at: their own modules, and the folders in each of their folders.
const CRATES: [&str; 4] = ["site-gen/src/", "site-gen/record/src/", "site-gen/privacy/src/", "form-api/src/"];

/// Who knows whom.
type Graph = BTreeMap<String, BTreeSet<String>>;

fn is_tests(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "tests.rs"))
}

/// The rooms below a module: at the top of a crate all of its modules, further down folders only.
fn rooms(sources: &[(String, String)], above: &[String]) -> BTreeSet<String> {
    let depth = above.len();
    let below = sources.iter().map(|(path, _)| module_of(path)).filter(|module| module.starts_with(above));
    let is_room = |module: &Vec<String>| module.len() > depth + usize::from(depth > 1);
    below.filter(is_room).map(|module| module[depth].clone()).collect()
}

fn graph(sources: &[(String, String)], above: &[String]) -> Graph {
    let (depth, rooms) = (above.len(), rooms(sources, above));
    let mut graph = Graph::new();
    for (path, text) in sources {
        let own = module_of(path);
        let Some(room) = own.get(depth).filter(|room| own.starts_with(above) && rooms.contains(*room)) else {
            continue;
        };
        let code = Source::read(without_tests(text)).code;
        let named = named_paths(&code, &own).into_iter().map(|(_, named)| named);
        let others = named
            .filter(|named| named.starts_with(above))
            .filter_map(|named| named.get(depth).cloned())
            .filter(|other| other != room && rooms.contains(other));
        graph.entry(room.clone()).or_default().extend(others);
    }
    graph
}

/// Rooms that reach themselves again.
fn in_circles(graph: &Graph) -> Vec<String> {
    let reaches_itself = |room: &&String| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&String> = graph[*room].iter().collect();
        while let Some(one) = next.pop() {
            if seen.insert(one) {
                next.extend(graph.get(one).into_iter().flatten());
            }
        }
        seen.contains(*room)
    };
    graph.keys().filter(reaches_itself).cloned().collect()
}

fn circles(sources: &[(String, String)]) -> Vec<String> {
    let modules: BTreeSet<Vec<String>> = sources
        .iter()
        .map(|(path, _)| module_of(path))
        .flat_map(|module| (1..=module.len()).map(move |to| module[..to].to_vec()))
        .collect();
    let mut found = Vec::new();
    for above in modules {
        let graph = graph(sources, &above);
        let circle = in_circles(&graph);
        for room in &circle {
            let known: Vec<&str> =
                graph[room].iter().filter(|other| circle.contains(other)).map(String::as_str).collect();
            found.push(format!("{}::{room} knows {}", above.join("::"), known.join(", ")));
        }
    }
    found
}

#[test]
fn no_two_rooms_know_each_other() {
    let mut found = Vec::new();
    for folder in CRATES {
        let sources = files(|path| path.starts_with(folder) && path.ends_with(".rs") && !is_tests(path));
        assert!(!sources.is_empty(), "{folder} is not there");
        let sources: Vec<(String, String)> = sources
            .into_iter()
            // They are not part of the library, and may know all of it.
            .filter(|file| !matches!(file.path.rsplit('/').next(), Some("main.rs" | "lib.rs")))
            .map(|file| (file.path, file.text))
            .collect();
        found.extend(circles(&sources).into_iter().map(|circle| format!("{folder}: {circle}")));
    }
    expect_none("circles", &found);
}

#[test]
fn a_circle_is_noticed_through_a_third_room_and_between_folders() {
    let sources = |files: &[(&str, &str)]| -> Vec<(String, String)> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    };
    let three = [
        ("a/src/x.rs", "use crate::y::Y;"),
        ("a/src/y/mod.rs", "fn f() { super::z::g() }"),
        ("a/src/z.rs", "crate::x::h();"),
        ("a/src/w.rs", "use crate::x;"),
    ];
    assert_eq!(circles(&sources(&three)).len(), 3);
    let folders = [("a/src/x/p/a.rs", "use crate::x::q::B;"), ("a/src/x/q/b.rs", "use super::super::p::a;")];
    assert_eq!(circles(&sources(&folders)).len(), 2);
    let files = [("a/src/x/p.rs", "use super::q::B;"), ("a/src/x/q.rs", "use super::p::A;")];
    assert_eq!(circles(&sources(&files)), Vec::<String>::new(), "files of one folder may");
    let tests =
        [("a/src/x.rs", "use crate::y;"), ("a/src/y.rs", "#[cfg(test)]\nmod tests { use crate::x; }")];
    assert_eq!(circles(&sources(&tests)), Vec::<String>::new(), "tests may");
}
