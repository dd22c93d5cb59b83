//! The program as a process of its own: what it does when it is told to stop.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use form_api::mail::{SmtpSecurity, SmtpSettings};
use form_api::store::{self, Delivery};
use tests::{Fault, Service, SmtpServer, project};

use crate::journey::LETTER;

/// A service whose mail a process of its own sends, through a server. It lives years ago: the process has the machine's
/// clock, by which its mail is due.
fn with_server(server: &SmtpServer) -> Service {
    let port = server.port;
    let service = Service::start_with(move |settings| {
        settings.mail.smtp = Some(SmtpSettings {
            host: "127.0.0.1".into(),
            port,
            security: SmtpSecurity::None,
            user: None,
            password: None,
        });
    });
    service.set_clock("2021-03-01T09:00:00+08:00");
    service
}

/// The program with a command, for the data of a service; what it logs goes into a file.
fn start(command: &str, service: &Service, smtp_port: u16, public_url: &str, worker: &str) -> Child {
    let paths = &service.paths;
    let text = format!(
        "[server]\nbind = \"127.0.0.1:0\"\npublic_url = {public_url:?}\n[paths]\ncontent = {:?}\ntheme = {:?}\n\
         data = {:?}\nsite = {:?}\n[database]\nurl = {:?}\n[mail]\nfrom = \"a <a@yundu.example>\"\n\
         worker = {worker:?}\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {smtp_port}\nsecurity = \"none\"\n",
        project().join("content"),
        project().join("themes/town"),
        paths.data,
        paths.data.join("site-of-the-process"),
        service.app.settings.database_url(),
    );
    let file = paths.data.join("process.toml");
    std::fs::write(&file, text).expect("written");
    let log = std::fs::File::create(paths.data.join("process.log")).expect("a log");
    let mut program = Command::new(env!("CARGO_BIN_EXE_form-api-process"));
    program.arg(command).arg("--settings").arg(&file).env_remove("LIANXIN_LOG");
    program.stdout(Stdio::piped()).stderr(log).spawn().expect("started")
}

/// What service managers send to end a process (POSIX, `kill`).
fn tell_to_stop(process: &Child) {
    let told = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().expect("told");
    assert!(told.success());
}

#[test]
fn a_mail_worker_that_is_told_to_stop_finishes_the_mail_in_hand() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    for _ in 0..2 {
        let _ = service.send_letter(&LETTER);
    }
    server.set_faults(&[Fault::Hold]);
    let mut worker = start("mail-worker", &service, server.port, &service.base, "apart");
    server.wait_for(1);
    tell_to_stop(&worker);
    server.let_go();
    assert_eq!(worker.wait().expect("it ends").code(), Some(0), "not killed");
    let rows = service.runtime.block_on(store::list_outbox(service.db())).expect("listed");
    let sent = rows.iter().filter(|row| row.delivery == Delivery::Sent).count();
    assert!(sent >= 1, "what the server has taken is known to be sent: {rows:?}");
    assert_eq!(server.mails().len(), sent, "and comes once");
    let _ = service.runtime.block_on(service.deliver());
    assert_eq!(server.mails().len(), 2, "the other one is sent by whoever comes next");
}

#[test]
fn a_service_over_https_that_holds_the_mail_key_says_once_that_it_should_not_and_ends_when_told_to() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let told = |public_url: &str| {
        let mut process = start("serve", &service, server.port, public_url, "inside");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("piped");
        let read = BufReader::new(stdout).read_line(&mut line);
        assert!(read.is_ok() && line.starts_with("listening on http://127.0.0.1:"), "{line}");
        tell_to_stop(&process);
        let status = process.wait().expect("it ends");
        let log = std::fs::read_to_string(service.paths.data.join("process.log")).expect("a log");
        assert_eq!(status.code(), Some(0), "{log}");
        log.lines().filter(|line| line.contains("WARN") && line.contains("mail.worker")).count()
    };
    assert_eq!(told("https://www.yundu.example/"), 1);
    assert_eq!(told("http://127.0.0.1/"), 0);
}

#[test]
fn a_word_that_no_statistic_knows_does_not_keep_the_service_from_starting() {
    let server = SmtpServer::start();
    let service = with_server(&server);
    let _ = service.send_letter(&LETTER);
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        let rated = "INSERT INTO ratings (case_id, township, round, grade, answer, channel, rated_at_ms) \
                     SELECT id, township, 0, 'marvellous', '', 'web', received_at_ms FROM submissions";
        tx.execute(rated, &[]).await.expect("rated");
        tx.commit().await.expect("committed");
    });
    let mut process = start("serve", &service, server.port, &service.base, "apart");
    let mut line = String::new();
    let read = BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line);
    assert!(read.is_ok() && line.starts_with("listening on http://127.0.0.1:"), "{line}");
    tell_to_stop(&process);
    let _ = process.wait().expect("it ends");
    let log = std::fs::read_to_string(service.paths.data.join("process.log")).expect("a log");
    assert!(log.contains("could not be counted"), "{log}");
    let _ = service.mails();
}

#[test]
fn a_command_whose_output_nobody_reads_ends_quietly() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [
        &["--help"][..],
        &["verify", "--settings", "nowhere.toml"],
        &["staff", "list", "--settings", "nowhere.toml"],
    ] {
        let (gone, unread) = std::io::pipe().expect("a pipe");
        drop(gone);
        let again = unread.try_clone().expect("the same pipe");
        let mut program = Command::new(env!("CARGO_BIN_EXE_form-api-process"));
        let program = program.current_dir(folder.path()).args(arguments).stdout(unread).stderr(again);
        assert_ne!(program.status().expect("it ran").code(), Some(101), "{arguments:?} ended in a panic");
    }
}
