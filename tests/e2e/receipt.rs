//! The receipt: its code is shown to whoever sent the letter, for half an hour, and to nobody later; a lost one is replaced
//! at the desk.

use form_api::messages::speak;
use form_api::store;
use jiff::Span;
use serde_json::json;
use tests::{Page, Service};

use crate::journey::{LETTER, walk_to_closed};

fn letters(service: &Service) -> i64 {
    service.runtime.block_on(store::count_submissions(service.db())).expect("counted")
}

/// The letter is there, and its code is not.
fn assert_number_alone(page: &Page, number: &str, code: &str) {
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.element("data-submission-no").as_deref(), Some(number));
    assert!(!page.text.contains(&code[..6]) && !page.text.contains("data-query-code"), "{}", page.text);
    assert!(page.text.contains(&speak("receipt-sent")) && page.text.contains("data-lost"), "{}", page.text);
}

#[test]
fn a_form_confirmed_again_after_half_an_hour_shows_the_number_alone() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let sent = visitor.press(&preview, "confirm");
    let (number, code) = (
        sent.element("data-submission-no").expect("a number"),
        sent.element("data-query-code").expect("a code"),
    );
    service.pass(Span::new().minutes(20));
    let again = visitor.press(&preview, "confirm");
    assert_eq!(
        again.element("data-query-code").as_ref(),
        Some(&code),
        "a bad line is a reason to press again"
    );
    service.pass(Span::new().minutes(11));
    assert_number_alone(&visitor.press(&preview, "confirm"), &number, &code);
    assert_number_alone(&service.visitor().press(&preview, "confirm"), &number, &code);
    assert_eq!(visitor.get("/mailbox/receipt").status, 200, "the letter was sent, this browser may know");
    let again = visitor.get("/mailbox/receipt");
    assert!(
        again.element("data-query-code").is_none() && !again.text.contains(&code[..6]),
        "pressing again lengthens nothing"
    );
    assert_eq!(letters(&service), 1);
    assert_eq!(service.mails().len(), 1, "one letter, one mail");
}

#[test]
fn a_form_confirmed_again_after_i_have_it_shows_the_number_alone_in_that_browser() {
    let service = Service::start();
    let visitor = service.visitor();
    let (first, second) = (visitor.write_letter(&LETTER), visitor.write_letter(&LETTER));
    let mut sent = Vec::new();
    for preview in [&first, &second] {
        let page = visitor.press(preview, "confirm");
        let number = page.element("data-submission-no").expect("a number");
        sent.push((number, page.element("data-query-code").expect("a code")));
        let saved = visitor.post("/mailbox/receipt", &[]);
        assert_eq!(saved.status, 303);
        let cookies = saved.headers.get("set-cookie").expect("cookies");
        assert!(!cookies.contains(&sent[sent.len() - 1].1), "no code in them: {cookies}");
    }
    for (preview, (number, code)) in [&first, &second].into_iter().zip(&sent) {
        assert_number_alone(&visitor.press(preview, "confirm"), number, code);
    }
    let third = visitor.press(&visitor.write_letter(&LETTER), "confirm");
    assert!(third.element("data-query-code").is_some(), "another letter has its receipt");
    assert_eq!(letters(&service), 3);
    let _ = service.mails();
}

#[test]
fn a_letter_that_was_entered_shows_its_code_again_for_half_an_hour() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let mut fields =
        vec![("csrf", csrf.as_str()), ("form", token.as_str()), ("channel", "phone"), ("rules_read", "1")];
    fields.extend(LETTER);
    let enter = |client: &tests::Client, fields: &[(&str, &str)]| {
        client.follow("/desk/enter", client.post("/desk/enter", fields))
    };
    let sent = enter(&registrar, &fields);
    let (number, code) = (
        sent.element("data-submission-no").expect("a number"),
        sent.element("data-query-code").expect("a code"),
    );
    let again = enter(&registrar, &fields);
    assert_eq!(again.element("data-query-code").as_deref(), Some(&*code));
    service.pass(Span::new().minutes(31));
    let registrar = service.staff("registrar");
    let csrf = registrar.get("/desk/enter").hidden("csrf");
    fields[0].1 = &csrf;
    assert_number_alone(&enter(&registrar, &fields), &number, &code);
    assert_eq!(letters(&service), 1);
    let _ = service.mails();
}

#[test]
fn a_program_is_given_the_code_again_for_a_day() {
    let service = Service::start();
    let key = [("content-type", "application/json"), ("Idempotency-Key", "a-key-of-sixteen-letters")];
    let letter = json!({ "kind": "inquiry", "title": "水费怎么交", "text": "请问水费可以在哪里交？", "rules_read": true });
    let send = || service.visitor().send_with("/api/v1/letters", &key, letter.to_string().as_bytes());
    let first = send();
    service.pass(Span::new().hours(23));
    assert_eq!(send().text, first.text);
    service.pass(Span::new().hours(2));
    let late = send();
    assert_eq!((late.status, late.json().get("query_code")), (201, None), "{}", late.text);
    assert_eq!(late.json()["submission_no"], first.json()["submission_no"]);
    assert_eq!(letters(&service), 1);
    let _ = service.mails();
}

fn renew(service: &Service, staff: &str, number: &str, fields: &[(&str, &str)]) -> Page {
    let client = service.staff(staff);
    client.follow("/desk/", client.step(number, "renew_code", fields))
}

const RECOGNISED: [(&str, &str); 3] =
    [("channel", "counter"), ("recognised", "yes"), ("text", "当面看了证件，和信里说的对得上。")];

#[test]
fn a_lost_code_is_replaced_once_somebody_was_recognised_and_the_old_one_ends() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let sent = visitor.press(&preview, "confirm");
    let (number, old) = (
        sent.element("data-submission-no").expect("a number"),
        sent.element("data-query-code").expect("a code"),
    );
    let registrar = service.staff("registrar");
    let version = registrar.get(&format!("/desk/cases/{number}")).hidden("version");
    let csrf = registrar.get("/desk/").hidden("csrf");
    let mut twice = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    twice.extend(RECOGNISED);
    let path = format!("/desk/cases/{number}/renew_code");
    let page = registrar.follow(&path, registrar.post(&path, &twice));
    assert_eq!((page.status, page.headers["cache-control"].as_str()), (200, "no-store"), "{}", page.text);
    assert!(
        page.text.contains("href=\"../../../assets/slip.css\""),
        "the slip finds the site: {}",
        page.text
    );
    let new = page.element("data-query-code").expect("a new code");
    assert_ne!(new, old);
    let again = registrar.follow(&path, registrar.post(&path, &twice));
    assert_eq!(
        again.element("data-query-code"),
        Some(new.clone()),
        "a second click shows what the first did"
    );
    let slip = format!("/desk/cases/{number}/slip");
    assert_eq!(registrar.get(&slip).element("data-query-code"), Some(new.clone()), "and so does a refresh");
    assert_eq!(service.staff("supervisor").get(&slip).status, 303, "in another browser nothing does");

    assert_eq!(service.track(&number, &old).status, 422, "the old one has ended");
    assert_number_alone(&visitor.press(&preview, "confirm"), &number, &old);
    let own = service.track(&number, &new);
    assert_eq!(own.status, 200);
    assert!(
        own.text.contains("当面看了证件") && own.text.contains(&speak("channel-counter")),
        "{}",
        own.text
    );
    assert!(own.text.contains(&speak("state-submitted")), "the state stays");
    let mails = service.mails();
    assert_eq!(mails.len(), 2, "the receipt, and that the code was changed");
    assert!(mails.iter().all(|mail| !mail.contains(&new) && !mail.contains(&old)));
    assert!(mails.iter().any(|mail| mail.contains("作废")));
}

#[test]
fn no_code_is_replaced_without_a_way_a_tick_a_reason_or_by_anybody_but_the_registrar() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let [channel, recognised, text] = RECOGNISED;
    for (fields, why) in [
        (vec![recognised, text], "missing-recognised_channel"),
        (vec![("channel", "web"), recognised, text], "missing-recognised_channel"),
        (vec![channel, text], "missing-recognised"),
        (vec![channel, recognised, ("text", " ")], "missing-reason"),
    ] {
        let page = renew(&service, "registrar", &number, &fields);
        assert_eq!(page.status, 422, "{why}");
        assert!(page.text.contains(&speak(why)), "{why}");
    }
    walk_to_closed(&service, &number);
    let registrar = service.staff("registrar");
    for name in ["handler", "reviewer", "approver"] {
        let page = service.staff(name).step_unoffered(&registrar, &number, "renew_code", &RECOGNISED);
        assert_eq!(page.status, 409, "{name}");
    }
    assert_eq!(service.track(&number, &code).status, 200, "the code is as it was");
    let page = renew(&service, "registrar", &number, &RECOGNISED);
    assert!(page.element("data-query-code").is_some(), "a closed letter too");
    let _ = service.mails();
}
