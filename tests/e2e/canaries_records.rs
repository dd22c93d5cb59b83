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
