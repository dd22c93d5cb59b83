//! After the answer: what the sender says of it, and what follows from that.

use form_api::event_log::Kind;
use form_api::messages::speak;
use tests::{Page, Service};

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

const SECOND_ANSWER: &str = "您好！您说路灯修好三天又不亮，我们十二月一日再到现场，查出是控制箱进水。已经换了控制箱，加了防水罩，\
    连看三晚都亮。今后路灯不亮，可以直接拨打村镇建设办公室电话 0880-5512373。";

/// A closed letter whose mails are sent.
fn closed(service: &Service) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(service, &number);
    let _ = service.mails();
    (number, code)
}

fn rate(service: &Service, number: &str, code: &str, fields: &[(&str, &str)]) -> Page {
    let case = service.track(number, code).hidden("case");
    let mut all = vec![("case", case.as_str())];
    all.extend(fields);
    service.visitor().post("/track/rate", &all)
}

/// Walks a reopened case through its second round.
fn answer_again(service: &Service, number: &str) {
    service.staff("handler").takes(number, "answer", &[("text", SECOND_ANSWER)]);
    service.staff("reviewer").takes(number, "review", &[]);
    service.staff("registrar").takes(number, "close", &[]);
    let _ = service.mails();
}

fn events(service: &Service, number: &str) -> Vec<(Kind, String)> {
    service.runtime.block_on(async {
        let letter =
            form_api::store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        let events = form_api::event_log::list_events(service.db(), letter.subject()).await.expect("listed");
        events
            .into_iter()
            .map(|event| (event.kind, format!("{:?} {:?}", event.details, event.text)))
            .collect()
    })
}

#[test]
fn an_answer_is_rated_once_after_its_review() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    assert!(!service.track(&number, &code).text.contains("action=\"rate\""), "nothing to rate yet");
    let early = rate(&service, &number, &code, &[("grade", "satisfied")]);
    assert_eq!(early.status, 409);
    walk_to_closed(&service, &number);
    let other_tab = service.track(&number, &code).hidden("case");
    let rated = rate(&service, &number, &code, &[("grade", "satisfied"), ("solved", "yes")]);
    assert_eq!(rated.status, 200, "{}", rated.text);
    assert!(rated.text.contains("data-rating") && !rated.text.contains("action=\"rate\""));
    let fields = [("case", other_tab.as_str()), ("grade", "very_dissatisfied"), ("text", "改主意了")];
    let again = service.visitor().post("/track/rate", &fields);
    assert_eq!(again.status, 409);
    assert!(again.text.contains("改主意了"), "what was typed is not lost");
    let desk = service.staff("registrar").get(&format!("/desk/cases/{number}"));
    assert!(desk.text.contains(&speak("rating-satisfied")) && desk.text.contains(&speak("state-closed")));
    let _ = service.mails();
}

#[test]
fn an_empty_rating_changes_nothing_and_says_so() {
    let service = Service::start();
    let (number, code) = closed(&service);
    let before = events(&service, &number);
    let empty = rate(&service, &number, &code, &[("grade", ""), ("text", " ")]);
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains(&speak("missing-rating")));
    assert_eq!(events(&service, &number), before);
    let no_grade = rate(&service, &number, &code, &[("solved", "yes"), ("text", "还行")]);
    assert_eq!((no_grade.status, no_grade.textarea("text").as_deref()), (422, Some("还行")));
}

#[test]
fn a_bad_rating_without_a_reason_gives_the_form_again() {
    let service = Service::start();
    let (number, code) = closed(&service);
    for fields in [[("grade", "dissatisfied"), ("solved", "yes")], [("grade", "satisfied"), ("solved", "no")]]
    {
        let page = rate(&service, &number, &code, &fields);
        assert_eq!(page.status, 422);
        assert!(page.text.contains(&speak("missing-rating_reason")));
        let kept = format!("value=\"{}\" checked", fields[0].1);
        assert!(page.text.contains(&kept), "the choice is kept");
    }
}

#[test]
fn not_solved_reopens_the_case_once_and_tells_the_supervision_office() {
    let service = Service::start();
    let (number, code) = closed(&service);
    let supervisor = service.staff("supervisor");
    assert!(!supervisor.get("/desk/?list=supervision").text.contains(&number));
    let reason = "修好三天又不亮了，还是黑的。";
    let bad = [("grade", "satisfied"), ("solved", "no"), ("text", reason)];
    assert_eq!(rate(&service, &number, &code, &bad).status, 200);
    assert!(service.track(&number, &code).text.contains(&speak("state-handling")));
    assert!(supervisor.get("/desk/?list=supervision").text.contains(&number));
    let handler = service.staff("handler");
    assert!(handler.get(&format!("/desk/cases/{number}")).text.contains(reason), "the handler knows why");
    assert!(
        !handler.get("/desk/?list=supervision").text.contains("list-supervision"),
        "not the handler's list"
    );

    answer_again(&service, &number);
    let page = service.track(&number, &code);
    assert!(page.text.contains("控制箱") && page.text.contains("线路接头"), "both answers can be read");
    let worst = [("grade", "very_dissatisfied"), ("text", "白等了一个月。")];
    assert_eq!(rate(&service, &number, &code, &worst).status, 200);
    assert!(service.track(&number, &code).text.contains(&speak("state-closed")), "only told, not reopened");
    assert!(supervisor.get("/desk/?list=supervision").text.contains(&number));
    let kinds: Vec<Kind> = events(&service, &number).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Rated).count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Reopened).count(), 1);
    assert!(
        events(&service, &number).iter().all(|(_, detail)| !detail.contains("修好三天")),
        "no text in events"
    );

    assert_eq!(supervisor.step(&number, "supervise", &[("text", " ")]).status, 422);
    supervisor.takes(&number, "supervise", &[("text", "请村镇办主任上门说明。")]);
    assert!(!supervisor.get("/desk/?list=supervision").text.contains(&number), "seen to");
    let page = service.track(&number, &code);
    assert!(page.text.contains(&speak("event-supervised")) && !page.text.contains("请村镇办主任上门说明"));
}

#[test]
fn a_second_round_has_its_own_promise_and_hides_its_draft_from_the_sender() {
    let service = Service::start();
    let (number, code) = closed(&service);
    service.set_clock("2026-11-28T10:00:00+08:00");
    let bad = [("grade", "dissatisfied"), ("text", "又不亮了，请再来看。")];
    assert_eq!(rate(&service, &number, &code, &bad).status, 200);
    service.staff("handler").takes(&number, "answer", &[("text", SECOND_ANSWER)]);
    service.set_clock("2026-12-16T10:00:00+08:00");
    let page = service.track(&number, &code);
    assert!(!page.text.contains("控制箱"), "a draft is not the sender's");
    assert!(!page.text.contains(&speak("own-late")), "the first promise was kept long ago");
    service.set_clock("2026-12-25T10:00:00+08:00");
    assert!(service.track(&number, &code).text.contains(&speak("own-late")), "the second promise counts");
    service.staff("reviewer").takes(&number, "review", &[]);
    assert!(service.track(&number, &code).text.contains("控制箱"));
    let _ = service.mails();
}

#[test]
fn staff_enter_a_rating_from_a_slip_or_a_call_back() {
    let service = Service::start();
    let (number, code) = closed(&service);
    let registrar = service.staff("registrar");
    let reason = "说灯是亮了，开关箱的门没有关。";
    let web = [("channel", "web"), ("grade", "dissatisfied"), ("text", reason)];
    let refused = registrar.step(&number, "rate", &web);
    assert_eq!(refused.status, 422, "the web is no door of the desk");
    assert!(refused.text.contains(reason) && refused.text.contains("value=\"dissatisfied\" selected"));
    registrar.takes(&number, "rate", &[("channel", "phone"), ("grade", "dissatisfied"), ("text", reason)]);
    let case = registrar.get(&format!("/desk/cases/{number}"));
    assert!(case.text.contains(&speak("state-handling")) && case.text.contains(&speak("channel-phone")));
    assert!(service.track(&number, &code).text.contains(reason), "the sender sees what was entered");
    answer_again(&service, &number);
    let refused = service.staff("reviewer").step_unoffered(
        &registrar,
        &number,
        "rate",
        &[("channel", "paper_slip"), ("grade", "satisfied")],
    );
    assert_eq!(refused.status, 409, "the registrar's work");
    registrar.takes(&number, "rate", &[("channel", "paper_slip"), ("grade", "satisfied"), ("solved", "yes")]);
    let supervisor = service.staff("supervisor");
    assert!(!supervisor.get("/desk/?list=supervision").text.contains(&number), "good in the end");
}

#[test]
fn a_text_that_waits_for_approval_goes_back_when_the_case_is_opened_again() {
    let service = Service::start();
    let (number, code) = closed(&service);
    redact_as_proposed(&service.staff("redactor"), &number);
    assert_eq!(
        rate(&service, &number, &code, &[("grade", "dissatisfied"), ("text", "又坏了。")]).status,
        200
    );
    answer_again(&service, &number);
    let refused =
        service.staff("approver").step_unoffered(&service.staff("registrar"), &number, "publish", &[]);
    assert_eq!(refused.status, 409, "it tells of the first answer");
}

#[test]
fn a_rating_given_before_publication_is_published_with_the_reply() {
    let service = Service::start();
    let (number, code) = closed(&service);
    let fields = [("grade", "very_satisfied"), ("solved", "yes"), ("text", "师傅当晚就来修了。")];
    assert_eq!(rate(&service, &number, &code, &fields).status, 200);
    redact_as_proposed(&service.staff("redactor"), &number);
    let approver = service.staff("approver");
    let preview = approver.get(&format!("/desk/cases/{number}/preview"));
    approver.takes(&number, "publish", &[]);
    let public = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert_eq!(preview.text, public.text, "the preview is the page");
    assert!(public.text.contains(&speak("rating-very_satisfied")));
    assert!(!public.text.contains("师傅当晚"), "the reason is not public");
}

#[test]
fn an_answer_of_the_second_round_says_so_on_its_page() {
    let service = Service::start();
    let (number, code) = closed(&service);
    assert_eq!(
        rate(&service, &number, &code, &[("grade", "dissatisfied"), ("text", "又坏了。")]).status,
        200
    );
    answer_again(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    let public = service.visitor().get(&format!("/replies/2026/{number}/")).text;
    assert!(public.contains("下面是重新办理以后的答复"), "{public}");
}

#[test]
fn a_case_that_is_opened_again_at_the_desk_says_so_on_the_public_page() {
    let service = Service::start();
    let (number, _) = closed(&service);
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    let public = || service.visitor().get(&format!("/replies/2026/{number}/")).text;
    assert!(!public().contains("重新办理"));
    service.staff("registrar").takes(&number, "reopen", &[("text", "灯又灭了。")]);
    assert!(public().contains("这件事正在重新办理") && !public().contains("灯又灭了"), "{}", public());
    let _ = service.mails();
}

#[test]
fn a_rating_given_later_reaches_the_public_page_at_once_and_a_tombstone_stays_bare() {
    let service = Service::start();
    let (number, code) = closed(&service);
    redact_as_proposed(&service.staff("redactor"), &number);
    let approver = service.staff("approver");
    approver.takes(&number, "publish", &[]);
    let public = || service.visitor().get(&format!("/replies/2026/{number}/")).text;
    assert!(!public().contains(&speak("rating-very_dissatisfied")));
    let bad = [("grade", "very_dissatisfied"), ("text", "第二天又坏了。")];
    assert_eq!(rate(&service, &number, &code, &bad).status, 200);
    assert!(public().contains(&speak("rating-very_dissatisfied")) && !public().contains("第二天又坏了"));
    assert!(public().contains("这件事正在重新办理"), "{}", public());

    answer_again(&service, &number);
    assert!(!public().contains("这件事正在重新办理") && public().contains("写信人已经收到新的答复"));
    let good = [("channel", "phone"), ("grade", "fairly_satisfied"), ("solved", "yes")];
    service.staff("registrar").takes(&number, "rate", &good);
    assert!(public().contains(&speak("rating-fairly_satisfied")), "the last word counts");
    assert!(!public().contains(&speak("rating-very_dissatisfied")));
    approver.takes(&number, "retract", &[("text", "来信人要求撤下")]);
    assert!(!public().contains(&speak("rating-fairly_satisfied")));
}
