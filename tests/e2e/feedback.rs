//! Collective feedback: one text for many letters, written by one, looked over by another, and told to each sender once.

use form_api::case::{Exclusion, Subject};
use form_api::messages::{speak, speak_with};
use form_api::store;
use tests::{Client, Page, Service};

use crate::journey::LETTER;
use crate::meetings::joins;

const TEXT: &str = "坏了的路灯这个月底全部换好，换灯的先后在村务公开栏贴了表。";

const FORM: &[(&str, &str)] = &[
    ("title", "各村路灯什么时候修"),
    ("matter", "不少来信说村里的路灯坏了，天黑以后路不好走。"),
    ("text", TEXT),
    ("office", "chengjian"),
    ("scope", "village"),
    ("village", "shuikou"),
    ("medium", "meeting"),
    ("said_on", "2026-11-22"),
    ("place", "村文化礼堂"),
];

/// Sends a letter that says something of its own, and gives number and code.
fn send(service: &Service, more: &[(&str, &str)]) -> (String, String) {
    let letters = service.runtime.block_on(store::count_submissions(service.db())).expect("counted");
    let text = format!("{}这是第{}封说起的。", LETTER[2].1, letters + 1);
    let mut fields = LETTER.to_vec();
    fields[2].1 = &text;
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    service.send_letter(&fields)
}

/// The same, and an office works on it.
fn accepted(service: &Service, registrar: &Client, office: &str, more: &[(&str, &str)]) -> (String, String) {
    let own = send(service, more);
    registrar.takes(&own.0, "register", &[("text", "路灯")]);
    registrar.takes(&own.0, "accept", &[("office", office)]);
    own
}

/// Writes a feedback for these letters.
pub(crate) fn write(client: &Client, numbers: &[&str], change: &[(&str, &str)]) -> Page {
    let page = client.get("/desk/feedback/new");
    assert_eq!(page.status, 200, "{}", page.text);
    let is_its = |part: &&str| part.starts_with("/desk/feedback/") && !part.starts_with("/desk/feedback/new");
    let action = page.text.split("action=\"").find(is_its).expect("a form");
    let action = action.split_once('"').expect("an end").0;
    let csrf = page.hidden("csrf");
    let mut fields: Vec<(&str, &str)> = vec![("csrf", &csrf)];
    fields.extend(numbers.iter().map(|number| ("letters", *number)));
    fields.extend(FORM.iter().filter(|(name, _)| !change.iter().any(|(other, _)| other == name)));
    fields.extend(change);
    client.post(action, &fields)
}

/// The address of one that was written.
pub(crate) fn written(client: &Client, numbers: &[&str], change: &[(&str, &str)]) -> String {
    let page = write(client, numbers, change);
    assert_eq!(page.status, 303, "{}", page.text);
    page.location.expect("a way to it")
}

/// Sends a form of its page.
pub(crate) fn act(client: &Client, address: &str, word: &str, fields: &[(&str, &str)]) -> Page {
    let page = client.get(address);
    let (csrf, version) = match page.status {
        200 => (page.hidden("csrf"), page.field("version").unwrap_or_else(|| "1".to_owned())),
        _ => (client.get("/desk/").hidden("csrf"), "1".to_owned()),
    };
    let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
    all.extend(fields);
    client.post(&format!("{address}/{word}"), &all)
}

fn hide_from(service: &Service, number: &str, who: &Exclusion) {
    service.runtime.block_on(async {
        let id = store::find_by_number(service.db(), number).await.expect("asked").expect("there").id;
        let mut tx = service.db().begin().await.expect("begun");
        store::add_exclusions(&mut tx, &[(Subject::case(&id), who)]).await.expect("hidden");
        tx.commit().await.expect("kept");
    });
}

#[test]
fn many_senders_are_told_with_one_text_once_by_their_way_and_on_their_page() {
    let service = Service::start();
    let (registrar, handler, reviewer) =
        (service.staff("registrar"), service.staff("handler"), service.staff("reviewer"));
    let first = accepted(&service, &registrar, "chengjian", &[]);
    let second = accepted(&service, &registrar, "chengjian", &[("consent", "no")]);
    let other = accepted(&service, &registrar, "chengjian", &[]);
    let found = handler.get("/desk/feedback/new?topic=%E8%B7%AF%E7%81%AF");
    for (number, _) in [&first, &second, &other] {
        assert!(found.text.contains(&format!("value=\"{number}\" checked")), "{}", found.text);
    }
    let address = written(&handler, &[&first.0], &[("numbers", &second.0)]);
    let page = handler.get(&address);
    assert!(page.text.contains(TEXT) && page.text.contains(&first.0) && page.text.contains(&second.0));
    assert!(page.text.contains(&speak("feedback-own")), "its writer does not let it out: {}", page.text);
    let own = act(&handler, &address, "tell", &[]);
    assert_eq!(own.status, 409, "{}", own.text);
    assert!(!service.track(&first.0, &first.1).text.contains(TEXT), "nobody was told yet");

    let told = act(&reviewer, &address, "tell", &[]);
    assert_eq!(told.status, 303, "{}", told.text);
    assert_eq!(act(&reviewer, &address, "tell", &[]).status, 409, "once");
    assert_eq!(act(&handler, &address, "change", FORM).status, 409, "what was told stays as it is");
    let mut mails = service.mails();
    mails.retain(|mail| mail.contains("公开反馈"));
    let about = |number: &str| mails.iter().filter(|mail| mail.contains(number)).count();
    assert_eq!((about(&first.0), about(&second.0), about(&other.0)), (1, 1, 0), "{mails:?}");
    assert!(mails.iter().all(|mail| !mail.contains(TEXT)), "mail never holds what was said");
    for (number, code) in [&first, &second] {
        let page = service.track(number, code);
        assert!(page.text.contains(TEXT) && page.text.contains("水口村"), "{}", page.text);
        let with = speak_with("own-feedback-with", &[("n", "2".to_owned())]);
        assert!(page.text.contains(&with), "{}", page.text);
        assert!(page.text.contains(&speak("event-feedback_told-own")), "{}", page.text);
    }
    assert!(!service.track(&other.0, &other.1).text.contains(TEXT), "it is not for this one");
    assert!(handler.get(&format!("/desk/cases/{}", first.0)).text.contains("各村路灯什么时候修"));
    let _ = service.mails();
}

#[test]
fn what_somebody_may_not_see_is_neither_taken_nor_counted_to_them() {
    let service = Service::start();
    let (registrar, handler) = (service.staff("registrar"), service.staff("handler"));
    let own = accepted(&service, &registrar, "chengjian", &[]);
    let others = accepted(&service, &registrar, "nongye", &[]);
    let child = accepted(&service, &registrar, "chengjian", &[("under_14", "1"), ("guardian_agrees", "1")]);
    let new = send(&service, &[]);
    let report = send(&service, &[("kind", "report"), ("title", "反映审批问题")]);
    let nowhere = "2026-9999-9999".to_owned();
    let mut sentences = Vec::new();
    for number in [&others.0, &child.0, &new.0, &report.0, &nowhere] {
        let page = write(&handler, &[&own.0, number], &[]);
        assert_eq!(page.status, 422, "{number}: {}", page.text);
        let sentence = speak_with("feedback-not_taken", &[("numbers", number.clone())]);
        assert!(page.text.contains(&sentence), "{number}: {}", page.text);
        assert!(page.text.contains(TEXT), "what was typed is there");
        sentences.push(sentence.replace(number.as_str(), ""));
    }
    sentences.dedup();
    assert_eq!(sentences.len(), 1, "what is not there and what is hidden are not told apart");
    assert!(handler.get("/desk/feedback").text.contains(&speak("feedbacks-none")));

    let address = written(&registrar, &[&own.0, &others.0], &[]);
    let id = address.rsplit_once('/').expect("an address").1.to_owned();
    let counted = |n: u8| speak_with("feedback-letters-count", &[("n", n.to_string())]);
    let page = handler.get(&address);
    assert!(page.text.contains(&own.0) && !page.text.contains(&others.0), "{}", page.text);
    assert!(page.text.contains(&counted(1)) && !page.text.contains(&counted(2)), "{}", page.text);
    let list = handler.get("/desk/feedback");
    assert!(list.text.contains(&id) && list.text.contains(&counted(1)), "{}", list.text);
    assert!(registrar.get("/desk/feedback").text.contains(&counted(2)));

    // An office lead sees one of two: telling it would leave the other sender untold for ever.
    let lead = joins(&service, "lead", "chengjian", "office_lead");
    assert_eq!(act(&lead, &address, "tell", &[]).status, 409);
    // Whoever is named in one of the letters does not find what was said of it.
    let member = service.runtime.block_on(store::list_staff(service.db())).expect("listed");
    let named = member.iter().find(|one| one.sign_in_name == "handler").expect("there").id.clone();
    hide_from(&service, &others.0, &Exclusion::Staff(named));
    assert_eq!(handler.get(&address).status, 404);
    assert!(!handler.get("/desk/feedback").text.contains(&id));
    assert_eq!(act(&handler, &address, "change", FORM).status, 404);
    assert_eq!(service.staff("redactor").get("/desk/feedback/new").status, 403);
    let _ = service.mails();
}

#[test]
fn a_letter_that_ended_meanwhile_is_not_told_and_not_counted() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let stays = accepted(&service, &registrar, "chengjian", &[]);
    let goes = accepted(&service, &registrar, "chengjian", &[]);
    let address = written(&registrar, &[&stays.0, &goes.0], &[]);
    registrar.takes(
        &goes.0,
        "withdraw",
        &[("channel", "phone"), ("recognised", "1"), ("text", "本人来电说不用办了")],
    );
    assert_eq!(act(&service.staff("reviewer"), &address, "tell", &[]).status, 303);
    let page = service.track(&stays.0, &stays.1);
    assert!(page.text.contains(TEXT) && page.text.contains(&speak("own-feedback-alone")), "{}", page.text);
    assert!(!service.track(&goes.0, &goes.1).text.contains(TEXT));
    let _ = service.mails();
}

#[test]
fn no_sender_can_be_known_from_the_text_that_all_others_read() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let named = [("name", "尉迟翀"), ("phone", "14012345678")];
    let one = accepted(&service, &registrar, "chengjian", &named);
    let two = accepted(&service, &registrar, "chengjian", &[]);
    let numbers = [one.0.as_str(), two.0.as_str()];
    for text in ["尉迟翀来信说路灯坏了，已经修好。", "打14012345678的那位，灯已经修好。"]
    {
        let page = write(&registrar, &numbers, &[("text", text)]);
        assert_eq!(page.status, 422, "{}", page.text);
        assert!(page.text.contains(text), "what was typed is there: {}", page.text);
        let again = write(&registrar, &numbers, &[("text", text), ("kept", "大家都知道")]);
        assert_eq!(again.status, 422, "no reason keeps a sender's own: {}", again.text);
    }
    let page = write(&registrar, &numbers, &[("matter", "有人打19912340000问过路灯。")]);
    assert_eq!(page.status, 422, "{}", page.text);
    assert!(page.text.contains("19912340000") && page.text.contains("name=\"kept\""), "{}", page.text);
    let reason = [("matter", "有人打19912340000问过路灯。"), ("kept", "村务公开栏上的办公电话")];
    assert_eq!(write(&registrar, &numbers, &reason).status, 303);
    let _ = service.mails();
}

#[test]
fn what_is_missing_is_said_and_a_second_click_writes_nothing_twice() {
    let service = Service::start();
    let registrar = service.staff("registrar");
    let own = accepted(&service, &registrar, "chengjian", &[]);
    let numbers = [own.0.as_str()];
    for (field, value, key) in [
        ("title", " ", "missing-feedback_title"),
        ("scope", "", "missing-scope"),
        ("village", "", "missing-feedback_village"),
        ("place", "", "missing-feedback_place"),
        ("medium", "", "missing-feedback_medium"),
    ] {
        let page = write(&registrar, &numbers, &[(field, value)]);
        assert_eq!(page.status, 422, "{field}: {}", page.text);
        assert!(page.text.contains(&speak(key)), "{field}: {}", page.text);
    }
    let page = write(&registrar, &[], &[]);
    assert!(page.text.contains(&speak("missing-feedback_letters")), "{}", page.text);
    let group = write(&registrar, &numbers, &[("scope", "group")]);
    assert!(group.text.contains(&speak("missing-feedback_group")), "{}", group.text);

    let address = written(&registrar, &numbers, &[("medium", "site"), ("place", "")]);
    let changed = [("title", "路灯的事"), ("scope", "township"), ("village", "")];
    let stays = FORM.iter().copied().filter(|(name, _)| !changed.iter().any(|one| one.0 == *name));
    let fields: Vec<_> = stays.chain(changed).collect();
    assert_eq!(act(&registrar, &address, "change", &fields).status, 303);
    let stale = registrar.post(
        &format!("{address}/change"),
        &[&[("csrf", registrar.get(&address).hidden("csrf").as_str()), ("version", "1")][..], &fields]
            .concat(),
    );
    assert_eq!(stale.status, 409, "{}", stale.text);
    assert!(registrar.get(&address).text.contains("路灯的事"));
    let list = registrar.get("/desk/feedback");
    assert_eq!(list.text.matches("data-feedback=").count(), 1, "{}", list.text);
    let _ = service.mails();
}
