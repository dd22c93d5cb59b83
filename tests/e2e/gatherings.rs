//! Gatherings with residents: attendance by number, and each point that is raised is answered or becomes a letter.

use form_api::messages::speak;
use tests::{Client, Service};

use crate::meetings::{act, acts, address, joins};

const POINT: &str = "三组的水渠塌了一段，下雨就淹田。";

/// Calls a gathering and gives its id.
pub(crate) fn gather(client: &Client, level: &str, unit: &str, day: &str) -> String {
    let path = format!("/desk/meetings/call/{level}/{unit}");
    let page = client.get(&path);
    assert_eq!(page.status, 200, "{}", page.text);
    let csrf = page.hidden("csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("held_on", day),
        ("starts_at", "14:30"),
        ("place", "村文化礼堂"),
        ("chair", "主任"),
        ("topic", "修水渠"),
        ("invited", "村民代表"),
    ];
    let sent = client.post(&path, &fields);
    assert_eq!(sent.status, 303, "{}", sent.text);
    sent.location.expect("a way to it").rsplit_once('/').expect("an address").1.to_owned()
}

/// The ids of its points, as somebody reads them.
fn points(client: &Client, id: &str) -> Vec<String> {
    let page = client.get(&address(id));
    assert_eq!(page.status, 200, "{}", page.text);
    let parts = page.text.split("data-point=\"").skip(1);
    parts.map(|part| part.split_once('"').expect("an id").0.to_owned()).collect()
}

#[test]
fn what_residents_raise_is_answered_or_becomes_a_letter_before_anybody_agrees_with_the_minutes() {
    let service = Service::start();
    let (registrar, reviewer) = (service.staff("registrar"), service.staff("reviewer"));
    let secretary = joins(&service, "secretary", "shuikou", "village_secretary");
    let id = gather(&secretary, "town_hall_meeting", "shuikou", "2026-11-25");
    let early = act(&secretary, &id, "point", &[("text", POINT)]);
    assert_eq!(early.status, 409, "nothing is raised before it begins: {}", early.text);
    assert!(early.text.contains(POINT), "what was typed is there: {}", early.text);
    assert_eq!(act(&secretary, &id, "open", &[("present", "0"), ("attendees", "没有人")]).status, 422);
    acts(&secretary, &id, "open", &[("present", "32"), ("attendees", "村民代表三十二人")]);
    assert_eq!(act(&secretary, &id, "point", &[]).status, 422);
    acts(&secretary, &id, "point", &[("text", POINT)]);
    acts(&secretary, &id, "point", &[("text", "路灯什么时候装")]);
    acts(&secretary, &id, "close", &[]);
    assert_eq!(act(&secretary, &id, "point", &[("text", POINT)]).status, 409, "closed is closed");

    let both = points(&registrar, &id);
    assert_eq!(both.len(), 2);
    let open = act(&reviewer, &id, "approve", &[]);
    assert_eq!(open.status, 422);
    assert!(open.text.contains(&speak("missing-meeting_points")), "{}", open.text);
    let handler = service.staff("handler");
    let answer = format!("items/{}/answer", both[1]);
    acts(&handler, &id, &answer, &[("text", "下个月装，已经定了。")]);
    assert_eq!(act(&registrar, &id, &answer, &[("text", "晚了一步")]).status, 409, "answered once");

    let path = format!("/desk/enter?point={}", both[0]);
    let form = registrar.get(&path);
    assert!(form.text.contains(POINT), "the letter begins with it: {}", form.text);
    let entered = enter(&registrar, &form, &both[0], "修三组的水渠");
    assert_eq!(entered.status, 303, "{}", entered.text);
    let page = registrar.get(&address(&id));
    assert!(page.text.contains(&speak("meeting-point-became")), "{}", page.text);
    assert!(page.text.contains("下个月装") && page.text.contains("32"), "{}", page.text);
    assert_eq!(points(&secretary, &id), both[1..], "whoever does not see the letter does not find it here");
    acts(&reviewer, &id, "approve", &[]);
    acts(&registrar, &id, "issue", &[]);
    let paper = registrar.get(&format!("{}/paper", address(&id)));
    assert!(paper.text.contains(POINT) && paper.text.contains("修水渠"), "{}", paper.text);
}

#[test]
fn a_village_holds_gatherings_of_its_own_and_a_redactor_none() {
    let service = Service::start();
    let secretary = joins(&service, "secretary", "shuikou", "village_secretary");
    let list = secretary.get("/desk/meetings");
    assert!(list.text.contains("/desk/meetings/call/outreach_day/shuikou"), "{}", list.text);
    for (unit, status) in [("shuikou", 200), ("shiqiao", 403), ("-", 403), ("nowhere", 404)] {
        let page = secretary.get(&format!("/desk/meetings/call/outreach_day/{unit}"));
        assert_eq!(page.status, status, "{unit}: {}", page.text);
    }
    let redactor = service.staff("redactor");
    assert_eq!(redactor.get("/desk/meetings/call/town_hall_meeting/-").status, 403);
    let registrar = service.staff("registrar");
    let id = gather(&registrar, "outreach_day", "-", "2026-11-26");
    let page = registrar.get(&address(&id));
    assert!(page.text.contains(&speak("meeting-off-outreach_day-not_fifteenth")), "{}", page.text);
    assert_eq!(redactor.get(&address(&id)).status, 404);
    acts(
        &registrar,
        &id,
        "move",
        &[
            ("held_on", "2026-12-15"),
            ("starts_at", "09:00"),
            ("place", "便民服务中心"),
            ("chair", "副镇长"),
            ("topic", "医保怎么交"),
        ],
    );
    let page = registrar.get(&address(&id));
    assert!(page.text.contains("2026-12-15") && page.text.contains("医保怎么交"), "{}", page.text);
    assert!(!page.text.contains("data-unusual"), "{}", page.text);
}

/// Enters a point as a letter from a form that was opened before; gives what came back.
fn enter(registrar: &Client, form: &tests::Page, point: &str, title: &str) -> tests::Page {
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("form", token.as_str()),
        ("point", point),
        ("channel", "counter"),
        ("kind", "suggestion"),
        ("title", title),
        ("text", POINT),
        ("village", "shuikou"),
        ("consent", "no"),
        ("rules_read", "yes"),
    ];
    registrar.post("/desk/enter", &fields)
}

#[test]
fn a_point_that_names_somebody_is_not_theirs_to_read_nor_to_answer() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let id = gather(&registrar, "town_hall_meeting", "-", "2026-11-25");
    acts(&registrar, &id, "open", &[("present", "30"), ("attendees", "村民代表")]);
    let accusation = "handler of the test 收了包工头的钱，修路才修成这样。";
    acts(&registrar, &id, "point", &[("text", accusation)]);
    acts(&registrar, &id, "point", &[("text", POINT)]);
    let both = points(&registrar, &id);
    let handler = service.staff("handler");
    assert_eq!(points(&handler, &id), both[1..]);
    let paper = |client: &Client| client.get(&format!("{}/paper", address(&id))).text;
    for page in [handler.get(&address(&id)).text, paper(&handler)] {
        assert!(page.contains(POINT) && !page.contains("包工头"), "{page}");
        assert!(!page.contains(&speak("event-point_noted")), "nor that there is one more: {page}");
    }
    let whole = paper(&registrar);
    let (shared, apart) = whole.split_once("meeting-paper apart").expect("a sheet of its own");
    assert!(shared.contains(POINT) && !shared.contains("包工头"), "{shared}");
    assert!(apart.contains("包工头") && apart.contains("handler of the test"), "{apart}");
    // Who knows the address does not answer it either, and reads what they wrote.
    let mine = "没有这回事，我来说明一下。";
    let answered = act(&handler, &id, &format!("items/{}/answer", both[0]), &[("text", mine)]);
    assert_eq!(answered.status, 404, "{}", answered.text);
    assert!(answered.text.contains("data-written") && answered.text.contains(mine), "{}", answered.text);
}

#[test]
fn a_point_becomes_one_letter_and_what_was_typed_is_there_for_who_came_second() {
    let service = Service::start();
    let (first, second) = (service.staff("registrar"), service.staff("registrar"));
    let id = gather(&first, "town_hall_meeting", "-", "2026-11-25");
    acts(&first, &id, "open", &[("present", "30"), ("attendees", "村民代表")]);
    acts(&first, &id, "point", &[("text", POINT)]);
    let point = points(&first, &id).remove(0);
    let forms = [&first, &second].map(|client| client.get(&format!("/desk/enter?point={point}")));
    assert_eq!(enter(&first, &forms[0], &point, "修水渠").status, 303);
    assert_eq!(enter(&first, &forms[0], &point, "修水渠").status, 303, "a second click is no second letter");
    let late = enter(&second, &forms[1], &point, "三组水渠");
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(late.text.contains("三组水渠") && late.text.contains("同事已经录成来信"), "{}", late.text);
    assert_eq!(second.get("/desk/?list=new").text.matches("row-title").count(), 1);
    // An address that was never given: no letter comes of it in silence, and nothing typed is lost.
    let foreign = enter(&second, &second.get("/desk/enter"), "0123456789abcdef", "三组水渠");
    assert_eq!(foreign.status, 409, "{}", foreign.text);
    assert!(foreign.text.contains(&speak("enter-point_gone")) && foreign.text.contains("三组水渠"));
    assert_eq!(
        enter(&second, &foreign, "", "三组水渠").status,
        303,
        "sent once more, it is a letter of its own"
    );
    assert_eq!(second.get("/desk/?list=new").text.matches("row-title").count(), 2);
    let _ = service.mails();
}
