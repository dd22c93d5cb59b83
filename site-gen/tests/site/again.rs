//! A second build of what has not changed: nothing is made, nothing is written.

use jiff::civil::date;
use record::{PublicRecord, Tombstone};

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

#[test]
fn many_pages_that_come_out_the_same_are_no_reason_for_a_new_tree() {
    use std::os::unix::fs::MetadataExt as _;
    let town = Town::new();
    for number in 0..600 {
        town.publish(&PublicRecord::Reply(reply(number, 2 + i8::try_from(number % 20).expect("small"))));
    }
    town.build();
    let tree = || std::fs::metadata(town.path("site")).expect("there").ino();
    let before = tree();
    // Every page of a reply may show it, and three do not.
    town.change("policies/hedao-guanhu.md", "title = \"", "title = \"新的");
    let report = town.build();
    assert!(report.rendered > 600 && report.written < 100, "{report:?}");
    assert_eq!(tree(), before, "no file got another name");
    town.change("site.toml", "township = \"", "township = \"新");
    let report = town.build();
    assert!(report.written > 600, "{report:?}");
    assert_ne!(tree(), before, "a change of everything is a new tree");
}
