//! Writing the public text: decisions, risks and reasons.

use tests::{Client, Page, Service};

use crate::journey::{LETTER, walk_to_closed};

/// A redactor before the redaction page of a letter that is closed.
fn begin(service: &Service) -> (String, Client) {
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(service, &number);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    (number, redactor)
}

fn path(number: &str) -> String {
    format!("/desk/cases/{number}/redact")
}

/// The page's own form as a browser sends it, with some fields typed over.
fn send(redactor: &Client, number: &str, page: &Page, typed: &[(&str, &str)]) -> Page {
    let mut fields: Vec<(String, String)> = ["csrf", "version", "applied"]
        .map(|name| (name.to_owned(), page.hidden(name)))
        .into_iter()
        .chain(
            ["title", "letter", "answer"].map(|name| (name.to_owned(), page.textarea(name).expect("a part"))),
        )
        .chain([("topic", "路灯"), ("scope", "township")].map(|(name, value)| (name.into(), value.into())))
        .collect();
    for (name, value) in typed {
        fields.retain(|(before, _)| before != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    redactor.post(&path(number), &fields)
}

/// Number of the proposal for a text, as the form counts.
fn proposal(page: &Page, text: &str) -> usize {
    let legends = page.text.split("<legend><mark>").skip(1);
    legends
        .map(|legend| legend.split('<').next().unwrap_or_default())
        .position(|found| found == text)
        .expect(text)
}

#[test]
fn a_decision_changes_the_public_text_and_leaves_what_was_edited() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let person = format!("way_{}", proposal(&page, "尉迟翀"));
    let letter = page.textarea("letter").expect("a letter");
    assert!(letter.contains("我叫群众，") && !letter.contains("尉迟"), "{letter}");
    let edited = letter.replace("晚上接孩子很不方便", "晚上不方便");
    let typed =
        [("action", "apply"), ("scope", "township"), (&person, "surname"), ("letter", edited.as_str())];
    let tried = send(&redactor, &number, &page, &typed);
    assert_eq!(tried.status, 200, "{}", tried.text);
    let letter = tried.textarea("letter").expect("a letter");
    assert!(letter.contains("我叫尉迟某，") && letter.contains("晚上不方便"), "{letter}");
    // Nothing was saved: the page begins anew for another person.
    assert!(redactor.get(&path(&number)).textarea("letter").expect("a letter").contains("我叫群众，"));
    let saved = send(&redactor, &number, &tried, &[("action", "send"), (&person, "surname")]);
    assert_eq!(saved.status, 303, "{}", saved.text);
    let _ = service.mails();
}

#[test]
fn a_finding_that_stays_needs_a_reason_and_the_approver_reads_it() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let at = proposal(&page, "14012345678");
    let (way, reason) = (format!("way_{at}"), format!("reason_{at}"));
    let refused = send(&redactor, &number, &page, &[(&way, "keep")]);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("aria-invalid=\"true\""),
        "the missing reason is shown where it is missing"
    );
    let saved = send(&redactor, &number, &refused, &[(&way, "keep"), (&reason, "村公开栏里的号码")]);
    assert_eq!(saved.status, 303, "{}", saved.text);
    let seen = service.staff("approver").get(&format!("/desk/cases/{number}"));
    assert!(seen.text.contains("14012345678") && seen.text.contains("村公开栏里的号码"));
    let _ = service.mails();
}

#[test]
fn a_risk_without_a_reason_stops_the_text_and_with_one_the_approver_reads_it() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let refused = send(&redactor, &number, &page, &[("scope", "group")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("risk_narrow_scope"), "{}", refused.text);
    let reason = [("scope", "group"), ("risk_narrow_scope", "全组已在会上知道")];
    assert_eq!(send(&redactor, &number, &refused, &reason).status, 303);
    let seen = service.staff("approver").get(&format!("/desk/cases/{number}"));
    assert!(seen.text.contains("全组已在会上知道"), "{}", seen.text);
    let _ = service.mails();
}

#[test]
fn a_text_that_was_given_back_comes_with_its_decisions() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let at = proposal(&page, "尉迟翀");
    let (way, word) = (format!("way_{at}"), format!("word_{at}"));
    let saved = send(&redactor, &number, &page, &[(&way, "replace"), (&word, "一位家长")]);
    assert_eq!(saved.status, 303, "{}", saved.text);
    service.staff("approver").takes(&number, "return", &[("text", "请再写宽一些")]);
    let again = redactor.get(&path(&number));
    assert!(again.text.contains("请再写宽一些"));
    assert_eq!(again.field(&word).as_deref(), Some("一位家长"));
    assert!(again.textarea("letter").expect("a letter").contains("我叫一位家长"));
    let _ = service.mails();
}

#[test]
fn proposals_that_have_changed_meanwhile_lose_no_text() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let other = r#"{"digest":"of another list","decisions":[]}"#;
    let typed = page.textarea("letter").expect("a letter") + "我写的。";
    let refused = send(&redactor, &number, &page, &[("applied", other), ("letter", &typed)]);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.textarea("letter").as_deref(), Some(typed.as_str()));
    assert_eq!(send(&redactor, &number, &refused, &[]).status, 303);
    let _ = service.mails();
}
