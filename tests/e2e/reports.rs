//! What whoever reports somebody is promised: nobody whom the letter names reads it, and nobody but its first readers does.

use form_api::case::Roles;
use form_api::messages::speak;
use form_api::steps::{self, NewMember};
use form_api::store;
use serde_json::json;
use tests::{Client, Service, cheap};

use crate::journey::{ANSWER, LETTER, walk_to_answered};

const TEXT: &str = "有人在审批建房时吃拿卡要，要求请客才肯盖章，具体时间和在场的人我都记着。";

pub(crate) fn report(service: &Service, more: &[(&str, &str)]) -> (String, String) {
    let mut fields = vec![("kind", "report"), ("title", "反映审批问题"), ("text", TEXT)];
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    service.send_letter(&fields)
}

pub(crate) fn sees(client: &Client, number: &str) -> bool {
    let page = client.get(&format!("/desk/cases/{number}"));
    assert!(matches!(page.status, 200 | 404), "{}", page.status);
    page.status == 200
}

/// Adds somebody to the staff under a Chinese name; they sign in under the other one.
pub(crate) fn add(
    service: &Service,
    sign_in_name: &str,
    display_name: &str,
    office: Option<&str>,
    roles: &str,
) -> Client {
    let roles = Roles::parse(roles).expect("roles");
    let member = NewMember { sign_in_name, display_name, office, roles: &roles, is_sample: false };
    let credentials = cheap(&format!("{sign_in_name}-{sign_in_name}"));
    service
        .runtime
        .block_on(steps::add_staff(service.db(), &member, &credentials, service.now()))
        .expect("added");
    service.staff(sign_in_name)
}

#[test]
fn a_report_is_in_no_list_count_search_or_outbox_but_its_readers() {
    let service = Service::start();
    let (letter, _) = service.send_letter(&LETTER);
    let (number, code) = report(&service, &[("email", "yuchi@mail.yundu.example")]);
    for name in ["registrar", "handler", "reviewer", "redactor", "approver", "supervisor", "administrator"] {
        let member = service.staff(name);
        assert!(!sees(&member, &number), "{name}");
        for list in ["new", "all", "overdue", "reports", "registered"] {
            assert!(!member.get(&format!("/desk/?list={list}")).text.contains(&number), "{name} {list}");
        }
        assert!(
            !member.get("/desk/?q=%E5%90%83%E6%8B%BF%E5%8D%A1%E8%A6%81").text.contains(&number),
            "{name}"
        );
    }
    let registrar = service.staff("registrar");
    let all = registrar.get("/desk/?list=all").text;
    assert!(all.contains("list-all\"><span>") && all.contains("<span class=\"count\">1</span>"), "{all}");
    let outbox = service.staff("supervisor").get("/desk/mail").text;
    assert!(outbox.contains(&letter) && !outbox.contains(&number), "the number of a report is not told");

    let reader = service.staff("discipline");
    let first = reader.get("/desk/").text;
    assert!(first.contains(&number) && !first.contains(&letter), "their list is the first one: {first}");
    assert!(!reader.get("/desk/?list=new").text.contains(&number), "and the only one");
    assert!(reader.get("/desk/?q=%E5%90%83%E6%8B%BF%E5%8D%A1%E8%A6%81").text.contains(&number));
    assert!(!sees(&reader, &letter), "other letters are no business of theirs");

    // Given to an office it is seen there, and answered; a first reader reviews.
    reader.takes(&number, "register", &[("text", "作风")]);
    reader.takes(&number, "accept", &[("office", "nongye")]);
    let farmer = service.staff("farmer");
    assert!(farmer.get("/desk/?list=reports").text.contains(&number));
    assert!(!farmer.get("/desk/?list=open").text.contains(&number));
    farmer.takes(&number, "handle", &[]);
    farmer.takes(&number, "answer", &[("text", ANSWER)]);
    assert!(!sees(&service.staff("reviewer"), &number));
    reader.takes(&number, "review", &[]);
    assert!(service.track(&number, &code).text.contains("更换接头"));
    let _ = service.mails();
}

#[test]
fn a_report_is_hidden_from_whom_it_names_however_they_are_called() {
    let service = Service::start();
    let lin = add(&service, "lin", "林秋月", Some("zonghe"), "registrar");
    let reader = add(&service, "wei", "尉迟翀", Some("nongye"), "handler");
    for (text, accused) in [
        ("林秋月收了我两千块钱才肯盖章，请查一查。", ""),
        ("林书记收了我两千块钱才肯盖章，请查一查。", ""),
        ("Lin Qiuyue 收了我两千块钱才肯盖章，请查一查。", ""),
        ("她收了我两千块钱才肯盖章，请查一查。", "综合办的林秋月"),
    ] {
        let (number, _) = report(&service, &[("text", text), ("accused", accused)]);
        let discipline = service.staff("discipline");
        discipline.takes(&number, "register", &[("text", "作风")]);
        let refused = discipline.step(&number, "accept", &[("office", "zonghe")]);
        // Given to her own office, she does not see it all the same.
        assert!(matches!(refused.status, 303 | 422), "{}", refused.text);
        assert!(!sees(&lin, &number), "{text}");
    }
    // A complaint, and any letter whose sender says whom it is about, is hidden from that person.
    let (complaint, _) = service.send_letter(&[
        ("kind", "suggestion"),
        ("title", "窗口的态度"),
        ("text", "窗口办事的人态度不好，请改一改。"),
        ("accused", "林秋月"),
    ]);
    assert!(!sees(&lin, &complaint) && sees(&service.staff("registrar"), &complaint));
    // The office that is named is hidden as a whole.
    let (office, _) = report(&service, &[("accused", "农业农村办公室")]);
    assert!(!sees(&reader, &office));
    let _ = service.mails();
}

#[test]
fn what_a_sender_adds_and_who_joins_the_staff_later_is_hidden_too() {
    let service = Service::start();
    let (number, code) = report(&service, &[]);
    let discipline = service.staff("discipline");
    discipline.takes(&number, "register", &[("text", "作风")]);
    discipline.takes(&number, "accept", &[("office", "nongye")]);
    let farmer = service.staff("farmer");
    assert!(sees(&farmer, &number));
    let case = service.track(&number, &code).hidden("case");
    let added = [("case", case.as_str()), ("text", "就是农业农村办公室的林秋月。")];
    assert_eq!(service.visitor().post("/track/inform", &added).status, 200);
    assert!(!sees(&farmer, &number), "their office was named");
    let lin = add(&service, "lin", "林秋月", Some("minzheng"), "handler");
    // An office where nobody else handles letters would not be given it.
    add(&service, "gu", "顾行舟", Some("minzheng"), "handler");
    discipline.takes(&number, "transfer", &[("office", "minzheng"), ("text", "换一个办公室")]);
    assert!(!sees(&lin, &number), "named before she came");
    let _ = service.mails();
}

#[test]
fn a_report_that_names_all_who_read_reports_is_not_taken_in() {
    let service = Service::start_with(|settings| {
        settings.reports.first_readers = vec!["lin".to_owned()];
    });
    add(&service, "lin", "林秋月", None, "");
    let visitor = service.visitor();
    let named = [("kind", "report"), ("title", "反映林秋月"), ("text", "林秋月收了我两千块钱才肯办事。")];
    let preview = visitor.write_letter(&named);
    assert_eq!(preview.status, 422, "{}", preview.text);
    assert!(preview.text.contains(&speak("missing-other_report_reader")) && preview.text.contains("12388"));
    assert!(preview.textarea("text").expect("typed").contains("两千块钱"), "what was typed is there");
    let (other, _) = report(&service, &[]);
    assert!(sees(&service.staff("lin"), &other));
    let _ = service.mails();
}

#[test]
fn without_anybody_who_reads_reports_none_is_taken_in_by_any_door() {
    let service = Service::start_with(|settings| settings.reports.first_readers.clear());
    let visitor = service.visitor();
    assert!(visitor.get("/mailbox/").text.contains(&speak("kind-report-hint-closed")));
    let fields = [("kind", "report"), ("title", "反映审批问题"), ("text", TEXT)];
    let refused = visitor.write_letter(&fields);
    assert!(
        refused.status == 422 && refused.text.contains(&speak("missing-report_reader")),
        "{}",
        refused.text
    );
    let meant =
        [("kind", "complaint"), ("title", "反映审批问题"), ("text", TEXT), ("meant", "discipline_report")];
    assert_eq!(visitor.write_letter(&meant).status, 422, "what is meant as one is one");
    let letter = json!({ "kind": "report", "title": "反映审批问题", "text": TEXT, "rules_read": true });
    let headers = [("content-type", "application/json"), ("idempotency-key", "0123456789abcdef0123")];
    let api = visitor.send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
    assert_eq!(
        (api.status, api.json()["type"].as_str()),
        (422, Some("urn:problem-type:lianxin:report_closed"))
    );
    let open311 = visitor.post(
        "/open311/v2/requests.json",
        &[("service_code", "report"), ("description", TEXT), ("attribute[rules_read]", "yes")],
    );
    assert_eq!(open311.status, 422, "{}", open311.text);
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let mut entered =
        vec![("csrf", csrf.as_str()), ("form", &token), ("channel", "phone"), ("rules_read", "yes")];
    entered.extend(fields);
    let entered = registrar.post("/desk/enter", &entered);
    assert!(
        entered.status == 422 && entered.text.contains(&speak("enter-report_reader")),
        "{}",
        entered.text
    );
    let count = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    assert_eq!(count, 0);
    let supervisor = service.staff("supervisor").get("/desk/").text;
    assert!(supervisor.contains(&speak("queue-reports_closed")), "{supervisor}");
}

#[test]
fn reports_by_program_and_by_telephone_are_hidden_like_those_of_the_form() {
    let service = Service::start();
    let visitor = service.visitor();
    let letter = json!({
        "kind": "report", "title": "反映审批问题", "text": TEXT, "rules_read": true, "accused": "农业办",
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "0123456789abcdef0123")];
    let api = visitor.send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
    assert_eq!(api.status, 201, "{}", api.text);
    let api = api.json()["submission_no"].as_str().expect("a number").to_owned();
    let asked = visitor.get("/open311/v2/services/report.json").text;
    assert!(asked.contains("\"accused\""), "{asked}");
    let open311 = visitor.post(
        "/open311/v2/requests.json",
        &[
            ("service_code", "report"),
            ("description", TEXT),
            ("attribute[rules_read]", "yes"),
            ("attribute[accused]", "农业办"),
        ],
    );
    assert_eq!(open311.status, 201, "{}", open311.text);
    let open311 = open311.json()[0]["service_request_id"].as_str().expect("a number").to_owned();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let entered = registrar.post(
        "/desk/enter",
        &[
            ("csrf", &csrf),
            ("form", &token),
            ("channel", "phone"),
            ("rules_read", "yes"),
            ("kind", "report"),
            ("title", "反映审批问题"),
            ("text", TEXT),
            ("accused", "农业办"),
        ],
    );
    assert_eq!(entered.status, 303, "{}", entered.text);
    let entered = registrar.get(&entered.location.expect("a way"));
    assert!(entered.text.contains(&speak("receipt-report-desk")), "{}", entered.text);
    let entered = entered.element("data-submission-no").expect("a number");
    let reader = service.staff("discipline");
    for number in [api, open311, entered] {
        assert!(sees(&reader, &number) && !sees(&registrar, &number), "{number}");
        reader.takes(&number, "register", &[("text", "作风")]);
        assert_eq!(reader.step(&number, "accept", &[("office", "nongye")]).status, 422, "it is named");
    }
    let _ = service.mails();
}

#[test]
fn anybody_can_step_back_and_is_told_that_it_worked() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    for name in ["reviewer", "registrar"] {
        let member = service.staff(name);
        let page = member.get(&format!("/desk/cases/{number}"));
        let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
        let fields = [("csrf", csrf.as_str()), ("version", &version), ("staff", "self")];
        let path = format!("/desk/cases/{number}/exclude");
        for _ in 0..2 {
            let done = member.post(&path, &fields);
            assert_eq!(
                (done.status, done.location.as_deref()),
                (303, Some("/desk/?done=gone")),
                "{}",
                done.text
            );
        }
        let list = member.get("/desk/?done=gone").text;
        assert!(list.contains(&speak("queue-gone")) && !list.contains(&number));
        assert!(!sees(&member, &number));
    }
    let supervisor = service.staff("supervisor");
    assert!(sees(&supervisor, &number));
    // By name, from the list of colleagues, it is the same.
    let staff = service
        .runtime
        .block_on(store::find_sign_in(service.db(), "supervisor"))
        .expect("asked")
        .expect("there");
    assert!(
        supervisor.get(&format!("/desk/cases/{number}")).text.contains(&format!("value=\"{}\"", staff.id))
    );
    let done = supervisor.step(&number, "exclude", &[("staff", &staff.id)]);
    assert_eq!((done.status, done.location.as_deref()), (303, Some("/desk/?done=gone")));
    // Whoever did not step back learns nothing by trying.
    let (hidden, _) = report(&service, &[("accused", "reviewer of the test")]);
    let reviewer = service.staff("reviewer");
    let csrf = reviewer.get("/desk/").hidden("csrf");
    let tried = reviewer.post(
        &format!("/desk/cases/{hidden}/exclude"),
        &[("csrf", &csrf), ("version", "1"), ("staff", "self")],
    );
    assert_eq!(tried.status, 404);
    let _ = service.mails();
}

#[test]
fn a_report_from_which_all_its_readers_step_back_is_said_to_lie_unread() {
    let service = Service::start();
    let (number, _) = report(&service, &[]);
    for name in ["discipline", "second-discipline"] {
        assert!(!service.staff("administrator").get("/desk/").text.contains(&speak("queue-reports_unread")));
        let done = service.staff(name).step(&number, "exclude", &[("staff", "self")]);
        assert_eq!(done.status, 303, "{}", done.text);
    }
    assert!(service.staff("administrator").get("/desk/").text.contains(&speak("queue-reports_unread")));
    assert!(!service.staff("registrar").get("/desk/").text.contains(&speak("queue-reports_unread")));
    let _ = service.mails();
}

#[test]
fn a_letter_that_is_corrected_to_a_report_is_hidden_like_one() {
    let service = Service::start();
    let lin = add(&service, "lin", "林秋月", None, "registrar");
    let letter = [("kind", "inquiry"), ("title", "问一件事"), ("text", "林主任盖章要收钱，这样合规吗？")];
    let (number, code) = service.send_letter(&letter);
    let (joined, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    assert!(sees(&lin, &number));
    for one in [&number, &joined] {
        registrar.takes(one, "register", &[("text", "作风")]);
    }
    registrar.takes(&joined, "merge", &[("number", &number), ("text", "说的是一件事")]);
    registrar.takes(&number, "accept", &[("office", "nongye")]);
    let farmer = service.staff("farmer");
    assert!(sees(&farmer, &number));
    let fields =
        [("kind", "report"), ("title", "问一件事"), ("village", ""), ("text", "信里说的是收钱，按举报办。")];
    let done = registrar.step(&number, "correct", &fields);
    assert_eq!((done.status, done.location.as_deref()), (303, Some("/desk/?done=gone")), "{}", done.text);
    for client in [&lin, &farmer, &registrar, &service.staff("supervisor")] {
        assert!(!sees(client, &number));
    }
    assert!(sees(&registrar, &joined), "a letter that waited for it stands by itself");
    let reader = service.staff("discipline");
    assert!(sees(&reader, &number));
    let own = service.track(&number, &code).text;
    assert!(
        own.contains("data-corrections") && own.contains("按举报办") && own.contains(&speak("kind-report")),
        "{own}"
    );
    let refused = registrar.step(&joined, "merge", &[("number", &number), ("text", "同一件事")]);
    assert_eq!(refused.status, 422, "a report is joined with reports alone");
    let _ = service.mails();
}

#[test]
fn a_report_becomes_another_kind_by_two_persons_and_its_sender_is_asked_anew() {
    let service = Service::start();
    let anonymised = ("consent", "anonymised");
    let (number, _) = report(&service, &[anonymised]);
    let letter = json!({
        "kind": "report", "title": "反映审批问题", "text": TEXT, "rules_read": true, "consent": "anonymised",
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "0123456789abcdef0124")];
    let api = service.visitor().send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
    assert_eq!(api.status, 201, "{}", api.text);
    let by_program = api.json()["submission_no"].as_str().expect("a number").to_owned();
    let (first, second) = (service.staff("discipline"), service.staff("second-discipline"));
    let registrar = service.staff("registrar");
    let fields =
        [("kind", "complaint"), ("title", "反映审批问题"), ("village", ""), ("text", "信里说的是办事拖拉。")];
    for number in [&number, &by_program] {
        first.takes(number, "correct", &fields);
        assert!(!sees(&registrar, number), "it is a report still");
        let again = first.step(number, "correct", &fields);
        assert!(again.status == 409, "the same person: {}", again.text);
        let page = second.get(&format!("/desk/cases/{number}"));
        assert!(page.text.contains("correction-proposed"), "{}", page.text);
        let mut other = fields;
        other[3] = ("text", "说的是办事拖拉，不是收钱。");
        second.takes(number, "correct", &other);
        assert!(!sees(&registrar, number), "other words are another proposal");
        first.takes(number, "correct", &other);
        assert!(sees(&registrar, number) && !sees(&first, number));
        let stored = service.runtime.block_on(store::find_by_number(service.db(), number));
        let stored = stored.expect("asked").expect("there");
        assert_eq!(stored.consent, form_api::case::Consent::AskFirst, "what was allowed of a report is void");
    }
    // Who allowed nothing still allows nothing.
    let (refusing, _) = report(&service, &[("consent", "no")]);
    first.takes(&refusing, "correct", &fields);
    second.takes(&refusing, "correct", &fields);
    let stored = service.runtime.block_on(store::find_by_number(service.db(), &refusing));
    assert_eq!(stored.expect("asked").expect("there").consent, form_api::case::Consent::No);
    let _ = service.mails();
}

#[test]
fn a_person_and_an_office_chosen_together_are_both_hidden_from() {
    let service = Service::start();
    let lin = add(&service, "lin", "林秋月", Some("minzheng"), "registrar");
    let other = add(&service, "fan", "樊青川", Some("nongye"), "registrar");
    let (number, _) = service.send_letter(&LETTER);
    let id =
        service.runtime.block_on(store::find_sign_in(service.db(), "lin")).expect("asked").expect("there").id;
    let registrar = service.staff("registrar");
    let done = registrar.step(&number, "exclude", &[("staff", &id), ("office", "nongye")]);
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!sees(&lin, &number) && !sees(&other, &number) && sees(&registrar, &number));
    let _ = service.mails();
}

#[test]
fn a_message_about_a_letter_that_is_hidden_from_somebody_is_no_row_of_theirs() {
    let service = Service::start();
    let boss = add(&service, "boss", "诸葛云", None, "supervisor");
    let both = add(&service, "both", "诸葛岭", None, "supervisor,administrator");
    let rows = |client: &Client| client.get("/desk/mail").text.matches("data-delivery").count();
    let before = (rows(&boss), rows(&both));
    let mail = ("email", "yuchi@mail.yundu.example");
    let named = [
        ("kind", "complaint"),
        ("title", "窗口的态度"),
        ("text", "窗口办事的人态度不好，请改一改。"),
        ("accused", "诸葛云、诸葛岭"),
        mail,
    ];
    let _ = service.send_letter(&named);
    report(&service, &[mail]);
    assert_eq!((rows(&boss), rows(&both)), before, "not even a row");
    let page = service.staff("administrator").get("/desk/mail").text;
    assert!(page.matches("data-delivery").count() == 2, "who sees no letter keeps the mail going: {page}");
    let _ = service.send_letter(&[mail, LETTER[0], LETTER[1], LETTER[2]]);
    assert_eq!(rows(&boss), before.0 + 1);
    let _ = service.mails();
}

#[test]
fn a_merged_letter_that_is_hidden_from_who_closes_the_other_one_is_answered_by_itself() {
    let service = Service::start();
    let wang = add(&service, "wang", "王建国", None, "registrar");
    let (main, _) = service.send_letter(&LETTER);
    let complaint = [
        ("kind", "complaint"),
        ("title", "路灯的事一直没人管"),
        ("text", "登记的人说了三次还是没有人来修路灯。"),
        ("accused", "王建国"),
    ];
    let (hidden, _) = service.send_letter(&complaint);
    let registrar = service.staff("registrar");
    registrar.takes(&hidden, "register", &[("text", "路灯")]);
    registrar.takes(&hidden, "merge", &[("number", &main), ("text", "说的是同一盏灯")]);
    walk_to_answered(&service, &main);
    wang.takes(&main, "close", &[]);
    assert!(!sees(&wang, &hidden));
    let left = registrar.get(&format!("/desk/cases/{hidden}")).text;
    assert!(left.contains("state-registered") && left.contains(&speak("event-released")), "{left}");
    assert!(registrar.get("/desk/?list=registered").text.contains(&hidden), "it is somebody's to take up");
    let _ = service.mails();
}

#[test]
fn a_message_about_a_report_that_came_back_is_on_the_list_of_its_reader() {
    let service = Service::start();
    let (number, _) = report(&service, &[("email", "yuchi@mail.yundu.example")]);
    let _ = service.mails();
    let row = service.runtime.block_on(store::list_outbox(service.db())).expect("listed").remove(0).id;
    let bounce = form_api::case::Bounce::parse("4.4.7").expect("a status");
    let noted = steps::note_bounce(service.db(), &row, &bounce, service.now());
    assert!(service.runtime.block_on(noted).expect("noted"));
    let reader = service.staff("discipline");
    assert!(reader.get("/desk/").text.contains("data-unreached"), "said on their first page");
    assert!(reader.get("/desk/?list=unreached").text.contains(&number));
    for name in ["registrar", "supervisor", "handler"] {
        let list = service.staff(name).get("/desk/?list=unreached").text;
        assert!(!list.contains(&number) && !list.contains("data-unreached"), "{name}");
    }
    reader.takes(&number, "calls", &[("outcome", "told")]);
    assert!(!reader.get("/desk/?list=unreached").text.contains(&number));
}

#[test]
fn what_is_promised_of_whom_a_letter_is_about_is_kept_or_not_promised() {
    let service = Service::start();
    let wang = add(&service, "wang", "王建国", None, "registrar");
    let li = add(&service, "li", "李秀英", Some("chengjian"), "registrar");
    let registrar = service.staff("registrar");
    let reader = service.staff("discipline");
    let complaint = |accused: &'static str| {
        [
            ("kind", "complaint"),
            ("title", "窗口的态度"),
            ("text", "窗口办事的人态度不好，请改一改。"),
            ("accused", accused),
        ]
    };
    for (accused, hidden_from) in [
        ("王建國", &wang),
        ("王 建 国", &wang),
        ("建国同志", &wang),
        ("村镇建设办", &li),
        ("村镇建设办公室的李秀英", &li),
    ] {
        let preview = service.visitor().write_letter(&complaint(accused));
        let promise = preview.element("data-promise").expect("what is promised");
        assert_eq!(promise, speak("preview-accused-hidden"), "{accused}");
        let (number, _) = service.send_letter(&complaint(accused));
        assert!(!sees(hidden_from, &number) && sees(&registrar, &number), "{accused}");
        assert!(!sees(&reader, &number), "{accused} is clear");
    }
    for accused in ["老王", "王XX", "登记员", "村镇建设办的小李", "隔壁的张三", "镇里那个人"]
    {
        let preview = service.visitor().write_letter(&complaint(accused));
        let promise = preview.element("data-promise").expect("what is promised");
        assert_eq!(promise, speak("preview-accused-first_reader"), "{accused}");
        let (number, _) = service.send_letter(&complaint(accused));
        for client in [&wang, &li, &registrar, &service.staff("supervisor"), &service.staff("reviewer")] {
            assert!(!sees(client, &number), "{accused}");
            let lists = client.get("/desk/?list=new").text + &client.get("/desk/?list=all").text;
            assert!(!lists.contains(&number), "{accused}");
        }
        assert!(reader.get("/desk/?list=reports").text.contains(&number), "{accused}");
        let page = reader.get(&format!("/desk/cases/{number}"));
        assert!(page.text.contains("data-who-is-meant"), "{}", page.text);
        let early = reader.step(&number, "register", &[("text", "态度")]);
        assert!(matches!(early.status, 404 | 409), "{}", early.status);
        let id = service.runtime.block_on(store::find_sign_in(service.db(), "wang"));
        let id = id.expect("asked").expect("there").id;
        let done = reader.step(&number, "accused", &[("staff", &id)]);
        assert_eq!((done.status, done.location.as_deref()), (303, Some("/desk/?done=gone")), "{}", done.text);
        assert!(sees(&registrar, &number) && !sees(&wang, &number) && !sees(&reader, &number), "{accused}");
    }
    let _ = service.mails();
}

#[test]
fn where_nobody_reads_first_nothing_is_promised_of_a_name_that_leads_to_nobody() {
    let service = Service::start_with(|settings| settings.reports.first_readers.clear());
    let fields = [
        ("kind", "complaint"),
        ("title", "窗口的态度"),
        ("text", "窗口办事的人态度不好，请改一改。"),
        ("accused", "老王"),
    ];
    let preview = service.visitor().write_letter(&fields);
    assert_eq!(preview.element("data-promise").as_deref(), Some(speak("preview-accused-none").as_str()));
    let (number, _) = service.send_letter(&fields);
    assert!(sees(&service.staff("registrar"), &number));
}

#[test]
fn a_letter_by_program_or_telephone_that_means_nobody_known_is_read_first_too() {
    let service = Service::start();
    let letter = json!({
        "kind": "complaint", "title": "窗口的态度", "text": TEXT, "rules_read": true, "accused": "老王",
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", "0123456789abcdef0125")];
    let api = service.visitor().send_with("/api/v1/letters", &headers, letter.to_string().as_bytes());
    let number = api.json()["submission_no"].as_str().expect("a number").to_owned();
    let registrar = service.staff("registrar");
    let form = registrar.get("/desk/enter");
    let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
    let entered = registrar.post(
        "/desk/enter",
        &[
            ("csrf", &csrf),
            ("form", &token),
            ("channel", "phone"),
            ("rules_read", "yes"),
            ("kind", "complaint"),
            ("title", "窗口的态度"),
            ("text", TEXT),
            ("accused", "小王"),
        ],
    );
    assert_eq!(entered.status, 303, "{}", entered.text);
    let entered = registrar.get(&entered.location.expect("a way"));
    assert!(entered.text.contains(&speak("receipt-who_is_meant-desk")), "{}", entered.text);
    let entered = entered.element("data-submission-no").expect("a number");
    for number in [number, entered] {
        assert!(!sees(&registrar, &number) && sees(&service.staff("discipline"), &number));
    }
}

#[test]
fn an_office_whose_only_handler_steps_back_leads_the_case_no_more() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "nongye")]);
    let farmer = service.staff("farmer");
    assert_eq!(farmer.step(&number, "exclude", &[("staff", "self")]).status, 303);
    let page = registrar.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains(&speak("queue-no-office")), "{page}");
    let _ = service.mails();
}
