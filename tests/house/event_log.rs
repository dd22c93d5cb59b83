//! The log of events: its written form, and that its words stand in one place.

use form_api::case::{PublicationState, State, Subject, SubjectKind};
use form_api::event_log::{Kind, Salt, Shown, Stored, Words, commit};
use form_api::messages::speak_with;
use serde_json::Value;

use crate::rust_source::{Source, without_tests};
use crate::tree::{File, expect_none, files, read};

const DOCUMENT: &str = "docs/event-log.md";
/// Where the words of kinds stand.
const KINDS: &str = "form-api/src/event_log/kind.rs";

/// The JSON examples of the document, in order.
fn examples() -> Vec<Vec<Value>> {
    let text = read(DOCUMENT);
    let blocks = text.split("```json\n").skip(1);
    blocks
        .map(|block| {
            let (json, _) = block.split_once("```").expect("a block ends");
            serde_json::from_str(json).expect("examples are JSON")
        })
        .collect()
}

fn text<'a>(example: &'a Value, name: &str) -> &'a str {
    example[name].as_str().unwrap_or_else(|| panic!("{name} in {example}"))
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex")).collect()
}

#[test]
fn commitments_are_those_of_the_document() {
    let examples = examples();
    let mut commitments = Vec::new();
    for example in &examples[0] {
        let (words, salt) = (text(example, "text"), bytes(text(example, "salt")));
        assert_eq!(words.as_bytes(), bytes(text(example, "utf8")), "{example}");
        let commitment = commit(&Salt::try_from(salt).expect("32 bytes"), words);
        assert_eq!(commitment, text(example, "commitment"), "{example}");
        commitments.push(commitment);
    }
    commitments.sort();
    commitments.dedup();
    assert_eq!(commitments.len(), 9, "nothing is normalised");
}

#[test]
fn the_bytes_of_events_are_those_of_the_document() {
    let examples = examples();
    assert_eq!(examples[1].len(), 3);
    for example in &examples[1] {
        let number = |name: &str| example[name].as_i64().expect("a number");
        let subject = example["subject"].as_str().and_then(|subject| subject.split_once('/'));
        let row = Stored {
            township: text(example, "township"),
            before: text(example, "before"),
            seq: number("seq"),
            at_ms: number("at_ms"),
            actor: text(example, "actor"),
            subject: subject
                .map(|(kind, id)| Subject { kind: SubjectKind::parse(kind).expect("a kind"), id }),
            kind: text(example, "kind"),
            text_commitment: example["text"].as_str(),
            details: text(example, "details"),
        };
        let written = row.to_bytes().expect("sound");
        assert_eq!(String::from_utf8(written).expect("ASCII"), text(example, "bytes"));
        assert_eq!(row.hash().expect("sound"), text(example, "hash"));
    }
}

/// Words of kinds that something else has too: columns, and the ends to which the sample brings its letters.
const OTHERS: &[(&str, &[&str])] = &[
    ("form-api/src/store/cases.rs", &["consent_asked", "rated"]),
    ("form-api/src/sample.rs", &["extended", "sent_back", "reopened", "retracted"]),
];

/// The word is that of a state too: then a text that has it says nothing of events.
fn is_state(word: &str) -> bool {
    State::parse(word).is_some() || PublicationState::parse(word).is_some()
}

/// Texts of code that say a kind: the word itself, in a statement about events, or as a message key. In the list of another
/// enum it is no kind.
fn literals(file: &File) -> Vec<String> {
    let code = without_tests(&file.text);
    let lines: Vec<&str> = code.lines().collect();
    let others = OTHERS.iter().find(|(path, _)| *path == file.path).map_or(&[][..], |(_, words)| words);
    let mut found = Vec::new();
    for (line, text) in Source::read(code).texts {
        let is_listed = lines.get(line - 1).is_some_and(|line| line.contains(&format!("=> \"{text}\"")));
        for word in Kind::ALL.iter().map(|kind| kind.as_str()) {
            let is_word = text == word && !is_listed && !is_state(word) && !others.contains(&word);
            let is_in_statement = text.contains("events") && text.contains(&format!("'{word}'"));
            let is_key = text.strip_prefix("event-").is_some_and(|key| key.split('-').next() == Some(word));
            // Parts of a sentence, put into it.
            let is_part = matches!(text.as_str(), "event-rated-solved" | "event-rated-not_solved");
            if is_word || is_in_statement || (is_key && !is_part) {
                found.push(format!("{}:{line}: {text:?} (Kind has the word)", file.path));
            }
        }
    }
    found
}

#[test]
fn no_kind_of_event_is_written_out_in_code() {
    let code = files(|path| path.starts_with("form-api/src/") && path.ends_with(".rs") && path != KINDS);
    let found: Vec<String> = code.iter().flat_map(literals).collect();
    expect_none("kinds of events written out", &found);
}

#[test]
fn a_written_out_kind_is_noticed() {
    let said = |text: &str| literals(&File { path: "a.rs".into(), text: text.into() }).len();
    assert_eq!(said("fn a() { b(\"extended\") }"), 1);
    assert_eq!(said("fn a() { b(\"SELECT 1 FROM events WHERE kind = 'extended'\") }"), 1);
    assert_eq!(said("fn a() { speak(\"event-extended\") }"), 1);
    assert_eq!(said("fn a() { b(\"sign_in_failed\") }"), 1);
    assert_eq!(said("words! {\n    Extended => \"extended\",\n}"), 0);
    assert_eq!(said("// \"extended\"\nfn a() { b(\"not extended\") }"), 0);
}

/// A key without a message is said as it is, or not at all.
fn is_unsaid(key: &str) -> bool {
    let places = [
        "office", "staff", "due", "role", "channel", "consent", "request", "grade", "solved", "found", "part",
    ];
    let said = speak_with(key, &places.map(|place| (place, String::new())));
    said.is_empty() || said.contains(key)
}

#[test]
fn every_kind_that_is_shown_has_its_sentences() {
    let in_the_log = Kind::ALL.iter().filter(|kind| kind.shown() == Shown::InTheLog);
    let mut wanted: Vec<String> = in_the_log.map(|kind| format!("log_kind-{}", kind.as_str())).collect();
    for kind in Kind::ALL.iter().filter(|kind| kind.shown() != Shown::InTheLog) {
        wanted.push(format!("event-{}", kind.as_str()));
        if kind.shown() == Shown::ToSenderAsYou {
            wanted.push(format!("event-{}-own", kind.as_str()));
        }
    }
    assert!(Kind::ALL.iter().any(|kind| kind.words() == Words::InnerReason));
    let unsaid: Vec<String> = wanted.into_iter().filter(|key| is_unsaid(key)).collect();
    expect_none("events without a sentence", &unsaid);
    assert!(is_unsaid("event-of-no-kind"), "a missing one is noticed");
}
