//! The gate over what is published: what slips through the redaction is stopped when it is a case's own.

use form_api::jobs;
use serde_json::json;
use tests::{Client, Service, project};

use crate::calendar::copy;
use crate::journey::{LETTER, redact_as_proposed};
use crate::requests::published;

/// A number that nothing but its owner's letter says is a telephone.
const NUMBER: &str = "65598765";

/// A letter whose sender left that number, and another one whose answer holds it as if it were something else; the second
/// is redacted.
fn begin(service: &Service) -> String {
    let mut owner = LETTER.map(|(name, value)| (name, if name == "phone" { NUMBER } else { value }));
    owner[2].1 = "请把村口的路灯修好。";
    let _ = service.send_letter(&owner);
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    let answer = format!("您好！路灯已经换好，灯杆编号{NUMBER}，今后照明不好可以报编号。");
    handler.takes(&number, "answer", &[("text", &answer)]);
    service.staff("reviewer").takes(&number, "review", &[]);
    registrar.takes(&number, "close", &[]);
    redact_as_proposed(&service.staff("redactor"), &number);
    number
}

fn is_public(service: &Service, number: &str) -> bool {
    service.visitor().get(&format!("/replies/2026/{number}/")).status == 200
}

fn publish(approver: &Client, number: &str) -> u16 {
    approver.step(number, "publish", &[]).status
}

#[test]
fn a_number_of_another_case_stops_publication_until_two_approvers_let_it_stand() {
    let service = Service::start();
    let number = begin(&service);
    let (first, second) = (service.staff("approver"), service.staff("second-approver"));
    let refused = first.step(&number, "publish", &[]);
    assert_eq!(refused.status, 409, "{}", refused.text);
    let notice = refused.text.split("id=\"refused\"").nth(1).expect("a notice");
    let notice = notice.split("</form>").next().expect("its end");
    assert!(notice.contains("来信里的号码") && !notice.contains(NUMBER), "the kind, not the data: {notice}");
    assert!(!is_public(&service, &number));

    // Nobody alone lets it stand, not even twice; and not without a reason.
    assert_eq!(first.step(&number, "override", &[("text", "")]).status, 422);
    first.takes(&number, "override", &[("text", "是灯杆的编号，和电话碰巧相同")]);
    assert_eq!(publish(&first, &number), 409, "the one who asked is not the second person");
    assert!(!is_public(&service, &number));

    let seen = second.get(&format!("/desk/cases/{number}"));
    assert!(seen.text.contains("是灯杆的编号，和电话碰巧相同"), "the second person reads the reason");
    second.takes(&number, "publish", &[]);
    assert!(is_public(&service, &number));
    let timeline = second.get(&format!("/desk/cases/{number}")).text;
    assert!(timeline.contains("放行"), "both decisions are events");
    let _ = service.mails();
}

#[test]
fn only_an_approver_asks_to_let_something_stand() {
    let service = Service::start();
    let number = begin(&service);
    let (redactor, approver) = (service.staff("redactor"), service.staff("approver"));
    let refused = redactor.step_unoffered(&approver, &number, "override", &[("text", "没有关系")]);
    assert_eq!(refused.status, 409);
    assert_eq!(publish(&approver, &number), 409);
    let _ = service.mails();
}

#[test]
fn no_hash_shows_what_it_was_made_from() {
    use form_api::store::Ask;
    let service = Service::start();
    let _ = begin(&service);
    let rows = service.runtime.block_on(async {
        service
            .db()
            .rows("SELECT form, length, hash FROM identifiers ORDER BY hash", &[])
            .await
            .expect("read")
    });
    assert!(rows.len() >= 4, "two letters, a name and a number each: {}", rows.len());
    for row in &rows {
        let hash = row.text("hash").expect("hash");
        assert!(hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    }
    let _ = service.mails();
}

#[test]
fn the_whole_site_is_read_again_each_night_for_what_came_later_or_by_hand() {
    let service = Service::start();
    let read = || service.runtime.block_on(jobs::read_whole_site(&service.app)).expect("read");
    assert_eq!(read(), []);
    // A file that somebody copied into the folder, and a letter whose number was on it all along.
    std::fs::write(service.paths.site.join("list.txt"), format!("灯杆 {NUMBER}\n")).expect("written");
    assert_eq!(read(), [], "nobody's number yet");
    let owner = LETTER.map(|(name, value)| (name, if name == "phone" { NUMBER } else { value }));
    let _ = service.send_letter(&owner);
    let found = read();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(service.staff("approver").get("/desk/").text.contains("list.txt"), "the desk says where");
    let _ = service.mails();
}

#[test]
fn a_leak_elsewhere_in_the_content_leaves_the_site_as_it_was_and_is_said_at_the_desk() {
    let content = tempfile::tempdir().expect("a folder");
    copy(&project().join("content"), content.path());
    let path = content.path().to_owned();
    let service = Service::start_with(|settings| settings.paths.content = path);
    let page = content.path().join("pages/about.md");
    let before = std::fs::read_to_string(&page).expect("a page");
    std::fs::write(&page, format!("{before}\n\n有事找我，手机14012345678。\n")).expect("written");
    let site = service.site_files();
    service.runtime.block_on(jobs::publish(&service.app)).expect_err("the gate stops it");
    assert!(service.site_files() == site, "the site is as it was");
    let desk = service.staff("approver").get("/desk/").text;
    assert!(desk.contains("id=\"trouble\"") && desk.contains("about/index.html"), "{desk}");
    assert!(!desk.contains("14012345678"), "the place, not the data");
    std::fs::write(&page, before).expect("written");
    service.runtime.block_on(jobs::publish(&service.app)).expect("published");
    assert!(!service.staff("approver").get("/desk/").text.contains("id=\"trouble\""));
}

#[test]
fn a_number_that_stands_on_every_page_keeps_no_other_letter_from_being_published() {
    let service = Service::start();
    for (key, contact) in [
        ("a-key-of-somebody-0001", json!({ "phone": "20261124" })),
        ("a-key-of-somebody-0002", json!({ "phone": "14012345678 2026-11-24" })),
        ("a-key-of-somebody-0003", json!({ "email": "3300000000@qq.com", "told_by": "mail" })),
    ] {
        let mut letter = json!({
            "kind": "inquiry", "title": "水费怎么交", "text": "请问水费可以在哪里交？", "rules_read": true,
        });
        letter.as_object_mut().expect("an object").extend(contact.as_object().expect("an object").clone());
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        let taken = service.visitor().send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
        assert_eq!(taken.status, 201, "{}", taken.text);
    }
    let (number, _) = published(&service);
    service.runtime.block_on(jobs::publish(&service.app)).expect("published");
    assert_eq!(service.visitor().get(&format!("/replies/2026/{number}/")).status, 200);
    let _ = service.mails();
}
