//! Two people at one meeting, and letters that change under it: nothing is done twice, nothing half, and nothing typed is lost.

use form_api::messages::speak;
use form_api::store;
use tests::{Client, Service};

use crate::meetings::{CAME, HANDLE, OPINION, act, act_from, acts, address, call, item, state, waiting};

const TUESDAY: &str = "2026-11-24";

fn running(service: &Service, handler: &Client, count: usize) -> (String, Vec<String>) {
    let numbers: Vec<String> = (0..count).map(|_| waiting(service, "analyse_office")).collect();
    let id = call(handler, "office", "chengjian", TUESDAY);
    let all: Vec<(&str, &str)> = numbers.iter().map(|number| ("cases", number.as_str())).collect();
    acts(handler, &id, "agenda", &all);
    acts(handler, &id, "start", &CAME);
    (id, numbers)
}

fn opinions(service: &Service, number: &str) -> usize {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        store::list_opinions(service.db(), letter.subject()).await.expect("listed").len()
    })
}

#[test]
fn two_clerks_write_down_two_matters_and_not_one_matter_twice() {
    let service = Service::start();
    let (first, second) = (service.staff("handler"), service.staff("handler"));
    let (id, numbers) = running(&service, &first, 2);
    let opened = second.get(&address(&id));
    let ways = [0, 1].map(|at: usize| item(&first, &id, &numbers[at], "decide"));
    acts(&first, &id, &ways[0], &HANDLE);
    let other = act_from(&second, &opened, &id, &ways[1], &HANDLE);
    assert_eq!(other.status, 303, "another matter is not in the way: {}", other.text);
    let mine = [("text", "我记的是另一种说法。"), HANDLE[1], HANDLE[2], HANDLE[3]];
    let twice = act_from(&second, &opened, &id, &ways[0], &mine);
    assert_eq!(twice.status, 409);
    assert!(twice.text.contains(mine[0].1) && twice.text.contains(&speak("meeting-stale")), "{}", twice.text);
    assert_eq!(opinions(&service, &numbers[0]), 1);
    let _ = service.mails();
}

#[test]
fn a_second_clerk_who_closes_it_too_is_told_and_loses_nothing() {
    let service = Service::start();
    let (first, second) = (service.staff("handler"), service.staff("handler"));
    let (id, numbers) = running(&service, &first, 1);
    let opened = second.get(&address(&id));
    let row = |why| [("item_0", opened.hidden("item_0")), ("where_0", "next".to_owned()), ("why_0", why)];
    let close = |client: &Client, why: &str| {
        let row = row(why.to_owned());
        let row = row.each_ref().map(|(name, value)| (*name, value.as_str()));
        act_from(client, &opened, &id, "close", &row)
    };
    assert_eq!(close(&first, "天黑了").status, 303);
    assert_eq!(close(&first, "天黑了").status, 303, "a second click leads to the same page");
    let late = close(&second, "下午停电");
    assert_eq!(late.status, 409);
    assert!(late.text.contains("下午停电"), "what was typed is there: {}", late.text);
    let page = first.get(&address(&id));
    assert!(page.text.contains("天黑了") && !page.text.contains("下午停电"), "{}", page.text);
    assert_eq!(state(&service, &numbers[0]), "analysis_office");
    let _ = service.mails();
}

#[test]
fn a_case_that_moved_on_meanwhile_is_not_decided_and_not_asked_of() {
    let service = Service::start();
    let handler = service.staff("handler");
    let (id, numbers) = running(&service, &handler, 1);
    let way = item(&handler, &id, &numbers[0], "decide");
    handler.takes(&numbers[0], "handle", &[]);
    let refused = act(&handler, &id, &way, &HANDLE);
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains(OPINION), "what was typed is there: {}", refused.text);
    assert_eq!(opinions(&service, &numbers[0]), 0);
    acts(&handler, &id, "close", &[]);
    let page = handler.get(&address(&id));
    assert!(page.text.contains(&speak("outcome-ended")), "{}", page.text);
    assert_eq!(state(&service, &numbers[0]), "handling");
    let _ = service.mails();
}

#[test]
fn the_same_form_sent_twice_does_its_work_once() {
    let service = Service::start();
    let handler = service.staff("handler");
    let (id, numbers) = running(&service, &handler, 1);
    let way = item(&handler, &id, &numbers[0], "decide");
    let page = handler.get(&address(&id));
    for click in 0..2 {
        let sent = act_from(&handler, &page, &id, &way, &HANDLE);
        assert_eq!((sent.status, sent.location.as_deref()), (303, Some(address(&id).as_str())), "{click}");
    }
    assert_eq!(opinions(&service, &numbers[0]), 1);
    let bar = handler.get(&format!("{}/{way}", address(&id)));
    assert_eq!((bar.status, bar.location.as_deref()), (303, Some(address(&id).as_str())), "Enter in the bar");
    let _ = service.mails();
}

#[test]
fn who_is_named_in_a_case_does_not_find_it_and_the_others_read_that_it_is_discussed_without_them() {
    let service = Service::start();
    let (registrar, reviewer) = (service.staff("registrar"), service.staff("reviewer"));
    let [named, other] = std::array::from_fn(|_| waiting(&service, "analyse_village"));
    let id = call(&registrar, "village", "shuikou", TUESDAY);
    acts(&registrar, &id, "agenda", &[("cases", &named), ("cases", &other)]);
    let who = service.runtime.block_on(async {
        let staff = store::list_staff(service.db()).await.expect("listed");
        staff.into_iter().find(|one| one.sign_in_name == "reviewer").expect("there")
    });
    registrar.takes(&named, "exclude", &[("staff", &who.id)]);

    let paper = format!("{}/paper", address(&id));
    let theirs = [reviewer.get(&address(&id)), reviewer.get(&paper), reviewer.get("/desk/meetings")];
    for page in &theirs {
        assert_eq!(page.status, 200);
        assert!(!page.text.contains(&named), "{}", page.text);
    }
    assert!(theirs[0].text.contains("data-count=\"1\"") && theirs[2].text.contains("data-items=\"1\""));
    let page = registrar.get(&address(&id));
    assert!(page.text.contains("data-count=\"2\"") && page.text.contains("data-without"), "{}", page.text);
    assert!(page.text.contains(&who.display_name), "{}", page.text);
    let paper = registrar.get(&paper).text;
    let (shared, apart) = paper.split_once("class=\"meeting-paper apart\"").expect("a sheet of its own");
    assert!(shared.contains(&other) && !shared.contains(&named), "the shared sheet: {shared}");
    assert!(apart.contains(&named) && apart.contains(&who.display_name), "{apart}");

    // Whoever closes it and does not see a case that is open decides nothing of it: it waits for the next meeting.
    acts(&registrar, &id, "start", &CAME);
    let way = item(&registrar, &id, &other, "decide");
    let closing = way.split('/').nth(1).expect("an id");
    let clerk = service.runtime.block_on(async {
        let staff = store::list_staff(service.db()).await.expect("listed");
        staff.into_iter().find(|one| one.sign_in_name == "registrar").expect("there")
    });
    service.staff("supervisor").takes(&named, "exclude", &[("staff", &clerk.id)]);
    let row = [("item_0", closing), ("where_0", "back")];
    acts(&registrar, &id, "close", &row);
    assert_eq!(
        (state(&service, &named).as_str(), state(&service, &other).as_str()),
        ("analysis_village", "handling")
    );
    let supervisor = service.staff("supervisor").get(&address(&id));
    assert!(supervisor.text.contains(&speak("outcome-next")), "{}", supervisor.text);
    assert!(!registrar.get(&address(&id)).text.contains(&named));
    let _ = service.mails();
}
