//! Saving and putting back.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use form_api::backup::{self, BackupError, Proof, Restore, Since};
use form_api::case::{Exclusion, State, Subject};
use form_api::event_log;
use form_api::seal::{Keys, MailKey, SealedContact};
use form_api::settings::PathSettings;
use form_api::steps;
use form_api::store::{self, Db, StoreError};
use form_api::withdrawals::{self, WithdrawalsError};
use jiff::{Span, Timestamp};
use record::PublicRecord;
use tests::{Database, Service, databases};

use crate::journey::{ANSWER, LETTER, redact_as_proposed, walk_to_closed};
use crate::requests::{answer, published, send};

fn save(service: &Service, file: &Path) -> Result<Proof, BackupError> {
    let keys = Keys::load(&service.paths.keys()).expect("the key");
    service.runtime.block_on(backup::back_up(service.db(), &keys, &service.paths.attachments(), file))
}

/// A backup beside a folder into which it can be put back, with the key files that belong to it.
struct Saved {
    service: Service,
    folder: tempfile::TempDir,
    file: PathBuf,
    keys: PathBuf,
    mail_key: PathBuf,
    paths: PathSettings,
    proof: Proof,
}

impl Saved {
    /// Of one letter that has come with a file.
    fn with_one_letter() -> Self {
        let service = Service::start();
        let visitor = service.visitor();
        let document = crate::attachments::document("a");
        let preview = visitor.write_letter_with(&LETTER, &[("a.pdf", &document)]);
        assert_eq!(visitor.press(&preview, "confirm").status, 200);
        let _ = service.mails();
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.db");
        let proof = save(&service, &file).expect("saved");
        let (keys, mail_key) = (folder.path().join("keys"), folder.path().join("mail-key"));
        std::fs::copy(service.paths.keys(), &keys).expect("copied");
        std::fs::copy(service.paths.mail_key(), &mail_key).expect("copied");
        let mut paths = service.paths.clone();
        paths.data = folder.path().join("restored");
        Self { service, folder, file, keys, mail_key, paths, proof }
    }

    fn restore_with(
        &self,
        keys: &Path,
        mail_key: &Path,
        without_checksums: bool,
    ) -> Result<Proof, BackupError> {
        let from = Restore {
            file: &self.file,
            keys,
            mail_key,
            paths: &self.paths,
            without_checksums,
            withdrawals: Since::Unknown,
            now: self.service.now(),
        };
        self.service.runtime.block_on(backup::restore(&from)).map(|restored| restored.proof)
    }

    fn restore(&self) -> Result<Proof, BackupError> {
        self.restore_with(&self.keys, &self.mail_key, false)
    }

    fn attachment(&self) -> PathBuf {
        let mut files = std::fs::read_dir(backup::attachments_beside(&self.file)).expect("read");
        files.next().expect("one").expect("read").path()
    }
}

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
    let saved = save(&service, &file);
    if databases() == Database::Postgres {
        assert!(matches!(saved, Err(BackupError::HasItsOwnTools)), "{saved:?}");
        return;
    }
    let proof = saved.expect("saved");
    assert_eq!((proof.letters, proof.attachments, proof.lost, proof.damaged), (1, 1, 0, 0));
    let again = save(&service, &file);
    assert!(matches!(again, Err(BackupError::Exists(_))), "never written over");

    let mut paths = service.paths.clone();
    let (keys, mail_key) = (paths.keys(), paths.mail_key());
    paths.data = folder.path().join("restored");
    let mut from = Restore {
        file: &file,
        keys: &keys,
        mail_key: &mail_key,
        paths: &paths,
        without_checksums: false,
        withdrawals: Since::Log(&paths.withdrawals()),
        now: service.now(),
    };
    let unknown = service.runtime.block_on(backup::restore(&from));
    assert!(matches!(unknown, Err(BackupError::NoWithdrawals(_))), "{unknown:?}");
    from.withdrawals = Since::Unknown;
    let restore = || service.runtime.block_on(backup::restore(&from)).map(|restored| restored.proof);
    assert_eq!(restore().expect("restored"), proof);
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let beside = [backup::attachments_beside(&file), backup::checksums_beside(&file)];
    assert_eq!([&file, &beside[0], &beside[1]].map(|part| mode(part)), [0o600, 0o700, 0o600]);
    assert_eq!([&paths.data, &paths.attachments()].map(|part| mode(part)), [0o700; 2]);
    assert_eq!([paths.database(), paths.keys(), paths.mail_key()].map(|part| mode(&part)), [0o600; 3]);
    let occupied = restore();
    assert!(matches!(occupied, Err(BackupError::Exists(_))), "only into an empty folder");

    let url = format!("sqlite:{}", paths.database().display());
    service.runtime.block_on(async {
        let db = Db::open(&url).await.expect("opened");
        let letter = form_api::store::find_by_number(&db, &number).await.expect("asked").expect("there");
        let sealed = letter.sealed_contact.clone().expect("sealed");
        Keys::load(&paths.keys()).expect("the key came along");
        MailKey::load(&paths.mail_key()).expect("so did the other one");
        let keys = Keys::load(&paths.keys()).expect("the key");
        let files = form_api::attachments::Folder::new(paths.attachments(), &keys);
        let rows = form_api::store::list_attachments(&db, letter.subject()).await.expect("listed");
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
fn what_was_taken_back_after_a_backup_is_taken_back_again() {
    if databases() == Database::Postgres {
        return;
    }
    let service = Service::start();
    let document = crate::attachments::document("a");
    let visitor = service.visitor();
    let with_file = visitor.press(&visitor.write_letter_with(&LETTER, &[("a.pdf", &document)]), "confirm");
    let withdrawn = with_file.element("data-submission-no").expect("a number");
    let code = with_file.element("data-query-code").expect("a code");
    let withdrawn = (withdrawn.as_str(), code.as_str());
    let (erased, code) = service.send_letter(&LETTER);
    let erased = (erased.as_str(), code.as_str());
    let (public, _) = published(&service);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.db");
    save(&service, &file).expect("saved");

    service.pass(Span::new().hours(1));
    let sure = |case: &str| service.visitor().post("/track/withdraw", &[("case", case), ("sure", "1")]);
    assert_eq!(sure(&service.track(withdrawn.0, withdrawn.1).hidden("case")).status, 200);
    let ask = [("kind", "erasure"), ("text", "请删掉我的电话。")];
    assert_eq!(send(&service, erased, "request", &ask).status, 200);
    let approver = service.staff("approver");
    assert_eq!(answer(&approver, erased.0, "yes", "已经删除。").status, 303);
    approver.takes(&public, "retract", &[("text", "来信人要求撤下")]);
    let registrar = service.staff("registrar");
    let recognised = [("channel", "counter"), ("recognised", "yes"), ("text", "当面看了证件。")];
    assert_eq!(registrar.step(erased.0, "renew_code", &recognised).status, 303);
    service.staff("supervisor").takes(erased.0, "exclude", &[("office", "nongye")]);
    let (late, _) = service.send_letter(&LETTER);
    registrar.takes(&late, "register", &[("text", "路灯")]);
    registrar.takes(&late, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&late, "handle", &[]);
    handler.takes(&late, "answer", &[("text", &format!("{ANSWER}另外两盏也看过了。"))]);
    service.staff("reviewer").takes(&late, "review", &[]);
    registrar.takes(&late, "close", &[]);
    redact_as_proposed(&service.staff("redactor"), &late);
    approver.takes(&late, "publish", &[]);
    let _ = service.mails();
    let log = service.paths.withdrawals();
    let head = service.runtime.block_on(async {
        steps::disable_staff(service.db(), "farmer", service.now()).await.expect("disabled");
        withdrawals::follow(service.db(), &log, None).await.expect("written");
        store::find_public_change_head(service.db()).await.expect("asked")
    });
    let words = std::fs::read_to_string(&log).expect("read");
    assert!(!words.contains("尉迟翀") && !words.contains("14012345678"), "{words}");

    let mut paths = service.paths.clone();
    let (keys, mail_key) = (paths.keys(), paths.mail_key());
    paths.data = folder.path().join("restored");
    let from = Restore {
        file: &file,
        keys: &keys,
        mail_key: &mail_key,
        paths: &paths,
        without_checksums: false,
        withdrawals: Since::Log(&log),
        now: service.now(),
    };
    let restored = service.runtime.block_on(backup::restore(&from)).expect("restored");
    let again: BTreeSet<_> = restored.taken_back.letters.iter().map(String::as_str).collect();
    assert_eq!(again, BTreeSet::from([withdrawn.0, erased.0, &public]));
    assert_eq!(restored.taken_back.unknown, [late.as_str()]);
    assert_eq!(std::fs::read_dir(paths.attachments()).map_or(0, Iterator::count), 0, "its file is gone");
    assert_eq!(
        std::fs::read_to_string(paths.withdrawals()).expect("it came along").lines().count(),
        words.lines().count() + 1
    );

    service.runtime.block_on(async {
        let db = Db::open(&format!("sqlite:{}", paths.database().display())).await.expect("opened");
        for number in [&public, &late] {
            let change = store::find_public_change(&db, number).await.expect("asked").expect("known");
            assert!(matches!(change.record, PublicRecord::Withdrawn(_)), "{number}");
            assert!(change.change_no > head, "who has read up to {head} learns of it");
        }
        let found = store::find_by_number(&db, erased.0).await.expect("asked").expect("there");
        assert_eq!((found.sealed_contact, found.sealed_mail_to), (None, None));
        let subject = Subject::case(&found.id);
        let hidden = store::list_exclusions(&db, subject).await.expect("listed");
        assert_eq!(hidden, [Exclusion::Office("nongye".to_owned())]);
        let hash = async |db| {
            store::find_code_hash(db, erased.0).await.expect("asked").expect("there").query_code_hash
        };
        assert_eq!(hash(&db).await, hash(service.db()).await, "the code that was lost opens nothing");
        let found = store::find_by_number(&db, withdrawn.0).await.expect("asked").expect("there");
        let case = store::find_case_id(&db, &found.id).await.expect("there");
        assert_eq!(case.state, State::Withdrawn);
        let farmer = store::find_sign_in(&db, "farmer").await.expect("asked").expect("there");
        assert!(farmer.is_disabled);
        assert_eq!(event_log::find_break(&db).await.expect("read"), None);
        // From there on the log is written anew.
        let seq = withdrawals::follow(&db, &paths.withdrawals(), None).await.expect("written");
        assert_eq!(seq, store::find_event_head(&db).await.expect("asked").0);
        db.close().await;
    });
}

#[test]
fn a_withdrawal_log_that_was_cut_off_is_made_whole_and_one_that_is_damaged_is_refused() {
    if databases() == Database::Postgres {
        return;
    }
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    assert_eq!(service.visitor().post("/track/withdraw", &[("case", &case), ("sure", "1")]).status, 200);
    let _ = service.mails();
    let log = service.paths.withdrawals();
    let follow = || service.runtime.block_on(withdrawals::follow(service.db(), &log, None));
    follow().expect("written");
    let whole = std::fs::read_to_string(&log).expect("read");
    assert!(whole.contains(&number));
    std::fs::write(&log, &whole[..whole.len() / 2]).expect("cut off");
    follow().expect("written");
    assert_eq!(std::fs::read_to_string(&log).expect("read"), whole);
    std::fs::write(&log, format!("{{}}\n{whole}")).expect("damaged");
    let read = withdrawals::read_since(&log, Timestamp::UNIX_EPOCH);
    assert!(matches!(read, Err(WithdrawalsError::Line(_, 1))), "{read:?}");
}

#[test]
fn a_flipped_bit_anywhere_in_a_backup_is_found_and_nothing_is_put_back() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    let parts = [saved.file.clone(), backup::checksums_beside(&saved.file), saved.attachment()];
    for part in &parts {
        let sound = std::fs::read(part).expect("read");
        // All of the first hundred bytes, and then one in each stretch to the last byte.
        let stretch = (sound.len() / 60).max(1);
        let places =
            (0..sound.len().min(100)).chain((100..sound.len()).step_by(stretch)).chain([sound.len() - 1]);
        for place in places {
            let mut bytes = sound.clone();
            bytes[place] ^= 1 << (place % 8);
            std::fs::write(part, bytes).expect("flipped");
            let refused = saved.restore();
            assert!(
                matches!(&refused, Err(BackupError::Damaged(what)) if what == part),
                "{place}: {refused:?}"
            );
        }
        std::fs::write(part, &sound[..sound.len() - 1]).expect("cut off");
        assert!(matches!(saved.restore(), Err(BackupError::Damaged(_))), "cut off");
        std::fs::remove_file(part).expect("removed");
        assert!(saved.restore().is_err(), "{} is not there", part.display());
        std::fs::write(part, &sound).expect("as it was");
    }
    assert!(!saved.paths.data.exists(), "nothing was put there");
    assert_eq!(saved.restore().expect("restored"), saved.proof, "as it was made, it is put back");
}

#[test]
fn a_backup_is_put_back_with_its_own_key_files_only() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    let (others, other_mail) = (saved.folder.path().join("others"), saved.folder.path().join("other-mail"));
    Keys::create(&others, false).expect("made");
    MailKey::create(&other_mail, false).expect("made");
    let with = |keys: &Path, mail_key: &Path| saved.restore_with(keys, mail_key, false);
    assert!(matches!(with(&others, &saved.mail_key), Err(BackupError::OtherKeys)));
    assert!(matches!(with(&saved.keys, &other_mail), Err(BackupError::OtherMailKey)));
    assert!(!saved.paths.data.exists(), "nothing was put there");
}

#[test]
fn a_backup_of_an_older_version_is_put_back_when_asked_and_its_files_are_read_through() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    std::fs::remove_file(backup::checksums_beside(&saved.file)).expect("removed");
    assert!(matches!(saved.restore(), Err(BackupError::NoChecksums(_))));
    let file = saved.attachment();
    let sound = std::fs::read(&file).expect("read");
    std::fs::write(&file, &sound[..sound.len() - 1]).expect("cut off");
    let restore = || saved.restore_with(&saved.keys, &saved.mail_key, true);
    assert!(matches!(restore(), Err(BackupError::Attachment(_))), "cut off");
    assert!(!saved.paths.data.exists(), "nothing was put there");
    std::fs::write(&file, sound).expect("as it was");
    assert_eq!(restore().expect("restored"), saved.proof);
}

#[test]
fn a_file_that_was_damaged_before_is_said_and_keeps_no_backup_from_being_made_or_put_back() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    let living = saved.service.paths.attachments();
    let file = std::fs::read_dir(living).expect("read").next().expect("one").expect("read").path();
    let mut bytes = std::fs::read(&file).expect("read");
    bytes.pop();
    std::fs::write(&file, bytes).expect("cut off");
    let second = saved.folder.path().join("second.db");
    let proof = save(&saved.service, &second).expect("saved");
    assert_eq!((proof.attachments, proof.damaged), (1, 1));
    let saved = Saved { file: second, ..saved };
    assert_eq!(saved.restore().expect("restored"), proof);
}

#[test]
fn a_database_whose_index_is_damaged_is_found_when_its_pages_are_checked() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    let number = saved.service.runtime.block_on(async {
        let letters = form_api::store::list_submissions_after(saved.service.db(), "", 1).await;
        letters.expect("listed").remove(0).submission_no
    });
    // The number stands in its row, and again in its index: one of the two no longer fits the other.
    let sound = std::fs::read(&saved.file).expect("read");
    let number = number.as_bytes();
    let places = (0..sound.len() - number.len()).filter(|at| sound[*at..].starts_with(number));
    let checked: Vec<_> = places
        .map(|place| {
            let mut bytes = sound.clone();
            bytes[place] ^= 1;
            std::fs::write(&saved.file, bytes).expect("flipped");
            saved.service.runtime.block_on(async {
                let db = Db::open_copy(&saved.file).await.expect("opened");
                db.check_pages().await
            })
        })
        .collect();
    let is_found = |checked: &Result<(), StoreError>| matches!(checked, Err(StoreError::Damaged(_)));
    assert!(checked.iter().filter(|checked| is_found(checked)).count() >= 2, "{checked:?}");
}

#[test]
fn what_is_left_of_a_backup_that_failed_stands_in_nobodys_way() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    let attachments = saved.service.paths.attachments();
    let is_file = |entry: &walkdir::DirEntry| entry.file_type().is_file();
    let files: Vec<PathBuf> = walkdir::WalkDir::new(&attachments)
        .into_iter()
        .filter_map(Result::ok)
        .filter(is_file)
        .map(|entry| entry.path().to_owned())
        .collect();
    let own = files.first().expect("the letter's file").clone();
    let kept = std::fs::read(&own).expect("read");
    std::fs::remove_file(&own).expect("removed");
    std::fs::create_dir(&own).expect("a folder in its place");
    let file = saved.folder.path().join("next.db");
    let said = save(&saved.service, &file).expect_err("not whole").to_string();
    assert!(said.contains(&own.display().to_string()) && said.contains("文件夹"), "{said}");
    let left = std::fs::read_dir(saved.folder.path()).expect("listed").filter_map(Result::ok);
    let left: Vec<_> = left.map(|entry| entry.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("next.db")), "{left:?}");
    std::fs::remove_dir(&own).expect("removed");
    std::fs::write(&own, kept).expect("mended");
    save(&saved.service, &file).expect("under the same name");
}

/// Everything in a folder with what it holds.
fn holds(folder: &Path) -> BTreeSet<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("listed").into_path());
    // The database's own side files change as it is read.
    let is_ours = |file: &PathBuf| file.is_file() && !file.to_string_lossy().contains("lianxin.db");
    files.filter(is_ours).map(|file| (file.clone(), std::fs::read(&file).expect("read"))).collect()
}

#[test]
fn a_drill_puts_a_backup_back_aside_and_leaves_nothing() {
    if databases() == Database::Postgres {
        return;
    }
    let saved = Saved::with_one_letter();
    let log = saved.service.paths.withdrawals();
    saved.service.runtime.block_on(async {
        form_api::jobs::note_withdrawals(&saved.service.app, None).await.expect("written");
    });
    let before = holds(&saved.service.paths.data);
    let from = Restore {
        file: &saved.file,
        keys: &saved.keys,
        mail_key: &saved.mail_key,
        paths: &saved.service.paths,
        without_checksums: false,
        withdrawals: Since::Log(&log),
        now: saved.service.now(),
    };
    let drill = || saved.service.runtime.block_on(backup::drill(&from));
    assert_eq!(drill().expect("it can be put back"), saved.proof);
    assert_eq!(
        holds(&saved.service.paths.data),
        before,
        "nothing of the service was touched, nothing is left"
    );

    // A drill that ended in the middle is in nobody's way.
    let left = saved.service.paths.data.join("drill/lianxin.db");
    std::fs::create_dir_all(left.parent().expect("a folder")).expect("made");
    std::fs::write(&left, "half").expect("written");
    drill().expect("it can be put back");
    assert_eq!(holds(&saved.service.paths.data), before);

    let attachment = saved.attachment();
    let mut bytes = std::fs::read(&attachment).expect("read");
    bytes[20] ^= 1;
    std::fs::write(&attachment, bytes).expect("written");
    assert!(matches!(drill(), Err(BackupError::Damaged(part)) if part == attachment));
    assert_eq!(holds(&saved.service.paths.data), before, "what does not work leaves nothing either");
}

#[test]
fn backups_of_a_timer_are_let_go_after_some_days_and_the_newest_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let day = |day: &str| format!("2026-{day}T03:00:00+08:00").parse::<Timestamp>().expect("a moment");
    let make = |moment| {
        let file = backup::kept::name_in(folder, moment);
        std::fs::write(&file, "").expect("written");
        std::fs::write(backup::checksums_beside(&file), "").expect("written");
        std::fs::create_dir(backup::attachments_beside(&file)).expect("made");
        std::fs::write(backup::attachments_beside(&file).join("a"), "").expect("written");
        file
    };
    assert_eq!(backup::kept::newest_in(folder).expect("read"), None);
    let made = ["11-01", "11-20", "11-21"].map(|name| make(day(name)));
    assert_eq!(made[0].file_name().and_then(|name| name.to_str()), Some("lianxin-20261101-030000.db"));
    // A torso, which has no checksums, and what somebody else has put there.
    let torso = backup::kept::name_in(folder, day("11-29"));
    let others = [torso, folder.join("lianxin-old.db"), folder.join("photo.jpg")];
    for other in &others {
        std::fs::write(other, "").expect("written");
    }
    assert_eq!(backup::kept::newest_in(folder).expect("read").as_ref(), Some(&made[2]));
    assert_eq!(backup::kept::remove_old(folder, day("12-05"), 14).expect("removed"), 2);
    let there = |file: &PathBuf| {
        [file.clone(), backup::checksums_beside(file), backup::attachments_beside(file)]
            .map(|part| part.exists())
    };
    assert_eq!(made.each_ref().map(there), [[false; 3], [false; 3], [true; 3]]);
    assert!(others.iter().all(|other| other.exists()));
    assert_eq!(backup::kept::remove_old(folder, day("12-31"), 14).expect("removed"), 0, "the newest stays");
    assert_eq!(backup::kept::remove_old(folder, day("11-22"), 14).expect("removed"), 0);
}
