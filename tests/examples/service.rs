//! The real service with its sample township and public replies, for measurements and for tools that attack it: the
//! limits by address are open for this machine, everything else is as it goes out.
//!
//! `cargo run --release -p tests --example service` prints the address and ends when its input does.

use std::io::Read;

use form_api::store;
use record::{FeedbackScope, PublicKind, PublicReply, Round};
use tests::Service;

/// Public replies that it begins with.
const REPLIES: u16 = 40;

fn main() {
    let service = Service::start_with(|settings| {
        settings.abuse.trusted_addresses = vec![std::net::IpAddr::from([127, 0, 0, 1])];
    });
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        for number in 0..REPLIES {
            store::add_public_reply(&mut tx, &reply(number)).await.expect("added");
        }
        tx.commit().await.expect("committed");
    });
    println!("{}", service.base);
    std::io::stdin().read_to_end(&mut Vec::new()).expect("an input that ends");
}

fn reply(number: u16) -> PublicReply {
    let day = jiff::civil::date(2026, 11, 1).saturating_add(jiff::Span::new().days(number % 20));
    PublicReply {
        submission_no: format!("2026-1000-{number:04}"),
        title: format!("第 {number} 件：路灯"),
        kind: PublicKind::HelpRequest,
        topic: "路灯".to_owned(),
        village: number.is_multiple_of(2).then(|| "shuikou".to_owned()),
        office: "chengjian".to_owned(),
        scope: FeedbackScope::Village,
        received_on: day,
        replied_on: day,
        published_at: day.at(9, 0, 0, 0),
        working_days: number.is_multiple_of(3).then_some(1),
        updated: None,
        round: Round::First,
        policies: Vec::new(),
        letters: 1,
        rating: None,
        kept: Vec::new(),
        letter: "路灯坏了。".to_owned(),
        answer: "已经修好。".to_owned(),
    }
}
