//! Every message that is asked for exists, and every message that exists is asked for.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust_source::{Source, without_tests};
use crate::tree::{File, expect_none, files};

/// Beginnings of keys that code puts together with a word of a type: `state-` with every `State`.
const BUILT: &[&str] = &[
    "act-",
    "actor-",
    "answer-",
    "box_standing-",
    "call-",
    "call_kind-",
    "carrier-",
    "channel-",
    "chart-",
    "chart_is-",
    "check-",
    "column-",
    "column_is-",
    "column_type-",
    "consent-",
    "delivery-",
    "dispute-",
    "elsewhere-",
    "error-",
    "event-",
    "event_status-",
    "export-",
    "field-",
    "household_kind-",
    "sheet_level-",
    "sheet_says-",
    "suggestion_area-",
    "verdict-",
    "visit-",
    "visit_matter-",
    "file-caution-",
    "fault-",
    "feed-",
    "figure-",
    "figure_is-",
    "figure_of-",
    "figures_by-",
    "filter-",
    "feedback_medium-",
    "feedback_state-",
    "found-",
    "job-",
    "kind-",
    "ledger_column-",
    "ledger_inside-",
    "ledger_lead-",
    "ledger_which-",
    "list-",
    "log_kind-",
    "mail-",
    "measure-",
    "measure_is-",
    "agreement_manner-",
    "mediation_outcome-",
    "mediation_part-",
    "mediation_source-",
    "mediation_state-",
    "mail_state-",
    "news-",
    "answer_doubt-",
    "meeting-act-",
    "meeting-call-",
    "meeting-lacking-",
    "meeting-name-",
    "meeting-off-",
    "meeting-state-",
    "missing-",
    "nav-",
    "open311-attribute-",
    "outcome-",
    "part-",
    "preview-accused-",
    "problem-",
    "progress_kind-",
    "public_part-",
    "publication-",
    "rating-",
    "receipt-told-",
    "refused-",
    "remark-",
    "reply_round-",
    "reply_said-",
    "request-",
    "risk-",
    "role-",
    "scope-",
    "search_by-",
    "state-",
    "status-",
    "step-",
    "supervision-by_",
    "supervision-no_",
    "told_by-",
    "turned_away-",
    "unknown-",
    "way-",
    "way_key-",
    "weekday-",
    "why-",
];

/// What one half of the product says: its message files, its templates, its code.
struct Speaker {
    name: &'static str,
    /// The template function.
    function: &'static str,
    messages: Vec<File>,
    templates: Vec<File>,
    code: Vec<File>,
}

/// The keys of a message file: an identifier at the beginning of a line, then `=`.
fn keys(ftl: &str) -> Vec<String> {
    ftl.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('='))
        .map(|(key, _)| key.trim_end().to_owned())
        .filter(|key| key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .collect()
}

/// The keys that a message file itself refers to: `{ other }`.
fn referred_to(ftl: &str) -> Vec<String> {
    let places = ftl.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    places.map(|(inner, _)| inner.trim().to_owned()).collect()
}

/// What stands in quotes after each `before`.
fn quoted_after(text: &str, before: &str) -> Vec<String> {
    text.match_indices(before)
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, _)| {
            let rest = text[at + before.len()..].trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split(quote).next().map(str::to_owned)
        })
        .collect()
}

/// The keys that templates name: `say(key="…")`.
fn named_in_template(text: &str, function: &str) -> Vec<String> {
    let calls = text.replace(&format!("{function}( "), &format!("{function}(")).replace("key = ", "key=");
    quoted_after(&calls, &format!("{function}(key="))
}

/// Calls whose first text is a key, or the rest of one after this beginning.
const ASKS: &[(&str, &str)] = &[
    ("speak(", ""),
    ("speak_with(", ""),
    ("t(", ""),
    ("t_with(", ""),
    ("ApiError::BadRequest(", ""),
    ("StepError::Missing(", "missing-"),
    ("needed(", "missing-"),
    ("said(", "missing-"),
    ("StepError::Unknown(", "unknown-"),
];

/// The keys that code names in full.
fn named_in_code(text: &str) -> Vec<String> {
    let text = without_tests(text);
    let asked = |(call, beginning): &(&str, &str)| {
        let named = quoted_after(text, call).into_iter();
        named.map(|rest| format!("{beginning}{rest}")).collect::<Vec<_>>()
    };
    ASKS.iter().flat_map(asked).collect()
}

fn problems(speaker: &Speaker, built: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for file in &speaker.messages {
        for key in keys(&file.text) {
            if let Some(before) = known.insert(key.clone(), &file.path) {
                found.push(format!("{}: {key} is also in {before}", file.path));
            }
        }
    }
    let mut used: BTreeSet<String> =
        speaker.messages.iter().flat_map(|file| referred_to(&file.text)).collect();
    let mut asked: Vec<(&str, String)> = Vec::new();
    for file in &speaker.templates {
        asked.extend(
            named_in_template(&file.text, speaker.function).into_iter().map(|key| (file.path.as_str(), key)),
        );
    }
    for file in &speaker.code {
        asked.extend(named_in_code(&file.text).into_iter().map(|key| (file.path.as_str(), key)));
        used.extend(Source::read(without_tests(&file.text)).texts.into_iter().map(|(_, text)| text));
    }
    for (path, key) in asked {
        // A key that ends in a dash is put together in the template.
        let is_there = if key.ends_with('-') {
            built.contains(&key.as_str()) && known.keys().any(|known| known.starts_with(&key))
        } else {
            known.contains_key(&key)
        };
        if !is_there {
            found.push(format!("{path}: {} has no message {key:?}", speaker.name));
        }
        used.insert(key);
    }
    for (key, path) in &known {
        if !used.contains(key) && !built.iter().any(|beginning| key.starts_with(beginning)) {
            found.push(format!("{path}: nobody asks for {key}"));
        }
    }
    found
}

fn service() -> Speaker {
    Speaker {
        name: "the service",
        function: "say",
        messages: files(|path| path.starts_with("form-api/messages/zh-Hans") && path.ends_with(".ftl")),
        templates: files(|path| path.starts_with("form-api/templates/") && path.ends_with(".html")),
        code: files(|path| path.starts_with("form-api/") && path.contains("/src/") && path.ends_with(".rs")),
    }
}

fn theme() -> Speaker {
    Speaker {
        name: "the theme",
        function: "t",
        messages: files(|path| path.starts_with("themes/town/messages/zh-Hans") && path.ends_with(".ftl")),
        templates: files(|path| {
            let is_page = path.ends_with(".html") || path.ends_with(".xml");
            is_page
                && (path.starts_with("themes/town/templates/")
                    || path.starts_with("form-api/templates/public/"))
        }),
        // Its code names no message by function, but passes keys on.
        code: files(|path| path.starts_with("site-gen/") && path.contains("/src/") && path.ends_with(".rs")),
    }
}

#[test]
fn the_service_and_the_theme_say_what_is_asked_for_and_nothing_else() {
    for speaker in [service(), theme()] {
        assert!(!speaker.messages.is_empty(), "{} has no message file", speaker.name);
        assert!(!speaker.templates.is_empty(), "{} has no template", speaker.name);
        expect_none("messages", &problems(&speaker, BUILT));
    }
}

/// The keys of the theme's messages in a language, each with its file.
fn keys_in(language: &str) -> BTreeSet<(String, String)> {
    let folder = format!("themes/town/messages/{language}/");
    let all = files(|path| path.starts_with(&folder) && path.ends_with(".ftl"));
    let of_file = |file: &File| {
        let name = file.path.trim_start_matches(&folder).to_owned();
        keys(&file.text).into_iter().map(move |key| (name.clone(), key)).collect::<Vec<_>>()
    };
    all.iter().flat_map(of_file).collect()
}

#[test]
fn the_theme_says_the_same_in_both_languages() {
    let (chinese, english) = (keys_in("zh-Hans"), keys_in("en"));
    assert!(!chinese.is_empty());
    let differing: Vec<String> =
        chinese.symmetric_difference(&english).map(|(file, key)| format!("{file}: {key}")).collect();
    expect_none("messages that stand in one language alone", &differing);
}

#[test]
fn a_missing_a_doubled_and_an_idle_message_are_noticed() {
    let file = |text: &str| File { path: "a".into(), text: text.into() };
    let speaker = |ftl: &str, template: &str, code: &str| Speaker {
        name: "a",
        function: "say",
        messages: vec![file(ftl)],
        templates: vec![file(template)],
        code: vec![file(code)],
    };
    let check = |ftl: &str, template: &str, code: &str| problems(&speaker(ftl, template, code), &["state-"]);
    assert_eq!(check("a = 1\n", "", "speak(\"a\")"), Vec::<String>::new());
    assert_eq!(
        check("a = 1 { b }\nb = 2\n    .c = 3\n-term = 4\n# d = 5\n", "{{ say(key=\"a\") }}", ""),
        Vec::<String>::new()
    );
    assert_eq!(check("state-a = 1\n", "{{ say(key=\"state-\" ~ x) }}", ""), Vec::<String>::new());
    assert_eq!(check("a = 1\n", "{{ t(key=\"a\") }} {{ essay(key='b') }}", "").len(), 1, "idle");
    assert_eq!(check("a = 1\na = 2\n", "{{ say(key='a') }}", "").len(), 1, "doubled");
    assert_eq!(check("", "{{ say(key='a') }}", "").len(), 1, "missing in a template");
    assert_eq!(check("", "", "speak_with(\n    \"a\", &[])").len(), 1, "missing in code");
    assert_eq!(
        check("", "", "return Err(StepError::Missing(\"b\"));"),
        ["a: a has no message \"missing-b\""]
    );
    assert_eq!(
        check("kind-a = 1\n", "{{ say(key=\"kind-\" ~ x) }}", "").len(),
        2,
        "a beginning that is not listed"
    );
}
