//! Somebody is called: who watches the service sees in figures what waits, failed or was lost, and is written to in the morning.

use form_api::jobs::{self, Duty, Status};
use jiff::Span;
use tests::{Database, Service, SmtpServer, databases};

use crate::journey::LETTER;

const METRICS: &str = "/metrics";
const TOKEN: &str = "a-word-that-nobody-guesses";

fn metric(service: &Service, name: &str) -> Option<String> {
    let text = service.visitor().get(METRICS).text;
    let line = text.lines().find(|line| line.split(' ').next() == Some(&format!("lianxin_{name}")))?;
    line.split(' ').nth(1).map(str::to_owned)
}

fn with_administrator() -> Service {
    Service::start_with(|settings| settings.monitor.mail_to = Some("admin@yundu.example".into()))
}

/// Runs what is due and gives the mails of the morning so far.
fn morning_mails(service: &Service) -> Vec<String> {
    service.runtime.block_on(async { jobs::run_due(&service.app).await.expect("run") });
    service.mails().into_iter().filter(|mail| mail.contains("To: admin@yundu.example")).collect()
}

#[test]
fn figures_are_for_this_machine_and_for_who_has_the_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    std::fs::write(&file, format!("{TOKEN}\n")).expect("written");
    let token_file = file.clone();
    let service = Service::start_with(move |settings| settings.monitor.token_file = Some(token_file));
    let status = |path: &str, headers: &[(&str, &str)]| service.visitor().get_with(path, headers).status;
    let (elsewhere, bearer) = (("X-Forwarded-For", "203.0.113.7"), format!("Bearer {TOKEN}"));
    for path in [METRICS, "/readyz"] {
        assert_eq!(status(path, &[]), 200, "{path}: on this machine");
        for header in
            [elsewhere, ("Forwarded", "for=203.0.113.7"), ("X-Real-IP", "203.0.113.7"), ("Via", "1.1 proxy")]
        {
            assert_eq!(status(path, &[header]), 404, "{path}: {header:?}");
        }
        assert_eq!(status(path, &[elsewhere, ("Authorization", &bearer)]), 200, "{path}");
        for wrong in [TOKEN, "Bearer ", "Bearer", "Bearer a-word-that-nobody-guesse", "Basic YTpi"] {
            assert_eq!(status(path, &[elsewhere, ("Authorization", wrong)]), 404, "{path}: {wrong}");
        }
    }
    assert_eq!(status("/healthz", &[elsewhere]), 200, "that it runs is no secret");
    for unfit in ["", "short"] {
        std::fs::write(&file, unfit).expect("written");
        let bearer = format!("Bearer {unfit}");
        assert_eq!(status(METRICS, &[elsewhere, ("Authorization", &bearer)]), 404, "{unfit:?} opens nothing");
    }
}

#[test]
fn what_waits_is_counted_and_nothing_of_a_letter_is_told() {
    let service = Service::start();
    assert_eq!(metric(&service, "letters_unanswered").as_deref(), Some("0"));
    let (number, code) = service.send_letter(&LETTER);
    assert_eq!(metric(&service, "letters_unanswered").as_deref(), Some("1"));
    assert_eq!(metric(&service, "letters_late").as_deref(), Some("0"));
    service.set_clock("2027-01-12T09:00:00+08:00");
    assert_eq!(metric(&service, "letters_late").as_deref(), Some("1"));
    assert_eq!(metric(&service, "ready").as_deref(), Some("1"));
    assert!(
        metric(&service, "disk_free_bytes")
            .is_some_and(|free| free.parse::<u64>().is_ok_and(|free| free > 0))
    );
    assert_eq!(metric(&service, "backup_timestamp_seconds"), None, "there is none");
    let text = service.visitor().get(METRICS).text;
    assert!(text.contains("lianxin_duty_stuck{duty=\"figures\"} "), "{text}");
    let told = LETTER.iter().map(|(_, value)| *value).chain([number.as_str(), code.as_str()]);
    for value in told.filter(|value| value.chars().count() > 3) {
        assert!(!text.contains(value), "{value}");
    }
    let _ = service.mails();
}

#[test]
fn a_message_that_does_not_go_is_counted_from_its_first_try() {
    let server = SmtpServer::start();
    let service = crate::mail::with_server(&server);
    let mut letter = LETTER.to_vec();
    letter.extend([("notify_by", "mail"), ("mail_to", "writer@yundu.example")]);
    server.set_down(true);
    let _ = service.send_letter(&letter);
    assert_eq!(metric(&service, "outbox_waiting").as_deref(), Some("1"));
    assert_eq!(metric(&service, "outbox_failing").as_deref(), Some("0"));
    service.runtime.block_on(service.deliver());
    assert_eq!(metric(&service, "outbox_failing").as_deref(), Some("1"));
    service.pass(Span::new().seconds(90));
    assert_eq!(metric(&service, "outbox_oldest_seconds").as_deref(), Some("90"));
    server.set_down(false);
    service.pass(Span::new().hours(1));
    service.runtime.block_on(service.deliver());
    assert_eq!(metric(&service, "outbox_waiting").as_deref(), Some("0"));
    assert_eq!(metric(&service, "outbox_oldest_seconds"), None);
}

#[test]
fn each_morning_the_administrator_reads_what_somebody_has_to_look_after() {
    let service = with_administrator();
    let (number, _) = service.send_letter(&LETTER);
    let first = morning_mails(&service);
    assert_eq!(first.len(), 1, "that mail goes is seen on the first day");
    // PostgreSQL is copied by its own tools, of which nothing is claimed.
    let asks_for_a_copy = databases() == Database::Sqlite;
    assert_eq!(first[0].contains("form-api backup"), asks_for_a_copy, "a copy was never made: {}", first[0]);
    assert_eq!(morning_mails(&service).len(), 1, "once a day");
    service.set_clock("2026-11-24T06:59:00+08:00");
    assert_eq!(morning_mails(&service).len(), 1, "not at night");
    service.set_clock("2027-01-12T07:00:30+08:00");
    let mails = morning_mails(&service);
    assert_eq!(mails.len(), 2);
    let mail = mails.iter().find(|mail| mail.contains("2027-01-12")).expect("of that day");
    assert!(mail.contains("1 件来信超过了答复期限"), "{mail}");
    assert!(!mail.contains(&number), "figures alone: {mail}");
}

#[test]
fn when_all_is_well_it_is_said_on_mondays_so_that_silence_is_an_alarm() {
    let service = with_administrator();
    let note_backup = |at: &str| {
        service.runtime.block_on(async {
            let mut tx = service.db().begin().await.expect("begun");
            form_api::store::set_deployment_info(&mut tx, jobs::status::BACKED_UP_AT, at)
                .await
                .expect("noted");
            tx.commit().await.expect("committed");
        });
    };
    let run_all = |moment: &str| {
        service.set_clock(moment);
        note_backup(&service.now().to_string());
        morning_mails(&service)
    };
    let monday = run_all("2026-11-30T07:00:30+08:00");
    assert_eq!(monday.len(), 1);
    assert!(monday[0].contains("一切正常"), "{}", monday[0]);
    for day in ["2026-12-01", "2026-12-02", "2026-12-06"] {
        assert_eq!(run_all(&format!("{day}T07:00:30+08:00")).len(), 1, "{day}");
    }
    assert_eq!(run_all("2026-12-07T07:00:30+08:00").len(), 2);
}

#[test]
fn a_morning_mail_that_does_not_go_is_tried_again_and_is_a_stuck_duty() {
    let server = SmtpServer::start();
    let port = server.port;
    let service = Service::start_with(move |settings| {
        settings.monitor.mail_to = Some("admin@yundu.example".into());
        settings.mail.smtp = Some(form_api::mail::SmtpSettings {
            host: "127.0.0.1".into(),
            port,
            security: form_api::mail::SmtpSecurity::None,
            user: None,
            password: None,
        });
    });
    let sent = || server.mails().iter().filter(|mail| mail.contains("admin@yundu.example")).count();
    server.set_down(true);
    service.runtime.block_on(async {
        jobs::run_due(&service.app).await.expect("run");
        let status = Status::find(service.db(), &service.paths, service.now()).await.expect("asked");
        let is_stuck = |job: &jobs::Standing| job.duty == Duty::MorningMail && job.is_stuck;
        assert!(status.duties.iter().any(is_stuck));
    });
    assert_eq!(sent(), 0);
    server.set_down(false);
    service.pass(Span::new().minutes(10));
    service.runtime.block_on(async { jobs::run_due(&service.app).await.expect("run") });
    assert_eq!(sent(), 1);
}
