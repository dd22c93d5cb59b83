//! Who of an office works on a letter: taken on, handed on with a word, given back by an office that it does not belong to.

use form_api::messages::speak;
use form_api::steps;
use form_api::store::{self, CaseFile, Staff};
use tests::{Client, Service};

use crate::journey;
use crate::rights::person;

/// A letter whose sender left nothing to be reached by: no mail waits.
const LETTER: [(&str, &str); 5] =
    [journey::LETTER[0], journey::LETTER[1], journey::LETTER[2], journey::LETTER[3], journey::LETTER[4]];

fn case_of(service: &Service, number: &str) -> CaseFile {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        store::find_case_id(service.db(), &letter.id).await.expect("a case")
    })
}

fn member(service: &Service, name: &str) -> Staff {
    let staff = service.runtime.block_on(store::list_staff(service.db())).expect("listed");
    staff.into_iter().find(|one| one.sign_in_name == name).expect("there")
}

/// A letter that the office of building has; its number and its code.
fn given(service: &Service, registrar: &Client) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    (number, code)
}

#[test]
fn a_letter_is_taken_on_handed_on_with_a_word_and_its_sender_learns_nothing_of_it() {
    let service = Service::start();
    let (number, code) = given(&service, &service.staff("registrar"));
    let colleague = person(&service, "builder", Some("chengjian"), "handler");
    let handler = service.staff("handler");
    let own = member(&service, "handler").id;
    let mine = "/desk/?list=mine";
    assert!(!handler.get(mine).text.contains(&number));
    handler.takes(&number, "handle", &[]);
    assert_eq!(case_of(&service, &number).assigned_to, Some(own.clone()), "who begins has it");
    assert!(handler.get(mine).text.contains(&number));
    assert!(!colleague.client.get(mine).text.contains(&number));
    let seen = colleague.client.get("/desk/?list=open").text;
    assert!(seen.contains("data-person>handler of the test"), "{seen}");

    colleague.client.takes(&number, "pick_up", &[]);
    assert!(colleague.client.get(mine).text.contains(&number) && !handler.get(mine).text.contains(&number));
    let again = colleague.client.step(&number, "pick_up", &[]);
    assert_eq!(again.status, 409, "{}", again.text);
    let word = "线路图在你那里，请先去看看接头。";
    colleague.client.takes(&number, "assign", &[("staff", &own), ("text", word)]);
    let page = handler.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains(word) && page.contains("data-assigned>handler of the test"), "{page}");
    let tracked = service.track(&number, &code).text;
    for hidden in [word, "handler of the test", "builder alone"] {
        assert!(!tracked.contains(hidden), "{hidden}");
    }
    // Whoever of the office may answer it may still do so.
    colleague.client.takes(&number, "answer", &[("text", journey::ANSWER)]);
    assert!(!handler.get(mine).text.contains(&number), "it waits for its review");
}

#[test]
fn a_letter_is_given_to_nobody_who_cannot_work_on_it() {
    let service = Service::start();
    let (number, _) = given(&service, &service.staff("registrar"));
    let named = person(&service, "named-one", Some("chengjian"), "handler");
    let handler = service.staff("handler");
    let (named_id, farmer) = (member(&service, "named-one").id, member(&service, "farmer").id);
    handler.takes(&number, "assign", &[("staff", &named_id)]);
    assert!(named.client.get("/desk/?list=mine").text.contains(&number));
    let elsewhere = handler.step(&number, "assign", &[("staff", &farmer)]);
    assert_eq!(elsewhere.status, 422, "{}", elsewhere.text);
    assert_eq!(handler.step(&number, "assign", &[("staff", "")]).status, 422);

    service.staff("registrar").takes(&number, "exclude", &[("staff", &named_id), ("office", "")]);
    assert_eq!(case_of(&service, &number).assigned_to, None, "who is named has it no more");
    assert!(!named.client.get("/desk/?list=mine").text.contains(&number));
    assert!(!named.client.get("/desk/").text.contains("is-mine"), "nor is it counted");
    let page = handler.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains("/assign") && !page.contains(&format!("value=\"{named_id}\"")), "not offered");
    assert_eq!(handler.step(&number, "assign", &[("staff", &named_id)]).status, 422);

    let own = member(&service, "handler").id;
    handler.takes(&number, "pick_up", &[]);
    assert_eq!(case_of(&service, &number).assigned_to, Some(own));
    service
        .runtime
        .block_on(steps::disable_staff(service.db(), "handler", service.now()))
        .expect("they have left");
    assert_eq!(case_of(&service, &number).assigned_to, None, "who has left has nothing");
    let mended =
        service.runtime.block_on(steps::mend_lists(steps::Upkeep::by_hand(service.db(), service.now())));
    assert_eq!(mended.expect("held"), 0, "no step forgets the lists");
}

#[test]
fn an_office_gives_back_what_is_not_its_own_and_the_clock_goes_on() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let (number, code) = given(&service, &registrar);
    let mut other = LETTER;
    other[2].1 = "村口的路灯又坏了，晚上什么也看不见，请来修一下，老人走路不方便。";
    let (merged, _) = service.send_letter(&other);
    registrar.takes(&merged, "register", &[("text", "路灯")]);
    registrar.takes(&merged, "merge", &[("number", &number), ("text", "说的是同一盏路灯。")]);
    let due = case_of(&service, &number).due;
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    assert_eq!(handler.step(&number, "give_back", &[("text", " ")]).status, 422, "with a reason");
    let reason = "这条路归农业办管护，请转给他们。";
    let gone = handler.step(&number, "give_back", &[("text", reason)]);
    assert_eq!((gone.status, gone.location.as_deref()), (303, Some("/desk/?done=gone")));
    for number in [&number, &merged] {
        assert_eq!(handler.get(&format!("/desk/cases/{number}")).status, 404, "it is not theirs any more");
        assert_eq!(case_of(&service, number).lead_office, None);
    }
    let first = registrar.get("/desk/").text;
    assert!(first.contains("is-without_office\" href=\"/desk/?list=without_office\""), "{first}");
    let list = registrar.get("/desk/?list=without_office").text;
    assert!(list.contains(&number) && !list.contains(&merged), "one matter: {list}");
    assert!(registrar.get(&format!("/desk/cases/{number}")).text.contains(reason));
    let own = service.track(&number, &code).text;
    assert!(!own.contains(reason), "their sender does not read it");
    let nobody = speak("state-no_office-hint");
    assert!(own.contains(&nobody), "nor that an office has it: {own}");

    registrar.takes(&number, "transfer", &[("office", "nongye"), ("text", reason)]);
    assert!(!service.track(&number, &code).text.contains(&nobody));
    let (case, merged) = (case_of(&service, &number), case_of(&service, &merged));
    assert_eq!((case.lead_office.as_deref(), case.assigned_to, case.due), (Some("nongye"), None, due));
    assert_eq!(merged.lead_office.as_deref(), Some("nongye"));
    assert!(!registrar.get("/desk/").text.contains("is-without_office"));
}

#[test]
fn only_the_office_that_has_a_letter_gives_it_back() {
    let service = Service::start();
    let (number, _) = given(&service, &service.staff("registrar"));
    let handler = service.staff("handler");
    let before = case_of(&service, &number);
    for name in ["registrar", "farmer", "supervisor"] {
        let refused =
            service.staff(name).step_unoffered(&handler, &number, "give_back", &[("text", "不归我们管")]);
        assert!(matches!(refused.status, 404 | 409), "{name}: {}", refused.status);
    }
    assert_eq!(case_of(&service, &number).version, before.version, "nothing was changed");
}
