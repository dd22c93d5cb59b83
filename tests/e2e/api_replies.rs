//! The change feed: another site takes public replies over, and takes down what was withdrawn.

use std::collections::BTreeMap;

use form_api::store::{self, Ask};
use record::{FeedbackScope, PublicKind, PublicReply, Rating, Round};
use serde_json::{Value, json};
use tests::{Client, Database, Page, Service, databases};

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

const FEED: &str = "/api/v1/public-replies";

pub(crate) fn reply(number: &str, title: &str) -> PublicReply {
    PublicReply {
        submission_no: number.into(),
        title: title.into(),
        kind: PublicKind::HelpRequest,
        topic: "路灯".into(),
        village: None,
        office: "chengjian".into(),
        scope: FeedbackScope::Township,
        received_on: "2026-11-20".parse().expect("a day"),
        replied_on: "2026-11-23".parse().expect("a day"),
        published_at: "2026-11-23T09:00:00".parse().expect("a moment"),
        working_days: Some(1),
        updated: None,
        round: Round::First,
        policies: Vec::new(),
        letters: 1,
        rating: None,
        kept: Vec::new(),
        letter: "路灯坏了。".into(),
        answer: "已经修好。".into(),
    }
}

async fn add(service: &Service, number: &str, title: &str) {
    let mut tx = service.db().begin().await.expect("begun");
    store::add_public_reply(&mut tx, &reply(number, title)).await.expect("added");
    tx.commit().await.expect("committed");
}

/// Another site: what it holds, and where it stopped.
#[derive(Default)]
struct Copy {
    next: i64,
    replies: BTreeMap<String, Value>,
}

impl Copy {
    /// Takes over what is new, a few at a time; gives the ids in the order in which they came.
    fn catch_up(&mut self, visitor: &Client, limit: u32) -> Vec<String> {
        let mut came = Vec::new();
        loop {
            let page = visitor.get(&format!("{FEED}?after={}&limit={limit}", self.next));
            assert_eq!(page.status, 200, "{}", page.text);
            let portion = page.json();
            for change in portion["changes"].as_array().expect("changes") {
                let id = change["id"].as_str().expect("an id").to_owned();
                assert!(change["change"].as_i64().expect("a number") > self.next, "{}", page.text);
                if change["withdrawn"] == json!(true) {
                    assert!(change.get("reply").is_none(), "{change}");
                    self.replies.remove(&id);
                } else {
                    self.replies.insert(id.clone(), change["reply"].clone());
                }
                came.push(id);
            }
            self.next = portion["next"].as_i64().expect("a cursor");
            if portion["has_more"] == json!(false) {
                return came;
            }
        }
    }
}

fn titles(copy: &Copy) -> Vec<&str> {
    copy.replies.values().map(|reply| reply["title"].as_str().expect("a title")).collect()
}

#[test]
fn another_site_takes_over_corrects_and_takes_down_what_changes_and_nothing_twice() {
    let service = Service::start();
    let visitor = service.visitor();
    let mut copy = Copy::default();
    assert_eq!(copy.catch_up(&visitor, 2), Vec::<String>::new());
    let numbers = ["2026-0000-0001", "2026-0000-0002", "2026-0000-0003", "2026-0000-0004", "2026-0000-0005"];
    service.runtime.block_on(async {
        for number in numbers {
            add(&service, number, number).await;
        }
    });
    assert_eq!(copy.catch_up(&visitor, 2), numbers);
    assert_eq!(copy.catch_up(&visitor, 2), Vec::<String>::new(), "a cursor is resumed where it stopped");

    service.runtime.block_on(async {
        add(&service, numbers[1], "改正以后").await;
        let mut tx = service.db().begin().await.expect("begun");
        let at = jiff::civil::date(2026, 11, 24).at(9, 0, 0, 0);
        store::rate_public_reply(&mut tx, numbers[3], Rating::Satisfied, at).await.expect("rated");
        store::withdraw_public_reply(&mut tx, numbers[2], "2026-11-24".parse().expect("a day"))
            .await
            .expect("withdrawn");
        tx.commit().await.expect("committed");
    });
    assert_eq!(copy.catch_up(&visitor, 1), [numbers[1], numbers[3], numbers[2]]);
    assert_eq!(titles(&copy), [numbers[0], "改正以后", numbers[3], numbers[4]]);
    assert_eq!(copy.replies[numbers[3]]["rating"], "satisfied");
    assert_eq!(copy.replies[numbers[3]]["updated_at"], "2026-11-24T09:00:00+08:00");

    let mut late = Copy::default();
    late.catch_up(&visitor, 3);
    assert_eq!(late.replies, copy.replies, "who begins later holds the same");
    assert_eq!(late.next, copy.next);
}

#[test]
fn a_letters_publication_and_withdrawal_reach_the_feed() {
    let service = Service::start();
    let visitor = service.visitor();
    let (number, _) = service.send_letter(&LETTER);
    let address = format!("{FEED}/{number}");
    let private = visitor.get(&address);
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    assert_eq!(visitor.get(&address).text, private.text, "a letter that is not public is not there");
    assert_eq!(private.status, 404);
    let mut copy = Copy::default();
    assert_eq!(copy.catch_up(&visitor, 100), Vec::<String>::new());

    service.staff("approver").takes(&number, "publish", &[]);
    assert_eq!(copy.catch_up(&visitor, 100), [number.as_str()]);
    let public = &copy.replies[&number];
    assert_eq!(public["office"], "chengjian");
    assert_eq!(public["office_name"], "村镇建设办公室");
    assert_eq!(public["url"], format!("{}/replies/2026/{number}/", service.base));
    for personal in ["尉迟", "翀", "14012345678", "三组12号", "yuchi"] {
        assert!(!public.to_string().contains(personal), "{personal} is in the feed");
    }
    let one = visitor.get(&address);
    assert_eq!((one.status, &one.json()["reply"]), (200, public));

    service.staff("approver").takes(&number, "retract", &[("text", "发信人要求")]);
    assert_eq!(copy.catch_up(&visitor, 100), [number.as_str()]);
    assert!(copy.replies.is_empty());
    let gone = visitor.get(&address);
    assert_eq!(gone.status, 200);
    assert_eq!(gone.json()["withdrawn"], json!(true));
    for word in ["路灯", "灯头", "title", "letter", "answer"] {
        assert!(!gone.text.contains(word), "{word} is left: {}", gone.text);
    }
    let _ = service.mails();
}

/// On PostgreSQL two transactions are open at once, and the one that began first may end last.
#[test]
fn a_change_that_is_committed_late_is_not_skipped() {
    if databases() == Database::Sqlite {
        // One writer at a time: there, a second transaction cannot even begin.
        return one_writer_at_a_time();
    }
    let service = Service::start();
    let mut copy = Copy::default();
    let visitor = service.visitor();
    service.runtime.block_on(async {
        let mut slow = service.db().begin().await.expect("begun");
        store::add_public_reply(&mut slow, &reply("2026-0000-0001", "慢")).await.expect("added");
        let db = service.db().clone();
        let fast = tokio::spawn(async move {
            let mut fast = db.begin().await.expect("begun");
            store::add_public_reply(&mut fast, &reply("2026-0000-0002", "快")).await.expect("added");
            fast.commit().await.expect("committed");
        });
        let waiting = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() \
                       AND wait_event_type = 'Lock'";
        let mut db = service.db();
        while db.row(waiting, &[]).await.expect("asked").expect("a row").int("n").expect("a number") == 0 {
            assert!(!fast.is_finished(), "the second took a number while the first was open");
            tokio::task::yield_now().await;
        }
        assert_eq!(copy.catch_up(&visitor, 100), Vec::<String>::new());
        slow.commit().await.expect("committed");
        fast.await.expect("it goes on");
    });
    assert_eq!(copy.catch_up(&visitor, 100), ["2026-0000-0001", "2026-0000-0002"]);
}

fn one_writer_at_a_time() {
    let service = Service::start();
    let mut copy = Copy::default();
    let visitor = service.visitor();
    service.runtime.block_on(async {
        let mut slow = service.db().begin().await.expect("begun");
        store::add_public_reply(&mut slow, &reply("2026-0000-0001", "慢")).await.expect("added");
        let db = service.db().clone();
        let mut fast = Box::pin(async move { add_with(&db, "2026-0000-0002").await });
        let polled = futures_poll(&mut fast).await;
        assert!(!polled, "the second took a number while the first was open");
        assert_eq!(copy.catch_up(&visitor, 100), Vec::<String>::new());
        slow.commit().await.expect("committed");
        fast.await;
    });
    assert_eq!(copy.catch_up(&visitor, 100), ["2026-0000-0001", "2026-0000-0002"]);
}

async fn add_with(db: &store::Db, number: &str) {
    let mut tx = db.begin().await.expect("begun");
    store::add_public_reply(&mut tx, &reply(number, "快")).await.expect("added");
    tx.commit().await.expect("committed");
}

/// Is it ready when it is asked once?
async fn futures_poll<F: Future<Output = ()> + Unpin>(future: &mut F) -> bool {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_ready())
    })
    .await
}

#[test]
fn a_publication_that_is_refused_takes_no_number() {
    let service = Service::start();
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        store::add_public_reply(&mut tx, &reply("2026-0000-0001", "没有提交")).await.expect("added");
        drop(tx);
        add(&service, "2026-0000-0002", "提交了").await;
    });
    let changes = service.visitor().get(FEED).json();
    assert_eq!(changes["changes"][0]["id"], "2026-0000-0002");
    assert_eq!(changes["next"], 1);
}

#[test]
fn what_is_known_is_not_sent_again_and_other_sites_may_read_it() {
    let service = Service::start();
    let visitor = service.visitor();
    service.runtime.block_on(add(&service, "2026-0000-0001", "一"));
    for address in [FEED, "/api/v1/public-replies/2026-0000-0001", "/api/v1/kinds", "/api/v1/units"] {
        let page = visitor.get(address);
        assert_eq!(
            (page.status, page.headers["content-type"].as_str()),
            (200, "application/json"),
            "{address}"
        );
        assert_eq!(page.headers["access-control-allow-origin"], "*");
        assert_eq!(page.headers["cross-origin-resource-policy"], "cross-origin");
        let tag = page.headers["etag"].clone();
        for known in [tag.as_str(), &format!("\"a\", {tag}"), "*"] {
            let again = visitor.get_with(address, &[("if-none-match", known)]);
            assert_eq!((again.status, again.text.as_str()), (304, ""), "{address} {known}");
            assert_eq!(again.headers["etag"], tag);
        }
        assert_eq!(visitor.get_with(address, &[("if-none-match", "\"a\"")]).status, 200);
    }
    let before = visitor.get(FEED).headers["etag"].clone();
    service.runtime.block_on(add(&service, "2026-0000-0002", "二"));
    assert_eq!(visitor.get_with(FEED, &[("if-none-match", &before)]).status, 200, "it has changed");
    let english = visitor.get_with("/api/v1/kinds", &[("accept-language", "en")]);
    assert!(english.text.contains("Request for help"), "{}", english.text);
}

/// Status, headers and body, but for the moment.
fn bytes(page: &Page) -> (u16, BTreeMap<String, String>, String) {
    let mut headers = page.headers.clone();
    headers.remove("date");
    (page.status, headers, page.text.clone())
}

#[test]
fn whatever_is_not_public_gives_one_and_the_same_answer() {
    let service = Service::start();
    let visitor = service.visitor();
    let (number, _) = service.send_letter(&LETTER);
    let none = bytes(&visitor.get("/api/v1/public-replies/2026-0000-0000"));
    assert_eq!((none.0, none.1["content-type"].as_str()), (404, "application/problem+json"));
    let problem: Value = serde_json::from_str(&none.2).expect("a problem");
    assert_eq!(problem["type"], "urn:problem-type:lianxin:not_found");
    for address in [
        format!("/api/v1/public-replies/{number}"),
        format!("/api/v1/public-replies/{}", number.replace('-', "")),
        "/api/v1/public-replies/%00".into(),
        "/api/v1/public-replies/%ED%A0%80".into(),
        "/api/v1/public-replies/a'%20OR%20'1'='1".into(),
        "/api/v1/public-replies/".into(),
        "/api/v1/letters/1".into(),
        "/api/v2".into(),
        "/api".into(),
    ] {
        assert_eq!(bytes(&visitor.get(&address)), none, "{address}");
    }
    let english = visitor.get_with("/api/v1/nothing", &[("accept-language", "en-GB,en")]);
    assert_eq!(english.json()["title"], "Not found");
    assert_eq!(english.headers["content-language"], "en");
    let _ = service.mails();
}

#[test]
fn a_question_that_cannot_be_read_is_told_what_is_wrong() {
    let service = Service::start();
    let visitor = service.visitor();
    for query in [
        "after=-1",
        "after=a",
        "after=",
        "after=9007199254740992",
        "after=1&after=2",
        "limit=0",
        "limit=501",
        "limit=%00",
        "limit=99999999999999999999",
    ] {
        let page = visitor.get(&format!("{FEED}?{query}"));
        assert_eq!(
            (page.status, page.headers["content-type"].as_str()),
            (400, "application/problem+json"),
            "{query}"
        );
        assert!(!page.json()["detail"].as_str().expect("a sentence").is_empty());
    }
    let wrong = visitor.post(FEED, &[("a", "b")]);
    assert_eq!((wrong.status, wrong.headers["allow"].as_str()), (405, "GET, HEAD, OPTIONS"));
    assert_eq!(wrong.headers["content-type"], "application/problem+json");
    assert!(!wrong.headers.contains_key("access-control-allow-origin"));
}
