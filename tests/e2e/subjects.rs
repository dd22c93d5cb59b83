//! Whatever is worked on has events, messages, opinions, files, identifiers, exclusions, calls and mail by the same statements;
//! and each township has a chain of its own.

use form_api::attachments::AttachmentKind;
use form_api::case::{Carrier, Channel, Exclusion, State, Subject, SubjectKind, TownshipId};
use form_api::event_log::{self, Actor, Event, EventText, Kind};
use form_api::jobs::Duty;
use form_api::store::{
    self, BelongsTo, Call, Db, HashedMark, JobKey, Message, NewAttachment, NewMail, Opinion, Tx,
};
use jiff::Timestamp;
use tests::Service;

use crate::journey::LETTER;

const SHEET: Subject<'_> = Subject { kind: SubjectKind::Household, id: "a" };
/// Another kind of thing with the same id.
const MEETING: Subject<'_> = Subject { kind: SubjectKind::Meeting, id: "a" };

async fn write(tx: &mut Tx, subject: Option<Subject<'_>>, text: Option<&str>, at: Timestamp) {
    let kind = if text.is_some() { Kind::Transferred } else { Kind::SignedIn };
    let event = Event { at, actor: &Actor::System, subject, kind, details: Vec::new(), text };
    event_log::write_event(tx, &event).await.expect("written");
}

/// Everything that a subject can have.
async fn fill(db: &Db, staff_id: &str, at: Timestamp) {
    let mut tx = db.begin().await.expect("begun");
    write(&mut tx, Some(SHEET), Some("换了人家"), at).await;
    let message = Message {
        id: store::new_id(),
        from_office: true,
        text: "几口人？".into(),
        sent_at: at,
        channel: Channel::Counter,
        entered_by: None,
    };
    store::add_message(&mut tx, SHEET, &message).await.expect("a message");
    let opinion = Opinion {
        id: store::new_id(),
        level: State::AnalysisVillage,
        held_on: jiff::civil::date(2026, 11, 24),
        leader_attended: false,
        opinion: "先修屋顶".into(),
        written_by: staff_id.into(),
        written_at: at,
    };
    store::add_opinion(&mut tx, SHEET, &opinion).await.expect("an opinion");
    let file = NewAttachment {
        id: store::new_id(),
        sealed_name: vec![1],
        kind: AttachmentKind::Pdf,
        caution: None,
        bytes: 1,
        content_hash: "h".into(),
    };
    let to = BelongsTo::Message(&message.id, SHEET);
    store::add_attachments(&mut tx, to, &[file], at.as_millisecond()).await.expect("a file");
    let mark = HashedMark { form: "name".into(), length: 2, hash: "00".into(), of_sender: true };
    store::add_marks(&mut tx, SHEET, &[mark]).await.expect("an identifier");
    let named = Exclusion::Staff(staff_id.into());
    store::add_exclusions(&mut tx, &[(SHEET, &named)]).await.expect("an exclusion");
    let hashes = ["aa".to_owned()];
    store::ask_overrides(&mut tx, SHEET, &hashes, "公章", staff_id, at).await.expect("an override");
    let mail = NewMail {
        id: "m",
        about: SHEET,
        mail: "receipt",
        carrier: Carrier::Sms,
        sealed_to: &[1],
        subject_line: "已收到",
        sealed_body: &[1],
        created_at_ms: at.as_millisecond(),
    };
    store::add_mails(&mut tx, &[mail]).await.expect("a message in the outbox");
    store::mark_sent(&mut tx, "m", at.as_millisecond()).await.expect("sent");
    let call = Call {
        subject: SHEET,
        mail: "receipt",
        carrier: Carrier::Sms,
        outbox_id: Some("m"),
        since_ms: at.as_millisecond(),
    };
    store::add_call(&mut tx, &call).await.expect("a call");
    tx.commit().await.expect("committed");
}

/// How many a subject has of each.
async fn count(db: &Db, subject: Subject<'_>) -> [usize; 9] {
    [
        event_log::list_events(db, subject).await.expect("listed").len(),
        store::list_messages(db, subject).await.expect("listed").len(),
        store::list_opinions(db, subject).await.expect("listed").len(),
        store::list_attachments(db, subject).await.expect("listed").len(),
        store::list_sender_marks(db, subject).await.expect("listed").len(),
        store::list_exclusions(db, subject).await.expect("listed").len(),
        store::list_overrides(db, Some(subject)).await.expect("listed").len(),
        store::list_mail_of(db, subject).await.expect("listed").len(),
        store::list_calls(db, subject).await.expect("listed").len(),
    ]
}

#[test]
fn whatever_is_worked_on_has_everything_that_a_case_has() {
    let service = Service::start();
    let (db, at) = (service.db(), service.now());
    service.runtime.block_on(async {
        let staff = store::find_sign_in(db, "registrar").await.expect("asked").expect("there");
        fill(db, &staff.id, at).await;
        assert_eq!(count(db, SHEET).await, [1; 9]);
        assert_eq!(count(db, MEETING).await, [0; 9], "another kind with the same id has none of it");
        assert_eq!(count(db, Subject::case("a")).await, [0; 9]);

        let mut tx = db.begin().await.expect("begun");
        store::erase_event_texts(&mut tx, MEETING).await.expect("nothing");
        tx.commit().await.expect("committed");
        let text = async || event_log::list_events(db, SHEET).await.expect("listed")[0].text.clone();
        assert_eq!(text().await, EventText::Kept("换了人家".into()));
        let mut tx = db.begin().await.expect("begun");
        store::erase_event_texts(&mut tx, SHEET).await.expect("erased");
        tx.commit().await.expect("committed");
        assert_eq!(text().await, EventText::Erased);
        assert_eq!(event_log::find_break(db).await.expect("read"), None);
    });
}

#[test]
fn nothing_of_a_township_is_seen_through_the_door_of_another() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    crate::journey::walk_to_closed(&service, &number);
    let home = service.db();
    let other = home.of(TownshipId::new("shangwan").expect("an id"));
    service.runtime.block_on(async {
        other.migrate().await.expect("its chains begin");
        let letter = store::find_by_number(home, &number).await.expect("asked").expect("at home");
        assert!(store::find_by_number(&other, &number).await.expect("asked").is_none());
        assert!(store::find_code_hash(&other, &number).await.expect("asked").is_none());
        assert_eq!(store::count_submissions(&other).await.expect("asked"), 0);
        assert!(store::list_staff(&other).await.expect("asked").is_empty());
        assert!(store::find_sign_in(&other, "registrar").await.expect("asked").is_none());
        assert!(store::list_outbox(&other).await.expect("asked").is_empty());
        assert!(store::list_marks(&other, Some(&letter.id)).await.expect("asked").is_empty());
        assert!(store::list_attachment_ids(&other).await.expect("asked").is_empty());
        assert!(store::list_public_records(&other).await.expect("asked").records.is_empty());
        assert!(store::find_deployment_info(&other, "marks_by_rules").await.expect("asked").is_none());
        let key = store::find_sealing_key(&other, store::SealingFor::Vault).await.expect("asked");
        assert!(key.is_none(), "each township seals to a key of its own");
        assert!(store::find_deployment_info(home, "marks_by_rules").await.expect("asked").is_some());
        let figures = JobKey { name: Duty::Figures.as_str(), place: "" };
        assert!(store::find_job(home, figures).await.expect("asked").is_some(), "the first day was begun");
        assert!(store::find_job(&other, figures).await.expect("asked").is_none());
        assert!(store::list_jobs(&other, Timestamp::MIN).await.expect("asked").is_empty());
        assert_eq!(store::find_public_change_head(&other).await.expect("asked"), 0);
    });
    assert_eq!(service.track(&number, &code).status, 200);
    let _ = service.mails();
}

#[test]
fn each_township_has_a_chain_of_its_own() {
    let service = Service::start();
    let at = service.now();
    service.runtime.block_on(async {
        let home = service.db();
        let other = home.of(TownshipId::new("shangwan").expect("an id"));
        other.migrate().await.expect("its chains begin");
        let before = store::find_event_head(home).await.expect("read");
        assert!(before.0 > 0, "staff were added");
        assert_eq!(store::find_event_head(&other).await.expect("read"), (0, String::new()));
        for db in [&other, &other, home] {
            let mut tx = db.begin().await.expect("begun");
            write(&mut tx, None, None, at).await;
            tx.commit().await.expect("committed");
        }
        assert_eq!(store::find_event_head(&other).await.expect("read").0, 2);
        assert_eq!(store::find_event_head(home).await.expect("read").0, before.0 + 1);
        for db in [&other, home] {
            assert_eq!(event_log::find_break(db).await.expect("read"), None);
        }
        // An event that is put from one chain into the other one is noticed: the township is part of what is hashed.
        let mut tx = other.begin().await.expect("begun");
        let moved = "UPDATE events SET township = 'shangwan', seq = 3 WHERE township = 'home' AND seq = $1";
        tx.execute(moved, &[store::Arg::from(before.0 + 1)]).await.expect("moved");
        tx.commit().await.expect("committed");
        assert!(event_log::find_break(&other).await.expect("read").is_some());
        assert!(event_log::find_break(home).await.expect("read").is_some());
    });
}
