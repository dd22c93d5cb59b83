//! Duties are rows: run once at a time, taken over from a process that has ended, seen when they are stuck.

use std::sync::Arc;

use form_api::context::Context;
use form_api::jobs::{self, Duty};
use form_api::seal::Keys;
use form_api::steps::{self, StepError, Upkeep};
use form_api::store::{self, Db, JobKey, Lease, Lessee, RunEnd, StoreError};
use jiff::{SignedDuration, Span, Timestamp};
use tests::Service;

use crate::journey::LETTER;

const FIGURES: JobKey<'static> = JobKey { name: "figures", place: "" };

async fn take(db: &Db, holder: &str, now: Timestamp, is_forced: bool) -> Option<Lease> {
    let mut tx = db.begin().await.expect("begun");
    let by = Lessee { holder, now, until: now + SignedDuration::from_secs(60), is_forced };
    let lease = store::take_lease(&mut tx, FIGURES, by).await.expect("asked");
    tx.commit().await.expect("committed");
    lease
}

async fn end(db: &Db, lease: &Lease, now: Timestamp, is_done: bool) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    let end = RunEnd { now, due_at: now + SignedDuration::from_hours(24), is_done };
    store::end_lease(&mut tx, lease, end).await?;
    tx.commit().await
}

/// A second process on the same database and folders.
async fn second(service: &Service) -> Context {
    let settings = service.app.settings.clone();
    let keys = Keys::load(&service.paths.keys()).expect("keys");
    let (db, now) = (Db::open(&settings.database_url()).await.expect("a database"), service.now());
    Context::new(settings, db, keys, Arc::new(move || now)).expect("it starts")
}

#[test]
fn a_duty_is_run_by_one_process_and_taken_over_from_one_that_has_ended() {
    let service = Service::start();
    let (db, now) = (service.db(), service.now());
    service.runtime.block_on(async {
        // A process that is killed in the middle leaves its lease.
        let killed = take(db, "killed", now, true).await.expect("free");
        assert_eq!(take(db, "other", now, true).await, None, "somebody is at it");
        let soon = now + SignedDuration::from_secs(59);
        assert_eq!(take(db, "other", soon, true).await, None);
        let later = now + SignedDuration::from_secs(60);
        let taken = take(db, "other", later, false).await.expect("its lease is over, and it is not done");
        assert!(taken.fence > killed.fence);
        assert!(matches!(end(db, &killed, later, true).await, Err(StoreError::Lapsed)));
        end(db, &taken, later, true).await.expect("done");
        assert_eq!(take(db, "third", later, false).await, None, "it is not due again");
        assert!(take(db, "third", later, true).await.is_some());
    });
}

#[test]
fn a_paused_process_writes_nothing_after_another_one_has_taken_over() {
    let service = Service::start();
    let (letter, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&letter, "register", &[("text", "路灯")]);
    service.set_clock("2027-02-03T09:00:00+08:00");
    let (db, now) = (service.db(), service.now());
    service.runtime.block_on(async {
        let paused = take(db, "paused", now, true).await.expect("free");
        let later = now + SignedDuration::from_secs(61);
        let leader = take(db, "leader", later, true).await.expect("taken over");
        let upkeep = |lease| Upkeep { db, lease: Some(lease), now: later };
        let counted = steps::count_figures(upkeep(&paused), &service.app.township).await;
        assert!(matches!(counted, Err(StepError::Store(StoreError::Lapsed))), "{counted:?}");
        assert!(store::list_public_figures(db).await.expect("asked").is_empty());
        let counted = steps::count_figures(upkeep(&leader), &service.app.township).await.expect("counted");
        assert!(counted > 0);
        end(db, &leader, later, true).await.expect("done");
        let again = steps::count_figures(upkeep(&leader), &service.app.township).await;
        assert!(again.is_ok(), "nothing is left to count");
        let mut tx = db.begin().await.expect("begun");
        let ended = store::check_lease(&mut tx, &leader).await;
        assert!(matches!(ended, Err(StoreError::Lapsed)), "a lease that was given back is none");
    });
    let _ = service.mails();
}

#[test]
fn two_processes_share_the_duties_of_a_day() {
    let service = Service::start();
    service.runtime.block_on(async {
        let other = second(&service).await;
        assert_eq!(other.place, service.app.place, "they share a data folder");
        let ours = jobs::run_due(&service.app).await.expect("asked");
        let theirs = jobs::run_due(&other).await.expect("asked");
        let twice: Vec<&Duty> = ours.iter().filter(|duty| theirs.contains(duty)).collect();
        assert!(twice.is_empty(), "{twice:?}");
        assert!(!ours.contains(&Duty::Figures), "the first day was begun at the start");
    });
    service.pass(Span::new().hours(24));
    service.runtime.block_on(async {
        let other = second(&service).await;
        let held = take(service.db(), "third", service.now(), true).await.expect("free");
        let (ours, theirs) = tokio::join!(jobs::run_due(&service.app), jobs::run_due(&other));
        let (ours, theirs) = (ours.expect("asked"), theirs.expect("asked"));
        for duty in Duty::ALL {
            let times = usize::from(ours.contains(&duty)) + usize::from(theirs.contains(&duty));
            assert_eq!(times, usize::from(duty != Duty::Figures), "{duty:?}: {ours:?} {theirs:?}");
        }
        end(service.db(), &held, service.now(), true).await.expect("done");
    });
    let _ = service.mails();
}

#[test]
fn a_stuck_duty_is_seen_at_the_desk_and_at_readyz() {
    let service = Service::start();
    let shown = || service.staff("administrator").get("/desk/").text;
    assert!(!shown().contains("data-stuck-job"));
    assert_eq!(service.visitor().get("/readyz").text, "ready\n");
    service.runtime.block_on(async {
        let lease = take(service.db(), "failing", service.now(), true).await.expect("free");
        end(service.db(), &lease, service.now(), false).await.expect("noted");
    });
    assert!(shown().contains("统计数据发布"), "the duty is named");
    service.pass(Span::new().seconds(2));
    let ready = service.visitor().get("/readyz");
    assert_eq!((ready.status, ready.text.as_str()), (200, "ready\nlate: figures\n"), "letters are taken in");
    let folder = tempfile::tempdir().expect("a folder");
    let (settings, paths) = (folder.path().join("settings.toml"), &service.paths);
    let text = format!(
        "[server]\nbind = \"127.0.0.1:0\"\npublic_url = \"http://127.0.0.1/\"\n[paths]\ncontent = {:?}\ntheme = {:?}\n\
         data = {:?}\nsite = {:?}\n[database]\nurl = {:?}\n[mail]\nfrom = \"a@yundu.example\"\n",
        paths.content,
        paths.theme,
        paths.data,
        paths.site,
        service.app.settings.database_url()
    );
    std::fs::write(&settings, text).expect("written");
    let said = crate::commands::say(&["jobs", "--settings", &settings.display().to_string()]);
    assert!(said.contains("没有按时做完"), "{said}");
    service.runtime.block_on(async {
        assert!(jobs::run_now(&service.app, Duty::Figures).await.expect("done"));
    });
    assert!(!shown().contains("data-stuck-job"));
}

#[test]
fn a_process_that_shares_the_site_follows_what_another_has_published() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    crate::journey::walk_to_closed(&service, &number);
    crate::journey::redact_as_proposed(&service.staff("redactor"), &number);
    let other = service.runtime.block_on(async {
        let other = second(&service).await;
        jobs::begin_day(&other).await.expect("a site");
        other
    });
    service.staff("approver").takes(&number, "publish", &[]);
    service.runtime.block_on(async {
        assert!(other.pages.site().replies.is_empty());
        assert!(jobs::follow(&other).await.expect("followed"));
        assert_eq!(other.pages.site().replies.len(), 1);
        assert!(!jobs::follow(&other).await.expect("nothing new"));
    });
    service.staff("approver").takes(&number, "retract", &[("text", "来信人要求")]);
    service.runtime.block_on(async {
        assert!(jobs::follow(&other).await.expect("followed"));
        assert!(other.pages.site().replies.is_empty(), "what was taken down is offered nowhere");
    });
    let _ = service.mails();
}

#[test]
fn two_processes_that_build_one_site_at_once_leave_the_whole_site() {
    let service = Service::start();
    let before = service.site_files().len();
    std::fs::remove_dir_all(&service.paths.site).expect("removed");
    for file in site_gen::build::files_beside(&service.paths.site) {
        let _none = std::fs::remove_file(file);
    }
    service.runtime.block_on(async {
        let (one, other) = (second(&service).await, second(&service).await);
        let (first, second) = tokio::join!(jobs::publish(&one), jobs::publish(&other));
        first.expect("built");
        second.expect("built");
    });
    assert_eq!(service.site_files().len(), before);
}

#[test]
fn a_take_down_that_was_not_built_yet_is_not_confirmed_by_an_older_site() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    crate::journey::walk_to_closed(&service, &number);
    crate::journey::redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    service.runtime.block_on(async {
        let db = service.db();
        let approver = steps::find_active_staff(db, "approver").await.expect("there");
        let case = store::find_case(db, &approver.viewer(), &number).await.expect("there");
        // What a process had read that was paused before the letter was taken down.
        let up_to = store::find_public_change_head(db).await.expect("asked");
        let now = service.now();
        let desk = steps::Desk { db, township: &service.app.township, staff: &approver, posting: None, now };
        let on = steps::On { submission_no: &number, version: case.version };
        steps::retract(desk, on, "来信人要求").await.expect("taken down");
        let waiting = store::list_taken_down(db).await.expect("asked");
        let confirm = async |up_to| {
            let upkeep = Upkeep::by_hand(db, now);
            steps::confirm_taken_down(upkeep, &service.app.township, &waiting, up_to).await.expect("asked")
        };
        assert_eq!(confirm(up_to).await, 0, "its site still shows the page");
        assert_eq!(store::list_taken_down(db).await.expect("asked"), waiting);
        jobs::publish(&service.app).await.expect("built");
        assert!(store::list_taken_down(db).await.expect("asked").is_empty());
    });
    let _ = service.mails();
}
