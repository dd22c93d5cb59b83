//! What is new in a letter is marked for whom it concerns, in lists, on the first page and on the letter's own, until they look.

use form_api::{jobs, steps};
use tests::{Client, Page, Service};

use crate::journey::{self, ANSWER};
use crate::requests::send;
use crate::rights::person;

/// A letter whose sender left nothing to be reached by: no mail waits.
const LETTER: [(&str, &str); 5] =
    [journey::LETTER[0], journey::LETTER[1], journey::LETTER[2], journey::LETTER[3], journey::LETTER[4]];

const LIST: &str = "/desk/?list=unread";

/// A letter in the hands of the handler of the office of building; its number and its code.
fn handled(service: &Service) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    service.staff("handler").takes(&number, "handle", &[]);
    (number, code)
}

fn adds(service: &Service, own: (&str, &str), text: &str) {
    let case = service.track(own.0, own.1).hidden("case");
    let added = service.visitor().post_files("/track/inform", &[("case", &case), ("text", text)], &[]);
    assert_eq!(added.status, 200, "{}", added.text);
}

/// What a letter's page says is new.
fn news_of(page: &Page) -> Vec<String> {
    let Some((_, rest)) = page.text.split_once("data-unread>") else { return Vec::new() };
    let rest = rest.split("</ul>").next().unwrap_or_default();
    rest.split("data-news=\"").skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
}

fn is_listed(client: &Client, number: &str) -> bool {
    client.get(LIST).text.contains(number)
}

#[test]
fn a_reply_is_new_to_who_has_the_letter_until_they_look_and_to_nobody_else() {
    let service = Service::start();
    let (number, code) = handled(&service);
    let handler = service.staff("handler");
    let colleague = person(&service, "builder", Some("chengjian"), "handler");
    let path = format!("/desk/cases/{number}");
    assert!(news_of(&handler.get(&path)).is_empty() && !is_listed(&handler, &number));
    adds(&service, (&number, &code), "第二根灯杆也不亮了。");

    let first = handler.get("/desk/");
    assert!(first.text.contains("is-unread\" href=\"/desk/?list=unread\""), "{}", first.text);
    assert!(is_listed(&handler, &number));
    assert!(handler.get("/desk/?list=open").text.contains("data-news>写信人补充了情况"));
    assert!(handler.get(&format!("/desk/?q={number}")).text.contains("data-news"), "in what a search finds");
    for client in [&colleague.client, &service.staff("registrar"), &service.staff("supervisor")] {
        assert!(!is_listed(client, &number) && !client.get("/desk/").text.contains("is-unread"));
    }
    assert_eq!(news_of(&handler.get(&path)), ["reply"]);
    assert!(news_of(&handler.get(&path)).is_empty(), "looked at");
    assert!(!is_listed(&handler, &number) && !handler.get("/desk/").text.contains("is-unread"));
    assert!(!handler.get("/desk/?list=open").text.contains("data-news"));
}

#[test]
fn what_comes_back_or_is_given_is_new_to_who_goes_on_with_it_and_never_to_who_did_it() {
    let service = Service::start();
    let (number, code) = handled(&service);
    let (handler, registrar) = (service.staff("handler"), service.staff("registrar"));
    let reviewer = service.staff("reviewer");
    let colleague = person(&service, "builder", Some("chengjian"), "handler");
    let path = format!("/desk/cases/{number}");
    handler.takes(&number, "assign", &[("staff", &colleague.viewer.staff_id), ("text", "请接着办。")]);
    assert!(!is_listed(&handler, &number), "one's own act");
    assert_eq!(news_of(&colleague.client.get(&path)), ["assigned"]);
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    reviewer.takes(&number, "redo", &[("text", "请写明哪天完工。")]);
    assert!(!is_listed(&reviewer, &number));
    assert_eq!(news_of(&handler.get(&path)), ["sent_back"], "who wrote the answer");
    assert_eq!(news_of(&colleague.client.get(&path)), ["sent_back"], "and who has the letter");
    handler.takes(&number, "give_back", &[("text", "这条路归农业办管护。")]);
    assert_eq!(news_of(&registrar.get(&path)), ["given_back"]);
    registrar.takes(&number, "transfer", &[("office", "chengjian"), ("text", "是你们的。")]);
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    reviewer.takes(&number, "review", &[]);
    let bad = [("grade", "dissatisfied"), ("solved", "no"), ("text", "灯还是不亮。")];
    assert_eq!(send(&service, (&number, &code), "rate", &bad).status, 200);
    let mut news = news_of(&handler.get(&path));
    news.sort();
    assert_eq!(news, ["rated", "reopened"]);
    let again = [("text", "灯还是不亮，请再来看。")];
    assert!(handler.step_unoffered(&handler, &number, "reopen", &again).status >= 400);
    let second = ANSWER.replace("您好", "您好，再次回复您");
    handler.takes(&number, "answer", &[("text", &second)]);
    reviewer.takes(&number, "redo", &[("text", "请写明换了什么。")]);
    handler.takes(&number, "answer", &[("text", &second)]);
    reviewer.takes(&number, "review", &[]);
    assert!(is_listed(&colleague.client, &number), "nobody has told them yet");
    registrar.takes(&number, "close", &[]);
    assert!(!is_listed(&colleague.client, &number), "what is closed is new to nobody");
}

#[test]
fn whom_a_letter_names_is_not_told_of_it_and_who_left_has_no_marks() {
    let service = Service::start();
    let (number, code) = handled(&service);
    let handler = service.staff("handler");
    adds(&service, (&number, &code), "第二根灯杆也不亮了。");
    assert!(is_listed(&handler, &number));
    let own = member_id(&service, "handler");
    service.staff("registrar").takes(&number, "exclude", &[("staff", &own), ("office", "")]);
    assert!(!is_listed(&handler, &number), "what was marked before is not theirs any more");
    let first = handler.get("/desk/").text;
    assert!(!first.contains("is-unread") && !first.contains(&number));
    assert_eq!(handler.get(&format!("/desk/cases/{number}")).status, 404);
    adds(&service, (&number, &code), "还有第三根。");
    assert!(!handler.get("/desk/").text.contains("is-unread"));
    service.runtime.block_on(steps::disable_staff(service.db(), "handler", service.now())).expect("left");
}

fn member_id(service: &Service, name: &str) -> String {
    let staff = service.runtime.block_on(form_api::store::list_staff(service.db())).expect("listed");
    staff.into_iter().find(|one| one.sign_in_name == name).expect("there").id
}

#[test]
fn a_request_is_new_to_who_answers_it_when_it_comes_and_once_more_near_its_day() {
    let service = Service::start();
    let (number, code) = handled(&service);
    let supervisor = service.staff("supervisor");
    let ask = [("kind", "access"), ("text", "请把我信里写的发给我一份。")];
    assert_eq!(send(&service, (&number, &code), "request", &ask).status, 200);
    let path = format!("/desk/cases/{number}");
    assert_eq!(news_of(&supervisor.get(&path)), ["request"]);
    assert!(!is_listed(&service.staff("handler"), &number));
    let note = || {
        let upkeep = steps::Upkeep::by_hand(service.db(), service.now());
        service.runtime.block_on(steps::note_near_requests(upkeep)).expect("noted")
    };
    assert_eq!(note(), 0, "its day is far");
    service.pass(jiff::Span::new().hours(24 * 20));
    assert!(jobs::Duty::parse("near_requests").is_some(), "a duty of each day");
    assert_eq!((note(), note()), (1, 0), "once");
    let supervisor = service.staff("supervisor");
    assert_eq!(news_of(&supervisor.get(&path)), ["request_near"]);
    assert!(news_of(&supervisor.get(&path)).is_empty());
}
