//! Whom a letter names reads nothing of it, whatever way the name came; and a letter that nobody is left to work on goes to
//! somebody else, or somebody is told.

use form_api::messages::speak;
use form_api::steps;
use form_api::store;
use serde_json::json;
use tests::{Client, Page, Service};

use crate::journey::{ANSWER, LETTER, redact_as_proposed};
use crate::reports::{add, report, sees};
use crate::requests::answer;

const COMPLAINT: [(&str, &str); 3] =
    [("kind", "complaint"), ("title", "窗口的态度"), ("text", "窗口办事的人态度不好，请改一改。")];

fn complaint(service: &Service, accused: &str) -> (String, String) {
    service.send_letter(&[COMPLAINT[0], COMPLAINT[1], COMPLAINT[2], ("accused", accused)])
}

fn id_of(service: &Service, name: &str) -> String {
    let staff = service.runtime.block_on(store::find_sign_in(service.db(), name));
    staff.expect("asked").expect("there").id
}

/// What a sender sends from the page of their own letter.
fn sends(service: &Service, (number, code): (&str, &str), form: &str, fields: &[(&str, &str)]) -> Page {
    let case = service.track(number, code).hidden("case");
    let mut all = vec![("case", case.as_str())];
    all.extend(fields);
    service.visitor().post(&format!("/track/{form}"), &all)
}

fn is_told(service: &Service) -> bool {
    ["administrator", "supervisor"]
        .map(|name| service.staff(name).get("/desk/").text.contains("data-left-lying"))
        .into_iter()
        .all(|told| told)
}

#[test]
fn whom_a_request_or_a_rating_names_reads_neither() {
    let service = Service::start();
    let wang = add(&service, "wang", "王建国", None, "registrar");
    let li = add(&service, "li", "李秀英", Some("chengjian"), "handler");
    let zhao = add(&service, "zhao", "赵敏", Some("chengjian"), "handler");
    let (number, code) = complaint(&service, "");
    let own = (number.as_str(), code.as_str());
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "态度")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    assert!(sees(&li, &number) && sees(&zhao, &number) && sees(&wang, &number));
    let ask = [("kind", "access"), ("about", "letter"), ("text", "请给我看全部记录，我说的就是李秀英。")];
    assert_eq!(sends(&service, own, "request", &ask).status, 200);
    assert!(!sees(&li, &number) && sees(&zhao, &number));
    // On the telephone, whoever takes it down may be the one who is named.
    let said = [("kind", "correction"), ("about", "letter"), ("channel", "phone"), ("recognised", "1")];
    let words = ("text", "信里说的登记的人是王建国。");
    let done = wang.step(&number, "requests", &[&said[..], &[words]].concat());
    assert_eq!((done.status, done.location.as_deref()), (303, Some("/desk/?done=gone")), "{}", done.text);
    assert!(!sees(&wang, &number) && sees(&registrar, &number));

    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    service.staff("reviewer").takes(&number, "review", &[]);
    registrar.takes(&number, "close", &[]);
    let bad = [("grade", "very_dissatisfied"), ("solved", "no"), ("text", "就是赵敏自己收的，她替人瞒着。")];
    assert_eq!(sends(&service, own, "rate", &bad).status, 200);
    assert!(!sees(&zhao, &number), "the case comes back to her office");
    assert!(sees(&handler, &number));
    let _ = service.mails();
}

#[test]
fn what_a_request_said_is_read_when_a_letter_becomes_a_report_or_somebody_joins() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let ask = [("kind", "access"), ("about", "letter"), ("text", "这事是余晓峰和舒云岭两个人办的。")];
    assert_eq!(sends(&service, (&number, &code), "request", &ask).status, 200);
    let yu = add(&service, "yu", "余晓峰", Some("nongye"), "handler");
    let registrar = service.staff("registrar");
    registrar.takes(
        &number,
        "correct",
        &[("kind", "report"), ("title", "村口路灯坏了"), ("village", ""), ("text", "说的是收钱，按举报办。")],
    );
    let reader = service.staff("discipline");
    reader.takes(&number, "register", &[("text", "作风")]);
    reader.takes(&number, "accept", &[("office", "nongye")]);
    assert!(!sees(&yu, &number) && sees(&service.staff("farmer"), &number));
    let shu = add(&service, "shu", "舒云岭", Some("nongye"), "handler");
    assert!(!sees(&shu, &number));
    let _ = service.mails();
}

#[test]
fn a_letter_that_names_all_who_register_letters_is_its_first_readers() {
    let service = Service::start();
    let all = "registrar of the test、supervisor of the test";
    let preview =
        service.visitor().write_letter(&[COMPLAINT[0], COMPLAINT[1], COMPLAINT[2], ("accused", all)]);
    let promise = preview.element("data-promise");
    assert_eq!(promise, Some(speak("preview-accused-first_readers_alone")), "{}", preview.text);
    let (number, code) = complaint(&service, all);
    let (reader, second) = (service.staff("discipline"), service.staff("second-discipline"));
    let others =
        ["registrar", "supervisor", "reviewer", "redactor", "approver"].map(|name| service.staff(name));
    let hidden = |number: &str| others.iter().all(|client| !sees(client, number));
    assert!(sees(&reader, &number) && hidden(&number));
    let page = reader.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains("data-lacks-registrar"), "{page}");
    // It cannot be given to anybody, and other kinds of letters are not its readers' to handle.
    assert_eq!(reader.step(&number, "accused", &[]).status, 303);
    assert!(sees(&reader, &number) && hidden(&number));
    let fields =
        |kind| [("kind", kind), ("title", "窗口的态度"), ("village", ""), ("text", "反映的是登记的人。")];
    assert_eq!(reader.step(&number, "correct", &fields("inquiry")).status, 409);
    reader.takes(&number, "correct", &fields("report"));
    reader.takes(&number, "register", &[("text", "态度")]);
    reader.takes(&number, "accept", &[("office", "nongye")]);
    reader.takes(&number, "handle", &[]);
    reader.takes(&number, "answer", &[("text", ANSWER)]);
    second.takes(&number, "review", &[]);
    assert!(hidden(&number) && service.track(&number, &code).text.contains("更换接头"));
    // What is added can name the last one, too.
    let (later, code) = complaint(&service, "registrar of the test");
    assert!(sees(&others[1], &later) && !sees(&reader, &later));
    let more = [("text", "supervisor of the test 也不管。")];
    assert_eq!(sends(&service, (&later, &code), "inform", &more).status, 200);
    assert!(hidden(&later) && sees(&reader, &later));
    // And so can a first reader who finds out whom one means.
    let (unclear, _) = complaint(&service, "窗口的那两个人");
    let staff = id_of(&service, "registrar");
    let done = reader.step(&unclear, "accused", &[("staff", &staff), ("office", "ducha")]);
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(hidden(&unclear) && sees(&reader, &unclear));
    let _ = service.mails();
}

#[test]
fn without_first_readers_such_a_letter_is_not_taken_in_by_any_door() {
    let service = Service::start_with(|settings| settings.reports.first_readers.clear());
    let all = "registrar of the test、supervisor of the test";
    let fields = [COMPLAINT[0], COMPLAINT[1], COMPLAINT[2], ("accused", all)];
    let refused = service.visitor().write_letter(&fields);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains(&speak("missing-other_registrar")));
    assert!(refused.textarea("text").expect("typed").contains("态度不好"), "what was typed is there");
    let letter = json!({
        "kind": "complaint", "title": "窗口的态度", "text": COMPLAINT[2].1, "rules_read": true, "accused": all,
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "0123456789abcdef0126")];
    let api = service.visitor().send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
    assert_eq!(api.status, 422, "{}", api.text);
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let mut entered =
        vec![("csrf", csrf.as_str()), ("form", &token), ("channel", "phone"), ("rules_read", "yes")];
    entered.extend(fields);
    let entered = registrar.post("/desk/enter", &entered);
    assert!(
        entered.status == 422 && entered.text.contains(&speak("enter-other_registrar")),
        "{}",
        entered.text
    );
    let count = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    assert_eq!(count, 0);
}

#[test]
fn who_sends_by_program_or_telephone_reads_what_is_promised() {
    let send = |service: &Service, accused: &str, key: &str| {
        let letter = json!({
            "kind": "complaint", "title": "窗口的态度", "text": COMPLAINT[2].1, "rules_read": true,
            "accused": accused,
        });
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        let api = service.visitor().send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
        assert_eq!(api.status, 201, "{}", api.text);
        let promise = api.json()["accused_promise"].as_str().map(str::to_owned);
        let body = format!(
            "service_code=complaint&attribute[rules_read]=yes&attribute[accused]={accused}&description={}",
            COMPLAINT[2].1
        );
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let open311 = service.visitor().send_with("/open311/v2/requests.json", &headers, body.as_bytes());
        assert_eq!(open311.status, 201, "{}", open311.text);
        assert_eq!(open311.json()[0]["accused_promise"].as_str(), promise.as_deref(), "the same by Open311");
        promise
    };
    let service = Service::start();
    let all = "registrar of the test、supervisor of the test";
    for (accused, promise) in [
        ("", None),
        ("reviewer of the test", Some("hidden")),
        ("窗口的胖子", Some("first_reader")),
        (all, Some("first_readers_alone")),
    ] {
        let key = format!("0123456789abcdef{accused:?}").replace(|c: char| !c.is_ascii_graphic(), "x");
        assert_eq!(send(&service, accused, &key).as_deref(), promise, "{accused}");
    }
    let service = Service::start_with(|settings| settings.reports.first_readers.clear());
    assert_eq!(send(&service, "窗口的胖子", "0123456789abcdef0127").as_deref(), Some("none"));
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let mut entered =
        vec![("csrf", csrf.as_str()), ("form", &token), ("channel", "phone"), ("rules_read", "yes")];
    entered.extend([COMPLAINT[0], COMPLAINT[1], COMPLAINT[2], ("accused", "窗口的胖子")]);
    let slip = registrar.post("/desk/enter", &entered).location.expect("a way");
    let slip = registrar.get(&slip).text;
    assert!(slip.contains("data-hides-nobody"), "{slip}");
}

/// A public letter; `more` stands in its answer alone, for equal answers are held up.
fn published(service: &Service, more: &str) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(&number, "answer", &[("text", &format!("{ANSWER}{more}"))]);
    service.staff("reviewer").takes(&number, "review", &[]);
    registrar.takes(&number, "close", &[]);
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    (number, code)
}

fn hide_from(service: &Service, by: &Client, number: &str, names: &[&str]) {
    for name in names {
        assert_eq!(by.step(number, "exclude", &[("staff", &id_of(service, name))]).status, 303, "{name}");
    }
}

#[test]
fn what_is_public_is_taken_down_also_where_no_approver_is_left() {
    let service = Service::start();
    let (number, code) = published(&service, "接头换了新的。");
    let supervisor = service.staff("supervisor");
    hide_from(&service, &supervisor, &number, &["approver", "second-approver"]);
    assert!(!is_told(&service), "somebody is left");
    let ask = [("kind", "take_down"), ("text", "邻居看出来是我写的。")];
    assert_eq!(sends(&service, (&number, &code), "request", &ask).status, 200);
    assert!(supervisor.get("/desk/requests").text.contains(&number));
    let granted = answer(&supervisor, &number, "yes", "今天已经撤下。");
    assert_eq!(granted.status, 303, "{}", granted.text);
    let stands = |number: &str| {
        service.visitor().get(&format!("/replies/2026/{number}/")).text.contains("村口路灯坏了半个月")
    };
    assert!(!stands(&number));

    let (other, _) = published(&service, "灯头换了新的。");
    hide_from(&service, &supervisor, &other, &["approver", "second-approver"]);
    supervisor.takes(&other, "retract", &[("text", "写信人来电话要求撤下")]);
    assert!(!stands(&other));

    let (third, _) = published(&service, "灯杆扶正了。");
    hide_from(&service, &supervisor, &third, &["approver", "second-approver"]);
    assert_eq!(supervisor.step(&third, "exclude", &[("staff", "self")]).status, 303);
    assert!(stands(&third) && is_told(&service), "nobody is left, and that is said");
    assert!(!service.staff("administrator").get("/desk/").text.contains(&third), "without its number");
    assert!(!service.staff("registrar").get("/desk/").text.contains("data-left-lying"));
    let _ = service.mails();
}

#[test]
fn an_office_without_anybody_left_who_handles_letters_leads_none() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let (number, code) = complaint(&service, "");
    registrar.takes(&number, "register", &[("text", "态度")]);
    registrar.takes(&number, "accept", &[("office", "nongye")]);
    let more = [("text", "farmer of the test 态度恶劣。")];
    assert_eq!(sends(&service, (&number, &code), "inform", &more).status, 200);
    assert!(!sees(&service.staff("farmer"), &number));
    let page = registrar.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains(&speak("queue-no-office")), "{page}");
    // It is given to no such office either.
    let (named, _) = complaint(&service, "farmer of the test");
    registrar.takes(&named, "register", &[("text", "态度")]);
    let refused = registrar.step(&named, "accept", &[("office", "nongye")]);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains(&speak("unknown-office_with_handler")));
    registrar.takes(&named, "accept", &[("office", "chengjian")]);
    assert_eq!(registrar.step(&named, "transfer", &[("office", "nongye"), ("text", "职责调整")]).status, 422);
    // Nor is one whose last handler has left, and what it had is told.
    let (other, _) = service.send_letter(&LETTER);
    registrar.takes(&other, "register", &[("text", "路灯")]);
    registrar.takes(&other, "accept", &[("office", "nongye")]);
    assert!(!is_told(&service));
    let disabled = steps::disable_staff(service.db(), "farmer", service.now());
    service.runtime.block_on(disabled).expect("disabled");
    assert!(is_told(&service));
    let (third, _) = service.send_letter(&LETTER);
    registrar.takes(&third, "register", &[("text", "路灯")]);
    assert_eq!(registrar.step(&third, "accept", &[("office", "nongye")]).status, 422);
    let _ = service.mails();
}

#[test]
fn an_answer_that_nobody_is_left_to_review_is_told() {
    let service = Service::start();
    let (number, _) = complaint(&service, "reviewer of the test");
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "态度")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    assert!(!is_told(&service));
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    assert!(is_told(&service));
    add(&service, "wei", "尉迟翀", None, "reviewer");
    assert!(!is_told(&service), "somebody was added");
    let _ = service.mails();
}

#[test]
fn a_report_that_becomes_a_complaint_is_asked_again_whom_it_is_about() {
    let service = Service::start();
    let (number, _) = report(&service, &[("accused", "登记的那个胖子")]);
    let fields =
        [("kind", "complaint"), ("title", "反映审批问题"), ("village", ""), ("text", "信里说的是办事拖拉。")];
    let (first, second) = (service.staff("discipline"), service.staff("second-discipline"));
    first.takes(&number, "correct", &fields);
    second.takes(&number, "correct", &fields);
    for name in ["registrar", "supervisor", "reviewer"] {
        assert!(!sees(&service.staff(name), &number), "{name}");
    }
    let page = first.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains("data-who-is-meant"), "{page}");
    first.takes(&number, "accused", &[("staff", &id_of(&service, "reviewer"))]);
    assert!(sees(&service.staff("registrar"), &number) && !sees(&service.staff("reviewer"), &number));
    let _ = service.mails();
}

#[test]
fn of_two_first_readers_who_settle_at_once_the_one_who_knows_a_name_is_heard() {
    let service = Service::start();
    let (first, second) = (service.staff("discipline"), service.staff("second-discipline"));
    let registrar = service.staff("registrar");
    let (number, _) = complaint(&service, "窗口的胖子");
    let page = second.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    first.takes(&number, "accused", &[]);
    assert!(sees(&registrar, &number));
    let staff = id_of(&service, "registrar");
    let path = format!("/desk/cases/{number}/accused");
    let fields = [("csrf", csrf.as_str()), ("version", &version), ("staff", &staff)];
    let late = second.post(&path, &fields);
    assert_eq!((late.status, late.location.as_deref()), (303, Some("/desk/?done=gone")), "{}", late.text);
    assert!(!sees(&registrar, &number));
    let nobody = second.post(&path, &[("csrf", csrf.as_str()), ("version", &version)]);
    assert_eq!(nobody.status, 303, "it is settled: {}", nobody.text);
    // A letter that was never asked about is no business of theirs.
    let (other, _) = complaint(&service, "");
    let path = format!("/desk/cases/{other}/accused");
    assert_eq!(second.post(&path, &fields).status, 404);
    let _ = service.mails();
}
