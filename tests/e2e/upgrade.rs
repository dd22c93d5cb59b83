//! A data folder that another version made: of a newer program it is refused, and staff without keys of their own get them.

use form_api::store;
use tests::{Service, phrase};

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
