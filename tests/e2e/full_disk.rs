//! A disk that is full, or a database that is locked, for a while: what came meanwhile is told so and given back, and what comes
//! afterwards is taken in. The full disk is SQLite's alone, on either run: a PostgreSQL server looks after its own.

use form_api::messages::speak;
use form_api::store::{self, Pools};
use jiff::ToSpan;
use sqlx::SqlitePool;
use tests::{Page, Service};

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

/// A service on the embedded database.
fn embedded() -> Service {
    Service::start_with(|settings| {
        settings.database.url = Some(format!("sqlite:{}", settings.paths.database().display()));
    })
}

/// The one connection that writes.
fn writer(service: &Service) -> SqlitePool {
    match service.app.db.pools() {
        Pools::Sqlite { write, .. } => write.clone(),
        Pools::Postgres { .. } => panic!("the embedded database"),
    }
}

/// From now on SQLite finds no room for another page, as on a full disk (`SQLITE_FULL`).
fn fill(service: &Service) {
    let write = writer(service);
    service.runtime.block_on(async {
        sqlx::query("PRAGMA max_page_count = 1").execute(&write).await.expect("as small as it can be");
    });
}

/// There is room again, for whichever connection writes now.
fn make_room(service: &Service) {
    let write = writer(service);
    service.runtime.block_on(async {
        sqlx::query("PRAGMA max_page_count = 1073741823").execute(&write).await.expect("room");
    });
}

/// A letter that does not fit into the pages that are there.
fn send_long(service: &Service) -> Page {
    let text = "村口的路灯坏了半个月。".repeat(800);
    let mut fields = LETTER.to_vec();
    fields.retain(|(name, _)| *name != "text");
    fields.push(("text", &text));
    let visitor = service.visitor();
    visitor.press(&visitor.write_letter(&fields), "confirm")
}

#[test]
fn after_a_full_disk_has_room_again_the_next_letter_is_taken_in() {
    let service = embedded();
    fill(&service);
    let refused = send_long(&service);
    assert_eq!(refused.status, 507, "no room: {}", refused.text);
    assert_eq!(refused.headers["retry-after"], "300");
    assert!(refused.text.contains(&speak("error-full")), "{}", refused.text);
    assert!(refused.textarea("text").is_some_and(|text| text.chars().count() > 8_000), "the text is kept");
    let ready = service.visitor().get("/readyz");
    assert_eq!((ready.status, ready.headers["retry-after"].as_str()), (507, "300"), "{}", ready.text);
    assert_eq!(service.visitor().get("/healthz").status, 200, "it runs");
    let kept = service.runtime.block_on(store::count_submissions(service.db())).expect("readable");
    assert_eq!(kept, 0, "nothing of it is kept");
    make_room(&service);
    assert_eq!(service.visitor().get("/readyz").status, 507, "what was found holds for a second");
    service.pass(2.seconds());
    assert_eq!(service.visitor().get("/readyz").status, 200);
    let receipt = send_long(&service);
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    let _ = service.send_letter(&LETTER);
    let _ = service.mails();
}

/// Nobody else writes until what this gives is dropped; everybody reads.
fn lock(service: &Service) -> store::Tx {
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("nobody writes");
        if let store::OpenTx::Postgres(tx) = tx.open() {
            let statement = "LOCK TABLE submissions, messages, deployment_info IN EXCLUSIVE MODE";
            sqlx::query(statement).execute(&mut **tx).await.expect("locked");
        }
        tx
    })
}

#[test]
fn while_the_database_is_locked_letters_and_answers_come_back_with_what_was_typed() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    let case = service.track(&number, &code).hidden("case");
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let desk = registrar.get(&format!("/desk/cases/{number}"));
    assert_eq!(visitor.get("/readyz").status, 200);
    service.pass(2.seconds());

    let held = lock(&service);
    assert_eq!(visitor.get("/readyz").status, 503);
    let letter = visitor.press(&preview, "confirm");
    let answer = visitor.post("/track/inform", &[("case", &case), ("text", "桥头那根灯杆。")]);
    let (csrf, version) = (desk.hidden("csrf"), desk.hidden("version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("text", "电话里说是桥头那根。"),
        ("channel", "phone"),
    ];
    let step = registrar.post(&format!("/desk/cases/{number}/provide_information"), &fields);
    for (page, typed) in
        [(&letter, LETTER[2].1), (&answer, "桥头那根灯杆。"), (&step, "电话里说是桥头那根。")]
    {
        assert_eq!((page.status, page.headers["retry-after"].as_str()), (503, "30"), "{}", page.text);
        assert!(page.text.contains(&speak("error-not_now")), "{}", page.text);
        assert!(page.text.contains(typed), "{typed}: {}", page.text);
    }
    service.runtime.block_on(async { drop(held) });

    service.pass(2.seconds());
    assert_eq!(visitor.get("/readyz").status, 200);
    assert_eq!(visitor.press(&preview, "confirm").status, 200);
    let again = visitor.post("/track/inform", &[("case", &case), ("text", "桥头那根灯杆。")]);
    let again = visitor.follow("/track/inform", again);
    assert_eq!(again.status, 200, "{}", again.text);
    let _ = service.mails();
}

#[test]
fn on_a_full_disk_a_page_that_is_taken_down_goes_before_it_is_written_down() {
    let service = embedded();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    let approver = service.staff("approver");
    approver.takes(&number, "publish", &[]);
    let stands = || {
        let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("村口路灯坏了半个月");
        service.site_files().iter().any(|(_, bytes)| holds(bytes))
    };
    assert!(stands());
    let case = service.track(&number, &code).hidden("case");
    let ask = [("case", case.as_str()), ("kind", "take_down"), ("text", "邻居看出来是我写的。")];
    assert_eq!(service.visitor().post("/track/request", &ask).status, 200);
    // Whoever may not take it down takes nothing off, room or none.
    let long = "来信人要求撤下。".repeat(240);
    let reason = [("text", long.as_str())];
    let handler = service.staff("handler");
    fill(&service);
    assert!(matches!(handler.step_unoffered(&approver, &number, "retract", &reason).status, 404 | 409 | 507));
    assert!(stands());
    let refused = approver.step(&number, "retract", &reason);
    assert_eq!(refused.status, 507, "no room: {}", refused.text);
    assert!(refused.text.contains(&speak("error-take_down_unwritten")), "{}", refused.text);
    assert!(refused.text.contains(&long), "the reason is kept");
    assert!(!stands(), "its page goes first");
    make_room(&service);
    // What else is published does not bring it back.
    let publish = form_api::jobs::publish(&service.app);
    let _ = service.runtime.block_on(publish);
    assert!(!stands());
    let home = service.visitor().get("/");
    assert_eq!(home.status, 200, "the other pages come back");
    approver.takes(&number, "retract", &reason);
    assert!(!stands());
    let tombstone = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert_eq!(tombstone.status, 200, "{}", tombstone.text);
    let _ = service.mails();
}
