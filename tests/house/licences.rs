//! Every package that is built in has a licence that deny.toml allows, and comes from the registry. `cargo deny` asks
//! the same and more; this runs where it is not installed.

use std::process::Command;

use serde_json::Value;

use crate::tree::{expect_none, read, root};

/// Whether an SPDX expression can be met with the allowed licences. `WITH` exceptions need the licence itself.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = any_of(&words, &mut at, allowed);
    met && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = all_of(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all_of(words, at, allowed);
    }
    met
}

fn all_of(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    let met = if word == "(" {
        let met = any_of(words, at, allowed);
        *at += 1;
        met
    } else {
        allowed.iter().any(|licence| licence == word)
    };
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    met
}

fn allowed() -> Vec<String> {
    let deny: toml::Value = toml::from_str(&read("deny.toml")).expect("deny.toml is TOML");
    let list = deny["licenses"]["allow"].as_array().expect("a list of licences");
    list.iter().filter_map(|licence| licence.as_str().map(str::to_owned)).collect()
}

/// The packages of this platform, as Cargo resolves them.
fn packages() -> Vec<Value> {
    let run = |program: &str, args: &[&str]| {
        let output =
            Command::new(program).current_dir(root()).args(args).output().expect("the toolchain is there");
        assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the toolchain writes UTF-8")
    };
    let version = run("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let text = run(
        env!("CARGO"),
        &["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", host],
    );
    let metadata: Value = serde_json::from_str(&text).expect("cargo writes JSON");
    metadata["packages"].as_array().cloned().expect("a list of packages")
}

fn problems(packages: &[Value], allowed: &[String]) -> Vec<String> {
    let text = |package: &Value, field: &str| package[field].as_str().unwrap_or_default().to_owned();
    let mut found = Vec::new();
    for package in packages {
        let (name, licence, source) =
            (text(package, "name"), text(package, "license"), text(package, "source"));
        if !is_met(&licence, allowed) {
            found.push(format!("{name}: {licence:?}"));
        }
        // A package of the workspace has no source.
        if !source.is_empty() && !source.starts_with("registry+") {
            found.push(format!("{name} comes from {source}"));
        }
    }
    found
}

#[test]
fn every_package_is_from_the_registry_with_an_allowed_licence() {
    let packages = packages();
    assert!(packages.len() > 50, "only {} packages are listed", packages.len());
    expect_none("licences and sources", &problems(&packages, &allowed()));
}

#[test]
fn a_licence_that_is_not_allowed_is_noticed() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned(), "Unicode-3.0".to_owned()];
    for met in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for not in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR GPL-3.0) AND X", "MIT MIT"] {
        assert!(!is_met(not, &allowed), "{not}");
    }
    let package = serde_json::json!({ "name": "a", "license": "MIT", "source": "git+https://a.example/b" });
    assert_eq!(problems(&[package], &allowed).len(), 1);
}
