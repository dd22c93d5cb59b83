//! The sample township walks its letters through the real steps.

use form_api::jobs;
use std::collections::BTreeSet;

use form_api::case::{PublicationState, State};
use form_api::sample;
use form_api::store::{self, PageFrom, Queue};
use tests::Service;

#[test]
fn the_sample_shows_cases_in_every_state() {
    let service = Service::start();
    let (states, publications, count) = service.runtime.block_on(async {
        let db = service.db();
        sample::add_staff(db, service.now()).await.expect("staff");
        sample::add_cases(db, &service.app.township, service.now(), |_, _| {}).await.expect("cases");
        let viewer = store::find_sign_in(db, "shenhe").await.expect("asked").expect("there").viewer();
        let today = "2026-11-23".parse().expect("a day");
        let page =
            store::list_queue(db, &viewer, Queue::All, today, &PageFrom::First, 1000).await.expect("listed");
        let rows = page.rows;
        let states: BTreeSet<State> = rows.iter().map(|row| row.state).collect();
        let publications: BTreeSet<PublicationState> = rows.iter().map(|row| row.publication).collect();
        (states, publications, rows.len())
    });
    assert!(count >= 30, "a few dozen: {count}");
    assert_eq!(states, State::ALL.iter().copied().collect::<BTreeSet<_>>());
    assert_eq!(publications, PublicationState::ALL.iter().copied().collect::<BTreeSet<_>>());
    service.runtime.block_on(jobs::publish(&service.app)).expect("published");
    let _ = service.mails();
}
