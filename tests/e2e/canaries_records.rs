//! The canary walk through records of the desk that are no letters: whatever is typed into a mediation stays in it.

use tests::{Client, Page};

use crate::canaries::Walk;

fn send(walk: &mut Walk<'_>, client: &Client, path: &str, action: &str, given: &[(&str, &str)]) -> Page {
    let page = walk.desk(client, path);
    let answer = walk.send(client, (path, &page), action, given);
    assert_eq!(answer.status, 200, "{action}: {}", answer.text);
    answer
}

/// A mediation with every part, and all that is done beside them.
pub(crate) fn walk_a_mediation(walk: &mut Walk<'_>, number: &str) {
    let mediator = walk.service.staff("registrar");
    let opened = send(walk, &mediator, "/desk/mediations/new", "/desk/mediations/ID", &[]);
    let path = format!("/desk/mediations/{}", crate::survey::attribute(&opened, "data-mediation"));
    let mut add = |form: &str, given: &[(&str, &str)]| {
        send(walk, &mediator, &path, &format!("/desk/mediations/ID/{form}"), given);
    };
    for part in ["investigation", "talk", "agreement", "performance", "confirmation"] {
        add(part, &[]);
    }
    add("closing", &[("outcome", "performed")]);
    add("call_back", &[]);
    add("handler", &[]);
    add("link", &[("number", number)]);
    add("hide", &[]);
    add("erase", &[]);
}

/// A month of a village's team, as it is written and read.
pub(crate) fn walk_an_assessment(walk: &mut Walk<'_>) {
    let person = |name, unit, role| crate::rights::person(walk.service, name, unit, role).client;
    let writer = person("zhicun-two", Some("shiqiao"), "village_instructor");
    let leader = person("lingdao-two", None, "leader");
    let written = send(walk, &writer, "/desk/team-assessments/new", "/desk/team-assessments/ID", &[]);
    let path =
        format!("/desk/team-assessments/{}", crate::survey::attribute(&written, "data-team-assessment"));
    send(walk, &leader, &path, "/desk/team-assessments/ID/read", &[]);
}

/// An office hands its week in.
pub(crate) fn walk_a_week(walk: &mut Walk<'_>, handler: &Client) {
    send(walk, handler, "/desk/progress/own", "/desk/progress/own", &[]);
}
