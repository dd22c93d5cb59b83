//! Looking a letter up by number and code: guessing is held up, and never keeps a letter from who has its code.

use form_api::store;
use serde_json::json;
use tests::{Page, Service};

use crate::journey::LETTER;

/// A code that is well formed and fits nothing: that of another letter.
fn foreign_code(service: &Service) -> String {
    service.send_letter(&LETTER).1
}

fn by_program(service: &Service, number: &str, code: &str) -> Page {
    let body = json!({ "submission_no": number, "query_code": code }).to_string();
    let headers = [("content-type", "application/json")];
    service.visitor().send_with("/api/v1/letters/track", &headers, body.as_bytes())
}

#[test]
fn whoever_guesses_at_a_number_is_held_up_and_its_owner_is_not() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let wrong = foreign_code(&service);
    let statuses = |number: &str| (0..12).map(|_| service.track(number, &wrong).status).collect::<Vec<_>>();
    let known = statuses(&number);
    assert_eq!((known[0], known[9], known[11]), (422, 422, 429), "{known:?}");
    assert_eq!(known, statuses("2026-0000-0000"), "as of a number that nobody has");
    assert_eq!(by_program(&service, &number, &wrong).status, 429);
    let held = |number: &str| service.track(number, &wrong).text.replace(number, "");
    assert_eq!(held(&number), held("2026-0000-0000"), "but for the number that was typed");
    for _ in 0..3 {
        assert_eq!(service.track(&number, &code).status, 200, "the right code opens the letter all the same");
        assert_eq!(by_program(&service, &number, &code).status, 200);
    }
    let _ = service.mails();
}

#[test]
fn whoever_guesses_at_many_numbers_is_held_up_and_a_neighbour_with_the_code_is_not() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let wrong = foreign_code(&service);
    let statuses: Vec<u16> =
        (0..80).map(|n| service.track(&format!("2026-0000-{n:04}"), &wrong).status).collect();
    assert!(statuses[..40].iter().all(|status| *status == 422), "a village mistypes too: {statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    assert_eq!(service.track(&number, &code).status, 200);
    let _ = service.mails();
}

#[test]
fn a_number_that_nobody_has_is_compared_with_a_row_as_one_that_somebody_has() {
    let service = Service::start();
    let find =
        |number: &str| service.runtime.block_on(store::find_code_hash(service.db(), number)).expect("asked");
    assert!(find("2026-0000-0000").is_none(), "there is no letter at all");
    let (first, second) = (service.send_letter(&LETTER).0, service.send_letter(&LETTER).0);
    let (first, second) = if first < second { (first, second) } else { (second, first) };
    for (number, row, is_its_own) in [
        (first.as_str(), &first, true),
        (&second, &second, true),
        ("2020-0000-0000", &first, false),
        (&format!("{first}0"), &second, false),
        ("2999-9999-9999", &first, false),
    ] {
        let found = find(number).expect("a row");
        let letter = service.runtime.block_on(store::find_by_number(service.db(), row)).expect("asked");
        let letter = letter.expect("there");
        assert_eq!((found.case_id, found.query_code_hash), (letter.id, letter.query_code_hash), "{number}");
        assert_eq!(found.is_its_own, is_its_own, "{number}");
    }
    let _ = service.mails();
}

#[test]
fn what_is_pasted_from_a_slip_or_a_message_opens_the_letter() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let slip = format!("联心网\n信件编号\u{3000}{number}\n查询码：{code}\n收到时间 2026-11-23 09:00\n");
    let marked = |text: &str| format!("\u{202A}{}\u{202C}", text.replace('-', "\u{2011}\u{200B}"));
    for (typed_number, typed_code) in [
        (format!("编号：{number}。"), format!("查询码：{code}。")),
        (marked(&number), marked(&code)),
        (format!("“{number}”"), format!("「{}」", code.replace('-', "—").to_lowercase())),
        (slip.clone(), slip.clone()),
        (slip.clone(), String::new()),
        (String::new(), slip),
        (code.clone(), number.clone()),
    ] {
        let page = service.track(&typed_number, &typed_code);
        assert_eq!(page.status, 200, "{typed_number} {typed_code}: {}", page.text);
    }
    assert_eq!(by_program(&service, &marked(&number), &format!("查询码：{code}")).status, 200);
    assert_eq!(service.track(&format!("{number} 2026-0000-0000"), &code).status, 422, "which of the two?");
    let _ = service.mails();
}

#[test]
fn the_desk_finds_a_number_however_it_was_copied() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    for typed in
        [number.replace('-', ""), format!("%E7%BC%96%E5%8F%B7{number}"), number.replace('-', "%E2%80%94")]
    {
        let found = registrar.get(&format!("/desk/?q={typed}"));
        assert!(found.text.contains(&format!("/desk/cases/{number}")), "{typed}");
    }
    let _ = service.mails();
}
