//! Where personal data becomes readable: a counted handful of places.

use crate::rust_source::{Source, module_of, named_paths, without_tests};
use crate::tree::{expect_none, files};

/// Every place that calls `reveal()`, how often, and why it must.
const REVEALS: &[(&str, usize, &str)] = &[
    (
        "form-api/domain/src/marks.rs",
        5,
        "what of a letter is hashed, so that redaction and the gate find it in a text",
    ),
    ("form-api/src/http/desk/steps.rs", 1, "the page that shows contact details, opened with a reason"),
    ("form-api/src/mail/transport.rs", 1, "the address on the envelope"),
    ("form-api/src/mail/webhook.rs", 1, "the number that the gateway is to send to"),
    ("form-api/src/seal/contact.rs", 1, "what is sealed before it is stored"),
    ("form-api/src/steps/mod.rs", 1, "the hash itself"),
    (
        "form-api/src/steps/letter/receive.rs",
        1,
        "the hash over all that was left, by which the same letter is known again",
    ),
    ("form-api/src/steps/publication/override_leaks.rs", 1, "the hash of what the gate found"),
    (
        "form-api/src/steps/publication/redact.rs",
        1,
        "the preview of a letter that is being written: nothing of it is stored yet",
    ),
    ("site-gen/src/main.rs", 1, "`check --leaks --reveal`: for whoever has to find and mend the place"),
];

/// Where the types are made that hide what they hold.
const HOMES: &[&str] = &["form-api/domain/src/person.rs", "site-gen/src/leaks/mod.rs"];

fn reveals(path: &str, text: &str) -> usize {
    let code = Source::read(without_tests(text)).code;
    let named = named_paths(&code, &module_of(path));
    named.iter().filter(|(_, path)| path.last().is_some_and(|word| word == "reveal")).count()
}

fn differences(counted: &[(String, usize)], allowed: &[(&str, usize, &str)]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, count) in counted {
        let may = allowed.iter().find(|(place, ..)| place == path).map_or(0, |(_, count, _)| *count);
        if *count > may {
            found.push(format!("{path}: {count} times, {may} allowed"));
        }
    }
    for (place, may, why) in allowed {
        let count = counted.iter().find(|(path, _)| path == place).map_or(0, |(_, count)| *count);
        if count < *may {
            found.push(format!("{place}: {count} times, {may} in the list ({why}): take it off the list"));
        }
    }
    found
}

#[test]
fn personal_data_is_revealed_in_the_counted_places_only() {
    let counted: Vec<(String, usize)> = files(|path| path.contains("/src/") && path.ends_with(".rs"))
        .iter()
        .filter(|file| !HOMES.contains(&file.path.as_str()) && !file.path.ends_with("/tests.rs"))
        .collect::<Vec<_>>()
        .iter()
        .map(|file| (file.path.clone(), reveals(&file.path, &file.text)))
        .filter(|(_, count)| *count > 0)
        .collect();
    expect_none("invariant 8: reveal()", &differences(&counted, REVEALS));
}

#[test]
fn a_new_place_and_a_vanished_one_are_noticed() {
    assert_eq!(reveals("form-api/src/a.rs", "x.reveal(); y.map(Personal::reveal); // z.reveal()"), 2);
    let allowed = [("form-api/src/a.rs", 1, "")];
    let count = |path: &str, count| vec![(path.to_owned(), count)];
    assert_eq!(differences(&count("form-api/src/a.rs", 1), &allowed).len(), 0);
    assert_eq!(differences(&count("form-api/src/a.rs", 2), &allowed).len(), 1);
    assert_eq!(differences(&count("form-api/src/b.rs", 1), &allowed).len(), 2);
}
