//! Two people at one meeting, and letters that change under it: nothing is done twice, nothing half, and nothing typed is lost.

use form_api::messages::speak;
use form_api::store;
use tests::{Client, Service};

use crate::journey::LETTER;
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
    // Neither a gap in the numbers nor a line in the history tells that there is one more.
    assert!(shared.contains("<span class=\"figures\">1. </span>"), "{shared}");
    assert!(!apart.contains("1. </span>") && !apart.contains("2. </span>"), "{apart}");
    for event in ["agenda_set", "item_dropped", "item_decided"].map(|kind| speak(&format!("event-{kind}"))) {
        assert!(!theirs[0].text.contains(&event), "{event} stands with its matter");
    }

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

#[test]
fn what_waits_for_the_next_meeting_is_not_put_on_one_that_nobody_held() {
    let service = Service::start();
    let handler = service.staff("handler");
    let forgotten = call(&handler, "office", "chengjian", "2026-11-17");
    let coming = call(&handler, "office", "chengjian", "2026-12-22");
    let (id, numbers) = running(&service, &handler, 1);
    let page = handler.get(&address(&id));
    let row =
        [("item_0", page.hidden("item_0")), ("where_0", "next".to_owned()), ("why_0", "天黑了".to_owned())];
    acts(&handler, &id, "close", &row.each_ref().map(|(name, value)| (*name, value.as_str())));
    assert!(handler.get(&address(&coming)).text.contains(&numbers[0]));
    assert!(!handler.get(&address(&forgotten)).text.contains(&numbers[0]));
    // Just so what a meeting itself puts off.
    let (id, numbers) = running(&service, &handler, 1);
    let way = item(&handler, &id, &numbers[0], "decide");
    let far = [("text", OPINION), HANDLE[1], HANDLE[2], ("until", "9999-12-01")];
    assert!(act(&handler, &id, &way, &far).text.contains(&speak("unknown-day_far")), "a slip of the pen");
    acts(&handler, &id, &way, &[("text", OPINION), ("outcome", "next")]);
    assert!(handler.get(&address(&coming)).text.contains(&numbers[0]));
    let _ = service.mails();
}

#[test]
fn a_meeting_that_was_begun_by_mistake_is_called_off_until_something_is_said_at_it() {
    let service = Service::start();
    let handler = service.staff("handler");
    let (id, numbers) = running(&service, &handler, 1);
    acts(&handler, &id, "cancel", &[("text", "点错了，明天才开")]);
    assert!(handler.get("/desk/meetings").text.contains("data-group=\"1\""), "its case waits again");
    let again = call(&handler, "office", "chengjian", TUESDAY);
    acts(&handler, &again, "agenda", &[("cases", numbers[0].as_str())]);
    acts(&handler, &again, "start", &CAME);
    let before = handler.get(&address(&again));
    acts(&handler, &again, &item(&handler, &again, &numbers[0], "decide"), &HANDLE);
    let late = act_from(&handler, &before, &again, "cancel", &[("text", "点错了")]);
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(late.text.contains("点错了"), "what was typed is there: {}", late.text);
    let _ = service.mails();
}

#[test]
fn a_day_that_is_a_slip_of_the_pen_is_asked_about() {
    let service = Service::start();
    let handler = service.staff("handler");
    let path = "/desk/meetings/call/office/chengjian";
    for (day, status) in [
        ("1026-12-08", 422),
        ("2036-12-08", 422),
        ("2027-11-25", 422),
        ("2026-08-01", 422),
        ("2026-11-10", 303),
    ] {
        let csrf = handler.get(path).hidden("csrf");
        let fields = [
            ("csrf", csrf.as_str()),
            ("held_on", day),
            ("starts_at", "14:30"),
            ("place", "二楼会议室"),
            ("chair", "主任"),
            ("members", "6"),
        ];
        let sent = handler.post(path, &fields);
        assert_eq!(sent.status, status, "{day}: {}", sent.text);
        if status == 422 {
            assert!(sent.text.contains(&speak("unknown-meeting_day")) && sent.text.contains("二楼会议室"));
        }
    }
}

#[test]
fn a_letter_of_no_village_that_waits_for_a_village_is_counted() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let no_village = speak("meetings-no_village");
    let _ = waiting(&service, "analyse_village");
    assert!(!registrar.get("/desk/meetings").text.contains(&no_village));
    let letter: Vec<_> = LETTER.into_iter().filter(|(name, _)| *name != "village").collect();
    let (number, _) = service.send_letter(&letter);
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    service.staff("handler").takes(&number, "analyse_village", &[]);
    let page = registrar.get("/desk/meetings");
    assert!(
        page.text.contains(&no_village) && page.text.contains(&speak("meetings-any_village")),
        "{}",
        page.text
    );
    let _ = service.mails();
}
