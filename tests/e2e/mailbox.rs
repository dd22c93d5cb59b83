//! Writing and following, from the resident's side.

use tests::Service;

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

fn letters(service: &Service) -> i64 {
    service.runtime.block_on(form_api::store::count_submissions(service.db())).expect("counted")
}

#[test]
fn a_letter_confirmed_twice_is_one_letter_with_one_receipt() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let first = visitor.press(&preview, "confirm");
    let second = service.visitor().press(&preview, "confirm");
    assert!(first.element("data-submission-no").is_some(), "{}", first.text);
    assert_eq!(first.element("data-submission-no"), second.element("data-submission-no"));
    assert_eq!(first.element("data-query-code"), second.element("data-query-code"));
    assert_eq!(letters(&service), 1);
    assert_eq!(service.mails().len(), 1, "one letter, one mail");
}

#[test]
fn a_receipt_is_shown_again_in_the_same_browser_for_half_an_hour_and_not_after_i_have_it() {
    let service = Service::start();
    let visitor = service.visitor();
    let receipt = visitor.press(&visitor.write_letter(&LETTER), "confirm");
    let code = receipt.element("data-query-code").expect("a code");
    let number = receipt.element("data-submission-no").expect("a number");
    let cookie = receipt.headers.get("set-cookie").expect("a cookie of the browser's session");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "{cookie}");
    assert!(!cookie.contains(&code) && !cookie.contains(&number), "{cookie}");

    service.pass(jiff::Span::new().minutes(20));
    let again = visitor.get("/mailbox/receipt");
    assert_eq!((again.status, again.element("data-query-code")), (200, Some(code)));
    assert_eq!(service.visitor().get("/mailbox/receipt").status, 404, "another browser knows nothing");
    assert!(visitor.get("/track/").text.contains("mailbox/receipt"));
    service.pass(jiff::Span::new().minutes(11));
    let gone = visitor.get("/mailbox/receipt");
    assert_eq!(gone.status, 404, "looking again does not lengthen the half hour");
    assert!(gone.text.contains("0880-5512345"), "a page that says how to go on: {}", gone.text);

    let sent = visitor.press(&visitor.write_letter(&LETTER), "confirm");
    assert_eq!(sent.status, 200);
    let saved = visitor.post("/mailbox/receipt", &[]);
    assert_eq!((saved.status, saved.location.as_deref()), (303, Some("../track/")));
    assert_eq!(visitor.get("/mailbox/receipt").status, 404, "the browser has forgotten");
    let _ = service.mails();
}

#[test]
fn neither_number_nor_code_stands_in_an_address_on_the_receipt() {
    let service = Service::start();
    let visitor = service.visitor();
    let receipt = visitor.press(&visitor.write_letter(&LETTER), "confirm");
    let code = receipt.element("data-query-code").expect("a code");
    let number = receipt.element("data-submission-no").expect("a number");
    assert!(receipt.text.contains("<svg role=\"img\""), "a code for a camera");
    for attribute in ["href=\"", "action=\"", "src=\""] {
        for address in receipt.text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!address.contains(&number) && !address.contains(&code), "{address}");
        }
    }
    let lost = receipt.element("data-lost").expect("what to do when it is lost");
    assert!(lost.contains("0880-5512345") && lost.contains("窗口"), "{lost}");
    let _ = service.mails();
}

#[test]
fn a_preview_stores_nothing_and_writing_on_keeps_every_field() {
    let service = Service::start();
    let visitor = service.visitor();
    let text = "第一段 & <b>粗</b> \"引号\"\n\n第二段，电话 14012345678。";
    let mut fields = LETTER.to_vec();
    fields[2] = ("text", text);
    fields.push(("address", "水口村二组"));
    let preview = visitor.write_letter(&fields);
    assert_eq!(preview.status, 200);
    assert_eq!(preview.textarea("text"), None, "a preview is no form to type in");
    let form = visitor.press(&preview, "edit");
    assert_eq!(form.status, 200);
    assert_eq!(form.textarea("text").as_deref(), Some(text));
    assert_eq!(form.field("title").as_deref(), Some(LETTER[1].1));
    assert_eq!(form.field("address").as_deref(), Some("水口村二组"));
    assert!(form.text.contains("name=\"rules_read\" id=\"rules\" value=\"yes\" required checked"));
    assert_eq!(form.hidden("form"), preview.hidden("form"), "it stays the same form");
    assert_eq!(letters(&service), 0, "nothing was stored");
}

#[test]
fn a_preview_shows_what_would_be_public_without_the_person() {
    let service = Service::start();
    let text = "我叫尉迟翀，电话 14012345678，河堤的路灯不亮。";
    let fields = |kind, consent| {
        [("kind", kind), ("title", "河堤路灯不亮"), ("text", text), ("consent", consent), ("name", "小岗哥")]
    };
    let open = service.visitor().write_letter(&fields("complaint", "anonymised"));
    let office = open.element("data-office-sees").expect("what the office sees");
    assert!(office.contains("尉迟翀") && office.contains("14012345678"), "{office}");
    let public = open.element("data-all-see").expect("what all would see");
    assert!(
        public.contains("河堤的路灯不亮") && !public.contains("尉迟") && !public.contains("1401"),
        "{public}"
    );
    assert!(open.text.contains("<mark>"), "what was taken out is marked");
    for (kind, consent) in [("complaint", "no"), ("report", "anonymised")] {
        let closed = service.visitor().write_letter(&fields(kind, consent));
        assert_eq!(closed.status, 200);
        assert_eq!(closed.element("data-all-see"), None, "{kind} with {consent} is never published");
    }
}

/// A letter about what a policy of the sample content explains.
const STRAW: [(&str, &str); 3] = [
    ("kind", "inquiry"),
    ("title", "秸秆粉碎还田每亩补多少"),
    ("text", "今年秸秆粉碎还田的补助每亩多少钱，打捆送到收储点怎么补，什么时候申报？"),
];

#[test]
fn a_preview_offers_the_policy_that_may_answer_and_nothing_where_nothing_is_near() {
    let service = Service::start();
    let page = service.visitor().write_letter(&STRAW);
    assert!(page.text.contains("policies/jiegan-buzhu/\" target=\"_blank\""), "{}", page.text);
    let far = [("kind", "thanks"), ("title", "谢谢大家"), ("text", "孩子走失的时候大家都来找，谢谢你们。")];
    assert!(!service.visitor().write_letter(&far).text.contains("data-answers"));
}

#[test]
fn a_letter_for_another_door_is_shown_the_way_and_can_still_be_sent() {
    let service = Service::start();
    let visitor = service.visitor();
    let accusing = [
        ("kind", "complaint"),
        ("title", "举报村会计"),
        ("text", "我向纪委举报村会计虚报冒领，账目对不上。"),
    ];
    let page = visitor.write_letter(&accusing);
    let shown = page.element("data-elsewhere").expect("the way to the discipline office");
    for part in ["禾溪镇纪律检查委员会", "三楼 309 室", "0880-5512388"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(service.visitor().write_letter(&LETTER).element("data-elsewhere"), None);
    let mut meant = LETTER.to_vec();
    meant.push(("meant", "information_request"));
    let page = visitor.write_letter(&meant);
    assert!(page.element("data-elsewhere").expect("what was ticked").contains("205 室"), "{}", page.text);
    let receipt = visitor.press(&page, "confirm");
    assert!(receipt.element("data-submission-no").is_some(), "it is sent all the same");
    let _ = service.mails();
}

#[test]
fn a_preview_offers_a_reply_while_it_is_public_and_no_longer() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let similar = [
        ("kind", "inquiry"),
        ("title", "村口路灯不亮"),
        ("text", "水口村村口的路灯不亮，请查看线路接头，更换灯头。"),
    ];
    let offers = || service.visitor().write_letter(&similar).text.contains(&format!("{number}/\" target"));
    walk_to_closed(&service, &number);
    assert!(!offers(), "a letter is nobody's answer before it is public");
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    assert!(offers(), "at once");
    service.staff("approver").takes(&number, "retract", &[("text", "来信人要求撤下")]);
    assert!(!offers(), "at once");
    let _ = service.mails();
}

#[test]
fn a_confirmation_of_something_else_than_was_shown_gives_the_form_with_its_errors() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    let fields = [("form", form.as_str()), ("text", "我写了很久的一封信。"), ("action", "confirm")];
    let page = visitor.post("/mailbox/", &fields);
    assert_eq!(page.status, 422);
    assert_eq!(page.textarea("text").as_deref(), Some("我写了很久的一封信。"));
    assert!(page.text.contains("href=\"#title"));
    assert_eq!(letters(&service), 0);
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
    let preview = visitor.post("/mailbox/", &fields);
    assert_eq!(preview.status, 200);
    service.pass(jiff::Span::new().hours(48));
    let page = visitor.press(&preview, "confirm");
    assert_eq!(page.status, 422, "a preview grows old like its form");
    assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1));
    let fresh = page.hidden("form");
    fields[0] = ("form", &fresh);
    let sent = visitor.press(&visitor.post("/mailbox/", &fields), "confirm");
    assert!(sent.element("data-query-code").is_some(), "{}", sent.text);
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
    assert_eq!(letters(&service), 0);
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
