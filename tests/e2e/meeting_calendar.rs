//! Meetings as a calendar that phones subscribe to: read by two readers, and only while its secret address is the owner's.

use form_api::messages::speak_with;
use icalendar::Component;
use tests::{Client, Service};

use crate::journey::LETTER;
use crate::meetings::{acts, address, call, waiting};

fn change(client: &Client, way: &str) {
    let csrf = client.get("/desk/calendar").hidden("csrf");
    let sent = client.post(&format!("/desk/calendar/{way}"), &[("csrf", &csrf)]);
    assert_eq!((sent.status, sent.location.as_deref()), (303, Some("/desk/calendar")), "{}", sent.text);
}

/// The path of somebody's address.
fn feed(client: &Client) -> String {
    let page = client.get("/desk/calendar");
    let shown = page.element("data-calendar").unwrap_or_else(|| panic!("{}", page.text));
    shown[shown.find("/desk/calendar/").expect("below the desk")..].to_owned()
}

#[test]
fn a_calendar_says_when_and_where_and_nothing_of_letters_and_two_readers_agree() {
    let service = Service::start();
    let (handler, farmer) = (service.staff("handler"), service.staff("farmer"));
    let number = waiting(&service, "analyse_office");
    let id = call(&handler, "office", "chengjian", "2026-11-24");
    acts(&handler, &id, "agenda", &[("cases", &number)]);
    let cancelled = call(&handler, "office", "chengjian", "2026-12-22");
    acts(&handler, &cancelled, "cancel", &[("text", "年底事多；改期，再定")]);
    let others = call(&farmer, "office", "nongye", "2026-11-25");
    change(&handler, "make");
    let path = feed(&handler);
    let phone = service.visitor().get(&path);
    assert_eq!(phone.status, 200);
    assert_eq!(phone.headers["content-type"], "text/calendar; charset=utf-8");
    for inner in [LETTER[1].1, &number, "年底事多", &others] {
        assert!(!phone.text.contains(inner), "{inner}: {}", phone.text);
    }

    let one = vobject::parse_component(&phone.text).expect("sound");
    assert_eq!(one.name, "VCALENDAR");
    let by_one: Vec<[String; 4]> = one
        .subcomponents
        .iter()
        .map(|event| {
            let value =
                |name: &str| event.get_only(name).map(vobject::Property::value_as_string).unwrap_or_default();
            ["UID", "DTSTART", "SUMMARY", "STATUS"].map(value)
        })
        .collect();
    let other: icalendar::Calendar = phone.text.parse().expect("sound");
    let by_other: Vec<[String; 4]> = other
        .components
        .iter()
        .filter_map(|component| component.as_event())
        .map(|event| {
            let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
            let status = event.property_value("STATUS");
            [
                text(event.get_uid()),
                text(event.property_value("DTSTART")),
                text(event.get_summary()),
                text(status),
            ]
        })
        .collect();
    assert_eq!(by_one, by_other, "{}", phone.text);
    let name = "村镇建设办公室分析会".to_owned();
    let said = |name: &str| speak_with("calendar-cancelled", &[("name", name.to_owned())]);
    let uid =
        |id: &str| by_one.iter().map(|one| one[0].clone()).find(|uid| uid.starts_with(id)).expect("there");
    let first = [uid(&id), "20261124T063000Z".to_owned(), name.clone(), "CONFIRMED".to_owned()];
    let second = [uid(&cancelled), "20261222T063000Z".to_owned(), said(&name), "CANCELLED".to_owned()];
    assert_eq!(by_one, [first, second]);
    assert!(phone.text.contains("SEQUENCE:1"), "a reader sees what is newer: {}", phone.text);
    // The agenda changes and the calendar does not: it would tell of a matter that is hidden from its owner.
    let more = waiting(&service, "analyse_office");
    acts(&handler, &id, "agenda", &[("cases", &more)]);
    assert_eq!(service.visitor().get(&path).text, phone.text);
    let moved = [
        ("held_on", "2026-11-26"),
        ("starts_at", "09:00"),
        ("place", "三楼"),
        ("chair", "副主任"),
        ("members", "6"),
    ];
    service.pass(jiff::Span::new().minutes(10));
    acts(&handler, &id, "change", &moved);
    let later = service.visitor().get(&path).text;
    assert!(
        later.contains("DTSTAMP:20261123T011000Z") && later.matches("SEQUENCE:1").count() == 2,
        "{later}"
    );
    let _ = service.mails();
}

#[test]
fn an_address_is_its_owners_until_it_is_renewed_given_up_or_they_go() {
    let service = Service::start();
    let handler = service.staff("handler");
    let id = call(&handler, "office", "chengjian", "2026-11-24");
    assert!(handler.get("/desk/calendar").element("data-calendar").is_none(), "nobody has one unasked");
    let get = |path: &str| service.visitor().get(path);
    change(&handler, "make");
    let first = feed(&handler);
    assert!(get(&first).text.contains(&id));
    change(&handler, "make");
    let second = feed(&handler);
    assert_ne!(first, second);
    assert_eq!((get(&first).status, get(&second).status), (404, 200), "the old one leads nowhere");
    let mut wrong = second.clone();
    wrong.replace_range(second.len() - 6..second.len() - 4, "00");
    assert!(wrong == second || get(&wrong).status == 404);
    change(&handler, "end");
    assert_eq!(get(&second).status, 404);
    change(&handler, "make");
    let third = feed(&handler);
    let gone = form_api::steps::disable_staff(service.db(), "handler", service.now());
    service.runtime.block_on(gone).expect("disabled");
    assert_eq!(get(&third).status, 404, "who left has no calendar");
    assert_eq!(service.staff("redactor").get("/desk/calendar").status, 403);
    assert_eq!(service.visitor().get(&address(&id)).status, 303);
}
