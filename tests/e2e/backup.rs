//! Saving and putting back.

use form_api::backup::{self, BackupError};
use form_api::seal::SealedContact;
use form_api::steps;
use tests::{Database, Service, databases};

use crate::journey::{LETTER, walk_to_closed};

#[test]
fn a_backup_taken_while_the_service_runs_is_put_back_whole() {
    let service = Service::start();
    let visitor = service.visitor();
    let document = crate::attachments::document("账单");
    let preview = visitor.write_letter_with(&LETTER, &[("账单.pdf", &document)]);
    let number = visitor.press(&preview, "confirm").element("data-submission-no").expect("a number");
    walk_to_closed(&service, &number);
    let _ = service.mails();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    let saved = service.runtime.block_on(backup::back_up(service.db(), &service.paths.attachments(), &file));
    if databases() == Database::Postgres {
        assert!(saved.is_err(), "a PostgreSQL server has its own tools");
        return;
    }
    let proof = saved.expect("saved");
    assert_eq!((proof.letters, proof.attachments, proof.lost), (1, 1, 0));
    let again = service.runtime.block_on(backup::back_up(service.db(), &service.paths.attachments(), &file));
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
        let keys = form_api::seal::Keys::load(&paths.keys()).expect("the key");
        let files = form_api::attachments::Folder::new(paths.attachments(), &keys);
        let rows = form_api::store::list_attachments(&db, &letter.id).await.expect("listed");
        let read = files.open(&rows[0].id).and_then(form_api::attachments::Reader::read_all).expect("opens");
        assert_eq!(read, document, "the file came along, and opens with the key that did");
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
fn a_backup_whose_file_is_damaged_or_of_another_key_is_not_put_back() {
    if databases() == Database::Postgres {
        return;
    }
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter_with(&LETTER, &[("a.pdf", &crate::attachments::document("a"))]);
    assert_eq!(visitor.press(&preview, "confirm").status, 200);
    let _ = service.mails();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    let attachments = service.paths.attachments();
    service.runtime.block_on(backup::back_up(service.db(), &attachments, &file)).expect("saved");
    let mut paths = service.paths.clone();
    let (keys, mail_key) = (paths.keys(), paths.mail_key());
    paths.data = folder.path().join("restored");
    let restore =
        |keys: &std::path::Path| service.runtime.block_on(backup::restore(&file, keys, &mail_key, &paths));
    let others = folder.path().join("others");
    form_api::seal::Keys::create(&others, false).expect("made");
    assert!(matches!(restore(&others), Err(BackupError::Attachment(_))), "the keys of another place");
    let saved = std::fs::read_dir(backup::attachments_beside(&file)).expect("read").next().expect("one");
    let saved = saved.expect("read").path();
    let mut bytes = std::fs::read(&saved).expect("read");
    bytes.pop();
    std::fs::write(&saved, bytes).expect("cut off");
    assert!(matches!(restore(&keys), Err(BackupError::Attachment(_))), "cut off");
    assert!(!paths.data.exists(), "nothing was put there");
}

#[test]
fn a_damaged_backup_is_not_put_back() {
    if databases() == Database::Postgres {
        return;
    }
    let service = Service::start();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    service
        .runtime
        .block_on(backup::back_up(service.db(), &service.paths.attachments(), &file))
        .expect("saved");
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
