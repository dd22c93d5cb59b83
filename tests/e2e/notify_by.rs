//! 怎么告诉您: one choice, at the form and at the desk; receipt and desk say what was chosen, and nothing else is sent.

use form_api::messages::speak;
use form_api::store;
use tests::Service;

use crate::journey::{LETTER, walk_to_closed};

/// The letter with another way to be told.
fn letter(notify_by: &'static str, without: &[&str]) -> Vec<(&'static str, &'static str)> {
    let mut fields = LETTER.to_vec();
    fields.retain(|(name, _)| !without.contains(name));
    fields.push(("told_by", notify_by));
    fields
}

#[test]
fn who_wants_to_be_called_gets_no_mail_and_staff_read_that_they_wait_for_a_call() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&letter("call", &[]));
    assert!(preview.text.contains(&speak("told_by-call")), "the preview says it: {}", preview.text);
    let receipt = visitor.press(&preview, "confirm");
    assert!(receipt.text.contains(&speak("receipt-told-call")), "{}", receipt.text);
    assert!(!receipt.text.contains(&speak("receipt-told-mail")));
    let number = receipt.element("data-submission-no").expect("a number");
    let case = service.staff("registrar").get(&format!("/desk/cases/{number}")).text;
    assert!(case.contains("data-wants-call") && case.contains(&speak("case-wants_call")), "{case}");
    walk_to_closed(&service, &number);
    let sent = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    assert!(sent.is_empty(), "an address was left, and mail was not chosen");
}

#[test]
fn each_way_needs_what_it_is_done_with_and_who_chooses_none_is_told_as_before() {
    let service = Service::start();
    let visitor = service.visitor();
    for (notify_by, without, field) in
        [("call", "phone", "phone"), ("mail", "email", "email"), ("pigeon", "name", "told_by")]
    {
        let page = visitor.write_letter(&letter(notify_by, &[without]));
        assert_eq!(page.status, 422, "{notify_by}");
        assert!(page.text.contains(&format!("href=\"#{field}\"")), "{notify_by}: {}", page.text);
        assert_eq!(page.textarea("text").as_deref(), Some(LETTER[2].1));
    }
    for (notify_by, without, words) in [
        ("", "name", "receipt-told-mail"),
        ("", "email", "receipt-told-here"),
        ("here", "name", "receipt-told-here"),
        ("mail", "name", "receipt-told-mail"),
        ("sms", "email", "receipt-told-here"),
    ] {
        let preview = visitor.write_letter(&letter(notify_by, &[without]));
        let receipt = visitor.press(&preview, "confirm");
        assert!(receipt.text.contains(&speak(words)), "{notify_by}: {}", receipt.text);
        let again = visitor.get("/mailbox/receipt");
        assert!(again.text.contains(&speak(words)), "and says so again");
    }
    assert_eq!(service.mails().len(), 2, "those that were to be told by mail");
}

#[test]
fn a_letter_entered_at_the_desk_says_how_its_sender_is_told() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    assert!(form.text.contains(&speak("enter-told_by")) && !form.text.contains("value=\"sms\""));
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let mut fields =
        vec![("csrf", csrf.as_str()), ("form", token.as_str()), ("channel", "phone"), ("rules_read", "1")];
    fields.extend(letter("call", &["email"]));
    let receipt = registrar.follow("/desk/enter", registrar.post("/desk/enter", &fields));
    assert!(receipt.text.contains(&speak("receipt-told-call")), "{}", receipt.text);
    let number = receipt.element("data-submission-no").expect("a number");
    let case = registrar.get(&format!("/desk/cases/{number}")).text;
    assert!(case.contains("data-wants-call") && case.contains(&speak("told_by-call")));
}
