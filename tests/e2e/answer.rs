//! What stands around an answer: the round that it belongs to, the extension before it, the policies that it rests on.

use form_api::messages::speak;
use serde_json::json;
use tests::{Page, Service};

use crate::journey::{ANSWER, LETTER, redact_as_proposed, walk_to_closed};

const POLICY: &str = "yinshui-shuifei";

fn to_handling(service: &Service, number: &str) {
    let registrar = service.staff("registrar");
    registrar.takes(number, "register", &[("text", "路灯")]);
    registrar.takes(number, "accept", &[("office", "chengjian")]);
    service.staff("handler").takes(number, "handle", &[]);
}

/// What the service's JSON interface tells the sender.
fn tracked(service: &Service, number: &str, code: &str) -> serde_json::Value {
    let body = json!({ "submission_no": number, "query_code": code }).to_string();
    let kind = [("content-type", "application/json")];
    service.visitor().send_with("/api/v1/letters/track", &kind, body.as_bytes()).json()
}

fn status_card(page: &Page) -> String {
    let (_, rest) = page.text.split_once("class=\"state state-").expect("a card");
    rest.split_once("</section>").expect("its end").0.to_owned()
}

#[test]
fn a_reviewer_is_told_what_an_answer_seems_to_lack_and_may_let_it_out_all_the_same() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    to_handling(&service, &number);
    let phrase = "您好，您反映的问题我们高度重视，正在研究，请耐心等待，感谢您对我们工作的支持和理解";
    service.staff("handler").takes(&number, "answer", &[("text", phrase)]);
    let reviewer = service.staff("reviewer");
    let page = reviewer.get(&format!("/desk/cases/{number}"));
    let doubts = page.text.split_once("data-answer-doubts>").expect("doubts").1;
    for word in ["one_sentence", "evasive", "no_result", "no_contact"] {
        assert!(doubts.contains(&speak(&format!("answer_doubt-{word}"))), "{word}");
    }
    reviewer.takes(&number, "review", &[]);
    assert!(!reviewer.get(&format!("/desk/cases/{number}")).text.contains("data-answer-doubts"));
    let _ = service.mails();
}

#[test]
fn a_blank_of_a_template_is_not_sent_and_the_page_names_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    registrar.takes(&number, "register", &[("text", "路灯")]);
    let question = "您好，请告诉我们【要补充的情况】，谢谢。";
    let asked = registrar.step(&number, "request_information", &[("text", question)]);
    assert_eq!(asked.status, 422);
    assert!(
        asked.text.contains("告诉我们【要补充的情况】，谢谢。") && asked.text.contains(question),
        "named, and kept"
    );
    registrar.takes(&number, "accept", &[("office", "chengjian")]);
    let handler = service.staff("handler");
    handler.takes(&number, "handle", &[]);
    for blank in ["【联系人】", "{{ phone }}", "____", "××"] {
        let text = format!("{ANSWER}联系{blank}。");
        let refused = handler.step(&number, "answer", &[("text", &text)]);
        assert_eq!(refused.status, 422, "{blank}");
        assert!(refused.text.matches(blank).count() >= 2, "named, and kept: {}", refused.text);
    }
    assert!(!service.track(&number, &code).text.contains("联系【"));
    handler.takes(&number, "answer", &[("text", ANSWER)]);
    let _ = service.mails();
}

#[test]
fn each_round_can_be_extended_once_and_its_reason_is_gone_with_it() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    to_handling(&service, &number);
    let handler = service.staff("handler");
    handler.takes(&number, "extend", &[("text", "等供电所来人。")]);
    let page = service.track(&number, &code);
    assert!(status_card(&page).contains("等供电所来人。"));
    let due = tracked(&service, &number, &code);
    let day = due["due_on"].as_str().or(due["ceiling_on"].as_str()).expect("a day");
    let day: jiff::civil::Date = day.parse().expect("a day");
    let date = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    // The last day that is sure, where next year's holidays are not known yet.
    let until = match due["due_on"].as_str() {
        Some(_) => date,
        None => form_api::messages::speak_with("event-due-latest", &[("due", date)]),
    };
    let words = format!("延期到 {until} 答复，理由：等供电所来人。");
    assert!(page.text.contains(&words), "{words}: {}", page.text);
    let again = handler.step_unoffered(&handler, &number, "extend", &[("text", "供电所说还要一个星期。")]);
    assert_eq!(again.status, 409, "once in a round");

    handler.takes(&number, "answer", &[("text", ANSWER)]);
    service.staff("reviewer").takes(&number, "review", &[]);
    service.staff("registrar").takes(&number, "reopen", &[("text", "灯又不亮了。")]);
    let page = service.track(&number, &code);
    assert!(!status_card(&page).contains("等供电所来人。"), "the second round has no reason yet");
    assert!(page.text.contains(&words), "what happened stays in the time-line");
    assert_eq!(tracked(&service, &number, &code)["extension_reason"], serde_json::Value::Null);
    handler.takes(&number, "extend", &[("text", "要换整条线。")]);
    assert!(status_card(&service.track(&number, &code)).contains("要换整条线。"));
    let again = handler.step_unoffered(&handler, &number, "extend", &[("text", "供电所说还要一个星期。")]);
    assert_eq!(again.status, 409, "once in the second round too");
    let _ = service.mails();
}

#[test]
fn the_answer_of_the_round_before_is_folded_and_says_so() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    walk_to_closed(&service, &number);
    let page = service.track(&number, &code);
    assert!(page.text.contains("data-answer>") && !page.text.contains("data-answer-before"));
    assert_eq!(tracked(&service, &number, &code)["answer_is_previous"], json!(false));
    service.staff("registrar").takes(&number, "reopen", &[("text", "灯又不亮了。")]);
    let page = service.track(&number, &code);
    let (_, folded) = page.text.split_once("data-answer-before").expect("folded");
    let (folded, _) = folded.split_once("</details>").expect("its end");
    assert!(folded.contains("接头老化") && folded.contains(&speak("own-answer-before")), "{folded}");
    assert_eq!(page.text.matches("接头老化").count(), 1, "and nowhere else");
    assert_eq!(tracked(&service, &number, &code)["answer_is_previous"], json!(true));
    service.staff("handler").takes(&number, "answer", &[("text", &format!("{ANSWER}这次换了整条线。"))]);
    service.staff("reviewer").takes(&number, "review", &[]);
    let page = service.track(&number, &code);
    assert!(page.text.contains("这次换了整条线。") && !page.text.contains("data-answer-before"));
    let _ = service.mails();
}

#[test]
fn an_answer_takes_its_policies_along_to_the_sender_to_programs_and_into_redaction() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    to_handling(&service, &number);
    let handler = service.staff("handler");
    let policy = service.app.pages.site().policy(POLICY).cloned().expect("in the content");
    let document = service.app.pages.site().document(&policy.document).cloned().expect("in the content");
    let refused = handler.step(&number, "answer", &[("text", " "), ("policy", POLICY)]);
    assert_eq!(refused.status, 422);
    let ticked = format!("value=\"{POLICY}\" checked");
    assert!(refused.text.contains(&ticked), "what was ticked is not lost");
    handler.takes(
        &number,
        "answer",
        &[("text", ANSWER), ("policy", POLICY), ("policy", "no-such-policy"), ("policy", "canji-butie")],
    );
    let url = format!("policies/{POLICY}/");
    assert!(!service.track(&number, &code).text.contains(&url), "a draft's are nobody's yet");
    service.staff("reviewer").takes(&number, "review", &[]);
    let page = service.track(&number, &code);
    let (_, shown) = page.text.split_once("data-policies").expect("policies");
    for part in [format!("href=\"../{url}\""), policy.title.clone(), document.number.clone()] {
        assert!(shown.contains(&part), "{part}: {shown}");
    }
    assert!(shown.contains("已经修改") && shown.contains("现行有效"), "and whether it holds");
    let told = tracked(&service, &number, &code);
    assert_eq!(told["policies"].as_array().map(Vec::len), Some(2));
    assert_eq!(told["policies"][0]["number"], json!(document.number));
    assert_eq!(told["policies"][0]["status"], json!("amended"));
    assert!(told["policies"][0]["url"].as_str().expect("a url").ends_with(&format!("/{url}")));

    service.staff("registrar").takes(&number, "close", &[]);
    let redactor = service.staff("redactor");
    redactor.takes(&number, "nominate", &[]);
    let redact = redactor.get(&format!("/desk/cases/{number}/redact"));
    for slug in [POLICY, "canji-butie"] {
        assert!(redact.text.contains(&format!("value=\"{slug}\" checked")), "{slug}: {}", redact.text);
    }
    let _ = service.mails();
}

#[test]
fn a_link_in_an_answer_leads_to_the_policy_from_the_senders_page_and_from_the_public_one() {
    let service = Service::start();
    let (number, code) = service.send_letter(&LETTER);
    to_handling(&service, &number);
    let with_link = format!("{ANSWER}\n\n办法见[水费怎么收](policies/{POLICY}/)。");
    service.staff("handler").takes(&number, "answer", &[("text", &with_link)]);
    service.staff("reviewer").takes(&number, "review", &[]);
    service.staff("registrar").takes(&number, "close", &[]);
    let page = service.track(&number, &code);
    assert!(
        page.text.contains(&format!("<a href=\"../policies/{POLICY}/\">水费怎么收</a>")),
        "{}",
        page.text
    );
    redact_as_proposed(&service.staff("redactor"), &number);
    service.staff("approver").takes(&number, "publish", &[]);
    let public = service.visitor().get(&format!("/replies/2026/{number}/"));
    let link = format!("<a href=\"../../../policies/{POLICY}/\">水费怎么收</a>");
    assert!(public.text.contains(&link), "{}", public.text);
    let _ = service.mails();
}
