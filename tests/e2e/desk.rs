//! The desk: who sees what, and what is refused.

use form_api::case::Exclusion;
use form_api::messages::speak;
use form_api::store;
use tests::{Service, phrase};

use crate::journey::{ANSWER, LETTER, walk_to_closed};

#[test]
fn nobody_gets_in_without_signing_in() {
    let service = Service::start();
    for (path, way) in [
        ("/desk/", "/desk/sign-in"),
        ("/desk/mail", "/desk/sign-in?to=%2Fdesk%2Fmail"),
        ("/desk/cases/2026-0000-0000", "/desk/sign-in?to=%2Fdesk%2Fcases%2F2026-0000-0000"),
        ("/desk/cases/2026-0000-0000/redact", "/desk/sign-in?to=%2Fdesk%2Fcases%2F2026-0000-0000%2Fredact"),
    ] {
        let page = service.visitor().get(path);
        assert_eq!((page.status, page.location.as_deref()), (303, Some(way)), "{path}");
    }
    assert_eq!(
        service
            .visitor()
            .post("/desk/cases/2026-0000-0000/register", &[("csrf", "x"), ("version", "1")])
            .status,
        303
    );
}

#[test]
fn a_case_that_names_somebody_does_not_exist_for_them() {
    let service = Service::start();
    let text = "举报村镇建设办公室在审批建房时吃拿卡要，具体情况如下：要求请客才肯盖章。";
    let (number, code) =
        service.send_letter(&[("kind", "report"), ("title", "反映审批问题"), ("text", text)]);
    // The office is named in the letter itself: hidden before anybody could read it.
    let supervisor = service.staff("discipline");
    supervisor.takes(&number, "register", &[("text", "作风")]);
    let refused = supervisor.step(&number, "accept", &[("office", "chengjian")]);
    assert_eq!(refused.status, 422, "the named office can never lead it");
    supervisor.takes(&number, "accept", &[("office", "nongye")]);
    assert_eq!(service.staff("handler").get(&format!("/desk/cases/{number}")).status, 404);

    // Then a person is named by the registrar: gone for them everywhere.
    let farmer = service.staff("farmer");
    assert_eq!(farmer.get(&format!("/desk/cases/{number}")).status, 200);
    let id = service
        .runtime
        .block_on(store::find_sign_in(service.db(), "farmer"))
        .expect("asked")
        .expect("there")
        .id;
    supervisor.takes(&number, "exclude", &[("staff", &id)]);
    assert_eq!(farmer.get(&format!("/desk/cases/{number}")).status, 404);
    assert!(!farmer.get("/desk/?list=all").text.contains(&number), "not in a list");
    assert!(
        !farmer.get("/desk/?q=%E5%90%83%E6%8B%BF%E5%8D%A1%E8%A6%81").text.contains(&number),
        "not in a search"
    );
    for step in ["handle", "answer", "transfer"] {
        let csrf = farmer.get("/desk/").hidden("csrf");
        let path = format!("/desk/cases/{number}/{step}");
        let page =
            farmer.post(&path, &[("csrf", &csrf), ("version", "4"), ("text", ANSWER), ("office", "nongye")]);
        assert_eq!(page.status, 404, "{step}");
    }
    assert!(supervisor.get("/desk/?q=%E5%90%83%E6%8B%BF%E5%8D%A1%E8%A6%81").text.contains(&number));
    assert_eq!(service.track(&number, &code).status, 200, "the sender still follows it");
}

#[test]
fn a_report_is_never_published() {
    let service = Service::start();
    let text = "举报有人在河道里非法采砂，每天夜里两点到四点，请派人查。";
    let fields = [("kind", "report"), ("title", "夜里有人采砂"), ("text", text), ("consent", "anonymised")];
    let (number, _) = service.send_letter(&fields);
    let reader = service.staff("discipline");
    reader.takes(&number, "register", &[("text", "采砂")]);
    reader.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    reader.takes(&number, "review", &[]);
    reader.takes(&number, "close", &[]);
    for publishes in ["redactor", "approver"] {
        let member = service.staff(publishes);
        assert_eq!(member.get(&format!("/desk/cases/{number}")).status, 404, "no business of a {publishes}");
        assert!(!member.get("/desk/?list=all").text.contains(&number));
        assert_eq!(member.step_unoffered(&reader, &number, "nominate", &[]).status, 404);
    }
    assert_eq!(reader.step_unoffered(&reader, &number, "nominate", &[]).status, 409);
    for sees in ["discipline", "second-discipline", "handler"] {
        assert_eq!(service.staff(sees).get(&format!("/desk/cases/{number}")).status, 200, "{sees}");
    }
    let _ = service.mails();
}

#[test]
fn nobody_reviews_or_approves_their_own_text() {
    let service = Service::start();
    let hash = tests::cheap("all-all");
    let roles = form_api::case::Roles::parse("handler,reviewer,redactor,approver").expect("roles");
    let member = form_api::steps::NewMember {
        sign_in_name: "all",
        display_name: "everything",
        office: Some("chengjian"),
        roles: &roles,
        is_sample: false,
    };
    let id = service
        .runtime
        .block_on(form_api::steps::add_staff(service.db(), &member, &hash, service.now()))
        .expect("added");
    let staff = service.runtime.block_on(store::find_staff(service.db(), &id)).expect("there");
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let desk = form_api::steps::Desk {
        db: service.db(),
        township: &service.app.township,
        staff: &staff,
        posting: None,
        now: service.now(),
    };
    let outcome = service.runtime.block_on(async {
        let on = |version| form_api::steps::On { submission_no: &number, version };
        let version = store::find_case(service.db(), &staff.viewer(), &number).await.expect("seen").version;
        form_api::steps::handle(desk, on(version)).await.expect("handled");
        form_api::steps::answer(desk, on(version + 1), ANSWER, &[], false).await.expect("answered");
        form_api::steps::review(desk, on(version + 2)).await
    });
    assert!(matches!(outcome, Err(form_api::steps::StepError::Refused(_))), "{outcome:?}");
    let _ = service.mails();
}

#[test]
fn a_stale_page_and_a_forged_form_change_nothing() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let page = registrar.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let path = format!("/desk/cases/{number}/register");
    let forged = registrar.post(&path, &[("csrf", "0000"), ("version", &version), ("text", "路灯")]);
    assert_eq!(forged.status, 403);
    registrar.takes(&number, "register", &[("text", "路灯")]);
    let stale = registrar.post(&path, &[("csrf", &csrf), ("version", &version), ("text", "别的")]);
    assert_eq!(stale.status, 409);
    let _ = service.mails();
}

#[test]
fn roles_do_only_what_they_are_for() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    assert_eq!(
        service.staff("handler").get(&format!("/desk/cases/{number}")).status,
        404,
        "not of their office"
    );
    assert_eq!(
        service.staff("administrator").get(&format!("/desk/cases/{number}")).status,
        404,
        "sees no letter"
    );
    let registrar = service.staff("registrar");
    let refused =
        service.staff("reviewer").step_unoffered(&registrar, &number, "register", &[("text", "路灯")]);
    assert_eq!(refused.status, 409);
    assert_eq!(service.staff("reviewer").get("/desk/mail").status, 403);
    let outbox = service.staff("administrator").get("/desk/mail");
    assert_eq!(outbox.status, 200);
    assert!(!outbox.text.contains("yuchi") && !outbox.text.contains(&number), "no address, no letter number");
    let _ = service.mails();
}

#[test]
fn opening_contact_details_needs_a_reason_and_the_sender_sees_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    assert!(
        !registrar.get(&format!("/desk/cases/{number}")).text.contains("yuchi@"),
        "closed until it is opened"
    );
    let own = phrase("registrar");
    let open = |reason: &str, phrase: &str| {
        registrar.step(&number, "contact", &[("reason", reason), ("pass_phrase", phrase)])
    };
    assert_eq!(open(" ", &own).status, 422);
    let wrong = open("约时间到现场看路灯", "handler-handler");
    assert!(wrong.status == 422 && wrong.text.contains(&speak("unknown-pass_phrase")), "{}", wrong.text);
    assert!(!wrong.text.contains("14012345678"));
    assert!(!service.track(&number, &code).text.contains("约时间到现场看路灯"), "nothing was opened");
    let opened = open("约时间到现场看路灯", &own);
    assert_eq!(opened.status, 200);
    assert!(opened.text.contains("14012345678") && opened.text.contains("尉迟翀"));
    assert!(service.track(&number, &code).text.contains("约时间到现场看路灯"));
    let _ = service.mails();
}

#[test]
fn who_holds_no_copy_of_the_key_opens_nothing_whatever_their_role() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "accept", &[("office", "nongye")]);
    let farmer = service.staff("farmer");
    let reason = [("reason", "约时间"), ("pass_phrase", "farmer-farmer")];
    let refused = farmer.step_unoffered(&registrar, &number, "contact", &reason);
    assert!(
        refused.status == 422 && refused.text.contains(&speak("missing-vault_right")),
        "{}",
        refused.text
    );
    assert!(!service.track(&number, &code).text.contains("约时间"));
    let reviewer = service.staff("reviewer");
    assert_eq!(reviewer.step_unoffered(&registrar, &number, "contact", &reason).status, 409, "no use for it");
    let _ = service.mails();
}

#[test]
fn wrong_phrases_bar_the_opening_for_a_while_and_nobodys_sign_in() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let open =
        |phrase: &str| registrar.step(&number, "contact", &[("reason", "约时间"), ("pass_phrase", phrase)]);
    for _ in 0..6 {
        assert_eq!(open("wrong").status, 422);
    }
    let barred = open("registrar-registrar");
    assert!(barred.text.contains(&speak("unknown-pass_phrase_for_now")), "{}", barred.text);
    let _ = service.staff("registrar");
    service.pass(jiff::Span::new().minutes(3));
    assert_eq!(open("registrar-registrar").status, 200);
    let _ = service.mails();
}

#[test]
fn an_answer_that_says_nothing_or_was_given_before_is_refused() {
    let service = Service::start();
    let (first, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &first);
    let (second, _) = service.send_letter(&[
        ("kind", "inquiry"),
        ("title", "又一盏路灯"),
        ("text", "三组的路灯也坏了，请看看。"),
    ]);
    let registrar = service.staff("registrar");
    registrar.takes(&second, "register", &[("text", "路灯")]);
    registrar.takes(&second, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&second, "handle", &[]);
    assert_eq!(handler.step(&second, "answer", &[("text", "已阅。")]).status, 422);
    assert_eq!(
        handler.step(&second, "answer", &[("text", ANSWER)]).status,
        422,
        "word for word another's answer"
    );
    let _ = service.mails();
}

#[test]
fn too_many_wrong_phrases_bar_even_the_right_one_for_a_while() {
    let service = Service::start();
    let try_with = |phrase: &str| {
        let visitor = service.visitor();
        let form = visitor.get("/desk/sign-in").hidden("form");
        visitor
            .post("/desk/sign-in", &[("form", &form), ("sign_in_name", "registrar"), ("pass_phrase", phrase)])
            .status
    };
    for _ in 0..6 {
        assert_eq!(try_with("wrong"), 422);
    }
    assert_eq!(try_with("registrar-registrar"), 422, "barred");
    service.pass(jiff::Span::new().minutes(3));
    assert_eq!(try_with("registrar-registrar"), 303);
}

#[test]
fn a_session_ends_when_it_is_not_used_and_when_signed_out() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    service.pass(jiff::Span::new().minutes(29));
    assert_eq!(registrar.get("/desk/").status, 200);
    service.pass(jiff::Span::new().minutes(29));
    let page = registrar.get("/desk/");
    assert_eq!(page.status, 200, "in use");
    assert_eq!(registrar.post("/desk/sign-out", &[("csrf", &page.hidden("csrf"))]).status, 303);
    assert_eq!(registrar.get("/desk/").status, 303);
    let other = service.staff("registrar");
    service.pass(jiff::Span::new().minutes(31));
    assert_eq!(other.get("/desk/").status, 303, "idle for too long");
}

#[test]
fn every_event_is_in_an_unbroken_chain_and_a_changed_one_is_noticed() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let broken = |service: &Service| {
        service.runtime.block_on(form_api::event_log::find_break(service.db())).expect("read")
    };
    assert_eq!(broken(&service), None);
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        tx.execute("UPDATE events SET details = '' WHERE kind = 'accepted'", &[]).await.expect("changed");
        tx.commit().await.expect("committed");
    });
    assert!(broken(&service).is_some());
    let _ = service.mails();
}

#[test]
fn exclusions_survive_and_are_listed_for_those_who_may_know() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "exclude", &[("office", "nongye")]);
    registrar.takes(&number, "exclude", &[("office", "nongye")]);
    let staff = service
        .runtime
        .block_on(store::find_sign_in(service.db(), "registrar"))
        .expect("asked")
        .expect("there");
    let excluded = service.runtime.block_on(async {
        let case = store::find_case(service.db(), &staff.viewer(), &number).await.expect("seen");
        store::list_exclusions(service.db(), case.subject()).await.expect("listed")
    });
    assert_eq!(excluded, [Exclusion::Office("nongye".into())]);
    let _ = service.mails();
}
