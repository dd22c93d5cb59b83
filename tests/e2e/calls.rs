//! A message that does not arrive is told by a person: a task at the desk on the same day, and a page that promises nothing.

use form_api::case::Bounce;
use form_api::messages::speak;
use form_api::steps;
use form_api::steps::Upkeep;
use form_api::store::{self, Delivery};
use jiff::Span;
use tests::{Fault, Service, SmtpServer};

use crate::journey::LETTER;
use crate::mail::{deliveries, with_server};

/// The number on the list of senders who did not get a message.
fn to_call(service: &Service, number: &str) -> bool {
    let registrar = service.staff("registrar");
    let list = registrar.get("/desk/?list=unreached").text;
    let case = registrar.get(&format!("/desk/cases/{number}")).text;
    assert_eq!(list.contains(number), case.contains("data-calls"), "list and case say the same");
    let elsewhere = registrar.get("/desk/?list=all").text;
    assert_eq!(elsewhere.contains("data-unreached"), list.contains(number), "and so does every other list");
    list.contains(number)
}

fn note(service: &Service, status: &str) {
    let row = service.runtime.block_on(store::list_outbox(service.db())).expect("listed").remove(0).id;
    let bounce = Bounce::parse(status).expect("a status");
    let noted = steps::note_bounce(service.db(), &row, &bounce, service.now());
    assert!(service.runtime.block_on(noted).expect("noted"));
}

#[test]
fn whoever_a_mail_did_not_reach_for_good_is_called_and_promised_nothing_whatever_the_reason() {
    for status in ["5.1.1", "5.2.2", "5.7.1", "4.2.2", "4.4.7", "5.0.0"] {
        let service = Service::start();
        let (number, code) = service.send_letter(&LETTER);
        let _ = service.mails();
        assert!(!to_call(&service, &number));
        note(&service, status);
        assert_eq!(deliveries(&service), [Delivery::Bounced], "{status}");
        assert!(to_call(&service, &number), "{status}");
        let own = service.track(&number, &code).text;
        assert!(own.contains("data-mail=\"bounced\"") && own.contains("data-unreached"), "{status}: {own}");
        assert!(!own.contains(&speak("mail_state-on")), "{status}");
    }
}

#[test]
fn a_server_that_refuses_the_mailbox_without_a_status_is_believed_and_not_asked_for_ever() {
    for said in [
        "550 User not found",
        "550 5.2.1 mailbox disabled",
        "552 too much mail",
        "551 not here",
        "553 no such address",
        "550 5.4.1 Recipient address rejected: Access denied",
    ] {
        let server = SmtpServer::start();
        let service = with_server(&server);
        let (number, _) = service.send_letter(&LETTER);
        server.set_faults(&[Fault::Refuse(said)]);
        assert_eq!(service.runtime.block_on(service.deliver()), 0, "{said}");
        assert_eq!(deliveries(&service), [Delivery::Bounced], "{said}");
        assert!(to_call(&service, &number), "{said}");
    }
}

#[test]
fn a_message_that_cannot_go_is_tried_further_and_told_by_a_person_meanwhile() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let (number, code) = service.send_letter(&LETTER);

    // A line that fails is no reason to call at once, and one after two hours.
    server.set_down(true);
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    assert!(!to_call(&service, &number));
    service.pass(Span::new().hours(2).minutes(1));
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    assert!(to_call(&service, &number));
    let own = service.track(&number, &code).text;
    assert!(own.contains(&speak("mail_state-held_up")) && !own.contains(&speak("mail_state-on")), "{own}");
    server.set_down(false);
    service.pass(Span::new().hours(1));
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    assert!(!to_call(&service, &number), "it went after all");
    assert!(service.track(&number, &code).text.contains(&speak("mail_state-on")));

    // What a later try hardly helps is told at once.
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    server.set_faults(&[Fault::Refuse("554 5.7.1 relay access denied")]);
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    assert!(to_call(&service, &number));
    service.pass(Span::new().hours(1));
    assert_eq!(service.runtime.block_on(service.deliver()), 1);
    assert!(!to_call(&service, &number));
}

#[test]
fn messages_that_nobody_tries_to_send_are_told_by_a_person_too() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    service.pass(Span::new().hours(3));
    let noted = service
        .runtime
        .block_on(steps::note_held_up(Upkeep::by_hand(service.db(), service.now())))
        .expect("noted");
    assert_eq!(noted, 1);
    let again = service
        .runtime
        .block_on(steps::note_held_up(Upkeep::by_hand(service.db(), service.now())))
        .expect("noted");
    assert_eq!(again, 0, "once");
    assert!(to_call(&service, &number));
    assert!(service.track(&number, &code).text.contains("data-unreached"));
    assert_eq!(service.mails().len(), 1);
    assert!(!to_call(&service, &number), "somebody has started the worker");
}

#[test]
fn a_mail_that_the_worker_has_no_key_for_is_told_by_a_person_at_once() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let carriers = form_api::outbox::Carriers::new(&service.app.settings).expect("ways out");
    let other = form_api::seal::PrivateKey::new_random();
    let now = service.now();
    let clock = move || now;
    let sent = form_api::outbox::deliver_due(service.db(), &other, &carriers, &clock);
    assert_eq!(service.runtime.block_on(sent).expect("tried"), 0);
    assert_eq!(deliveries(&service), [Delivery::Failed]);
    assert!(to_call(&service, &number));
    service.pass(Span::new().hours(1));
    assert_eq!(service.mails().len(), 1, "with the right key it goes");
}

#[test]
fn who_calls_notes_it_once_the_sender_reads_it_and_the_next_message_is_another_call() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let _ = service.mails();
    note(&service, "5.1.1");
    let registrar = service.staff("registrar");
    let page = registrar.get(&format!("/desk/cases/{number}"));
    let csrf = page.hidden("csrf");
    let path = format!("/desk/cases/{number}/calls");
    let none = registrar.post(&path, &[("csrf", csrf.as_str())]);
    assert!(none.status == 422 && none.text.contains(&speak("missing-call_outcome")), "{}", none.text);
    let stranger = service.staff("approver").get(&format!("/desk/cases/{number}")).hidden("csrf");
    let refused = service.staff("approver").post(&path, &[("csrf", stranger.as_str()), ("outcome", "told")]);
    assert!(refused.status >= 400, "an approver calls nobody");
    for _ in 0..2 {
        let told = registrar.post(&path, &[("csrf", csrf.as_str()), ("outcome", "told")]);
        assert_eq!(told.status, 303, "noted twice it is noted once");
    }
    assert!(!to_call(&service, &number));
    let own = service.track(&number, &code).text;
    assert_eq!(own.matches(&speak("event-sender_told-own")).count(), 1, "{own}");
    assert!(!own.contains("data-unreached"));

    // Nothing is written to that mailbox any more: what there is to say is said by a person each time.
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    assert_eq!(deliveries(&service).len(), 1);
    assert!(to_call(&service, &number));
    let case = registrar.get(&format!("/desk/cases/{number}")).text;
    assert!(case.contains(&speak("mail-question")), "{case}");
    let csrf = registrar.get(&format!("/desk/cases/{number}")).hidden("csrf");
    let given_up = registrar.post(&path, &[("csrf", csrf.as_str()), ("outcome", "not_reached")]);
    assert_eq!(given_up.status, 303);
    assert!(service.track(&number, &code).text.contains(&speak("event-sender_not_reached-own")));
    assert!(!to_call(&service, &number));
}

#[test]
fn who_says_on_their_own_page_how_to_be_told_has_read_it_and_is_called_by_nobody() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let _ = service.mails();
    note(&service, "4.2.2");
    assert!(to_call(&service, &number));
    let case = service.track(&number, &code).hidden("case");
    let resumed = service.visitor().post("/track/mail", &[("case", &case), ("mail", "on")]);
    assert!(resumed.text.contains("data-mail=\"on\""), "{}", resumed.text);
    assert!(!to_call(&service, &number));
}
