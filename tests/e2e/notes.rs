//! What staff write for each other in a letter: its sender never reads it, and who is to see it learns of it.

use form_api::messages::speak;
use form_api::store;
use tests::{Client, Service};

use crate::journey;
use crate::requests::send;

/// A letter whose sender left nothing to be reached by: no mail waits.
const LETTER: [(&str, &str); 5] =
    [journey::LETTER[0], journey::LETTER[1], journey::LETTER[2], journey::LETTER[3], journey::LETTER[4]];

const WORD: &str = "灯杆归村里，请先问一下书记。";

fn id_of(service: &Service, name: &str) -> String {
    let staff = service.runtime.block_on(store::list_staff(service.db())).expect("listed");
    staff.into_iter().find(|one| one.sign_in_name == name).expect("there").id
}

/// A letter that the office of building works on.
fn handled(service: &Service) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    (number, code)
}

fn has_news(client: &Client) -> bool {
    client.get("/desk/").text.contains("is-unread")
}

#[test]
fn a_note_is_read_by_who_sees_the_letter_and_by_its_sender_never() {
    let service = Service::start();
    let (number, code) = handled(&service);
    let handler = service.staff("handler");
    let path = format!("/desk/cases/{number}");
    let before = handler.get(&path).hidden("version");
    let empty = handler.step(&number, "note", &[("text", " ")]);
    assert!(empty.status == 422 && empty.text.contains(&speak("missing-note")));
    let registrar = id_of(&service, "registrar");
    handler.takes(&number, "note", &[("text", WORD), ("staff", &registrar)]);
    let page = handler.get(&path);
    assert_eq!(page.hidden("version"), before, "nobody's page is old by it");
    assert!(page.text.contains(WORD) && page.text.contains(&speak("note-go")));
    assert!(!has_news(&handler) && !has_news(&service.staff("reviewer")), "whom it is for, and nobody else");
    let asked = service.staff("registrar");
    assert!(has_news(&asked) && asked.get("/desk/?list=unread").text.contains(&number));
    let seen = asked.get(&path);
    assert!(seen.text.contains("data-news=\"mention\"") && seen.text.contains(WORD), "{}", seen.text);
    assert!(!has_news(&asked), "seen");
    assert!(
        asked.get(&path).text.contains(&speak("step-request_information-go")),
        "and a reply says whose it is"
    );
    assert!(!service.track(&number, &code).text.contains(WORD));
    assert!(!service.track(&number, &code).text.contains(&speak("event-note_written")));
}

#[test]
fn nobody_is_asked_to_look_at_a_letter_that_they_do_not_see() {
    let service = Service::start();
    let (number, _) = handled(&service);
    let handler = service.staff("handler");
    let named = id_of(&service, "reviewer");
    service.staff("registrar").takes(&number, "exclude", &[("staff", &named), ("office", "")]);
    let page = handler.get(&format!("/desk/cases/{number}"));
    let farmer = id_of(&service, "farmer");
    for hidden in [&named, &farmer] {
        let offered = page.text.split("name=\"staff\"").any(|part| {
            part.split("</select>").next().is_some_and(|list| list.contains(&format!("value=\"{hidden}\"")))
        });
        assert!(!offered, "{hidden}");
        let refused = handler.step(&number, "note", &[("text", WORD), ("staff", hidden)]);
        assert!(refused.status == 422 && refused.text.contains(WORD), "{}", refused.text);
    }
    let stranger = service.staff("farmer");
    let unseen = stranger.step_unoffered(&handler, &number, "note", &[("text", WORD)]);
    assert_eq!(unseen.status, 404);
    assert!(
        !handler.get(&format!("/desk/cases/{number}")).text.contains("class=\"inner\""),
        "nothing is written"
    );
}

#[test]
fn a_note_goes_with_the_letter_that_it_speaks_of() {
    let service = Service::start();
    let (number, code) = handled(&service);
    let handler = service.staff("handler");
    handler.takes(&number, "note", &[("text", WORD)]);
    assert_eq!(send(&service, (&number, &code), "withdraw", &[("sure", "1")]).status, 200);
    let page = service.staff("registrar").get(&format!("/desk/cases/{number}"));
    assert!(!page.text.contains(WORD), "{}", page.text);
}
