//! 督查: page, file and list say the same, and each figure is counted again from the log of events by other code.

use std::collections::BTreeMap;

use form_api::sample;
use form_api::store::{Ask, Row};
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{Span, Timestamp};
use tests::{Client, Page, Service};

use crate::journey::{LETTER, walk_to_closed};
use crate::rights::person;

/// The sample's letters, walked through the real steps.
fn with_sample() -> Service {
    let service = Service::start();
    service.runtime.block_on(async {
        sample::add_staff(service.db(), service.now()).await.expect("staff");
        sample::add_cases(service.db(), &service.app.township, service.now(), |_, _| {})
            .await
            .expect("cases");
    });
    service
}

/// What the log alone says of a letter.
#[derive(Default)]
struct Told {
    received_on: Date,
    is_report: bool,
    office: String,
    due_on: Option<Date>,
    ended: Option<&'static str>,
    is_merged: bool,
    answer: Option<bool>,
    was_redone: bool,
    was_reopened: bool,
    grade: Option<String>,
}

fn day(at_ms: i64) -> Date {
    let at = Timestamp::from_millisecond(at_ms).expect("a moment");
    TimeZone::fixed(offset(8)).to_datetime(at).date()
}

/// Reads the whole log, event by event.
fn read_log(service: &Service) -> Vec<Told> {
    let sql = "SELECT subject_id, at_ms, kind, details FROM events WHERE subject_kind = 'case' ORDER BY seq";
    let rows: Vec<Row> = service.runtime.block_on(async {
        let mut db = service.db();
        db.rows(sql, &[]).await.expect("read")
    });
    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    for row in rows {
        let one = told.entry(row.text("subject_id").expect("an id")).or_default();
        let details = row.text("details").expect("details");
        let detail = |name: &str| {
            let lines = details.lines().filter_map(|line| line.split_once(' '));
            lines.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next_back()
        };
        if let Some(office) = detail("office") {
            one.office = office;
        }
        let kind = row.text("kind").expect("a kind");
        if !kind.starts_with("request") {
            one.due_on = detail("due_on").map(|day| day.parse().expect("a day")).or(one.due_on);
        }
        match kind.as_str() {
            "received" => {
                one.received_on = day(row.int("at_ms").expect("a moment"));
                one.is_report = detail("letter_kind").as_deref() == Some("report");
            }
            "merged" => one.is_merged = true,
            "released" => one.is_merged = false,
            "declined" => one.ended = Some("declined"),
            "referred_out" => one.ended = Some("referred_out"),
            "withdrawn_by_sender" => one.ended = Some("withdrawn"),
            "reviewed" => one.answer = Some(detail("is_on_time").as_deref() == Some("yes")),
            "sent_back" => one.was_redone = true,
            "reopened" => one.was_reopened = true,
            "rated" => one.grade = detail("grade"),
            _ => {}
        }
    }
    told.into_values().filter(|one| !one.is_report).collect()
}

/// The figures of some letters, as the words of the page define them.
fn count(letters: &[&Told], today: Date) -> BTreeMap<&'static str, usize> {
    let valid = |one: &&&Told| !one.is_merged && !matches!(one.ended, Some("declined" | "withdrawn"));
    let ours = |one: &&&Told| valid(one) && one.ended.is_none();
    let answered = |one: &&&Told| ours(one) && one.answer.is_some();
    let late = |one: &&&Told| ours(one) && one.answer.is_none() && one.due_on.expect("a day") < today;
    let good = |one: &&&Told| {
        let best = ["very_satisfied", "satisfied", "fairly_satisfied"];
        answered(one) && one.grade.as_deref().is_some_and(|grade| best.contains(&grade))
    };
    let number = |wanted: &dyn Fn(&&&Told) -> bool| letters.iter().filter(wanted).count();
    BTreeMap::from([
        ("received", letters.len()),
        ("valid", number(&valid)),
        ("answered", number(&answered)),
        ("due", number(&answered) + number(&late)),
        ("on_time", number(&|one| answered(one) && one.answer == Some(true))),
        ("overdue", number(&late)),
        ("open", number(&|one| ours(one) && one.answer.is_none())),
        ("redone", number(&|one| one.was_redone)),
        ("reopened", number(&|one| one.was_reopened)),
        ("rated", number(&|one| answered(one) && one.grade.is_some())),
        ("satisfied", number(&good)),
    ])
}

/// The figures of the page: unit, figure, text and the address behind it.
fn figures(page: &Page) -> Vec<(String, String, String, Option<String>)> {
    let mut found = Vec::new();
    for row in page.text.split("data-unit=\"").skip(1) {
        let (unit, row) = row.split_once('"').expect("a unit");
        let row = row.split("</tr>").next().expect("a row");
        for cell in row.split("data-figure=\"").skip(1) {
            let (figure, cell) = cell.split_once("\">").expect("a figure");
            let cell = cell.split("</td>").next().expect("a cell");
            let href =
                cell.split_once("href=\"").map(|(_, rest)| rest.split('"').next().expect("an address"));
            let text = cell.rsplit_once("</a>").map_or(cell, |(inner, _)| inner);
            let text = text.rsplit('>').next().expect("a text");
            let href = href.map(|href| href.replace("&amp;", "&"));
            found.push((unit.to_owned(), figure.to_owned(), text.to_owned(), href));
        }
    }
    found
}

fn letters_behind(client: &Client, href: &str) -> usize {
    let mut numbers = Vec::new();
    for number in 1..20 {
        let page = client.get(&format!("{href}&page={number}"));
        assert_eq!(page.status, 200, "{}", page.text);
        numbers.extend(page.text.split("href=\"/desk/cases/").skip(1).map(|rest| rest[..14].to_owned()));
        if !page.text.contains("rel=\"next\"") {
            break;
        }
    }
    numbers.len()
}

fn send_file(client: &Client, page: &Page, month: &str, format: &str) -> (String, Vec<u8>) {
    let csrf = page.hidden("csrf");
    let fields = [("csrf", csrf.as_str()), ("month", month), ("by", "office"), ("format", format)];
    let (status, headers, bytes) = client.post_for_bytes("/desk/supervision/file", &fields);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    (headers["content-disposition"].clone(), bytes)
}

#[test]
fn each_figure_is_counted_again_from_the_log_and_leads_to_its_letters() {
    let service = with_sample();
    let told = read_log(&service);
    assert!(told.len() >= 30, "{}", told.len());
    let today = day(service.now().as_millisecond());
    let supervisor = person(&service, "overseer", Some("ducha"), "supervisor");
    let client = &supervisor.client;
    let (mut compared, mut month) = (0, today.first_of_month());
    for _ in 0..4 {
        let name = month.strftime("%Y-%m").to_string();
        let page = client.get(&format!("/desk/supervision?month={name}"));
        assert_eq!(page.status, 200);
        let of_month: Vec<&Told> =
            told.iter().filter(|one| one.received_on.first_of_month() == month).collect();
        for (unit, figure, text, href) in figures(&page) {
            let own: Vec<&Told> =
                of_month.iter().copied().filter(|one| unit == "all" || one.office == unit).collect();
            let Some(wanted) = count(&own, today).get(figure.as_str()).copied() else { continue };
            // A merged letter is led by the office of the other one, and the log does not say which that is: it counts in none of
            // the figures of what is valid.
            let has_merged = of_month.iter().any(|one| one.is_merged);
            if unit != "all" && has_merged && matches!(figure.as_str(), "received" | "redone" | "reopened") {
                continue;
            }
            assert_eq!(text, wanted.to_string(), "{name} {unit} {figure}");
            assert_eq!(href.is_some(), wanted > 0, "{name} {unit} {figure}");
            if let Some(href) = href.filter(|_| unit == "all" || figure == "open") {
                assert_eq!(letters_behind(client, &href), wanted, "{href}");
            }
            compared += 1;
        }
        month = month.saturating_sub(Span::new().months(1));
    }
    assert!(compared > 60, "{compared}");
    let _ = service.mails();
}

#[test]
fn page_and_file_agree_and_each_file_is_an_event() {
    let service = with_sample();
    let supervisor = person(&service, "overseer", Some("ducha"), "supervisor");
    let month = day(service.now().as_millisecond()).strftime("%Y-%m").to_string();
    let page = supervisor.client.get("/desk/supervision");
    let (name, csv) = send_file(&supervisor.client, &page, &month, "csv");
    assert!(name.contains("attachment") && name.contains(".csv"), "{name}");
    let csv = String::from_utf8(csv).expect("text");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let on_page = figures(&page);
    let units: Vec<&String> = on_page.iter().filter(|one| one.1 == "received").map(|one| &one.0).collect();
    assert_eq!(rows.len(), units.len() + 2, "a head and a foot");
    for (unit, row) in units.iter().zip(&rows[1..]) {
        let own: Vec<&str> =
            on_page.iter().filter(|one| one.0 == **unit).map(|(_, _, text, _)| text.as_str()).collect();
        assert_eq!(row[1..], own, "{unit}");
    }
    assert_eq!(rows.last().map(|row| row[0].to_owned()), Some(format!("共 {} 行", units.len())));
    let (_, xlsx) = send_file(&supervisor.client, &page, &month, "xlsx");
    assert!(xlsx.starts_with(b"PK"));
    let sql = "SELECT details FROM events WHERE kind = 'exported' ORDER BY seq";
    let noted = service.runtime.block_on(async {
        let mut db = service.db();
        db.rows(sql, &[]).await.expect("read")
    });
    assert_eq!(noted.len(), 2, "two clicks are two files");
    let details = noted[1].text("details").expect("details");
    assert!(details.starts_with("export supervision\nformat xlsx\n"), "{details}");
    let _ = service.mails();
}

#[test]
fn who_is_named_in_a_letter_finds_it_in_no_figure_no_list_and_no_file() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let leader = person(&service, "leader", None, "leader");
    let named = person(&service, "overseer", Some("ducha"), "supervisor");
    let other_lead = person(&service, "farm-lead", Some("nongye"), "office_lead");
    let own_lead = person(&service, "town-lead", Some("chengjian"), "office_lead");
    let received = |client: &Client| {
        let page = client.get("/desk/supervision");
        let sum = figures(&page).into_iter().find(|one| one.0 == "all" && one.1 == "received");
        sum.map(|one| one.2)
    };
    let of = |client: &Client| received(client).expect("a sum");
    assert_eq!((of(&leader.client), of(&named.client)), ("1".to_owned(), "1".to_owned()));
    assert_eq!((of(&own_lead.client), of(&other_lead.client)), ("1".to_owned(), "0".to_owned()));
    let case = named.client.get(&format!("/desk/cases/{number}"));
    let csrf = case.hidden("csrf");
    let step_back = [("csrf", csrf.as_str()), ("version", "0"), ("staff", "self")];
    assert!(named.client.post(&format!("/desk/cases/{number}/exclude"), &step_back).status < 400);
    assert_eq!((of(&leader.client), of(&named.client)), ("1".to_owned(), "0".to_owned()));
    let list = named.client.get("/desk/supervision/letters?figure=received");
    assert!(!list.text.contains(&number), "{}", list.text);
    let page = named.client.get("/desk/supervision");
    let (_, csv) = send_file(&named.client, &page, "", "csv");
    assert!(String::from_utf8(csv).expect("text").lines().nth(1).expect("a sum").contains(",0,0,0,"));
    assert_eq!(service.staff("handler").get("/desk/supervision").status, 403);
    let _ = service.mails();
}
