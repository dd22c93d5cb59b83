//! Strange input at every door: a 4xx with a sentence, never a 5xx, nothing lost and nothing kept half.

use std::io::{Read, Write};
use std::net::TcpStream;

use form_api::messages::speak;
use form_api::store;
use tests::{Client, Page, Service};

use crate::journey::{LETTER, declines, walk_to_closed};

const FORM: &str = "application/x-www-form-urlencoded";

/// Bytes that no browser sends, and some that a broken one does.
fn strange_bodies() -> Vec<Vec<u8>> {
    let gbk = [b"title=".as_slice(), &[0xC4, 0xFA, 0xBA, 0xC3]].concat();
    vec![
        Vec::new(),
        b"&&&===".to_vec(),
        b"%".to_vec(),
        b"%zz=%0".to_vec(),
        b"%00=%00&title=%01&text=%00".to_vec(),
        b"text=%ED%A0%80&case=%ED%BF%BF".to_vec(),
        b"title=%C4%FA%BA%C3&case=%B2%E9&form=%B2%E9&submission_no=%B2%E9".to_vec(),
        gbk,
        vec![0; 4096],
        (0..10_000).map(|n| format!("f{n}=1")).collect::<Vec<_>>().join("&").into_bytes(),
        (0..10_000).map(|_| "text=1").collect::<Vec<_>>().join("&").into_bytes(),
        format!("text=e{}&case=1", "%CC%81".repeat(10_000)).into_bytes(),
        format!("text={}", "a".repeat(1_000_000)).into_bytes(),
        b"case=a.1.00&text=a&sure=1&grade=satisfied&consent=no&mail=off&kind=erasure&form=a.1.00&sign_in_name=a&pass_phrase=b"
            .to_vec(),
    ]
}

/// The doors that anybody can knock at.
const DOORS: [&str; 11] = [
    "/mailbox/",
    "/track/",
    "/track/inform",
    "/track/rate",
    "/track/consent",
    "/track/request",
    "/track/withdraw",
    "/track/mail",
    "/track/stop-mail",
    "/track/stop-mail?mail=%ED%A0%80",
    "/desk/sign-in",
];

fn is_refused_with_a_sentence(page: &Page, what: &str) {
    assert!((400..500).contains(&page.status), "{} for {what}", page.status);
    assert!(page.text.contains("</html>"), "no page for {what}: {}", page.text);
}

fn letters(service: &Service) -> i64 {
    service.runtime.block_on(store::count_submissions(service.db())).expect("counted")
}

#[test]
fn every_door_answers_strange_bytes_with_a_sentence_and_keeps_nothing() {
    let service = Service::start();
    let visitor = service.visitor();
    for door in DOORS {
        for body in strange_bodies() {
            let start = String::from_utf8_lossy(&body[..body.len().min(24)]).into_owned();
            let page = visitor.post_raw(door, FORM, &body);
            is_refused_with_a_sentence(&page, &format!("{start} ({} bytes) at {door}", body.len()));
        }
        for kind in
            ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", ""]
        {
            let page = visitor.post_raw(door, kind, b"--x\r\nContent-Disposition: form-data; name=\"a");
            is_refused_with_a_sentence(&page, &format!("{kind} at {door}"));
        }
    }
    for address in ["/track/stop-mail?mail=a&mail=b", "/mailbox/?kind=a&kind=b", "/search?q=%ED%A0%80&q=a"] {
        is_refused_with_a_sentence(&visitor.get(address), address);
    }
    assert_eq!(letters(&service), 0);
    assert!(service.mails().is_empty());
}

/// Posts what a good form is filled with, but for one field.
fn post_with(client: &Client, path: &str, good: &[(&str, &str)], field: &str, value: &str) -> Page {
    let mut fields = good.to_vec();
    match fields.iter_mut().find(|(name, _)| *name == field) {
        Some(place) => place.1 = value,
        None => fields.push((field, value)),
    }
    client.post(path, &fields)
}

#[test]
fn a_form_in_gbk_is_told_so_and_not_kept_as_holes() {
    let service = Service::start();
    let form = service.visitor().get("/mailbox/").hidden("form");
    // "路灯坏了" and "请派人来修一修" in GBK, all else as it should be.
    let body = format!(
        "form={form}&rules_read=1&kind=inquiry&title=%C2%B7%B5%C6%BB%B5%C1%CB&text=%C7%EB%C5%C9%C8%CB%C0%B4%D0%DE\
         %D2%BB%D0%DE&action=confirm"
    );
    let page = service.visitor().post_raw("/mailbox/", FORM, body.as_bytes());
    assert_eq!(page.status, 422);
    assert!(page.text.contains(&speak("error-encoding")), "{}", page.text);
    let said = service.visitor().post_raw("/mailbox/", &format!("{FORM}; charset=GBK"), body.as_bytes());
    assert!(said.status == 422 && said.text.contains(&speak("error-encoding")));
    let utf8 = body.replace("%C2%B7%B5%C6%BB%B5%C1%CB", "%E8%B7%AF%E7%81%AF%E5%9D%8F%E4%BA%86").replace(
        "%C7%EB%C5%C9%C8%CB%C0%B4%D0%DE%D2%BB%D0%DE",
        "%E8%AF%B7%E6%B4%BE%E4%BA%BA%E6%9D%A5%E4%BF%AE",
    );
    let sent = service.visitor().post_raw("/mailbox/", &format!("{FORM}; charset=UTF-8"), utf8.as_bytes());
    assert!(sent.element("data-query-code").is_some(), "the same form in UTF-8 is taken: {}", sent.text);
    assert_eq!(letters(&service), 1);
}

#[test]
fn rare_characters_and_emoji_are_kept_and_hidden_marks_are_not() {
    let service = Service::start();
    let text = "𠮷林家的𰻞𰻞面馆👨\u{200D}👩\u{200D}👧门口\u{202E}路灯\u{202C}坏了\u{0000}，ế 请修。";
    let mut fields = LETTER.to_vec();
    fields[1] = ("title", "𠮷家门口🪔不亮");
    fields[2] = ("text", text);
    let (number, code) = service.send_letter(&fields);
    let kept = "𠮷林家的𰻞𰻞面馆👨\u{200D}👩\u{200D}👧门口路灯坏了，ế 请修。";
    for page in
        [service.track(&number, &code), service.staff("registrar").get(&format!("/desk/cases/{number}"))]
    {
        assert!(page.text.contains(kept) && page.text.contains("𠮷家门口🪔不亮"), "{}", page.text);
    }
    let _ = service.mails();
}

#[test]
fn a_letters_own_page_refuses_what_is_too_much_and_stays_as_it_was() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    let long = "路".repeat(10_001);
    let tower = format!("e{}", "\u{301}".repeat(10_000));
    let case = service.track(&number, &code).hidden("case");
    let own = |path: &str, good: &[(&str, &str)], field: &str, value: &str| {
        let mut fields = vec![("case", case.as_str())];
        fields.extend(good);
        let page = post_with(&service.visitor(), path, &fields, field, value);
        is_refused_with_a_sentence(&page, &format!("{field} of {} at {path}", value.len()));
    };
    for nasty in [long.as_str(), &tower, "", "\u{202E}\u{200B}\u{0}"] {
        own("/track/inform", &[], "text", nasty);
        own("/track/request", &[("kind", "erasure")], "text", nasty);
    }
    for (field, value) in [("kind", "everything"), ("kind", "")] {
        own("/track/request", &[("text", "请删掉")], field, value);
    }
    own("/track/consent", &[], "consent", "perhaps");
    assert!(!service.track(&number, &code).text.contains(&speak("event-information_provided")));
    let informed = service.visitor().post("/track/inform", &[("case", &case), ("text", "桥头那根。")]);
    assert_eq!(informed.status, 200, "nothing of it is in the way");
    declines(&service, &number, "这盏灯归供电所管，镇里不能修，请向供电所反映，电话 95598。");
    let _ = service.mails();
}

#[test]
fn a_rating_that_is_too_much_is_no_rating() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let tower = format!("e{}", "\u{301}".repeat(10_000));
    let long = "好".repeat(1001);
    for (grade, text) in
        [("satisfied", long.as_str()), ("satisfied", &tower), ("\u{202E}", "好"), ("best", "")]
    {
        let case = service.track(&number, &code).hidden("case");
        let fields = [("case", case.as_str()), ("grade", grade), ("solved", "yes"), ("text", text)];
        is_refused_with_a_sentence(&service.visitor().post("/track/rate", &fields), grade);
    }
    let case = service.track(&number, &code).hidden("case");
    let good = [("case", case.as_str()), ("grade", "satisfied"), ("solved", "yes")];
    assert_eq!(service.visitor().post("/track/rate", &good).status, 200);
    let again = service.visitor().post("/track/rate", &good);
    assert_eq!(again.status, 200, "a form that is sent again shows what it has done");
    assert_eq!(again.text.matches("data-rating").count(), 1, "and rates once");
    let _ = service.mails();
}

#[test]
fn the_desk_refuses_strange_steps_and_the_case_stays_as_it_was() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let page = registrar.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let path = format!("/desk/cases/{number}/register");
    let good = [("csrf", csrf.as_str()), ("version", version.as_str()), ("text", "路灯")];
    for (field, value) in
        [("csrf", ""), ("csrf", "\u{0}"), ("version", "-1"), ("version", "9".repeat(40).as_str())]
    {
        is_refused_with_a_sentence(&post_with(&registrar, &path, &good, field, value), field);
    }
    for body in strange_bodies() {
        is_refused_with_a_sentence(&registrar.post_raw(&path, FORM, &body), "a step");
    }
    for step in ["everything", "%ED%A0%80", "publish"] {
        let page = registrar.post(&format!("/desk/cases/{number}/{step}"), &good);
        is_refused_with_a_sentence(&page, step);
    }
    assert_eq!(registrar.post(&path, &good).status, 303, "the version has not moved");
    let _ = service.mails();
}

/// What a server says to raw bytes, until it hangs up.
fn talk(service: &Service, bytes: &[u8]) -> String {
    let mut line =
        TcpStream::connect(service.base.trim_start_matches("http://")).expect("the service listens");
    // The server may hang up before it has read everything: that is an answer too.
    let _ = line.write_all(bytes);
    let mut said = Vec::new();
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = line.read(&mut part) {
        said.extend_from_slice(&part[..read]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn a_form_that_drips_in_is_given_up_with_a_sentence_and_one_that_never_begins_too() {
    let service = Service::start_with(|settings| settings.abuse.form_seconds = 1);
    let head = "POST /mailbox/ HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let said = talk(&service, format!("{head}Content-Length: 5000\r\n\r\ntitle=a").as_bytes());
    assert!(said.starts_with("HTTP/1.1 408") && said.contains(&speak("error-too_slow")), "{said}");
    let token = service.visitor().get("/mailbox/").hidden("form");
    let (kind, body) = tests::multipart(&[("form", &token)], &[("a.pdf", b"%PDF-1.7 and then nothing more")]);
    let head = format!(
        "POST /mailbox/ HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\nContent-Length: 50000\r\n\r\n"
    );
    let said = talk(&service, &[head.as_bytes(), &body[..body.len() - 60]].concat());
    assert!(said.starts_with("HTTP/1.1 408") && said.contains(&speak("error-too_slow")), "{said}");
    let left = std::fs::read_dir(service.paths.attachments()).map_or(0, Iterator::count);
    assert_eq!(left, 0, "a file that never ended is gone");
    let said = talk(&service, b"POST /mailbox/ HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    assert!(said.starts_with("HTTP/1.1 408") || said.is_empty(), "{said}");
    assert_eq!(service.visitor().get("/mailbox/").status, 200, "others are served");
    assert_eq!(letters(&service), 0);
}

#[test]
fn floods_of_headers_and_broken_requests_are_refused_and_the_service_goes_on() {
    let service = Service::start();
    let many: String = (0..10_000).map(|n| format!("X-{n}: a\r\n")).collect();
    let long = format!("X: {}\r\n", "a".repeat(1_000_000));
    for headers in
        [many.as_str(), &long, "Content-Length: -1\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n"]
    {
        let said = talk(&service, format!("POST /mailbox/ HTTP/1.1\r\nHost: a\r\n{headers}\r\n").as_bytes());
        assert!(said.starts_with("HTTP/1.1 4") || said.is_empty(), "{said}");
    }
    for bytes in [&b"\0\0\0\0\r\n\r\n"[..], b"GET\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n"] {
        let said = talk(&service, bytes);
        assert!(said.starts_with("HTTP/1.1 4") || said.is_empty(), "{said}");
    }
    assert_eq!(service.visitor().get("/mailbox/").status, 200);
}

#[test]
fn tokens_are_no_good_elsewhere_or_when_they_are_changed() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    let form = service.visitor().get("/mailbox/").hidden("form");
    let changed = case.replace(&case[..4], if case.starts_with("0000") { "1111" } else { "0000" });
    for token in [form.as_str(), &changed, &case[..case.len() - 1], &format!("{case}0")] {
        let page = service.visitor().post("/track/withdraw", &[("case", token), ("sure", "1")]);
        assert_eq!(page.status, 403, "{token}");
    }
    let mut letter = vec![("form", case.as_str()), ("rules_read", "1"), ("action", "confirm")];
    letter.extend(LETTER);
    let page = service.visitor().post("/mailbox/", &letter);
    assert_eq!((page.status, page.textarea("text").as_deref()), (422, Some(LETTER[2].1)));
    assert_eq!(letters(&service), 1);
    assert_eq!(service.track(&number, &code).status, 200);
    let _ = service.mails();
}

#[test]
fn a_cookie_of_odd_form_is_neither_an_error_nor_sent_back() {
    let service = Service::start();
    let preview = service.visitor().write_letter(&LETTER);
    let receipt = service.visitor().press(&preview, "confirm");
    let (own, _) = receipt.headers["set-cookie"].split_once(';').expect("a cookie with attributes");
    for odd in ["%00", "%0d%0aX: y", "%3B%20Path=/x", &"a".repeat(20_000), "é"] {
        let cookie = format!("{own}; receipt-saved={odd}");
        let page = service.visitor().send_with(
            "/mailbox/receipt",
            &[("cookie", &cookie), ("content-type", FORM)],
            b"",
        );
        assert_eq!(page.status, 303, "{odd}: {}", page.text);
        let kept = &page.headers["set-cookie"];
        assert!(!kept.contains("/x") && kept.len() < 1_000, "{kept}");
    }
    let _ = service.mails();
}

#[test]
fn a_body_in_chunks_that_never_ends_does_not_keep_its_connection() {
    let service = Service::start_with(|settings| settings.abuse.form_seconds = 1);
    let address = service.base.trim_start_matches("http://").trim_end_matches('/').to_owned();
    for head in ["GET /healthz", "GET /mailbox/", "GET /nowhere/", "POST /track/", "POST /mailbox/receipt"] {
        let mut line = TcpStream::connect(&address).expect("connected");
        line.set_read_timeout(Some(std::time::Duration::from_secs(60))).expect("set");
        let request = format!(
            "{head} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"
        );
        line.write_all(request.as_bytes()).expect("written");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).unwrap_or_else(|error| panic!("{head} stays open: {error}"));
        assert!(answer.starts_with(b"HTTP/1.1 411"), "{head}: {}", String::from_utf8_lossy(&answer));
        assert!(String::from_utf8_lossy(&answer).contains(&speak("error-no_length")));
    }
    // Programs read it in their own format.
    for (path, kind) in [
        ("/api/v1/letters", "application/problem+json"),
        ("/open311/v2/requests.json", "application/json"),
        ("/open311/v2/requests.xml", "text/xml; charset=utf-8"),
    ] {
        let mut line = TcpStream::connect(&address).expect("connected");
        line.set_read_timeout(Some(std::time::Duration::from_secs(60))).expect("set");
        let request =
            format!("POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc");
        line.write_all(request.as_bytes()).expect("written");
        let mut answer = Vec::new();
        line.read_to_end(&mut answer).unwrap_or_else(|error| panic!("{path} stays open: {error}"));
        let answer = String::from_utf8_lossy(&answer).to_lowercase();
        assert!(answer.starts_with("http/1.1 411"), "{path}: {answer}");
        assert!(answer.contains(&format!("content-type: {kind}")), "{path}: {answer}");
        assert!(answer.contains("content-length 再发"), "{path}: {answer}");
    }
}

#[test]
fn a_program_that_packs_its_body_is_told_so() {
    let service = Service::start();
    let packed = [
        ("content-encoding", "gzip"),
        ("content-type", "application/json"),
        ("idempotency-key", "k-1234567890123456"),
    ];
    let page = service.visitor().send_with("/api/v1/letters", &packed, b"\x1f\x8b");
    assert_eq!((page.status, page.json()["type"].as_str()), (415, Some("urn:problem-type:lianxin:packed")));
    let packed = [("content-encoding", "gzip"), ("content-type", FORM)];
    let page = service.visitor().send_with("/open311/v2/requests.json", &packed, b"\x1f\x8b");
    assert_eq!(page.status, 415, "{}", page.text);
}

#[test]
fn what_is_refused_before_any_page_is_told_with_a_sentence_too() {
    let service = Service::start();
    for path in ["/search", "/replies/", "/", "/healthz"] {
        let page = service.visitor().post(path, &[("a", "b")]);
        assert_eq!(page.status, 405, "{path}");
        is_refused_with_a_sentence(&page, path);
    }
    for nothing in ["/.well-known/security.txt", "/.well-known/", "/.git/config"] {
        assert_eq!(service.visitor().get(nothing).status, 404, "{nothing}");
    }
    for (path, header, status) in [
        ("/", ("range", "bytes=999999999-"), 416),
        ("/", ("if-match", "\"other\""), 412),
        ("/..%2f..%2fetc/passwd", ("accept", "*/*"), 400),
    ] {
        let page = service.visitor().get_with(path, &[header]);
        assert_eq!(page.status, status, "{path} {header:?}");
        is_refused_with_a_sentence(&page, path);
    }
    let registrar = service.staff("registrar");
    let found = registrar.get(&format!("/desk/?q={}", "a".repeat(50_000)));
    assert!(found.status == 200 || found.status == 414, "{}", found.status);
}

#[test]
fn a_title_that_nobody_sees_is_none() {
    let service = Service::start();
    for blank in [
        "\u{ad}\u{ad}\u{ad}",
        "\u{200d}\u{200d}",
        "\u{3164}\u{3164}",
        "\u{2800}\u{2800}",
        "\u{e0041}\u{e0042}",
    ] {
        let fields: Vec<_> =
            LETTER.iter().map(|(n, v)| (*n, if *n == "title" { blank } else { v })).collect();
        let page = service.visitor().write_letter(&fields);
        assert!(page.status == 422 && page.text.contains("href=\"#title\""), "{blank:?}");
    }
    assert_eq!(letters(&service), 0);
}
