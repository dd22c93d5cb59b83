//! The first page says what there is to do today: to each what is theirs, and nothing to who has none of it.

use form_api::store::{self, CaseFile};
use tests::{Page, Service};

use crate::journey;

/// A letter whose sender left nothing to be reached by: no mail waits.
const LETTER: [(&str, &str); 5] =
    [journey::LETTER[0], journey::LETTER[1], journey::LETTER[2], journey::LETTER[3], journey::LETTER[4]];

fn case_of(service: &Service, number: &str) -> CaseFile {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        store::find_case_id(service.db(), &letter.id).await.expect("a case")
    })
}

/// A list's number in a part of the first page.
fn number_in(page: &Page, part: &str, list: &str) -> Option<String> {
    let (_, part) = page.text.split_once(&format!("data-today-{part}>"))?;
    let (part, _) = part.split_once("</ul>")?;
    let (_, line) = part.split_once(&format!("class=\"tile is-{list}\" href=\"/desk/"))?;
    let (_, count) = line.split_once("class=\"count\">")?;
    Some(count.split_once('<')?.0.to_owned())
}

#[test]
fn everybody_sees_first_what_is_late_or_due_today_and_then_what_waits_for_them() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let first = registrar.get("/desk/");
    assert_eq!(number_in(&first, "mine", "new").as_deref(), Some("1"), "{}", first.text);
    assert!(first.text.contains("data-today-in_time"));
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    assert_eq!(number_in(&handler.get("/desk/"), "mine", "open").as_deref(), Some("1"));
    let after = registrar.get("/desk/");
    assert_eq!(number_in(&after, "others", "open").as_deref(), Some("1"), "{}", after.text);
    assert!(!after.text.contains("data-today-mine"), "nothing waits for the registrar");
    assert!(after.text.contains("data-today-nothing"));
    assert_eq!(number_in(&service.staff("farmer").get("/desk/"), "mine", "open"), None, "another office's");

    let due = case_of(&service, &number).due.due_on.expect("a promised day");
    service.set_clock(&format!("{due}T09:00:00+08:00"));
    let handler = service.staff("handler");
    let page = handler.get("/desk/");
    assert_eq!(number_in(&page, "urgent", "due_today").as_deref(), Some("1"), "{}", page.text);
    assert!(number_in(&page, "urgent", "overdue").is_none());
    assert!(handler.get("/desk/?list=due_today").text.contains(&number));
    let next = due.tomorrow().expect("a day");
    service.set_clock(&format!("{next}T09:00:00+08:00"));
    let page = service.staff("supervisor").get("/desk/");
    assert_eq!(number_in(&page, "urgent", "overdue").as_deref(), Some("1"), "{}", page.text);
    assert!(number_in(&page, "urgent", "due_today").is_none());
    assert!(!page.text.contains("data-today-in_time"));
    assert!(!service.staff("supervisor").get("/desk/?list=due_today").text.contains(&number));
}

#[test]
fn who_sees_no_letter_sees_no_list_of_letters_and_who_visits_sees_what_is_owed() {
    let service = Service::start();
    let _ = service.send_letter(&LETTER);
    let administrator = service.staff("administrator").get("/desk/");
    assert_eq!(administrator.status, 200);
    assert!(!administrator.text.contains("class=\"lists\""), "{}", administrator.text);
    assert!(!administrator.text.contains("data-total") && !administrator.text.contains("data-today-in_time"));
    assert!(administrator.element("data-today-visits").is_none());
    let handler = service.staff("handler").get("/desk/");
    let owed = handler.text.split_once("data-today-visits>").expect("visits").1;
    assert!(owed.split("</p>").next().unwrap_or_default().contains("未设定"), "no guess at a number");
}

#[test]
fn meetings_of_this_week_that_are_not_over_stand_on_the_first_page_of_who_goes_to_them() {
    let service = Service::start();
    let handler = service.staff("handler");
    let ids = ["2026-11-24", "2026-11-29", "2026-11-30", "2026-11-22"]
        .map(|day| crate::meetings::call(&handler, "office", "chengjian", day));
    let shown = |name: &str| {
        let page = service.staff(name).get("/desk/").text;
        ids.each_ref().map(|id| page.contains(&format!("/desk/meetings/{id}")))
    };
    assert_eq!(shown("handler"), [true, true, false, false]);
    assert_eq!(shown("farmer"), [false; 4], "of another office");
    assert_eq!(shown("administrator"), [false; 4]);
    crate::meetings::acts(&handler, &ids[0], "cancel", &[("text", "都去防汛了")]);
    assert_eq!(shown("handler"), [false, true, false, false]);
}

#[test]
fn a_merged_letter_that_is_due_with_its_main_one_counts_once() {
    let service = Service::start();
    let (main, _) = service.send_letter(&LETTER);
    let mut other = LETTER;
    other[2].1 = "村口的路灯又坏了，晚上什么也看不见，请来修一下，老人走路不方便。";
    let (second, _) = service.send_letter(&other);
    let registrar = service.staff("registrar");
    for number in [&main, &second] {
        registrar.takes(number, "register", &[("text", "路灯")]);
    }
    registrar.takes(&main, "accept", &[("office", "chengjian")]);
    registrar.takes(&second, "merge", &[("number", &main), ("text", "说的是同一盏路灯。")]);
    let due = case_of(&service, &main).due.due_on.expect("a promised day");
    service.set_clock(&format!("{due}T09:00:00+08:00"));
    let page = service.staff("registrar").get("/desk/");
    assert_eq!(number_in(&page, "urgent", "due_today").as_deref(), Some("1"), "{}", page.text);
}
