//! A data folder of before: contact details under the service's own key, mail with its text in clear, staff without keys.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use form_api::seal::{Keys, Purpose, SealedContact};
use form_api::steps::{self, PassPhrase};
use form_api::store::{self, Ask, SealedParts};
use tests::{Service, phrase};

use crate::journey::{LETTER, redact_as_proposed};

/// As the program of before sealed: algorithm 1, a nonce of 24 bytes, XChaCha20-Poly1305 under a key of the key file.
fn seal_as_before(keys: &Keys, place: &str, plain: &[u8]) -> Vec<u8> {
    let nonce = [5; 24];
    let cipher = XChaCha20Poly1305::new(&keys.derive(Purpose::OlderContact).into());
    let sealed =
        cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: place.as_bytes() }).expect("sealed");
    [&[1], nonce.as_slice(), &sealed].concat()
}

fn contact_of_before(parts: [&str; 4]) -> Vec<u8> {
    let mut plain = Vec::new();
    for part in parts {
        plain.extend_from_slice(&u32::try_from(part.len()).expect("short").to_be_bytes());
        plain.extend_from_slice(part.as_bytes());
    }
    plain.resize(plain.len().next_multiple_of(128), 0);
    plain
}

/// Puts a letter, its request and its mail back into the form of before.
async fn turn_back(service: &Service, number: &str) -> String {
    let (db, keys) = (service.db(), Keys::load(&service.paths.keys()).expect("keys"));
    let id = store::find_by_number(db, number).await.expect("asked").expect("there").id;
    let place = format!("submissions|sealed_contact|{id}");
    let older = contact_of_before(["尉迟翀", "14012345678", "yuchi@mail.yundu.example", "水口村三组12号"]);
    let request = contact_of_before(["", "14112349999", "", ""]);
    let mail_id = {
        let mut ask = db;
        let row = ask.row("SELECT id FROM outbox WHERE sent_at_ms IS NULL", &[]).await.expect("asked");
        row.expect("a receipt waits").text("id").expect("an id")
    };
    let mail_to = seal_as_before(&keys, &format!("outbox|sealed_to|{mail_id}"), b"yuchi@mail.yundu.example");
    let mut tx = db.begin().await.expect("begun");
    let parts =
        SealedParts { contact: Some(seal_as_before(&keys, &place, &older)), mail_to: None, sms_to: None };
    store::correct_contact(&mut tx, &id, &parts).await.expect("put");
    for row in store::list_sealed_requests(&mut tx).await.expect("listed") {
        let contact = seal_as_before(&keys, &place, &request);
        store::put_sealed(&mut tx, &store::SealedRow { contact, mail_to: None, ..row }).await.expect("put");
    }
    store::put_sealed_mail(&mut tx, &mail_id, &mail_to, b"").await.expect("put");
    for sql in [
        "UPDATE outbox SET sealed_body = NULL, body = '您的来信已经收到。' WHERE sent_at_ms IS NULL",
        "DELETE FROM identifiers",
        "UPDATE deployment_info SET value = '0' WHERE name = 'marks_by_rules'",
    ] {
        tx.execute(sql, &[]).await.expect("as before");
    }
    tx.commit().await.expect("committed");
    id
}

#[test]
fn what_the_service_could_open_is_sealed_again_at_its_first_start_and_then_it_cannot() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    let ask = [("case", case.as_str()), ("kind", "correction"), ("text", "换号了"), ("phone", "14112349999")];
    assert_eq!(service.visitor().post("/track/request", &ask).status, 200);
    let id = service.runtime.block_on(turn_back(&service, &number));

    service.runtime.block_on(service.app.begin_day()).expect("the first start");
    service.runtime.block_on(async {
        let db = service.db();
        let letter = store::find_submission(db, &id).await.expect("there");
        let staff = steps::find_active_staff(db, "registrar").await.expect("there");
        let keys = steps::open_vault(db, &staff, PassPhrase::new(phrase("registrar"))).await.expect("opened");
        let open = |sealed: &[u8]| {
            SealedContact::parse(sealed).expect("the new form").open(&keys, &id).expect("opened")
        };
        let contact = open(&letter.sealed_contact.expect("sealed"));
        let clear =
            |part: &Option<form_api::case::Personal>| part.as_ref().map(|part| part.reveal().to_owned());
        assert_eq!(clear(&contact.name).as_deref(), Some("尉迟翀"));
        assert_eq!(clear(&contact.address).as_deref(), Some("水口村三组12号"));
        assert!(letter.sealed_mail_to.is_some());
        let requests = store::list_sealed_requests(db).await.expect("listed");
        assert_eq!(clear(&open(&requests[0].contact).phone).as_deref(), Some("14112349999"));
        assert!(requests[0].contact[0] != 1, "no older envelope is left");
        assert!(store::list_older_mail(db).await.expect("listed").is_empty());
        assert_eq!(
            steps::reseal_older(db, &service.app.township, service.now()).await.expect("asked"),
            0,
            "once"
        );
    });
    // The mail that waited goes out as it was written.
    let mails = service.mails();
    assert!(mails.len() == 1 && mails[0].contains("yuchi@mail.yundu.example"), "{mails:?}");
    assert!(mails[0].contains("您的来信已经收到。"));

    // Redaction finds the sender by the hashes that were made on the way.
    crate::journey::walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redact_as_proposed(&redactor, &number);
    let page = redactor.get(&format!("/desk/cases/{number}/redact"));
    assert!(!page.textarea("letter").expect("a letter").contains("尉迟翀"));
    let _ = service.mails();
}

#[test]
fn nothing_is_changed_when_one_of_the_older_envelopes_does_not_open() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let id = service.runtime.block_on(turn_back(&service, &number));
    let before = service.runtime.block_on(async {
        let db = service.db();
        let letter = store::find_submission(db, &id).await.expect("there");
        let mut sealed = letter.sealed_contact.clone().expect("sealed");
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        let mut tx = db.begin().await.expect("begun");
        let parts = SealedParts { contact: Some(sealed.clone()), mail_to: None, sms_to: None };
        store::correct_contact(&mut tx, &id, &parts).await.expect("put");
        tx.commit().await.expect("committed");
        sealed
    });
    service.runtime.block_on(service.app.begin_day()).expect_err("one does not open");
    service.runtime.block_on(async {
        let letter = store::find_submission(service.db(), &id).await.expect("there");
        assert_eq!(letter.sealed_contact, Some(before));
        assert_eq!(store::list_older_mail(service.db()).await.expect("listed").len(), 1, "one transaction");
        // So that the service may end: the mail is taken back.
        let mut tx = service.db().begin().await.expect("begun");
        store::erase_contact(&mut tx, &id).await.expect("erased");
        tx.commit().await.expect("committed");
    });
}

#[test]
fn staff_of_before_get_their_own_key_with_their_first_sign_in() {
    let service = Service::start();
    let has_key = || {
        service.runtime.block_on(async {
            let staff = store::find_sign_in(service.db(), "farmer").await.expect("asked").expect("there");
            store::find_staff_key(service.db(), &staff.id).await.expect("asked")
        })
    };
    service.runtime.block_on(async {
        let staff = store::find_sign_in(service.db(), "farmer").await.expect("asked").expect("there");
        let mut tx = service.db().begin().await.expect("begun");
        store::remove_staff_key(&mut tx, &staff.id).await.expect("removed");
        tx.commit().await.expect("committed");
    });
    assert!(has_key().is_none());
    let _ = service.staff("farmer");
    let key = has_key().expect("made");
    assert_eq!(key.unwrap(&phrase("farmer")).expect("the same phrase").public(), key.public);
}

#[test]
fn a_folder_of_a_newer_program_is_refused_and_not_taken_for_one_of_before() {
    let service = Service::start();
    service.runtime.block_on(async {
        let db = service.db();
        assert!(db.is_current().await.expect("asked"));
        let mut tx = db.begin().await.expect("begun");
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                     SELECT 9999, 'newer', success, checksum, 0 FROM _sqlx_migrations WHERE version = 100";
        tx.execute(newer, &[]).await.expect("as a newer program notes it");
        tx.commit().await.expect("committed");
        assert!(!db.is_current().await.expect("asked"), "serve says so");
        assert!(!db.has_older_schema().await.expect("asked"));
        assert!(db.migrate().await.is_err(), "nothing is done to it");
    });
}
