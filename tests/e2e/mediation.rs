//! 矛盾调处单: a dispute between residents, for its handlers alone.

use form_api::case::{Act, Role};
use form_api::messages::speak;
use form_api::store::{Arg, Ask as _};
use tests::{Client, Form, Page, Service};

use crate::rights::{Person, person};
use crate::survey::{attribute, fields, form_to, send};

const VILLAGE: &str = "shuikou";
const OUTLINE: &str = "两家共用的晒场怎么分，吵了半年。";

const FIRST: [(&str, &str); 6] = [
    ("applicants", "竺阿宝"),
    ("respondents", "鲍金花"),
    ("contact", "竺家电话 65598765"),
    ("dispute", "neighbours"),
    ("source", "applied"),
    ("text", OUTLINE),
];

fn instructor(service: &Service) -> Person {
    person(service, "zhicun", Some(VILLAGE), "village_instructor")
}

fn try_to_open(client: &Client, more: &[(&str, &str)]) -> Page {
    let is_replaced = |name: &str| more.iter().any(|(own, _)| *own == name);
    let given: Vec<(&str, &str)> =
        FIRST.iter().filter(|(name, _)| !is_replaced(name)).chain(more).copied().collect();
    send(client, "/desk/mediations/new", "/desk/mediations/", &given)
}

/// Opens a mediation; gives the address of its file.
fn open(client: &Client, more: &[(&str, &str)]) -> String {
    let page = try_to_open(client, more);
    assert_eq!(page.status, 200, "{}", page.text);
    format!("/desk/mediations/{}", attribute(&page, "data-mediation"))
}

fn add(client: &Client, path: &str, form: &str, given: &[(&str, &str)]) -> Page {
    send(client, path, &format!("{path}/{form}"), given)
}

fn done(client: &Client, path: &str, form: &str, given: &[(&str, &str)]) -> Page {
    let page = add(client, path, form, given);
    assert_eq!(page.status, 200, "{form}: {}", page.text);
    page
}

pub(crate) fn rename(service: &Service, sign_in_name: &str, display_name: &str) {
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        let sql = "UPDATE staff SET display_name = $1 WHERE sign_in_name = $2";
        let values = &[Arg::from(display_name), Arg::from(sign_in_name)];
        tx.execute(sql, values).await.expect("named");
        tx.commit().await.expect("kept");
    });
}

/// What somebody finds of a mediation: its page, its list, the first page, a search, exports and the log.
fn finds(client: &Client, path: &str) -> bool {
    let id = path.rsplit('/').next().expect("an id");
    let shown =
        ["/desk/", "/desk/mediations", "/desk/visits?all=1", "/desk/?q=%E6%99%92%E5%9C%BA", "/desk/log"];
    let is_shown = shown.iter().any(|page| {
        let text = client.get(page).text;
        text.contains(id) || text.contains("晒场怎么分") || text.contains("鲍金花")
    });
    client.get(path).status == 200 || is_shown
}

#[test]
fn a_dispute_goes_from_its_application_to_the_call_back_and_no_part_is_lost() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let path = open(&zhicun, &[("happened_on", "2026-11-02")]);
    let file = zhicun.get(&path);
    for shown in ["竺阿宝", "鲍金花", "65598765", OUTLINE, "2026-00001", "2026-11-02"] {
        assert!(file.text.contains(shown), "{shown}: {}", file.text);
    }
    assert!(Form::all(&file).iter().all(|form| !form.action.ends_with("/performance")), "nothing is agreed");
    done(&zhicun, &path, "investigation", &[("whom", "三组组长"), ("text", "晒场原是生产队的。")]);
    done(&zhicun, &path, "talk", &[("present", "两家户主"), ("text", "各让一步。")]);
    let early = add(&zhicun, &path, "closing", &[("outcome", "performed")]);
    assert_eq!(early.status, 422, "{}", early.text);
    assert!(early.text.contains(&speak("unknown-mediation_outcome")));
    let agreed = [
        ("happened_on", "2026-11-13"),
        ("manner", "written"),
        ("text", "单日竺家用，双日鲍家用。"),
        ("perform_by", "2026-12-20"),
        ("call_back_on", "2027-01-05"),
    ];
    let file = done(&zhicun, &path, "agreement", &agreed);
    assert_eq!(attribute(&file, "data-state"), "agreed");
    // Thirty days from the agreement are a Sunday: the Monday behind it is the last one.
    assert!(file.text.contains("datetime=\"2026-12-14\""), "{}", file.text);
    let none = add(&zhicun, &path, "performance", &[]);
    assert_eq!(none.status, 422);
    assert!(none.text.contains(&speak("missing-mediation_text")), "{}", none.text);
    done(&zhicun, &path, "performance", &[("text", "单双日已分开。"), ("performed", "yes")]);
    let asked = [("court", "云渡法庭"), ("text", "两家一起去的。")];
    let file = done(&zhicun, &path, "confirmation", &asked);
    assert!(!file.text.contains("data-confirm-until"), "it was asked for: {}", file.text);
    assert!(!file.text.contains("data-perform-by") && file.text.contains("data-call-back-on"));
    done(&zhicun, &path, "closing", &[("outcome", "performed"), ("text", "两家和好。")]);
    let file = done(&zhicun, &path, "call_back", &[("text", "没有再吵。")]);
    assert_eq!(attribute(&file, "data-state"), "closed");
    for said in
        ["晒场原是生产队的。", "各让一步。", "单日竺家用，双日鲍家用。", "单双日已分开。", "没有再吵。"]
    {
        assert!(file.text.contains(said), "append-only: {said}");
    }
    assert_eq!(file.text.matches("class=\"file-part\"").count(), 8);
}

#[test]
fn two_in_one_file_lose_no_text_and_a_second_click_is_one_part() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let path = open(&zhicun, &[]);
    let form = form_to(&zhicun.get(&path), &format!("{path}/talk"));
    let sent = fields(&form, &[("text", "第一次坐下来谈。")]);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for _ in 0..2 {
        let answer = zhicun.post(&form.action, &sent);
        assert_eq!(answer.status, 303, "{}", answer.text);
    }
    assert_eq!(zhicun.get(&path).text.matches("data-part=\"talk\"").count(), 1);
    let csrf = zhicun.get(&path).hidden("csrf");
    let late =
        [("text", "另一位同事写的。"), ("csrf", &csrf), ("version", "1"), ("happened_on", "2026-11-20")];
    let refused = zhicun.post(&form.action, &late);
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("另一位同事写的。"), "what was typed stands there: {}", refused.text);
}

#[test]
fn nobody_sees_a_mediation_by_what_they_are_and_who_is_named_to_it_does() {
    let service = Service::start();
    let owner = instructor(&service);
    let path = open(&owner.client, &[("happened_on", "2026-11-02")]);
    let mut cells = 0;
    for role in Role::ALL {
        let unit = if role.is_of_village() { VILLAGE } else { "chengjian" };
        let name = format!("{}-mediates", role.as_str().replace('_', "-"));
        let Person { viewer, client, .. } = person(&service, &name, Some(unit), role.as_str());
        assert!(!finds(&client, &path), "{name}");
        let may_open = viewer.may_ever(Act::OpenMediation);
        let form = client.get("/desk/mediations/new");
        assert_eq!(form.status, if may_open { 200 } else { 403 }, "{name}");
        assert_eq!(client.get("/desk/mediations").status, if may_open { 200 } else { 403 }, "{name}");
        assert_eq!(client.get("/desk/").text.contains("href=\"/desk/mediations\""), may_open, "{name}");
        if may_open {
            let elsewhere = try_to_open(&client, &[("village", "shiqiao")]);
            let may_there = !role.is_of_village();
            assert_eq!(elsewhere.status, if may_there { 200 } else { 409 }, "{name}: {}", elsewhere.text);
        }
        let named = add(&owner.client, &path, "handler", &[("staff", &viewer.staff_id)]);
        assert_eq!(named.status, if may_open { 200 } else { 422 }, "{name}: {}", named.text);
        assert_eq!(client.get(&path).status, if may_open { 200 } else { 404 }, "{name}");
        cells += 1;
    }
    assert_eq!(cells, Role::ALL.len());
}

#[test]
fn a_party_never_finds_it_and_cannot_be_named_to_it_also_not_later() {
    let service = Service::start();
    let owner = instructor(&service);
    let party = person(&service, "dangshiren", Some(VILLAGE), "village_secretary");
    rename(&service, "dangshiren", "钟离建国");
    let path = open(&owner.client, &[("respondents", "钟离建国")]);
    let refused = add(&owner.client, &path, "handler", &[("staff", &party.viewer.staff_id)]);
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.text.contains(&speak("unknown-mediator")), "{}", refused.text);
    assert!(!finds(&party.client, &path));
    // An account that is younger than the file.
    let later = person(&service, "houlai", Some(VILLAGE), "grassroots_instructor");
    rename(&service, "houlai", "竺阿宝");
    let refused = add(&owner.client, &path, "handler", &[("staff", &later.viewer.staff_id)]);
    assert_eq!(refused.status, 422, "{}", refused.text);
    // And nobody opens one of their own.
    let own = try_to_open(&party.client, &[("applicants", "钟离建国")]);
    assert_eq!(own.status, 422, "{}", own.text);
    assert!(own.text.contains(&speak("unknown-mediation_party")) && own.text.contains(OUTLINE));
}

#[test]
fn whom_it_is_hidden_from_is_out_and_the_last_handler_stays() {
    let service = Service::start();
    let owner = instructor(&service);
    let colleague = person(&service, "cunshuji", Some(VILLAGE), "village_secretary");
    let path = open(&owner.client, &[("staff", &colleague.viewer.staff_id)]);
    assert!(finds(&colleague.client, &path), "the second handler");
    let hide = [("staff", colleague.viewer.staff_id.as_str())];
    done(&owner.client, &path, "hide", &hide);
    assert!(!finds(&colleague.client, &path));
    let back = add(&owner.client, &path, "handler", &hide);
    assert_eq!(back.status, 422, "nobody takes that back: {}", back.text);
    let last = add(&owner.client, &path, "hide", &[("staff", &owner.viewer.staff_id)]);
    assert_eq!(last.status, 422, "{}", last.text);
    assert_eq!(owner.client.get(&path).status, 200);
}

#[test]
fn a_letter_of_the_same_dispute_is_linked_by_who_handles_both_and_shown_to_nobody_else() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let (number, _) = service.send_letter(&crate::journey::LETTER);
    let case = format!("/desk/cases/{number}");
    let given: Vec<(&str, &str)> = FIRST.iter().copied().chain([("village", VILLAGE)]).collect();
    let way = format!("/desk/mediations/new?letter={number}");
    assert!(registrar.get(&case).text.contains(&way));
    let page = send(&registrar, &way, "/desk/mediations/", &given);
    let id = attribute(&page, "data-mediation");
    let path = format!("/desk/mediations/{id}");
    assert!(page.text.contains(&number), "{}", page.text);
    assert!(registrar.get(&case).text.contains(&path));
    for other in ["reviewer", "supervisor", "second-approver"] {
        assert!(!service.staff(other).get(&case).text.contains(&id), "{other}");
    }
    // Another handler who does not see the letter sees no letter.
    let colleague = instructor(&service);
    done(&registrar, &path, "handler", &[("staff", &colleague.viewer.staff_id)]);
    let theirs = colleague.client.get(&path);
    assert!(theirs.status == 200 && !theirs.text.contains(&number), "{}", theirs.text);
    let unseen = add(&colleague.client, &path, "link", &[("number", &number)]);
    assert_eq!(unseen.status, 422, "{}", unseen.text);
    assert!(unseen.text.contains(&speak("unknown-mediation_letter")));
    let _ = service.mails();
}

#[test]
fn what_was_written_can_be_erased_and_that_it_was_written_stays() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let path = open(&zhicun, &[]);
    let file = done(&zhicun, &path, "talk", &[("text", "把别人的病说出来了。")]);
    let talk = file.text.split_once(&format!("{}（", speak("mediation_part-talk"))).expect("to be chosen").0;
    let part = talk.rsplit_once("option value=\"").expect("an id").1.split('"').next().expect("an end");
    let file = done(&zhicun, &path, "erase", &[("part", part)]);
    assert!(!file.text.contains("把别人的病说出来了。"), "{}", file.text);
    assert!(file.text.contains("data-part=\"talk\"") && file.text.contains(&speak("mediation-part-erased")));
    assert!(file.text.contains(OUTLINE), "only that part");
    let again = add(&zhicun, &path, "erase", &[("part", part)]);
    assert_eq!(again.status, 422, "{}", again.text);
}

#[test]
fn the_first_page_of_its_handlers_says_what_is_due() {
    let service = Service::start();
    let owner = instructor(&service);
    let path = open(&owner.client, &[("happened_on", "2026-11-02")]);
    let agreed = [
        ("happened_on", "2026-11-13"),
        ("manner", "spoken"),
        ("text", "月底前拆了棚子。"),
        ("perform_by", "2026-12-20"),
        ("call_back_on", "2027-01-05"),
    ];
    done(&owner.client, &path, "agreement", &agreed);
    let _ = person(&service, "cunshuji", Some(VILLAGE), "village_secretary");
    let lines = |day: &str, due: &str| {
        service.set_clock(&format!("{day}T09:00:00+08:00"));
        let other = service.staff("cunshuji").get("/desk/").text;
        assert!(!other.contains("/desk/mediations?due="), "nobody else's: {other}");
        let client = service.staff(&owner.name);
        let first = client.get("/desk/").text;
        let list = client.get(&format!("/desk/mediations?due={due}")).text;
        (first.contains(&format!("/desk/mediations?due={due}")), list.contains(&path))
    };
    assert_eq!(lines("2026-12-06", "confirmation"), (false, false), "not near yet");
    assert_eq!(lines("2026-12-08", "confirmation"), (true, true));
    assert_eq!(lines("2026-12-15", "confirmation"), (false, false), "the right has lapsed");
    assert_eq!(lines("2026-12-20", "performance"), (true, true));
    assert_eq!(lines("2027-01-06", "call_back"), (true, true), "overdue stays");
}

#[test]
fn nothing_of_it_stands_in_clear_in_database_or_events() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let path = open(&zhicun, &[]);
    done(&zhicun, &path, "talk", &[("text", "各让一步。")]);
    let rows = service.runtime.block_on(async {
        let mut db = service.db();
        let mut all = String::new();
        for row in db.rows("SELECT kind, details FROM events", &[]).await.expect("read") {
            all += &row.text("kind").expect("a kind");
            all += &row.text("details").expect("details");
        }
        for row in db.rows("SELECT text FROM event_texts", &[]).await.expect("read") {
            all += &row.text_or_null("text").expect("a text").unwrap_or_default();
        }
        all
    });
    assert!(rows.contains("mediation_opened") && rows.contains("mediation_part talk"), "{rows}");
    for text in ["竺阿宝", "鲍金花", "65598765", "晒场", "各让一步"] {
        assert!(!rows.contains(text), "{text}");
    }
}
