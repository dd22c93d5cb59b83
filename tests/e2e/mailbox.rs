//! Writing and following, from the resident's side.

use tests::Service;

use crate::journey::LETTER;

#[test]
fn a_form_sent_twice_is_one_letter_with_one_receipt() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    let mut fields = vec![("form", form.as_str()), ("rules_read", "1")];
    fields.extend(LETTER);
    let first = visitor.post("/mailbox/", &fields);
    let second = service.visitor().post("/mailbox/", &fields);
    assert_eq!(first.element("data-submission-no"), second.element("data-submission-no"));
    assert_eq!(first.element("data-query-code"), second.element("data-query-code"));
    assert_eq!(
        service.runtime.block_on(form_api::store::count_submissions(service.db())).expect("counted"),
        1
    );
    assert_eq!(service.mails().len(), 1, "one letter, one mail");
}

#[test]
fn wrong_input_gives_the_form_back_filled_with_every_error() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    let text = "<b>我写了很久的一封信</b>，不能丢。\n第二段 & 第三段";
    let fields =
        [("form", form.as_str()), ("title", ""), ("text", text), ("phone", "打我手机"), ("email", "甲")];
    let page = visitor.post("/mailbox/", &fields);
    assert_eq!(page.status, 422);
    assert_eq!(page.textarea("text").expect("the text"), text, "the text is as it was typed");
    for field in ["kind", "title", "phone", "email", "rules"] {
        assert!(
            page.text.contains(&format!("href=\"#{field}")),
            "the summary leads to {field}: {}",
            page.text
        );
    }
    assert_eq!(page.hidden("form"), form, "the form stays the same one");
}

#[test]
fn a_form_that_lay_for_two_days_keeps_the_text_and_can_be_sent_again() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    service.pass(jiff::Span::new().hours(48));
    let mut fields = vec![("form", form.as_str()), ("rules_read", "1")];
    fields.extend(LETTER);
    let page = visitor.post("/mailbox/", &fields);
    assert_eq!(page.status, 422);
    assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1));
    let fresh = page.hidden("form");
    fields[0] = ("form", &fresh);
    assert_eq!(visitor.post("/mailbox/", &fields).status, 200);
    let _ = service.mails();
}

#[test]
fn an_unknown_number_and_a_wrong_code_get_the_same_answer() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let (other, _) =
        service.send_letter(&[("kind", "thanks"), ("title", "谢谢大家"), ("text", "谢谢帮忙修好了水管。")]);
    let wrong_code = service.track(&other, &code);
    let unknown = service.track("2026-0000-0000", &code);
    assert_eq!((wrong_code.status, unknown.status), (422, 422));
    assert_eq!(wrong_code.text.replace(&other, ""), unknown.text.replace("2026-0000-0000", ""));
    assert_eq!(service.track(&number, &code.to_lowercase().replace('-', " ")).status, 200);
    let _ = service.mails();
}

#[test]
fn a_sender_answers_a_question_and_takes_a_letter_back() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？请写灯杆编号。")]);
    let page = service.track(&number, &code);
    assert!(page.text.contains("是哪一根灯杆"));
    let case = page.hidden("case");
    let informed =
        service.visitor().post("/track/inform", &[("case", &case), ("text", "三号灯杆，桥头那根。")]);
    assert_eq!(informed.status, 200, "{}", informed.text);
    assert!(registrar.get(&format!("/desk/cases/{number}")).text.contains("三号灯杆，桥头那根"));
    let unsure = service.visitor().post("/track/withdraw", &[("case", &case)]);
    assert_eq!(unsure.status, 422, "a tick is asked for");
    let gone = service.visitor().post("/track/withdraw", &[("case", &case), ("sure", "1")]);
    assert_eq!(gone.status, 200);
    assert_eq!(registrar.step(&number, "accept", &[("office", "chengjian")]).status, 409, "it is withdrawn");
    assert_eq!(service.mails().len(), 2, "receipt and question");
}

#[test]
fn a_page_of_a_letter_takes_nothing_after_half_an_hour_or_when_forged() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    service.pass(jiff::Span::new().minutes(31));
    let old = service.visitor().post("/track/withdraw", &[("case", &case), ("sure", "1")]);
    assert_eq!(old.status, 403);
    let forged = service.visitor().post("/track/withdraw", &[("case", "abc.1.00"), ("sure", "1")]);
    assert_eq!(forged.status, 403);
    let _ = service.mails();
}

#[test]
fn strange_forms_get_a_sentence_and_never_a_server_error() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = "application/x-www-form-urlencoded";
    let gbk = [b"title=".as_slice(), &[0xC4, 0xFA, 0xBA, 0xC3]].concat();
    let many = (0..10_000).map(|n| format!("f{n}=1")).collect::<Vec<_>>().join("&");
    let large = format!("text={}", "a".repeat(1_000_000));
    for body in
        [b"".as_slice(), &gbk, many.as_bytes(), large.as_bytes(), b"%00=%00&title=%ED%A0%80", b"&&&==="]
    {
        let page = visitor.post_raw("/mailbox/", form, body);
        assert!((400..500).contains(&page.status), "{} for {} bytes", page.status, body.len());
        assert!(page.text.contains("</html>"), "a page with a sentence");
    }
    assert!((400..500).contains(&visitor.post_raw("/mailbox/", "application/json", b"{}").status));
    assert_eq!(
        service.runtime.block_on(form_api::store::count_submissions(service.db())).expect("counted"),
        0
    );
}

#[test]
fn guessing_codes_for_one_number_is_stopped() {
    let service = Service::start();
    let (number, _) =
        service.send_letter(&[("kind", "thanks"), ("title", "谢谢大家"), ("text", "谢谢帮忙修好了水管。")]);
    let (_, other) = service.send_letter(&LETTER);
    let answers: Vec<u16> = (0..14).map(|_| service.track(&number, &other).status).collect();
    assert!(answers.contains(&429), "{answers:?}");
    assert_eq!(answers[0], 422);
    let _ = service.mails();
}
