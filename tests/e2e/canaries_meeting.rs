//! The canaries' walk through a meeting: a mark in everything that can be typed from the call to the minutes.

use tests::Client;

use crate::canaries::{Staff, Walk};

const CALL: &str = "/desk/meetings/call/office/chengjian";
const GATHER: &str = "/desk/meetings/call/town_hall_meeting/-";
const MEETING: &str = "/desk/meetings/ID";

/// Calls a meeting and gives its address.
fn call(walk: &mut Walk<'_>, client: &Client, at: &str, given: &[(&str, &str)]) -> String {
    let page = walk.desk(client, at);
    let called = walk.send(client, (at, &page), at, given);
    assert_eq!(called.status, 200, "{}", called.text);
    let (_, rest) = called.text.split_once("href=\"/desk/meetings/").expect("a link");
    let id: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    format!("/desk/meetings/{id}")
}

fn send(walk: &mut Walk<'_>, client: &Client, path: &str, way: &str, given: &[(&str, &str)]) {
    let page = walk.desk(client, path);
    let answer = walk.send(client, (path, &page), &format!("{MEETING}/{way}"), given);
    assert_eq!(answer.status, 200, "{way}: {}", answer.text);
}

/// Three letters come before an office's meeting: one is decided, one taken off, one not discussed. Another meeting does not
/// take place.
pub(crate) fn walk_a_meeting(walk: &mut Walk<'_>, staff: &Staff) {
    let handler = &staff.handler;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let (number, _) = walk.letter();
        walk.step(&staff.registrar, &number, "register", &[]);
        walk.step(&staff.registrar, &number, "accept", &[("office", "chengjian")]);
        walk.step(handler, &number, "analyse_office", &[]);
        numbers.push(number);
    }
    let office = [("held_on", "2026-11-24"), ("members", "6")];
    let meeting = call(walk, handler, CALL, &office);
    for number in &numbers {
        send(walk, handler, &meeting, "agenda", &[("cases", number)]);
    }
    send(walk, handler, &meeting, "change", &[("held_on", "2026-11-25"), ("members", "7")]);
    send(walk, handler, &meeting, "start", &[("present", "3")]);
    send(walk, handler, &meeting, "items/ID/decide", &[("outcome", "handle"), ("until", "2026-12-04")]);
    send(walk, handler, &meeting, "items/ID/drop", &[]);
    send(walk, handler, &meeting, "close", &[]);
    send(walk, &staff.reviewer, &meeting, "approve", &[]);
    send(walk, &staff.registrar, &meeting, "issue", &[]);
    walk.desk(handler, &format!("{meeting}/paper"));
    let other = call(walk, handler, CALL, &office);
    send(walk, handler, &other, "cancel", &[]);
    let gathering = call(walk, &staff.registrar, GATHER, &[("held_on", "2026-11-26")]);
    send(walk, &staff.registrar, &gathering, "move", &[("held_on", "2026-11-27")]);
    send(walk, &staff.registrar, &gathering, "open", &[("present", "20")]);
    send(walk, &staff.registrar, &gathering, "point", &[]);
    send(walk, handler, &gathering, "items/ID/answer", &[]);
    walk.desk(handler, &format!("{gathering}/paper"));
}
