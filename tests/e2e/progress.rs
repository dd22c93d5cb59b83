//! 工作进展单: an office's week, made from what happened, handed in or not, and no table of ranks.

use form_api::messages::speak;
use tests::{Client, Form, Page, Service};

use crate::rights::person;
use crate::survey::send;

const OWN: &str = "/desk/progress/own";

fn figure(page: &Page, word: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("data-figure=\"{word}\">")).expect("a figure");
    let (_, count) = rest.split_once("class=\"figures\">").expect("a count");
    count.split('<').next().expect("an end").to_owned()
}

/// A letter that the office of town building leads and works on.
fn letter(service: &Service) -> String {
    let registrar = service.staff("registrar");
    let (number, _) = service.send_letter(&crate::journey::LETTER);
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    service.staff("handler").takes(&number, "handle", &[]);
    let _ = service.mails();
    number
}

fn handed_in(client: &Client, office: &str) -> bool {
    let page = client.get("/desk/progress");
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, row) =
        page.text.split_once(&format!("data-office=\"{office}\" data-handed-in=\"")).expect("a row");
    row.starts_with("yes")
}

#[test]
fn a_week_is_made_from_its_events_and_handed_in_once_with_one_remark() {
    let service = Service::start();
    let number = letter(&service);
    let handler = service.staff("handler");
    let supervisor = service.staff("supervisor");
    let page = handler.get(OWN);
    assert!(page.text.contains(&number), "{}", page.text);
    assert!(page.text.contains(&speak("progress_kind-handling_began")));
    assert_eq!((figure(&page, "in_hand"), figure(&page, "late")), ("1".to_owned(), "0".to_owned()));
    assert!(!handed_in(&supervisor, "chengjian"));
    let done = send(&handler, OWN, OWN, &[("remark", "路灯的料到了，下周装。")]);
    assert_eq!(done.status, 200, "{}", done.text);
    assert!(Form::all(&done).iter().all(|form| form.action != OWN), "handed in once");
    assert!(handed_in(&supervisor, "chengjian") && !handed_in(&supervisor, "nongye"));
    let read = supervisor.get("/desk/progress/chengjian");
    assert!(read.text.contains("路灯的料到了，下周装。") && read.text.contains(&number), "{}", read.text);
    // Somebody had the page open since before.
    let again = handler.post(
        OWN,
        &[
            ("csrf", &handler.get("/desk/").hidden("csrf")),
            ("version", "0"),
            ("week", &crate::survey::attribute(&read, "data-progress")),
            ("remark", "又写了一句。"),
        ],
    );
    assert_eq!(again.status, 409, "{}", again.text);
    assert!(again.text.contains("又写了一句。"), "what was typed stays");
}

#[test]
fn each_sees_in_it_the_letters_that_they_see_and_others_see_none() {
    let service = Service::start();
    let number = letter(&service);
    let named = person(&service, "ducha", None, "supervisor");
    let leader = person(&service, "lingdao", None, "leader").client;
    service.runtime.block_on(async {
        let letter =
            form_api::store::find_by_number(service.db(), &number).await.expect("asked").expect("there");
        let mut tx = service.db().begin().await.expect("begun");
        let whom = form_api::case::Exclusion::Staff(named.viewer.staff_id.clone());
        form_api::store::add_exclusions(&mut tx, &[(letter.subject(), &whom)]).await.expect("hidden");
        tx.commit().await.expect("kept");
    });
    let path = "/desk/progress/chengjian";
    assert!(leader.get(path).text.contains(&number));
    let theirs = named.client.get(path);
    assert!(!theirs.text.contains(&number), "{}", theirs.text);
    assert_eq!(figure(&theirs, "in_hand"), "0", "in no number");
    assert_eq!(figure(&theirs, "transferred"), "0");
    assert_eq!(service.staff("handler").get(path).status, 403, "other offices are not theirs");
    let farmer = service.staff("farmer").get(OWN);
    assert!(farmer.status == 200 && !farmer.text.contains(&number), "{}", farmer.text);
    assert_eq!(service.staff("registrar").get(OWN).status, 403);
}

#[test]
fn what_is_missing_of_last_week_stands_on_the_first_page_until_it_is_handed_in() {
    let service = Service::start();
    let handler = service.staff("handler");
    let missing = speak("today-progress");
    let first = handler.get("/desk/");
    assert!(first.text.contains(&missing), "{}", first.text);
    let (_, way) = first.text.split_once("href=\"/desk/progress/own?week=").expect("the way");
    let week = &way[..10];
    let path = format!("{OWN}?week={week}");
    let done = send(&handler, &path, OWN, &[]);
    assert!(done.text.contains(&speak("progress-no_remark")), "{}", done.text);
    assert!(!handler.get("/desk/").text.contains(&missing));
    let to_come = handler.get(&format!("{OWN}?week=2099-01-05"));
    assert!(!to_come.text.contains("2099"), "a week to come is not shown: {}", to_come.text);
}
