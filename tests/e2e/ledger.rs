//! 民情受理台账: all letters that its reader may see, without what leads to a person, and each file is an event.

use tests::{Client, Service};

use crate::journey::{LETTER, walk_to_closed};
use crate::rights::person;
use crate::survey::{add_household, visit};

fn take(client: &Client, export: &str, months: (&str, &str), format: &str) -> (u16, Vec<u8>) {
    let page = if export == "log" { "/desk/log" } else { "/desk/ledger" };
    let csrf = client.get(page).hidden("csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("export", export),
        ("from", months.0),
        ("until", months.1),
        ("format", format),
    ];
    let (status, _, bytes) = client.post_for_bytes(&format!("{page}/file"), &fields);
    (status, bytes)
}

fn lines(client: &Client, export: &str) -> Vec<String> {
    let (status, bytes) = take(client, export, ("2026-11", "2026-10"), "csv");
    let text = String::from_utf8(bytes).expect("text");
    assert_eq!(status, 200, "{text}");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_ledger_holds_each_letter_once_and_nothing_that_leads_to_its_sender() {
    let service = Service::start();
    let (closed, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &closed);
    let formula: Vec<(&str, &str)> = LETTER
        .iter()
        .map(|(name, value)| if *name == "title" { (*name, "=HYPERLINK(1)路灯") } else { (*name, *value) })
        .collect();
    let (open, _) = service.send_letter(&formula);
    let registrar = service.staff("registrar");
    let ledger = lines(&registrar, "ledger");
    assert_eq!(ledger.len(), 4, "{ledger:?}");
    let line = |number: &str| {
        let found: Vec<&String> = ledger.iter().filter(|line| line.contains(number)).collect();
        assert_eq!(found.len(), 1, "{ledger:?}");
        found[0]
    };
    assert_eq!(ledger[3], "共 2 行");
    for told in ["尉迟翀", "14012345678", "yuchi@mail", "三组12号"] {
        assert!(!ledger.concat().contains(told), "{told}");
    }
    assert!(line(&closed).contains("已经更换接头和灯头"), "the answer is the result: {}", line(&closed));
    assert!(line(&open).contains("'=HYPERLINK(1)路灯"), "{}", line(&open));
    assert_eq!(lines(&registrar, "overdue"), [ledger[0].clone(), "共 0 行".to_owned()]);
    service.set_clock("2027-02-01T09:00:00+08:00");
    let registrar = service.staff("registrar");
    let late = lines(&registrar, "overdue");
    assert!(late.len() == 3 && late[1].contains(&open), "{late:?}");
    let (status, xlsx) = take(&registrar, "ledger", ("2026-11", "2026-11"), "xlsx");
    assert!(status == 200 && xlsx.starts_with(b"PK"));
    for months in [("", "2026-11"), ("2026-13", "2026-11"), ("2020-01", "2026-11")] {
        let (status, page) = take(&registrar, "ledger", months, "csv");
        assert_eq!(status, 422, "{months:?} {}", String::from_utf8_lossy(&page));
    }
    let _ = service.mails();
}

#[test]
fn who_is_named_finds_a_letter_in_no_ledger_and_whose_it_is_not_gets_none() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let clerk = person(&service, "second-clerk", Some("zonghe"), "registrar");
    let other_lead = person(&service, "farm-lead", Some("nongye"), "office_lead");
    assert_eq!(lines(&clerk.client, "ledger").len(), 3);
    assert_eq!(lines(&other_lead.client, "ledger").len(), 2, "it is another office's");
    let csrf = clerk.client.get(&format!("/desk/cases/{number}")).hidden("csrf");
    let step_back = [("csrf", csrf.as_str()), ("version", "0"), ("staff", "self")];
    assert!(clerk.client.post(&format!("/desk/cases/{number}/exclude"), &step_back).status < 400);
    assert_eq!(lines(&clerk.client, "ledger").len(), 2);
    let handler = service.staff("handler");
    assert_eq!(handler.get("/desk/ledger").status, 403);
    let csrf = handler.get("/desk/").hidden("csrf");
    let (status, _, _) = handler.post_for_bytes("/desk/ledger/file", &[("csrf", &csrf), ("from", "2026-11")]);
    assert_eq!(status, 403);
    let _ = service.mails();
}

#[test]
fn visits_leave_without_the_household_and_without_what_was_said() {
    let service = Service::start();
    let visitor = person(&service, "visitor", Some("shuikou"), "village_instructor");
    let household = add_household(&visitor.client, "温泽川", &[]);
    let said = "灌渠堵了，已经说好下周清。";
    let _ = visit(&visitor.client, &household, &[("text", said)]);
    let registrar = service.staff("registrar");
    let rows = lines(&registrar, "visits");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[1].contains("水口村") && rows[1].contains("visitor alone"), "{rows:?}");
    for told in ["温泽川", "灌渠"] {
        assert!(!rows.concat().contains(told), "{rows:?}");
    }
    let other_lead = person(&service, "farm-lead", Some("nongye"), "office_lead");
    assert_eq!(lines(&other_lead.client, "visits").len(), 2, "it was not given to their office");
    let _ = service.mails();
}

#[test]
fn an_auditor_takes_the_log_and_no_ledger_and_files_stand_in_it() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    assert_eq!(lines(&service.staff("registrar"), "ledger").len(), 3);
    let auditor = person(&service, "audit", None, "auditor");
    let log = lines(&auditor.client, "log");
    assert!(log.iter().any(|line| line.contains(",导出了文件,export ledger; format csv;")), "{log:?}");
    assert!(log.iter().any(|line| line.contains("audit alone,登录,")), "{log:?}");
    assert!(!log.concat().contains(&number) && !log.concat().contains("received"), "{log:?}");
    assert_eq!(log.last(), Some(&format!("共 {} 行", log.len() - 2)));
    let csrf = auditor.client.get("/desk/log").hidden("csrf");
    let fields = [("csrf", csrf.as_str()), ("export", "ledger"), ("from", "2026-11"), ("until", "2026-11")];
    assert_eq!(auditor.client.post_for_bytes("/desk/log/file", &fields).0, 403);
    assert_eq!(service.staff("registrar").get("/desk/log").status, 403);
    let _ = service.mails();
}
