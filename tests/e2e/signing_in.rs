//! Signing in: who is held up, what another site can do, and where the way leads afterwards.

use form_api::messages::speak;
use form_api::steps::Upkeep;
use form_api::store;
use jiff::Span;
use tests::{Client, Page, Service, phrase};

use crate::attachments::document;
use crate::journey::LETTER;

/// A service behind a proxy, so that visitors come from places of their own.
fn behind_a_proxy() -> Service {
    Service::start_with(|settings| settings.server.trusted_proxy = "127.0.0.1".parse().ok())
}

fn sign_in_from(client: &Client, place: &str, name: &str, phrase: &str) -> Page {
    let form = client.get("/desk/sign-in").hidden("form");
    let fields = [("form", form.as_str()), ("sign_in_name", name), ("pass_phrase", phrase)];
    client.post_with("/desk/sign-in", &[("X-Forwarded-For", place)], &fields)
}

fn count_events(service: &Service, kind: &str) -> usize {
    service.runtime.block_on(async {
        let mut db = service.db();
        let rows = store::Ask::rows(&mut db, "SELECT kind FROM events", &[]).await.expect("read");
        rows.iter().filter(|row| row.text("kind").expect("a kind") == kind).count()
    })
}

#[test]
fn wrong_phrases_from_elsewhere_hold_nobody_up_and_from_here_no_known_device() {
    let service = behind_a_proxy();
    let known = service.visitor();
    assert_eq!(sign_in_from(&known, "203.0.113.7", "registrar", &phrase("registrar")).status, 303);
    let wrong = |place: &str| {
        let stranger = service.visitor();
        for _ in 0..6 {
            assert_eq!(sign_in_from(&stranger, place, "registrar", "wrong").status, 422);
        }
    };
    wrong("198.51.100.1");
    let right =
        |client: &Client, place: &str| sign_in_from(client, place, "registrar", &phrase("registrar")).status;
    assert_eq!(right(&service.visitor(), "203.0.113.9"), 303, "a stranger elsewhere bars nobody");
    wrong("203.0.113.8");
    assert_eq!(right(&service.visitor(), "203.0.113.9"), 422, "from the same place even the right one waits");
    assert_eq!(right(&known, "203.0.113.9"), 303, "a device that signed in before does not");
    assert_eq!(sign_in_from(&known, "203.0.113.9", "handler", &phrase("handler")).status, 303);
    for _ in 0..6 {
        assert_eq!(sign_in_from(&known, "203.0.113.9", "handler", "wrong").status, 422);
    }
    assert_eq!(right(&service.visitor(), "192.0.2.1"), 303);
    service.pass(Span::new().minutes(3));
    assert_eq!(right(&service.visitor(), "203.0.113.9"), 303, "the bar ends");
}

#[test]
fn a_stolen_device_is_held_up_by_its_own_guesses() {
    let service = Service::start();
    let device = service.staff("registrar");
    let sign_in = |phrase: &str| sign_in_from(&device, "-", "registrar", phrase).status;
    for _ in 0..6 {
        assert_eq!(sign_in("wrong"), 422);
    }
    assert_eq!(sign_in(&phrase("registrar")), 422, "barred");
    let _ = service.staff("registrar");
}

#[test]
fn guesses_at_one_moment_are_counted_before_they_are_looked_at() {
    let service = Service::start();
    std::thread::scope(|scope| {
        for _ in 0..28 {
            scope.spawn(|| sign_in_from(&service.visitor(), "-", "registrar", "wrong"));
        }
    });
    assert_eq!(count_events(&service, "sign_in_failed"), 5, "the others were not looked at");

    let (number, _) = service.send_letter(&LETTER);
    let desk = service.staff("handler");
    let registrar = service.staff("supervisor");
    let csrf = registrar.get("/desk/").hidden("csrf");
    drop(desk);
    std::thread::scope(|scope| {
        for n in 0..28 {
            let (registrar, csrf, number) = (&registrar, &csrf, &number);
            scope.spawn(move || {
                let guess = format!("wrong-{n}");
                let fields = [("csrf", csrf.as_str()), ("reason", "约时间"), ("pass_phrase", guess.as_str())];
                registrar.post(&format!("/desk/cases/{number}/contact"), &fields).status
            });
        }
    });
    assert_eq!(count_events(&service, "contact_phrase_wrong"), 5, "nor those at contact details");
    let _ = service.mails();
}

#[test]
fn known_unknown_and_barred_names_are_answered_alike() {
    let service = Service::start();
    let answer = |name: &str| {
        let page = sign_in_from(&service.visitor(), "-", name, "wrong");
        let error = page.text.split_once("id=\"sign-in-error\">").expect("a sentence").1;
        (page.status, error.split('<').next().expect("a sentence").to_owned())
    };
    let wrong = answer("registrar");
    for _ in 0..7 {
        assert_eq!(answer("registrar"), wrong);
        assert_eq!(answer("nobody"), wrong);
    }
    let rows = service.runtime.block_on(async {
        let mut db = service.db();
        let rows = store::Ask::rows(&mut db, "SELECT * FROM tries", &[]).await.expect("read");
        rows.iter().map(|row| row.int("failures").expect("a number")).collect::<Vec<_>>()
    });
    assert_eq!(rows, [5, 5], "a name that nobody has is counted and barred like any other");
    service.pass(Span::new().hours(25));
    let forget = form_api::steps::forget_forms(Upkeep::by_hand(service.db(), service.now()));
    service.runtime.block_on(forget).expect("forgotten");
    assert_eq!(service.visitor().get("/desk/sign-in").status, 200);
}

#[test]
fn nothing_is_changed_for_a_page_of_another_site() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let case = registrar.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (case.hidden("csrf"), case.hidden("version"));
    let fields = [("csrf", csrf.as_str()), ("version", version.as_str()), ("text", "路灯")];
    let path = format!("/desk/cases/{number}/register");
    let own = service.base.replace("http://", "");
    let foreign: [&[(&str, &str)]; 4] = [
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", &service.base)],
        &[("Origin", "https://elsewhere.example")],
        &[("Origin", "null")],
    ];
    for headers in foreign {
        for path in [
            path.as_str(),
            "/desk/sign-in",
            "/desk/sign-out",
            "/desk/enter",
            "/mailbox/",
            "/mailbox/receipt",
            "/track/",
            "/track/rate",
            "/track/leave",
            "/api/v1/letters",
            "/open311/v2/requests.json",
        ] {
            let page = registrar.post_with(path, headers, &fields);
            assert_eq!(page.status, 403, "{path} {headers:?}");
            let sentence = if path.starts_with("/mailbox") || path.starts_with("/track") {
                speak("sorry-other_site")
            } else {
                speak("error-other_site")
            };
            assert!(page.text.contains(&sentence), "{path}: {}", page.text);
        }
        assert_eq!(service.visitor().get_with("/track/", headers).status, 200, "asking changes nothing");
    }
    assert!(service.track(&number, &code).text.contains(&speak("state-submitted")));
    let ours: [&[(&str, &str)]; 3] = [
        &[("Sec-Fetch-Site", "same-origin"), ("Origin", &service.base)],
        &[("Origin", &format!("http://{own}"))],
        &[],
    ];
    for headers in ours {
        assert_eq!(registrar.post_with(&path, headers, &fields).status, 303, "{headers:?}");
    }
    let _ = service.mails();
}

#[test]
fn a_link_elsewhere_opens_the_case_and_signing_in_leads_to_where_one_wanted_to_go() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let case = format!("/desk/cases/{number}");
    let visitor = service.visitor();
    let asked = visitor.get(&format!("{case}?a=%E8%B7%AF"));
    let way = asked.location.expect("a way");
    let form = visitor.get(&way);
    let sign_in = |form: &Page, to: &str| {
        let (token, phrase) = (form.hidden("form"), phrase("registrar"));
        let fields = [
            ("form", token.as_str()),
            ("sign_in_name", "registrar"),
            ("pass_phrase", phrase.as_str()),
            ("to", to),
        ];
        visitor.post("/desk/sign-in", &fields)
    };
    let to = form.hidden("to");
    assert_eq!(to, format!("{case}?a=%E8%B7%AF"));
    let signed_in = sign_in(&form, &to);
    assert_eq!((signed_in.status, signed_in.location.as_deref()), (303, Some(&*to)));
    let session = &signed_in.headers["set-cookie"];
    assert!(session.contains("SameSite=Lax") && session.contains("HttpOnly"), "{session}");
    assert_eq!(visitor.get(&case).status, 200);
    for elsewhere in [
        "https://elsewhere.example/desk/",
        "//elsewhere.example/",
        "/desk/..//elsewhere.example",
        "/desk/\\elsewhere.example",
        "/desk/sign-in",
        "/mailbox/",
        "/desk/a\r\nSet-Cookie: a=b",
    ] {
        let way = sign_in(&form, elsewhere);
        assert_eq!((way.status, way.location.as_deref()), (303, Some("/desk/")), "{elsewhere:?}");
    }
    let _ = service.mails();
}

#[test]
fn over_plain_http_the_sign_in_says_which_address_works() {
    let service = Service::start_with(|settings| {
        settings.server.public_url = "https://www.yundu.example/hexi/".parse().expect("an address");
    });
    // A browser drops what it may keep over https alone; our client would send it to a loopback address.
    let (form, phrase) = (service.visitor().get("/desk/sign-in").hidden("form"), phrase("registrar"));
    let fields = [("form", form.as_str()), ("sign_in_name", "registrar"), ("pass_phrase", phrase.as_str())];
    let page = service.visitor().post("/desk/sign-in", &fields);
    assert_eq!(page.status, 422);
    assert!(page.text.contains("https://www.yundu.example/desk/"), "{}", page.text);
    assert_eq!(count_events(&service, "signed_in"), 0);
}

fn sign_in_here(client: &Client, name: &str) -> Page {
    sign_in_from(client, "-", name, &phrase(name))
}

#[test]
fn what_staff_typed_when_their_session_ended_is_there_after_signing_in_again() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    let case = format!("/desk/cases/{number}");
    let page = registrar.get(&case);
    let (form, csrf, version) = (page.hidden("form"), page.hidden("csrf"), page.hidden("version"));
    service.pass(Span::new().minutes(31));
    let said = "来电说：是村口\n<第二根>灯杆。";
    let fields = [
        ("form", form.as_str()),
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("text", said),
        ("channel", "phone"),
    ];
    let path = format!("{case}/provide_information");
    let sent = registrar.post_files(&path, &fields, &[("灯杆.pdf", &document("灯杆"))]);
    let way = sent.location.clone().expect("a way");
    assert_eq!(
        (sent.status, way.as_str()),
        (303, &*format!("/desk/sign-in?to={}", case.replace('/', "%2F")))
    );
    let sign_in = registrar.get(&way);
    assert!(sign_in.text.contains(&speak("sign_in-held")), "{}", sign_in.text);
    assert!(!service.track(&number, &code).text.contains("第二根"), "nothing was sent");

    assert_eq!(sign_in_here(&registrar, "supervisor").status, 303);
    assert!(!registrar.get(&case).text.contains("data-held"), "it is not shown to somebody else");
    assert_eq!(sign_in_here(&registrar, "registrar").status, 303);
    let page = registrar.get(&case);
    let (_, held) = page.text.split_once("data-held").expect("what was typed");
    let held = Page { text: held.to_owned(), ..page.clone() };
    assert_eq!(held.textarea("text").as_deref(), Some(said), "{}", page.text);
    assert!(held.text.contains("灯杆.pdf"), "and its file");
    let action = held
        .text
        .split("action=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a way")
        .to_owned();
    assert!(action.starts_with(&format!("{path}?held=")), "{action}");

    let before = held.text.split("</form>").next().expect("the form").to_owned();
    let mut again = Page { text: before, ..held }.hidden_fields();
    again.push(("text".to_owned(), said.to_owned()));
    let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (&**name, &**value)).collect();
    for click in 0..2 {
        let sent = registrar.post(&action, &again);
        assert_eq!((sent.status, sent.location.as_deref()), (303, Some(&*case)), "{click}: {}", sent.text);
    }
    let page = registrar.get(&case);
    assert!(!page.text.contains("data-held"), "it waits no more");
    assert_eq!(page.text.matches("灯杆.pdf").count(), 1, "{}", page.text);
    assert!(service.track(&number, &code).text.contains("第二根"));
    let _ = service.mails();
}

#[test]
fn a_letter_that_was_being_entered_waits_sealed_and_can_be_thrown_away() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let page = registrar.get("/desk/enter");
    let (csrf, form) = (page.hidden("csrf"), page.hidden("form"));
    service.pass(Span::new().minutes(31));
    let mut fields =
        vec![("csrf", csrf.as_str()), ("form", form.as_str()), ("channel", "phone"), ("rules_read", "1")];
    fields.extend(LETTER);
    let sent = registrar.post("/desk/enter", &fields);
    assert_eq!(sent.location.as_deref(), Some("/desk/sign-in?to=%2Fdesk%2Fenter"));
    let stored = service.runtime.block_on(async {
        let mut db = service.db();
        let rows = store::Ask::rows(&mut db, "SELECT sealed FROM held_forms", &[]).await.expect("read");
        rows.iter().map(|row| row.bytes("sealed").expect("bytes")).collect::<Vec<_>>()
    });
    assert_eq!(stored.len(), 1);
    let phone = b"14012345678";
    assert!(!stored[0].windows(phone.len()).any(|part| part == phone), "sealed");
    assert_eq!(sign_in_here(&registrar, "registrar").status, 303);
    let page = registrar.get("/desk/enter");
    assert!(page.text.contains("data-held") && page.text.contains("14012345678"));
    let mine = page.hidden("csrf");
    assert_eq!(registrar.post("/desk/held", &[("csrf", &mine), ("held", &page.hidden("held"))]).status, 303);
    assert!(!registrar.get("/desk/enter").text.contains("data-held"));

    let strangers = [("csrf", "abc-00.1.00"), ("text", "谁都能写")];
    assert_eq!(service.visitor().post("/desk/enter", &strangers).status, 303);
    let left = service.runtime.block_on(async {
        let mut db = service.db();
        store::Ask::rows(&mut db, "SELECT id FROM held_forms", &[]).await.expect("read").len()
    });
    assert_eq!(left, 0, "of what came from no page of ours nothing is kept");
}

#[test]
fn a_page_of_yesterday_gives_back_what_was_typed_on_it() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    let case = format!("/desk/cases/{number}");
    let page = service.staff("registrar").get(&case);
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    service.pass(Span::new().hours(25));
    let registrar = service.staff("registrar");
    let fields = [("csrf", csrf.as_str()), ("version", version.as_str()), ("text", "路灯这一类")];
    let again = registrar.post(&format!("{case}/register"), &fields);
    assert_eq!(again.status, 403);
    assert!(again.text.contains("路灯这一类") && again.text.contains(&speak("error-forged_form")));
    let _ = service.mails();
}

#[test]
fn what_was_typed_in_several_tabs_when_a_session_ended_all_waits() {
    let service = Service::start();
    let (one, other) = (service.send_letter(&LETTER).0, service.send_letter(&LETTER).0);
    let registrar = service.staff("registrar");
    let pages = [&one, &other].map(|number| registrar.get(&format!("/desk/cases/{number}")));
    service.pass(Span::new().minutes(31));
    for ((number, page), said) in [&one, &other].into_iter().zip(&pages).zip(["前一封的话。", "后一封的话。"])
    {
        let fields = [
            ("csrf", page.hidden("csrf")),
            ("version", page.hidden("version")),
            ("channel", "phone".to_owned()),
            ("text", said.to_owned()),
        ];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let sent = registrar.post(&format!("/desk/cases/{number}/provide_information"), &fields);
        assert_eq!(sent.status, 303);
        service.pass(Span::new().seconds(1));
    }
    assert_eq!(sign_in_here(&registrar, "registrar").status, 303);
    for (said, left) in [("前一封的话。", true), ("后一封的话。", false)] {
        let page = registrar.get("/desk/");
        let (_, held) = page.text.split_once("data-held").expect("what was typed");
        assert_eq!(held.contains("data-held-more"), left, "{held}");
        let form = held.split("</form>").next().expect("the form").to_owned();
        assert!(form.contains(said), "{said}: {form}");
        let action = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a way");
        let mut again = Page { text: form.clone(), ..page.clone() }.hidden_fields();
        again.push(("text".to_owned(), said.to_owned()));
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(registrar.post(action, &again).status, 303, "{said}");
    }
    assert!(!registrar.get("/desk/").text.contains("data-held"));
    assert!(registrar.get(&format!("/desk/cases/{one}")).text.contains("前一封的话。"));
    assert!(registrar.get(&format!("/desk/cases/{other}")).text.contains("后一封的话。"));
    let _ = service.mails();
}
