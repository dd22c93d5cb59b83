//! Office and sender speak with each other: questions while a case is worked on, what somebody says on the telephone or at the
//! counter, whether it may be public, and letters that were joined.

use form_api::jobs;
use form_api::messages::speak;
use tests::{Client, Page, Service};

use crate::attachments::document;
use crate::journey::{ANSWER, LETTER, declines, redact_as_proposed, walk_to_closed};

fn send(service: &Service, (number, code): (&str, &str), form: &str, fields: &[(&str, &str)]) -> Page {
    let case = service.track(number, code).hidden("case");
    let mut all = vec![("case", case.as_str())];
    all.extend(fields);
    service.visitor().post(&format!("/track/{form}"), &all)
}

fn with<'a>(name: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    LETTER.iter().map(|(own, usual)| (*own, if *own == name { value } else { usual })).collect()
}

fn answer(service: &Service, number: &str, text: &str) {
    service.staff("handler").takes(number, "answer", &[("text", text)]);
    service.staff("reviewer").takes(number, "review", &[]);
}

/// Two letters about one matter, registered: each as number and code.
fn two_registered(service: &Service) -> (Client, (String, String), (String, String)) {
    let registrar = service.staff("registrar");
    let letters = [service.send_letter(&LETTER), service.send_letter(&LETTER)];
    for (number, _) in &letters {
        registrar.takes(number, "register", &[("text", "路灯")]);
    }
    let [first, second] = letters;
    (registrar, first, second)
}

/// What a page of the desk offers: the words of its forms.
fn offers(client: &Client, number: &str, step: &str) -> bool {
    let page = client.get(&format!("/desk/cases/{number}"));
    page.text.contains(&format!("action=\"/desk/cases/{number}/{step}\""))
}

#[test]
fn a_question_is_asked_while_the_case_is_worked_on_and_holds_nothing_up() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    let _ = service.mails();
    handler.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    assert_eq!(service.mails().len(), 2, "a mail for the question beside the receipt");
    let own = service.track(&number, &code);
    assert!(own.text.contains(&speak("state-handling")) && own.text.contains(&speak("own-asked")));
    assert!(own.text.contains(&speak("event-information_requested-own")), "said to the sender");
    assert!(!own.text.contains("data-add"), "the form for it is open");
    assert!(offers(&handler, &number, "answer"), "an answer can be written all the same");
    let told = [("text", "桥头第二根。")];
    assert_eq!(send(&service, (&number, &code), "inform", &told).status, 200);
    assert_eq!(send(&service, (&number, &code), "inform", &told).status, 200, "sent twice by a bad line");
    let page = handler.get(&format!("/desk/cases/{number}")).text;
    assert_eq!(page.matches("桥头第二根。").count(), 1, "it is said once");
    let own = service.track(&number, &code);
    assert!(own.text.contains("data-add") && !own.text.contains(&speak("own-asked")), "nothing is open");
    assert!(own.text.contains(&speak("state-handling")));
}

#[test]
fn what_a_sender_says_on_the_telephone_is_kept_and_shown_as_that() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    let none = registrar.step(&number, "provide_information", &[("text", "桥头第二根。")]);
    assert_eq!(none.status, 422, "not without the way in which it was said");
    assert!(none.text.contains(&speak("unknown-channel")) && none.text.contains("桥头第二根。"));
    let case = registrar.get(&format!("/desk/cases/{number}"));
    let (form, csrf, version) = (case.hidden("form"), case.hidden("csrf"), case.hidden("version"));
    let said = [
        ("form", form.as_str()),
        ("csrf", &csrf),
        ("version", &version),
        ("channel", "counter"),
        ("text", "桥头第二根，有一张照片。"),
    ];
    let kept = registrar.post_files(
        &format!("/desk/cases/{number}/provide_information"),
        &said,
        &[("纸条.pdf", &document("第二根"))],
    );
    assert_eq!(kept.status, 303, "{}", kept.text);
    let own = service.track(&number, &code);
    assert!(own.text.contains(&speak("state-registered")), "it goes on");
    assert!(own.text.contains("有一张照片") && own.text.contains("纸条.pdf"));
    let by_staff = form_api::messages::speak_with("by_staff", &[("channel", speak("channel-counter"))]);
    assert_eq!(own.text.matches(&by_staff).count(), 2, "at the words and in the history");
    assert!(offers(&registrar, &number, "accept"));
    let _ = service.mails();
}

#[test]
fn a_question_that_nobody_answers_does_not_keep_the_letter_from_being_taken_up() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    assert!(offers(&service.staff("handler"), &number, "handle"));
    let _ = service.mails();
}

#[test]
fn who_wants_to_be_asked_first_is_asked_and_decides_on_the_page() {
    let service = Service::start();
    let (number, code) = service.send_letter(&with("consent", "ask_first"));
    let redactor = service.staff("redactor");
    walk_to_closed(&service, &number);
    assert!(redactor.get("/desk/?list=publishable").text.contains(&number), "to be asked");
    assert!(!offers(&redactor, &number, "nominate"));
    assert!(!service.track(&number, &code).text.contains("data-asks-consent"));
    let _ = service.mails();
    redactor.takes(&number, "ask_consent", &[]);
    let mails = service.mails();
    let mail = mails.iter().find(|mail| mail.contains("不回答就不公开")).expect("asked by mail");
    assert!(mail.contains(&number) && !mail.contains(&code), "{mail}");
    assert!(!redactor.get("/desk/?list=publishable").text.contains(&number), "it waits for the sender");
    assert_eq!(
        redactor.step_unoffered(&service.staff("registrar"), &number, "ask_consent", &[]).status,
        409,
        "once"
    );
    let own = service.track(&number, &code);
    assert!(own.text.contains("data-asks-consent") && own.text.contains(&speak("event-consent_asked-own")));
    assert_eq!(send(&service, (&number, &code), "consent", &[("consent", "anonymised")]).status, 200);
    assert!(!service.track(&number, &code).text.contains("data-asks-consent"), "answered");
    redact_as_proposed(&redactor, &number);
    service.staff("approver").takes(&number, "publish", &[]);
    assert_eq!(service.visitor().get(&format!("/replies/2026/{number}/")).status, 200);
    let _ = service.mails();
}

#[test]
fn consent_that_is_given_or_taken_back_by_telephone_is_kept_as_that() {
    let service = Service::start();
    let (number, code) = service.send_letter(&with("consent", "ask_first"));
    walk_to_closed(&service, &number);
    let registrar = service.staff("registrar");
    let no_way = registrar.step(&number, "enter_consent", &[("consent", "anonymised")]);
    assert!(no_way.status == 422 && no_way.text.contains(&speak("unknown-channel")));
    registrar.takes(&number, "enter_consent", &[("consent", "anonymised"), ("channel", "phone")]);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let own = service.track(&number, &code).text;
    let by_staff = form_api::messages::speak_with("by_staff", &[("channel", speak("channel-phone"))]);
    assert!(own.contains(&by_staff), "{own}");
    registrar.takes(&number, "enter_consent", &[("consent", "no"), ("channel", "phone")]);
    assert!(!redactor.get("/desk/?list=redaction").text.contains(&number), "it goes no further");

    let (report, _) = service.send_letter(&with("kind", "report"));
    assert!(!offers(&service.staff("discipline"), &report, "enter_consent"), "a report is never public");
    let _ = service.mails();
}

#[test]
fn a_letter_is_taken_back_by_telephone_once_its_sender_was_recognised() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let by = ("channel", "phone");
    for (fields, key) in [
        (vec![("recognised", "yes"), ("text", "报了编号")], "missing-recognised_channel"),
        (vec![by, ("text", "报了编号")], "missing-recognised"),
        (vec![by, ("recognised", "yes"), ("text", " ")], "missing-reason"),
    ] {
        let refused = registrar.step(&number, "withdraw", &fields);
        assert!(refused.status == 422 && refused.text.contains(&speak(key)), "{key}: {}", refused.text);
    }
    registrar.takes(&number, "withdraw", &[by, ("recognised", "yes"), ("text", "报了编号和信里的事")]);
    let own = service.track(&number, &code).text;
    assert!(own.contains(&speak("state-withdrawn-hint")) && own.contains(&speak("channel-phone")), "{own}");
    let _ = service.mails();
}

#[test]
fn each_letter_that_was_joined_with_another_gets_an_answer_of_its_own() {
    let service = Service::start();
    let (registrar, (first, _), (second, second_code)) = two_registered(&service);
    registrar.takes(&second, "merge", &[("number", &first), ("text", "说的是同一盏灯")]);
    let mails = service.mails();
    let told = mails.iter().find(|mail| mail.contains("合在一起办")).expect("told that it is joined");
    assert!(told.contains(&second) && told.contains("照样答复您"));
    registrar.takes(&first, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&first, "handle", &[]);
    answer(&service, &first, ANSWER);
    let page = registrar.get(&format!("/desk/cases/{first}")).text;
    assert!(page.contains("data-merged") && page.contains(&speak("case-merged-unanswered")), "{page}");
    let refused = registrar.step(&first, "close", &[]);
    assert_eq!(refused.status, 409, "not before the other has an answer");
    assert!(refused.text.contains("并到这一件里的信还有没答复的"), "{}", refused.text);

    assert!(!service.track(&second, &second_code).text.contains("更换接头"), "another's answer is not shown");
    let form = handler.get(&format!("/desk/cases/{second}"));
    assert!(form.textarea("text").is_some_and(|text| text.contains("更换接头")), "what to begin with");
    answer(&service, &second, ANSWER);
    let own = service.track(&second, &second_code);
    assert!(own.element("data-answer").is_some_and(|answer| answer.contains("更换接头")));
    assert_eq!(send(&service, (&second, &second_code), "rate", &[("grade", "satisfied")]).status, 200);
    registrar.takes(&first, "close", &[]);
    let _ = service.mails();
}

#[test]
fn the_office_that_a_joined_letter_names_does_not_answer_it() {
    let service = Service::start();
    let (registrar, (first, _), (second, _)) = two_registered(&service);
    let hidden = registrar.step(&second, "exclude", &[("office", "chengjian")]);
    assert_eq!(hidden.status, 303, "{}", hidden.text);
    registrar.takes(&second, "merge", &[("number", &first), ("text", "说的是同一盏灯")]);
    registrar.takes(&first, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    assert_eq!(handler.get(&format!("/desk/cases/{second}")).status, 404);
    assert!(!handler.get(&format!("/desk/cases/{first}")).text.contains(&second), "nor is it named");
    registrar.takes(&second, "transfer", &[("office", "nongye"), ("text", "信里提到了原来的办公室")]);
    let _ = service.mails();
}

#[test]
fn a_letter_that_waited_for_one_that_has_no_answer_is_taken_up_by_itself() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    for ends in ["withdraw", "decline"] {
        let (first, first_code) = service.send_letter(&LETTER);
        let (second, second_code) = service.send_letter(&LETTER);
        for number in [&first, &second] {
            registrar.takes(number, "register", &[("text", "路灯")]);
        }
        registrar.takes(&second, "merge", &[("number", &first), ("text", "说的是同一盏灯")]);
        let own = service.track(&second, &second_code).text;
        assert!(
            own.contains("action=\"withdraw\"") && own.contains("data-add"),
            "its sender may speak still"
        );
        if ends == "withdraw" {
            assert_eq!(send(&service, (&first, &first_code), "withdraw", &[("sure", "yes")]).status, 200);
        } else {
            declines(&service, &first, "这件事归县供电公司管，镇里没有权限，请打 12345 或者 95598 反映。");
        }
        let own = service.track(&second, &second_code).text;
        assert!(own.contains(&speak("state-registered")) && own.contains(&speak("event-released")), "{own}");
        assert!(offers(&registrar, &second, "accept"));
        let over = registrar.step(&second, "merge", &[("number", &first), ("text", "同一盏灯")]);
        assert!(over.status == 422 && over.text.contains(&speak("unknown-case")), "what is over takes none");
    }
    let _ = service.mails();
}

#[test]
fn what_is_hidden_from_an_office_does_not_reach_it_through_a_joined_letter() {
    let service = Service::start();
    let (registrar, (first, _), (second, _)) = two_registered(&service);
    assert_eq!(registrar.step(&first, "exclude", &[("office", "chengjian")]).status, 303);
    registrar.takes(&second, "merge", &[("number", &first), ("text", "说的是同一盏灯")]);
    registrar.takes(&first, "accept", &[("office", "nongye")]);
    let farmer = service.staff("farmer");
    farmer.takes(&first, "handle", &[]);
    farmer.takes(&first, "answer", &[("text", ANSWER)]);
    let form = farmer.get(&format!("/desk/cases/{second}"));
    assert!(!form.text.contains("更换接头"), "an answer that nobody has reviewed is no beginning");
    service.staff("reviewer").takes(&first, "review", &[]);
    registrar.takes(&second, "transfer", &[("office", "chengjian"), ("text", "归村镇办管")]);
    let page = service.staff("handler").get(&format!("/desk/cases/{second}"));
    assert_eq!(page.status, 200);
    assert!(!page.text.contains(&first) && !page.text.contains("更换接头"), "{}", page.text);
    let _ = service.mails();
}

#[test]
fn a_second_letter_on_a_used_form_is_not_lost() {
    let service = Service::start();
    let visitor = service.visitor();
    let form = visitor.get("/mailbox/").hidden("form");
    let confirm = |fields: &[(&'static str, &str)]| {
        let mut all = vec![("form", form.as_str()), ("rules_read", "yes"), ("action", "confirm")];
        all.extend(fields);
        visitor.follow("/mailbox/", visitor.post("/mailbox/", &all))
    };
    let first = confirm(&LETTER);
    let number = first.element("data-submission-no").expect("a number");
    assert_eq!(confirm(&LETTER).element("data-submission-no"), Some(number.clone()), "pressed twice");
    let changes = [
        with("name", "尉"),
        with("email", "y@mail.yundu.example"),
        with("text", "井盖松了，走路会绊倒，请派人看看。"),
        with("phone", "14012349999"),
        with("consent", "no"),
        with("email", ""),
    ];
    for changed in changes {
        let other = confirm(&changed);
        assert_eq!(other.status, 409, "{}", other.text);
        assert!(other.text.contains(&speak("mailbox-form_used")), "{}", other.text);
        assert_ne!(other.hidden("form"), form, "a form of its own");
        assert_eq!(other.textarea("text").as_deref(), Some(changed[2].1), "what was typed is there");
    }
    let changed = with("text", "井盖松了，走路会绊倒，请派人看看。");
    let mut again = vec![("form", form.as_str()), ("rules_read", "yes"), ("action", "preview")];
    again.extend(&changed);
    let preview = visitor.post("/mailbox/", &again);
    let sent = visitor.press(&preview, "confirm");
    let other = sent.element("data-submission-no").expect("a letter of its own");
    assert_ne!(other, number);
    let mut once_more = vec![("form", form.as_str()), ("rules_read", "yes"), ("action", "preview")];
    once_more.extend(LETTER);
    let preview = visitor.post_files("/mailbox/", &once_more, &[("灯杆.pdf", &document("灯杆"))]);
    assert!(preview.text.contains("灯杆.pdf"), "{}", preview.text);
    let sent = visitor.press(&preview, "confirm");
    assert_eq!(sent.status, 200, "a file more is another letter too: {}", sent.text);
    let count = service.runtime.block_on(form_api::store::count_submissions(service.db())).expect("counted");
    assert_eq!(count, 3);
    let _ = service.mails();
}

#[test]
fn a_letter_for_another_door_says_so_to_staff_and_to_its_sender() {
    let service = Service::start();
    let mut letter = with("title", "我对处理结果不服");
    letter.push(("meant", "petition"));
    let (number, code) = service.send_letter(&letter);
    let title = speak("elsewhere-petition-title");
    let registrar = service.staff("registrar");
    let page = registrar.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains("data-elsewhere") && page.contains(&title), "{page}");
    assert!(!page.contains("meant_petition"), "what the sender chose is no sign of a machine");
    let own = service.track(&number, &code).text;
    assert!(own.contains("data-elsewhere") && own.contains("0880-"), "{own}");
    let _ = service.mails();
}

#[test]
fn after_a_second_round_nothing_is_offered_that_cannot_be_done() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let own = (number.as_str(), code.as_str());
    let bad = [("grade", "very_dissatisfied"), ("solved", "no"), ("text", "灯还是不亮")];
    assert_eq!(send(&service, own, "rate", &bad).status, 200);
    let page = service.track(&number, &code).text;
    assert!(page.contains(&speak("event-rated-not_solved")), "the history says that it is not solved");
    answer(&service, &number, &ANSWER.replace("更换接头", "重新布线"));
    service.staff("registrar").takes(&number, "close", &[]);
    let page = service.track(&number, &code);
    assert!(page.text.contains(&speak("state-closed-hint-again")) && page.text.contains("data-further"));
    assert!(!page.text.contains(&speak("state-closed-hint")), "no third time is promised");
    let _ = service.mails();
}

#[test]
fn files_are_erased_by_themselves_and_stay_when_the_contact_goes() {
    let service = Service::start();
    let preview = service.visitor().write_letter_with(&LETTER, &[("证据.pdf", &document("证据"))]);
    let receipt = service.visitor().press(&preview, "confirm");
    let number = receipt.element("data-submission-no").expect("a number");
    let code =
        receipt.element("data-query-code").expect("a code").replace("<span>", "").replace("</span>", "");
    let own = (number.as_str(), code.as_str());
    let approver = service.staff("approver");
    let ask = |about| [("kind", "erasure"), ("about", about), ("text", "不想再留着了")];
    assert_eq!(send(&service, own, "request", &ask("contact")).status, 200);
    assert_eq!(send(&service, own, "request", &ask("contact")).status, 422, "it waits already");
    assert_eq!(
        send(&service, own, "request", &ask("letter")).status,
        200,
        "another thing is another request"
    );
    assert_eq!(crate::requests::answer(&approver, &number, "yes", "联系方式已经删除。").status, 303);
    assert!(service.track(&number, &code).text.contains("证据.pdf"), "what was handed in is still there");
    assert_eq!(crate::requests::answer(&approver, &number, "no", "信的内容按规定存档。").status, 303);
    assert_eq!(send(&service, own, "request", &ask("files")).status, 200);
    let desk = approver.get(&format!("/desk/cases/{number}")).text;
    assert!(desk.contains(&speak("request-files-desk")), "{desk}");
    assert_eq!(crate::requests::answer(&approver, &number, "yes", "附件已经删除。").status, 303);
    let page = service.track(&number, &code).text;
    assert!(!page.contains("证据.pdf") && page.contains(&speak("event-attachments_erased")), "{page}");
    let files = std::fs::read_dir(service.paths.attachments()).expect("a folder");
    let left = files.filter(|file| file.as_ref().is_ok_and(|file| file.path().is_file())).count();
    assert_eq!(left, 0, "nor on disk");
    let _ = service.mails();
}

#[test]
fn a_request_by_telephone_is_kept_as_that_and_answered_like_any_other() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let ask = |fields: &[(&str, &str)]| registrar.step(&number, "requests", fields);
    let by = [("channel", "phone"), ("recognised", "yes"), ("text", "号码换了")];
    let none = ask(&by);
    assert!(none.status == 422 && none.text.contains(&speak("missing-request_kind")), "{}", none.text);
    let unknown =
        ask(&[("kind", "correction"), ("phone", "14112349999"), ("channel", "phone"), ("text", "换了")]);
    assert!(unknown.status == 422 && unknown.text.contains(&speak("missing-recognised")), "{}", unknown.text);
    assert!(!unknown.text.contains("14112349999"), "not sent back into the page");
    let mut all = vec![("kind", "correction"), ("phone", "14112349999")];
    all.extend(by);
    assert_eq!(ask(&all).status, 303);
    let refused = service.staff("handler");
    let csrf = refused.get("/desk/").hidden("csrf");
    let foreign =
        refused.post(&format!("/desk/cases/{number}/requests"), &[("csrf", &csrf), ("version", "2")]);
    assert!((400..500).contains(&foreign.status));
    let own = service.track(&number, &code).text;
    let by_staff = form_api::messages::speak_with("by_staff", &[("channel", speak("channel-phone"))]);
    assert!(own.contains("号码换了") && own.contains(&by_staff), "{own}");
    assert_eq!(crate::requests::answer(&service.staff("approver"), &number, "yes", "已经更正。").status, 303);
    let contact = registrar
        .step(&number, "contact", &[("reason", "核对"), ("pass_phrase", "registrar-registrar")])
        .text;
    assert!(contact.contains("14112349999") && contact.contains("尉迟翀"), "{contact}");
    let _ = service.mails();
}

#[test]
fn whoever_waits_for_the_answer_to_a_joined_letter_is_told_of_it_by_mail() {
    let service = Service::start();
    let (registrar, (first, _), (second, _)) = two_registered(&service);
    registrar.takes(&second, "merge", &[("number", &first), ("text", "说的是同一盏灯")]);
    registrar.takes(&first, "accept", &[("office", "chengjian")]);
    service.staff("handler").takes(&first, "handle", &[]);
    let _ = service.mails();
    service.runtime.block_on(jobs::begin_day(&service.app)).expect("a new day");
    answer(&service, &first, ANSWER);
    let before = service.mails().len();
    answer(&service, &second, ANSWER);
    let mails = service.mails();
    assert_eq!(mails.len(), before + 1, "the address was not erased in between");
}
