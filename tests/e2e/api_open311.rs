//! Open311 GeoReport v2: clients that know it find the kinds, send a letter and read what is public, and nothing else.

use form_api::store;
use record::PublicReply;
use tests::{Page, Service};

use crate::api_replies::reply;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

const LETTER: [(&str, &str); 9] = [
    ("service_code", "help_request"),
    ("description", "村口的路灯坏了半个月。晚上接孩子很不方便，请派人看看。"),
    ("attribute[rules_read]", "yes"),
    ("attribute[village]", "shuikou"),
    ("last_name", "尉迟"),
    ("first_name", "翀"),
    ("phone", "14012345678"),
    ("lat", "25.123456"),
    ("long", "102.654321"),
];

fn post(service: &Service, format: &str, fields: &[(&str, &str)]) -> Page {
    service.visitor().post(&format!("/open311/v2/requests.{format}"), fields)
}

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let others = LETTER.iter().copied().filter(|(own, _)| *own != name);
    others.chain((!value.is_empty()).then_some((name, value))).collect()
}

fn publish(service: &Service, replies: &[PublicReply]) {
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        for reply in replies {
            store::add_public_reply(&mut tx, reply).await.expect("added");
        }
        tx.commit().await.expect("committed");
    });
}

fn numbers(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.text);
    let number = |one: &serde_json::Value| one["service_request_id"].as_str().expect("a number").to_owned();
    page.json().as_array().expect("a list").iter().map(number).collect()
}

#[test]
fn the_kinds_of_letters_are_services_with_what_else_may_be_sent() {
    let service = Service::start();
    let services = service.visitor().get("/open311/v2/services.json");
    assert_eq!((services.status, services.headers["access-control-allow-origin"].as_str()), (200, "*"));
    let codes: Vec<String> = services
        .json()
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["service_code"].as_str().expect("a code").to_owned())
        .collect();
    assert_eq!(codes, ["inquiry", "complaint", "suggestion", "help_request", "report", "thanks"]);
    let xml = service.visitor().get("/open311/v2/services.xml");
    assert!(xml.headers["content-type"].starts_with("text/xml"), "{:?}", xml.headers);
    assert!(xml.text.contains("<services><service><description>"), "{}", xml.text);
    let definition = service.visitor().get("/open311/v2/services/help_request.json").json();
    let attributes = definition["attributes"].as_array().expect("a list");
    assert_eq!(attributes[0]["code"], "rules_read");
    assert!(attributes[2]["values"].as_array().expect("villages").iter().any(|one| one["key"] == "shuikou"));
    let known = service
        .visitor()
        .get_with("/open311/v2/services.json", &[("if-none-match", services.headers["etag"].as_str())]);
    assert_eq!(known.status, 304);
    assert_eq!(service.visitor().get("/open311/v2/services.json?jurisdiction_id=elsewhere").status, 404);
}

#[test]
fn a_letter_comes_in_sealed_and_its_sender_is_asked_before_anything_is_public() {
    let service = Service::start();
    for format in ["json", "xml"] {
        let page = post(&service, format, &LETTER);
        assert_eq!(page.status, 201, "{}", page.text);
        assert_eq!(page.headers["cache-control"], "no-store");
        let (number, code) = if format == "json" {
            let receipt = page.json();
            let text = |field: &str| receipt[0][field].as_str().expect("a text").to_owned();
            (text("service_request_id"), text("query_code"))
        } else {
            let text = |field: &str| {
                let (_, rest) = page.text.split_once(&format!("<{field}>")).expect("begun");
                rest.split_once('<').expect("ended").0.to_owned()
            };
            (text("service_request_id"), text("query_code"))
        };
        assert_eq!(service.track(&number, &code).status, 200);
        let found = service.runtime.block_on(store::find_by_number(service.db(), &number));
        let case = found.expect("asked").expect("there");
        assert_eq!(case.consent, form_api::case::Consent::AskFirst);
        assert_eq!(case.title, "村口的路灯坏了半个月");
        assert_eq!(case.village.as_deref(), Some("shuikou"));
        let hidden = service.visitor().get(&format!("/open311/v2/requests/{number}.{format}"));
        let nothing = service.visitor().get(&format!("/open311/v2/requests/2026-0000-0000.{format}"));
        assert_eq!((hidden.status, &hidden.text), (404, &nothing.text), "nobody learns that it exists");
    }
}

#[test]
fn a_key_makes_one_letter_of_two_posts_and_never_opens_another_one() {
    let service = Service::start();
    let send = |text: &str| {
        let body = format!("service_code=inquiry&attribute%5Brules_read%5D=yes&description={text}");
        let headers = [FORM, ("idempotency-key", "a-key-of-a-client-0001")];
        service.visitor().send_with("/open311/v2/requests.json", &headers, body.as_bytes())
    };
    let (first, again, other) = (send("水费怎么交才好"), send("水费怎么交才好"), send("电费怎么交才好"));
    assert_eq!((first.status, again.status, other.status), (201, 201, 422));
    assert_eq!(first.text, again.text);
}

#[test]
fn a_letter_that_came_has_its_receipt_whatever_the_limits_say() {
    let service = Service::start();
    let send = |key: usize| {
        let body = "service_code=inquiry&attribute%5Brules_read%5D=yes&description=%E6%B0%B4%E8%B4%B9%E6%80%8E%E4%B9%88%E4%BA%A4";
        let key = format!("a-key-of-a-client-{key:04}");
        let headers = [FORM, ("idempotency-key", key.as_str())];
        service.visitor().send_with("/open311/v2/requests.json", &headers, body.as_bytes())
    };
    let first = send(0);
    assert_eq!(first.status, 201, "{}", first.text);
    assert!((1..60).any(|key| send(key).status == 429), "a bound");
    let again = send(0);
    assert_eq!((again.status, again.text), (201, first.text));
    let _ = service.mails();
}

/// Left out without a word it could be the person from whom the letter is to be hidden.
#[test]
fn an_attribute_is_read_however_it_is_written_or_refused_by_name() {
    let service = Service::start();
    let stored = |number: &str| {
        let found = service.runtime.block_on(store::find_by_number(service.db(), number));
        found.expect("asked").expect("there").accused
    };
    let complaint = |name: &'static str| {
        let mut fields = with(name, "水口村会计");
        fields[0].1 = "complaint";
        fields
    };
    for name in ["attribute[accused]", "attribute[accused][]", "Attribute[Accused]", "attribute[ accused ]"] {
        let page = post(&service, "json", &complaint(name));
        assert_eq!(page.status, 201, "{name}: {}", page.text);
        let number = page.json()[0]["service_request_id"].as_str().expect("a number").to_owned();
        assert_eq!(stored(&number), "水口村会计", "{name}");
    }
    for name in [
        "attribute[0][accused]",
        "accused",
        "attribute[acused]",
        "attribute",
        "attribute[]",
        "attribute[accused",
    ] {
        let page = post(&service, "json", &complaint(name));
        assert_eq!(page.status, 400, "{name}: {}", page.text);
        assert!(page.text.contains(name) && !page.text.contains("水口村会计"), "{}", page.text);
    }
    let mut twice = complaint("attribute[accused]");
    twice.push(("attribute[accused][]", "水口村书记"));
    assert_eq!(post(&service, "json", &twice).status, 400, "both, or neither");
    let _ = service.mails();
}

#[test]
fn what_no_list_knows_is_refused_and_capitals_and_marks_are_read() {
    let service = Service::start();
    let get = |path: &str| service.visitor().get(&format!("/open311/v2/{path}")).status;
    assert_eq!((get("services/Inquiry.json"), get("services/nonsense.json")), (200, 404));
    assert_eq!((get("requests.json?status=foo"), get("requests.json?service_code=nonsense")), (400, 400));
    assert_eq!((get("requests.json?status=Open"), get("requests.json?service_code=Inquiry")), (200, 200));
    let body = "\u{FEFF}service_code=inquiry&attribute%5Brules_read%5D=yes&description=%E6%B0%B4%E8%B4%B9%E6%80%8E%E4%B9%88%E4%BA%A4";
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf8")];
    let page = service.visitor().send_with("/open311/v2/requests.json", &headers, body.as_bytes());
    assert_eq!(page.status, 201, "{}", page.text);
    let _ = service.mails();
}

#[test]
fn public_cases_alone_are_listed_and_withdrawn_ones_are_not() {
    let service = Service::start();
    let mut old = reply("2026-1111-2222", "旧的一件");
    old.received_on = "2026-01-05".parse().expect("a day");
    publish(&service, &[old, reply("2026-3333-4444", "路灯"), reply("2026-5555-6666", "水费")]);
    let get = |query: &str| service.visitor().get(&format!("/open311/v2/requests.json{query}"));
    assert_eq!(numbers(&get("")), ["2026-3333-4444", "2026-5555-6666"], "90 days");
    assert_eq!(numbers(&get("?start_date=2026-01-01T00:00:00Z")), ["2026-1111-2222"]);
    assert_eq!(numbers(&get("?status=open")), [""; 0]);
    assert_eq!(numbers(&get("?service_code=thanks")), [""; 0]);
    assert_eq!(numbers(&get("?service_request_id=2026-1111-2222,2026-9999-9999")), ["2026-1111-2222"]);
    assert_eq!(get("?start_date=yesterday").status, 400);
    let one = service.visitor().get("/open311/v2/requests/2026-3333-4444.json").json();
    assert_eq!((&one[0]["status"], &one[0]["status_notes"]), (&"closed".into(), &"已经修好。".into()));
    service.runtime.block_on(async {
        let mut tx = service.db().begin().await.expect("begun");
        let on = "2026-11-23".parse().expect("a day");
        store::withdraw_public_reply(&mut tx, "2026-3333-4444", on).await.expect("withdrawn");
        tx.commit().await.expect("committed");
    });
    assert_eq!(numbers(&get("")), ["2026-5555-6666"]);
    assert_eq!(service.visitor().get("/open311/v2/requests/2026-3333-4444.json").status, 404);
}

#[test]
fn what_cannot_be_taken_in_is_refused_with_a_sentence_in_the_clients_format() {
    let service = Service::start();
    let long = "长".repeat(400_000);
    let cases = [
        (with("description", ""), 400),
        (with("service_code", "pothole"), 400),
        (with("service_code", ""), 400),
        (with("attribute[rules_read]", ""), 400),
        (with("attribute[village]", "atlantis"), 400),
        (with("lat", "north"), 400),
        (with("long", ""), 400),
        (with("jurisdiction_id", "elsewhere"), 404),
    ];
    for (fields, status) in cases {
        let page = post(&service, "json", &fields);
        assert_eq!(page.status, status, "{fields:?}: {}", page.text);
        let error = &page.json()[0];
        assert_eq!(error["code"], status, "{}", page.text);
        assert!(
            error["description"].as_str().is_some_and(|sentence| sentence.chars().count() > 4),
            "{error}"
        );
        let xml = post(&service, "xml", &fields);
        assert!(xml.text.contains("<errors><error><code>"), "{}", xml.text);
    }
    let many: Vec<(&str, &str)> = std::iter::repeat_n(("a", "b"), 10_000).chain(LETTER).collect();
    let sent = [
        (post(&service, "json", &[("description", long.as_str())]), vec![413]),
        (post(&service, "json", &many), vec![201]),
        (
            service.visitor().send_with("/open311/v2/requests.json", &[FORM], b"description=%C2%B7%B5%C6"),
            vec![400],
        ),
        (
            service.visitor().send_with("/open311/v2/requests.json", &[("content-type", "text/plain")], b"x"),
            vec![400],
        ),
        (service.visitor().get("/open311/v2/services.yaml"), vec![404]),
        (service.visitor().get("/open311/v2/"), vec![404]),
        (service.visitor().get("/open311/v2/requests/%00.json"), vec![400, 404]),
    ];
    for (page, wanted) in sent {
        assert!(wanted.contains(&page.status), "{}: {}", page.status, page.text);
    }
}

/// The sentences of a refusal.
fn sentences(page: &Page) -> Vec<String> {
    let sentence = |error: &serde_json::Value| error["description"].as_str().expect("a sentence").to_owned();
    page.json().as_array().expect("errors").iter().map(sentence).collect()
}

#[test]
fn a_refusal_is_in_one_language_and_calls_fields_as_geo_report_does() {
    let service = Service::start();
    let refused = |fields: &[(&str, &str)], language: &str| {
        let fields = fields.iter().map(|(name, value)| {
            let name = name.replace('[', "%5B").replace(']', "%5D");
            format!("{name}={}", value.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>())
        });
        let body = fields.collect::<Vec<_>>().join("&");
        let headers = [FORM, ("accept-language", language)];
        let page = service.visitor().send_with("/open311/v2/requests.json", &headers, body.as_bytes());
        assert_eq!(page.status, 400, "{}", page.text);
        sentences(&page)
    };
    assert_eq!(refused(&with("service_code", "pothole"), "en"), ["service_code names nothing that is here."]);
    assert_eq!(refused(&with("description", ""), "en"), ["description is missing."], "once");
    let long = "长".repeat(41);
    let fields = [
        ("service_code", "inquiry"),
        ("description", "。"),
        ("last_name", long.as_str()),
        ("attribute[title]", "灯"),
        ("attribute[village]", "atlantis"),
        ("attribute[under_14]", "yes"),
    ];
    let english = refused(&fields, "en").join("\n");
    for name in [
        "description",
        "last_name",
        "attribute[title]",
        "attribute[village]",
        "attribute[guardian_agrees]",
        "attribute[rules_read]",
    ] {
        assert!(english.contains(name), "{name}: {english}");
    }
    assert!(english.is_ascii(), "{english}");
    let chinese = refused(&with("description", ""), "zh");
    assert!(chinese[0].contains("description") && !chinese[0].contains(" is "), "{chinese:?}");
    let coordinates = refused(&with("lat", "north"), "en");
    assert!(coordinates.len() == 1 && coordinates[0].is_ascii(), "{coordinates:?}");
}

fn codes_of_attributes(service: &Service) -> Vec<String> {
    let definition = service.visitor().get("/open311/v2/services/inquiry.json").json();
    let code = |one: &serde_json::Value| one["code"].as_str().expect("a code").to_owned();
    definition["attributes"].as_array().expect("a list").iter().map(code).collect()
}

#[test]
fn what_the_form_asks_of_children_and_of_text_messages_is_asked_here_too() {
    let service = Service::start();
    let codes = codes_of_attributes(&service);
    assert_eq!(codes, ["rules_read", "title", "village", "office", "under_14", "guardian_agrees"]);
    let mut fields = LETTER.to_vec();
    fields.push(("attribute[under_14]", "yes"));
    let page = post(&service, "json", &fields);
    assert_eq!(page.status, 400, "{}", page.text);
    assert!(page.text.contains("attribute[guardian_agrees]"), "{}", page.text);
    fields.push(("attribute[guardian_agrees]", "yes"));
    let receipt = post(&service, "json", &fields).json();
    let number = receipt[0]["service_request_id"].as_str().expect("a number");
    let found = service.runtime.block_on(store::find_by_number(service.db(), number)).expect("asked");
    assert!(found.expect("there").under_14, "it stays unpublished");
    let mut unreached = with("phone", "14012345678");
    unreached.push(("attribute[told_by_sms]", "yes"));
    assert_eq!(post(&service, "json", &unreached).status, 400, "no gateway: nothing is promised in silence");

    let with_gateway = Service::start_with(|settings| {
        let secret = settings.paths.data.join("sms-secret");
        std::fs::write(&secret, "a-secret-of-the-test-with-32-characters").expect("written");
        settings.webhook = Some(form_api::mail::WebhookSettings {
            url: "http://127.0.0.1:9/".to_owned(),
            secret_file: secret,
        });
    });
    assert!(codes_of_attributes(&with_gateway).contains(&"told_by_sms".to_owned()));
    let mut fields = with("phone", "");
    fields.push(("attribute[told_by_sms]", "yes"));
    assert_eq!(post(&with_gateway, "json", &fields).status, 400, "told by which number?");
}

#[test]
fn a_client_finds_the_endpoint_by_its_discovery() {
    let service = Service::start();
    let page = service.visitor().get("/open311/discovery.json");
    assert_eq!((page.status, page.headers["access-control-allow-origin"].as_str()), (200, "*"));
    let found = page.json();
    let endpoint = &found["endpoints"][0];
    assert_eq!(endpoint["url"], format!("{}/open311/v2", service.base));
    assert_eq!(endpoint["specification"], "http://wiki.open311.org/GeoReport_v2");
    assert_eq!(
        (&endpoint["type"], endpoint["formats"].as_array().map(Vec::len)),
        (&"production".into(), Some(2))
    );
    for field in ["changeset", "contact", "key_service"] {
        assert!(found[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    let services = endpoint["url"].as_str().expect("a URL").trim_start_matches(&service.base).to_owned();
    assert_eq!(service.visitor().get(&format!("{services}/services.json")).status, 200);
    let xml = service.visitor().get("/open311/discovery.xml");
    assert!(xml.headers["content-type"].starts_with("text/xml"), "{:?}", xml.headers);
    for part in ["<discovery>", "<endpoints><endpoint>", "<formats><format>text/xml</format>"] {
        assert!(xml.text.contains(part), "{part} in {}", xml.text);
    }
    assert_eq!(service.visitor().get("/open311/discovery.yaml").status, 404);
}

#[test]
fn a_childs_letter_is_a_childs_however_its_program_says_yes_and_nothing_is_read_of_two() {
    let service = Service::start();
    for yes in ["yes", "true", "1", "on", " YES "] {
        let page = post(&service, "json", &with("attribute[under_14]", yes));
        assert_eq!(page.status, 400, "{yes}: no guardian agrees");
    }
    let unclear = post(&service, "json", &with("attribute[under_14]", "perhaps"));
    assert_eq!(unclear.status, 400, "{}", unclear.text);
    let twice: Vec<_> = LETTER.into_iter().chain([("description", "另外一件事，也请看看。")]).collect();
    assert_eq!(post(&service, "json", &twice).status, 400);
    let agreed: Vec<_> = LETTER
        .into_iter()
        .chain([("attribute[under_14]", "true"), ("attribute[guardian_agrees]", "true")])
        .collect();
    let page = post(&service, "json", &agreed);
    assert_eq!(page.status, 201, "{}", page.text);
    let number = page.json()[0]["service_request_id"].as_str().expect("a number").to_owned();
    let letter = service.runtime.block_on(store::find_by_number(service.db(), &number));
    assert!(letter.expect("asked").expect("there").under_14);
}

#[test]
fn lists_days_and_names_are_read_as_clients_write_them() {
    let service = Service::start();
    publish(&service, &[reply("2026-3333-4444", "路灯"), reply("2026-5555-6666", "水费")]);
    let get = |query: &str| service.visitor().get(&format!("/open311/v2/requests.json{query}"));
    let both = ["2026-3333-4444", "2026-5555-6666"];
    for query in [
        "?service_request_id=2026-3333-4444,%202026-5555-6666",
        "?service_request_id=2026-3333-4444%20,2026-5555-6666,",
        "?service_request_id=2026-3333-4444&service_request_id=2026-5555-6666",
        "?status=Closed",
        "?status=open,%20closed",
        "?status=open&status=closed",
        "?service_code=thanks,%20inquiry,%20help_request,%20complaint,suggestion",
        "?start_date=2026-10-01T00:00:00+08:00",
        "?start_date=2026-10-01T00:00:00%2B08:00&end_date=2026-12-01T00:00:00+08:00",
        "?start_date=2026-10-01&start_date=2026-10-01",
    ] {
        assert_eq!(numbers(&get(query)), both, "{query}");
    }
    assert_eq!(get("?start_date=2026-10-01&start_date=2026-11-01").status, 400, "which of the two?");
}

#[test]
fn a_field_that_says_two_things_is_named_and_one_that_says_the_same_twice_is_no_doubt() {
    let service = Service::start();
    let chained = |name, value| LETTER.into_iter().chain([(name, value)]).collect::<Vec<_>>();
    let twice = post(&service, "json", &chained("phone", "14012349999"));
    assert_eq!(twice.status, 400);
    let said = twice.json()[0]["description"].as_str().expect("a sentence").to_owned();
    assert!(said.contains("phone"), "{said}");
    let attribute = post(&service, "json", &chained("attribute[village]", "gaojian"));
    assert!(attribute.text.contains("attribute[village]"), "{}", attribute.text);
    assert_eq!(post(&service, "json", &chained("phone", "14012345678")).status, 201);
    assert_eq!(post(&service, "json", &chained("media_url", "https://a.example/b.jpg")).status, 201);
}
