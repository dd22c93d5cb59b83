//! Letters that arrive at the same time share a transaction, and nothing else.

use std::collections::BTreeSet;
use std::sync::Barrier;

use form_api::case::{Channel, NewSubmission, RawSubmission};
use form_api::event_log::{Actor, Event, Kind, find_break, write_event};
use form_api::seal::{FormToken, PrivateKey, SealedContact, new_nonce};
use form_api::steps::{Accepted, StepError};
use form_api::store::{self, SealingFor, Tx};
use tests::{Database, Service, databases};

fn letter(service: &Service, number: usize) -> NewSubmission {
    let raw = RawSubmission {
        kind: "help_request".into(),
        title: format!("第 {number} 封信"),
        text: format!("第 {number} 盏路灯不亮，请来修一修。"),
        name: "尉迟翀".into(),
        phone: format!("140{number:08}"),
        email: format!("a{number}@mail.yundu.example"),
        rules_read: true,
        ..RawSubmission::default()
    };
    NewSubmission::parse(&raw, Channel::Web, service.now(), |_| true, |_| true).expect("a letter")
}

fn form(service: &Service) -> FormToken {
    FormToken::from_nonce(new_nonce(), service.now())
}

/// Another writer, where all others wait: at the one connection that writes, or at the head of the log.
fn hold(service: &Service) -> Tx {
    let db = if databases() == Database::Sqlite { &service.app.db } else { service.db() };
    service.runtime.block_on(async {
        let mut tx = db.begin().await.expect("begun");
        let (at, actor) = (service.now(), Actor::System);
        let event =
            Event { at, actor: &actor, subject: None, kind: Kind::Imported, details: Vec::new(), text: None };
        write_event(&mut tx, &event).await.expect("written");
        tx
    })
}

/// Sends letters while another writer holds the database: the first waits for it, all others gather meanwhile.
fn send_together(
    service: &Service,
    letters: &[(FormToken, NewSubmission)],
    held: Tx,
) -> Vec<Result<Accepted, StepError>> {
    let group = &service.app.group;
    std::thread::scope(|scope| {
        let under_way: Vec<_> = letters
            .iter()
            .enumerate()
            .map(|(at, (form, letter))| {
                let sent = scope.spawn(move || service.runtime.block_on(group.receive(form, letter)));
                while group.under_way() < at + 1 {
                    std::thread::yield_now();
                }
                sent
            })
            .collect();
        service.runtime.block_on(held.commit()).expect("committed");
        under_way.into_iter().map(|one| one.join().expect("no panic")).collect()
    })
}

fn assert_sound(service: &Service, letters: i64, others: i64) {
    service.runtime.block_on(async {
        let db = service.db();
        assert_eq!(store::count_submissions(db).await.expect("counted"), letters);
        assert_eq!(find_break(db).await.expect("read"), None, "the chain is whole");
        let (seq, _) = store::find_event_head(db).await.expect("read");
        assert_eq!(seq, letters + others, "one event for each letter");
    });
}

fn events(service: &Service) -> i64 {
    service.runtime.block_on(store::find_event_head(service.db())).expect("read").0
}

#[test]
fn letters_that_arrive_together_are_all_there_once() {
    let service = Service::start();
    let before = events(&service);
    let letters: Vec<_> = (0..12).map(|number| (form(&service), letter(&service, number))).collect();
    let twice: Vec<_> = letters.iter().chain(&letters[6..]).cloned().collect();
    let held = hold(&service);
    let accepted: Vec<Accepted> =
        send_together(&service, &twice, held).into_iter().map(|one| one.expect("taken in")).collect();
    let numbers: BTreeSet<&str> = accepted.iter().map(|one| one.submission_no.as_str()).collect();
    assert_eq!(numbers.len(), 12);
    for (first, second) in accepted[6..12].iter().zip(&accepted[12..]) {
        assert_eq!(first.submission_no, second.submission_no, "the same form has the same receipt");
        assert_eq!(first.query_code, second.query_code);
        assert!(!first.again && second.again);
    }
    assert_sound(&service, 12, before + 1);
    for one in &accepted {
        let page = service.track(&one.submission_no, &one.query_code.as_ref().expect("a new letter").show());
        assert!(page.text.contains(&one.case.submission.title), "{}", page.text);
    }
    assert_eq!(service.mails().len(), 12, "one letter, one mail");
}

#[test]
fn a_letter_whose_file_is_gone_fails_alone() {
    let service = Service::start();
    let before = events(&service);
    let mut letters: Vec<_> = (0..8).map(|number| (form(&service), letter(&service, number))).collect();
    letters[3].1.attachments = vec![store::new_id()];
    let held = hold(&service);
    let outcomes = send_together(&service, &letters, held);
    for (at, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Ok(_) => assert_ne!(at, 3),
            Err(error) => {
                assert!(at == 3 && matches!(error, StepError::Missing("attachments")), "{at}: {error}")
            }
        }
    }
    assert_sound(&service, 7, before + 1);
    assert_eq!(service.mails().len(), 7, "nothing of the letter was left behind");
}

#[test]
fn letters_that_were_sealed_while_the_key_was_changed_are_sealed_again() {
    let service = Service::start();
    let first = [(form(&service), letter(&service, 0))];
    let held = hold(&service);
    assert!(send_together(&service, &first, held)[0].is_ok(), "the key is known from now on");

    let letters: Vec<_> = (1..8).map(|number| (form(&service), letter(&service, number))).collect();
    let new = PrivateKey::new_random().public();
    let mut held = hold(&service);
    service.runtime.block_on(async {
        let now_ms = service.now().as_millisecond();
        store::set_sealing_key(&mut held, SealingFor::Vault, &new, now_ms).await.expect("set");
    });
    for outcome in send_together(&service, &letters, held) {
        let sealed = outcome.expect("taken in").case.submission.sealed_contact.expect("sealed");
        let keys: BTreeSet<_> = SealedContact::parse(&sealed).expect("sound").keys().collect();
        assert_eq!(keys, BTreeSet::from([new.id()]));
    }
    let _ = service.mails();
}

#[test]
fn many_residents_at_once_have_their_letters_once() {
    let service = Service::start_with(|settings| {
        settings.abuse.trusted_addresses = vec![std::net::IpAddr::from([127, 0, 0, 1])];
    });
    let before = events(&service);
    let (lines, letters) = (8, 4);
    let together = Barrier::new(lines);
    let numbers: Vec<String> = std::thread::scope(|scope| {
        let residents: Vec<_> = (0..lines)
            .map(|line| {
                let (service, together) = (&service, &together);
                scope.spawn(move || {
                    let visitor = service.visitor();
                    let previews: Vec<_> = (0..letters)
                        .map(|number| {
                            let text = format!("第 {line} 组第 {number} 盏路灯不亮，请来修一修。");
                            visitor.write_letter(&[
                                ("kind", "help_request"),
                                ("title", "路灯不亮"),
                                ("text", &text),
                            ])
                        })
                        .collect();
                    together.wait();
                    let receipts = previews.iter().map(|preview| visitor.press(preview, "confirm"));
                    receipts
                        .map(|page| page.element("data-submission-no").expect("a number"))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        residents.into_iter().flat_map(|one| one.join().expect("no panic")).collect()
    });
    assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), lines * letters);
    assert_sound(&service, 32, before);
}
