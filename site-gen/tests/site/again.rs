//! A second build of what has not changed: nothing is made, nothing is written.

use jiff::civil::date;
use site_gen::record::{PublicRecord, Tombstone};

use crate::town::{Town, reply};

#[test]
fn a_withdrawn_reply_does_not_make_the_next_build_a_full_one() {
    let town = Town::new();
    town.publish(&PublicRecord::Reply(reply(1, 2)));
    for (number, published_at) in
        [("2026-0000-0002", Some(date(2026, 9, 2).at(8, 2, 0, 0))), ("2026-0000-0003", None)]
    {
        town.publish(&PublicRecord::Withdrawn(Tombstone {
            submission_no: number.into(),
            withdrawn_on: date(2026, 10, 1),
            published_at,
        }));
    }
    town.build();
    let again = town.build();
    assert_eq!((again.rendered, again.written, again.removed), (0, 0, 0), "nothing has changed");
    town.publish(&PublicRecord::Reply(reply(4, 3)));
    assert!(town.build().rendered < 60, "one reply more is no full build");
}
