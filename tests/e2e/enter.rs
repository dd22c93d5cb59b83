//! Other doors than the web: what staff enter at the desk is a letter like any other.

use form_api::event_log::{Actor, Detail};
use form_api::messages::speak;
use tests::{Client, Page, Service};

use crate::journey::{LETTER, walk_to_closed};

fn enter(client: &Client, form: &str, fields: &[(&str, &str)]) -> Page {
    let csrf = client.get("/desk/").hidden("csrf");
    let mut all = vec![("csrf", csrf.as_str()), ("form", form), ("rules_read", "yes")];
    all.extend(fields);
    let page = client.post("/desk/enter", &all);
    client.follow("/desk/enter", page)
}

fn with_channel(channel: &str) -> Vec<(&str, &str)> {
    let mut fields = vec![("channel", channel)];
    fields.extend(LETTER);
    fields
}

#[test]
fn a_letter_from_a_paper_slip_has_the_same_receipt_clock_and_rating() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter").hidden("form");
    let receipt = enter(&registrar, &form, &with_channel("paper_slip"));
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    let number = receipt.element("data-submission-no").expect("a number");
    let code = receipt.element("data-query-code").expect("a code");
    assert!(receipt.text.contains("data-print") && receipt.text.contains(&format!("/desk/cases/{number}")));
    let again = enter(&registrar, &form, &with_channel("paper_slip"));
    assert_eq!(again.element("data-submission-no"), Some(number.clone()), "sent twice is one letter");

    let (on_the_web, _) = service.send_letter(&LETTER);
    let due = |number: &str| {
        let page = registrar.get(&format!("/desk/cases/{number}")).text;
        let (_, rest) = page.split_once(&speak("case-due")).expect("a promise");
        rest.split_once("datetime=\"").expect("a date").1[..10].to_owned()
    };
    assert_eq!(due(&number), due(&on_the_web), "the same clock");
    assert!(registrar.get(&format!("/desk/cases/{number}")).text.contains(&speak("channel-paper_slip")));

    walk_to_closed(&service, &number);
    let case = service.track(&number, &code).hidden("case");
    let rated = service.visitor().post("/track/rate", &[("case", &case), ("grade", "satisfied")]);
    assert_eq!(rated.status, 200, "the slip's code opens the page, and the sender rates");
    assert_eq!(service.mails().len(), 3, "two receipts and an answer");
}

#[test]
fn the_event_names_who_entered_the_letter_and_by_which_door() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    for channel in ["phone", "counter", "paper_slip", "home_visit", "liaison", "transferred_in"] {
        let form = registrar.get("/desk/enter").hidden("form");
        let receipt = enter(&registrar, &form, &with_channel(channel));
        let number = receipt.element("data-submission-no").expect("a number");
        let events = service.runtime.block_on(async {
            let letter =
                form_api::store::find_by_number(service.db(), &number).await.expect("asked").expect("there");
            form_api::event_log::list_events(service.db(), letter.subject()).await.expect("listed")
        });
        let channel = form_api::case::Channel::parse(channel).expect("a channel");
        assert!(events[0].details.contains(&Detail::Channel(channel)), "{:?}", events[0]);
        assert!(matches!(events[0].actor, Actor::Staff(_)), "{:?}", events[0]);
    }
    let _ = service.mails();
}

#[test]
fn a_wrong_entry_gives_the_form_back_filled() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter").hidden("form");
    for channel in ["", "web", "imported"] {
        let page = enter(&registrar, &form, &with_channel(channel));
        assert_eq!(page.status, 422, "{channel} is no door of the desk");
        assert!(page.text.contains("href=\"#channel\""));
        assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1), "what was typed is there");
        assert!(page.text.contains("value=\"help_request\" selected"));
    }
    let page = enter(&registrar, &form, &[("channel", "phone"), ("title", ""), ("phone", "没有")]);
    assert_eq!(page.status, 422);
    for field in ["kind", "title", "text", "phone"] {
        assert!(page.text.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(page.text.contains("value=\"phone\" selected"));
    let count = service.runtime.block_on(form_api::store::count_submissions(service.db()));
    assert_eq!(count.expect("counted"), 0);
}

#[test]
fn only_registrars_enter_letters_and_only_from_their_own_page() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter").hidden("form");
    for name in ["handler", "approver", "administrator"] {
        let client = service.staff(name);
        assert_eq!(client.get("/desk/enter").status, 403, "{name}");
        assert_eq!(enter(&client, &form, &with_channel("phone")).status, 403, "{name}");
    }
    assert_eq!(service.visitor().get("/desk/enter").status, 303);
    let mut forged = with_channel("phone");
    forged.extend([("csrf", "0000"), ("form", form.as_str()), ("rules_read", "yes")]);
    assert_eq!(registrar.post("/desk/enter", &forged).status, 403);
}
