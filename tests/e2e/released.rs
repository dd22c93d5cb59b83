//! A populated data folder of each released schema: brought up to date, verified and walked. On PostgreSQL its rows are put
//! into a database of the server first.
//!
//! The folder of a schema is what the walk of the canaries leaves, which fills every form. `tests/fixtures/released/make` makes it.

use std::path::{Path, PathBuf};

use form_api::attachments::Folder;
use form_api::case::{Carrier, Exclusion, TurnedAway, shanghai_date};
use form_api::event_log;
use form_api::jobs::attachments;
use form_api::seal::Keys;
use form_api::steps::{self, Upkeep};
use form_api::store::{self, Ask, Call, Correctable, HeldForm, ProposedCorrection, TurnedAwayRow};
use jiff::Span;
use record::{FeedbackScope, PublicKind, PublicReply, Round};
use serde_json::{Value, json};
use tests::{Database, Service, copy_folder, databases, phrase, project};

use crate::journey::LETTER;

/// Keeps the data folder of a service where `LIANXIN_KEEP_DATA` names a place for it, with numbers and codes of letters.
pub(crate) fn keep(service: &Service, letters: &[(String, String)]) {
    let Some(place) = std::env::var_os("LIANXIN_KEEP_DATA").map(PathBuf::from) else { return };
    assert_eq!(databases(), Database::Sqlite, "the rows are put into PostgreSQL by the test");
    service.runtime.block_on(fill(service, &letters[0].0));
    copy_folder(&service.paths.attachments(), &place.join("attachments"));
    let database = place.join("lianxin.db");
    let database = database.to_str().expect("a path in UTF-8");
    service.runtime.block_on(service.db().copy_into(database)).expect("copied");
    for key in [service.paths.keys(), service.paths.mail_key()] {
        std::fs::copy(&key, place.join(key.file_name().expect("a name"))).expect("copied");
    }
    let kept = json!({ "moment": service.now().to_string(), "letters": letters });
    std::fs::write(place.join("letters.json"), format!("{kept:#}\n")).expect("written");
}

/// What the walk leaves no row of: what comes by accident, and what is counted later.
async fn fill(service: &Service, number: &str) {
    let (db, now) = (service.db(), service.now());
    let letter = store::find_by_number(db, number).await.expect("asked").expect("there");
    let staff = store::find_sign_in(db, "registrar").await.expect("asked").expect("there");
    let later = now.checked_add(Span::new().hours(24 * 40)).expect("in range");
    steps::count_figures(Upkeep { db, lease: None, now: later }, &service.app.township)
        .await
        .expect("counted");
    let mut tx = db.begin().await.expect("begun");
    let (subject, carrier, since_ms) = (letter.subject(), Carrier::Mail, now.as_millisecond());
    let call = Call { subject, mail: "receipt", carrier, outbox_id: None, since_ms };
    store::add_call(&mut tx, &call).await.expect("a call");
    let named = Exclusion::Office("pingan".to_owned());
    store::add_exclusions(&mut tx, &[(subject, &named)]).await.expect("an exclusion");
    let held = HeldForm { staff_id: staff.id.clone(), sealed: vec![1], held_at_ms: since_ms };
    store::hold_form(&mut tx, "held", &held).await.expect("a form");
    let after = Correctable { kind: letter.kind, title: letter.title.clone(), village: None };
    let proposed = ProposedCorrection { after, reason: "写错了".to_owned(), by: staff.id };
    store::propose_correction(&mut tx, &letter.id, &proposed, now).await.expect("a proposal");
    let on_day = shanghai_date(now).to_string();
    let refused = TurnedAwayRow { on_day, reason: TurnedAway::WrongCode, times: 2 };
    store::add_turned_away(&mut tx, &refused).await.expect("a count");
    store::add_public_reply(&mut tx, &reply()).await.expect("a public reply");
    tx.commit().await.expect("committed");
}

fn reply() -> PublicReply {
    let day = jiff::civil::date(2026, 11, 20);
    PublicReply {
        submission_no: "2026-1000-0001".to_owned(),
        title: "村口的灯什么时候修".to_owned(),
        kind: PublicKind::HelpRequest,
        topic: "路灯".to_owned(),
        village: None,
        office: "chengjian".to_owned(),
        scope: FeedbackScope::Township,
        received_on: day,
        replied_on: day,
        published_at: day.at(9, 0, 0, 0),
        working_days: Some(1),
        updated: None,
        round: Round::First,
        policies: Vec::new(),
        letters: 1,
        rating: None,
        kept: Vec::new(),
        letter: "村口的灯坏了。".to_owned(),
        answer: "已经修好。".to_owned(),
    }
}

/// Tables of a released schema without a row: every kind of record was in the folder that was kept. Later ones begin empty.
async fn empty_tables(service: &Service, released: &str) -> Vec<String> {
    let migrations = std::fs::read_dir(project().join("form-api/migrations/sqlite")).expect("migrations");
    let mut tables = Vec::new();
    for file in migrations.map(|entry| entry.expect("an entry").path()) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        if name.as_str() < released || name.starts_with(released) {
            let text = std::fs::read_to_string(&file).expect("read");
            let made = text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split_once(' '));
            tables.extend(made.map(|(table, _)| table.to_owned()));
        }
    }
    assert!(tables.len() > 30, "{tables:?}");
    let mut db = service.db();
    let mut empty = Vec::new();
    for table in tables {
        let first: &'static str = Box::leak(format!("SELECT 1 AS one FROM {table} LIMIT 1").into_boxed_str());
        if db.row(first, &[]).await.expect("asked").is_none() {
            empty.push(table);
        }
    }
    empty
}

async fn verify(service: &Service) {
    let db = service.db();
    assert!(db.is_current().await.expect("asked"));
    db.check_pages().await.expect("sound");
    assert_eq!(event_log::find_break(db).await.expect("read"), None, "the chain is whole");
    assert!(store::count_event_texts(db).await.expect("counted").0 > 0, "reasons are kept");
    let keys = Keys::load(&service.paths.keys()).expect("the folder's own");
    let folder = Folder::new(service.paths.attachments(), &keys);
    let files = attachments::check(db, &folder, service.now(), true).await.expect("checked");
    assert!(files.rows > 0 && files.lost.is_empty() && files.damaged.is_empty(), "{files:?}");
}

/// Everybody finds what is theirs.
fn walk(service: &Service, letters: &[(String, String)]) {
    assert!(letters.len() > 3, "{letters:?}");
    let registrar = service.staff("registrar");
    for (number, code) in letters {
        let own = service.track(number, code);
        assert!(own.status == 200 && own.text.contains(number), "{number}: {}", own.text);
        let desk = registrar.get(&format!("/desk/cases/{number}"));
        assert_eq!(desk.status, 200, "{number}: {}", desk.text);
    }
    let (number, _) = &letters[0];
    let why = [("reason", "核对"), ("pass_phrase", &phrase("registrar"))];
    let contact = registrar.step(number, "contact", &why);
    assert!(contact.status == 200 && contact.text.contains("14077"), "{}", contact.text);
    for list in ["all", "open", "answered", "overdue", "published"] {
        assert_eq!(registrar.get(&format!("/desk/?list={list}")).status, 200, "{list}");
    }
    assert_eq!(service.visitor().get(&format!("/replies/2026/{}/", reply().submission_no)).status, 200);
    let (number, code) = service.send_letter(&LETTER);
    crate::journey::walk_to_closed(service, &number);
    assert_eq!(service.track(&number, &code).status, 200);
    let _ = service.mails();
}

fn open(left: &Path) {
    let kept = std::fs::read_to_string(left.join("letters.json")).expect("letters");
    let kept: Value = serde_json::from_str(&kept).expect("JSON");
    let letters: Vec<(String, String)> = serde_json::from_value(kept["letters"].clone()).expect("letters");
    let released = left.file_name().expect("its number").to_string_lossy().into_owned();
    let service = Service::start_on(left, kept["moment"].as_str().expect("a moment"));
    service.runtime.block_on(verify(&service));
    assert_eq!(
        service.runtime.block_on(empty_tables(&service, &released)),
        Vec::<String>::new(),
        "every kind of record"
    );
    walk(&service, &letters);
}

#[test]
fn a_data_folder_of_each_released_schema_is_brought_up_to_date_verified_and_walked() {
    let folder = project().join("tests/fixtures/released");
    let left = std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path());
    let left: Vec<PathBuf> = left.filter(|path| path.is_dir()).collect();
    assert!(!left.is_empty(), "there is at least one");
    left.iter().for_each(|left| open(left));
}
