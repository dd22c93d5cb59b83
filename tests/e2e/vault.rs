//! The ceremonies around the township's key, held at a keyboard as `docs/security.md` tells them: the real commands on a
//! real data folder, with what a person types and reads.

use form_api::steps::Upkeep;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use clap::Parser;
use form_api::commands::vault::Terminal;
use form_api::commands::{Cli, run_at};
use form_api::seal::SealedContact;
use form_api::steps::{self, PassPhrase};
use form_api::store::{self, Db, SealingFor};
use tests::{Service, phrase, project};

use crate::journey::LETTER;

/// What a person reads.
#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("one writer").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The settings file of a service's own folder and database.
struct Keyboard {
    settings: PathBuf,
    _folder: tempfile::TempDir,
}

impl Keyboard {
    fn of(service: &Service) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let settings =
            write_settings(folder.path(), &service.paths.data, &service.app.settings.database_url());
        Self { settings, _folder: folder }
    }

    /// Types lines into a command; gives what was read, or the sentence that it ended with.
    fn types(&self, arguments: &[&str], lines: &[&str]) -> Result<String, String> {
        let settings = self.settings.display().to_string();
        let (command, rest) = arguments.split_first().expect("a command");
        let all =
            ["form-api", command].into_iter().chain(rest.iter().copied()).chain(["--settings", &settings]);
        let cli = Cli::try_parse_from(all).expect("known words");
        let screen = Screen::default();
        let mut terminal = Terminal {
            input: Box::new(Cursor::new(lines.join("\n") + if lines.is_empty() { "" } else { "\n" })),
            output: Box::new(screen.clone()),
            is_watched: false,
        };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let outcome = runtime.block_on(run_at(cli, &mut terminal));
        let read = String::from_utf8(screen.0.lock().expect("one writer").clone()).expect("text");
        outcome.map(|()| read).map_err(|error| format!("{error:#}"))
    }
}

fn write_settings(folder: &Path, data: &Path, url: &str) -> PathBuf {
    let text = format!(
        "[server]\nbind = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1/\"\n[paths]\ncontent = {:?}\ntheme = {:?}\n\
         data = {data:?}\nsite = \"site\"\n[database]\nurl = {url:?}\n[mail]\nfrom = \"a <a@yundu.example>\"\n",
        project().join("content"),
        project().join("themes/town")
    );
    let file = folder.join("settings.toml");
    std::fs::write(&file, text).expect("written");
    file
}

/// The three slips as they were printed: rows of four groups.
fn slips(read: &str) -> Vec<String> {
    let slips: Vec<String> = read
        .split("恢复份 ")
        .skip(1)
        .map(|slip| {
            let rows = slip.lines().skip(1).take_while(|line| line.starts_with("  "));
            rows.map(str::trim).collect::<Vec<_>>().join("-")
        })
        .filter(|slip| !slip.is_empty())
        .collect();
    assert_eq!(slips.len(), 3, "{read}");
    slips
}

/// What a staff member reads when they open a letter's details with a pass phrase; none when they cannot.
fn opens(service: &Service, number: &str, name: &str, phrase: &str) -> Option<String> {
    let client = service.visitor();
    client.sign_in(name, phrase);
    let page = client.step(number, "contact", &[("reason", "核对"), ("pass_phrase", phrase)]);
    (page.status == 200).then_some(page.text)
}

fn is_opened(service: &Service, number: &str, name: &str) -> bool {
    opens(service, number, name, &phrase(name)).is_some_and(|page| page.contains("14012345678"))
}

/// The pass phrase that a command prints goes to the machine's own screen; a test gives one of its own.
fn reset(service: &Service, name: &str, phrase: &str) {
    service.runtime.block_on(async {
        let now = service.now();
        steps::reset_pass_phrase(service.db(), name, &tests::cheap(phrase), now).await.expect("reset");
    });
}

#[test]
fn a_key_is_made_once_with_slips_that_open_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let settings = write_settings(folder.path(), &data, &format!("sqlite:{}/lianxin.db", data.display()));
    let keyboard = Keyboard { settings, _folder: folder };
    assert_eq!(keyboard.types(&["migrate"], &[]).as_deref(), Ok(""));
    let said = keyboard.types(&["serve"], &[]).expect_err("no key yet");
    assert!(said.contains("vault init"), "{said}");

    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let db = runtime.block_on(async {
        let db = Db::open(&format!("sqlite:{}/lianxin.db", data.display())).await.expect("opened");
        let roles = form_api::case::Roles::parse("registrar").expect("a role");
        for name in ["dengji", "jieban"] {
            let member = steps::NewMember {
                sign_in_name: name,
                display_name: name,
                office: None,
                roles: &roles,
                is_sample: false,
            };
            let now = jiff::Timestamp::UNIX_EPOCH;
            steps::add_staff(&db, &member, &tests::cheap(&phrase(name)), now).await.expect("added");
        }
        db
    });
    let init = ["vault", "init", "dengji"];
    assert!(keyboard.types(&init, &["wrong"]).expect_err("wrong").contains("口令不对"));
    assert!(keyboard.types(&init, &[]).expect_err("nothing typed").contains("没有输入"));
    assert!(keyboard.types(&["vault", "init", "nobody"], &["x"]).expect_err("nobody").contains("nobody"));
    assert!(keyboard.types(&["vault", "grant", "jieban", "--by", "dengji"], &["dengji-dengji"]).is_err());
    let read = keyboard.types(&init, &["dengji-dengji"]).expect("made");
    let slips = slips(&read);
    assert!(keyboard.types(&init, &["dengji-dengji"]).expect_err("there").contains("已经有密钥"));
    assert!(data.join("mail-key").is_file());
    assert_eq!(keyboard.types(&["vault", "list"], &[]).as_deref(), Ok("dengji dengji\n"));

    // The slips alone give the key to somebody else; a typing error is said with its group.
    let mistyped = {
        let mut groups: Vec<String> = slips[0].split('-').map(str::to_owned).collect();
        // One wrong symbol is always found; several are in thirty of thirty-one cases.
        let wrong = if groups[6].starts_with('A') { "B" } else { "A" };
        groups[6].replace_range(..1, wrong);
        groups.join("-")
    };
    let recover = ["vault", "recover", "jieban"];
    let read =
        keyboard.types(&recover, &[&mistyped, &slips[0], &slips[2].to_lowercase()]).expect("recovered");
    assert!(read.contains("第 7 组"), "{read}");
    let same = keyboard.types(&recover, &[&slips[1], &slips[1]]).expect_err("one slip twice");
    assert!(same.contains("同一份"), "{same}");
    assert_eq!(keyboard.types(&["vault", "list"], &[]).as_deref(), Ok("dengji dengji\njieban jieban\n"));
    runtime.block_on(db.close());
}

#[test]
fn the_right_is_granted_by_who_has_it_and_goes_with_the_account() {
    let service = Service::start();
    let keyboard = Keyboard::of(&service);
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "nongye")]);
    assert!(!is_opened(&service, &number, "farmer"));
    let grant = ["vault", "grant", "farmer", "--by", "registrar"];
    assert!(keyboard.types(&grant, &["farmer-farmer"]).expect_err("not theirs").contains("口令不对"));
    assert!(!is_opened(&service, &number, "farmer"));
    let by_reviewer = ["vault", "grant", "farmer", "--by", "reviewer"];
    assert!(keyboard.types(&by_reviewer, &["reviewer-reviewer"]).expect_err("no right").contains("reviewer"));
    keyboard.types(&grant, &["registrar-registrar"]).expect("granted");
    assert!(is_opened(&service, &number, "farmer"));

    // Who leaves takes no copy along: neither the account nor a new phrase for it opens anything.
    keyboard.types(&["staff", "disable", "farmer"], &[]).expect("disabled");
    let copies = service.runtime.block_on(store::list_vault_copies(service.db(), None)).expect("listed");
    assert_eq!(copies.len(), 3, "registrar, handler, supervisor");
    assert!(keyboard.types(&grant, &["registrar-registrar"]).is_err(), "not to somebody who has left");
    reset(&service, "farmer", "back-again");
    assert_eq!(opens(&service, &number, "farmer", "back-again"), None);
    let _ = service.mails();
}

#[test]
fn a_lost_pass_phrase_of_the_last_holder_is_made_good_with_two_slips() {
    let service = Service::start();
    let keyboard = Keyboard::of(&service);
    let (number, _) = service.send_letter(&LETTER);
    // The service's own slips were thrown away: a rotation prints new ones.
    let slips = slips(
        &keyboard.types(&["vault", "rotate", "--by", "registrar"], &["registrar-registrar"]).expect("new"),
    );
    for name in ["handler", "supervisor"] {
        keyboard.types(&["staff", "disable", name], &[]).expect("disabled");
    }
    reset(&service, "registrar", "new-new");
    assert_eq!(
        opens(&service, &number, "registrar", "new-new"),
        None,
        "the copy opened with the old phrase only"
    );
    let recover = ["vault", "recover", "registrar"];
    keyboard.types(&recover, &[&slips[2], &slips[0]]).expect("recovered");
    let page = opens(&service, &number, "registrar", "new-new").expect("opened");
    assert!(page.contains("14012345678") && page.contains("尉迟翀"));
    let _ = service.mails();
}

#[test]
fn a_rotation_seals_everything_again_and_the_old_key_and_slips_open_nothing() {
    let service = Service::start();
    let keyboard = Keyboard::of(&service);
    let (number, code) = service.send_letter(&LETTER);
    let case = service.track(&number, &code).hidden("case");
    let ask = [("case", case.as_str()), ("kind", "correction"), ("text", "换号了"), ("phone", "14112349999")];
    assert_eq!(service.visitor().post("/track/request", &ask).status, 200);
    let old = service.runtime.block_on(async {
        let staff = steps::find_active_staff(service.db(), "registrar").await.expect("there");
        steps::open_vault(service.db(), &staff, PassPhrase::new(phrase("registrar"))).await.expect("opened")
    });
    let rotate = ["vault", "rotate", "--by", "registrar"];
    let first = slips(&keyboard.types(&rotate, &["registrar-registrar"]).expect("changed"));
    let read = keyboard.types(&rotate, &["registrar-registrar"]).expect("changed again");
    assert!(read.contains("2 件重新封存"), "the letter and its correction: {read}");
    let second = slips(&read);
    for name in ["registrar", "supervisor"] {
        assert!(is_opened(&service, &number, name), "{name} holds a copy of the new key");
    }
    let stale =
        keyboard.types(&["vault", "recover", "farmer"], &[&first[0], &first[1]]).expect_err("old slips");
    assert!(stale.contains("不是现在这把密钥"), "{stale}");
    keyboard.types(&["vault", "recover", "farmer"], &[&second[0], &second[1]]).expect("new slips");

    let (sealed, id) = service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), &number).await.expect("asked").expect("there");
        (SealedContact::parse(&letter.sealed_contact.expect("sealed")).expect("sealed"), letter.id)
    });
    assert!(sealed.open(&old, &id).is_err(), "the old key opens nothing");
    let broken = service.runtime.block_on(form_api::event_log::find_break(service.db())).expect("read");
    assert_eq!(broken, None);
    // Letters are taken in as before, and the correction is granted although nobody opens it.
    let (after, _) = service.send_letter(&LETTER);
    assert!(is_opened(&service, &after, "registrar"));
    let supervisor = service.staff("supervisor");
    let page = supervisor.get(&format!("/desk/cases/{number}"));
    let request = page.text.split("/requests/").nth(1).map(|rest| rest.split('"').next().unwrap_or_default());
    assert!(request.is_some(), "{}", page.text);
    let _ = service.mails();
}

#[test]
fn a_rotation_that_was_cut_short_is_finished_by_the_next_one() {
    let service = Service::start();
    let keyboard = Keyboard::of(&service);
    let (number, _) = service.send_letter(&LETTER);
    // The first half alone: a new key is in use, nothing was sealed again.
    service.runtime.block_on(async {
        let db = service.db();
        let staff = steps::find_active_staff(db, "registrar").await.expect("there");
        let keys = steps::open_vault(db, &staff, PassPhrase::new(phrase("registrar"))).await.expect("opened");
        let sealed = store::find_by_number(db, &number).await.expect("asked").expect("there").sealed_contact;
        let mut damaged = db.begin().await.expect("begun");
        damaged.execute("UPDATE submissions SET sealed_contact = NULL", &[]).await.expect("hidden");
        damaged.commit().await.expect("committed");
        // A letter that no key opens stops it on the way.
        let alien = form_api::seal::PrivateKey::new_random().public();
        let contact = form_api::case::SenderContact {
            name: form_api::case::Personal::new("上官翾"),
            ..form_api::case::SenderContact::default()
        };
        let id = store::find_by_number(db, &number).await.expect("asked").expect("there").id;
        let foreign =
            SealedContact::seal(&alien, &id, &contact).expect("sealed").expect("something").to_bytes();
        set_contact(db, &id, &foreign).await;
        assert!(steps::rotate_vault(db, &keys, &staff, service.now(), |_| {}).await.is_err());
        set_contact(db, &id, &sealed.expect("it was there")).await;
    });
    let list = keyboard.types(&["vault", "list"], &[]).expect("listed");
    assert!(list.contains("没有做完"), "{list}");
    let in_use =
        || service.runtime.block_on(store::find_sealing_key(service.db(), SealingFor::Vault)).expect("asked");
    let begun = in_use();
    assert!(is_opened(&service, &number, "registrar"), "meanwhile both keys open");
    let (meanwhile, _) = service.send_letter(&LETTER);
    assert!(is_opened(&service, &meanwhile, "registrar"));
    keyboard.types(&["vault", "rotate", "--by", "registrar"], &["registrar-registrar"]).expect("finished");
    assert_eq!(in_use(), begun, "finished, not begun again");
    assert!(!keyboard.types(&["vault", "list"], &[]).expect("listed").contains("没有做完"));
    assert!(is_opened(&service, &number, "registrar") && is_opened(&service, &meanwhile, "registrar"));
    let _ = service.mails();
}

async fn set_contact(db: &Db, id: &str, sealed: &[u8]) {
    let mut tx = db.begin().await.expect("begun");
    let parts = store::SealedParts { contact: Some(sealed.to_vec()), mail_to: None, sms_to: None };
    store::correct_contact(&mut tx, id, &parts).await.expect("put");
    tx.commit().await.expect("committed");
}

#[test]
fn the_address_for_mail_is_erased_once_the_case_and_its_rating_window_are_closed() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    crate::journey::walk_to_closed(&service, &number);
    let _ = service.mails();
    let has_address = || {
        let letter = service.runtime.block_on(store::find_by_number(service.db(), &number)).expect("asked");
        letter.expect("there").sealed_mail_to.is_some()
    };
    let begin_day = || {
        let erase =
            steps::erase_mail_addresses(Upkeep::by_hand(service.db(), service.now()), &service.app.township);
        service.runtime.block_on(erase).expect("erased")
    };
    service.pass(jiff::Span::new().hours(29 * 24));
    assert_eq!(begin_day(), 0, "the window is open");
    assert!(has_address());
    service.pass(jiff::Span::new().hours(2 * 24));
    assert_eq!(begin_day(), 1);
    assert!(!has_address());
    assert!(
        service.track(&number, &code).text.contains(&form_api::messages::speak("event-mail_address_erased"))
    );
    assert!(is_opened(&service, &number, "registrar"), "what was left for the office stays");
}
