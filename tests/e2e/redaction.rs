//! Writing the public text: decisions, risks and reasons.

use form_api::messages::speak;
use tests::{Client, Page, Service};

use crate::journey::{LETTER, redact_under, walk_to_closed};

/// A redactor before the redaction page of a letter that is closed.
fn begin(service: &Service) -> (String, Client) {
    begin_with(service, LETTER[2].1)
}

/// The same, of a letter that says this.
fn begin_with(service: &Service, text: &str) -> (String, Client) {
    let mut letter = LETTER;
    letter[2].1 = text;
    let (number, _) = service.send_letter(&letter);
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
        .chain([("topic".into(), "路灯".into())])
        .chain(page.as_proposed())
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
    assert!(letter.contains("我叫某某，") && !letter.contains("尉迟"), "{letter}");
    let edited = letter.replace("晚上接孩子很不方便", "晚上不方便");
    let typed =
        [("action", "apply"), ("scope", "township"), (&person, "surname"), ("letter", edited.as_str())];
    let tried = send(&redactor, &number, &page, &typed);
    assert_eq!(tried.status, 200, "{}", tried.text);
    let letter = tried.textarea("letter").expect("a letter");
    assert!(letter.contains("我叫尉迟某，") && letter.contains("晚上不方便"), "{letter}");
    // Nothing was saved: the page begins anew for another person.
    assert!(redactor.get(&path(&number)).textarea("letter").expect("a letter").contains("我叫某某，"));
    let saved = send(&redactor, &number, &tried, &[("action", "send"), (&person, "surname")]);
    assert_eq!(saved.status, 303, "{}", saved.text);
    let _ = service.mails();
}

#[test]
fn a_finding_that_stays_needs_a_reason_and_the_approver_reads_it() {
    let service = Service::start();
    let text = "村口的路灯坏了半个月，晚上接孩子很不方便。公开栏上写的是14012345679，请派人看看。";
    let (number, redactor) = begin_with(&service, text);
    let page = redactor.get(&path(&number));
    let at = proposal(&page, "14012345679");
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
    assert!(seen.text.contains("14012345679") && seen.text.contains("村公开栏里的号码"));
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
    let seen = service.staff("approver").get(&format!("/desk/cases/{number}/publish"));
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

#[test]
fn nothing_is_decided_beforehand_and_nothing_is_saved_before_every_question_has_an_answer() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let form = page.text.split("data-redaction").nth(1).expect("a form");
    for name in ["name=\"way_", "name=\"scope\"", "name=\"name_village\""] {
        let chosen = form.split('<').filter(|tag| tag.contains(name)).filter(|tag| tag.contains(" checked"));
        assert_eq!(chosen.count(), 0, "{name} is chosen beforehand");
    }
    let first = format!("way_{}", proposal(&page, "尉迟翀"));
    for (field, word) in [(first.as_str(), "decisions"), ("scope", "scope"), ("name_village", "place")] {
        let refused = send(&redactor, &number, &page, &[(field, "")]);
        assert_eq!(refused.status, 422, "{word}");
        assert!(refused.text.contains(&form_api::messages::speak(&format!("missing-{word}"))), "{word}");
        assert!(refused.textarea("letter").is_some_and(|letter| letter.contains("路灯")), "nothing is lost");
    }
    assert_eq!(send(&redactor, &number, &page, &[]).status, 303);
    let _ = service.mails();
}

#[test]
fn a_sentence_without_its_name_is_offered_whole() {
    let service = Service::start();
    let mut letter = LETTER;
    letter[2].1 = "我叫尉迟翀。邻居上官翾家的墙要倒了，请派人来看看，怕砸到过路的孩子。";
    let (number, _) = service.send_letter(&letter);
    walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let page = redactor.get(&path(&number));
    let text = page.textarea("letter").expect("a letter");
    assert!(!text.contains("邻居群众") && text.contains("邻居乙"), "{text}");
    assert!(text.starts_with("我叫某"), "{text}");
    assert!(page.text.contains("class=\"reads\""), "each way shows its whole sentence");
    let _ = service.mails();
}

#[test]
fn who_somebody_is_beside_the_village_is_asked_about_and_the_approver_reads_the_reason() {
    let service = Service::start();
    let mut letter = LETTER;
    letter[2].1 = "我是老党员，家里三口人，得过肺病，晚上路灯不亮出门看病不方便，请派人来修一修。";
    let (number, _) = service.send_letter(&letter);
    walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let page = redactor.get(&path(&number));
    let with_village = [("name_village", "yes")];
    let refused = send(&redactor, &number, &page, &with_village);
    assert_eq!(refused.status, 422, "{}", refused.text);
    let risks = ["membership", "illness", "household"];
    for risk in risks {
        assert!(refused.text.contains(&format!("answer_{risk}")), "{risk}: {}", refused.text);
    }
    let answers: Vec<String> = risks.iter().map(|risk| format!("answer_{risk}")).collect();
    let mut typed = vec![("name_village", "yes")];
    typed.extend(answers.iter().map(|answer| (answer.as_str(), "many")));
    let saved = send(&redactor, &number, &refused, &typed);
    assert_eq!(saved.status, 303, "one key a risk: {}", saved.text);
    let seen = service.staff("approver").get(&format!("/desk/cases/{number}/publish"));
    assert!(seen.text.contains("肺病") && seen.text.contains(&form_api::messages::speak("risk-answer-many")));
    let _ = service.mails();
}

#[test]
fn letters_of_a_shortcut_at_the_edge_of_a_text_are_noticed() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let letter = page.textarea("letter").expect("a letter");
    for typed in [format!("a{letter}"), format!("{letter}ds")] {
        let refused = send(&redactor, &number, &page, &[("letter", &typed)]);
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("risk_stray_letters"), "{}", refused.text);
    }
    assert_eq!(send(&redactor, &number, &page, &[]).status, 303);
    let _ = service.mails();
}

#[test]
fn nothing_is_approved_but_from_the_page_that_shows_it_and_only_in_that_version() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    assert_eq!(send(&redactor, &number, &page, &[]).status, 303);
    let approver = service.staff("approver");
    let case = approver.get(&format!("/desk/cases/{number}"));
    let post = format!("/desk/cases/{number}/publish");
    assert!(
        !case.text.contains(&format!("action=\"{post}\"")),
        "the page with the original approves nothing"
    );
    let (csrf, version) = (case.hidden("csrf"), case.hidden("version"));
    let of_case = [("csrf", csrf.as_str()), ("version", version.as_str())];
    assert_eq!(approver.post(&post, &of_case).status, 422, "the public page was not opened");

    // The page of a colleague, a forged one, and a page of before the text was written again are none.
    let other = service.staff("second-approver").get(&post).hidden("seen");
    let own = approver.get(&post);
    let seen = own.hidden("seen");
    for wrong in [other.as_str(), "", "x", &seen.replace('.', "1.")] {
        let doubts = own.radios("doubt_");
        let mut fields = vec![("csrf", csrf.as_str()), ("version", version.as_str()), ("seen", wrong)];
        fields.extend(doubts.iter().map(|doubt| (doubt.as_str(), "fine")));
        assert_eq!(approver.post(&post, &fields).status, 422, "{wrong}");
    }
    approver.takes(&number, "return", &[("text", "请再写宽一些")]);
    let again = redactor.get(&path(&number));
    assert_eq!(send(&redactor, &number, &again, &[("title", "路灯坏了")]).status, 303);
    let version = approver.get(&format!("/desk/cases/{number}")).hidden("version");
    let fields = [("csrf", csrf.as_str()), ("version", version.as_str()), ("seen", seen.as_str())];
    assert_eq!(approver.post(&post, &fields).status, 409, "another text was read");
    assert_eq!(service.visitor().get(&format!("/replies/2026/{number}/")).status, 404);

    service.pass(jiff::Span::new().seconds(75));
    approver.takes(&number, "publish", &[]);
    assert_eq!(service.visitor().get(&format!("/replies/2026/{number}/")).status, 200);
    let _ = service.mails();
}

#[test]
fn every_doubt_is_answered_before_a_text_goes_out_and_the_seconds_are_counted() {
    let service = Service::start();
    let text = format!("{}村公开栏里电工的手机是14112349999。", LETTER[2].1);
    let (number, redactor) = begin_with(&service, &text);
    let page = redactor.get(&path(&number));
    let at = proposal(&page, "14112349999");
    let (way, reason) = (format!("way_{at}"), format!("reason_{at}"));
    let kept = [(way.as_str(), "keep"), (reason.as_str(), "村公开栏里的号码")];
    assert_eq!(send(&redactor, &number, &page, &kept).status, 303);
    let approver = service.staff("approver");
    let post = format!("/desk/cases/{number}/publish");
    let page = approver.get(&post);
    assert!(page.text.contains("<iframe") && page.text.contains(&format!("/desk/cases/{number}/preview")));
    assert!(page.text.contains("尉迟翀"), "what was taken out stands beside it");
    assert!(page.text.contains("村公开栏里的号码"), "and why something stays");
    let doubts = page.radios("doubt_");
    assert!(!doubts.is_empty(), "{}", page.text);
    let [csrf, version, seen] = ["csrf", "version", "seen"].map(|name| page.hidden(name));
    let of_page = [("csrf", csrf.as_str()), ("version", version.as_str()), ("seen", seen.as_str())];
    service.pass(jiff::Span::new().seconds(95));
    for answer in ["", "wrong"] {
        let mut fields = of_page.to_vec();
        fields.extend(doubts.iter().map(|doubt| (doubt.as_str(), answer)));
        let refused = approver.post(&post, &fields);
        assert_eq!(refused.status, 422, "{answer}");
        assert!(refused.text.contains(&form_api::messages::speak("missing-doubts")));
        assert_eq!(refused.hidden("seen"), seen, "the time goes on");
    }
    let mut fields = of_page.to_vec();
    fields.extend(doubts.iter().map(|doubt| (doubt.as_str(), "fine")));
    assert_eq!(approver.post(&post, &fields).status, 303);
    let seconds = service.runtime.block_on(async {
        let (from, until) = (jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::MAX);
        form_api::store::list_approvals(service.db(), from, until).await.expect("read")
    });
    assert_eq!(seconds.iter().map(|(_, seconds)| *seconds).collect::<Vec<_>>(), [95]);
    let preview = approver.get_bytes(&format!("/desk/cases/{number}/preview")).1;
    assert!(preview["content-security-policy"].contains("frame-ancestors 'self'"), "{preview:?}");
    let _ = service.mails();
}

#[test]
fn what_is_the_senders_own_is_kept_for_no_reason() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    for own in ["尉迟翀", "14012345678"] {
        let at = proposal(&page, own);
        let (way, reason) = (format!("way_{at}"), format!("reason_{at}"));
        let refused = send(&redactor, &number, &page, &[(&way, "keep"), (&reason, "村里都知道")]);
        assert!(refused.status == 422 && refused.text.contains("data-keeps-own"), "{own}: {}", refused.text);
    }
    assert_eq!(send(&redactor, &number, &page, &[]).status, 303, "without them it is fit");
    let _ = service.mails();
}

#[test]
fn a_public_text_is_shown_again_whatever_keeps_it_from_being_handed_on() {
    let service = Service::start();
    let (number, redactor) = begin(&service);
    let page = redactor.get(&path(&number));
    let typed = page.textarea("letter").expect("a letter").replace("晚上接孩子很不方便", "晚上不方便");
    // The sender adds something, or another tab changes the case.
    let fields =
        [("kind", "inquiry"), ("title", "村口路灯坏了半个月"), ("village", "shuikou"), ("text", "是问事")];
    service.staff("registrar").takes(&number, "correct", &fields);
    let stale = send(&redactor, &number, &page, &[("letter", &typed)]);
    assert_eq!(
        (stale.status, stale.textarea("letter").as_deref()),
        (409, Some(typed.as_str())),
        "{}",
        stale.text
    );
    assert!(stale.text.contains("id=\"refused\"") && !stale.text.contains("复制"), "{}", stale.text);
    assert_eq!(send(&redactor, &number, &stale, &[("letter", &typed)]).status, 303);
    let _ = service.mails();
}

#[test]
fn a_good_rating_holds_up_nobody_who_writes() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let page = redactor.get(&path(&number));
    let own = service.visitor();
    let case = own.look_up(&number, &code).hidden("case");
    let fields = [("case", case.as_str()), ("grade", "satisfied"), ("solved", "yes"), ("text", "")];
    assert!(matches!(own.post("/track/rate", &fields).status, 200 | 303));
    assert_eq!(send(&redactor, &number, &page, &[]).status, 303);
    let _ = service.mails();
}

#[test]
fn a_topic_names_a_matter_and_nobody() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    for topic in ["三组73岁低保户癌症患者黄某", "尉迟翀投诉", "打14012345678"] {
        let refused = redact_under(&redactor, &number, topic);
        assert_eq!(refused.status, 422, "{topic}");
        assert!(refused.text.contains(&speak("missing-plain_topic")), "{topic}: {}", refused.text);
        assert!(refused.text.contains(topic), "given back as typed");
    }
    assert_eq!(redact_under(&redactor, &number, "农村公路").status, 303);
    let _ = service.mails();
}
