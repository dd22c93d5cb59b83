//! Look-alike letters are worked on with one form: each has its own step, and what was refused is said for each.

use form_api::event_log;
use form_api::messages::{speak, speak_with};
use form_api::store::{self, CaseFile};
use tests::{Client, Page, Service};

use crate::journey::{self, ANSWER};
use crate::rights::person;

/// A letter whose sender left nothing to be reached by: no mail waits.
const LETTER: [(&str, &str); 5] =
    [journey::LETTER[0], journey::LETTER[1], journey::LETTER[2], journey::LETTER[3], journey::LETTER[4]];

const SAME: &str = "您好！您反映的停水一事，我们十一月二十四日查到是加压泵坏了，已换上新泵，当晚恢复供水。\
    之后每天有人巡查；再停水，请拨打村镇建设办公室电话 0880-5512373。";

fn case_of(service: &Service, number: &str) -> CaseFile {
    service.runtime.block_on(async {
        let letter = store::find_by_number(service.db(), number).await.expect("asked").expect("there");
        store::find_case_id(service.db(), &letter.id).await.expect("a case")
    })
}

/// 停水, as an address has it.
const WATER: &str = "%E5%81%9C%E6%B0%B4";

/// A letter about the water, in somebody's own words at its end.
fn about_water(service: &Service, who: usize) -> String {
    let text = format!(
        "我们小区从上周三开始天天停水，到晚上十点才来一点，老人孩子用水都成问题，请尽快查一查是什么原因。我家住{who}栋。"
    );
    let mut letter = LETTER;
    (letter[1].1, letter[2].1) = ("小区天天停水", text.as_str());
    service.send_letter(&letter).0
}

/// The fields of the page's form as a browser would send them, every letter ticked, with these filled in.
fn filled<'a>(page: &'a Page, typed: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    let ticked = page.text.split("type=\"checkbox\" name=\"letter\" value=\"").skip(1);
    let ticked = ticked.filter_map(|part| part.split('"').next()).map(|value| ("letter", value.to_owned()));
    let typed = typed.iter().map(|(name, value)| (*name, (*value).to_owned()));
    std::iter::once(("csrf", page.hidden("csrf"))).chain(typed).chain(ticked).collect()
}

fn post(client: &Client, step: &str, fields: &[(&str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post(&format!("/desk/together/{step}"), &fields)
}

fn numbers_in(page: &Page) -> usize {
    page.text.matches("name=\"letter\"").count()
}

/// The page of these letters, for a step.
fn page_of(client: &Client, step: &str, numbers: &[String]) -> Page {
    let numbers: Vec<String> = numbers.iter().map(|number| format!("n={number}")).collect();
    client.get(&format!("/desk/together?step={step}&{}", numbers.join("&")))
}

/// Counts what somebody presses.
struct Hand<'a> {
    client: &'a Client,
    clicks: &'a mut usize,
}

impl Hand<'_> {
    /// Follows a link of a page, which must be there.
    fn follows(&mut self, page: &Page, way: &str) -> Page {
        assert!(
            page.text.contains(&format!("href=\"{}\"", way.replace('&', "&amp;"))),
            "{way}: {}",
            page.text
        );
        *self.clicks += 1;
        self.client.get(way)
    }

    /// Sends the form that the page shows; each list that is chosen from is a click more.
    fn sends(&mut self, page: &Page, step: &str, typed: &[(&str, &str)]) -> Page {
        assert!(page.text.contains(&format!("action=\"/desk/together/{step}\"")), "{step}: {}", page.text);
        *self.clicks += 1 + typed.iter().filter(|(name, _)| *name == "office").count();
        let sent = post(self.client, step, &filled(page, typed));
        assert_eq!(sent.status, 303, "{}", sent.text);
        self.client.get(&sent.location.expect("a way"))
    }

    /// Types what is searched for, and presses the button.
    fn searches(&mut self, q: &str) -> Page {
        *self.clicks += 1;
        self.client.get(&format!("/desk/?q={q}"))
    }
}

#[test]
fn a_hundred_and_twenty_five_letters_of_one_matter_take_fifteen_clicks() {
    const LETTERS: usize = 125;
    let service = Service::start_with(|settings| {
        settings.abuse.trusted_addresses = vec![std::net::Ipv4Addr::LOCALHOST.into()];
    });
    let other = service.send_letter(&LETTER).0;
    let letters: Vec<String> = (1..=LETTERS).map(|who| about_water(&service, who)).collect();
    let (registrar, handler) = (service.staff("registrar"), service.staff("handler"));
    let reviewer = service.staff("reviewer");
    let mut clicks = 0;
    let done = |page: &Page, step: &str| {
        let count = LETTERS.to_string();
        let step = speak(&format!("step-{step}"));
        assert!(page.text.contains(&speak_with("together-done", &[("step", step), ("count", count)])));
        assert!(!page.text.contains("data-refused"), "{}", page.text);
    };

    let mut hand = Hand { client: &registrar, clicks: &mut clicks };
    let first = registrar.get("/desk/");
    let one = letters.iter().find(|number| first.text.contains(*number)).expect("one of them is listed");
    let case = hand.follows(&first, &format!("/desk/cases/{one}"));
    let all = hand.follows(&case, &format!("/desk/together?like={one}"));
    assert_eq!(numbers_in(&all), LETTERS, "and not the one about the lamp");
    let registered = hand.sends(&all, "register", &[("text", "停水")]);
    done(&registered, "register");
    let accepted = hand.sends(&registered, "accept", &[("office", "chengjian")]);
    done(&accepted, "accept");

    let mut hand = Hand { client: &handler, clicks: &mut clicks };
    let all = hand.follows(&hand.client.get("/desk/"), "/desk/together?list=open");
    let begun = hand.sends(&all, "handle", &[]);
    done(&begun, "handle");
    done(&hand.sends(&begun, "answer", &[("text", SAME)]), "answer");

    let mut hand = Hand { client: &reviewer, clicks: &mut clicks };
    let found = hand.searches(WATER);
    let all = hand.follows(&found, &format!("/desk/together?q={WATER}"));
    assert!(all.text.contains("加压泵坏了"), "what is reviewed is shown");
    done(&hand.sends(&all, "review", &[]), "review");

    let mut hand = Hand { client: &registrar, clicks: &mut clicks };
    let found = hand.searches(WATER);
    let all = hand.follows(&found, &format!("/desk/together?q={WATER}"));
    done(&hand.sends(&all, "close", &[]), "close");
    assert!(clicks <= 15, "{clicks} clicks");

    for number in &letters {
        assert_eq!(case_of(&service, number).state.as_str(), "closed", "{number}");
    }
    assert_eq!(case_of(&service, &other).state.as_str(), "submitted");
    let subject = case_of(&service, &letters[7]);
    let events =
        service.runtime.block_on(event_log::list_events(service.db(), subject.subject())).expect("read");
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    let each = ["received", "registered", "accepted", "handling_began", "answered", "reviewed", "closed"];
    assert_eq!(kinds, each, "each letter has each step of its own");
}

#[test]
fn what_cannot_be_done_is_said_for_each_letter_and_keeps_no_other_back() {
    let service = Service::start();
    let letters: Vec<String> = (1..=4).map(|who| about_water(&service, who)).collect();
    let registrar = service.staff("registrar");
    let page = page_of(&registrar, "register", &letters);
    let fields = filled(&page, &[("text", "停水")]);
    registrar.takes(&letters[1], "register", &[("text", "别人先登记了")]);
    let own = service.runtime.block_on(store::list_staff(service.db())).expect("listed");
    let own = own.into_iter().find(|one| one.sign_in_name == "registrar").expect("there").id;
    registrar.takes(&letters[2], "exclude", &[("staff", &own), ("office", "")]);

    let sent = post(&registrar, "register", &fields);
    assert_eq!(sent.status, 303, "{}", sent.text);
    let way = sent.location.expect("a way");
    let again = post(&registrar, "register", &fields);
    assert_eq!(again.location.as_deref(), Some(way.as_str()), "a second click leads to the same page");
    let result = registrar.get(&way);
    let refused =
        result.text.split_once("data-refused>").expect("refused").1.split("</ul>").next().expect("all");
    assert!(refused.contains(&letters[1]) && refused.contains(&speak("error-stale")), "{refused}");
    assert!(!result.text.contains(&letters[2]), "what is not theirs is not named");
    assert!(result.text.contains("data-lost"));
    assert_eq!(registrar.get(&way).text.matches("data-done").count(), 1, "as often as it is looked at");
    for (number, topic) in [(&letters[0], "停水"), (&letters[1], "别人先登记了"), (&letters[3], "停水")]
    {
        let case = case_of(&service, number);
        assert_eq!((case.topic.as_deref(), case.version), (Some(topic), 2), "once each");
    }
    assert_eq!(service.staff("handler").get(&way).status, 404, "another one's");
    assert_eq!(service.staff("handler").get(&format!("/desk/together?like={}", letters[0])).status, 404);
}

#[test]
fn a_text_that_cannot_be_sent_comes_back_with_what_was_ticked_and_nothing_is_done() {
    let service = Service::start();
    let letters: Vec<String> = (1..=3).map(|who| about_water(&service, who)).collect();
    let registrar = service.staff("registrar");
    for number in &letters {
        registrar.takes(number, "register", &[("text", "停水")]);
        registrar.takes(number, "accept", &[("office", "chengjian")]);
    }
    let handler = service.staff("handler");
    let begun = page_of(&handler, "handle", &letters);
    assert_eq!(post(&handler, "handle", &filled(&begun, &[])).status, 303);
    let page = page_of(&handler, "answer", &letters);
    let text = format!("{SAME}联系人：____。");
    let mut fields = filled(&page, &[("text", &text)]);
    fields.extend(letters.iter().map(|number| ("n", number.clone())));
    fields.retain(|(name, value)| *name != "letter" || !value.starts_with(&letters[2]));
    let refused = post(&handler, "answer", &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("联系人：____") && refused.textarea("text").as_deref() == Some(&*text));
    assert_eq!(numbers_in(&refused), 3, "the one without a tick is there too");
    assert_eq!(refused.text.matches(" checked").count(), 2, "{}", refused.text);
    let none: Vec<_> = fields.iter().filter(|(name, _)| *name != "letter").cloned().collect();
    let unticked = post(&handler, "answer", &none);
    assert!(unticked.status == 422 && unticked.text.contains(&text), "{}", unticked.text);
    assert!(letters.iter().all(|number| case_of(&service, number).answer.is_none()));
    let forged = vec![("letter", format!("{}:4", letters[0])), ("csrf", "1".to_owned())];
    assert_eq!(post(&handler, "close", &forged).status, 403);
    for step in ["redact", "publish", "nominate", "decline", "nothing"] {
        assert_eq!(post(&handler, step, &fields).status, 404, "{step}: never for many");
    }
}

#[test]
fn one_review_is_of_one_text_and_nobody_reviews_their_own() {
    let service = Service::start();
    let letters: Vec<String> = (1..=3).map(|who| about_water(&service, who)).collect();
    let (registrar, handler) = (service.staff("registrar"), service.staff("handler"));
    for (at, number) in letters.iter().enumerate() {
        registrar.takes(number, "register", &[("text", "停水")]);
        registrar.takes(number, "accept", &[("office", "chengjian")]);
        handler.takes(number, "handle", &[]);
        let text = if at == 2 { ANSWER } else { SAME };
        let same = if at == 1 { "yes" } else { "" };
        handler.takes(number, "answer", &[("text", text), ("same", same)]);
    }
    let both = person(&service, "both", Some("chengjian"), "handler,reviewer");
    let reviewer = service.staff("reviewer");
    let page = page_of(&reviewer, "review", &letters);
    assert_eq!(numbers_in(&page), 2, "the third has another answer: {}", page.text);
    let mut fields = filled(&page, &[]);
    let version = case_of(&service, &letters[2]).version;
    fields.push(("letter", format!("{}:{version}", letters[2])));
    let result = reviewer.get(&post(&reviewer, "review", &fields).location.expect("a way"));
    assert!(result.text.contains(&speak("together-other_answer")), "{}", result.text);
    let states = letters.iter().map(|number| case_of(&service, number).state.as_str());
    assert_eq!(states.collect::<Vec<_>>(), ["reviewed", "reviewed", "replied"]);

    both.client.takes(&letters[2], "redo", &[("text", "请写明日期。")]);
    both.client.takes(&letters[2], "answer", &[("text", ANSWER)]);
    assert_eq!(numbers_in(&page_of(&both.client, "review", &letters[2..])), 0, "their own");
}

#[test]
fn a_report_is_never_one_of_many() {
    let service = Service::start();
    let water = about_water(&service, 1);
    let mut report = LETTER;
    (report[0].1, report[1].1) = ("report", "小区天天停水");
    let reported = service.send_letter(&report).0;
    let reader = service.staff("discipline");
    let page = page_of(&reader, "register", std::slice::from_ref(&reported));
    assert_eq!(numbers_in(&page), 0, "{}", page.text);
    let version = case_of(&service, &reported).version;
    let fields = [
        ("csrf", page.hidden("csrf")),
        ("text", "停水".to_owned()),
        ("letter", format!("{reported}:{version}")),
    ];
    let result = reader.get(&post(&reader, "register", &fields).location.expect("a way"));
    assert!(result.text.contains(&speak("together-report")), "{}", result.text);
    assert_eq!(case_of(&service, &reported).version, version);
    let like = service.staff("registrar").get(&format!("/desk/together?like={water}"));
    assert!(!like.text.contains(&reported));
}
