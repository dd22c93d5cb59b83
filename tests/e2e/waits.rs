//! What takes long is done before a transaction: a resident's letter does not wait for it.

use std::sync::Mutex;

use form_api::case::{Draft, RedactionRecord};
use form_api::steps::{self, Desk, On, RedactionForm, Seen, StepError};
use form_api::store::{self, CaseFile, Staff, StoredRedaction};
use record::{FeedbackScope, PublicReply};
use tests::Service;

use crate::journey::{ANSWER, LETTER, redact_as_proposed, walk_to_closed};

/// A letter whose public text waits for approval.
struct Waiting {
    number: String,
    approver: Staff,
    case: CaseFile,
    stored: StoredRedaction,
}

impl Waiting {
    fn new(service: &Service) -> Self {
        let (number, _) = service.send_letter(&LETTER);
        walk_to_closed(service, &number);
        redact_as_proposed(&service.staff("redactor"), &number);
        service.runtime.block_on(async {
            let approver = steps::find_active_staff(service.db(), "approver").await.expect("there");
            let case = store::find_case(service.db(), &approver.viewer(), &number).await.expect("there");
            let stored = store::find_redaction(service.db(), &case.submission.id).await.expect("asked");
            Self { number, approver, case, stored: stored.expect("redacted") }
        })
    }

    fn desk<'a>(&'a self, service: &'a Service) -> Desk<'a> {
        let (db, township, now) = (service.db(), &*service.app.township, service.now());
        Desk { db, township, staff: &self.approver, posting: None, now }
    }

    fn on(&self) -> On<'_> {
        On { submission_no: &self.number, version: self.case.version }
    }

    async fn seen(&self, service: &Service) -> Seen {
        let doubts = steps::doubts_of(service.db(), &service.app.township, &self.case, &self.stored).await;
        Seen {
            opened_at: service.now(),
            fingerprint: steps::fingerprint(&self.case, &self.stored),
            cleared: doubts.expect("read").into_iter().map(|doubt| doubt.key).collect(),
        }
    }
}

#[test]
fn a_letter_is_acknowledged_while_the_gate_reads_what_is_published() {
    let service = Service::start();
    let waiting = Waiting::new(&service);
    let sent = Mutex::new(None);
    // The gate ends only after a resident has the number of a letter.
    let gate = |_: &PublicReply| {
        let letter = std::thread::scope(|scope| {
            scope.spawn(|| service.send_letter(&LETTER)).join().expect("acknowledged")
        });
        *sent.lock().expect("no panic") = Some(letter);
        Ok(Vec::new())
    };
    service.runtime.block_on(async {
        let seen = waiting.seen(&service).await;
        steps::publish(waiting.desk(&service), waiting.on(), Some(&seen), &gate).await.expect("published");
    });
    let (number, code) = sent.into_inner().expect("no panic").expect("sent");
    assert_eq!(service.track(&number, &code).status, 200);
    let _ = service.mails();
}

#[test]
fn what_changes_while_the_gate_reads_is_not_published_over() {
    let service = Service::start();
    let waiting = Waiting::new(&service);
    let approver = service.staff("approver");
    let gate = |_: &PublicReply| {
        std::thread::scope(|scope| {
            let back = || approver.takes(&waiting.number, "return", &[("text", "标题再短一些")]);
            scope.spawn(back).join().expect("returned");
        });
        Ok(Vec::new())
    };
    let published = service.runtime.block_on(async {
        let seen = waiting.seen(&service).await;
        steps::publish(waiting.desk(&service), waiting.on(), Some(&seen), &gate).await
    });
    assert!(matches!(published, Err(StepError::Stale)), "{published:?}");
    let page = service.visitor().get(&format!("/replies/2026/{}/", waiting.number));
    assert_eq!(page.status, 404);
    let _ = service.mails();
}

/// All of this is found out while somebody else writes: no writer is waited for.
#[test]
fn a_text_is_read_closely_and_refused_without_the_writers_lock() {
    let service = Service::start();
    let waiting = Waiting::new(&service);
    let (to_redact, _) = service.send_letter(&LETTER);
    let handler = service.staff("handler");
    let registrar = service.staff("registrar");
    registrar.takes(&to_redact, "register", &[("text", "路灯")]);
    registrar.takes(&to_redact, "accept", &[("office", "chengjian")]);
    handler.takes(&to_redact, "handle", &[]);
    handler.takes(&to_redact, "answer", &[("text", ANSWER), ("same", "yes")]);
    service.staff("reviewer").takes(&to_redact, "review", &[]);
    registrar.takes(&to_redact, "close", &[]);
    service.staff("redactor").takes(&to_redact, "nominate", &[]);

    service.runtime.block_on(async {
        let seen = waiting.seen(&service).await;
        let redactor = steps::find_active_staff(service.db(), "redactor").await.expect("there");
        let case = store::find_case(service.db(), &redactor.viewer(), &to_redact).await.expect("there");
        let writer = service.app.db.begin().await.expect("the only writer");

        let form = RedactionForm {
            draft: Draft {
                title: "村口路灯".into(), letter: "我叫尉迟翀。".into(), answer: ANSWER.into()
            },
            record: RedactionRecord::default(),
            undecided: 0,
            name_village: Some(true),
            topic: "路灯".into(),
            scope: Some(FeedbackScope::Group),
            policies: Vec::new(),
        };
        let desk = Desk { staff: &redactor, ..waiting.desk(&service) };
        let on = On { submission_no: &to_redact, version: case.version };
        let redacted = steps::redact(desk, on, &form).await;
        assert!(matches!(redacted, Err(StepError::Unfit(_))), "{redacted:?}");

        let broken = |_: &PublicReply| Err(anyhow::anyhow!("no page"));
        let published = steps::publish(waiting.desk(&service), waiting.on(), Some(&seen), &broken).await;
        assert!(matches!(published, Err(StepError::Gate(_))), "{published:?}");

        let nothing = |_: &PublicReply| Ok(Vec::new());
        let asked = steps::override_leaks(waiting.desk(&service), waiting.on(), &nothing, "没有关系").await;
        assert!(matches!(asked, Err(StepError::Missing("leaks"))), "{asked:?}");
        drop(writer);
    });
    let _ = service.mails();
}
