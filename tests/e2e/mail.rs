//! Being told by mail: what a mail looks like on the line, how it is stopped, what becomes of it when servers fail.

use form_api::mail::{SmtpSecurity, SmtpSettings};
use form_api::messages::speak;
use form_api::steps::{self, StepError};
use form_api::store::{self, Delivery};
use jiff::Span;
use mailparse::MailHeaderMap;
use tests::{Fault, Service, SmtpServer};

use crate::journey::{ANSWER, LETTER, declines};

/// A service that sends through a server.
pub(crate) fn with_server(server: &SmtpServer) -> Service {
    let port = server.port;
    Service::start_with(move |settings| {
        settings.mail.smtp = Some(SmtpSettings {
            host: "127.0.0.1".into(),
            port,
            security: SmtpSecurity::None,
            user: None,
            password: None,
        });
    })
}

pub(crate) fn deliveries(service: &Service) -> Vec<Delivery> {
    let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    rows.iter().map(|row| row.delivery).collect()
}

/// The path and query of the link that stops mail, from a mail's own header.
fn stop_link(service: &Service, raw: &str) -> String {
    let mail = mailparse::parse_mail(raw.as_bytes()).expect("a mail");
    let header = mail.headers.get_first_value("List-Unsubscribe").expect("a link");
    let url = header.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).expect("in brackets");
    url.strip_prefix(&service.base).expect("of this service").to_owned()
}

/// Walks a letter through every mail there is about it: question, extension, answer, reopening, and the second answer.
fn walk_through_every_mail(service: &Service, number: &str, code: &str) {
    let registrar = service.staff("registrar");
    registrar.takes(number, "register", &[("text", "路灯")]);
    registrar.takes(number, "request_information", &[("text", "是哪一根灯杆？")]);
    let case = service.track(number, code).hidden("case");
    let informed = service.visitor().post("/track/inform", &[("case", &case), ("text", "桥头那根。")]);
    assert_eq!(informed.status, 200);
    registrar.takes(number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(number, "handle", &[]);
    let extended = handler.step(number, "extend", &[("text", "要等供电所来人"), ("due_on", "2026-12-20")]);
    assert_eq!(extended.status, 303, "{}", extended.text);
    handler.takes(number, "answer", &[("text", ANSWER)]);
    service.staff("reviewer").takes(number, "review", &[]);
    let case = service.track(number, code).hidden("case");
    let bad = [("case", case.as_str()), ("grade", "dissatisfied"), ("solved", "no"), ("text", "灯还是不亮")];
    assert_eq!(service.visitor().post("/track/rate", &bad).status, 200);
}

#[test]
fn a_mail_is_text_and_page_for_people_and_says_to_machines_what_it_is() {
    let service = Service::start();
    let written_at = service.now();
    let _ = service.send_letter(&LETTER);
    service.pass(Span::new().minutes(5));
    let _ = service.mails();
    let raw = service.raw_mails().remove(0);
    let mail = mailparse::parse_mail(raw.as_bytes()).expect("a mail");
    let header = |name: &str| mail.headers.get_first_value(name).unwrap_or_default();
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let kinds: Vec<&str> = mail.subparts.iter().map(|part| part.ctype.mimetype.as_str()).collect();
    assert_eq!(kinds, ["text/plain", "text/html"], "the richer form stands last (RFC 2046, 5.1.4)");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let date = mailparse::dateparse(&header("Date")).expect("a date");
    assert_eq!(date, written_at.as_second(), "when it was written, not when it went");
    let page = mail.subparts[1].get_body().expect("a page");
    for part in ["<img", "<link", "<script", "<style", "url(", "src=", "@import"] {
        assert!(!page.contains(part), "{part} in {page}");
    }
    for address in page.split("href=\"").skip(1) {
        assert!(address.starts_with(&service.base), "a link elsewhere: {address}");
    }
    assert!(page.contains("lang=\"zh-Hans\"") && page.contains("name=\"color-scheme\""));
    let text = mail.subparts[0].get_body().expect("a text");
    let links = text.lines().filter(|line| line.starts_with("http"));
    assert!(links.clone().count() == 2 && links.into_iter().all(|link| page.contains(link)), "{text}");
}

#[test]
fn no_mail_holds_the_code_or_the_sender_and_every_step_that_is_to_be_told_is() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_through_every_mail(&service, &number, &code);
    let mails = service.mails();
    let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    let mut told: Vec<&str> = rows.iter().map(|row| row.mail.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["answer", "extension", "question", "receipt", "reopening"]);
    let plain = |text: &str| text.replace(['-', ' ', '\r', '\n'], "").to_uppercase();
    for mail in &mails {
        let subject = mail.lines().find(|line| line.starts_with("Subject: ")).expect("a subject");
        for personal in ["尉迟", "翀", "14012345678", "yuchi", "灯"] {
            assert!(!subject.contains(personal), "{personal} in {subject}");
            assert!(personal == "yuchi" || !mail.contains(personal), "{personal} in {mail}");
        }
        assert!(subject.contains(&number));
        assert!(!plain(mail).contains(&plain(&code)), "the code in {mail}");
    }
    assert_eq!(mails.len(), 5);
}

#[test]
fn one_click_stops_mail_about_that_letter_and_a_link_that_is_only_opened_does_not() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let (other, other_code) = service.send_letter(&LETTER);
    let mails = service.mails();
    assert_eq!(mails.len(), 2);
    let raws = service.raw_mails();
    let of_number = |raw: &&String| {
        mailparse::parse_mail(raw.as_bytes()).is_ok_and(|mail| {
            mail.headers.get_first_value("Subject").is_some_and(|subject| subject.contains(&number))
        })
    };
    let link = stop_link(&service, raws.iter().find(of_number).expect("its receipt"));
    assert!(!link.contains(&number) && !link.contains(&code.replace('-', "")), "{link}");

    let asked = service.visitor().get(&link);
    assert_eq!((asked.status, asked.hidden("List-Unsubscribe").as_str()), (200, "One-Click"));
    assert!(!service.track(&number, &code).text.contains(&speak("event-mail_stopped")), "a GET only asks");
    let nothing = service.visitor().post_raw(&link, "application/x-www-form-urlencoded", b"a=b");
    assert_eq!(nothing.status, 422);
    let forged =
        service.visitor().post(&link.replace("mail=", "mail=0"), &[("List-Unsubscribe", "One-Click")]);
    assert_eq!(forged.status, 422);
    assert!(forged.text.contains(&speak("stop_mail-forged")));
    assert!(!service.track(&number, &code).text.contains(&speak("event-mail_stopped")));

    // Mail that waits when it is stopped is not sent either.
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    let multipart =
        b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    for _ in 0..2 {
        let stopped = service.visitor().post_raw(&link, "multipart/form-data; boundary=x", multipart);
        assert_eq!(
            (stopped.status, stopped.element("data-stopped").is_some()),
            (200, true),
            "{}",
            stopped.text
        );
    }
    assert_eq!(service.mails().len(), 2, "nothing more");
    let page = service.track(&number, &code);
    assert_eq!(page.text.matches(&speak("event-mail_stopped-own")).count(), 1, "an event, once");
    assert!(page.text.contains("data-mail=\"stopped\""));
    assert!(service.track(&other, &other_code).text.contains("data-mail=\"on\""), "the other letter goes on");

    let case = page.hidden("case");
    let resumed = service.visitor().post("/track/mail", &[("case", &case), ("mail", "on")]);
    assert!(resumed.status == 200 && resumed.text.contains("data-mail=\"on\""), "{}", resumed.text);
    assert_eq!(service.visitor().post("/track/mail", &[("case", &case), ("mail", "maybe")]).status, 422);
    let informed = service.visitor().post("/track/inform", &[("case", &case), ("text", "桥头那根。")]);
    assert_eq!(informed.status, 200);
    declines(&service, &number, "这盏灯归供电所管，镇里不能修，请向供电所反映，电话 95598。");
    assert_eq!(service.mails().len(), 3, "told again");
}

#[test]
fn a_mail_server_that_is_down_for_a_day_delays_mail_and_loses_none_and_sends_none_twice() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    server.set_down(true);
    for _ in 0..3 {
        let _ = service.send_letter(&LETTER);
    }
    for _ in 0..96 {
        assert_eq!(service.runtime.block_on(service.deliver()), 0);
        service.pass(Span::new().minutes(15));
    }
    assert_eq!(deliveries(&service), [Delivery::Failed; 3]);
    let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    assert!(rows.iter().all(|row| (10..40).contains(&row.attempts)), "later and later, and not never");
    server.set_down(false);
    service.pass(Span::new().hours(1));
    assert_eq!(service.runtime.block_on(service.deliver()), 3);
    service.pass(Span::new().hours(24));
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    let mut ids: Vec<String> = server.mails().iter().map(|mail| message_id(mail)).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((server.mails().len(), ids.len()), (3, 3));
}

fn message_id(raw: &str) -> String {
    let mail = mailparse::parse_mail(raw.as_bytes()).expect("a mail");
    mail.headers.get_first_value("Message-ID").expect("an id")
}

#[test]
fn a_mail_whose_ok_was_lost_comes_again_byte_for_byte_so_that_the_server_can_tell() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let _ = service.send_letter(&LETTER);
    server.set_faults(&[Fault::LoseOk]);
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    service.pass(Span::new().minutes(2));
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0], mails[1]);
}

#[test]
fn a_worker_that_dies_with_a_mail_in_hand_holds_it_up_for_two_minutes_and_no_longer() {
    let service = Service::start();
    let _ = service.send_letter(&LETTER);
    let now = service.now().as_millisecond();
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        let taken = store::take_due_mail(&mut tx, now, now + 120_000).await.expect("asked");
        assert!(taken.is_some());
        tx.commit().await.expect("committed");
    });
    assert_eq!(service.mails().len(), 0, "another worker leaves it alone");
    service.pass(Span::new().seconds(121));
    assert_eq!(service.mails().len(), 1);
}

#[test]
fn a_mailbox_that_is_not_there_gets_no_more_mail_and_staff_read_that_they_must_call() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let (number, code) = service.send_letter(&LETTER);
    server.set_faults(&[Fault::Refuse("550 5.1.1 <yuchi@mail.yundu.example>: no such user")]);
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    assert_eq!(deliveries(&service), [Delivery::Bounced]);
    let registrar = service.staff("registrar");
    assert!(registrar.get(&format!("/desk/cases/{number}")).text.contains(&speak("case-bounced")));
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    assert_eq!(deliveries(&service).len(), 1, "nothing more goes there");
    let own = service.track(&number, &code);
    assert!(own.text.contains("data-mail=\"bounced\"") && own.text.contains(&speak("event-mail_bounced")));
    let outbox = service.staff("administrator").get("/desk/mail").text;
    assert!(outbox.contains("data-delivery=\"bounced\"") && outbox.contains("5.1.1"), "{outbox}");
    assert!(!outbox.contains("yuchi") && !outbox.contains(&number));

    // Another address in its place is told again.
    let case = own.hidden("case");
    let ask = [
        ("case", case.as_str()),
        ("kind", "correction"),
        ("text", "写错了"),
        ("email", "yuchi.c@mail.yundu.example"),
    ];
    assert_eq!(service.visitor().post("/track/request", &ask).status, 200);
    let approver = service.staff("approver");
    let page = approver.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let request =
        page.text.split("/requests/").nth(1).and_then(|rest| rest.split('"').next()).expect("a request");
    let granted =
        [("csrf", csrf.as_str()), ("version", &version), ("granted", "yes"), ("text", "已经更正。")];
    assert_eq!(approver.post(&format!("/desk/cases/{number}/requests/{request}"), &granted).status, 303);
    assert!(service.track(&number, &code).text.contains("data-mail=\"on\""));
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    assert!(server.mails()[0].contains("To: yuchi.c@mail.yundu.example"));
}

#[test]
fn a_refusal_that_repeats_a_part_of_the_address_leaves_its_codes_only() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let (_, _) = service.send_letter(&LETTER);
    for (said, codes) in [
        ("450 4.2.2 mailbox yuchi is over quota", "450 4.2.2"),
        ("451 4.7.1 Greylisted: recipient=yuchi", "451 4.7.1"),
        ("554 rejected for policy (yuchi)", "554"),
    ] {
        server.set_faults(&[Fault::Refuse(said)]);
        assert_eq!(service.runtime.block_on(service.deliver()), 0, "{said}");
        let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
        let kept = rows[0].last_error.clone().unwrap_or_default();
        assert!(!kept.contains("yuchi") && kept.contains(codes), "{said}: {kept}");
        service.pass(Span::new().hours(2));
    }
    let outbox = service.staff("administrator").get("/desk/mail").text;
    assert!(!outbox.contains("yuchi"), "{outbox}");
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
}

/// A report as a mail server pipes it in (RFC 3464), about the mail with this id.
fn report(message_id: &str, action: &str, status: &str) -> String {
    [
        "Return-Path: <>",
        "From: MAILER-DAEMON@mail.yundu.example (Mail Delivery System)",
        "Subject: Undelivered Mail Returned to Sender",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"",
        "",
        "--b",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.yundu.example",
        "",
        "Final-Recipient: rfc822; yuchi@mail.yundu.example",
        &format!("Action: {action}"),
        &format!("Status: {status}"),
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        &format!("Message-ID: {message_id}"),
        "",
        "--b--",
        "",
    ]
    .join("\r\n")
}

#[test]
fn a_report_that_is_piped_in_marks_its_mail_and_a_second_one_changes_nothing() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let _ = service.mails();
    let id = message_id(&service.raw_mails()[0]);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("settings.toml");
    let paths = &service.paths;
    let text = format!(
        "[server]\nbind = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1/\"\n[paths]\ncontent = {:?}\ntheme = {:?}\n\
         data = {:?}\nsite = {:?}\n[database]\nurl = {:?}\n[mail]\nfrom = \"a@yundu.example\"\n",
        paths.content,
        paths.theme,
        paths.data,
        paths.site,
        service.app.settings.database_url()
    );
    std::fs::write(&settings, text).expect("written");
    let pipe = |report: &str| {
        let file = folder.path().join("report.eml");
        std::fs::write(&file, report).expect("written");
        let (file, settings) = (file.display().to_string(), settings.display().to_string());
        crate::commands::say(&["bounce", &file, "--settings", &settings])
    };
    assert_eq!(pipe(&report(&id, "delayed", "4.4.1")), "");
    assert_eq!(deliveries(&service), [Delivery::Sent], "it may still arrive");
    assert!(pipe("Subject: 你好\r\n\r\n谢谢").contains("不是退信报告"));
    assert!(pipe(&report("<other@yundu.example>", "failed", "5.1.1")).contains("认不出是哪一封"));
    assert_eq!(pipe(&report("<00000000000000000000000000000000@yundu.example>", "failed", "5.1.1")), "");
    assert_eq!(deliveries(&service), [Delivery::Sent]);
    for _ in 0..2 {
        assert_eq!(pipe(&report(&id, "failed", "5.2.1")), "");
    }
    assert_eq!(deliveries(&service), [Delivery::Bounced]);
    let own = service.track(&number, &code).text;
    assert_eq!(own.matches(&speak("event-mail_bounced")).count(), 1);
    assert!(
        service
            .staff("registrar")
            .get(&format!("/desk/cases/{number}"))
            .text
            .contains(&speak("case-bounced"))
    );
}

#[test]
fn a_refusal_that_is_not_about_the_mailbox_is_tried_again() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let _ = service.send_letter(&LETTER);
    let faults = ["554 5.7.1 relay access denied", "451 4.3.2 later", "554 not now"];
    server.set_faults(&faults.map(Fault::Refuse));
    for _ in faults {
        assert_eq!(service.runtime.block_on(service.deliver()), 0);
        assert_eq!(deliveries(&service), [Delivery::Failed]);
        service.pass(Span::new().hours(1));
    }
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
}

#[test]
fn a_link_of_a_letter_that_is_not_there_changes_nothing() {
    let service = Service::start();
    let gone = service.runtime.block_on({
        let (db, township, now) = (service.db(), &service.app.township, service.now());
        steps::set_mail_wanted(steps::Sender { db, township, case_id: "none", posting: None, now }, false)
    });
    assert!(matches!(gone, Err(StepError::NotFound)));
}

#[test]
fn whoever_handles_a_case_sees_how_far_each_message_to_its_sender_went() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let (number, _) = service.send_letter(&LETTER);
    let (other, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let case = || registrar.get(&format!("/desk/cases/{number}")).text;
    assert!(case().contains("data-delivery=\"waiting\"") && case().contains(&speak("delivery-waiting")));
    assert_eq!(service.runtime.block_on(service.deliver()), 2);
    assert!(case().contains("data-delivery=\"sent\"") && !case().contains("data-delivery=\"waiting\""));
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    registrar.takes(&other, "register", &[("text", "路灯")]);
    declines(&service, &other, "同一件事已经在前面一封信里受理，请看那一封的答复，不另外再办。");
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(&number, "extend", &[("text", "等供电所来人。")]);
    server.set_faults(&[Fault::Refuse("451 later"), Fault::Refuse("451 later")]);
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    let seen = handler.get(&format!("/desk/cases/{number}")).text;
    assert!(seen.contains("data-delivery=\"failed\"") && seen.contains(&speak("mail-extension")), "{seen}");
    assert!(!seen.contains(&speak("mail-outcome")), "of this case alone");
    for private in ["yuchi", "451 later"] {
        assert!(!seen.contains(private), "{private}");
    }
    service.pass(Span::new().hours(2));
    assert_eq!(service.runtime.block_on(service.deliver()), 2);
    let seen = service.staff("handler").get(&format!("/desk/cases/{number}")).text;
    assert!(!seen.contains("data-delivery=\"failed\""), "it went in the end");
}
