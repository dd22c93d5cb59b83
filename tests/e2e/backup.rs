//! Saving and putting back.

use form_api::backup::{self, BackupError};
use form_api::seal::SealedContact;
use form_api::steps;
use tests::{Database, Service, databases};

use crate::journey::{LETTER, walk_to_closed};

#[test]
fn a_backup_taken_while_the_service_runs_is_put_back_whole() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let _ = service.mails();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    let saved = service.runtime.block_on(backup::back_up(service.db(), &file));
    if databases() == Database::Postgres {
        assert!(saved.is_err(), "a PostgreSQL server has its own tools");
        return;
    }
    let proof = saved.expect("saved");
    assert_eq!(proof.letters, 1);
    let again = service.runtime.block_on(backup::back_up(service.db(), &file));
    assert!(matches!(again, Err(BackupError::Exists(_))), "never written over");

    let mut paths = service.paths.clone();
    let (keys, mail_key) = (paths.keys(), paths.mail_key());
    paths.data = folder.path().join("restored");
    let restore = || service.runtime.block_on(backup::restore(&file, &keys, &mail_key, &paths));
    assert_eq!(restore().expect("restored"), proof);
    let occupied = restore();
    assert!(matches!(occupied, Err(BackupError::Exists(_))), "only into an empty folder");

    let url = format!("sqlite:{}", paths.database().display());
    service.runtime.block_on(async {
        let db = form_api::store::Db::open(&url).await.expect("opened");
        let letter = form_api::store::find_by_number(&db, &number).await.expect("asked").expect("there");
        let sealed = letter.sealed_contact.expect("sealed");
        form_api::seal::Keys::load(&paths.keys()).expect("the key came along");
        form_api::seal::MailKey::load(&paths.mail_key()).expect("so did the other one");
        // No file opens what was left: a pass phrase does.
        let staff = steps::find_active_staff(&db, "registrar").await.expect("there");
        let typed = steps::PassPhrase::new(tests::phrase("registrar"));
        let keys = steps::open_vault(&db, &staff, typed).await.expect("the right phrase");
        let sealed = SealedContact::parse(&sealed).expect("sealed");
        let contact = sealed.open(&keys, &letter.id).expect("opened");
        assert_eq!(contact.phone.expect("given").reveal(), "14012345678");
        db.close().await;
    });
}

#[test]
fn a_damaged_backup_is_not_put_back() {
    if databases() == Database::Postgres {
        return;
    }
    let service = Service::start();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    service.runtime.block_on(backup::back_up(service.db(), &file)).expect("saved");
    let mut bytes = std::fs::read(&file).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5A);
    std::fs::write(&file, bytes).expect("damaged");
    let mut paths = service.paths.clone();
    let (keys, mail_key) = (paths.keys(), paths.mail_key());
    paths.data = folder.path().join("restored");
    assert!(service.runtime.block_on(backup::restore(&file, &keys, &mail_key, &paths)).is_err());
    assert!(!paths.database().exists() && !paths.keys().exists(), "nothing was put there");
}
