//! What the program says when something does not work: one sentence, and nothing written over.

use clap::Parser;
use form_api::commands::{Cli, run};

pub(crate) fn say(arguments: &[&str]) -> String {
    let cli = Cli::try_parse_from(std::iter::once("form-api").chain(arguments.iter().copied()))
        .expect("known words");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(run(cli)) {
        Ok(()) => String::new(),
        Err(error) => format!("{error:#}"),
    }
}

fn project(path: &str) -> String {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path).display().to_string()
}

fn demo(data: &std::path::Path, port: u16) -> String {
    let (content, theme) = (project("content"), project("themes/town"));
    let (data, port) = (data.display().to_string(), port.to_string());
    say(&["demo", "--port", &port, "--data", &data, "--content", &content, "--theme", &theme])
}

#[test]
fn a_port_in_use_is_said_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("var");
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let said = demo(&data, held.local_addr().expect("an address").port());
    assert!(said.contains("占用"), "{said}");
    assert!(!data.exists(), "nothing was written");
}

#[test]
fn a_damaged_database_is_said_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    form_api::seal::Keys::create(&data.join("keys"), true).expect("keys");
    let garbage = b"this is no database, but it is somebody's file".repeat(200);
    std::fs::write(data.join("lianxin.db"), &garbage).expect("written");
    let said = demo(data, 0);
    assert!(said.contains("没有改动"), "{said}");
    assert_eq!(std::fs::read(data.join("lianxin.db")).expect("read"), garbage);
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, b"").expect("written");
    let said = demo(&file.join("var"), 0);
    assert!(said.contains("写不进去"), "{said}");
}

#[test]
fn a_real_data_folder_is_never_touched_by_the_demo() {
    let folder = tempfile::tempdir().expect("a folder");
    form_api::seal::Keys::create(&folder.path().join("keys"), false).expect("keys");
    assert!(demo(folder.path(), 0).contains("正式的数据文件夹"));
}

fn settings(folder: &std::path::Path) -> String {
    let text = format!(
        "[server]\nbind = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1/\"\n[paths]\ncontent = {:?}\ntheme = {:?}\n\
         data = \"data\"\nsite = \"site\"\n[mail]\nfrom = \"a <a@yundu.example>\"\n",
        project("content"),
        project("themes/town")
    );
    let file = folder.join("settings.toml");
    std::fs::write(&file, text).expect("written");
    file.display().to_string()
}

#[test]
fn going_live_begins_with_migrate_and_refuses_samples() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path());
    assert!(say(&["serve", "--settings", &settings]).contains("keys"), "no key file yet");
    assert_eq!(say(&["migrate", "--settings", &settings]), "");
    let add = [
        "staff",
        "--settings",
        &settings,
        "add",
        "shouwei",
        "--name",
        "首位管理员",
        "--roles",
        "administrator",
    ];
    assert_eq!(say(&add), "");
    assert!(say(&add).contains("已经有人用了"));
    assert_eq!(say(&["staff", "--settings", &settings, "reset", "shouwei"]), "");
    assert_eq!(say(&["staff", "--settings", &settings, "disable", "shouwei"]), "");
    assert!(say(&["staff", "--settings", &settings, "reset", "nobody"]).contains("没有这个登录名"));
    for places in [
        ["--settings", &settings, "staff", "reset", "nobody"],
        ["staff", "reset", "--settings", &settings, "nobody"],
        ["staff", "reset", "nobody", "--settings", &settings],
    ] {
        assert!(say(&places).contains("没有这个登录名"), "{places:?}");
    }
    assert_eq!(say(&["verify", "--settings", &settings]), "");
    assert_eq!(say(&["check-attachments", "--settings", &settings]), "");
    assert_eq!(say(&["publish", "--settings", &settings]), "");
    assert!(say(&["status", "--settings", &settings]).contains("还没有备份过"));
    let copy = folder.path().join("copy.db").display().to_string();
    assert_eq!(say(&["backup", &copy, "--settings", &settings]), "");
    assert_eq!(say(&["status", "--settings", &settings]), "", "nobody has to do anything");
    let (copies, empty) = (folder.path().join("copies"), folder.path().join("empty"));
    let (copies, empty) = (copies.display().to_string(), empty.display().to_string());
    std::fs::create_dir(&empty).expect("made");
    assert!(say(&["restore", &empty, "--drill", "--settings", &settings]).contains("没有完整的备份"));
    assert_eq!(say(&["backup", "--into", &copies, "--keep-days", "14", "--settings", &settings]), "");
    assert!(
        say(&["restore", &copies, "--drill", "--settings", &settings]).contains("mail-key"),
        "no vault yet"
    );

    let sample = tempfile::tempdir().expect("a folder");
    let settings = self::settings(sample.path());
    std::fs::create_dir(sample.path().join("data")).expect("made");
    form_api::seal::Keys::create(&sample.path().join("data/keys"), true).expect("keys");
    assert_eq!(say(&["migrate", "--settings", &settings]), "");
    assert!(say(&["serve", "--settings", &settings]).contains("样例"));
}

#[test]
fn a_database_is_opened_with_its_own_key_file_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path());
    assert_eq!(say(&["migrate", "--settings", &settings]), "");
    let (keys, own) = (folder.path().join("data/keys"), folder.path().join("own"));
    std::fs::rename(&keys, &own).expect("moved");
    let said = say(&["migrate", "--settings", &settings]);
    assert!(said.contains("已经有自己的密钥") && !keys.exists(), "none is made without a word: {said}");

    form_api::seal::Keys::create(&keys, false).expect("other keys");
    let backup = folder.path().join("backup.db").display().to_string();
    for command in [
        &["migrate"][..],
        &["serve"],
        &["publish"],
        &["jobs", "run"],
        &["import", &settings],
        &["check-attachments"],
        &["backup", &backup],
    ] {
        let said = say(&[command, &["--settings", &settings]].concat());
        assert!(said.contains("不是这个数据库的密钥文件"), "{command:?}: {said}");
    }
    std::fs::rename(&own, &keys).expect("back");
    assert_eq!(say(&["migrate", "--settings", &settings]), "");
    assert_eq!(say(&["publish", "--settings", &settings]), "");
}

#[test]
fn serve_refuses_sample_staff() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path());
    assert_eq!(say(&["migrate", "--settings", &settings]), "");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let url = format!("sqlite:{}", folder.path().join("data/lianxin.db").display());
        let db = form_api::store::Db::open(&url).await.expect("opened");
        form_api::sample::add_staff(&db, jiff::Timestamp::UNIX_EPOCH).await.expect("added");
        db.close().await;
    });
    assert!(say(&["serve", "--settings", &settings]).contains("样例人员"));
}

#[test]
fn a_lost_attachment_is_said_and_fails_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path());
    assert_eq!(say(&["migrate", "--settings", &settings]), "");
    let url = format!("sqlite:{}", folder.path().join("data/lianxin.db").display());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let db = form_api::store::Db::open(&url).await.expect("opened");
        let mut tx = db.begin().await.expect("begun");
        for sql in [
            "INSERT INTO submissions (id, submission_no, idempotency_key, query_code_hash, channel, kind, title, text, \
             search_text, consent, under_14, notify_by, spam_flags, received_at_ms, township) \
             VALUES ('a', '2026-0000-0001', 'k', x'00', 'web', 'inquiry', 't', 't', 't', 'no', 0, '', '[]', 0, 'home')",
            "INSERT INTO cases (id, township, version, state, publication, ceiling_on) \
             VALUES ('a', 'home', 1, 'submitted', 'none', '2026-12-01')",
            "INSERT INTO attachments (id, subject_kind, subject_id, position, sealed_name, kind, bytes, content_hash, added_at_ms, township) \
             VALUES ('f', 'case', 'a', 1, x'00', 'pdf', 1, 'h', 0, 'home')",
        ] {
            tx.execute(sql, &[]).await.expect("put");
        }
        tx.commit().await.expect("committed");
        db.close().await;
    });
    let said = say(&["check-attachments", "--settings", &settings]);
    assert!(said.contains("1 个附件丢失或损坏"), "{said}");
}
