//! A form does its work once, and every form that did its work leads to a page that can be loaded again: Back, a refresh,
//! a second click and Enter in the address bar change nothing.

use form_api::steps::Upkeep;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use form_api::messages::speak;
use form_api::store;
use jiff::Span;
use tests::{Client, Page, Service};

use crate::attachments::document;
use crate::journey::{ANSWER, LETTER, walk_to_closed};

/// Looks a letter up and gives the address of its page, with the page.
fn open(visitor: &Client, number: &str, code: &str) -> (String, Page) {
    let _ = visitor.get("/track/");
    let sent = visitor.post("/track/", &[("submission_no", number), ("query_code", code)]);
    let way = sent.location.clone().expect("a way to the letter's page");
    assert_eq!(sent.status, 303);
    assert!(!way.contains(number) && !way.contains(code) && way.starts_with("letter?of="), "{way}");
    let cookie = &sent.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "gone with the browser: {cookie}");
    assert!(!cookie.contains(number) && !cookie.contains(code), "{cookie}");
    let page = visitor.follow("/track/", sent);
    assert_eq!(page.status, 200, "{}", page.text);
    (format!("/track/{way}"), page)
}

fn messages(service: &Service, number: &str) -> (usize, usize) {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        let messages = store::list_messages(service.db(), letter.subject()).await.expect("listed");
        let files = store::list_attachments(service.db(), letter.subject()).await.expect("listed");
        (messages.iter().filter(|message| !message.from_office).count(), files.len())
    })
}

#[test]
fn a_refresh_does_not_answer_the_offices_question() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let visitor = service.visitor();
    let (address, page) = open(&visitor, &number, &code);
    let fields = [("case", page.hidden("case")), ("text", "昨晚又灭了一盏。".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sent = visitor.post("/track/inform", &fields);
    assert_eq!((sent.status, format!("/track/{}", sent.location.expect("a way"))), (303, address));

    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    for client in [&visitor, &service.visitor()] {
        assert!((200..400).contains(&client.post("/track/inform", &fields).status), "no failure either");
    }
    assert_eq!(messages(&service, &number), (1, 0));
    let page = service.track(&number, &code);
    assert!(page.text.contains(&speak("state-needs_information")), "it still waits: {}", page.text);
    let case = page.hidden("case");
    assert_eq!(visitor.post("/track/inform", &[("case", &case), ("text", "第二根。")]).status, 303);
    assert_eq!(messages(&service, &number), (2, 0), "another page is another answer");
    let again = [("case", fields[0].1), ("text", "还有第三根。")];
    assert_eq!(visitor.post("/track/inform", &again).status, 303);
    assert_eq!(messages(&service, &number), (3, 0), "and other words on the same page are not lost");
    let _ = service.mails();
}

/// The page was opened before the office asked: what is sent from it is kept, and the question stays open.
#[test]
fn a_page_from_before_a_question_does_not_answer_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    let add = |case: &str, text: &str| {
        let sent = service.visitor().post("/track/inform", &[("case", case), ("text", text)]);
        assert_eq!(sent.status, 200, "{}", sent.text);
    };
    let is_asked = |hint: &str| service.track(&number, &code).text.contains(&speak(hint));
    let page = || service.track(&number, &code).hidden("case");

    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    let (first, second) = (page(), page());
    add(&first, "桥头第二根。");
    assert!(!is_asked("own-inform-hint"), "answered");
    registrar.takes(&number, "request_information", &[("text", "灯杆上有没有编号？")]);
    add(&second, "桥头第二根。");
    assert_eq!(messages(&service, &number).0, 1, "the same words are there once");
    assert!(is_asked("own-inform-hint"), "and answer nothing more");
    add(&second, "下面还有一个坑。");
    assert_eq!(messages(&service, &number).0, 2, "other words are kept");
    assert!(is_asked("own-inform-hint"), "and the question waits");
    add(&page(), "桥头第二根。");
    assert_eq!(messages(&service, &number).0, 3, "equal words can be right for another question");
    assert!(!is_asked("own-inform-hint"));

    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    let before = page();
    handler.takes(&number, "request_information", &[("text", "晚上几点最暗？")]);
    add(&before, "路边的树挡住了灯。");
    assert!(is_asked("own-inform-hint-open"), "nor is one of an office at work answered");
    add(&page(), "八点以后。");
    assert!(!is_asked("own-inform-hint-open"));
    let _ = service.mails();
}

#[test]
fn words_and_a_file_sent_three_times_are_there_once() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    let file = document("灯杆");
    for _ in 0..3 {
        let fields = [("case", case.as_str()), ("text", "照片在这里。")];
        let sent = service.visitor().post_files("/track/inform", &fields, &[("灯杆.pdf", &file)]);
        assert_eq!(sent.status, 200, "{}", sent.text);
    }
    assert_eq!(messages(&service, &number), (1, 1));
    let on_disk = std::fs::read_dir(service.paths.attachments()).map_or(0, Iterator::count);
    assert_eq!(on_disk, 1, "files that came again are gone");
    let other = [("case", case.as_str()), ("text", "照片在这里。")];
    let other = service.visitor().post_files("/track/inform", &other, &[("二.pdf", &document("又一根"))]);
    assert_eq!((other.status, messages(&service, &number)), (200, (2, 2)), "another file is another message");
    let _ = service.mails();
}

#[test]
fn what_is_set_to_and_fro_from_a_page_that_stays_open_ends_as_it_was_said_last() {
    let service = Service::start();
    let visitor = service.visitor();
    let mut letter = LETTER.to_vec();
    letter.push(("notify_by", "mail"));
    let (number, code) = service.send_letter(&letter);
    let _ = service.mails();
    let (_, page) = open(&visitor, &number, &code);
    let case = page.hidden("case");
    let set = |form: &str, value: &str| {
        let field = if form == "consent" { "consent" } else { "mail" };
        let sent = visitor.post(&format!("/track/{form}"), &[("case", case.as_str()), (field, value)]);
        assert_eq!(sent.status, 303, "{form} {value}: {}", sent.text);
    };
    let stored = || {
        let found = service.runtime.block_on(store::find_by_number(service.db(), &number));
        let letter = found.expect("asked").expect("there");
        (letter.consent.as_str(), letter.mail_state.as_str())
    };
    for value in ["no", "anonymised", "no", "no"] {
        set("consent", value);
        assert_eq!(stored().0, value, "the last word counts, and once more is no mistake");
    }
    for (value, state) in [("off", "stopped"), ("on", "on"), ("off", "stopped"), ("off", "stopped")] {
        set("mail", value);
        assert_eq!(stored().1, state);
    }
}

#[test]
fn every_form_of_a_letters_page_leads_to_it_and_works_once() {
    let service = Service::start();
    let visitor = service.visitor();
    for (form, fields, walk) in [
        ("rate", vec![("grade", "satisfied"), ("solved", "yes")], true),
        ("consent", vec![("consent", "no")], false),
        ("mail", vec![("mail", "off")], false),
        ("request", vec![("kind", "access"), ("text", "想要一份副本。")], false),
        ("withdraw", vec![("sure", "1")], false),
    ] {
        let (number, code) = service.send_letter(&LETTER);
        if walk {
            walk_to_closed(&service, &number);
        }
        let (address, page) = open(&visitor, &number, &code);
        let case = page.hidden("case");
        let mut all = vec![("case", case.as_str())];
        all.extend(&fields);
        let path = format!("/track/{form}");
        let events = || {
            service.runtime.block_on(async {
                let letter =
                    store::find_by_number(service.db(), &number).await.expect("asked").expect("there");
                form_api::event_log::list_events(service.db(), letter.subject()).await.expect("listed").len()
            })
        };
        let before = events();
        for click in 0..2 {
            let sent = visitor.post(&path, &all);
            let way = sent.location.as_deref().unwrap_or_default();
            assert_eq!((sent.status, format!("/track/{way}")), (303, address.clone()), "{form}, {click}");
            assert_eq!(visitor.follow(&path, sent).status, 200, "{form}, {click}");
        }
        assert_eq!(events() - before, 1, "{form} did its work once");
        let bar = visitor.get(&path);
        assert_eq!(bar.status, 303, "Enter in the address bar of {form}");
        assert_eq!(visitor.follow(&path, bar).status, 200, "{form}");
        assert_eq!(service.visitor().get(&path).status, 403, "a stranger is asked for number and code");
    }
    let _ = service.mails();
}

#[test]
fn the_receipt_and_the_letters_page_are_loaded_again_by_back_for_half_an_hour() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let fields = preview.hidden_fields();
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    fields.push(("action", "confirm"));
    let sent = visitor.post("/mailbox/", &fields);
    assert_eq!((sent.status, sent.location.as_deref()), (303, Some("receipt")));
    let receipt = visitor.get("/mailbox/receipt");
    let number = receipt.element("data-submission-no").expect("a number");
    let code = receipt.element("data-query-code").expect("a code");
    assert_eq!(visitor.get("/mailbox/receipt").element("data-query-code").as_ref(), Some(&code));

    let (first, _) = open(&visitor, &number, &code);
    let (other_number, other_code) = service.send_letter(&LETTER);
    let (second, page) = open(&visitor, &other_number, &other_code);
    assert!(page.text.contains(&other_number));
    assert!(visitor.get(&first).text.contains(&number), "two tabs, two letters");
    assert!(visitor.get(&second).text.contains(&other_number));
    assert_eq!(service.visitor().get(&first).status, 403, "the address alone opens nothing");
    service.pass(Span::new().minutes(31));
    let old = visitor.get(&first);
    assert!(old.status == 403 && old.text.contains(&speak("track-old")), "{}", old.text);
    let (first, page) = open(&visitor, &number, &code);
    assert!(page.text.contains("action=\"leave\""));
    assert_eq!(visitor.post("/track/leave", &[]).status, 303);
    assert_eq!(visitor.get(&first).status, 403, "the next one at this computer sees nothing");
    let _ = service.mails();
}

#[test]
fn a_browser_without_cookies_is_shown_what_it_did_at_once() {
    let service = Service::start();
    let preview = service.visitor().write_letter(&LETTER);
    let receipt = service.visitor().press(&preview, "confirm");
    let number = receipt.element("data-submission-no").expect("a number");
    let code = receipt.element("data-query-code").expect("a code");
    let fields = [("submission_no", number.as_str()), ("query_code", code.as_str())];
    let page = service.visitor().post("/track/", &fields);
    assert_eq!(page.status, 200);
    let fields = [("case", page.hidden("case")), ("text", "第二根。".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert!(service.visitor().post("/track/inform", &fields).text.contains("第二根。"));
    let _ = service.mails();
}

#[test]
fn the_link_of_a_mail_leads_people_to_a_page_and_answers_programs_at_once() {
    let service = Service::start();
    let _ = service.send_letter(&LETTER);
    let mails = service.mails();
    let (_, link) = mails[0].split_once("/track/stop-mail?mail=").expect("a link");
    let token: String =
        link.chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
    let path = format!("/track/stop-mail?mail={token}");
    let visitor = service.visitor();
    let button = visitor.get(&path).hidden_fields();
    let button: Vec<(&str, &str)> = button.iter().map(|(name, value)| (&**name, &**value)).collect();
    let pressed = visitor.post(&path, &button);
    assert_eq!(pressed.status, 303);
    assert!(visitor.follow("/track/stop-mail", pressed).text.contains("data-stopped"));
    let other_site = [("Origin", "https://mail.elsewhere.example"), ("Sec-Fetch-Site", "cross-site")];
    let program = visitor.post_with(&path, &other_site, &[("List-Unsubscribe", "One-Click")]);
    assert!(program.status == 200 && program.text.contains("data-stopped"), "{}", program.text);
}

#[test]
fn a_second_click_of_any_desk_form_shows_what_the_first_did() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = format!("/desk/cases/{number}");
    let twice = |name: &str, step: &str, fields: &[(&str, &str)]| {
        let client = service.staff(name);
        let page = client.get(&case);
        let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
        let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
        all.extend(fields);
        let path = format!("{case}/{step}");
        for click in 0..2 {
            let sent = client.post(&path, &all);
            assert_eq!((sent.status, sent.location.as_deref()), (303, Some(&*case)), "{step}, {click}");
        }
        // Signed in anew, the same person sends the page of before once more.
        assert_eq!(service.staff(name).post(&path, &all).status, 303, "{step} in another session");
        let bar = client.get(&path);
        assert_eq!((bar.status, bar.location.as_deref()), (303, Some(&*case)), "Enter in the address bar");
    };
    twice("registrar", "register", &[("text", "路灯")]);
    twice("registrar", "request_information", &[("text", "是哪一根灯杆？")]);
    twice("registrar", "provide_information", &[("text", "第二根。"), ("channel", "phone")]);
    let ask = [("kind", "access"), ("channel", "phone"), ("recognised", "yes"), ("text", "想要一份副本。")];
    twice("registrar", "requests", &ask);
    twice("registrar", "accept", &[("office", "chengjian")]);
    twice("registrar", "exclude", &[("office", "nongye")]);
    twice("handler", "handle", &[]);
    twice("handler", "answer", &[("text", ANSWER)]);
    twice("reviewer", "review", &[]);
    twice("registrar", "close", &[]);
    let page = service.track(&number, &code);
    assert_eq!(page.text.matches("是哪一根灯杆？").count(), 1, "asked once");
    assert_eq!(messages(&service, &number), (1, 0));
    let other = service.staff("supervisor").step(&number, "nothing", &[]);
    assert_eq!(other.status, 404);
    let _ = service.mails();
}

#[test]
fn contact_details_that_are_opened_by_a_double_click_are_opened_once() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let csrf = registrar.get(&format!("/desk/cases/{number}")).hidden("csrf");
    let phrase = tests::phrase("registrar");
    let fields = [("csrf", csrf.as_str()), ("reason", "约时间到现场"), ("pass_phrase", phrase.as_str())];
    let path = format!("/desk/cases/{number}/contact");
    let opened = || service.track(&number, &code).text.matches("约时间到现场").count();
    for _ in 0..2 {
        assert!(registrar.post(&path, &fields).text.contains("14012345678"));
    }
    assert_eq!(opened(), 1);
    service.pass(Span::new().minutes(11));
    assert!(registrar.post(&path, &fields).text.contains("14012345678"));
    assert_eq!(opened(), 2, "later it is another opening");
    let _ = service.mails();
}

#[test]
fn used_forms_are_forgotten_after_two_days() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    service.staff("registrar").takes(&number, "register", &[("text", "路灯")]);
    let rows = || {
        service.runtime.block_on(async {
            let mut db = service.db();
            let rows = store::Ask::rows(&mut db, "SELECT * FROM used_forms", &[]).await.expect("read");
            rows.len()
        })
    };
    let forget = |span: Span| {
        service.pass(span);
        let forget = form_api::steps::forget_forms(Upkeep::by_hand(service.db(), service.now()));
        service.runtime.block_on(forget).expect("forgotten");
    };
    assert_eq!(rows(), 1);
    forget(Span::new().hours(47));
    assert_eq!(rows(), 1);
    forget(Span::new().hours(2));
    assert_eq!(rows(), 0);
    let _ = service.mails();
}

/// Sends a body in pieces, and between them waits for longer than a whole form of a stranger may take.
fn drip(service: &Service, path: &str, body: &str) -> String {
    let mut line = TcpStream::connect(service.base.trim_start_matches("http://")).expect("it listens");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    line.write_all(head.as_bytes()).expect("sent");
    line.set_read_timeout(Some(Duration::from_millis(450))).expect("set");
    let mut said = Vec::new();
    let mut part = [0; 4096];
    for piece in body.as_bytes().chunks(body.len().div_ceil(5)) {
        let _ = line.write_all(piece);
        // Nothing comes before all is sent, unless the service has given up.
        if let Ok(read @ 1..) = line.read(&mut part) {
            said.extend_from_slice(&part[..read]);
            break;
        }
    }
    line.set_read_timeout(None).expect("set");
    while let Ok(read @ 1..) = line.read(&mut part) {
        said.extend_from_slice(&part[..read]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn a_line_that_took_the_preview_takes_the_confirmation_and_all_that_follows() {
    let service = Service::start_with(|settings| settings.abuse.form_seconds = 1);
    let visitor = service.visitor();
    let long = "路灯坏了。".repeat(500);
    let mut letter = LETTER.to_vec();
    letter.retain(|(name, _)| *name != "text");
    letter.push(("text", &long));
    let preview = visitor.write_letter(&letter);
    assert!(preview.text.contains("enctype=\"multipart/form-data\""), "a third of the bytes");
    let mut fields = preview.hidden_fields();
    fields.push(("action".to_owned(), "confirm".to_owned()));
    let body = encoded(&fields);
    let said = drip(&service, "/mailbox/", &body);
    assert!(said.starts_with("HTTP/1.1 200") && said.contains("data-submission-no"), "{said}");

    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    let fields = [("case".to_owned(), case.clone()), ("text".to_owned(), long.clone())];
    let said = drip(&service, "/track/inform", &encoded(&fields));
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");

    let stranger = [("case".to_owned(), "a.1.00".to_owned()), ("text".to_owned(), long)];
    let said = drip(&service, "/track/inform", &encoded(&stranger));
    assert!(said.starts_with("HTTP/1.1 408"), "whoever has no page of ours is not waited for: {said}");
    let _ = service.mails();
}

fn encoded(fields: &[(String, String)]) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    let text = |text: &str| text.bytes().map(byte).collect::<String>();
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", text(name), text(value))).collect();
    pairs.join("&")
}
