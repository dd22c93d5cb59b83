//! 民意信箱: the boxes in the villages. What is in one becomes letters, the count agrees, and a box that was not opened is said so.

use form_api::case::{Channel, State};
use form_api::messages::speak;
use form_api::store::{self, CaseFile};
use tests::{Client, Page, Service};

use crate::meetings::joins;

const BOXES: &str = "/desk/boxes";
const SLIP: &str = "三组的水渠塌了一段，一下雨就淹田，请来看看。";

/// Who opens the box of Shuikou.
fn instructor(service: &Service) -> Client {
    joins(service, "instructor", "shuikou", "village_instructor")
}

fn refs<'a>(fields: &'a [(&str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Opens a box as its form is sent; the answer as it comes.
fn try_to_open(client: &Client, village: &str, fields: &[(&str, &str)]) -> Page {
    let page = client.get(&format!("{BOXES}/new?village={village}"));
    assert_eq!(page.status, 200, "{}", page.text);
    let action = page.text.split_once("action=\"/desk/boxes/").expect("a form").1[..32].to_owned();
    let typed = |name: &str| page.field(name).unwrap_or_default();
    let begun = [
        ("csrf", page.hidden("csrf")),
        ("version", "0".to_owned()),
        ("opened_on", typed("opened_on")),
        ("opened_by", typed("opened_by")),
    ];
    let mut all: Vec<(&str, &str)> = vec![("village", village), ("slips", "2")];
    all.extend(refs(&begun));
    all.retain(|(name, _)| !fields.iter().any(|(own, _)| own == name));
    all.extend(fields);
    client.post(&format!("{BOXES}/{action}"), &all)
}

fn open(client: &Client, village: &str, fields: &[(&str, &str)]) -> String {
    let opened = try_to_open(client, village, fields);
    assert_eq!(opened.status, 303, "{}", opened.text);
    opened.location.expect("a way to it")
}

fn enter(client: &Client, path: &str, fields: &[(&str, &str)], photo: Option<&[u8]>) -> Page {
    let page = client.get(path);
    assert_eq!(page.status, 200, "{}", page.text);
    enter_from(client, path, &page, fields, photo)
}

fn enter_from(
    client: &Client,
    path: &str,
    page: &Page,
    fields: &[(&str, &str)],
    photo: Option<&[u8]>,
) -> Page {
    let tokens = [("csrf", page.hidden("csrf")), ("form", page.hidden("form"))];
    let mut all = refs(&tokens);
    all.extend(fields);
    let files: Vec<(&str, &[u8])> = photo.map(|bytes| ("slip.pdf", bytes)).into_iter().collect();
    client.post_files(&format!("{path}/slip"), &all, &files)
}

fn close(client: &Client, path: &str, difference: &str) -> Page {
    let page = client.get(path);
    let version = page.text.rsplit_once("name=\"version\" value=\"").expect("a version").1;
    let version = version.split_once('"').expect("a version").0.to_owned();
    let csrf = page.hidden("csrf");
    let fields = [("csrf", csrf.as_str()), ("version", version.as_str()), ("difference", difference)];
    client.post(&format!("{path}/close_box"), &fields)
}

fn letters(service: &Service) -> Vec<CaseFile> {
    service.runtime.block_on(async {
        let mut found = Vec::new();
        let staff = store::list_staff(service.db()).await.expect("listed");
        let registrar = staff.iter().find(|one| one.sign_in_name == "registrar").expect("there").viewer();
        let today = form_api::case::shanghai_date(service.now());
        let from = store::PageFrom::First;
        let page = store::list_queue(service.db(), &registrar, store::Queue::New, today, &from, 50).await;
        for row in page.expect("listed").rows {
            found.push(store::find_case(service.db(), &registrar, &row.submission_no).await.expect("there"));
        }
        found
    })
}

#[test]
fn a_box_with_twelve_slips_is_entered_from_one_page_in_two_clicks_a_slip_and_three_with_a_photo() {
    let service = Service::start();
    service.set_clock("2026-11-26T09:00:00+08:00");
    let clerk = instructor(&service);
    let path = open(&clerk, "shuikou", &[("slips", "12")]);
    let mut page = clerk.get(&path);
    let (mut clicks, mut slips) = (0, 0);
    for number in 1..=12 {
        // Each is a click: the kind, where there is one the photo, and the button. The rest is typed.
        let photo = (number % 2 == 0).then(|| crate::attachments::document(&format!("slip {number}")));
        let text = format!("{SLIP}第{number}处。");
        let fields = [("kind", "help_request"), ("text", text.as_str())];
        let entered = enter_from(&clerk, &path, &page, &fields, photo.as_deref());
        assert_eq!(entered.status, 303, "{}", entered.text);
        page = clerk.follow(&format!("{path}/slip"), entered);
        assert_eq!(page.element("data-entered"), Some(number.to_string()), "on the same page");
        clicks += 2 + i32::from(photo.is_some());
        slips += 1;
    }
    assert!(clicks <= 3 * slips, "{clicks} clicks for {slips} slips");
    let closed = close(&clerk, &path, "");
    assert_eq!(closed.status, 303, "the count agrees: {}", closed.text);

    let letters = letters(&service);
    assert_eq!(letters.len(), 12);
    for case in &letters {
        let letter = &case.submission;
        assert_eq!((letter.channel, letter.village.as_deref()), (Channel::PaperSlip, Some("shuikou")));
        assert_eq!(case.state, State::Submitted);
        let tuesday = "2026-11-24T00:00:00+08:00".parse().expect("a moment");
        assert_eq!(letter.received_at, tuesday, "the clock starts when the box was opened");
    }
    let with_photo = letters.iter().filter(|case| {
        let files = store::list_attachments(service.db(), case.subject());
        service.runtime.block_on(files).expect("listed").len() == 1
    });
    assert_eq!(with_photo.count(), 6);
}

#[test]
fn the_count_agrees_before_it_is_closed_or_somebody_says_why_not() {
    let service = Service::start();
    let clerk = instructor(&service);
    let path = open(&clerk, "shuikou", &[]);
    assert_eq!(enter(&clerk, &path, &[("kind", "suggestion"), ("text", SLIP)], None).status, 303);
    let unequal = close(&clerk, &path, "");
    assert_eq!(unequal.status, 422, "{}", unequal.text);
    assert!(unequal.text.contains(&speak("missing-box_difference")), "{}", unequal.text);
    assert_eq!(close(&clerk, &path, "有一张是空白的").status, 303);
    let page = clerk.get(&path);
    assert!(page.text.contains("有一张是空白的"), "{}", page.text);
    assert!(!page.text.contains("name=\"text\""), "closed is closed: {}", page.text);
    let csrf = clerk.get("/desk/").hidden("csrf");
    let form = service.staff("registrar").get("/desk/enter").hidden("form");
    let fields = [("csrf", csrf.as_str()), ("form", form.as_str()), ("kind", "suggestion"), ("text", SLIP)];
    let late = clerk.post_files(&format!("{path}/slip"), &fields, &[]);
    assert_eq!(late.status, 409, "{}", late.text);
    assert_eq!(letters(&service).len(), 1, "nothing was half done");
}

#[test]
fn a_slip_sent_twice_is_one_and_a_wrong_one_loses_nothing() {
    let service = Service::start();
    let clerk = instructor(&service);
    let path = open(&clerk, "shuikou", &[]);
    let page = clerk.get(&path);
    let photo = crate::attachments::document("slip");
    let wrong = enter_from(&clerk, &path, &page, &[("text", SLIP)], Some(&photo));
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert_eq!(wrong.textarea("text").as_deref(), Some(SLIP));
    assert!(wrong.text.contains("data-files-kept"), "the photo waits: {}", wrong.text);
    for _ in 0..2 {
        let fields = [("kind", "complaint"), ("text", SLIP)];
        assert_eq!(enter_from(&clerk, &path, &wrong, &fields, None).status, 303);
    }
    let other = enter_from(&clerk, &path, &wrong, &[("kind", "complaint"), ("text", "路灯坏了。")], None);
    assert_eq!(other.status, 409, "another slip in the form of the first: {}", other.text);
    assert_eq!(other.textarea("text").as_deref(), Some("路灯坏了。"));
    let entered = letters(&service);
    assert_eq!(entered.len(), 1);
    let files = service.runtime.block_on(store::list_attachments(service.db(), entered[0].subject()));
    assert_eq!(files.expect("listed").len(), 1, "with the photo that waited");
    assert_eq!(clerk.get(&path).element("data-entered").as_deref(), Some("1"));
}

#[test]
fn a_box_is_opened_once_a_day_by_its_instructor_or_the_general_office_and_by_nobody_it_may_be_about() {
    let service = Service::start();
    service.set_clock("2026-11-24T09:00:00+08:00");
    let clerk = instructor(&service);
    let secretary = joins(&service, "secretary", "shuikou", "village_secretary");
    for client in [&secretary, &service.staff("handler"), &service.staff("approver")] {
        assert_eq!(client.get(BOXES).status, 403);
        assert_eq!(client.get(&format!("{BOXES}/new")).status, 403);
    }
    let elsewhere = try_to_open(&clerk, "shiqiao", &[]);
    assert_eq!(elsewhere.status, 409, "another village's: {}", elsewhere.text);
    let path = open(&clerk, "shuikou", &[("slips", "0")]);
    let again = try_to_open(&clerk, "shuikou", &[]);
    assert_eq!(again.status, 422, "{}", again.text);
    assert!(again.text.contains(&speak("unknown-box_that_day")), "{}", again.text);
    for (day, fault) in
        [("2026-11-25", "unknown-received_future"), ("2026-09-01", "unknown-received_long_ago")]
    {
        let page = try_to_open(&clerk, "shuikou", &[("opened_on", day)]);
        assert_eq!(page.status, 422, "{day}");
        assert!(page.text.contains(&speak(fault)), "{day}: {}", page.text);
    }
    assert_eq!(secretary.get(&path).status, 404);
    let seen = joins(&service, "mayor", "zonghe", "leader").get(&path);
    assert_eq!(seen.status, 200);
    assert!(!seen.text.contains("name=\"text\""), "who looks after it enters nothing");
    let forged = enter(&service.staff("registrar"), &path, &[("kind", "report"), ("text", SLIP)], None);
    assert_eq!(forged.status, 303, "the general office enters too: {}", forged.text);
    let page = clerk.get(&path);
    assert_eq!(page.element("data-entered").as_deref(), Some("1"), "a report is counted");
    assert!(!page.text.contains(SLIP) && !page.text.contains("/desk/cases/"), "and not shown: {}", page.text);
    let other = open(&service.staff("registrar"), "shiqiao", &[]);
    assert_eq!(clerk.get(&other).status, 404, "the other village's");
}

#[test]
fn a_box_that_was_not_opened_in_its_week_is_said_so_to_who_opens_it_and_to_everybody() {
    let service = Service::start();
    let not_yet = |page: &Page| page.text.matches("data-not-yet").count();
    service.set_clock("2026-11-23T09:00:00+08:00");
    assert!(!instructor(&service).get("/desk/").text.contains("tile is-boxes"), "Monday is too early");
    assert_eq!(not_yet(&service.visitor().get("/mailbox/boxes")), 0);
    service.set_clock("2026-11-24T09:00:00+08:00");
    let today = service.staff("instructor").get("/desk/");
    assert!(today.text.contains("tile is-boxes_today"), "{}", today.text);
    service.set_clock("2026-11-25T09:00:00+08:00");
    let clerk = service.staff("instructor");
    assert!(clerk.get("/desk/").text.contains("tile is-boxes_late"));
    let before = service.visitor().get("/mailbox/boxes");
    assert!(before.text.contains(&speak("box_standing-not_yet")), "{}", before.text);
    let path = open(&clerk, "shuikou", &[("slips", "7")]);
    assert!(!clerk.get("/desk/").text.contains("tile is-boxes"));
    let after = service.visitor().get("/mailbox/boxes");
    assert_eq!(not_yet(&after), not_yet(&before) - 1, "{}", after.text);
    assert!(after.text.contains("datetime=\"2026-11-24\""), "{}", after.text);
    assert_eq!(clerk.get(&path).element("data-counted").as_deref(), Some("7"));
    // Of a box that is entered later than the one after it, the later day stays.
    open(&clerk, "shuikou", &[("opened_on", "2026-11-17")]);
    assert_eq!(not_yet(&service.visitor().get("/mailbox/boxes")), not_yet(&after));
}
