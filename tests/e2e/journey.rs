//! One letter's whole journey.

use form_api::jobs;
use tests::{Client, Page, Service};

/// A letter that names its sender in every way people do.
pub(crate) const LETTER: [(&str, &str); 8] = [
    ("kind", "help_request"),
    ("title", "村口路灯坏了半个月"),
    (
        "text",
        "您好，我叫尉迟翀，家住水口村三组12号。村口的路灯坏了半个月，晚上接孩子很不方便，请派人看看。电话14012345678。",
    ),
    ("village", "shuikou"),
    ("consent", "anonymised"),
    ("name", "尉迟翀"),
    ("phone", "14012345678"),
    ("email", "yuchi@mail.yundu.example"),
];

pub(crate) const ANSWER: &str = "您好！您反映的水口村村口路灯不亮一事，我们十一月二十四日到现场查看，是线路接头老化。\
    已经更换接头和灯头，当晚恢复照明。今后路灯不亮，可以直接拨打村镇建设办公室电话 0880-5512373。";

/// Walks a letter that has arrived up to its closing.
pub(crate) fn walk_to_closed(service: &Service, number: &str) {
    walk_to_answered(service, number);
    service.staff("registrar").takes(number, "close", &[]);
}

/// From a letter to its answer, which was reviewed.
pub(crate) fn walk_to_answered(service: &Service, number: &str) {
    let registrar = service.staff("registrar");
    registrar.takes(number, "register", &[("text", "路灯")]);
    registrar.takes(number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(number, "handle", &[]);
    handler.takes(number, "answer", &[("text", ANSWER)]);
    service.staff("reviewer").takes(number, "review", &[]);
}

/// A registrar proposes that a letter is not taken up, and a reviewer confirms it.
pub(crate) fn declines(service: &Service, number: &str, reason: &str) {
    service.staff("registrar").takes(number, "decline", &[("text", reason)]);
    service.staff("reviewer").takes(number, "decline", &[("text", reason)]);
}

/// Saves the redaction page as it is proposed, with a title of one's own.
pub(crate) fn redact_as_proposed(redactor: &Client, number: &str) {
    redactor.takes(number, "nominate", &[]);
    let saved = redact_under(redactor, number, "路灯");
    assert_eq!(saved.status, 303, "{}", saved.text);
}

/// Sends the redaction page of a nominated letter under a topic.
pub(crate) fn redact_under(redactor: &Client, number: &str, topic: &str) -> Page {
    let page = redactor.get(&format!("/desk/cases/{number}/redact"));
    assert_eq!(page.status, 200, "{}", page.text);
    let letter = page.textarea("letter").expect("a letter");
    let answer = page.textarea("answer").expect("an answer");
    let title = page.field("title").or_else(|| page.textarea("title")).expect("a title");
    let (csrf, version) = (page.hidden("csrf"), page.hidden("version"));
    let applied = page.hidden("applied");
    let mut fields = page.as_proposed();
    fields.retain(|(name, _)| name != "name_village");
    let texts = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("applied", applied.as_str()),
        ("title", title.as_str()),
        ("letter", letter.as_str()),
        ("answer", answer.as_str()),
        ("topic", topic),
        ("name_village", "yes"),
    ];
    let answers = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = texts.into_iter().chain(answers).collect();
    redactor.post(&format!("/desk/cases/{number}/redact"), &all)
}

#[test]
fn a_letter_becomes_a_published_reply() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let mails = service.mails();
    assert_eq!(mails.len(), 1, "a receipt by mail");
    assert!(mails[0].contains(&number) && mails[0].contains("To: yuchi@mail.yundu.example"), "{}", mails[0]);
    assert!(!mails[0].contains(&code), "no code in a mail");

    walk_to_closed(&service, &number);
    let tracked = service.track(&number, &code);
    let answer = tracked.element("data-answer").expect("the answer");
    assert!(answer.contains("更换接头和灯头"), "{answer}");
    assert_eq!(service.mails().len(), 2, "told that there is an answer");

    let redactor = service.staff("redactor");
    redact_as_proposed(&redactor, &number);
    let before = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert_eq!(before.status, 404, "nothing is public before the approval");

    let approver = service.staff("approver");
    let preview = approver.get(&format!("/desk/cases/{number}/preview"));
    approver.takes(&number, "publish", &[]);

    let public = service.visitor().get(&format!("/replies/2026/{number}/"));
    assert_eq!(public.status, 200);
    assert_eq!(preview.text, public.text, "the preview is the page");
    assert!(public.text.contains("更换接头和灯头") && public.text.contains("村口路灯坏了半个月"));
    for personal in ["尉迟", "翀", "14012345678", "三组12号", "yuchi"] {
        assert!(!public.text.contains(personal), "{personal} is on the page");
    }
    let list = service.visitor().get("/replies/");
    assert!(list.text.contains("村口路灯坏了半个月"), "the list names it");
    let tracked = service.track(&number, &code);
    assert!(tracked.text.contains(&format!("replies/2026/{number}/")), "the sender finds it");
}

#[test]
fn a_reply_to_letters_that_were_joined_says_how_many_it_answers() {
    let service = Service::start();
    let [(first, _), (second, _), (third, _)] = std::array::from_fn(|_| service.send_letter(&LETTER));
    let registrar = service.staff("registrar");
    // The third is joined with the second before that is joined with the first.
    for (number, into) in [(&third, &second), (&second, &first)] {
        registrar.takes(number, "register", &[("text", "路灯")]);
        registrar.takes(number, "merge", &[("number", into), ("text", "和前面一封信说的是同一盏灯")]);
    }
    registrar.takes(&first, "register", &[("text", "路灯")]);
    registrar.takes(&first, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&first, "handle", &[]);
    for number in [&first, &second, &third] {
        handler.takes(number, "answer", &[("text", ANSWER)]);
        service.staff("reviewer").takes(number, "review", &[]);
    }
    registrar.takes(&first, "close", &[]);
    redact_as_proposed(&service.staff("redactor"), &first);
    let approver = service.staff("approver");
    let preview = approver.get(&format!("/desk/cases/{first}/preview"));
    approver.takes(&first, "publish", &[]);
    let public = service.visitor().get(&format!("/replies/2026/{first}/"));
    assert!(public.text.contains("3 封来信"), "{}", public.text);
    assert_eq!(preview.text, public.text, "the preview says so too");
    let _ = service.mails();
}

#[test]
fn an_approved_reply_is_the_same_after_a_second_publication_and_a_new_site() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    let first = service.site_files();
    service.runtime.block_on(jobs::publish(&service.app)).expect("published again");
    assert_eq!(service.site_files(), first, "nothing has changed");
    std::fs::remove_dir_all(&service.paths.site).expect("the site is lost");
    std::fs::remove_dir_all(service.paths.replies()).expect("the records are lost");
    service.runtime.block_on(jobs::publish(&service.app)).expect("published from the table");
    let sorted = |mut files: Vec<_>| {
        files.sort();
        files
    };
    assert_eq!(sorted(service.site_files()), sorted(first));
    let _ = service.mails();
}
