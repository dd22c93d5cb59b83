//! 民情调查: households found before somebody knocks, visits in one box, the sheet that travels, suggestions.

use form_api::case::{Act, Record, Role};
use form_api::messages::{speak, speak_with};
use tests::{Client, Form, Page, Service, Takes};

use crate::rights::{Person, person};

const VILLAGE: &str = "shuikou";
const TEXT: &str = "水渠漏水，三组下游两户浇不上田。";

/// What a page's form would send, with `given` in its fields.
pub(crate) fn fields(form: &Form, given: &[(&str, &str)]) -> Vec<(String, String)> {
    let is_given = |name: &str| given.iter().any(|(own, _)| *own == name);
    let stands = |takes| !matches!(takes, Takes::Choice | Takes::Files);
    let own = form
        .fields
        .iter()
        .filter(|field| !is_given(&field.name) && (stands(field.takes) || field.is_chosen))
        .map(|field| (field.name.clone(), field.value.clone()));
    let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    own.chain(given).collect()
}

pub(crate) fn form_to(page: &Page, action: &str) -> Form {
    let is_it = |form: &Form| {
        let begins = form.action.strip_prefix(action);
        form.is_post
            && begins.is_some_and(|rest| rest.is_empty() || (action.ends_with('/') && !rest.contains('/')))
    };
    Form::all(page).into_iter().find(is_it).unwrap_or_else(|| panic!("no form {action}: {}", page.text))
}

/// Fills the form of a page that leads to `action`, and goes where it leads.
pub(crate) fn send(client: &Client, path: &str, action: &str, given: &[(&str, &str)]) -> Page {
    let page = client.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    send_form(client, &form_to(&page, action), given)
}

pub(crate) fn send_form(client: &Client, form: &Form, given: &[(&str, &str)]) -> Page {
    let fields = fields(form, given);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = client.post(&form.action, &fields);
    client.follow(&form.action, answer)
}

pub(crate) fn attribute(page: &Page, name: &str) -> String {
    let (_, rest) = page.text.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("{}", page.text));
    rest.split_once('"').expect("an end").0.to_owned()
}

/// The id of a visit, from its sheet.
fn written(page: &Page) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    attribute(page, "data-receipt")
}

fn instructor(service: &Service) -> Person {
    person(service, "zhicun", Some(VILLAGE), "village_instructor")
}

pub(crate) fn add_household(client: &Client, name: &str, more: &[(&str, &str)]) -> String {
    let given = [&[("name", name), ("village", VILLAGE)][..], more].concat();
    let page = send(client, "/desk/households/new", "/desk/households/", &given);
    assert_eq!(page.status, 200, "{}", page.text);
    let (_, id) = page.text.split_once("/desk/visits/new?household=").expect("the way to a visit");
    id[..32].to_owned()
}

pub(crate) fn visit(client: &Client, household: &str, given: &[(&str, &str)]) -> Page {
    let path = format!("/desk/visits/new?household={household}");
    send(client, &path, "/desk/visits/", given)
}

#[test]
fn a_household_is_found_before_knocking_and_a_visit_takes_one_box() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let id = add_household(&zhicun, "竺阿宝", &[("group", "三组"), ("house", "12号"), ("kinds", "hardship")]);
    add_household(&zhicun, "鲍金花", &[("group", "一组")]);
    let found = zhicun.get("/desk/households?q=%E7%AB%BA");
    assert!(found.text.contains("竺阿宝") && !found.text.contains("鲍金花"), "{}", found.text);
    assert!(found.text.contains(&speak("households-never")), "{}", found.text);
    let by_kind = zhicun.get("/desk/households?kind=hardship");
    assert!(by_kind.text.contains("竺阿宝") && !by_kind.text.contains("鲍金花"), "{}", by_kind.text);

    let sheet = visit(&zhicun, &id, &[("text", TEXT), ("visited_on", "2026-11-20")]);
    let visit_id = written(&sheet);
    for shown in ["竺阿宝", "水口村三组12号", TEXT, "2026-11-20"] {
        assert!(sheet.text.contains(shown), "{shown}: {}", sheet.text);
    }
    let list = zhicun.get("/desk/households?q=%E7%AB%BA");
    assert!(list.text.contains("2026-11-20"), "its last visit: {}", list.text);
    assert!(zhicun.get("/desk/visits").text.contains(&visit_id));
    let corrected =
        send(&zhicun, &format!("/desk/visits/{visit_id}/edit"), "/desk/visits/", &[("text", "渠已修好。")]);
    assert_eq!(written(&corrected), visit_id);
    assert!(corrected.text.contains("渠已修好。") && !corrected.text.contains(TEXT));
}

#[test]
fn what_is_sent_again_is_one_visit_and_what_is_wrong_loses_nothing() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let form = form_to(&zhicun.get("/desk/visits/new"), "/desk/visits/");
    for (name, value, says) in [
        ("visited_on", "2026-12-24", "unknown-visit_future"),
        ("village", "nowhere", "unknown-visit_village"),
        ("form_version", "99", "unknown-form_version"),
    ] {
        let refused = send_form(&zhicun, &form, &[("text", TEXT), (name, value)]);
        assert_eq!(refused.status, 422, "{name}: {}", refused.text);
        assert!(refused.text.contains(&speak(says)), "{name}: {}", refused.text);
        assert!(name == "form_version" || refused.text.contains(TEXT), "{name}: {}", refused.text);
    }
    let id = written(&send_form(&zhicun, &form, &[("text", TEXT)]));
    assert_eq!(written(&send_form(&zhicun, &form, &[("text", TEXT)])), id, "a second click");
    // A telephone asks for a page of today before it sends again what it sent already.
    let csrf = zhicun.get("/desk/visits").hidden("csrf");
    assert_eq!(written(&send_form(&zhicun, &form, &[("text", TEXT), ("csrf", &csrf)])), id);
    let other = send_form(&zhicun, &form, &[("text", "另外一段话。"), ("csrf", &csrf)]);
    assert_eq!(other.status, 409, "{}", other.text);
    assert!(other.text.contains("另外一段话。"), "it stands there still: {}", other.text);
    let sheet = zhicun.get(&format!("/desk/visits/{id}"));
    assert!(sheet.text.contains(TEXT) && !sheet.text.contains("另外一段话。"));
    assert_eq!(zhicun.get("/desk/visits").text.matches("data-visit=\"").count(), 1);
}

#[test]
fn the_last_sheet_is_confirmed_and_not_typed_again() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let id = add_household(&zhicun, "竺阿宝", &[]);
    let first = visit(&zhicun, &id, &[("text", "第一次。"), ("people", "5"), ("income", "种稻")]);
    assert!(first.text.contains("种稻"), "{}", first.text);
    let page = zhicun.get(&format!("/desk/visits/new?household={id}"));
    assert!(page.text.contains("种稻") && page.text.contains(&speak("visit-unchanged")), "{}", page.text);
    let confirmed = visit(&zhicun, &id, &[("text", "第二次。")]);
    assert!(confirmed.text.contains("种稻"), "confirmed on its sheet too: {}", confirmed.text);
    let changed = [("text", "第三次。"), ("unchanged", ""), ("people", "4"), ("income", "打零工")];
    assert!(visit(&zhicun, &id, &changed).text.contains("打零工"));
    let household = zhicun.get(&format!("/desk/households/{id}"));
    assert!(household.text.contains("打零工") && !household.text.contains("种稻"), "{}", household.text);
    let wrong = visit(&zhicun, &id, &[("text", "第四次。"), ("unchanged", ""), ("people", "四口")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains(&speak("unknown-count")) && wrong.text.contains("第四次。"));
}

#[test]
fn what_is_typed_beside_the_tick_counts_and_the_rest_stays_as_it_was() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let id = add_household(&zhicun, "竺阿宝", &[]);
    let _ = written(&visit(&zhicun, &id, &[("text", "说说收成。"), ("people", "3"), ("income", "种蜜橘")]));
    let later = [("text", "添了一口人。"), ("unchanged", "yes"), ("people", "4")];
    let sheet = visit(&zhicun, &id, &later);
    let (people, income) = (speak("visit-people"), speak("visit-income"));
    let facts = format!("{people} 4；{income} 种蜜橘");
    assert!(sheet.text.contains(&facts), "{}", sheet.text);
}

#[test]
fn the_sheet_travels_one_level_at_a_time_and_what_was_said_stays() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let secretary = person(&service, "cunshuji", Some(VILLAGE), "village_secretary").client;
    let leader = person(&service, "lingdao", None, "leader").client;
    let (registrar, handler) = (service.staff("registrar"), service.staff("handler"));
    let id = written(&send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT)]));
    let path = format!("/desk/visits/{id}");
    let step = |client: &Client, word: &str, given: &[(&str, &str)]| {
        let page = send(client, &path, &format!("{path}/{word}"), given);
        assert_eq!(page.status, 200, "{word}: {}", page.text);
        page
    };
    // A page of before: the sheet lies with its visitor still.
    let early = [("csrf", zhicun.get(&path).hidden("csrf")), ("version", "1".to_owned())];
    let early: Vec<(&str, &str)> = early.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let said = [("held_on", "2026-11-17"), ("opinion", "先修渠。")];
    let refused = zhicun.post(&format!("{path}/village"), &[&early[..], &said].concat());
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.text.contains("先修渠。"), "what was typed stays: {}", refused.text);

    step(&zhicun, "send", &[]);
    assert_eq!(zhicun.get(&format!("{path}/edit")).status, 409, "it has gone on");
    step(&secretary, "village", &said);
    assert_eq!(handler.get(&path).status, 404, "not given to their office yet");
    step(&registrar, "assign", &[("office", "chengjian")]);
    step(&handler, "office", &[("held_on", "2026-11-18"), ("opinion", "列入计划。"), ("joint", "yes")]);
    let done = step(&leader, "joint", &[("held_on", "2026-11-19"), ("opinion", "年底前完工。")]);
    for opinion in ["先修渠。", "列入计划。", "年底前完工。"] {
        assert!(done.text.contains(opinion), "{opinion}: {}", done.text);
    }
    assert_eq!(attribute(&done, "data-level"), "done");
    assert!(Form::all(&leader.get(&path)).iter().all(|form| !form.action.ends_with("/joint")));
}

#[test]
fn a_point_of_a_visit_becomes_a_case_with_receipt_and_clock() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let colleague = person(&service, "cunshuji", Some(VILLAGE), "village_secretary").client;
    let id = written(&send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT)]));
    let enter = |given: &[(&str, &str)]| {
        let path = format!("/desk/enter?visit={id}");
        let page = zhicun.get(&path);
        assert!(page.text.contains(TEXT), "what was said stands there: {}", page.text);
        let common = [("consent", "no"), ("rules_read", "yes")];
        let receipt = send(&zhicun, &path, "/desk/enter", &[&common[..], given].concat());
        receipt.element("data-submission-no").unwrap_or_else(|| panic!("{}", receipt.text))
    };
    let number = enter(&[("kind", "help_request"), ("title", "三组水渠漏水")]);
    let report = enter(&[("kind", "report"), ("title", "反映账目问题")]);
    let sheet = zhicun.get(&format!("/desk/visits/{id}"));
    assert!(sheet.text.contains(&number), "{}", sheet.text);
    assert!(!sheet.text.contains(&report), "a report is for its first readers: {}", sheet.text);
    let case = service.staff("registrar").get(&format!("/desk/cases/{number}"));
    assert!(case.text.contains("三组水渠漏水") && case.text.contains(&speak("case-due")), "{}", case.text);
    let theirs = colleague.get(&format!("/desk/visits/{id}"));
    assert!(
        theirs.status == 200 && !theirs.text.contains(&number),
        "who does not see the case: {}",
        theirs.text
    );
    let _ = service.mails();
}

#[test]
fn everybody_reads_and_writes_visits_where_the_table_says() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let write = |village: &str| {
        let given = [("text", TEXT), ("village", village)];
        written(&send(&registrar, "/desk/visits/new", "/desk/visits/", &given))
    };
    let visits = [(VILLAGE, write(VILLAGE)), ("shiqiao", write("shiqiao"))];
    let mut cells = 0;
    for role in Role::ALL {
        let unit = if role.is_of_village() { VILLAGE } else { "nongye" };
        let name = format!("{}-visits", role.as_str().replace('_', "-"));
        let Person { viewer, client, .. } = person(&service, &name, Some(unit), role.as_str());
        let listed = client.get("/desk/visits?all=1").text;
        for (village, id) in &visits {
            let record = Record { village: Some(village), ..Record::default() };
            let may_read = viewer.check_in(Act::ReadVisits, &record).is_ok();
            let page = client.get(&format!("/desk/visits/{id}"));
            assert_eq!(page.status, if may_read { 200 } else { 404 }, "{name} {village}");
            assert_eq!(
                listed.contains(id.as_str()),
                may_read,
                "{name} {village}: the list is what can be opened"
            );
            let form = client.get("/desk/visits/new");
            let may_write = viewer.check_in(Act::VisitHouseholds, &record).is_ok();
            if form.status == 200 {
                let new = form_to(&form, "/desk/visits/");
                let answer = send_form(&client, &new, &[("text", "记一笔。"), ("village", village)]);
                let wanted = if may_write { 200 } else { 409 };
                assert_eq!(answer.status, wanted, "{name} {village}: {}", answer.text);
            } else {
                assert_eq!(form.status, 403, "{name}");
                assert!(!may_write, "{name} {village}");
            }
            cells += 2;
        }
    }
    assert_eq!(cells, 2 * 2 * Role::ALL.len());
}

#[test]
fn whom_a_visit_names_never_finds_it() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let id = add_household(&zhicun, "竺阿宝", &[]);
    let named = person(&service, "named", Some(VILLAGE), "village_secretary");
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        tx.execute("UPDATE staff SET display_name = '钟离建国' WHERE sign_in_name = 'named'", &[])
            .await
            .expect("named");
        tx.commit().await.expect("kept");
    });
    let other = written(&visit(&zhicun, &id, &[("text", "说说收成。"), ("visited_on", "2026-11-02")]));
    let said = [("text", "说钟离建国分低保不公。"), ("visited_on", "2026-11-20"), ("income", "种蜜橘")];
    let naming = visit(&zhicun, &id, &said);
    let naming = written(&naming);
    let shown = |path: &str| named.client.get(path).text;
    assert_eq!(named.client.get(&format!("/desk/visits/{naming}")).status, 404);
    assert_eq!(named.client.get(&format!("/desk/visits/{other}")).status, 200);
    let list = shown("/desk/visits?all=1");
    assert!(list.contains(&other) && !list.contains(&naming), "{list}");
    let households = shown("/desk/households");
    assert!(households.contains("2026-11-02") && !households.contains("2026-11-20"), "{households}");
    let household = shown(&format!("/desk/households/{id}"));
    assert!(household.contains(&other) && !household.contains(&naming), "{household}");
    assert!(!household.contains("种蜜橘"), "what its sheet says of the household is part of it: {household}");
    assert!(zhicun.get(&format!("/desk/households/{id}")).text.contains("种蜜橘"));

    // And whom somebody hides it from, though it names nobody.
    let hide = send(
        &zhicun,
        &format!("/desk/visits/{other}"),
        &format!("/desk/visits/{other}/hide"),
        &[("staff", &named.viewer.staff_id)],
    );
    assert_eq!(hide.status, 200, "{}", hide.text);
    assert_eq!(named.client.get(&format!("/desk/visits/{other}")).status, 404);
    assert!(!shown("/desk/visits?all=1").contains(&other));
}

#[test]
fn a_suggestion_is_adopted_or_not_with_a_reason_and_told_to_who_made_it() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let handler = service.staff("handler");
    let given = [
        ("text", "村口装两盏太阳能灯。"),
        ("area", "infrastructure"),
        ("office", "chengjian"),
        ("proposer", "竺阿宝"),
        ("wants_to_know", "yes"),
    ];
    let page = send(&zhicun, "/desk/suggestions/new", "/desk/suggestions/", &given);
    assert_eq!(page.status, 200, "{}", page.text);
    let id = attribute(&page, "data-suggestion");
    let path = format!("/desk/suggestions/{id}");
    assert_eq!(service.staff("farmer").get(&path).status, 404, "another office's");
    let answer = format!("{path}/answer");
    let empty = send(&handler, &path, &answer, &[("verdict", "partly_adopted")]);
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains(&speak("missing-verdict_reason")), "{}", empty.text);
    let said = [("verdict", "partly_adopted"), ("text", "先装一盏，看用电。")];
    let done = send(&handler, &path, &answer, &said);
    assert_eq!(attribute(&done, "data-verdict"), "partly_adopted");
    let waits = speak("suggestion-not-told");
    assert!(zhicun.get("/desk/suggestions").text.contains(&waits));
    let told = send(&zhicun, &path, &format!("{path}/told"), &[]);
    assert_eq!(told.status, 200, "{}", told.text);
    assert!(!zhicun.get("/desk/suggestions").text.contains(&waits));
}

#[test]
fn photos_come_apart_and_twice_sent_are_one() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let outsider = person(&service, "shiqiao-zhicun", Some("shiqiao"), "village_instructor").client;
    let id = written(&send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT)]));
    let path = format!("/desk/visits/{id}");
    let picture = crate::attachments::photograph(40, 30);
    for _ in 0..2 {
        let form = form_to(&zhicun.get(&path), &format!("{path}/photos"));
        let fields = fields(&form, &[]);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = zhicun.post_files(&form.action, &fields, &[("shuiqu.jpg", &picture)]);
        assert_eq!(answer.status, 303, "{}", answer.text);
    }
    let sheet = zhicun.get(&path);
    assert_eq!(sheet.text.matches("<img src=\"/desk/visits/").count(), 1, "{}", sheet.text);
    let photo = attribute(&sheet, "<img src");
    let (status, _, bytes) = zhicun.get_bytes(&photo);
    assert_eq!(status, 200);
    let mark = crate::attachments::EXIF_MARK.as_bytes();
    assert!(!bytes.windows(mark.len()).any(|window| window == mark), "no place is kept");
    assert_eq!(outsider.get_bytes(&photo).0, 404);
}

#[test]
fn what_is_owed_is_told_where_it_was_set_and_a_household_counts_once_a_month() {
    let owed = |change: Option<u32>| {
        let service = Service::start_with(|settings| settings.survey.three_officers = change);
        let zhicun = instructor(&service).client;
        let id = add_household(&zhicun, "竺阿宝", &[]);
        for day in ["2026-10-31", "2026-11-02", "2026-11-03"] {
            let _ = visit(&zhicun, &id, &[("text", "又去了一次。"), ("visited_on", day)]);
        }
        zhicun.get("/desk/visits").text
    };
    let unset = owed(None);
    assert!(unset.contains(&speak("visits-owed-unset")), "{unset}");
    assert!(unset.contains(&speak_with("visits-done", &[("households", "1".to_owned())])), "{unset}");
    assert!(owed(Some(8)).contains(&speak_with("visits-owed", &[("households", "8".to_owned())])));
}

#[test]
fn households_come_fifty_at_a_time() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    for at in 0..51 {
        add_household(&zhicun, &format!("第{at}户"), &[]);
    }
    let count = |path: &str| zhicun.get(path).text.matches("data-household=\"").count();
    assert_eq!((count("/desk/households"), count("/desk/households?page=2")), (50, 1));
    let outsider = person(&service, "shiqiao-zhicun", Some("shiqiao"), "village_instructor").client;
    assert_eq!(outsider.get("/desk/households").text.matches("data-household=\"").count(), 0);
}

#[test]
fn a_village_sees_what_its_meeting_has_but_not_what_complains_of_it() {
    let service = Service::start();
    let secretary = person(&service, "cunshuji", Some(VILLAGE), "village_secretary").client;
    let (registrar, handler) = (service.staff("registrar"), service.staff("handler"));
    let give = |text: &str| {
        let letter = crate::journey::LETTER.map(|(name, value)| match name {
            "kind" => (name, "complaint"),
            "text" => (name, text),
            _ => (name, value),
        });
        let (number, _) = service.send_letter(&letter);
        let path = format!("/desk/cases/{number}");
        assert_eq!(secretary.get(&path).status, 404, "not before their meeting");
        registrar.takes(&number, "register", &[("text", "水渠")]);
        registrar.takes(&number, "accept", &[("office", "chengjian")]);
        handler.takes(&number, "analyse_village", &[]);
        secretary.get(&path).status
    };
    assert_eq!(give("三组的水渠漏水，浇不上田。"), 200);
    assert_eq!(give("三组的水渠漏水，村干部从来不管。"), 404);
    let _ = service.mails();
}

fn call_him(service: &Service, sign_in_name: &str, display_name: &str) {
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        let sql = "UPDATE staff SET display_name = $2 WHERE sign_in_name = $1";
        tx.execute(sql, &[sign_in_name.into(), display_name.into()]).await.expect("named");
        tx.commit().await.expect("kept");
    });
}

#[test]
fn whom_a_suggestion_names_neither_reads_nor_answers_it() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    call_him(&service, "handler", "钟离建国");
    let suggest = |text: &str| {
        let given =
            [("text", text), ("area", "infrastructure"), ("office", "chengjian"), ("proposer", "竺阿宝")];
        let page = send(&zhicun, "/desk/suggestions/new", "/desk/suggestions/", &given);
        assert_eq!(page.status, 200, "{}", page.text);
        attribute(&page, "data-suggestion")
    };
    let (naming, other) = (suggest("建议把钟离建国换掉，他收钱才办事。"), suggest("村口装两盏灯。"));
    let handler = service.staff("handler");
    let list = handler.get("/desk/suggestions").text;
    assert!(list.contains(&other) && !list.contains(&naming), "{list}");
    let answer = [("verdict", "not_adopted"), ("text", "没有这回事。")];
    let path = format!("/desk/suggestions/{other}");
    let forged = send(&handler, &path, &format!("{path}/answer"), &answer);
    assert_eq!(forged.status, 200, "of one that names nobody: {}", forged.text);
    let csrf = handler.get("/desk/suggestions").hidden("csrf");
    let fields = [("csrf", csrf.as_str()), ("version", "1"), answer[0], answer[1]];
    assert_eq!(handler.post(&format!("/desk/suggestions/{naming}/answer"), &fields).status, 404);
    assert_eq!(handler.get(&format!("/desk/suggestions/{naming}")).status, 404);
}

#[test]
fn what_a_village_says_of_those_who_lead_it_is_not_theirs_to_read_however_it_calls_them() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let secretary = person(&service, "secretary", Some(VILLAGE), "village_secretary").client;
    let farmer = person(&service, "shiqiao-shuji", Some("shiqiao"), "village_secretary").client;
    call_him(&service, "secretary", "竺志强");
    for (text, is_theirs) in [
        ("竺书记家多占了地。", false),
        ("村书记占了队里的地。", false),
        ("村干部分低保看关系。", false),
        ("老人想装扶手。", true),
    ] {
        let page = send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", text)]);
        let path = format!("/desk/visits/{}", written(&page));
        assert_eq!(secretary.get(&path).status == 200, is_theirs, "{text}");
        assert_eq!(zhicun.get(&path).status, 200, "who wrote it");
        assert_eq!(farmer.get(&path).status, 404, "another village's");
    }
}

#[test]
fn a_visit_is_hidden_from_whom_a_letter_that_came_of_it_is_hidden_from() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let secretary = person(&service, "secretary", Some(VILLAGE), "village_secretary").client;
    call_him(&service, "secretary", "竺志强");
    let id = written(&send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT)]));
    let path = format!("/desk/visits/{id}");
    assert_eq!(secretary.get(&path).status, 200);
    let given = [
        ("consent", "no"),
        ("rules_read", "yes"),
        ("kind", "complaint"),
        ("title", "水渠"),
        ("accused", "竺志强"),
    ];
    let receipt = send(&zhicun, &format!("/desk/enter?visit={id}"), "/desk/enter", &given);
    assert!(receipt.element("data-submission-no").is_some(), "{}", receipt.text);
    assert_eq!(secretary.get(&path).status, 404);
    assert!(!secretary.get("/desk/visits?all=1").text.contains(&id));
    assert_eq!(zhicun.get(&path).status, 200, "who was there");
    let _ = service.mails();
}

#[test]
fn a_letter_is_taken_with_its_receipt_though_its_visit_was_hidden_from_the_clerk_meanwhile() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let registrar = service.staff("registrar");
    call_him(&service, "registrar", "钟离建国");
    let id = written(&send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT)]));
    let path = format!("/desk/enter?visit={id}");
    let form = form_to(&registrar.get(&path), "/desk/enter");
    let edit = format!("/desk/visits/{id}/edit");
    let text = format!("{TEXT}说钟离建国不管。");
    let _ = written(&send(&zhicun, &edit, "/desk/visits/", &[("text", &text)]));
    let given =
        [("consent", "no"), ("rules_read", "yes"), ("kind", "help_request"), ("title", "三组水渠漏水")];
    let receipt = send_form(&registrar, &form, &given);
    assert!(receipt.element("data-submission-no").is_some(), "{}", receipt.text);
    assert_eq!(registrar.get(&format!("/desk/visits/{id}")).status, 404);
    let _ = service.mails();
}

#[test]
fn a_page_that_went_back_and_is_sent_with_another_word_is_no_dead_end() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    // A visit: the second text takes the place of the first once its writer has read that there is one.
    let form = form_to(&zhicun.get("/desk/visits/new"), "/desk/visits/");
    let id = written(&send_form(&zhicun, &form, &[("text", TEXT)]));
    let again = send_form(&zhicun, &form, &[("text", "水渠漏水，四组也浇不上田。")]);
    assert_eq!(again.status, 409, "{}", again.text);
    assert!(
        again.text.contains(&speak("record-sent_before")) && again.text.contains("四组也浇不上"),
        "{}",
        again.text
    );
    let sheet = send_form(&zhicun, &form_to(&again, "/desk/visits/"), &[]);
    assert_eq!(written(&sheet), id);
    assert!(sheet.text.contains("四组也浇不上"), "{}", sheet.text);
    // A household: just so.
    let form = form_to(&zhicun.get("/desk/households/new"), "/desk/households/");
    let first = send_form(&zhicun, &form, &[("name", "竺阿宝"), ("village", VILLAGE)]);
    assert_eq!(first.status, 200, "{}", first.text);
    let again = send_form(&zhicun, &form, &[("name", "竺阿保"), ("village", VILLAGE)]);
    assert_eq!(again.status, 409, "{}", again.text);
    let done = send_form(&zhicun, &form_to(&again, "/desk/households/"), &[]);
    assert!(done.status == 200 && done.text.contains("竺阿保"), "{}", done.text);
    // A suggestion: the first one stays, the other one is another.
    let form = form_to(&zhicun.get("/desk/suggestions/new"), "/desk/suggestions/");
    let given =
        |text| [("text", text), ("area", "infrastructure"), ("office", "chengjian"), ("proposer", "竺阿宝")];
    let first = attribute(&send_form(&zhicun, &form, &given("装两盏灯。")), "data-suggestion");
    assert_eq!(
        attribute(&send_form(&zhicun, &form, &given("装两盏灯。")), "data-suggestion"),
        first,
        "twice is once"
    );
    let again = send_form(&zhicun, &form, &given("装三盏灯。"));
    assert_eq!(again.status, 409, "{}", again.text);
    assert!(again.text.contains(&speak("suggestion-sent_before")) && again.text.contains("装三盏灯"));
    let second =
        attribute(&send_form(&zhicun, &form_to(&again, "/desk/suggestions/"), &[]), "data-suggestion");
    assert_ne!(second, first);
}

#[test]
fn a_year_that_is_a_slip_of_the_pen_is_asked_about_wherever_a_day_is_typed() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    for day in ["1026-12-01", "0001-01-01", "2036-11-01"] {
        let page = send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT), ("visited_on", day)]);
        assert!(page.status == 422 && page.text.contains(TEXT), "{day}: {}", page.text);
        let given = [
            ("text", "装灯。"),
            ("area", "infrastructure"),
            ("office", "chengjian"),
            ("proposer", "竺阿宝"),
            ("suggested_on", day),
        ];
        let page = send(&zhicun, "/desk/suggestions/new", "/desk/suggestions/", &given);
        assert!(page.status == 422 && page.text.contains("装灯"), "{day}: {}", page.text);
    }
    let id = written(&send(
        &zhicun,
        "/desk/visits/new",
        "/desk/visits/",
        &[("text", TEXT), ("visited_on", "2022-01-01")],
    ));
    assert!(!id.is_empty(), "paper of some years ago is typed in");
}

#[test]
fn of_two_photos_one_of_which_is_broken_it_is_said_that_the_other_is_kept() {
    let service = Service::start();
    let zhicun = instructor(&service).client;
    let id = written(&send(&zhicun, "/desk/visits/new", "/desk/visits/", &[("text", TEXT)]));
    let path = format!("/desk/visits/{id}");
    let picture = crate::attachments::photograph(40, 30);
    let form = form_to(&zhicun.get(&path), &format!("{path}/photos"));
    let fields = fields(&form, &[]);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let files: [(&str, &[u8]); 2] = [("shuiqu.jpg", &picture), ("huai.jpg", &picture[..picture.len() / 2])];
    let answer = zhicun.post_files(&form.action, &fields, &files);
    assert_eq!(answer.status, 422, "{}", answer.text);
    assert!(answer.text.contains(&speak("photos-others_kept")), "{}", answer.text);
    assert!(!answer.text.contains(&speak("error-files")), "{}", answer.text);
    assert_eq!(zhicun.get(&path).text.matches("<img src=\"/desk/visits/").count(), 1);
}
