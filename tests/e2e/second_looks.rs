//! What is looked at twice, said before it is done, and not said before it is: refusals, extensions, equal answers,
//! meetings, corrections, take-downs, and what is overdue.

use form_api::case::Subject;
use form_api::jobs;
use form_api::messages::speak;
use tests::{Client, Service};

use crate::journey::{ANSWER, LETTER, redact_as_proposed, walk_to_closed};

const REASON: &str = "这盏灯归县供电公司管，镇里没有权限修，请拨打 95598 报修。";

fn accepted(service: &Service) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    (number, code)
}

fn count(client: &Client, list: &str) -> String {
    let page = client.get("/desk/?list=all").text;
    let (_, rest) = page.split_once(&format!("href=\"/desk/?list={list}\"")).expect("the list is there");
    let (_, rest) = rest.split_once("class=\"count\">").expect("a number");
    rest.split_once('<').expect("ended").0.to_owned()
}

#[test]
fn a_refusal_needs_a_reason_that_says_something_and_a_second_person() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    let short = registrar.step(&number, "decline", &[("text", "不归我们管。")]);
    assert!(short.status == 422 && short.text.contains(&speak("missing-longer_reason")), "{}", short.text);
    let reviewer = service.staff("reviewer");
    let offered = format!("cases/{number}/decline");
    assert!(
        !reviewer.get(&format!("/desk/cases/{number}")).text.contains(&offered),
        "nothing to confirm yet"
    );
    registrar.takes(&number, "decline", &[("text", REASON)]);
    let own = service.track(&number, &code).text;
    assert!(own.contains(&speak("state-registered")) && !own.contains("95598"), "nothing is said yet");
    let again = registrar.step(&number, "decline", &[("text", REASON)]);
    assert!(again.status == 409, "the same person: {}", again.text);
    assert!(reviewer.get("/desk/?list=review").text.contains(&number), "it waits for the reviewer");
    assert_eq!(count(&reviewer, "review"), "1");
    let page = reviewer.get(&format!("/desk/cases/{number}"));
    assert!(page.text.contains("decline-proposed"), "{}", page.text);
    // Another reason is another proposal.
    let other = "镇里没有权限修这盏灯，请到县供电公司营业厅报修，地址在河东路 8 号。";
    reviewer.takes(&number, "decline", &[("text", other)]);
    assert!(service.track(&number, &code).text.contains(&speak("state-registered")));
    registrar.takes(&number, "decline", &[("text", other)]);
    let own = service.track(&number, &code).text;
    assert!(own.contains(&speak("state-declined")) && own.contains("河东路"), "{own}");
    assert_eq!(service.mails().len(), 2, "receipt and outcome");
}

#[test]
fn where_the_township_says_so_one_person_refuses_and_what_moves_on_is_no_longer_proposed() {
    let service = Service::start_with(|settings| settings.review.declines = false);
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "decline", &[("text", REASON)]);
    assert!(service.track(&number, &code).text.contains(&speak("state-declined")));
    let service2 = Service::start();
    let (number, _) = service2.send_letter(&LETTER);
    let registrar = service2.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "decline", &[("text", REASON)]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    assert!(!registrar.get(&format!("/desk/cases/{number}")).text.contains("decline-proposed"));
    assert_eq!(count(&registrar, "review"), "0");
    let (_, _) = (service.mails(), service2.mails());
}

#[test]
fn the_state_of_a_meeting_begins_when_the_matter_goes_there() {
    let service = Service::start();
    let (number, code) = accepted(&service);
    let handler = service.staff("handler");
    handler.takes(&number, "analyse_village", &[]);
    assert!(service.track(&number, &code).text.contains(&speak("state-analysis_village")));
    let empty = handler.step(&number, "record_opinion", &[("text", " "), ("held_on", "2026-11-23")]);
    assert!(empty.status == 422 && empty.text.contains(&speak("missing-opinion")));
    let future = handler.step(&number, "record_opinion", &[("text", "先换灯。"), ("held_on", "2027-01-01")]);
    assert_eq!(future.status, 422);
    handler.takes(&number, "record_opinion", &[("text", "村里先换灯。"), ("held_on", "2026-11-23")]);
    let page = handler.get(&format!("/desk/cases/{number}")).text;
    assert!(page.contains("村里先换灯。") && page.contains(&speak("state-analysis_village")));
    // A meeting that is over already can be told with the step.
    handler.takes(&number, "analyse_office", &[("text", "办公室也同意。"), ("held_on", "2026-11-23")]);
    assert!(handler.get(&format!("/desk/cases/{number}")).text.contains("办公室也同意。"));
    handler.takes(&number, "handle", &[]);
    let _ = service.mails();
}

#[test]
fn an_extension_says_its_new_day_before_it_is_made() {
    let service = Service::start();
    service.set_clock("2026-03-02T09:00:00+08:00");
    let (number, code) = accepted(&service);
    let handler = service.staff("handler");
    let page = handler.get(&format!("/desk/cases/{number}"));
    let sentence = page.element("data-extended-to").expect("the new day");
    handler.takes(&number, "extend", &[("text", "灯杆要等厂家发货。")]);
    let case = service.runtime.block_on(async {
        let id =
            form_api::store::find_by_number(service.db(), &number).await.expect("asked").expect("there").id;
        form_api::store::find_case_id(service.db(), &id).await.expect("there")
    });
    let day = case.due.due_on.expect("a promised day").to_string();
    assert!(sentence.contains(&day), "{sentence} {day}");
    assert!(
        service.track(&number, &code).text.contains(&format!("datetime=\"{day}\"")),
        "the sender reads it"
    );
    let _ = service.mails();
}

#[test]
fn equal_words_are_warned_of_and_go_when_they_are_meant() {
    let service = Service::start();
    let (first, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &first);
    let (second, _) = accepted(&service);
    let handler = service.staff("handler");
    handler.takes(&second, "handle", &[]);
    let warned = handler.step(&second, "answer", &[("text", ANSWER)]);
    assert!(warned.status == 422 && warned.text.contains("data-same"), "{}", warned.text);
    assert!(warned.textarea("text").is_some() && warned.text.contains("更换接头"), "what was typed is there");
    handler.takes(&second, "answer", &[("text", ANSWER), ("same", "yes")]);
    let nothing = handler.get(&format!("/desk/cases/{second}")).text;
    assert!(nothing.contains(&speak("state-replied")));
    let _ = service.mails();
}

#[test]
fn kind_title_and_village_can_be_corrected_and_the_sender_reads_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let page = registrar.get(&format!("/desk/cases/{number}"));
    let fields = |kind: &'static str, title: &'static str, village: &'static str, text: &'static str| {
        [("kind", kind), ("title", title), ("village", village), ("text", text)]
    };
    for (fields, key) in [
        (fields("help_request", "村口路灯坏了半个月", "shuikou", "写错了"), "missing-correction_change"),
        (fields("complaint", "村口路灯坏了半个月", "shuikou", " "), "missing-reason"),
        (fields("complaint", "灯", "shuikou", "写错了"), "unknown-title"),
        (fields("complaint", "村口路灯坏了半个月", "nowhere", "写错了"), "unknown-village"),
        (fields("song", "村口路灯坏了半个月", "shuikou", "写错了"), "unknown-kind"),
    ] {
        let refused = registrar.step(&number, "correct", &fields);
        assert!(refused.status == 422 && refused.text.contains(&speak(key)), "{key}: {}", refused.text);
    }
    registrar.takes(
        &number,
        "correct",
        &fields("complaint", "石桥村桥头路灯不亮", "shiqiao", "信里说的是石桥村"),
    );
    let own = service.track(&number, &code).text;
    for word in ["村口路灯坏了半个月", "石桥村桥头路灯不亮", "信里说的是石桥村", "水口村", "石桥村"]
    {
        assert!(own.contains(word), "{word}: {own}");
    }
    assert!(own.contains(&speak("event-corrected-own")));
    assert!(
        registrar.get("/desk/?q=%E6%A1%A5%E5%A4%B4%E8%B7%AF%E7%81%AF").text.contains(&number),
        "found by it"
    );
    let events = service.runtime.block_on(async {
        let id =
            form_api::store::find_by_number(service.db(), &number).await.expect("asked").expect("there").id;
        form_api::event_log::list_events(service.db(), Subject::case(&id)).await.expect("listed")
    });
    assert!(!format!("{events:?}").contains('桥'), "no words in the log");
    let stale = registrar.post(
        &format!("/desk/cases/{number}/correct"),
        &[
            ("csrf", &page.hidden("csrf")),
            ("version", &page.hidden("version")),
            ("kind", "thanks"),
            ("text", "错了"),
        ],
    );
    assert_eq!(stale.status, 409);
    let handler = service.staff("handler");
    assert_eq!(handler.step_unoffered(&registrar, &number, "correct", &[]).status, 404);
    let _ = service.mails();
}

#[test]
fn a_form_that_is_sent_again_after_a_correction_is_still_the_same_letter() {
    let service = Service::start();
    let visitor = service.visitor();
    let preview = visitor.write_letter(&LETTER);
    let sent = visitor.press(&preview, "confirm");
    let number = sent.element("data-submission-no").expect("a number");
    let fields = [("kind", "complaint"), ("title", "路灯不亮"), ("village", ""), ("text", "写错了")];
    service.staff("registrar").takes(&number, "correct", &fields);
    let again = visitor.press(&preview, "confirm");
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(again.element("data-submission-no").as_deref(), Some(number.as_str()));
    let _ = service.mails();
}

#[test]
fn what_is_public_is_not_corrected_behind_its_page() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    let registrar = service.staff("registrar");
    let fields = [("kind", "complaint"), ("title", "路灯不亮"), ("village", ""), ("text", "写错了")];
    registrar.takes(&number, "correct", &fields);
    let redactor = service.staff("redactor");
    assert!(
        redactor.get("/desk/?list=redaction").text.contains(&number),
        "the public text is looked at again"
    );
    let page = redactor.get(&format!("/desk/cases/{number}/redact"));
    assert_eq!(page.status, 200);
    let _ = service.mails();
}

#[test]
fn a_take_down_is_done_when_the_page_is_gone() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    let approver = service.staff("approver");
    approver.takes(&number, "publish", &[]);
    let _ = service.mails();
    let case = service.track(&number, &code).hidden("case");
    let ask = [("case", case.as_str()), ("kind", "take_down"), ("text", "邻居看出来是我写的。")];
    assert_eq!(service.visitor().post("/track/request", &ask).status, 200);
    // The site cannot be built: its place is taken by a file.
    let replies = service.paths.replies();
    let aside = replies.with_extension("aside");
    std::fs::rename(&replies, &aside).expect("moved");
    std::fs::write(&replies, "in the way").expect("written");
    let page = approver.get(&format!("/desk/cases/{number}"));
    let (_, rest) = page.text.split_once("/requests/").expect("a form");
    let id = rest.split_once('"').expect("ended").0.to_owned();
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", &version),
        ("granted", "yes"),
        ("text", "已经撤下，给您添麻烦了。"),
    ];
    let granted = approver.post(&format!("/desk/cases/{number}/requests/{id}"), &fields);
    assert_ne!(granted.status, 200, "{}", granted.text);
    assert!(
        service.visitor().get(&format!("/replies/2026/{number}/")).text.contains("村口路灯"),
        "still there"
    );
    let own = service.track(&number, &code).text;
    assert!(!own.contains(&speak("request-granted")) && own.contains(&speak("request-going_down")), "{own}");
    let done = format!("<p>{}</p>", speak("event-retracted"));
    assert!(!own.contains(&done) && own.contains(&speak("own-going_down")));
    assert!(
        service.staff("approver").get(&format!("/desk/cases/{number}")).text.contains("data-waits-for-site")
    );
    assert_eq!(service.mails().len(), 2, "receipt and answer: nothing is said of it yet");
    std::fs::remove_file(&replies).expect("removed");
    std::fs::rename(&aside, &replies).expect("moved back");
    service.runtime.block_on(jobs::publish(&service.app)).expect("published");
    assert!(!service.visitor().get(&format!("/replies/2026/{number}/")).text.contains("村口路灯"), "gone");
    let own = service.track(&number, &code).text;
    assert!(own.contains(&speak("request-granted")) && own.contains(&done), "{own}");
    assert_eq!(service.mails().len(), 3, "and now it is told, once");
    service.runtime.block_on(jobs::publish(&service.app)).expect("published");
    assert_eq!(service.mails().len(), 3);
}

#[test]
fn a_letter_that_was_merged_into_an_overdue_one_counts_once() {
    let service = Service::start();
    let [(first, _), (second, _), (third, _)] = std::array::from_fn(|_| service.send_letter(&LETTER));
    let registrar = service.staff("registrar");
    for (number, into) in [(&third, &second), (&second, &first)] {
        registrar.takes(number, "register", &[("text", "路灯")]);
        registrar.takes(number, "merge", &[("number", into), ("text", "和前面一封信说的是同一盏灯")]);
    }
    registrar.takes(&first, "register", &[("text", "路灯")]);
    service.pass(jiff::Span::new().hours(24 * 40));
    let registrar = service.staff("registrar");
    assert_eq!(count(&registrar, "overdue"), "1");
    let list = registrar.get("/desk/?list=overdue").text;
    assert!(list.contains(&first) && !list.contains(&second) && !list.contains(&third), "{list}");
    // Once the first one is answered, the others are late for themselves.
    registrar.takes(&first, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&first, "handle", &[]);
    handler.takes(&first, "answer", &[("text", ANSWER)]);
    service.staff("reviewer").takes(&first, "review", &[]);
    let list = registrar.get("/desk/?list=overdue").text;
    assert!(!list.contains(&first) && list.contains(&second) && list.contains(&third), "{list}");
    assert_eq!(
        count(&registrar, "overdue"),
        "2",
        "both were merged into the first one, whichever way they came there"
    );
    let _ = service.mails();
}

#[test]
fn a_letter_goes_elsewhere_or_waits_longer_only_for_a_reason_that_says_something() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    let repeated = "不予受理不予受理不予受理不予受理不予受理";
    for (step, reason) in [("refer_out", "无"), ("refer_out", repeated), ("decline", repeated)] {
        let refused = registrar.step(&number, step, &[("text", reason)]);
        assert!(
            refused.status == 422 && refused.text.contains(&speak("missing-longer_reason")),
            "{step} {reason}"
        );
    }
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    for reason in ["忙", "忙忙忙忙忙忙忙忙"] {
        let refused = handler.step(&number, "extend", &[("text", reason)]);
        assert!(
            refused.status == 422 && refused.text.contains(&speak("missing-longer_extension")),
            "{reason}"
        );
    }
    let _ = service.mails();
}

#[test]
fn a_promise_that_is_past_is_not_moved_and_stays_late_in_every_count() {
    let service = Service::start();
    service.set_clock("2026-03-02T09:00:00+08:00");
    let (number, _) = accepted(&service);
    service.set_clock("2026-06-01T09:00:00+08:00");
    let handler = service.staff("handler");
    assert!(handler.get(&format!("/desk/cases/{number}")).element("data-extended-to").is_none());
    let refused = handler.step(&number, "extend", &[("text", "灯杆要等厂家发货。")]);
    assert!(refused.status == 409 && refused.text.contains("答应的日子已经过了"), "{}", refused.text);
    assert_eq!(count(&handler, "overdue"), "1");
    let _ = service.mails();
}

#[test]
fn whoever_answers_learns_that_the_sender_has_added_something_and_a_note_needs_no_newer_page() {
    let service = Service::start();
    let (number, _) = accepted(&service);
    let (handler, registrar) = (service.staff("handler"), service.staff("registrar"));
    handler.takes(&number, "handle", &[]);
    let path = format!("/desk/cases/{number}");
    let (answers, notes) = (handler.get(&path), registrar.get(&path));
    let note = |said: &str| {
        let fields = [
            ("csrf", notes.hidden("csrf")),
            ("version", notes.hidden("version")),
            ("channel", "phone".to_owned()),
            ("text", said.to_owned()),
        ];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        registrar.post(&format!("{path}/provide_information"), &fields).status
    };
    assert_eq!(note("另外还有一盏坏了。"), 303);
    assert_eq!(note("桥头那盏也坏了。"), 303, "from the same page, and nothing is lost");
    let (csrf, version) = (answers.hidden("csrf"), answers.hidden("version"));
    let fields = [("csrf", csrf.as_str()), ("version", &version), ("text", ANSWER)];
    let stale = handler.post(&format!("{path}/answer"), &fields);
    assert_eq!((stale.status, stale.textarea("text").as_deref()), (409, Some(ANSWER)), "{}", stale.text);
    assert!(stale.text.contains("桥头那盏也坏了。"), "and reads it there");
    let _ = service.mails();
}
