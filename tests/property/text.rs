//! Texts as nobody expects them.

use form_api::case::{clean_text, search_text};
use form_api::seal::{Keys, QueryCode};
use jiff::civil::date;
use proptest::prelude::*;
use record::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Rating, Round, Source};
use site_gen::markdown;

/// Text with everything that has ever broken a format: quotes, fences, Markdown, control characters, rare characters.
fn wild() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just("+++".to_owned()),
            Just("\n+++\n".to_owned()),
            Just("\"\"\"".to_owned()),
            Just("'''".to_owned()),
            Just("\\u4e00\\".to_owned()),
            Just("<script>alert(1)</script>".to_owned()),
            Just("<img src=x onerror=alert(1)>".to_owned()),
            Just("[x](javascript:alert(1))".to_owned()),
            Just("**注意：**".to_owned()),
            Just("𠮷".to_owned()),
            Just("\r\n".to_owned()),
            any::<char>().prop_map(String::from),
            "[\\PC\n]{0,12}",
        ],
        1..12,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_public_reply_reads_back_as_it_was_written(title in wild(), letter in wild(), answer in wild(), topic in wild()) {
        let clean = |text: &str, empty: &str| {
            let text = clean_text(text);
            if text.is_empty() { empty.to_owned() } else { text }
        };
        let record = PublicRecord::Reply(PublicReply {
            submission_no: "2026-4738-2156".into(),
            title: clean(&title, "题").replace('\n', " "),
            kind: PublicKind::Inquiry,
            topic: clean(&topic, "题").replace('\n', " "),
            village: None,
            office: "nongye".into(),
            scope: FeedbackScope::Township,
            received_on: date(2026, 9, 3),
            replied_on: date(2026, 9, 10),
            published_at: date(2026, 9, 12).at(15, 4, 0, 0),
            working_days: Some(5),
            updated: None,
            round: Round::First,
            policies: vec![],
            letters: 1,
            rating: Some(Rating::Satisfied),
            kept: Vec::new(),
            letter: clean(&letter, "信"),
            answer: clean(&answer, "答"),
        });
        let text = record.to_text();
        let read = PublicRecord::parse(&Source { file: "x.md", text: &text });
        prop_assert_eq!(read, Ok(record));
    }

    #[test]
    fn markdown_never_makes_a_script_or_a_handler(text in wild()) {
        let html = markdown::to_html(&text).into_string().to_lowercase();
        prop_assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("href=\"javascript:"));
        let mark = char::from_u32(0xFDD0).expect("a scalar value");
        prop_assert!(!html.contains(mark));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(text in wild()) {
        let once = clean_text(&text);
        prop_assert_eq!(clean_text(&once), once.clone());
        prop_assert!(!once.contains('\r') && !once.contains('\0') && !once.contains("\n\n\n"));
    }

    #[test]
    fn a_part_of_a_text_is_found_in_it(text in "[一-龥a-zA-Z0-9 \n]{2,60}", from in 0usize..50, len in 1usize..8) {
        let part: String = text.chars().skip(from).take(len).collect();
        prop_assert!(search_text(&text).contains(&search_text(&part)));
    }

    #[test]
    fn a_query_code_reads_back_and_opens_only_its_own_number(nonce in any::<[u8; 16]>(), other in any::<[u8; 16]>()) {
        let keys = Keys::from_root([9; 32], false);
        let code = QueryCode::of(&keys, &nonce);
        prop_assert_eq!(QueryCode::parse(&code.show()), Ok(code.clone()));
        let stored = code.hash(&keys, "2026-0000-0001");
        prop_assert!(code.matches(&keys, "2026-0000-0001", &stored));
        prop_assert!(!code.matches(&keys, "2026-0000-0002", &stored));
        if other != nonce {
            prop_assert!(!QueryCode::of(&keys, &other).matches(&keys, "2026-0000-0001", &stored));
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_refused_and_never_panics(text in wild()) {
        if let Ok(code) = QueryCode::parse(&text) {
            prop_assert_eq!(QueryCode::parse(&code.show()), Ok(code));
        }
    }
}
