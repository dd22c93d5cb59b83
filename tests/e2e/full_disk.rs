//! A disk that is full for a while: what came meanwhile is told so, and what comes afterwards is taken in. SQLite alone, on
//! either run: a PostgreSQL server looks after its own disk.

use form_api::store::{self, Db};
use sqlx::SqlitePool;
use tests::{Page, Service};

use crate::journey::LETTER;

/// A service on the embedded database.
fn embedded() -> Service {
    Service::start_with(|settings| {
        settings.database.url = Some(format!("sqlite:{}", settings.paths.database().display()));
    })
}

/// The one connection that writes.
fn writer(service: &Service) -> SqlitePool {
    match &service.app.db {
        Db::Sqlite { write, .. } => write.clone(),
        Db::Postgres(_) => panic!("the embedded database"),
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
    assert_eq!(refused.status, 500, "no room: {}", refused.text);
    let kept = service.runtime.block_on(store::count_submissions(service.db())).expect("readable");
    assert_eq!(kept, 0, "nothing of it is kept");
    make_room(&service);
    let receipt = send_long(&service);
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    let _ = service.send_letter(&LETTER);
    let _ = service.mails();
}
