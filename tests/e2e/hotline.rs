//! 民心电话: one screen while somebody speaks. What is answered at once is closed by it and some of it is read by somebody else
//! afterwards; what is not is a letter like any other.

use form_api::case::{CheckVerdict, State};
use form_api::event_log::{self, Detail, Kind};
use form_api::messages::speak;
use form_api::store::{self, CaseFile};
use tests::{Client, Page, Service};

use crate::meetings::joins;

const HOTLINE: &str = "/desk/hotline";
const CHECKS: &str = "/desk/checks";
const QUESTION: &str = "便民服务中心星期六开不开门？我平时上班，只有星期六有空。";
const ANSWER: &str =
    "星期六上午开门，八点半到十一点半，可以办社保和户口的事；来之前可以先打窗口电话 0880-5512300 问一声。";

/// Who answers the telephone.
fn clerk(service: &Service) -> Client {
    joins(service, "clerk", "zonghe", "hotline_clerk")
}

/// Takes a call down, as its page is sent.
fn call(client: &Client, fields: &[(&str, &str)]) -> Page {
    let page = client.get(HOTLINE);
    assert_eq!(page.status, 200, "{}", page.text);
    send(client, &page, fields)
}

fn send(client: &Client, page: &Page, fields: &[(&str, &str)]) -> Page {
    let (csrf, form) = (page.hidden("csrf"), page.hidden("form"));
    let day = page.field("received_on").unwrap_or_default();
    let mut all = vec![("csrf", csrf.as_str()), ("form", form.as_str()), ("rules_read", "yes")];
    all.extend(
        [("kind", "inquiry"), ("text", QUESTION)].iter().filter(|own| !fields.iter().any(|f| f.0 == own.0)),
    );
    if !fields.iter().any(|(name, _)| *name == "received_on") {
        all.push(("received_on", day.as_str()));
    }
    all.extend(fields);
    let sent = client.post(HOTLINE, &all);
    client.follow(HOTLINE, sent)
}

fn number_of(receipt: &Page) -> String {
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    receipt.element("data-submission-no").unwrap_or_else(|| panic!("{}", receipt.text))
}

fn case_of(service: &Service, number: &str) -> CaseFile {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        store::find_case_id(service.db(), &letter.id).await.expect("a case")
    })
}

fn events_of(service: &Service, case: &CaseFile) -> Vec<event_log::WrittenEvent> {
    service.runtime.block_on(event_log::list_events(service.db(), case.subject())).expect("listed")
}

#[test]
fn a_question_is_answered_and_closed_by_one_person_in_four_clicks() {
    let service = Service::start();
    let clerk = clerk(&service);
    // Each line is a click; the rest is typed, from field to field with the tab key.
    let mut clicks = 0;
    let first = clerk.get("/desk/");
    clicks += 1;
    assert!(first.text.contains(&format!("href=\"{HOTLINE}\"")), "on every page: {}", first.text);
    let page = clerk.get(HOTLINE);
    assert!(page.text.contains(&speak("call_kind-inquiry")), "{}", page.text);
    clicks += 2; // the category, and that the rules were told
    let receipt = send(&clerk, &page, &[("answer", ANSWER)]);
    clicks += 1;
    let number = number_of(&receipt);
    let code = receipt.element("data-query-code").expect("to be read out");
    assert!(code.split('-').count() > 2, "in groups: {code}");
    assert!(receipt.text.contains(&speak("receipt-settled")), "{}", receipt.text);
    assert!(receipt.text.contains(&speak("receipt-next_call")));
    assert!(clicks <= 6, "{clicks} clicks");

    let case = case_of(&service, &number);
    assert_eq!((case.state, case.on_time), (State::Closed, Some(true)));
    assert_eq!(case.submission.title, "便民服务中心星期六开不开门", "a title of its own words");
    let kinds: Vec<Kind> = events_of(&service, &case).iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Kind::Received, Kind::SettledAtOnce]);
    let own = service.track(&number, &code);
    assert!(own.text.contains("八点半到十一点半"), "whoever asked reads it: {}", own.text);
    let rated = [("case", own.hidden("case")), ("grade", "satisfied".to_owned())];
    let rated: Vec<(&str, &str)> = rated.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(service.visitor().post("/track/rate", &rated).status, 200, "and rates it");
}

#[test]
fn what_is_not_answered_at_once_is_a_letter_like_any_other() {
    let service = Service::start();
    let number = number_of(&call(&clerk(&service), &[]));
    assert_eq!(case_of(&service, &number).state, State::Submitted);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "窗口")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let checks = service.staff("reviewer").get(CHECKS);
    assert!(checks.text.contains(&speak("checks-none")), "{}", checks.text);
}

#[test]
fn a_call_sent_twice_is_one_and_an_answer_that_came_later_is_not_lost() {
    let service = Service::start();
    let clerk = clerk(&service);
    let page = clerk.get(HOTLINE);
    let number = number_of(&send(&clerk, &page, &[("answer", ANSWER)]));
    assert_eq!(number_of(&send(&clerk, &page, &[("answer", ANSWER)])), number);
    let other = format!("{ANSWER}节假日除外。");
    let again = send(&clerk, &page, &[("answer", &other)]);
    assert_eq!(again.status, 409, "{}", again.text);
    assert_eq!(again.textarea("answer").as_deref(), Some(other.as_str()));
    let count = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    assert_eq!(count, 1);
}

#[test]
fn an_answer_that_is_none_and_a_call_that_names_somebody_are_not_settled_and_nothing_typed_is_lost() {
    let service = Service::start();
    let clerk = clerk(&service);
    let empty = call(&clerk, &[("answer", "已收到")]);
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains(&speak("answer-says_nothing")), "{}", empty.text);
    assert_eq!(empty.textarea("text").as_deref(), Some(QUESTION));
    assert_eq!(empty.textarea("answer").as_deref(), Some("已收到"));

    let naming = [("kind", "complaint"), ("accused", "城建办公室的人"), ("answer", ANSWER)];
    let named = call(&clerk, &naming);
    assert_eq!(named.status, 422, "{}", named.text);
    assert!(named.text.contains(&speak("missing-unnamed_call")), "{}", named.text);
    assert_eq!(named.textarea("answer").as_deref(), Some(ANSWER));
    let count = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    assert_eq!(count, 0, "nothing was half done");

    let number = number_of(&call(&clerk, &[("answer", ANSWER)]));
    let same = call(&clerk, &[("text", "星期六能办身份证吗？"), ("answer", ANSWER)]);
    assert_eq!(same.status, 422, "{}", same.text);
    assert!(same.text.contains("name=\"same\""), "it can be said to be right: {}", same.text);
    let meant = call(&clerk, &[("text", "星期六能办身份证吗？"), ("answer", ANSWER), ("same", "yes")]);
    assert_ne!(number_of(&meant), number);
}

#[test]
fn only_who_answers_the_telephone_settles_and_only_others_read_it_afterwards() {
    let service = Service::start();
    for name in ["handler", "reviewer", "approver"] {
        assert_eq!(service.staff(name).get(HOTLINE).status, 403, "{name}");
    }
    let both = joins(&service, "both", "zonghe", "hotline_clerk,reviewer");
    let number = number_of(&call(&both, &[("answer", ANSWER)]));
    assert!(!both.get(CHECKS).text.contains(&number), "nobody reads their own");
    let fields =
        |client: &Client| [("csrf", client.get("/desk/").hidden("csrf")), ("verdict", "sound".to_owned())];
    let check = |client: &Client| {
        let fields = fields(client);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.post(&format!("{CHECKS}/{number}"), &fields)
    };
    assert_eq!(check(&both).status, 409);
    assert_eq!(check(&service.staff("handler")).status, 403);
    let reviewer = service.staff("reviewer");
    assert!(reviewer.get("/desk/").text.contains(CHECKS), "it stands in what is to be done today");
    assert!(reviewer.get(CHECKS).text.contains(QUESTION));
    assert_eq!(check(&reviewer).status, 303);
    assert!(!reviewer.get("/desk/").text.contains(CHECKS));
    assert_eq!(check(&service.staff("supervisor")).status, 422, "it was read before");
    let case = case_of(&service, &number);
    assert_eq!(case.state, State::Closed);
    let events = events_of(&service, &case);
    let last = events.last().expect("events");
    assert_eq!(
        (last.kind, &last.details[..]),
        (Kind::SpotChecked, &[Detail::Check(CheckVerdict::Sound)][..])
    );
}

#[test]
fn an_answer_that_was_wrong_opens_the_case_again_and_whoever_asked_reads_why() {
    let service = Service::start();
    let receipt = call(&clerk(&service), &[("answer", ANSWER)]);
    let (number, code) = (number_of(&receipt), receipt.element("data-query-code").expect("a code"));
    let reviewer = service.staff("reviewer");
    let csrf = reviewer.get(CHECKS).hidden("csrf");
    let check = |text: &str| {
        let fields = [("csrf", csrf.as_str()), ("verdict", "faulty"), ("text", text)];
        reviewer.post(&format!("{CHECKS}/{number}"), &fields)
    };
    let silent = check("");
    assert_eq!(silent.status, 422, "{}", silent.text);
    assert!(silent.text.contains("value=\"faulty\" selected"), "what was chosen stays: {}", silent.text);
    assert_eq!(check("星期六只办社保，不办户口。").status, 303);
    let case = case_of(&service, &number);
    assert_eq!((case.state, case.lead_office.as_deref()), (State::Handling, None));
    let own = service.track(&number, &code);
    assert!(own.text.contains("星期六只办社保"), "{}", own.text);
    let registrar = service.staff("registrar");
    assert!(registrar.get("/desk/?list=without_office").text.contains(&number), "an office is found for it");
    registrar.takes(&number, "transfer", &[("office", "chengjian"), ("text", "请窗口重新答复。")]);
}

#[test]
fn the_clock_of_yesterdays_call_starts_yesterday_and_its_receipt_is_shown_all_the_same() {
    let service = Service::start();
    service.set_clock("2026-11-24T10:00:00+08:00");
    let clerk = clerk(&service);
    let today = case_of(&service, &number_of(&call(&clerk, &[])));
    let receipt = call(&clerk, &[("received_on", "2026-11-17"), ("text", "上星期二打来的电话，问路灯。")]);
    let before = case_of(&service, &number_of(&receipt));
    assert!(receipt.element("data-query-code").is_some(), "{}", receipt.text);
    let due = |case: &CaseFile| case.due.due_on.expect("a promised day").to_string();
    assert_eq!((due(&today), due(&before)), ("2026-12-01".to_owned(), "2026-11-24".to_owned()));
    let came = events_of(&service, &before);
    assert_eq!(came[0].at, service.now(), "the log says when it was entered");
    for (day, fault) in [
        ("2026-11-25", "unknown-received_future"),
        ("2026-10-20", "unknown-received_long_ago"),
        ("昨天", "unknown-received_day"),
    ] {
        let page = call(&clerk, &[("received_on", day)]);
        assert_eq!(page.status, 422, "{day}: {}", page.text);
        assert!(page.text.contains(&speak(fault)), "{day}: {}", page.text);
        assert_eq!(page.textarea("text").as_deref(), Some(QUESTION));
    }
    service.pass(jiff::Span::new().minutes(31));
    let registrar = service.staff("registrar");
    let page = registrar.get(&format!("/desk/cases/{}", before.submission.submission_no));
    assert!(page.text.contains("<time datetime=\"2026-11-17\">2026-11-17</time>"), "no hour is made up");
}
