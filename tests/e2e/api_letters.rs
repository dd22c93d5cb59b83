//! Letters that a program sends: the rules, limits and sealing of the form, one letter however often it is sent.

use form_api::messages::{Language, speak_in};
use form_api::settings::Settings;
use form_api::store::{self, Ask};
use serde_json::{Value, json};
use tests::{Page, Service};

use crate::journey::{ANSWER, walk_to_closed};

const LETTERS: &str = "/api/v1/letters";
const TRACK: &str = "/api/v1/letters/track";
const JSON: (&str, &str) = ("content-type", "application/json");

pub(crate) fn letter() -> Value {
    json!({
        "kind": "help_request",
        "title": "村口路灯坏了半个月",
        "text": "您好，村口的路灯坏了半个月，晚上接孩子很不方便，请派人看看。",
        "village": "shuikou",
        "consent": "anonymised",
        "name": "尉迟翀",
        "phone": "14012345678",
        "email": "yuchi@mail.yundu.example",
        "rules_read": true,
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut letter = letter();
    letter[field] = value;
    letter
}

pub(crate) fn post(service: &Service, key: &str, body: &Value) -> Page {
    let headers = [JSON, ("idempotency-key", key)];
    service.visitor().send_with(LETTERS, &headers, body.to_string().as_bytes())
}

fn key(n: u32) -> String {
    format!("a-key-of-a-kiosk-{n}")
}

fn letters(service: &Service) -> i64 {
    service.runtime.block_on(store::count_submissions(service.db())).expect("counted")
}

fn track(service: &Service, number: &str, code: &str) -> Page {
    let body = json!({ "submission_no": number, "query_code": code }).to_string();
    service.visitor().send_with(TRACK, &[JSON], body.as_bytes())
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

fn is_problem(page: &Page, status: u16, what: &str) {
    assert_eq!(page.status, status, "{what}: {}", page.text);
    assert_eq!(page.headers["content-type"], "application/problem+json", "{what}");
    let problem = page.json();
    assert_eq!(problem["status"], status, "{what}");
    assert!(!text(&problem, "detail").is_empty() && !text(&problem, "title").is_empty(), "{what}");
}

#[test]
fn a_letter_sent_by_a_program_walks_like_any_other_and_is_followed_by_number_and_code() {
    let service = Service::start();
    let page = post(&service, &key(1), &letter());
    assert_eq!(page.status, 201, "{}", page.text);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(!page.headers.contains_key("access-control-allow-origin"), "for public questions only");
    let receipt = page.json();
    let (number, code) = (text(&receipt, "submission_no"), text(&receipt, "query_code"));
    assert_eq!((text(&receipt, "due_on"), receipt.get("elsewhere")), ("2026-12-14", None));
    assert_eq!(service.track(number, code).status, 200, "the sender's own page opens too");
    let mails = service.mails();
    assert!(mails.len() == 1 && mails[0].contains(number) && !mails[0].contains(code), "{mails:?}");

    walk_to_closed(&service, number);
    let found = track(&service, &number.replace('-', " "), &code.to_lowercase());
    assert_eq!(found.status, 200, "{}", found.text);
    let found = found.json();
    assert_eq!((text(&found, "state"), text(&found, "answer")), ("closed", ANSWER));
    let steps: Vec<&str> =
        found["steps"].as_array().expect("steps").iter().map(|step| text(step, "step")).collect();
    assert_eq!(steps, ["received", "registered", "accepted", "handling_began", "reviewed", "closed"]);
    let _ = service.mails();
}

#[test]
fn a_letter_sent_again_with_its_key_is_one_letter_with_one_receipt() {
    let service = Service::start();
    let first = post(&service, &key(1), &letter());
    for _ in 0..3 {
        let again = post(&service, &key(1), &letter());
        assert_eq!((again.status, &again.text), (201, &first.text));
    }
    assert_eq!(letters(&service), 1);
    let other = post(&service, &key(2), &letter());
    assert_ne!(other.json()["submission_no"], first.json()["submission_no"]);
    assert_eq!(letters(&service), 2);

    // Whoever guesses a key, but not the letter, is shown nothing of it.
    for (field, value) in [
        ("text", json!("另外一封信的内容。")),
        ("title", json!("另一封")),
        ("kind", json!("inquiry")),
        ("consent", json!("no")),
        ("village", Value::Null),
        ("office", json!("chengjian")),
    ] {
        let page = post(&service, &key(1), &with(field, value));
        is_problem(&page, 422, field);
        assert_eq!(page.json()["type"], "urn:problem-type:lianxin:idempotency_key_used");
        assert!(!page.text.contains(text(&first.json(), "query_code")));
    }
    assert_eq!(letters(&service), 2);
    let _ = service.mails();
}

#[test]
fn a_letter_sent_at_the_same_moment_many_times_is_one() {
    let service = Service::start();
    let receipts: Vec<String> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..8).map(|_| scope.spawn(|| post(&service, &key(1), &letter()))).collect();
        sent.into_iter().map(|page| page.join().expect("sent").text).collect()
    });
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
    assert_eq!(letters(&service), 1);
    let _ = service.mails();
}

#[test]
fn without_a_key_nothing_is_taken() {
    let service = Service::start();
    let body = letter().to_string();
    for headers in [
        vec![JSON],
        vec![JSON, ("idempotency-key", "short")],
        vec![JSON, ("idempotency-key", "with a space in it and long")],
        vec![JSON, ("idempotency-key", "one-that-is-good-1"), ("idempotency-key", "one-that-is-good-2")],
    ] {
        is_problem(&service.visitor().send_with(LETTERS, &headers, body.as_bytes()), 400, "no key");
    }
    let long = "k".repeat(129);
    is_problem(&post(&service, &long, &letter()), 400, "a long key");
    assert_eq!(letters(&service), 0);
}

#[test]
fn a_program_says_how_its_sender_is_told() {
    let service = Service::start();
    let called = post(&service, &key(1), &with("told_by", json!("call")));
    assert_eq!(called.status, 201, "{}", called.text);
    assert!(service.mails().is_empty(), "an address was left, and mail was not chosen");
    assert_eq!(post(&service, &key(2), &with("told_by", json!("mail"))).status, 201);
    assert_eq!(service.mails().len(), 1);
    let mut unreachable = with("told_by", json!("mail"));
    unreachable["email"] = Value::Null;
    // There is no gateway for text messages here.
    for (at, letter, field, rule) in [
        (3, with("told_by", json!("pigeon")), "told_by", "unknown"),
        (4, with("told_by", json!("sms")), "told_by", "unknown"),
        (5, unreachable, "email", "missing"),
    ] {
        let page = post(&service, &key(at), &letter);
        is_problem(&page, 422, field);
        let wrong = &page.json()["errors"][0];
        assert_eq!((text(wrong, "field"), text(wrong, "rule")), (field, rule));
    }
    assert_eq!(letters(&service), 2);
}

#[test]
fn every_wrong_field_is_named_by_its_rule_and_nothing_is_repeated() {
    let service = Service::start();
    let page = post(
        &service,
        &key(1),
        &json!({
            "kind": "gossip", "title": "灯", "text": "", "village": "nowhere", "office": "", "consent": "perhaps",
            "name": "名".repeat(41), "phone": "打我手机", "email": "a@b", "address": "址".repeat(201),
            "under_14": true, "rules_read": false,
        }),
    );
    is_problem(&page, 422, "all wrong");
    let problem = page.json();
    let wrong = problem["errors"].as_array().expect("errors");
    let named: Vec<_> = wrong.iter().map(|error| (text(error, "field"), text(error, "rule"))).collect();
    assert_eq!(
        named,
        [
            ("kind", "unknown"),
            ("title", "too_short"),
            ("text", "missing"),
            ("village", "unknown"),
            ("office", "unknown"),
            ("consent", "unknown"),
            ("name", "too_long"),
            ("phone", "malformed"),
            ("email", "malformed"),
            ("address", "too_long"),
            ("guardian_agrees", "missing"),
            ("rules_read", "missing"),
        ]
    );
    assert!(!page.text.contains("打我手机") && !page.text.contains("gossip"), "{}", page.text);
    let english = service.visitor().send_with(
        LETTERS,
        &[JSON, ("idempotency-key", &key(1)), ("accept-language", "en")],
        with("title", json!("灯")).to_string().as_bytes(),
    );
    assert_eq!(english.json()["errors"][0]["detail"], "title is too short: 2 characters at least.");
    assert_eq!(letters(&service), 0);
}

#[test]
fn strange_bytes_are_refused_with_a_sentence_and_nothing_is_kept() {
    let service = Service::start();
    let visitor = service.visitor();
    let good = letter().to_string();
    let gbk = [br#"{"title":""#.as_slice(), &[0xC4, 0xFA, 0xBA, 0xC3], br#""}"#].concat();
    let bodies: Vec<(u16, Vec<u8>)> = vec![
        (400, Vec::new()),
        (400, b"{".to_vec()),
        (400, b"null".to_vec()),
        (400, b"[]".to_vec()),
        (400, gbk),
        (400, vec![0; 4096]),
        (400, good.replace("村口路灯", r"\ud800").into_bytes()),
        (400, good.replace("村口路灯", r"\udc00\ud800").into_bytes()),
        (400, "[".repeat(100_000).into_bytes()),
        (400, format!("{}{}", r#"{"title":"#.repeat(10_000), "}".repeat(10_000)).into_bytes()),
        (400, with("title", json!(5)).to_string().into_bytes()),
        (400, with("rules_read", json!("true")).to_string().into_bytes()),
        (400, with("unheard_of", json!(1)).to_string().into_bytes()),
        (400, good.replacen('{', r#"{"title":"twice","#, 1).into_bytes()),
        (400, (good.clone() + "x").into_bytes()),
        (400, with("text", json!(format!("e{}", "\u{301}".repeat(10_000)))).to_string().into_bytes()),
        (413, with("text", json!("a".repeat(1_000_000))).to_string().into_bytes()),
        (422, with("text", json!("长".repeat(10_001))).to_string().into_bytes()),
        (422, with("title", json!("\u{0}\u{1}\u{202E}")).to_string().into_bytes()),
    ];
    for (n, (status, body)) in bodies.iter().enumerate() {
        let key = key(u32::try_from(n).expect("few"));
        let page = visitor.send_with(LETTERS, &[JSON, ("idempotency-key", &key)], body);
        let what = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        is_problem(&page, *status, &format!("{n}: {what}"));
        if *status == 400 {
            is_problem(&visitor.send_with(TRACK, &[JSON], body), 400, &format!("{what} at {TRACK}"));
        }
    }
    for kind in ["text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=gbk"] {
        let headers = [("content-type", kind), ("idempotency-key", &key(1))];
        is_problem(&visitor.send_with(LETTERS, &headers, good.as_bytes()), 415, kind);
    }
    assert_eq!(visitor.get(LETTERS).status, 405);
    assert_eq!(letters(&service), 0);
    let kept = with("text", json!("𠮷林家门口👨\u{200D}👩\u{200D}👧的路灯\u{0}坏了。"));
    let receipt = post(&service, &key(99), &kept).json();
    let page = service.track(text(&receipt, "submission_no"), text(&receipt, "query_code"));
    assert!(page.text.contains("𠮷林家门口👨\u{200D}👩\u{200D}👧的路灯坏了。"), "rare characters are kept");
    let _ = service.mails();
}

#[test]
fn an_unknown_number_and_a_wrong_code_are_one_answer_and_guessing_ends() {
    let service = Service::start();
    let receipt = post(&service, &key(1), &letter()).json();
    let (number, code) = (text(&receipt, "submission_no"), text(&receipt, "query_code"));
    let other = post(&service, &key(2), &letter()).json();
    let wrong = track(&service, number, text(&other, "query_code"));
    let unknown = track(&service, "2026-0000-0000", code);
    is_problem(&wrong, 404, "a wrong code");
    assert_eq!(wrong.text, unknown.text);
    let headers = |page: &Page| {
        let mut headers = page.headers.clone();
        headers.remove("date");
        headers
    };
    assert_eq!(headers(&wrong), headers(&unknown));
    let typing = track(&service, "2026", "ABC").json();
    assert_eq!(typing["errors"].as_array().map(Vec::len), Some(2), "{typing}");
    let mut answers = (0..12).map(|_| track(&service, number, text(&other, "query_code")).status);
    assert!(answers.any(|status| status == 429), "as on the page");
    // The number of a published letter is public: whoever guesses at it must not keep its owner out.
    assert_eq!(track(&service, number, code).status, 200, "the right code has not to wait");
    let _ = service.mails();
}

#[test]
fn a_letter_for_another_door_is_taken_and_told_the_way() {
    let service = Service::start();
    let report = json!({
        "kind": "report", "title": "举报村会计", "rules_read": true,
        "text": "我举报村会计虚报冒领低保金，账目对不上。",
    });
    let receipt = post(&service, &key(1), &report).json();
    assert_eq!(receipt["elsewhere"]["kind"], "discipline_report");
    assert_eq!(
        text(&receipt["elsewhere"], "title"),
        speak_in("elsewhere-discipline_report-title", Language::Chinese, &[])
    );
    assert!(!text(&receipt["elsewhere"], "phone").is_empty());
    let child = with("under_14", json!(true));
    let refused = post(&service, &key(2), &child);
    assert_eq!(refused.json()["errors"][0]["field"], "guardian_agrees");
    let mut agreed = child;
    agreed["guardian_agrees"] = json!(true);
    assert_eq!(post(&service, &key(3), &agreed).status, 201);
    let _ = service.mails();
}

#[test]
fn a_programs_letters_are_limited_and_scored_like_the_forms() {
    let strict = |settings: &mut Settings| {
        settings.abuse.refuse_from = Some(3);
        settings.abuse.proof_of_work = true;
    };
    let service = Service::start_with(strict);
    for n in 0..3 {
        assert_eq!(post(&service, &key(n), &letter()).status, 201);
    }
    // The fourth of one text (2), without the proof that the form's browsers bring (1).
    let page = post(&service, &key(4), &letter());
    is_problem(&page, 422, "one of many");
    assert_eq!(page.json()["type"], "urn:problem-type:lianxin:score");
    assert_eq!(letters(&service), 3);
    let statuses: Vec<u16> = (5..40)
        .map(|n| post(&service, &key(n), &with("text", json!(format!("第{n}盏路灯坏了。")))).status)
        .collect();
    assert!(statuses.starts_with(&[201]) && statuses.ends_with(&[429]), "{statuses:?}");
    let again = post(&service, &key(0), &letter());
    assert_eq!(again.status, 201, "one that came has its receipt: {}", again.text);
    let _ = service.mails();
}

#[test]
fn no_answer_to_one_of_many_programs_is_in_an_address_or_a_log() {
    let service = Service::start();
    let receipt = post(&service, &key(1), &letter()).json();
    let (number, code) = (text(&receipt, "submission_no"), text(&receipt, "query_code"));
    assert_eq!(track(&service, number, code).status, 200);
    let logged = String::from_utf8_lossy(&tests::logged()).into_owned();
    for secret in [code, &code.replace('-', ""), "a-key-of-a-kiosk"] {
        assert!(!logged.contains(secret), "the log holds {secret}");
    }
    let mut db = service.db();
    let stored = "SELECT idempotency_key AS k FROM submissions";
    let row = service.runtime.block_on(db.row(stored, &[])).expect("asked").expect("a letter");
    assert!(!row.text("k").expect("a hash").contains("kiosk"));
    let _ = service.mails();
}

#[test]
fn the_description_names_every_address_and_the_townships_own_words() {
    let service = Service::start();
    let page = service.visitor().get("/api/v1/openapi.json");
    assert_eq!(page.status, 200);
    let described = page.json();
    assert_eq!(described["openapi"], "3.1.0");
    assert_eq!(described["servers"][0]["url"], service.base);
    let paths = described["paths"].as_object().expect("paths");
    for (path, operations) in paths {
        let address = path.replace("{id}", "2026-0000-0000");
        for (method, operation) in operations.as_object().expect("operations") {
            let page = match method.as_str() {
                "get" => service.visitor().get(&address),
                "post" => service.visitor().send_with(&address, &[JSON], b"{"),
                other => panic!("{other} {path}"),
            };
            let told = operation["responses"].get(page.status.to_string());
            let told =
                told.unwrap_or_else(|| panic!("{method} {path} answers {} and does not say so", page.status));
            let kind = page.headers["content-type"].as_str();
            assert!(told["content"].get(kind).is_some(), "{method} {path}: {kind} for {}", page.status);
        }
    }
    let fields = &described["components"]["schemas"]["NewLetter"]["properties"];
    assert!(fields["village"]["enum"].as_array().is_some_and(|ids| ids.contains(&json!("shuikou"))));
    assert!(fields["kind"]["enum"].as_array().is_some_and(|words| words.len() == 6));
}

#[test]
fn what_is_missing_is_named_and_only_an_object_is_a_letter() {
    let service = Service::start();
    let empty = post(&service, &key(91), &serde_json::json!({}));
    assert_eq!(empty.status, 422, "{}", empty.text);
    let body = empty.json();
    let named: Vec<&str> =
        body["errors"].as_array().expect("errors").iter().filter_map(|one| one["field"].as_str()).collect();
    assert_eq!(named, ["kind", "title", "text", "rules_read"]);
    let list = serde_json::json!(["help_request", "路灯坏了", "村口的路灯坏了，请看看。"]);
    assert_eq!(post(&service, &key(92), &list).status, 400);
    assert_eq!(
        service.visitor().send_with("/api/v1/letters/track", &[JSON], b"[\"2026-1234-5678\", \"x\"]").status,
        400
    );
}

#[test]
fn a_key_whose_letter_comes_again_with_other_contact_details_gives_no_receipt() {
    let service = Service::start();
    let mut letter = serde_json::json!({
        "kind": "help_request", "title": "路灯坏了", "text": "村口的路灯坏了，请看看。", "rules_read": true
    });
    assert_eq!(post(&service, &key(93), &letter).status, 201);
    letter["phone"] = "14012345678".into();
    let page = post(&service, &key(93), &letter);
    assert!(page.status == 422 && page.text.contains("idempotency_key_used"), "{}", page.text);
    assert_eq!(post(&service, &key(94), &letter).status, 201);
    letter["phone"] = "14012345679".into();
    assert_eq!(post(&service, &key(94), &letter).status, 422, "another number is another letter");
}

#[test]
fn a_byte_order_mark_before_the_json_is_passed_over() {
    let service = Service::start();
    let marked = |body: &Value| format!("\u{FEFF}{body}").into_bytes();
    let headers = [JSON, ("idempotency-key", "a-key-of-a-kiosk-with-a-mark")];
    let sent = service.visitor().send_with(LETTERS, &headers, &marked(&letter()));
    assert_eq!(sent.status, 201, "{}", sent.text);
    let receipt = sent.json();
    let body = json!({ "submission_no": receipt["submission_no"], "query_code": receipt["query_code"] });
    let tracked = service.visitor().send_with(TRACK, &[JSON], &marked(&body));
    assert_eq!(tracked.status, 200, "{}", tracked.text);
    let _ = service.mails();
}

#[test]
fn an_address_that_no_mail_can_go_to_is_refused_with_its_rule() {
    let service = Service::start();
    for (at, (email, rule)) in [
        ("a..b@yundu.example", "malformed"),
        (".a@yundu.example", "malformed"),
        ("用户@例子.中国", "not_ascii"),
    ]
    .into_iter()
    .enumerate()
    {
        let page = post(&service, &format!("a-key-of-an-address-{at}"), &with("email", json!(email)));
        is_problem(&page, 422, email);
        let wrong = &page.json()["errors"][0];
        assert_eq!((&wrong["field"], &wrong["rule"]), (&json!("email"), &json!(rule)), "{email}");
    }
    assert_eq!(letters(&service), 0);
}
