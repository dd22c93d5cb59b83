//! What does not work on a resident's page: they read it in the site's frame, with the hotline, and what they typed comes
//! back.

use form_api::messages::speak;
use jiff::Span;
use tests::{Client, Page, Service};

use crate::journey::{LETTER, walk_to_closed};

const FORM: &str = "application/x-www-form-urlencoded";

/// A page for residents: the site's frame and the hotline, and nothing of the desk.
fn assert_for_residents(page: &Page, what: &str) {
    assert!(page.text.contains("assets/town.css"), "{what}: the site's frame: {}", page.text);
    assert!(page.text.contains("0880-5512345") || page.text.contains("class=\"tel\""), "{what}: the hotline");
    for word in ["desk-product-sub", "error-to-desk"] {
        assert!(!page.text.contains(&speak(word)), "{what}: no word of the desk: {}", page.text);
    }
}

/// Enters number and code on the page that holds what was typed.
fn look_up_again(visitor: &Client, held: &Page, number: &str, code: &str) -> Page {
    let mut fields = held.hidden_fields();
    if let Some(text) = held.textarea("text") {
        fields.push(("text".to_owned(), text));
    }
    fields.push(("submission_no".to_owned(), number.to_owned()));
    fields.push(("query_code".to_owned(), code.to_owned()));
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post("/track/", &fields)
}

#[test]
fn what_does_not_work_for_a_resident_is_said_in_the_sites_frame_with_the_hotline() {
    let service = Service::start();
    let visitor = service.visitor();
    let large = vec![b'a'; 300_000];
    for (door, kind, body, status) in [
        ("/track/", FORM, &b"text=%C4%FA%BA%C3"[..], 422),
        ("/track/rate", FORM, b"text=%C4%FA%BA%C3", 422),
        ("/track/rate", FORM, &large, 413),
        ("/track/inform", "application/json", b"{}", 422),
        ("/track/request", FORM, b"kind=unheard_of", 404),
        ("/track/stop-mail?mail=a.b", FORM, b"List-Unsubscribe=One-Click", 422),
        ("/mailbox/", FORM, b"text=%C4%FA%BA%C3", 422),
        ("/mailbox/", FORM, &large, 413),
    ] {
        let page = visitor.post_raw(door, kind, body);
        assert_eq!(page.status, status, "{door}");
        assert_eq!(page.headers["cache-control"], "no-store", "{door}");
        assert_for_residents(&page, door);
    }
    let forged = visitor.get("/track/stop-mail?mail=a.b");
    assert!(forged.text.contains(&speak("stop_mail-forged")), "{}", forged.text);
    assert_for_residents(&forged, "a link that was cut");
    let desk = visitor.post_raw("/desk/sign-in", FORM, b"text=%C4%FA%BA%C3");
    assert!(desk.text.contains(&speak("desk-product-sub")), "staff read theirs at the desk");
}

#[test]
fn a_rating_typed_on_a_page_that_grew_old_waits_for_number_and_code_and_is_sent_after_them() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let case = service.track(&number, &code).hidden("case");
    service.pass(Span::new().minutes(31));
    let visitor = service.visitor();
    let why = "灯是亮了，\n可是“半夜”又灭 <了>。";
    let typed = [("case", case.as_str()), ("grade", "dissatisfied"), ("solved", "no"), ("text", why)];
    let held = visitor.post("/track/rate", &typed);
    assert_eq!(held.status, 403);
    assert_for_residents(&held, "a page that grew old");
    assert!(held.text.contains(&speak("track-held-text")));
    assert_eq!(held.textarea("text").as_deref(), Some(why), "{}", held.text);

    let wrong = look_up_again(&visitor, &held, &number, "22222-222222");
    assert_eq!((wrong.status, wrong.textarea("text").as_deref()), (422, Some(why)), "still there");
    let page = look_up_again(&visitor, &wrong, &number, &code);
    assert_eq!(page.status, 200);
    assert!(page.text.contains(&speak("own-held")));
    assert_eq!(page.textarea("text").as_deref(), Some(why));
    for chosen in ["value=\"dissatisfied\" checked", "value=\"no\" checked"] {
        assert!(page.text.contains(chosen), "{chosen}");
    }
    let case = page.hidden("case");
    let fields = [("case", case.as_str()), ("grade", "dissatisfied"), ("solved", "no"), ("text", why)];
    assert_eq!(visitor.post("/track/rate", &fields).status, 303);
    assert!(service.track(&number, &code).text.contains(&speak("own-ratings")));
    let _ = service.mails();
}

#[test]
fn an_answer_and_a_request_typed_on_a_page_that_grew_old_come_back_too() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    let case = service.track(&number, &code).hidden("case");
    service.pass(Span::new().minutes(31));
    let visitor = service.visitor();
    let fields = [("case", case.as_str()), ("text", "村口第二根。")];
    let picture = b"%PDF-1.4 too late";
    let held = visitor.post_files("/track/inform", &fields, &[("dengan.pdf", picture)]);
    assert_eq!((held.status, held.textarea("text").as_deref()), (403, Some("村口第二根。")), "{}", held.text);
    assert!(held.text.contains("dengan.pdf"), "the file has to be chosen again");
    let page = look_up_again(&visitor, &held, &number, &code);
    assert_eq!(page.textarea("text").as_deref(), Some("村口第二根。"));

    let fields =
        [("case", case.as_str()), ("kind", "correction"), ("phone", "14087654321"), ("text", "换了号码。")];
    let held = visitor.post("/track/request", &fields);
    assert_eq!(held.status, 403);
    let page = look_up_again(&visitor, &held, &number, &code);
    assert_eq!(page.field("phone").as_deref(), Some("14087654321"));
    let (_, correction) = page.text.split_once("value=\"correction\"").expect("the form");
    assert!(correction.contains("换了号码。"));
    let _ = service.mails();
}

#[test]
fn who_mistypes_the_code_too_often_keeps_what_was_typed() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let (_, code) = service.send_letter(&LETTER);
    let visitor = service.visitor();
    let fields = [
        ("submission_no", number.as_str()),
        ("query_code", code.as_str()),
        ("form", "inform"),
        ("text", "村口第二根。"),
    ];
    let held = (0..20).map(|_| visitor.post("/track/", &fields)).find(|page| page.status == 429);
    let held = held.expect("it ends");
    assert_for_residents(&held, "too often");
    assert_eq!(held.textarea("text").as_deref(), Some("村口第二根。"));
    assert_eq!(held.field("submission_no").as_deref(), Some(number.as_str()));
    let _ = service.mails();
}

#[test]
fn a_letter_with_files_on_a_form_that_grew_old_comes_back_with_its_text() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    service.pass(Span::new().hours(25));
    let mut fields = vec![("form", form.as_str()), ("rules_read", "1")];
    fields.extend(LETTER);
    let page = visitor.post_files("/mailbox/", &fields, &[("a.pdf", b"%PDF-1.4")]);
    assert_eq!((page.status, page.textarea("text").as_deref()), (422, Some(LETTER[2].1)));
    assert!(page.text.contains(&speak("mailbox-old_form")) && page.text.contains("a.pdf"));
}

#[test]
fn the_files_of_a_step_that_is_refused_wait_with_its_form() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let path = format!("/desk/cases/{number}/provide_information");
    let pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
    let page = registrar.get(&format!("/desk/cases/{number}"));
    let form = page.text.split(&format!("{path}\"")).nth(1).expect("the form").to_owned();
    let token = tests::Page { text: form, ..page.clone() }.hidden("form");
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let fields = |channel: &'static str, text: &'static str| {
        [
            ("form", token.clone()),
            ("csrf", csrf.clone()),
            ("version", version.clone()),
            ("channel", channel.to_owned()),
            ("text", text.to_owned()),
        ]
    };
    let refused = fields("", "灯杆照片给你们。");
    let refused = refused.each_ref().map(|(name, value)| (*name, value.as_str()));
    let refused = registrar.post_files(&path, &refused, &[("dengan.pdf", pdf)]);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(
        refused.text.contains("data-files-kept") && refused.text.contains("dengan.pdf"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains(&format!("value=\"{token}\"")), "the form is the same one");
    let again = fields("phone", "灯杆照片给你们。");
    let again = again.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sent = registrar.post_files(&path, &again, &[]);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let case = registrar.get(&format!("/desk/cases/{number}")).text;
    assert_eq!(case.matches("dengan.pdf").count(), 1, "{case}");
    assert!(service.track(&number, &code).text.contains("灯杆照片给你们。"));
    let _ = service.mails();
}
