//! What a sender may still decide: what is public, and what is kept of them.

use form_api::messages::speak;
use form_api::steps::Upkeep;
use form_api::store;
use tests::{Client, Page, Service};

use crate::journey::{LETTER, redact_as_proposed, walk_to_closed};

pub(crate) fn send(
    service: &Service,
    (number, code): (&str, &str),
    form: &str,
    fields: &[(&str, &str)],
) -> Page {
    let case = service.track(number, code).hidden("case");
    let mut all = vec![("case", case.as_str())];
    all.extend(fields);
    service.visitor().post(&format!("/track/{form}"), &all)
}

/// Answers the request that waits on a case.
pub(crate) fn answer(client: &Client, number: &str, granted: &str, text: &str) -> Page {
    let page = client.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let (_, rest) =
        page.text.split_once(&format!("/desk/cases/{number}/requests/")).expect("a request waits");
    let (id, _) = rest.split_once('"').expect("an address");
    let fields = [("csrf", csrf.as_str()), ("version", &version), ("granted", granted), ("text", text)];
    client.post(&format!("/desk/cases/{number}/requests/{id}"), &fields)
}

pub(crate) fn published(service: &Service) -> (String, String) {
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    let _ = service.mails();
    (number, code)
}

fn details(service: &Service, number: &str) -> String {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        let events = form_api::event_log::list_events(service.db(), letter.subject()).await.expect("listed");
        events.into_iter().map(|event| format!("{event:?}\n")).collect()
    })
}

#[test]
fn consent_changes_until_publication_and_stops_what_was_on_its_way() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let own = (number.as_str(), code.as_str());
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    let same = send(&service, own, "consent", &[("consent", "anonymised")]);
    assert_eq!(same.status, 422);
    assert!(same.text.contains(&speak("missing-consent_change")));
    let open_page = service.staff("registrar").get(&format!("/desk/cases/{number}")).hidden("version");
    assert_eq!(send(&service, own, "consent", &[("consent", "no")]).status, 200);
    let approver = service.staff("approver");
    let csrf = approver.get("/desk/").hidden("csrf");
    let fields = [("csrf", csrf.as_str()), ("version", open_page.as_str())];
    let gone = approver.post(&format!("/desk/cases/{number}/publish"), &fields).status;
    assert_eq!(gone, 404, "what may not be public is no business of who publishes");
    let registrar = service.staff("registrar");
    assert!(!approver.get("/desk/?list=approval").text.contains(&number), "it waits for nobody");
    assert_eq!(service.staff("redactor").step_unoffered(&registrar, &number, "nominate", &[]).status, 404);
    assert!(registrar.get(&format!("/desk/cases/{number}")).text.contains(&speak("consent-no")));

    assert_eq!(send(&service, own, "consent", &[("consent", "anonymised")]).status, 200, "and back");
    redact_as_proposed(&service.staff("redactor"), &number);
    let late = service.track(&number, &code).hidden("case");
    approver.takes(&number, "publish", &[]);
    assert!(!service.track(&number, &code).text.contains("action=\"consent\""));
    let refused = service.visitor().post("/track/consent", &[("case", &late), ("consent", "no")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains(&speak("unknown-consent_now")));
    let _ = service.mails();
}

#[test]
fn a_granted_request_takes_the_reply_down_and_the_sender_reads_why() {
    let service = Service::start();
    let (number, code) = published(&service);
    let own = (number.as_str(), code.as_str());
    let ask = [("kind", "take_down"), ("text", "邻居看出来是我写的。")];
    let empty = send(&service, own, "request", &[("kind", "take_down"), ("text", " ")]);
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains(&speak("missing-request")));
    assert_eq!(send(&service, own, "request", &ask).status, 200);
    let twice = send(&service, own, "request", &ask);
    assert!(twice.status == 422 && twice.text.contains("邻居看出来"), "asked once; the words are shown");

    let supervisor = service.staff("supervisor");
    assert!(supervisor.get("/desk/requests").text.contains("2026-11-24"), "the last day for an answer");
    assert_eq!(service.staff("registrar").get("/desk/requests").status, 403);
    let approver = service.staff("approver");
    let silent = answer(&approver, &number, "yes", " ");
    assert!(silent.status == 422 && silent.text.contains(&speak("missing-request_answer")));
    let undecided = answer(&approver, &number, "", "今天撤下。");
    assert!(undecided.status == 422 && undecided.text.contains("今天撤下。"), "what was typed is there");
    service.pass(jiff::Span::new().hours(24));
    let approver = service.staff("approver");
    let granted = answer(&approver, &number, "yes", "今天已经从网站撤下，给您添麻烦了。");
    assert_eq!(granted.status, 303, "{}", granted.text);
    let public = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert!(!public.text.contains("村口路灯坏了半个月"), "gone from the site");
    let page = service.track(&number, &code);
    assert!(page.text.contains("给您添麻烦了") && page.text.contains("2026-11-24"), "dated");
    assert!(!approver.get("/desk/requests").text.contains(&number), "answered");
    assert!(!details(&service, &number).contains("邻居"), "no words of the sender in events");
    assert_eq!(service.mails().len(), 3, "receipt, answer, and that the request is answered");
}

#[test]
fn a_refused_request_leaves_the_reply_and_gives_the_reason() {
    let service = Service::start();
    let (number, code) = published(&service);
    let own = (number.as_str(), code.as_str());
    assert_eq!(
        send(&service, own, "request", &[("kind", "take_down"), ("text", "不想公开了。")]).status,
        200
    );
    let refused = answer(&service.staff("supervisor"), &number, "no", "全镇都用得上，已看不出是谁。");
    assert_eq!(refused.status, 303, "{}", refused.text);
    assert!(service.track(&number, &code).text.contains("已看不出是谁"));
    let public = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert!(public.text.contains("村口路灯坏了半个月"));
    assert_eq!(send(&service, own, "request", &[("kind", "take_down"), ("text", "再请看看。")]).status, 200);
    let _ = service.mails();
}

#[test]
fn a_correction_puts_the_new_number_in_the_place_of_the_old_one() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let own = (number.as_str(), code.as_str());
    let nothing = send(&service, own, "request", &[("kind", "correction"), ("text", "号码换了")]);
    assert!(nothing.status == 422 && nothing.text.contains(&speak("missing-correction")));
    let wrong =
        send(&service, own, "request", &[("kind", "correction"), ("text", "换号了"), ("phone", "打我")]);
    assert!(wrong.status == 422 && wrong.text.contains("value=\"打我\""), "given back as typed");
    let ask = [("kind", "correction"), ("text", "号码换了"), ("phone", "14112349999")];
    assert_eq!(send(&service, own, "request", &ask).status, 200);
    let registrar = service.staff("registrar");
    let open = |client: &Client| {
        client
            .step(&number, "contact", &[("reason", "核对联系方式"), ("pass_phrase", "registrar-registrar")])
            .text
    };
    assert!(open(&registrar).contains("14012345678"), "until it is granted");
    let supervisor = service.staff("supervisor");
    assert!(!supervisor.get(&format!("/desk/cases/{number}")).text.contains("14112349999"), "sealed");
    assert_eq!(answer(&supervisor, &number, "yes", "已经更正。").status, 303);
    let contact = open(&registrar);
    assert!(contact.contains("14112349999") && !contact.contains("14012345678"));
    assert!(contact.contains("尉迟翀"), "what was not given stays");
    assert!(!details(&service, &number).contains("1411234"));
    let _ = service.mails();
}

#[test]
fn a_granted_erasure_leaves_number_and_events_and_nothing_to_reach_the_sender_by() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let own = (number.as_str(), code.as_str());
    let ask = [("kind", "erasure"), ("text", "请删掉尉迟翀的电话。")];
    assert_eq!(send(&service, own, "request", &ask).status, 200);
    let approver = service.staff("approver");
    assert_eq!(answer(&approver, &number, "yes", "已经删除，编号和经过按规定存档。").status, 303);
    let (contact, marks, waiting) = service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), &number).await.expect("asked").expect("there");
        let marks = store::list_marks(service.db(), Some(&letter.id)).await.expect("listed");
        let outbox = store::list_outbox(service.db()).await.expect("listed");
        (letter.sealed_contact, marks.len(), outbox.len())
    });
    assert_eq!((contact, marks, waiting), (None, 0, 0), "contact, hashes, and the mail that had not gone");
    let page = service.track(&number, &code);
    assert!(page.text.contains("已经删除") && page.text.contains(&speak("event-contact_erased")));
    assert!(!page.text.contains("请删掉尉迟翀"), "the request's own words are gone too");
    let registrar = service.staff("registrar");
    assert_eq!(registrar.step(&number, "contact", &[("reason", "核对")]).status, 404);
    registrar.takes(&number, "register", &[("text", "路灯")]);
    registrar.takes(&number, "request_information", &[("text", "是哪一根灯杆？")]);
    assert_eq!(service.mails().len(), 0, "nowhere to send it");
    let again = service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        store::set_deployment_info(&mut tx, "marks_by_rules", "0").await.expect("set");
        tx.commit().await.expect("committed");
        form_api::steps::rehash_marks(Upkeep::by_hand(service.db(), service.now()), &service.app.township)
            .await
            .expect("hashed")
    });
    assert_eq!(again, 0, "not hashed again by newer rules");
    let broken = service.runtime.block_on(form_api::event_log::find_break(service.db())).expect("read");
    assert_eq!(broken, None);
}

#[test]
fn the_answer_to_a_request_is_mailed_in_words_that_are_true_of_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let own = (number.as_str(), code.as_str());
    let ask = [("kind", "correction"), ("text", "号码换了"), ("phone", "14112349999")];
    assert_eq!(send(&service, own, "request", &ask).status, 200);
    assert_eq!(answer(&service.staff("supervisor"), &number, "yes", "已经换成新号码。").status, 303);
    let mails = service.mails();
    assert_eq!(mails.len(), 2, "receipt, and the answer to the request");
    let told = mails.iter().find(|mail| mail.contains("提出的请求")).expect("a mail of its own");
    assert!(told.contains(&format!("您就来信 {number} 提出的请求有了答复")), "{told}");
    for false_here in ["处理结果", "途径", "已经换成新号码", "1411234", "尉迟", &code] {
        assert!(!told.contains(false_here), "{false_here} in {told}");
    }
    let case = service.staff("registrar").get(&format!("/desk/cases/{number}"));
    assert!(case.text.contains(&speak("mail-request_answer")), "staff see that it was told");
}

/// Whoever finds another slip while the first is looked at says so: it is one request, granted at once.
#[test]
fn a_second_correction_joins_the_one_that_waits() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let own = (number.as_str(), code.as_str());
    let phone = [("kind", "correction"), ("text", "号码换了"), ("phone", "14112349998")];
    assert_eq!(send(&service, own, "request", &phone).status, 200);
    let mail = [("kind", "correction"), ("text", "邮箱也换了"), ("email", "xin@mail.yundu.example")];
    assert_eq!(send(&service, own, "request", &mail).status, 200);
    let slip = [("kind", "correction"), ("text", "号码写错一位"), ("phone", "14112349999")];
    assert_eq!(send(&service, own, "request", &slip).status, 200);
    let page = service.track(&number, &code).text;
    assert_eq!(page.matches("data-request").count(), 1, "one request");
    assert!(["号码换了", "邮箱也换了", "号码写错一位"].iter().all(|text| page.contains(text)), "{page}");
    for (kind, about) in [("access", ""), ("erasure", "contact"), ("correction", "letter")] {
        let ask = [("kind", kind), ("about", about), ("text", "请办。")];
        assert_eq!(send(&service, own, "request", &ask).status, 200, "{kind}");
        assert_eq!(send(&service, own, "request", &ask).status, 422, "{kind}: the same once more");
    }

    let supervisor = service.staff("supervisor");
    let waiting = service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), &number).await.expect("asked").expect("there");
        store::list_requests(service.db(), &letter.id).await.expect("listed")
    });
    let id = &waiting.iter().find(|one| one.text.contains("号码换了")).expect("waits").id;
    let desk = supervisor.get(&format!("/desk/cases/{number}"));
    let (csrf, version) = (desk.hidden("csrf"), desk.hidden("version"));
    let fields = [("csrf", csrf.as_str()), ("version", &version), ("granted", "yes"), ("text", "都换好了。")];
    let granted = supervisor.post(&format!("/desk/cases/{number}/requests/{id}"), &fields);
    assert_eq!(granted.status, 303, "{}", granted.text);
    let phrase = tests::phrase("registrar");
    let fields = [("reason", "核对"), ("pass_phrase", phrase.as_str())];
    let contact = service.staff("registrar").step(&number, "contact", &fields).text;
    assert!(contact.contains("14112349999") && contact.contains("xin@mail.yundu.example"), "{contact}");
    assert!(contact.contains("href=\"tel:14112349999\"") && !contact.contains("14112349998"), "{contact}");
    let _ = service.mails();
}

#[test]
fn a_copy_can_be_asked_for_and_a_correction_or_an_erasure_of_what_the_letter_says() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let own = (number.as_str(), code.as_str());
    let supervisor = service.staff("supervisor");
    let before = service
        .runtime
        .block_on(store::find_by_number(service.db(), &number))
        .expect("asked")
        .expect("there");
    for (kind, about, text, answered) in [
        ("access", "", "请给一份复印件。", "请带证件到窗口来取。"),
        ("correction", "letter", "三组写成了二组。", "已经在办理记录里注明。"),
        ("erasure", "letter", "请删掉信里的门牌号。", "信按规定存档，公开时不写门牌号。"),
    ] {
        let ask = [("kind", kind), ("about", about), ("text", text)];
        let asked = send(&service, own, "request", &ask);
        assert_eq!(asked.status, 200, "{kind}: {}", asked.text);
        let desk = supervisor.get(&format!("/desk/cases/{number}")).text;
        let hint = if about.is_empty() { "request-access-desk" } else { "request-letter-desk" };
        assert!(desk.contains(&speak(hint)), "{kind}");
        assert_eq!(answer(&supervisor, &number, "yes", answered).status, 303, "{kind}");
        let page = service.track(&number, &code);
        assert!(page.text.contains(answered) && page.text.contains(text), "{kind}: with its answer");
    }
    let page = service.track(&number, &code);
    assert!(page.text.contains(&speak("request-access")));
    assert_eq!(page.text.matches(&format!(" · {}", speak("request-about-letter"))).count(), 2);
    let after = service
        .runtime
        .block_on(store::find_by_number(service.db(), &number))
        .expect("asked")
        .expect("there");
    assert_eq!(
        (after.text, after.sealed_contact, after.sealed_mail_to),
        (before.text, before.sealed_contact, before.sealed_mail_to),
        "no machine touches letter or contact details"
    );
    assert!(!details(&service, &number).contains("contact_erased"));
    let none =
        send(&service, own, "request", &[("kind", "correction"), ("about", "contact"), ("text", "号码换了")]);
    assert!(none.status == 422 && none.text.contains(&speak("missing-correction")));
    let _ = service.mails();
}
