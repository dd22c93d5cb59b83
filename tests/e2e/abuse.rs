//! Against machines, without a puzzle for people: what is remarked, what is turned away, and what is counted.

use std::collections::{BTreeMap, BTreeSet};

use form_api::messages::speak;
use form_api::store;
use jiff::Span;
use tests::{Page, Service};

use crate::journey::LETTER;

/// The counts that the administrator sees, all days together.
fn counts(service: &Service) -> BTreeMap<String, u32> {
    let page = service.staff("administrator").get("/desk/turned-away");
    assert_eq!(page.status, 200, "{}", page.text);
    let mut counts = BTreeMap::new();
    for row in page.text.split("data-reason=\"").skip(1) {
        let (reason, rest) = row.split_once('"').expect("a reason");
        let times = rest.split_once("data-times=\"").and_then(|(_, rest)| rest.split('"').next());
        *counts.entry(reason.to_owned()).or_default() +=
            times.and_then(|n| n.parse::<u32>().ok()).expect("a number");
    }
    counts
}

/// A letter that took its writer a minute; other fields may be added.
fn send_slowly(service: &Service, more: &[(&str, &str)]) -> Page {
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    service.pass(Span::new().minutes(1));
    let mut fields = vec![("form", form.as_str()), ("rules_read", "1")];
    fields.extend(LETTER);
    fields.extend(more);
    visitor.press(&visitor.post("/mailbox/", &fields), "confirm")
}

fn remarks(service: &Service, receipt: &Page) -> Option<String> {
    let number =
        receipt.element("data-submission-no").unwrap_or_else(|| panic!("a receipt: {}", receipt.text));
    service.staff("registrar").get(&format!("/desk/cases/{number}")).element("data-remarks")
}

#[test]
fn a_filled_trap_is_remarked_on_for_whoever_registers_and_for_nobody_else() {
    let service = Service::start();
    assert_eq!(remarks(&service, &send_slowly(&service, &[])), None, "a person is not remarked on");
    let receipt = send_slowly(&service, &[("website", "https://spam.example")]);
    let number = receipt.element("data-submission-no").expect("it is taken in");
    let code = receipt.element("data-query-code").expect("a code");
    assert!(remarks(&service, &receipt).expect("a remark").contains(&speak("remark-honeypot")));
    let own = service.track(&number, &code).text;
    assert!(!own.contains(&speak("remark-honeypot")) && !own.contains("honeypot"));
    assert!(!service.staff("supervisor").get("/desk/").text.contains(&speak("remark-honeypot")));
    service.staff("registrar").takes(&number, "register", &[("text", "路灯")]);
    assert_eq!(remarks(&service, &receipt), None, "it has done its work");
    let _ = service.mails();
}

#[test]
fn a_form_that_comes_back_at_once_and_a_text_that_comes_often_are_remarked_on() {
    let service = Service::start();
    let visitor = service.visitor();
    let quick = visitor.press(&visitor.write_letter(&LETTER), "confirm");
    assert!(remarks(&service, &quick).expect("a remark").contains(&speak("remark-too_fast")));
    let seen: Vec<bool> = (0..4)
        .map(|_| {
            let remarks = remarks(&service, &send_slowly(&service, &[]));
            remarks.is_some_and(|said| said.contains(&speak("remark-same_text")))
        })
        .collect();
    assert_eq!(seen, [false, false, true, true], "the fourth and fifth of one text");
    let _ = service.mails();
}

#[test]
fn a_township_that_sets_a_bound_turns_a_machine_away_and_its_writer_loses_nothing() {
    let service = Service::start_with(|settings| settings.abuse.refuse_from = Some(3));
    let page = send_slowly(&service, &[("website", "https://spam.example")]);
    assert_eq!(page.status, 422);
    assert!(page.text.contains(&speak("mailbox-refused")));
    assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1));
    let taken = send_slowly(&service, &[]);
    assert!(taken.element("data-query-code").is_some());
    assert_eq!(counts(&service), BTreeMap::from([("score".to_owned(), 1)]));
    let _ = service.mails();
}

/// What a browser's script does with the challenge of a page.
fn solve(page: &Page) -> String {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let tag = page.text.split('<').find(|tag| tag.contains("data-challenge")).expect("a challenge");
    let json = tag.split("data-challenge=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("quoted");
    let json: serde_json::Value = serde_json::from_str(&json.replace("&quot;", "\"")).expect("JSON");
    let salt = json["salt"].as_str().expect("a salt");
    let number = (0..json["maxnumber"].as_u64().expect("a bound")).find(|number| {
        form_api::seal::hex(&Sha256::digest(format!("{salt}{number}")))
            == json["challenge"].as_str().expect("one")
    });
    let solution = serde_json::json!({
        "algorithm": json["algorithm"], "challenge": json["challenge"], "number": number.expect("there is one"),
        "salt": salt, "signature": json["signature"],
    });
    base64::engine::general_purpose::STANDARD.encode(solution.to_string())
}

#[test]
fn a_proof_of_work_is_asked_for_where_it_is_set_and_who_has_no_scripts_sends_all_the_same() {
    let service = Service::start();
    assert!(!service.visitor().get("/mailbox/").text.contains("data-challenge"), "not by default");

    let service = Service::start_with(|settings| settings.abuse.proof_of_work = true);
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/");
    assert!(form.text.contains("src=\"proof.js\""), "a script of our own");
    let script = visitor.get("/mailbox/proof.js");
    assert!(script.status == 200 && script.text.contains("data-challenge"));
    let proof = solve(&form);
    service.pass(Span::new().minutes(1));
    let send = |proof: &str| {
        let token = form.hidden("form");
        let mut fields = vec![("form", token.as_str()), ("rules_read", "1"), ("proof", proof)];
        fields.extend(LETTER);
        let preview = visitor.post("/mailbox/", &fields);
        (preview.text.contains("data-challenge"), visitor.press(&preview, "confirm"))
    };
    let (asks_again, receipt) = send(&proof);
    assert!(!asks_again, "proved once");
    assert_eq!(remarks(&service, &receipt), None);
    let (_, again) = send(&proof);
    assert_eq!(
        again.element("data-submission-no"),
        receipt.element("data-submission-no"),
        "a replay is the same letter"
    );

    let without = send_slowly(&service, &[]);
    assert!(remarks(&service, &without).expect("a remark").contains(&speak("remark-no_proof")));
    let borrowed = send_slowly(&service, &[("proof", &proof)]);
    assert!(remarks(&service, &borrowed).expect("a remark").contains(&speak("remark-no_proof")));
    let _ = service.mails();
}

#[test]
fn what_is_turned_away_is_counted_by_day_and_reason_and_nothing_else_of_it_is_kept() {
    let service = Service::start();
    let visitor = service.visitor();
    let (number, code) = service.send_letter(&LETTER);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(visitor.post_raw("/mailbox/", form, b"text=%C4%FA%BA%C3geheim").status, 422);
    assert_eq!(visitor.post_raw("/mailbox/", "application/json", b"{}").status, 422);
    assert_eq!(visitor.post_raw("/mailbox/", form, &vec![b'a'; 300_000]).status, 413);
    assert_eq!(service.track("2026-0000-0000", &code).status, 422);
    assert_eq!(visitor.post("/track/withdraw", &[("case", "a.1.00"), ("sure", "1")]).status, 403);
    let old = service.track(&number, &code).hidden("case");
    service.pass(Span::new().minutes(31));
    assert_eq!(visitor.post("/track/withdraw", &[("case", &old), ("sure", "1")]).status, 403);
    let token = visitor.get("/desk/sign-in").hidden("form");
    let wrong = [("form", token.as_str()), ("sign_in_name", "registrar"), ("pass_phrase", "wrong")];
    assert_eq!(visitor.post("/desk/sign-in", &wrong).status, 422);
    let expected =
        ["encoding", "forged_form", "old_form", "too_large", "unreadable", "wrong_code", "wrong_phrase"];
    assert_eq!(counts(&service), expected.map(|reason| (reason.to_owned(), 1)).into());
    assert_eq!(service.track("2026-0000-0000", &code).status, 422);
    assert_eq!(counts(&service)["wrong_code"], 2, "added to the day's count");

    service.pass(Span::new().hours(24));
    assert_eq!(service.track("2026-0000-0000", &code).status, 422);
    assert_eq!(counts(&service)["wrong_code"], 3);
    let rows = service.runtime.block_on(store::list_turned_away(service.db(), "2026-11-24")).expect("listed");
    assert_eq!(rows.len(), 1, "a day of its own: {rows:?}");
    for name in ["registrar", "supervisor", "approver"] {
        assert_eq!(service.staff(name).get("/desk/turned-away").status, 403, "{name}");
    }
    let _ = service.mails();
}

/// Sends a letter as a program does.
fn send_by_program(service: &Service, headers: &[(&str, &str)], letter: &serde_json::Value) -> u16 {
    service.visitor().send_with("/api/v1/letters", headers, letter.to_string().as_bytes()).status
}

#[test]
fn letters_of_programs_files_and_codes_are_counted_by_what_is_wrong_with_them() {
    let service = Service::start();
    let visitor = service.visitor();
    let letter = crate::api_letters::letter();
    let mut untitled = letter.clone();
    untitled["title"] = "".into();
    let mut other = letter.clone();
    other["text"] = "另外一封信的内容。".into();
    let (json, key) = (("content-type", "application/json"), ("idempotency-key", "a-key-of-a-kiosk-1"));
    assert_eq!(send_by_program(&service, &[json], &letter), 400, "no key");
    assert_eq!(send_by_program(&service, &[("content-type", "text/plain"), key], &letter), 415);
    assert_eq!(send_by_program(&service, &[json, key], &untitled), 422);
    assert_eq!(send_by_program(&service, &[json, key], &letter), 201);
    assert_eq!(send_by_program(&service, &[json, key], &other), 422, "the key is used");
    let expected = ["invalid", "key_used", "media_type", "no_key"];
    assert_eq!(counts(&service), expected.map(|reason| (reason.to_owned(), 1)).into());

    let open311 = [("service_code", "gossip"), ("description", "村口的路灯坏了。")];
    assert_eq!(visitor.post("/open311/v2/requests.json", &open311).status, 400);
    assert_eq!(visitor.write_letter(&[("title", "灯")]).status, 422, "the form's own");
    assert_eq!(counts(&service)["invalid"], 3);

    assert_eq!(service.track("2026-0000-0000", "ABC").status, 422);
    assert_eq!(service.track("2026", "ABC").status, 422);
    let body = serde_json::json!({ "submission_no": "2026", "query_code": "ABC" }).to_string();
    assert_eq!(visitor.send_with("/api/v1/letters/track", &[json], body.as_bytes()).status, 422);
    assert_eq!(counts(&service)["malformed_code"], 3);

    let script: (&str, &[u8]) = ("a.sh", b"#!/bin/sh\n");
    let cut: (&str, &[u8]) = ("a.jpg", b"\xff\xd8\xff\xe0 and no picture");
    assert_eq!(visitor.write_letter_with(&LETTER, &[script, cut]).status, 422);
    assert_eq!((counts(&service)["file_kind"], counts(&service)["file_broken"]), (1, 1));

    let preview = visitor.write_letter(&LETTER);
    let mut fields = preview.hidden_fields();
    fields.retain(|(name, _)| name != "attached");
    fields.extend([("attached".to_owned(), "gone".to_owned()), ("action".to_owned(), "confirm".to_owned())]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(visitor.post("/mailbox/", &fields).status, 422, "what it names is not there");
    assert_eq!(counts(&service)["missing_files"], 1);
    let _ = service.mails();
}

#[test]
fn a_form_with_files_and_a_forged_or_old_token_is_counted_as_that() {
    let service = Service::start();
    let visitor = service.visitor();
    let file = crate::attachments::document("路灯");
    let send = |token: &str| {
        let page = visitor.post_files("/mailbox/", &[("form", token), LETTER[2]], &[("a.pdf", &file)]);
        assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1), "{token}: the text comes back");
        page.status
    };
    assert_eq!(send("a.1.00"), 422);
    let behind = [("a.pdf", file.as_slice())];
    assert_eq!(visitor.post_files("/mailbox/", &[LETTER[2]], &behind).status, 422, "none at all");
    assert_eq!(counts(&service)["forged_form"], 2);
    let token = visitor.get("/mailbox/").hidden("form");
    service.pass(Span::new().hours(25));
    assert_eq!(send(&token), 422, "a page of ours that grew old gives back what was typed");
    let counted = [("forged_form".to_owned(), 2), ("invalid".to_owned(), 3), ("old_form".to_owned(), 1)];
    assert_eq!(counts(&service), BTreeMap::from(counted), "no letter was in any of them");
}

#[test]
fn too_many_letters_from_one_place_are_held_up_with_all_that_was_typed() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let mut other = LETTER;
    other[1].1 = "桥头的灯也不亮";
    let unsent = visitor.write_letter(&other);
    let receipts = (0..40).map(|_| visitor.press(&preview, "confirm"));
    let numbers: BTreeSet<_> =
        receipts.map(|page| (page.status, page.element("data-submission-no"))).collect();
    assert_eq!(numbers.len(), 1, "whoever sends a letter again has its receipt: {numbers:?}");
    let held = visitor.press(&unsent, "confirm");
    assert_eq!((held.status, held.textarea("text").as_deref()), (429, Some(LETTER[2].1)));
    assert!(held.text.contains(&speak("mailbox-too_many")));
    assert!(counts(&service)["letters"] > 0);
    let _ = service.mails();
}
