//! The table of rights, tried with meetings: everybody does everything with a meeting of every level, in every state.

use form_api::case::{Act, Meeting, MeetingLevel, Viewer};
use form_api::messages::{speak, speak_with};
use form_api::steps;
use form_api::store;
use tests::{Client, Page, Service};

use crate::gatherings::gather;
use crate::meetings::{CAME, acts, address, call, joins};

const PEOPLE: [&str; 8] =
    ["registrar", "handler", "farmer", "reviewer", "redactor", "approver", "supervisor", "administrator"];

struct Person {
    name: &'static str,
    viewer: Viewer,
    client: Client,
}

struct Tried {
    id: String,
    level: MeetingLevel,
    unit: Option<&'static str>,
    is_issued: bool,
    author: Option<String>,
}

impl Tried {
    fn meeting(&self) -> Meeting<'_> {
        let Self { level, unit, is_issued, author, .. } = self;
        Meeting { level: *level, unit: *unit, is_issued: *is_issued, author: author.as_deref() }
    }
}

/// Name, unit and role of people whom the other tests do without.
const JOIN: [(&str, &str, &str); 6] = [
    ("leader", "dangjian", "leader"),
    ("office-lead", "chengjian", "office_lead"),
    ("secretary", "shuikou", "village_secretary"),
    ("instructor", "shiqiao", "village_instructor"),
    ("hotline", "zonghe", "hotline_clerk"),
    ("liaison", "shuikou", "liaison"),
];

/// Everybody signs in once: whoever does so too often has to wait.
fn people(service: &Service) -> Vec<Person> {
    let there = PEOPLE.map(|name| (name, service.staff(name)));
    let joined = JOIN.map(|(name, unit, role)| (name, joins(service, name, unit, role)));
    let staff = service.runtime.block_on(store::list_staff(service.db())).expect("listed");
    let person = |(name, client): (&'static str, Client)| {
        let member = staff.iter().find(|one| one.sign_in_name == name).expect("there");
        Person { name, viewer: member.viewer(), client }
    };
    there.into_iter().chain(joined).map(person).collect()
}

/// Meetings of each level that were called, and each again with its minutes in the offices.
fn meetings(people: &[Person]) -> Vec<Tried> {
    let find = |name: &str| people.iter().find(|one| one.name == name).expect("there");
    let mut meetings = Vec::new();
    for (level, unit) in [(MeetingLevel::TownHall, Some("shuikou")), (MeetingLevel::OutreachDay, None)] {
        let id = gather(&find("registrar").client, level.as_str(), unit.unwrap_or("-"), "2026-11-25");
        meetings.push(Tried { id, level, unit, is_issued: false, author: None });
    }
    for (level, unit, keeper) in [
        (MeetingLevel::Village, Some("shuikou"), "registrar"),
        (MeetingLevel::Office, Some("chengjian"), "handler"),
        (MeetingLevel::Office, Some("nongye"), "farmer"),
        (MeetingLevel::Joint, None, "registrar"),
    ] {
        let keeper = find(keeper);
        let called = || call(&keeper.client, level.as_str(), unit.unwrap_or("-"), "2026-11-24");
        meetings.push(Tried { id: called(), level, unit, is_issued: false, author: None });
        let id = called();
        acts(&keeper.client, &id, "start", &CAME);
        acts(&keeper.client, &id, "close", &[]);
        acts(&find("reviewer").client, &id, "approve", &[]);
        acts(&find("registrar").client, &id, "issue", &[]);
        let author = Some(keeper.viewer.staff_id.clone());
        meetings.push(Tried { id, level, unit, is_issued: true, author });
    }
    meetings
}

/// The form of an act; none for what is no form of a meeting's page.
fn form_of(act: Act) -> Option<&'static str> {
    Some(match act {
        Act::ChangeMeeting => "change",
        Act::CancelMeeting => "cancel",
        Act::SetAgenda => "agenda",
        Act::StartMeeting => "start",
        Act::NotePoint => "point",
        Act::CloseMeeting => "close",
        Act::ApproveMinutes => "approve",
        Act::IssueMinutes => "issue",
        _ => return None,
    })
}

fn is_refused(act: Act, page: &Page) -> bool {
    let refused = speak_with("refused-role", &[("step", speak(&format!("act-{}", act.as_str())))]);
    page.status == 409 && page.text.contains(&refused)
}

#[test]
fn everybody_may_do_with_a_meeting_what_the_table_says_and_nothing_else() {
    let service = Service::start();
    let people = people(&service);
    let meetings = meetings(&people);
    let mut cells = 0;
    for Person { name, viewer, client } in &people {
        let csrf = client.get("/desk/").hidden("csrf");
        let list = client.get("/desk/meetings");
        assert_eq!(list.status == 200, viewer.may_ever(Act::SeeMeeting), "{name}");
        for on in &meetings {
            let sees = viewer.check_meeting(Act::SeeMeeting, &on.meeting()).is_ok();
            for path in [address(&on.id), format!("{}/paper", address(&on.id))] {
                assert_eq!(client.get(&path).status, if sees { 200 } else { 404 }, "{name} {path}");
            }
            let is_listed = list.text.contains(&format!("data-meeting=\"{}\"", on.id));
            assert_eq!(is_listed, sees, "{name}: the list holds what can be opened");
            let unit = on.unit.unwrap_or("-");
            let calling = client.get(&format!("/desk/meetings/call/{}/{unit}", on.level.as_str()));
            let may_call = viewer.check_meeting(Act::CallMeeting, &Meeting { author: None, ..on.meeting() });
            let may_call_new = may_call.is_ok();
            assert_eq!(calling.status, if may_call_new { 200 } else { 403 }, "{name} calls {unit}");
            for act in Act::all() {
                let Some(form) = form_of(act) else { continue };
                // A page that is old: what is allowed changes nothing, and the next one finds the meeting as it was.
                let fields = [
                    ("csrf", csrf.as_str()),
                    ("version", "-1"),
                    ("text", "有事"),
                    ("present", "6"),
                    ("attendees", "都到了"),
                    ("leader_attended", "yes"),
                    ("cases", "2026-0000-0000"),
                    ("held_on", "2026-11-26"),
                    ("starts_at", "09:00"),
                    ("place", "三楼"),
                    ("chair", "主任"),
                    ("members", "6"),
                    ("topic", "修路"),
                ];
                let page = client.post(&format!("{}/{form}", address(&on.id)), &fields);
                let (is_missing, may) =
                    (page.status == 404, viewer.check_meeting(act, &on.meeting()).is_ok());
                assert_eq!(is_missing, !sees, "{name} {form} {unit}: {}", page.text);
                if sees && on.author.as_ref() != Some(&viewer.staff_id) {
                    assert_eq!(is_refused(act, &page), !may, "{name} {form} {unit}: {}", page.text);
                }
                cells += 1;
            }
        }
    }
    assert!(cells > 700, "{cells} cells were tried");
}

#[test]
fn nobody_agrees_with_their_own_minutes() {
    let service = Service::start();
    let member = service.runtime.block_on(steps::find_active_staff(service.db(), "handler")).expect("there");
    let own = Meeting {
        level: MeetingLevel::Office,
        unit: Some("chengjian"),
        is_issued: false,
        author: Some(&member.id),
    };
    let roles = form_api::case::Roles::parse("handler,reviewer").expect("roles");
    let both = Viewer { roles, ..member.viewer() };
    assert!(both.check_meeting(Act::ApproveMinutes, &own).is_err());
    assert!(both.check_meeting(Act::ApproveMinutes, &Meeting { author: Some("8"), ..own }).is_ok());
}
