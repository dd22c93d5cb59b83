//! Meetings of analysis, from the agenda to the minutes. What a meeting says of a letter is the letter's own opinion.

use form_api::case::{Roles, Subject};
use form_api::event_log;
use form_api::messages::speak;
use form_api::steps::{self, NewMember};
use form_api::store;
use tests::{Client, Page, Service, cheap, phrase};

use crate::journey::LETTER;

/// The day of the tests is a Monday; the day after it villages meet.
const TUESDAY: &str = "2026-11-24";

pub(crate) const OPINION: &str = "先请供电所看线路，费用从村集体里出。";

pub(crate) const HANDLE: [(&str, &str); 4] =
    [("text", OPINION), ("outcome", "handle"), ("responsible", "村镇办小周"), ("until", "2026-12-04")];

pub(crate) const CAME: [(&str, &str); 3] =
    [("present", "5"), ("attendees", "办公室五个人，分管领导"), ("leader_attended", "yes")];

/// Somebody with a role that the service of the tests has nobody for.
pub(crate) fn joins(service: &Service, name: &'static str, unit: &str, roles: &str) -> Client {
    let roles = Roles::parse(roles).expect("roles");
    let display_name = format!("{name} alone");
    let member = NewMember {
        sign_in_name: name,
        display_name: &display_name,
        office: Some(unit),
        roles: &roles,
        is_sample: false,
    };
    let credentials = cheap(&phrase(name));
    let added = steps::add_staff(service.db(), &member, &credentials, service.now());
    service.runtime.block_on(added).expect("added");
    service.staff(name)
}

pub(crate) fn address(id: &str) -> String {
    format!("/desk/meetings/{id}")
}

/// Calls a meeting and gives its id.
pub(crate) fn call(client: &Client, level: &str, unit: &str, day: &str) -> String {
    let path = format!("/desk/meetings/call/{level}/{unit}");
    let page = client.get(&path);
    assert_eq!(page.status, 200, "{}", page.text);
    let fields = [
        ("csrf", page.hidden("csrf")),
        ("version", "0".to_owned()),
        ("held_on", day.to_owned()),
        ("starts_at", "14:30".to_owned()),
        ("place", "二楼会议室".to_owned()),
        ("chair", "主任".to_owned()),
        ("members", "6".to_owned()),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let sent = client.post(&path, &fields);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let way = sent.location.expect("a way to the meeting");
    way.rsplit_once('/').expect("an address").1.to_owned()
}

/// Sends a form of a meeting's page as the page stands now.
pub(crate) fn act(client: &Client, id: &str, way: &str, fields: &[(&str, &str)]) -> Page {
    let page = client.get(&address(id));
    assert_eq!(page.status, 200, "{}", page.text);
    act_from(client, &page, id, way, fields)
}

/// The same from a page that was opened before.
pub(crate) fn act_from(client: &Client, page: &Page, id: &str, way: &str, fields: &[(&str, &str)]) -> Page {
    let (csrf, version) = (page.hidden("csrf"), page.field("version").unwrap_or_else(|| "0".to_owned()));
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.extend(fields);
    client.post(&format!("{}/{way}", address(id)), &all)
}

pub(crate) fn acts(client: &Client, id: &str, way: &str, fields: &[(&str, &str)]) {
    let page = act(client, id, way, fields);
    assert_eq!(page.status, 303, "{way}: {}", page.text);
}

/// The way to a form of the letter's item on the agenda.
pub(crate) fn item(client: &Client, id: &str, number: &str, form: &str) -> String {
    let page = client.get(&address(id));
    let (before, _) =
        page.text.split_once(&format!("data-number=\"{number}\"")).unwrap_or_else(|| panic!("{}", page.text));
    let (_, rest) = before.rsplit_once("data-item=\"").expect("an item");
    format!("items/{}/{form}", rest.split_once('"').expect("an id").0)
}

/// A letter that waits for a meeting of the office that builds.
pub(crate) fn waiting(service: &Service, step: &str) -> String {
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    service.staff("handler").takes(&number, step, &[]);
    number
}

pub(crate) fn state(service: &Service, number: &str) -> String {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        let case = store::find_case_id(service.db(), &letter.id).await.expect("there");
        case.state.as_str().to_owned()
    })
}

fn events(service: &Service, number: &str) -> Vec<&'static str> {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        let events = event_log::list_events(service.db(), Subject::case(&letter.id)).await.expect("listed");
        events.iter().map(|event| event.kind.as_str()).collect()
    })
}

#[test]
fn what_an_offices_meeting_decides_is_on_its_paper_and_on_the_case_and_in_its_minutes() {
    let service = Service::start();
    let (handler, registrar) = (service.staff("handler"), service.staff("registrar"));
    let number = waiting(&service, "analyse_office");
    let list = handler.get("/desk/meetings");
    assert!(list.text.contains("data-group=\"1\""), "it waits: {}", list.text);

    let id = call(&handler, "office", "chengjian", TUESDAY);
    acts(&handler, &id, "agenda", &[("cases", &number)]);
    let list = handler.get("/desk/meetings");
    assert!(
        !list.text.contains("data-group=\"1\"") && list.text.contains("data-items=\"1\""),
        "{}",
        list.text
    );
    let paper = handler.get(&format!("{}/paper", address(&id)));
    assert!(paper.text.contains(LETTER[1].1) && paper.text.contains("to-write"), "before it: {}", paper.text);
    let early = act(&handler, &id, &item(&handler, &id, &number, "decide"), &HANDLE);
    assert_eq!(early.status, 409, "nothing is decided before it begins: {}", early.text);
    assert!(early.text.contains(OPINION), "what was typed is there: {}", early.text);

    acts(&handler, &id, "start", &CAME);
    acts(&handler, &id, &item(&handler, &id, &number, "decide"), &HANDLE);
    assert_eq!(state(&service, &number), "handling");
    let log = events(&service, &number);
    assert_eq!(log[log.len() - 2..], ["opinion_recorded", "handling_began"]);
    let case = handler.get(&format!("/desk/cases/{number}"));
    assert_eq!(case.text.matches(OPINION).count(), 1, "the opinion stands once: {}", case.text);
    for said in ["村镇办小周", "2026-12-04", &speak("outcome-handle"), &address(&id)] {
        assert!(case.text.contains(said), "{said}: {}", case.text);
    }

    acts(&handler, &id, "close", &[]);
    let late = act(&handler, &id, "agenda", &[("cases", &number)]);
    assert_eq!(late.status, 409, "closed is closed");
    let stranger = service.staff("farmer");
    assert_eq!(stranger.get(&address(&id)).status, 404, "another office does not see it");
    acts(&service.staff("reviewer"), &id, "approve", &[]);
    acts(&registrar, &id, "issue", &[]);
    let minutes = registrar.get(&format!("{}/paper", address(&id)));
    assert!(minutes.text.contains(OPINION) && !minutes.text.contains("to-write"), "{}", minutes.text);
    let issued = stranger.get(&address(&id));
    assert_eq!(issued.status, 200);
    for own in [LETTER[1].1, number.as_str(), OPINION] {
        assert!(!issued.text.contains(own), "{own} is none of theirs: {}", issued.text);
    }
    assert!(issued.text.contains("data-count=\"0\""), "nor in a number: {}", issued.text);
    assert!(!service.visitor().get(&address(&id)).text.contains(OPINION));
    let _ = service.mails();
}

#[test]
fn a_matter_goes_up_one_level_at_a_time_and_from_the_highest_nowhere() {
    let service = Service::start();
    let (handler, registrar) = (service.staff("handler"), service.staff("registrar"));
    let number = waiting(&service, "analyse_village");
    let up = [("text", OPINION), ("outcome", "up")];
    let walk = |client: &Client, level: &str, unit: &str| {
        let id = call(client, level, unit, TUESDAY);
        acts(client, &id, "agenda", &[("cases", &number)]);
        acts(client, &id, "start", &CAME);
        id
    };
    let secretary = joins(&service, "secretary", "shuikou", "village_secretary");
    let village = walk(&secretary, "village", "shuikou");
    acts(&secretary, &village, &item(&secretary, &village, &number, "decide"), &up);
    assert_eq!(state(&service, &number), "analysis_office");
    assert_eq!(secretary.get(&format!("/desk/cases/{number}")).status, 404, "the letter went on");
    let minutes = secretary.get(&address(&village));
    assert!(minutes.text.contains(OPINION) && minutes.text.contains("data-count=\"1\""), "{}", minutes.text);
    assert!(secretary.get("/desk/meetings").text.contains("data-items=\"1\""), "a village keeps its minutes");
    let office = walk(&handler, "office", "chengjian");
    let page = handler.get(&address(&office));
    assert!(page.text.contains(OPINION), "the office reads what the village said: {}", page.text);
    acts(&handler, &office, &item(&handler, &office, &number, "decide"), &up);
    assert_eq!(state(&service, &number), "analysis_joint");
    let joint = walk(&registrar, "joint", "-");
    let page = registrar.get(&address(&joint));
    assert_eq!(page.text.matches(OPINION).count(), 2, "both levels: {}", page.text);
    assert!(!page.text.contains("value=\"up\""), "nothing is above: {}", page.text);
    let refused = act(&registrar, &joint, &item(&registrar, &joint, &number, "decide"), &up);
    assert_eq!((refused.status, state(&service, &number).as_str()), (422, "analysis_joint"));
    acts(&registrar, &joint, &item(&registrar, &joint, &number, "decide"), &HANDLE);
    assert_eq!(state(&service, &number), "handling");
    let _ = service.mails();
}

#[test]
fn without_a_quorum_or_a_leader_a_meeting_begins_with_a_reason_and_not_without() {
    let service = Service::start();
    let handler = service.staff("handler");
    let id = call(&handler, "office", "chengjian", TUESDAY);
    let few = [("present", "3"), ("attendees", "三个人"), ("leader_attended", "yes")];
    let no_leader = [("present", "6"), ("attendees", "都到了，没有领导")];
    for (came, fault) in [(&few[..], "missing-meeting_quorum"), (&no_leader[..], "missing-meeting_leader")] {
        let refused = act(&handler, &id, "start", came);
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains(&speak(fault)), "{}", refused.text);
        assert!(refused.text.contains(came[1].1), "what was typed stays: {}", refused.text);
        assert!(refused.text.contains("data-meeting-state=\"planned\""));
    }
    let too_many = act(&handler, &id, "start", &[("present", "7"), ("attendees", "多了一个")]);
    assert_eq!(too_many.status, 422);
    let why = [no_leader[0], no_leader[1], ("text", "分管领导去县里开会，会前已经听取了汇报。")];
    acts(&handler, &id, "start", &why);
    let page = handler.get(&address(&id));
    assert!(page.text.contains("data-lacking") && page.text.contains(why[2].1), "{}", page.text);
}

#[test]
fn closing_asks_of_each_open_case_where_it_goes_and_none_is_lost() {
    let service = Service::start();
    let handler = service.staff("handler");
    let mut numbers: [String; 3] = std::array::from_fn(|_| waiting(&service, "analyse_office"));
    // In the order of the agenda: what is due on the same day stands by its number.
    numbers.sort();
    let id = call(&handler, "office", "chengjian", TUESDAY);
    let all: Vec<(&str, &str)> = numbers.iter().map(|number| ("cases", number.as_str())).collect();
    acts(&handler, &id, "agenda", &all);
    acts(&handler, &id, "start", &CAME);
    let next = call(&handler, "office", "chengjian", "2026-12-22");

    let silent = act(&handler, &id, "close", &[]);
    assert_eq!(silent.status, 422);
    assert!(silent.text.contains(&speak("missing-meeting_where")), "{}", silent.text);
    let page = handler.get(&address(&id));
    let items: Vec<String> = (0..3).map(|at| page.hidden(&format!("item_{at}"))).collect();
    let mut rows = vec![
        ("item_0", items[0].as_str()),
        ("where_0", "next"),
        ("why_0", "时间不够"),
        ("item_1", items[1].as_str()),
        ("where_1", "back"),
        ("item_2", items[2].as_str()),
        ("where_2", "dropped"),
        ("why_2", ""),
    ];
    let no_reason = act(&handler, &id, "close", &rows);
    assert_eq!(no_reason.status, 422);
    assert!(no_reason.text.contains(&speak("missing-meeting_why")) && no_reason.text.contains("时间不够"));
    assert!(numbers.iter().all(|number| state(&service, number) == "analysis_office"), "nothing half done");
    rows[7].1 = "写信人说不用议了";
    acts(&handler, &id, "close", &rows);

    assert_eq!(
        numbers.each_ref().map(|number| state(&service, number)),
        ["analysis_office", "handling", "analysis_office"]
    );
    let next = handler.get(&address(&next));
    assert!(
        next.text.contains(&format!("data-number=\"{}\"", numbers[0])),
        "on the next agenda: {}",
        next.text
    );
    assert!(next.text.contains(&format!("value=\"{}\"", numbers[2])), "it waits again: {}", next.text);
    let closed = handler.get(&address(&id));
    for said in ["时间不够", "写信人说不用议了", &speak("outcome-back")] {
        assert!(closed.text.contains(said), "{said}: {}", closed.text);
    }
    let _ = service.mails();
}

#[test]
fn a_meeting_that_does_not_take_place_gives_its_cases_back() {
    let service = Service::start();
    let handler = service.staff("handler");
    let number = waiting(&service, "analyse_office");
    let id = call(&handler, "office", "chengjian", TUESDAY);
    acts(&handler, &id, "agenda", &[("cases", &number)]);
    assert_eq!(act(&handler, &id, "cancel", &[]).status, 422, "not without a reason");
    let moved = [
        ("held_on", "2026-11-26"),
        ("starts_at", "09:00"),
        ("place", "三楼"),
        ("chair", "副主任"),
        ("members", "6"),
    ];
    acts(&handler, &id, "change", &moved);
    assert!(handler.get(&address(&id)).text.contains("2026-11-26"));
    acts(&handler, &id, "cancel", &[("text", "都去防汛了")]);
    let page = handler.get(&address(&id));
    assert!(page.text.contains("都去防汛了") && page.text.contains(&speak("outcome-next")), "{}", page.text);
    assert!(handler.get("/desk/meetings").text.contains("data-group=\"1\""), "it waits again");
    let taken_off = call(&handler, "office", "chengjian", TUESDAY);
    acts(&handler, &taken_off, "agenda", &[("cases", &number)]);
    acts(&handler, &taken_off, &item(&handler, &taken_off, &number, "drop"), &[("text", "先去现场看")]);
    let page = handler.get(&address(&taken_off));
    assert!(page.text.contains("先去现场看"), "what was taken off stays: {}", page.text);
    acts(&handler, &taken_off, "agenda", &[("cases", &number)]);
    let _ = service.mails();
}
